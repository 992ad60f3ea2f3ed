"""Distinct paths of codes with what came of them: what attribution models look at."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sojourn.log.kernels.numbering import number_rows
from sojourn.log.kernels.sequences import hash_sequences, take_sequences
from sojourn.log.kernels.sharing import sum_holding

Numbers = NDArray[np.float64]
OUTCOMES = ("conversions", "value", "nulls")
"""The columns of :attr:`PathSet.outcomes`."""


@dataclass(frozen=True, slots=True)
class PathSet:
    """Distinct, non-empty paths of channels.

    Attributes
    ----------
    names
        The channels, in alphabetical order; a code is a place in it.
    edges, codes
        Path ``i`` is ``codes[edges[i]:edges[i + 1]]``; int64 and int32.
    keys
        uint64 per path: a hash of its codes, which decides its draws.
    outcomes
        float64, shape (paths, 3): :data:`OUTCOMES`. How often it ended in a conversion, what these were worth, and how
        often it ended without one.
    """

    names: tuple[str, ...]
    edges: NDArray[np.int64]
    codes: NDArray[np.int32]
    keys: NDArray[np.uint64]
    outcomes: Numbers

    def __len__(self) -> int:
        return len(self.keys)

    def presence(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Per channel: paths it occurs in, and those of them that ended in a conversion."""
        converted, _, nulls = self.outcomes.T
        counted = np.stack([converted + nulls, converted], axis=1)
        met, won = sum_holding(self.edges, self.codes, counted, len(self.names)).astype(np.int64)
        return met, won


def distinct_paths(
    edges: NDArray[np.int64], codes: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int32], NDArray[np.uint64]]:
    """Number equal rows alike, by first appearance; the number of each row, then the distinct rows and their hashes.

    >>> numbers, edges, codes, _ = distinct_paths(np.array([0, 2, 3, 5]), np.array([1, 2, 1, 1, 2], np.int32))
    >>> numbers.tolist(), edges.tolist(), codes.tolist()
    ([0, 1, 0], [0, 2, 3], [1, 2, 1])
    """
    hashes = hash_sequences(edges, codes)
    numbers, firsts = number_rows(edges, codes, hashes)
    if len(firsts) == len(numbers):
        return numbers, edges, codes, hashes
    kept, flat = take_sequences(edges, codes, firsts)
    return numbers, kept, flat, hashes[firsts]
