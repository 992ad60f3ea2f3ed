"""From clean batches of events, in any order, to shards of a journey log.

Rows go into 64 buckets by a hash of their customer, in memory until a limit and then on disk, so that no step ever
needs more than a bucket in memory. Each shard is then made from neighbouring buckets, a few that fit into the cache at
a time: number the customers, sort by customer and time (ties in order of arrival), drop repeats, write lists.
"""

from collections import Counter, deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.errors import LimitError
from sojourn.events.schema import ROLES, Kind
from sojourn.log.kernels.hashing import hash_strings
from sojourn.log.kernels.ordering import counting_sort
from sojourn.log.names import CleanName, NameCoder
from sojourn.log.shape import Shaped, join, shape
from sojourn.log.spill import Rows, Spill
from sojourn.log.strings import string_buffers
from sojourn.log.vocabulary import Vocabulary

BUCKETS: Final = 64
_BUCKET_SHIFT: Final = np.uint64(64 - 6)
_SHARD_EVENTS: Final = 2_000_000
_CACHE_EVENTS: Final = 60_000
_WORKERS: Final = 2
_MOST_UNDERWAY: Final = 3


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
    dropped
        Per source index: rows dropped as ``repeated_message_id`` or ``equal_row``.
    repaired
        Per source index: events whose names were changed, by rule.
    """

    shards: tuple[pa.RecordBatch, ...]
    kinds: Mapping[str, Kind]
    vocabularies: Mapping[str, Vocabulary]
    dropped: Mapping[int, Counter[str]]
    repaired: Mapping[int, Counter[str]]


@dataclass(slots=True)
class LogBuilder:
    """Takes batches of clean events and makes journeys of them.

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
    memory_limit: int = 1_500_000_000
    _kinds: dict[str, Kind] = field(default_factory=dict)
    _coders: dict[str, NameCoder] = field(default_factory=dict)
    _repaired: dict[int, Counter[str]] = field(default_factory=dict)
    _spill: Spill = field(init=False)
    _counts: NDArray[np.int64] = field(default_factory=lambda: np.zeros(BUCKETS, np.int64))

    _hand: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))
    _underway: deque[Future[None]] = field(default_factory=deque)

    def __post_init__(self) -> None:
        self._spill = Spill(BUCKETS, self.folder, self.memory_limit)
        self._kinds["timestamp"] = Kind.TIME

    def add(self, batch: pa.RecordBatch, *, source: int, compare_rows: bool) -> None:
        """Take one batch: rows in order of arrival, every row valid.

        Parameters
        ----------
        batch
            ``customer_id`` string without nulls, ``timestamp`` int64 µs UTC without nulls, roles of Kind.CODE as
            (dictionary of) string, of Kind.NUMBER as float64, of Kind.TEXT as string; any other column is a property:
            string, float64 or timestamp.
        source
            Index of the source, for the counts of :class:`Built`.
        compare_rows
            Whether a row that equals an earlier one in every column is a repeat (not where position is meaning).
        """
        if batch.num_rows == 0:
            return
        ids = batch.column("customer_id").cast(pa.string())
        arrays: dict[str, pa.Array] = {"customer_id": ids}
        for name in batch.schema.names:
            if name != "customer_id":
                arrays[name] = self._stored(name, batch.column(name), source)
        rows = Rows(pa.RecordBatch.from_pydict(arrays), source, compare_rows)
        self._underway.append(self._hand.submit(self._put, rows))
        if len(self._underway) > _MOST_UNDERWAY:
            self._underway.popleft().result()

    def _put(self, rows: Rows) -> None:
        """Put rows into their buckets; runs beside the coding of the next batch, one batch after the other."""
        ids = rows.batch.column("customer_id")
        buckets = (hash_strings(*string_buffers(ids)) >> _BUCKET_SHIFT).astype(np.int32)
        order, offsets = counting_sort(buckets, BUCKETS)
        self._counts += np.diff(offsets)
        self._spill.add(rows._replace(batch=rows.batch.take(pa.array(order))), offsets)

    def _stored(self, name: str, values: pa.Array, source: int) -> pa.Array:
        kind = self._kind(name, values)
        if kind is Kind.TIME:
            if pa.types.is_timestamp(values.type):
                values = values.cast(pa.timestamp("us", "UTC") if values.type.tz else pa.timestamp("us"))
            times = values.cast(pa.int64())
            return times.fill_null(np.iinfo(np.int64).min) if times.null_count else times
        if kind is Kind.NUMBER:
            numbers = values.cast(pa.float64())
            return numbers.fill_null(float("nan")) if numbers.null_count else numbers
        if kind is Kind.TEXT:
            return values.cast(pa.string())
        coder = self._coders.setdefault(name, NameCoder(name, self.clean))
        before = Counter(coder.repairs)
        codes = coder.encode(values)
        if coder.repairs != before:
            self._repaired.setdefault(source, Counter()).update(coder.repairs - before)
        return pa.array(codes)

    def _kind(self, name: str, values: pa.Array) -> Kind:
        if name in ROLES:
            kind = ROLES[name].kind
        elif pa.types.is_timestamp(values.type):
            kind = Kind.TIME
        elif pa.types.is_floating(values.type) or pa.types.is_integer(values.type):
            kind = Kind.NUMBER
        else:
            kind = Kind.TEXT
        # Two sources may disagree about a property; text holds both.
        return self._kinds.setdefault(name, kind)

    def finish(self, store: StoreShard = in_memory) -> Built:
        """Make the shards, two at a time, and hand each to ``store`` as soon as it is made.

        Parameters
        ----------
        store
            Gets a number from 0 and a shard, and gives the shard back from where it will be read: the default keeps
            it in memory, a log folder writes it and maps it.
        """
        for batch in self._underway:
            batch.result()
        self._hand.shutdown()
        kinds = _ordered(self._kinds)
        runs = _runs(self._counts, _SHARD_EVENTS)

        def make(numbered: tuple[int, range]) -> tuple[pa.RecordBatch, list[Mapping[int, Counter[str]]]]:
            parts = self._shape(numbered[1], kinds)
            return store(numbered[0], join(parts, kinds)), [part.dropped for part in parts]

        with ThreadPoolExecutor(_WORKERS) as pool:
            made = list(pool.map(make, enumerate(runs)))
        dropped: dict[int, Counter[str]] = {}
        for part in (part for _, parts in made for part in parts):
            for source, reasons in part.items():
                dropped.setdefault(source, Counter()).update(reasons)
        return Built(
            tuple(batch for batch, _ in made),
            kinds,
            {name: coder.vocabulary() for name, coder in sorted(self._coders.items())},
            dropped,
            self._repaired,
        )

    def _shape(self, run: range, kinds: Mapping[str, Kind]) -> list[Shaped]:
        if (events := int(self._counts[run].sum())) >= 2**31:
            raise LimitError(
                f"{events:,} events of neighbouring customers do not fit into one shard of the journey log.",
                hint="A shard holds at most 2,147,483,647 events; split the data by customer.",
            )
        return [
            shape([rows for bucket in few for rows in self._spill.take(bucket)], kinds)
            for few in _runs(self._counts, _CACHE_EVENTS, run)
        ]


def _ordered(kinds: Mapping[str, Kind]) -> dict[str, Kind]:
    """Roles in their canonical order, then properties by name: the same log whatever came first."""
    roles = [name for name in ROLES if name in kinds]
    return {name: kinds[name] for name in [*roles, *sorted(set(kinds) - set(roles))]}


def _runs(counts: NDArray[np.int64], events: int, within: range = range(BUCKETS)) -> list[range]:
    """Halve a run of buckets until halves would hold fewer than so many events on average; leave out empty runs."""
    width = len(within)
    while width > 1 and counts[within].sum() * (width // 2) / len(within) >= events:
        width //= 2
    runs = [range(start, start + width) for start in range(within.start, within.stop, width)]
    return [run for run in runs if counts[run].sum()]
