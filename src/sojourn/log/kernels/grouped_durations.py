"""Sums and histograms of durations that belong to groups."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled
from sojourn.log.kernels.durations import BINS, duration_bin
from sojourn.log.kernels.sparse import run_lengths

LIMB: Final = 20
"""Sums are kept as ``high * 2**LIMB + low``: one number of 64 bits could overflow."""

_LOW: Final = (1 << LIMB) - 1
_DENSE_CELLS: Final = 1 << 24

Cells = tuple[NDArray[np.int64], NDArray[np.int64]]


@compiled
def sum_durations(groups: NDArray[np.integer[Any]], gaps: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Per group: number of durations, and their sum as high and low limb, shape (size, 3)."""
    sums = np.zeros((size, 3), np.int64)
    for i in range(groups.shape[0]):
        sums[groups[i], 0] += 1
        sums[groups[i], 1] += gaps[i] >> LIMB
        sums[groups[i], 2] += gaps[i] & _LOW
    return sums


@compiled
def _dense_cells(groups: NDArray[np.integer[Any]], gaps: NDArray[np.int64], size: int) -> Cells:
    histogram = np.zeros(size * BINS, np.int64)
    for i in range(groups.shape[0]):
        histogram[groups[i] * BINS + duration_bin(gaps[i])] += 1
    keys = np.flatnonzero(histogram)
    return keys, histogram[keys]


@compiled
def _cell_of_each(groups: NDArray[np.integer[Any]], gaps: NDArray[np.int64]) -> NDArray[np.int64]:
    cells = np.empty(groups.shape[0], np.int64)
    for i in range(groups.shape[0]):
        cells[i] = np.int64(groups[i]) * BINS + duration_bin(gaps[i])
    return cells


def duration_cells(groups: NDArray[np.integer[Any]], gaps: NDArray[np.int64], size: int) -> Cells:
    """Cells (group * BINS + bin), rising, and how many durations each holds."""
    dense = size * BINS <= _DENSE_CELLS
    cells: Cells = (
        _dense_cells(groups, gaps, size) if dense else run_lengths(np.sort(_cell_of_each(groups, gaps)))
    )
    return cells
