"""From complete journeys to the facts that metrics rest on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.metrics.contacts import contact_kind, is_cancellation, is_support_channel
from sojourn.analysis.metrics.definitions import Definitions
from sojourn.analysis.metrics.dimensions import Dimension, customer_codes, event_codes
from sojourn.analysis.metrics.facts import NEVER, Facts, Part
from sojourn.analysis.metrics.invitations import invitations
from sojourn.analysis.metrics.periods import Every, periods_of
from sojourn.analysis.metrics.segments import Segments
from sojourn.errors import UsageError
from sojourn.log.journeys import Journeys, frozen
from sojourn.log.kernels.cells import count_cells, mark_ahead

_SAME_CONTACT_US: Final = 3_600_000_000
"""A contact event within an hour of another in the same channel belongs to the same contact."""
_MOST_CELLS: Final = 1 << 25
_NONE: Final = frozen(np.zeros(0, np.int32))

Mask = NDArray[np.bool_]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of every part of a log."""

    goals: tuple[str, ...]
    dimensions: tuple[Dimension, ...]
    every: Every | None
    timezone: str
    definitions: Definitions
    segments: Segments | None
    stages: Mapping[str, str]


def pick(journeys: Journeys, asked: Asked) -> Part:
    """The facts of complete customers."""
    events = _Events.of(journeys)
    names = journeys.touchpoints
    goal = named_touchpoints(journeys, asked.goals)[events.touchpoint]
    periods = periods_of(events.time, asked.every, asked.timezone) if asked.every else _NONE
    groups = {d.name: event_codes(journeys, d, asked.stages) for d in asked.dimensions if d.grain == "events"}
    people: dict[str, NDArray[np.int32]] = {
        d.name: customer_codes(journeys, d, asked.segments, asked.stages)
        for d in asked.dimensions
        if d.grain == "customers"
    }
    scored = events.known("score") & (events.codes("scale") >= 0)
    contacts = _contacts(events, _contact_mask(journeys, events, asked.definitions))

    def facts(places: Places, **more: NDArray[Any]) -> Facts:
        columns: dict[str, NDArray[Any]] = {"customer": events.owner(places), "time": events.time[places]}
        columns |= {f"by:{name}": codes[places] for name, codes in groups.items()}
        columns["period"] = periods[places] if asked.every else np.zeros(len(places), np.int32)
        return Facts(columns | more)

    goals = np.flatnonzero(goal)
    rated = np.flatnonzero(scored)
    worth = np.flatnonzero(goal | events.known("value"))
    cost = np.flatnonzero(events.known("cost") & (events.number("cost") != 0))
    first_period = int(periods.min()) if len(periods) else 0
    return Part(
        len(journeys),
        _people(events, goals, _cancelled(journeys, events, asked.definitions, goals), people),
        facts(worth, value=events.number("value")[worth], currency=events.codes("currency")[worth], goal=goal[worth]),
        facts(
            rated, score=events.number("score")[rated], scale=events.codes("scale")[rated],
            touchpoint=events.touchpoint[rated], later=_later(events, rated, goals),
        ),
        facts(contacts, following=_following(events, contacts)),
        _invited(journeys, events),
        facts(cost, cost=events.number("cost")[cost], currency=events.codes("currency")[cost]),
        _silences(events, asked.definitions.churn_us),
        _met(events, asked, periods, goal, groups, people),
        first_period,
        np.bincount(events.touchpoint, minlength=len(names)),
        np.bincount(events.touchpoint[scored], minlength=len(names)),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Events:
    """The events of some customers, counted from 0."""

    journeys: Journeys
    offsets: NDArray[np.int32]
    touchpoint: NDArray[np.int32]
    time: NDArray[np.int64]

    @classmethod
    def of(cls, journeys: Journeys) -> "_Events":
        start, stop = int(journeys.offsets[0]), int(journeys.offsets[-1])
        return cls(
            journeys,
            frozen((journeys.offsets - start).astype(np.int32)),
            journeys.flat("touchpoint")[start:stop],
            journeys.flat("timestamp")[start:stop],
        )

    def _part(self, attribute: str) -> NDArray[Any] | None:
        if attribute not in self.journeys.columns:
            return None
        return self.journeys.flat(attribute)[self.journeys.offsets[0] : self.journeys.offsets[-1]]

    def number(self, attribute: str) -> NDArray[np.float64]:
        """A number of every event, NaN where it has none."""
        found = self._part(attribute)
        return np.broadcast_to(np.nan, len(self.time)) if found is None else found

    def codes(self, attribute: str) -> NDArray[np.int32]:
        """A code of every event, −1 where it has none."""
        found = self._part(attribute)
        return np.broadcast_to(np.int32(-1), len(self.time)) if found is None else found

    def known(self, attribute: str) -> Mask:
        """Which events have a number."""
        found = self._part(attribute)
        return np.zeros(len(self.time), np.bool_) if found is None else np.isfinite(found)

    def owner(self, places: Places) -> Places:
        """The customer of each event."""
        return np.searchsorted(self.offsets, places, side="right") - 1


def named_touchpoints(journeys: Journeys, wanted: tuple[str, ...]) -> Mask:
    """By touchpoint code, and false for −1: which touchpoints are named.

    Raises
    ------
    UnknownNameError
        If a name is no touchpoint; it names the nearest.
    """
    mask = np.zeros(len(journeys.touchpoints) + 1, np.bool_)
    mask[[journeys.touchpoints.code(name) for name in wanted]] = True
    return mask


def _people(
    events: _Events, goals: Places, cancelled: Mask, groups: Mapping[str, NDArray[np.int32]]
) -> Facts:
    count = len(events.offsets) - 1
    owners = events.owner(goals)
    first_goal = np.full(count, NEVER)
    first_goal[owners[::-1]] = events.time[goals[::-1]]  # the earliest is written last
    columns = {
        "first": events.time[events.offsets[:-1]],
        "last": events.time[events.offsets[1:] - 1],
        "first_goal": first_goal,
        "goals": np.bincount(owners, minlength=count),
        "cancelled": cancelled,
    }
    return Facts({**columns, **{f"by:{name}": codes for name, codes in groups.items()}})


def _contact_mask(journeys: Journeys, events: _Events, definitions: Definitions) -> Mask:
    names = journeys.touchpoints
    if definitions.contacts is not None:
        return named_touchpoints(journeys, definitions.contacts)[events.touchpoint]
    kinds = np.array([*(contact_kind(name) for name in names), -1], np.int8)
    channels = journeys.vocabularies.get("channel", ())
    support = np.array([*(is_support_channel(name) for name in channels), False], np.bool_)
    if not support.any():
        named: Mask = (kinds == 1)[events.touchpoint]
        return named
    found = kinds[events.touchpoint]
    mask: Mask = (found == 1) | ((found == 0) & support[events.codes("channel")])
    return mask


def _contacts(events: _Events, mask: Mask) -> Places:
    """The first event of every contact."""
    places = np.flatnonzero(mask)
    if len(places) < 2:
        return places
    owners, channel = events.owner(places), events.codes("channel")[places]
    same = (owners[1:] == owners[:-1]) & (channel[1:] == channel[:-1])
    same &= np.diff(events.time[places]) <= _SAME_CONTACT_US
    firsts: Places = places[np.concatenate([[True], ~same])]
    return firsts


def _following(events: _Events, contacts: Places) -> NDArray[np.int64]:
    """The time of the customer's next contact."""
    following = np.full(len(contacts), NEVER)
    if len(contacts) > 1:
        owners = events.owner(contacts)
        same = owners[1:] == owners[:-1]
        following[:-1][same] = events.time[contacts[1:]][same]
    return following


def _later(events: _Events, rated: Places, goals: Places) -> Mask:
    """Whether the customer reaches the goal after a rating."""
    last = np.full(len(events.offsets) - 1, -1, np.int64)
    last[events.owner(goals)] = goals  # the latest is written last
    return last[events.owner(rated)] > rated


def _cancelled(journeys: Journeys, events: _Events, definitions: Definitions, goals: Places) -> Mask:
    """Customers who cancel and do not reach the goal afterwards."""
    if definitions.cancellations is not None:
        table = named_touchpoints(journeys, definitions.cancellations)
    else:
        table = np.array([*(is_cancellation(name) for name in journeys.touchpoints), False], np.bool_)
    count = len(events.offsets) - 1
    left, came = np.full(count, -1, np.int64), np.full(count, -1, np.int64)
    places = np.flatnonzero(table[events.touchpoint]) if table.any() else np.zeros(0, np.int64)
    left[events.owner(places)] = places
    came[events.owner(goals)] = goals
    return left > came


def _invited(journeys: Journeys, events: _Events) -> Facts:
    """Who was asked for an answer, and at which touchpoint it would be given."""
    asks = invitations(journeys.touchpoints.names)
    table = np.full(len(journeys.touchpoints) + 1, -1, np.int64)
    table[list(asks)] = list(asks.values())
    places = np.flatnonzero(table[events.touchpoint] >= 0) if asks else np.zeros(0, np.int64)
    return Facts({"customer": events.owner(places), "touchpoint": table[events.touchpoint[places]]})


def _silences(events: _Events, longest: int) -> Facts:
    """Gaps between two events of a customer that are longer than the limit."""
    gaps = np.diff(events.time) > longest
    gaps[(events.offsets[1:-1] - 1)[events.offsets[1:-1] > 0]] = False  # to the next customer
    places = np.flatnonzero(gaps)
    return Facts(
        {
            "customer": events.owner(places),
            "start": events.time[places],
            "end": events.time[places + 1] if len(places) else events.time[:0],
        }
    )


def _met(
    events: _Events,
    asked: Asked,
    periods: NDArray[np.int32],
    goal: Mask,
    groups: Mapping[str, NDArray[np.int32]],
    people: Mapping[str, NDArray[np.int32]],
) -> dict[str, NDArray[np.int64]]:
    """Customers per cell, and how many of them reach the goal there or later in the same period."""
    if not len(events.time):
        return {d.name: np.zeros((0, 2), np.int64) for d in asked.dimensions}
    base = int(periods.min()) if asked.every else 0
    counted = frozen(periods - np.int32(base)) if asked.every else periods
    span = int(counted.max()) + 1 if asked.every else 1
    ahead = frozen(mark_ahead(events.offsets, counted, frozen(goal)))
    found: dict[str, NDArray[np.int64]] = {}
    for where in asked.dimensions:
        size = len(where.names)
        if span * size > _MOST_CELLS:
            raise UsageError(
                f"'{where.name}' has {size:,} values in {span:,} periods: too many cells to count.",
                hint='Choose a longer period, such as every="month", or fewer groups.',
            )
        codes = groups.get(where.name)
        if codes is None:
            codes = frozen(np.repeat(people[where.name], np.diff(events.offsets)))
        found[where.name] = count_cells(events.offsets, codes, counted, ahead, size, span * size)
    return found
