"""From clean batches of events, in any order, to shards of a journey log.

Each shard is made from neighbouring buckets of an :class:`~sojourn.log.intake.Intake`, a few that fit into the cache at
a time: number the customers, sort by customer, time and origin, drop repeats, write lists.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pyarrow as pa

from sojourn.events.schema import Kind
from sojourn.log.attributes import in_order
from sojourn.log.brought import Brought
from sojourn.log.intake import MOST_BUFFERED, Intake
from sojourn.log.layout import cache_runs, shard_runs, shard_width
from sojourn.log.names import CleanName
from sojourn.log.shape import Form, Shaped, add_drops, join, shape
from sojourn.log.shard import joined, to_batch
from sojourn.log.vocabulary import Vocabulary

_WORKERS: Final = 2

StoreShard = Callable[[int, pa.RecordBatch], pa.RecordBatch]


def in_memory(_: int, shard: pa.RecordBatch) -> pa.RecordBatch:
    """Keep a shard where it is."""
    return shard


@dataclass(frozen=True, slots=True)
class Built:
    """What a build leaves: shards, names, and the repeats it dropped and names it mended.

    Attributes
    ----------
    shards
        Record batches as described in :mod:`sojourn.log.shard`, in order of their bucket.
    kinds, vocabularies
        Attributes and their names, those of the origin included; see :class:`~sojourn.log.brought.Brought`.
    dropped
        Per source index: rows dropped as ``repeated_message_id`` or ``equal_row``.
    repaired
        Per source index: events whose names were changed, by rule.
    brought
        Per source index: the attributes and spellings it brought.
    """

    shards: tuple[pa.RecordBatch, ...]
    kinds: Mapping[str, Kind]
    vocabularies: Mapping[str, Vocabulary]
    dropped: Mapping[int, Counter[str]]
    repaired: Mapping[int, Counter[str]]
    brought: Mapping[int, Brought]


@dataclass(slots=True)
class LogBuilder:
    """Takes batches of clean events and makes journeys of them.

    The log depends on the set of events only, not on the order in which they arrive, if every event has an origin.

    Parameters
    ----------
    clean
        Gives a raw name as people should see it; applied once per distinct spelling.
    folder
        Where buckets go that do not fit in memory; without it everything stays in memory.
    memory_limit
        Bytes of buffered rows beyond which buckets are written to ``folder``.
    """

    clean: CleanName
    folder: Path | None = None
    memory_limit: int = MOST_BUFFERED
    _intake: Intake = field(init=False)

    def __post_init__(self) -> None:
        self._intake = Intake(self.clean, self.folder, self.memory_limit)

    def add(self, batch: pa.RecordBatch, *, source: int, compare_rows: bool) -> None:
        """Take one batch: rows in order of arrival, every row valid.

        Parameters
        ----------
        batch
            ``customer_id`` string without nulls, ``timestamp`` int64 µs UTC without nulls, roles of Kind.CODE as
            (dictionary of) string, of Kind.NUMBER as float64, of Kind.TEXT as string; ``origin_file`` (dictionary of)
            string and ``origin_row`` int64, both or neither; any other column is a property: string, float64 or
            timestamp. A property that is text in one batch and something else in another is text.
        source
            Index of the source, for the counts of :class:`Built`.
        compare_rows
            Whether a row that equals an earlier one in every column is a repeat (not where position is meaning); one
            answer per ``origin_file``.
        """
        self._intake.add(batch, source=source, compare_rows=compare_rows)

    def fullest(self) -> tuple[int, int, int]:
        """Events in the fullest bucket, about how many bytes they take (what sorting holds at a time), bytes of all events.

        Nothing can be added any more.
        """
        self._intake.settle()
        events, all_events = int(self._intake.counts.max()), int(self._intake.counts.sum())
        nbytes = self._intake.nbytes
        return events, round(nbytes * events / max(1, all_events)), nbytes

    def finish(self, store: StoreShard = in_memory) -> Built:
        """Make the shards, two at a time, and hand each to ``store`` as soon as it is made.

        Parameters
        ----------
        store
            Gets a number from 0 and a shard, and gives the shard back from where it will be read: the default keeps
            it in memory, a log folder writes it and maps it. A number that comes again replaces its shard; numbers
            beyond the shards of the result are to be forgotten.
        """
        intake = self._intake
        intake.settle()
        brought = intake.brought()
        total = sum(brought.values(), Brought({"timestamp": Kind.TIME}))
        names = total.vocabularies
        form = Form(in_order(total.kinds), intake.final_codes(names))
        width = shard_width(int(intake.counts.sum()))
        runs = shard_runs(intake.counts, width)

        def make(numbered: tuple[int, range]) -> tuple[pa.RecordBatch, Mapping[int, Counter[str]]]:
            shaped = shape_run(intake, numbered[1], form)
            batch = to_batch(shaped.customers, shaped.offsets, shaped.columns, form.kinds)
            return store(numbered[0], batch), shaped.dropped

        with ThreadPoolExecutor(_WORKERS) as pool:
            made = list(pool.map(make, enumerate(runs)))
        dropped: dict[int, Counter[str]] = {}
        for _, drops in made:
            add_drops(dropped, drops)
        shards = settled(runs, [batch for batch, _ in made], width, store)
        return Built(shards, form.kinds, names, dropped, intake.repaired(names), brought)


def shape_run(intake: Intake, run: range, form: Form) -> Shaped:
    """The journeys in the buckets of a shard."""
    parts = [
        shape([rows for bucket in few for rows in intake.take(bucket)], form)
        for few in cache_runs(intake.counts, run)
    ]
    return join(parts, form.kinds)


def settled(
    runs: Sequence[range], shards: Sequence[pa.RecordBatch], width: int, store: StoreShard
) -> tuple[pa.RecordBatch, ...]:
    """The shards in the layout that the number of events calls for, repeats being dropped; nearly always as they are."""
    final = shard_width(sum(events_of(shard) for shard in shards))
    if final == width:
        return tuple(shards)
    wider: dict[int, list[pa.RecordBatch]] = {}
    for run, shard in zip(runs, shards, strict=True):
        wider.setdefault(run.start // final, []).append(shard)
    return tuple(store(number, joined(neighbours)) for number, neighbours in enumerate(wider.values()))


def events_of(shard: pa.RecordBatch) -> int:
    """The number of events in a shard."""
    return int(shard.column(1).offsets[-1].as_py())
