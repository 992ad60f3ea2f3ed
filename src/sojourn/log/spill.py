"""Rows waiting in buckets: in memory until a limit, then in Arrow files that are read back memory-mapped."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


class Rows(NamedTuple):
    """Rows of one source, and whether equal ones among them are repeats."""

    batch: pa.RecordBatch
    source: int
    compare: bool


@dataclass(slots=True)
class Spill:
    """Per bucket, record batches in order of arrival.

    Parameters
    ----------
    buckets
        How many there are.
    folder
        Where the files go; None keeps everything in memory.
    memory_limit
        Bytes kept in memory before they are written.
    """

    buckets: int
    folder: Path | None
    memory_limit: int
    _waiting: list[list[Rows]] = field(init=False)
    _written: list[list[Rows]] = field(init=False)
    _bytes: int = 0
    _files: int = 0

    def __post_init__(self) -> None:
        self._waiting = [[] for _ in range(self.buckets)]
        self._written = [[] for _ in range(self.buckets)]

    def add(self, rows: Rows, offsets: NDArray[np.int32]) -> None:
        """Take rows of which ``offsets[b]:offsets[b + 1]`` belong to bucket ``b``."""
        for bucket in np.flatnonzero(np.diff(offsets)).tolist():
            start = int(offsets[bucket])
            part = rows.batch.slice(start, int(offsets[bucket + 1]) - start)
            self._waiting[bucket].append(rows._replace(batch=part))
        self._bytes += rows.batch.nbytes
        if self.folder is not None and self._bytes > self.memory_limit:
            self._flush(self.folder)

    def _flush(self, folder: Path) -> None:
        """Write what waits: one file per source and form of its rows, one batch per bucket."""
        alike: dict[tuple[pa.Schema, int, bool], list[tuple[int, list[pa.RecordBatch]]]] = {}
        for bucket, waiting in enumerate(self._waiting):
            of_bucket: dict[tuple[pa.Schema, int, bool], list[pa.RecordBatch]] = {}
            for rows in waiting:
                of_bucket.setdefault((rows.batch.schema, rows.source, rows.compare), []).append(rows.batch)
            for key, batches in of_bucket.items():
                alike.setdefault(key, []).append((bucket, batches))
            waiting.clear()
        for (schema, source, compare), parts in sorted(alike.items(), key=lambda item: item[0][1]):
            path = folder / f"spill-{self._files:05d}.arrow"
            self._files += 1
            with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
                for _, batches in parts:
                    writer.write(pa.concat_batches(batches))
            reader = pa.ipc.open_file(pa.memory_map(str(path)))
            for index, (bucket, _) in enumerate(parts):
                self._written[bucket].append(Rows(reader.get_batch(index), source, compare))
        self._bytes = 0

    def take(self, bucket: int) -> list[Rows]:
        """All rows of a bucket, sources in order and rows as they arrived; they are forgotten here."""
        rows = self._written[bucket] + self._waiting[bucket]
        self._written[bucket], self._waiting[bucket] = [], []
        return rows
