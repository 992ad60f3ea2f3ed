"""How measures move: series by period, slopes, weekdays and days of the month, and days on which a level changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.analysis.seam import Analysis, Estimate, Spec, answer, names_in
from sojourn.analysis.stats.multiple import benjamini_hochberg
from sojourn.analysis.stats.seasons import Factor, seasons
from sojourn.analysis.stats.zones import DAY, check_zone, local_day, zone_pieces
from sojourn.analysis.trends.counts import TrendsTally, count_trends
from sojourn.analysis.trends.series import Line, changes, lines_of, points, slope, whole
from sojourn.errors import UsageError
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys
from sojourn.log.vocabulary import Vocabulary
from sojourn.results import Result
from sojourn.units import Duration, microseconds

Period = Literal["day", "week", "month"]

MOST_TOUCHPOINTS: Final = 60
MOST_DAYS: Final = 4_000
SEASONAL: Final = ("events", "customers", "new_customers", "contacts")
_EPOCH: Final = date(1970, 1, 1)


@dataclass(frozen=True, repr=False)
class Trends(Result):
    """How measures move over time.

    One row of `table` is one measure in one period that the log covers whole: ``measure``, ``touchpoint`` and ``after``
    (null where it is about all), ``unit``, ``start`` (first day), ``value``, ``low``, ``high`` (95 %), ``n``. The first and
    the last day of the log may be incomplete and are left out, and so are weeks and months that reach beyond.

    `slopes`, `changes` and `seasons` say what moves.
    """

    spec: "TrendsSpec"
    customers: int
    """Customers of the log."""
    _table: pa.Table = field(repr=False)
    _slopes: pa.Table = field(repr=False)
    _changes: pa.Table = field(repr=False)
    _seasons: pa.Table = field(repr=False)
    _estimates: tuple[Estimate, ...] = field(repr=False)

    @property
    def table(self) -> pa.Table:
        """One row per measure and period; see the class."""
        return self._table

    @property
    def slopes(self) -> pa.Table:
        """One row per measure: ``slope`` per 30 days with ``low``, ``high``, ``p``, ``q``, or ``status`` and ``reason``."""
        return self._slopes

    @property
    def changes(self) -> pa.Table:
        """One row per change of level.

        ``date`` (first day of the new level) with ``first`` and ``last`` plausible day, ``before`` and ``after_value`` (of
        the stretches up to the next changes) with ``n_before`` and ``n_after``, ``p``, ``q``.
        """
        return self._changes

    @property
    def seasons(self) -> pa.Table:
        """One row per weekday (1 = Monday) and day of the month (−1 = last) of a measure.

        ``factor`` of the average day with ``low``, ``high``, ``p``, ``q``.
        """
        return self._seasons

    def headline(self) -> str:
        """What moves, in one line."""
        moving = sum(q is not None and q < 0.05 for q in self._slopes.column("q").to_pylist())
        return (
            f"Trends from {self.spec.first} to {self.spec.last}: {self._slopes.num_rows} series, {moving} with a slope "
            f"(q < 0.05), {self._changes.num_rows} changes of level"
        )

    def estimates(self) -> tuple[Estimate, ...]:
        """Shares and mean ratings of the whole time; counts depend on its length."""
        return self._estimates


@dataclass(frozen=True, slots=True)
class TrendsSpec:
    """The question: how do measures move?

    Attributes
    ----------
    first, last
        Days looked at, both included; what lies outside is not counted.
    every
        Period of the points.
    timezone
        Whose calendar counts.
    touchpoints
        Which have series of their own.
    goals, within_us
        What counts as success, and how long a new customer has for it (microseconds).
    contacts
        Touchpoints at which customers contact the company.
    measures
        Only these; None: all.
    """

    first: date
    last: date
    every: Period = "week"
    timezone: str = "UTC"
    touchpoints: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    within_us: int = 30 * DAY
    contacts: tuple[str, ...] = ()
    measures: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        check_zone(self.timezone)
        if self.every not in {"day", "week", "month"}:
            raise UsageError(f"There is no period {self.every!r}.", hint='Choose "day", "week" or "month".')
        if len(self.touchpoints) > MOST_TOUCHPOINTS:
            raise UsageError(
                f"{len(self.touchpoints)} touchpoints are too many at once.",
                hint=f"Name at most {MOST_TOUCHPOINTS}.",
            )
        if self.days > MOST_DAYS:
            raise UsageError(
                f"{self.days:,} days are too many.",
                hint="Take a part of the log: by period, see log.where().",
            )

    @property
    def days(self) -> int:
        """How many days are looked at; 0 if there is no whole one."""
        return max(0, (self.last - self.first).days + 1)

    @property
    def goal_days(self) -> int:
        """The last days, from which the time to reach the goal is not over."""
        return -(-self.within_us // DAY)

    def measure(self, journeys: Journeys) -> TrendsTally:
        """Count complete customers by day."""
        return count_trends(self, journeys)

    def conclude(self, tally: TrendsTally, vocabularies: Mapping[str, Vocabulary]) -> Trends:
        """Series, slopes, seasons and changes, with q over each kind."""
        scales = vocabularies["scale"].names if "scale" in vocabularies else ()
        lines = [
            line
            for line in (lines_of(self, tally, tuple(scales)) if tally.customers and self.days else ())
            if self.measures is None or line.measure in self.measures
        ]
        days = np.arange(self.days) + (self.first - _EPOCH).days
        return Trends(
            self,
            tally.customers,
            _points(lines, days, self.every),
            _slopes(lines, days),
            _changes(lines, days),
            _seasons(lines, days),
            tuple(estimate for line in lines for estimate in whole(line)),
        )


def _periods(days: NDArray[np.int64], every: Period) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Number of each day's period, −1 in incomplete ones, and the first day of each period."""
    if every == "day":
        return np.arange(len(days)), days
    dates = days.astype("M8[D]")
    if every == "week":
        begin = days - (days + 3) % 7
        end = begin + 6
    else:
        begin = dates.astype("M8[M]").astype("M8[D]").astype(np.int64)
        end = (dates.astype("M8[M]") + 1).astype("M8[D]").astype(np.int64) - 1
    inside = (begin >= days[0]) & (end <= days[-1]) if len(days) else np.zeros(0, np.bool_)
    starts, numbers = np.unique(begin[inside], return_inverse=True)
    out = np.full(len(days), -1, np.int64)
    out[inside] = numbers
    return out, starts


_KEY: Final = [
    ("measure", pa.string()),
    ("touchpoint", pa.string()),
    ("after", pa.string()),
    ("unit", pa.string()),
]
_NUMBERS: Final = [("low", pa.float64()), ("high", pa.float64())]
_POINTS: Final = pa.schema(
    [*_KEY, ("start", pa.date32()), ("value", pa.float64()), *_NUMBERS, ("n", pa.int64())]
)
_SLOPES: Final = pa.schema(
    [
        *_KEY, ("slope", pa.float64()), *_NUMBERS, ("p", pa.float64()), ("q", pa.float64()),
        ("status", pa.string()), ("reason", pa.string()),
    ]
)  # fmt: skip
_CHANGES: Final = pa.schema(
    [
        *_KEY, ("date", pa.date32()), ("first", pa.date32()), ("last", pa.date32()), ("before", pa.float64()),
        ("after_value", pa.float64()), ("n_before", pa.int64()), ("n_after", pa.int64()), ("p", pa.float64()), ("q", pa.float64()),
    ]
)  # fmt: skip
_SEASONS: Final = pa.schema(
    [
        ("measure", pa.string()), ("kind", pa.string()), ("day", pa.int64()), ("factor", pa.float64()), *_NUMBERS,
        ("p", pa.float64()), ("q", pa.float64()),
    ]
)  # fmt: skip


def _key(line: Line) -> dict[str, Any]:
    return {"measure": line.measure, "touchpoint": line.touchpoint, "after": line.after, "unit": line.unit}


def _points(lines: Sequence[Line], days: NDArray[np.int64], every: Period) -> pa.Table:
    period, starts = _periods(days, every)
    size = len(starts)
    if not size or not lines:
        return _POINTS.empty_table()
    parts = []
    for line in lines:
        found = points(line, period, size)
        columns = [pa.array([text] * size, pa.string()) for text in _key(line).values()]
        columns.append(pa.array(starts.astype(np.int32)).cast(pa.date32()))
        columns += [pa.array(c, pa.float64(), from_pandas=True) for c in (found.value, found.low, found.high)]
        parts.append(pa.table([*columns, pa.array(found.n)], schema=_POINTS))
    return pa.concat_tables(parts).combine_chunks()


def _slopes(lines: Sequence[Line], days: NDArray[np.int64]) -> pa.Table:
    found = [slope(line, days) for line in lines]
    q = benjamini_hochberg(np.array([np.nan if s.p is None else s.p for s in found]))
    rows = [
        {
            **_key(line), "slope": s.value, "low": s.low, "high": s.high, "p": s.p,
            "q": None if s.p is None else float(q_), "status": "not_computed" if s.reason else "ok", "reason": s.reason,
        }
        for line, s, q_ in zip(lines, found, q.tolist(), strict=True)
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=_SLOPES)


def _changes(lines: Sequence[Line], days: NDArray[np.int64]) -> pa.Table:
    rows: list[dict[str, Any]] = []
    without: list[float] = []
    for line in lines:
        result = changes(line, days)
        if not result.found and result.p is not None:
            without.append(result.p)
        for change, (before, after), n in zip(result.found, result.levels, result.numbers, strict=True):
            moments = {
                name: _EPOCH + timedelta(days=int(days[place]))
                for name, place in (("date", change.at), ("first", change.first), ("last", change.last))
            }
            rows.append({
                **_key(line), **moments, "before": before, "after_value": after, "n_before": n[0], "n_after": n[1],
                "p": change.p,
            })  # fmt: skip
    q = benjamini_hochberg(np.array([row["p"] for row in rows] + without, np.float64))
    rows = [{**row, "q": float(q_)} for row, q_ in zip(rows, q.tolist(), strict=False)]
    return pa.Table.from_pylist(rows, schema=_CHANGES)


def _seasons(lines: Sequence[Line], days: NDArray[np.int64]) -> pa.Table:
    found: list[tuple[str, Factor]] = []
    for line in lines:
        if line.measure in SEASONAL and line.touchpoint is None:
            last = np.flatnonzero(line.n)[-1] + 1 if line.n.any() else 0
            found += [(line.measure, factor) for factor in seasons(days[:last], line.n[:last])]
    q = benjamini_hochberg(np.array([factor.p for _, factor in found], np.float64))
    rows = [
        {
            "measure": measure, "kind": f.kind, "day": f.day, "factor": f.factor, "low": f.low, "high": f.high,
            "p": f.p, "q": float(q_),
        }
        for (measure, f), q_ in zip(found, q.tolist(), strict=True)
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=_SEASONS)


def trends(
    log: JourneyLog,
    *,
    measures: Sequence[str] | None = None,
    every: Period = "week",
    touchpoints: Sequence[str] = (),
    goal: str | Sequence[str] = (),
    within: Duration = "30d",
    contacts: Sequence[str] = (),
    timezone: str = "UTC",
) -> Trends:
    """How measures move: by period, as a slope, with weekdays and days of the month, and where a level changed.

    Parameters
    ----------
    log
        A journey log; use ``log.where(...)`` for a part of it.
    measures
        Names of measures to look at; all that the log knows if None.
    every
        ``"day"``, ``"week"`` (from Monday) or ``"month"``: period of the points. Slopes, seasons and changes are of days.
    touchpoints
        Those with series of their own: events, share of the step before, wait, rating.
    goal
        Touchpoints that count as success, for the share of new customers who reach one.
    within
        How long a new customer has for that.
    contacts
        Touchpoints at which customers contact the company.
    timezone
        Whose calendar counts.

    Returns
    -------
    Trends
        See the class for its tables.

    Raises
    ------
    UnknownNameError
        If a touchpoint does not exist.
    UsageError
        If there is no such period, or there are too many touchpoints or days.
    UnitError
        If ``within`` has no unit, or there is no such time zone.

    Examples
    --------
    >>> from sojourn.testing import log_of
    >>> log = log_of('''
    ...     ann  2026-01-01  Home
    ...     ann  2026-01-02  Home
    ...     bob  2026-01-03  Home
    ... ''')
    >>> [(row["measure"], row["value"]) for row in trends(log, every="day").table.to_pylist()]
    [('events', 1.0), ('customers', 1.0), ('new_customers', 0.0)]
    """
    check_zone(timezone)
    goals = names_in(goal)
    first, last = _whole_days(log, timezone)
    spec = TrendsSpec(
        first, last, every, timezone, tuple(touchpoints), goals, microseconds(within), tuple(contacts),
        None if measures is None else tuple(measures),
    )  # fmt: skip
    return answer(log, spec)


def _whole_days(log: JourneyLog, timezone: str) -> tuple[date, date]:
    """The days between the first and the last one that the log touches."""
    extent = log.extent if isinstance(log, JourneyLog) else None
    if extent is None or extent.first_us is None or extent.last_us is None:
        return _EPOCH, _EPOCH - timedelta(days=1)
    pieces = zone_pieces(timezone, extent.first_us, extent.last_us)
    first, last = local_day(extent.first_us, pieces), local_day(extent.last_us, pieces)
    return _EPOCH + timedelta(days=first + 1), _EPOCH + timedelta(days=last - 1)


def _examples(names: tuple[str, ...]) -> tuple[Spec[TrendsTally, Trends], ...]:
    march = date(2026, 3, 20), date(2026, 4, 10)
    return (
        TrendsSpec(*march, touchpoints=names, goals=names[2:3]),
        TrendsSpec(
            date(2010, 10, 20), date(2010, 11, 20), "day", "America/St_Johns", names[:2], names[:1], DAY, names[3:4],
            ("events", "goal_share", "wait", "step_share", "contacts"),
        ),
    )  # fmt: skip


ANALYSIS: Final = Analysis(trends, _examples)
