"""The two groups of a comparison: what ``by``, ``a`` and ``b`` stand for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal, cast
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sojourn.analysis.groups import coded, first_values
from sojourn.analysis.stats.zones import check_zone
from sojourn.errors import UnknownNameError, UsageError
from sojourn.log.engine import Selection
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys
from sojourn.log.kernels.occurrences import count_mixed
from sojourn.log.selection import CustomersWith, EventsWith, Period

Unit = Literal["customers", "events"]
Moment = datetime | date | str
Side = str | date | Collection[str] | tuple[Moment, Moment] | Selection | None
"""One group: values of an attribute, a period, a selection; None is everything that the other group is not."""

By = str | Mapping[str, str] | None
"""What makes the groups; a mapping names the group of each customer, such as their segment or persona."""

REACHED: Final = "reached"
PERIOD: Final = "period"
SINCE: Final = "since"
FIRST: Final = "first_"
_START: Final = datetime(2, 1, 1, tzinfo=UTC)
_END: Final = datetime(9990, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class FirstValue:
    """Customers whose first value of an attribute is one of some values, with all their events."""

    attribute: str
    values: tuple[str, ...]
    negate: bool = False

    def __call__(self, journeys: Journeys) -> Journeys:
        """Keep the customers."""
        first = first_values(journeys, self.attribute)
        wanted = np.array([*(name in self.values for name in first.names), False], np.bool_)
        return journeys.keep_customers(wanted[first.codes] != self.negate)


@dataclass(frozen=True, slots=True)
class CustomersNamed:
    """Customers by id, with all their events; the ids are sorted."""

    customers: tuple[str, ...]

    def __call__(self, journeys: Journeys) -> Journeys:
        """Keep the customers."""
        mask = pc.is_in(journeys.customers, value_set=pa.array(self.customers, pa.string()))
        return journeys.keep_customers(mask.to_numpy(zero_copy_only=False))


@dataclass(frozen=True, slots=True)
class Sides:
    """Two parts of a log.

    Attributes
    ----------
    a, b
        The selections.
    unit
        ``"customers"``: every group holds whole journeys; ``"events"``: journeys are cut to the events that belong
        to the group, and a customer may stand in both.
    """

    a: Selection
    b: Selection
    unit: Unit

    def count(self, journeys: Journeys) -> "Members":
        """Count the customers of each group, and of both."""
        a, b = self.a(journeys).customers, self.b(journeys).customers
        return Members(len(a), len(b), int(pc.sum(pc.is_in(a, value_set=b)).as_py() or 0))


@dataclass(frozen=True, slots=True)
class Members:
    """Customers of group a, of group b, and of both."""

    a: int
    b: int
    both: int

    def __add__(self, other: "Members") -> "Members":
        return Members(self.a + other.a, self.b + other.b, self.both + other.both)


def sides(log: JourneyLog, by: By, a: Side, b: Side, timezone: str) -> Sides:
    """Say which events and customers the two groups hold.

    Raises
    ------
    UnknownNameError
        If the attribute, a value or a touchpoint does not exist.
    UsageError
        If ``by``, ``a`` and ``b`` do not fit each other.
    """
    if by is None:
        if not (callable(a) and callable(b)):
            raise UsageError(
                "Without by, a and b must be selections.", hint='Say by="channel", or give two selections.'
            )
        return Sides(a, b, "events")
    if isinstance(by, Mapping):
        return _named(by, a, b)
    if by.startswith(FIRST) and not log.has(by) and log.has(by.removeprefix(FIRST)):
        return _first(log, by.removeprefix(FIRST), a, b)
    if by in {PERIOD, SINCE}:
        return (
            _since(a, b, timezone)
            if by == SINCE
            else Sides(_period(a, timezone), _period(b, timezone), "events")
        )
    attribute = "touchpoint" if by == REACHED else by
    unit: Unit = "customers" if by == REACHED or log.reduce(_Mixed(attribute)) == 0 else "events"
    kind = CustomersWith if unit == "customers" else EventsWith
    values = _values(a, by)
    if b is None:
        return Sides(kind(attribute, values), kind(attribute, values, negate=True), unit)
    return Sides(kind(attribute, values), kind(attribute, _values(b, by)), unit)


@dataclass(frozen=True, slots=True)
class _Mixed:
    """Counts customers who have two values of an attribute."""

    attribute: str

    def __call__(self, journeys: Journeys) -> int:
        return int(count_mixed(journeys.offsets, coded(journeys, self.attribute).codes))


def _named(groups: Mapping[str, str], a: Side, b: Side) -> Sides:
    """Customers by the name of their group; customers without one are in neither."""
    known = sorted(set(groups.values()))

    def of(side: Side) -> CustomersNamed:
        values = _values(side, "by")
        for value in values:
            if value not in known:
                raise UnknownNameError.among("group", value, known)
        return CustomersNamed(tuple(sorted(who for who, name in groups.items() if name in values)))

    rest = tuple(name for name in known if name not in _values(a, "by"))
    return Sides(of(a), of(rest if b is None and rest else b), "customers")


def _since(a: Side, b: Side, timezone: str) -> Sides:
    """Events from a moment on, against those before it."""
    check_zone(timezone)
    if b is not None or not isinstance(a, str | date):
        raise UsageError('by="since" takes one date.', hint='Write a="2026-06-15"; b is what lies before it.')
    moment = _moment(a, ZoneInfo(timezone))
    return Sides(Period(moment, _END), Period(_START, moment), "events")


def _first(log: JourneyLog, attribute: str, a: Side, b: Side) -> Sides:
    """Whole journeys by the first value of an attribute."""
    if attribute in log.vocabularies:
        for value in (*_values(a, attribute), *(_values(b, attribute) if b is not None else ())):
            log.vocabularies[attribute].code(value)  # refuses what does not exist
    other = (
        FirstValue(attribute, _values(a, attribute), negate=True)
        if b is None
        else FirstValue(attribute, _values(b, attribute))
    )
    return Sides(FirstValue(attribute, _values(a, attribute)), other, "customers")


def _values(side: Side, by: str) -> tuple[str, ...]:
    if isinstance(side, str):
        return (side,)
    if isinstance(side, Collection) and side and all(isinstance(value, str) for value in side):
        return tuple(cast("Collection[str]", side))
    raise UsageError(
        f"{side!r} is not a value of '{by}'.", hint='Give a name, as a="app", or several in a tuple.'
    )


def _period(side: Side, timezone: str) -> Period:
    check_zone(timezone)
    zone = ZoneInfo(timezone)
    if isinstance(side, str):
        return Period(*_calendar(side, zone))
    if isinstance(side, tuple) and len(side) == 2:
        start, end = (_moment(moment, zone) for moment in side)
        return Period(start, end)
    raise UsageError(
        f"{side!r} is not a period.",
        hint='Write a month as "2026-03", or (start, end); the end does not belong to it.',
    )


def _moment(moment: Moment, zone: ZoneInfo) -> datetime:
    if isinstance(moment, str):
        try:
            moment = datetime.fromisoformat(moment)
        except ValueError as error:
            raise UsageError(
                f"{moment!r} is not a date or time.", hint='Write "2026-03-01" or a datetime.'
            ) from error
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _calendar(text: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """A year, month or day in ISO 8601 as start and end."""
    parts = text.split("-")
    try:
        start = datetime(*(int(part) for part in (*parts, "1", "1")[:3]), tzinfo=zone)  # type: ignore[arg-type,misc]
    except ValueError as error:
        raise UsageError(
            f"{text!r} is not a year, month or day.", hint='Write "2026", "2026-03" or "2026-03-05".'
        ) from error
    if len(parts) == 1:
        return start, start.replace(year=start.year + 1)
    if len(parts) == 2:
        return start, start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
    return start, start + timedelta(days=1)
