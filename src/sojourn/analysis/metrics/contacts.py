"""Which touchpoints are contacts with support, and which are cancellations, by words of their names.

This is the one place that says so. A name is looked at in its words (``callStarted`` is ``call started``), in any case.
What a list misses is named by :class:`~sojourn.analysis.metrics.definitions.Definitions`.
"""

from typing import Final

from sojourn.events.names import words

SUPPORT_CHANNELS: Final = frozenset(
    ("phone", "call", "calls", "hotline", "voice", "telephone", "chat", "livechat", "callcenter", "support", "helpdesk",
     "service", "care", "helpline", "desk", "ticket", "tickets")
)  # fmt: skip
"""A channel with one of these words is one of support."""
SUPPORT_CHANNELS_ZH: Final = ("电话", "热线", "客服", "人工", "工单")

CONTACT_PHRASES: Final = (
    "called support", "contacted support", "contact support", "support contacted", "support ticket", "ticket opened",
    "ticket created", "ticket submitted", "ticket reopened", "phone call", "inbound call", "incoming call", "call started", "call received",
    "call abandoned", "missed call", "chat started", "chat opened", "chat requested", "live chat", "complaint", "complained", "complaint filed", "enquiry",
    "inquiry", "hotline", "support request", "contact form", "asked for help", "handed over", "callback requested", "case opened",
    "case created",
)  # fmt: skip
"""A touchpoint with one of these phrases is a contact, whatever its channel."""
CONTACT_PHRASES_ZH: Final = (
    "来电",
    "呼入",
    "拨打",
    "联系客服",
    "咨询客服",
    "在线客服",
    "工单创建",
    "提交工单",
    "投诉",
    "报修",
)

NO_CONTACT: Final = frozenset(
    ("replied", "reply", "answered", "solved", "resolved", "closed", "ended", "completed", "rated", "rating", "survey",
     "assigned", "updated", "transferred", "sent", "delivered", "outbound", "outgoing", "voicemail", "bot", "chatbot", "viewed",
     "page", "article", "bounce", "order", "ordered", "note", "queue", "wait", "waiting", "cancelled", "email", "newsletter")
)  # fmt: skip
"""A touchpoint with one of these words is what support does, or no contact at all."""
NO_CONTACT_PHRASES: Final = (
    "ticket open",
    "ticket pending",
    "ticket hold",
    "ticket on hold",
    "ticket message",
    "automatic message",
)
"""States of a ticket, and messages of which the name does not tell who wrote them, are no contacts either."""
NO_CONTACT_ZH: Final = ("回复", "解决", "关闭", "结束", "评价", "呼出", "外呼", "机器人", "智能客服")

CANCELLATION_PHRASES: Final = (
    "subscription cancelled", "subscription canceled", "cancelled subscription", "canceled subscription", "cancel subscription",
    "membership cancelled", "membership canceled", "membership ended", "contract cancelled", "contract canceled", "contract terminated",
    "contract ended", "account closed", "account deleted", "account cancelled", "account canceled", "plan cancelled", "plan canceled",
    "subscription ended", "subscription expired", "churned", "policy cancelled", "policy lapsed", "kündigung", "gekündigt",
)  # fmt: skip
"""A touchpoint with one of these phrases is a customer leaving for good."""
CANCELLATION_PHRASES_ZH: Final = ("取消订阅", "退订会员", "注销", "销户", "退会", "解约", "合同终止", "流失")


def is_support_channel(name: str) -> bool:
    """Whether a channel is one of support.

    >>> is_support_channel("Phone"), is_support_channel("客服热线"), is_support_channel("web")
    (True, True, False)
    """
    return bool(SUPPORT_CHANNELS & set(words(name).split())) or any(w in name for w in SUPPORT_CHANNELS_ZH)


def contact_kind(touchpoint: str) -> int:
    """1 if the touchpoint is a contact by its name, −1 if it is none by its name, 0 if its channel decides.

    >>> [contact_kind(name) for name in ("Called support", "Support replied", "Delivery question")]
    [1, -1, 0]
    """
    own = words(touchpoint)
    if NO_CONTACT & set(own.split()) or _has(own, NO_CONTACT_PHRASES):
        return -1
    if any(w in touchpoint for w in NO_CONTACT_ZH):
        return -1
    return int(_has(own, CONTACT_PHRASES) or any(w in touchpoint for w in CONTACT_PHRASES_ZH))


def is_cancellation(touchpoint: str) -> bool:
    """Whether a customer leaves for good at the touchpoint.

    >>> is_cancellation("Subscription cancelled"), is_cancellation("Order cancelled"), is_cancellation("取消订阅")
    (True, False, True)
    """
    return _has(words(touchpoint), CANCELLATION_PHRASES) or any(
        w in touchpoint for w in CANCELLATION_PHRASES_ZH
    )


def _has(own: str, phrases: tuple[str, ...]) -> bool:
    return any(f" {phrase} " in f" {own} " for phrase in phrases)
