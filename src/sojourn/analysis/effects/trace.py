"""From a figure back to its events."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from sojourn.analysis.effects.candidates import Candidate
from sojourn.analysis.effects.estimation import open_occasions
from sojourn.analysis.effects.occasions import Occasions, occasions_of
from sojourn.analysis.effects.outcomes import Phase, outcomes_of
from sojourn.analysis.effects.sample import Sample, canonical, sample_of
from sojourn.log.journeylog import JourneyLog


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
    for part, found, reached in _parts(log, point):
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


def _parts(log: JourneyLog, point: Point) -> Iterator[tuple[Sample, Occasions, np.ndarray]]:
    for journeys in log.journeys():
        if len(journeys) == 0:
            continue
        start, end = point.span
        part = replace(canonical(sample_of(journeys, len(journeys)), log.vocabularies), start=start, end=end)
        outcome = next(o for o in outcomes_of(part, point.goals, point.follow_ups) if o.phase == point.phase)
        found, _ = open_occasions(
            part, point.candidate, occasions_of(part, point.candidate), outcome, point.usual
        )
        found = found.where(found.exposed)
        yield part, found, outcome.reached[found.place] >= 0
