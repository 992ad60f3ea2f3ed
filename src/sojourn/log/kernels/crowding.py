"""Rows that are too dense or too even: repeats, crowds within a window, steady gaps, codes too close to each other.

Times that are a whole multiple of ``grain`` are passed over where seconds matter: they were written to the minute or to
the day, and do not tell them. A ``grain`` of 0 passes over none.
"""

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled


@compiled
def repeats_within(
    offsets: NDArray[np.int32], codes: NDArray[np.int32], times: NDArray[np.int64], longest: int, grain: int
) -> NDArray[np.bool_]:
    """Events with the code of the event directly before, at most ``longest`` after it."""
    mask = np.zeros(times.shape[0], np.bool_)
    for i in range(offsets.shape[0] - 1):
        for e in range(offsets[i] + 1, offsets[i + 1]):
            if codes[e] == codes[e - 1] and times[e] - times[e - 1] <= longest and times[e] % grain != 0:
                mask[e] = True
    return mask


@compiled
def crowded(
    offsets: NDArray[np.int32], times: NDArray[np.int64], most: int, window: int, grain: int
) -> NDArray[np.bool_]:
    """Events that lie, with more than ``most`` events of their row together, in less than ``window``."""
    mask = np.zeros(times.shape[0], np.bool_)
    for i in range(offsets.shape[0] - 1):
        left = offsets[i]
        inside = 0
        marked = offsets[i]
        for e in range(offsets[i], offsets[i + 1]):
            if grain > 0 and times[e] % grain == 0:
                continue
            inside += 1
            while times[e] - times[left] >= window or (grain > 0 and times[left] % grain == 0):
                inside -= not (grain > 0 and times[left] % grain == 0)
                left += 1
            if inside > most:
                for k in range(max(left, marked), e + 1):
                    mask[k] = grain == 0 or times[k] % grain != 0
                marked = e + 1
    return mask


@compiled
def steady(
    offsets: NDArray[np.int32],
    times: NDArray[np.int64],
    fewest: int,
    slack: int,
    widest: int,
    shortest: int,
) -> NDArray[np.bool_]:
    """Rows with ``fewest`` gaps or more in a row, over ``shortest`` or more, that differ by at most ``slack`` from the first.

    Gaps count that are longer than ``slack`` and at most ``widest``.
    """
    mask = np.zeros(offsets.shape[0] - 1, np.bool_)
    for i in range(offsets.shape[0] - 1):
        begin = offsets[i]
        first = np.int64(-1)
        for e in range(offsets[i] + 1, offsets[i + 1]):
            gap = times[e] - times[e - 1]
            if first < 0 or abs(gap - first) > slack:
                begin = e - 1
                first = gap if slack < gap <= widest else np.int64(-1)
            if first >= 0 and e - begin >= fewest and times[e] - times[begin] >= shortest:
                mask[i] = True
                break
    return mask


@compiled
def far_codes_within(
    offsets: NDArray[np.int32],
    codes: NDArray[np.int32],
    times: NDArray[np.int64],
    counts: NDArray[np.bool_],
    longest: int,
    grain: int,
) -> NDArray[np.bool_]:
    """Of the events whose code counts, those at most ``longest`` after one of another code; ``counts`` ends with −1's."""
    mask = np.zeros(times.shape[0], np.bool_)
    for i in range(offsets.shape[0] - 1):
        last = -1
        for e in range(offsets[i], offsets[i + 1]):
            if not counts[codes[e]] or times[e] % grain == 0:
                continue
            if last >= 0 and codes[last] != codes[e] and times[e] - times[last] <= longest:
                mask[e] = True
            last = e
    return mask
