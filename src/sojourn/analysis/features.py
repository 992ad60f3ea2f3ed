"""Features: every customer as one row of documented numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa

from sojourn.analysis.feature_matrix import FeatureMatrix, feature_matrix
from sojourn.analysis.portraits import Portraits, portraits
from sojourn.analysis.seam import Analysis, Estimate, Spec, answer
from sojourn.analysis.stats.zones import check_zone
from sojourn.errors import UsageError
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys
from sojourn.log.vocabulary import Vocabulary
from sojourn.results import Result
from sojourn.units import Duration, microseconds


@dataclass(frozen=True, slots=True)
class FeaturesTally:
    """The portraits of some customers, part by part."""

    parts: tuple[Portraits, ...]

    def __add__(self, other: "FeaturesTally") -> "FeaturesTally":
        return FeaturesTally(self.parts + other.parts)


@dataclass(frozen=True, repr=False)
class Features(Result):
    """What is known of every customer, in numbers.

    One row of `table` is one customer, sorted by id. Columns (those the log knows nothing about are absent, see
    `omitted`):

    - ``customer``: the id;
    - ``events``, ``visits``, ``events_per_visit``, ``active_days`` (local calendar days with an event),
      ``distinct_touchpoints``;
    - ``tenure_days``, ``recency_days``: days from the customer's first, and last, event to the last event of the log;
    - ``gap_days``: mean days between visits, null below two visits;
    - ``weekend_share``, ``night_share`` (0–6 h), ``morning_share`` (6–12), ``afternoon_share`` (12–18),
      ``evening_share`` (18–24): of the customer's events, by local clocks;
    - ``orders``, ``revenue``, ``order_value``: events with a positive value, their sum and mean (null without one);
    - ``ratings``, ``rating_mean``: ratings on a known scale and their mean moved to −5 … +5 (null without one);
    - ``contacts``: events at touchpoints whose name says that the customer asked for help;
    - ``reversals``: events whose name speaks of a return, a refund or a cancellation;
    - ``goals``, ``reached``: events at the goal, and whether there is one (0 or 1);
    - ``touchpoint:NAME``: events there, for the touchpoints met by most customers;
    - ``stage:NAME``: share of the events in a stage;
    - ``channel:NAME``, ``device:NAME``: share of the events that say where; null for customers with none.
    """

    spec: "FeaturesSpec"
    customers: int
    """Customers described."""
    omitted: Mapping[str, str]
    """Features that could not be made, with the reason."""
    _matrix: FeatureMatrix

    @property
    def matrix(self) -> FeatureMatrix:
        """The same as a numpy matrix, with what each column is."""
        return self._matrix

    @cached_property
    def table(self) -> pa.Table:
        """One row per customer; see the class."""
        names = ["customer", *(f.name for f in self._matrix.features)]
        columns = [pa.array(column, from_pandas=True) for column in self._matrix.values.T]
        return pa.table([self._matrix.customers.cast(pa.string()), *columns], names=names)

    def headline(self) -> str:
        """Counts in one line."""
        return f"Features: {len(self._matrix.features)} of {self.customers:,} customers"

    def estimates(self) -> tuple[Estimate, ...]:
        """The mean of every feature over the customers who have it."""
        out = []
        for feature, column in zip(self._matrix.features, self._matrix.values.T, strict=True):
            known = column[~np.isnan(column)]
            mean = float(known.mean()) if len(known) else None
            spread = float(known.var(ddof=1)) if len(known) > 1 else float("nan")
            out.append(Estimate((feature.name,), "mean", len(known), mean, spread))
        return tuple(out)


@dataclass(frozen=True, slots=True)
class FeaturesSpec:
    """The question: what does every customer do?

    Attributes
    ----------
    goal
        Touchpoints that count as success.
    stages
        Pairs of touchpoint and stage.
    timezone
        Whose clocks count for days and hours.
    gap
        Longest time between two events of one visit.
    top
        So many touchpoints, those met by most customers, get a column.
    """

    goal: tuple[str, ...] = ()
    stages: tuple[tuple[str, str], ...] = ()
    timezone: str = "UTC"
    gap: timedelta = timedelta(minutes=30)
    top: int = 12

    def __post_init__(self) -> None:
        check_zone(self.timezone)
        if self.top < 0:
            raise UsageError(f"The number of touchpoints must not be negative, got {self.top}.")

    def measure(self, journeys: Journeys) -> FeaturesTally:
        """Look at complete customers once."""
        return FeaturesTally((portraits(journeys, self.timezone, self.gap),))

    def conclude(self, tally: FeaturesTally, vocabularies: Mapping[str, Vocabulary]) -> Features:
        """Name the columns, sort the customers."""
        matrix = self.matrix(tally, vocabularies)
        return Features(self, len(matrix), matrix.omitted, matrix)

    def matrix(self, tally: FeaturesTally, vocabularies: Mapping[str, Vocabulary]) -> FeatureMatrix:
        """The numbers of all customers."""
        return feature_matrix(tally.parts, vocabularies, goals=self.goal, stages=self.stages, top=self.top)


def features(
    log: JourneyLog,
    *,
    goal: Sequence[str] | str = (),
    stages: Mapping[str, str] | None = None,
    timezone: str = "UTC",
    visit_gap: Duration = "30m",
    top: int = 12,
) -> Features:
    """One row of numbers per customer: activity, rhythm, money, ratings, service, channels, devices, touchpoints.

    Parameters
    ----------
    log
        A journey log; use ``log.where(...)`` for a part of it.
    goal
        Touchpoints that count as success, any of them.
    stages
        Touchpoint → stage, for shares by stage.
    timezone
        Whose clocks count for days and hours.
    visit_gap
        Longest time between two events of one visit.
    top
        So many touchpoints, those met by most customers, get a column of their own.

    Returns
    -------
    Features
        See the class for the columns.

    Raises
    ------
    UnknownNameError
        If a goal is no touchpoint of the log.
    UnitError
        If the zone or the duration is wrong.

    Examples
    --------
    >>> from sojourn.testing import log_of
    >>> log = log_of('''
    ...     ann  09:00  Home   web
    ...     ann  12:05  Order  app  30
    ...     bob  10:00  Home   app
    ... ''')
    >>> found = features(log, goal="Order").table
    >>> found.select(["customer", "visits", "revenue", "reached", "channel:app"]).to_pylist()
    ... # doctest: +NORMALIZE_WHITESPACE
    [{'customer': 'ann', 'visits': 2.0, 'revenue': 30.0, 'reached': 1.0, 'channel:app': 0.5},
     {'customer': 'bob', 'visits': 1.0, 'revenue': 0.0, 'reached': 0.0, 'channel:app': 1.0}]
    """
    goals = (goal,) if isinstance(goal, str) else tuple(goal)
    pairs = tuple((stages or {}).items())
    gap = timedelta(microseconds=microseconds(visit_gap))
    return answer(log, FeaturesSpec(goals, pairs, timezone, gap, top))


def _examples(names: tuple[str, ...]) -> tuple[Spec[FeaturesTally, Features], ...]:
    return (
        FeaturesSpec(),
        FeaturesSpec(
            names[:1], tuple((name, "A") for name in names[:2]), "Europe/Berlin", timedelta(hours=1), 2
        ),
    )


ANALYSIS: Final = Analysis(features, _examples)
