"""From a figure back to its events."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.analysis.effects.candidates import Candidate
from sojourn.analysis.effects.estimation import open_occasions
from sojourn.analysis.effects.occasions import Occasions, occasions_of
from sojourn.analysis.effects.outcomes import Phase, outcomes_of
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
    schema = pa.schema([
        ("customer_id", pa.string()),
        ("anchor_time", pa.timestamp("us", "UTC")),
        ("exposure_time", pa.timestamp("us", "UTC")),
        ("reached", pa.bool_()),
    ])  # fmt: skip
    tables = [schema.empty_table()]
    for journeys in log.journeys():
        if len(journeys) == 0:
            continue
        part, found, reached = _exposed(log, journeys, point)
        met = found.met
        tables.append(
            pa.table(
                [
                    part.ids.take(pa.array(part.row[found.place])),
                    pa.array(part.time[found.place], pa.timestamp("us", "UTC")),
                    pa.array(part.time[met], pa.timestamp("us", "UTC"), mask=met < 0),
                    pa.array(reached),
                ],
                schema=schema,
            )
        )
    return pa.concat_tables(tables)


def counts_at(log: JourneyLog, points: Mapping[str, Point]) -> dict[str, tuple[int, int]]:
    """Exposed customers and their exposures in the whole log, for every point."""
    order = sorted(points)

    def measure(journeys: Journeys) -> np.ndarray:
        counts = np.zeros((len(order), 2), np.int64)
        if len(journeys):
            for k, id_ in enumerate(order):
                part, found, _ = _exposed(log, journeys, points[id_])
                counts[k] = len(np.unique(part.row[found.place])), len(found.place)
        return counts

    total = log.reduce(measure)
    return {id_: (int(total[k, 0]), int(total[k, 1])) for k, id_ in enumerate(order)}


def _exposed(
    log: JourneyLog, journeys: Journeys, point: Point
) -> tuple[Sample, Occasions, NDArray[np.bool_]]:
    """The exposed occasions of some customers, and whether the outcome came."""
    start, end = point.span
    part = replace(canonical(sample_of(journeys, len(journeys)), log.vocabularies), start=start, end=end)
    outcome = next(o for o in outcomes_of(part, point.goals, point.follow_ups) if o.phase == point.phase)
    occasions = occasions_of(part, point.candidate)
    found, _ = open_occasions(part, point.candidate, occasions, outcome, point.usual)
    found = found.where(found.exposed)
    return part, found, outcome.reached[found.place] >= 0
