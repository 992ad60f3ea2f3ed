"""What comes before what: for every two touchpoints, in how many journeys each of them is met first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.analysis.seam import Analysis, Estimate, Spec, answer
from sojourn.errors import UsageError
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys, frozen
from sojourn.log.kernels.profile import count_precedence
from sojourn.log.vocabulary import Vocabulary
from sojourn.results import Result

MOST: Final = 500
"""More touchpoints than this are not compared: the answer grows with their square."""


@dataclass(frozen=True, slots=True)
class PrecedenceTally:
    """Customers in whose journey touchpoint a first occurs before touchpoint b, shape (a, b)."""

    customers: int
    before: NDArray[np.int64]

    def __add__(self, other: "PrecedenceTally") -> "PrecedenceTally":
        return PrecedenceTally(self.customers + other.customers, self.before + other.before)


@dataclass(frozen=True, repr=False)
class Precedence(Result):
    """Which of two touchpoints customers meet first.

    One row of `table` is an ordered pair of the touchpoints asked for that occurs: ``first``, ``second``,
    ``customers`` (in whose journey both occur, the first occurrence of ``first`` being earlier) and ``share`` (of the
    customers who met both). Most customers first.
    """

    spec: "PrecedenceSpec"
    customers: int
    """Customers counted."""
    before: NDArray[np.int64]
    """Customers by place of the first and of the second in ``spec.touchpoints``, shape (n, n)."""

    @property
    def table(self) -> pa.Table:
        """One row per ordered pair; see the class."""
        first, second = np.nonzero(self.before)
        counts = self.before[first, second]
        both = counts + self.before[second, first]
        names = pa.array(self.spec.touchpoints, pa.string())
        table = pa.table(
            {
                "first": names.take(pa.array(first)),
                "second": names.take(pa.array(second)),
                "customers": counts,
                "share": counts / both,
            }
        )
        return table.sort_by([("customers", "descending"), ("first", "ascending"), ("second", "ascending")])

    def headline(self) -> str:
        """Counts in one line."""
        return f"Precedence of {len(self.spec.touchpoints):,} touchpoints in the journeys of {self.customers:,} customers"

    def estimates(self) -> tuple[Estimate, ...]:
        """Per pair, once: the share of the customers who met both that met the first one first."""
        names = self.spec.touchpoints
        found = []
        for a in range(len(names)):
            for b in range(a + 1, len(names)):
                both = int(self.before[a, b] + self.before[b, a])
                share = int(self.before[a, b]) / both if both else None
                found.append(Estimate((names[a], names[b]), "first_share", both, share))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class PrecedenceSpec:
    """The question: which of these touchpoints do customers meet first?

    Attributes
    ----------
    touchpoints
        Names, spelled as in the log, without repeats.
    """

    touchpoints: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(self.touchpoints) > MOST:
            raise UsageError(
                f"{len(self.touchpoints):,} touchpoints are too many to compare each with each.",
                hint=f"Name at most {MOST}.",
            )

    def measure(self, journeys: Journeys) -> PrecedenceTally:
        """Count complete customers; other touchpoints are passed over."""
        vocabulary = journeys.touchpoints
        places = np.full(len(vocabulary) + 1, -1, np.int32)  # the last entry is where code −1 looks
        for place, name in enumerate(self.touchpoints):
            places[vocabulary.code(name)] = place
        codes = journeys.flat("touchpoint")
        return PrecedenceTally(
            len(journeys), count_precedence(journeys.offsets, codes, frozen(places), len(self.touchpoints))
        )

    def conclude(self, tally: PrecedenceTally, _: Mapping[str, Vocabulary]) -> Precedence:
        """Keep the counts with their names."""
        return Precedence(self, tally.customers, tally.before)


def precedence(log: JourneyLog, touchpoints: tuple[str, ...] | list[str] | None = None) -> Precedence:
    """Which of two touchpoints customers meet first, for every two of some touchpoints.

    Parameters
    ----------
    log
        A journey log; use ``log.where(...)`` for a part of it.
    touchpoints
        Names; all of the log if not given.

    Returns
    -------
    Precedence
        See the class for the columns of its table.

    Raises
    ------
    UnknownNameError
        If the log has no such touchpoint.
    UsageError
        If there are more than 500.

    Examples
    --------
    >>> from sojourn.testing import log_of
    >>> log = log_of('''
    ...     ann  09:00  Home
    ...     ann  09:05  Cart
    ...     ann  09:06  Home
    ...     bob  10:00  Cart
    ... ''')
    >>> precedence(log).table.to_pylist()
    [{'first': 'Home', 'second': 'Cart', 'customers': 1, 'share': 1.0}]
    """
    asked = log.touchpoints.names if touchpoints is None else touchpoints
    names = tuple(dict.fromkeys(log.touchpoints[log.touchpoints.code(name)] for name in asked))
    return answer(log, PrecedenceSpec(names))


def _examples(names: tuple[str, ...]) -> tuple[Spec[PrecedenceTally, Precedence], ...]:
    return (PrecedenceSpec(names), PrecedenceSpec(names[:2]))


ANALYSIS: Final = Analysis(precedence, _examples)
