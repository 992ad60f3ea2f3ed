"""Mean sentiments with intervals that know that one customer may have written several texts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean with its 95 % interval; ``low`` and ``high`` are None where fewer than two customers stand behind it."""

    texts: int
    customers: int
    value: float | None
    low: float | None
    high: float | None


def clustered_mean(values: Numbers, customers: NDArray[np.int64]) -> Mean:
    """The mean of texts, each customer's texts being one cluster.

    The variance of the mean is G / (G − 1) · Σ (sum of the residuals of customer g)² / n² over G customers and n texts
    (the cluster-robust variance, Cameron & Miller 2015); Student's t with G − 1 degrees of freedom. It is cut at −1 and 1.

    Parameters
    ----------
    values
        Sentiments, finite.
    customers
        Whose each is.

    Examples
    --------
    >>> found = clustered_mean(np.array([0.0, 0.2, 0.4]), np.array([7, 8, 9]))
    >>> found.value.__round__(3), found.high.__round__(3)
    (0.2, 0.697)
    """
    n = len(values)
    if n == 0:
        return Mean(0, 0, None, None, None)
    mean = float(values.mean())
    who = np.unique(customers, return_inverse=True)[1]
    sums = np.bincount(who, values - mean)
    groups = len(sums)
    if groups < 2:
        return Mean(n, groups, mean, None, None)
    from scipy.special import stdtrit

    error = np.sqrt(groups / (groups - 1) * float((sums**2).sum())) / n
    half = float(stdtrit(groups - 1, 0.975)) * float(error)
    return Mean(n, groups, mean, max(-1.0, mean - half), min(1.0, mean + half))
