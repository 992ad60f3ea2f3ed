"""One line of numbers per row: how much happens in it, when, and how often each code occurs."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled
from sojourn.log.kernels.calendar import _piece

SUMMARY_COLUMNS: Final = 10
"""Events, runs, local days, events at the weekend, events from 0, 6, 12 and 18 h on, first time, last time."""

_DAY = 86_400_000_000
_QUARTER = 6 * 3_600_000_000

Offsets = NDArray[np.int32]


@compiled
def summarise_rows(
    offsets: Offsets,
    times: NDArray[np.int64],
    longest: int,
    edges: NDArray[np.int64],
    shifts: NDArray[np.int64],
) -> NDArray[np.int64]:
    """The :data:`SUMMARY_COLUMNS` of every row; a gap above ``longest`` begins a new run."""
    n = offsets.shape[0] - 1
    out = np.zeros((n, SUMMARY_COLUMNS), np.int64)
    piece = 0
    for i in range(n):
        before = np.int64(0)
        day_before = np.int64(0)
        for e in range(offsets[i], offsets[i + 1]):
            time = times[e]
            piece = _piece(time, edges, piece)
            local = time + shifts[piece]
            day = local // _DAY
            first = e == offsets[i]
            out[i, 0] += 1
            out[i, 1] += first or time - before > longest
            out[i, 2] += first or day > day_before
            out[i, 3] += (day + 3) % 7 >= 5  # 1970-01-01 was a Thursday
            out[i, 4 + (local - day * _DAY) // _QUARTER] += 1
            if first:
                out[i, 8] = time
                day_before = day
            out[i, 9] = time
            before = time
            day_before = max(day, day_before)
    return out


@compiled
def codes_of_rows(
    offsets: Offsets, codes: NDArray[np.int32], names: int
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
    """The distinct codes of every row, in order of first occurrence, and how often each occurs; −1 does not count.

    Returns
    -------
    starts
        int64, shape (rows + 1,): the codes of row ``i`` are ``starts[i]:starts[i + 1]`` of the next two.
    found, counts
        int32.
    """
    n = offsets.shape[0] - 1
    last = np.full(names, -1, np.int32)
    total = 0
    for i in range(n):
        for e in range(offsets[i], offsets[i + 1]):
            code = codes[e]
            if code >= 0 and last[code] != i:
                last[code] = i
                total += 1
    starts = np.zeros(n + 1, np.int64)
    found = np.empty(total, np.int32)
    counts = np.zeros(total, np.int32)
    place = np.zeros(names, np.int64)
    last[:] = -1
    k = 0
    for i in range(n):
        for e in range(offsets[i], offsets[i + 1]):
            code = codes[e]
            if code < 0:
                continue
            if last[code] != i:
                last[code] = i
                place[code] = k
                found[k] = code
                k += 1
            counts[place[code]] += 1
        starts[i + 1] = k
    return starts, found, counts


@compiled
def sum_rows(offsets: Offsets, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """How many values of every row are numbers, and their sum; shape (rows, 2)."""
    n = offsets.shape[0] - 1
    out = np.zeros((n, 2))
    for i in range(n):
        for e in range(offsets[i], offsets[i + 1]):
            if not np.isnan(values[e]):
                out[i, 0] += 1
                out[i, 1] += values[e]
    return out
