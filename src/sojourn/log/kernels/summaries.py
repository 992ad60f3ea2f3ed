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
Codes = NDArray[np.int32]


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
    offsets: Offsets, codes: Codes, names: int, counted: bool, placed: bool
) -> tuple[NDArray[np.int64], Codes, Codes, Codes, Codes]:
    """The distinct codes of every row, in order of first occurrence; −1 does not count.

    Returns
    -------
    starts
        int64, shape (rows + 1,): the codes of row ``i`` are ``starts[i]:starts[i + 1]`` of the rest.
    found
        int32.
    counts
        int32: how often each occurs in its row; empty unless ``counted``.
    firsts, lasts
        int32: the places in the row of its first and of its last event; empty unless ``placed``.
    """
    n = offsets.shape[0] - 1
    events = offsets[n] - offsets[0]
    starts = np.zeros(n + 1, np.int64)
    found = np.empty(events, np.int32)
    counts = np.zeros(events if counted else 0, np.int32)
    firsts = np.empty(events if placed else 0, np.int32)
    lasts = np.empty(events if placed else 0, np.int32)
    place = np.full(names, -1, np.int64)
    k = 0
    for i in range(n):
        for e in range(offsets[i], offsets[i + 1]):
            code = codes[e]
            if code < 0:
                continue
            if place[code] < starts[i]:  # not met in this row
                place[code] = k
                found[k] = code
                if placed:
                    firsts[k] = e - offsets[i]
                k += 1
            if counted:
                counts[place[code]] += 1
            if placed:
                lasts[place[code]] = e - offsets[i]
        starts[i + 1] = k
    return starts, found[:k].copy(), counts[:k].copy(), firsts[:k].copy(), lasts[:k].copy()


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
