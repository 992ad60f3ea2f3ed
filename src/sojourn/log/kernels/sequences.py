"""Finding equal sequences of codes, and their order."""

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled

Offsets = NDArray[np.int64]
Codes = NDArray[np.integer[Any]]
Code = TypeVar("Code", bound=np.integer[Any])
Counts = NDArray[np.int64]

_MIX = np.uint64(10723151780598845931)
_SEED = np.uint64(14695981039346656037)


@compiled
def hash_sequences(offsets: Offsets, codes: Codes) -> NDArray[np.uint64]:
    """A 64-bit hash of the codes of every row; it only finds slots, so it may change."""
    out = np.empty(offsets.shape[0] - 1, np.uint64)
    for i in range(out.shape[0]):
        h = _SEED
        for e in range(offsets[i], offsets[i + 1]):
            h = (h ^ np.uint64(codes[e])) * _MIX
            h ^= h >> np.uint64(32)
        out[i] = h
    return out


@compiled
def count_numbered(numbers: NDArray[np.integer[Any]], owners: NDArray[np.int32], size: int) -> Counts:
    """Per number: rows, and distinct owners; equal owners stand together."""
    counts = np.zeros((size, 2), np.int64)
    last = np.full(size, -1, np.int64)
    for i in range(numbers.shape[0]):
        number = numbers[i]
        counts[number, 0] += 1
        counts[number, 1] += last[number] != owners[i]
        last[number] = owners[i]
    return counts


@compiled
def add_numbered(numbers: NDArray[np.integer[Any]], counts: Counts, size: int) -> Counts:
    """The sum of the counts of each number."""
    out = np.zeros((size, counts.shape[1]), np.int64)
    for i in range(numbers.shape[0]):
        for c in range(counts.shape[1]):
            out[numbers[i], c] += counts[i, c]
    return out


@compiled
def take_sequences(
    offsets: Offsets, codes: NDArray[Code], rows: NDArray[np.integer[Any]]
) -> tuple[Offsets, NDArray[Code]]:
    """Some rows of a ragged array, in the order asked for."""
    out_offsets = np.zeros(rows.shape[0] + 1, np.int64)
    for i in range(rows.shape[0]):
        out_offsets[i + 1] = out_offsets[i] + offsets[rows[i] + 1] - offsets[rows[i]]
    out = np.empty(out_offsets[-1], codes.dtype)
    for i in range(rows.shape[0]):
        begin = offsets[rows[i]]
        for k in range(out_offsets[i + 1] - out_offsets[i]):
            out[out_offsets[i] + k] = codes[begin + k]
    return out_offsets, out


@compiled
def prefix_keys(
    offsets: Offsets, codes: Codes, rows: NDArray[np.int64], ranks: Codes, base: int, digits: int
) -> NDArray[np.int64]:
    """The first ``digits`` ranks of some rows as one number: rising keys are rising prefixes."""
    keys = np.zeros(rows.shape[0], np.int64)
    for i in range(rows.shape[0]):
        for k in range(digits):
            e = offsets[rows[i]] + k
            keys[i] = keys[i] * base + (ranks[codes[e]] + 1 if e < offsets[rows[i] + 1] else 0)
    return keys


@compiled
def sort_ties(
    order: NDArray[np.int64], ties: NDArray[np.int64], offsets: Offsets, codes: Codes, ranks: Codes
) -> None:
    """Sort, in place, each run ``order[ties[i]:ties[i + 1]]`` of rows by their ranks (merge sort, stable)."""
    for r in range(ties.shape[0] - 1):
        begin = ties[r]
        end = ties[r + 1]
        if end - begin < 2:
            continue
        source = order[begin:end].copy()
        target = np.empty_like(source)
        width = 1
        while width < source.shape[0]:
            for left in range(0, source.shape[0], 2 * width):
                middle = min(left + width, source.shape[0])
                right = min(left + 2 * width, source.shape[0])
                a = left
                b = middle
                for k in range(left, right):
                    if a < middle and (
                        b >= right or not _before(offsets, codes, ranks, source[b], source[a])
                    ):
                        target[k] = source[a]
                        a += 1
                    else:
                        target[k] = source[b]
                        b += 1
            source, target = target, source
            width *= 2
        order[begin:end] = source


@compiled
def _before(offsets: Offsets, codes: Codes, ranks: Codes, a: int, b: int) -> bool:
    length_a = offsets[a + 1] - offsets[a]
    length_b = offsets[b + 1] - offsets[b]
    for k in range(min(length_a, length_b)):
        rank_a = ranks[codes[offsets[a] + k]]
        rank_b = ranks[codes[offsets[b] + k]]
        if rank_a != rank_b:
            return bool(rank_a < rank_b)
    return bool(length_a < length_b)
