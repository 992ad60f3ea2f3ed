"""Complete journeys of some customers, as flat arrays: what every measure looks at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.errors import UnknownNameError
from sojourn.log.kernels.gather import kept_offsets, kept_spans
from sojourn.log.vocabulary import Vocabulary

Offsets = NDArray[np.int32]
Flat = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Journeys:
    """Journeys of complete customers: one row per customer, events flat and in time order.

    Attributes
    ----------
    customers
        Customer ids, Arrow string array of length n.
    offsets
        int32, shape (n + 1,): events of customer ``i`` are ``offsets[i]:offsets[i + 1]`` of every column.
    columns
        Flat read-only numpy arrays by attribute: ``timestamp`` int64 µs UTC, codes int32 (−1 = none), numbers
        float64 (NaN = none); text attributes are Arrow arrays. Of a selection, an attribute is gathered when it is
        first looked at.
    vocabularies
        The names of every coded attribute, the same for the whole log.
    """

    customers: pa.Array
    offsets: Offsets
    columns: Mapping[str, Flat | pa.Array]
    vocabularies: Mapping[str, Vocabulary]

    @property
    def touchpoints(self) -> Vocabulary:
        """The names of the touchpoints."""
        return self.vocabularies["touchpoint"]

    def __len__(self) -> int:
        return len(self.customers)

    @property
    def events(self) -> int:
        """Number of events."""
        return int(self.offsets[-1] - self.offsets[0])

    def flat(self, attribute: str) -> Flat:
        """The flat array of a time, code or number attribute."""
        return cast("Flat", self._column(attribute))

    def text(self, attribute: str) -> pa.Array:
        """The flat Arrow array of a text attribute."""
        return self._column(attribute)

    def _column(self, attribute: str) -> Flat | pa.Array:
        if attribute not in self.columns:
            raise UnknownNameError.among("attribute", attribute, self.columns)
        return self.columns[attribute]

    def slice(self, start: int, stop: int) -> "Journeys":
        """Customers ``start`` to ``stop``, without a copy: the columns stay whole, the offsets point into them."""
        return replace(
            self, customers=self.customers.slice(start, stop - start), offsets=self.offsets[start : stop + 1]
        )

    def keep_events(self, mask: NDArray[np.bool_]) -> "Journeys":
        """Only events where ``mask`` (one entry per flat event) holds; customers left with none disappear."""
        offsets, rows, events = kept_offsets(self.offsets, mask)
        return self._gather(offsets, rows, events)

    def keep_customers(self, mask: NDArray[np.bool_]) -> "Journeys":
        """Only customers where ``mask`` (one entry per customer) holds, with all their events."""
        begins, ends = self.offsets[:-1], self.offsets[1:]
        return self.keep_spans(begins, frozen(np.where(mask, ends, begins)))

    def keep_spans(self, begins: Offsets, ends: Offsets) -> "Journeys":
        """Only events from ``begins[i]`` to before ``ends[i]`` of each customer; customers left with none disappear."""
        return self._gather(*kept_spans(frozen(begins), frozen(ends)))

    def _gather(self, offsets: Offsets, rows: NDArray[np.int32], events: NDArray[np.int32]) -> "Journeys":
        customers = self.customers.take(pa.array(rows))
        return Journeys(customers, frozen(offsets), _Picked(self.columns, events), self.vocabularies)


@dataclass(frozen=True, slots=True, eq=False)
class _Picked(Mapping[str, Flat | pa.Array]):
    """Columns at some places: each is copied when somebody looks at it, and not before."""

    whole: Mapping[str, Flat | pa.Array]
    places: NDArray[np.int32]
    _known: dict[str, Flat | pa.Array] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Flat | pa.Array:
        if name not in self._known:
            values = self.whole[name]
            self._known[name] = (
                frozen(values[self.places])
                if isinstance(values, np.ndarray)
                else values.take(pa.array(self.places))
            )
        return self._known[name]

    def __contains__(self, name: object) -> bool:
        return name in self.whole

    def __iter__(self) -> Iterator[str]:
        return iter(self.whole)

    def __len__(self) -> int:
        return len(self.whole)


def frozen(array: Flat) -> Flat:
    """The array, read-only: kernels are compiled once, for read-only input, and nobody changes a log by accident."""
    array.setflags(write=False)
    return array
