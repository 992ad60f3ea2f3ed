"""Whose events a persona's are: the text of its `segment` as a condition on customers, or why it is none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sojourn.analysis.groups import first_values
from sojourn.analysis.sides import FIRST, REACHED
from sojourn.events.schema import Kind
from sojourn.journeymap.bind.reasons import Language, near_names, quoted, words_of
from sojourn.journeymap.matching import Matching, matching
from sojourn.journeymap.model import JourneyMap
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys
from sojourn.log.kernels.occurrences import rows_with
from sojourn.log.selection import event_mask

Mask = NDArray[np.bool_]
Segments = Callable[[], Mapping[str, pa.Array]]
"""Gives the customers of every segment by its name; called only if a persona wants one."""

_GROUPS: Final = (Kind.CODE, Kind.TEXT)


class Condition(Protocol):
    """What customers may fulfil."""

    def __call__(self, journeys: Journeys, /) -> Mask:
        """One entry per customer."""
        ...


@dataclass(frozen=True, slots=True)
class Members:
    """Customers who fulfil all conditions; as a selection it keeps their whole journeys."""

    conditions: tuple[Condition, ...]

    def mask(self, journeys: Journeys) -> Mask:
        """Which customers belong to it, one entry per customer."""
        mask = np.ones(len(journeys), np.bool_)
        for condition in self.conditions:
            mask &= condition(journeys)
        return mask

    def __call__(self, journeys: Journeys) -> Journeys:
        """Keep the customers."""
        return journeys.keep_customers(self.mask(journeys))


@dataclass(frozen=True, slots=True)
class _Has:
    """Customers with an event that has a value."""

    attribute: str
    value: str

    def __call__(self, journeys: Journeys) -> Mask:
        found: Mask = rows_with(journeys.offsets, event_mask(journeys, self.attribute, (self.value,)))
        return found


@dataclass(frozen=True, slots=True)
class _First:
    """Customers whose first value of an attribute is one."""

    attribute: str
    value: str

    def __call__(self, journeys: Journeys) -> Mask:
        first = first_values(journeys, self.attribute)
        wanted = np.array([*(name == self.value for name in first.names), False], np.bool_)
        found: Mask = wanted[first.codes]
        return found


@dataclass(frozen=True, slots=True)
class _Meets:
    """Customers with an event of a touchpoint of the map."""

    matching: Matching
    place: int

    def __call__(self, journeys: Journeys) -> Mask:
        found: Mask = rows_with(journeys.offsets, self.matching.places(journeys) == self.place)
        return found


@dataclass(frozen=True, slots=True)
class _Named:
    """Customers by id."""

    customers: pa.Array

    def __call__(self, journeys: Journeys) -> Mask:
        found: Mask = pc.is_in(
            journeys.customers, value_set=self.customers.cast(journeys.customers.type)
        ).to_numpy(zero_copy_only=False)
        return found


def members(
    jmap: JourneyMap, log: JourneyLog, segments: Segments, language: Language
) -> dict[str, Members | str]:
    """By the id of every persona its customers, or in words why they cannot be told.

    A segment is ``attribute=value`` (customers with an event that has the value), ``first_attribute=value`` (their first
    value), ``reached=touchpoint`` (of the map, by id or name, or of the data), or several of these with ``&`` between them, all of
    which must hold; otherwise the name of a segment.
    """
    drawn = matching(log, jmap)
    places = {t.name.casefold(): p for p, t in enumerate(jmap.touchpoints)}
    places |= {t.id.casefold(): p for p, t in enumerate(jmap.touchpoints)}
    reader = _Reader(log, drawn, places, segments, language)
    return {persona.id: reader.members(persona.segment) for persona in jmap.personas}


class _UnknownError(Exception):
    """A segment that says nothing in this log; the message is what a person reads."""


@dataclass(frozen=True, slots=True)
class _Reader:
    log: JourneyLog
    matching: Matching
    places: Mapping[str, int]
    segments: Segments
    language: Language

    def members(self, text: str | None) -> Members | str:
        if not text or not text.strip():
            return words_of(self.language)["no_segment"]
        try:
            if "=" not in text:
                return Members((self._named(text.strip()),))
            return Members(self._conditions(text))
        except _UnknownError as error:
            return self._quoting(text.strip()) or str(error)

    def _quoting(self, text: str) -> Members | None:
        """The segment of a report that is called so: its name quotes a touchpoint's, which may look like a condition."""
        if "=" not in text or "“" not in text:
            return None
        try:
            return Members((self._named(text),))
        except _UnknownError:
            return None

    def _conditions(self, text: str) -> tuple[Condition, ...]:
        """The whole text as one condition, as a value may hold an &; else its parts."""
        if "&" not in text:
            return (self._condition(text),)
        try:
            return (self._condition(text),)
        except _UnknownError:
            return tuple(self._condition(part) for part in text.split("&"))

    def _condition(self, text: str) -> Condition:
        name, equals, value = (part.strip() for part in text.partition("="))
        words = words_of(self.language)
        if not (name and equals and value):
            raise _UnknownError(words["no_condition"].format(text=quoted([text.strip()], self.language)))
        if name == REACHED and not self.log.has(name):
            return self._reached(value)
        if self.log.has(name):
            return _Has(name, self._value(name, value))
        if name.startswith(FIRST) and self.log.has(name.removeprefix(FIRST)):
            own = name.removeprefix(FIRST)
            return _First(own, self._value(own, value))
        raise _UnknownError(
            words["attribute"].format(name=name[:80]) + self._near(name, list(self.log.kinds))
        )

    def _reached(self, value: str) -> Condition:
        place = self.places.get(value.casefold())
        return (
            _Has("touchpoint", self._value("touchpoint", value))
            if place is None
            else _Meets(self.matching, place)
        )

    def _value(self, attribute: str, value: str) -> str:
        """The value as the log spells it; a text attribute has no list of its values."""
        words = words_of(self.language)
        if self.log.kinds[attribute] not in _GROUPS:
            raise _UnknownError(words["no_group"].format(name=attribute[:80]))
        if attribute not in self.log.vocabularies:
            return value
        names = self.log.vocabularies[attribute].names
        if value in names:
            return value
        spelled = next((name for name in names if name.casefold() == value.casefold()), None)
        if spelled is None:
            told = words["value"].format(name=attribute[:80], names=quoted([value], self.language))
            raise _UnknownError(told + self._near(value, names))
        return spelled

    def _named(self, name: str) -> Condition:
        known = self.segments()
        found = next((own for own in known if own.casefold() == name.casefold()), None)
        if found is not None:
            return _Named(known[found])
        words = words_of(self.language)
        told = words["segment"].format(names=quoted([name], self.language))
        listed = quoted(list(known), self.language, most=8, between="and")
        raise _UnknownError(
            told + (words["segments"].format(names=listed) if known else words["no_segments"])
        )

    def _near(self, name: str, names: Sequence[str]) -> str:
        near = near_names(name, names)
        return words_of(self.language)["near"].format(names=quoted(near, self.language)) if near else ""
