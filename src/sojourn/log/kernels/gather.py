"""Selecting events and rows of a ragged array."""

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled


@compiled
def kept_offsets(
    offsets: NDArray[np.int32], mask: NDArray[np.bool_]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """New offsets, the rows that keep at least one event, and the flat positions of the events kept."""
    n = offsets.shape[0] - 1
    total = 0
    for e in range(offsets[0], offsets[n]):
        if mask[e]:
            total += 1
    events = np.empty(total, np.int32)
    rows = np.empty(n, np.int32)
    out = np.empty(n + 1, np.int32)
    out[0] = 0
    kept = 0
    k = 0
    for i in range(n):
        before = k
        for e in range(offsets[i], offsets[i + 1]):
            if mask[e]:
                events[k] = e
                k += 1
        if k > before:
            rows[kept] = i
            kept += 1
            out[kept] = k
    return out[: kept + 1].copy(), rows[:kept].copy(), events


@compiled
def picked_codes(
    codes: NDArray[np.int32], renumbered: NDArray[np.int32], order: NDArray[np.int32]
) -> NDArray[np.int32]:
    """``renumbered[codes[order]]``; the last entry of ``renumbered`` is that of −1."""
    out = np.empty(order.shape[0], np.int32)
    for k in range(order.shape[0]):
        out[k] = renumbered[codes[order[k]]]
    return out
