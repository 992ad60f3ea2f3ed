"""What metrics may be broken down by: values that events have, and groups that customers are in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.groups import first_values
from sojourn.analysis.metrics.segments import Segments
from sojourn.errors import UnknownNameError, UsageError
from sojourn.log.journeys import Journeys, frozen
from sojourn.log.vocabulary import Vocabulary

Codes = NDArray[np.int32]

SEGMENT = "segment"
FIRST = "first_"
OVERALL = ""
"""The dimension of everybody, with one group of the same name."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way of making groups.

    Attributes
    ----------
    name
        ``""`` for everybody, ``"segment"``, a coded attribute, or ``first_`` and a coded attribute.
    grain
        ``"customers"``: a customer is in one group, with all events; ``"events"``: each event is in the group of its own
        value.
    names
        The groups, in order of code.
    attribute
        The attribute it comes from; empty for everybody and for segments.
    """

    name: str
    grain: Literal["customers", "events"]
    names: tuple[str, ...]
    attribute: str = ""


def dimension(
    name: str,
    vocabularies: Mapping[str, Vocabulary],
    segments: Segments | None,
    stages: Mapping[str, str],
) -> Dimension:
    """The dimension of a name.

    Raises
    ------
    UnknownNameError
        If the log has no such attribute.
    UsageError
        If segments are asked for and none are given.
    """
    if name == OVERALL:
        return Dimension(name, "customers", ("",))
    if name == SEGMENT and name not in vocabularies:
        if segments is None:
            raise UsageError(
                "There are no segments to break down by.", hint="Give segments={customer: segment}."
            )
        return Dimension(name, "customers", segments.names)
    grain: Literal["customers", "events"] = "events"
    attribute = name
    if name not in vocabularies and name.startswith(FIRST):
        grain, attribute = "customers", name.removeprefix(FIRST)
    if attribute == "stage" and stages:
        return Dimension(name, grain, tuple(dict.fromkeys(stages.values())), attribute)
    if attribute not in vocabularies:
        known = [*vocabularies, *(FIRST + v for v in vocabularies), SEGMENT]
        raise UnknownNameError.among("dimension", name, known)
    return Dimension(name, grain, vocabularies[attribute].names, attribute)


def event_codes(journeys: Journeys, where: Dimension, stages: Mapping[str, str]) -> Codes:
    """The group of each of the journeys' own events, −1 for none."""
    start, stop = int(journeys.offsets[0]), int(journeys.offsets[-1])
    if where.attribute == "stage" and stages:
        place = {stage: code for code, stage in enumerate(where.names)}
        table = np.array(
            [*(place.get(stages.get(t, ""), -1) for t in journeys.touchpoints.names), -1], np.int32
        )
        return frozen(table[journeys.flat("touchpoint")[start:stop]])
    return journeys.flat(where.attribute)[start:stop]


def customer_codes(
    journeys: Journeys, where: Dimension, segments: Segments | None, stages: Mapping[str, str]
) -> Codes:
    """The group of each customer, −1 for none."""
    if where.name == OVERALL:
        return np.zeros(len(journeys), np.int32)
    if not where.attribute:
        assert segments is not None  # a dimension of segments is only made with them
        return segments.codes(journeys.customers)
    if where.attribute == "stage" and stages:
        codes = event_codes(journeys, where, stages)
        events = np.flatnonzero(codes >= 0)
        starts = journeys.offsets[:-1] - journeys.offsets[0]
        place = np.searchsorted(events, starts)
        found = np.full(len(journeys), -1, np.int32)
        ends = journeys.offsets[1:] - journeys.offsets[0]
        inside = place < len(events)
        inside[inside] = events[place[inside]] < ends[inside]
        found[inside] = codes[events[place[inside]]]
        return found
    return first_values(journeys, where.attribute).codes
