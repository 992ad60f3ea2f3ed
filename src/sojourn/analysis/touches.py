"""First and last touch: with what customers began, and what came last (or last before a goal)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.analysis.groups import Coded, coded
from sojourn.analysis.seam import Analysis, Estimate, Spec, answer
from sojourn.analysis.stats.named import NamedCounts
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys
from sojourn.log.kernels.occurrences import first_places, last_places
from sojourn.log.vocabulary import Vocabulary
from sojourn.results import Result


@dataclass(frozen=True, slots=True)
class TouchesTally:
    """Customers looked at, those who count (who reached the goal), and per value first and last touches."""

    customers: int
    counted: int
    values: NamedCounts

    def __add__(self, other: "TouchesTally") -> "TouchesTally":
        return TouchesTally(
            self.customers + other.customers, self.counted + other.counted, self.values + other.values
        )


@dataclass(frozen=True, repr=False)
class Touches(Result):
    """First and last touches.

    One row of `table` is one value of the attribute, most first touches first:

    - ``name``: the value; ``""`` where no event of the customer (before the goal) has one;
    - ``first``: customers whose first event with a value has this one;
    - ``last``: customers whose last event with a value has this one;
    - ``first_share``, ``last_share``: of ``customers`` of the result; each adds up to 1.

    With a goal, only events before the customer's first goal event count, and only customers who reached the goal.
    """

    spec: "TouchesSpec"
    customers: int
    """Customers counted: all, or with a goal those who reached it."""
    without_goal: int
    """Customers left out because they did not reach the goal."""
    _table: pa.Table

    @property
    def table(self) -> pa.Table:
        """One row per value; see the class."""
        return self._table

    def headline(self) -> str:
        """Counts in one line."""
        goal = f" before '{self.spec.goal}'" if self.spec.goal else ""
        return f"Touches: first and last {self.spec.attribute}{goal} of {self.customers:,} customers"

    def estimates(self) -> tuple[Estimate, ...]:
        """The share of customers per value, as first and as last touch."""
        return tuple(
            Estimate((row["name"], which), "customers_share", self.customers, row[f"{which}_share"])
            for row in self._table.to_pylist()
            for which in ("first", "last")
        )


@dataclass(frozen=True, slots=True)
class TouchesSpec:
    """The question: with what did customers begin, and what came last?

    Attributes
    ----------
    attribute
        Any attribute with names: channel, touchpoint, campaign, a text property.
    goal
        Touchpoint before which to look; None for whole journeys.
    """

    attribute: str = "channel"
    goal: str | None = None

    def measure(self, journeys: Journeys) -> TouchesTally:
        """Find the first and the last value of complete customers."""
        starts, ends = journeys.offsets, journeys.offsets[1:]
        values = coded(journeys, self.attribute)
        known = values.wanted()
        counted = np.ones(len(journeys), np.bool_)
        if self.goal is not None:
            goal = np.zeros(len(journeys.touchpoints) + 1, np.bool_)
            goal[journeys.touchpoints.code(self.goal)] = True
            ends = first_places(starts, journeys.flat("touchpoint"), goal)
            counted = ends >= 0
        first = first_places(starts, values.codes, known)
        last = last_places(starts, np.where(counted, ends, starts[:-1]), values.codes, known)
        first = np.where(first < ends, first, -1)
        return TouchesTally(len(journeys), int(counted.sum()), _count(values, first[counted], last[counted]))

    def conclude(self, tally: TouchesTally, _: Mapping[str, Vocabulary]) -> Touches:
        """Add the shares, most first touches first."""
        found = [(name, *counts.tolist()) for name, counts in tally.values.counts.items()]
        rows = sorted(found, key=lambda row: (-row[1], -row[2], row[0]))
        columns = {
            "name": pa.array([name for name, _, _ in rows], pa.string()),
            "first": pa.array([first for _, first, _ in rows], pa.int64()),
            "last": pa.array([last for _, _, last in rows], pa.int64()),
            "first_share": pa.array([first / tally.counted for _, first, _ in rows], pa.float64()),
            "last_share": pa.array([last / tally.counted for _, _, last in rows], pa.float64()),
        }
        return Touches(self, tally.counted, tally.customers - tally.counted, pa.table(columns))


def _count(values: Coded, first: NDArray[np.int32], last: NDArray[np.int32]) -> NamedCounts:
    """First and last touches by name; place −1 means that there is none."""
    both = np.stack(
        [
            np.bincount(np.where(places < 0, -1, values.codes[places]) + 1, minlength=len(values.names) + 1)
            if len(places)
            else np.zeros(len(values.names) + 1, np.int64)
            for places in (first, last)
        ],
        axis=1,
    )
    named = {values.names[i - 1]: both[i] for i in np.flatnonzero(both.any(axis=1)).tolist() if i}
    nothing = NamedCounts({"": both[0]} if both[0].any() else {})
    return NamedCounts(named) + nothing  # a text may be "" too


def touches(log: JourneyLog, attribute: str = "channel", *, goal: str | None = None) -> Touches:
    """First and last touch: how many customers began with each channel (or touchpoint, ...), and how many ended there.

    Parameters
    ----------
    log
        A journey log; use ``log.where(...)`` for a part of it.
    attribute
        Any attribute with names.
    goal
        A touchpoint: look only before each customer's first one, and leave out customers who never reached it.

    Returns
    -------
    Touches
        See the class for the columns of its table.

    Raises
    ------
    UnknownNameError
        If there is no such attribute or goal; it names the nearest.
    UsageError
        If the attribute holds numbers or times.

    Examples
    --------
    >>> from sojourn.testing import log_of
    >>> log = log_of('''
    ...     ann  09:00  Ad    web
    ...     ann  09:05  Home  app
    ...     ann  09:06  Buy   app
    ...     bob  10:00  Home  web
    ... ''')
    >>> touches(log, goal="Buy")
    Touches: first and last channel before 'Buy' of 1 customers
      name  first  last  first_share  last_share
      web   1      0     1            0
      app   0      1     0            1
    """
    return answer(log, TouchesSpec(attribute, goal))


def _examples(names: tuple[str, ...]) -> tuple[Spec[TouchesTally, Touches], ...]:
    return (
        TouchesSpec(),
        TouchesSpec("touchpoint"),
        TouchesSpec("channel", names[0]),
        TouchesSpec("touchpoint", names[-1]),
    )


ANALYSIS: Final = Analysis(touches, _examples)
