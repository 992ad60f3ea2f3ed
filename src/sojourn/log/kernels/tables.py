"""Exact tests of 2 × 2 tables."""

import math

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled

_TIES = 1 + 1e-7
"""Outcomes whose probability differs by rounding only are equally probable."""


@compiled
def fisher_two_sided(
    x_a: NDArray[np.int64], n_a: NDArray[np.int64], x_b: NDArray[np.int64], n_b: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Two-sided p of Fisher's exact test of x_a of n_a against x_b of n_b, and the smallest p any outcome could give.

    The p-value is the probability, given all margins, of the outcomes at most as probable as the one seen.
    """
    p = np.empty(x_a.shape[0])
    least = np.empty(x_a.shape[0])
    for i in range(x_a.shape[0]):
        hits = x_a[i] + x_b[i]
        low = max(0, hits - n_b[i])
        high = min(hits, n_a[i])
        whole = _log_choose(n_a[i] + n_b[i], hits)
        probabilities = np.empty(high - low + 1)
        for k in range(low, high + 1):
            probabilities[k - low] = math.exp(_log_choose(n_a[i], k) + _log_choose(n_b[i], hits - k) - whole)
        seen = probabilities[x_a[i] - low] * _TIES
        rarest = probabilities.min() * _TIES
        total = 0.0
        extreme = 0.0
        for probability in probabilities:
            if probability <= seen:
                total += probability
            if probability <= rarest:
                extreme += probability
        p[i] = min(1.0, total)
        least[i] = min(1.0, extreme)
    return p, least


@compiled
def _log_choose(n: float, k: float) -> float:
    return math.lgamma(n + 1.0) - math.lgamma(k + 1.0) - math.lgamma(n - k + 1.0)
