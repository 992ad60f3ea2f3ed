"""Exports of product analytics and customer data platforms, with made-up values."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from tests.contract.dialect_fixtures import Fixture

from sojourn.sources.snowplow import NAMES

Record = dict[str, Any]


def lines(name: str, records: Sequence[Record]) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        path = folder / name
        path.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
        return path

    return write


def document(name: str, value: Any, indent: int | None = 2) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        path = folder / name
        path.write_text(json.dumps(value, indent=indent), encoding="utf-8")
        return path

    return write


def parquet(name: str, records: Sequence[Record], schema: pa.Schema | None = None) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        path = folder / name
        names = schema.names if schema else dict.fromkeys(key for record in records for key in record)
        columns = {name: [record.get(name) for record in records] for name in names}
        pq.write_table(pa.table(columns, schema=schema), path)
        return path

    return write


def csv_of(name: str, records: Sequence[Record]) -> Callable[[Path], Path]:
    """Nested objects as JSON text in one cell, as databases and interfaces export them."""

    def write(folder: Path) -> Path:
        path = folder / name
        columns = list(dict.fromkeys(key for record in records for key in record))
        rows = [columns] + [[_cell(record.get(key)) for key in columns] for record in records]
        quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
        path.write_text("\n".join(quoted) + "\n", encoding="utf-8")
        return path

    return write


def _cell(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else json.dumps(value)


def call(kind: str, second: int, **more: Any) -> Record:
    base = {"type": kind, "messageId": f"m-{second}", "anonymousId": "anon-1", "channel": "browser"}
    base["timestamp"] = f"2025-03-01T10:00:{second:02d}.120Z"
    base["context"] = {
        "ip": "192.0.2.1", "library": {"name": "analytics.js", "version": "4.1.0"}, "userAgent": "Mozilla/5.0",
        "page": {"url": "https://shop.example/pricing?utm_source=x", "path": "/pricing", "title": "Pricing"},
        "campaign": {"name": "spring", "source": "news", "medium": "email"},
    }  # fmt: skip
    return base | more


SEGMENT = [
    call("page", 1, properties={"path": "/pricing", "title": "Pricing", "url": "https://shop.example/pricing"}),
    call("page", 2, name="Home", properties={"path": "/"}),
    call("track", 3, event="Product Added", properties={"product_id": "p1", "price": 9.9, "currency": "EUR"}),
    call("identify", 4, userId="u-1", traits={"email": "ann@mail.example", "plan": "free"}),
    call("track", 5, userId="u-1", event="Order Completed", properties={
        "order_id": "o-1", "revenue": 29.9, "currency": "EUR", "products": [{"product_id": "p1", "quantity": 1}],
    }),
    call("screen", 6, userId="u-1", name="Cart"),
    call("group", 7, userId="u-1", groupId="company-9", traits={"name": "Example Ltd"}),
    call("alias", 8, userId="u-1", previousId="anon-0"),
]  # fmt: skip
SEGMENT_TOUCHPOINTS = frozenset(
    {"Page: Home", "Page: /pricing", "Product Added", "Order Completed", "Screen: Cart"}
)
SEGMENT_IDS = frozenset({"user", "cookie", "email", "account"})


def param(key: str, value: str | float) -> Record:
    kind = {str: "string_value", int: "int_value", float: "double_value"}[type(value)]
    empty = dict.fromkeys(("string_value", "int_value", "float_value", "double_value"))
    return {"key": key, "value": empty | {kind: value}}


def ga4(name: str, second: int, user: str | None = None, **more: Any) -> Record:
    return {
        "event_date": "20250301", "event_timestamp": 1_740_823_200_000_000 + second * 1_000_000, "event_name": name,
        "event_params": [
            param("page_location", "https://shop.example/men/socks?color=red"), param("page_title", "Socks"),
            param("ga_session_id", 1_740_823_200), param("ga_session_number", 1), param("engaged_session_event", 1),
        ],
        "user_id": user, "user_pseudo_id": "1234.5678", "platform": "WEB", "stream_id": "42",
        "user_properties": [param("plan", "free")],
        "device": {"category": "mobile", "language": "de"}, "geo": {"country": "Germany", "city": "Berlin"},
        "collected_traffic_source": {"manual_source": "news", "manual_medium": "email", "gclid": "g-1"},
        "ecommerce": {"transaction_id": None, "purchase_revenue": None},
        "items": [{"item_id": "p1", "item_name": "Socks", "price": 9.9}],
    } | more  # fmt: skip


GA4 = [
    ga4("page_view", 1),
    ga4("add_to_cart", 2, event_params=[param("value", 9.9), param("currency", "EUR")]),
    ga4("purchase", 3, "u-1", ecommerce={"transaction_id": "o-1", "purchase_revenue": 29.9}),
    ga4("screen_view", 4, "u-1", platform="IOS", event_params=[param("firebase_screen", "Cart")]),
]
GA4_TOUCHPOINTS = frozenset({"Page: /men/socks", "Add to cart", "Purchase", "Screen: Cart"})
GA4_SCHEMA_VALUE = pa.struct([
    ("string_value", pa.string()), ("int_value", pa.int64()), ("float_value", pa.float64()), ("double_value", pa.float64()),
])  # fmt: skip
GA4_PARAMS = pa.list_(pa.struct([("key", pa.string()), ("value", GA4_SCHEMA_VALUE)]))
GA4_SCHEMA = pa.schema([
    ("event_date", pa.string()), ("event_timestamp", pa.int64()), ("event_name", pa.string()),
    ("event_params", GA4_PARAMS), ("user_id", pa.string()), ("user_pseudo_id", pa.string()), ("platform", pa.string()),
    ("stream_id", pa.string()), ("user_properties", GA4_PARAMS),
    ("device", pa.struct([("category", pa.string()), ("language", pa.string())])),
    ("geo", pa.struct([("country", pa.string()), ("city", pa.string())])),
    ("collected_traffic_source", pa.struct([
        ("manual_source", pa.string()), ("manual_medium", pa.string()), ("gclid", pa.string()),
    ])),
    ("ecommerce", pa.struct([("transaction_id", pa.string()), ("purchase_revenue", pa.float64())])),
    ("items", pa.list_(pa.struct([("item_id", pa.string()), ("item_name", pa.string()), ("price", pa.float64())]))),
])  # fmt: skip

DEVICE = "18a1b2c3d4e5f6-0123456789abcd-1a2b3c4d-1fa400-18a1b2c3d4e5f7"


def mixpanel(name: str, second: int, distinct: str, **more: Any) -> Record:
    properties = {
        "time": 1_740_823_200 + second, "distinct_id": distinct, "$insert_id": f"i-{second}", "$device_id": DEVICE,
        "$current_url": "https://shop.example/pricing", "$browser": "Chrome", "mp_lib": "web", "mp_country_code": "DE",
        "$city": "Berlin", "mp_processing_time_ms": 1_740_823_300_000,
    }  # fmt: skip
    return {"event": name, "properties": properties | more}


MIXPANEL = [
    mixpanel("$mp_web_page_view", 1, f"$device:{DEVICE}", current_url_path="/pricing", utm_source="news"),
    mixpanel("$identify", 2, "u-1", **{"$identified_id": "u-1", "$anon_id": DEVICE}),
    mixpanel("Plan Selected", 3, "u-1", **{"$user_id": "u-1", "plan": "pro"}),
    mixpanel("$merge", 4, "u-1", **{"$distinct_ids": [DEVICE, "u-1"]}),
    mixpanel("$create_alias", 5, "u-1", alias=DEVICE),
]


def amplitude(name: str, second: int, user: str | None, **more: Any) -> Record:
    stamp = f"2025-03-01 10:00:{second:02d}.123000"
    return {
        "$insert_id": f"a-{second}", "amplitude_id": 77, "app": 300_001, "platform": "Web", "device_id": "dev-1",
        "user_id": user, "event_type": name, "event_time": stamp, "client_event_time": stamp,
        "server_upload_time": stamp, "session_id": 1_740_823_200_000, "event_id": second, "country": "Germany",
        "ip_address": "192.0.2.1", "event_properties": {}, "user_properties": {"plan": "free"}, "groups": {},
    } | more  # fmt: skip


PAGE = {"[Amplitude] Page Path": "/pricing", "[Amplitude] Page URL": "https://shop.example/pricing"}
AMPLITUDE = [
    amplitude("[Amplitude] Page Viewed", 1, None, event_properties=PAGE),
    amplitude("Plan Selected", 2, "u-1", event_properties={"plan": "pro", "seats": 3}),
    amplitude("$identify", 3, "u-1", user_properties={"plan": "pro", "email": "ann@mail.example"}),
]

DRAWN = "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"


def posthog(name: str, second: int, distinct: str, **more: Any) -> Record:
    properties = {
        "$lib": "web",
        "$device_id": DRAWN,
        "$session_id": "s-1",
        "$browser": "Firefox",
        "$ip": "192.0.2.1",
    }
    properties |= {"$current_url": "https://shop.example/pricing", "$pathname": "/pricing"}
    return {
        "uuid": f"0190a1b2-0000-7000-8000-0000000000{second:02d}", "event": name, "distinct_id": distinct,
        "timestamp": f"2025-03-01T10:00:{second:02d}.000000Z", "properties": properties | more,
    }  # fmt: skip


POSTHOG = [
    posthog("$pageview", 1, DRAWN, utm_source="news"),
    posthog("$identify", 2, "u-1", **{"$anon_distinct_id": DRAWN, "$set": {"email": "ann@mail.example"}}),
    posthog("plan selected", 3, "u-1", plan="pro"),
    posthog("$groupidentify", 4, "u-1", **{"$group_type": "company", "$group_key": "c-9"}),
    posthog("$autocapture", 5, "u-1", **{"$el_text": "Buy"}),
]
POSTHOG_TOUCHPOINTS = frozenset({"Page: /pricing", "plan selected", "Element clicked"})
POSTHOG_IDS = frozenset({"user", "cookie", "email", "account"})


def enriched(event: str, second: int, **more: str) -> str:
    stamp = f"2025-03-01 10:00:{second:02d}.123"
    cells = {
        "app_id": "shop", "platform": "web", "etl_tstamp": stamp, "collector_tstamp": stamp, "derived_tstamp": stamp,
        "event": event, "event_id": f"0190a1b2-c3d4-4e5f-8a9b-0c1d2e3f4a{second:02d}", "event_name": event,
        "v_collector": "ssc-2.8", "v_etl": "enrich-3.2", "domain_userid": DRAWN, "network_userid": DRAWN,
        "page_url": "https://shop.example/pricing", "page_urlpath": "/pricing", "mkt_source": "news",
        "contexts": '{"schema":"iglu:com.example/contexts/1-0-0","data":[{"a":"\\"quoted\\""}]}',
    } | more  # fmt: skip
    return "\t".join(cells.get(name, "") for name in NAMES)


def snowplow(folder: Path) -> Path:
    path = folder / "enriched.tsv"
    rows = [
        enriched("page_view", 1),
        enriched("struct", 2, se_category="cart", se_action="add_to_cart", se_value="9.9", user_id="u-1"),
        enriched("unstruct", 3, event_name="link_click", user_id="u-1"),
        enriched("transaction", 4, tr_orderid="o-1", tr_total="29.9", tr_currency="EUR", user_id="u-1"),
    ]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def visit(number: int, user: str | None, actions: list[Record]) -> Record:
    return {
        "idSite": "1", "idVisit": str(number), "visitorId": "c1d2e3f4a5b60718", "userId": user, "visitIp": "192.0.2.0",
        "fingerprint": "f00d", "visitorType": "new", "actionDetails": actions, "serverTimestamp": 1_740_823_200 + number,
        "serverTimePretty": "10:00:00", "referrerType": "campaign", "referrerName": "spring", "deviceType": "Smartphone",
        "countryCode": "de", "languageCode": "de", "siteCurrency": "EUR", "actions": str(len(actions)),
    }  # fmt: skip


def act(kind: str, second: int, **more: Any) -> Record:
    return {
        "type": kind,
        "url": "https://shop.example/pricing",
        "timestamp": 1_740_823_200 + second,
        "icon": None,
    } | more


MATOMO = [
    visit(1, None, [act("action", 1, pageTitle="Pricing"), act("search", 2, siteSearchKeyword="socks")]),
    visit(2, "u-1", [
        act("event", 3, eventCategory="Video", eventAction="Play", eventName="Tour"), act("goal", 4, goalName="Sign-up"),
        act("ecommerceOrder", 5, orderId="o-1", revenue=29.9, itemDetails=[{"itemSKU": "p1"}]),
    ]),
    visit(3, "u-1", []),
]  # fmt: skip
MATOMO_TOUCHPOINTS = frozenset(
    {"Page: /pricing", "Site search", "Play", "Goal: Sign-up", "Order placed", "Visit"}
)


def unomi(kind: str, number: int, **more: Any) -> Record:
    return {"itemId": f"{kind}-{number}", "itemType": kind, "version": 1, "scope": "site"} | more


UNOMI = [
    unomi("event", 1, eventType="view", timeStamp="2025-03-01T10:00:00Z", profileId="p-1", sessionId="s-1",
          target={"itemType": "page", "properties": {"pageInfo": {"destinationURL": "https://shop.example/pricing"}}}),
    unomi("event", 2, eventType="login", timeStamp="2025-03-01T10:01:00Z", profileId="p-1", sessionId="s-1"),
    unomi("profile", 3, properties={"email": "ann@mail.example", "firstName": "Ann"}, mergedWith="p-1"),
]  # fmt: skip

FIXTURES = (
    Fixture("segment_lines", "segment", lines("calls.jsonl", SEGMENT), 5, 3, SEGMENT_TOUCHPOINTS, SEGMENT_IDS),
    Fixture("segment_batch", "segment", document("batch.json", {"batch": SEGMENT, "sentAt": "2025-03-01T10:01:00Z"}),
            5, 3, SEGMENT_TOUCHPOINTS, SEGMENT_IDS),
    Fixture("segment_batches", "segment", lines("batches.jsonl", [{"batch": SEGMENT[:4]}, {"batch": SEGMENT[4:]}]),
            5, 3, SEGMENT_TOUCHPOINTS, SEGMENT_IDS),
    Fixture("segment_csv", "segment", csv_of("calls.csv", SEGMENT), 5, 3, SEGMENT_TOUCHPOINTS, SEGMENT_IDS),
    Fixture("segment_parquet", "segment", parquet("calls.parquet", SEGMENT), 5, 3, SEGMENT_TOUCHPOINTS, SEGMENT_IDS),
    Fixture("ga4_lines", "ga4", lines("events.jsonl", GA4), 4, 0, GA4_TOUCHPOINTS, frozenset({"user", "cookie"})),
    Fixture("ga4_parquet", "ga4", parquet("events.parquet", GA4, GA4_SCHEMA), 4, 0, GA4_TOUCHPOINTS,
            frozenset({"user", "cookie"})),
    Fixture("mixpanel_lines", "mixpanel", lines("export.jsonl", MIXPANEL), 2, 3,
            frozenset({"Page: /pricing", "Plan Selected"}), frozenset({"user", "cookie"})),
    Fixture("mixpanel_csv", "mixpanel", csv_of("export.csv", MIXPANEL), 2, 3,
            frozenset({"Page: /pricing", "Plan Selected"}), frozenset({"user", "cookie"})),
    Fixture("amplitude_lines", "amplitude", lines("300001_2025-03-01_10.json", AMPLITUDE), 2, 1,
            frozenset({"Page: /pricing", "Plan Selected"}), frozenset({"user", "device", "email"})),
    Fixture("amplitude_csv", "amplitude", csv_of("amplitude.csv", AMPLITUDE), 2, 1,
            frozenset({"Page: /pricing", "Plan Selected"}), frozenset({"user", "device", "email"})),
    Fixture("posthog_lines", "posthog", lines("events.jsonl", POSTHOG), 3, 2, POSTHOG_TOUCHPOINTS, POSTHOG_IDS),
    Fixture("posthog_csv", "posthog", csv_of("events.csv", POSTHOG), 3, 2, POSTHOG_TOUCHPOINTS, POSTHOG_IDS),
    Fixture("snowplow_tsv", "snowplow", snowplow, 4, 0,
            frozenset({"Page: /pricing", "add_to_cart", "link_click", "Order placed"}), frozenset({"user", "cookie"})),
    Fixture("matomo_document", "matomo", document("visits.json", MATOMO), 6, 0, MATOMO_TOUCHPOINTS,
            frozenset({"user", "cookie"})),
    Fixture("matomo_lines", "matomo", lines("visits.jsonl", MATOMO), 6, 0, MATOMO_TOUCHPOINTS,
            frozenset({"user", "cookie"})),
    Fixture("unomi_lines", "unomi", lines("items.jsonl", UNOMI), 2, 1, frozenset({"Page: /pricing", "login"}),
            frozenset({"cookie", "email"})),
)  # fmt: skip
