"""The segments that a report of the log tells of, for personas that name one of them."""

from functools import cache

import pyarrow as pa

from sojourn.analysis.segments.naming import segment_names
from sojourn.analysis.segments.usual import usual_segments
from sojourn.analysis.stats.zones import check_zone
from sojourn.journeymap.bind.goals import Goals, goal_events, goal_names
from sojourn.journeymap.bind.members import Segments
from sojourn.journeymap.matching import view_of
from sojourn.journeymap.model import JourneyMap
from sojourn.log.journeylog import JourneyLog


def report_segments(jmap: JourneyMap, log: JourneyLog, goal: Goals, timezone: str) -> Segments:
    """The customers of every segment by the name that the report gives it, in the language of the map.

    They are looked for once, and only if somebody asks.

    Raises
    ------
    UnknownNameError
        If neither the map nor the log has a touchpoint of the goal's name.
    UnitError
        If there is no such time zone.
    """
    check_zone(timezone)
    view = view_of(log, jmap, keep_others=True)
    goals = goal_names(jmap, log, view, goal)

    @cache
    def found() -> dict[str, pa.Array]:
        segments = usual_segments(log, goal_events(jmap, log, view, goals), timezone)
        if segments.groups <= 1:
            return {}
        names = segment_names(segments, jmap.language)
        return {name: segments.members(number).customers for number, name in names.items()}

    return found
