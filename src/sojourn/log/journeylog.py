"""The journey log as analyses see it: attributes, vocabularies, selections, and one way to reduce it."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property, reduce
from itertools import pairwise
from operator import add
from pathlib import Path
from typing import Any, Protocol, Self, TypeVar

import numpy as np
import pyarrow as pa

from sojourn.errors import UnknownNameError
from sojourn.events.schema import ORIGIN, Kind
from sojourn.log.journeys import Journeys
from sojourn.log.shard import from_batch
from sojourn.log.vocabulary import Vocabulary

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Tally(Protocol):
    """Counts that merge: ``a + b`` is what measuring both together would have given."""

    def __add__(self, other: Self, /) -> Self:
        """The tally of both."""
        ...


T = TypeVar("T", bound=Tally)


class Selection(Protocol):
    """A pure step from journeys to fewer journeys or events."""

    def __call__(self, journeys: Journeys, /) -> Journeys:
        """The journeys that are left."""
        ...


@dataclass(frozen=True, slots=True)
class Extent:
    """How much a log holds: customers, events, and the time of its first and last event (µs UTC)."""

    customers: int
    events: int
    first_us: int | None
    last_us: int | None

    def __add__(self, other: "Extent") -> "Extent":
        firsts = [t for t in (self.first_us, other.first_us) if t is not None]
        lasts = [t for t in (self.last_us, other.last_us) if t is not None]
        return Extent(
            self.customers + other.customers,
            self.events + other.events,
            min(firsts, default=None),
            max(lasts, default=None),
        )

    @property
    def first(self) -> datetime | None:
        """Time of the first event."""
        return None if self.first_us is None else instant(self.first_us)

    @property
    def last(self) -> datetime | None:
        """Time of the last event."""
        return None if self.last_us is None else instant(self.last_us)


def instant(microseconds: int) -> datetime:
    """A time of the log as an aware datetime.

    >>> instant(1_767_225_600_000_000).isoformat()
    '2026-01-01T00:00:00+00:00'
    """
    return _EPOCH + timedelta(microseconds=microseconds)


def measure_extent(journeys: Journeys) -> Extent:
    """Count one shard."""
    if len(journeys) == 0:
        return Extent(0, 0, None, None)
    times = journeys.flat("timestamp")[journeys.offsets[0] : journeys.offsets[-1]]
    return Extent(len(journeys), journeys.events, int(times.min()), int(times.max()))


@dataclass(frozen=True)
class JourneyLog:
    """Journeys of all customers, in shards of complete customers.

    A log is immutable. ``where`` gives a view that selects as it is read; nothing is copied before it is needed.

    Attributes
    ----------
    shards
        Arrow record batches as described in :mod:`sojourn.log.shard`.
    kinds
        Every event attribute and how it is stored.
    vocabularies
        Names of every coded attribute.
    quality
        What became of every row on the way in (the content of ``quality.json``), where it is known.
    path
        The folder it was opened from, if any.
    checksum
        Identifies the content: equal checksums mean equal logs.
    origins
        The names of the sources where the shards say where each event was read; analyses do not see that.
    """

    shards: tuple[pa.RecordBatch, ...]
    kinds: Mapping[str, Kind]
    vocabularies: Mapping[str, Vocabulary]
    quality: Mapping[str, Any] = field(default_factory=dict)
    path: Path | None = None
    checksum: str = ""
    selections: tuple[Selection, ...] = ()
    origins: Vocabulary | None = None
    stored: Mapping[str, Vocabulary] | None = None
    """What the codes in the shards mean, where selections renumber them (:meth:`renamed`)."""

    def where(self, *selections: Selection) -> "JourneyLog":
        """The log through further selections, applied in order."""
        return replace(self, selections=self.selections + selections)

    def renamed(self, selection: Selection, vocabularies: Mapping[str, Vocabulary]) -> "JourneyLog":
        """The log through a selection that gives some coded attributes other codes, and what these mean.

        `selection` must give its journeys the same `vocabularies`. Further selections see the new names.
        """
        return replace(
            self,
            selections=(*self.selections, selection),
            vocabularies={**self.vocabularies, **vocabularies},
            stored=self.stored or self.vocabularies,
        )

    def vocabulary(self, attribute: str) -> Vocabulary:
        """The names of a coded attribute.

        Raises
        ------
        UnknownNameError
            If the log has no such attribute.
        """
        if attribute not in self.vocabularies:
            raise UnknownNameError.among("coded attribute", attribute, self.vocabularies)
        return self.vocabularies[attribute]

    @property
    def touchpoints(self) -> Vocabulary:
        """The names of the touchpoints."""
        return self.vocabulary("touchpoint")

    def has(self, attribute: str) -> bool:
        """Whether events of this log carry the attribute."""
        return attribute in self.kinds

    @cached_property
    def extent(self) -> Extent:
        """Customers, events and time range, after all selections."""
        return self.reduce(measure_extent)

    def reduce(self, measure: Callable[[Journeys], T]) -> T:
        """Measure every part of the log in threads and add up the tallies, always in the same order.

        ``measure`` gets complete customers; it is called at least once, on an empty log with no customers.
        """
        workers = os.cpu_count() or 1
        parts = self._parts(workers)

        def total(some: Sequence[Journeys]) -> T:
            return reduce(add, (measure(self._select(part)) for part in some))

        if len(parts) == 1:
            return total(parts)
        # Each worker adds up neighbours, so that merging runs in parallel too and few tallies are alive at a time.
        edges = np.linspace(0, len(parts), min(workers, len(parts)) + 1).astype(int).tolist()
        with ThreadPoolExecutor(workers) as pool:
            return reduce(add, pool.map(total, (parts[a:b] for a, b in pairwise(edges))))

    def journeys(self) -> Iterator[Journeys]:
        """The selected journeys of each shard."""
        for shard in self.shards:
            yield self._select(from_batch(shard, self.kinds, self.stored or self.vocabularies))

    def _select(self, journeys: Journeys) -> Journeys:
        for selection in self.selections:
            journeys = selection(journeys)
        return journeys

    def _parts(self, workers: int) -> list[Journeys]:
        """Shards, cut into ranges of customers of about equal events where there are fewer than workers."""
        names = self.stored or self.vocabularies
        whole = [from_batch(shard, self.kinds, names) for shard in self.shards]
        if len(whole) >= workers or not whole:
            return whole or [self._nobody()]
        pieces = -(-workers // len(whole))
        parts = []
        for journeys in whole:
            targets = np.linspace(0, journeys.events, pieces + 1)[1:-1]
            cuts = np.searchsorted(journeys.offsets, targets).tolist()
            edges = [0, *cuts, len(journeys)]
            parts += [journeys.slice(a, b) for a, b in pairwise(edges) if b > a]
        return parts or [self._nobody()]

    def _nobody(self) -> Journeys:
        schema_only = pa.RecordBatch.from_arrays(
            [
                pa.array([], pa.string()),
                *(pa.array([], pa.list_(_flat_type(k))) for k in self.kinds.values()),
            ],
            names=["customer_id", *self.kinds],
        )
        return from_batch(schema_only, self.kinds, self.stored or self.vocabularies)

    def __repr__(self) -> str:
        extent = self.extent
        period = (
            f", {extent.first:%Y-%m-%d} to {extent.last:%Y-%m-%d}" if extent.first and extent.last else ""
        )
        names = len(self.vocabularies["touchpoint"]) if "touchpoint" in self.vocabularies else 0
        counts = {"customer": extent.customers, "event": extent.events, "touchpoint": names}
        return (
            "JourneyLog: " + ", ".join(f"{n:,} {what}{'s' * (n != 1)}" for what, n in counts.items()) + period
        )


def journey_log(
    shards: tuple[pa.RecordBatch, ...],
    kinds: Mapping[str, Kind],
    vocabularies: Mapping[str, Vocabulary],
    **more: Any,
) -> JourneyLog:
    """A log of everything its shards hold; what tells where an event was read is kept apart from its attributes."""
    return JourneyLog(
        shards,
        {name: kind for name, kind in kinds.items() if name not in ORIGIN},
        {name: names for name, names in vocabularies.items() if name not in ORIGIN},
        origins=vocabularies.get("origin_file"),
        **more,
    )


def _flat_type(kind: Kind) -> pa.DataType:
    return {
        Kind.TIME: pa.timestamp("us", "UTC"),
        Kind.CODE: pa.int32(),
        Kind.NUMBER: pa.float64(),
    }.get(kind, pa.string())
