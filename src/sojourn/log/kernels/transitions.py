"""Counting what directly follows what, and after how long."""

from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sojourn.log.kernels.durations import BINS, duration_bin

COLUMNS: Final = 4
"""Per pair: count, rows it occurs in, and the sum of durations as ``high * 2**20 + low``: one limb would overflow."""

_LIMB: Final = 20
_LOW: Final = (1 << _LIMB) - 1

Sparse = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]


@njit(cache=True, nogil=True)
def count_dense(
    offsets: NDArray[np.int32], codes: NDArray[np.int32], times: NDArray[np.int64], names: int
) -> Sparse:
    """Pairs and their counts, then cells (pair * BINS + bin) and their counts; for few names.

    Two tables of the size of all possible pairs; the histogram of durations must fit in memory.
    """
    pairs = names * names
    histogram = np.zeros((pairs, BINS), np.int32)
    sums = np.zeros((pairs, COLUMNS), np.int64)
    last_row = np.full(pairs, -1, np.int32)
    for i in range(offsets.shape[0] - 1):
        begin = offsets[i]
        end = offsets[i + 1]
        if begin == end:
            continue
        previous = codes[begin]
        before = times[begin]
        for e in range(begin + 1, end):
            pair = previous * names + codes[e]
            previous = codes[e]
            gap = times[e] - before
            before = times[e]
            histogram[pair, duration_bin(gap)] += 1
            sums[pair, 1] += last_row[pair] != i
            last_row[pair] = i
            sums[pair, 2] += gap >> _LIMB
            sums[pair, 3] += gap & _LOW
    keys = np.flatnonzero(sums[:, 1])
    filled = 0
    for pair in keys:
        for b in range(BINS):
            filled += histogram[pair, b] != 0
    cells = np.empty(filled, np.int64)
    cell_counts = np.empty(filled, np.int64)
    k = 0
    for pair in keys:
        for b in range(BINS):
            if histogram[pair, b]:
                cells[k] = pair * BINS + b
                cell_counts[k] = histogram[pair, b]
                sums[pair, 0] += histogram[pair, b]
                k += 1
    return keys, sums[keys], cells, cell_counts


@njit(cache=True, nogil=True)
def list_pairs(
    offsets: NDArray[np.int32], codes: NDArray[np.int32], times: NDArray[np.int64], names: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]:
    """Every pair in order of its occurrence, with its duration and row; for many names, where tables do not fit."""
    size = 0
    for i in range(offsets.shape[0] - 1):
        size += max(0, offsets[i + 1] - offsets[i] - 1)
    pairs = np.empty(size, np.int64)
    gaps = np.empty(size, np.int64)
    rows = np.empty(size, np.int32)
    k = 0
    for i in range(offsets.shape[0] - 1):
        for e in range(offsets[i] + 1, offsets[i + 1]):
            pairs[k] = np.int64(codes[e - 1]) * names + codes[e]
            gaps[k] = times[e] - times[e - 1]
            rows[k] = i
            k += 1
    return pairs, gaps, rows


@njit(cache=True, nogil=True)
def count_sorted(
    pairs: NDArray[np.int64], gaps: NDArray[np.int64], rows: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Pairs and their counts from pairs sorted stably, and the cell of every entry."""
    keys = np.empty(len(pairs), np.int64)
    sums = np.zeros((len(pairs), COLUMNS), np.int64)
    cells = np.empty(len(pairs), np.int64)
    k = -1
    for i in range(len(pairs)):
        fresh = k < 0 or keys[k] != pairs[i]
        if fresh:
            k += 1
            keys[k] = pairs[i]
        sums[k, 0] += 1
        sums[k, 1] += fresh or rows[i] != rows[i - 1]
        sums[k, 2] += gaps[i] >> _LIMB
        sums[k, 3] += gaps[i] & _LOW
        cells[i] = pairs[i] * BINS + duration_bin(gaps[i])
    return keys[: k + 1].copy(), sums[: k + 1].copy(), cells


def count_pairs(
    offsets: NDArray[np.int32], codes: NDArray[np.int32], times: NDArray[np.int64], names: int
) -> Sparse:
    """Pairs (source * names + target), counts (k, COLUMNS), cells (pair * BINS + bin) and their counts, keys rising."""
    if names * names * BINS <= _DENSE_CELLS:
        return count_dense(offsets, codes, times, names)
    from sojourn.log.kernels.sparse import run_lengths

    pairs, gaps, rows = list_pairs(offsets, codes, times, names)
    order = np.argsort(pairs, kind="stable")
    keys, sums, cells = count_sorted(pairs[order], gaps[order], rows[order])
    cells.sort()
    return keys, sums, *run_lengths(cells)


_DENSE_CELLS: Final = 1 << 25
