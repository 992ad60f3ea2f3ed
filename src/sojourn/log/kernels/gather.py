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
def kept_spans(
    begins: NDArray[np.int32], ends: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """New offsets, the rows whose span is not empty, and the flat positions of the events in the spans."""
    n = begins.shape[0]
    total = 0
    kept = 0
    for i in range(n):
        if ends[i] > begins[i]:
            total += ends[i] - begins[i]
            kept += 1
    offsets = np.empty(kept + 1, np.int32)
    rows = np.empty(kept, np.int32)
    events = np.empty(total, np.int32)
    offsets[0] = 0
    j = 0
    k = 0
    for i in range(n):
        if ends[i] > begins[i]:
            for e in range(begins[i], ends[i]):
                events[k] = e
                k += 1
            rows[j] = i
            j += 1
            offsets[j] = k
    return offsets, rows, events


@compiled
def first_from(
    offsets: NDArray[np.int32], values: NDArray[np.int64], bounds: NDArray[np.int64]
) -> NDArray[np.int32]:
    """Per row of a ragged array whose rows rise, the flat position of the first value from the row's bound on."""
    n = offsets.shape[0] - 1
    found = np.empty(n, np.int32)
    for i in range(n):
        low, high = offsets[i], offsets[i + 1]
        while low < high:
            middle = low + (high - low) // 2
            if values[middle] < bounds[i]:
                low = middle + 1
            else:
                high = middle
        found[i] = low
    return found


@compiled
def picked_codes(
    codes: NDArray[np.int32], renumbered: NDArray[np.int32], order: NDArray[np.int32]
) -> NDArray[np.int32]:
    """``renumbered[codes[order]]``; the last entry of ``renumbered`` is that of −1."""
    out = np.empty(order.shape[0], np.int32)
    for k in range(order.shape[0]):
        out[k] = renumbered[codes[order[k]]]
    return out
