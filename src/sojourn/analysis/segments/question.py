"""Segments: groups of customers that behave alike, how sure they are, and in what they differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

import numpy as np
import pyarrow as pa

from sojourn.analysis.features import FeaturesSpec, FeaturesTally
from sojourn.analysis.features.beginning import beginning
from sojourn.analysis.features.matrix import FeatureMatrix
from sojourn.analysis.features.outcomes import Outcomes, all_outcomes
from sojourn.analysis.features.portraits import Ragged, chained
from sojourn.analysis.features.question import Until
from sojourn.analysis.seam import Analysis, Spec, answer, names_in
from sojourn.analysis.segments.grouping import FITTED_ON, SINGLE_EVENTS, Grouping, Method, grouping, one_group
from sojourn.analysis.segments.moves import MOST_NAMES, moves
from sojourn.analysis.segments.result import Segments
from sojourn.analysis.segments.space import Space, feature_space, path_space
from sojourn.analysis.segments.tables import segment_table, stability_table, trait_table
from sojourn.errors import UnknownNameError, UsageError
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys
from sojourn.log.vocabulary import Vocabulary
from sojourn.units import Duration, microseconds

Ground = Literal["features", "paths"]

FEWEST: Final = 60
"""With fewer customers no groups are looked for."""
FEWEST_EVENTS: Final = 2
"""Where the median customer has fewer events there is no behaviour to group by."""


@dataclass(frozen=True, slots=True)
class SegmentsTally:
    """Features of some customers, and the transitions on their paths where these are asked for."""

    features: FeaturesTally
    transitions: tuple[Ragged, ...]

    def __add__(self, other: "SegmentsTally") -> "SegmentsTally":
        return SegmentsTally(self.features + other.features, self.transitions + other.transitions)


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
    until
        ``goal``: groups are found by what comes before the first goal; ``end``: by all events.
    window
        Groups are found by what customers do so long after their first event; None: by all of it.
    """

    method: Method = "kmeans"
    on: Ground = "features"
    groups: int | None = None
    goal: tuple[str, ...] = ()
    stages: tuple[tuple[str, str], ...] = ()
    timezone: str = "UTC"
    until: Until = "end"
    window: timedelta | None = None

    def __post_init__(self) -> None:
        _ = self._features
        if self.method not in FITTED_ON:
            raise UnknownNameError.among("method", self.method, FITTED_ON)
        if self.on not in ("features", "paths"):
            raise UnknownNameError.among("ground", self.on, ("features", "paths"))
        if self.groups is not None and (self.method == "dbscan" or not 2 <= self.groups <= 50):
            raise UsageError(
                f"{self.method} cannot look for {self.groups} groups.",
                hint="Choose 2 to 50 with kmeans or hierarchical; dbscan finds the number itself.",
            )

    @property
    def _features(self) -> FeaturesSpec:
        return FeaturesSpec(
            self.goal, self.stages, self.timezone, timedelta(minutes=30), until=self.until, window=self.window
        )

    def measure(self, journeys: Journeys) -> SegmentsTally:
        """Look at complete customers once."""
        found = self._features.measure(journeys)
        if self.on == "features":
            return SegmentsTally(found, ())
        seen = beginning(journeys, self.goal if self.until == "goal" else (), self.window)
        return SegmentsTally(found, (moves(seen),))

    def conclude(self, tally: SegmentsTally, vocabularies: Mapping[str, Vocabulary]) -> Segments:
        """Find the groups, put every customer in one, describe them."""
        ends = all_outcomes(tally.features.ends)
        matrix = self._features.matrix(tally.features, ends, vocabularies)
        if len(matrix) < FEWEST:
            what = "customers" if len(matrix) == len(ends) else "customers who do anything before the goal"
            found = one_group(len(matrix), f"there are fewer than {FEWEST} {what}")
        elif self.groups is None and np.median(matrix.column("events")) < FEWEST_EVENTS:
            found = one_group(len(matrix), SINGLE_EVENTS)
        else:
            space = self._space(tally, matrix, vocabularies["touchpoint"])
            found = grouping(space, self.method, self.groups)
        return self._result(ends, matrix, found)

    def _space(self, tally: SegmentsTally, matrix: FeatureMatrix, names: Vocabulary) -> Space:
        if self.on == "features":
            return feature_space(matrix)
        touched = chained(tuple(p.counted["touchpoint"] for p in tally.features.parts))
        pairs = tuple(f"{a} → {b}" for a in names for b in names) if len(names) <= MOST_NAMES else ()
        return path_space((touched, chained(tally.transitions)), (names.names, pairs), matrix.order)

    def _result(self, ends: Outcomes, matrix: FeatureMatrix, found: Grouping) -> Segments:
        """Describe the groups; customers without a row of features belong to none."""
        segments = np.zeros(len(ends), np.int32)
        segments[ends.places(matrix.customers)] = found.segments
        assignment = pa.table({"customer": ends.customers.cast(pa.string()), "segment": pa.array(segments)})
        return Segments(
            self,
            len(ends),
            len(matrix),
            found.groups,
            found.reason,
            found.fitted,
            found.scaled,
            found.used,
            segment_table(ends, segments),
            trait_table(matrix, found.segments),
            stability_table(found.trials),
            assignment,
        )


def segments(
    log: JourneyLog,
    method: Method = "kmeans",
    *,
    on: Ground = "features",
    groups: int | None = None,
    goal: Sequence[str] | str = (),
    stages: Mapping[str, str] | None = None,
    timezone: str = "UTC",
    until: Until = "end",
    window: Duration | None = None,
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
        Touchpoints that count as success. They are told of every segment; with ``until="end"`` the groups do not depend on
        them. Nor do they on money, which is told as well.
    stages
        Touchpoint → stage, for features by stage.
    timezone
        Whose clocks count for days and hours.
    until
        ``"goal"``: groups are found by what customers do before they first reach the goal, so that reaching it, and what comes
        of it, does not make the groups. Who has done nothing before it belongs to no segment. ``"end"``: by all they do.
    window
        Groups are found by what customers do so long after their first event, so that those who stay longer are not a
        group for that; None: by all of it.

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
    goals = names_in(goal)
    after = None if window is None else timedelta(microseconds=microseconds(window))
    pairs = tuple((stages or {}).items())
    return answer(log, SegmentsSpec(method, on, groups, goals, pairs, timezone, until, after))


def _examples(names: tuple[str, ...]) -> tuple[Spec[SegmentsTally, Segments], ...]:
    stages = tuple((name, "A") for name in names[:2])
    return (
        SegmentsSpec(),
        SegmentsSpec("hierarchical", "paths", 3, names[:1], stages, "Europe/Berlin"),
        SegmentsSpec("dbscan"),
        SegmentsSpec(goal=names[:1], until="goal", window=timedelta(days=1)),
    )


ANALYSIS: Final = Analysis(segments, _examples)
