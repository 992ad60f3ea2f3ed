"""Tables that a build maps into memory, to read no more of them than it needs."""

from pathlib import Path

import pyarrow as pa


def write_mappable(path: Path, table: pa.Table) -> None:
    """Write a table as an uncompressed Arrow file of one batch."""
    batches = table.combine_chunks().to_batches() or [pa.RecordBatch.from_pylist([], schema=table.schema)]
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_batch(batches[0])


def mapped(path: Path) -> pa.RecordBatch:
    """The table in such a file; its columns lie where the file lies."""
    return pa.ipc.open_file(pa.memory_map(str(path))).get_batch(0)
