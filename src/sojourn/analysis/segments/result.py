"""What is said of segments: the groups, how sure they are, and in what they differ."""

from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa

from sojourn.analysis.seam import Estimate
from sojourn.errors import UnknownNameError
from sojourn.log.selection import CustomersIn
from sojourn.results import Result, of_whole


class Question(Protocol):
    """The parameters that made the result."""

    @property
    def method(self) -> str:
        """How groups were looked for."""
        ...

    @property
    def until(self) -> str:
        """Up to where one looks: ``goal`` or ``end``."""
        ...


@dataclass(frozen=True, repr=False)
class Segments(Result):
    """Groups of customers that behave alike.

    One row of `table` is one segment, the largest first; customers that belong to none, or of whom nothing is
    known before the goal where one looks at no more, are the segment 0 at the end:

    - ``segment``: 1, 2, …;
    - ``customers``, ``share``: how many, and of all;
    - ``reached``, ``goal_share``, ``goal_low``, ``goal_high``: customers who reach the goal, in the whole journey, their
      share and its 95 % Wilson interval; null without a goal;
    - ``value_mean``, ``value_low``, ``value_high``: mean revenue of a customer in the whole journey, with its 95 % interval (Student t); null
      where the log has no values or several currencies.

    `traits` says in what each segment differs, `stability` how sure the number of groups is (tried on ``n`` customers), `assignment` who belongs where.
    With one group only (`groups` is 1) the reason stands in `reason`: then these customers form no groups.
    """

    spec: Question
    customers: int
    """All customers."""
    eligible: int
    """Those of whom something is known, before the goal where one looks at no more: who could be put into a group."""
    groups: int
    """Groups found; 1 = none that could be told apart."""
    reason: str
    """Why there are no groups; empty if there are."""
    fitted: int
    """Customers the groups were found in, of the eligible; the others were put into the nearest."""
    scaled: int
    """Customers in whom the scales and axes were found by which customers are near to each other, of the eligible."""
    used: tuple[str, ...]
    """The features, or touchpoints and transitions, that the groups were found by."""
    _table: pa.Table
    _traits: pa.Table
    _stability: pa.Table
    _assignment: pa.Table

    @property
    def table(self) -> pa.Table:
        """One row per segment; see the class."""
        return self._table

    @property
    def traits(self) -> pa.Table:
        """One row per segment and feature, the largest difference first.

        ``segment``, ``feature``, ``family``, ``kind``, ``mean``, ``others`` (the mean of all other customers), ``difference``
        (mean − others in standard deviations), ``n`` (customers of the segment who have the feature). Descriptions:
        the segments were made to differ, so that a test would prove nothing.
        """
        return self._traits

    @property
    def stability(self) -> pa.Table:
        """One row per number of groups tried.

        ``groups``, ``stability`` (mean adjusted Rand index between groups found in two halves of the customers),
        ``low``, ``high`` (its 95 % interval), ``weakest`` (Jaccard index of the least stable group), ``smallest`` (share of the
        smallest group), ``n`` (customers that were halved: all, or a sample).
        """
        return self._stability

    @property
    def assignment(self) -> pa.Table:
        """One row per customer, sorted by id: ``customer``, ``segment`` (0 = none)."""
        return self._assignment

    def members(self, segment: int) -> CustomersIn:
        """A selection of the customers of a segment, for ``log.where(...)`` and :func:`sojourn.compare`.

        Raises
        ------
        UnknownNameError
            If there is no such segment.
        """
        known = self._table["segment"].to_pylist()
        if segment not in known:
            raise UnknownNameError.among("segment", str(segment), map(str, known))
        mask = self._assignment["segment"].to_numpy() == segment
        return CustomersIn(self._assignment["customer"].combine_chunks().filter(pa.array(mask)))

    def headline(self) -> str:
        """Groups in one line."""
        if self.groups == 1:
            return f"Segments: none among {self.customers:,} customers ({self.reason})"
        found_in = of_whole(self.fitted, self.eligible)
        return f"Segments: {self.groups} groups of {self.customers:,} customers by {self.spec.method}, found in {found_in}"

    def estimates(self) -> tuple[Estimate, ...]:
        """The share of customers per segment."""
        return tuple(
            Estimate((str(row["segment"]),), "customers_share", self.customers, row["share"])
            for row in self._table.to_pylist()
        )
