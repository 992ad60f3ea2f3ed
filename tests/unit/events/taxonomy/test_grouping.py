"""The default channel group, rule by rule as published; and which sites are what."""

import pytest

from sojourn.events.taxonomy.grouping import CLICK_IDS, GROUPS, channel_group
from sojourn.events.taxonomy.sites import host_of, site_kind

PUBLISHED = [
    # source, medium, campaign, group
    ("(direct)", "(none)", None, "Direct"),
    ("(direct)", "(not set)", None, "Direct"),
    ("google", "cpc", "spring-cross-network", "Cross-network"),
    ("amazon", "cpc", None, "Paid Shopping"),
    ("google", "cpc", "shopping", "Paid Shopping"),
    ("newsletter", "paid-mail", "winter shop", "Paid Shopping"),
    ("google", "cpc", "workshop", "Paid Search"),
    ("google", "cpc", "the eshop", "Paid Shopping"),
    ("google", "cpc", None, "Paid Search"),
    ("bing", "ppc", None, "Paid Search"),
    ("baidu", "paidsearch", None, "Paid Search"),
    ("facebook", "retargeting", None, "Paid Social"),
    ("instagram", "paid_social", None, "Paid Social"),
    ("youtube", "cpv", None, "Paid Video"),
    ("youtube", "cpc", None, "Paid Video"),
    ("adnetwork", "display", None, "Display"),
    ("adnetwork", "banner", None, "Display"),
    ("adnetwork", "expandable", None, "Display"),
    ("adnetwork", "interstitial", None, "Display"),
    ("adnetwork", "cpm", None, "Display"),
    ("google", "cpm", None, "Paid Search"),
    ("partner", "cpa", None, "Paid Other"),
    ("partner", "cpc", None, "Paid Other"),
    ("partner", "paid", None, "Paid Other"),
    ("ebay", None, None, "Organic Shopping"),
    ("partner", "feed", "Shopping feed", "Organic Shopping"),
    ("facebook", "post", None, "Organic Social"),
    ("buffer", "social", None, "Organic Social"),
    ("buffer", "social-network", None, "Organic Social"),
    ("buffer", "social media", None, "Organic Social"),
    ("buffer", "sm", None, "Organic Social"),
    ("vimeo", None, None, "Organic Video"),
    ("partner", "video-post", None, "Organic Video"),
    ("duckduckgo", None, None, "Organic Search"),
    ("anything", "organic", None, "Organic Search"),
    ("partner.org", "referral", None, "Referral"),
    ("partner", "app", None, "Referral"),
    ("partner", "link", None, "Referral"),
    ("crm", "email", None, "Email"),
    ("e-mail", "anything", None, "Email"),
    ("e_mail", None, None, "Email"),
    ("crm", "e mail", None, "Email"),
    ("partner", "affiliate", None, "Affiliates"),
    ("podcast", "audio", None, "Audio"),
    ("sms", "anything", None, "SMS"),
    ("crm", "sms", None, "SMS"),
    ("crm", "web-push", None, "Mobile Push Notifications"),
    ("crm", "mobile", None, "Mobile Push Notifications"),
    ("crm", "notifications", None, "Mobile Push Notifications"),
    ("firebase", "anything", None, "Mobile Push Notifications"),
    ("spring", "flyer", None, "Unassigned"),
]


@pytest.mark.parametrize(("source", "medium", "campaign", "group"), PUBLISHED)
def test_the_published_rules(source, medium, campaign, group):
    assert channel_group(source, medium, campaign) == group
    assert channel_group(source.upper(), medium and f" {medium.title()} ", campaign) == group


def test_every_group_is_reached():
    assert {group for *_, group in PUBLISHED} == set(GROUPS)


@pytest.mark.parametrize(
    ("click_id", "group"),
    [
        ("gclid", "Paid Search"),
        ("gclid=Cj0KC", "Paid Search"),
        ("dclid", "Display"),
        ("srsltid", "Organic Shopping"),
        ("msclkid", "Paid Search"),
        ("fbclid", "Organic Social"),
        ("ttclid", "Paid Video"),
        ("bd_vid", "Paid Search"),
    ],
)
def test_a_click_id_speaks_where_the_link_says_nothing(click_id, group):
    assert channel_group(click_id=click_id) == group
    assert channel_group("crm", "email", click_id=click_id) == "Email"


def test_every_click_id_has_a_group():
    assert all(channel_group(click_id=name) not in {None, "Unassigned"} for name in CLICK_IDS)


def test_the_page_before_speaks_last():
    assert channel_group(referrer="https://www.google.co.uk/search?q=socks") == "Organic Search"
    assert channel_group(referrer="https://blog.partner.org/socks") == "Referral"
    assert channel_group(referrer="https://l.instagram.com/") == "Organic Social"
    assert channel_group(referrer="https://shop.example.org/cart", own_host="www.example.org") is None
    assert channel_group(referrer="https://example.org/cart", own_host="shop.example.org") is None
    assert channel_group(referrer="https://notexample.org/", own_host="example.org") == "Referral"
    assert channel_group() is None
    assert channel_group("", " ", None) is None


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("google", "search"),
        ("www.google.de", "search"),
        ("news.google.com", "search"),
        ("yahoo.co.jp", "search"),
        ("m.baidu.com", "search"),
        ("tieba.baidu.com", "social"),
        ("t.co", "social"),
        ("cat.co", None),
        ("x.com", "social"),
        ("max.com", None),
        ("www.amazon.com.au", "shopping"),
        ("item.jd.com", "shopping"),
        ("youtu.be", "video"),
        ("tiktok", "video"),
        ("googlefarm.example.org", None),
        ("", None),
        (None, None),
    ],
)
def test_sites(source, kind):
    assert site_kind(source) == kind


def test_hosts():
    assert host_of("HTTPS://user@www.Example.org:8080/a") == "example.org"
    assert host_of("") == ""
