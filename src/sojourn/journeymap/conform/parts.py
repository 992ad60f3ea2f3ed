"""The parts of the score of a map, and the score."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sojourn.journeymap.conform.facts import Facts
from sojourn.journeymap.conform.line import Line, share_of
from sojourn.journeymap.model import MeasuredEmotion

PartName = Literal["fitness", "precision", "feelings", "waits"]
Reason = Literal["", "no_customers", "no_touchpoints", "no_flow", "no_way", "no_feelings", "no_waits"]

_SCALE: Final = 10.0
"""From −5 to +5."""
_HALF: Final = 0.5
"""So many waits may be longer than what customers expect at most."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the score.

    Attributes
    ----------
    name
        ``fitness``, ``precision``, ``feelings`` or ``waits``.
    value
        0 … 1; None where it cannot be computed.
    low, high
        95 % interval over customers; None where the part counts statements of the map.
    n
        Customers (fitness), or statements of the map that could be compared.
    reason
        Why there is no value.
    """

    name: PartName
    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0
    reason: Reason = ""


def parts_of(facts: Facts, line: Line) -> tuple[Part, ...]:
    """Fitness, precision, feelings and waits."""
    return fitness(facts), precision(facts, line), feelings(facts), waits(facts)


def score_of(parts: Sequence[Part]) -> float | None:
    """The harmonic mean of the parts that can be computed; None without fitness and precision.

    Examples
    --------
    >>> parts = [Part("fitness", 0.9), Part("precision", 0.6), Part("feelings", None, reason="no_feelings")]
    >>> round(score_of(parts), 3)
    0.72
    """
    known = {part.name: part.value for part in parts if part.value is not None}
    if not {"fitness", "precision"} <= set(known):
        return None
    if min(known.values()) <= 0:
        return 0.0
    return len(known) / sum(1 / value for value in known.values())


def fitness(facts: Facts) -> Part:
    """Mean share of behaviour that the map explains, over journeys."""
    missing = _nothing(facts) or ("no_flow" if not facts.graph.flows else "")
    if missing:
        return Part("fitness", None, reason=missing)
    fit = facts.alignments.fit
    if fit is None:
        return Part("fitness", None, reason="no_way")
    return Part("fitness", fit.value, fit.low, fit.high, fit.customers)


def precision(facts: Facts, line: Line) -> Part:
    """Mean of two shares: of the touchpoints that customers meet, and of the ways drawn that they take."""
    missing = _nothing(facts)
    if missing:
        return Part("precision", None, reason=missing)
    n = facts.customers
    spots = [facts.met(place) > 0 for place in range(facts.graph.size)]
    ways = [line.happens(share_of(facts.pairs.get(pair, 0), n)) for pair in sorted(facts.drawn)]
    shares = [sum(some) / len(some) for some in (spots, ways) if some]
    return Part("precision", sum(shares) / len(shares), n=len(spots) + len(ways))


def feelings(facts: Facts) -> Part:
    """Mean agreement of drawn with measured feelings."""
    missing = _nothing(facts)
    found = [1 - outside(drawn.score, measured) / _SCALE for drawn, measured in facts.feelings.values()]
    return _mean("feelings", found, missing or "no_feelings")


def waits(facts: Facts) -> Part:
    """Mean agreement of expected with measured waits: 1 less the share of waits beyond the half that may be longer."""
    missing = _nothing(facts)
    found = [1 - max(0.0, wait.longer / wait.n - _HALF) for wait in facts.waits.values()]
    return _mean("waits", found, missing or "no_waits")


def outside(score: float, measured: MeasuredEmotion) -> float:
    """How far a drawn feeling lies outside the interval of the measured one; 0 within it.

    >>> outside(4.0, MeasuredEmotion(score=1.0, low=0.5, high=1.5, n=40))
    2.5
    """
    return max(measured.low - score, score - measured.high, 0.0)


def _nothing(facts: Facts) -> Reason:
    if not facts.graph.size:
        return "no_touchpoints"
    return "" if facts.customers else "no_customers"


def _mean(name: PartName, found: Iterable[float], missing: Reason) -> Part:
    values = list(found)
    if not values:
        return Part(name, None, reason=missing)
    return Part(name, sum(values) / len(values), n=len(values))
