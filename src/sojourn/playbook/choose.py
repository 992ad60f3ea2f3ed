"""Which entries of the playbook fit a pain point."""

from typing import Final

from sojourn.events.names import words
from sojourn.playbook.entries import ENTRIES
from sojourn.playbook.play import Play, Sort

SORTS: Final[tuple[Sort, ...]] = ("quick_win", "strategic", "innovation")
_SITUATIONS: Final = (
    ("email", "email emails newsletter inbox", ("邮件", "邮箱")),
    ("chat", "chat messenger whatsapp bot wechat telegram", ("聊天", "在线客服", "微信")),
    ("phone", "phone call calls hotline voice telephone ivr callcenter", ("电话", "热线")),
    ("store", "store stores shop pos retail branch counter desk till", ("门店", "店铺", "线下", "网点", "柜台")),
    ("parcel", "parcel parcels package delivery shipping courier logistics post", ("包裹", "物流", "快递", "配送")),
    ("app", "app mobile ios android", ("应用", "小程序", "手机")),
    ("ads", "ad ads advert advertising display sem ppc paid banner", ("广告", "投放", "推广")),
    ("social", "social instagram facebook tiktok weibo community forum", ("社交", "社区", "微博", "抖音", "小红书")),
    ("web", "web website site online portal browser", ("网站", "网页", "官网", "线上")),
)  # fmt: skip


def situation_of(channel: str | None) -> str:
    """The channel as the playbook knows it; empty if no entry is about it.

    >>> situation_of("Live chat"), situation_of("官网"), situation_of("subscription"), situation_of(None)
    ('chat', 'web', '', '')
    """
    name = channel or ""
    own = set(words(name).replace("e mail", "email").split())
    for situation, english, chinese in _SITUATIONS:
        if own & set(english.split()) or any(word in name for word in chinese):
            return situation
    return ""


def plays_for(kind: str, channel: str | None) -> tuple[Play, ...]:
    """What to do about a kind of pain in a channel: one entry of every sort the playbook has, quick wins first.

    An entry for the channel goes before one for any channel. Empty for a kind the playbook does not know.

    >>> [(play.sort, play.en[:24]) for play in plays_for("wait", "chat")][0]
    ('quick_win', 'Say at the start how lon')
    """
    situation = situation_of(channel)
    fitting = [p for p in ENTRIES.get(kind, ()) if not p.channels or situation in p.channels]
    found = []
    for sort in SORTS:
        own = sorted((p for p in fitting if p.sort == sort), key=lambda p: not p.channels)
        found += own[:1]
    return tuple(found)
