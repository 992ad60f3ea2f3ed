"""How much weekdays and days of the month differ from the average day: one regression for both."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.stats.change_points import drift
from sojourn.analysis.stats.proportions import SMALLEST
from sojourn.analysis.stats.robust import sandwich

Numbers = NDArray[np.float64]
Days = NDArray[np.int64]
Kind = Literal["weekday", "day_of_month"]

SHORTEST: Final = 28
"""Days for weekdays."""
SHORTEST_MONTHS: Final = 85
"""Days for days of the month: three of each at least but for the ends."""
HARMONICS: Final = 4
"""Waves per month, at most, of a smooth monthly season."""
LABELS: Final = (*range(1, 16), *range(-16, 0))
"""Days of the month, counted from its start up to 15, from its end (−1 is the last day) after that."""

_TURN: Final = 45
_DUMMIES_FROM: Final = 365
_Z: Final = 1.959963984540054
_FARTHEST: Final = 50.0
"""Logarithm of the largest factor that is told apart from any larger one."""
_ROUNDS: Final = 50


@dataclass(frozen=True, slots=True)
class Factor:
    """A day against the average one.

    Attributes
    ----------
    kind, day
        Weekday 1 (Monday) to 7, or day of the month as in :data:`LABELS`.
    factor, low, high
        1 is the average of all days of the kind; 95 % interval.
    p
        Of a factor of 1.
    """

    kind: Kind
    day: int
    factor: float
    low: float
    high: float
    p: float


def weekdays(days: Days) -> Days:
    """0 is Monday, for days since 1970-01-01."""
    return (days + 3) % 7


def month_places(days: Days) -> tuple[Numbers, Days]:
    """Place within the month from 0 (first day) to 1 (last day), and the label of the day.

    Examples
    --------
    >>> days = np.array(["2026-02-01", "2026-02-15", "2026-02-28"], "M8[D]").astype(np.int64)
    >>> [found.tolist() for found in month_places(days)]
    [[0.0, 0.5185185185185185, 1.0], [1, 15, -1]]
    """
    dates = days.astype("M8[D]")
    month = dates.astype("M8[M]")
    first = month.astype("M8[D]").astype(np.int64)
    length = (month + 1).astype("M8[D]").astype(np.int64) - first
    day = days - first
    return day / (length - 1), np.where(day < 15, day + 1, day - length)


def season_columns(days: Days, harmonics: int = 1) -> Numbers:
    """Columns for weekdays (sum to zero) and, from :data:`SHORTEST_MONTHS` on, waves of the month."""
    columns = [_weekday_columns(days)] if len(days) >= SHORTEST else []
    if len(days) >= SHORTEST_MONTHS and harmonics:
        columns.append(_waves(month_places(days)[0], harmonics))
    return np.concatenate([np.zeros((len(days), 0)), *columns], axis=1)


def seasons(days: Days, counts: Numbers) -> tuple[Factor, ...]:
    """Factors of weekdays and, where there is a monthly season, of days of the month.

    A quasi-Poisson regression of the counts with a smooth drift, weekdays and the day of the month together; covariance after
    Newey and West. The monthly season is none, 1 to :data:`HARMONICS` waves, or, from a year on, a factor for every day, as
    the Bayesian information criterion chooses; in the first case there are no rows for it.

    Parameters
    ----------
    days
        Consecutive days since 1970-01-01.
    counts
        Of each day.

    Returns
    -------
    tuple of Factor
        Empty below :data:`SHORTEST` days or without counts.

    Examples
    --------
    >>> days = np.arange(20_000, 20_112)
    >>> weekly = np.array([90, 100, 100, 100, 100, 100, 110.0])[weekdays(days)]
    >>> [round(f.factor, 2) for f in seasons(days, weekly)]
    [0.9, 1.0, 1.0, 1.0, 1.0, 1.0, 1.1]
    """
    if len(days) < SHORTEST or counts.sum() < len(days):
        return ()
    fixed = np.concatenate([np.ones((len(days), 1)), drift(len(days), _TURN), _weekday_columns(days)], axis=1)
    place, label = month_places(days)
    months: list[tuple[Numbers, Numbers]] = [(np.zeros((len(days), 0)), np.zeros((len(LABELS), 0)))]
    if len(days) >= SHORTEST_MONTHS:
        grid = _label_places()
        months += [(_waves(place, k), _waves(grid, k)) for k in range(1, HARMONICS + 1)]
    if len(days) >= _DUMMIES_FROM:
        months.append((_dummies(label), _dummies(np.array(LABELS))))
    fits = [_poisson(np.concatenate([fixed, columns], axis=1), counts) for columns, _ in months]
    spread = max(fits[-1].pearson / max(1, len(days) - fits[-1].x.shape[1]), 1e-12)
    scores = [f.deviance / spread + f.x.shape[1] * np.log(len(days)) for f in fits]
    chosen = int(np.argmin(scores))
    fit, covariance = fits[chosen], fits[chosen].covariance()
    begin = fixed.shape[1] - 6
    week = slice(begin, begin + 6)
    factors = _factors(
        "weekday", range(1, 8), _weekday_columns(np.arange(7) + 4), fit.found[week], covariance[week, week]
    )
    if chosen:
        month = slice(fixed.shape[1], None)
        factors += _factors(
            "day_of_month", LABELS, months[chosen][1], fit.found[month], covariance[month, month]
        )
    return tuple(factors)


@dataclass(frozen=True, slots=True)
class _Poisson:
    x: Numbers
    counts: Numbers
    found: Numbers
    mean: Numbers

    @property
    def deviance(self) -> float:
        from scipy.special import xlogy

        return float(2 * (xlogy(self.counts, self.counts / self.mean) - self.counts + self.mean).sum())

    @property
    def pearson(self) -> float:
        return float(((self.counts - self.mean) ** 2 / self.mean).sum())

    def covariance(self) -> Numbers:
        bread = np.asarray(np.linalg.pinv((self.x * self.mean[:, None]).T @ self.x), np.float64)
        return sandwich(bread, self.x * (self.counts - self.mean)[:, None])


def _poisson(x: Numbers, counts: Numbers) -> _Poisson:
    """Iteratively reweighted least squares."""
    mean = counts + counts.mean() + 0.1
    found = np.zeros(x.shape[1])
    for _ in range(_ROUNDS):
        eta = np.log(mean)
        weighted = x * mean[:, None]
        new = np.linalg.lstsq(weighted.T @ x, weighted.T @ (eta + (counts - mean) / mean), rcond=None)[0]
        mean = np.exp(np.clip(x @ new, -30.0, _FARTHEST))
        if np.abs(new - found).max() < 1e-10:
            break
        found = new
    return _Poisson(x, counts, new, mean)


def _factors(
    kind: Kind, labels: "range | tuple[int, ...]", design: Numbers, found: Numbers, covariance: Numbers
) -> list[Factor]:
    """Exponentials of the effects over their mean, with the delta method on the logarithm."""
    from scipy.special import ndtr

    effects = np.exp(design @ found)
    share = effects / effects.sum()
    slopes = design - share @ design
    error = np.sqrt(np.maximum(0.0, np.einsum("ij,jk,ik->i", slopes, covariance, slopes)))
    logs = np.log(effects / effects.mean())
    # On a day without any count nothing bounds the effect: its interval ends where the fit ends, not beyond all numbers.
    half = np.minimum(_Z * error, _FARTHEST)
    p = 2 * ndtr(-np.abs(logs) / np.maximum(error, 1e-12))
    columns = (labels, np.exp(logs), np.exp(logs - half), np.exp(logs + half), np.maximum(p, SMALLEST))
    return [
        Factor(kind, int(day), float(f), float(low), float(high), float(q))
        for day, f, low, high, q in zip(*columns, strict=True)
    ]


def _weekday_columns(days: Days) -> Numbers:
    day = weekdays(days)[:, None]
    return np.asarray((day == np.arange(6)).astype(np.float64) - (day == 6))


def _waves(place: Numbers, harmonics: int) -> Numbers:
    turns = 2 * np.pi * np.outer(place, np.arange(1, harmonics + 1))
    return np.concatenate([np.cos(turns), np.sin(turns)], axis=1)


def _dummies(labels: Days) -> Numbers:
    last = LABELS[-1]
    found = (labels[:, None] == np.array(LABELS[:-1])).astype(np.float64) - (labels == last)[:, None]
    return np.asarray(found)


def _label_places() -> Numbers:
    """Where the labels stand in a month of average length, 30.44 days."""
    labels = np.array(LABELS, np.float64)
    return np.where(labels > 0, labels - 1, 30.44 + labels) / 29.44
