"""Days of purchase as histories that models of purchases take: in time, or in periods where purchases keep a rhythm."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.stats.purchases.history import Histories

Days = NDArray[np.int64]
Numbers = NDArray[np.float64]

NEAR: Final = 0.10
"""A gap keeps the rhythm if it differs from the median gap by no more than this share of it, or by a day."""
MOST: Final = 0.50
"""There is a rhythm if more than this share of all gaps keep it."""
SHORTEST_PERIOD: Final = 7
FEWEST_GAPS: Final = 30


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How regular purchases are.

    Attributes
    ----------
    gaps
        Gaps between purchases of one customer.
    period
        The median gap, days; 0 where there are fewer than :data:`FEWEST_GAPS` gaps.
    share
        Share of the gaps within :data:`NEAR` of the period.
    skipped
        Share of opportunities between two purchases of one customer that were not taken.
    """

    gaps: int
    period: int
    share: float
    skipped: float

    @property
    def fixed(self) -> bool:
        """Whether purchases keep a rhythm, so that models in continuous time do not fit."""
        return self.period >= SHORTEST_PERIOD and self.share > MOST


@dataclass(frozen=True, slots=True)
class Buying:
    """Days with a purchase, buyer by buyer.

    Attributes
    ----------
    counts
        Days per buyer, 1 or more.
    days
        Local days since 1970-01-01, rising per buyer.
    sums
        Value of each day; NaN where it is not known.
    end
        Last day of observation.
    """

    counts: Days
    days: Days
    sums: Numbers
    end: int

    @property
    def stops(self) -> Days:
        """Flat place after the last day of each buyer."""
        return np.cumsum(self.counts)

    @property
    def first(self) -> Days:
        """Day of the first purchase of each buyer."""
        return np.asarray(self.days[self.stops - self.counts])

    def until(self, end: int) -> tuple["Buying", NDArray[np.bool_]]:
        """What was known on an earlier day, and which buyers there were."""
        inside = self.days <= end
        owner = np.repeat(np.arange(len(self.counts)), self.counts)
        counts = np.bincount(owner[inside], minlength=len(self.counts))
        there = counts > 0
        return Buying(counts[there], self.days[inside], self.sums[inside], end), there

    def in_time(self, unit_days: float) -> tuple[Histories, Days]:
        """Histories in continuous time, and the row of every buyer."""
        first, last = self.first, self.days[self.stops - 1]
        return Histories.of(self.counts - 1, (last - first) / unit_days, (self.end - first) / unit_days)

    def in_periods(self, rhythm: Rhythm, *, skips: bool) -> tuple[Histories, Days]:
        """Histories in opportunities of one period each, and the row of every buyer.

        An opportunity follows the one before by a period; a purchase belongs to the nearest one, counted from the
        purchase before, so that calendar months do not drift away. An opportunity is past when a tenth of a period has
        gone by since it was due. Without skips, an opportunity between two purchases counts as taken.
        """
        steps = self._steps(rhythm.period)
        owner = np.repeat(np.arange(len(self.counts)), self.counts)
        size = len(self.counts)
        taken = np.bincount(owner, weights=steps > 0, minlength=size)
        last = np.bincount(owner, weights=steps, minlength=size)
        idle = (self.end - self.days[self.stops - 1]) / rhythm.period
        age = last + np.floor(np.maximum(0.0, idle - NEAR))
        return Histories.of(taken if skips else last, last, age)

    def rhythm(self) -> Rhythm:
        """How regular the gaps between purchases are."""
        gaps = np.diff(self.days)[self._within()]
        if len(gaps) < FEWEST_GAPS:
            return Rhythm(len(gaps), 0, 0.0, 0.0)
        period = int(np.median(gaps))
        share = float((np.abs(gaps - period) <= max(1.0, NEAR * period)).mean())
        steps = self._steps(period)
        passed = float(steps.sum())
        return Rhythm(len(gaps), period, share, 1 - float((steps > 0).sum()) / passed if passed else 0.0)

    def repeat_values(self) -> tuple[Numbers, Numbers]:
        """Purchases after the first whose value is known, and their mean value, per buyer; NaN where there are none."""
        later = np.ones(len(self.days), np.bool_)
        later[self.stops - self.counts] = False
        return self._means(later & np.isfinite(self.sums))

    def values(self) -> tuple[Numbers, Numbers]:
        """All purchases whose value is known, and their mean value, per buyer; NaN where there are none."""
        return self._means(np.isfinite(self.sums))

    def _means(self, used: NDArray[np.bool_]) -> tuple[Numbers, Numbers]:
        owner = np.repeat(np.arange(len(self.counts)), self.counts)[used]
        size = len(self.counts)
        n = np.bincount(owner, minlength=size).astype(np.float64)
        total = np.bincount(owner, weights=self.sums[used], minlength=size)
        return n, np.divide(total, n, out=np.full(size, np.nan), where=n > 0)

    def _within(self) -> NDArray[np.bool_]:
        """Which neighbouring days belong to one buyer."""
        within = np.ones(max(0, len(self.days) - 1), np.bool_)
        within[self.stops[:-1] - 1] = False
        return within

    def _steps(self, period: int) -> Numbers:
        """Opportunities from the purchase before to each purchase; 0 for first ones."""
        steps = np.zeros(len(self.days))
        steps[1:] = np.where(self._within(), np.round(np.diff(self.days) / period), 0.0)
        return steps
