"""The beginning of every journey: what happens before the goal is first reached, or soon after the first event."""

from datetime import timedelta

import numpy as np

from sojourn.log.journeys import Journeys, frozen
from sojourn.log.kernels.gather import first_from
from sojourn.log.kernels.occurrences import first_places
from sojourn.units import microseconds


def beginning(journeys: Journeys, goals: tuple[str, ...], window: timedelta | None) -> Journeys:
    """Only events before the first goal, and not longer than the window after the customer's first event.

    What carries the same time as the goal is not before it, whatever the order in which the log has both. Customers of whom
    nothing is left disappear.

    Parameters
    ----------
    goals
        Touchpoints, any of them; empty: journeys are not cut at a goal.
    window
        None: journeys are not cut after a time.

    Examples
    --------
    >>> from sojourn.testing import log_of
    >>> log = log_of('''
    ...     ann  09:00  Home
    ...     ann  09:05  Order
    ...     ann  09:10  Parcel
    ...     bob  10:00  Order
    ... ''')
    >>> [cut.customers.to_pylist() for cut in (beginning(j, ("Order",), None) for j in log.journeys())]
    [['ann']]
    """
    if journeys.events == 0 or not (goals or window is not None):
        return journeys
    offsets, times, names = journeys.offsets, journeys.flat("timestamp"), journeys.touchpoints
    until = np.full(len(journeys), np.iinfo(np.int64).max)
    if goals:
        wanted = np.zeros(len(names) + 1, np.bool_)
        wanted[[names.code(name) for name in goals]] = True
        first = first_places(offsets, journeys.flat("touchpoint"), wanted)
        until = np.where(first >= 0, times[np.maximum(first, 0)], until)
    if window is not None:
        begun = times[np.minimum(offsets[:-1], len(times) - 1)]
        until = np.minimum(until, begun + microseconds(window) + 1)
    return journeys.keep_spans(offsets[:-1], first_from(offsets, times, frozen(until)))
