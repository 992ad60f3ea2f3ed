"""Numbering equal rows of a ragged array: strings by their bytes, paths by their codes."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.log.kernels.compiled import compiled

Offsets = NDArray[np.integer[Any]]
Flat = NDArray[np.integer[Any]]
Numbers = NDArray[np.int32]


@compiled
def number_rows(offsets: Offsets, flat: Flat, hashes: NDArray[np.uint64]) -> tuple[Numbers, Numbers]:
    """Number equal rows alike, in order of first appearance.

    Returns the number of every row, and the first row of every number. Equality is decided by the values; the hash
    only finds the slot.
    """
    n = offsets.shape[0] - 1
    capacity = 1024
    slots = np.full(capacity, -1, np.int32)
    numbers = np.empty(n, np.int32)
    firsts = np.empty(n, np.int32)
    count = 0
    for i in range(n):
        slot = np.int64(hashes[i] & np.uint64(capacity - 1))
        while True:
            candidate = slots[slot]
            if candidate < 0:
                slots[slot] = count
                firsts[count] = i
                numbers[i] = count
                count += 1
                break
            if _same(offsets, flat, hashes, i, firsts[candidate]):
                numbers[i] = candidate
                break
            slot = (slot + 1) & (capacity - 1)
        if count * 2 > capacity:
            capacity *= 4
            slots = np.full(capacity, -1, np.int32)
            for c in range(count):
                slot = np.int64(hashes[firsts[c]] & np.uint64(capacity - 1))
                while slots[slot] >= 0:
                    slot = (slot + 1) & (capacity - 1)
                slots[slot] = c
    return numbers, firsts[:count].copy()


@compiled
def _same(offsets: Offsets, flat: Flat, hashes: NDArray[np.uint64], a: int, b: int) -> bool:
    if hashes[a] != hashes[b]:
        return False
    length = offsets[a + 1] - offsets[a]
    if offsets[b + 1] - offsets[b] != length:
        return False
    for k in range(length):
        if flat[offsets[a] + k] != flat[offsets[b] + k]:
            return False
    return True
