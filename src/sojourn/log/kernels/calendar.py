"""Times as local days and hours. A zone is given as the times (µs UTC) at which its offset changes, and its offsets."""

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled

HOURS = 168
_HOUR = 3_600_000_000
_DAY = 24 * _HOUR

Counts = NDArray[np.int64]


@compiled
def _piece(time: int, edges: NDArray[np.int64], piece: int) -> int:
    """The offset that holds at a time, found from the one that held at the time before."""
    while piece > 0 and time < edges[piece - 1]:
        piece -= 1
    while piece < edges.shape[0] and time >= edges[piece]:
        piece += 1
    return piece


@compiled
def count_calendar(
    offsets: NDArray[np.int32],
    times: NDArray[np.int64],
    edges: NDArray[np.int64],
    shifts: NDArray[np.int64],
    first_day: int,
    day_of_month: NDArray[np.int8],
) -> tuple[Counts, Counts, Counts]:
    """Events and rows by hour of the week (Monday 0 h first), by day of the month and by day.

    Parameters
    ----------
    first_day
        The earliest local day, counted from 1970-01-01.
    day_of_month
        1 to 31, for every day from the first to the last.
    """
    days = day_of_month.shape[0]
    hours = np.zeros((HOURS, 2), np.int64)
    months = np.zeros((31, 2), np.int64)
    calendar = np.zeros((days, 2), np.int64)
    last_hour = np.full(HOURS, -1, np.int32)
    last_month = np.full(31, -1, np.int32)
    last_day = np.full(days, -1, np.int32)
    piece = 0
    for i in range(offsets.shape[0] - 1):
        for e in range(offsets[i], offsets[i + 1]):
            piece = _piece(times[e], edges, piece)
            local = times[e] + shifts[piece]
            day = local // _DAY
            hour = (day + 3) % 7 * 24 + (local - day * _DAY) // _HOUR  # 1970-01-01 was a Thursday
            day -= first_day
            month = day_of_month[day] - 1
            hours[hour, 0] += 1
            hours[hour, 1] += last_hour[hour] != i
            last_hour[hour] = i
            months[month, 0] += 1
            months[month, 1] += last_month[month] != i
            last_month[month] = i
            calendar[day, 0] += 1
            calendar[day, 1] += last_day[day] != i
            last_day[day] = i
    return hours, months, calendar


@compiled
def list_returns(
    offsets: NDArray[np.int32],
    times: NDArray[np.int64],
    codes: NDArray[np.int32],
    anchors: NDArray[np.int32],
    wanted: NDArray[np.bool_],
    edges: NDArray[np.int64],
    shifts: NDArray[np.int64],
    first_day: int,
    period_of_day: NDArray[np.int64],
    periods: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The period (from 0) in which each row has its anchor, and the distinct later periods with a wanted event.

    Parameters
    ----------
    anchors
        Flat place of the event that counts as the start, per row; −1 leaves the row out.
    wanted
        By code: events that count as a return, from the anchor on.
    period_of_day
        Period (0 … periods−1) of every day from the first to the last.

    Returns
    -------
    starts
        One per row with an anchor.
    cells
        One ``start * periods + (period - start)`` per row and distinct period.
    """
    starts = np.empty(anchors.shape[0], np.int64)
    cells = np.empty(max(1024, anchors.shape[0]), np.int64)
    seen = np.full(periods, -1, np.int32)
    kept = 0
    k = 0
    piece = 0
    for i in range(anchors.shape[0]):
        if anchors[i] < 0:
            continue
        start = np.int64(-1)
        for e in range(anchors[i], offsets[i + 1]):
            if e > anchors[i] and not wanted[codes[e]]:
                continue
            piece = _piece(times[e], edges, piece)
            period = period_of_day[(times[e] + shifts[piece]) // _DAY - first_day]
            if start < 0:
                start = period
                starts[kept] = start
                kept += 1
                if not wanted[codes[e]]:
                    continue
            later = max(np.int64(0), period - start)  # a clock set back may step into the period before
            if seen[later] == i:
                continue
            seen[later] = i
            if k == cells.shape[0]:
                cells = np.concatenate((cells, np.empty_like(cells)))
            cells[k] = start * periods + later
            k += 1
    return starts[:kept].copy(), cells[:k].copy()
