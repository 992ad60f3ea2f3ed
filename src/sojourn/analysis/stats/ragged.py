"""Counts by sequence of codes that merge exactly: the tally of paths."""

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sojourn.log.kernels.numbering import number_rows
from sojourn.log.kernels.ordering import counting_sort
from sojourn.log.kernels.sequences import (
    add_numbered,
    count_numbered,
    hash_sequences,
    prefix_keys,
    sort_ties,
    take_sequences,
)
from sojourn.log.layout import BUCKETS, buckets_of

_AT_ONCE: Final = 2**14
"""Sequences that are worth being merged apart from the others: what is looked up of so many stays in the cache."""

Codes = NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True)
class Sequences:
    """Sequences of codes, each with how often it occurs and for how many owners.

    Attributes
    ----------
    offsets, codes
        Sequence ``i`` is ``codes[offsets[i]:offsets[i + 1]]``; int64, and the smallest type that holds every code.
    hashes
        uint64 per sequence.
    counts
        int64, shape (k, 2): occurrences, owners.
    """

    offsets: NDArray[np.int64]
    codes: Codes
    hashes: NDArray[np.uint64]
    counts: NDArray[np.int64]

    @classmethod
    def joined(cls, parts: Iterable["Sequences"]) -> "Sequences":
        """One after the other."""
        offsets, codes, hashes, counts = zip(
            *((p.offsets, p.codes, p.hashes, p.counts) for p in parts), strict=True
        )
        ends = np.cumsum(np.concatenate([np.diff(some) for some in offsets]))
        edges = np.concatenate([np.zeros(1, np.int64), ends])
        return cls(edges, np.concatenate(codes), np.concatenate(hashes), np.concatenate(counts))

    def __len__(self) -> int:
        return len(self.hashes)

    def take(self, rows: NDArray[np.integer[Any]]) -> "Sequences":
        """Some of the sequences, in the order asked for."""
        edges, kept = take_sequences(self.offsets, self.codes, rows)
        return Sequences(edges, kept, self.hashes[rows], self.counts[rows])

    def between(self, begin: int, end: int) -> "Sequences":
        """Neighbouring sequences, without a copy of their codes."""
        edges = self.offsets[begin : end + 1]
        codes = self.codes[edges[0] : edges[-1]]
        return Sequences(edges - edges[0], codes, self.hashes[begin:end], self.counts[begin:end])

    def sorted(self, ranks: NDArray[np.int32]) -> "Sequences":
        """The most frequent first; equally frequent ones in the order of the ranks of their codes."""
        keys = self.keys(ranks, np.arange(len(self)))
        order = np.lexsort((keys, -self.counts[:, 0]))
        same = (np.diff(keys[order]) == 0) & (np.diff(self.counts[order, 0]) == 0)
        ties = np.concatenate([[0], np.flatnonzero(~same) + 1, [len(order)]])
        sort_ties(order, ties, self.offsets, self.codes, ranks)
        return self.take(order)

    def keys(self, ranks: NDArray[np.int32], rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """A number for some sequences that tells the order of their first names; those that begin alike share one."""
        base = len(ranks) + 1
        digits = max(1, int(62 * np.log(2) / np.log(base + 1)))
        return prefix_keys(self.offsets, self.codes, rows, ranks, base, digits)


@dataclass(frozen=True, slots=True)
class SequenceCounts:
    """Distinct sequences of codes, counted in parts.

    Two sequences are one only if all their codes are equal; the hashes merely find candidates. Adding puts parts side
    by side. They are merged all at once, when they are looked at or sent elsewhere, so that codes are not copied for
    every tally that is added.

    Attributes
    ----------
    parts
        Each holds a sequence once, in the order of :func:`~sojourn.log.layout.buckets_of` its hash.
    distinct
        Whether no sequence stands in two parts.

    Examples
    --------
    >>> rows = np.array([0, 2, 4, 5]), np.array([1, 2, 1, 2, 2], np.int32)
    >>> counts = SequenceCounts.of(*rows, np.arange(3, dtype=np.int32))
    >>> (counts + counts).sorted(("a", "b", "c")).counts.tolist()
    [[4, 4], [2, 2]]
    """

    parts: tuple[Sequences, ...]
    distinct: bool

    @classmethod
    def of(
        cls, offsets: NDArray[np.integer[Any]], codes: NDArray[np.int32], owners: NDArray[np.int32]
    ) -> "SequenceCounts":
        """Count the rows of a ragged array; rows of one owner stand together."""
        edges = offsets.astype(np.int64) - offsets[0]
        used = codes[offsets[0] : offsets[-1]]
        small = used.astype(np.min_scalar_type(used.max(initial=0)))
        hashes = hash_sequences(edges, small)
        numbers, firsts = number_rows(edges, small, hashes)
        counts = count_numbered(numbers, owners, len(firsts))
        return cls((_in_buckets(edges, small, hashes, firsts, counts),), distinct=True)

    def __add__(self, other: "SequenceCounts") -> "SequenceCounts":
        return SequenceCounts(self.parts + other.parts, distinct=False)

    def __reduce__(self) -> tuple[Any, ...]:
        merged = self.merged(threads=1)  # many processes that send tallies share the processors
        return SequenceCounts, (merged.parts, merged.distinct)

    def __len__(self) -> int:
        return sum(map(len, self.merged().parts))

    def merged(self, threads: int | None = None) -> "SequenceCounts":
        """The same, every sequence in one part: a bucket of all parts at once; by default in a thread per processor."""
        if self.distinct:
            return self
        pieces = min(BUCKETS, 1 + sum(map(len, self.parts)) // _AT_ONCE)
        cuts = np.linspace(0, BUCKETS, pieces + 1).astype(np.int32)
        places = [np.searchsorted(buckets_of(part.hashes), cuts).tolist() for part in self.parts]

        def piece(number: int) -> Sequences:
            return _merged(
                part.between(*found[number : number + 2])
                for part, found in zip(self.parts, places, strict=True)
            )

        with ThreadPoolExecutor(threads or os.cpu_count()) as pool:
            return SequenceCounts(tuple(pool.map(piece, range(pieces))), distinct=True)

    def sorted(self, names: tuple[str, ...]) -> Sequences:
        """The most frequent first; equally frequent ones in the order of their names."""
        return Sequences.joined(self.merged().parts).sorted(_ranks(names))

    def most_frequent(self, names: tuple[str, ...], most: int) -> Sequences:
        """The first of :meth:`sorted`, without putting the others in order."""
        parts = self.merged().parts
        often = np.concatenate([part.counts[:, 0] for part in parts])
        shown = min(most, len(often))
        least = np.partition(often, -shown)[-shown] if shown else np.inf
        # Where every journey is another one, all are equally frequent: of those only the first by name are wanted.
        ranks, room = _ranks(names), shown - int(np.count_nonzero(often > least))
        tied = [np.flatnonzero(part.counts[:, 0] == least) for part in parts]
        keys = [part.keys(ranks, rows) for part, rows in zip(parts, tied, strict=True)]
        last = np.partition(np.concatenate(keys), room - 1)[room - 1] if shown else 0
        frequent = Sequences.joined(
            part.take(np.concatenate([np.flatnonzero(part.counts[:, 0] > least), rows[own <= last]]))
            for part, rows, own in zip(parts, tied, keys, strict=True)
        )
        return frequent.sorted(ranks).take(np.arange(shown))


def _ranks(names: tuple[str, ...]) -> NDArray[np.int32]:
    """The place of every name in the order of names."""
    ranks = np.empty(len(names), np.int32)
    ranks[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names), dtype=np.int32)
    return ranks


def _merged(parts: Iterable[Sequences]) -> Sequences:
    """The distinct ones of some sequences, with their counts added up."""
    some = Sequences.joined(parts)
    numbers, firsts = number_rows(some.offsets, some.codes, some.hashes)
    counts = add_numbered(numbers, some.counts, len(firsts))
    return _in_buckets(some.offsets, some.codes, some.hashes, firsts, counts)


def _in_buckets(
    offsets: NDArray[np.int64],
    codes: Codes,
    hashes: NDArray[np.uint64],
    rows: NDArray[np.int32],
    counts: NDArray[np.int64],
) -> Sequences:
    """Some rows of a ragged array with their counts, in the order of buckets of their hashes."""
    order, _ = counting_sort(buckets_of(hashes[rows]), BUCKETS)
    edges, kept = take_sequences(offsets, codes, rows[order])
    return Sequences(edges, kept, hashes[rows[order]], counts[order])
