"""The segments that reports tell of: by what customers do before the goal, where that can be."""

from collections.abc import Sequence
from typing import Final

from sojourn.analysis.segments.question import segments
from sojourn.analysis.segments.result import Segments
from sojourn.log.journeylog import JourneyLog

FOR_ALL: Final = 0.9
"""Where more customers reach the goal it divides nobody: groups are found by all that they do."""


def usual_segments(log: JourneyLog, goals: Sequence[str], timezone: str) -> Segments:
    """Groups found by what customers do before they first reach the goal.

    So the groups are not those who reach it and those who do not. Where nearly all reach it (:data:`FOR_ALL`), as where every
    event is a purchase, they are found by all that customers do.
    """
    found = segments(log, goal=goals, timezone=timezone, until="goal")
    reached = sum(row["reached"] or 0 for row in found.table.to_pylist())
    if not goals or reached < FOR_ALL * found.customers:
        return found
    return segments(log, goal=goals, timezone=timezone)
