"""What is counted for feelings: ratings, behaviour and texts by touchpoint, and by group; it merges in any order."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.emotion.texts import TextSample, sample_texts
from sojourn.analysis.emotion.words import is_harm, is_support
from sojourn.analysis.groups import Coded, coded
from sojourn.analysis.members import Members
from sojourn.analysis.stats.named import NamedCounts
from sojourn.errors import UsageError
from sojourn.events.schema import SCALES
from sojourn.log.journeys import Journeys, frozen
from sojourn.log.kernels.behaviour import UNRATED, count_behaviour
from sojourn.log.vocabulary import Vocabulary

EXACT: Final = 1000
"""Feelings are summed in thousandths of a point, as whole numbers, so that any split gives the same sum."""

QUICK: Final = timedelta(seconds=5)
AHEAD: Final = timedelta(days=7)
SEPARATOR: Final = "\0"
_MOST_GROUPS: Final = 100


@dataclass(frozen=True, slots=True)
class EmotionTally:
    """Counts of :func:`sojourn.log.kernels.behaviour.count_behaviour` by touchpoint, and by group and touchpoint.

    Groups are named by dimension and value, joined by :data:`SEPARATOR`.
    """

    customers: int
    counts: NDArray[np.int64]
    waits: NDArray[np.int64]
    groups: NamedCounts
    texts: TextSample

    def __add__(self, other: "EmotionTally") -> "EmotionTally":
        return EmotionTally(
            self.customers + other.customers,
            self.counts + other.counts,
            self.waits + other.waits,
            self.groups + other.groups,
            self.texts + other.texts,
        )


Dimension = tuple[str, Members | None]
"""A name, and the group of each customer; without these it is the name of an attribute."""


def count_emotion(journeys: Journeys, by: tuple[Dimension, ...], gap: timedelta) -> EmotionTally:
    """Count complete customers."""
    begin, end, names = int(journeys.offsets[0]), int(journeys.offsets[-1]), len(journeys.touchpoints)
    codes = frozen(journeys.flat("touchpoint")[begin:end])
    ratings = ratings_of(journeys)
    kinds = [is_support(name) + 2 * is_harm(name) for name in journeys.touchpoints]
    limits = np.array([gap, QUICK, AHEAD], "timedelta64[us]").astype(np.int64)
    offsets = frozen(journeys.offsets - np.int32(begin))
    events = offsets, codes, frozen(journeys.flat("timestamp")[begin:end]), ratings
    rules = frozen(np.array([*kinds, 0], np.int8)), frozen(limits)
    counts, waits = count_behaviour(*events, codes, names, True, *rules)
    groups: dict[str, NDArray[np.int64]] = {}
    for dimension, members in by:
        values = coded(journeys, dimension) if members is None else _grouped(journeys, members)
        own, width = values.codes[begin:end], _width(dimension, values)
        cells = np.where((own < 0) | (codes < 0), np.int32(-1), own * np.int32(names) + codes).astype(
            np.int32
        )
        found = count_behaviour(*events, frozen(cells), width * names, False, *rules)[0]
        by_group = found.reshape(width, names, found.shape[1])
        for code in np.flatnonzero(by_group[:, :, 0].any(axis=1)).tolist():
            groups[f"{dimension}{SEPARATOR}{values.names[code]}"] = by_group[code]
    return EmotionTally(len(journeys), counts, waits, NamedCounts(groups), sample_texts(journeys, ratings))


def _grouped(journeys: Journeys, members: Members) -> Coded:
    """The group of every flat event; −1 for customers without one."""
    events = np.full(len(journeys.flat("timestamp")), -1, np.int32)
    own = members.codes(journeys.customers)
    events[journeys.offsets[0] : journeys.offsets[-1]] = np.repeat(own, np.diff(journeys.offsets))
    return Coded(events, members.names)


def _width(dimension: str, values: Coded) -> int:
    if len(values.names) > _MOST_GROUPS:
        raise UsageError(
            f"'{dimension}' makes {len(values.names):,} groups, more than {_MOST_GROUPS}.",
            hint="Choose an attribute with fewer values.",
        )
    return len(values.names)


def ratings_of(journeys: Journeys) -> NDArray[np.int32]:
    """The rating of every event of these customers in thousandths of a point of −5 … +5; UNRATED without a valid one."""
    begin, end = int(journeys.offsets[0]), int(journeys.offsets[-1])
    if "score" not in journeys.columns or "scale" not in journeys.columns:
        return frozen(np.full(end - begin, UNRATED, np.int32))
    scores, scales = journeys.flat("score")[begin:end], journeys.flat("scale")[begin:end]
    found = np.full(end - begin, UNRATED, np.int32)
    there = np.flatnonzero(np.isfinite(scores) & (scales >= 0))
    low, high, level, slope = _lines(journeys.vocabularies["scale"])[scales[there]].T
    own = scores[there]
    valid = (low <= own) & (own <= high)
    found[there[valid]] = np.rint((level + slope * own)[valid] * EXACT).astype(np.int32)
    return frozen(found)


def _lines(scales: Vocabulary) -> NDArray[np.float64]:
    """Per scale: its ends, and the line that leads from a score to points; NaN for one that is not known."""
    lines = np.full((max(1, len(scales)), 4), np.nan)
    for code, name in enumerate(scales):
        scale = SCALES.get(name.casefold())
        if scale is not None:
            at_zero = scale.emotion(0.0)
            lines[code] = scale.low, scale.high, at_zero, scale.emotion(1.0) - at_zero
    return lines
