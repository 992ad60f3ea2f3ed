"""The metrics of a report: of everybody, and the breakdowns worth showing."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from sojourn.analysis.members import Members
from sojourn.analysis.metrics import Metrics, metrics
from sojourn.analysis.metrics.goals import NO_GOAL_VALUES
from sojourn.analysis.metrics.periods import Every
from sojourn.analysis.response_bias import response_bias
from sojourn.report.context import Context
from sojourn.report.document import Breakdown, Metric
from sojourn.report.making.metric_words import DEFINITIONS, PHRASES, status_words
from sojourn.report.metrics import COMPUTED, tidy
from sojourn.units import duration_text

LEAST: Final = 20
"""A group with fewer customers, events or ratings than this is not shown."""
GROUPS_LISTED: Final = 40
"""Of each metric and dimension, the largest groups are shown; of periods, the latest."""
PERIODS_LISTED: Final = 60

RATED: Final = ("nps", "csat", "ces", "stars", "thumbs")
_SHOWN: Final = {
    "touchpoint": (*RATED, "response_rate", "first_contact_resolution"),
    "stage": RATED,
    "channel": (*RATED, "conversion", "first_contact_resolution"),
    "device": (*RATED, "conversion"),
    "first_channel": ("conversion", "repeat_rate", "aov", "revenue_per_customer", "contact_rate", "cac", "roas"),
    "first_source": ("conversion", "aov", "cac", "roas"),
    "segment": (*RATED, "conversion", "repeat_rate", "aov", "revenue_per_customer", "contact_rate", "churn"),
}  # fmt: skip
"""Dimension → the metrics that say something there."""
_OVER_TIME: Final = (
    *RATED, "conversion", "aov", "revenue", "revenue_per_customer", "contact_rate", "first_contact_resolution", "cac", "roas",
)  # fmt: skip
_TELLING: Final = (
    "there are no such customers",
    "values stand in several currencies",
    "fewer than half of the customers get there within the data",
    "no customer was won",
    "the days of the spend table and of the events do not meet",
)
"""Reasons worth a line; where the data simply know nothing of a metric, it is left out."""
_SURE: Final = 0.05
"""Those who answer differ from the others where q is below this."""
_MONTHS_FROM: Final = timedelta(days=60)
_WEEKS_FROM: Final = timedelta(days=15)


def measured(context: Context, segments: Members | None = None) -> Metrics:
    """The analysis behind the block."""
    by = tuple(name for name in _SHOWN if _has(context, name, segments is not None))
    return metrics(
        context.log, goal=context.goals, by=by, timezone=context.timezone, segments=segments,
        stages=context.stages or None, spend=context.spend,
    )  # fmt: skip


def metrics_block(
    context: Context, segments: Members | None = None, known: Metrics | None = None
) -> tuple[dict[str, Metric], tuple[Breakdown, ...]]:
    """The metrics of everybody, and by touchpoint, stage, channel, device, first channel, segment and period.

    Parameters
    ----------
    context
        What the report is made from.
    segments
        Customer → segment, where segments were found.
    known
        What :func:`measured` gave, where it is known already.

    Returns
    -------
    metrics
        By name; one that the data know nothing about is left out.
    breakdowns
        Groups with at least :data:`LEAST` observations, the largest first.
    """
    found = known or measured(context, segments)
    rows = found.table.to_pylist()
    notes = _who_answers(context, found, rows)
    whole = {
        row["metric"]: _metric(row, context, found, notes)
        for row in rows
        if not row["dimension"] and _worth(row, context)
    }
    groups = [
        row for row in rows if row["metric"] in whole and row["metric"] in _SHOWN.get(row["dimension"], ())
    ]
    parts = [_breakdown(row, row["dimension"], row["group"], context) for row in _largest(groups)]
    return whole, tuple(parts + _periods(context, whole))


def _has(context: Context, dimension: str, segmented: bool) -> bool:
    if dimension == "segment":
        return segmented
    if dimension == "stage" and context.stages:
        return True
    attribute = dimension.removeprefix("first_")
    return attribute in context.log.vocabularies and bool(len(context.log.vocabularies[attribute]))


def _worth(row: Mapping[str, Any], context: Context) -> bool:
    if row["status"] == COMPUTED:
        return True
    reason = row["status"].partition(": ")[2]
    if row["metric"] == "aov" and reason == NO_GOAL_VALUES:
        return context.log.has("value")
    return bool(context.goals) and reason in _TELLING


def _metric(row: Mapping[str, Any], context: Context, found: Metrics, notes: Mapping[str, str]) -> Metric:
    value, low, high = _numbers(row)
    return Metric(
        value=value,
        low=low,
        high=high,
        n=row["n"],
        definition=_definition(row, context, found) + notes.get(row["metric"], ""),
        status=status_words(row["status"], context.language),
        currency=row["currency"],
    )


def _definition(row: Mapping[str, Any], context: Context, found: Metrics) -> str:
    words, phrases = DEFINITIONS[context.language], PHRASES[context.language]
    name, method = row["metric"], row["method"]
    key = method.partition(" ")[0] if name == "ces" else name
    chosen = found.spec.definitions
    within = chosen.churn_us if name == "churn" else chosen.resolved_us
    basis, _, factors = method.removeprefix("weights ").partition(": ")
    source, _, days = method.partition(", ")
    return words[key].format(
        goal=words["joiner"].join(context.goals),
        within=duration_text(within / 1e6, context.language),
        basis=phrases.get(basis, ""),
        factors=factors,
        spent=", ".join(p for p in (phrases.get(source, ""), days.replace(" to ", phrases["to"])) if p),
    )


def _who_answers(context: Context, found: Metrics, rows: list[dict[str, Any]]) -> dict[str, str]:
    """Metric → a sentence on whether those who answer are like those who do not, where the log shows both."""
    if not found.answerable:
        return {}
    phrases = PHRASES[context.language]
    tested = response_bias(context.log, touchpoints=found.answerable, goal=context.goals).table.to_pylist()
    if all(row["q"] is None for row in tested):
        return {"response_rate": phrases["too few"]}
    told = [
        phrases["more" if row["difference"] > 0 else "less"].format(what=phrases[row["what"]])
        for row in tested
        if row["q"] is not None and row["q"] < _SURE
    ]
    if not told:
        return {"response_rate": phrases["no bias"]}
    what = phrases["comma"].join(told)
    rated = {
        row["metric"] for row in rows if row["dimension"] == "touchpoint" and row["group"] in found.answerable
    }
    notes = {name: phrases["rated bias"].format(what=what) for name in RATED if name in rated}
    return {**notes, "response_rate": phrases["bias"].format(what=what)}


def _largest(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows that rest on enough, the largest groups of each metric and dimension."""
    seen: dict[tuple[str, str], int] = {}
    kept = []
    for row in rows:  # the largest group of each comes first
        key = (row["metric"], row["dimension"])
        seen[key] = seen.get(key, 0) + 1
        if row["n"] >= LEAST and seen[key] <= GROUPS_LISTED:
            kept.append(row)
    return kept


def _breakdown(row: Mapping[str, Any], dimension: str, group: str, context: Context) -> Breakdown:
    value, low, high = _numbers(row)
    return Breakdown(
        metric=row["metric"],
        dimension=dimension,
        group=group,
        value=value,
        low=low,
        high=high,
        n=row["n"],
        status=status_words(row["status"], context.language),
    )


def _periods(context: Context, whole: Mapping[str, Metric]) -> list[Breakdown]:
    """The metrics over time, by month or week."""
    every = _unit(context)
    if every is None:
        return []
    found = metrics(
        context.log, goal=context.goals, every=every, timezone=context.timezone, spend=context.spend
    )
    rows = [r for r in found.table.to_pylist() if r["metric"] in whole and r["metric"] in _OVER_TIME]
    starts = sorted({row["start"] for row in rows})[-PERIODS_LISTED:]
    form = "%Y-%m" if every == "month" else "%Y-%m-%d"
    return [
        _breakdown(row, every, row["start"].strftime(form), context)
        for row in rows
        if row["n"] >= LEAST and row["start"] in starts
    ]


def _unit(context: Context) -> Every | None:
    extent = context.log.extent
    if extent.first is None or extent.last is None or extent.last - extent.first < _WEEKS_FROM:
        return None
    return "month" if extent.last - extent.first >= _MONTHS_FROM else "week"


def _numbers(row: Mapping[str, Any]) -> tuple[float | None, float | None, float | None]:
    """Value and interval; an interval with an end beyond the data is none."""
    value, low, high = (row[name] for name in ("value", "low", "high"))
    if low is None or high is None:
        low = high = None
    found = [None if number is None else tidy(number) for number in (value, low, high)]
    return found[0], found[1], found[2]
