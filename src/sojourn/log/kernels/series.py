"""Counts by local day, and what follows what within a channel by the day it began."""

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled
from sojourn.log.kernels.calendar import _piece

_DAY = 86_400_000_000
LAGS = 64
"""Whole days between a step and the one it follows; the last stands for all longer ones."""


@compiled
def days_of_events(
    offsets: NDArray[np.int32],
    times: NDArray[np.int64],
    edges: NDArray[np.int64],
    shifts: NDArray[np.int64],
    first_day: int,
    days: int,
) -> NDArray[np.int32]:
    """The local day of every event of the rows, counted from ``first_day``; −1 outside of so many days."""
    start = offsets[0]
    out = np.empty(offsets[-1] - start, np.int32)
    piece = 0
    for i in range(out.shape[0]):
        time = times[start + i]
        piece = _piece(time, edges, piece)
        day = (time + shifts[piece]) // _DAY - first_day
        out[i] = day if 0 <= day < days else -1
    return out


@compiled
def count_days(offsets: NDArray[np.int32], day: NDArray[np.int32], days: int) -> NDArray[np.int64]:
    """Per day: events, rows with an event, rows that begin; shape (3, days). ``day`` belongs to the events of the rows."""
    out = np.zeros((3, days), np.int64)
    start = offsets[0]
    last = np.full(days, -1, np.int64)
    for i in range(offsets.shape[0] - 1):
        for e in range(offsets[i] - start, offsets[i + 1] - start):
            d = day[e]
            if d < 0:
                continue
            out[0, d] += 1
            out[1, d] += last[d] != i
            last[d] = i
            out[2, d] += e == offsets[i] - start
    return out


@compiled
def count_steps(
    offsets: NDArray[np.int32],
    times: NDArray[np.int64],
    day: NDArray[np.int32],
    ranks: NDArray[np.int32],
    lanes: NDArray[np.int32],
    names: int,
    width: int,
    days: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Which chosen event directly follows which in the same lane of a row.

    Parameters
    ----------
    ranks
        Per event of the rows: which of ``names`` chosen kinds it is; −1 for none.
    lanes
        Per event: 0 … width−1; −1 belongs to none.

    Returns
    -------
    events
        Shape (names, days).
    steps
        Shape (names, names, days): from, to, day of the first.
    lags
        Shape (names, names, LAGS): whole days between the two.
    """
    events = np.zeros((names, days), np.int64)
    steps = np.zeros((names, names, days), np.int64)
    lags = np.zeros((names, names, LAGS), np.int64)
    start = offsets[0]
    place = np.full(width, -1, np.int64)
    owner = np.full(width, -1, np.int64)
    for i in range(offsets.shape[0] - 1):
        for e in range(offsets[i] - start, offsets[i + 1] - start):
            rank = ranks[e]
            if rank >= 0 and day[e] >= 0:
                events[rank, day[e]] += 1
            lane = lanes[e]
            if lane < 0:
                continue
            if owner[lane] == i:
                before = place[lane]
                source = ranks[before]
                if rank >= 0 and source >= 0 and day[before] >= 0:
                    steps[source, rank, day[before]] += 1
                    lag = (times[start + e] - times[start + before]) // _DAY
                    lags[source, rank, min(lag, LAGS - 1)] += 1
            owner[lane] = i
            place[lane] = e
    return events, steps, lags
