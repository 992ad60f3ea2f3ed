"""Why a metric cannot be computed, in words of a language."""

from typing import Final

_ZH: Final = {
    "no goal is given": "没有给定目标",
    "no touchpoint or channel is one of support": "没有客服触点或渠道",
    "no touchpoint met is a cancellation": "没有表示取消的触点",
    "there are no such customers": "没有这样的客户",
    "no goal event carries a value": "没有带金额的目标事件",
    "no event carries a value": "没有带金额的事件",
    "values stand in several currencies": "金额使用多种货币",
    "there are no such ratings": "没有这样的评分",
    "the log shows answers only, not who could have answered": "日志只有答复，看不到谁本可以作答",
    "there are no goal events": "没有目标事件",
    "fewer than half of the customers get there within the data": "数据期内到达的客户不足一半",
    "no customer was won": "没有新增客户",
    "nothing was spent there": "此处没有花费",
    "the days of the spend table and of the events do not meet": "费用表与事件的日期没有重叠",
    "a factor has fewer than two ratings": "某个因素的评分不足两个",
    "nobody was active in the time before": "此前一段时间没有活跃客户",
    "nobody reached the goal or cancelled": "没有人达成目标或取消",
    "the data end before the time after any contact has run out": "每次联系之后的观察时间都超出了数据范围",
}
"""The reasons in Chinese, by what they are in English."""


def reason_words(reason: str, language: str) -> str:
    """A reason of a metric without a value, in a language; one that has no words stays as it is.

    >>> reason_words("values stand in several currencies", "zh")
    '金额使用多种货币'
    """
    return _ZH.get(reason, reason) if language == "zh" else reason
