"""What a log says about a map, gathered once for everything that is judged about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from sojourn.analysis.seam import answer
from sojourn.analysis.touchpoints import TouchpointsSpec
from sojourn.analysis.transitions import TransitionsSpec
from sojourn.journeymap.bind.emotions import feelings
from sojourn.journeymap.bind.personas import Marked
from sojourn.journeymap.bind.tally import Counted, tallied
from sojourn.journeymap.conform.alignment import Alignments, AlignmentSpec
from sojourn.journeymap.conform.graph import Graph, graph_of
from sojourn.journeymap.conform.groups import Groups
from sojourn.journeymap.conform.seeing import seeing
from sojourn.journeymap.model import Emotion, JourneyMap, MeasuredEmotion, Touchpoint
from sojourn.log.journeylog import JourneyLog

OUTSIDE: Final = -1
"""Where journeys come from before they begin and go to after they end."""

_ROUNDING: Final = 1e-9

Row = Mapping[str, Any]
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Waits:
    """Waits at a touchpoint with an expected wait.

    Attributes
    ----------
    n, longer
        How many, and how many of them longer.
    median_s
        Seconds.
    apart
        So many waits of as many customers would say as much; see :func:`apart`. Intervals and tests rest on this number.
    """

    n: int
    longer: int
    median_s: float
    apart: int

    @property
    def longer_apart(self) -> float:
        """How many of :attr:`apart` would be longer."""
        return self.apart * (self.longer / self.n)


@dataclass(frozen=True)
class Facts:
    """A log through a map.

    Touchpoints are numbered: those of the map by their place on it, then those of the log that the map neither draws nor
    leaves out.

    Attributes
    ----------
    jmap, graph
        The map, and the graph it draws.
    customers
        Customers with an event of such a touchpoint.
    outside
        Names of the touchpoints that are not drawn, from number ``len(jmap.touchpoints)`` on.
    rows
        What happens at each touchpoint that occurs, by number; a row of :class:`sojourn.analysis.touchpoints.Touchpoints`.
    pairs
        Customers who go directly from one to another, by numbers; :data:`OUTSIDE` is the beginning and the end.
    alignments
        Journeys aligned to the map.
    feelings
        What is drawn and measured, by place and id of the persona, ``""`` for all customers; only what rests on data.
    waits
        What is measured where the map expects something, by place.
    """

    jmap: JourneyMap
    graph: Graph
    customers: int
    outside: tuple[str, ...]
    rows: Mapping[int, Row]
    pairs: Mapping[Pair, int]
    alignments: Alignments
    feelings: Mapping[tuple[int, str], tuple[Emotion, MeasuredEmotion]]
    waits: Mapping[int, Waits]

    @cached_property
    def drawn(self) -> frozenset[Pair]:
        """Everything the map says about who goes where: flows, and the marks of starts and ends."""
        doors = {(OUTSIDE, place) for place in self.graph.starts} | {
            (place, OUTSIDE) for place in self.graph.ends
        }
        return frozenset(self.graph.flows) | doors

    @cached_property
    def touching(self) -> Mapping[int, tuple[Pair, ...]]:
        """For every touchpoint the pairs it belongs to, rising."""
        found: dict[int, list[Pair]] = {}
        for pair in sorted(self.pairs):
            for number in set(pair):
                found.setdefault(number, []).append(pair)
        return {number: tuple(pairs) for number, pairs in found.items()}

    def name(self, number: int) -> str:
        """The name of a touchpoint: on the map, else in the log."""
        size = self.graph.size
        return self.jmap.touchpoints[number].name if number < size else self.outside[number - size]

    def met(self, number: int) -> int:
        """Customers who met a touchpoint."""
        row = self.rows.get(number)
        return 0 if row is None else int(row["customers"])


def gather(jmap: JourneyMap, log: JourneyLog, groups: Groups | None = None, *, doors: bool = True) -> Facts:
    """Everything a check needs to know; ``doors=False`` lets journeys begin and end anywhere."""
    wanted = groups or Groups()
    view = seeing(log, jmap)
    marked = Marked(wanted.whose)
    seen = log.renamed(marked, marked.vocabularies).renamed(view, {"touchpoint": view.vocabulary})
    graph = graph_of(jmap) if doors else graph_of(jmap).anywhere()
    number = {name: code for code, name in enumerate(view.vocabulary.names)}
    profile = answer(seen, TouchpointsSpec())
    rows = {number[row["touchpoint"]]: row for row in profile.table.to_pylist()}
    number[""] = OUTSIDE
    flows = answer(seen, TransitionsSpec()).table
    columns = (flows.column(name).to_pylist() for name in ("source", "target", "customers"))
    pairs = {(number[s], number[t]): n for s, t, n in zip(*columns, strict=True)}
    counted = tallied(jmap, log) if rows and jmap.touchpoints else None
    return Facts(
        jmap,
        graph,
        profile.customers,
        view.outside,
        rows,
        pairs,
        answer(seen, AlignmentSpec(graph, wanted.groups)),
        {} if counted is None else _feelings(jmap, log, wanted, counted),
        {} if counted is None else waits_of(jmap, counted),
    )


def waits_of(jmap: JourneyMap, counted: Counted) -> dict[int, Waits]:
    """Waits at the touchpoints of a map that expect one, by place."""
    found = {}
    for place, (touchpoint, name) in enumerate(zip(jmap.touchpoints, counted.view.shown, strict=True)):
        n, longer, *products = counted.tally.waits[place].tolist()
        if touchpoint.expected_wait is not None and n:
            found[place] = Waits(
                n, longer, float(counted.rows[name]["median_wait_s"]), apart(n, longer, *products)
            )
    return found


def apart(n: int, longer: int, nn: int, nl: int, ll: int) -> int:
    """So many waits of as many customers say as much about the share of longer ones, as a customer's waits are alike.

    The share is a ratio of sums over customers; its variance by linearisation (Cochran 1977, 6.3) is that of a share of so
    many. It is never taken for more than n² / Σ n² (Kish 1965), as though all waits of a customer were one.

    Parameters
    ----------
    n, longer
        Waits, and longer ones.
    nn, nl, ll
        Sums over customers of the products of both.

    Examples
    --------
    >>> apart(50, 10, 50, 10, 10), apart(50, 10, 500, 100, 100)  # 50 customers with one wait; 5 with ten
    (50, 5)
    """
    share = longer / n
    squares = ll - 2 * share * nl + share * share * nn
    kish = n * n / nn
    linear = share * (1 - share) * n * n / squares if squares > 0 else kish
    return max(1, int(min(kish, linear) + _ROUNDING))


def _feelings(
    jmap: JourneyMap, log: JourneyLog, groups: Groups, counted: Counted
) -> dict[tuple[int, str], tuple[Emotion, MeasuredEmotion]]:
    if not any(_drawn(touchpoint) for touchpoint in jmap.touchpoints):
        return {}
    found = feelings(jmap, log, counted, groups.whose)
    both = {}
    for place, touchpoint in enumerate(jmap.touchpoints):
        for persona, drawn in _drawn(touchpoint).items():
            own = found.personas.get(persona, {}) if persona else found.touchpoints
            if touchpoint.id in own:
                both[place, persona] = (drawn, own[touchpoint.id])
    return both


def _drawn(touchpoint: Touchpoint) -> dict[str, Emotion]:
    """The feelings drawn at a touchpoint by the id of the persona; ``""`` for all customers."""
    everyone = {} if touchpoint.emotion is None else {"": touchpoint.emotion}
    return everyone | touchpoint.emotions
