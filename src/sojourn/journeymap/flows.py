"""Transitions as a map shows them: on journeys with folded touchpoints removed, and how much of the data that carries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.transitions import TransitionsSpec
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys, frozen
from sojourn.log.kernels.profile import count_events
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
    """A selection: journeys over groups of touchpoints, numbered from 0.

    Events of other touchpoints are left out, or kept under one more number that stands for them all.
    """

    groups: tuple[tuple[str, ...], ...]
    keep_others: bool = False

    def __call__(self, journeys: Journeys) -> Journeys:
        vocabulary = journeys.touchpoints
        other = len(self.groups) if self.keep_others else -1
        places = np.full(len(vocabulary) + 1, other, np.int32)
        places[-1] = -1  # where code −1 looks: an event without touchpoint
        for place, names in enumerate(self.groups):
            places[[vocabulary.code(name) for name in names]] = place
        codes = places[journeys.flat("touchpoint")]
        columns = {"touchpoint": frozen(codes), "timestamp": journeys.flat("timestamp")}
        numbered = replace(journeys, columns=columns, vocabularies={"touchpoint": self.vocabulary})
        return numbered.keep_events(codes >= 0) if len(codes) and codes.min() < 0 else numbered

    @property
    def vocabulary(self) -> Vocabulary:
        numbers = range(len(self.groups) + self.keep_others)
        return Vocabulary("touchpoint", tuple(str(n) for n in numbers))


def volumes(log: JourneyLog, shown: Sequence[str], *, keep_others: bool = False) -> Volumes:
    """Transitions, starts and ends of journeys over some touchpoints.

    Parameters
    ----------
    shown
        Names of the touchpoints.
    keep_others
        False removes all other touchpoints first, so that what lay on both sides of one becomes a transition. True
        counts transitions between the named touchpoints as they are in the log.
    """
    renumbered = _Renumbered(tuple((name,) for name in shown), keep_others)
    spec = TransitionsSpec()
    tally = log.reduce(lambda journeys: spec.measure(renumbered(journeys)))
    table = spec.conclude(tally, {"touchpoint": renumbered.vocabulary}).table
    names = {"": "", **{str(place): name for place, name in enumerate(shown)}}
    columns = [table.column(c).to_pylist() for c in ("source", "target", "count", "customers", "median_s")]
    rows = (
        Volume(names[s], names[t], *rest)
        for s, t, *rest in zip(*columns, strict=True)
        if s in names and t in names
    )
    return {(row.source, row.target): row for row in rows}


def customers_of(log: JourneyLog, groups: Sequence[Sequence[str]]) -> list[int]:
    """How many customers met at least one touchpoint of each group."""
    renumbered = _Renumbered(tuple(tuple(group) for group in groups), keep_others=True)

    def measure(journeys: Journeys) -> NDArray[np.int64]:
        own = renumbered(journeys)
        counts: NDArray[np.int64] = count_events(own.offsets, own.flat("touchpoint"), len(groups) + 1)[:, 1]
        return counts[: len(groups)]

    return [int(n) for n in log.reduce(measure)]


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
