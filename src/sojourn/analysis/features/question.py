"""Features: every customer as one row of documented numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Final, Literal

import numpy as np
import pyarrow as pa

from sojourn.analysis.features.beginning import beginning
from sojourn.analysis.features.matrix import FeatureMatrix, feature_matrix
from sojourn.analysis.features.outcomes import Outcomes, all_outcomes, outcomes
from sojourn.analysis.features.portraits import Portraits, portraits
from sojourn.analysis.seam import Analysis, Estimate, Spec, answer, names_in
from sojourn.analysis.stats.zones import check_zone
from sojourn.errors import UnknownNameError, UsageError
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys
from sojourn.log.vocabulary import Vocabulary
from sojourn.results import Result
from sojourn.units import Duration, microseconds

Until = Literal["end", "goal"]


@dataclass(frozen=True, slots=True)
class FeaturesTally:
    """Some customers, part by part: what they did (up to where one looks), and how it ended."""

    parts: tuple[Portraits, ...]
    ends: tuple[Outcomes, ...]

    def __add__(self, other: "FeaturesTally") -> "FeaturesTally":
        return FeaturesTally(self.parts + other.parts, self.ends + other.ends)


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
    - ``goals``, ``reached``: events at the goal, and whether there is one (0 or 1), in the whole journey;
    - ``touchpoint:NAME``: events there, for the touchpoints met by most customers;
    - ``stage:NAME``: share of the events in a stage;
    - ``channel:NAME``, ``device:NAME``: share of the events that say where; null for customers with none.
    """

    spec: "FeaturesSpec"
    customers: int
    """Customers described."""
    unseen: int
    """Customers with nothing before the goal, where features are counted up to there; they have no row."""
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
    until
        ``goal``: only events before the first goal count; ``end``: all.
    window
        Only events so long after the customer's first one count; None: all.
    """

    goal: tuple[str, ...] = ()
    stages: tuple[tuple[str, str], ...] = ()
    timezone: str = "UTC"
    gap: timedelta = timedelta(minutes=30)
    top: int = 12
    until: Until = "end"
    window: timedelta | None = None

    def __post_init__(self) -> None:
        check_zone(self.timezone)
        if self.top < 0:
            raise UsageError(f"The number of touchpoints must not be negative, got {self.top}.")
        if self.until not in ("end", "goal"):
            raise UnknownNameError.among("end", self.until, ("end", "goal"))

    def measure(self, journeys: Journeys) -> FeaturesTally:
        """Look at complete customers once."""
        seen = beginning(journeys, self.goal if self.until == "goal" else (), self.window)
        return FeaturesTally((portraits(seen, self.timezone, self.gap),), (outcomes(journeys, self.goal),))

    def conclude(self, tally: FeaturesTally, vocabularies: Mapping[str, Vocabulary]) -> Features:
        """Name the columns, sort the customers."""
        ends = all_outcomes(tally.ends)
        matrix = self.matrix(tally, ends, vocabularies)
        return Features(self, len(matrix), len(ends) - len(matrix), matrix.omitted, matrix)

    def matrix(
        self, tally: FeaturesTally, ends: Outcomes, vocabularies: Mapping[str, Vocabulary]
    ) -> FeatureMatrix:
        """The numbers of all customers who did anything up to where one looks."""
        return feature_matrix(tally.parts, vocabularies, ends=ends, stages=self.stages, top=self.top)


def features(
    log: JourneyLog,
    *,
    goal: Sequence[str] | str = (),
    stages: Mapping[str, str] | None = None,
    timezone: str = "UTC",
    visit_gap: Duration = "30m",
    top: int = 12,
    until: Until = "end",
    window: Duration | None = None,
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
    until
        ``"goal"``: only events before the first goal count, so that what comes of reaching it does not tell who does;
        customers with none have no row. ``"end"``: all events.
    window
        Only events so long after the customer's first one count; None: all.

    Returns
    -------
    Features
        See the class for the columns.

    Raises
    ------
    UnknownNameError
        If a goal is no touchpoint of the log, or there is no such ``until``.
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
    goals = names_in(goal)
    pairs = tuple((stages or {}).items())
    gap = timedelta(microseconds=microseconds(visit_gap))
    after = None if window is None else timedelta(microseconds=microseconds(window))
    return answer(log, FeaturesSpec(goals, pairs, timezone, gap, top, until, after))


def _examples(names: tuple[str, ...]) -> tuple[Spec[FeaturesTally, Features], ...]:
    return (
        FeaturesSpec(),
        FeaturesSpec(
            names[:1], tuple((name, "A") for name in names[:2]), "Europe/Berlin", timedelta(hours=1), 2
        ),
        FeaturesSpec(names[:1], until="goal", window=timedelta(days=1)),
    )


ANALYSIS: Final = Analysis(features, _examples)
