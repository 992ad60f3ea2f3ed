"""Transitions between touchpoints by name, and which of them a map draws."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from sojourn.analysis.transitions import TransitionsSpec, TransitionsTally
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys, frozen
from sojourn.log.vocabulary import Vocabulary

CARRY: Final = 0.9
"""Flows are kept, most frequent first, until they carry this share of the transitions between shown touchpoints."""

PER_TOUCHPOINT: Final = 2.0
"""At most this many flows per touchpoint are kept."""

LOOPS: Final = 0.05
"""A loop is kept if this share of the touchpoint's customers goes round it."""


@dataclass(frozen=True, slots=True)
class Volume:
    """One flow between names; "" as source is the start of journeys, as target their end."""

    source: str
    target: str
    count: int
    customers: int
    median_s: float | None


Volumes = Mapping[tuple[str, str], Volume]


@dataclass(frozen=True, slots=True)
class _Renumbered:
    """A selection: journeys over some touchpoints, numbered from 0; one more number stands for all others."""

    names: tuple[str, ...]

    def __call__(self, journeys: Journeys) -> Journeys:
        vocabulary = journeys.touchpoints
        places = np.full(len(vocabulary) + 1, len(self.names), np.int32)
        places[-1] = -1  # where code −1 looks: an event without touchpoint
        for place, name in enumerate(self.names):
            places[vocabulary.code(name)] = place
        codes = places[journeys.flat("touchpoint")]
        columns = {"touchpoint": frozen(codes), "timestamp": journeys.flat("timestamp")}
        numbered = replace(
            journeys, columns=columns, vocabularies={"touchpoint": numbers(len(self.names) + 1)}
        )
        return numbered.keep_events(codes >= 0) if len(codes) and codes.min() < 0 else numbered


def numbers(size: int) -> Vocabulary:
    """Names for places that need none."""
    return Vocabulary("touchpoint", tuple(str(n) for n in range(size)))


def volumes(log: JourneyLog, shown: Sequence[str]) -> Volumes:
    """Transitions between some touchpoints as they are in the log, starts and ends of journeys there."""
    spec = TransitionsSpec()
    renumbered = _Renumbered(tuple(shown))
    return named_volumes(log.reduce(lambda journeys: spec.measure(renumbered(journeys))), shown)


def named_volumes(tally: TransitionsTally, shown: Sequence[str]) -> Volumes:
    """What was counted by number, by name; numbers beyond the names are passed over."""
    table = TransitionsSpec().conclude(tally, {"touchpoint": numbers(len(tally.starts))}).table
    names = {"": "", **{str(place): name for place, name in enumerate(shown)}}
    columns = [table.column(c).to_pylist() for c in ("source", "target", "count", "customers", "median_s")]
    rows = (
        Volume(names[s], names[t], *rest)
        for s, t, *rest in zip(*columns, strict=True)
        if s in names and t in names
    )
    return {(row.source, row.target): row for row in rows}


def worth_drawing(flows: Volumes, shown: Sequence[str], loops: Sequence[str]) -> tuple[Volume, ...]:
    """The flows of the map, most frequent first.

    Kept are each touchpoint's strongest flow in and out, then the most frequent of the rest until 90 % of the
    transitions between different shown touchpoints are carried or there are two per touchpoint, and the named loops.
    """
    inner = sorted(
        (f for (s, t), f in flows.items() if s and t and s != t), key=lambda f: (-f.count, f.source, f.target)
    )
    total = sum(f.count for f in inner)
    left: set[str] = set()
    met: set[str] = set()
    kept = []
    for flow in inner:
        if flow.source not in left or flow.target not in met:
            kept.append(flow)
        left.add(flow.source)
        met.add(flow.target)
    carried = sum(f.count for f in kept)
    room = int(PER_TOUCHPOINT * len(shown))
    strongest = set(kept)
    for flow in inner:
        if carried >= CARRY * total or len(kept) >= room:
            break
        if flow not in strongest:
            kept.append(flow)
            carried += flow.count
    kept += [flows[name, name] for name in loops if (name, name) in flows]
    return tuple(sorted(kept, key=lambda f: (-f.count, f.source, f.target)))
