"""The marketing channel of a visit, by the published rules of the GA4 default channel group."""

import re
from typing import Final

from sojourn.events.taxonomy.sites import SiteKind, host_of, site_kind

GROUPS: Final = (
    "Direct",
    "Cross-network",
    "Paid Shopping",
    "Paid Search",
    "Paid Social",
    "Paid Video",
    "Display",
    "Paid Other",
    "Organic Shopping",
    "Organic Social",
    "Organic Video",
    "Organic Search",
    "Referral",
    "Email",
    "Affiliates",
    "Audio",
    "SMS",
    "Mobile Push Notifications",
    "Unassigned",
)
"""Every group, in the order in which they are tried."""

CLICK_IDS: Final[dict[str, tuple[str, str]]] = {
    "gclid": ("google", "cpc"),
    "gbraid": ("google", "cpc"),
    "wbraid": ("google", "cpc"),
    "dclid": ("google", "display"),
    "gclsrc": ("google", "cpc"),
    "srsltid": ("google-shopping", "organic"),
    "msclkid": ("bing", "cpc"),
    "yclid": ("yandex", "cpc"),
    "fbclid": ("facebook", "social"),
    "igshid": ("instagram", "social"),
    "ttclid": ("tiktok", "cpc"),
    "twclid": ("twitter", "cpc"),
    "li_fat_id": ("linkedin", "cpc"),
    "epik": ("pinterest", "cpc"),
    "sccid": ("snapchat", "cpc"),
    "rdt_cid": ("reddit", "cpc"),
    "bd_vid": ("baidu", "cpc"),
    "qhclickid": ("so.com", "cpc"),
}
"""Click id → source and medium it stands for, where source and medium are not given."""

_PAID: Final = re.compile(r"^(.*cp.*|ppc|retargeting|paid.*)$")
_SHOP: Final = re.compile(r"^(.*(([^a-df-z]|^)shop|shopping).*)$")
_VIDEO: Final = re.compile(r"^(.*video.*)$")
_EMAIL: Final = frozenset({"email", "e-mail", "e_mail", "e mail"})
_DISPLAY: Final = frozenset({"display", "banner", "expandable", "interstitial", "cpm"})
_SOCIAL: Final = frozenset(
    {"social", "social-network", "social-media", "sm", "social network", "social media"}
)
_PAID_BY_SITE: Final[dict[SiteKind, str]] = {
    "shopping": "Paid Shopping",
    "search": "Paid Search",
    "social": "Paid Social",
    "video": "Paid Video",
}


def channel_group(
    source: str | None = None,
    medium: str | None = None,
    campaign: str | None = None,
    click_id: str | None = None,
    referrer: str | None = None,
    *,
    own_host: str | None = None,
) -> str | None:
    """The default channel group of a visit.

    Source and medium are what the link said (UTM parameters). Where it said neither, a click id stands for them, then
    the host of the referrer: a search engine is organic search, any other site a referral. Upper and lower case do not
    matter.

    Parameters
    ----------
    source, medium, campaign
        What the link said; ``(direct)`` with ``(none)`` or ``(not set)`` means that the visitor came directly.
    click_id
        Name of the click id in the address, or ``name=value``: gclid, dclid, srsltid, fbclid, msclkid, …
    referrer
        Address or host of the page before.
    own_host
        Host of the page itself; a referrer on it is no referrer.

    Returns
    -------
    str or None
        One of :data:`GROUPS`; ``Unassigned`` if no rule matches; None if nothing at all is known.

    Examples
    --------
    >>> channel_group("google", "cpc"), channel_group(click_id="fbclid"), channel_group(referrer="https://www.bing.com/")
    ('Paid Search', 'Organic Social', 'Organic Search')
    >>> channel_group("(direct)", "(none)"), channel_group("spring", "flyer"), channel_group()
    ('Direct', 'Unassigned', None)
    """
    origin, means, name = (_plain(value) for value in (source, medium, campaign))
    if not origin and not means:
        origin, means = _without_link(_plain(click_id), referrer or "", own_host or "")
    if not origin and not means and not name:
        return None
    if origin in {"(direct)", "direct"} and means in {"(none)", "(not set)", ""}:
        return "Direct"
    if "cross-network" in name:
        return "Cross-network"
    kind = site_kind(origin)
    shop = kind == "shopping" or _SHOP.match(name) is not None
    return _paid(means, kind, shop=shop) or _unpaid(origin, means, kind, shop=shop)


def _without_link(click_id: str, referrer: str, own_host: str) -> tuple[str, str]:
    """Source and medium that a click id or the page before stands for."""
    marked = CLICK_IDS.get(click_id.partition("=")[0])
    if marked is not None:
        return marked
    host = host_of(referrer)
    own = host_of(own_host)
    if not host or (own and (host == own or host.endswith(f".{own}") or own.endswith(f".{host}"))):
        return "", ""
    return host, "referral" if site_kind(host) is None else ""


def _paid(medium: str, kind: SiteKind | None, *, shop: bool) -> str | None:
    if _PAID.match(medium) is not None:
        if shop:
            return "Paid Shopping"
        if kind is not None:
            return _PAID_BY_SITE[kind]
        return "Display" if medium in _DISPLAY else "Paid Other"
    return "Display" if medium in _DISPLAY else None


def _unpaid(source: str, medium: str, kind: SiteKind | None, *, shop: bool) -> str:
    rules = (
        (shop, "Organic Shopping"),
        (kind == "social" or medium in _SOCIAL, "Organic Social"),
        (kind == "video" or _VIDEO.match(medium) is not None, "Organic Video"),
        (kind == "search" or medium == "organic", "Organic Search"),
        (medium in {"referral", "app", "link"}, "Referral"),
        (source in _EMAIL or medium in _EMAIL, "Email"),
        (medium == "affiliate", "Affiliates"),
        (medium == "audio", "Audio"),
        ("sms" in {source, medium}, "SMS"),
        (
            medium.endswith("push") or "mobile" in medium or "notification" in medium or source == "firebase",
            "Mobile Push Notifications",
        ),
    )
    return next((group for holds, group in rules if holds), "Unassigned")


def _plain(value: str | None) -> str:
    return (value or "").strip().casefold()
