"""Distributions of whole numbers that merge exactly: visits or events per customer."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.stats.sparse import SparseCounts


@dataclass(frozen=True, slots=True)
class WholeNumbers:
    """How often each whole number occurs.

    Examples
    --------
    >>> numbers = WholeNumbers.of(np.array([1, 1, 4])) + WholeNumbers.of(np.array([2]))
    >>> numbers.n, numbers.total, numbers.mean, numbers.variance
    (4, 8, 2.0, 2.0)
    """

    found: SparseCounts

    @classmethod
    def of(cls, numbers: NDArray[np.int64]) -> "WholeNumbers":
        """Count some numbers."""
        values, counts = np.unique(numbers, return_counts=True)
        return cls(SparseCounts(values.astype(np.int64), counts.astype(np.int64)[:, None]))

    def __add__(self, other: "WholeNumbers") -> "WholeNumbers":
        return WholeNumbers(self.found + other.found)

    @property
    def _pairs(self) -> list[tuple[int, int]]:
        return list(zip(self.found.keys.tolist(), self.found.counts[:, 0].tolist(), strict=True))

    @property
    def n(self) -> int:
        """How many numbers there are."""
        return sum(count for _, count in self._pairs)

    @property
    def total(self) -> int:
        """Their sum."""
        return sum(value * count for value, count in self._pairs)

    @property
    def mean(self) -> float | None:
        """Their mean; None if there are none."""
        return self.total / self.n if self.n else None

    @property
    def variance(self) -> float:
        """Their sample variance (n − 1), computed from exact sums; NaN below two numbers."""
        n, total = self.n, self.total
        squares = sum(value * value * count for value, count in self._pairs)
        return (n * squares - total * total) / (n * (n - 1)) if n > 1 else float("nan")
