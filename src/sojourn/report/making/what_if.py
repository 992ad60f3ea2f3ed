"""The block on scenarios: what a change of the steps where most is lost would do downstream."""

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any, Final

from sojourn.analysis.emotion.words import is_awaited
from sojourn.analysis.transitions import transitions
from sojourn.analysis.what_if import COMPUTED, WhatIf, what_if
from sojourn.log.journeylog import JourneyLog, instant
from sojourn.report import blocks
from sojourn.report.blocks.what_if import BackTest, Outcome, Scenario
from sojourn.report.context import Context
from sojourn.report.making.emotions import Feelings, feelings
from sojourn.report.metrics import tidy

SHOWN: Final = {"less_drop_off": 3, "shorter_wait": 2, "fewer_contacts": 1}
"""Scenarios of each kind that a report tells."""

AMOUNTS: Final = {"less_drop_off": (0.2,), "shorter_wait": (0.5, 0.9, 0.99), "fewer_contacts": (0.2,)}
"""Tried in this order; of one touchpoint the first with a clear gain is told."""

WORST_BACK_TEST: Final = 0.05
"""A model that foretold a share of later customers further off than this tells no scenarios."""

_DECIDES: Final = {
    "less_drop_off": "conversions",
    "shorter_wait": "conversions",
    "fewer_contacts": "contacts",
}
_DROPS_TRIED: Final = 12
_CONTACTS_TRIED: Final = 4
_WAITS_TRIED: Final = 4
_FEWEST_WAITS: Final = 100


def what_if_block(context: Context, felt: Feelings | None = None) -> "blocks.what_if.WhatIf | None":
    """Scenarios for the steps where most is lost, with the model's own error; None without a goal or a clear gain anywhere.

    Tried are the touchpoints at which most customers stop, from which most turn to support, and after which most wait for the
    company; told are those where the interval of what is gained lies above 0. A model that was off by more than
    :data:`WORST_BACK_TEST` when it was tried on later data tells none: the block then holds the back-test alone.

    Parameters
    ----------
    context
        Log, goals and language.
    felt
        The feelings and the behaviour at each touchpoint; found anew if not given.
    """
    if not context.goals:
        return None
    felt = felt or feelings(context)
    changes = list(_tried(context.log, felt.rows, frozenset(context.goals)))
    if not changes:
        return None
    result = what_if(context.log, goal=context.goals, change=changes, emotions=felt.scores)
    scenarios = _scenarios(context, result)
    if not scenarios:
        return None
    words, test = _WORDS[context.language], result.back_test
    if test is not None and abs(test.error) > WORST_BACK_TEST:
        scenarios = ()
    return blocks.what_if.WhatIf(
        scenarios=scenarios,
        states=result.states,
        back_test=None
        if test is None
        else BackTest(
            trained_until=instant(test.trained_until_us).isoformat(),
            customers=test.customers,
            foretold=tidy(test.foretold),
            happened=tidy(test.happened),
            error=tidy(test.error),
        ),
        assumption=words["assumption"],
    )


def _tried(
    log: JourneyLog, behaviour: Iterable[Mapping[str, Any]], goals: frozenset[str]
) -> Iterable[dict[str, Any]]:
    rows = [row for row in behaviour if row["touchpoint"] not in goals]
    stops = sorted(rows, key=lambda row: -row["events"] * (row["ends_share"] + row["exit_share"]))
    calls = sorted(rows, key=lambda row: -row["events"] * row["support_share"])
    for kind, names in (
        ("less_drop_off", [row["touchpoint"] for row in stops[:_DROPS_TRIED]]),
        ("fewer_contacts", [row["touchpoint"] for row in calls[:_CONTACTS_TRIED]]),
        ("shorter_wait", _waits(log, goals)),
    ):
        for name, amount in product(names, AMOUNTS[kind]):
            yield {"touchpoint": name, kind: amount}


def _waits(log: JourneyLog, goals: frozenset[str]) -> list[str]:
    """Touchpoints after which most customers wait for the company: what most often comes next is something that it does."""
    following: dict[str, tuple[str, int]] = {}
    for row in transitions(log).table.to_pylist():  # the most frequent first
        source, target = row["source"], row["target"]
        if source and target and source != target and source not in following:
            following[source] = target, row["count"]
    return [
        source
        for source, (target, count) in following.items()
        if count >= _FEWEST_WAITS and source not in goals and is_awaited(target) and not is_awaited(source)
    ][:_WAITS_TRIED]


def _scenarios(context: Context, result: WhatIf) -> tuple[Scenario, ...]:
    by_number: dict[int, list[Mapping[str, Any]]] = {}
    for row in result.table.to_pylist():
        if row["status"] == COMPUTED:
            by_number.setdefault(row["scenario"], []).append(row)
    ranked: dict[str, list[tuple[float, list[Mapping[str, Any]]]]] = {kind: [] for kind in SHOWN}
    for rows in by_number.values():
        kind = rows[0]["change"]
        decides = next(row for row in rows if row["measure"] == _DECIDES[kind])
        gain, surest = (
            (-decides["difference"], -decides["high"])
            if kind == "fewer_contacts"
            else (decides["difference"], decides["low"])
        )
        told = {item[1][0]["touchpoint"] for item in ranked[kind]}
        if surest > 0 and rows[0]["touchpoint"] not in told:
            ranked[kind].append((gain, rows))
    found = []
    for kind, several in ranked.items():
        several.sort(key=lambda item: (-item[0], item[1][0]["touchpoint"]))
        found += [_scenario(context, rows) for _, rows in several[: SHOWN[kind]]]
    return tuple(found)


def _scenario(context: Context, rows: list[Mapping[str, Any]]) -> Scenario:
    kind, touchpoint, amount = rows[0]["change"], rows[0]["touchpoint"], rows[0]["amount"]
    words = _WORDS[context.language]
    decides = next(row for row in rows if row["measure"] == _DECIDES[kind])
    difference, low, high = (abs(decides[name]) for name in ("difference", "low", "high"))
    text = words[kind].format(
        touchpoint=touchpoint,
        amount=f"{amount:.0%}".replace("%", " %"),
        goal=words["or"].join(context.goals),
        n=f"{difference:,.0f}",
        low=f"{min(low, high):,.0f}",
        high=f"{max(low, high):,.0f}",
        before=f"{decides['before']:,.0f}",
    )
    names = ("before", "after", "difference", "low", "high")
    return Scenario(
        id=f"{kind}/{touchpoint}",
        touchpoint=touchpoint,
        change=kind,
        amount=amount,
        statement=text,
        outcomes=tuple(
            Outcome(measure=row["measure"], **{name: tidy(row[name]) for name in names}) for row in rows
        ),
    )


_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "or": " or ",
        "less_drop_off": "If {amount} of those who stop at “{touchpoint}” went on like the others, {n} more customers would reach “{goal}” ({low} to {high}; today {before}).",
        "shorter_wait": "If every wait after “{touchpoint}” were shorter by {amount}, {n} more customers would reach “{goal}” ({low} to {high}; today {before}).",
        "fewer_contacts": "If {amount} of those who turn to support after “{touchpoint}” did what the others do, there would be {n} fewer contacts ({low} to {high}; today {before}).",
        "assumption": "Customers who are moved are taken to do what those do who pass the step today. Where those who stop or wait differ from them in ways the data do not show, the gain is overstated; an experiment would tell. The intervals are about chance, not about this assumption.",
    },
    "zh": {
        "or": "或",
        "less_drop_off": "如果在“{touchpoint}”止步的客户中有 {amount} 像其他人一样继续，将多出 {n} 位客户达成“{goal}”（{low} 至 {high}；目前 {before}）。",
        "shorter_wait": "如果“{touchpoint}”之后的每次等待缩短 {amount}，将多出 {n} 位客户达成“{goal}”（{low} 至 {high}；目前 {before}）。",
        "fewer_contacts": "如果在“{touchpoint}”之后求助客服的客户中有 {amount} 像其他人一样行动，客服联系将减少 {n} 次（{low} 至 {high}；目前 {before}）。",
        "assumption": "假定被改变的客户会像今天通过这一步的客户那样行动。如果止步或等待的客户在数据看不到的方面与他们不同，收益就会被高估；实验才能给出答案。区间只反映偶然性，不反映这一假定。",
    },
}
