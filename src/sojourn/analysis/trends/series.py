"""Daily counts as series: what each measures, its points by period, its slope and its changes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.seam import Estimate
from sojourn.analysis.stats.change_points import SPLIT_LEVEL, Change, find_changes
from sojourn.analysis.stats.histograms import median_interval, rank_test
from sojourn.analysis.stats.proportions import SMALLEST, share_difference_p, wilson
from sojourn.analysis.stats.robust import fit_robust
from sojourn.analysis.stats.seasons import season_columns
from sojourn.analysis.trends.counts import LOG_SECOND, MONEY, RATING, TrendsTally
from sojourn.log.kernels.durations import BINS

if TYPE_CHECKING:
    from sojourn.analysis.trends import TrendsSpec

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]
Form = Literal["count", "sum", "share", "mean", "wait"]

SHORTEST: Final = 28
"""Days with data that a slope or a change needs."""
FEWEST_A_DAY: Final = 3.0
"""Counts below this on average are not searched for changes."""
FEWEST: Final = 50
"""Observations that a slope or change of a share, rating or wait needs."""
_STEP_SHARE: Final = 0.02
"""A step that follows another less often than this, of the times the other occurs, is not followed over time."""
_LATEST: Final = 0.95


@dataclass(frozen=True, slots=True)
class Line:
    """One measure by day.

    Attributes
    ----------
    measure, touchpoint, after, unit
        What it is; the last touchpoint is that which a step share is a share of.
    form
        How n and the sums make a value: n events; their sum; sum / n; the same of logarithms.
    n, total, squares
        By day. For a count n is the count.
    waits
        Histogram of each day, (cells of day · BINS + bin, counts), for waits.
    """

    measure: str
    touchpoint: str | None
    after: str | None
    unit: str
    form: Form
    n: Numbers
    total: Numbers
    squares: Numbers
    waits: tuple[Whole, Whole] | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is, for sorting and joining."""
        return self.measure, self.touchpoint or "", self.after or ""


def lines_of(spec: "TrendsSpec", tally: TrendsTally, scales: tuple[str, ...]) -> Iterator[Line]:
    """Every measure that the log knows."""
    none = np.zeros(spec.days)

    def count(measure: str, n: Whole, touchpoint: str | None = None, unit: str = "events") -> Line:
        return Line(measure, touchpoint, None, unit, "count", n.astype(float), none, none)

    yield count("events", tally.totals[0])
    yield count("customers", tally.totals[1], unit="customers")
    yield count("new_customers", tally.totals[2], unit="customers")
    if spec.goals:
        n, hits = tally.goal.astype(float)
        n[max(0, spec.days - spec.goal_days) :] = 0  # the time to reach the goal is not over
        yield Line("goal_share", None, None, "share", "share", n, np.where(n > 0, hits, 0), none)
    if spec.contacts:
        yield count("contacts", tally.contacts)
    if tally.money[0].any() and np.count_nonzero(tally.currencies) == 1:
        yield Line(
            "revenue",
            None,
            None,
            "money",
            "sum",
            *(tally.money[0].astype(float), tally.money[1] / MONEY),
            none,
        )
    for scale, sums in zip(scales, tally.ratings[-1], strict=True):
        if sums[0].any():
            yield _rating(f"rating_{scale}", None, sums)
    for i, name in enumerate(spec.touchpoints):
        yield count("touchpoint_events", tally.events[i], name)
        yield from _of_touchpoint(spec, tally, scales, i, name)


def _rating(measure: str, touchpoint: str | None, sums: Whole) -> Line:
    n, total, squares = sums.astype(float)
    return Line(measure, touchpoint, None, "rating", "mean", n, total / RATING, squares / RATING**2)


def _of_touchpoint(
    spec: "TrendsSpec", tally: TrendsTally, scales: tuple[str, ...], i: int, name: str
) -> Iterator[Line]:
    days, none = spec.days, np.zeros(spec.days)
    into = tally.steps[:, i].sum(axis=1)
    into[i] = 0
    source = int(np.argmax(into)) if len(into) else 0
    if into.size and into[source] > _STEP_SHARE * max(1, tally.events[source].sum()):
        lags = np.cumsum(tally.lags[source, i])
        latest = int(np.searchsorted(lags, _LATEST * lags[-1])) + 1
        n, hits = tally.events[source].astype(float), tally.steps[source, i].astype(float)
        n[max(0, days - latest) :] = 0
        yield Line(
            "step_share", name, spec.touchpoints[source], "share", "share", n, np.where(n > 0, hits, 0), none
        )
    if tally.wait_logs[i, 0].any():
        n, total, squares = tally.wait_logs[i].astype(float)
        keys, counts = tally.waits.cells.keys, tally.waits.cells.counts[:, 0]
        a, b = np.searchsorted(keys, [i * days * BINS, (i + 1) * days * BINS])
        cells = keys[a:b] - i * days * BINS, counts[a:b]
        yield Line("wait", name, None, "seconds", "wait", n, total / LOG_SECOND, squares / LOG_SECOND, cells)
    rated = tally.ratings[i, :, 0].sum(axis=1)
    if rated.size and rated.any():
        best = int(np.argmax(rated))
        yield _rating(f"rating_{scales[best]}", name, tally.ratings[i, best])


@dataclass(frozen=True, slots=True)
class Points:
    """Value with 95 % interval and n per period; NaN where not known."""

    value: Numbers
    low: Numbers
    high: Numbers
    n: Whole


def points(line: Line, period: Whole, periods: int) -> Points:
    """The measure by period; a period of −1 leaves the day out."""
    inside = period >= 0

    def summed(numbers: Numbers) -> Numbers:
        return np.asarray(np.bincount(period[inside], weights=numbers[inside], minlength=periods))

    n, total, squares = summed(line.n), summed(line.total), summed(line.squares)
    whole, unknown = n.astype(np.int64), np.full(periods, np.nan)
    if line.form == "sum":
        return Points(total, unknown, unknown, whole)
    if line.form == "count":
        from scipy.special import gammaincinv

        low = np.where(n > 0, gammaincinv(np.maximum(n, 1), 0.025), 0.0)
        return Points(n, low, gammaincinv(n + 1, 0.975), whole)
    some = n > 0
    value, low, high = unknown.copy(), unknown.copy(), unknown.copy()
    if line.form == "share":
        value[some] = total[some] / n[some]
        low[some], high[some] = wilson(total[some].astype(np.int64), whole[some])
        return Points(value, low, high, whole)
    if line.form == "wait":
        for p in np.flatnonzero(some).tolist():
            value[p], low[p], high[p] = median_wait(line, period == p)
        return Points(value, low, high, whole)
    from scipy.special import stdtrit

    value[some] = total[some] / n[some]
    many = n > 1
    variance = np.maximum(0.0, squares[many] - total[many] ** 2 / n[many]) / (n[many] - 1)
    half = stdtrit(n[many] - 1, 0.975) * np.sqrt(variance / n[many])
    low[many], high[many] = value[many] - half, value[many] + half
    return Points(value, low, high, whole)


def histogram(line: Line, days: NDArray[np.bool_]) -> Numbers:
    """How many waits of some days fall into each bin."""
    assert line.waits is not None
    cells, counts = line.waits
    here = days[cells // BINS]
    return np.bincount(cells[here] % BINS, weights=counts[here], minlength=BINS).astype(np.float64)


def median_wait(line: Line, days: NDArray[np.bool_]) -> tuple[float, float, float]:
    """Lower median of the waits of some days, in seconds, and its interval from order statistics."""
    return median_interval(histogram(line, days))


def whole(line: Line) -> Iterator[Estimate]:
    """A share or mean over all days, as groups are compared by."""
    n, total = float(line.n.sum()), float(line.total.sum())
    key = tuple(name for name in (line.touchpoint, line.after) if name is not None)
    if line.form == "share" and n:
        yield Estimate(key, line.measure, int(n), total / n)
    if line.form == "mean" and n:
        spread = max(0.0, float(line.squares.sum()) - total * total / n)
        yield Estimate(key, line.measure, int(n), total / n, spread / (n - 1) if n > 1 else float("nan"))


@dataclass(frozen=True, slots=True)
class Slope:
    """Change per 30 days, of the unit; None with a reason where it cannot be computed."""

    value: float | None
    low: float | None
    high: float | None
    p: float | None
    reason: str | None


def _daily(line: Line) -> tuple[Numbers, Numbers]:
    """Values and weights of the days; logarithms for waits."""
    if line.form in {"count", "sum"}:
        return (line.n if line.form == "count" else line.total), np.ones(len(line.n))
    return np.divide(line.total, line.n, out=np.zeros(len(line.n)), where=line.n > 0), line.n


def slope(line: Line, days: Whole) -> Slope:
    """A straight line beside weekdays and the day of the month; interval and p hold under autocorrelation."""
    from scipy.special import stdtr, stdtrit

    y, weight = _daily(line)
    used = weight > 0
    if used.sum() < SHORTEST:
        return Slope(None, None, None, None, f"fewer than {SHORTEST} days with data")
    if line.form in {"share", "mean", "wait"} and line.n.sum() < FEWEST:
        return Slope(None, None, None, None, f"fewer than {FEWEST} observations")
    if np.ptp(y[used]) == 0:
        return Slope(None, None, None, None, "it never varies")
    seasons = season_columns(days)
    x = np.concatenate([np.ones((len(y), 1)), (np.arange(len(y)) / 30.0)[:, None], seasons], axis=1)
    found, covariance = fit_robust(x, y, weight)
    freedom = used.sum() - x.shape[1]
    if freedom < 5:
        return Slope(None, None, None, None, "too few days beside the seasons")
    error = float(np.sqrt(max(covariance[1, 1], 0.0)))
    if error == 0:
        return Slope(None, None, None, None, "it does not vary beside the seasons")
    value = float(found[1])
    half = float(stdtrit(freedom, 0.975)) * error
    p = max(float(2 * stdtr(freedom, -abs(value) / error)), SMALLEST)
    typical = float(np.exp(line.total.sum() / line.n.sum())) if line.form == "wait" else 1.0
    return Slope(value * typical, (value - half) * typical, (value + half) * typical, p, None)


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes of one line, with level and n before and after each, and p of the best one of all."""

    found: tuple[Change, ...]
    levels: tuple[tuple[float, float], ...]
    numbers: tuple[tuple[int, int], ...]
    p: float | None


def changes(line: Line, days: Whole) -> Changes:
    """Days on which the level changed for good, beside seasons and drift."""
    y, weight = _daily(line)
    if line.form in {"count", "sum"}:
        if line.n.mean() < FEWEST_A_DAY:
            return Changes((), (), (), None)
        window = np.ones(min(15, len(y)))
        typical = np.convolve(y, window, "same") / np.convolve(np.ones(len(y)), window, "same")
        floor = max(y[y > 0].min() / 2, 1e-9) if (y > 0).any() else 1.0
        y = np.log(np.maximum(y, floor))
        weight = np.maximum(typical / max(typical.mean(), 1e-9), 0.01)
    elif line.n.sum() < FEWEST or (
        line.form == "share" and min(line.total.sum(), (line.n - line.total).sum()) < 10
    ):
        return Changes((), (), (), None)
    found, p = find_changes(y, weight, season_columns(days))
    if line.form in {"share", "wait"}:
        found, p = _beyond_counting(line, found, p)
    edges = [0, *(change.at for change in found), len(y)]
    stretches = [_level(line, a, b) for a, b in pairwise(edges)]
    numbers = [int(line.n[a:b].sum()) for a, b in pairwise(edges)]
    return Changes(found, tuple(pairwise(stretches)), tuple(pairwise(numbers)), p)


def _beyond_counting(
    line: Line, found: tuple[Change, ...], p: float | None
) -> tuple[tuple[Change, ...], float | None]:
    """Changes whose two levels differ by more than a test without the order of the days allows on any of them.

    Least squares know one spread for all days; where a share is near 0 or 1, or waits are nearly all the same, most days
    have none. Every p is at least that of the two stretches being alike, times the number of days.
    """
    if not found:
        return found, p
    edges = [0, *(change.at for change in found), len(line.n)]
    stretches = list(pairwise(edges))
    alike = [_alike(line, before, after) for before, after in pairwise(stretches)]
    least = [min(1.0, one * len(line.n)) for one in alike]
    held = tuple(
        replace(change, p=max(change.p, low))
        for change, low in zip(found, least, strict=True)
        if low <= SPLIT_LEVEL
    )
    return held, (p if held or p is None else max(p, min(least)))


def _alike(line: Line, before: tuple[int, int], after: tuple[int, int]) -> float:
    """How likely two stretches have the same share, or waits of one size (p); 1 where their medians are one bin."""
    if line.form == "share":
        hits, n = (
            np.array([[x[a:b].sum()] for a, b in (before, after)], np.float64).astype(np.int64)
            for x in (line.total, line.n)
        )
        p, _ = share_difference_p(hits[0], n[0], hits[1], n[1])
        return float(np.nan_to_num(p[0], nan=1.0))
    bins = [_bins(line, *stretch) for stretch in (before, after)]
    if median_interval(bins[0])[0] == median_interval(bins[1])[0]:
        return 1.0
    tested = rank_test(*bins)
    return 1.0 if tested is None else tested


def _bins(line: Line, start: int, stop: int) -> Numbers:
    """The histogram of the waits of some days."""
    days = np.zeros(len(line.n), np.bool_)
    days[start:stop] = True
    return histogram(line, days)


def _level(line: Line, start: int, stop: int) -> float:
    """The measure over some days: per day for counts and sums."""
    here = slice(start, stop)
    if line.form == "count":
        return float(line.n[here].mean())
    if line.form == "sum":
        return float(line.total[here].mean())
    if line.form == "wait":
        return median_interval(_bins(line, start, stop))[0]
    return float(line.total[here].sum() / line.n[here].sum())
