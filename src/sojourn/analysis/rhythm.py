"""When customers are active: hour and weekday, day of the month, day by day, in a time zone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.analysis.seam import Analysis, Estimate, Spec, answer
from sojourn.analysis.stats.sparse import SparseCounts
from sojourn.analysis.stats.zones import check_zone, local_days, zone_pieces
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys, frozen
from sojourn.log.kernels.calendar import HOURS, count_calendar
from sojourn.log.vocabulary import Vocabulary
from sojourn.results import Result


@dataclass(frozen=True, slots=True)
class RhythmTally:
    """Events and customers by hour of the week, day of the month, and day since 1970-01-01."""

    customers: int
    hours: NDArray[np.int64]
    month_days: NDArray[np.int64]
    days: SparseCounts

    def __add__(self, other: "RhythmTally") -> "RhythmTally":
        return RhythmTally(
            self.customers + other.customers,
            self.hours + other.hours,
            self.month_days + other.month_days,
            self.days + other.days,
        )


@dataclass(frozen=True, repr=False)
class Rhythm(Result):
    """When customers are active, by the clocks of one time zone.

    One row of `table` is one hour of the week, 168 rows from Monday 0 h on:

    - ``weekday``: 1 is Monday, 7 is Sunday;
    - ``hour``: 0 to 23;
    - ``events``: events in that hour of any week; adds up to all events;
    - ``customers``: customers with at least one of them;
    - ``share``: of all events; null in an empty log.

    `days` and `month_days` hold the same for calendar days and days of the month.
    """

    spec: "RhythmSpec"
    customers: int
    """Customers counted."""
    events: int
    """Events counted."""
    _table: pa.Table
    _days: pa.Table
    _month_days: pa.Table

    @property
    def table(self) -> pa.Table:
        """One row per hour of the week; see the class."""
        return self._table

    @property
    def days(self) -> pa.Table:
        """One row per calendar day from the first to the last event: ``date``, ``events``, ``customers``."""
        return self._days

    @property
    def month_days(self) -> pa.Table:
        """One row per day of the month, 1 to 31.

        ``day``, ``events``, ``customers``, ``days`` (how many such days lie between the first and the last event) and
        ``events_per_day``, null where there is no such day.
        """
        return self._month_days

    def headline(self) -> str:
        """Counts in one line."""
        return f"Rhythm: {self.events:,} events of {self.customers:,} customers by the clocks of {self.spec.timezone}"

    def estimates(self) -> tuple[Estimate, ...]:
        """The share of customers who are active in each hour of the week."""
        return tuple(
            Estimate(
                (str(row["weekday"]), f"{row['hour']:02d}"),
                "customers_share",
                self.customers,
                row["customers"] / self.customers if self.customers else None,
            )
            for row in self._table.to_pylist()
        )


@dataclass(frozen=True, slots=True)
class RhythmSpec:
    """The question: when are customers active?

    Attributes
    ----------
    timezone
        Whose clocks and calendar count, a name of the IANA database.
    """

    timezone: str = "UTC"

    def __post_init__(self) -> None:
        check_zone(self.timezone)

    def measure(self, journeys: Journeys) -> RhythmTally:
        """Count events and complete customers by local time."""
        if journeys.events == 0:
            nothing = SparseCounts(np.empty(0, np.int64), np.empty((0, 2), np.int64))
            return RhythmTally(
                len(journeys), np.zeros((HOURS, 2), np.int64), np.zeros((31, 2), np.int64), nothing
            )
        times = journeys.flat("timestamp")
        inside = times[journeys.offsets[0] : journeys.offsets[-1]]
        first_us, last_us = int(inside.min()), int(inside.max())
        pieces = zone_pieces(self.timezone, first_us, last_us)
        first, last = local_days(first_us, last_us, pieces)
        hours, month_days, days = count_calendar(
            journeys.offsets, times, *pieces, first, frozen(_month_days(np.arange(first, last + 1)))
        )
        present = np.flatnonzero(days[:, 0])
        return RhythmTally(len(journeys), hours, month_days, SparseCounts(present + first, days[present]))

    def conclude(self, tally: RhythmTally, _: Mapping[str, Vocabulary]) -> Rhythm:
        """Lay the counts out as tables."""
        events = int(tally.hours[:, 0].sum())
        hours = np.arange(HOURS)
        shares = tally.hours[:, 0] / events if events else np.full(HOURS, np.nan)
        table = pa.table(
            {
                "weekday": pa.array(hours // 24 + 1),
                "hour": pa.array(hours % 24),
                "events": pa.array(tally.hours[:, 0]),
                "customers": pa.array(tally.hours[:, 1]),
                "share": pa.array(shares, from_pandas=True),
            }
        )
        days = _every_day(tally.days)
        return Rhythm(
            self, tally.customers, events, table, _day_table(days), _month_table(tally.month_days, days)
        )


def _month_days(days: NDArray[np.int64]) -> NDArray[np.int8]:
    """The day of the month, 1 to 31, of days since 1970-01-01."""
    dates = days.astype("datetime64[D]")
    numbers: NDArray[np.int8] = ((dates - dates.astype("datetime64[M]")).astype(np.int64) + 1).astype(np.int8)
    return numbers


def _every_day(found: SparseCounts) -> SparseCounts:
    """The same counts with the days between that have none."""
    if len(found.keys) == 0:
        return found
    days = np.arange(found.keys[0], found.keys[-1] + 1)
    counts = np.zeros((len(days), 2), np.int64)
    counts[found.keys - days[0]] = found.counts
    return SparseCounts(days, counts)


def _day_table(days: SparseCounts) -> pa.Table:
    return pa.table(
        {
            "date": pa.array(days.keys.astype(np.int32), pa.int32()).cast(pa.date32()),
            "events": pa.array(days.counts[:, 0]),
            "customers": pa.array(days.counts[:, 1]),
        }
    )


def _month_table(month_days: NDArray[np.int64], days: SparseCounts) -> pa.Table:
    occurring = np.bincount(_month_days(days.keys), minlength=32)[1:]
    per_day = np.divide(month_days[:, 0], occurring, out=np.full(31, np.nan), where=occurring > 0)
    return pa.table(
        {
            "day": pa.array(np.arange(1, 32)),
            "events": pa.array(month_days[:, 0]),
            "customers": pa.array(month_days[:, 1]),
            "days": pa.array(occurring),
            "events_per_day": pa.array(per_day, from_pandas=True),
        }
    )


def rhythm(log: JourneyLog, timezone: str = "UTC") -> Rhythm:
    """When customers are active: by hour and weekday, by day of the month, and day by day.

    Parameters
    ----------
    log
        A journey log; use ``log.where(...)`` for a part of it.
    timezone
        Whose clocks and calendar count, such as ``"Europe/Berlin"``; summer time is taken into account.

    Returns
    -------
    Rhythm
        See the class for its tables.

    Raises
    ------
    UnitError
        If there is no such time zone.
    InputError
        If an event lies outside the years 1 to 9997.

    Examples
    --------
    >>> from sojourn.testing import log_of
    >>> log = log_of('''
    ...     ann  2026-07-06T22:30  Home
    ...     bob  2026-01-06T23:30  Home
    ... ''')
    >>> [row for row in rhythm(log, "Europe/Berlin").table.to_pylist() if row["events"]]
    ... # doctest: +NORMALIZE_WHITESPACE
    [{'weekday': 2, 'hour': 0, 'events': 1, 'customers': 1, 'share': 0.5},
     {'weekday': 3, 'hour': 0, 'events': 1, 'customers': 1, 'share': 0.5}]
    """
    return answer(log, RhythmSpec(timezone))


def _examples(_: tuple[str, ...]) -> tuple[Spec[RhythmTally, Rhythm], ...]:
    return RhythmSpec(), RhythmSpec("Europe/Berlin"), RhythmSpec("America/St_Johns")


ANALYSIS: Final = Analysis(rhythm, _examples)
