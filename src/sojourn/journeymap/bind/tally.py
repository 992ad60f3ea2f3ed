"""One pass over a log that counts everything a map's evidence needs, in the codes of the map."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.touchpoints import TouchpointsSpec, TouchpointsTally
from sojourn.analysis.transitions import TransitionsSpec, TransitionsTally
from sojourn.errors import InputError, UsageError
from sojourn.journeymap.flows import Volumes, named_volumes, numbers
from sojourn.journeymap.matching import View, view_of
from sojourn.journeymap.model import JourneyMap
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys, frozen
from sojourn.log.kernels.limits import count_beyond
from sojourn.log.kernels.profile import count_events
from sojourn.units import microseconds

Counts = NDArray[np.int64]
Row = Mapping[str, Any]
"""A row of :class:`sojourn.analysis.touchpoints.Touchpoints`, in the names of the view."""

_FOREVER: Final = np.iinfo(np.int64).max
_COUNTED: Final = ("timestamp", "score", "scale")


@dataclass(frozen=True, slots=True)
class MapTally:
    """What is counted of some complete customers.

    Attributes
    ----------
    profile
        In the codes of the view: the touchpoints of the map, then everything else under its own name.
    inside
        Transitions between touchpoints of the map, on journeys from which everything else was removed.
    direct
        Transitions as they are in the log, everything that is not on the map under one code.
    stages
        int64, shape (stages,): customers who met the stage.
    waits
        int64, shape (touchpoints, 5): waits n, those longer than expected l, and the sums over customers of n², n·l and l².
    last
        int64, shape (touchpoints,): µs UTC of the last event.
    names
        int64, shape (names of the log,): events on the map by their name in the log.
    """

    profile: TouchpointsTally
    inside: TransitionsTally
    direct: TransitionsTally
    stages: Counts
    waits: Counts
    last: Counts
    names: Counts

    def __add__(self, other: "MapTally") -> "MapTally":
        return MapTally(
            self.profile + other.profile,
            self.inside + other.inside,
            self.direct + other.direct,
            self.stages + other.stages,
            self.waits + other.waits,
            np.maximum(self.last, other.last),
            self.names + other.names,
        )


@dataclass(frozen=True, slots=True)
class _Measure:
    """Counts the journeys of one part of a log."""

    view: View
    stages: NDArray[np.int32]
    """The stage of every place, and one past the last stage for everything else."""
    limits: Counts
    """The expected wait of every place, µs."""

    def __call__(self, journeys: Journeys) -> MapTally:
        shown, past = len(self.limits), int(self.stages[-1])
        places = self.view.matching.places(journeys)
        raw = journeys.flat("touchpoint")
        begin, end = int(journeys.offsets[0]), int(journeys.offsets[-1])
        mine = raw[begin:end][places[begin:end] >= 0]
        names = np.bincount(mine[mine >= 0], minlength=len(journeys.touchpoints))
        slim = self._slim(journeys, np.where(places >= 0, places, self.view.others[raw]).astype(np.int32))
        codes = slim.flat("touchpoint")
        outside = frozen(np.minimum(codes, np.int32(shown)))
        one = _recoded(slim, outside, shown + 1)
        staged = frozen(self.stages[outside])
        waits, last = count_beyond(slim.offsets, codes, slim.flat("timestamp"), self.limits)
        transitions = TransitionsSpec()
        return MapTally(
            TouchpointsSpec().measure(slim),
            transitions.measure(_recoded(one, outside, shown).keep_events(codes < shown)),
            transitions.measure(one),
            count_events(slim.offsets, staged, past + 1)[:past, 1],
            waits,
            last,
            names,
        )

    def _slim(self, journeys: Journeys, codes: NDArray[np.int32]) -> Journeys:
        """The journeys in the codes of the view, with nothing but what is counted."""
        columns = {name: journeys.columns[name] for name in _COUNTED if name in journeys.columns}
        slim = replace(
            journeys,
            columns={"touchpoint": frozen(codes), **columns},
            vocabularies={**journeys.vocabularies, "touchpoint": self.view.vocabulary},
        )
        return slim.keep_events(codes >= 0) if len(codes) and codes.min() < 0 else slim


def _recoded(journeys: Journeys, codes: NDArray[np.int32], names: int) -> Journeys:
    return replace(
        journeys,
        columns={"touchpoint": codes, "timestamp": journeys.flat("timestamp")},
        vocabularies={"touchpoint": numbers(names)},
    )


@dataclass(frozen=True)
class Counted:
    """A map counted on a log.

    Attributes
    ----------
    view
        The log's events as touchpoints of the map and others.
    tally
        The counts by code.
    customers
        Customers with an event that has a touchpoint.
    rows
        What happens at each touchpoint, by its name in the view.
    inside, direct
        Volumes by names of the view: with everything that is not on the map removed, and as they are in the log.
    """

    view: View
    tally: MapTally
    customers: int
    rows: Mapping[str, Row]
    inside: Volumes
    direct: Volumes

    @property
    def apart(self) -> int:
        """Transitions between two different touchpoints in the log, seen through the map."""
        return sum(int(r["events"] - r["repeats"]) for r in self.rows.values()) - self.customers


def tallied(jmap: JourneyMap, log: JourneyLog) -> Counted:
    """Count a map on a log, in one pass.

    Raises
    ------
    UsageError
        If the map has no touchpoint.
    InputError
        If the log holds no event with a touchpoint.
    """
    if not jmap.touchpoints:
        raise UsageError("The map has no touchpoint, so there is nothing to count.", hint="Draw one first.")
    view = view_of(log, jmap, keep_others=True)
    order = {stage.id: place for place, stage in enumerate(jmap.stages)}
    stages = np.array([*(order[t.stage] for t in jmap.touchpoints), len(order)], np.int32)
    limits = frozen(np.array([_limit(t.expected_wait) for t in jmap.touchpoints], np.int64))
    tally = log.reduce(_Measure(view, stages, limits))
    profile = TouchpointsSpec().conclude(tally.profile, {"touchpoint": view.vocabulary})
    if profile.customers == 0:
        raise InputError("The journey log holds no event with a touchpoint, so there is nothing to map.")
    rows = {row["touchpoint"]: row for row in profile.table.to_pylist()}
    shown = view.shown
    return Counted(
        view,
        tally,
        profile.customers,
        rows,
        named_volumes(tally.inside, shown),
        named_volumes(tally.direct, shown),
    )


def _limit(expected: str | None) -> int:
    """Microseconds; where nothing is expected no wait is longer."""
    return int(_FOREVER) if expected is None else microseconds(expected)
