"""Whole journeys of a sample of customers that merges: those with the smallest hashes of their ids.

Effects are estimated on it. Up to :data:`CUSTOMERS` customers it is everybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.analysis.effects.initiative import contact_channel, particular_channel
from sojourn.events.schema import SCALES
from sojourn.log.journeys import Flat, Journeys, frozen
from sojourn.log.kernels.neighbours import owners_by_code
from sojourn.log.layout import hashes_of
from sojourn.log.vocabulary import Vocabulary

CUSTOMERS: Final = 100_000
VISIT_GAP: Final = 1_800_000_000
"""µs: a longer gap between two events begins a new visit."""
_COLUMNS: Final = ("timestamp", "touchpoint", "channel", "device", "value", "currency", "score", "scale")


@dataclass(frozen=True, slots=True)
class SampleTally:
    """Journeys of the customers with the ``limit`` smallest hashes, and how many customers and events there are in all."""

    customers: int
    events: int
    first_us: int
    last_us: int
    limit: int
    hashes: NDArray[np.uint64]
    ids: pa.Array
    lengths: NDArray[np.int32]
    columns: Mapping[str, Flat]

    def __add__(self, other: "SampleTally") -> "SampleTally":
        a, b = self, other
        if len(a.hashes) + len(b.hashes) > self.limit:
            highest = _nth(np.concatenate([a.hashes, b.hashes]), self.limit)
            a, b = a.up_to(highest), b.up_to(highest)
        found = a._before(b) if len(b.hashes) else a
        both = replace(
            found,
            customers=self.customers + other.customers,
            events=self.events + other.events,
            first_us=min(self.first_us, other.first_us),
            last_us=max(self.last_us, other.last_us),
        )
        return both.smallest() if len(both.hashes) > self.limit else both

    def _before(self, other: "SampleTally") -> "SampleTally":
        """The customers of both, not counted."""
        if not len(self.hashes):
            return other
        return replace(
            self,
            hashes=np.concatenate([self.hashes, other.hashes]),
            ids=pa.concat_arrays([self.ids, other.ids]),
            lengths=np.concatenate([self.lengths, other.lengths]),
            columns={
                name: np.concatenate([self.columns[name], other.columns[name]]) for name in self.columns
            },
        )

    def up_to(self, highest: np.uint64) -> "SampleTally":
        """Customers with hashes up to one, the others counted all the same; no copy where they come first."""
        kept = np.flatnonzero(self.hashes <= highest)
        if len(kept) == len(self.hashes):
            return self
        if len(kept) == 0 or kept[-1] + 1 == len(kept):
            people, events = len(kept), int(self.lengths[: len(kept)].sum())
            return replace(
                self,
                hashes=self.hashes[:people],
                ids=self.ids.slice(0, people),
                lengths=self.lengths[:people],
                columns={name: values[:events] for name, values in self.columns.items()},
            )
        return self._taken(kept)

    def smallest(self) -> "SampleTally":
        """The same without customers beyond the limit, in the order of their hashes, then of their ids."""
        if len(self.hashes) <= self.limit and bool(np.all(self.hashes[1:] > self.hashes[:-1])):
            return self
        order = np.argsort(self.hashes, kind="stable")
        ties = np.flatnonzero(np.diff(self.hashes[order]) == 0)
        if len(ties):
            names = np.array(self.ids.to_pylist(), dtype=object)
            order = np.lexsort((names.astype(str), self.hashes))
        return self._taken(order[: self.limit])

    def _taken(self, order: NDArray[np.int64]) -> "SampleTally":
        """Some customers, by place."""
        starts = np.cumsum(self.lengths) - self.lengths
        lengths = self.lengths[order]
        begins = np.cumsum(lengths) - lengths
        events = np.repeat(starts[order] - begins, lengths) + np.arange(int(lengths.sum()))
        return replace(
            self,
            hashes=self.hashes[order],
            ids=self.ids.take(pa.array(order)),
            lengths=lengths,
            columns={name: values[events] for name, values in self.columns.items()},
        )


def _nth(hashes: NDArray[np.uint64], place: int) -> np.uint64:
    """The hash at a place, counted from 1, were they in order."""
    return np.uint64(np.partition(hashes, place - 1)[place - 1])


def sample_of(journeys: Journeys, limit: int) -> SampleTally:
    """The sample of some complete customers."""
    has = [name for name in _COLUMNS if name in journeys.columns]
    slim = replace(journeys, columns={name: journeys.columns[name] for name in has})
    hashes = hashes_of(slim.customers) if len(slim) else np.zeros(0, np.uint64)
    times = slim.flat("timestamp")[slim.offsets[0] : slim.offsets[-1]]
    begun, ended = (int(times.min()), int(times.max())) if len(times) else (2**62, -(2**62))
    customers, events = len(slim), slim.events
    if customers > limit:
        kept = hashes <= _nth(hashes, limit)
        first = int(np.count_nonzero(kept))
        # Customers lie in a log in the order of their hashes, so that nothing need be copied.
        slim = slim.slice(0, first) if kept[:first].all() else slim.keep_customers(kept)
        hashes = hashes[kept]
    begin, end = int(slim.offsets[0]), int(slim.offsets[-1])
    columns = {name: slim.flat(name)[begin:end] for name in has}
    tally = SampleTally(
        customers, events, begun, ended, limit, hashes, slim.customers, np.diff(slim.offsets), columns
    )
    return tally.smallest() if len(hashes) > limit else tally


@dataclass(frozen=True)
class Sample:
    """The sampled journeys in canonical order, as flat arrays.

    Attributes
    ----------
    ids
        Customer ids, Arrow string array of length n.
    offsets
        int32, shape (n + 1,).
    touch, channel, device
        Codes of every event; −1 for none.
    time
        µs UTC of every event.
    value
        Money of every event in the log's one currency; 0 where there is none.
    rating
        The rating as an emotion, −5 … +5; NaN where there is none.
    end
        µs UTC of the last event of the whole log.
    share
        Sampled customers of all customers.
    currency
        The one currency of all values; empty if unnamed; None if there are several or no values at all.
    """

    ids: pa.Array
    offsets: NDArray[np.int32]
    touch: NDArray[np.int32]
    channel: NDArray[np.int32]
    device: NDArray[np.int32]
    time: NDArray[np.int64]
    value: NDArray[np.float64]
    rating: NDArray[np.float64]
    start: int
    end: int
    share: float
    currency: str | None
    vocabularies: Mapping[str, Vocabulary]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the touchpoints."""
        return self.vocabularies["touchpoint"].names

    @cached_property
    def row(self) -> NDArray[np.int32]:
        """The customer of every event."""
        return np.repeat(np.arange(len(self.ids), dtype=np.int32), np.diff(self.offsets))

    @cached_property
    def begins_visit(self) -> NDArray[np.bool_]:
        """Which events begin a visit: a run of events without a gap longer than half an hour."""
        starts = np.ones(len(self.time), np.bool_)
        starts[1:] = (np.diff(self.row) != 0) | (np.diff(self.time) > VISIT_GAP)
        return starts

    @cached_property
    def visit(self) -> NDArray[np.int32]:
        """The visit of every event, numbered through."""
        return np.cumsum(self.begins_visit, dtype=np.int32) - np.int32(1)

    @cached_property
    def folds(self) -> NDArray[np.int64]:
        """The fold of every customer: three, by the order of hashes."""
        return np.arange(len(self.ids)) % 3

    @cached_property
    def value_before(self) -> NDArray[np.float64]:
        """Money of the same customer before every event."""
        total = np.concatenate([[0.0], np.cumsum(self.value)])
        before: NDArray[np.float64] = total[:-1] - total[self.offsets[:-1]][self.row]
        return before

    @cached_property
    def contact(self) -> NDArray[np.bool_]:
        """Events in channels in which customers speak with the company."""
        if "channel" not in self.vocabularies:
            return np.zeros(len(self.touch), np.bool_)
        spoken = np.array([*(contact_channel(name) for name in self.vocabularies["channel"].names), False])
        marked: NDArray[np.bool_] = spoken[self.channel]
        return marked

    @cached_property
    def spoken(self) -> NDArray[np.int32]:
        """The channel of every contact event, −1 for others and where the channel is only called support or the like."""
        if "channel" not in self.vocabularies:
            return np.full(len(self.touch), -1, np.int32)
        names = self.vocabularies["channel"].names
        own = np.array([*(particular_channel(name) for name in names), False])
        return frozen(np.where(self.contact & own[self.channel], self.channel, -1).astype(np.int32))

    def customers_by_touch(self, marked: NDArray[np.bool_]) -> NDArray[np.int64]:
        """How many customers have a marked event of each touchpoint."""
        return owners_by_code(self.touch, self.row, marked, len(self.names))

    @property
    def span(self) -> tuple[int, int]:
        """µs UTC of the first and the last event of the whole log."""
        return self.start, self.end

    def usual_channel(self, code: int) -> str | None:
        """The channel in which most events of a touchpoint happen; None if they have none."""
        channels = self.channel[self.touch == code]
        if not (channels >= 0).any():
            return None
        return self.vocabularies["channel"].names[int(np.bincount(channels[channels >= 0]).argmax())]

    @cached_property
    def first_channel(self) -> NDArray[np.int32]:
        """The channel of every customer's first event."""
        return self.channel[self.offsets[:-1]]


def canonical(tally: SampleTally, vocabularies: Mapping[str, Vocabulary]) -> Sample:
    """The sample as arrays that no longer depend on how the log was split."""
    ordered = tally.smallest()
    columns, events = ordered.columns, int(ordered.lengths.sum())
    value = np.nan_to_num(columns["value"]) if "value" in columns else np.zeros(events)
    return Sample(
        ids=ordered.ids,
        offsets=frozen(np.concatenate([[0], np.cumsum(ordered.lengths)]).astype(np.int32)),
        touch=_codes(columns, "touchpoint", events),
        channel=_codes(columns, "channel", events),
        device=_codes(columns, "device", events),
        time=frozen(columns["timestamp"]),
        value=value,
        rating=_emotions(columns, vocabularies, events),
        start=tally.first_us,
        end=tally.last_us,
        share=len(ordered.ids) / max(1, tally.customers),
        currency=_currency(columns, vocabularies, value),
        vocabularies=vocabularies,
    )


def _codes(columns: Mapping[str, Flat], name: str, events: int) -> NDArray[np.int32]:
    found: NDArray[np.int32] = columns[name] if name in columns else np.full(events, -1, np.int32)
    return frozen(found)


def _emotions(
    columns: Mapping[str, Flat], vocabularies: Mapping[str, Vocabulary], events: int
) -> NDArray[np.float64]:
    rating = np.full(events, np.nan)
    if "score" not in columns or "scale" not in columns:
        return rating
    for code, name in enumerate(vocabularies["scale"].names):
        scale = SCALES.get(name)
        if scale is not None:
            here = columns["scale"] == code
            scores = columns["score"][here]
            inside = (scores >= scale.low) & (scores <= scale.high)
            rating[here] = np.where(inside, scale.emotion(scores), np.nan)
    return rating


def _currency(
    columns: Mapping[str, Flat], vocabularies: Mapping[str, Vocabulary], value: NDArray[np.float64]
) -> str | None:
    paid = value != 0
    if not paid.any():
        return None
    if "currency" not in columns:
        return ""
    used = np.unique(columns["currency"][paid]).tolist()
    names = vocabularies["currency"].names
    return (names[used[0]] if used[0] >= 0 else "") if len(used) == 1 else None
