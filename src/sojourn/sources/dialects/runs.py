"""Lines of one event that stand one behind the other, as most exports have them, folded in one pass without a sort."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

KEY: Final = "sojourn:key"
ALIKE: Final = "sojourn:alike"
ITEM: Final = "sojourn:item"
COUNT: Final = "sojourn:lines"
_BATCH_ROWS: Final = 250_000


def fold_runs(lines: duckdb.DuckDBPyRelation, items: str, path: Path) -> bool:
    """Write one row per run of lines with the same key, if that is one row per event; else say no.

    It is not where a key comes again after another one, or where two lines that begin events are equal.

    Parameters
    ----------
    lines
        Lines in the order of the file: columns of the event, a hash of the key, a hash of the whole line where it may
        begin an event, and the line's item as JSON text.
    items
        Name of the new column with the items as a JSON list.
    path
        Where the Parquet file goes; what is in it counts only after a yes.
    """
    keys: list[NDArray[np.uint64]] = []
    writer: pq.ParquetWriter | None = None
    try:
        for batch in _whole_runs(lines.to_arrow_reader(_BATCH_ROWS)):
            alike = batch.column(ALIKE).drop_null().to_numpy()
            if len(np.unique(alike)) < len(alike):
                return False
            events, found = _events(batch, items)
            keys.append(found)
            if writer is None:
                writer = pq.ParquetWriter(path, events.schema, compression="lz4")
            writer.write_table(events)
    finally:
        if writer is not None:
            writer.close()
    every = np.concatenate(keys) if keys else np.empty(0, np.uint64)
    return 0 < len(every) == len(np.unique(every))


def _whole_runs(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The same lines, cut only where a new run begins."""
    waiting: list[pa.RecordBatch] = []
    for batch in batches:
        if not batch.num_rows:
            continue
        keys = batch.column(KEY).to_numpy()
        cuts = np.flatnonzero(keys[1:] != keys[:-1]) + 1
        if waiting and keys[0] != waiting[-1].column(KEY)[-1].as_py():
            cuts = np.concatenate([[0], cuts])
        if len(cuts):
            yield pa.Table.from_batches([*waiting, batch.slice(0, cuts[-1])]).combine_chunks()
            waiting = [batch.slice(cuts[-1])]
        else:
            waiting.append(batch)
    if waiting:
        yield pa.Table.from_batches(waiting).combine_chunks()


def _events(lines: pa.Table, items: str) -> tuple[pa.Table, NDArray[np.uint64]]:
    """One row per run, and the runs' keys."""
    keys = lines.column(KEY).to_numpy()
    starts = np.concatenate([[0], np.flatnonzero(keys[1:] != keys[:-1]) + 1])
    ends = np.append(starts[1:], len(keys))
    begins = np.append(np.flatnonzero(lines.column(ALIKE).is_valid().to_numpy()), len(keys))
    begin = begins[np.searchsorted(begins[:-1], starts)]
    rows = lines.take(pa.array(np.where(begin < ends, begin, starts)))
    texts = lines.column(ITEM).combine_chunks()
    texts = texts.chunk(0) if isinstance(texts, pa.ChunkedArray) else texts
    offsets = pa.array(np.append(starts, len(keys)), pa.int32())
    joined = pc.binary_join(pa.ListArray.from_arrays(offsets, texts), ",")
    listed = pc.binary_join_element_wise("[", joined, "]", "")
    kept = rows.drop_columns([KEY, ALIKE, ITEM])
    counts = pa.array(ends - starts, pa.int64())
    return kept.append_column(items, listed).append_column(COUNT, counts), keys[starts]
