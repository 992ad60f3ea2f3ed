"""What a worker does with the events of one shard: build it as a laptop builds a log, and hold it in pieces."""

import tempfile
from collections.abc import Iterator, Mapping
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
from sojourn.spark.blobs import SCHEMA_OF_PIECES, Batches, packed, pieces, pieces_in, rejoined, row, unpacked
from sojourn.spark.faults import in_worker
from sojourn.spark.parcels import unwrapped, wrapped
from sojourn.spark.summary import Summary, loaded, summary_of

SUMMARY: Final = 0
"""The part of a shard at rest that is its summary."""
_NAMES: Final = 1
"""The part that says what its codes mean; those after it are the events in order."""
_BASE: Final = 250_000_000
"""Bytes of a worker that has loaded its libraries."""
_SORTING: Final = 5
"""Sorting a bucket holds its rows, the order, the sorted rows and, at the end, their bytes on the way out (measured)."""
_LEAVING: Final = 3
"""A shard leaves as its pieces, as one batch and as bytes."""


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
        """The pieces of the shard whose addressed rows these are, in order of their place."""
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
                yield row(SCHEMA_OF_PIECES, wrapped(Summary(told=fates, too_full=too_full)), shard, SUMMARY)
                return
            built = builder.finish()
            yield row(SCHEMA_OF_PIECES, wrapped(summary_of(shard, built, fates)), shard, SUMMARY)
            yield row(SCHEMA_OF_PIECES, wrapped(Own(built.kinds, built.vocabularies)), shard, _NAMES)
            whole = joined(built.shards)
            for number, piece in enumerate(pieces(packed([whole], whole.schema)), _NAMES + 1):
                yield row(SCHEMA_OF_PIECES, piece, shard, number)

    def _filled(
        self, builder: LogBuilder, told: dict[int, list[SourceQuality]], batches: Batches
    ) -> int | None:
        shard = None
        for batch in batches:
            for number in range(batch.num_rows):
                shard = batch.column(0)[number].as_py()
                payload = batch.column(3)[number].as_buffer()
                if batch.column(2)[number].as_py():
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
    """The shard whose pieces these are, and its number; None where there are no events."""
    for shard, parts in pieces_in(batches).items():
        if _NAMES in parts:
            own = unwrapped(parts[_NAMES])
            (events,) = unpacked(rejoined({k: piece for k, piece in parts.items() if k > _NAMES}))
            return shard, finish(own, events)
    return None
