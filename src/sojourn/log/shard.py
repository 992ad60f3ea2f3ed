"""One shard of a journey log as an Arrow record batch: one row per customer, every attribute a list.

All lists of a batch have the same offsets. Lists never hold nulls: −1 stands for a missing code and NaN for a missing
number, so that the flat arrays are numpy views without a copy. Text lists may hold nulls.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from sojourn.events.schema import Kind
from sojourn.log.journeys import Flat, Journeys, Offsets, frozen
from sojourn.log.vocabulary import Vocabulary

ARROW_TYPES = {
    Kind.TIME: pa.timestamp("us", "UTC"),
    Kind.CODE: pa.int32(),
    Kind.NUMBER: pa.float64(),
    Kind.ROW: pa.int64(),
}


def to_batch(
    customers: pa.Array, offsets: Offsets, columns: Mapping[str, Flat | pa.Array], kinds: Mapping[str, Kind]
) -> pa.RecordBatch:
    """Flat columns and offsets as one record batch with a list column per attribute."""
    arrow_offsets = pa.array(offsets, pa.int32())
    arrays: list[pa.Array] = [customers]
    for name, kind in kinds.items():
        values = columns[name]
        flat = _plain(values) if isinstance(values, pa.Array) else _arrow(values, kind)
        arrays.append(pa.ListArray.from_arrays(arrow_offsets, flat))
    return pa.RecordBatch.from_arrays(arrays, names=["customer_id", *kinds])


def joined(shards: Sequence[pa.RecordBatch]) -> pa.RecordBatch:
    """Neighbouring shards as one."""
    if len(shards) == 1:
        return shards[0]
    names = shards[0].schema.names
    lists = [[shard.column(name) for shard in shards] for name in names[1:]]
    lengths = np.concatenate([np.diff(events.offsets.to_numpy()) for events in lists[0]])
    offsets = pa.array(np.concatenate([[0], np.cumsum(lengths)]), pa.int32())
    arrays = [pa.concat_arrays([shard.column(0) for shard in shards])]
    arrays += [
        pa.ListArray.from_arrays(offsets, _plain(pa.concat_arrays([x.values for x in some])))
        for some in lists
    ]
    return pa.RecordBatch.from_arrays(arrays, names=names)


def _plain(values: pa.Array) -> pa.Array:
    """Values whose bytes on disk follow from the values alone: a bitmap of what is missing without stray bits."""
    if not values.null_count or not pa.types.is_string(values.type):
        return values
    valid = values.is_valid().to_numpy(zero_copy_only=False)
    known = np.packbits(np.concatenate([np.zeros(values.offset, np.bool_), valid]), bitorder="little")
    _, offsets, letters = values.buffers()
    return pa.Array.from_buffers(
        values.type, len(values), [pa.py_buffer(known), offsets, letters], values.null_count, values.offset
    )


def _arrow(values: Flat, kind: Kind) -> pa.Array:
    # from_buffers: pa.array would turn NaN into null and convert timestamps one by one.
    return pa.Array.from_buffers(
        ARROW_TYPES[kind], len(values), [None, pa.py_buffer(np.ascontiguousarray(values))]
    )


def from_batch(
    batch: pa.RecordBatch, kinds: Mapping[str, Kind], vocabularies: Mapping[str, Vocabulary]
) -> Journeys:
    """The journeys of a shard as numpy views on its buffers; only the attributes of ``kinds``."""
    columns: dict[str, Flat | pa.Array] = {}
    offsets: Offsets = np.zeros(1, np.int32)
    for name in batch.schema.names[1:]:
        if name not in kinds:
            continue  # where an event was read is nothing to analyse
        lists = batch.column(name)
        offsets = lists.offsets.to_numpy()
        flat = lists.values
        if kinds[name] is Kind.TEXT:
            columns[name] = flat
        elif kinds[name] is Kind.TIME:
            columns[name] = frozen(flat.view(pa.int64()).to_numpy())
        else:
            columns[name] = frozen(flat.to_numpy())
    return Journeys(batch.column(0), frozen(offsets), columns, vocabularies)
