"""The same step in several channels: does it lead as often to the goal, take as long, and feel the same?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.analysis.seam import Analysis, Estimate, Spec, answer, names_in
from sojourn.analysis.stats.durations import DurationCounts
from sojourn.analysis.stats.histograms import median_difference, median_interval, rank_test
from sojourn.analysis.stats.means import welch
from sojourn.analysis.stats.multiple import benjamini_hochberg
from sojourn.analysis.stats.proportions import newcombe, share_difference_p
from sojourn.analysis.stats.zones import DAY
from sojourn.events.schema import SCALES
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys, frozen
from sojourn.log.kernels.durations import BINS
from sojourn.log.kernels.meetings import first_meetings
from sojourn.log.vocabulary import Vocabulary
from sojourn.results import Result
from sojourn.units import Duration, microseconds

FEWEST: Final = 30
"""Customers on both sides that a share or a wait needs."""
FEWEST_RATINGS: Final = 10
REAL: Final = 0.1
"""q up to which a gap counts as real, if it is large enough."""
GAP_SHARE: Final = 0.03
GAP_RATING: Final = 0.05
"""Of the length of the scale."""
GAP_WAIT: Final = 1.25
"""Ratio of the medians."""
MOST_STEPS: Final = 200
_RATING: Final = 1_000
_SPARSE: Final = 20

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ConsistencyTally:
    """Counts by group = step · channels + channel.

    Attributes
    ----------
    customers
        Customers of the log.
    reached
        (groups, 2): customers who met the step in the channel early enough, and those who then reach the goal in time.
    waits
        From that meeting to the customer's next event.
    ratings
        (groups, scales, 3): n, sum and sum of squares of customers' first ratings there.
    """

    customers: int
    reached: Whole
    waits: DurationCounts
    ratings: Whole

    def __add__(self, other: "ConsistencyTally") -> "ConsistencyTally":
        return ConsistencyTally(
            self.customers + other.customers,
            self.reached + other.reached,
            self.waits + other.waits,
            self.ratings + other.ratings,
        )


@dataclass(frozen=True, repr=False)
class Consistency(Result):
    """The same step in two channels, measure by measure.

    One row of `table` is one step, measure and pair of channels; the smallest p-value first, those that could not be
    tested last:

    - ``step``, ``measure`` (``goal_share``, ``median_wait_s``, ``rating_…``), ``channel_a``, ``channel_b``;
    - ``value_a``, ``value_b``, ``n_a``, ``n_b``: of customers' first meeting with the step in each channel;
    - ``difference``, ``low``, ``high``: value_a − value_b with its 95 % interval;
    - ``p``, ``q``: two-sided, and adjusted after Benjamini and Hochberg over all rows that have one;
    - ``real``: q is at most 0.1 and the gap is large enough to matter;
    - ``status``, ``reason``.
    """

    spec: "ConsistencySpec"
    customers: int
    """Customers of the log."""
    _table: pa.Table = field(repr=False)

    @property
    def table(self) -> pa.Table:
        """One row per step, measure and pair of channels; see the class."""
        return self._table

    def headline(self) -> str:
        """Counts in one line."""
        steps = len(set(self._table.column("step").to_pylist()))
        real = sum(self._table.column("real").to_pylist())
        return (
            f"Consistency: {steps} steps in several channels, {real} of {self._table.num_rows} gaps are real"
        )

    def estimates(self) -> tuple[Estimate, ...]:
        """None: this is a comparison itself."""
        return ()


@dataclass(frozen=True, slots=True)
class ConsistencySpec:
    """The question: is a step the same in every channel?

    Attributes
    ----------
    steps
        Name of each step, and the touchpoints that are it.
    goals
        Touchpoints that count as success.
    within_us
        In which time after the step, microseconds.
    end_us
        End of observation; who met a step later than ``within_us`` before it does not count for the goal.
    """

    steps: tuple[tuple[str, tuple[str, ...]], ...]
    goals: tuple[str, ...] = ()
    within_us: int = 14 * DAY
    end_us: int = 1 << 62

    def measure(self, journeys: Journeys) -> ConsistencyTally:
        """Count complete customers by their first meeting of each step in each channel."""
        names, channels = journeys.touchpoints, _channels(journeys)
        size = len(self.steps) * channels
        scales = _scales(journeys.vocabularies)
        start, stop = int(journeys.offsets[0]), int(journeys.offsets[-1])
        codes, times = journeys.flat("touchpoint"), journeys.flat("timestamp")
        step_of = np.full(len(names) + 1, -1, np.int64)
        for i, (_, touchpoints) in enumerate(self.steps):
            step_of[[names.code(name) for name in touchpoints]] = i
        wanted = np.zeros(len(names) + 1, np.bool_)
        wanted[[names.code(goal) for goal in self.goals]] = True
        groups = np.full(stop - start, -1, np.int64)
        if channels:
            channel, step = journeys.flat("channel")[start:stop], step_of[codes[start:stop]]
            groups = np.where((step >= 0) & (channel >= 0), step * channels + channel, -1)

        def meet(of: Whole, width: int) -> tuple[Whole, Whole, NDArray[np.bool_], Whole]:
            return first_meetings(
                journeys.offsets, times, codes, frozen(of), max(1, width), frozen(wanted), self.within_us
            )

        places, found, reached, waits = meet(groups, size)
        early = times[start + places] <= self.end_us - self.within_us
        later = waits >= 0
        return ConsistencyTally(
            len(journeys),
            np.stack([np.bincount(found[early & r], minlength=size) for r in (early, reached)], axis=1),
            DurationCounts.of(found[later], waits[later], size),
            self._ratings(journeys, groups, size, scales, meet)
            if scales
            else np.zeros((size, 0, 3), np.int64),
        )

    def _ratings(
        self, journeys: Journeys, groups: Whole, size: int, scales: tuple[str, ...], meet: Any
    ) -> Whole:
        out = np.zeros((size * len(scales), 3), np.int64)
        if not {"score", "scale"} <= set(journeys.columns):
            return out.reshape(size, len(scales), 3)
        span = slice(int(journeys.offsets[0]), int(journeys.offsets[-1]))
        scores, scale = journeys.flat("score")[span], journeys.flat("scale")[span]
        ends = [
            (s.low, s.high) if (s := SCALES.get(name.casefold())) else (np.inf, -np.inf) for name in scales
        ]
        low, high = np.array([*ends, (np.inf, -np.inf)]).T
        rated = (groups >= 0) & (scores >= low[scale]) & (scores <= high[scale])
        places, found, _, _ = meet(np.where(rated, groups * len(scales) + scale, -1), len(out))
        value = np.round(scores[places] * _RATING).astype(np.int64)
        np.add.at(out, found, np.stack([np.ones_like(value), value, value**2], axis=1))
        return out.reshape(size, len(scales), 3)

    def conclude(self, tally: ConsistencyTally, vocabularies: Mapping[str, Vocabulary]) -> Consistency:
        """Compare every two channels of every step."""
        channels = vocabularies["channel"].names if "channel" in vocabularies else ()
        scales = _scales(vocabularies)
        bins = _histograms(tally.waits)
        rows: list[dict[str, Any]] = []
        for i, (step, touchpoints) in enumerate(self.steps):
            here = range(i * len(channels), (i + 1) * len(channels))
            order = sorted(range(len(channels)), key=lambda c: channels[c])
            for a, b in combinations(order, 2):
                x, y = here[a], here[b]
                found = [_waits(bins.get(x), bins.get(y))]
                if self.goals and set(self.goals).isdisjoint(touchpoints):
                    found.append(_shares(tally.reached[x], tally.reached[y]))
                found += [
                    _means(name, tally.ratings[x, s], tally.ratings[y, s]) for s, name in enumerate(scales)
                ]
                key = {"step": step, "channel_a": channels[a], "channel_b": channels[b]}
                rows += [{**key, **row} for row in found if row is not None]
        q = benjamini_hochberg(
            np.array([np.nan if row["p"] is None else row["p"] for row in rows], np.float64)
        )
        for row, corrected in zip(rows, q.tolist(), strict=True):
            row["q"] = None if row["p"] is None else corrected
            row["real"] = row["q"] is not None and row["q"] <= REAL and row.pop("large", False)
        rows.sort(
            key=lambda r: (
                2.0 if r["p"] is None else r["p"],
                r["step"],
                r["measure"],
                r["channel_a"],
                r["channel_b"],
            )
        )
        return Consistency(self, tally.customers, pa.Table.from_pylist(rows, schema=_SCHEMA))


def _channels(journeys: Journeys) -> int:
    return len(journeys.vocabularies["channel"]) if "channel" in journeys.columns else 0


def _scales(vocabularies: Mapping[str, Vocabulary]) -> tuple[str, ...]:
    return tuple(vocabularies["scale"].names) if "scale" in vocabularies else ()


def _histograms(waits: DurationCounts) -> dict[int, NDArray[np.float64]]:
    """The bins of every group that has a wait."""
    keys, counts = waits.cells.keys, waits.cells.counts[:, 0]
    groups = keys // BINS
    starts = np.flatnonzero(np.diff(groups, prepend=-1))
    stops = np.append(starts[1:], len(keys))[: len(starts)]
    return {
        int(groups[a]): np.bincount(keys[a:b] % BINS, weights=counts[a:b], minlength=BINS).astype(np.float64)
        for a, b in zip(starts.tolist(), stops.tolist(), strict=True)
    }


def _row(measure: str, a: float, b: float, n_a: float, n_b: float, **more: Any) -> dict[str, Any]:
    known = {"difference": a - b, "low": None, "high": None, "p": None, "status": "ok", "reason": None}
    return {"measure": measure, "value_a": a, "value_b": b, "n_a": int(n_a), "n_b": int(n_b)} | known | more


def _untested(reason: str) -> dict[str, Any]:
    return {"status": "not_computed", "reason": reason}


def _shares(a: Whole, b: Whole) -> dict[str, Any] | None:
    if not a[0] or not b[0]:
        return None
    values = float(a[1] / a[0]), float(b[1] / b[0])
    if min(a[0], b[0]) < FEWEST:
        return _row(
            "goal_share", *values, a[0], b[0], **_untested(f"fewer than {FEWEST} customers in a channel")
        )
    numbers = np.array([[a[1]], [a[0]], [b[1]], [b[0]]])
    low, high = newcombe(numbers[0], numbers[1], numbers[2], numbers[3])
    p, _ = share_difference_p(numbers[0], numbers[1], numbers[2], numbers[3])
    if np.isnan(p[0]):
        return _row("goal_share", *values, a[0], b[0], **_untested("all or none in both channels"))
    large = abs(values[0] - values[1]) >= GAP_SHARE
    return _row(
        "goal_share", *values, a[0], b[0], low=float(low[0]), high=float(high[0]), p=float(p[0]), large=large
    )


def _waits(a: NDArray[np.float64] | None, b: NDArray[np.float64] | None) -> dict[str, Any] | None:
    if a is None or b is None:
        return None
    values, n = (median_interval(a)[0], median_interval(b)[0]), (a.sum(), b.sum())
    p = rank_test(a, b) if min(n) >= FEWEST else None
    if p is None:
        reason = (
            f"fewer than {FEWEST} customers in a channel" if min(n) < FEWEST else "all waits are the same"
        )
        return _row("median_wait_s", *values, *n, **_untested(reason))
    _, low, high = median_difference(a, b)
    large = max(values) >= GAP_WAIT * max(min(values), 1e-3)
    return _row("median_wait_s", *values, *n, low=low, high=high, p=p, large=large)


def _means(scale: str, a: Whole, b: Whole) -> dict[str, Any] | None:
    if not a[0] or not b[0]:
        return None
    mean_a, mean_b = float(a[1] / a[0] / _RATING), float(b[1] / b[0] / _RATING)
    name, n = f"rating_{scale}", (a[0], b[0])
    if min(n) < FEWEST_RATINGS:
        return _row(
            name, mean_a, mean_b, *n, **_untested(f"fewer than {FEWEST_RATINGS} ratings in a channel")
        )
    spread = [max(0.0, float(s[2] - s[1] * s[1] / s[0])) / float(s[0] - 1) / _RATING**2 for s in (a, b)]
    if sum(spread) <= 0:
        return _row(name, mean_a, mean_b, *n, **_untested("neither channel varies"))
    one = np.ones(1)
    low, high, p = welch(
        mean_a * one, spread[0] * one, np.array([n[0]]), mean_b * one, spread[1] * one, np.array([n[1]])
    )
    ends = SCALES[scale.casefold()]
    large = abs(mean_a - mean_b) >= GAP_RATING * (ends.high - ends.low)
    return _row(name, mean_a, mean_b, *n, low=float(low[0]), high=float(high[0]), p=float(p[0]), large=large)


_SCHEMA: Final = pa.schema(
    [
        ("step", pa.string()), ("measure", pa.string()), ("channel_a", pa.string()), ("channel_b", pa.string()),
        ("value_a", pa.float64()), ("value_b", pa.float64()), ("n_a", pa.int64()), ("n_b", pa.int64()),
        ("difference", pa.float64()), ("low", pa.float64()), ("high", pa.float64()), ("p", pa.float64()),
        ("q", pa.float64()), ("real", pa.bool_()), ("status", pa.string()), ("reason", pa.string()),
    ]
)  # fmt: skip


def consistency(
    log: JourneyLog,
    *,
    steps: Mapping[str, Sequence[str]] | None = None,
    goal: str | Sequence[str] = (),
    within: Duration = "14d",
) -> Consistency:
    """The same step in every two channels: how often the goal follows, how long the next event takes, how it is rated.

    Parameters
    ----------
    log
        A journey log; use ``log.where(...)`` for a part of it.
    steps
        Step → touchpoints that are it, for steps whose touchpoints are named otherwise in each channel. If None, every
        touchpoint that occurs in two channels or more, for at least 20 events in each, is a step of its own.
    goal
        Touchpoints that count as success.
    within
        In which time after the step.

    Returns
    -------
    Consistency
        See the class for the columns of its table.

    Raises
    ------
    UnknownNameError
        If a touchpoint does not exist.
    UnitError
        If ``within`` has no unit.

    Examples
    --------
    >>> from sojourn.testing import random_log
    >>> found = consistency(random_log(1, customers=600), goal="T0")
    >>> found.headline()
    'Consistency: 6 steps in several channels, 0 of 18 gaps are real'
    """
    goals = names_in(goal)
    given: Mapping[str, Sequence[str]] = {name: (name,) for name in _shared(log)} if steps is None else steps
    named = tuple((step, tuple(names)) for step, names in given.items())
    end = (log.extent.last_us if isinstance(log, JourneyLog) else None) or 0
    return answer(log, ConsistencySpec(named, goals, microseconds(within), end))


def _shared(log: JourneyLog) -> list[str]:
    """Touchpoints that occur in several channels, most events first."""
    if not isinstance(log, JourneyLog) or not log.has("channel"):
        return []
    counts = log.reduce(_by_channel)
    several = np.flatnonzero((counts >= _SPARSE).sum(axis=1) > 1)
    order = several[np.argsort(-counts[several].sum(axis=1), kind="stable")]
    return [log.touchpoints.names[code] for code in order[:MOST_STEPS].tolist()]


def _by_channel(journeys: Journeys) -> Whole:
    """Events by touchpoint and channel."""
    width, names = len(journeys.vocabularies["channel"]), len(journeys.touchpoints)
    span = slice(int(journeys.offsets[0]), int(journeys.offsets[-1]))
    code, channel = journeys.flat("touchpoint")[span].astype(np.int64), journeys.flat("channel")[span]
    known = (code >= 0) & (channel >= 0)
    cells = code[known] * width + channel[known]
    return np.bincount(cells, minlength=names * width).reshape(names, width)


def _examples(names: tuple[str, ...]) -> tuple[Spec[ConsistencyTally, Consistency], ...]:
    each = tuple((name, (name,)) for name in names)
    return (
        ConsistencySpec(each),
        ConsistencySpec((("any", names[:3]),), names[3:4], DAY, 1_301_241_600_000_000),
    )


ANALYSIS: Final = Analysis(consistency, _examples)
