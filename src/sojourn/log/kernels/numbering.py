"""Numbering equal rows of a ragged array: strings by their bytes, paths by their codes."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled

Offsets = NDArray[np.integer[Any]]
Flat = NDArray[np.integer[Any]]
Numbers = NDArray[np.int32]

_MARK = np.uint64(0xFFFFFFFF00000000)


@compiled
def number_rows(offsets: Offsets, flat: Flat, hashes: NDArray[np.uint64]) -> tuple[Numbers, Numbers]:
    """Number equal rows alike, in order of first appearance.

    Returns the number of every row, and the first row of every number. Equality is decided by the values; the hash
    only finds the slot.
    """
    n = offsets.shape[0] - 1
    capacity = 1024
    mask = np.uint64(capacity - 1)
    # Half of the hash beside the number + 1, so that a miss is seen without looking elsewhere; 0 is empty.
    slots = np.zeros(capacity, np.uint64)
    numbers = np.empty(n, np.int32)
    firsts = np.empty(n, np.int32)
    count = 0
    for i in range(n):
        mark = hashes[i] & _MARK
        slot = hashes[i] & mask
        while True:
            held = slots[slot]
            if held == 0:
                slots[slot] = mark | np.uint64(count + 1)
                firsts[count] = i
                numbers[i] = count
                count += 1
                break
            candidate = np.int64(held & ~_MARK) - 1
            if held & _MARK == mark and _same(offsets, flat, i, firsts[candidate]):
                numbers[i] = candidate
                break
            slot = (slot + np.uint64(1)) & mask
        if count * 2 > capacity:
            capacity *= 4
            mask = np.uint64(capacity - 1)
            slots = np.zeros(capacity, np.uint64)
            for c in range(count):
                slot = hashes[firsts[c]] & mask
                while slots[slot] != 0:
                    slot = (slot + np.uint64(1)) & mask
                slots[slot] = hashes[firsts[c]] & _MARK | np.uint64(c + 1)
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
