"""What every block of a report is made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sojourn.events.spend import Spend
from sojourn.journeymap.model import JourneyMap
from sojourn.log.journeylog import JourneyLog


@dataclass(frozen=True, slots=True)
class Context:
    """The log and the questions asked of it.

    Attributes
    ----------
    log
        All journeys.
    goals
        Touchpoints that count as success, any of them; empty if there is no goal.
    stages
        Touchpoint → stage name, for every touchpoint that the map draws, in the order of the map.
    language, timezone
        Of the words, and whose calendar counts.
    jmap
        The map, without feelings other than rated ones.
    spend
        What advertising cost, where a table of it was among the sources.
    """

    log: JourneyLog
    goals: tuple[str, ...]
    stages: Mapping[str, str]
    language: Literal["en", "zh"]
    timezone: str
    jmap: JourneyMap | None
    spend: Spend | None = None
