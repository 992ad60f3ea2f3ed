"""Hashing of strings that lie in Arrow buffers."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled

Bytes = NDArray[np.uint8]


_GOLDEN: Final = np.uint64(11400714819323198485)
_ONE: Final = np.uint64(1)
_EIGHT: Final = np.uint64(8)


@compiled
def hash_strings(offsets: NDArray[np.int32], data: Bytes) -> NDArray[np.uint64]:
    """A 64-bit hash of every string: eight bytes at a time, multiplied and folded, finished as splitmix64 is.

    It decides where a customer is stored, so it must never change for a log format version.
    """
    n = offsets.shape[0] - 1
    out = np.empty(n, np.uint64)
    for i in range(n):
        at = np.uint64(offsets[i])
        end = np.uint64(offsets[i + 1])
        h = (end - at) * _GOLDEN
        while at + _EIGHT <= end:
            h = (h ^ _word(data, at)) * _GOLDEN
            h ^= h >> np.uint64(29)
            at += _EIGHT
        rest = np.uint64(0)
        while at < end:
            rest = (rest << _EIGHT) | np.uint64(data[at])
            at += _ONE
        h = (h ^ rest) * _GOLDEN
        h = (h ^ (h >> np.uint64(30))) * np.uint64(13787848793156543929)
        h = (h ^ (h >> np.uint64(27))) * np.uint64(10723151780598845931)
        out[i] = h ^ (h >> np.uint64(31))
    return out


@compiled
def _word(data: Bytes, at: np.uint64) -> np.uint64:
    """Eight bytes as a little-endian number; written out, so that the compiler makes one load of it."""
    return (
        np.uint64(data[at])
        | np.uint64(data[at + np.uint64(1)]) << np.uint64(8)
        | np.uint64(data[at + np.uint64(2)]) << np.uint64(16)
        | np.uint64(data[at + np.uint64(3)]) << np.uint64(24)
        | np.uint64(data[at + np.uint64(4)]) << np.uint64(32)
        | np.uint64(data[at + np.uint64(5)]) << np.uint64(40)
        | np.uint64(data[at + np.uint64(6)]) << np.uint64(48)
        | np.uint64(data[at + np.uint64(7)]) << np.uint64(56)
    )


@compiled
def combine(fingerprints: NDArray[np.uint64], values: NDArray[np.uint64]) -> None:
    """Mix one more column into the fingerprints of rows, in place."""
    for i in range(fingerprints.shape[0]):
        h = (fingerprints[i] ^ values[i]) * np.uint64(13787848793156543929)
        fingerprints[i] = (h ^ (h >> np.uint64(29))) * np.uint64(10723151780598845931)
