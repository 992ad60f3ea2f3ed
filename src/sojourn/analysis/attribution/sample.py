"""Paths with what came of them, and the same paths drawn again."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.stats.pathset import PathSet
from sojourn.log.kernels.sharing import draw_poisson, sum_drawn

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Draw:
    """One set of outcomes.

    Attributes
    ----------
    outcomes
        Per path, as in :class:`~sojourn.analysis.stats.pathset.PathSet`.
    faded
        float64, shape (2, channels): conversions and value by time decay; None where times are not known.
    """

    outcomes: Numbers
    faded: Numbers | None


class Sample(Protocol):
    """What was observed, and how it might have been."""

    @property
    def paths(self) -> PathSet:
        """The distinct paths."""
        ...

    @property
    def work(self) -> int:
        """Elementary steps of a draw, about a nanosecond each."""
        ...

    def observed(self) -> Draw:
        """What was observed."""
        ...

    def redraw(self, number: int) -> Draw:
        """What might have been: the same for the same number, however the data were read."""
        ...


@dataclass(frozen=True, slots=True)
class CustomerSample:
    """Paths of customers; customers are drawn, each with all their paths.

    Attributes
    ----------
    paths
        The distinct paths.
    keys
        uint64 per observed path: the hash of its customer.
    numbers
        int32 per observed path: its number among the distinct ones.
    outcomes
        float64, shape (observed paths, 3).
    edges, codes, shares
        The touches of every observed path, and what time decay gives to each of them.
    """

    paths: PathSet
    keys: NDArray[np.uint64]
    numbers: NDArray[np.int32]
    outcomes: Numbers
    edges: NDArray[np.int64]
    codes: NDArray[np.int32]
    shares: Numbers

    @property
    def work(self) -> int:
        """Elementary steps of a draw."""
        return len(self.codes) + 8 * len(self.keys)

    def observed(self) -> Draw:
        """What was observed."""
        return self.redraw(-1)

    def redraw(self, number: int) -> Draw:
        """Every customer a Poisson(1) number of times."""
        sums = sum_drawn(
            self.keys,
            number,
            self.numbers,
            self.outcomes,
            self.edges,
            self.codes,
            self.shares,
            len(self.paths),
            len(self.paths.names),
        )
        return Draw(*sums)


@dataclass(frozen=True, slots=True)
class TableSample:
    """Paths that come counted, without customers: every conversion and every end without one is drawn for itself."""

    paths: PathSet

    @property
    def work(self) -> int:
        """Elementary steps of a draw."""
        return 16 * len(self.paths)

    def observed(self) -> Draw:
        """What was observed."""
        return Draw(self.paths.outcomes, None)

    def redraw(self, number: int) -> Draw:
        """A Poisson number of conversions and of other ends of every path; value in proportion."""
        converted, value, nulls = self.paths.outcomes.T
        again = draw_poisson(self.paths.keys, converted, 2 * number)
        mean = np.divide(value, converted, out=np.zeros_like(value), where=converted > 0)
        without = draw_poisson(self.paths.keys, nulls, 2 * number + 1)
        return Draw(np.stack([again, again * mean, without], axis=1), None)
