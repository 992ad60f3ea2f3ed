"""From a figure back to its events."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.analysis.effects.candidates import Candidate
from sojourn.analysis.effects.estimation import open_occasions
from sojourn.analysis.effects.occasions import Occasions, occasions_of
from sojourn.analysis.effects.outcomes import Outcome, Phase, outcomes_of
from sojourn.analysis.effects.sample import Sample, canonical, sample_of
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys


@dataclass(frozen=True, slots=True)
class Point:
    """All that is needed to find the events of one row again.

    Attributes
    ----------
    candidate, phase
        The exposure, and the outcome it was compared for.
    goals, follow_ups
        Codes of the outcomes.
    usual
        µs that the outcome usually takes.
    span
        µs UTC of the first and last event of the log.
    """

    candidate: Candidate
    phase: Phase
    goals: tuple[int, ...]
    follow_ups: tuple[int, ...]
    usual: int
    span: tuple[int, int]


def exposed_at(log: JourneyLog, point: Point) -> pa.Table:
    """One row per exposure, in the order of the log."""
    tables = [_SCHEMA.empty_table()]
    for journeys in log.journeys():
        if len(journeys) == 0:
            continue
        part = _whole(log, journeys, point)
        outcome = _outcomes(part, point)[point.phase]
        found = _exposed(part, point, occasions_of(part, point.candidate), outcome)
        columns = [
            part.ids.take(pa.array(part.row[found.place])),
            pa.array(part.time[found.place], pa.timestamp("us", "UTC")),
            pa.array(part.time[found.met], pa.timestamp("us", "UTC"), mask=found.met < 0),
            pa.array(outcome.reached[found.place] >= 0),
        ]
        tables.append(pa.table(columns, schema=_SCHEMA))
    return pa.concat_tables(tables)


def counts_at(log: JourneyLog, points: Mapping[str, Point]) -> dict[str, tuple[int, int]]:
    """Exposed customers and their exposures in the whole log, for every point of one question."""
    order = sorted(points, key=lambda id_: (points[id_].candidate, id_))

    def measure(journeys: Journeys) -> NDArray[np.int64]:
        counts = np.zeros((len(order), 2), np.int64)
        if len(journeys) == 0 or not order:
            return counts
        part = _whole(log, journeys, points[order[0]])
        outcomes = _outcomes(part, points[order[0]])
        known: tuple[Candidate, Occasions] | None = None
        for k, id_ in enumerate(order):
            point = points[id_]
            if known is None or known[0] != point.candidate:
                known = point.candidate, occasions_of(part, point.candidate)
            found = _exposed(part, point, known[1], outcomes[point.phase])
            counts[k] = len(np.unique(part.row[found.place])), len(found.place)
        return counts

    total = log.reduce(measure)
    return {id_: (int(total[k, 0]), int(total[k, 1])) for k, id_ in enumerate(order)}


def _whole(log: JourneyLog, journeys: Journeys, point: Point) -> Sample:
    """All journeys of a part, in the time of the whole log."""
    start, end = point.span
    return replace(canonical(sample_of(journeys, len(journeys)), log.vocabularies), start=start, end=end)


def _outcomes(part: Sample, point: Point) -> dict[Phase, Outcome]:
    return {outcome.phase: outcome for outcome in outcomes_of(part, point.goals, point.follow_ups)}


def _exposed(part: Sample, point: Point, occasions: Occasions, outcome: Outcome) -> Occasions:
    found, _ = open_occasions(part, point.candidate, occasions, outcome, point.usual)
    return found.where(found.exposed)


_SCHEMA: Final = pa.schema(
    [
        ("customer_id", pa.string()),
        ("anchor_time", pa.timestamp("us", "UTC")),
        ("exposure_time", pa.timestamp("us", "UTC")),
        ("reached", pa.bool_()),
    ]
)
