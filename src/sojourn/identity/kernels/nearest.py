"""The nearest in time among sorted points."""

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled


@compiled
def nearest_in_time(
    key: NDArray[np.int32],
    time: NDArray[np.int64],
    start: NDArray[np.int64],
    point_time: NDArray[np.int64],
    point_value: NDArray[np.int32],
    window: int,
) -> NDArray[np.int32]:
    """Value of the point of the same key that is nearest in time, −1 where none is within the window.

    Points of key ``k`` are ``start[k]:start[k + 1]``, sorted by time and value. Between two as near the earlier counts,
    between two of one time the smaller value.
    """
    out = np.full(key.shape[0], -1, np.int32)
    for i in range(key.shape[0]):
        k, t = key[i], time[i]
        if k < 0:
            continue
        low, high = start[k], start[k + 1]
        end = high
        while low < high:
            middle = (low + high) >> 1
            if point_time[middle] < t:
                low = middle + 1
            else:
                high = middle
        after = window + 1 if low == end else point_time[low] - t
        before = window + 1 if low == start[k] else t - point_time[low - 1]
        if before <= after and before <= window:
            at = low - 1
            while at > start[k] and point_time[at - 1] == point_time[at]:
                at -= 1
            out[i] = point_value[at]
        elif after <= window:
            out[i] = point_value[low]
    return out
