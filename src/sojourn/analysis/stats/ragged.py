"""Counts by sequence of codes that merge exactly: the tally of paths."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sojourn.log.kernels.numbering import number_rows
from sojourn.log.kernels.sequences import (
    add_numbered,
    count_numbered,
    hash_sequences,
    prefix_keys,
    sort_ties,
    take_sequences,
)


@dataclass(frozen=True, slots=True)
class SequenceCounts:
    """Distinct sequences of codes, each with how often it occurs and for how many owners.

    Two sequences are one only if all their codes are equal; the hashes merely find candidates.

    Attributes
    ----------
    offsets, codes
        Sequence ``i`` is ``codes[offsets[i]:offsets[i + 1]]``; int64 and int32.
    hashes
        uint64 per sequence.
    counts
        int64, shape (k, 2): occurrences, owners.

    Examples
    --------
    >>> rows = np.array([0, 2, 4, 5]), np.array([1, 2, 1, 2, 2], np.int32)
    >>> counts = SequenceCounts.of(*rows, np.arange(3, dtype=np.int32))
    >>> (counts + counts).counts.tolist()
    [[4, 4], [2, 2]]
    """

    offsets: NDArray[np.int64]
    codes: NDArray[np.int32]
    hashes: NDArray[np.uint64]
    counts: NDArray[np.int64]

    @classmethod
    def of(
        cls, offsets: NDArray[np.int64], codes: NDArray[np.int32], owners: NDArray[np.int32]
    ) -> "SequenceCounts":
        """Count the rows of a ragged array; rows of one owner stand together."""
        hashes = hash_sequences(offsets, codes)
        numbers, firsts = number_rows(offsets, codes, hashes)
        counts = count_numbered(numbers, owners, len(firsts))
        edges, kept = take_sequences(offsets, codes, firsts)
        return cls(edges, kept, hashes[firsts], counts)

    def __add__(self, other: "SequenceCounts") -> "SequenceCounts":
        offsets = np.concatenate([self.offsets, other.offsets[1:] + self.offsets[-1]])
        codes = np.concatenate([self.codes, other.codes])
        hashes = np.concatenate([self.hashes, other.hashes])
        numbers, firsts = number_rows(offsets, codes, hashes)
        counts = add_numbered(numbers, np.concatenate([self.counts, other.counts]), len(firsts))
        edges, kept = take_sequences(offsets, codes, firsts)
        return SequenceCounts(edges, kept, hashes[firsts], counts)

    def __len__(self) -> int:
        return len(self.hashes)

    def sorted(self, names: tuple[str, ...]) -> "SequenceCounts":
        """The most frequent first; equally frequent ones in the order of their names."""
        ranks = np.empty(len(names), np.int32)
        ranks[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names), dtype=np.int32)
        base = len(names) + 1
        digits = max(1, int(62 * np.log(2) / np.log(base + 1)))
        keys = prefix_keys(self.offsets, self.codes, ranks, base, digits)
        order = np.lexsort((keys, -self.counts[:, 0]))
        same = (np.diff(keys[order]) == 0) & (np.diff(self.counts[order, 0]) == 0)
        ties = np.concatenate([[0], np.flatnonzero(~same) + 1, [len(order)]])
        sort_ties(order, ties, self.offsets, self.codes, ranks)
        return self.take(order)

    def most_frequent(self, names: tuple[str, ...], most: int) -> "SequenceCounts":
        """The first of :meth:`sorted`, without putting the others in order."""
        if most >= len(self):
            return self.sorted(names)
        if most == 0:
            return self.take(np.empty(0, np.int64))
        often = self.counts[:, 0]
        least = np.partition(often, -most)[-most]
        return self.take(np.flatnonzero(often >= least)).sorted(names).take(np.arange(most))

    def take(self, rows: NDArray[np.int64]) -> "SequenceCounts":
        """Some of the sequences, in the order asked for."""
        edges, kept = take_sequences(self.offsets, self.codes, rows)
        return SequenceCounts(edges, kept, self.hashes[rows], self.counts[rows])
