"""Features of customers in words, English and Chinese."""

from collections.abc import Mapping
from typing import Final, Literal

Language = Literal["en", "zh"]

NAMES: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {
        "events": "events",
        "visits": "visits",
        "events_per_visit": "events per visit",
        "active_days": "active days",
        "distinct_touchpoints": "different touchpoints",
        "tenure_days": "days since the first event",
        "recency_days": "days since the last event",
        "gap_days": "days between visits",
        "weekend_share": "at the weekend",
        "night_share": "at night",
        "morning_share": "in the morning",
        "afternoon_share": "in the afternoon",
        "evening_share": "in the evening",
        "orders": "payments",
        "revenue": "revenue",
        "order_value": "revenue per payment",
        "ratings": "ratings given",
        "rating_mean": "mean rating (−5 to +5)",
        "contacts": "requests for help",
        "reversals": "returns and cancellations",
        "goals": "goal events",
        "reached": "reaching the goal",
    },
    "zh": {
        "events": "事件数",
        "visits": "访问次数",
        "events_per_visit": "每次访问的事件数",
        "active_days": "活跃天数",
        "distinct_touchpoints": "不同触点数",
        "tenure_days": "距首次事件的天数",
        "recency_days": "距最近一次事件的天数",
        "gap_days": "两次访问间隔天数",
        "weekend_share": "在周末",
        "night_share": "在夜间",
        "morning_share": "在上午",
        "afternoon_share": "在下午",
        "evening_share": "在晚上",
        "orders": "付款次数",
        "revenue": "消费金额",
        "order_value": "每次付款金额",
        "ratings": "评分次数",
        "rating_mean": "平均评分（−5 至 +5）",
        "contacts": "求助次数",
        "reversals": "退货与取消次数",
        "goals": "目标事件数",
        "reached": "达到目标",
    },
}

_DEVICES: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {"phone": "on a phone", "tablet": "on a tablet", "desktop": "on a computer"},
    "zh": {"phone": "使用手机", "tablet": "使用平板", "desktop": "使用电脑"},
}
_PLACES: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {"touchpoint": "“{name}”", "channel": "in “{name}”", "device": "on “{name}”", "stage": "in “{name}”"},
    "zh": {"touchpoint": "“{name}”", "channel": "在“{name}”渠道", "device": "使用“{name}”", "stage": "处于“{name}”阶段"},
}  # fmt: skip


def feature_name(feature: str, language: Language) -> str:
    """What a feature is called.

    >>> feature_name("gap_days", "en"), feature_name("device:phone", "zh"), feature_name("touchpoint:Cart", "en")
    ('days between visits', '使用手机', '“Cart”')
    """
    family, _, name = feature.partition(":")
    if not name:
        return NAMES[language].get(feature, feature)
    if family == "device" and name in _DEVICES[language]:
        return _DEVICES[language][name]
    return _PLACES[language][family].format(name=name)


def figure(number: float) -> str:
    """A number with two or three digits that count.

    >>> figure(0.0456), figure(3.14159), figure(26.22), figure(1234.5)
    ('0.046', '3.1', '26', '1,234')
    """
    size = abs(number)
    if size >= 10:
        return f"{number:,.0f}"
    if size >= 1:
        return f"{number:.1f}".removesuffix(".0")
    return f"{number:.2g}"


def percent(share: float, language: Language) -> str:
    """A share as whole percent; a little is not told as none, nor almost all as all.

    >>> percent(0.873, "zh"), percent(0.004, "zh"), percent(0.0, "zh"), percent(0.997, "zh")
    ('87%', '<1%', '0%', '>99%')
    """
    mark = "%" if language == "zh" else "\u202f%"
    space = "" if language == "zh" else "\u00a0"
    if 0 < share < 0.005:
        return f"<{space}1{mark}"
    if 0.995 < share < 1:
        return f">{space}99{mark}"
    return f"{share * 100:.0f}{mark}"
