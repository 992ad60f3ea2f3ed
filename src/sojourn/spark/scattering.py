"""Clean events on their way to the shard of their customer: small Arrow streams with an address."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.log.kernels.ordering import counting_sort
from sojourn.log.layout import hashes_of
from sojourn.spark.blobs import packed, row

ADDRESSED: Final = "shard int, place bigint, note boolean, payload binary"
"""Spark's schema of rows on their way: where to, in which order, whether they are counts about rows or rows."""
_SCHEMA: Final = pa.schema(
    [("shard", pa.int32()), ("place", pa.int64()), ("note", pa.bool_()), ("payload", pa.binary())]
)
_PARCEL_BYTES: Final = 1 << 20
_LARGEST_PARCEL: Final = 8 << 20
_MOST_BYTES: Final = 128 << 20


class Address(NamedTuple):
    """Where a task stands among all: the number of its source, and of its piece of that source."""

    source: int
    piece: int

    def place(self, number: int) -> int:
        """A number that grows with source, piece and `number`."""
        return (self.source << 44) | (self.piece << 24) | number


def shards_of(customers: pa.Array, shards: int) -> NDArray[np.int32]:
    """The shard of every customer, by the top bits of the hash: neighbours in a log stay neighbours.

    `shards` is a power of two.
    """
    bits = shards.bit_length() - 1
    if not bits:
        return np.zeros(len(customers), np.int32)
    return (hashes_of(customers) >> np.uint64(64 - bits)).astype(np.int32)


@dataclass(slots=True)
class Scatter:
    """Takes clean batches of one table as a builder does, and sends the rows of each shard on in parcels of about a
    megabyte, at most a few: Spark holds several in the heap of its Java process at a time.

    Parameters
    ----------
    put
        Gets record batches of :data:`ADDRESSED`.
    shards
        How many there are; a power of two.
    address
        Of the task.
    """

    put: Callable[[pa.RecordBatch], None]
    shards: int
    address: Address
    _waiting: dict[int, list[pa.RecordBatch]] = field(default_factory=dict)
    _bytes: dict[int, int] = field(default_factory=dict)
    _compare: bool = True
    _sent: int = 0

    def add(self, batch: pa.RecordBatch, *, source: int, compare_rows: bool) -> None:
        """Take a batch; see :meth:`sojourn.log.build.LogBuilder.add`. The source is that of the address."""
        del source
        self._compare = compare_rows
        place = batch.schema.get_field_index("customer_id")
        batch = batch.set_column(place, "customer_id", batch.column(place).cast(pa.string()))
        order, offsets = counting_sort(shards_of(batch.column(place), self.shards), self.shards)
        rows = batch.take(pa.array(order)) if self.shards > 1 else batch
        for shard in np.flatnonzero(np.diff(offsets)).tolist():
            part = rows.slice(int(offsets[shard]), int(offsets[shard + 1] - offsets[shard]))
            step = max(1, part.num_rows * _LARGEST_PARCEL // max(1, part.nbytes))
            for start in range(0, part.num_rows, step):
                self._keep(shard, _own(part.slice(start, step)))
        if sum(self._bytes.values()) >= _MOST_BYTES:
            self.flush()

    def _keep(self, shard: int, part: pa.RecordBatch) -> None:
        waiting = self._waiting.get(shard)
        size = part.get_total_buffer_size()
        if waiting and (waiting[0].schema != part.schema or self._bytes[shard] + size > _LARGEST_PARCEL):
            self._send(shard)
        self._waiting.setdefault(shard, []).append(part)
        self._bytes[shard] = self._bytes.get(shard, 0) + size
        if self._bytes[shard] >= _PARCEL_BYTES:
            self._send(shard)

    def flush(self) -> None:
        """Send whatever waits."""
        for shard in sorted(self._waiting):
            self._send(shard)

    def note(self, told: bytes) -> None:
        """Send what is to be known about the rows of this task; it does not matter where to."""
        self._put(self.address.piece % self.shards, told, note=True)

    def _send(self, shard: int) -> None:
        batches = self._waiting.pop(shard)
        del self._bytes[shard]
        known = {"source": str(self.address.source), "compare": str(int(self._compare))}
        # Where there are many shards, every batch gives each of them a few rows: one batch of them is quicker to read.
        whole = pa.Table.from_batches(batches).combine_chunks()
        self._put(shard, packed(whole.to_batches(), whole.schema.with_metadata(known)))

    def _put(self, shard: int, payload: pa.Buffer | bytes, *, note: bool = False) -> None:
        self.put(row(_SCHEMA, payload, shard, self.address.place(self._sent), note))
        self._sent += 1


def _own(part: pa.RecordBatch) -> pa.RecordBatch:
    """A slice that carries its own rows only, and no dictionary that is much longer than they are."""
    columns = []
    for column in part.columns:
        if pa.types.is_dictionary(column.type) and 4 * len(column.dictionary) > len(column):
            columns.append(column.dictionary_decode())
        else:
            columns.append(pa.concat_arrays([column]))
    return pa.RecordBatch.from_arrays(columns, names=part.schema.names)
