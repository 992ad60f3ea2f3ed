"""How much of behaviour a map explains: every journey aligned to its flow, exactly."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.analysis.stats.sparse import SparseCounts
from sojourn.journeymap.conform.graph import Graph
from sojourn.log.journeys import Journeys, frozen
from sojourn.log.kernels.alignment import align
from sojourn.log.kernels.occurrences import rows_with
from sojourn.log.selection import event_mask
from sojourn.log.vocabulary import Vocabulary
from sojourn.results import Result

Whole = NDArray[np.int64]

_BITS: Final = 25
_MOST: Final = (1 << _BITS) - 1
_CONFIDENCE: Final = 0.95
_EQUAL: Final = 1e-18
"""Squares that are no more than rounding."""


@dataclass(frozen=True, slots=True)
class Group:
    """Customers with at least one event whose value of an attribute is one of some values."""

    dimension: str
    name: str
    attribute: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AlignmentTally:
    """Counts of journeys and moves.

    Attributes
    ----------
    journeys
        By group, events and cost: the journeys, as ``group * 2**50 + events * 2**25 + cost``.
    places
        int64, shape (touchpoints, 4): events, those on the walk, times the walk passes without one, customers of these.
    moves
        By ``source * (touchpoints + 2) + target``: times and customers that an event at the target (the number of
        touchpoints: none of the map) is not on the walk, the walk being at the source (the same: its beginning); times
        and customers that the walk goes from source to target past others.
    """

    journeys: SparseCounts
    places: Whole
    moves: SparseCounts

    def __add__(self, other: "AlignmentTally") -> "AlignmentTally":
        return AlignmentTally(
            self.journeys + other.journeys, self.places + other.places, self.moves + other.moves
        )


@dataclass(frozen=True, slots=True)
class Fit:
    """How well some journeys fit.

    Attributes
    ----------
    customers, events, cost
        Their number, their events, and the moves that the map or the journeys make alone.
    fitting
        Journeys that the map explains whole.
    value, low, high
        Mean over journeys of 1 − cost / (events + touchpoints of the shortest journey the map knows), with its 95 %
        interval over customers.
    weighted, weighted_low, weighted_high
        1 − sum of costs / sum of those worst costs: every move counts the same, so long journeys count more.
    """

    customers: int
    events: int
    cost: int
    fitting: int
    value: float
    low: float
    high: float
    weighted: float
    weighted_low: float
    weighted_high: float
    variance: float
    """Of the fitness of one journey; 0 for a single one."""


@dataclass(frozen=True, repr=False)
class Alignments(Result):
    """Journeys aligned to the flow of a map.

    One row of `table` is one kind of move that journeys and map do not make together, most customers first:
    ``move`` (``"log"``: customers were at the target, which the map does not allow after the source; ``"map"``: they
    went from source to target past touchpoints the map demands), ``source`` (``""``: the beginning), ``target``
    (``""``: a touchpoint that is not on the map, or in a move of the map the end), ``count``, ``customers``.
    """

    spec: "AlignmentSpec"
    fit: Fit | None
    """All journeys; None if there are none, or if no way on the map leads from a start to an end."""
    groups: tuple[tuple[Group, Fit], ...]
    """The groups of the question that have journeys."""
    places: Whole
    """int64, shape (touchpoints, 4), as in the tally."""
    _table: pa.Table

    @property
    def table(self) -> pa.Table:
        """One row per kind of move; see the class."""
        return self._table

    def headline(self) -> str:
        """Fitness in one line."""
        if self.fit is None:
            return "Alignments: none"
        return f"Alignments: {self.fit.customers:,} journeys, fitness {self.fit.value:.3f}"


@dataclass(frozen=True)
class AlignmentSpec:
    """The question: how much of the journeys does the flow of a map explain?

    It is asked of a log through that map (:func:`~sojourn.journeymap.conform.seeing.seen`): codes of touchpoints below
    ``graph.size`` are places of the graph.
    """

    graph: Graph
    groups: tuple[Group, ...] = ()

    @cached_property
    def _shortest(self) -> int | None:
        return self.graph.shortest

    def measure(self, journeys: Journeys) -> AlignmentTally:
        """Align complete customers."""
        size = self.graph.size
        if self._shortest is None:
            nothing = SparseCounts(np.empty(0, np.int64), np.empty((0, 1), np.int64))
            return AlignmentTally(
                nothing,
                np.zeros((size, 4), np.int64),
                SparseCounts(np.empty(0, np.int64), np.empty((0, 4), np.int64)),
            )
        codes = journeys.flat("touchpoint")
        places = frozen(np.where(codes < size, codes, -1).astype(np.int32))
        costs, explained, before, skipped = align(journeys.offsets, places, *self.graph.walks)
        here = places[journeys.offsets[0] : journeys.offsets[-1]]
        known = here >= 0
        counts = np.empty((size, 4), np.int64)
        counts[:, 0] = np.bincount(here[known], minlength=size)
        counts[:, 1] = np.bincount(here[explained], minlength=size)
        counts[:, 2:] = skipped[:size]
        return AlignmentTally(
            self._histogram(journeys, costs), counts, self._moves(journeys, here, explained, before)
        )

    def _histogram(self, journeys: Journeys, costs: Whole) -> SparseCounts:
        lengths = np.diff(journeys.offsets).astype(np.int64)
        cells = (np.minimum(lengths, _MOST) << _BITS) + np.minimum(costs, _MOST)
        every = [cells]
        for number, group in enumerate(self.groups, start=1):
            mask = rows_with(journeys.offsets, event_mask(journeys, group.attribute, group.values))
            every.append((number << 2 * _BITS) + cells[mask])
        keys, counts = np.unique(np.concatenate(every), return_counts=True)
        return SparseCounts(keys, counts[:, None])

    def _moves(
        self,
        journeys: Journeys,
        here: NDArray[np.int32],
        explained: NDArray[np.bool_],
        before: NDArray[np.int32],
    ) -> SparseCounts:
        size = self.graph.size
        width = size + 2
        rows = np.repeat(np.arange(len(journeys)), np.diff(journeys.offsets))
        starts = (journeys.offsets[:-1] - journeys.offsets[0])[rows] if len(journeys) else rows
        at = np.arange(len(here))
        last = np.maximum.accumulate(np.where(explained, at, -1)) if len(at) else at
        source = np.where(last >= starts, here[last], size) if len(at) else at
        alone = ~explained
        target = np.where(here >= 0, here, size)
        log_keys = source[alone] * width + target[alone]
        between = self.graph.walks[0]
        jumped = np.flatnonzero(explained)
        jumped = jumped[between[before[jumped], here[jumped]] > 0]
        map_keys = before[jumped].astype(np.int64) * width + here[jumped]
        return _counted(log_keys, rows[alone], 0) + _counted(map_keys, rows[jumped], 2)

    def conclude(self, tally: AlignmentTally, vocabularies: Mapping[str, Vocabulary]) -> Alignments:
        """Read the fitness of all and of each group, and name the moves."""
        size = self.graph.size
        names = [*vocabularies["touchpoint"].names[:size], ""]
        source, target = np.divmod(tally.moves.keys, size + 2)
        rows = [
            (move, names[s], names[t], int(n[k]), int(n[k + 1]))
            for s, t, n in zip(source.tolist(), target.tolist(), tally.moves.counts, strict=True)
            for move, k in (("log", 0), ("map", 2))
            if n[k]
        ]
        rows.sort(key=lambda row: (-row[4], -row[3], row[:3]))
        columns = list(zip(*rows, strict=True)) or [()] * 5
        table = pa.table(
            [pa.array(column, f.type) for column, f in zip(columns, _SCHEMA, strict=True)], schema=_SCHEMA
        )
        fits = [self._fit(tally.journeys, number) for number in range(len(self.groups) + 1)]
        groups = tuple((g, fit) for g, fit in zip(self.groups, fits[1:], strict=True) if fit is not None)
        return Alignments(self, fits[0], groups, tally.places, table)

    def _fit(self, journeys: SparseCounts, number: int) -> Fit | None:
        first, last = np.searchsorted(journeys.keys, np.array([number, number + 1]) << 2 * _BITS)
        keys, n = journeys.keys[first:last], journeys.counts[first:last, 0]
        if not len(keys) or self._shortest is None:
            return None
        cost, events = keys & _MOST, (keys >> _BITS) & _MOST
        worst = events + self._shortest
        fitness = 1 - cost / worst
        customers = int(n.sum())
        mean = float(n @ fitness) / customers
        squares = float(n @ (fitness - mean) ** 2)
        weighted = 1 - float(n @ cost) / float(n @ worst)
        spread = float(n @ (cost - (1 - weighted) * worst) ** 2) / (float(n @ worst) / customers) ** 2
        return Fit(
            customers,
            int(n @ events),
            int(n @ cost),
            int(n[cost == 0].sum()),
            mean,
            *_interval(mean, squares, customers),
            weighted,
            *_interval(weighted, spread, customers),
            squares / (customers - 1) if customers > 1 else 0.0,
        )


_SCHEMA: Final = pa.schema(
    [
        ("move", pa.string()),
        ("source", pa.string()),
        ("target", pa.string()),
        ("count", pa.int64()),
        ("customers", pa.int64()),
    ]
)


def _interval(mean: float, squares: float, n: int) -> tuple[float, float]:
    """Student's interval of a mean between 0 and 1, from the squares of its deviations.

    Where all journeys fit alike, up to 1 − 0.05^(1/n) of customers may still be otherwise, at either end.
    """
    if squares <= _EQUAL * n:
        unseen = 1 - (1 - _CONFIDENCE) ** (1 / n)
        return mean * (1 - unseen), mean + unseen * (1 - mean)
    from scipy.special import stdtrit

    half = float(stdtrit(n - 1, 0.5 + _CONFIDENCE / 2)) * math.sqrt(squares / (n - 1) / n)
    return max(mean - half, 0.0), min(mean + half, 1.0)


def _counted(keys: NDArray[np.int64], rows: NDArray[np.int64], column: int) -> SparseCounts:
    """Times and customers by key, in two of four columns."""
    order = np.lexsort((rows, keys))
    keys, rows = keys[order], rows[order]
    fresh = np.ones(len(keys), np.bool_)
    fresh[1:] = (keys[1:] != keys[:-1]) | (rows[1:] != rows[:-1])
    found, where, counts = np.unique(keys, return_index=True, return_counts=True)
    table = np.zeros((len(found), 4), np.int64)
    table[:, column] = counts
    table[:, column + 1] = np.add.reduceat(fresh, where) if len(found) else 0
    return SparseCounts(found.astype(np.int64), table)
