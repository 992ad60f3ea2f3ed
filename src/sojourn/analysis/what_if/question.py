"""What if one step changed: fewer customers leaving, a shorter wait, fewer contacts, and what follows downstream."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import numpy as np
import pyarrow as pa

from sojourn.analysis.emotion.words import is_support
from sojourn.analysis.seam import Analysis, Estimate, Spec, answer, names_in
from sojourn.analysis.stats.semi_markov import Numbers, jackknife
from sojourn.analysis.touchpoints import touchpoints
from sojourn.analysis.what_if.counts import States, WhatIfTally, count_steps
from sojourn.analysis.what_if.model import (
    FEWEST_CUSTOMERS,
    MEASURES,
    BackTest,
    Sample,
    Scenario,
    Shape,
    back_test,
    fewer_contacts,
    less_drop_off,
    samples_of,
    shape_of,
    shorter_wait,
)
from sojourn.errors import UsageError
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys
from sojourn.log.vocabulary import Vocabulary
from sojourn.results import Result
from sojourn.units import Duration, microseconds

KINDS: Final = ("less_drop_off", "shorter_wait", "fewer_contacts")
COMPUTED: Final = "computed"
REASONS: Final = {
    "few_customers": f"there are fewer than {FEWEST_CUSTOMERS} customers",
    "few_leave": "too few customers leave here before the goal, or go on",
    "few_contacts": "too few customers turn to support from here, or do anything else",
    "few_waits": "too few customers go on from here to the same next touchpoint before the goal",
    "no_relation": "longer waits do not go with fewer conversions",
}
_VISIT: Final = timedelta(minutes=30)
_MOST_STATES: Final = 60
_MOST_CHANGES: Final = 40
_MOST_WAITS: Final = 4


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one step.

    Attributes
    ----------
    touchpoint
        The step.
    kind
        One of KINDS.
    amount
        By which share, 0 … 1: of those who leave, of every wait, of the contacts.
    """

    touchpoint: str
    kind: str
    amount: float


@dataclass(frozen=True, repr=False)
class WhatIf(Result):
    """What changes of single steps would do downstream, by an absorbing semi-Markov model of the journey.

    One row of `table` is one measure of one scenario, in the order they were asked for:

    - ``scenario``: its number, from 1; ``touchpoint``, ``change``, ``amount``: what is changed, and by which share;
    - ``measure``: ``conversions`` (customers who reach the goal), ``value`` (sum, in the one currency there is),
      ``contacts`` (times a customer turns to support, coming from elsewhere), ``emotion`` (mean feeling of all events,
      −5 … +5) or ``duration_s`` (mean seconds from a customer's first to last event);
    - ``before``, ``after``: of all customers of the log, today as counted and after the change by the model;
    - ``difference``, ``low``, ``high``: after − before, with its 95 % interval;
    - ``status``: ``computed``, or ``cannot be computed: `` and why; then the numbers are null.

    A change moves customers to what those do who pass the step today. It causes what the table says as far as that holds:
    where those who leave would have left later anyway, the model overstates. The interval is about chance, in who the
    customers were and in what they would do, not about that assumption; `back_test` is about the model.
    """

    spec: "WhatIfSpec"
    customers: int
    """Customers counted."""
    states: int
    """Touchpoints that are modelled by themselves; all others are one state."""
    back_test: BackTest | None
    """How well the model of earlier customers foretells later ones; None below 200 of either."""
    _table: pa.Table

    @property
    def table(self) -> pa.Table:
        """One row per scenario and measure; see the class."""
        return self._table

    def headline(self) -> str:
        """Counts in one line."""
        return f"What if: {len(self.spec.changes):,} scenarios, {self.customers:,} customers, {self.states:,} states"

    def estimates(self) -> tuple[Estimate, ...]:
        """Nothing: scenarios of two groups are no measurements to compare."""
        return ()


@dataclass(frozen=True, slots=True)
class WhatIfSpec:
    """The question: what would these changes do?

    Attributes
    ----------
    states
        The states of the model.
    changes
        What is changed, one at a time.
    gap
        A longer gap between two events ends a visit.
    window
        Time of the first and the last event of the log, µs, for the back-test; without it there is none.
    """

    states: States
    changes: tuple[Change, ...] = ()
    gap: timedelta = _VISIT
    window: tuple[int, int] | None = None

    def measure(self, journeys: Journeys) -> WhatIfTally:
        """Count complete customers."""
        return count_steps(journeys, self.states, self.gap, self.window)

    def conclude(self, tally: WhatIfTally, vocabularies: Mapping[str, Vocabulary]) -> WhatIf:  # noqa: ARG002
        """Solve the chain with and without each change, for everybody and without each group of customers."""
        shape = shape_of(self.states)
        enough = tally.customers >= FEWEST_CUSTOMERS
        samples = samples_of(tally, shape) if enough else []
        currencies = int(np.count_nonzero(tally.currencies))
        tables = [_SCHEMA.empty_table()]
        for number, change in enumerate(self.changes, 1):
            scenario = self._scenario(tally, shape, samples[0], change) if enough else "few_customers"
            outcomes = (
                None if isinstance(scenario, str) else _outcomes(shape, samples, scenario, tally.customers)
            )
            for place, measure in enumerate(MEASURES):
                known = self._known(measure, currencies)
                if outcomes is None or not known:
                    reason = REASONS[str(scenario)] if outcomes is None else _UNKNOWN[measure]
                    numbers: list[float | None] = [None] * 5
                    status = f"cannot be computed: {reason}"
                else:
                    numbers, status = [float(x) for x in outcomes[:, place]], COMPUTED
                row = (number, change.touchpoint, change.kind, change.amount, measure, *numbers, status)
                tables.append(pa.table([[cell] for cell in row], schema=_SCHEMA))
        tested = back_test(tally, shape, self.window)
        return WhatIf(self, tally.customers, len(self.states.names), tested, pa.concat_tables(tables))

    def _scenario(self, tally: WhatIfTally, shape: Shape, whole: Sample, change: Change) -> Scenario | str:
        state, counts = self.states.names.index(change.touchpoint), whole.chain.counts
        if change.kind == "less_drop_off":
            return less_drop_off(shape, state, change.amount, counts)
        if change.kind == "fewer_contacts":
            return fewer_contacts(shape, state, change.amount, counts)
        place = self.states.waits.index(change.touchpoint)
        return shorter_wait(tally, shape, state, place, change.amount)

    def _known(self, measure: str, currencies: int) -> bool:
        if measure == "value":
            return currencies == 1
        return measure != "emotion" or bool(self.states.feelings)


_UNKNOWN: Final = {
    "value": "there are no values, or in several currencies",
    "emotion": "no feelings are given",
}
_SCHEMA: Final = pa.schema(
    [
        ("scenario", pa.int64()),
        ("touchpoint", pa.string()),
        ("change", pa.string()),
        ("amount", pa.float64()),
        ("measure", pa.string()),
        *((name, pa.float64()) for name in ("before", "after", "difference", "low", "high")),
        ("status", pa.string()),
    ]
)


def _outcomes(shape: Shape, samples: Sequence[Sample], scenario: Scenario, customers: int) -> Numbers:
    """Rows before, after, difference, low and high; a column per measure."""
    before = np.stack([_measures(s.totals(shape, s.chain.counts), customers) for s in samples])
    after = np.stack([_measures(scenario.totals(i, s), customers) for i, s in enumerate(samples)])
    difference = after - before
    low, high = jackknife(difference[0], difference[1:], _chance(difference[0]))
    return np.stack([before[0], after[0], difference[0], low, high])


def _chance(difference: Numbers) -> Numbers:
    """Variance of counts, and of sums over conversions, of customers who act by chance: like Poisson counts of the same size."""
    conversions, value, contacts = np.abs(difference[:3])
    of_value = value * value / conversions if conversions else 0.0
    return np.array([conversions, of_value, contacts, 0.0, 0.0])


def _measures(totals: Numbers, customers: int) -> Numbers:
    converted, value, contacts, feeling, seconds, events = totals
    return np.array([converted, value, contacts, feeling / max(events, 1), seconds / customers])


def what_if(
    log: JourneyLog,
    *,
    goal: str | Sequence[str],
    change: Mapping[str, Any] | Sequence[Mapping[str, Any]],
    emotions: Mapping[str, float] | None = None,
    gap: Duration = "30m",
) -> WhatIf:
    """What changes of single steps would do to conversions, value, contacts, emotion and duration.

    Parameters
    ----------
    log
        A journey log; use ``log.where(...)`` for a part of it.
    goal
        The touchpoint, or touchpoints, that count as success.
    change
        ``{"touchpoint": name, kind: amount}`` or several of them, each a scenario of its own; the kind is
        ``less_drop_off``, ``shorter_wait`` (for what most often comes next) or ``fewer_contacts``, the amount a share,
        0 … 1.
    emotions
        Touchpoint → feeling, −5 … +5; those of :func:`sojourn.emotion` if not given.
    gap
        A longer gap between two events ends a visit.

    Returns
    -------
    WhatIf
        See the class for the columns of its table, and for what must hold.

    Raises
    ------
    UnknownNameError
        If there is no such touchpoint.
    UsageError
        If a change is none, or there are too many.
    UnitError
        If the gap is no duration.

    Examples
    --------
    >>> from sojourn.testing import log_of
    >>> log = log_of("ann  09:00  Home" + chr(10) + "ann  09:01  Purchase")
    >>> result = what_if(log, goal="Purchase", change={"touchpoint": "Home", "less_drop_off": 0.2})
    >>> result.table["status"][0].as_py()
    'cannot be computed: there are fewer than 200 customers'
    """
    names = log.touchpoints
    changes = tuple(_change(given, names) for given in ([change] if isinstance(change, Mapping) else change))
    goals = names_in(goal)
    goals = tuple(dict.fromkeys(names[names.code(name)] for name in goals))
    waits = tuple(dict.fromkeys(c.touchpoint for c in changes if c.kind == "shorter_wait"))
    if not goals or len(changes) > _MOST_CHANGES or len(waits) > _MOST_WAITS:
        raise UsageError(
            f"There are {len(goals)} goals, {len(changes)} changes, and waits at {len(waits)} touchpoints.",
            hint=f"Give a goal, at most {_MOST_CHANGES} changes, and waits at {_MOST_WAITS} touchpoints at most.",
        )
    if emotions is None:
        from sojourn.analysis.emotion import emotion

        felt = emotion(log).table
        emotions = dict(zip(felt["touchpoint"].to_pylist(), felt["score"].to_pylist(), strict=True))
    frequent = touchpoints(log).table["touchpoint"].to_pylist()
    wanted = [*goals, *(c.touchpoint for c in changes), *frequent[:_MOST_STATES]]
    wanted += [name for name in frequent if is_support(name)]
    states = States(tuple(dict.fromkeys(wanted))[:_MOST_STATES], goals, waits, tuple(emotions.items()))
    extent = log.extent
    window = None if extent.first_us is None or extent.last_us is None else (extent.first_us, extent.last_us)
    return answer(log, WhatIfSpec(states, changes, timedelta(microseconds=microseconds(gap)), window))


def _change(given: Mapping[str, Any], names: Vocabulary) -> Change:
    kinds = [key for key in given if key != "touchpoint"]
    amount = given[kinds[0]] if len(kinds) == 1 else None
    if (
        "touchpoint" not in given
        or amount is None
        or kinds[0] not in KINDS
        or isinstance(amount, bool)
        or not isinstance(amount, int | float)
        or not 0 <= amount <= 1
    ):
        raise UsageError(
            f"{dict(given)} is no change.",
            hint='Write for example {"touchpoint": "Cart", "less_drop_off": 0.2}; there are '
            + ", ".join(KINDS)
            + ", by a share of 0 to 1.",
        )
    return Change(names[names.code(given["touchpoint"])], kinds[0], float(amount))


def _examples(names: tuple[str, ...]) -> tuple[Spec[WhatIfTally, WhatIf], ...]:
    states = States(names[:3], names[2:3], names[:1], tuple((name, 1.0) for name in names))
    changes = tuple(Change(names[0], kind, 0.2) for kind in KINDS)
    week = (1_774_000_000_000_000, 1_774_600_000_000_000)
    return (WhatIfSpec(states, changes, timedelta(hours=2), week),)


ANALYSIS: Final = Analysis(what_if, _examples)
