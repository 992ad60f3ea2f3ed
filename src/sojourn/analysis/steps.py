"""Where customers are, step by step: from the start of the journey, or around a touchpoint."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.analysis.seam import Analysis, Estimate, Spec, answer
from sojourn.analysis.stats.sparse import SparseCounts
from sojourn.errors import UsageError
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys
from sojourn.log.kernels.occurrences import first_places, last_places
from sojourn.log.vocabulary import Vocabulary
from sojourn.results import Result

Which = Literal["first", "last"]
_MOST_STEPS: Final = 1_000


@dataclass(frozen=True, slots=True)
class StepsTally:
    """Customers looked at, those with the anchor, and per step (place in the row of steps) and code the customers."""

    customers: int
    anchored: int
    cells: SparseCounts

    def __add__(self, other: "StepsTally") -> "StepsTally":
        return StepsTally(
            self.customers + other.customers, self.anchored + other.anchored, self.cells + other.cells
        )


@dataclass(frozen=True, repr=False)
class Steps(Result):
    """The step matrix of a log.

    One row of `table` is one touchpoint at one step; steps rising, the most frequent first:

    - ``step``: 1 is the first event of the journey; with ``around``, 0 is the anchor and −1 the event before it;
    - ``touchpoint``: ``""`` where the journey is over (or had not begun) at that step;
    - ``customers``: customers who are there;
    - ``share``: of ``customers`` of the result, so every step adds up to 1.
    """

    spec: "StepsSpec"
    customers: int
    """Customers counted: all, or with ``around`` those who met the anchor."""
    without_anchor: int
    """Customers left out because they never met the anchor."""
    _table: pa.Table

    @property
    def table(self) -> pa.Table:
        """One row per step and touchpoint; see the class."""
        return self._table

    def headline(self) -> str:
        """Counts in one line."""
        spec = self.spec
        if spec.around is None:
            return f"Steps: the first {spec.size} of {self.customers:,} journeys"
        return (
            f"Steps: {spec.before} before and {spec.after} after the {spec.which} '{spec.around}' "
            f"of {self.customers:,} customers; {self.without_anchor:,} never met it"
        )

    def estimates(self) -> tuple[Estimate, ...]:
        """The share of customers per step and touchpoint."""
        return tuple(
            Estimate(
                (f"{row['step']:+d}", row["touchpoint"]), "customers_share", self.customers, row["share"]
            )
            for row in self._table.to_pylist()
        )


@dataclass(frozen=True, slots=True)
class StepsSpec:
    """The question: where are customers at each step?

    Attributes
    ----------
    size
        Steps from the start; of no meaning with an anchor.
    around
        The anchor: a touchpoint.
    before, after
        Steps before and after the anchor.
    which
        Which occurrence of the anchor in the journey.
    """

    size: int = 10
    around: str | None = None
    before: int = 5
    after: int = 5
    which: Which = "first"

    def __post_init__(self) -> None:
        for name, least in (("size", 1), ("before", 0), ("after", 0)):
            value = getattr(self, name)
            if not isinstance(value, int) or not least <= value <= _MOST_STEPS:
                raise UsageError(
                    f"{name} must be a whole number from {least} to {_MOST_STEPS:,}, got {value!r}.",
                    hint=f"Leave {name} out to see {10 if name == 'size' else 5} steps.",
                )
        if self.which not in get_args(Which):
            raise UsageError(
                f"which must be 'first' or 'last', got {self.which!r}.", hint='Write which="first".'
            )

    def measure(self, journeys: Journeys) -> StepsTally:
        """Count where complete customers are at each step."""
        starts, ends = journeys.offsets[:-1], journeys.offsets[1:]
        codes, names = journeys.flat("touchpoint"), len(journeys.touchpoints)
        anchors = starts
        if self.around is not None:
            anchors = self._anchors(journeys, self.around)
            met = anchors >= 0
            starts, ends, anchors = starts[met], ends[met], anchors[met]
        keys, counts = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        for place, step in enumerate(self._distances()):
            at = anchors + step
            inside = (at >= starts) & (at < ends)
            found = np.bincount(codes[at[inside]] + 1, minlength=names + 1)
            found[0] = len(at) - np.count_nonzero(inside)
            present = np.flatnonzero(found)
            keys.append(place * (names + 1) + present)
            counts.append(found[present])
        cells = SparseCounts(np.concatenate(keys), np.concatenate(counts)[:, None])
        return StepsTally(len(journeys), len(anchors), cells)

    def _anchors(self, journeys: Journeys, around: str) -> NDArray[np.int32]:
        wanted = np.zeros(len(journeys.touchpoints) + 1, np.bool_)
        wanted[journeys.touchpoints.code(around)] = True
        offsets, codes = journeys.offsets, journeys.flat("touchpoint")
        first = self.which == "first"
        places: NDArray[np.int32] = (
            first_places(offsets, codes, wanted)
            if first
            else last_places(offsets, offsets[1:], codes, wanted)
        )
        return places

    def _distances(self) -> range:
        return range(self.size) if self.around is None else range(-self.before, self.after + 1)

    def conclude(self, tally: StepsTally, vocabularies: Mapping[str, Vocabulary]) -> Steps:
        """Name the touchpoints and add the shares."""
        names = ("", *vocabularies["touchpoint"].names)
        distances = self._distances()
        first = 1 if self.around is None else 0
        places, codes = np.divmod(tally.cells.keys, len(names))
        rows = sorted(
            (
                (distances[place] + first, names[code], n)
                for place, code, n in zip(
                    places.tolist(), codes.tolist(), tally.cells.counts[:, 0].tolist(), strict=True
                )
            ),
            key=lambda row: (row[0], -row[2], row[1]),
        )
        columns = {
            "step": pa.array([row[0] for row in rows], pa.int64()),
            "touchpoint": pa.array([row[1] for row in rows], pa.string()),
            "customers": pa.array([row[2] for row in rows], pa.int64()),
            "share": pa.array([row[2] / tally.anchored for row in rows], pa.float64()),
        }
        return Steps(self, tally.anchored, tally.customers - tally.anchored, pa.table(columns))


def steps(
    log: JourneyLog,
    *,
    size: int = 10,
    around: str | None = None,
    before: int = 5,
    after: int = 5,
    which: Which = "first",
) -> Steps:
    """The step matrix: which share of customers is at each touchpoint, step by step.

    Parameters
    ----------
    log
        A journey log; use ``log.where(...)`` for a part of it.
    size
        Steps from the start of the journey (without ``around``).
    around
        A touchpoint to look around instead; customers who never met it are left out and counted.
    before, after
        Steps before and after ``around``.
    which
        The ``"first"`` or the ``"last"`` time the customer met ``around``.

    Returns
    -------
    Steps
        See the class for the columns of its table.

    Raises
    ------
    UnknownNameError
        If there is no such touchpoint; it names the nearest.
    UsageError
        If a number of steps or ``which`` makes no sense.

    Examples
    --------
    >>> from sojourn.testing import log_of
    >>> log = log_of('''
    ...     ann  09:00  Home
    ...     ann  09:05  Cart
    ...     bob  10:00  Home
    ... ''')
    >>> steps(log, size=2)
    Steps: the first 2 of 2 journeys
      step  touchpoint  customers  share
      1     Home        2          1
      2                 1          0.5
      2     Cart        1          0.5
    """
    return answer(log, StepsSpec(size, around, before, after, which))


def _examples(names: tuple[str, ...]) -> tuple[Spec[StepsTally, Steps], ...]:
    return (
        StepsSpec(),
        StepsSpec(size=2),
        StepsSpec(around=names[0], before=2, after=3),
        StepsSpec(around=names[-1], before=0, after=1, which="last"),
    )


ANALYSIS: Final = Analysis(steps, _examples)
