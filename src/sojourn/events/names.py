"""What columns are usually called, in English, Chinese and German, and in the exports of common systems.

A column's name is compared in its words: ``userId``, ``user_id`` and ``User ID`` are the same name.
"""

import re
import unicodedata
from typing import Final

_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NOT_WORD: Final = re.compile(r"[\W_]+")

USUAL_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "customer_id": (
        "customer id", "customer number", "customer no", "customer", "customerid", "client id", "user id", "userid",
        "shopper id", "member id", "subscriber id", "contact id", "person id", "profile id", "user", "client",
        "distinct id", "external id", "external customer id", "requester id", "requester external id", "customer ref",
        "customer reference", "buyer id", "guest id", "patient id", "account id", "party id", "uid", "openid",
        "unionid", "case concept name", "case id", "caseid", "case", "loyalty card", "loyalty id", "member no",
        "membership number", "card no", "email", "customer email", "email address", "visitor id", "fullvisitorid",
        "visitor", "anonymous id", "cookie id", "cookie", "client uuid", "device id", "session id", "sessionid",
        "user pseudo id", "phone", "phone number", "trace id",
        "客户id", "客户编号", "客户号", "客户", "顾客id", "顾客编号", "顾客", "用户id", "用户编号", "用户", "会员id",
        "会员编号", "会员号", "会员卡号", "会员", "买家id", "访客id", "手机号", "案例id",
    ),
    "timestamp": (
        "timestamp", "event timestamp", "event time", "event datetime", "time timestamp", "occurred at", "happened at",
        "time", "datetime", "date time", "event date", "original timestamp", "sent at", "created at", "created",
        "created time", "created on", "creation date", "create time", "start time", "started at", "start timestamp",
        "opened at", "completed at", "complete timestamp", "order date", "ordered at", "purchase date", "paid at",
        "invoice date", "transaction date", "transaction time", "visit time", "call start", "call time", "survey date",
        "response date", "responded at", "submitted at", "submission date", "review date", "posted at", "delivered at",
        "scan time", "scanned at", "log time", "server time", "client time", "received at", "date", "day", "when", "ts",
        "tweet created", "first contact date", "won date", "recorded at", "record time", "recorded date", "end date",
        "end time", "updated at", "processed at",
        "时间戳", "时间", "事件时间", "发生时间", "创建时间", "下单时间", "访问时间", "操作时间", "支付时间", "提交时间",
        "评价时间", "通话时间", "日期", "订单日期", "交易时间",
        "zeitstempel", "zeitpunkt", "datum", "erstellt am", "erstellt", "angelegt am", "bestelldatum", "rechnungsdatum", "uhrzeit",
    ),
    "touchpoint": (
        "touchpoint", "touch point", "event name", "event", "event type", "activity", "activity name", "concept name",
        "action", "action name", "interaction", "interaction type", "activity type", "engagement type", "action type", "activity id", "activityid", "event action", "task",
        "event category", "page name", "screen name", "screen", "page", "page title", "page path", "context page path",
        "step", "url path", "page url", "url", "type", "operation", "delivery status", "message type",
        "item id", "itemid",
        "触点", "事件", "事件名称", "事件名", "事件类型", "行为", "行为类型", "动作", "活动", "页面", "页面名称", "操作", "步骤",
        "接触点", "环节名称", "跟进方式", "沟通方式", "互动类型", "ereignis", "aktivität", "aktion",
    ),
    "channel": (
        "channel", "channel name", "touchpoint channel", "contact channel", "case channel", "source channel",
        "channel group", "default channel group", "via channel", "via", "platform",
        "渠道", "渠道名称", "触达渠道", "来源渠道", "平台", "kanal",
    ),
    "stage": ("stage", "journey stage", "funnel stage", "lifecycle stage", "阶段", "旅程阶段", "环节"),
    "value": (
        "value", "revenue", "amount", "order value", "order total", "grand total", "total price", "total amount",
        "total", "transaction value", "conversion value", "purchase value", "purchase amount", "net amount",
        "gross amount", "paid amount", "sales", "sales amount", "dollar value", "price", "gmv", "basket value", "spend amount",
        "total value", "amount paid", "payment amount", "order amount", "subtotal",
        "金额", "订单金额", "支付金额", "实付金额", "交易金额", "成交金额", "消费金额", "销售额", "收入", "总价", "价格",
        "betrag", "umsatz", "gesamtbetrag", "summe", "preis",
    ),
    "currency": ("currency", "currency code", "iso currency", "币种", "货币", "货币代码", "währung"),
    "score": (
        "score", "nps", "nps score", "csat", "csat score", "ces", "ces score", "rating", "star rating", "stars", "star",
        "satisfaction", "satisfaction score", "survey score", "review rating", "review score", "overall rating",
        "likelihood to recommend", "thumb", "thumbs", "feedback score", "effort score", "customer effort score",
        "satisfaction rating", "effort",
        "评分", "得分", "打分", "星级", "满意度", "满意度评分", "推荐意愿", "bewertung", "sterne", "zufriedenheit",
    ),
    "scale": ("scale", "score scale", "rating scale", "评分类型", "量表"),
    "text": (
        "text", "comment", "comments", "feedback", "verbatim", "review text", "review body", "review", "reviews",
        "verified reviews", "message", "message text", "body", "content", "description", "transcript", "free text",
        "open answer", "answer text", "explication", "note", "notes", "subject", "satisfaction comment",
        "评论", "评论内容", "评价", "评价内容", "内容", "反馈", "反馈内容", "留言", "意见", "备注", "描述",
        "kommentar", "nachricht", "bemerkung", "notiz", "beschreibung", "inhalt", "rückmeldung",
    ),
    "cost": (
        "cost", "ad cost", "ad spend", "spend", "media cost", "click cost", "cpc", "cost per click", "campaign cost",
        "handling cost", "成本", "花费", "费用", "消耗", "广告花费",
    ),
    "campaign": (
        "campaign", "utm campaign", "campaign name", "campaign id", "ad campaign", "活动名称", "广告系列", "营销活动", "推广计划",
    ),
    "source": ("source", "utm source", "traffic source", "lead source", "referrer source", "来源", "流量来源"),
    "medium": ("medium", "utm medium", "traffic medium", "媒介"),
    "device": ("device", "device type", "device category", "device class", "设备", "设备类型", "gerät", "gerätetyp"),
    "message_id": (
        "message id", "messageid", "event id", "event uuid", "insert id", "hit id", "消息id", "事件id", "事件编号",
    ),
}  # fmt: skip
"""Role → names, the most telling first."""

UNLIKELY_TIME: Final = re.compile(
    r"birth|dob|deadline|planned|expir|due|updat|modif|synced|delet|joined|since|signup|sign up|registered|"
    r"valid|until|estimat|expected|promis|load|生日|出生|截止|到期|注册|更新|修改|预计"
)
"""Words of times that are about something else than the event."""

CHANNEL_WORDS: Final = {
    "web": "web", "website": "web", "clickstream": "web", "clicks": "web", "pageviews": "web", "app": "app",
    "mobile": "app", "store": "store", "stores": "store", "pos": "store", "till": "store", "email": "email",
    "emails": "email", "mail": "email", "newsletter": "email", "phone": "phone", "call": "phone", "calls": "phone",
    "callcenter": "phone", "chat": "chat", "chats": "chat", "livechat": "chat", "sms": "sms", "push": "push",
    "social": "social", "ads": "ads", "ad": "ads", "advertising": "ads", "survey": "survey", "surveys": "survey",
    "nps": "survey", "csat": "survey", "review": "reviews", "reviews": "reviews", "parcel": "parcel",
    "parcels": "parcel", "shipping": "parcel", "delivery": "parcel", "wechat": "wechat",
    "网站": "web", "网页": "web", "门店": "store", "邮件": "email", "电话": "phone", "客服": "chat", "短信": "sms",
    "社交": "social", "广告": "ads", "问卷": "survey", "评价": "reviews", "评论": "reviews", "物流": "parcel", "微信": "wechat",
}  # fmt: skip
"""Words of a file name that tell the channel of all its events."""


def words(name: str) -> str:
    """A column's name as lower-case words with single spaces.

    >>> words("userId"), words("case:concept:name"), words("Created at"), words("SKUCode")
    ('user id', 'case concept name', 'created at', 'sku code')
    """
    spaced = _CAMEL.sub(" ", unicodedata.normalize("NFKC", name))
    return _NOT_WORD.sub(" ", spaced).strip().casefold()


def name_score(role: str, name: str) -> tuple[float, str]:
    """How well a column's name suits a role, 0 … 1, and the usual name it was recognised by.

    An exact usual name scores 0.7 … 1.0 by its place in the list; a dotted or prefixed name whose last words are a
    usual name scores 0.15 less, a name that merely ends with one 0.4 less.

    >>> name_score("customer_id", "userId")[1], name_score("value", "properties.revenue")[1]
    ('user id', 'revenue')
    """
    usual = USUAL_NAMES[role]
    whole = words(name)
    if whole in usual:
        return _rank(usual, whole), whole
    squeezed = {u.replace(" ", ""): u for u in usual}
    if whole.replace(" ", "") in squeezed:
        found = squeezed[whole.replace(" ", "")]
        return _rank(usual, found), found
    tail = words(re.split(r"[.:/]", name)[-1])
    if tail != whole and tail in usual:
        return _rank(usual, tail) - 0.15, tail
    parts = whole.split()
    for start in range(1, len(parts)):
        ending = " ".join(parts[start:])
        if ending in usual:
            return _rank(usual, ending) - 0.4, ending
    return 0.0, ""


def suits_another(role: str, name: str) -> bool:
    """Whether a column's name is a usual one of some other role.

    >>> suits_another("customer_id", "event"), suits_another("customer_id", "who")
    (True, False)
    """
    return any(name_score(other, name)[0] >= 0.7 for other in USUAL_NAMES if other != role)


def _rank(usual: tuple[str, ...], name: str) -> float:
    return 1.0 - 0.3 * usual.index(name) / len(usual)
