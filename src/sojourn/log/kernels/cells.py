"""Rows that have an event in a cell: a code, or a code and a period; and whether a wanted event follows there."""

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled


@compiled
def mark_ahead(
    offsets: NDArray[np.int32], periods: NDArray[np.int32], wanted: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Per event: whether this event or a later one of its row, in the same period, is wanted.

    ``periods`` may be empty: then all events lie in one period.
    """
    ahead = np.zeros(wanted.shape[0], np.bool_)
    divided = periods.shape[0] > 0
    for i in range(offsets.shape[0] - 1):
        met = False
        where = np.int32(0)
        for e in range(offsets[i + 1] - 1, offsets[i] - 1, -1):
            period = periods[e] if divided else np.int32(0)
            if wanted[e]:
                met = True
                where = period
            ahead[e] = met and where == period
    return ahead


@compiled
def count_cells(
    offsets: NDArray[np.int32],
    codes: NDArray[np.int32],
    periods: NDArray[np.int32],
    ahead: NDArray[np.bool_],
    size: int,
    cells: int,
) -> NDArray[np.int64]:
    """Rows per cell ``period * size + code``, shape (cells, 2): all, and those marked at their first event there.

    Events with code −1 are left out. ``periods`` may be empty; otherwise it counts from 0.
    """
    counts = np.zeros((cells, 2), np.int64)
    seen = np.full(cells, -1, np.int32)
    divided = periods.shape[0] > 0
    for i in range(offsets.shape[0] - 1):
        for e in range(offsets[i], offsets[i + 1]):
            code = codes[e]
            if code < 0:
                continue
            cell = np.int64(code)
            if divided:
                cell += np.int64(periods[e]) * size
            if seen[cell] != i:
                seen[cell] = i
                counts[cell, 0] += 1
                counts[cell, 1] += ahead[e]
    return counts
