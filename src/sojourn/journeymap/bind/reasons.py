"""Why the data say nothing about a part of a map, in the language of the map."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Final, Literal

from sojourn.journeymap.matching import matching
from sojourn.journeymap.model import JourneyMap, Match, Stage, Touchpoint
from sojourn.log.journeylog import JourneyLog

Language = Literal["en", "zh"]

_WORDS: Final = {
    "en": {
        "name": "No event is called {names}.",
        "near": " Close to it: {names}.",
        "channel": "No event has the channel {names}.",
        "attribute": "Events have no “{name}”.",
        "value": "No event has “{name}” = {names}.",
        "together": "No event fits all conditions at once.",
        "taken": "All events that would fit belong to touchpoints of the map with more conditions.",
        "no_segment": "The persona has no segment, so nothing says whose events are theirs.",
        "no_condition": "{text} is not a condition such as channel=app.",
        "no_group": "“{name}” holds numbers or times, which make no groups.",
        "segment": "There is no segment {names}.",
        "segments": " Found in this log: {names}.",
        "no_segments": " No segments were found in this log.",
        "few": "{n} of the customers belong to it; below {least} nothing is said.",
        "goal": "No goal is given.",
        "ratings": "There are no such ratings here.",
        "unmeasured": "Events cannot measure this.",
        "no_value": "These data cannot tell it: {reason}.",
        "no_waits": "Nothing follows here.",
        "no_feeling": "No rating or text tells how customers feel here.",
        "no_interval": "One observation is not enough to compare.",
        "undecided": "The interval holds the target; the data do not decide.",
        "target": "The target {text} is not a comparison such as >= 40, <= 5 % or <= 2d.",
        "target_share": "The target {text} has no %, and the metric is a share.",
        "target_duration": "The target {text} has no unit of time, and the metric is a duration.",
        "target_number": "The target {text} has a unit that the metric does not have.",
        "no_kind": "The text names nothing that events show (a wait, an error, giving up, a loop …).",
        "no_candidate": "Nothing of this kind ({kind}) was found here in 30 customers or more.",
        "look_alike": "Customers who meet it fare worse, but against comparable customers nothing certain is left of it.",
        "not_comparable": "There are no comparable customers.",
        "no_goal": "Nothing in this log looks like a goal that it could cost; name one.",
        "other": "Another pain point of this touchpoint has the evidence of this kind ({kind}).",
        "no_touchpoint": "No event belongs to its touchpoint.",
        "kind_wait": "a wait",
        "kind_error": "an error",
        "kind_channel_break": "a change of channel",
        "kind_drop_off": "giving up",
        "kind_loop": "a loop",
        "kind_repeated_contact": "a repeated contact",
        "kind_low_rating": "low ratings",
        "kind_complaint": "complaints",
        "or": " or ",
        "and": ", ",
        "quoted": "“{name}”",
    },
    "zh": {
        "name": "没有名为{names}的事件。",
        "near": "相近的名称：{names}。",
        "channel": "没有渠道为{names}的事件。",
        "attribute": "事件中没有“{name}”这一属性。",
        "value": "没有“{name}”为{names}的事件。",
        "together": "没有事件同时满足全部条件。",
        "taken": "符合条件的事件都归入了地图上条件更多的触点。",
        "no_segment": "该人物画像没有指定分群，无从知道哪些事件属于他们。",
        "no_condition": "{text}不是条件，条件的写法如 channel=app。",
        "no_group": "“{name}”是数值或时间，不能用来分群。",
        "segment": "没有名为{names}的分群。",
        "segments": "在该日志中找到的分群：{names}。",
        "no_segments": "在该日志中没有找到分群。",
        "few": "只有 {n} 位客户属于该画像；少于 {least} 位时不作判断。",
        "goal": "没有给定目标。",
        "ratings": "此处没有这类评分。",
        "unmeasured": "事件数据无法衡量该指标。",
        "no_value": "这些数据无法得出该指标：{reason}。",
        "no_waits": "此后没有其他事件。",
        "no_feeling": "没有评分或文字说明客户在此处的感受。",
        "no_interval": "只有一次观测，无法比较。",
        "undecided": "区间包含目标值，数据无法判定。",
        "target": "目标{text}不是比较式，写法如 >= 40、<= 5 % 或 <= 2d。",
        "target_share": "该指标是比例，而目标{text}没有写 %。",
        "target_duration": "该指标是时长，而目标{text}没有写时间单位。",
        "target_number": "目标{text}带有该指标没有的单位。",
        "no_kind": "文字没有提到事件能反映的问题（等待、出错、放弃、反复等）。",
        "no_candidate": "在此处没有发现涉及 30 位以上客户的这类问题（{kind}）。",
        "look_alike": "遇到它的客户结果较差，但与可比客户相比，已看不出确定的差异。",
        "not_comparable": "没有可比的客户。",
        "no_goal": "日志中没有可视为目标的触点，无从估计影响；请指定目标。",
        "other": "该触点的另一个痛点已使用这类问题（{kind}）的证据。",
        "no_touchpoint": "没有事件属于它所在的触点。",
        "kind_wait": "等待",
        "kind_error": "出错",
        "kind_channel_break": "渠道中断",
        "kind_drop_off": "放弃",
        "kind_loop": "反复",
        "kind_repeated_contact": "重复联系",
        "kind_low_rating": "低评分",
        "kind_complaint": "投诉",
        "or": "或",
        "and": "、",
        "quoted": "“{name}”",
    },
}
_NAMED: Final = 3
_SEARCHED: Final = 2_000
_COMPARED: Final = 200


def words_of(language: Language) -> Mapping[str, str]:
    """The reasons in a language, by key."""
    return _WORDS[language]


def quoted(
    names: Sequence[str], language: Language, *, most: int = _NAMED, between: Literal["or", "and"] = "or"
) -> str:
    """Some names in quotation marks; of many the first."""
    words = _WORDS[language]
    told = [words["quoted"].format(name=name[:80]) for name in names[:most]]
    return words[between].join([*told, "…"] if len(names) > most else told)


def nothing_at(rule: Match, log: JourneyLog, language: Language) -> str:
    """Why no event belongs to a touchpoint: the first of its conditions that nothing fulfils."""
    words = _WORDS[language]
    names = log.touchpoints.names
    if rule.touchpoint and not _any(rule.touchpoint, names):
        near = [n for name in rule.touchpoint[:_NAMED] for n in near_names(name, names)]
        told = words["name"].format(names=quoted(rule.touchpoint, language))
        return told + words["near"].format(names=quoted(list(dict.fromkeys(near)), language)) * bool(near)
    if rule.channel:
        channels = log.vocabularies["channel"].names if "channel" in log.vocabularies else ()
        if not _any(rule.channel, channels):
            return words["channel"].format(names=quoted(rule.channel, language))
    for attribute, values in rule.properties.items():
        if not log.has(attribute):
            return words["attribute"].format(name=attribute[:80])
        if not _fits(Match(properties={attribute: values}), log):
            return words["value"].format(name=attribute[:80], names=quoted(values, language))
    return words["taken" if _fits(rule, log) else "together"]


def _fits(rule: Match, log: JourneyLog) -> bool:
    """Whether any event fits a rule that stands alone."""
    alone = Touchpoint(id="x", name="x", stage="x", match=rule)
    found = matching(log, JourneyMap(title="x", stages=(Stage(id="x", name="x"),), touchpoints=(alone,)))
    return bool(log.reduce(lambda journeys: int((found.places(journeys) >= 0).any())))


def _any(wanted: Sequence[str], names: Sequence[str]) -> bool:
    return not {name.casefold() for name in wanted}.isdisjoint(name.casefold() for name in names)


def near_names(name: str, names: Sequence[str]) -> list[str]:
    """The names most like one, whatever their case; of a log with very many the first are looked at, of long ones the beginning."""
    spelled = {known[:_COMPARED].casefold(): known for known in reversed(names[:_SEARCHED])}
    wanted = name[:_COMPARED].casefold()
    return [spelled[found] for found in get_close_matches(wanted, spelled, n=2, cutoff=0.6)]
