"""Chosen events of every row, put together by local day."""

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled
from sojourn.log.kernels.calendar import _piece

_DAY = 86_400_000_000


@compiled
def days_of_rows(
    offsets: NDArray[np.int32],
    times: NDArray[np.int64],
    wanted: NDArray[np.bool_],
    amounts: NDArray[np.float64],
    edges: NDArray[np.int64],
    shifts: NDArray[np.int64],
    last_day: int,
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
    """The distinct local days of the wanted events of every row, up to a last one, and what came in on each.

    Parameters
    ----------
    wanted, amounts
        Per flat event; amounts that are not positive are not known.
    edges, shifts
        The zone, see :func:`sojourn.analysis.stats.zones.zone_pieces`.

    Returns
    -------
    counts
        Days per row.
    days
        int32, counted from 1970-01-01, row after row, rising.
    sums
        Sum of the known amounts of the day; NaN where none is known.
    """
    rows = offsets.shape[0] - 1
    counts = np.zeros(rows, np.int32)
    total = 0
    for e in range(offsets[0], offsets[rows]):
        total += wanted[e]
    days = np.empty(total, np.int32)
    sums = np.empty(total, np.float64)
    k = 0
    piece = 0
    for i in range(rows):
        latest = np.int64(-(1 << 40))
        for e in range(offsets[i], offsets[i + 1]):
            if not wanted[e]:
                continue
            piece = _piece(times[e], edges, piece)
            day = (times[e] + shifts[piece]) // _DAY
            if day > last_day:
                continue
            if day > latest:  # a clock set back at midnight may step into the day before: the same day
                days[k] = day
                sums[k] = np.nan
                latest = day
                counts[i] += 1
                k += 1
            amount = amounts[e]
            if amount > 0:
                sums[k - 1] = amount if np.isnan(sums[k - 1]) else sums[k - 1] + amount
    return counts, days[:k].copy(), sums[:k].copy()
