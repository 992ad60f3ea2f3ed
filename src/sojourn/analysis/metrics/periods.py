"""Events in days, weeks and months of a zone's calendar; a period is a whole number, rising by one."""

from datetime import date, timedelta
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.stats.zones import DAY, zone_pieces
from sojourn.log.journeys import frozen

Every = Literal["day", "week", "month"]


def local_day_numbers(times: NDArray[np.int64], timezone: str) -> NDArray[np.int64]:
    """The local day of each time (µs UTC), counted from 1970-01-01.

    Examples
    --------
    >>> local_day_numbers(np.array([0, 82_800_000_000]), "Europe/Berlin").tolist()
    [0, 1]
    """
    if not len(times):
        return np.zeros(0, np.int64)
    edges, shifts = zone_pieces(timezone, int(times.min()), int(times.max()))
    if not len(edges):
        edges = times[:0]
    days: NDArray[np.int64] = (times + shifts[np.searchsorted(edges, times, side="right")]) // DAY
    return days


def periods_of_days(days: NDArray[np.int64], every: Every) -> NDArray[np.int64]:
    """The period that each day lies in; weeks begin on Monday."""
    if every == "day":
        return days
    if every == "week":
        return (days + 3) // 7  # 1970-01-01 was a Thursday
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def periods_of(times: NDArray[np.int64], every: Every, timezone: str) -> NDArray[np.int32]:
    """The period of each time, as kernels take it."""
    days = local_day_numbers(times, timezone)
    if every == "month" and len(days):
        first = int(days.min())
        table = periods_of_days(np.arange(first, int(days.max()) + 1), every)
        return frozen(table[days - first].astype(np.int32))
    return frozen(periods_of_days(days, every).astype(np.int32))


def first_days(periods: NDArray[np.integer[Any]], every: Every) -> list[date]:
    """The first day of each period.

    Examples
    --------
    >>> first_days(np.array([2931]), "week"), first_days(np.array([674]), "month")
    ([datetime.date(2026, 3, 2)], [datetime.date(2026, 3, 1)])
    """
    numbers = periods.astype(np.int64)
    if every == "week":
        numbers = numbers * 7 - 3
    elif every == "month":
        numbers = numbers.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return [date(1970, 1, 1) + timedelta(days=day) for day in numbers.tolist()]
