"""Shares: intervals and tests. Everything takes and gives arrays, one entry per comparison."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sojourn.log.kernels.tables import fisher_two_sided

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

_ENOUGH: Final = 5.0
"""Smallest expected count for the normal approximation; below it Fisher's exact test is used."""

SMALLEST: Final = float(np.finfo(np.float64).tiny)
"""No p-value is smaller than the smallest normal number: none is ever 0."""

ATTAINABLE: Final = 0.05
"""A comparison in which no outcome could give a smaller p than this is not tested."""


def wilson(hits: Whole, n: Whole, level: float = 0.95) -> tuple[Numbers, Numbers]:
    """Wilson's score interval of a share.

    Parameters
    ----------
    hits, n
        Hits out of n > 0.
    level
        Coverage, 0 < level < 1.

    Returns
    -------
    low, high
        Without continuity correction (Wilson 1927; method 3 of Newcombe 1998).

    Examples
    --------
    >>> low, high = wilson(np.array([81]), np.array([263]))
    >>> low.round(4).tolist(), high.round(4).tolist()
    ([0.2553], [0.3662])
    """
    z = _normal_quantile(level)
    share = hits / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    low = np.where(hits == 0, 0.0, np.maximum(middle - half, 0.0))
    high = np.where(hits == n, 1.0, np.minimum(middle + half, 1.0))
    return low, high


def newcombe(
    hits_a: Whole, n_a: Whole, hits_b: Whole, n_b: Whole, level: float = 0.95
) -> tuple[Numbers, Numbers]:
    """Newcombe's interval of the difference of two independent shares, a − b.

    Built from the two Wilson intervals (method 10 of Newcombe 1998, Statistics in Medicine 17, 873-890); it stays
    within −1 and 1 and is right for small groups too.

    Examples
    --------
    >>> low, high = newcombe(np.array([56]), np.array([70]), np.array([48]), np.array([80]))
    >>> low.round(4).tolist(), high.round(4).tolist()
    ([0.0524], [0.3339])
    """
    a, b = hits_a / n_a, hits_b / n_b
    low_a, high_a = wilson(hits_a, n_a, level)
    low_b, high_b = wilson(hits_b, n_b, level)
    return (
        a - b - np.sqrt((a - low_a) ** 2 + (high_b - b) ** 2),
        a - b + np.sqrt((high_a - a) ** 2 + (b - low_b) ** 2),
    )


def share_difference_p(
    hits_a: Whole, n_a: Whole, hits_b: Whole, n_b: Whole
) -> tuple[Numbers, NDArray[np.bool_]]:
    """Two-sided p-values for two independent shares being equal.

    Fisher's exact test where an expected count is below 5, else the pooled z-test.

    Returns
    -------
    p
        NaN where both shares are 0 or both are 1, or where no outcome with these totals could give p < 0.05.
    varied
        Whether the shares are not both 0 or both 1.

    Examples
    --------
    >>> p, _ = share_difference_p(np.array([8, 30]), np.array([10, 100]), np.array([1, 45]), np.array([9, 100]))
    >>> p.round(4).tolist()
    [0.0055, 0.0285]
    """
    from scipy.special import ndtr

    n, hits = n_a + n_b, hits_a + hits_b
    varied = (hits > 0) & (hits < n)
    pooled = hits / n
    least_expected = np.minimum(n_a, n_b) * np.minimum(pooled, 1 - pooled)
    exact = varied & (least_expected < _ENOUGH)
    p = np.full(len(n), np.nan)
    normal = varied & ~exact
    error = np.sqrt((pooled * (1 - pooled) * (1 / n_a + 1 / n_b))[normal])
    p[normal] = 2 * ndtr(-np.abs((hits_a / n_a - hits_b / n_b)[normal]) / error)
    found, least = fisher_two_sided(hits_a[exact], n_a[exact], hits_b[exact], n_b[exact])
    p[exact] = np.where(least < ATTAINABLE, found, np.nan)
    return np.maximum(p, SMALLEST), varied


def _normal_quantile(level: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(0.5 + level / 2))
