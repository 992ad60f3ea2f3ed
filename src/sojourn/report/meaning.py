"""What the journey means: every larger block of a report, each from the one context, in the order in which they need each other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sojourn.analysis.members import Members
from sojourn.analysis.segments import Segments
from sojourn.report.blocks.segments import Segment
from sojourn.report.context import Context
from sojourn.report.groups import comparisons_block
from sojourn.report.making.attribution import attribution_block
from sojourn.report.making.consistency import consistency_block
from sojourn.report.making.drivers import associated, drivers_block
from sojourn.report.making.emotions import Feelings, feelings
from sojourn.report.making.lifetime import clv_metric, lifetime_block, modelled
from sojourn.report.making.metrics import measured, metrics_block
from sojourn.report.making.opportunities import opportunities_block
from sojourn.report.making.pain import moments_block, pain_block, studied
from sojourn.report.making.samples import samples_of
from sojourn.report.making.segments import grouped, segments_block
from sojourn.report.making.trends import moved, trends_block
from sojourn.report.making.voice import spoken, voice_block
from sojourn.report.making.what_if import what_if_block
from sojourn.report.outcome import OutcomeTally

Step = Callable[[str], None]
"""Called with the name of what is looked into next."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """The larger blocks.

    Attributes
    ----------
    blocks
        Field of :class:`~sojourn.report.document.Report` → its value; None where the data know nothing about it.
    feelings
        Of every touchpoint and stage; they also belong to other parts of a report.
    """

    blocks: Mapping[str, Any]
    feelings: Feelings


def meaning(context: Context, outcome: OutcomeTally, step: Step) -> Meaning:
    """Make every larger block.

    Parameters
    ----------
    context
        The log and what is asked of it.
    outcome
        Who reaches the goal.
    step
        Told what is looked into, for people who wait.
    """
    step("segments")
    groups = grouped(context)
    told = segments_block(context, groups)
    segments, segmentation = told or ((), None)
    whose = _whose(groups, segments)
    step("metrics")
    counted = measured(context, whose)
    metrics, breakdowns = metrics_block(context, whose, counted)
    step("feelings")
    felt = feelings(context, whose)
    said = spoken(context)
    voice = voice_block(context, said) if said else None
    step("pain")
    study = studied(context)
    pains = pain_block(context, study)
    moments = moments_block(context, study)
    step("what_if")
    scenarios = what_if_block(context, felt)
    step("attribution")
    credit = attribution_block(context)
    step("drivers")
    found = associated(context)
    drivers = drivers_block(context, found)
    step("trends")
    moving = moved(context)
    trends = trends_block(context, moving)
    comparisons = comparisons_block(context, outcome, moving, counted)
    consistency = consistency_block(context)
    step("lifetime")
    worth = modelled(context)
    clv = clv_metric(context, worth)
    blocks = {
        "metrics": (metrics if clv is None else {**metrics, "clv": clv}) or None,
        "breakdowns": breakdowns or None,
        "emotions": felt.block,
        "voice": voice,
        "pain_points": pains,
        "moments_of_truth": moments,
        "opportunities": opportunities_block(context, pains),
        "what_if": scenarios,
        "attribution": credit,
        "segments": segments or None,
        "segmentation": segmentation,
        "drivers": drivers,
        "comparisons": comparisons,
        "trends": trends,
        "consistency": consistency,
        "lifetime_value": lifetime_block(context, worth),
        "samples": samples_of(groups, felt, said, study, found) or None,
    }
    return Meaning(blocks, felt)


def _whose(groups: Segments, segments: tuple[Segment, ...]) -> Members | None:
    """The segment of every customer who is in one; None if there are no groups."""
    if not segments:
        return None
    inside = groups.assignment.filter(pc.greater(groups.assignment["segment"], 0)).combine_chunks()
    names = pa.array([segment.name for segment in segments], pa.string())
    whose = names.take(pc.subtract(inside["segment"].combine_chunks(), 1))
    return Members.told(inside["customer"].combine_chunks(), whose)
