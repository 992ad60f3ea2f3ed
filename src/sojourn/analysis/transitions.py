"""What directly follows what: the flow between touchpoints, with starts, ends and waits."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.analysis.seam import Analysis, Estimate, Spec, answer
from sojourn.analysis.stats.sparse import SparseCounts
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys
from sojourn.log.kernels.durations import medians
from sojourn.log.kernels.transitions import count_pairs
from sojourn.log.vocabulary import Vocabulary
from sojourn.results import Result


@dataclass(frozen=True, slots=True)
class TransitionsTally:
    """Pairs (source code * names + target code) and the histogram of their durations; starts and ends by code."""

    customers: int
    pairs: SparseCounts
    durations: SparseCounts
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]

    def __add__(self, other: "TransitionsTally") -> "TransitionsTally":
        return TransitionsTally(
            self.customers + other.customers,
            self.pairs + other.pairs,
            self.durations + other.durations,
            self.starts + other.starts,
            self.ends + other.ends,
        )


@dataclass(frozen=True, repr=False)
class Transitions(Result):
    """The directly-follows flow of a log.

    One row of `table` is one ordered pair of touchpoints that occurs: ``source``, ``target`` (text; ``""`` is the
    start of a journey as source, its end as target), ``count`` (occurrences), ``customers`` (customers in whose
    journey it occurs), ``mean_s`` (exact mean of the seconds between the two events), ``median_s`` (their lower
    median, within 1.6 % or a millisecond; exact where the count is 1). Seconds are null for starts and ends. Most frequent first.

    Counts reconcile: per touchpoint, entries + transitions in = transitions out + exits.
    """

    spec: "TransitionsSpec"
    customers: int
    """Customers counted."""
    _table: pa.Table

    @property
    def table(self) -> pa.Table:
        """One row per pair; see the class."""
        return self._table

    @cached_property
    def transitions(self) -> int:
        """Transitions between two events, starts and ends aside."""
        inner = [
            c
            for s, t, c in zip(*(self._table.column(i).to_pylist() for i in (0, 1, 2)), strict=True)
            if s and t
        ]
        return sum(inner)

    def headline(self) -> str:
        """Counts in one line."""
        return f"Transitions: {self.transitions:,} between events of {self.customers:,} customers"

    def estimates(self) -> tuple[Estimate, ...]:
        """The share of customers per pair."""
        rows = self._table.to_pylist()
        return tuple(
            Estimate(
                (row["source"], row["target"]),
                "customers_share",
                self.customers,
                row["customers"] / self.customers if self.customers else None,
            )
            for row in rows
        )


@dataclass(frozen=True, slots=True)
class TransitionsSpec:
    """The question: what directly follows what, in whole journeys? It has no parameters."""

    def measure(self, journeys: Journeys) -> TransitionsTally:
        """Count the pairs of complete customers."""
        offsets, codes, names = journeys.offsets, journeys.flat("touchpoint"), len(journeys.touchpoints)
        keys, sums, cells, cell_counts = count_pairs(offsets, codes, journeys.flat("timestamp"), names)
        return TransitionsTally(
            len(journeys),
            SparseCounts(keys, sums),
            SparseCounts(cells, cell_counts[:, None]),
            np.bincount(codes[offsets[:-1]][: len(journeys)], minlength=names),
            np.bincount(codes[offsets[1:] - 1], minlength=names),
        )

    def conclude(self, tally: TransitionsTally, vocabularies: Mapping[str, Vocabulary]) -> Transitions:
        """Name the pairs, read the medians, add starts and ends."""
        names = vocabularies["touchpoint"].names
        sources, targets = np.divmod(tally.pairs.keys, len(names) or 1)
        count, customers, high, low = tally.pairs.counts.T
        seconds = (high * 2.0**20 + low) / count / 1e6
        firsts, lasts = np.flatnonzero(tally.starts), np.flatnonzero(tally.ends)
        outside = len(names)  # the code of what lies before the start and after the end
        edges = np.concatenate([tally.starts[firsts], tally.ends[lasts]])
        shown = pa.array([*names, ""], pa.string())
        columns = [
            shown.take(pa.array(np.concatenate([sources, np.full(len(firsts), outside), lasts]))),
            shown.take(pa.array(np.concatenate([targets, firsts, np.full(len(lasts), outside)]))),
            pa.array(np.concatenate([count, edges])),
            pa.array(np.concatenate([customers, edges])),
            pa.concat_arrays([pa.array(seconds), pa.nulls(len(edges), pa.float64())]),
            pa.concat_arrays([pa.array(_medians(tally) / 1e6), pa.nulls(len(edges), pa.float64())]),
        ]
        table = pa.table(columns, schema=_SCHEMA)
        order = [("count", "descending"), ("source", "ascending"), ("target", "ascending")]
        return Transitions(self, tally.customers, table.sort_by(order))


_SCHEMA: Final = pa.schema(
    [
        ("source", pa.string()),
        ("target", pa.string()),
        ("count", pa.int64()),
        ("customers", pa.int64()),
        ("mean_s", pa.float64()),
        ("median_s", pa.float64()),
    ]
)


def _medians(tally: TransitionsTally) -> NDArray[np.float64]:
    """The lower median of every pair, in microseconds; exact where there is one duration only."""
    found = medians(tally.durations.keys, tally.durations.counts[:, 0], tally.pairs.keys)
    count, _, high, low = tally.pairs.counts.T
    single = count == 1
    found[single] = high[single] * 2.0**20 + low[single]
    return found


def transitions(log: JourneyLog) -> Transitions:
    """The directly-follows flow of whole journeys, with starts, ends and the time between events.

    Parameters
    ----------
    log
        A journey log; use ``log.where(...)`` for a part of it.

    Returns
    -------
    Transitions
        See the class for the columns of its table.
    """
    return answer(log, TransitionsSpec())


def _examples(_: tuple[str, ...]) -> tuple[Spec[TransitionsTally, Transitions], ...]:
    return (TransitionsSpec(),)


ANALYSIS: Final = Analysis(transitions, _examples)
