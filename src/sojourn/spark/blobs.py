"""Arrow data as rows that Spark can carry: bytes in pieces of a megabyte, numbered.

Large rows would fill the heap of the Java process, many small ones would cost more than they carry.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import pyarrow as pa

PIECE: Final = 1 << 20
"""Bytes of a piece."""
PIECES: Final = "place int, part int, payload binary"
"""Spark's schema of pieces: the number of the thing they are pieces of, their own, and bytes."""
SCHEMA_OF_PIECES: Final = pa.schema([("place", pa.int32()), ("part", pa.int32()), ("payload", pa.binary())])

Batches = Iterable[pa.RecordBatch]
"""Rows as Spark hands them to a task."""


def packed(batches: Batches, schema: pa.Schema) -> pa.Buffer:
    """Record batches as one Arrow IPC stream."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as writer:
        for batch in batches:
            writer.write_batch(batch.replace_schema_metadata(schema.metadata))
    return sink.getvalue()


def unpacked(data: pa.Buffer | bytes) -> Iterator[pa.RecordBatch]:
    """The record batches in a stream, as views on its bytes."""
    with pa.ipc.open_stream(data) as reader:
        yield from reader


def pieces(data: pa.Buffer | bytes) -> Iterator[pa.Buffer]:
    """Bytes cut into pieces, without a copy; at least one."""
    whole = pa.py_buffer(data)
    for start in range(0, max(1, whole.size), PIECE):
        yield whole.slice(start, min(PIECE, whole.size - start))


def row(schema: pa.Schema, payload: pa.Buffer | bytes, *values: object) -> pa.RecordBatch:
    """One row: these values, and bytes in the last column, which are not copied.

    >>> row(SCHEMA_OF_PIECES, b"ab", 3, 0).to_pylist()
    [{'place': 3, 'part': 0, 'payload': b'ab'}]
    """
    letters = pa.py_buffer(payload)
    ends = pa.array([0, letters.size], pa.int32()).buffers()[1]
    columns = [pa.array([value], field.type) for value, field in zip(values, schema, strict=False)]
    columns.append(pa.Array.from_buffers(pa.binary(), 1, [None, ends, letters]))
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def pieces_in(batches: Batches) -> dict[int, dict[int, pa.Buffer]]:
    """The payloads in rows of :data:`PIECES` by place and part."""
    found: dict[int, dict[int, pa.Buffer]] = {}
    for batch in batches:
        for number in range(batch.num_rows):
            parts = found.setdefault(batch.column(0)[number].as_py(), {})
            parts[batch.column(1)[number].as_py()] = batch.column(2)[number].as_buffer()
    return found


def rejoined(parts: Mapping[int, pa.Buffer]) -> bytes:
    """The bytes that were cut into these pieces."""
    return b"".join(parts[part] for part in sorted(parts))
