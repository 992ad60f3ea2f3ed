"""Who reaches the goal in which group: by first channel, by first device, and since a change."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.groups import first_values
from sojourn.analysis.metrics import Metrics
from sojourn.analysis.sides import SINCE
from sojourn.analysis.stats.named import NamedCounts
from sojourn.analysis.trends import Trends, trends
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys
from sojourn.report.context import Context
from sojourn.report.document import Comparison
from sojourn.report.intervals import difference_interval, difference_q
from sojourn.report.making.metrics import measured
from sojourn.report.making.rated_apart import FIRST_CHANNEL, REAL, felt_since, rated_by_channel
from sojourn.report.making.trends import moved
from sojourn.report.metrics import tidy
from sojourn.report.outcome import OutcomeSpec, OutcomeTally

FIRST_DEVICE: Final = "first_device"
GOAL_SHARE: Final = "goal_share"
REST: Final = ""
"""The name of the other group: all customers who are not in the first."""
GROUPS_LISTED: Final = 20
CHANGES_LISTED: Final = 10
SMALLEST: Final = 20


@dataclass(frozen=True, slots=True)
class _Sides:
    """A group and the rest, and those of each who reached the goal."""

    dimension: str
    name: str
    hits: int
    n: int
    other_hits: int
    other_n: int

    @property
    def counts(self) -> tuple[int, int, int, int]:
        return self.hits, self.n, self.other_hits, self.other_n


def comparisons_block(
    context: Context,
    outcome: OutcomeTally | None = None,
    moving: Trends | None = None,
    counted: Metrics | None = None,
) -> tuple[Comparison, ...] | None:
    """Everything the report compares; None where there is nothing.

    The share of customers who reach the goal, per channel of their first event against the rest, largest first: the
    first channel is settled before the goal can be reached; the channel most used is not (who has ordered gets letters about
    the order). The :data:`GROUPS_LISTED` largest channels with at least :data:`SMALLEST` customers in and outside of
    them are compared. Likewise per first device, and for new customers since each day on which a measure
    changed against those before it, where q ≤ :data:`REAL`; q is corrected over all of these. Then the changed shares
    themselves, before and since, with the q of the change. Of changes the :data:`CHANGES_LISTED` surest. Last ratings per
    first channel, and feelings since the surest change: see :mod:`sojourn.report.making.rated_apart`.

    Parameters
    ----------
    outcome, moving, counted
        What the report knows already of the goal, of :func:`sojourn.report.making.trends.moved` and of
        :func:`sojourn.report.making.metrics.measured`.
    """
    result = moving or moved(context)
    rows: list[Comparison] = []
    if context.goals:
        tally = outcome or context.log.reduce(OutcomeSpec(context.goals).measure)
        sides = [*_channels(context.log, tally), *_devices(context), *_since(context, result)]
        rows = [
            row
            for row in _compared(sides)
            if row.dimension == FIRST_CHANNEL or (row.q is not None and row.q <= REAL)
        ]
    days = [row["date"] for row in _surest(result) if row["unit"] == "share"] if result else []
    felt = felt_since(context, days[0]) if days else []
    return (*rows, *_changed(result), *rated_by_channel(counted or measured(context)), *felt) or None


def _channels(log: JourneyLog, outcome: OutcomeTally) -> list[_Sides]:
    names = log.vocabularies["channel"].names if "channel" in log.vocabularies else ()
    counts = {name: (int(n), int(hits)) for name, (n, hits) in zip(names, outcome.by_channel, strict=True)}
    return _largest(FIRST_CHANNEL, counts)


def _largest(dimension: str, counts: dict[str, tuple[int, int]]) -> list[_Sides]:
    everyone, reached = (sum(column) for column in zip((0, 0), *counts.values(), strict=True))
    groups = [name for name, (n, _) in counts.items() if min(n, everyone - n) >= SMALLEST]
    groups.sort(key=lambda name: (-counts[name][0], name))
    return [
        _Sides(dimension, name, hits, n, reached - hits, everyone - n)
        for name in groups[:GROUPS_LISTED]
        for n, hits in [counts[name]]
    ]


@dataclass(frozen=True, slots=True)
class _FirstDevice:
    """Counts customers, and those who reach a goal, by their first device."""

    goals: tuple[str, ...]

    def __call__(self, journeys: Journeys) -> NamedCounts:
        first = first_values(journeys, "device")
        reached = _reached(journeys, self.goals)
        width = len(first.names)
        known = first.codes >= 0
        counts = np.stack(
            [np.bincount(first.codes[who], minlength=width) for who in (known, known & reached)], axis=1
        )
        return NamedCounts({name: counts[i] for i, name in enumerate(first.names)})


def _reached(journeys: Journeys, goals: tuple[str, ...]) -> NDArray[np.bool_]:
    names = journeys.touchpoints
    wanted = np.zeros(len(names) + 1, np.bool_)
    wanted[[names.code(goal) for goal in goals]] = True
    hits = np.cumsum(np.append(0, wanted[journeys.flat("touchpoint")]))
    return np.asarray(hits[journeys.offsets[1:]] > hits[journeys.offsets[:-1]])


def _devices(context: Context) -> list[_Sides]:
    if not context.log.has("device"):
        return []
    found = context.log.reduce(_FirstDevice(context.goals)).counts
    return _largest(FIRST_DEVICE, {name: (int(n), int(hits)) for name, (n, hits) in sorted(found.items())})


def _since(context: Context, moving: Trends | None) -> list[_Sides]:
    """New customers from the days of the surest changes on, against those before; who reaches the goal in 30 days."""
    if moving is None:
        return []
    days = list(dict.fromkeys(row["date"] for row in _surest(moving)))
    if not days:
        return []
    daily = trends(
        context.log, every="day", measures=[GOAL_SHARE], goal=context.goals, timezone=context.timezone,
        within=f"{moving.spec.goal_days}d",
    ).table.to_pylist()  # fmt: skip
    found = []
    for day in days:
        sums = np.zeros((2, 2), np.int64)
        for row in daily:
            sums[int(row["start"] >= day)] += (round((row["value"] or 0.0) * row["n"]), row["n"])
        (hits_b, n_b), (hits, n) = sums.tolist()
        if min(n, n_b) >= SMALLEST:
            found.append(_Sides(SINCE, day.isoformat(), hits, n, hits_b, n_b))
    return found


def _surest(moving: Trends) -> list[dict[str, Any]]:
    """Changes of shares and ratings of real size, the smallest q first."""
    rows = [
        row for row in moving.changes.to_pylist() if row["unit"] in {"share", "rating"} and row["q"] <= REAL
    ]
    rows.sort(key=lambda row: (row["q"], row["measure"], row["touchpoint"] or "", row["date"]))
    return rows[:CHANGES_LISTED]


def _compared(sides: list[_Sides]) -> Iterable[Comparison]:
    for side, q in zip(sides, difference_q([side.counts for side in sides]), strict=True):
        low, high = difference_interval(*side.counts)
        a, b = side.hits / side.n, side.other_hits / side.other_n
        yield Comparison(
            dimension=side.dimension,
            a=side.name,
            b=REST,
            measure=GOAL_SHARE,
            value_a=a,
            value_b=b,
            n_a=side.n,
            n_b=side.other_n,
            difference=tidy(a - b),
            low=tidy(low),
            high=tidy(high),
            q=None if q is None else tidy(q),
        )


def _changed(moving: Trends | None) -> Iterable[Comparison]:
    """Shares before and since their own change; ``measure:touchpoint``."""
    for row in [] if moving is None else _surest(moving):
        if row["unit"] != "share":
            continue
        a, b, n_a, n_b = row["after_value"], row["before"], row["n_after"], row["n_before"]
        low, high = difference_interval(round(a * n_a), n_a, round(b * n_b), n_b)
        yield Comparison(
            dimension=SINCE,
            a=row["date"].isoformat(),
            b=REST,
            measure=row["measure"] if row["touchpoint"] is None else f"{row['measure']}:{row['touchpoint']}",
            value_a=a,
            value_b=b,
            n_a=n_a,
            n_b=n_b,
            difference=tidy(a - b),
            low=tidy(low),
            high=tidy(high),
            q=tidy(row["q"]),
        )
