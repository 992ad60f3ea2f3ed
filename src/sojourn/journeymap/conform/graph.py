"""The flow of a map as a graph that journeys are aligned to."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sojourn.journeymap.model import JourneyMap
from sojourn.log.journeys import frozen
from sojourn.log.kernels.alignment import FAR, fewest_between

Pair = tuple[int, int]


@dataclass(frozen=True)
class Graph:
    """Which touchpoint may follow which, and where journeys may begin and end; touchpoints by their place on the map.

    Attributes
    ----------
    size
        How many touchpoints the map has.
    flows
        Pairs of places, rising; a place with itself is a loop.
    starts, ends
        Places where journeys may begin and end, rising. Empty: anywhere.
    """

    size: int
    flows: tuple[Pair, ...]
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()

    @cached_property
    def walks(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Fewest touchpoints between any two, and the first step of that walk; the source and the sink come last."""
        source, sink = self.size, self.size + 1
        edges = np.zeros((self.size + 2, self.size + 2), np.bool_)
        for a, b in self.flows:
            edges[a, b] = True
        edges[source, list(self.starts or range(self.size))] = True
        edges[list(self.ends or range(self.size)), sink] = True
        between, onward = fewest_between(frozen(edges))
        return frozen(between), frozen(onward)

    @property
    def shortest(self) -> int | None:
        """Touchpoints of the shortest journey the map knows from a start to an end; None if none leads there."""
        fewest = int(self.walks[0][self.size, self.size + 1])
        return None if fewest >= FAR else fewest

    def anywhere(self) -> "Graph":
        """The same flows; journeys may begin and end anywhere."""
        return Graph(self.size, self.flows)


def graph_of(jmap: JourneyMap) -> Graph:
    """The graph that a map draws.

    Examples
    --------
    >>> from sojourn.journeymap.model import Flow, Stage, Touchpoint
    >>> spots = tuple(Touchpoint(id=name, name=name, stage="s", starts=name == "see") for name in ("see", "buy"))
    >>> graph_of(JourneyMap(title="T", stages=(Stage(id="s", name="S"),), touchpoints=spots,
    ...                     flow=(Flow(source="see", target="buy"),)))
    Graph(size=2, flows=((0, 1),), starts=(0,), ends=())
    """
    places = {touchpoint.id: place for place, touchpoint in enumerate(jmap.touchpoints)}
    flows = {(places[flow.source], places[flow.target]) for flow in jmap.flow}
    return Graph(
        len(places),
        tuple(sorted(flows)),
        _where(touchpoint.starts for touchpoint in jmap.touchpoints),
        _where(touchpoint.ends for touchpoint in jmap.touchpoints),
    )


def _where(marks: Iterable[bool]) -> tuple[int, ...]:
    return tuple(place for place, marked in enumerate(marks) if marked)
