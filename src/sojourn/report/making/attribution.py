"""Which channels the goal is owed to: the block of the report."""

from typing import Any, Final

from sojourn.analysis.attribution import Attribution as Found
from sojourn.analysis.attribution import attribution
from sojourn.analysis.attribution.result import COMPUTED
from sojourn.report.blocks.attribution import Attribution, Credit, Disagreement, UnmatchedSpend
from sojourn.report.context import Context
from sojourn.report.metrics import tidy

CHOICES: Final = ("channel_group", "source", "medium", "campaign", "channel")
"""What names the channel of a touch, the best first."""
COVERED: Final = 0.5
"""A choice must name a touch of so many of the conversions."""
_WINDOW: Final = "30d"
_JOINT: Final = {"en": " or ", "zh": "或"}


def attribution_block(context: Context) -> Attribution | None:
    """Credits by every model, with their intervals; None without a goal, a conversion, or two channels to tell apart.

    A channel is the marketing channel group of the touch if the log has it; else its source, medium or campaign; else the
    channel it happened in. The first of these is taken that has two values or more on the paths and names a touch of at
    least half of the conversions. Touches count for 30 days.
    """
    by = _choice(context)
    if by is None:
        return None
    found = attribution(context.log, context.goals, by=by, window=_WINDOW, spend=context.spend)
    rows = found.table.to_pylist()
    return Attribution(
        goal=_JOINT[context.language].join(context.goals),
        conversions=found.conversions,
        value=_tidy(found.value),
        models={
            model: {row["channel"]: _credit(row) for row in rows if row["model"] == model}
            for model in found.spec.models
        },
        currency=found.money.currency,
        by=by,
        window_s=found.spec.window.total_seconds(),
        paths=found.paths,
        markov_order=found.order,
        disagreement=tuple(_disagreement(row) for row in found.disagreement.to_pylist()),
        without_touch=found.without_touch,
        value_status=found.money.status,
        level=found.spec.level if found.draws else None,
        unmatched_spend=tuple(
            UnmatchedSpend(name=name, currency=currency, amount=tidy(amount))
            for name, currency, amount in found.unmatched_spend
        ),
    )


def _choice(context: Context) -> str | None:
    """The first attribute that tells channels apart on the way to the goal."""
    if not context.goals:
        return None
    for by in CHOICES:
        if not context.log.has(by):
            continue
        tried = attribution(context.log, context.goals, by=by, window=_WINDOW, models=["last"], level=None)
        if _tells(tried):
            return by
    return None


def _tells(found: Found) -> bool:
    every = found.conversions + found.without_touch
    return found.status == COMPUTED and len(found.channels) > 1 and found.conversions >= COVERED * every


def _credit(row: dict[str, Any]) -> Credit:
    return Credit(
        conversions=tidy(row["conversions"]),
        share=tidy(row["share"]),
        low=_tidy(row["low"]),
        high=_tidy(row["high"]),
        share_low=_tidy(row["share_low"]),
        share_high=_tidy(row["share_high"]),
        value=_tidy(row["value"]),
        value_low=_tidy(row["value_low"]),
        value_high=_tidy(row["value_high"]),
        cost=_tidy(row["cost"]),
        cost_currency=row["cost_currency"],
        roas=_tidy(row["roas"]),
    )


def _disagreement(row: dict[str, Any]) -> Disagreement:
    return Disagreement(
        channel=row["channel"],
        lowest=tidy(row["lowest"]),
        lowest_model=row["lowest_model"],
        highest=tidy(row["highest"]),
        highest_model=row["highest_model"],
    )


def _tidy(number: float | None) -> float | None:
    return None if number is None else tidy(number)
