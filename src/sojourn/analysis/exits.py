"""Where journeys begin and end, per touchpoint."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.analysis.seam import Analysis, Estimate, Spec, answer
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys
from sojourn.log.kernels.occurrences import count_occurrences
from sojourn.log.vocabulary import Vocabulary
from sojourn.results import Result


@dataclass(frozen=True, slots=True)
class ExitsTally:
    """By code of the touchpoint: events, customers, entries, exits."""

    customers: int
    counts: NDArray[np.int64]

    def __add__(self, other: "ExitsTally") -> "ExitsTally":
        return ExitsTally(self.customers + other.customers, self.counts + other.counts)


@dataclass(frozen=True, repr=False)
class Exits(Result):
    """Where journeys begin and end.

    One row of `table` is one touchpoint that occurs, most exits first:

    - ``touchpoint``;
    - ``customers``: customers who met it;
    - ``events``: how often it occurs;
    - ``entries``: customers whose journey begins there;
    - ``exits``: customers whose journey ends there;
    - ``exits_share``: exits / customers, the share of those who met it for whom it was the last;
    - ``last_event_share``: exits / events, how often it is followed by nothing;
    - ``share_of_exits``: exits / all customers; adds up to 1, as the exits add up to all customers.

    A journey is over where the log ends; nothing is assumed about what customers do later.
    """

    spec: "ExitsSpec"
    customers: int
    """Customers counted."""
    _table: pa.Table

    @property
    def table(self) -> pa.Table:
        """One row per touchpoint; see the class."""
        return self._table

    def headline(self) -> str:
        """Counts in one line."""
        return f"Exits: {self.customers:,} journeys over {self._table.num_rows:,} touchpoints"

    def estimates(self) -> tuple[Estimate, ...]:
        """Per touchpoint: the share of customers who met it, who began and ended there, and the exits share."""
        out: list[Estimate] = []
        for row in self._table.to_pylist():
            name, met = row["touchpoint"], row["customers"]
            for what, n in (("met", met), ("began", row["entries"]), ("ended", row["exits"])):
                out.append(Estimate((name, what), "customers_share", self.customers, n / self.customers))
            out.append(Estimate((name,), "exits_share", met, row["exits_share"]))
        return tuple(out)


@dataclass(frozen=True, slots=True)
class ExitsSpec:
    """The question: where do journeys begin and end? It has no parameters."""

    def measure(self, journeys: Journeys) -> ExitsTally:
        """Count complete customers."""
        counts = count_occurrences(journeys.offsets, journeys.flat("touchpoint"), len(journeys.touchpoints))
        return ExitsTally(len(journeys), counts)

    def conclude(self, tally: ExitsTally, vocabularies: Mapping[str, Vocabulary]) -> Exits:
        """Name the touchpoints and add the shares."""
        names = vocabularies["touchpoint"].names
        present = np.flatnonzero(tally.counts[:, 0])
        rows = sorted(
            zip(tally.counts[present].tolist(), [names[i] for i in present], strict=True),
            key=lambda row: (-row[0][3], -row[0][1], row[1]),
        )
        columns = {
            "touchpoint": pa.array([name for _, name in rows], pa.string()),
            "customers": pa.array([c[1] for c, _ in rows], pa.int64()),
            "events": pa.array([c[0] for c, _ in rows], pa.int64()),
            "entries": pa.array([c[2] for c, _ in rows], pa.int64()),
            "exits": pa.array([c[3] for c, _ in rows], pa.int64()),
            "exits_share": pa.array([c[3] / c[1] for c, _ in rows], pa.float64()),
            "last_event_share": pa.array([c[3] / c[0] for c, _ in rows], pa.float64()),
            "share_of_exits": pa.array([c[3] / tally.customers for c, _ in rows], pa.float64()),
        }
        return Exits(self, tally.customers, pa.table(columns))


def exits(log: JourneyLog) -> Exits:
    """Where journeys begin and end, and how likely it is that a touchpoint was a customer's last.

    Parameters
    ----------
    log
        A journey log; use ``log.where(...)`` for a part of it.

    Returns
    -------
    Exits
        See the class for the columns of its table.

    Examples
    --------
    >>> from sojourn.testing import log_of
    >>> log = log_of('''
    ...     ann  09:00  Home
    ...     ann  09:05  Cart
    ...     bob  10:00  Home
    ... ''')
    >>> exits(log).table.select(["touchpoint", "customers", "exits", "exits_share"]).to_pylist()[0]
    {'touchpoint': 'Home', 'customers': 2, 'exits': 1, 'exits_share': 0.5}
    """
    return answer(log, ExitsSpec())


def _examples(_: tuple[str, ...]) -> tuple[Spec[ExitsTally, Exits], ...]:
    return (ExitsSpec(),)


ANALYSIS: Final = Analysis(exits, _examples)
