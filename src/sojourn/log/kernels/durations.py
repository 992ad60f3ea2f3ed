"""A histogram of durations whose bins grow with the duration.

Bin 0 holds everything below 1.024 ms; bin 1 + b the durations whose exponent and first five mantissa bits are b. A
bin is 1/32 of an octave wide, so a quantile read from the middle of its bin is off by at most 1.6 % (half a bin:
2**-6), or by half a millisecond where that is more.
"""

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sojourn.log.kernels.compiled import compiled

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
    """The middle of every bin in microseconds, shape (BINS,)."""
    edges = ((np.arange(BINS, dtype=np.int64) + _BASE) << _SHIFT).view(np.float64)
    middles = np.concatenate([[2.0 ** (_LOWEST - 1)], (edges[:-1] + edges[1:]) / 2])
    middles.setflags(write=False)
    return middles


def quantiles(
    groups: NDArray[np.int64], bins: NDArray[np.int64], counts: NDArray[np.int64], q: float
) -> NDArray[np.float64]:
    """The q-quantile of each group in microseconds, within the error of the bins.

    Parameters
    ----------
    groups, bins, counts
        One entry per filled cell, sorted by group and bin; every group from 0 to the highest has a cell.
    q
        0 < q ≤ 1; the quantile is the ⌈q·n⌉-th smallest duration of the group (½: the lower median).

    Returns
    -------
    ndarray
        float64, one per group.

    Examples
    --------
    >>> import numpy as np
    >>> seconds = np.array([1, 2, 300]) * 1_000_000
    >>> bins = np.array([duration_bin(s) for s in seconds])
    >>> (quantiles(np.zeros(3, np.int64), bins, np.ones(3, np.int64), 0.5) / 1e6).round(2).tolist()
    [2.02]
    """
    if len(groups) == 0:
        return np.zeros(0)
    starts = np.flatnonzero(np.diff(groups, prepend=-1))
    running = np.cumsum(counts)
    before = running[starts] - counts[starts]
    totals = np.add.reduceat(counts, starts)
    ranks = before + np.maximum(1, np.ceil(q * totals).astype(np.int64))
    return bin_middles()[bins[np.searchsorted(running, ranks)]]
