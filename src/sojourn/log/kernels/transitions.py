"""Counting what directly follows what, and after how long."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled
from sojourn.log.kernels.durations import BINS, duration_bin
from sojourn.log.kernels.sparse import run_lengths

COLUMNS: Final = 4
"""Per pair: count, rows it occurs in, and the sum of durations as ``high * 2**20 + low``: one limb would overflow."""

_LIMB: Final = 20
_LOW: Final = (1 << _LIMB) - 1
_FULL: Final = 1 << 16
_DENSE_CELLS: Final = 1 << 26

Sparse = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]


@compiled
def count_dense(
    offsets: NDArray[np.int32], codes: NDArray[np.int32], times: NDArray[np.int64], names: int
) -> Sparse:
    """Pairs and their counts, then cells (pair * BINS + bin) and their counts; for few names.

    One table has a row per possible pair, one a cell per possible pair and bin. The second has 16-bit counters, so
    that it stays in the cache; a counter that runs full is noted in a list.
    """
    pairs = names * names
    histogram = np.zeros(pairs * BINS, np.uint16)
    full = np.empty(offsets[-1] // _FULL + 1, np.int64)
    fulls = 0
    sums = np.zeros((pairs, COLUMNS), np.int64)
    sums[:, 0] = -1  # the row that had the pair last; becomes the count in the end
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
            cell = pair * BINS + duration_bin(gap)
            histogram[cell] += np.uint16(1)
            if histogram[cell] == 0:
                full[fulls] = cell
                fulls += 1
            sums[pair, 1] += sums[pair, 0] != i
            sums[pair, 0] = i
            sums[pair, 2] += gap >> _LIMB
            sums[pair, 3] += gap & _LOW
    return _collect(histogram, np.sort(full[:fulls]), sums)


@compiled
def _collect(histogram: NDArray[np.uint16], full: NDArray[np.int64], sums: NDArray[np.int64]) -> Sparse:
    """The filled pairs and cells of the two tables."""
    keys = np.flatnonzero(sums[:, 1])
    # Memory that is never touched costs nothing: room for a cell of every pair that occurs.
    cells = np.empty(len(keys) * BINS, np.int64)
    cell_counts = np.empty(len(keys) * BINS, np.int64)
    k = 0
    f = 0
    for pair in keys:
        sums[pair, 0] = 0
        for cell in range(pair * BINS, (pair + 1) * BINS):
            count = np.int64(histogram[cell])
            while f < len(full) and full[f] == cell:
                count += _FULL
                f += 1
            if count:
                cells[k] = cell
                cell_counts[k] = count
                sums[pair, 0] += count
                k += 1
    return keys, sums[keys], cells[:k].copy(), cell_counts[:k].copy()


@compiled
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


@compiled
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
    pairs, gaps, rows = list_pairs(offsets, codes, times, names)
    order = np.argsort(pairs, kind="stable")
    keys, sums, cells = count_sorted(pairs[order], gaps[order], rows[order])
    cells.sort()
    return keys, sums, *run_lengths(cells)
