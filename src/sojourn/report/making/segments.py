"""The block on groups of customers: names, traits and drafts of personas in words."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sojourn.analysis.features.words import Language, feature_name, figure, percent
from sojourn.analysis.segments import FEWEST, SINGLE_EVENTS, Segments
from sojourn.analysis.segments.naming import segment_names, strongest
from sojourn.analysis.segments.usual import usual_segments
from sojourn.report.blocks.segments import Segment, Segmentation
from sojourn.report.context import Context
from sojourn.report.metrics import tidy

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

_PHRASES: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {
        "draft": "Draft: {share} of customers. {traits}.{goal}",
        "before": "Before they first reach the goal: ",
        "goal": " {share} reach the goal.",
        "stop": "; ",
    },
    "zh": {
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
    """The segments of the report; other blocks may look into each of them."""
    return usual_segments(context.log, context.goals, context.timezone)


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

    Traits are what :func:`~sojourn.analysis.segments.naming.strongest` keeps, names what
    :func:`~sojourn.analysis.segments.naming.segment_names` gives. Without groups the first part is empty and the second says why.

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
        row["segment"]: strongest([t for t in traits if t["segment"] == row["segment"]])
        for row in rows
        if row["segment"]
    }
    names = segment_names(result, language)
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


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
