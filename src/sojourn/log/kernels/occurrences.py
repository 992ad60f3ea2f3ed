"""Where codes occur in rows: how often, in how many rows, first and last."""

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled

OCCURRENCE_COLUMNS = 4
"""Per code: events, rows it occurs in, rows that begin with it, rows that end with it."""


@compiled
def count_occurrences(offsets: NDArray[np.int32], codes: NDArray[np.int32], names: int) -> NDArray[np.int64]:
    """Counts by code, shape (names, OCCURRENCE_COLUMNS)."""
    counts = np.zeros((names, OCCURRENCE_COLUMNS), np.int64)
    last = np.full(names, -1, np.int32)
    for i in range(offsets.shape[0] - 1):
        begin = offsets[i]
        end = offsets[i + 1]
        for e in range(begin, end):
            code = codes[e]
            counts[code, 0] += 1
            counts[code, 1] += last[code] != i
            last[code] = i
        if end > begin:
            counts[codes[begin], 2] += 1
            counts[codes[end - 1], 3] += 1
    return counts


@compiled
def first_places(
    offsets: NDArray[np.int32], codes: NDArray[np.int32], wanted: NDArray[np.bool_]
) -> NDArray[np.int32]:
    """The flat place of the first event of every row whose code is wanted (``wanted[code]``); −1 if none is.

    A code of −1 reads the last entry of ``wanted``, which has one entry more than there are names.
    """
    out = np.full(offsets.shape[0] - 1, -1, np.int32)
    for i in range(out.shape[0]):
        for e in range(offsets[i], offsets[i + 1]):
            if wanted[codes[e]]:
                out[i] = e
                break
    return out


@compiled
def last_places(
    offsets: NDArray[np.int32], ends: NDArray[np.int32], codes: NDArray[np.int32], wanted: NDArray[np.bool_]
) -> NDArray[np.int32]:
    """The flat place of the last event before ``ends[i]`` of every row whose code is wanted; −1 if none is."""
    out = np.full(offsets.shape[0] - 1, -1, np.int32)
    for i in range(out.shape[0]):
        for e in range(ends[i] - 1, offsets[i] - 1, -1):
            if wanted[codes[e]]:
                out[i] = e
                break
    return out


@compiled
def rows_with(offsets: NDArray[np.int32], mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which rows have an event where the mask holds."""
    out = np.zeros(offsets.shape[0] - 1, np.bool_)
    for i in range(out.shape[0]):
        for e in range(offsets[i], offsets[i + 1]):
            if mask[e]:
                out[i] = True
                break
    return out


@compiled
def count_mixed(offsets: NDArray[np.int32], codes: NDArray[np.int32]) -> int:
    """Rows that hold two different codes, −1 aside."""
    mixed = 0
    for i in range(offsets.shape[0] - 1):
        first = -1
        for e in range(offsets[i], offsets[i + 1]):
            if codes[e] < 0:
                continue
            if first < 0:
                first = codes[e]
            elif codes[e] != first:
                mixed += 1
                break
    return mixed
