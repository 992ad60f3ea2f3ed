"""Durations of several groups as a tally: exact mean, median within 1.6 %."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.stats.sparse import SparseCounts
from sojourn.log.kernels.durations import BINS, medians
from sojourn.log.kernels.grouped_durations import LIMB, duration_cells, sum_durations


@dataclass(frozen=True, slots=True)
class DurationCounts:
    """Durations of g groups.

    Attributes
    ----------
    sums
        int64, shape (g, 3): number of durations, and their sum in microseconds as two limbs.
    cells
        The histogram: ``group * BINS + bin`` and the number of durations there.

    Examples
    --------
    >>> counts = DurationCounts.of(np.array([0, 0], np.int32), np.array([1_000_000, 3_000_000]), 2)
    >>> (counts + counts).means_s(), [m and round(m, 1) for m in counts.medians_s()]
    ([2.0, None], [1.0, None])
    """

    sums: NDArray[np.int64]
    cells: SparseCounts

    @classmethod
    def of(
        cls, groups: NDArray[np.integer[Any]], microseconds: NDArray[np.int64], size: int
    ) -> "DurationCounts":
        """Count one duration per entry of ``groups`` (0 … size−1)."""
        keys, counts = duration_cells(groups, microseconds, size)
        return cls(sum_durations(groups, microseconds, size), SparseCounts(keys, counts[:, None]))

    def __add__(self, other: "DurationCounts") -> "DurationCounts":
        return DurationCounts(self.sums + other.sums, self.cells + other.cells)

    def means_s(self) -> list[float | None]:
        """The mean of each group in seconds; None where there is no duration."""
        return [((high << LIMB) + low) / n / 1e6 if n else None for n, high, low in self.sums.tolist()]

    def medians_s(self) -> list[float | None]:
        """The lower median of each group in seconds; None where there is no duration.

        Within 1.6 %, and 0 where it is below a millisecond; exact for a single duration.
        """
        count, high, low = self.sums.T
        found = np.zeros(len(self.sums))
        found[count > 0] = medians(self.cells.keys, self.cells.counts[:, 0], np.flatnonzero(count))
        found = np.where(count == 1, high * 2.0**LIMB + low, found) / 1e6
        return [median if n else None for median, n in zip(found.tolist(), count.tolist(), strict=True)]

    def together(self) -> "DurationCounts":
        """All groups as one."""
        bins = self.cells.keys % BINS
        counts = np.zeros(BINS, np.int64)
        np.add.at(counts, bins, self.cells.counts[:, 0])
        used = np.flatnonzero(counts)
        return DurationCounts(self.sums.sum(axis=0, keepdims=True), SparseCounts(used, counts[used][:, None]))
