"""Shards that Spark holds: rows of a data frame that is kept in the memory and on the disks of its workers.

If a worker is lost, Spark makes its shards again from the sources.
"""

import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from sojourn.errors import LimitError, UsageError
from sojourn.log.engine import Count, T
from sojourn.spark.blobs import PIECES, Batches, pieces_in
from sojourn.spark.parcels import unwrapped
from sojourn.spark.shaping import SUMMARY, Finish, Shaping, held_shard
from sojourn.spark.summary import Summary
from sojourn.spark.tallies import itself, reduced

_BATCH_SIZE: Final = "spark.sql.inMemoryColumnarStorage.batchSize"


@dataclass(frozen=True, eq=False)
class HeldShards:
    """The engine of a log whose shards Spark holds.

    Attributes
    ----------
    frame
        The shards in pieces (:mod:`sojourn.spark.shaping`), one in a partition.
    partitions
        How many there are.
    filled
        Those with events.
    finish
        Makes shards of the log of them.
    """

    frame: Any
    partitions: int
    filled: frozenset[int]
    finish: Finish

    def reduce(self, count: Count[T]) -> T:
        """Count where the shards are; tallies are added up in their order."""
        total = reduced(self.frame, self.partitions, Shards(self.finish), count)
        return count.of_nobody() if total is None else total

    def let_go(self) -> None:
        """Free what Spark holds."""
        self.frame.unpersist()

    def shards(self) -> Iterator[pa.RecordBatch]:
        """Refuses: events are not collected.

        Raises
        ------
        UsageError
            Always.
        """
        raise UsageError(
            "This looks at single events, and the events of this log lie on a Spark cluster.",
            hint="Read it with folder=PATH on storage that every worker sees, or make a smaller log of what you need.",
        )


@dataclass(frozen=True)
class Shards:
    """Finds the one shard in a partition of held rows."""

    finish: Finish

    def __call__(self, batches: Batches) -> Iterator[tuple[int, pa.RecordBatch]]:
        """The shard and its number."""
        found = held_shard(batches, self.finish)
        if found is not None:
            yield found


def hold(addressed: Any, partitions: int, memory: int) -> tuple[HeldShards, Summary]:
    """Bring addressed events together, build the shards, hold them; and what they say of themselves."""
    from pyspark import StorageLevel
    from pyspark.sql import functions as F  # noqa: N812

    gathered = addressed.repartitionById(partitions, F.col("shard")).sortWithinPartitions("place")
    with _one_row_at_a_time(addressed.sparkSession):
        frame = gathered.mapInArrow(Shaping(memory), PIECES).persist(StorageLevel.MEMORY_AND_DISK)
        summaries = frame.where(F.col("part") == SUMMARY)
        try:
            summary = reduced(summaries, partitions, _summaries, itself) or Summary()
        except BaseException:
            _free(frame)
            raise
    if summary.too_full:
        _free(frame)
        raise _refusal(summary.too_full, memory)
    total = summary.total
    finish = Finish(total.kinds, total.vocabularies)
    engine = HeldShards(frame, partitions, summary.filled, finish)
    weakref.finalize(engine, _free, frame).atexit = False  # with the session, Spark frees everything itself
    return engine, summary


def _free(frame: Any) -> None:
    """Free what Spark holds of a log that nobody has any more, if the session still runs."""
    with suppress(Exception):
        frame.unpersist()


def _refusal(too_full: Mapping[int, tuple[int, int]], memory: int) -> LimitError:
    events, needed = max(too_full.values(), key=lambda each: each[1])
    return LimitError(
        f"{events:,} events of neighbouring customers need about {needed / 1e9:.1f} GB in one task, which may use "
        f"{memory / 1e9:.1f} GB.",
        hint=f"Give a task memory_limit={needed:_} or more and as much room, or make more and smaller shards (shards=), "
        "which helps unless they are one customer's: those always stay together.",
        context={"events": events, "bytes": needed},
    )


def _summaries(batches: Batches) -> Iterator[tuple[int, Summary]]:
    for shard, parts in pieces_in(batches).items():
        yield shard, unwrapped(parts[SUMMARY])


@contextmanager
def _one_row_at_a_time(spark: Any) -> Iterator[None]:
    """Let Spark keep every row by itself while shards are first held.

    It gathers rows into batches of four megabytes and more, and its serialiser remembers the last hundred: with rows of
    a megabyte that is more than a small worker has.
    """
    before = spark.conf.get(_BATCH_SIZE)
    spark.conf.set(_BATCH_SIZE, "1")
    try:
        yield
    finally:
        spark.conf.set(_BATCH_SIZE, before)
