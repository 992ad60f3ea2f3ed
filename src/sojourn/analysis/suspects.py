"""Suspects: customers and events that no person makes, by named rules; and how to leave them out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.analysis.seam import Analysis, Estimate, Spec, answer
from sojourn.errors import UnknownNameError, UsageError
from sojourn.events.taxonomy.meetings import in_person
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys
from sojourn.log.kernels.crowding import crowded, far_codes_within, repeats_within, steady
from sojourn.log.kernels.occurrences import rows_with
from sojourn.log.vocabulary import Vocabulary
from sojourn.results import Result
from sojourn.units import Duration, duration_text, microseconds

RULES: Final = ("double_fire", "burst", "two_places", "impossible_rate", "regular")
"""The rules by name; the first three suspect events, the last two customers with all their events."""

_OF_CUSTOMERS: Final = frozenset({"impossible_rate", "regular"})
_MINUTE: Final = 60_000_000
_DAY: Final = 86_400_000_000
_SLACK: Final = 1_000_000
_WIDEST: Final = 3_600_000_000


@dataclass(frozen=True, slots=True)
class SuspectsTally:
    """Per rule, and for any rule at the end: customers and events; with the customers and events there are."""

    customers: int
    events: int
    counts: NDArray[np.int64]

    def __add__(self, other: "SuspectsTally") -> "SuspectsTally":
        return SuspectsTally(
            self.customers + other.customers, self.events + other.events, self.counts + other.counts
        )


@dataclass(frozen=True, repr=False)
class Suspects(Result):
    """What in a log was probably not done by a person, or not so often.

    One row of `table` is one rule, in a fixed order:

    - ``rule``: its name;
    - ``suspects``: ``"events"`` or ``"customers"``, what the rule is about;
    - ``threshold``: the limit in words;
    - ``customers``: customers with a suspected event, or suspected themselves;
    - ``customers_share``: of all customers;
    - ``events``: events that leaving them out would remove: the suspected ones, or all of the suspected customers;
    - ``events_share``: of all events.

    ``two_places`` is null where the log does not have two channels that customers must come to or speak in. Rules
    overlap; `flagged_customers` and `flagged_events` count each once.
    """

    spec: "SuspectsSpec"
    customers: int
    """Customers counted."""
    events: int
    """Their events."""
    flagged_customers: int
    """Customers with a suspected event, or suspected themselves."""
    flagged_events: int
    """Events that leaving out all suspects would remove."""
    _table: pa.Table

    @property
    def table(self) -> pa.Table:
        """One row per rule; see the class."""
        return self._table

    def headline(self) -> str:
        """Counts in one line."""
        return (
            f"Suspects: {self.flagged_events:,} of {self.events:,} events, "
            f"of {self.flagged_customers:,} of {self.customers:,} customers"
        )

    def estimates(self) -> tuple[Estimate, ...]:
        """The share of customers per rule."""
        return tuple(
            Estimate((row["rule"],), "customers_share", self.customers, row["customers_share"])
            for row in self._table.to_pylist()
        )


@dataclass(frozen=True, slots=True)
class SuspectsSpec:
    """The question: which events and customers break which rule?

    Attributes
    ----------
    double_fire
        A touchpoint again, directly after itself and at most so much later, is the same event sent twice.
    burst
        More events of a customer within less than a minute than this are a program's, or one click counted many times.
    two_places
        A customer cannot be in two channels that need presence or speech so shortly after each other.
    per_day
        More events of a customer within less than 24 hours than this make the customer a program.
    regular
        So many equal gaps in a row (within a second, each at most an hour) make the customer a monitor …
    regular_for
        … if together they last so long.
    """

    double_fire: timedelta = timedelta(seconds=1)
    burst: int = 60
    two_places: timedelta = timedelta(seconds=10)
    per_day: int = 2_000
    regular: int = 20
    regular_for: timedelta = timedelta(hours=6)

    def marks(self, journeys: Journeys, rule: str) -> NDArray[np.bool_]:
        """Which flat events a rule suspects; of suspected customers all."""
        offsets, times = journeys.offsets, journeys.flat("timestamp")
        if rule == "double_fire":
            codes = journeys.flat("touchpoint")
            return repeats_within(offsets, codes, times, microseconds(self.double_fire), _MINUTE)
        if rule == "burst":
            return crowded(offsets, times, self.burst, _MINUTE, _MINUTE)
        if rule == "two_places":
            counts = _needing_presence(journeys.vocabularies)
            if counts is None:
                return np.zeros(len(times), np.bool_)
            codes = journeys.flat("channel")
            return far_codes_within(offsets, codes, times, counts, microseconds(self.two_places), _MINUTE)
        if rule == "impossible_rate":
            rows = rows_with(offsets, crowded(offsets, times, self.per_day, _DAY, 0))
        else:
            lasting = microseconds(self.regular_for)
            rows = steady(offsets, times, self.regular, _SLACK, _WIDEST, lasting)
        mask = np.zeros(len(times), np.bool_)
        mask[offsets[0] : offsets[-1]] = np.repeat(rows, np.diff(offsets))
        return mask

    def measure(self, journeys: Journeys) -> SuspectsTally:
        """Count the suspects among complete customers."""
        masks = [self.marks(journeys, rule) for rule in RULES]
        masks.append(np.any(masks, axis=0))
        counts = [
            (np.count_nonzero(rows_with(journeys.offsets, mask)), np.count_nonzero(mask)) for mask in masks
        ]
        return SuspectsTally(len(journeys), journeys.events, np.array(counts, np.int64))

    def conclude(self, tally: SuspectsTally, vocabularies: Mapping[str, Vocabulary]) -> Suspects:
        """Name the rules and their limits."""
        unknown = set() if _needing_presence(vocabularies) is not None else {"two_places"}
        rows = [
            (
                rule,
                "customers" if rule in _OF_CUSTOMERS else "events",
                self.threshold(rule),
                *(None, None, None, None),
            )
            if rule in unknown
            else (
                rule,
                "customers" if rule in _OF_CUSTOMERS else "events",
                self.threshold(rule),
                customers,
                customers / tally.customers if tally.customers else None,
                events,
                events / tally.events if tally.events else None,
            )
            for rule, (customers, events) in zip(RULES, tally.counts.tolist(), strict=False)
        ]
        columns = list(zip(*rows, strict=True))
        table = pa.table([pa.array(c, f.type) for c, f in zip(columns, _SCHEMA, strict=True)], schema=_SCHEMA)
        flagged_customers, flagged_events = tally.counts[-1].tolist()
        return Suspects(self, tally.customers, tally.events, flagged_customers, flagged_events, table)

    def threshold(self, rule: str) -> str:
        """The limit of a rule in words."""
        return {
            "double_fire": f"the same touchpoint again within {_text(self.double_fire)}",
            "burst": f"more than {self.burst:,} events within a minute",
            "two_places": f"two channels that need presence within {_text(self.two_places)}",
            "impossible_rate": f"more than {self.per_day:,} events within a day",
            "regular": f"{self.regular:,} equal gaps in a row over {_text(self.regular_for)}",
        }[rule]


_SCHEMA: Final = pa.schema(
    [
        ("rule", pa.string()),
        ("suspects", pa.string()),
        ("threshold", pa.string()),
        ("customers", pa.int64()),
        ("customers_share", pa.float64()),
        ("events", pa.int64()),
        ("events_share", pa.float64()),
    ]
)


@dataclass(frozen=True, slots=True)
class Human:
    """The events that no rule suspects; a selection for ``log.where``. Customers left with none disappear.

    Attributes
    ----------
    spec
        The limits.
    rules
        Names of :data:`RULES` to apply.
    """

    spec: SuspectsSpec
    rules: tuple[str, ...] = RULES

    def __call__(self, journeys: Journeys) -> Journeys:
        """Keep the events."""
        suspected = np.zeros(len(journeys.flat("timestamp")), np.bool_)
        for rule in self.rules:
            suspected |= self.spec.marks(journeys, rule)
        return journeys.keep_events(~suspected)


def suspects(
    log: JourneyLog,
    *,
    double_fire: Duration = "1s",
    burst: int = 60,
    two_places: Duration = "10s",
    per_day: int = 2_000,
    regular: int = 20,
    regular_for: Duration = "6h",
) -> Suspects:
    """Customers and events that no person makes: double fires, bursts, impossible places, rates and regularity.

    Nothing is left out; see :func:`human` for that. Times written to the full minute do not tell seconds: such events
    are passed over by the rules that need them (double_fire, burst, two_places).

    Parameters
    ----------
    log
        A journey log; use ``log.where(...)`` for a part of it.
    double_fire, burst, two_places, per_day, regular, regular_for
        The limits of the rules; see :class:`SuspectsSpec`.

    Returns
    -------
    Suspects
        See the class for its fields and the columns of its table.

    Raises
    ------
    UnitError
        If a duration is none.
    UsageError
        If a limit is less than 1.

    Examples
    --------
    >>> from sojourn.testing import log_of
    >>> log = log_of('''
    ...     ann  09:00:05    Home
    ...     ann  09:00:05.4  Home
    ...     ann  09:00:30    Cart
    ... ''')
    >>> result = suspects(log)
    >>> result.flagged_events, result.table.column("rule")[0].as_py()
    (1, 'double_fire')
    """
    return answer(log, _spec(double_fire, burst, two_places, per_day, regular, regular_for))


def human(
    log: JourneyLog,
    *,
    rules: Sequence[str] | None = None,
    double_fire: Duration = "1s",
    burst: int = 60,
    two_places: Duration = "10s",
    per_day: int = 2_000,
    regular: int = 20,
    regular_for: Duration = "6h",
) -> JourneyLog:
    """The log without what :func:`suspects` flags.

    Parameters
    ----------
    log
        A journey log.
    rules
        Names of the rules to apply; all by default.
    double_fire, burst, two_places, per_day, regular, regular_for
        As in :func:`suspects`.

    Raises
    ------
    UnknownNameError
        If there is no such rule.
    UnitError, UsageError
        As :func:`suspects`.

    Examples
    --------
    >>> from sojourn.testing import log_of
    >>> log = log_of('''
    ...     ann  09:00:05    Home
    ...     ann  09:00:05.4  Home
    ... ''')
    >>> human(log).extent.events, human(log, rules=["burst"]).extent.events
    (1, 2)
    """
    wanted = RULES if rules is None else tuple(rules)
    for rule in wanted:
        if rule not in RULES:
            raise UnknownNameError.among("rule", rule, RULES)
    return log.where(Human(_spec(double_fire, burst, two_places, per_day, regular, regular_for), wanted))


def _spec(
    double_fire: Duration, burst: int, two_places: Duration, per_day: int, regular: int, regular_for: Duration
) -> SuspectsSpec:
    for name, limit in (("burst", burst), ("per_day", per_day), ("regular", regular)):
        if limit < 1:
            raise UsageError(f"{name} is {limit}.", hint="A limit is at least 1.")
    return SuspectsSpec(
        timedelta(microseconds=microseconds(double_fire)),
        burst,
        timedelta(microseconds=microseconds(two_places)),
        per_day,
        regular,
        timedelta(microseconds=microseconds(regular_for)),
    )


def _needing_presence(vocabularies: Mapping[str, Vocabulary]) -> NDArray[np.bool_] | None:
    """Which channels, by code, customers must come to or speak in; None if there are not two of them."""
    if "channel" not in vocabularies:
        return None
    needing = [in_person(name) for name in vocabularies["channel"].names]
    return np.array([*needing, False]) if sum(needing) > 1 else None


def _text(duration: timedelta) -> str:
    return duration_text(duration.total_seconds())


def _examples(_: tuple[str, ...]) -> tuple[Spec[SuspectsTally, Suspects], ...]:
    return (
        SuspectsSpec(),
        SuspectsSpec(
            timedelta(minutes=1), 1, timedelta(hours=1), 2, regular=2, regular_for=timedelta(minutes=1)
        ),
        SuspectsSpec(timedelta(microseconds=1), 2, per_day=4, regular=1, regular_for=timedelta(seconds=1)),
    )


ANALYSIS: Final = Analysis(suspects, _examples)
