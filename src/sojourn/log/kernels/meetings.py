"""The first event of every group in a row, and what follows it."""

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled


@compiled
def first_meetings(
    offsets: NDArray[np.int32],
    times: NDArray[np.int64],
    codes: NDArray[np.int32],
    groups: NDArray[np.int64],
    size: int,
    wanted: NDArray[np.bool_],
    within: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_], NDArray[np.int64]]:
    """Per row and group with an event: where the first one is, and what comes after it.

    Parameters
    ----------
    groups
        Per event of the rows, 0 … size−1; −1 belongs to none.
    wanted
        By code: events that count as reached; one more entry for code −1.
    within
        Microseconds in which one has to follow.

    Returns
    -------
    places, found
        Flat place of the event, counted from the first event of the rows, and its group.
    reached
        Whether a wanted event follows in time.
    waits
        Microseconds to the next event; −1 at the end of a row.
    """
    start = offsets[0]
    seen = np.full(size, -1, np.int64)
    room = groups.shape[0]
    places = np.empty(room, np.int64)
    found = np.empty(room, np.int64)
    reached = np.zeros(room, np.bool_)
    waits = np.empty(room, np.int64)
    k = 0
    for i in range(offsets.shape[0] - 1):
        for e in range(offsets[i], offsets[i + 1]):
            group = groups[e - start]
            if group < 0 or seen[group] == i:
                continue
            seen[group] = i
            places[k] = e - start
            found[k] = group
            waits[k] = times[e + 1] - times[e] if e + 1 < offsets[i + 1] else -1
            for later in range(e + 1, offsets[i + 1]):
                if times[later] - times[e] > within:
                    break
                if wanted[codes[later]]:
                    reached[k] = True
                    break
            k += 1
    return places[:k].copy(), found[:k].copy(), reached[:k].copy(), waits[:k].copy()
