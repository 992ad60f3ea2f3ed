"""How the touchpoints of a log and those of its map belong together."""

from collections.abc import Iterable
from dataclasses import dataclass

from sojourn.errors import UnknownNameError
from sojourn.journeymap.model import JourneyMap, MeasuredEmotion, Touchpoint
from sojourn.log.journeylog import JourneyLog


@dataclass(frozen=True, slots=True)
class Placed:
    """A touchpoint of the log and its place on the map."""

    name: str
    stage: str
    """Id of the stage."""
    touchpoint: Touchpoint
    emotion: MeasuredEmotion | None


def placed(log: JourneyLog, jmap: JourneyMap | None) -> tuple[Placed, ...]:
    """Every touchpoint of the log that the map draws, in the order of the map."""
    if jmap is None:
        return ()
    known = set(log.touchpoints.names)
    evidence = jmap.evidence.touchpoints if jmap.evidence is not None else {}
    found: dict[str, Placed] = {}
    for touchpoint in jmap.touchpoints:
        own = evidence.get(touchpoint.id)
        for name in names_of(touchpoint):
            if name in known and name not in found:
                found[name] = Placed(
                    name, touchpoint.stage, touchpoint, own.emotion if own is not None else None
                )
    return tuple(found.values())


def names_of(touchpoint: Touchpoint) -> tuple[str, ...]:
    """The names of the events that belong to a touchpoint of the map."""
    if touchpoint.match is not None and touchpoint.match.touchpoint:
        return touchpoint.match.touchpoint
    return (touchpoint.name,)


def goals_of(log: JourneyLog, jmap: JourneyMap | None, wanted: Iterable[str]) -> tuple[str, ...]:
    """The touchpoints that count as success: those asked for, else the goal of the map, else none.

    Raises
    ------
    UnknownNameError
        If a goal asked for is not a touchpoint of the log.
    """
    names = log.touchpoints.names
    goals = tuple(dict.fromkeys(wanted))
    for goal in goals:
        if goal not in names:
            raise UnknownNameError.among("touchpoint", goal, names)
    if goals or jmap is None or jmap.evidence is None or jmap.evidence.goal is None:
        return goals
    told = jmap.evidence.goal.touchpoint
    drawn = next((names_of(t) for t in jmap.touchpoints if t.id == told), (told,))
    return tuple(name for name in drawn if name in names)
