"""What kind of meeting a channel is, and who owns the medium, by words of its name in English and Chinese."""

from typing import Final

from sojourn.events.names import words
from sojourn.events.taxonomy.words.meetings import Kind, Media

_CHANNELS: Final[tuple[tuple[Kind, Media, str, tuple[str, ...]], ...]] = (
    ("digital", "paid", "ad ads advert advertising advertisement banner display sem ppc paid sponsored campaign affiliate",
     ("广告", "投放", "推广")),
    ("digital", "earned", ("review reviews rating ratings social community forum press blog instagram facebook tiktok "
     "twitter youtube weibo seo organic referral friend friends"), ("评价", "评论", "社交", "社区", "微博", "抖音", "小红书", "口碑", "朋友")),
    ("human", "owned", ("phone call calls hotline voice telephone chat agent branch counter desk advisor staff "
     "callcenter human meeting clinic visit support"), ("电话", "热线", "客服", "柜台", "网点", "顾问", "人工", "前台", "面谈")),
    ("physical", "owned", ("store stores shop pos retail till parcel parcels package delivery shipping courier post letter mail paper "
     "event kiosk atm"), ("门店", "店铺", "线下", "包裹", "物流", "快递", "配送", "信件", "邮寄", "活动")),
    ("digital", "owned", ("web website site online app mobile email emails newsletter sms push portal ios android survey "
     "surveys nps csat subscription subscriptions wechat internet desktop tablet browser"), ("网站", "网页", "官网", "线上", "应用", "小程序",
     "邮件", "短信", "推送", "问卷", "调查", "微信", "订阅")),
)  # fmt: skip


def channel_nature(channel: str) -> tuple[Kind | None, Media | None]:
    """Kind and medium of a channel; None where its name tells nothing.

    >>> channel_nature("Mobile app"), channel_nature("门店"), channel_nature("X7")
    (('digital', 'owned'), ('physical', 'owned'), (None, None))
    """
    own = set(words(channel).replace("e mail", "email").split())
    for kind, media, english, chinese in _CHANNELS:
        if own & set(english.split()) or any(word in channel for word in chinese):
            return kind, media
    return None, None
