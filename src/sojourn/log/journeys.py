"""Complete journeys of some customers, as flat arrays: what every measure looks at."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.errors import UnknownNameError
from sojourn.log.kernels.gather import kept_offsets
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
        float64 (NaN = none); text attributes are Arrow arrays.
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
        lengths = np.diff(self.offsets)
        events = np.zeros(len(self.flat("timestamp")), dtype=np.bool_)
        start, stop = int(self.offsets[0]), int(self.offsets[-1])
        events[start:stop] = np.repeat(mask, lengths)
        return self.keep_events(events)

    def _gather(self, offsets: Offsets, rows: NDArray[np.int32], events: NDArray[np.int32]) -> "Journeys":
        columns: dict[str, Flat | pa.Array] = {}
        for name, values in self.columns.items():
            if isinstance(values, np.ndarray):
                columns[name] = frozen(values[events])
            else:
                columns[name] = values.take(pa.array(events))
        return Journeys(self.customers.take(pa.array(rows)), frozen(offsets), columns, self.vocabularies)


def frozen(array: Flat) -> Flat:
    """The array, read-only: kernels are compiled once, for read-only input, and nobody changes a log by accident."""
    array.setflags(write=False)
    return array
