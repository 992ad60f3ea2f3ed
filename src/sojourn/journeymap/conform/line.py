"""The line between what a map must show and what may be chance."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from sojourn.analysis.stats.proportions import wilson
from sojourn.errors import UsageError

FEWEST: Final = 10
"""No part is asked for that fewer customers than these meet."""
_NOISE: Final = 0.1
"""What this part of the line do not do counts as not happening: data have errors."""


@dataclass(frozen=True, slots=True)
class Share:
    """Some of n customers, with the 95 % interval of the share (Wilson)."""

    customers: int
    n: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share."""
        return self.customers / self.n


def share_of(customers: int, n: int) -> Share:
    """A share of n ≥ 1 with its interval.

    >>> share = share_of(81, 263)
    >>> round(share.low, 3), round(share.value, 3), round(share.high, 3)
    (0.255, 0.308, 0.366)
    """
    low, high = wilson(np.array([customers]), np.array([n]))
    return Share(customers, n, float(low[0]), float(high[0]))


@dataclass(frozen=True, slots=True)
class Line:
    """What a share of customers is compared with.

    Attributes
    ----------
    least
        The share of customers from which something belongs on a map, 0 < least ≤ 0.5.

    Examples
    --------
    >>> line = Line(0.01)
    >>> line.above(share_of(30, 1000)), line.above(share_of(12, 1000)), line.happens(share_of(12, 1000))
    (True, False, True)
    """

    least: float

    def __post_init__(self) -> None:
        if not 0 < self.least <= 0.5:
            raise UsageError(
                f"least is {self.least}.",
                hint="It is a share of customers above 0 and up to 0.5, such as 0.01.",
            )

    def may_be_above(self, customers: int, n: int) -> bool:
        """Whether so many of n could be above the line: quick, for the many that are not."""
        return customers >= max(FEWEST, self.least * n)

    def above(self, share: Share) -> bool:
        """Whether something surely reaches the line: its whole interval does, and ten customers do it."""
        return share.customers >= FEWEST and share.low >= self.least

    def happens(self, share: Share) -> bool:
        """Whether something happens at all: at a tenth of the line or more."""
        return share.customers >= max(1.0, _NOISE * self.least * share.n)

    def never(self, share: Share) -> bool:
        """Whether something surely does not belong on a map: it does not happen, and there are enough customers to tell."""
        return not self.happens(share) and share.high < self.least
