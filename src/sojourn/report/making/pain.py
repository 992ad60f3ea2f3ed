"""The blocks on pain points and moments of truth: what hurts, whom, what it costs, and what would show that this is wrong."""

from collections.abc import Mapping
from typing import Any, Final

from sojourn.analysis.effects.study import Study, study_of
from sojourn.analysis.moments_of_truth import MomentsOfTruthSpec
from sojourn.analysis.pain_points import PainPointsSpec, counted
from sojourn.report.blocks.pain import MomentOfTruth, PainPoint
from sojourn.report.context import Context
from sojourn.report.making.pain_words import falsifier, method, moment_method, quality, statement

SHOWN: Final = 60
"""Rows of a report; whatever costs is always among them."""


def studied(context: Context) -> Study | None:
    """What both blocks are told from; None where there is no goal or nobody."""
    spec = PainPointsSpec(context.goals)
    study = study_of(context.log.reduce(spec.measure), context.log.vocabularies, context.goals)
    return None if isinstance(study, str) else study


def pain_block(context: Context, study: Study | None = None) -> tuple[PainPoint, ...] | None:
    """The pain points of a log, by what they cost; None where there is no goal or nothing to look at.

    A log is studied anew unless its study is given.
    """
    study = study or studied(context)
    if study is None:
        return None
    rows = counted(context.log, PainPointsSpec(study.goals).told(study)).table.to_pylist()
    shown = [row for i, row in enumerate(rows) if i < SHOWN or row["verdict"] == "costs"]
    return tuple(_point(context, row) for row in shown) or None


def moments_block(context: Context, study: Study | None = None) -> tuple[MomentOfTruth, ...] | None:
    """The moments of truth of a log, the strongest first; None where there is no goal or none stands out.

    A log is studied anew unless its study is given.
    """
    study = study or studied(context)
    if study is None:
        return None
    rows = MomentsOfTruthSpec(study.goals).told(study).table.to_pylist()
    return (
        tuple(
            MomentOfTruth(
                touchpoint=row["touchpoint"],
                effect=row["effect"],
                low=row["low"],
                high=row["high"],
                q=row["q"],
                outcome=row["outcome"],
                quality=quality(row, context.language),
                customers=row["customers"],
                method=moment_method(row, context.language),
            )
            for row in rows
        )
        or None
    )


def _point(context: Context, row: Mapping[str, Any]) -> PainPoint:
    return PainPoint(
        id=row["id"],
        touchpoint=row["touchpoint"],
        stage=context.stages.get(row["touchpoint"]),
        channel=row["channel"],
        kind=row["kind"],
        statement=statement(row, context.language),
        customers=row["customers"],
        share=row["share"],
        effect=row["effect"],
        effect_low=row["effect_low"],
        effect_high=row["effect_high"],
        value_at_stake=row["value_at_stake"],
        value_low=row["value_low"],
        value_high=row["value_high"],
        currency=row["currency"],
        p=row["p"],
        q=row["q"],
        method=method(row, context.language),
        outcome=row["outcome"],
        verdict=row["verdict"],
        occurrences=row["occurrences"],
        comparable=row["comparable"],
        overlap=row["overlap"],
        naive_difference=row["naive_difference"],
        falsifier=falsifier(row, context.language),
        cause=row["cause"],
    )
