"""A histogram of durations whose bins grow with the duration.

Bin 0 holds zero; bin 1 + b the durations whose exponent and first five mantissa bits are b. A bin is exact below
32 µs and else 1/32 of an octave wide, so a quantile read from the middle of its bin is off by at most 1.6 %
(half a bin: 2**-6).
"""

from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

_MANTISSA_BITS: Final = 5
_SHIFT: Final = 52 - _MANTISSA_BITS
_BASE: Final = 1023 << _MANTISSA_BITS
BINS: Final = 1 + (63 << _MANTISSA_BITS)
RELATIVE_ERROR: Final = 2.0 ** -(_MANTISSA_BITS + 1)


@njit(cache=True, nogil=True, inline="always")
def duration_bin(microseconds):  # type: ignore[no-untyped-def]  # numba specialises it
    """The bin of a whole number of microseconds ≥ 0."""
    if microseconds == 0:
        return np.int64(0)
    return np.int64(1) + (np.float64(microseconds).view(np.int64) >> _SHIFT) - _BASE


def bin_middles() -> NDArray[np.float64]:
    """The middle of every bin in microseconds, shape (BINS,)."""
    bits = (np.arange(BINS - 1, dtype=np.int64) + _BASE) << _SHIFT
    low = bits.view(np.float64)
    high = (((np.arange(1, BINS, dtype=np.int64) + _BASE) << _SHIFT)).view(np.float64)
    middle = np.floor((low + np.maximum(high - 1, low)) / 2)
    return np.concatenate([[0.0], middle])


def quantile(bins: NDArray[np.int64], counts: NDArray[np.int64], q: float) -> float:
    """The q-quantile in microseconds of durations counted in some bins (rising), within RELATIVE_ERROR.

    The middle of the bin that holds the ⌈q·n⌉-th smallest duration (the lower median for q = ½).
    """
    total = int(counts.sum())
    rank = max(1, int(np.ceil(q * total)))
    place = int(np.searchsorted(np.cumsum(counts), rank))
    return float(bin_middles()[bins[place]])
