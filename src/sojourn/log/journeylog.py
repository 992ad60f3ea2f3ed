"""The journey log as analyses see it: attributes, vocabularies, selections, and one way to reduce it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa

from sojourn.errors import UnknownNameError
from sojourn.events.schema import ORIGIN, Kind
from sojourn.log.engine import Count, Engine, Selection, T, Threads
from sojourn.log.journeys import Journeys
from sojourn.log.vocabulary import Vocabulary

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


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
        Arrow record batches as described in :mod:`sojourn.log.shard`; none where an `engine` holds them.
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
    engine: Engine | None = None
    """What holds the shards and goes through them, if not threads of this process."""

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
        """Measure every part of the log and add up the tallies.

        ``measure`` gets complete customers; it is called at least once, on an empty log with no customers.
        """
        return self._through.reduce(self._count(measure))

    def journeys(self) -> Iterator[Journeys]:
        """The selected journeys of each shard, one shard after the other.

        Raises
        ------
        UsageError
            If the shards do not lie on this machine.
        """
        count = self._count(_themselves)
        for shard in self._through.shards():
            yield count.journeys(shard)

    @property
    def _through(self) -> Engine:
        return self.engine or Threads(self.shards)

    def _count(self, measure: Callable[[Journeys], T]) -> Count[T]:
        return Count(measure, self.kinds, self.stored or self.vocabularies, self.selections)

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


def _themselves(_: Journeys) -> Extent:
    """Nothing is counted where journeys are only looked at."""
    return Extent(0, 0, None, None)
