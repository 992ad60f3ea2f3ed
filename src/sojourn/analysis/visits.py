"""Visits: runs of events without a long gap; how many, how long, where they begin and end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.analysis.seam import Analysis, Estimate, Spec, answer
from sojourn.analysis.stats.durations import DurationCounts
from sojourn.analysis.stats.whole import WholeNumbers
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys
from sojourn.log.kernels.runs import count_runs, split_at_gaps
from sojourn.log.vocabulary import Vocabulary
from sojourn.results import Result
from sojourn.units import Duration, duration_text, microseconds


@dataclass(frozen=True, slots=True)
class VisitsTally:
    """By code of the first touchpoint: visits, customers, events, bounces, and ends by code of the last; durations."""

    counts: NDArray[np.int64]
    durations: DurationCounts
    per_customer: WholeNumbers

    def __add__(self, other: "VisitsTally") -> "VisitsTally":
        return VisitsTally(
            self.counts + other.counts,
            self.durations + other.durations,
            self.per_customer + other.per_customer,
        )


@dataclass(frozen=True, repr=False)
class Visits(Result):
    """The visits of a log: runs of events of one customer in which no gap is longer than ``gap``.

    One row of `table` is one touchpoint at which visits begin or end, most visits first:

    - ``touchpoint``;
    - ``visits``: visits that begin there;
    - ``customers``: customers with such a visit;
    - ``share``: of all visits; adds up to 1;
    - ``events_mean``: events of a visit that begins there;
    - ``duration_mean_s``, ``duration_median_s``: seconds from its first to its last event (the median within 1.6 %);
    - ``bounce_share``: visits of one single event, of those that begin there;
    - ``exits``: visits that end there.

    Means, medians and shares are null where no visit begins.
    """

    spec: "VisitsSpec"
    customers: int
    """Customers counted."""
    visits: int
    """Visits of all customers."""
    events: int
    """Events of all visits: all events of the log."""
    bounces: int
    """Visits of one single event."""
    per_customer: WholeNumbers
    """How many customers have one visit, two visits, and so on."""
    duration_mean_s: float | None
    """Mean seconds from the first to the last event of a visit."""
    duration_median_s: float | None
    """Lower median of the same, within 1.6 %."""
    _table: pa.Table

    @property
    def table(self) -> pa.Table:
        """One row per touchpoint; see the class."""
        return self._table

    @property
    def visits_per_customer(self) -> float | None:
        """Mean visits of a customer."""
        return self.visits / self.customers if self.customers else None

    @property
    def events_per_visit(self) -> float | None:
        """Mean events of a visit."""
        return self.events / self.visits if self.visits else None

    @property
    def bounce_share(self) -> float | None:
        """Visits of one single event, of all visits."""
        return self.bounces / self.visits if self.visits else None

    def headline(self) -> str:
        """Counts in one line."""
        line = f"Visits: {self.visits:,} of {self.customers:,} customers"
        if self.duration_median_s is None:
            return line
        return (
            f"{line}, {self.events_per_visit:.1f} events each, median {duration_text(self.duration_median_s)}"
        )

    def estimates(self) -> tuple[Estimate, ...]:
        """Visits per customer; per touchpoint the share of customers who began a visit there, and of bounces.

        Bounces are compared over visits as if the visits of one customer were independent.
        """
        out = [
            Estimate(
                (), "visits_per_customer", self.customers, self.per_customer.mean, self.per_customer.variance
            )
        ]
        for row in self._table.to_pylist():
            if row["visits"]:
                key = (row["touchpoint"],)
                out.append(
                    Estimate(key, "customers_share", self.customers, row["customers"] / self.customers)
                )
                out.append(Estimate(key, "bounce_share", row["visits"], row["bounce_share"]))
        return tuple(out)


@dataclass(frozen=True, slots=True)
class VisitsSpec:
    """The question: which visits do journeys consist of?

    Attributes
    ----------
    gap
        Longest time between two events of one visit.
    """

    gap: timedelta = timedelta(minutes=30)

    def measure(self, journeys: Journeys) -> VisitsTally:
        """Cut and count the visits of complete customers."""
        times, names = journeys.flat("timestamp"), len(journeys.touchpoints)
        edges, owners = split_at_gaps(journeys.offsets, times, microseconds(self.gap))
        counts, firsts, gaps = count_runs(edges, owners, journeys.flat("touchpoint"), times, names)
        per_customer = np.bincount(owners, minlength=len(journeys))
        return VisitsTally(counts, DurationCounts.of(firsts, gaps, names), WholeNumbers.of(per_customer))

    def conclude(self, tally: VisitsTally, vocabularies: Mapping[str, Vocabulary]) -> Visits:
        """Name the touchpoints, read means and medians."""
        names = vocabularies["touchpoint"].names
        visits, _, events, bounces, _ = (int(total) for total in tally.counts.sum(axis=0))
        means, medians = tally.durations.means_s(), tally.durations.medians_s()
        rows = [
            (
                names[code],
                n,
                customers,
                n / visits,
                inside / n if n else None,
                means[code],
                medians[code],
                single / n if n else None,
                ends,
            )
            for code, (n, customers, inside, single, ends) in enumerate(tally.counts.tolist())
            if n or ends
        ]
        rows.sort(key=lambda row: (-row[1], -row[-1], row[0]))
        columns = list(zip(*rows, strict=True)) or [()] * len(_SCHEMA)
        table = pa.table([pa.array(c, f.type) for c, f in zip(columns, _SCHEMA, strict=True)], schema=_SCHEMA)
        every = tally.durations.together()
        return Visits(
            self,
            tally.per_customer.n,
            visits,
            events,
            bounces,
            tally.per_customer,
            every.means_s()[0],
            every.medians_s()[0],
            table,
        )


_SCHEMA: Final = pa.schema(
    [
        ("touchpoint", pa.string()),
        ("visits", pa.int64()),
        ("customers", pa.int64()),
        ("share", pa.float64()),
        ("events_mean", pa.float64()),
        ("duration_mean_s", pa.float64()),
        ("duration_median_s", pa.float64()),
        ("bounce_share", pa.float64()),
        ("exits", pa.int64()),
    ]
)


def visits(log: JourneyLog, gap: Duration = "30m") -> Visits:
    """The visits that journeys consist of: how many, how long, where they begin and end.

    Parameters
    ----------
    log
        A journey log; use ``log.where(...)`` for a part of it.
    gap
        Longest time between two events of one visit; a longer one begins the next visit.

    Returns
    -------
    Visits
        See the class for its fields and the columns of its table.

    Raises
    ------
    UnitError
        If ``gap`` is not a duration.

    Examples
    --------
    >>> from sojourn.testing import log_of
    >>> log = log_of('''
    ...     ann  09:00  Home
    ...     ann  09:05  Cart
    ...     ann  18:00  Home
    ... ''')
    >>> result = visits(log)
    >>> result.visits, result.events_per_visit, result.bounce_share
    (2, 1.5, 0.5)
    """
    return answer(log, VisitsSpec(timedelta(microseconds=microseconds(gap))))


def _examples(_: tuple[str, ...]) -> tuple[Spec[VisitsTally, Visits], ...]:
    return VisitsSpec(), VisitsSpec(timedelta(hours=2)), VisitsSpec(timedelta(microseconds=1))


ANALYSIS: Final = Analysis(visits, _examples)
