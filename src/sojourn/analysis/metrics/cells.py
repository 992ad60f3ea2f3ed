"""The cells of one dimension: its groups, or its groups in each period; and sums of facts over them."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.metrics.dimensions import OVERALL, Dimension
from sojourn.analysis.metrics.facts import Facts, MetricsTally, met_together
from sojourn.log.kernels.cells import sum_pairs

Whole = NDArray[np.int64]
Numbers = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells of a dimension in which there are customers.

    Attributes
    ----------
    dimension
        What makes the groups.
    periods, groups
        int64, shape (c,), by period and group: the period (0 where time is not divided) and the code of the group.
    counts
        int64, shape (c, 2): customers who have an event in the cell, and those who reach the goal from there on.
    divided
        Whether time is divided into periods.
    people
        The facts of all customers.
    """

    dimension: Dimension
    periods: Whole
    groups: Whole
    counts: Whole
    divided: bool
    people: Facts
    _placed: WeakKeyDictionary[Facts, Whole] = field(default_factory=WeakKeyDictionary)
    _moments: WeakKeyDictionary[Facts, dict[str | None, list[Numbers]]] = field(
        default_factory=WeakKeyDictionary
    )

    @classmethod
    def of(cls, dimension: Dimension, tally: MetricsTally, people: Facts, *, divided: bool) -> "Cells":
        """The cells of a dimension in all parts."""
        periods, groups, counts = met_together(tally, dimension.name, len(dimension.names))
        if dimension.name == OVERALL and not divided and not len(groups):  # nobody is a group of its own
            return cls(dimension, np.zeros(1, np.int64), np.zeros(1, np.int64), np.zeros((1, 2), np.int64),
                       divided, people)  # fmt: skip
        return cls(dimension, periods, groups, counts, divided, people)

    def __len__(self) -> int:
        return len(self.groups)

    @property
    def customers(self) -> Whole:
        """Customers per cell."""
        found: Whole = self.counts[:, 0]
        return found

    @property
    def of_customers(self) -> bool:
        """Whether a customer is in one group with all events."""
        return self.dimension.grain == "customers"

    @cached_property
    def _table(self) -> Whole:
        """The cell of every group in every period from the first to the last, −1 for none; and −1 at the end."""
        size = len(self.dimension.names)
        table = np.full((self.periods[-1] - self.periods[0] + 1) * size + 1, -1, np.int64)
        table[(self.periods - self.periods[0]) * size + self.groups] = np.arange(len(self))
        return table

    @cached_property
    def of_people(self) -> Whole:
        """The cell of every customer, −1 for none; only where customers are grouped and time is not divided."""
        return self.places_of(self.people[f"by:{self.dimension.name}"], np.zeros(len(self.people), np.int64))

    def places(self, facts: Facts) -> Whole:
        """The cell of every fact, −1 for none."""
        if facts not in self._placed:
            if self.of_customers:
                codes = self.people[f"by:{self.dimension.name}"][facts["customer"]]
            else:
                codes = facts[f"by:{self.dimension.name}"]
            self._placed[facts] = self.places_of(codes, facts["period"])
        return self._placed[facts]

    def places_of(self, codes: NDArray[Any], periods: NDArray[Any]) -> Whole:
        """The cell of each group code and period, −1 where there is none."""
        if not len(self):
            return np.full(len(codes), -1, np.int64)
        first, last = self.periods[0], self.periods[-1]
        known = (codes >= 0) & (periods >= first) & (periods <= last)
        keys = (periods.astype(np.int64) - first) * len(self.dimension.names) + codes
        return self._table[np.where(known, keys, -1)]  # the last place stands for none

    def sums(self, places: Whole, *terms: NDArray[Any] | None) -> list[Numbers]:
        """Per cell, the sum of each term over the facts placed there; None counts them."""
        where = places + 1  # in the first place stands what lies in no cell
        return [
            np.bincount(where, weights=term, minlength=len(self) + 1)[1:].astype(float, copy=False)
            for term in terms
        ]

    def customer_sums(
        self, places: Whole, customers: Whole, *terms: NDArray[Any]
    ) -> tuple[Whole, list[Numbers]]:
        """Sums per customer and cell: the cell of each pair, and each term summed over its facts."""
        sizes = len(self), len(self.people)
        found, sums = sum_pairs(places, customers, np.stack(terms), sizes)
        return found, list(sums)

    def customer_moments(self, facts: Facts, term: str | None = None) -> list[Numbers]:
        """Per cell, the sum and the sum of squares of each customer's own sum of a column; None counts facts."""
        known = self._moments.setdefault(facts, {})
        if term not in known:
            terms = np.ones(len(facts)) if term is None else facts[term]
            pairs, (own,) = self.customer_sums(self.places(facts), facts["customer"], terms)
            order = np.argsort(
                own
            )  # so that a sum does not depend on the order of customers: equal ones are alike
            pairs, own = pairs[order], own[order]
            known[term] = [np.bincount(pairs, weights=w, minlength=len(self)) for w in (own, own * own)]
        return known[term]
