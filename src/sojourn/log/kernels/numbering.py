"""Numbering equal rows of a ragged array: strings by their bytes, paths by their codes."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled

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
    marks = np.empty(
        capacity, np.uint64
    )  # the hash beside its slot: a miss is seen without looking elsewhere
    numbers = np.empty(n, np.int32)
    firsts = np.empty(n, np.int32)
    count = 0
    for i in range(n):
        mask = np.uint64(capacity - 1)
        mark = hashes[i]
        slot = mark & mask
        while True:
            candidate = slots[slot]
            if candidate < 0:
                slots[slot] = count
                marks[slot] = mark
                firsts[count] = i
                numbers[i] = count
                count += 1
                break
            if marks[slot] == mark and _same(offsets, flat, i, firsts[candidate]):
                numbers[i] = candidate
                break
            slot = (slot + np.uint64(1)) & mask
        if count * 2 > capacity:
            capacity *= 4
            mask = np.uint64(capacity - 1)
            slots = np.full(capacity, -1, np.int32)
            marks = np.empty(capacity, np.uint64)
            for c in range(count):
                mark = hashes[firsts[c]]
                slot = mark & mask
                while slots[slot] >= 0:
                    slot = (slot + np.uint64(1)) & mask
                slots[slot] = c
                marks[slot] = mark
    return numbers, firsts[:count].copy()


@compiled
def _same(offsets: Offsets, flat: Flat, a: int, b: int) -> bool:
    length = offsets[a + 1] - offsets[a]
    if offsets[b + 1] - offsets[b] != length:
        return False
    for k in range(length):
        if flat[offsets[a] + k] != flat[offsets[b] + k]:
            return False
    return True
