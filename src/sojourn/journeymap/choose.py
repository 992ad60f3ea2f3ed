"""Which touchpoints of a log a map shows: an explicit rule, so that nothing is left out by taste."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

LEAST_SHARE: Final = 0.01
"""A touchpoint that fewer customers meet does not compete for a place, unless it is a goal or a door."""

FEWEST: Final = 6
"""So many compete even if hardly anybody meets them."""

CANDIDATES: Final = 60
"""At most so many compete, besides goals and doors."""

DOORS: Final = 0.1
"""A touchpoint where this share of journeys starts or ends is a door."""

CHANNELS: Final = 0.1
"""The touchpoint of a channel that most customers meet is shown if this share of customers meets it."""

PER_STAGE: Final = 2
"""Every stage keeps so many of its touchpoints, those most customers meet, as far as there is room."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the choice needs to know of a touchpoint: shares of all customers."""

    name: str
    share: float
    starts: float
    ends: float
    channel: str = ""
    """Where most of its events happen; "" if unknown."""

    @property
    def door(self) -> float:
        """The larger of the shares of journeys that start and end here."""
        return max(self.starts, self.ends)


def candidates(touchpoints: Sequence[Candidate], goals: Sequence[str]) -> tuple[Candidate, ...]:
    """The touchpoints that compete for a place on the map; `touchpoints` are given most customers first."""
    return tuple(
        t
        for place, t in enumerate(touchpoints)
        if place < FEWEST
        or (place < CANDIDATES and t.share >= LEAST_SHARE)
        or t.name in goals
        or t.door >= DOORS
    )


def choose(
    stages: Sequence[Sequence[Candidate]],
    transitions: Mapping[tuple[str, str], float],
    goals: Sequence[str],
    most: int,
) -> tuple[str, ...]:
    """The names of the touchpoints to show, in the order in which they won their place.

    All candidates, if there are at most `most`. Else the goals; then the two touchpoints of every stage that most
    customers meet (one, where two of each are more than `most`); then the doors, where 10 % of journeys start or end;
    then of every channel the touchpoint that most customers meet, if 10 % meet it; then, one at a time, the touchpoint with the largest sum of the share of customers who meet it and the share of
    transitions it adds: those between it and the touchpoints already shown.

    Parameters
    ----------
    stages
        The candidates by stage.
    transitions
        Share of all transitions between different touchpoints by source and target, for pairs of candidates.
    goals
        Names shown in any case, if they are candidates.
    most
        How many to show.
    """
    everyone = sorted((t for stage in stages for t in stage), key=lambda t: (-t.share, t.name))
    if len(everyone) <= most:
        return tuple(t.name for t in everyone)
    first = [t.name for t in everyone if t.name in goals]
    wanted = [*first, *_quota(stages, most), *_doors(everyone), *_channels(everyone)]
    shown = list(dict.fromkeys(wanted))[: max(most, len(first))]
    rest = [t for t in everyone if t.name not in set(shown)]
    between = _between(everyone, transitions)
    added = {t.name: sum(between[t.name].get(name, 0.0) for name in shown) for t in rest}
    while rest and len(shown) < most:
        best = max(rest, key=lambda t: t.share + added[t.name])  # the first of equals: most customers
        shown.append(best.name)
        rest.remove(best)
        for other, share in between[best.name].items():
            if other in added:
                added[other] += share
    return tuple(shown)


def _quota(stages: Sequence[Sequence[Candidate]], most: int) -> list[str]:
    each = PER_STAGE if PER_STAGE * len(stages) <= most else 1
    kept = [t for stage in stages for t in sorted(stage, key=lambda t: (-t.share, t.name))[:each]]
    return [t.name for t in sorted(kept, key=lambda t: (-t.share, t.name))]


def _channels(everyone: Sequence[Candidate]) -> list[str]:
    main: dict[str, Candidate] = {}
    for touchpoint in everyone:
        main.setdefault(touchpoint.channel, touchpoint)
    return [t.name for channel, t in main.items() if channel and t.share >= CHANNELS]


def _doors(everyone: Sequence[Candidate]) -> list[str]:
    return [t.name for t in sorted(everyone, key=lambda t: (-t.door, t.name)) if t.door >= DOORS]


def _between(
    everyone: Sequence[Candidate], transitions: Mapping[tuple[str, str], float]
) -> dict[str, dict[str, float]]:
    """Per touchpoint, the share of transitions between it and each other one, both ways."""
    between: dict[str, dict[str, float]] = {t.name: {} for t in everyone}
    for (source, target), share in transitions.items():
        if source != target:
            between[source][target] = between[source].get(target, 0.0) + share
            between[target][source] = between[target].get(source, 0.0) + share
    return between
