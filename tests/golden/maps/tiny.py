"""The smallest map: one stage, one touchpoint, nothing measured."""

from build import touchpoint

from sojourn.journeymap.model import JourneyMap, Stage

MAP = JourneyMap(
    title="One visit",
    stages=(Stage(id="visit", name="Visit"),),
    touchpoints=(touchpoint("visit", "Front desk", "branch"),),
)
