"""The evidence of a map, written from a log: ``bind(jmap, log) -> JourneyMap``."""

from sojourn.journeymap.bind.counting import count
from sojourn.journeymap.bind.question import bind

__all__ = ["bind", "count"]
