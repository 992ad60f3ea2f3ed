"""What channels are called: contents name the usual ones once, in English."""

from typing import Final

_CHINESE: Final = {
    "web": "网站", "app": "App", "store": "门店", "phone": "电话", "email": "邮件", "sms": "短信", "chat": "在线客服",
    "social": "社交媒体", "ads": "广告", "search": "搜索", "parcel": "快递", "reviews": "评价", "survey": "问卷",
    "branch": "网点", "partner": "合作伙伴", "mail": "信件", "event": "活动", "people": "朋友推荐", "meeting": "面谈",
    "video": "视频", "community": "社区", "portal": "门户", "wechat": "微信", "mini program": "小程序", "mini-program": "小程序",
    "mini_program": "小程序", "atm": "自助机", "card": "银行卡", "clinic": "门诊", "hospital": "医院", "pharmacy": "药房",
    "campus": "校园", "classroom": "课堂", "course": "课堂", "hotel": "酒店", "airport": "机场", "station": "车站", "train": "列车",
    "flight": "航班", "product": "产品", "in_app": "应用内", "in-app": "应用内", "push": "推送", "invoice": "账单", "billing": "账单",
    "help": "帮助中心", "help center": "帮助中心", "help_center": "帮助中心", "docs": "文档", "marketplace": "应用市场",
    "kiosk": "自助机", "advisor": "顾问", "agent": "代理人", "broker": "经纪人", "office": "办公室", "home": "家里", "work": "工作",
    "warehouse": "仓库", "delivery": "配送", "visit": "拜访", "sales": "销售", "service": "服务", "support": "客服",
    "messenger": "即时通讯", "webinar": "线上讲座", "word of mouth": "口碑", "word_of_mouth": "口碑", "friend": "朋友推荐",
    "referral": "推荐", "news": "新闻", "press": "媒体", "letter": "信件", "desk": "柜台", "call": "电话", "tv": "电视",
    "radio": "广播", "device": "设备", "map": "地图", "calendar": "日历", "desktop": "桌面", "api": "接口",
    "intranet": "内网", "erp": "ERP 系统", "workshop": "工作坊", "fair": "展会", "site": "现场", "subscription": "订阅",
}  # fmt: skip


def channel_words(channel: tuple[str, str]) -> tuple[str, str]:
    """The channel in English and Chinese; a usual one need be named in English only.

    >>> channel_words(("store", "store")), channel_words(("WeCom", "企业微信"))
    (('store', '门店'), ('WeCom', '企业微信'))
    """
    english, chinese = channel
    if english != chinese:
        return channel
    return english.replace("_", " "), _CHINESE.get(english.casefold(), chinese)
