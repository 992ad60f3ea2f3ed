"""Journeys cut before their outcome: what was known, and what came of it."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.features.portraits import Portraits, emotions, portraits
from sojourn.log.journeys import Journeys, frozen
from sojourn.log.kernels.gather import first_from
from sojourn.log.kernels.occurrences import first_places, last_places
from sojourn.log.kernels.runs import split_at_gaps
from sojourn.units import microseconds

Numbers = NDArray[np.float64]
Places = NDArray[np.int32]

GAP: Final = timedelta(minutes=30)
"""Longest time between two events of one visit."""
_NEEDED: Final = ("timestamp", "touchpoint", "channel", "device", "value", "currency")
_ONES: Final = np.array([False, True, False])
"""For kernels: code 1 is wanted, 0 and −1 are not."""


@dataclass(frozen=True, slots=True)
class DriversTally:
    """What was known of some customers before the outcome, and the outcome.

    Attributes
    ----------
    customers, early, silent
        All customers; those whose goal came before the landmark; those without an outcome or without an event before it.
    parts
        Portraits of the journeys before the landmark, the outcome of their customers, the time of the landmark, and
        the touchpoint at which they rated (−1 for the goal).
    rated
        int64, shape (touchpoints, 2): events and rated events by touchpoint.
    last_us
        Time of the last event of all.
    """

    customers: int
    early: int
    silent: int
    parts: tuple[tuple[Portraits, Numbers, NDArray[np.int64], NDArray[np.int32]], ...]
    rated: NDArray[np.int64]
    last_us: int

    def __add__(self, other: "DriversTally") -> "DriversTally":
        return DriversTally(
            self.customers + other.customers,
            self.early + other.early,
            self.silent + other.silent,
            self.parts + other.parts,
            self.rated + other.rated,
            max(self.last_us, other.last_us),
        )


def before_goal(
    journeys: Journeys, goal: tuple[str, ...], landmark: timedelta | None, timezone: str
) -> DriversTally:
    """Everybody up to the landmark: the end of the first visit, or so long after the first event.

    Those who reach the goal by then are counted and left out; the outcome of the others is whether they reach it later.
    """
    if journeys.events == 0:
        return _tally(
            journeys, np.zeros(len(journeys), np.int32), np.zeros(len(journeys), np.bool_), timezone
        )
    names, offsets, times = journeys.touchpoints, journeys.offsets, journeys.flat("timestamp")
    wanted = np.zeros(len(names) + 1, np.bool_)
    wanted[[names.code(name) for name in goal]] = True
    first = first_places(offsets, journeys.flat("touchpoint"), wanted)
    if landmark is None:
        edges, owners = split_at_gaps(offsets, times, microseconds(GAP))
        ends = edges[np.searchsorted(owners, np.arange(len(journeys))) + 1]
        looked = times[ends - 1]
    else:
        looked = times[offsets[:-1]] + microseconds(landmark)
        ends = first_from(offsets, times, frozen(looked + 1))
    early = (first >= 0) & (first < ends)
    tally = _tally(journeys, ends, ~early, timezone, (first >= 0).astype(np.float64), looked)
    return replace(tally, early=int(early.sum()))


def before_rating(journeys: Journeys, timezone: str) -> DriversTally:
    """Everybody with a rating on a known scale, up to their last one; the outcome is what it says, −5 … +5.

    Customers without a rating, or with nothing before it, are counted and left out.
    """
    feelings, offsets = emotions(journeys), journeys.offsets
    nobody = np.zeros(len(journeys), np.bool_)
    if feelings is None or journeys.events == 0:
        return replace(_tally(journeys, offsets[:-1], nobody, timezone), silent=len(journeys))
    given = frozen((~np.isnan(feelings)).astype(np.int32))
    places = last_places(offsets, offsets[1:], given, _ONES)
    there = np.maximum(places, 0)
    kept = places > offsets[:-1]
    asked = journeys.flat("touchpoint")[there]
    looked = journeys.flat("timestamp")[there]
    tally = _tally(journeys, places, kept, timezone, feelings[there], looked, asked)
    return replace(tally, silent=int((~kept).sum()), rated=_rated(journeys, feelings))


def _tally(
    journeys: Journeys,
    ends: Places,
    kept: NDArray[np.bool_],
    timezone: str,
    outcome: Numbers | None = None,
    looked: NDArray[np.int64] | None = None,
    asked: Places | None = None,
) -> DriversTally:
    """The portraits of the customers kept, each journey up to its end."""
    n, times = len(journeys), journeys.flat("timestamp")
    start, stop = int(journeys.offsets[0]), int(journeys.offsets[-1])
    begins, columns = journeys.offsets[:-1], journeys.columns
    lean = replace(journeys, columns={name: columns[name] for name in _NEEDED if name in columns})
    seen = lean.keep_spans(begins, np.where(kept, ends, begins).astype(np.int32))
    part = (
        portraits(seen, timezone, GAP),
        (np.zeros(n) if outcome is None else outcome)[kept],
        (np.zeros(n, np.int64) if looked is None else looked)[kept],
        (np.full(n, -1, np.int32) if asked is None else asked)[kept],
    )
    rated = np.zeros((len(journeys.touchpoints), 2), np.int64)
    last = int(times[start:stop].max()) if stop > start else 0
    return DriversTally(n, 0, 0, (part,), rated, last)


def _rated(journeys: Journeys, feelings: Numbers) -> NDArray[np.int64]:
    span = slice(journeys.offsets[0], journeys.offsets[-1])
    codes, given = journeys.flat("touchpoint")[span], ~np.isnan(feelings[span])
    size = len(journeys.touchpoints)
    counts = [np.bincount(c[c >= 0], minlength=size) for c in (codes, codes[given])]
    return np.stack(counts, axis=1).astype(np.int64)
