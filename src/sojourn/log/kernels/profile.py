"""Counting what happens at each code: how often, in how many rows, first and last, how long until the next event."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled
from sojourn.log.kernels.durations import BINS, duration_bin
from sojourn.log.kernels.sparse import run_lengths

COLUMNS: Final = 6
"""Per code: events, rows, rows it begins, rows it ends, repeats right after itself, rows with such a repeat."""

POSITIONS: Final = 201
"""Bins of the relative place of a first occurrence in its row: 0 = first event, 200 = last, 100 if it is the only one."""

_DENSE_CELLS: Final = 1 << 22

Codes = NDArray[np.int32]
Cells = tuple[NDArray[np.int64], NDArray[np.int64]]


@compiled
def count_events(offsets: NDArray[np.int32], codes: Codes, names: int) -> NDArray[np.int64]:
    """The counts of every code, shape (names, COLUMNS)."""
    sums = np.zeros((names, COLUMNS), np.int64)
    met = np.full(names, -1, np.int32)
    looped = np.full(names, -1, np.int32)
    for i in range(offsets.shape[0] - 1):
        begin = offsets[i]
        end = offsets[i + 1]
        if begin == end:
            continue
        sums[codes[begin], 2] += 1
        sums[codes[end - 1], 3] += 1
        previous = np.int32(-1)
        for e in range(begin, end):
            code = codes[e]
            sums[code, 0] += 1
            sums[code, 1] += met[code] != i
            met[code] = i
            if code == previous:
                sums[code, 4] += 1
                sums[code, 5] += looped[code] != i
                looped[code] = i
            previous = code
    return sums


@compiled
def _dense_waits(
    offsets: NDArray[np.int32], codes: Codes, times: NDArray[np.int64], names: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    waits = np.zeros(names * BINS, np.int64)
    places = np.zeros(names * POSITIONS, np.int64)
    met = np.full(names, -1, np.int32)
    for i in range(offsets.shape[0] - 1):
        begin = offsets[i]
        end = offsets[i + 1]
        for e in range(begin, end):
            code = np.int64(codes[e])
            if e + 1 < end:
                waits[code * BINS + duration_bin(times[e + 1] - times[e])] += 1
            if met[code] != i:
                met[code] = i
                places[code * POSITIONS + _place(e - begin, end - begin)] += 1
    return waits, places


@compiled
def _listed_waits(
    offsets: NDArray[np.int32], codes: Codes, times: NDArray[np.int64], names: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    size = offsets[offsets.shape[0] - 1] - offsets[0]
    waits = np.empty(size, np.int64)
    places = np.empty(size, np.int64)
    met = np.full(names, -1, np.int32)
    w = p = 0
    for i in range(offsets.shape[0] - 1):
        begin = offsets[i]
        end = offsets[i + 1]
        for e in range(begin, end):
            code = np.int64(codes[e])
            if e + 1 < end:
                waits[w] = code * BINS + duration_bin(times[e + 1] - times[e])
                w += 1
            if met[code] != i:
                met[code] = i
                places[p] = code * POSITIONS + _place(e - begin, end - begin)
                p += 1
    return waits[:w], places[:p]


@compiled
def _place(index: int, length: int) -> int:
    if length == 1:
        return (POSITIONS - 1) // 2
    return (index * 2 * (POSITIONS - 1) + length - 1) // (2 * (length - 1))


def count_waits(
    offsets: NDArray[np.int32], codes: Codes, times: NDArray[np.int64], names: int
) -> tuple[Cells, Cells]:
    """Two histograms as rising keys with counts.

    ``code * BINS + bin`` of the time from each event to the next of its row, and ``code * POSITIONS + place`` of the
    first occurrence of each code in each row.
    """
    if names * BINS <= _DENSE_CELLS:
        waits, places = _dense_waits(offsets, codes, times, names)
        return _filled(waits), _filled(places)
    waits, places = _listed_waits(offsets, codes, times, names)
    waits.sort()
    places.sort()
    return run_lengths(waits), run_lengths(places)


@compiled
def _dense_mix(codes: Codes, others: Codes, names: int, width: int) -> NDArray[np.int64]:
    counts = np.zeros(names * width, np.int64)
    for e in range(codes.shape[0]):
        if others[e] >= 0:
            counts[np.int64(codes[e]) * width + others[e]] += 1
    return counts


def count_mix(codes: Codes, others: Codes, names: int, width: int) -> Cells:
    """Events by ``code * width + other`` as rising keys with counts; events without the other code (−1) are left out."""
    if names * width <= _DENSE_CELLS:
        return _filled(_dense_mix(codes, others, names, width))
    known = others >= 0
    keys = codes[known].astype(np.int64) * width + others[known]
    keys.sort()
    cells: Cells = run_lengths(keys)
    return cells


@compiled
def sum_scores(
    codes: Codes, scores: NDArray[np.float64], scales: Codes, lines: NDArray[np.float64], names: int
) -> NDArray[np.int64]:
    """Per code: ratings, their sum and their sum of squares, shape (names, 3), after ``intercept + slope * score``.

    ``lines`` has per scale code lowest score, highest score, intercept and slope. A score outside its scale, without
    a scale (−1) or missing (NaN) is left out. Results are rounded to whole numbers, so that sums add up exactly in
    any order.
    """
    sums = np.zeros((names, 3), np.int64)
    for e in range(codes.shape[0]):
        scale = scales[e]
        score = scores[e]
        if scale < 0 or not lines[scale, 0] <= score <= lines[scale, 1]:
            continue
        value = np.int64(np.rint(lines[scale, 2] + lines[scale, 3] * score))
        sums[codes[e], 0] += 1
        sums[codes[e], 1] += value
        sums[codes[e], 2] += value * value
    return sums


@compiled
def count_precedence(offsets: NDArray[np.int32], codes: Codes, places: Codes, size: int) -> NDArray[np.int64]:
    """Rows in whose events place a occurs before place b for the first time, shape (size, size).

    ``places`` maps a code to a place 0 … size−1, or −1 for codes that are not looked at.
    """
    before = np.zeros((size, size), np.int64)
    met = np.full(size, -1, np.int32)
    firsts = np.empty(size, np.int32)
    for i in range(offsets.shape[0] - 1):
        found = 0
        for e in range(offsets[i], offsets[i + 1]):
            place = places[codes[e]]
            if place < 0 or met[place] == i:
                continue
            met[place] = i
            for f in range(found):
                before[firsts[f], place] += 1
            firsts[found] = place
            found += 1
            if found == size:
                break
    return before


def _filled(counts: NDArray[np.int64]) -> Cells:
    keys = np.flatnonzero(counts).astype(np.int64)
    return keys, counts[keys]
