"""Shards in the folder of a journey log that every worker sees: they are mapped where they are counted."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from sojourn.errors import LogError
from sojourn.log.engine import Count, T
from sojourn.log.store import mapped
from sojourn.spark.blobs import Batches
from sojourn.spark.faults import unshared
from sojourn.spark.session import usable
from sojourn.spark.tallies import reduced


@dataclass(frozen=True, eq=False)
class StoredShards:
    """The engine of a log in a folder.

    Attributes
    ----------
    spark
        The session.
    files
        The shards, in order.
    """

    spark: Any
    files: tuple[Path, ...]

    def reduce(self, count: Count[T]) -> T:
        """Count where Spark has room; tallies are added up in the order of the shards."""
        from pyspark.sql import functions as F  # noqa: N812

        if not self.files:
            return count.of_nobody()
        usable(self.spark)
        rows = [(number, str(path)) for number, path in enumerate(self.files)]
        frame = self.spark.createDataFrame(rows, "shard int, path string")
        frame = frame.repartitionById(len(rows), F.col("shard"))
        total = reduced(frame, len(rows), mapped_shards, count)
        return count.of_nobody() if total is None else total

    def shards(self) -> Iterator[pa.RecordBatch]:
        """One shard after the other, mapped into this process."""
        return (mapped(path) for path in self.files)


def mapped_shards(batches: Batches) -> Iterator[tuple[int, pa.RecordBatch]]:
    """The shards whose numbers and paths are in some rows."""
    for batch in batches:
        for number, path in zip(batch.column(0).to_pylist(), batch.column(1).to_pylist(), strict=True):
            try:
                shard = mapped(Path(path))
            except OSError as error:
                raise unshared(LogError, "read", Path(path), error) from error
            yield number, shard
