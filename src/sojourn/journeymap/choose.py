"""Which touchpoints of a log a map shows: an explicit rule, so that nothing is left out by taste."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

LEAST_SHARE: Final = 0.01
"""A touchpoint that fewer customers meet, and that adds less of the transitions, is folded."""

FEWEST: Final = 6
"""So many are shown even if hardly anybody meets them."""

SPARE: Final = 2
"""So many more touchpoints than asked for are shown if that shows them all."""

DOORS: Final = 0.1
"""A touchpoint where this share of journeys starts or ends is shown."""

CANDIDATES: Final = 60
"""Touchpoints that compete for a place: those most customers meet, the goals, the doors."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the choice needs to know of a touchpoint: shares of all customers."""

    name: str
    share: float
    starts: float
    ends: float


def candidates(touchpoints: Sequence[Candidate], goals: Sequence[str]) -> tuple[Candidate, ...]:
    """The touchpoints that compete for a place on the map; `touchpoints` are given most customers first."""
    kept = list(touchpoints[:CANDIDATES])
    kept += [t for t in touchpoints[CANDIDATES:] if t.name in goals or max(t.starts, t.ends) >= DOORS]
    return tuple(kept)


def choose(
    touchpoints: Sequence[Candidate],
    transitions: Mapping[tuple[str, str], float],
    goals: Sequence[str],
    most: int,
) -> tuple[str, ...]:
    """The names of the touchpoints to show, in the order in which they won their place.

    Goals come first, then touchpoints where at least 10 % of journeys start or end, the largest such share first.
    Then, one at a time, the touchpoint with the largest sum of the share of customers who meet it and the share of
    transitions it adds: those between it and the touchpoints already shown. It ends when `most` are shown, or when six
    are and no other touchpoint reaches 1 % in either.

    Parameters
    ----------
    touchpoints
        Candidates, most customers first.
    transitions
        Share of all transitions between different touchpoints by source and target, for pairs of candidates.
    goals
        Names shown in any case.
    most
        How many to show.
    """
    known = {t.name: t for t in touchpoints}
    doors = sorted(
        (t for t in touchpoints if max(t.starts, t.ends) >= DOORS),
        key=lambda t: (-max(t.starts, t.ends), t.name),
    )
    shown = list(dict.fromkeys([*goals, *(t.name for t in doors)]))[: max(most, len(goals))]
    between: dict[str, dict[str, float]] = {name: {} for name in known}
    for (source, target), share in transitions.items():
        if source != target:
            between[source][target] = between[source].get(target, 0.0) + share
            between[target][source] = between[target].get(source, 0.0) + share
    rest = [t for t in touchpoints if t.name not in set(shown)]
    added = {t.name: sum(between[t.name].get(name, 0.0) for name in shown) for t in rest}
    while rest and len(shown) < most:
        best = max(rest, key=lambda t: t.share + added[t.name])  # the first of equals: most customers
        if max(best.share, added[best.name]) < LEAST_SHARE and len(shown) >= FEWEST:
            break
        shown.append(best.name)
        rest.remove(best)
        for other, share in between[best.name].items():
            if other in added:
                added[other] += share
    return tuple(shown)
