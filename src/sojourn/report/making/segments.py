"""The block on groups of customers: names, traits and drafts of personas in words."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sojourn.analysis.segments import FEWEST, SINGLE_EVENTS, Segments, segments
from sojourn.report.blocks.segments import Segment, Segmentation
from sojourn.report.context import Context
from sojourn.report.making.feature_words import Language, feature_name, figure, percent
from sojourn.report.metrics import tidy

TRAITS: Final = 5
PER_FAMILY: Final = 2
DIFFERENT: Final = 0.3
"""Standard deviations from which a difference is told."""
FOR_ALL: Final = 0.9
"""Where more customers reach the goal it divides nobody: groups are found by all that they do."""

_OUTCOMES: Final = frozenset(("goal", "rating", "money"))
_CALENDAR: Final = frozenset(("tenure_days", "recency_days"))

Row = Mapping[str, Any]

_TRAITS: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {
        "share": "{mean} of events {name} (others {others})",
        "more": "{name}: {ratio} times as many ({mean} against {others})",
        "fewer": "{name}: fewer ({mean} against {others})",
        "level": "{name}: {mean} (others {others})",
        "none": "{name}: none (others {others} on average)",
        "only": "{name}: {mean} on average (others none)",
    },
    "zh": {
        "share": "{mean} 的事件{name}（其他客户 {others}）",
        "more": "{name}：是其他客户的 {ratio} 倍（{mean} 对 {others}）",
        "fewer": "{name}：较少（{mean} 对 {others}）",
        "level": "{name}：{mean}（其他客户 {others}）",
        "none": "{name}：没有（其他客户平均 {others}）",
        "only": "{name}：平均 {mean}（其他客户没有）",
    },
}

_SHORT: Final[Mapping[Language, Mapping[str, tuple[str, str]]]] = {
    "en": {
        "events": ("very active", "few events"),
        "visits": ("many visits", "few visits"),
        "events_per_visit": ("long visits", "short visits"),
        "active_days": ("active on many days", "active on few days"),
        "distinct_touchpoints": ("know much of the journey", "know little of the journey"),
        "gap_days": ("rare visits", "visits close together"),
        "weekend_share": ("at weekends", "on working days"),
        "night_share": ("at night", "not at night"),
        "morning_share": ("in the morning", "not in the morning"),
        "afternoon_share": ("in the afternoon", "not in the afternoon"),
        "evening_share": ("in the evening", "not in the evening"),
        "contacts": ("ask for help", "never ask for help"),
        "reversals": ("return or cancel", "neither return nor cancel"),
    },
    "zh": {
        "events": ("非常活跃", "事件很少"),
        "visits": ("访问多", "访问少"),
        "events_per_visit": ("单次访问长", "单次访问短"),
        "active_days": ("活跃天数多", "活跃天数少"),
        "distinct_touchpoints": ("走过大部分旅程", "只走过小段旅程"),
        "gap_days": ("访问间隔长", "访问间隔短"),
        "weekend_share": ("周末型", "工作日型"),
        "night_share": ("夜间型", "不在夜间"),
        "morning_share": ("上午型", "不在上午"),
        "afternoon_share": ("下午型", "不在下午"),
        "evening_share": ("晚间型", "不在晚上"),
        "contacts": ("常求助", "从不求助"),
        "reversals": ("退货或取消", "不退货不取消"),
    },
}

_PHRASES: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {
        "mostly": "mostly {name}",
        "often": "more often {name}",
        "rarely": "rarely {name}",
        "with": "with {name}",
        "without": "without {name}",
        "join": ", ",
        "nothing": "Much like the others",
        "again": "{name} ({number})",
        "draft": "Draft: {share} of customers. {traits}.{goal}",
        "before": "Before they first reach the goal: ",
        "goal": " {share} reach the goal.",
        "stop": "; ",
    },
    "zh": {
        "mostly": "多{name}",
        "often": "较多{name}",
        "rarely": "很少{name}",
        "with": "有{name}",
        "without": "无{name}",
        "join": "、",
        "nothing": "与其他客户相近",
        "again": "{name}（{number}）",
        "draft": "草稿：占客户的 {share}。{traits}。{goal}",
        "before": "首次达到目标之前：",
        "goal": "{share} 达到目标。",
        "stop": "；",
    },
}

_REASONS: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {
        "gradual": "No groups: behaviour differs gradually, and no division is found again in other customers.",
        "single": "No groups: most customers have a single event, and one event is no behaviour to group by.",
        "little_before": "No groups: too few customers do anything before they reach the goal.",
    },
    "zh": {
        "gradual": "没有分群：行为差异是连续的，任何划分在其他客户中都无法重现。",
        "single": "没有分群：大多数客户只有一个事件，单个事件谈不上行为差异。",
        "little_before": "没有分群：在达到目标之前有其他行为的客户太少。",
    },
}


def grouped(context: Context) -> Segments:
    """The segments of the report; other blocks may look into each of them.

    Found by what customers do before they first reach the goal, so that the groups are not those who reach it and those who do
    not. Where nearly all reach it (:data:`FOR_ALL`), as where every event is a purchase, by all that they do.
    """
    found = segments(context.log, goal=context.goals, timezone=context.timezone, until="goal")
    reached = sum(row["reached"] or 0 for row in found.table.to_pylist())
    if not context.goals or reached < FOR_ALL * found.customers:
        return found
    return segments(context.log, goal=context.goals, timezone=context.timezone)


def _reason(found: Segments, language: Language) -> str:
    reasons = _REASONS[language]
    if found.groups > 1:
        return ""
    if found.reason == SINGLE_EVENTS:
        return reasons["single"]
    return reasons["gradual" if found.stability.num_rows or found.used else "little_before"]


def segments_block(
    context: Context, found: Segments | None = None
) -> tuple[tuple[Segment, ...], Segmentation] | None:
    """Groups in words; None with too few customers to look for any.

    Traits are the features in which a segment differs most from all other customers, at least
    :data:`DIFFERENT` standard deviations, at most :data:`PER_FAMILY` of one family and :data:`TRAITS` in all. The name is
    made of the two strongest of different families. Without groups the first part is empty and the second says why.

    Parameters
    ----------
    found
        What :func:`grouped` gave, where it is known already.
    """
    result = found or grouped(context)
    if result.customers < FEWEST:
        return None
    language = context.language
    rows = result.table.to_pylist()
    tried = {row["groups"]: row["stability"] for row in result.stability.to_pylist()}
    told = Segmentation(
        method=result.spec.method,
        groups=max(result.groups, 1),
        stability=tidy(tried[result.groups]) if result.groups in tried else None,
        features=tuple(feature_name(name, language) for name in result.used),
        customers=result.fitted,
        unassigned=sum(row["customers"] for row in rows if row["segment"] == 0),
        reason=_reason(result, language),
    )
    if result.groups <= 1:
        return (), told
    traits = result.traits.to_pylist()
    own = {
        row["segment"]: _strongest([t for t in traits if t["segment"] == row["segment"]])
        for row in rows
        if row["segment"]
    }
    names = _names(own, language)
    before = bool(context.goals) and result.spec.until == "goal"
    return tuple(_segment(row, names[row["segment"]], own[row["segment"]], before, language) for row in rows if row["segment"]), told  # fmt: skip


def _segment(row: Row, name: str, traits: Sequence[Row], before: bool, language: Language) -> Segment:
    told = tuple(trait_words(trait, language) for trait in traits)
    numbers = ("goal_share", "goal_low", "goal_high", "value_mean", "value_low", "value_high")
    phrases = _PHRASES[language]
    goal = (
        ""
        if row["goal_share"] is None
        else phrases["goal"].format(share=percent(row["goal_share"], language))
    )
    told_first = phrases["stop"].join(told[:3])
    told_first = phrases["before"] + told_first if before else _capital(told_first)
    persona = phrases["draft"].format(share=percent(row["share"], language), traits=told_first, goal=goal)
    return Segment(
        name=name,
        customers=row["customers"],
        share=tidy(row["share"]),
        traits=told,
        persona=persona if told else None,
        **{n: None if row[n] is None else tidy(row[n]) for n in numbers},
    )


def _strongest(traits: Sequence[Row]) -> list[Row]:
    """The traits worth telling, strongest first: what is done, not how it ends nor when it was."""
    kept: list[Row] = []
    for trait in traits:
        family = trait["family"]
        if family in _OUTCOMES or trait["feature"] in _CALENDAR or abs(trait["difference"]) < DIFFERENT:
            continue
        if sum(t["family"] == family for t in kept) < PER_FAMILY and len(kept) < TRAITS:
            kept.append(trait)
    return kept


def trait_words(trait: Row, language: Language) -> str:
    """A trait as people say it.

    >>> trait = {"feature": "channel:app", "kind": "share", "mean": 0.87, "others": 0.4, "difference": 1.2}
    >>> trait_words(trait, "zh")
    '87% 的事件在“app”渠道（其他客户 40%）'
    """
    words, mean, others = _TRAITS[language], trait["mean"], trait["others"]
    name = feature_name(trait["feature"], language)
    if trait["kind"] == "share":
        return words["share"].format(
            name=name, mean=percent(mean, language), others=percent(others, language)
        )
    shown = {"name": name, "mean": figure(mean), "others": figure(others)}
    if mean == 0:
        return words["none"].format(**shown)
    if others == 0:
        return words["only"].format(**shown)
    ratio = mean / others
    if trait["kind"] != "count" or 0.8 < ratio < 1.25:
        return words["level"].format(**shown)
    return words["more" if ratio > 1 else "fewer"].format(ratio=figure(ratio), **shown)


def _names(own: Mapping[int, Sequence[Row]], language: Language) -> dict[int, str]:
    """A name per segment, no two alike: two traits of different families, a third where two segments share them."""
    phrases = _PHRASES[language]
    found: dict[int, str] = {}
    for segment, traits in own.items():
        families: dict[str, Row] = {}
        for trait in traits:
            families.setdefault(trait["family"], trait)
        parts = [_short(trait, language) for trait in families.values()]
        name = _capital(phrases["join"].join(parts[:2])) or phrases["nothing"]
        if name in found.values() and len(parts) > 2:
            name = _capital(phrases["join"].join(parts[:3]))
        if name in found.values():
            name = phrases["again"].format(name=name, number=segment)
        found[segment] = name
    return found


def _short(trait: Row, language: Language) -> str:
    more = trait["difference"] > 0
    pair = _SHORT[language].get(trait["feature"])
    if pair is not None:
        return pair[0 if more else 1]
    phrases, name = _PHRASES[language], feature_name(trait["feature"], language)
    if trait["kind"] == "share":
        much = "mostly" if trait["mean"] >= 0.5 else "often"
        return phrases[much if more else "rarely"].format(name=name)
    return phrases["with" if more else "without"].format(name=name)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
