"""Addresses as touchpoints: what differs from customer to customer is folded, the rest stays."""

import pyarrow as pa
import pytest

from sojourn.events.taxonomy.urls import UrlRules, fault_of_path

FOLDED = [
    ("https://www.example.org/product/12345?ref=mail#top", "/product/{id}"),
    ("http://example.org", "/"),
    ("https://example.org/?utm_source=x", "/"),
    ("//cdn.example.org/a/b", "/a/b"),
    ("/cart/", "/cart"),
    ("/en//cart", "/en/cart"),
    ("/cart/\u00a0/ ", "/cart"),
    ("/index.html", "/"),
    ("/shop/index.php?x=1", "/shop"),
    ("/cart;jsessionid=1F3A/pay", "/cart/pay"),
    ("https://app.example.org/#/orders/991", "/orders/{id}"),
    ("/blog/2024/05/12/new-socks", "/blog/{date}/new-socks"),
    ("/news/2024-05-12", "/news/{date}"),
    ("/u/3f2504e0-4f89-11d3-9a0c-0305e82c3301/edit", "/u/{id}/edit"),
    ("/t/12345-why-socks", "/t/{id}"),
    ("/p/blue-shoes-184467.html", "/p/{id}"),
    ("/dp/B07XJ8C8F5", "/dp/{id}"),
    ("/item/SKU10023", "/item/{id}"),
    ("/share/aZ81kkqP20xMnB77", "/share/{id}"),
    ("/verify/ann@example.org", "/verify/{email}"),
    ("/verify/ann%40example.org", "/verify/{email}"),
    ("/12/34", "/{id}/{id}"),
    ("Page: https://example.org/pricing", "Page: /pricing"),
    ("Page: /product/77", "Page: /product/{id}"),
]

KEPT = [
    "/pricing",
    "/iphone-15",
    "/sale-2024",
    "/sale2024",
    "/black-friday-2024-sale-now",
    "/customer-service/contact",
    "/商品/袜子",
    "Cart",
    "and/or",
    "product_viewed",
    "T06 Determine necessity of stop advice",
    "/ by hand",
    "",
]


@pytest.mark.parametrize(("address", "name"), FOLDED)
def test_addresses_become_names(address, name):
    assert UrlRules().named(pa.array([address, None])).to_pylist() == [name, None]


@pytest.mark.parametrize("name", KEPT)
def test_what_is_no_address_or_tells_something_stays(name):
    assert UrlRules().named(pa.array([name])).to_pylist() == [name]


def test_own_rules_go_first_and_the_first_that_fits_decides():
    rules = UrlRules(fold=("/product/new", "/product/*/reviews", "/product/{sku}", "/help/**", "/p-*/x"))
    addresses = [
        "/product/new",
        "/Product/AB/reviews",
        "/product/red-sock?x",
        "/product/1/2",
        "/help",
        "/help/a/9",
        "/p-77/x",
    ]
    assert rules.named(pa.array(addresses)).to_pylist() == [
        "/product/new",
        "/Product/{id}/reviews",
        "/product/{sku}",
        "/product/{id}/{id}",
        "/help/…",
        "/help/…",
        "/p-{id}/x",
    ]


def test_queries_hosts_and_ids_are_kept_if_wanted():
    address = pa.array(["https://Shop.example.org/s/123?page=2&q=red+socks&x=1", "/s?x=1"])
    assert UrlRules(keep_query=("q", "page")).named(address).to_pylist() == [
        "/s/{id}?q=red+socks&page=2",
        "/s",
    ]
    assert UrlRules(hosts=True).named(address).to_pylist() == ["shop.example.org/s/{id}", "/s"]
    assert UrlRules(ids=False).named(address).to_pylist() == ["/s/123", "/s"]


def test_only_sensible_paths_can_be_folded():
    assert fault_of_path("/a/*/b/{c}/**") == ""
    assert "one '*'" in fault_of_path("/a*b*")
