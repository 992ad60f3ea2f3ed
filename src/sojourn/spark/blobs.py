"""Arrow data as rows that Spark can carry: bytes in pieces of a megabyte, numbered.

Large rows would fill the heap of the Java process, many small ones would cost more than they carry.
"""

from collections.abc import Iterable, Iterator
from typing import Final

import pyarrow as pa

PIECE: Final = 1 << 20
"""Bytes of a piece."""


def packed(batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> pa.Buffer:
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


def binary(values: Iterable[pa.Buffer | bytes]) -> pa.Array:
    """Bytes as an Arrow array, copied once."""
    buffers = [pa.py_buffer(value) for value in values]
    ends, end = [0], 0
    for buffer in buffers:
        end += buffer.size
        ends.append(end)
    letters = pa.py_buffer(b"".join(buffers))
    offsets = pa.array(ends, pa.int32()).buffers()[1]
    return pa.Array.from_buffers(pa.binary(), len(buffers), [None, offsets, letters])
