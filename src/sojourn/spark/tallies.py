"""From shards to one tally: measured by the workers, merged by them as a tree, the last few by the driver."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final, Generic

import pyarrow as pa

from sojourn.log.engine import T, summed
from sojourn.spark.blobs import PIECES, SCHEMA_OF_PIECES, Batches, pieces, pieces_in, rejoined, row
from sojourn.spark.faults import in_worker, on_driver
from sojourn.spark.parcels import unwrapped, wrapped
from sojourn.spark.room import room
from sojourn.spark.session import usable

_MOST_ON_DRIVER: Final = 16
"""Tallies the driver adds up itself; of more, workers add up neighbours first."""
_WITHHELD: Final = -1
"""The part that is not a piece of a tally, but says how many bytes it takes."""


@dataclass(frozen=True)
class Withheld:
    """A tally that was too large to be sent. It is a value and no error, because Spark tries four times what raises one."""

    nbytes: int


@dataclass(frozen=True)
class Measure(Generic[T]):
    """Turns the rows of one partition into a tally.

    Attributes
    ----------
    shards_in
        Finds numbered shards in the rows, in order.
    count
        Makes a tally of a shard.
    most
        Bytes of the largest tally that may be sent.
    """

    shards_in: Callable[[Batches], Iterator[tuple[int, Any]]]
    count: Callable[[Any], T]
    most: int

    def __call__(self, batches: Batches) -> Iterator[pa.RecordBatch]:
        """The tally in pieces, at the place of the first shard; nothing where there are no shards."""
        places: list[int] = []

        def tallies() -> Iterator[T]:
            for place, shard in self.shards_in(batches):
                places.append(place)
                yield self.count(shard)

        with in_worker():
            total = _summed(tallies())
            if total is not None:
                yield from _rows(places[0], total, self.most)


@dataclass(frozen=True)
class Merge:
    """Adds up the tallies in one partition, unless one was withheld; `most` is that of :class:`Measure`."""

    most: int

    def __call__(self, batches: Batches) -> Iterator[pa.RecordBatch]:
        """Their sum in pieces, at the place of the first."""
        with in_worker():
            found = pieces_in(batches)
            first = min(found, default=0)
            total = _merged(found)
            if total is not None:
                yield from _rows(first, total, self.most)


def reduced(
    frame: Any,
    partitions: int,
    shards_in: Callable[[Batches], Iterator[tuple[int, Any]]],
    count: Callable[[Any], T],
) -> T | None:
    """Measure every partition of a data frame and add up the tallies, neighbours first; None where there is none.

    Raises
    ------
    LimitError
        If a tally is larger than the Java processes of Spark can carry.
    """
    from pyspark.sql import functions as F  # noqa: N812  (its usual name)

    spark = usable(frame.sparkSession)
    groups = _groups(partitions)
    with on_driver():
        space = room(spark, groups)
    tallies = frame.mapInArrow(Measure(shards_in, count, space.most), PIECES)
    if groups < partitions:
        width = -(-partitions // groups)
        group = F.floor(F.col("place") / F.lit(width)).cast("int")
        tallies = tallies.repartitionById(groups, group).mapInArrow(Merge(space.most), PIECES)
    with on_driver():
        table = tallies.toArrow()
    total: T | Withheld | None = _merged(pieces_in(table.to_batches()))
    if isinstance(total, Withheld):
        raise space.refusal(total.nbytes, count)
    return total


def _groups(partitions: int) -> int:
    """How many tallies are sent to the driver."""
    if partitions <= _MOST_ON_DRIVER:
        return partitions
    return -(-partitions // _MOST_ON_DRIVER) if partitions <= _MOST_ON_DRIVER**2 else round(partitions**0.5)


def _rows(place: int, tally: object, most: int) -> Iterator[pa.RecordBatch]:
    """A tally in pieces, or how many bytes it takes if those are too many."""
    parcel = wrapped(tally)
    if len(parcel) > most:
        tally = Withheld(len(parcel))
        parcel = wrapped(tally)
    first = _WITHHELD if isinstance(tally, Withheld) else 0
    for part, piece in enumerate(pieces(parcel), first):
        yield row(SCHEMA_OF_PIECES, piece, place, part)


def _merged(found: dict[int, dict[int, pa.Buffer]]) -> Any:
    """The sum of the tallies whose pieces these are, the largest that was withheld if one was, None if there is none."""
    withheld = [unwrapped(parts[_WITHHELD]) for parts in found.values() if _WITHHELD in parts]
    if withheld:
        return max(withheld, key=lambda each: each.nbytes)
    return _summed(unwrapped(rejoined(found.pop(place))) for place in sorted(found))


def _summed(tallies: Iterator[T]) -> T | None:
    """The sum of some tallies; None where there are none."""
    for first in tallies:
        return summed(chain((first,), tallies))
    return None


def itself(tally: T) -> T:
    """A tally that is one already."""
    return tally
