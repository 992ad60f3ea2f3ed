"""From shards to one tally: measured by the workers, merged by them as a tree, the last few by the driver."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any, Final, Generic

import pyarrow as pa

from sojourn.log.engine import T
from sojourn.spark.blobs import binary, pieces
from sojourn.spark.faults import in_worker, on_driver
from sojourn.spark.parcels import unwrapped, wrapped
from sojourn.spark.session import usable

TALLIES: Final = "place int, part int, payload binary"
"""Spark's schema of tallies: the number of the shard (or of the first of several), and the tally in pieces."""
_SCHEMA: Final = pa.schema([("place", pa.int32()), ("part", pa.int32()), ("payload", pa.binary())])
_MOST_ON_DRIVER: Final = 16
"""Tallies the driver adds up itself; of more, workers add up neighbours first."""

Batches = Iterable[pa.RecordBatch]


def rows_of(place: int, tally: object) -> Iterator[pa.RecordBatch]:
    """A tally as rows of :data:`TALLIES`."""
    for part, piece in enumerate(pieces(wrapped(tally))):
        columns = [pa.array([place], pa.int32()), pa.array([part], pa.int32()), binary([piece])]
        yield pa.RecordBatch.from_arrays(columns, schema=_SCHEMA)


def tallies_in(batches: Batches) -> Iterator[tuple[int, Any]]:
    """The tallies in rows of :data:`TALLIES`, in order of their place."""
    found: dict[int, dict[int, pa.Buffer]] = {}
    for batch in batches:
        for row in range(batch.num_rows):
            parts = found.setdefault(batch.column(0)[row].as_py(), {})
            parts[batch.column(1)[row].as_py()] = batch.column(2)[row].as_buffer()
    for place in sorted(found):
        parts = found.pop(place)
        whole = b"".join(parts[part] for part in sorted(parts))
        yield place, unwrapped(whole)


@dataclass(frozen=True)
class Measure(Generic[T]):
    """Turns the rows of one partition into tallies: those of the shards that `shards_in` finds in them."""

    shards_in: Callable[[Batches], Iterator[tuple[int, Any]]]
    count: Callable[[Any], T]

    def __call__(self, batches: Batches) -> Iterator[pa.RecordBatch]:
        """One tally per partition."""
        with in_worker():
            total: Any = None
            first = 0
            for place, shard in self.shards_in(batches):
                tally = self.count(shard)
                first = place if total is None else first
                total = tally if total is None else total + tally
            if total is not None:
                yield from rows_of(first, total)


def reduced(frame: Any, partitions: int, measure: Measure[T]) -> T | None:
    """Measure every partition of a data frame and add up the tallies, neighbours first; None where there is none."""
    from pyspark.sql import functions as F  # noqa: N812  (its usual name)

    usable(frame.sparkSession)
    tallies = frame.mapInArrow(measure, TALLIES)
    if partitions > _MOST_ON_DRIVER:
        groups = (
            -(-partitions // _MOST_ON_DRIVER) if partitions <= _MOST_ON_DRIVER**2 else round(partitions**0.5)
        )
        width = -(-partitions // groups)
        group = F.floor(F.col("place") / F.lit(width)).cast("int")
        tallies = tallies.repartitionById(groups, group).mapInArrow(Measure(tallies_in, itself), TALLIES)
    with on_driver():
        table = tallies.toArrow()
    found = [tally for _, tally in tallies_in(table.to_batches())]
    return reduce(add, found) if found else None


def itself(tally: T) -> T:
    """A tally that is one already."""
    return tally
