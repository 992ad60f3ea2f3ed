"""Which events belong to which touchpoint of a map, and a log seen through a map.

A touchpoint's ``match`` lists conditions: all that are given must hold, any listed value fits; without a ``match`` its name is
the name of its events. An event that fits several touchpoints belongs to the one with more conditions, then to the first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sojourn.errors import UsageError
from sojourn.journeymap.model import JourneyMap, Match, Touchpoint
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys, frozen
from sojourn.log.vocabulary import Vocabulary

Codes = NDArray[np.int32]
Mask = NDArray[np.bool_]


def match_of(touchpoint: Touchpoint) -> Match:
    """The conditions of a touchpoint; its name, where it gives none.

    >>> match_of(Touchpoint(id="cart", name="Cart", stage="buy")).touchpoint
    ('Cart',)
    """
    given = touchpoint.match
    if given is None or not (given.touchpoint or given.channel or given.properties):
        return Match(touchpoint=(touchpoint.name,))
    return given


@dataclass(frozen=True, slots=True)
class Matching:
    """The touchpoints of a map as rules over the codes of one log.

    Attributes
    ----------
    ids
        The ids of the touchpoints, in the order of the map; places are indices into it.
    table
        int32, shape (names + 1, channels + 1): the place that name and channel alone decide, −1 = none. The last row and
        column are events without a touchpoint or channel.
    ranks
        int32, same shape: how strong the rule of that place is; greater wins.
    special
        Rules that also look at properties: place, rank, names and channels that fit, values by property.
    """

    ids: tuple[str, ...]
    table: Codes
    ranks: Codes
    special: tuple["_Special", ...]

    def places(self, journeys: Journeys) -> Codes:
        """The place of every flat event, −1 for events that belong to no touchpoint of the map."""
        names = journeys.flat("touchpoint")
        has_channel = "channel" in journeys.columns
        channels = journeys.flat("channel") if has_channel else np.full(len(names), -1, np.int32)
        places: Codes = self.table[names, channels]
        if self.special:
            ranks = self.ranks[names, channels]
            for rule in self.special:
                fits = rule.names[names] & rule.channels[channels] & (ranks < rule.rank)
                for attribute, values in rule.properties.items():
                    fits &= _holds(journeys, attribute, values)
                places[fits], ranks[fits] = rule.place, rule.rank
        return places


@dataclass(frozen=True, slots=True)
class _Special:
    """A rule with conditions on properties."""

    place: int
    rank: int
    names: Mask
    channels: Mask
    properties: Mapping[str, tuple[str, ...]]


def matching(log: JourneyLog, jmap: JourneyMap) -> Matching:
    """Resolve the conditions of a map against the names of a log; names that the log does not have fit nothing.

    Raises
    ------
    UsageError
        If the log has no events.
    """
    if "touchpoint" not in log.vocabularies:
        raise UsageError(
            "The log holds no events, so there is nothing to hold a map against.",
            hint="Look at log.quality, which tells what was dropped.",
        )
    names = log.touchpoints
    channels = log.vocabularies.get("channel", Vocabulary("channel", ()))
    shape = (len(names) + 1, len(channels) + 1)
    table, ranks = np.full(shape, -1, np.int32), np.zeros(shape, np.int32)
    special = []
    count = len(jmap.touchpoints)
    spelled, called = _codes(names), _codes(channels)
    for place, touchpoint in enumerate(jmap.touchpoints):
        rule = match_of(touchpoint)
        given = bool(rule.touchpoint) + bool(rule.channel) + len(rule.properties)
        rank = given * (count + 1) + count - place
        named = _fitting(rule.touchpoint, spelled, len(names))
        reached = _fitting(rule.channel, called, len(channels))
        if rule.properties:
            special.append(_Special(place, rank, named, reached, rule.properties))
            continue
        fits = np.outer(named, reached) & (ranks < rank)
        table[fits], ranks[fits] = place, rank
    return Matching(tuple(t.id for t in jmap.touchpoints), table, ranks, tuple(special))


def _codes(names: Vocabulary) -> Mapping[str, list[int]]:
    """The codes of every name in small letters."""
    found: dict[str, list[int]] = {}
    for code, name in enumerate(names):
        found.setdefault(name.casefold(), []).append(code)
    return found


def _fitting(values: Sequence[str], codes: Mapping[str, list[int]], size: int) -> Mask:
    """Per code, and for events without one, whether it fits; everything fits where no value is listed."""
    if not values:
        return np.ones(size + 1, np.bool_)
    fits = np.zeros(size + 1, np.bool_)
    for value in values:
        fits[codes.get(value.casefold(), [])] = True
    return fits


def _holds(journeys: Journeys, attribute: str, values: Sequence[str]) -> Mask:
    if attribute not in journeys.columns:
        return np.zeros(len(journeys.flat("touchpoint")), np.bool_)
    if attribute in journeys.vocabularies:
        names = journeys.vocabularies[attribute]
        fits: Mask = _fitting(values, _codes(names), len(names))[journeys.flat(attribute)]
        return fits
    column = journeys.columns[attribute]
    if isinstance(column, np.ndarray):
        return np.isin(column, [number for value in values if (number := number_of(value)) is not None])
    found: Mask = pc.is_in(column, value_set=pa.array(values, column.type)).to_numpy(zero_copy_only=False)
    return found


def number_of(text: str) -> float | None:
    """A value of a property as a number; None if it is none that an event can have.

    >>> number_of("4.5"), number_of("four"), number_of("nan")
    (4.5, None, None)
    """
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) else None


@dataclass(frozen=True, slots=True)
class View:
    """A selection: every event under the code of its touchpoint on the map.

    Attributes
    ----------
    matching
        Which event belongs to which touchpoint; their places are the first codes.
    others
        By the code of the log: the code of an event that belongs to no touchpoint of the map; −1 leaves it out.
    vocabulary
        The names of the codes, no two alike.
    outside
        The names in the log behind the codes that come after the places of the map, in their order.
    """

    matching: Matching
    others: Codes
    vocabulary: Vocabulary
    outside: tuple[str, ...]

    @property
    def shown(self) -> tuple[str, ...]:
        """The names of the touchpoints of the map in this view, in the order of the map."""
        return self.vocabulary.names[: len(self.matching.ids)]

    def __call__(self, journeys: Journeys) -> Journeys:
        """Recode the events."""
        places = self.matching.places(journeys)
        codes = np.where(places >= 0, places, self.others[journeys.flat("touchpoint")]).astype(np.int32)
        seen = replace(
            journeys,
            columns={**journeys.columns, "touchpoint": frozen(codes)},
            vocabularies={**journeys.vocabularies, "touchpoint": self.vocabulary},
        )
        return seen.keep_events(codes >= 0) if len(codes) and codes.min() < 0 else seen


def on_map(log: JourneyLog, jmap: JourneyMap, *, keep_others: bool = False) -> JourneyLog:
    """The log as the map sees it: the touchpoints of its events are those of the map.

    Any analysis runs on it. The code of a touchpoint is its place on the map, and its name in the log is the name of its
    events where it has them to itself, else its name on the map, made unique.

    Parameters
    ----------
    keep_others
        Keep events that belong to no touchpoint of the map, under their own names; else they are left out, and customers
        without any event on the map with them.

    Examples
    --------
    >>> from sojourn.journeymap.model import Stage
    >>> from sojourn.testing import log_of
    >>> log = log_of('''
    ...     ann  09:00  Home page
    ...     ann  09:05  Cart
    ...     ann  09:06  Newsletter
    ... ''')
    >>> jmap = JourneyMap(title="T", stages=(Stage(id="buy", name="Buy"),), touchpoints=(
    ...     Touchpoint(id="see", name="See it", stage="buy", match=Match(touchpoint=("Home page", "Landing page"))),
    ...     Touchpoint(id="cart", name="Cart", stage="buy")))
    >>> on_map(log, jmap).touchpoints.names, on_map(log, jmap).extent.events
    (('See it', 'Cart'), 2)
    >>> on_map(log, jmap, keep_others=True).touchpoints.names
    ('See it', 'Cart', 'Newsletter')
    """
    view = view_of(log, jmap, keep_others=keep_others)
    return log.renamed(view, {"touchpoint": view.vocabulary})


def view_of(log: JourneyLog, jmap: JourneyMap, *, keep_others: bool = False) -> View:
    """The selection and the names behind :func:`on_map`."""
    resolved = matching(log, jmap)
    names = log.touchpoints
    spelled = {name.casefold(): name for name in reversed(names.names)}
    taken: set[str] = set()
    shown = [_distinct(_log_name(t, spelled), t.id, taken) for t in jmap.touchpoints]
    others = np.full(len(names) + 1, -1, np.int32)
    outside = []
    if keep_others:
        for code in np.flatnonzero((resolved.table[:-1] < 0).any(axis=1)).tolist():
            others[code] = len(shown)
            shown.append(_distinct(names[code], "…", taken))
            outside.append(names[code])
    return View(resolved, others, Vocabulary("touchpoint", tuple(shown)), tuple(outside))


def _log_name(touchpoint: Touchpoint, spelled: Mapping[str, str]) -> str:
    """The one name in the log that alone makes a touchpoint; else its name on the map."""
    rule = match_of(touchpoint)
    if len(rule.touchpoint) == 1 and not rule.channel and not rule.properties:
        return spelled.get(rule.touchpoint[0].casefold(), touchpoint.name)
    return touchpoint.name


def _distinct(name: str, addition: str, taken: set[str]) -> str:
    """The name, with an addition as often as it takes to differ from those before it."""
    while name in taken:
        name = f"{name} ({addition})"
    taken.add(name)
    return name
