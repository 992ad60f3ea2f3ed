"""Days of purchase of every buyer, as a tally: what lifetime value measures of a log."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sojourn.analysis.lifetime_value.buying import Buying
from sojourn.analysis.lifetime_value.foretelling import Refusal
from sojourn.log.journeys import Journeys
from sojourn.log.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class LifetimeTally:
    """Days of purchase of every buyer.

    Attributes
    ----------
    customers
        All customers, buyers or not.
    ids
        Buyers.
    counts, days, sums
        See :func:`sojourn.log.kernels.daily.days_of_rows`; rows are buyers.
    last_day
        Last local day with any event; −2³⁰ without events.
    currencies
        Purchases with a value, by currency code; the last entry has none.
    """

    customers: int
    ids: pa.ChunkedArray
    counts: NDArray[np.int32]
    days: NDArray[np.int32]
    sums: NDArray[np.float64]
    last_day: int
    currencies: NDArray[np.int64]

    def __add__(self, other: "LifetimeTally") -> "LifetimeTally":
        return LifetimeTally(
            self.customers + other.customers,
            pa.chunked_array([*self.ids.chunks, *other.ids.chunks], pa.string()),
            np.concatenate([self.counts, other.counts]),
            np.concatenate([self.days, other.days]),
            np.concatenate([self.sums, other.sums]),
            max(self.last_day, other.last_day),
            self.currencies + other.currencies,
        )


def amounts_of(journeys: Journeys) -> NDArray[np.float64]:
    """The value of every flat event; NaN where the log knows none."""
    if "value" not in journeys.columns:
        return np.full(len(journeys.flat("timestamp")), np.nan)
    return journeys.flat("value")


def currencies_of(journeys: Journeys, paid: NDArray[np.bool_], width: int) -> NDArray[np.int64]:
    """Paid events by currency code; the last of ``width`` entries has none."""
    span = slice(journeys.offsets[0], journeys.offsets[-1])
    if "currency" not in journeys.columns:
        return np.bincount(np.full(int(paid[span].sum()), width - 1), minlength=width)
    codes = journeys.flat("currency")[span][paid[span]]
    return np.bincount(np.where(codes < 0, width - 1, codes), minlength=width)


def in_order(tally: LifetimeTally) -> tuple[pa.Array, Buying]:
    """Buyers in the order of their ids."""
    ids = tally.ids.combine_chunks() if tally.ids.num_chunks != 1 else tally.ids.chunk(0)
    order = np.asarray(pc.array_sort_indices(ids)).astype(np.int64)
    counts = tally.counts.astype(np.int64)
    starts = np.cumsum(counts) - counts
    kept = counts[order]
    places = np.repeat(starts[order] - (np.cumsum(kept) - kept), kept) + np.arange(int(kept.sum()))
    return ids.take(pa.array(order)), Buying(
        kept, tally.days[places].astype(np.int64), tally.sums[places], tally.last_day
    )


def one_currency(
    tally: LifetimeTally, vocabularies: Mapping[str, Vocabulary]
) -> tuple[str | None, Refusal | None]:
    """The one currency of all values, and why values cannot be added up if there are several."""
    used = np.flatnonzero(tally.currencies)
    names = vocabularies["currency"].names if "currency" in vocabularies else ()
    if len(used) > 1:
        told = [names[i] if i < len(names) else "none" for i in used.tolist()]
        return None, Refusal("currencies", f"values stand in several currencies: {', '.join(told)}")
    return (names[used[0]] if len(used) and used[0] < len(names) else None), None
