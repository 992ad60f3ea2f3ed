"""Drivers: what goes along with reaching the goal, or with satisfaction, other things held."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.analysis.drivers.before_outcome import DriversTally, before_goal, before_rating
from sojourn.analysis.drivers.design import Column, feature_columns, usable
from sojourn.analysis.drivers.model import FITTED_ON, Explanation, explain, unexplained
from sojourn.analysis.drivers.result import Drivers, drivers_result
from sojourn.analysis.features.matrix import FeatureMatrix, feature_matrix
from sojourn.analysis.seam import Analysis, Spec, answer, names_in
from sojourn.analysis.segments.space import sampled
from sojourn.analysis.stats.zones import check_zone
from sojourn.errors import UnknownNameError
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys
from sojourn.log.vocabulary import Vocabulary
from sojourn.units import Duration, microseconds

Outcome = Literal["goal", "satisfaction"]
Numbers = NDArray[np.float64]

_TOUCHPOINTS: Final = 30
_DAY: Final = 86_400e6


@dataclass(frozen=True, slots=True)
class DriversSpec:
    """The question: what goes along with the outcome?

    Attributes
    ----------
    of
        ``goal`` or ``satisfaction``.
    goal
        Touchpoints that count as success.
    landmark
        Features are counted up to here after the first event; None: the first visit. For the goal only.
    timezone
        Whose clocks count for hours.
    """

    of: Outcome = "goal"
    goal: tuple[str, ...] = ()
    landmark: timedelta | None = None
    timezone: str = "UTC"

    def __post_init__(self) -> None:
        check_zone(self.timezone)
        if self.of not in ("goal", "satisfaction"):
            raise UnknownNameError.among("outcome", self.of, ("goal", "satisfaction"))

    @property
    def outcome_name(self) -> str:
        """What is explained."""
        return self.of

    def measure(self, journeys: Journeys) -> DriversTally:
        """Cut every journey before its outcome and look at what is left."""
        if self.of == "satisfaction":
            return before_rating(journeys, self.timezone)
        return before_goal(journeys, self.goal, self.landmark, self.timezone)

    def conclude(self, tally: DriversTally, vocabularies: Mapping[str, Vocabulary]) -> Drivers:
        """Fit, judge, name."""
        if self.of == "goal" and not self.goal:
            return self._result(tally, 0, 0, None, unexplained(0, "no goal is given"))
        names = vocabularies["touchpoint"]
        matrix = feature_matrix(tuple(p for p, *_ in tally.parts), vocabularies, top=_TOUCHPOINTS)
        outcome, landmark, asked = (
            np.concatenate([part[i] for part in tally.parts])[matrix.order] for i in (1, 2, 3)
        )
        seen = landmark <= tally.last_us
        outcome, landmark, asked = outcome[seen], landmark[seen], asked[seen]
        mean = float(outcome.mean()) if len(outcome) else None
        sample = sampled(len(outcome), FITTED_ON)
        if len(sample) == 0:
            return self._result(
                tally, 0, int((~seen).sum()), mean, unexplained(0, "there is nobody to look at")
            )
        events, hits = tally.rated.T
        rated = frozenset(
            f"touchpoint:{names[c]}" for c in np.flatnonzero((hits > 0) & (2 * hits >= events)).tolist()
        )
        few = _rows(matrix, np.flatnonzero(seen)[sample])
        columns = feature_columns(few, rated) + self._controls(tally, names, landmark[sample], asked[sample])
        found = explain(columns, outcome[sample], self.of == "goal")
        return self._result(tally, len(outcome), int((~seen).sum()), mean, found)

    def _controls(
        self, tally: DriversTally, names: Vocabulary, landmark: NDArray[np.int64], asked: NDArray[np.int32]
    ) -> list[Column]:
        """How long the outcome could come, or where the rating was asked for."""
        if self.of == "goal":
            time = np.log1p((tally.last_us - landmark) / _DAY)
            found = [Column("follow-up", "number", time, -1, control=True)]
        else:
            found = [
                Column(
                    f"rated at: {names[c]}", "flag", (asked == c).astype(np.float64), 1_000_000, control=True
                )
                for c in _by_frequency(asked)[1:]
            ]
        return [c for c in found if usable(c)]

    def _result(
        self, tally: DriversTally, eligible: int, unseen: int, mean: float | None, found: Explanation
    ) -> Drivers:
        excluded = {"goal_before_landmark": tally.early, "landmark_after_last_event": unseen}
        if self.of == "satisfaction":
            excluded = {"no_rating_or_nothing_before_it": tally.silent}
        return drivers_result(self, tally.customers, eligible, excluded, mean, found)


def _rows(matrix: FeatureMatrix, rows: NDArray[np.int64]) -> FeatureMatrix:
    return replace(
        matrix,
        customers=matrix.customers.take(pa.array(rows)),
        values=matrix.values[rows],
        order=matrix.order[rows],
    )


def _by_frequency(codes: NDArray[np.int32]) -> list[int]:
    values, counts = np.unique(codes[codes >= 0], return_counts=True)
    return [int(v) for v in values[np.lexsort((values, -counts))]]


def drivers(
    log: JourneyLog,
    of: Outcome = "goal",
    *,
    goal: Sequence[str] | str = (),
    landmark: Duration | None = None,
    timezone: str = "UTC",
) -> Drivers:
    """What goes along with reaching the goal, or with satisfaction.

    Parameters
    ----------
    log
        A journey log; use ``log.where(...)`` for a part of it.
    of
        ``"goal"``: logistic regression of whether the goal is reached after the landmark, among customers who have not
        reached it by then, on what they did up to the landmark, the time left to the end of the log held constant.
        ``"satisfaction"``: linear regression of each customer's last rating (−5 … +5) on what happened before it, the
        touchpoint at which it was given held constant.
    goal
        Touchpoints that count as success.
    landmark
        How long after the first event features are counted; None: to the end of the first visit. Nothing that
        happens later is used, so that the outcome cannot explain itself.
    timezone
        Whose clocks count for hours.

    Returns
    -------
    Drivers
        See the class for the columns of its table and of its tree.

    Raises
    ------
    UnknownNameError
        If there is no such outcome or goal.
    UnitError
        If the landmark is no duration.

    Examples
    --------
    >>> from sojourn.testing import random_log
    >>> found = drivers(random_log(1, customers=400), goal="T0")
    >>> found.eligible, found.excluded
    (336, {'goal_before_landmark': 64})
    """
    goals = names_in(goal)
    after = None if landmark is None else timedelta(microseconds=microseconds(landmark))
    return answer(log, DriversSpec(of, goals, after, timezone))


def _examples(names: tuple[str, ...]) -> tuple[Spec[DriversTally, Drivers], ...]:
    return (
        DriversSpec("goal", names[:1]),
        DriversSpec("goal", names[:2], timedelta(hours=2), "Europe/Berlin"),
        DriversSpec("satisfaction"),
    )


ANALYSIS: Final = Analysis(drivers, _examples)
