"""Why the data say nothing about a part of a map, in the language of the map."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final, Literal

from sojourn.journeymap.model import Match
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
        "or": " or ",
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
        "or": "或",
        "quoted": "“{name}”",
    },
}
_NAMED: Final = 3
_SEARCHED: Final = 5_000


def quoted(names: Sequence[str], language: Language) -> str:
    """Some names in quotation marks; of many the first."""
    words = _WORDS[language]
    told = [words["quoted"].format(name=name[:80]) for name in names[:_NAMED]]
    return words["or"].join([*told, "…"] if len(names) > _NAMED else told)


def nothing_at(rule: Match, log: JourneyLog, language: Language) -> str:
    """Why no event belongs to a touchpoint: the first of its conditions that nothing fulfils."""
    words = _WORDS[language]
    names = log.touchpoints.names
    if rule.touchpoint and not _any(rule.touchpoint, names):
        near = [n for name in rule.touchpoint[:_NAMED] for n in _near(name, names)]
        told = words["name"].format(names=quoted(rule.touchpoint, language))
        return told + words["near"].format(names=quoted(list(dict.fromkeys(near)), language)) * bool(near)
    if rule.channel:
        channels = log.vocabularies["channel"].names if "channel" in log.vocabularies else ()
        if not _any(rule.channel, channels):
            return words["channel"].format(names=quoted(rule.channel, language))
    for attribute, values in rule.properties.items():
        if not log.has(attribute):
            return words["attribute"].format(name=attribute[:80])
        if attribute in log.vocabularies and not _any(values, log.vocabularies[attribute].names):
            return words["value"].format(name=attribute[:80], names=quoted(values, language))
    conditions = bool(rule.touchpoint) + bool(rule.channel) + len(rule.properties)
    return words["together" if conditions > 1 else "taken"]


def _any(wanted: Sequence[str], names: Sequence[str]) -> bool:
    return not {name.casefold() for name in wanted}.isdisjoint(name.casefold() for name in names)


def _near(name: str, names: Sequence[str]) -> list[str]:
    """The names most like one, whatever their case."""
    spelled = {known.casefold(): known for known in reversed(names[:_SEARCHED])}
    return [spelled[found] for found in get_close_matches(name.casefold(), spelled, n=2, cutoff=0.6)]
