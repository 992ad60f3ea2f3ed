"""Selections: which events or customers of a log to look at. Give them to ``log.where(...)``."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sojourn.errors import UsageError
from sojourn.log.journeys import Journeys, frozen
from sojourn.log.kernels.gather import first_from
from sojourn.log.kernels.occurrences import rows_with

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class EventsWith:
    """Events whose value of an attribute is one of some values; customers left with no event disappear.

    Attributes
    ----------
    attribute
        An attribute with names: touchpoint, channel, campaign, a text property, ...
    values
        The values wanted; for coded attributes upper and lower case do not matter where the exact spelling is unknown.
    negate
        Take all other events instead, those without a value included.

    Examples
    --------
    >>> from sojourn.testing import log_of
    >>> log = log_of('''
    ...     ann  09:00  Home  web
    ...     ann  09:05  Cart  app
    ...     bob  10:00  Home  app
    ... ''')
    >>> log.where(EventsWith("channel", ("web",)))
    JourneyLog: 1 customer, 1 event, 2 touchpoints, 2026-01-01 to 2026-01-01
    """

    attribute: str
    values: tuple[str, ...]
    negate: bool = False

    def __call__(self, journeys: Journeys) -> Journeys:
        """Keep the events."""
        return journeys.keep_events(event_mask(journeys, self.attribute, self.values) != self.negate)


@dataclass(frozen=True, slots=True)
class CustomersWith:
    """Customers with at least one event whose value of an attribute is one of some values, with all their events.

    ``CustomersWith("touchpoint", ("Purchase",))`` are the customers who reached Purchase; with ``negate`` those who
    did not.
    """

    attribute: str
    values: tuple[str, ...]
    negate: bool = False

    def __call__(self, journeys: Journeys) -> Journeys:
        """Keep the customers."""
        mask = event_mask(journeys, self.attribute, self.values)
        return journeys.keep_customers(rows_with(journeys.offsets, mask) != self.negate)


@dataclass(frozen=True, slots=True)
class CustomersIn:
    """Customers of a list, with all their events.

    Attributes
    ----------
    customers
        Arrow array of ids.

    Examples
    --------
    >>> from sojourn.testing import log_of
    >>> log = log_of('''
    ...     ann  09:00  Home
    ...     bob  10:00  Home
    ... ''')
    >>> log.where(CustomersIn(pa.array(["bob", "eve"]))).extent.customers
    1
    """

    customers: pa.Array

    def __call__(self, journeys: Journeys) -> Journeys:
        """Keep the customers."""
        wanted = self.customers.cast(journeys.customers.type)
        return journeys.keep_customers(
            pc.is_in(journeys.customers, value_set=wanted).to_numpy(zero_copy_only=False)
        )


@dataclass(frozen=True, slots=True)
class Period:
    """Events from ``start`` (included) to ``end`` (not included); journeys are cut at both.

    Raises
    ------
    UsageError
        If a time has no zone, or the period is empty.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise UsageError(
                "A period needs times with a zone.", hint="Write datetime(2026, 3, 1, tzinfo=UTC)."
            )
        if self.start >= self.end:
            raise UsageError(
                f"The period from {self.start:%Y-%m-%d %H:%M} to {self.end:%Y-%m-%d %H:%M} is empty."
            )

    def __call__(self, journeys: Journeys) -> Journeys:
        """Keep the events."""
        begins, ends = (
            first_from(
                journeys.offsets, journeys.flat("timestamp"), frozen(np.full(len(journeys), _us(moment)))
            )
            for moment in (self.start, self.end)
        )
        return journeys.keep_spans(begins, ends)


def _us(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def event_mask(journeys: Journeys, attribute: str, values: tuple[str, ...]) -> NDArray[np.bool_]:
    """Which flat events have one of the values.

    Raises
    ------
    UnknownNameError
        If there is no such attribute, or a coded attribute has no such value.
    UsageError
        If the attribute holds numbers or times.
    """
    if attribute in journeys.vocabularies:
        names = journeys.vocabularies[attribute]
        wanted = np.zeros(len(names) + 1, np.bool_)  # the last entry is that of code −1
        wanted[[names.code(value) for value in values]] = True
        mask: NDArray[np.bool_] = wanted[journeys.flat(attribute)]
        return mask
    texts = journeys.text(attribute)
    if not isinstance(texts, pa.Array):
        raise UsageError(
            f"'{attribute}' holds numbers or times, not names.", hint="Choose an attribute with names."
        )
    found: NDArray[np.bool_] = pc.is_in(texts, value_set=pa.array(values, texts.type)).to_numpy(
        zero_copy_only=False
    )
    return found
