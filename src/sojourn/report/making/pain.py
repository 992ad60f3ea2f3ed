"""The blocks on pain points and moments of truth: what hurts, whom, what it costs, and what would show that this is wrong."""

from collections.abc import Mapping
from typing import Any, Final

from sojourn.analysis.moments_of_truth import moments_of_truth
from sojourn.analysis.pain_points import pain_points
from sojourn.report.blocks.pain import MomentOfTruth, PainPoint
from sojourn.report.context import Context
from sojourn.report.making.pain_words import falsifier, method, moment_method, quality, statement

SHOWN: Final = 60
"""Rows of a report; whatever costs is always among them."""


def pain_block(context: Context) -> tuple[PainPoint, ...] | None:
    """The pain points of a log, by what they cost; None where there is no goal or nothing to look at."""
    if not context.goals:
        return None
    rows = pain_points(context.log, context.goals).table.to_pylist()
    shown = [row for i, row in enumerate(rows) if i < SHOWN or row["verdict"] == "costs"]
    return tuple(_point(context, row) for row in shown) or None


def moments_block(context: Context) -> tuple[MomentOfTruth, ...] | None:
    """The moments of truth of a log, the strongest first; None where there is no goal or none stands out."""
    if not context.goals:
        return None
    rows = moments_of_truth(context.log, context.goals).table.to_pylist()
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
