"""Everything that metrics are concluded from: the facts of all parts, put together once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import RLock
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.metrics.definitions import Definitions
from sojourn.analysis.metrics.facts import Facts, MetricsTally, bounds, sums_of, together
from sojourn.analysis.metrics.periods import Every
from sojourn.events.spend import Spend
from sojourn.log.vocabulary import Vocabulary

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Whole:
    """All facts of a log, and what was asked.

    Attributes
    ----------
    goals, money
        Events that reach the goal, and events of any kind that carry a value; by value.
    people, ratings, contacts, invited, costs, silences
        As in :class:`~sojourn.analysis.metrics.facts.Part`; costs by cost and ratings by score, so that sums do not
        depend on the order of the parts.
    bounds
        The first and the last time (µs UTC); None if nobody is there.
    events, rated
        Events, and events with a rating, by touchpoint code.
    has_goal
        Whether a goal was asked for.
    """

    people: Facts
    goals: Facts
    money: Facts
    ratings: Facts
    contacts: Facts
    invited: Facts
    costs: Facts
    silences: Facts
    bounds: tuple[int, int] | None
    events: NDArray[np.int64]
    rated: NDArray[np.int64]
    has_goal: bool
    every: Every | None
    timezone: str
    definitions: Definitions
    spend: Spend | None
    vocabularies: Mapping[str, Vocabulary]
    _made: dict[Callable[..., Any], Any] = field(default_factory=dict)
    _lock: RLock = field(default_factory=RLock)

    def once(self, make: Callable[["Whole"], T]) -> T:
        """What is made of the whole for every dimension alike: made once, whichever thread asks first."""
        with self._lock:
            if make not in self._made:
                self._made[make] = make(self)
            return cast("T", self._made[make])


def whole(
    tally: MetricsTally,
    vocabularies: Mapping[str, Vocabulary],
    *,
    has_goal: bool,
    every: Every | None,
    timezone: str,
    definitions: Definitions,
    spend: Spend | None,
) -> Whole:
    """Put the parts together."""
    people = together(tally, "people")
    worth = together(tally, "worth", "value")
    return Whole(
        people,
        worth.take(worth["goal"]),
        worth.take(np.isfinite(worth["value"])),
        together(tally, "ratings", "score"),
        together(tally, "contacts"),
        together(tally, "invited"),
        together(tally, "costs", "cost"),
        together(tally, "silences"),
        bounds(people),
        sums_of(tally, "events"),
        sums_of(tally, "rated"),
        has_goal,
        every,
        timezone,
        definitions,
        spend,
        vocabularies,
    )
