"""Which symbol a channel gets: by words of its name, in English and Chinese."""

from typing import Final

_WORDS: Final = (
    ("email", ("email", "e-mail", "newsletter", "inbox", "crm", "邮件", "郵件", "邮箱")),
    ("chat", ("chat", "messenger", "whatsapp", "bot", "wechat", "telegram", "在线客服", "聊天", "微信", "即时")),
    ("social", ("social", "instagram", "facebook", "tiktok", "twitter", "youtube", "weibo", "community", "forum",
                "社交", "微博", "抖音", "小红书", "社区", "论坛")),
    ("ads", ("ad", "ads", "advert", "search", "sem", "seo", "display", "paid", "campaign", "banner", "google",
             "广告", "搜索", "投放", "推广")),
    ("phone", ("phone", "call", "hotline", "voice", "ivr", "telephone", "sms", "电话", "热线", "短信")),
    ("store", ("store", "shop", "branch", "retail", "pos", "counter", "desk", "office", "front-desk", "门店", "店铺",
               "柜台", "线下", "网点", "前台")),
    ("parcel", ("parcel", "package", "delivery", "shipping", "logistics", "box", "courier", "包裹", "物流", "快递", "配送")),
    ("mail", ("mail", "post", "letter", "paper", "信件", "邮寄", "信函")),
    ("survey", ("survey", "review", "reviews", "rating", "feedback", "form", "nps", "csat", "问卷", "调查", "评价", "反馈")),
    ("app", ("app", "mobile", "ios", "android", "mini-program", "miniprogram", "应用", "小程序", "手机")),
    ("web", ("web", "site", "website", "online", "internet", "browser", "portal", "shopfront", "网站", "网页", "官网", "线上")),
    ("people", ("people", "friend", "friends", "family", "person", "word", "referral", "staff", "agent", "human", "meeting",
                "clinic", "event", "人员", "朋友", "口碑", "推荐", "顾问", "面谈")),
)  # fmt: skip


def icon_of(channel: str) -> str:
    """The name of the symbol for a channel; ``"other"`` if nothing fits.

    >>> icon_of("Mobile App"), icon_of("微信客服"), icon_of("fax")
    ('app', 'chat', 'other')
    """
    text = channel.casefold()
    words = set("".join(c if c.isalnum() or c == "-" else " " for c in text).replace("_", " ").split())
    words |= {part for word in words for part in word.split("-")}
    for icon, names in _WORDS:
        if any(name in words or (not name.isascii() and name in text) for name in names):
            return icon
    return "other"
