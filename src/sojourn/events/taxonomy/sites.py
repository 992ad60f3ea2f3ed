"""Which sites are search engines, social networks, shops and video sites: our own lists of well-known ones."""

import re
from functools import cache
from typing import Final, Literal

SiteKind = Literal["search", "social", "shopping", "video"]

_SITES: Final[dict[SiteKind, str]] = {
    "search": "google bing yahoo duckduckgo baidu yandex ecosia qwant startpage sogou so.com 360.cn naver daum seznam ask aol brave "
              "search.brave.com cn.bing.com haosou shenma sm.cn coccoc rambler search.yahoo msn lycos dogpile mojeek swisscows alice "
              "search-results onet virgilio babylon biglobe incredimail kvasir mynet najdi terra avg centrum.cz eniro comcast cnn globo "
              "conduit google-play toutiao",
    "social": "facebook instagram twitter x.com t.co linkedin lnkd.in pinterest pin.it reddit tumblr snapchat threads.net threads mastodon bsky.app bluesky "
              "vk vkontakte ok.ru odnoklassniki weibo t.cn wechat weixin qzone qq.com douban zhihu xiaohongshu xhslink rednote douyin kuaishou "
              "line.me kakao kakaotalk telegram t.me whatsapp wa.me messenger fb ig meta quora stackoverflow stackexchange meetup nextdoor xing "
              "goodreads flickr medium hackernews news.ycombinator.com digg discord myspace yelp tripadvisor blogger livejournal "
              "disqus renren tieba fb.me m.me l.facebook.com lm.facebook.com tieba.baidu.com",
    "shopping": "amazon ebay etsy aliexpress alibaba taobao tmall jd.com jd pinduoduo pdd temu shein rakuten walmart target bestbuy wish "
                "shopify mercadolibre mercadolivre allegro zalando otto bol.com bol cdiscount flipkart lazada shopee idealo geizhals kelkoo "
                "pricespy pricerunner pricegrabber shopping.com shopzilla google-shopping googleshopping shopping.google.com "
                "shopping.yahoo vip.com suning coupang gumtree poshmark mercari igshopping shop.app",
    "video": "youtube youtu.be vimeo dailymotion twitch tiktok netflix hulu disneyplus bilibili b23.tv iqiyi youku tudou v.qq.com wistia "
             "rumble crackle iq.com primevideo",
}  # fmt: skip

_HOST: Final = re.compile(r"^(?:[a-z][a-z0-9+.-]*://)?(?:[^/@\s]*@)?([^/:?#\s]+)")
_LABELS: Final = 4


def site_kind(source: str | None) -> SiteKind | None:
    """What kind of site a source or a host is; None if it is not known.

    A listed word is a whole source (``google``), the name of a host (``www.google.co.uk``), or a whole ending of it
    (``m.jd.com``).

    >>> site_kind("Google"), site_kind("https://m.facebook.com/x"), site_kind("shop.app"), site_kind("example.org")
    ('search', 'social', 'shopping', None)
    """
    if not source:
        return None
    found = _HOST.match(source.strip().casefold())
    if found is None:
        return None
    host = found[1].removeprefix("www.").rstrip(".")
    listed = _listed()
    parts = host.split(".")[-_LABELS:]
    for start in range(len(parts)):
        ending = ".".join(parts[start:])
        if ending in listed:
            return listed[ending]
    # A name listed without its country is that of its own domain: google.de, yahoo.co.jp, search.yahoo.com.
    own = _own_name(parts)
    return listed.get(own) if own else None


def host_of(address: str | None) -> str:
    """The host of an address, without ``www.``; empty if there is none.

    >>> host_of("https://www.Example.org:8443/a?b"), host_of("android-app://com.google.android.gm"), host_of(None)
    ('example.org', 'com.google.android.gm', '')
    """
    found = _HOST.match((address or "").strip().casefold())
    return found[1].removeprefix("www.") if found else ""


_SECOND_LEVEL: Final = frozenset({"co", "com", "org", "net", "gov", "ac", "edu", "or", "ne"})


def _own_name(parts: list[str]) -> str:
    """The label somebody registered: the one before the public ending."""
    if len(parts) < 2:
        return ""
    if len(parts) > 2 and parts[-2] in _SECOND_LEVEL and len(parts[-1]) == 2:
        return parts[-3]
    return parts[-2]


@cache
def _listed() -> dict[str, SiteKind]:
    return {word: kind for kind, text in reversed(_SITES.items()) for word in text.split()}
