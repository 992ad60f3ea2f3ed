"""The block on what goes along with the goal and with satisfaction: regression, tree, rules, correlations."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sojourn.analysis.correlations import Correlations, correlations
from sojourn.analysis.drivers import drivers
from sojourn.analysis.drivers.result import Drivers as Found
from sojourn.analysis.rules import rules
from sojourn.errors import UsageError
from sojourn.report.blocks.drivers import Correlation, Driver, Drivers, Rule
from sojourn.report.context import Context
from sojourn.report.making.driver_words import WORDS, driver_name, leaf_words, share_word
from sojourn.report.metrics import tidy

SURE: Final = 0.05
"""Rows with a larger corrected p-value are not listed."""
DRIVERS_LISTED: Final = 8
"""Of each outcome."""
RULES_LISTED: Final = 10
RULES_PER_RIGHT: Final = 2
RULE_SUPPORTS: Final = (0.02, 0.05, 0.2)
RULE_CONFIDENCE: Final = 0.3
RULE_LIFT: Final = 1.2
CERTAIN: Final = 0.98
"""Rules that hold for more customers than this, in one direction, are how the process runs: not listed."""
CORRELATIONS_LISTED: Final = 8
CORRELATIONS_PER_FEATURE: Final = 2
WEAKEST: Final = 0.1
"""Smaller correlations are not listed."""
SAME: Final = 0.9
"""Larger correlations mean that both features count the same: not listed."""
LONG_ENOUGH_DAYS: Final = 28
LANDMARK: Final = "7d"

_TELLING: Final = frozenset((
    "rating_mean", "contacts", "reversals", "order_value", "gap_days", "device", "weekend_share", "night_share",
    "morning_share", "afternoon_share", "evening_share",
))  # fmt: skip

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Associations:
    """What goes along with what, before anything is left out.

    Attributes
    ----------
    regressions
        By outcome: ``goal``, ``satisfaction``; those for which the log knows an outcome.
    correlations
        Of all pairs of features.
    """

    regressions: Mapping[str, Found]
    correlations: Correlations


def associated(context: Context) -> Associations:
    """The regressions and correlations of a log."""
    pairs = correlations(context.log, goal=context.goals, timezone=context.timezone)
    return Associations(_regressions(context), pairs)


def drivers_block(context: Context, associations: Associations | None = None) -> Drivers | None:
    """What goes along with what; None where nothing can be said.

    Drivers of the goal (where the model beats chance in customers it has not seen) after the first seven days (in logs of less than 28 days: after the first visit) and of the
    last rating; at most :data:`DRIVERS_LISTED` of each with q < 0.05, strongest first (by how much the outcome varies with it for sure, not by the effect alone). The branches of both trees. Ordered
    rules between two touchpoints, at least 2 % of customers, confidence 0.3, lift 1.2, those that (almost) always hold left
    out, at most two per right side. Spearman correlations from 0.1 to 0.9 with q < 0.05 of ratings, service, rhythm and
    devices with anything else, at most two per feature.

    Parameters
    ----------
    associations
        What :func:`associated` gave, where it is known already.
    """
    told = associations or associated(context)
    found = told.regressions
    listed = tuple(
        driver for outcome, result in found.items() for driver in _drivers(outcome, result, context)
    )
    tree = tuple(
        leaf_words(branch, outcome, context.language)
        for outcome, result in found.items()
        if len(result.branches) > 1
        for branch in result.branches
    )
    ordered = _rules(context)
    pairs = _correlations(told.correlations, context)
    if not (listed or tree or ordered or pairs):
        return None
    notes = tuple(_note(outcome, result, context) for outcome, result in found.items())
    return Drivers(
        drivers=listed,
        tree=tree,
        rules=ordered,
        correlations=pairs,
        notes=(WORDS[context.language]["not_causes"], *notes),
    )


def _regressions(context: Context) -> dict[str, Found]:
    found = {}
    if context.goals:
        found["goal"] = drivers(
            context.log, goal=context.goals, landmark=_landmark(context), timezone=context.timezone
        )
    if context.log.has("score") and context.log.has("scale"):
        found["satisfaction"] = drivers(context.log, "satisfaction", timezone=context.timezone)
    return found


def _landmark(context: Context) -> str | None:
    extent = context.log.extent
    if extent.first is None or extent.last is None:
        return None
    return LANDMARK if (extent.last - extent.first).days >= LONG_ENOUGH_DAYS else None


def _drivers(outcome: str, result: Found, context: Context) -> list[Driver]:
    if not _tells(result):
        return []
    sure = [row for row in result.table.to_pylist() if row["q"] is not None and row["q"] < SURE]
    return [
        Driver(
            outcome=outcome,
            feature=driver_name(row, context.language),
            effect=tidy(row["effect"]),
            low=tidy(row["low"]),
            high=tidy(row["high"]),
            q=tidy(row["q"]),
            n=row["n"],
        )
        for row in sure[:DRIVERS_LISTED]
    ]


def _frequent_rules(context: Context) -> list[Row]:
    """Rules at the smallest support at which the touchpoints are few enough to count every pair."""
    for support in RULE_SUPPORTS:
        try:
            found = rules(
                context.log, ordered=True, longest=2, min_support=support, min_confidence=RULE_CONFIDENCE
            )
        except UsageError:
            continue
        rows: list[Row] = found.table.to_pylist()
        return rows
    return []


def _tells(result: Found) -> bool:
    """Whether the model foretells the outcome of customers it has not seen better than chance."""
    return result.fit is not None and (result.fit > 0 if result.fit_low is None else result.fit_low > 0.5)


def _rules(context: Context) -> tuple[Rule, ...]:
    found = _frequent_rules(context)
    kept: list[Rule] = []
    taken: dict[str, int] = {}
    for row in found:
        certain = max(row["confidence"], row["count"] / row["right_count"]) >= CERTAIN
        if certain or row["lift"] < RULE_LIFT or taken.get(row["right"], 0) == RULES_PER_RIGHT:
            continue
        taken[row["right"]] = taken.get(row["right"], 0) + 1
        kept.append(
            Rule(
                left=tuple(row["left"]),
                right=(row["right"],),
                ordered=True,
                customers=row["count"],
                support=tidy(row["support"]),
                confidence=tidy(row["confidence"]),
                lift=tidy(row["lift"]),
            )
        )
        if len(kept) == RULES_LISTED:
            break
    return tuple(kept)


def _correlations(found: Correlations, context: Context) -> tuple[Correlation, ...]:
    kept: list[Correlation] = []
    taken: dict[str, int] = {}
    for row in found.table.to_pylist():
        if (
            not _worth_telling(row)
            or max(taken.get(row[s], 0) for s in ("a", "b")) >= CORRELATIONS_PER_FEATURE
        ):
            continue
        for side in ("a", "b"):
            taken[row[side]] = taken.get(row[side], 0) + 1
        kept.append(
            Correlation(
                a=share_word(row["a"], context.language),
                b=share_word(row["b"], context.language),
                pearson=tidy(row["pearson"]),
                spearman=tidy(row["spearman"]),
                n=row["n"],
                q=tidy(max(row["pearson_q"], row["spearman_q"])),
            )
        )
        if len(kept) == CORRELATIONS_LISTED:
            break
    return tuple(kept)


def _worth_telling(row: Row) -> bool:
    """Ratings, service, rhythm or device on one side; counts of more and more events say nothing, and help asked for
    goes along with the places where it is asked for.
    """
    if row["status"] != "ok" or row["same_family"]:
        return False
    sides = {row["a"], row["b"]}
    families = {side.partition(":")[0] for side in sides}
    if not (families & _TELLING) or families & {"goals", "reached"}:
        return False
    if families & {"contacts", "reversals"} and families & {"touchpoint", "channel"}:
        return False
    sure: bool = max(row["pearson_q"], row["spearman_q"]) < SURE
    return sure and WEAKEST <= abs(row["spearman"]) <= SAME and abs(row["pearson"]) <= SAME


def _note(outcome: str, result: Found, context: Context) -> str:
    words = WORDS[context.language]
    if not _tells(result):
        return words[f"{outcome}_unknown"]
    when = words["seven_days"] if _landmark(context) else words["first_visit"]
    early = result.excluded.get("goal_before_landmark", 0)
    return words[f"{outcome}_note"].format(
        when=when,
        n=f"{result.eligible:,}",
        early=f"{early:,}",
        fitted=f"{result.n:,}",
        fit=f"{result.fit:.2f}",
    )
