"""Text files in pieces that end where a line ends, worked on by several threads and given back in order."""

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.sources.kernels.spans import cut
from sojourn.sources.source import Workspace

PIECE: Final = 2 << 20
_MARK: Final = b"\xef\xbb\xbf"

Work = Callable[[NDArray[np.uint8], int], pa.RecordBatch]


def scanned(path: Path, schema: pa.Schema, work: Work, workspace: Workspace) -> duckdb.DuckDBPyRelation:
    """A scan of a file whose pieces are made into batches by `work`, which gets the bytes and the byte that ends lines."""
    longest = workspace.limits.record_bytes * 4
    reader = pa.RecordBatchReader.from_batches(schema, _batches(path, work, longest))
    return workspace.connection.from_arrow(reader)


def _batches(path: Path, work: Work, longest: int) -> Iterator[pa.RecordBatch]:
    workers = max(1, min(4, os.cpu_count() or 1))
    waiting: deque[Future[pa.RecordBatch]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        for piece, newline in _pieces(path, longest):
            waiting.append(pool.submit(work, np.frombuffer(piece, np.uint8), newline))
            if len(waiting) > workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _pieces(path: Path, longest: int) -> Iterator[tuple[bytes, int]]:
    with path.open("rb") as file:
        rest = file.read(PIECE).removeprefix(_MARK)
        newline = b"\n" if b"\n" in rest or b"\r" not in rest else b"\r"
        while piece := file.read(PIECE):
            end = piece.rfind(newline) + 1
            if end:
                yield rest + piece[:end], newline[0]
                rest = piece[end:]
            else:
                rest += piece
                if len(rest) > longest + 2 * PIECE:
                    raise ValueError(f"a line is longer than {longest >> 20:,} MiB")
        if rest:
            yield rest, newline[0]


def texts(
    buffer: NDArray[np.uint8],
    starts: NDArray[np.int32],
    ends: NDArray[np.int32],
    *,
    empty_is_missing: bool = False,
) -> pa.Array:
    """The texts between starts and ends as one column (see :func:`sojourn.sources.kernels.spans.cut`)."""
    offsets, data, there = cut(buffer, starts, ends, empty_is_missing)
    missing = len(there) - int(there.sum())
    if missing == len(there):
        return pa.nulls(len(there), pa.string())
    valid = pa.py_buffer(np.packbits(there, bitorder="little")) if missing else None
    buffers = [valid, pa.py_buffer(offsets), pa.py_buffer(data)]
    return pa.Array.from_buffers(pa.string(), len(there), buffers, missing)
