"""Measured feelings: means of ratings with an interval that does not pretend to more than the ratings say."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from typing import Final

from sojourn.journeymap.model import Basis, MeasuredEmotion

_CONFIDENCE: Final = 0.95
_LOW: Final = -5.0
_HIGH: Final = 5.0


@dataclass(frozen=True, slots=True)
class Ratings:
    """Ratings on −5 … +5: how many, their mean and the variance of a single one."""

    n: int
    mean: float
    variance: float

    def __add__(self, other: "Ratings") -> "Ratings":
        n = self.n + other.n
        if n == 0:
            return self
        mean = (self.n * self.mean + other.n * other.mean) / n
        squares = sum(r.variance * max(r.n - 1, 0) + r.n * (r.mean - mean) ** 2 for r in (self, other))
        return Ratings(n, mean, squares / (n - 1) if n > 1 else 0.0)


NO_RATINGS: Final = Ratings(0, 0.0, 0.0)


def pooled(ratings: Iterable[Ratings]) -> Ratings:
    """All ratings together."""
    return sum(ratings, NO_RATINGS)


def measured(ratings: Ratings) -> MeasuredEmotion | None:
    """The mean with its 95 % interval; None for fewer than two ratings, which allow no interval.

    Student's t interval, cut off at −5 and +5. Ratings that are all equal have no spread to build it from; then up to
    1 − 0.05^(1/n) of customers may still feel differently (the "rule of three"), and the interval reaches as far as
    if these were at either end.

    >>> measured(Ratings(100, 2.0, 4.0))
    MeasuredEmotion(score=2.0, low=1.6, high=2.4, n=100, basis=<Basis.OBSERVED: 'observed'>)
    >>> measured(Ratings(10, 5.0, 0.0)).low
    2.41
    """
    n, mean = ratings.n, ratings.mean
    if n < 2:
        return None
    if ratings.variance > 0:
        from scipy.special import stdtrit

        half = float(stdtrit(n - 1, (1 + _CONFIDENCE) / 2)) * sqrt(ratings.variance / n)
        low, high = mean - half, mean + half
    else:
        unseen = 1 - (1 - _CONFIDENCE) ** (1 / n)
        low, high = mean + unseen * (_LOW - mean), mean + unseen * (_HIGH - mean)
    return MeasuredEmotion(
        score=round(mean, 2),
        low=round(max(low, _LOW), 2),
        high=round(min(high, _HIGH), 2),
        n=n,
        basis=Basis.OBSERVED,
    )
