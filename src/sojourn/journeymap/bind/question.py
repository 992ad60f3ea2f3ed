"""Write what a log says into a map: everything that can be counted, and what analyses make of the log seen through it."""

from datetime import datetime

from sojourn.journeymap.bind.counting import Goals, evidence_of
from sojourn.journeymap.bind.emotions import felt
from sojourn.journeymap.bind.tally import tallied
from sojourn.journeymap.model import JourneyMap
from sojourn.log.journeylog import JourneyLog


def bind(
    jmap: JourneyMap, log: JourneyLog, *, as_of: datetime | None = None, goal: Goals = None
) -> JourneyMap:
    """The map with its `evidence` written from a log; everything that people wrote stays as it is."""
    counted = tallied(jmap, log)
    evidence = evidence_of(jmap, log, counted, as_of=as_of, goal=goal)
    return jmap.model_copy(update={"evidence": felt(jmap, log, counted, evidence)})
