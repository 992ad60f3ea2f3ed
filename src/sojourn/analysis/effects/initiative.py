"""Who makes an event happen, as its name tells: the company, the customer, or a failure of the company.

What the company does to customers (a reply that is late, a payment that fails) does not depend on what they wanted;
what they choose to do (read a page, cancel) does. That difference decides what may be called a cause, so the words
that decide it stand here and nowhere else.
"""

import re
from functools import lru_cache
from typing import Final, Literal

from sojourn.events.names import words
from sojourn.events.taxonomy.words.channels import channel_nature

Initiative = Literal["company", "failure", "customer", "leaving", "complaint", "unknown"]
"""``company``: done to or for the customer; ``failure``: the same, and it went wrong; ``customer``: the customer's own
act; ``leaving``: what ends or undoes the relationship or the order, or refuses it; ``complaint``: saying that it went wrong."""

_COMPLAINT: Final = frozenset(("complaint", "complaints", "complained", "complain", "dispute", "claim"))
_COMPLAINT_ZH: Final = ("投诉", "差评", "申诉")
_LEAVING: Final = frozenset((
    "cancel", "canceled", "cancelled", "cancellation", "unsubscribe", "unsubscribed", "churn", "churned", "pause", "paused",
    "uninstall", "uninstalled", "removed", "terminated", "termination", "left", "exit", "logout", "refund", "refunded",
    "returned", "return", "deactivated", "closed", "declined", "decline", "rejected", "rejection", "denied", "refused",
))  # fmt: skip
_LEAVING_ZH: Final = ("取消", "退订", "卸载", "注销", "退款", "退货", "流失", "暂停", "拒绝")
_FAILURE: Final = frozenset((
    "failed", "failure", "fail", "error", "errors", "late", "delayed", "delay", "bounced", "crash", "crashed", "exception", "timeout", "missing", "lost", "damaged", "broken", "wrong", "outage",
    "unavailable", "invalid", "overdue", "incident", "stockout", "backorder", "dunning", "undeliverable",
))  # fmt: skip
_FAILURE_PHRASES: Final = (
    "out of stock",
    "not delivered",
    "payment declined",
    "card declined",
    "payment rejected",
    "card rejected",
    "timed out",
    "not found",
    "no show",
    "missed delivery",
)
_FAILURE_ZH: Final = (
    "失败", "错误", "报错", "延迟", "晚到", "延误", "拒付", "崩溃", "异常", "超时", "缺货", "丢失", "损坏", "故障", "未送达",
)  # fmt: skip
_CUSTOMER: Final = frozenset((
    "opened", "open", "clicked", "click", "viewed", "view", "read", "seen", "answered", "visited", "visit", "page", "searched",
    "search", "added", "add", "browsed", "browse", "submitted", "installed", "invited", "saved", "survey", "review", "reviewed",
    "rated", "rating", "login", "registered", "signup", "started", "start", "called", "call", "checkout", "cart", "purchase",
    "purchased", "bought", "order", "ordered", "placed",
))  # fmt: skip
_CUSTOMER_ZH: Final = (
    "打开",
    "点击",
    "浏览",
    "查看",
    "访问",
    "搜索",
    "加购",
    "提交",
    "填写",
    "评价",
    "致电",
    "下单",
    "购买",
    "登录",
    "注册",
)
_COMPANY: Final = frozenset((
    "sent", "delivered", "shipped", "dispatched", "despatched", "replied", "reply", "responded", "response", "solved", "resolved",
    "confirmed", "confirmation", "processed", "approved", "accepted", "notified", "notification", "invoiced", "invoice",
    "assigned", "escalated", "scheduled", "handed", "transferred", "fulfilled", "issued", "paid", "credited", "packed",
    "completed", "finished", "decision", "offer", "reminder", "served",
))  # fmt: skip
_COMPANY_ZH: Final = (
    "发送", "送达", "发货", "寄出", "回复", "答复", "已解决", "解决", "确认", "处理", "审核", "批准", "通知", "开票", "派单", "转接", "转人工",
    "安排", "完成",
)  # fmt: skip
_ANY_CONTACT: Final = frozenset(
    ("support", "helpdesk", "help", "desk", "service", "customer", "ticket", "tickets", "crm", "human")
)
_TOKEN: Final = re.compile(r"[a-z]+")


@lru_cache(maxsize=4096)
def initiative_of(name: str) -> Initiative:
    """Who makes the event happen, told by its name; ``unknown`` where no word tells.

    Where several kinds of word stand in a name, the first of this order decides: complaint, a phrase of failure
    (*payment declined*), leaving, failure, the customer's own act, the company's.

    >>> [initiative_of(name) for name in ("Parcel late", "Support replied", "Page: Help", "Subscription cancelled")]
    ['failure', 'company', 'customer', 'leaving']
    >>> initiative_of("支付失败"), initiative_of("Confirmation e-mail opened"), initiative_of("Leucocytes")
    ('failure', 'customer', 'unknown')
    """
    text = words(name)
    tokens = set(_TOKEN.findall(text))
    if tokens & _COMPLAINT or _any(name, _COMPLAINT_ZH):
        return "complaint"
    if _any(text, _FAILURE_PHRASES):
        return "failure"
    kinds: tuple[tuple[Initiative, frozenset[str], tuple[str, ...]], ...] = (
        ("leaving", _LEAVING, _LEAVING_ZH),
        ("failure", _FAILURE, _FAILURE_ZH),
        ("customer", _CUSTOMER, _CUSTOMER_ZH),
    )
    for kind, english, chinese in kinds:
        if tokens & english or _any(name, chinese):
            return kind
    return "company" if tokens & _COMPANY or _any(name, _COMPANY_ZH) else "unknown"


def contact_channel(channel: str) -> bool:
    """Whether customers speak with the company in this channel.

    >>> contact_channel("phone"), contact_channel("客服"), contact_channel("web")
    (True, True, False)
    """
    return channel_nature(channel)[0] == "human"


def particular_channel(channel: str) -> bool:
    """Whether a channel of contact says by which way, rather than only that it is support.

    >>> particular_channel("phone"), particular_channel("Support"), particular_channel("客服电话")
    (True, False, True)
    """
    return not set(_TOKEN.findall(words(channel))) <= _ANY_CONTACT or not channel.isascii()


def _any(text: str, parts: tuple[str, ...]) -> bool:
    return any(part in text for part in parts)
