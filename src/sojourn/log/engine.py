"""Going through the shards of a log: what is done to one of them, and the engine that does it to all.

An engine knows nothing of analyses, and an analysis nothing of engines: they meet in :class:`Count`, which turns one
shard into one tally, wherever that shard lies.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from operator import add
from typing import Generic, Protocol, Self, TypeVar

import numpy as np
import pyarrow as pa

from sojourn.events.schema import Kind
from sojourn.log.journeys import Journeys
from sojourn.log.shard import ARROW_TYPES, from_batch
from sojourn.log.vocabulary import Vocabulary


class Tally(Protocol):
    """Counts that merge: ``a + b`` is what measuring both together would have given."""

    def __add__(self, other: Self, /) -> Self:
        """The tally of both."""
        ...


T = TypeVar("T", bound=Tally)


class Selection(Protocol):
    """A pure step from journeys to fewer journeys or events."""

    def __call__(self, journeys: Journeys, /) -> Journeys:
        """The journeys that are left."""
        ...


@dataclass(frozen=True)
class Count(Generic[T]):
    """From a shard to a tally: select, then measure. A plain value that can be sent to another process.

    Attributes
    ----------
    measure
        Counts complete customers.
    kinds
        The attributes that are looked at, and how they are stored.
    vocabularies
        What the codes in the shard mean.
    selections
        Applied in order before anything is measured.
    """

    measure: Callable[[Journeys], T]
    kinds: Mapping[str, Kind]
    vocabularies: Mapping[str, Vocabulary]
    selections: tuple[Selection, ...]

    def __call__(self, shard: pa.RecordBatch) -> T:
        """The tally of the customers of a shard."""
        return self.measure(self.journeys(shard))

    def journeys(self, shard: pa.RecordBatch) -> Journeys:
        """What is selected of a shard."""
        journeys = from_batch(shard, self.kinds, self.vocabularies)
        for selection in self.selections:
            journeys = selection(journeys)
        return journeys

    def of_nobody(self) -> T:
        """The tally of no customers at all."""
        lists = [pa.array([], pa.list_(ARROW_TYPES.get(kind, pa.string()))) for kind in self.kinds.values()]
        columns = [pa.array([], pa.string()), *lists]
        return self(pa.RecordBatch.from_arrays(columns, names=["customer_id", *self.kinds]))


class Engine(Protocol):
    """Holds the shards of a log and goes through all of them."""

    def reduce(self, count: Count[T]) -> T:
        """The sum of the tallies of all shards; that of nobody where there are none."""
        ...

    def shards(self) -> Iterator[pa.RecordBatch]:
        """One shard after the other.

        Raises
        ------
        UsageError
            If they do not lie on this machine.
        """
        ...


@dataclass(frozen=True, slots=True)
class Threads:
    """Shards in memory or memory-mapped, counted by the threads of this process."""

    held: tuple[pa.RecordBatch, ...]

    def reduce(self, count: Count[T]) -> T:
        """Count in threads; tallies are added up in the order of the shards."""
        workers = os.cpu_count() or 1
        parts = _parts(self.held, workers)
        if not parts:
            return count.of_nobody()

        def total(some: Sequence[pa.RecordBatch]) -> T:
            return summed(map(count, some))

        if len(parts) == 1:
            return total(parts)
        # Each worker adds up neighbours, so that merging runs in parallel too and few tallies are alive at a time.
        edges = np.linspace(0, len(parts), min(workers, len(parts)) + 1).astype(int).tolist()
        with ThreadPoolExecutor(workers) as pool:
            return reduce(add, pool.map(total, (parts[a:b] for a, b in pairwise(edges))))

    def shards(self) -> Iterator[pa.RecordBatch]:
        """The shards as they are."""
        return iter(self.held)


def summed(tallies: Iterable[T]) -> T:
    """The sum of some tallies in their order, neighbours that hold equally many first.

    A tally that grows with what it holds is copied a few times so, not once for every tally added to it.
    """
    waiting: list[tuple[int, T]] = []
    for tally in tallies:
        held, both = 1, tally
        while waiting and waiting[-1][0] == held:
            both = waiting.pop()[1] + both
            held *= 2
        waiting.append((held, both))
    return reduce(lambda later, earlier: earlier + later, (tally for _, tally in reversed(waiting)))


def _parts(shards: tuple[pa.RecordBatch, ...], workers: int) -> Sequence[pa.RecordBatch]:
    """Shards, cut into ranges of customers of about equal events where there are fewer than workers; without a copy."""
    if len(shards) >= workers:
        return shards
    pieces = -(-workers // len(shards)) if shards else 0
    parts = []
    for shard in shards:
        offsets = shard.column(1).offsets.to_numpy()
        targets = np.linspace(offsets[0], offsets[-1], pieces + 1)[1:-1]
        edges = [0, *np.searchsorted(offsets, targets).tolist(), shard.num_rows]
        parts += [shard.slice(a, b - a) for a, b in pairwise(edges) if b > a]
    return parts
