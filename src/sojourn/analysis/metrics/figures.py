"""A metric in many cells at once: values with intervals, what they rest on, and why there is none."""

from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.stats.proportions import wilson

Numbers = NDArray[Any]
Whole = NDArray[np.int64]

_Z: Final = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Figures:
    """One metric in c cells.

    Attributes
    ----------
    value, low, high
        float64, shape (c,); NaN where there is none. Intervals are 95 %.
    n
        int64, shape (c,): what the value rests on, as the metric says.
    reason
        Why there is no value, per cell; empty where there is one.
    kind
        ``"share"`` and ``"mean"`` can be compared between groups, ``"other"`` cannot.
    variance
        Of one observation of a mean; NaN elsewhere.
    method
        How it was counted, in a few words.
    currency
        Of money, per cell; None where there is none.
    """

    value: Numbers
    low: Numbers
    high: Numbers
    n: Whole
    reason: list[str] = field(default_factory=list)
    kind: Literal["share", "mean", "other"] = "other"
    variance: Numbers | None = None
    method: str = ""
    currency: list[str | None] | None = None

    def without(self, mask: NDArray[np.bool_], reason: str) -> "Figures":
        """The same with no value where the mask holds, and the reason why."""
        blank = [np.where(mask, np.nan, numbers) for numbers in (self.value, self.low, self.high)]
        told = [
            reason if hit and not old else old for hit, old in zip(mask.tolist(), self.reason, strict=True)
        ]
        return replace(self, value=blank[0], low=blank[1], high=blank[2], reason=told)

    def absent(self, mask: NDArray[np.bool_], reason: str) -> "Figures":
        """As :meth:`without`, and nothing counted there."""
        return replace(self.without(mask, reason), n=np.where(mask, 0, self.n))


def none(cells: int, reason: str, method: str = "") -> Figures:
    """No value in any cell, and why."""
    blank = np.full(cells, np.nan)
    return Figures(blank, blank, blank, np.zeros(cells, np.int64), [reason] * cells, method=method)


def shares(hits: NDArray[Any], n: NDArray[Any], *, method: str, nobody: str) -> Figures:
    """Shares with Wilson's interval.

    >>> found = shares(np.array([1, 0]), np.array([2, 0]), method="", nobody="nobody")
    >>> found.value.tolist(), found.low.round(3).tolist(), found.reason
    ([0.5, nan], [0.095, nan], ['', 'nobody'])
    """
    hits, n = hits.astype(np.int64), n.astype(np.int64)
    some = n > 0
    low, high = wilson(hits, np.maximum(n, 1))
    figures = Figures(
        hits / np.maximum(n, 1), low, high, n, [""] * len(n), "share", np.full(len(n), np.nan), method
    )
    return figures.without(~some, nobody)


def means(n: NDArray[Any], total: Numbers, squares: Numbers, *, method: str, nobody: str) -> Figures:
    """Means with Student's t interval (of two or more) from n, sum and sum of squares.

    >>> sums = np.array([4, 1]), np.array([10.0, 3.0]), np.array([30.0, 9.0])
    >>> found = means(*sums, method="", nobody="nobody")
    >>> found.value.tolist(), found.low.round(3).tolist()
    ([2.5, 3.0], [0.446, nan])
    """
    from scipy.special import stdtrit

    counted = n.astype(np.int64)
    safe = np.maximum(counted, 1)
    mean = total / safe
    freedom = np.maximum(counted - 1, 1)
    variance = np.where(counted > 1, np.maximum(squares - total * mean, 0.0) / freedom, np.nan)
    half = stdtrit(freedom, 0.975) * np.sqrt(variance / safe)
    figures = Figures(mean, mean - half, mean + half, counted, [""] * len(safe), "mean", variance, method)
    return figures.without(counted == 0, nobody)


def nets(n: NDArray[Any], total: Numbers, squares: Numbers, *, method: str, nobody: str) -> Figures:
    """Means of −100, 0 and 100 with the normal interval, cut at both ends."""
    figures = means(n, total, squares, method=method, nobody=nobody)
    half = _Z * np.sqrt(figures.variance / np.maximum(n, 1))
    return replace(
        figures, low=np.maximum(figures.value - half, -100.0), high=np.minimum(figures.value + half, 100.0)
    )


def ratios(
    n: NDArray[Any],
    x: Numbers,
    y: Numbers,
    xx: Numbers,
    yy: Numbers,
    xy: Numbers,
    *,
    method: str,
    nobody: str,
) -> Figures:
    """Σx / Σy over n independent customers, with the interval of the delta method.

    The variance of the ratio is n / (n − 1) · Σ(x − ratio · y)² / (Σy)² (Cochran 1977, Sampling Techniques, eq. 6.9,
    for a sample that is a small part of its population).

    Parameters
    ----------
    x, y, xx, yy, xy
        Per cell Σx, Σy, Σx², Σy² and Σxy over customers.
    """
    counted = n.astype(np.int64)
    some = (y > 0) & (counted > 0)
    below = np.where(some, y, 1.0)
    ratio = x / below
    spread = np.maximum(xx - 2 * ratio * xy + ratio * ratio * yy, 0.0)
    error = np.sqrt(counted / np.maximum(counted - 1, 1) * spread) / below
    error = np.where(counted > 1, error, np.nan)
    figures = Figures(
        ratio, np.maximum(ratio - _Z * error, 0.0), ratio + _Z * error, counted, [""] * len(counted), method=method
    )  # fmt: skip
    return figures.without(~some, nobody)
