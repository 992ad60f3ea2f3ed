"""Who comes back: cohorts of customers by their first period, and how many are active in later ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.analysis.seam import Analysis, Estimate, Spec, answer
from sojourn.analysis.stats.sparse import SparseCounts
from sojourn.analysis.stats.zones import check_zone, local_day, local_days, zone_pieces
from sojourn.errors import UsageError
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys, frozen
from sojourn.log.kernels.calendar import list_returns
from sojourn.log.kernels.occurrences import first_places
from sojourn.log.kernels.sparse import run_lengths
from sojourn.log.vocabulary import Vocabulary
from sojourn.results import Result

Period = Literal["day", "week", "month"]

_SHIFT: Final = 23
"""A cell is ``cohort << 23 | later``: no calendar has more than 2**23 days."""


@dataclass(frozen=True, slots=True)
class RetentionTally:
    """Customers per cohort, active customers per cohort and later period, and the time of the last event."""

    customers: int
    cohorts: SparseCounts
    active: SparseCounts
    last_us: int | None

    def __add__(self, other: "RetentionTally") -> "RetentionTally":
        return RetentionTally(
            self.customers + other.customers,
            self.cohorts + other.cohorts,
            self.active + other.active,
            max((us for us in (self.last_us, other.last_us) if us is not None), default=None),
        )


@dataclass(frozen=True, repr=False)
class Retention(Result):
    """Cohorts of customers, and how many of them are active in later periods.

    A customer belongs to the cohort of the calendar period of their first event (or first ``anchor``). They are
    active in period k if they have an event (or a ``goal``) in the k-th period after it; in period 0 only the first
    event and what follows counts.

    One row of `table` is one cohort and period, a triangle filled up to a square with nulls:

    - ``cohort``: first day of the cohort's period;
    - ``period``: k, 0 being the cohort's own period;
    - ``customers``: customers of the cohort;
    - ``active``: of these, customers active in period k; null if period k begins after the last event of the log;
    - ``share``: active / customers; null likewise;
    - ``complete``: whether period k had ended by the last event; where it had not, more customers may still come.
    """

    spec: "RetentionSpec"
    customers: int
    """Customers in a cohort."""
    without_anchor: int
    """Customers left out because they never met the anchor."""
    _table: pa.Table

    @property
    def table(self) -> pa.Table:
        """One row per cohort and period; see the class."""
        return self._table

    def headline(self) -> str:
        """Counts in one line."""
        cohorts = len(self._table.column("cohort").unique())
        return f"Retention: {self.customers:,} customers in {cohorts:,} cohorts by {self.spec.period}"

    def estimates(self) -> tuple[Estimate, ...]:
        """Per period: the share of active customers, over all cohorts for which the period is complete."""
        sums: dict[int, list[int]] = {}
        for row in self._table.to_pylist():
            if row["complete"]:
                pooled = sums.setdefault(row["period"], [0, 0])
                pooled[0] += row["customers"]
                pooled[1] += row["active"]
        return tuple(
            Estimate((f"{self.spec.period} {k}",), "active_share", n, active / n)
            for k, (n, active) in sorted(sums.items())
        )


@dataclass(frozen=True, slots=True)
class RetentionSpec:
    """The question: how many customers come back, and when?

    Attributes
    ----------
    period
        Calendar period of cohorts and returns; weeks begin on Monday.
    timezone
        Whose calendar counts.
    anchor
        Touchpoint whose first occurrence starts a customer; None is the first event.
    goal
        Touchpoint that counts as being active; None is any event.
    """

    period: Period = "week"
    timezone: str = "UTC"
    anchor: str | None = None
    goal: str | None = None

    def __post_init__(self) -> None:
        if self.period not in get_args(Period):
            raise UsageError(
                f"period must be 'day', 'week' or 'month', got {self.period!r}.",
                hint='Write period="week".',
            )
        check_zone(self.timezone)

    def measure(self, journeys: Journeys) -> RetentionTally:
        """Count cohorts and returns of complete customers."""
        names, codes = journeys.touchpoints, journeys.flat("touchpoint")
        wanted = np.ones(len(names) + 1, np.bool_)
        if self.goal is not None:
            wanted[:] = False
            wanted[names.code(self.goal)] = True
        anchors = self._anchors(journeys)
        if journeys.events == 0:
            empty = SparseCounts(np.empty(0, np.int64), np.empty((0, 1), np.int64))
            return RetentionTally(len(journeys), empty, empty, None)
        times = journeys.flat("timestamp")
        inside = times[journeys.offsets[0] : journeys.offsets[-1]]
        first_us, last_us = int(inside.min()), int(inside.max())
        pieces = zone_pieces(self.timezone, first_us, last_us)
        first, last = local_days(first_us, last_us, pieces)
        numbers = self._periods(np.arange(first, last + 1))
        base, periods = int(numbers[0]), int(numbers[-1] - numbers[0]) + 1
        starts, cells = list_returns(
            journeys.offsets, times, codes, anchors, wanted, *pieces, first, frozen(numbers - base), periods
        )
        keys, counts = _count(cells, periods * periods)
        cohorts, later = np.divmod(keys, periods)
        begun, sizes = _count(starts, periods)
        return RetentionTally(
            len(journeys),
            SparseCounts(begun + base, sizes[:, None]),
            SparseCounts(((cohorts + base) << _SHIFT) | later, counts[:, None]),
            last_us,
        )

    def _anchors(self, journeys: Journeys) -> NDArray[np.int32]:
        if self.anchor is None:
            return frozen(journeys.offsets[:-1].copy())
        wanted = np.zeros(len(journeys.touchpoints) + 1, np.bool_)
        wanted[journeys.touchpoints.code(self.anchor)] = True
        return frozen(first_places(journeys.offsets, journeys.flat("touchpoint"), wanted))

    def _periods(self, days: NDArray[np.int64]) -> NDArray[np.int64]:
        """The number of the period that each day since 1970-01-01 lies in."""
        if self.period == "day":
            return days
        if self.period == "week":
            return (days + 3) // 7  # 1970-01-01 was a Thursday
        return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)

    def _period_of(self, time_us: int | None) -> int:
        if time_us is None:
            return -(1 << _SHIFT)
        day = local_day(time_us, zone_pieces(self.timezone, time_us, time_us))
        return int(self._periods(np.array([day]))[0])

    def _first_days(self, periods: NDArray[np.int64]) -> NDArray[np.int64]:
        if self.period == "day":
            return periods
        if self.period == "week":
            return periods * 7 - 3
        return periods.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)

    def conclude(self, tally: RetentionTally, _: Mapping[str, Vocabulary]) -> Retention:
        """Lay the triangle out as rows."""
        cohorts, sizes = tally.cohorts.keys, tally.cohorts.counts[:, 0]
        begun, later = tally.active.keys >> _SHIFT, tally.active.keys & ((1 << _SHIFT) - 1)
        # A clock set back over midnight may leave the last event in an earlier period than one before it.
        last = int(np.max(np.concatenate([[self._period_of(tally.last_us)], cohorts, begun + later])))
        width = int(last - cohorts[0]) + 1 if len(cohorts) else 0
        active = np.zeros((len(cohorts), width), np.int64)
        active[np.searchsorted(cohorts, begun), later] = tally.active.counts[:, 0]
        reached = (cohorts[:, None] + np.arange(width)).ravel()
        hidden, counts, of = reached > last, active.ravel(), np.repeat(sizes, width)
        first_days = np.repeat(self._first_days(cohorts), width).astype(np.int32)
        table = pa.table(
            {
                "cohort": pa.array(first_days, pa.int32()).cast(pa.date32()),
                "period": pa.array(np.tile(np.arange(width), len(cohorts))),
                "customers": pa.array(of),
                "active": pa.array(counts, mask=hidden),
                "share": pa.array(counts / of, mask=hidden),
                "complete": pa.array(reached < last),
            }
        )
        counted = int(sizes.sum())
        return Retention(self, counted, tally.customers - counted, table)


_DENSE: Final = 1 << 22


def _count(numbers: NDArray[np.int64], size: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Distinct numbers (0 … size−1), rising, and how often each occurs."""
    if size > _DENSE:
        keys, counts = run_lengths(np.sort(numbers))
        return keys, counts
    found = np.bincount(numbers, minlength=size)
    keys = np.flatnonzero(found)
    return keys, found[keys]


def retention(
    log: JourneyLog,
    *,
    period: Period = "week",
    timezone: str = "UTC",
    anchor: str | None = None,
    goal: str | None = None,
) -> Retention:
    """Cohorts of customers by the period of their first event, and how many are active in later periods.

    Parameters
    ----------
    log
        A journey log; use ``log.where(...)`` for a part of it.
    period
        ``"day"``, ``"week"`` (from Monday) or ``"month"`` of the calendar.
    timezone
        Whose calendar counts, such as ``"Europe/Berlin"``.
    anchor
        Touchpoint whose first occurrence starts a customer, instead of the first event; customers who never met it
        are left out and counted.
    goal
        Touchpoint that counts as being active, instead of any event.

    Returns
    -------
    Retention
        See the class for the definition and the columns of its table.

    Raises
    ------
    UnknownNameError
        If a touchpoint does not exist; it names the nearest.
    UnitError
        If there is no such time zone.
    UsageError
        If ``period`` is none of the three.

    Examples
    --------
    >>> from sojourn.testing import log_of
    >>> log = log_of('''
    ...     ann  2026-01-05  Home
    ...     ann  2026-01-13  Home
    ...     bob  2026-01-06  Home
    ...     eve  2026-01-14  Home
    ... ''')
    >>> retention(log).table.select(["cohort", "period", "active", "complete"]).to_pylist()[1]
    {'cohort': datetime.date(2026, 1, 5), 'period': 1, 'active': 1, 'complete': False}
    """
    return answer(log, RetentionSpec(period, timezone, anchor, goal))


def _examples(names: tuple[str, ...]) -> tuple[Spec[RetentionTally, Retention], ...]:
    return (
        RetentionSpec(),
        RetentionSpec("day", "America/St_Johns"),
        RetentionSpec("month", "Asia/Shanghai", anchor=names[0]),
        RetentionSpec("day", "UTC", names[0], names[-1]),
    )


ANALYSIS: Final = Analysis(retention, _examples)
