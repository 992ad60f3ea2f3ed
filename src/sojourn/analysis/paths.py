"""Which ways customers go: whole journeys or visits as sequences of touchpoints."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from itertools import pairwise
from typing import Final

import numpy as np
import pyarrow as pa

from sojourn.analysis.seam import Analysis, Estimate, Spec, answer
from sojourn.analysis.stats.ragged import SequenceCounts, Sequences
from sojourn.errors import UsageError
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys
from sojourn.log.kernels.runs import split_at_gaps
from sojourn.log.vocabulary import Vocabulary
from sojourn.results import Result
from sojourn.units import Duration, microseconds

_LONGEST_COLUMN: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class PathsTally:
    """Customers, and how often each path occurs for how many of them."""

    customers: int
    sequences: SequenceCounts

    def __add__(self, other: "PathsTally") -> "PathsTally":
        return PathsTally(self.customers + other.customers, self.sequences + other.sequences)


@dataclass(frozen=True, repr=False)
class Paths(Result):
    """The paths of a log, and how many customers take them.

    One row of `table` is one path, the most frequent first:

    - ``path``: the touchpoints in order, list of text;
    - ``customers``: customers whose journey is this path, or who made such a visit at least once;
    - ``share``: of all journeys (or of all visits); adds up to 1 over the table;
    - ``visits`` (only with ``within_visit``): visits that took it.

    With ``top=n`` a last row, whose path is null, holds all the rest, so nothing is hidden; ``customers`` of that row
    is null by visit, because one customer may stand in several rows.
    """

    spec: "PathsSpec"
    customers: int
    """Customers counted."""
    total: int
    """Journeys counted (equal to `customers`), or visits."""
    distinct: int
    """Different paths."""
    names: tuple[str, ...] = field(repr=False)
    _counted: SequenceCounts = field(repr=False)

    @property
    def other(self) -> int:
        """Journeys (or visits) on a path that has no row of its own."""
        return self.total - int(self._first.counts[:, 0].sum())

    @property
    def other_distinct(self) -> int:
        """Different paths without a row of their own."""
        return self.distinct - self._shown

    @property
    def _shown(self) -> int:
        return self.distinct if self.spec.top is None else min(self.spec.top, self.distinct)

    @cached_property
    def _first(self) -> Sequences:
        """The paths with a row of their own, in order; the others need not be sorted."""
        return self._counted.most_frequent(self.names, self._shown)

    @cached_property
    def table(self) -> pa.Table:
        """One row per path; see the class.

        Raises
        ------
        UsageError
            If the paths are too long to be written out together; ask for fewer with ``top``.
        """
        shown = self._first
        if len(shown.codes) > _LONGEST_COLUMN:
            raise UsageError(
                f"{len(shown):,} paths are too long for one table.", hint="Ask for fewer, as top=1000."
            )
        texts = pa.array(self.names, pa.string()).take(pa.array(shown.codes))
        lists = pa.ListArray.from_arrays(pa.array(shown.offsets.astype(np.int32)), texts)
        occurrences, customers = shown.counts.T
        columns = {
            "path": lists,
            "customers": pa.array(customers),
            "share": pa.array(occurrences / self.total if self.total else np.empty(0)),
        }
        if self.spec.within_visit:
            columns["visits"] = pa.array(occurrences)
        table = pa.table(columns)
        return pa.concat_tables([table, self._rest(table.schema)]) if self.other_distinct else table

    def _rest(self, schema: pa.Schema) -> pa.Table:
        by_visit = bool(self.spec.within_visit)
        row = {
            "path": None,
            "customers": None if by_visit else self.other,
            "share": self.other / self.total,
            "visits": self.other,
        }
        return pa.table({name: pa.array([row[name]], schema.field(name).type) for name in schema.names})

    def headline(self) -> str:
        """Counts in one line."""
        what = "visits" if self.spec.within_visit else "journeys"
        return f"Paths: {self.distinct:,} different paths in {self.total:,} {what} of {self.customers:,} customers"

    def estimates(self) -> tuple[Estimate, ...]:
        """The share of customers of every path, whatever ``top`` is."""
        every = self._counted.sorted(self.names)
        codes = every.codes.tolist()
        paths = (tuple(self.names[code] for code in codes[a:b]) for a, b in pairwise(every.offsets.tolist()))
        return tuple(
            Estimate(path, "customers_share", self.customers, n / self.customers)
            for path, n in zip(paths, every.counts[:, 1].tolist(), strict=True)
        )


@dataclass(frozen=True, slots=True)
class PathsSpec:
    """The question: which sequences of touchpoints occur?

    Attributes
    ----------
    top
        Rows wanted; None for all.
    within_visit
        Longest gap within a visit; None takes whole journeys.
    """

    top: int | None = None
    within_visit: timedelta | None = None

    def __post_init__(self) -> None:
        if self.top is not None and (not isinstance(self.top, int) or self.top < 1):
            raise UsageError(
                f"top must be a whole number, 1 or more, got {self.top!r}.",
                hint="Leave it out to get every path.",
            )

    def measure(self, journeys: Journeys) -> PathsTally:
        """Count the paths of complete customers."""
        offsets = journeys.offsets
        owners = np.arange(len(journeys), dtype=np.int32)
        if self.within_visit is not None:
            gap = microseconds(self.within_visit)
            offsets, owners = split_at_gaps(offsets, journeys.flat("timestamp"), gap)
        return PathsTally(len(journeys), SequenceCounts.of(offsets, journeys.flat("touchpoint"), owners))

    def conclude(self, tally: PathsTally, vocabularies: Mapping[str, Vocabulary]) -> Paths:
        """Name the paths; they are put in order when they are looked at."""
        counted = tally.sequences.merged()
        total = sum(int(part.counts[:, 0].sum()) for part in counted.parts)
        return Paths(self, tally.customers, total, len(counted), vocabularies["touchpoint"].names, counted)


def paths(log: JourneyLog, top: int | None = None, *, within_visit: Duration | None = None) -> Paths:
    """The sequences of touchpoints that journeys (or visits) consist of, the most frequent first.

    Parameters
    ----------
    log
        A journey log; use ``log.where(...)`` for a part of it.
    top
        Give the ``top`` most frequent paths a row of their own and count the rest in one last row; None gives every
        path a row.
    within_visit
        Cut journeys into visits where the gap between two events is longer than this, and count the paths of visits.

    Returns
    -------
    Paths
        See the class for the columns of its table.

    Raises
    ------
    UnitError
        If ``within_visit`` is not a duration.
    UsageError
        If ``top`` is below 1.

    Examples
    --------
    >>> from sojourn.testing import log_of
    >>> log = log_of('''
    ...     ann  09:00  Home
    ...     ann  09:05  Cart
    ...     bob  10:00  Home
    ...     bob  10:20  Cart
    ...     eve  11:00  Home
    ... ''')
    >>> paths(log)
    Paths: 2 different paths in 3 journeys of 3 customers
      path         customers  share
      Home → Cart  2          0.6667
      Home         1          0.3333
    """
    gap = None if within_visit is None else timedelta(microseconds=microseconds(within_visit))
    return answer(log, PathsSpec(top, gap))


def _examples(_: tuple[str, ...]) -> tuple[Spec[PathsTally, Paths], ...]:
    return (
        PathsSpec(),
        PathsSpec(top=2),
        PathsSpec(within_visit=timedelta(hours=2)),
        PathsSpec(1, timedelta(minutes=30)),
    )


ANALYSIS: Final = Analysis(paths, _examples)
