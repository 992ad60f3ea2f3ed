"""Drivers, branches of trees and correlated features in words, English and Chinese."""

from collections.abc import Mapping
from typing import Any, Final

from sojourn.analysis.drivers.model import Branch
from sojourn.analysis.features.words import Language, feature_name, figure, percent

Row = Mapping[str, Any]

WORDS: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {
        "not_causes": "Customers chose for themselves: this is what goes along with the outcome, not what brings it about.",
        "seven_days": "seven days after their first event",
        "first_visit": "at the end of their first visit",
        "goal_note": "Goal: {n} customers who had not reached it {when} ({early} had, and are left out), by what they did up to then; "
        "the time left is held. The model, fitted on {fitted} of them, tells who reaches it later with an AUC of {fit} (0.5 = not at all) in customers "
        "it has not seen.",
        "satisfaction_note": "Satisfaction: the last rating (−5 to +5) of {n} customers, by what happened before it; where it was given is "
        "held. The model explains {fit} of the variance in customers it has not seen (R²).",
        "goal_unknown": "Goal: what customers did at first does not tell who reaches it later, or too few do.",
        "satisfaction_unknown": "Satisfaction: what happened before does not tell the ratings, or too few were given.",
        "met": "met {name}",
        "used": "was {name}",
        "mostly": "mostly {name}",
        "any": "any {name}",
        "number": "{name} (by {step} more)",
        "not_met": "never met {name}",
        "not_used": "was never {name}",
        "not_mostly": "not mostly {name}",
        "not_any": "no {name}",
        "at_least": "{name} {threshold} or more",
        "below": "{name} below {threshold}",
        "and": " and ",
        "goal_leaf": "{who}: {value} reach the goal ({low} to {high}; {count} customers, {share}).",
        "satisfaction_leaf": "{who}: last rating {value} on average ({low} to {high}; {count} customers, {share}).",
        "share_of": "share {name}",
    },
    "zh": {
        "not_causes": "客户自行选择：以下是与结果同时出现的特征，而非造成结果的原因。",
        "seven_days": "首次事件七天后",
        "first_visit": "首次访问结束时",
        "goal_note": "目标：{when}尚未达到目标的 {n} 位客户（另有 {early} 位已达到，不计入），依据此前的行为；剩余时间已控制。"
        "模型以其中 {fitted} 位拟合；对未见过的客户，区分能力 AUC 为 {fit}（0.5 表示完全不能区分）。",
        "satisfaction_note": "满意度：{n} 位客户的最后一次评分（−5 至 +5），依据评分前发生的事；评分所在触点已控制。"
        "对未见过的客户，模型解释的方差比例（R²）为 {fit}。",
        "goal_unknown": "目标：客户最初的行为不能预示谁之后达到目标，或达到者太少。",
        "satisfaction_unknown": "满意度：此前发生的事不能预示评分，或评分太少。",
        "met": "到过{name}",
        "used": "曾{name}",
        "mostly": "多{name}",
        "any": "有{name}",
        "number": "{name}（每多 {step}）",
        "not_met": "未到过{name}",
        "not_used": "从未{name}",
        "not_mostly": "不多{name}",
        "not_any": "没有{name}",
        "at_least": "{name} ≥ {threshold}",
        "below": "{name} < {threshold}",
        "and": "，且",
        "goal_leaf": "{who}：{value} 达到目标（{low} 至 {high}；{count} 位客户，占 {share}）。",
        "satisfaction_leaf": "{who}：最后评分平均 {value}（{low} 至 {high}；{count} 位客户，占 {share}）。",
        "share_of": "{name}的事件比例",
    },
}
_SHARES: Final = ("weekend_share", "night_share", "morning_share", "afternoon_share", "evening_share")


def driver_name(row: Row, language: Language) -> str:
    """A feature of a regression, with the step of a number.

    >>> driver_name({"feature": "visits", "kind": "number", "step": 2.13}, "en")
    'visits (by 2.1 more)'
    """
    if row["kind"] == "flag":
        return _flag(row["feature"], language)
    name = feature_name(row["feature"], language)
    return WORDS[language]["number"].format(name=name, step=figure(row["step"]))


def _flag(feature: str, language: Language, no: str = "") -> str:
    words, name = WORDS[language], feature_name(feature, language)
    family = feature.partition(":")[0]
    if family == "touchpoint":
        return words[f"{no}met"].format(name=name)
    if family == "channel":
        return words[f"{no}used"].format(name=name)
    if family in ("device", "stage") or feature in _SHARES:
        return words[f"{no}mostly"].format(name=name)
    return words[f"{no}any"].format(name=name)


def leaf_words(branch: Branch, outcome: str, language: Language) -> str:
    """A leaf of a tree as a sentence: who, the outcome with its interval, how many.

    >>> leaf = Branch((("visits", "number", True, 3.0), ("touchpoint:Cart", "flag", False, 0.5)), 80, 0.2, 0.5, 0.4, 0.6, 40)
    >>> leaf_words(leaf, "goal", "zh")
    '访问次数 ≥ 3，且未到过“Cart”：50% 达到目标（40% 至 60%；80 位客户，占 20%）。'
    """
    words = WORDS[language]
    who = words["and"].join(_condition(*c, language) for c in branch.conditions)
    if outcome == "goal":
        value, low, high = (percent(x, language) for x in (branch.value, branch.low, branch.high))
    else:
        value, low, high = (_points(x) for x in (branch.value, branch.low, branch.high))
    return words[f"{outcome}_leaf"].format(
        who=who[:1].upper() + who[1:],
        value=value,
        low=low,
        high=high,
        count=f"{branch.count:,}",
        share=percent(branch.share, language),
    )


def _points(feeling: float) -> str:
    """A feeling with its sign and a true minus; nothing has no sign."""
    rounded = round(feeling, 1)
    return f"{rounded:+.1f}".replace("-", "−") if rounded else "0.0"


def _condition(feature: str, kind: str, above: bool, threshold: float, language: Language) -> str:
    words = WORDS[language]
    if kind == "flag":
        return _flag(feature, language, "" if above else "not_")
    name = feature_name(feature, language)
    return words["at_least" if above else "below"].format(name=name, threshold=f"{threshold:g}")


def share_word(feature: str, language: Language) -> str:
    """A feature as a number: shares say so.

    >>> share_word("channel:app", "en"), share_word("visits", "en")
    ('share in “app”', 'visits')
    """
    name = feature_name(feature, language)
    if feature.partition(":")[0] in ("channel", "device", "stage") or feature in _SHARES:
        return WORDS[language]["share_of"].format(name=name)
    return name
