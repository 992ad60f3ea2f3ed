"""A log as a map sees it for a check: touchpoints of the map, and those it neither draws nor leaves out."""

from dataclasses import replace

import numpy as np

from sojourn.journeymap.bind.counting import short
from sojourn.journeymap.matching import View, view_of
from sojourn.journeymap.model import JourneyMap
from sojourn.log.journeylog import JourneyLog


def seeing(log: JourneyLog, jmap: JourneyMap) -> View:
    """The selection behind :func:`seen`: places on the map first, then the touchpoints that are not drawn."""
    view = view_of(log, jmap, keep_others=True)
    left_out = {name.casefold() for name in jmap.left_out}
    unseen = [*(short(name).casefold() in left_out for name in log.touchpoints), True]
    return replace(view, others=np.where(unseen, -1, view.others).astype(np.int32))


def seen(log: JourneyLog, jmap: JourneyMap) -> JourneyLog:
    """The log through the map: codes below the number of its touchpoints are places on it, others are not drawn.

    Events of touchpoints that the map leaves out on purpose, and events without a touchpoint, are removed.

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
    view = seeing(log, jmap)
    return log.renamed(view, {"touchpoint": view.vocabulary})
