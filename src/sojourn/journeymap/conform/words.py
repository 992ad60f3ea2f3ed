"""Deviations in words, in English and Chinese."""

from typing import Final, Literal

from sojourn.journeymap.conform.deviation import Deviation
from sojourn.journeymap.conform.line import Share
from sojourn.units import duration_text

Language = Literal["en", "zh"]

_SAYS: Final[dict[Language, dict[str, str]]] = {
    "en": {
        "missing_touchpoint": "{who} meet “{a}”, which the map does not show.",
        "unknown_name": "No event fits “{a}”, but {who} meet “{b}”, which the map does not show.",
        "unmet_touchpoint": "{nobody} meets “{a}”.",
        "missing_flow": "{who} go straight from “{a}” to “{b}”; the map draws no such way.",
        "missing_loop": "{who} meet “{a}” again right after it; the map draws no loop.",
        "unused_flow": "{nobody} goes straight from “{a}” to “{b}”, as the map draws it.",
        "unused_loop": "{nobody} meets “{a}” again right after it, as the map draws it.",
        "other_order": "“{a}” comes before “{b}”, not after it: {who} go that way, and next to nobody the way drawn.",
        "begins_elsewhere": "{who} begin at “{a}”, where the map has no start.",
        "never_begins": "{nobody} begins at “{a}”, as the map says.",
        "ends_elsewhere": "{who} end at “{a}”, where the map has no end.",
        "never_ends": "{nobody} ends at “{a}”, as the map says.",
        "takes_longer": "After “{a}” it takes {median} in the middle (n = {n}), longer than the {expected} the map expects.",
        "feels_worse": "“{a}” feels worse than drawn: {measured} ({low} to {high}, n = {n}) instead of {drawn}.",
        "feels_better": "“{a}” feels better than drawn: {measured} ({low} to {high}, n = {n}) instead of {drawn}.",
        "internal_view": "The map sees the company from within: over {touchpoints} touchpoints its feelings lie {higher} above those measured.",
        "for": "{a}” to “{persona}",
        "who": "{n} customers ({share})",
        "who_one": "1 customer ({share})",
        "nobody": "Nobody",
        "hardly": "Hardly anybody ({n} of {all})",
    },
    "zh": {
        "missing_touchpoint": "{who}会经过“{a}”，地图上却没有它。",
        "unknown_name": "没有事件与“{a}”匹配；而{who}会经过“{b}”，地图上却没有它。",
        "unmet_touchpoint": "{nobody}经过“{a}”。",
        "missing_flow": "{who}从“{a}”直接到“{b}”，地图上没有画这条路线。",
        "missing_loop": "{who}在“{a}”后紧接着又回到这里，地图上没有画循环。",
        "unused_flow": "{nobody}像地图所画的那样从“{a}”直接到“{b}”。",
        "unused_loop": "{nobody}像地图所画的那样反复停留在“{a}”。",
        "other_order": "“{a}”在“{b}”之前，而不是之后：{who}按这个方向走，几乎无人按地图上的方向走。",
        "begins_elsewhere": "{who}的旅程从“{a}”开始，地图没有把它标为起点。",
        "never_begins": "{nobody}像地图所说的那样从“{a}”开始旅程。",
        "ends_elsewhere": "{who}的旅程到“{a}”为止，地图没有把它标为终点。",
        "never_ends": "{nobody}像地图所说的那样在“{a}”结束旅程。",
        "takes_longer": "“{a}”之后的等待中位数为{median}（n = {n}），超过地图预期的{expected}。",
        "feels_worse": "“{a}”的实际感受比画的差：{measured}（{low}至{high}，n = {n}），地图画的是{drawn}。",
        "feels_better": "“{a}”的实际感受比画的好：{measured}（{low}至{high}，n = {n}），地图画的是{drawn}。",
        "internal_view": "地图用的是企业自己的眼光：在{touchpoints}个触点上，所画的感受比实测平均高出{higher}分。",
        "for": "{a}”对“{persona}",
        "who": "{n}位客户（{share}）",
        "who_one": "{n}位客户（{share}）",
        "nobody": "没有人",
        "hardly": "几乎没有人（{all}人中仅{n}人）",
    },
}
_REMEDIES: Final[dict[Language, dict[str, str]]] = {
    "en": {
        "missing_touchpoint": "Draw it, or name it under left_out.",
        "unknown_name": "Let it match “{b}”.",
        "unmet_touchpoint": "Take it off the map, or correct its match.",
        "missing_flow": "Draw the way.",
        "missing_loop": "Draw the loop.",
        "unused_flow": "Take the way off the map.",
        "unused_loop": "Take the loop off the map.",
        "other_order": "Turn the way round.",
        "begins_elsewhere": "Mark it as a start.",
        "never_begins": "Take the mark away.",
        "ends_elsewhere": "Mark it as an end.",
        "never_ends": "Take the mark away.",
        "takes_longer": "Ask what customers expect, and why it takes so long.",
        "feels_worse": "Draw what was measured.",
        "feels_better": "Draw what was measured.",
        "internal_view": "Draw what customers feel, not what the company hopes.",
    },
    "zh": {
        "missing_touchpoint": "把它画上，或写入 left_out。",
        "unknown_name": "让它匹配“{b}”。",
        "unmet_touchpoint": "从地图上去掉，或更正它的 match。",
        "missing_flow": "画上这条路线。",
        "missing_loop": "画上循环。",
        "unused_flow": "去掉这条路线。",
        "unused_loop": "去掉循环。",
        "other_order": "把路线反过来。",
        "begins_elsewhere": "标为起点。",
        "never_begins": "取消起点标记。",
        "ends_elsewhere": "标为终点。",
        "never_ends": "取消终点标记。",
        "takes_longer": "了解客户的真实预期，并查明为何这么久。",
        "feels_worse": "按实测改画。",
        "feels_better": "按实测改画。",
        "internal_view": "画客户的感受，而不是企业的愿望。",
    },
}
_REASONS: Final[dict[Language, dict[str, str]]] = {
    "en": {
        "no_customers": "the log holds nobody who meets a touchpoint of this map or one it does not leave out",
        "no_touchpoints": "the map has no touchpoint",
        "no_flow": "the map draws no way from one touchpoint to another",
        "no_way": "no way on the map leads from a start to an end",
        "no_feelings": "no touchpoint has both a drawn and a measured feeling",
        "no_waits": "no touchpoint with an expected wait has waits",
    },
    "zh": {
        "no_customers": "日志中没有客户经过这张地图上的触点，也没有经过未被它略去的触点",
        "no_touchpoints": "地图上没有触点",
        "no_flow": "地图没有画触点之间的路线",
        "no_way": "地图上没有一条从起点到终点的路线",
        "no_feelings": "没有哪个触点既画了感受又有实测",
        "no_waits": "标了预期等待的触点没有等待数据",
    },
}


def said(deviation: Deviation, language: Language = "en") -> str:
    """A deviation as a sentence.

    Examples
    --------
    >>> from sojourn.journeymap.conform.line import share_of
    >>> said(Deviation("missing_flow", "flow", "cart>help", ("Cart", "Help"), share_of(120, 1000)))
    '120 customers (12%) go straight from “Cart” to “Help”; the map draws no such way.'
    """
    return _filled(_SAYS[language][deviation.kind], deviation, language)


def remedy(deviation: Deviation, language: Language = "en") -> str:
    """What to do about a deviation."""
    return _filled(_REMEDIES[language][deviation.kind], deviation, language)


def reason(code: str, language: Language = "en") -> str:
    """Why a part of the score has no value."""
    return _REASONS[language][code]


def percent(share: float) -> str:
    """A share in percent, with a decimal where it is small.

    >>> percent(0.123), percent(0.0123), percent(0.0004), percent(0.9996)
    ('12%', '1.2%', '<0.1%', '>99.9%')
    """
    if 0 < share < 0.0005:
        return "<0.1%"
    if 0.9995 <= share < 1:
        return ">99.9%"
    return f"{share:.0%}" if share >= 0.0995 or share == 0 else f"{share:.1%}"


def _filled(text: str, deviation: Deviation, language: Language) -> str:
    names = [*deviation.names, "", ""]
    numbers = deviation.numbers
    facts: dict[str, str] = {"a": names[0], "b": names[1]}
    facts["who"], facts["nobody"] = _who(deviation.share, language)
    for name in ("measured", "low", "high", "drawn", "higher"):
        if name in numbers:
            facts[name] = _score(float(numbers[name]), signed=name != "higher")
    if "median_s" in numbers:
        facts["median"] = duration_text(float(numbers["median_s"]), language)
    for name in ("n", "touchpoints"):
        if name in numbers:
            facts[name] = f"{int(numbers[name]):,}"
    if "persona" in numbers:
        facts["a"] = _SAYS[language]["for"].format(a=names[0], persona=numbers["persona"])
    facts["expected"] = str(numbers.get("expected", ""))
    return text.format(**facts)


def _score(number: float, *, signed: bool) -> str:
    text = f"{abs(number):.1f}"
    sign = "" if float(text) == 0 else "−" if number < 0 else "+" if signed else ""
    return sign + text


def _who(share: Share, language: Language) -> tuple[str, str]:
    says = _SAYS[language]
    n, all_ = f"{share.customers:,}", f"{share.n:,}"
    who = says["who_one" if share.customers == 1 else "who"].format(n=n, share=percent(share.value))
    return who, says["hardly" if share.customers else "nobody"].format(n=n, all=all_)
