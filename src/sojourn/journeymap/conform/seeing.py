"""A log as a map sees it for a check: touchpoints of the map, and those it neither draws nor leaves out."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sojourn.journeymap.matching import Matching, matching, on_map
from sojourn.journeymap.model import JourneyMap
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys


@dataclass(frozen=True, slots=True)
class _WithoutLeftOut:
    """A selection: events of touchpoints of the map, and of those it does not leave out on purpose."""

    matching: Matching
    names: frozenset[str]

    def __call__(self, journeys: Journeys) -> Journeys:
        codes = journeys.flat("touchpoint")
        here = self.matching.places(journeys) >= 0
        kept = np.array([*(name.casefold() not in self.names for name in journeys.touchpoints), False])
        mask = here | kept[codes]
        return journeys if mask.all() else journeys.keep_events(mask)


def seen(log: JourneyLog, jmap: JourneyMap) -> JourneyLog:
    """The log through the map: codes below the number of its touchpoints are places on it, others are not drawn.

    Events of touchpoints that the map leaves out on purpose, and events without a touchpoint, are removed first.

    Examples
    --------
    >>> from sojourn.journeymap.model import Stage, Touchpoint
    >>> from sojourn.testing import log_of
    >>> log = log_of('''
    ...     ann  09:00  Home
    ...     ann  09:05  Newsletter
    ...     ann  09:06  Cart
    ... ''')
    >>> jmap = JourneyMap(title="T", stages=(Stage(id="buy", name="Buy"),), left_out=("newsletter",),
    ...                   touchpoints=(Touchpoint(id="cart", name="Cart", stage="buy"),))
    >>> seen(log, jmap).touchpoints.names, seen(log, jmap).extent.events
    (('Cart', 'Home', 'Newsletter'), 2)
    """
    names = frozenset(name.casefold() for name in jmap.left_out)
    return on_map(log.where(_WithoutLeftOut(matching(log, jmap), names)), jmap, keep_others=True)


def own_names(log: JourneyLog, jmap: JourneyMap) -> Mapping[str, str]:
    """For every touchpoint that the map does not draw, as :func:`seen` calls it: its name in the log."""
    shown = seen(log, jmap).touchpoints.names[len(jmap.touchpoints) :]
    resolved = matching(log, jmap)
    others = [name for code, name in enumerate(log.touchpoints) if (resolved.table[code] < 0).any()]
    return dict(zip(shown, others, strict=True))
