"""Sorted keys with counts."""

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled

Counts = NDArray[np.int64]


@compiled
def merge_sorted(
    keys_a: NDArray[np.int64], counts_a: Counts, keys_b: NDArray[np.int64], counts_b: Counts
) -> tuple[NDArray[np.int64], Counts]:
    """Merge two runs of strictly rising keys, adding the counts of equal keys."""
    width = counts_a.shape[1]
    keys = np.empty(len(keys_a) + len(keys_b), np.int64)
    counts = np.empty((len(keys), width), np.int64)
    a = b = k = 0
    while a < len(keys_a) or b < len(keys_b):
        take_a = b == len(keys_b) or (a < len(keys_a) and keys_a[a] <= keys_b[b])
        take_b = a == len(keys_a) or (b < len(keys_b) and keys_b[b] <= keys_a[a])
        keys[k] = keys_a[a] if take_a else keys_b[b]
        for c in range(width):
            counts[k, c] = (counts_a[a, c] if take_a else 0) + (counts_b[b, c] if take_b else 0)
        if take_a:
            a += 1
        if take_b:
            b += 1
        k += 1
    return keys[:k].copy(), counts[:k].copy()


@compiled
def run_lengths(keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Distinct values of sorted keys, and how often each occurs."""
    distinct = np.empty(len(keys), np.int64)
    lengths = np.empty(len(keys), np.int64)
    k = 0
    for i in range(len(keys)):
        if k == 0 or distinct[k - 1] != keys[i]:
            distinct[k] = keys[i]
            lengths[k] = 0
            k += 1
        lengths[k - 1] += 1
    return distinct[:k].copy(), lengths[:k].copy()
