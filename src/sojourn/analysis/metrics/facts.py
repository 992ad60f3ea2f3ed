"""The few events that metrics rest on, picked from complete journeys in one pass: goals, money, ratings, contacts, costs, silences."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Column = NDArray[Any]
NEVER: Final = np.iinfo(np.int64).max
"""The time of something that does not happen."""


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Facts:
    """Columns of equal length, one row per fact.

    Attributes
    ----------
    columns
        ``customer`` (int64, place of the customer) and ``time`` (int64 µs) where facts are events; codes of groups under
        ``by:`` and the name of the dimension.
    """

    columns: Mapping[str, Column]

    def __getitem__(self, name: str) -> Column:
        return self.columns[name]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def take(self, rows: Column, **more: Column) -> "Facts":
        """Some rows, by place or mask, and more columns of these; a column is copied when it is first looked at."""
        return Facts(_Taken(self.columns, np.flatnonzero(rows) if rows.dtype == bool else rows, more))


@dataclass(frozen=True, slots=True, eq=False)
class _Taken(Mapping[str, Column]):
    """Columns at some rows."""

    whole: Mapping[str, Column]
    rows: NDArray[np.int64]
    _known: dict[str, Column]

    def __getitem__(self, name: str) -> Column:
        if name not in self._known:
            self._known[name] = self.whole[name][self.rows]
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.whole)

    def __len__(self) -> int:
        return len(self.whole)


@dataclass(frozen=True, slots=True)
class Part:
    """What one part of a log contributes.

    Attributes
    ----------
    customers
        Customers; facts count them from 0.
    people
        One row per customer: ``first``, ``last``, ``first_goal`` (:data:`NEVER` if none), ``goals``, ``cancelled`` (whether
        the customer left for good), and the groups of customers.
    worth, ratings, contacts, invited, costs, silences
        Facts; ``worth`` are events that reach the goal (flag ``goal``) or carry a ``value``; of who was invited, ``touchpoint`` is where the answer would be given.
    met
        Dimension → customers per cell and how many of them reach the goal there (int64, (groups × periods, 2)), by the
        period ``first_period`` on.
    events, rated
        Events, and events with a rating, by touchpoint code.
    """

    customers: int
    people: Facts
    worth: Facts
    ratings: Facts
    contacts: Facts
    invited: Facts
    costs: Facts
    silences: Facts
    met: Mapping[str, NDArray[np.int64]]
    first_period: int
    events: NDArray[np.int64]
    rated: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class MetricsTally:
    """The parts, in any order; what is concluded from them does not depend on it."""

    parts: tuple[Part, ...]

    def __add__(self, other: "MetricsTally") -> "MetricsTally":
        return MetricsTally(self.parts + other.parts)

    @property
    def customers(self) -> int:
        """Customers counted."""
        return sum(part.customers for part in self.parts)


def together(tally: MetricsTally, name: str, by: str = "") -> Facts:
    """One kind of facts of all parts, customers counted on; ordered by a column where sums must not depend on parts.

    Parameters
    ----------
    name
        A field of :class:`Part` that holds facts.
    by
        The column whose order decides; equal values are equal terms of a sum, so their order does not matter.
    """
    found: list[Mapping[str, Column]] = []
    before = 0
    for part in tally.parts:
        columns = dict(getattr(part, name).columns)
        if "customer" in columns:
            columns["customer"] = columns["customer"] + before
        before += part.customers
        found.append(columns)
    whole = Facts({key: np.concatenate([columns[key] for columns in found]) for key in found[0]})
    return whole.take(np.argsort(whole[by], kind="stable")) if by else whole


def met_together(
    tally: MetricsTally, name: str, groups: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Cells of a dimension that some customer met: period, group, and counts (cells, 2), rising."""
    parts = [part for part in tally.parts if part.customers and len(part.met[name])]
    if not parts or not groups:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros((0, 2), np.int64)
    first = min(part.first_period for part in parts)
    last = max(part.first_period + len(part.met[name]) // groups for part in parts)
    sums = np.zeros(((last - first) * groups, 2), np.int64)
    for part in parts:
        begin = (part.first_period - first) * groups
        sums[begin : begin + len(part.met[name])] += part.met[name]
    used = np.flatnonzero(sums[:, 0])
    return used // groups + first, used % groups, sums[used]


def sums_of(tally: MetricsTally, name: str) -> NDArray[np.int64]:
    """A field of counts by touchpoint, over all parts."""
    total: NDArray[np.int64] = np.sum([getattr(part, name) for part in tally.parts], axis=0, dtype=np.int64)
    return total


def bounds(people: Facts) -> tuple[int, int] | None:
    """The time of the first and of the last event of all; None if there is none."""
    return (int(people["first"].min()), int(people["last"].max())) if len(people) else None
