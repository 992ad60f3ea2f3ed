"""What is counted for feelings: ratings, behaviour and texts by touchpoint, and by group; it merges in any order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sojourn.analysis.emotion_texts import TextSample, sample_texts
from sojourn.analysis.emotion_words import is_harm, is_support
from sojourn.analysis.groups import Coded, coded
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
_MOST_GROUPS: Final = 100


@dataclass(frozen=True, eq=False)
class Labels:
    """A group for each of some customers: segments, personas, arms of a test.

    Attributes
    ----------
    customers
        Customer ids, Arrow string array, each once.
    groups
        int32, one entry per id: the place of its group in ``names``.
    names
        Names of the groups.
    """

    customers: pa.Array
    groups: NDArray[np.int32]
    names: tuple[str, ...]

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "Labels":
        """The labels of customer → group."""
        names = tuple(sorted(set(given.values())))
        place = {name: code for code, name in enumerate(names)}
        groups = np.array([place[group] for group in given.values()], np.int32)
        return cls(pa.array(list(given), pa.string()), groups, names)

    def coded(self, journeys: Journeys) -> Coded:
        """The group of every flat event; −1 for customers without one."""
        found = pc.index_in(journeys.customers, self.customers).fill_null(-1).to_numpy()
        own = np.where(found < 0, -1, np.append(self.groups, -1)[found]).astype(np.int32)
        events = np.full(len(journeys.flat("timestamp")), -1, np.int32)
        events[journeys.offsets[0] : journeys.offsets[-1]] = np.repeat(own, np.diff(journeys.offsets))
        return Coded(events, self.names)


@dataclass(frozen=True, slots=True)
class EmotionTally:
    """Counts of :func:`sojourn.log.kernels.behaviour.count_behaviour` by touchpoint, and by group and touchpoint.

    ``labelled`` has the customers with an event in each group, which says that the group exists.
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


def count_emotion(journeys: Journeys, by: str | Labels | None, gap: timedelta) -> EmotionTally:
    """Count complete customers."""
    begin, end, names = int(journeys.offsets[0]), int(journeys.offsets[-1]), len(journeys.touchpoints)
    codes = frozen(journeys.flat("touchpoint")[begin:end])
    ratings = ratings_of(journeys)
    kinds = [is_support(name) + 2 * is_harm(name) for name in journeys.touchpoints]
    limits = np.array([gap, QUICK, AHEAD], "timedelta64[us]").astype(np.int64)
    given = (
        frozen(journeys.offsets - np.int32(begin)),
        codes,
        frozen(journeys.flat("timestamp")[begin:end]),
        ratings,
    )
    known = (frozen(np.array([*kinds, 0], np.int8)), frozen(limits))
    counts, waits = count_behaviour(*given, codes, names, *known)
    groups: dict[str, NDArray[np.int64]] = {}
    if by is not None:
        values = by.coded(journeys) if isinstance(by, Labels) else coded(journeys, by)
        groups = _by_group(values, codes, begin, end, names, given, known)
    return EmotionTally(len(journeys), counts, waits, NamedCounts(groups), sample_texts(journeys, ratings))


def _by_group(
    values: Coded,
    codes: NDArray[np.int32],
    begin: int,
    end: int,
    names: int,
    given: tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64], NDArray[np.int32]],
    known: tuple[NDArray[np.int8], NDArray[np.int64]],
) -> dict[str, NDArray[np.int64]]:
    if len(values.names) > _MOST_GROUPS:
        raise UsageError(
            f"There are {len(values.names):,} groups, more than {_MOST_GROUPS}.",
            hint="Choose an attribute with fewer values.",
        )
    own = values.codes[begin:end]
    found: dict[str, NDArray[np.int64]] = {}
    for code in np.unique(own[own >= 0]).tolist():
        cells = frozen(np.where(own == code, codes, np.int32(-1)))
        found[values.names[code]] = count_behaviour(*given, cells, names, *known)[0]
    return found


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
