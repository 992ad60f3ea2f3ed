"""What a worker does with the events of one shard: build it as a laptop builds a log, and hold it in pieces."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import pyarrow as pa

from sojourn.events.cleaning import clean_name
from sojourn.events.quality import SourceQuality
from sojourn.events.schema import Kind
from sojourn.log.attributes import flat_of, missing, turned
from sojourn.log.build import LogBuilder
from sojourn.log.names import codes_of
from sojourn.log.shard import joined, to_batch
from sojourn.log.vocabulary import Vocabulary
from sojourn.spark.blobs import binary, packed, pieces, unpacked
from sojourn.spark.faults import in_worker
from sojourn.spark.parcels import unwrapped, wrapped
from sojourn.spark.summary import Summary, loaded, summary_of

HELD: Final = "shard int, part int, payload binary"
"""Spark's schema of shards at rest: part 0 is a summary, 1 the names, the others are the events in order."""
_SCHEMA: Final = pa.schema([("shard", pa.int32()), ("part", pa.int32()), ("payload", pa.binary())])
SUMMARY: Final = 0
_NAMES: Final = 1
_BASE: Final = 250_000_000
"""Bytes of a worker that has loaded its libraries."""
_SORTING: Final = 5
"""Sorting a bucket holds its rows, the order, the sorted rows and, at the end, their bytes on the way out (measured)."""
_LEAVING: Final = 3
"""A shard leaves as its pieces, as one batch and as bytes."""

Batches = Iterable[pa.RecordBatch]


@dataclass(frozen=True, slots=True)
class Shaping:
    """How the rows of a shard become one.

    Attributes
    ----------
    memory
        Bytes that one task may use.
    """

    memory: int

    def __call__(self, batches: Batches) -> Iterator[pa.RecordBatch]:
        """The rows of :data:`HELD` for the addressed rows of one shard, which come in order of their place."""
        with in_worker(), tempfile.TemporaryDirectory(prefix="sojourn-") as folder:
            builder = LogBuilder(clean_name, Path(folder), self.memory // _SORTING)
            told: dict[int, list[SourceQuality]] = {}
            shard = self._filled(builder, told, batches)
            if shard is None:
                return
            fates = {source: tuple(some) for source, some in told.items()}
            events, needed = _needed(builder)
            if not events or needed > self.memory:
                too_full = {shard: (events, needed)} if events else {}
                yield _row(shard, SUMMARY, wrapped(Summary(told=fates, too_full=too_full)))
                return
            built = builder.finish()
            yield _row(shard, SUMMARY, wrapped(summary_of(shard, built, fates)))
            yield _row(shard, _NAMES, wrapped(Own(built.kinds, built.vocabularies)))
            whole = joined(built.shards)
            for number, piece in enumerate(pieces(packed([whole], whole.schema)), _NAMES + 1):
                yield _row(shard, number, piece)

    def _filled(
        self, builder: LogBuilder, told: dict[int, list[SourceQuality]], batches: Batches
    ) -> int | None:
        shard = None
        for batch in batches:
            for row in range(batch.num_rows):
                shard = batch.column(0)[row].as_py()
                payload = batch.column(3)[row].as_buffer()
                if batch.column(2)[row].as_py():
                    source, quality = loaded(payload.to_pybytes())
                    told.setdefault(source, []).append(quality)
                    continue
                for events in unpacked(payload):
                    said = events.schema.metadata
                    compare = said[b"compare"] == b"1"
                    builder.add(events, source=int(said[b"source"]), compare_rows=compare)
        return shard


def _needed(builder: LogBuilder) -> tuple[int, int]:
    """Events of the fullest bucket, and about how many bytes of memory it takes to build the shard."""
    events, largest, everything = builder.fullest()
    return events, _BASE + max(_SORTING * largest, _LEAVING * everything)


class Own(NamedTuple):
    """The attributes of one shard and what its codes mean."""

    kinds: Mapping[str, Kind]
    vocabularies: Mapping[str, Vocabulary]


@dataclass(frozen=True)
class Finish:
    """From a shard as it was built alone to a shard of the log: all attributes, codes of the whole log.

    Attributes
    ----------
    kinds, vocabularies
        Of the log, the origin included.
    """

    kinds: Mapping[str, Kind]
    vocabularies: Mapping[str, Vocabulary]

    def __call__(self, own: Own, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The shard as it lies in the log."""
        if own.kinds == self.kinds and own.vocabularies == self.vocabularies:
            return batch
        lists = batch.column(1)
        columns = {}
        for name, kind in self.kinds.items():
            if name not in own.kinds:
                columns[name] = missing(len(lists.values), kind)
            elif kind is Kind.CODE:
                codes = codes_of(own.vocabularies[name], self.vocabularies[name])
                columns[name] = codes[batch.column(name).values.to_numpy()]
            else:
                columns[name] = flat_of(turned(batch.column(name).values, kind), kind)
        return to_batch(batch.column(0), lists.offsets.to_numpy(), columns, self.kinds)


def held_shard(batches: Batches, finish: Finish) -> tuple[int, pa.RecordBatch] | None:
    """The shard whose rows of :data:`HELD` these are, and its number; None where there are no events."""
    parts: dict[int, pa.Buffer] = {}
    shard = 0
    for batch in batches:
        for row in range(batch.num_rows):
            shard = batch.column(0)[row].as_py()
            parts[batch.column(1)[row].as_py()] = batch.column(2)[row].as_buffer()
    if _NAMES not in parts:
        return None
    own = unwrapped(parts[_NAMES])
    whole = b"".join(parts[number] for number in sorted(parts) if number > _NAMES)
    (events,) = unpacked(whole)
    return shard, finish(own, events)


def _row(shard: int, part: int, payload: pa.Buffer | bytes) -> pa.RecordBatch:
    columns = [pa.array([shard], pa.int32()), pa.array([part], pa.int32()), binary([payload])]
    return pa.RecordBatch.from_arrays(columns, schema=_SCHEMA)
