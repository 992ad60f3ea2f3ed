"""The touchpoints that count as success: as a map calls them, as the log seen through it does, as the log does."""

from collections.abc import Sequence

from sojourn.analysis.seam import names_in
from sojourn.errors import UnknownNameError
from sojourn.goal import find_goal
from sojourn.journeymap.matching import View, match_of
from sojourn.journeymap.model import JourneyMap
from sojourn.log.journeylog import JourneyLog

Goals = str | Sequence[str] | None
"""Ids or names on the map, or names in the data; None stands for the goal of the evidence that the map has already."""


def goal_names(jmap: JourneyMap, log: JourneyLog, view: View, goal: Goals) -> tuple[str, ...]:
    """The touchpoints that count as success, by their names in the view of the map.

    Raises
    ------
    UnknownNameError
        If neither the map nor the log has one of them.
    """
    if goal is None:
        told = jmap.evidence.goal if jmap.evidence is not None else None
        known = {*(t.id for t in jmap.touchpoints), *log.touchpoints}
        goal = told.touchpoint if told is not None and told.touchpoint in known else ()
    given = names_in(goal)
    return tuple(dict.fromkeys(_found(name, jmap, log, view) for name in given))


def goal_events(jmap: JourneyMap, log: JourneyLog, view: View, goals: Sequence[str]) -> tuple[str, ...]:
    """The names in the log behind touchpoints of the view; those that look like a goal, where none are given."""
    if not goals:
        return find_goal(log).touchpoints
    raw, drawn = outside_names(view), dict(zip(view.shown, jmap.touchpoints, strict=True))
    wanted = {
        name.casefold()
        for goal in goals
        for name in (match_of(drawn[goal]).touchpoint if goal in drawn else (raw[goal],))
    }
    return tuple(name for name in log.touchpoints if name.casefold() in wanted)


def outside_names(view: View) -> dict[str, str]:
    """Of touchpoints that are not on the map, by their name in the view the name in the log."""
    return dict(zip(view.vocabulary.names[len(view.shown) :], view.outside, strict=True))


def _found(wanted: str, jmap: JourneyMap, log: JourneyLog, view: View) -> str:
    """The name in the view: of a touchpoint of the map by id, by name or by the name of its events, or of another."""
    lowered = wanted.casefold()
    for own in (lambda t: {t.id}, lambda t: {t.name}, lambda t: set(match_of(t).touchpoint)):
        for touchpoint, name in zip(jmap.touchpoints, view.shown, strict=True):
            if lowered in {given.casefold() for given in own(touchpoint)}:
                return name
    for seen, name in outside_names(view).items():
        if name.casefold() == lowered:
            return seen
    raise UnknownNameError.among(
        "touchpoint", wanted, [*(t.name for t in jmap.touchpoints), *log.touchpoints]
    )
