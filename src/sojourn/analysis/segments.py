"""Segments: groups of customers that behave alike, how sure they are, and in what they differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.analysis.feature_matrix import FeatureMatrix
from sojourn.analysis.features import FeaturesSpec, FeaturesTally
from sojourn.analysis.portraits import Portraits, Ragged
from sojourn.analysis.seam import Analysis, Estimate, Spec, answer
from sojourn.analysis.segment_space import Space, feature_space, path_space, sampled
from sojourn.analysis.segment_tables import STABILITY_SCHEMA, segment_table, trait_table
from sojourn.analysis.stats.clustering import (
    NOISE,
    Fit,
    Trial,
    better_than_chance,
    chosen,
    dbscan,
    kmeans,
    kmeans_with_care,
    try_groups,
    ward,
)
from sojourn.analysis.stats.threads import one_thread
from sojourn.analysis.stats.zones import check_zone
from sojourn.errors import UnknownNameError, UsageError
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys, frozen
from sojourn.log.kernels.clusters import nearest_centres
from sojourn.log.kernels.summaries import codes_of_rows
from sojourn.log.selection import CustomersIn
from sojourn.log.vocabulary import Vocabulary
from sojourn.results import Result

Method = Literal["kmeans", "dbscan", "hierarchical"]
Ground = Literal["features", "paths"]
Labels = NDArray[np.int32]

FEWEST: Final = 60
"""With fewer customers no groups are looked for."""
NUMBERS: Final = range(2, 9)
"""Numbers of groups tried."""
TRIED_ON: Final = {"kmeans": 3_000, "hierarchical": 1_200}
"""Customers that the number of groups is found with."""

_FITTED_ON: Final = {"kmeans": 10_000, "dbscan": 5_000, "hierarchical": 2_000}
_MOST_NAMES: Final = 1_000


@dataclass(frozen=True, slots=True)
class SegmentsTally:
    """The portraits of some customers, part by part, and the transitions on their paths where these are asked for."""

    parts: tuple[Portraits, ...]
    transitions: tuple[Ragged, ...]

    def __add__(self, other: "SegmentsTally") -> "SegmentsTally":
        return SegmentsTally(self.parts + other.parts, self.transitions + other.transitions)


@dataclass(frozen=True, repr=False)
class Segments(Result):
    """Groups of customers that behave alike.

    One row of `table` is one segment, the largest first; customers that belong to none are the segment 0 at the end:

    - ``segment``: 1, 2, …;
    - ``customers``, ``share``: how many, and of all;
    - ``reached``, ``goal_share``, ``goal_low``, ``goal_high``: customers who reach the goal, their share and its 95 % Wilson
      interval; null without a goal;
    - ``value_mean``, ``value_low``, ``value_high``: mean revenue of a customer with its 95 % interval (Student t); null
      where the log has no values or several currencies.

    `traits` says in what each segment differs, `stability` how sure the number of groups is, `assignment` who belongs where.
    With one group only (`groups` is 1) the reason stands in `reason`: then these customers form no groups.
    """

    spec: "SegmentsSpec"
    customers: int
    """Customers described."""
    groups: int
    """Groups found; 1 = none that could be told apart."""
    reason: str
    """Why there are no groups; empty if there are."""
    fitted: int
    """Customers the groups were found in; the others were put into the nearest."""
    used: tuple[str, ...]
    """The features, or touchpoints and transitions, that the groups were found by."""
    _table: pa.Table
    _traits: pa.Table
    _stability: pa.Table
    _assignment: pa.Table

    @property
    def table(self) -> pa.Table:
        """One row per segment; see the class."""
        return self._table

    @property
    def traits(self) -> pa.Table:
        """One row per segment and feature, the largest difference first.

        ``segment``, ``feature``, ``family``, ``kind``, ``mean``, ``others`` (the mean of all other customers), ``difference``
        (mean − others in standard deviations), ``n`` (customers of the segment who have the feature). Descriptions:
        the segments were made to differ, so that a test would prove nothing.
        """
        return self._traits

    @property
    def stability(self) -> pa.Table:
        """One row per number of groups tried.

        ``groups``, ``stability`` (mean adjusted Rand index between groups found in two halves of the customers),
        ``low``, ``high`` (its 95 % interval), ``weakest`` (Jaccard index of the least stable group), ``smallest`` (share of the
        smallest group).
        """
        return self._stability

    @property
    def assignment(self) -> pa.Table:
        """One row per customer, sorted by id: ``customer``, ``segment`` (0 = none)."""
        return self._assignment

    def members(self, segment: int) -> CustomersIn:
        """A selection of the customers of a segment, for ``log.where(...)`` and :func:`sojourn.compare`.

        Raises
        ------
        UnknownNameError
            If there is no such segment.
        """
        known = self._table["segment"].to_pylist()
        if segment not in known:
            raise UnknownNameError.among("segment", str(segment), map(str, known))
        mask = self._assignment["segment"].to_numpy() == segment
        return CustomersIn(self._assignment["customer"].combine_chunks().filter(pa.array(mask)))

    def headline(self) -> str:
        """Groups in one line."""
        if self.groups == 1:
            return f"Segments: none among {self.customers:,} customers ({self.reason})"
        return f"Segments: {self.groups} groups of {self.customers:,} customers by {self.spec.method}"

    def estimates(self) -> tuple[Estimate, ...]:
        """The share of customers per segment."""
        return tuple(
            Estimate((str(row["segment"]),), "customers_share", self.customers, row["share"])
            for row in self._table.to_pylist()
        )


@dataclass(frozen=True, slots=True)
class SegmentsSpec:
    """The question: which groups of customers behave alike?

    Attributes
    ----------
    method
        ``kmeans``, ``dbscan`` or ``hierarchical``.
    on
        ``features`` or ``paths``.
    groups
        How many groups; None: as many as are stable.
    goal
        Touchpoints that count as success; the groups do not depend on them.
    stages
        Pairs of touchpoint and stage.
    timezone
        Whose clocks count for days and hours.
    """

    method: Method = "kmeans"
    on: Ground = "features"
    groups: int | None = None
    goal: tuple[str, ...] = ()
    stages: tuple[tuple[str, str], ...] = ()
    timezone: str = "UTC"

    def __post_init__(self) -> None:
        check_zone(self.timezone)
        if self.method not in _FITTED_ON:
            raise UnknownNameError.among("method", self.method, _FITTED_ON)
        if self.on not in ("features", "paths"):
            raise UnknownNameError.among("ground", self.on, ("features", "paths"))
        if self.groups is not None and (self.method == "dbscan" or not 2 <= self.groups <= 50):
            raise UsageError(
                f"{self.method} cannot look for {self.groups} groups.",
                hint="Choose 2 to 50 with kmeans or hierarchical; dbscan finds the number itself.",
            )

    @property
    def _features(self) -> FeaturesSpec:
        return FeaturesSpec(self.goal, self.stages, self.timezone, timedelta(minutes=30))

    def measure(self, journeys: Journeys) -> SegmentsTally:
        """Look at complete customers once."""
        parts = self._features.measure(journeys).parts
        return SegmentsTally(parts, (_transitions(journeys),) if self.on == "paths" else ())

    def conclude(self, tally: SegmentsTally, vocabularies: Mapping[str, Vocabulary]) -> Segments:
        """Find the groups, put every customer in one, describe them."""
        spec = self._features
        matrix = spec.matrix(FeaturesTally(tally.parts), vocabularies)
        if len(matrix) < FEWEST:
            reason = f"there are fewer than {FEWEST} customers"
            return self._result(matrix, np.zeros(len(matrix), np.int32), (), 0, (), reason)
        with one_thread():
            space = self._space(tally, matrix, vocabularies["touchpoint"])
            labels, trials, fitted, reason = self._grouped(space)
        return self._result(matrix, labels, space.names, fitted, trials, reason)

    def _space(self, tally: SegmentsTally, matrix: FeatureMatrix, names: Vocabulary) -> Space:
        if self.on == "features":
            return feature_space(matrix)
        touched = _chain(tuple(p.counted["touchpoint"] for p in tally.parts))
        moves = tuple(f"{a} → {b}" for a in names for b in names) if len(names) <= _MOST_NAMES else ()
        return path_space((touched, _chain(tally.transitions)), (names.names, moves), matrix.order)

    def _grouped(self, space: Space) -> tuple[Labels, tuple[Trial, ...], int, str]:
        """Labels from 0 (−1 = none), the trials, how many customers were fitted, and why there are no groups."""
        points = space.points
        sample = points[sampled(len(points), _FITTED_ON[self.method])]
        nobody = np.zeros(len(points), np.int32)
        if not space.names:
            return nobody, (), len(sample), "customers differ in nothing"
        if self.method == "dbscan":
            found = dbscan(sample)
            labels = found.assign(points)
            apart = len(np.unique(found.labels)) > 1
            return (labels if apart else nobody), (), len(sample), "" if apart else _ONE_CROWD
        few = points[sampled(len(points), TRIED_ON[self.method])]
        fit: Fit = kmeans if self.method == "kmeans" else ward
        numbers = NUMBERS if self.groups is None else range(self.groups, self.groups + 1)
        trials = tuple(try_groups(few, fit, numbers))
        groups = self.groups or chosen(list(trials))
        if groups == 1:
            return nobody, trials, len(sample), _UNSTABLE
        if self.groups is None and not better_than_chance(few, fit, groups):
            return nobody, trials, len(sample), _ONE_CLOUD
        last: Fit = kmeans_with_care if self.method == "kmeans" else ward
        return nearest_centres(points, last(sample, groups))[0], trials, len(sample), ""

    def _result(
        self,
        matrix: FeatureMatrix,
        labels: Labels,
        used: tuple[str, ...],
        fitted: int,
        trials: tuple[Trial, ...],
        reason: str,
    ) -> Segments:
        segments = _numbered(labels)
        rows = [
            (
                t.groups,
                t.stability,
                t.stability - 1.96 * t.error,
                min(1.0, t.stability + 1.96 * t.error),
                t.weakest,
                t.smallest,
            )
            for t in trials
        ]
        columns = list(zip(*rows, strict=True)) or [()] * len(STABILITY_SCHEMA)
        stability = pa.table([list(c) for c in columns], schema=STABILITY_SCHEMA)
        assignment = pa.table({"customer": matrix.customers.cast(pa.string()), "segment": pa.array(segments)})
        return Segments(
            self,
            len(matrix),
            int(segments.max(initial=0)),
            reason,
            fitted,
            used,
            segment_table(matrix, segments),
            trait_table(matrix, segments),
            stability,
            assignment,
        )


_UNSTABLE: Final = "no number of groups from 2 to 8 is found again in other customers"
_ONE_CLOUD: Final = "the groups are no clearer than in one cloud of the same shape"
_ONE_CROWD: Final = "there is one crowd only"


def _transitions(journeys: Journeys) -> Ragged:
    """The transitions of every customer, coded as source × names + target; none where there are too many names."""
    names = len(journeys.touchpoints)
    codes = journeys.flat("touchpoint").astype(np.int64)
    pairs = np.full(len(codes), -1, np.int32)
    if names <= _MOST_NAMES and len(codes):
        known = (codes[:-1] >= 0) & (codes[1:] >= 0)
        pairs[1:] = np.where(known, codes[:-1] * names + codes[1:], -1)
        starts = journeys.offsets[:-1]
        pairs[starts[starts < len(codes)]] = -1
    return Ragged(
        *codes_of_rows(journeys.offsets, frozen(pairs), names * names if names <= _MOST_NAMES else 0)
    )


def _chain(parts: tuple[Ragged, ...]) -> Ragged:
    lengths = np.concatenate([np.diff(p.starts) for p in parts])
    return Ragged(
        np.concatenate([[0], np.cumsum(lengths)]),
        np.concatenate([p.codes for p in parts]),
        np.concatenate([p.counts for p in parts]),
    )


def _numbered(labels: Labels) -> Labels:
    """Segments from 1 in order of size, those of equal size in order of their first customer; 0 = none."""
    found, firsts, counts = np.unique(labels[labels != NOISE], return_index=True, return_counts=True)
    order = np.lexsort((firsts, -counts))
    place = np.zeros(int(found.max(initial=-1)) + 2, np.int32)
    place[found[order]] = np.arange(1, len(found) + 1)
    place[-1] = 0
    return place[labels]


def segments(
    log: JourneyLog,
    method: Method = "kmeans",
    *,
    on: Ground = "features",
    groups: int | None = None,
    goal: Sequence[str] | str = (),
    stages: Mapping[str, str] | None = None,
    timezone: str = "UTC",
) -> Segments:
    """Groups of customers that behave alike, if there are any.

    Parameters
    ----------
    log
        A journey log; use ``log.where(...)`` for a part of it.
    method
        ``"kmeans"``; ``"hierarchical"`` (Ward, in a sample); ``"dbscan"`` (by density, in a sample; who is in no crowd
        belongs to no segment).
    on
        ``"features"``: what customers do, see :func:`features`; ``"paths"``: where they go, by touchpoints and
        transitions.
    groups
        How many groups; None: the largest number from 2 to 8 that is found again in other customers, or none.
    goal
        Touchpoints that count as success. They are told of every segment; the groups do not depend on them.
    stages
        Touchpoint → stage, for features by stage.
    timezone
        Whose clocks count for days and hours.

    Returns
    -------
    Segments
        See the class for its tables.

    Raises
    ------
    UnknownNameError
        If there is no such method, ground or goal.
    UsageError
        If the number of groups is out of range.

    Notes
    -----
    ``docs/reference/segments.md`` says how features are scaled and how the number of groups is chosen.

    Examples
    --------
    >>> from sojourn.testing import random_log
    >>> segments(random_log(1, customers=300)).groups
    1
    """
    goals = (goal,) if isinstance(goal, str) else tuple(goal)
    return answer(log, SegmentsSpec(method, on, groups, goals, tuple((stages or {}).items()), timezone))


def _examples(names: tuple[str, ...]) -> tuple[Spec[SegmentsTally, Segments], ...]:
    stages = tuple((name, "A") for name in names[:2])
    return (
        SegmentsSpec(),
        SegmentsSpec("hierarchical", "paths", 3, names[:1], stages, "Europe/Berlin"),
        SegmentsSpec("dbscan"),
    )


ANALYSIS: Final = Analysis(segments, _examples)
