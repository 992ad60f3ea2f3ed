"""Rows waiting in buckets: in memory until a limit, then in Arrow files that are read back memory-mapped."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


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
    _waiting: list[list[pa.RecordBatch]] = field(init=False)
    _written: list[list[pa.RecordBatch]] = field(init=False)
    _bytes: int = 0
    _files: int = 0

    def __post_init__(self) -> None:
        self._waiting = [[] for _ in range(self.buckets)]
        self._written = [[] for _ in range(self.buckets)]

    def add(self, batch: pa.RecordBatch, offsets: NDArray[np.int32]) -> None:
        """Take a batch whose rows ``offsets[b]:offsets[b + 1]`` belong to bucket ``b``."""
        for bucket in np.flatnonzero(np.diff(offsets)).tolist():
            start = int(offsets[bucket])
            self._waiting[bucket].append(batch.slice(start, int(offsets[bucket + 1]) - start))
        self._bytes += batch.nbytes
        if self.folder is not None and self._bytes > self.memory_limit:
            self._flush(self.folder)

    def _flush(self, folder: Path) -> None:
        by_schema: dict[pa.Schema, list[tuple[int, pa.Table]]] = {}
        for bucket, batches in enumerate(self._waiting):
            for schema in dict.fromkeys(b.schema for b in batches):
                rows = pa.Table.from_batches([b for b in batches if b.schema == schema])
                by_schema.setdefault(schema, []).append((bucket, rows.combine_chunks()))
            batches.clear()
        for schema, parts in by_schema.items():
            path = folder / f"spill-{self._files:05d}.arrow"
            self._files += 1
            with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
                for _, rows in parts:
                    writer.write(rows.to_batches()[0])
            reader = pa.ipc.open_file(pa.memory_map(str(path)))
            for index, (bucket, _) in enumerate(parts):
                self._written[bucket].append(reader.get_batch(index))
        self._bytes = 0

    def take(self, bucket: int) -> list[pa.Table]:
        """All rows of a bucket, in order of arrival; they are forgotten here."""
        batches = self._written[bucket] + self._waiting[bucket]
        self._written[bucket], self._waiting[bucket] = [], []
        return [pa.Table.from_batches([batch]) for batch in batches]
