"""A histogram of durations whose bins grow with the duration.

Bin 0 holds everything below 1.024 ms and is read as 0; bin 1 + b the durations whose exponent and first five mantissa
bits are b. Such a bin is 1/32 of an octave wide, so a quantile read from its middle is off by at most 1.6 % (half a
bin: 2**-6), or by a millisecond where that is more.
"""

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled

_MANTISSA_BITS: Final = 5
_SHIFT: Final = 52 - _MANTISSA_BITS
_LOWEST: Final = 10  # 2**10 µs
_OCTAVES: Final = 52 - _LOWEST  # up to 2**52 µs, 142 years
_BASE: Final = (1023 + _LOWEST) << _MANTISSA_BITS
BINS: Final = 1 + (_OCTAVES << _MANTISSA_BITS)
RELATIVE_ERROR: Final = 2.0 ** -(_MANTISSA_BITS + 1)


@compiled
def duration_bin(microseconds: int) -> int:
    """The bin of a whole number of microseconds ≥ 0."""
    place = 1 + int(np.float64(microseconds).view(np.int64) >> _SHIFT) - _BASE
    return max(0, min(BINS - 1, place))


@cache
def bin_middles() -> NDArray[np.float64]:
    """What every bin is read as: its middle in microseconds, 0 for the first; shape (BINS,)."""
    edges = ((np.arange(BINS, dtype=np.int64) + _BASE) << _SHIFT).view(np.float64)
    middles = np.concatenate([[0.0], (edges[:-1] + edges[1:]) / 2])
    middles.setflags(write=False)
    return middles


def medians(
    cells: NDArray[np.int64], counts: NDArray[np.int64], groups: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The lower median of each group in microseconds, within the error of the bins.

    Parameters
    ----------
    cells
        ``group * BINS + bin`` of every filled cell, rising.
    counts
        Durations in each cell.
    groups
        The groups that are wanted, rising; each has a cell, and none but these have.

    Returns
    -------
    ndarray
        float64, one per group: the ⌈n/2⌉-th smallest of its durations.

    Examples
    --------
    >>> seconds = np.array([1, 2, 300]) * 1_000_000
    >>> cells = np.array([7 * BINS + duration_bin(s) for s in seconds])
    >>> (medians(cells, np.ones(3, np.int64), np.array([7])) / 1e6).round(2).tolist()
    [2.02]
    """
    running = np.cumsum(counts)
    upto = running[np.searchsorted(cells, (groups + 1) * BINS) - 1]
    before = np.concatenate([np.zeros(1, np.int64), upto])[: len(groups)]
    ranks = before + (upto - before + 1) // 2
    found: NDArray[np.float64] = bin_middles()[cells[np.searchsorted(running, ranks)] % BINS]
    return found
