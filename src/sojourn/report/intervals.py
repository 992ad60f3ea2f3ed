"""Intervals and tests for shares and means, 95 %."""

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist
from typing import Final

from scipy.stats import t as student

_Z: Final = NormalDist().inv_cdf(0.975)

Interval = tuple[float, float]


def share_interval(hits: int, n: int) -> Interval | None:
    """Wilson's score interval of a share; None for n = 0.

    Wilson, E. B. (1927), *Probable inference, the law of succession, and statistical inference*, JASA 22.

    >>> low, high = share_interval(81, 263)
    >>> round(low, 4), round(high, 4)
    (0.2553, 0.3662)
    """
    if n == 0:
        return None
    share, z2 = hits / n, _Z * _Z
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    # At 0 and 1 the bound is exact; floating point would miss it by an ulp.
    return (0.0 if hits == 0 else middle - half), (1.0 if hits == n else middle + half)


def difference_interval(hits_a: int, n_a: int, hits_b: int, n_b: int) -> Interval | None:
    """Newcombe's interval of a difference of two shares (his method 10); None if a group is empty.

    Newcombe, R. G. (1998), *Interval estimation for the difference between independent proportions*, Statistics in
    Medicine 17, 873–890.

    >>> low, high = difference_interval(56, 70, 48, 80)
    >>> round(low, 4), round(high, 4)
    (0.0524, 0.3339)
    """
    one, other = share_interval(hits_a, n_a), share_interval(hits_b, n_b)
    if one is None or other is None:
        return None
    a, b = hits_a / n_a, hits_b / n_b
    low = a - b - sqrt((a - one[0]) ** 2 + (other[1] - b) ** 2)
    high = a - b + sqrt((one[1] - a) ** 2 + (b - other[0]) ** 2)
    return low, high


def difference_p(hits_a: int, n_a: int, hits_b: int, n_b: int) -> float | None:
    """Two-sided p-value of the pooled z-test of equal shares; None where the groups cannot be compared."""
    hits, n = hits_a + hits_b, n_a + n_b
    if not n_a or not n_b or hits in {0, n}:
        return None
    pooled = hits / n
    z = (hits_a / n_a - hits_b / n_b) / sqrt(pooled * (1 - pooled) * (1 / n_a + 1 / n_b))
    return 2 * (1 - NormalDist().cdf(abs(z)))


def mean_interval(n: int, total: float, squares: float) -> Interval | None:
    """Student's t interval of a mean from n, sum and sum of squares; None for n < 2.

    >>> low, high = mean_interval(4, 10.0, 30.0)
    >>> round(low, 3), round(high, 3)
    (0.446, 4.554)
    """
    if n < 2:
        return None
    mean = total / n
    variance = max(0.0, (squares - total * mean) / (n - 1))
    half = float(student.ppf(0.975, n - 1)) * sqrt(variance / n)
    return mean - half, mean + half


def corrected(p_values: Sequence[float | None]) -> list[float | None]:
    """Benjamini–Hochberg q-values in the order given; None stays None and is not counted.

    >>> corrected([0.01, None, 0.04, 0.03])
    [0.03, None, 0.04, 0.04]
    """
    ranked = sorted((p, i) for i, p in enumerate(p_values) if p is not None)
    q_values: list[float | None] = [None] * len(p_values)
    least = 1.0
    for rank in range(len(ranked), 0, -1):
        p, place = ranked[rank - 1]
        least = min(least, p * len(ranked) / rank)
        q_values[place] = least
    return q_values
