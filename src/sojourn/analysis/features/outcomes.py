"""How every customer's journey ended: the goal and the money of all of it."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sojourn.analysis.features.portraits import currencies, earned, plain
from sojourn.log.journeys import Journeys, frozen
from sojourn.log.kernels.summaries import sum_rows

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Some customers, one entry each, of their whole journey.

    Attributes
    ----------
    customers
        Ids.
    events
        int64; how many.
    hits
        float64; events at the goal. None if no goal is asked for.
    revenue
        float64; sum of the positive values. None if the log has none.
    currencies
        Codes of the currencies in which values came in.
    last_us
        Time of the last event of all; 0 if there is none.
    order
        Where each customer stood before sorting; None where they are not sorted.
    """

    customers: pa.Array
    events: NDArray[np.int64]
    hits: Numbers | None
    revenue: Numbers | None
    currencies: frozenset[int]
    last_us: int
    order: NDArray[np.int64] | None = None

    def __len__(self) -> int:
        return len(self.customers)

    def places(self, customers: pa.Array) -> NDArray[np.int64]:
        """Where some of the customers stand."""
        wanted = plain(customers)
        if wanted.equals(self.customers):
            return np.arange(len(self))
        found = pc.index_in(wanted, value_set=self.customers)
        return np.asarray(found.to_numpy(), np.int64)


def outcomes(journeys: Journeys, goals: tuple[str, ...]) -> Outcomes:
    """Look at complete customers once.

    Raises
    ------
    UnknownNameError
        If a goal does not exist.
    """
    offsets, names = journeys.offsets, journeys.touchpoints
    wanted = np.zeros(len(names) + 1, np.bool_)
    wanted[[names.code(name) for name in goals]] = True
    money = earned(journeys)
    there = np.where(wanted[journeys.flat("touchpoint")], 1.0, np.nan) if goals else None
    span = slice(offsets[0], offsets[-1])
    return Outcomes(
        plain(journeys.customers),
        np.diff(offsets).astype(np.int64),
        None if there is None else sum_rows(offsets, frozen(there))[:, 0],
        None if money is None else sum_rows(offsets, frozen(money))[:, 1],
        currencies(journeys, money),
        int(journeys.flat("timestamp")[span].max()) if journeys.events else 0,
    )


def all_outcomes(parts: tuple[Outcomes, ...]) -> Outcomes:
    """All customers together, sorted by id; parts may come in any order."""
    customers = pa.concat_arrays([p.customers for p in parts])
    order = pc.sort_indices(customers).to_numpy().astype(np.int64)

    def stacked(columns: list[Numbers | None]) -> Numbers | None:
        known = [column for column in columns if column is not None]
        return np.concatenate(known)[order] if known else None

    return Outcomes(
        customers.take(pa.array(order)),
        np.concatenate([p.events for p in parts])[order],
        stacked([p.hits for p in parts]),
        stacked([p.revenue for p in parts]),
        frozenset().union(*(p.currencies for p in parts)),
        max(p.last_us for p in parts),
        order,
    )
