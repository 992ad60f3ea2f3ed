"""How often the time to the next event is longer than a limit of its code, and when a code occurs last."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled

NEVER: Final = np.iinfo(np.int64).min
"""The last time of a code that does not occur."""


@compiled
def count_beyond(
    offsets: NDArray[np.int32],
    codes: NDArray[np.int32],
    times: NDArray[np.int64],
    limits: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """By code, events that another of their row follows, those it follows after more than the limit, and the last time.

    Codes are looked at from 0 to the number of limits; others are passed over.

    Returns
    -------
    counts
        int64, shape (limits, 5): followed events n, those followed late l, and the sums over rows of n², n·l and l², which
        tell how much of them comes from few rows.
    last
        int64, shape (limits,): time of the last event, :data:`NEVER` if there is none.
    """
    size = limits.shape[0]
    counts = np.zeros((size, 5), np.int64)
    own = np.zeros((size, 2), np.int64)
    last = np.full(size, NEVER, np.int64)
    for i in range(offsets.shape[0] - 1):
        end = offsets[i + 1]
        for e in range(offsets[i], end):
            code = codes[e]
            if code < 0 or code >= size:
                continue
            last[code] = max(last[code], times[e])
            if e + 1 < end:
                n, late, more = own[code, 0], own[code, 1], np.int64(times[e + 1] - times[e] > limits[code])
                counts[code, 0] += 1
                counts[code, 1] += more
                # by how much the products of this row grow
                counts[code, 2] += 2 * n + 1
                counts[code, 3] += late + more * (n + 1)
                counts[code, 4] += more * (2 * late + 1)
                own[code, 0] += 1
                own[code, 1] += more
        for e in range(offsets[i], end):
            if 0 <= codes[e] < size:
                own[codes[e]] = 0
    return counts, last
