"""Means of two groups with unequal variances."""

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.stats.proportions import SMALLEST

Numbers = NDArray[np.float64]


def welch(
    mean_a: Numbers,
    variance_a: Numbers,
    n_a: NDArray[np.int64],
    mean_b: Numbers,
    variance_b: Numbers,
    n_b: NDArray[np.int64],
    level: float = 0.95,
) -> tuple[Numbers, Numbers, Numbers]:
    """Welch's interval and two-sided p-value for the difference of two independent means, a − b.

    Parameters
    ----------
    mean_a, variance_a, n_a, mean_b, variance_b, n_b
        Mean, sample variance and number of observations (2 or more) of each group; one variance must be positive.
    level
        Coverage, 0 < level < 1.

    Returns
    -------
    low, high, p
        Arrays, one entry per comparison.

    Examples
    --------
    >>> ones = np.ones(1)
    >>> low, high, p = welch(5 * ones, 4 * ones, np.array([20]), 3 * ones, 9 * ones, np.array([30]))
    >>> low.round(3).tolist(), high.round(3).tolist(), p.round(4).tolist()
    ([0.578], [3.422], [0.0068])
    """
    from scipy.special import stdtr, stdtrit

    part_a, part_b = variance_a / n_a, variance_b / n_b
    error = np.sqrt(part_a + part_b)
    freedom = (part_a + part_b) ** 2 / (part_a**2 / (n_a - 1) + part_b**2 / (n_b - 1))
    half = stdtrit(freedom, 0.5 + level / 2) * error
    difference = mean_a - mean_b
    p = np.maximum(2 * stdtr(freedom, -np.abs(difference) / error), SMALLEST)
    return difference - half, difference + half, p
