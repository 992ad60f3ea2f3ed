"""Keys of strings, and finding keys in a sorted array."""

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled

Keys = NDArray[np.uint64]
Ints = NDArray[np.int32]


@compiled
def hash_values(offsets: NDArray[np.int32], data: NDArray[np.uint8], seed: np.uint64) -> Keys:
    """A 64-bit key of every string, different for every seed: FNV-1a over the bytes, finished as murmur3 is.

    Links are stored by key, so it must never change for a version of the links.
    """
    out = np.empty(offsets.shape[0] - 1, np.uint64)
    for i in range(out.shape[0]):
        h = np.uint64(14695981039346656037) ^ seed
        for k in range(offsets[i], offsets[i + 1]):
            h = (h ^ np.uint64(data[k])) * np.uint64(1099511628211)
        h = (h ^ (h >> np.uint64(33))) * np.uint64(18397679294719823053)
        h = (h ^ (h >> np.uint64(33))) * np.uint64(14181476777654086739)
        out[i] = h ^ (h >> np.uint64(33))
    return out


@compiled
def directory(sorted_keys: Keys) -> Ints:
    """Where the keys with each sequence of first bits begin; there are about as many sequences as keys."""
    n = sorted_keys.shape[0]
    bits = np.int64(1)
    while (1 << bits) < n and bits < 28:
        bits += 1
    shift = np.uint64(64 - bits)
    start = np.zeros((1 << bits) + 1, np.int32)
    for i in range(n):
        start[np.int64(sorted_keys[i] >> shift) + 1] += 1
    for b in range(1 << bits):
        start[b + 1] += start[b]
    return start


@compiled
def places_in(sorted_keys: Keys, start: Ints, wanted: Keys) -> Ints:
    """Place of each wanted key in a sorted array without repetition that has this directory, or −1.

    The keys are evenly spread, so their first bits say nearly where they are: there is a search among one or two.
    """
    n = sorted_keys.shape[0]
    out = np.full(wanted.shape[0], -1, np.int32)
    bits = np.int64(1)
    while (1 << bits) < start.shape[0] - 1:
        bits += 1
    shift = np.uint64(64 - bits)
    for i in range(wanted.shape[0]):
        key = wanted[i]
        first = np.int64(key >> shift)
        low, high = np.int64(start[first]), np.int64(start[first + 1])
        while low < high:
            middle = (low + high) >> 1
            if sorted_keys[middle] < key:
                low = middle + 1
            else:
                high = middle
        if low < n and sorted_keys[low] == key:
            out[i] = low
    return out


@compiled
def places(sorted_keys: Keys, wanted: Keys) -> Ints:
    """Place of each wanted key in a sorted array without repetition, or −1."""
    return places_in(sorted_keys, directory(sorted_keys), wanted)


@compiled
def among(values: Keys, wanted: Keys) -> NDArray[np.bool_]:
    """Which of some values occur among others; both are in order, the values perhaps with repetitions."""
    out = np.zeros(values.shape[0], np.bool_)
    k = 0
    for i in range(values.shape[0]):
        while k < wanted.shape[0] and wanted[k] < values[i]:
            k += 1
        out[i] = k < wanted.shape[0] and wanted[k] == values[i]
    return out
