"""Names of segments: what sets each of them apart, in two or three words."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sojourn.analysis.features.words import Language, feature_name
from sojourn.analysis.segments.result import Segments

TRAITS: Final = 5
PER_FAMILY: Final = 2
DIFFERENT: Final = 0.3
"""Standard deviations from which a difference is told."""

_OUTCOMES: Final = frozenset(("goal", "rating", "money"))
_CALENDAR: Final = frozenset(("tenure_days", "recency_days"))

Row = Mapping[str, Any]

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
    },
}


def segment_names(found: Segments, language: Language) -> dict[int, str]:
    """A name for every segment but 0, no two alike.

    Made of the two strongest traits of different families, of a third where two segments share them.
    """
    traits = found.traits.to_pylist()
    numbers = [number for number in found.table["segment"].to_pylist() if number]
    return _names({n: strongest([t for t in traits if t["segment"] == n]) for n in numbers}, language)


def strongest(traits: Sequence[Row]) -> list[Row]:
    """The traits worth telling, strongest first: what is done, not how it ends nor when it was."""
    kept: list[Row] = []
    for trait in traits:
        family = trait["family"]
        if family in _OUTCOMES or trait["feature"] in _CALENDAR or abs(trait["difference"]) < DIFFERENT:
            continue
        if sum(t["family"] == family for t in kept) < PER_FAMILY and len(kept) < TRAITS:
            kept.append(trait)
    return kept


def _names(own: Mapping[int, Sequence[Row]], language: Language) -> dict[int, str]:
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
