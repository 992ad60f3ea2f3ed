"""What a model of purchases needs to know of a customer: how often again, how lately, for how long."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Histories:
    """Distinct purchase histories with the number of customers who have each.

    Attributes
    ----------
    frequency
        x: purchases after the first; float64.
    recency
        t_x: time from the first purchase to the last; 0 where x is 0.
    age
        T: time from the first purchase to the end of observation.
    weight
        Customers with this history.
    """

    frequency: Numbers
    recency: Numbers
    age: Numbers
    weight: Numbers

    @classmethod
    def of(
        cls, frequency: NDArray[np.generic], recency: NDArray[np.generic], age: NDArray[np.generic]
    ) -> tuple["Histories", NDArray[np.int64]]:
        """Group customers with equal histories; also gives the row of every customer.

        Examples
        --------
        >>> rows, row_of = Histories.of(np.array([1, 0, 1]), np.array([5, 0, 5]), np.array([9, 9, 9]))
        >>> rows.weight.tolist(), row_of.tolist()
        ([1.0, 2.0], [1, 0, 1])
        """
        columns = [
            np.unique(np.asarray(c, np.float64), return_inverse=True) for c in (frequency, recency, age)
        ]
        key = np.zeros(len(frequency), np.int64)
        for values, codes in columns:
            key = key * max(1, len(values)) + codes
        _, first, row_of, count = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
        x, t, age_ = (values[codes[first]] for values, codes in columns)
        return cls(x, t, age_, count.astype(np.float64)), row_of

    def __len__(self) -> int:
        return len(self.weight)

    @property
    def customers(self) -> float:
        """Customers in all rows."""
        return float(self.weight.sum())

    def scaled(self, factor: float) -> "Histories":
        """The same histories with times divided by a factor."""
        return Histories(self.frequency, self.recency / factor, self.age / factor, self.weight)

    def thinned(self, rows: int) -> "Histories":
        """About so many rows, evenly spread over all of them; all of them where they are fewer."""
        step = max(1, len(self) // rows)
        return Histories(self.frequency[::step], self.recency[::step], self.age[::step], self.weight[::step])


@dataclass(frozen=True, slots=True)
class Coded:
    """Histories with each column as distinct values and codes, so that special functions run on few numbers."""

    x: Numbers
    x_of: NDArray[np.int64]
    times: Numbers
    recency_of: NDArray[np.int64]
    age_of: NDArray[np.int64]
    weight: Numbers
    per_x: Numbers
    """Customers per distinct x."""

    @classmethod
    def of(cls, rows: Histories) -> "Coded":
        """Find the distinct values."""
        x, x_of = np.unique(rows.frequency, return_inverse=True)
        times, codes = np.unique(np.concatenate([rows.recency, rows.age]), return_inverse=True)
        per_x = np.bincount(x_of, weights=rows.weight, minlength=len(x)).astype(np.float64)
        return cls(x, x_of, times, codes[: len(rows)], codes[len(rows) :], rows.weight, per_x)
