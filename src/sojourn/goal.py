"""What counts as success: the touchpoints the user names, or the one that most looks like it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from sojourn.errors import UnknownNameError
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys

_WORDS: Final = (
    (
        "purchase", "purchased", "buy", "bought", "order", "ordered", "orders", "payment", "paid", "pay", "booking",
        "booked", "购买", "成交", "下单", "订单", "支付", "付款", "预订",
    ),
    ("conversion", "converted", "won", "signed", "转化", "签约"),
    ("subscription", "subscribed", "subscribe", "renewal", "renewed", "renew", "订阅", "续费", "续订", "复购"),
)  # fmt: skip
"""Words of success, the surest kind first."""
_DONE: Final = frozenset((
    "done", "complete", "completed", "success", "successful", "succeeded", "placed", "confirmed", "received", "paid",
))  # fmt: skip
_DONE_ZH: Final = ("成功", "完成", "已")
_NO_SUCCESS: Final = frozenset((
    "abandoned", "cancel", "canceled", "cancelled", "cancellation", "failed", "failure", "error", "refund", "refunded",
    "return", "returned", "declined", "history", "status", "page", "view", "viewed", "search", "list", "shipped",
    "delivered", "tracking", "pending", "expired", "attempt", "start", "started", "begin", "draft", "checkout",
    "reminder", "question", "problem", "complaint", "choice", "choose", "method", "option", "select", "selected",
    "details", "info", "form",
))  # fmt: skip
"""Words that speak of a part or a failure of it."""
_NO_SUCCESS_ZH: Final = ("取消", "退款", "退货", "失败", "查询", "查看", "浏览", "提醒", "放弃", "投诉", "页")
_TOKEN: Final = re.compile(r"[a-z]+")
_MOST_NAMES: Final = 20_000


@dataclass(frozen=True, slots=True)
class Goal:
    """The touchpoints that count as success, and how they were chosen.

    Attributes
    ----------
    touchpoints
        A customer reaches the goal who meets any of them; empty = there is no goal.
    basis
        ``given`` by the user, by a ``word`` in its name, by the ``value`` it brings in, or ``none``.
    word
        The word that decided.
    """

    touchpoints: tuple[str, ...]
    basis: Literal["given", "word", "value", "none"]
    word: str = ""


def find_goal(log: JourneyLog, named: Sequence[str] = ()) -> Goal:
    """The goal of a log.

    Names given by the user are found whatever their case. Otherwise it is the touchpoint whose name holds the surest
    kind of word of success and none that speaks of a part or a failure of it (``order cancelled``, ``payment page``);
    among several, the one with most value, then one that says it is done (``payment done``), then most events. Without such a name it is the touchpoint with the largest
    sum of values, and without values there is no goal.

    Raises
    ------
    UnknownNameError
        If a given name is none of the log's touchpoints.

    Examples
    --------
    >>> from sojourn.testing import log_of
    >>> log = log_of('''
    ...     ann  09:00  Home
    ...     ann  09:05  Order cancelled
    ...     ann  09:09  Order placed
    ... ''')
    >>> find_goal(log).touchpoints, find_goal(log, ["home"]).touchpoints
    (('Order placed',), ('Home',))
    """
    names = log.touchpoints.names
    if named:
        return Goal(tuple(dict.fromkeys(_resolve(name, names) for name in named)), "given")
    if not names or len(names) > _MOST_NAMES:
        return Goal((), "none")
    worth = log.reduce(_worth)
    found = []
    for code, name in enumerate(names):
        rank, word = _success(name)
        if word and worth[1, code]:
            found.append((rank, -worth[0, code], not _says_done(name), -worth[1, code], name, word))
    if found:
        *_, name, word = min(found)
        return Goal((name,), "word", word)
    best = int(np.argmax(worth[0]))
    return Goal((names[best],), "value") if worth[0, best] > 0 else Goal((), "none")


def likely_goal(names: Mapping[str, int]) -> str:
    """The name among some touchpoints, with their counts, that most looks like success; empty if none does.

    >>> likely_goal({"Home": 9, "Order cancelled": 1, "Order placed": 2})
    'Order placed'
    """
    found = [
        (rank, not _says_done(n), -count, n)
        for n, count in names.items()
        for rank, word in [_success(n)]
        if word
    ]
    return min(found)[-1] if found else ""


def _resolve(name: str, names: Sequence[str]) -> str:
    if name in names:
        return name
    wanted = " ".join(name.split()).casefold()
    for known in names:
        if known.casefold() == wanted:
            return known
    folded = {known.casefold().replace("_", " "): known for known in names}
    if wanted.replace("_", " ") in folded:
        return folded[wanted.replace("_", " ")]
    raise UnknownNameError.among("touchpoint", name, names[:_MOST_NAMES])


def _success(name: str) -> tuple[int, str]:
    """Rank and text of the word of success in a name; an empty text if there is none."""
    lowered = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
    tokens = _TOKEN.findall(lowered)
    if _NO_SUCCESS.intersection(tokens) or any(part in lowered for part in _NO_SUCCESS_ZH):
        return 0, ""
    for rank, words in enumerate(_WORDS):
        for word in words:
            if word in tokens or (not word.isascii() and word in lowered):
                return rank, word
    return 0, ""


def _says_done(name: str) -> bool:
    return bool(_DONE.intersection(_TOKEN.findall(name.lower()))) or any(part in name for part in _DONE_ZH)


def _worth(journeys: Journeys) -> NDArray[np.float64]:
    """Sum of values and number of events by touchpoint code; float64, shape (2, names)."""
    span = slice(journeys.offsets[0], journeys.offsets[-1])
    codes = journeys.flat("touchpoint")[span]
    names = len(journeys.touchpoints)
    known = codes >= 0
    events = np.bincount(codes[known], minlength=names)[:names]
    if "value" not in journeys.columns:
        return np.stack([np.zeros(names), events.astype(np.float64)])
    values = journeys.flat("value")[span]
    counted = known & (values > 0)
    sums = np.bincount(codes[counted], weights=values[counted], minlength=names)[:names]
    return np.stack([sums, events.astype(np.float64)])
