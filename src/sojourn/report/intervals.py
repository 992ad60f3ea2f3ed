"""Intervals and tests for single shares and means, 95 %, as plain numbers."""

from collections.abc import Sequence
from math import sqrt

import numpy as np

from sojourn.analysis.stats.multiple import benjamini_hochberg
from sojourn.analysis.stats.proportions import newcombe, share_difference_p, wilson

Interval = tuple[float, float]


def share_interval(hits: int, n: int) -> Interval | None:
    """Wilson's score interval of a share; None for n = 0.

    >>> low, high = share_interval(81, 263)
    >>> round(low, 4), round(high, 4)
    (0.2553, 0.3662)
    """
    if n == 0:
        return None
    low, high = wilson(np.array([hits]), np.array([n]))
    return float(low[0]), float(high[0])


def difference_interval(hits_a: int, n_a: int, hits_b: int, n_b: int) -> Interval:
    """Newcombe's interval of the difference of two shares, a − b; both groups hold at least one.

    >>> low, high = difference_interval(56, 70, 48, 80)
    >>> round(low, 4), round(high, 4)
    (0.0524, 0.3339)
    """
    low, high = newcombe(np.array([hits_a]), np.array([n_a]), np.array([hits_b]), np.array([n_b]))
    return float(low[0]), float(high[0])


def difference_q(counts: Sequence[tuple[int, int, int, int]]) -> list[float | None]:
    """Benjamini–Hochberg q-values of equal shares, per ``(hits_a, n_a, hits_b, n_b)``; None where nothing can be tested.

    >>> [round(q, 4) for q in difference_q([(30, 100, 45, 100), (8, 10, 1, 9)])]
    [0.0285, 0.011]
    """
    if not counts:
        return []
    p_values, _ = share_difference_p(*np.array(counts).T)
    return [None if np.isnan(q) else float(q) for q in benjamini_hochberg(p_values)]


def mean_interval(n: int, total: float, squares: float) -> Interval | None:
    """Student's t interval of a mean from n, sum and sum of squares; None for n < 2.

    >>> low, high = mean_interval(4, 10.0, 30.0)
    >>> round(low, 3), round(high, 3)
    (0.446, 4.554)
    """
    if n < 2:
        return None
    from scipy.special import stdtrit

    mean = total / n
    variance = max(0.0, (squares - total * mean) / (n - 1))
    half = float(stdtrit(n - 1, 0.975)) * sqrt(variance / n)
    return mean - half, mean + half
