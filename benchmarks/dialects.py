"""Exports of five systems against the same events as plain canonical Parquet: ``python benchmarks/dialects.py EVENTS``.

Each dialect gets a fifth of the events. Every file is read by ``sojourn.ingest`` with a builder that counts and discards;
the canonical file holds what reading the export gave: the same rows, roles and properties.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sojourn.ingest import ingest
from sojourn.sources.snowplow import NAMES

ROOT = Path(__file__).parent.parent
SCRATCH = ROOT / "out/bench/dialects"
NOW_US = 1_790_000_000_000_000
BAR = 2.5

EVENTS = """
    CREATE OR REPLACE TABLE made AS
    SELECT i, 'user_' || (hash(i // 20) % 100000) AS who, uuid()::VARCHAR AS id, md5((i // 20)::VARCHAR) AS cookie,
        make_timestamp((1735689600000 + i * 37) * 1000) AS happened, (hash(i * 7) % 500)::VARCHAR AS page,
        (hash(i * 3) % 10000) / 100.0 AS price, i % 5 AS what,
        ['Product Viewed', 'Product Added', 'Checkout Started', 'Order Completed', 'Signed Up'][1 + i % 5] AS name
    FROM range(?) made(i)
"""
SEGMENT = """
    SELECT 'track' AS type, id AS "messageId", name AS event, who AS "userId", cookie AS "anonymousId",
        strftime(happened, '%Y-%m-%dT%H:%M:%S.%gZ') AS timestamp, strftime(happened, '%Y-%m-%dT%H:%M:%S.%gZ') AS "receivedAt",
        {'order_id': 'o' || i, 'revenue': price, 'currency': 'EUR', 'product_id': 'p' || page, 'category': 'Socks'}
            AS properties,
        {'ip': '192.0.2.1', 'locale': 'en-US',
         'userAgent': 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:109.0) Gecko/20100101 Firefox/111.0',
         'page': {'url': 'https://shop.example/p/' || page, 'path': '/p/' || page, 'title': 'Socks',
                  'referrer': 'https://search.example/', 'search': ''},
         'campaign': {'name': 'spring', 'source': 'search', 'medium': 'cpc'},
         'library': {'name': 'analytics.js', 'version': '4.1.0'}} AS context
    FROM made
"""
AMPLITUDE = """
    SELECT 'Web' AS platform, name AS event_type, who AS user_id, cookie AS device_id, id AS "$insert_id", i AS event_id,
        strftime(happened, '%Y-%m-%d %H:%M:%S.%f') AS event_time, strftime(happened, '%Y-%m-%d %H:%M:%S.%f') AS client_event_time,
        strftime(happened, '%Y-%m-%d %H:%M:%S.%f') AS server_upload_time, i // 20 AS session_id, i // 20 AS amplitude_id,
        'Chrome' AS os_name, 'Mac' AS device_family, 'Germany' AS country, 'Berlin' AS city, 'German' AS language,
        '192.0.2.1' AS ip_address, 300001 AS app, 'amplitude-ts/2.0' AS library,
        {'product_id': 'p' || page, 'price': price, 'category': 'Socks', 'currency': 'EUR',
         '[Amplitude] Page URL': 'https://shop.example/p/' || page} AS event_properties,
        {'plan': 'free', 'initial_utm_source': 'search'} AS user_properties
    FROM made
"""
GA4 = """
    SELECT strftime(happened, '%Y%m%d') AS event_date, epoch_us(happened) AS event_timestamp,
        ['view_item', 'add_to_cart', 'begin_checkout', 'purchase', 'page_view'][1 + what] AS event_name,
        [param('page_location', 'https://shop.example/p/' || page, NULL, NULL), param('page_title', 'Socks', NULL, NULL),
         param('page_referrer', 'https://search.example/', NULL, NULL), param('ga_session_id', NULL, i // 20, NULL),
         param('ga_session_number', NULL, 1, NULL), param('engagement_time_msec', NULL, i % 9000, NULL),
         param('currency', 'EUR', NULL, NULL), param('value', NULL, NULL, price)] AS event_params,
        who AS user_id, cookie AS user_pseudo_id, epoch_us(happened) AS user_first_touch_timestamp,
        {'category': 'mobile', 'operating_system': 'iOS', 'language': 'en-us'} AS device,
        {'country': 'Germany', 'city': 'Berlin'} AS geo,
        {'manual_source': 'search', 'manual_medium': 'cpc', 'gclid': 'g' || i} AS collected_traffic_source,
        'WEB' AS platform, '1234' AS stream_id, {'transaction_id': 't' || i, 'purchase_revenue': price} AS ecommerce
    FROM made
"""
PARAM = """
    CREATE OR REPLACE MACRO param(k, s, i, d) AS {'key': k,
        'value': {'string_value': s::VARCHAR, 'int_value': i::BIGINT, 'float_value': NULL::DOUBLE, 'double_value': d::DOUBLE}}
"""
FILLED = {
    "app_id": "'shop'", "platform": "'web'", "etl_tstamp": "moment", "collector_tstamp": "moment",
    "dvce_created_tstamp": "moment", "derived_tstamp": "moment", "event": "'page_view'", "event_id": "id",
    "v_tracker": "'js-3.1'", "v_collector": "'ssc-2.8'", "v_etl": "'enrich-3.2'", "user_id": "who",
    "user_ipaddress": "'192.0.2.1'", "domain_userid": "cookie", "domain_sessionidx": "'1'", "network_userid": "cookie",
    "geo_country": "'DE'", "page_url": "'https://shop.example/p/' || page", "page_title": "'Socks'",
    "page_referrer": "'https://search.example/'", "page_urlscheme": "'https'", "page_urlhost": "'shop.example'",
    "page_urlpath": "'/p/' || page", "mkt_medium": "'cpc'", "mkt_source": "'search'", "mkt_campaign": "'spring'",
    "useragent": "'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:109.0) Gecko/20100101 Firefox/111.0'",
    "br_lang": "'en-US'", "os_name": "'Mac OS'", "dvce_type": "'Computer'", "domain_sessionid": "cookie",
    "contexts": "'{\"schema\":\"iglu:com.example/contexts/1-0-0\",\"data\":[]}'", "event_name": "'page_view'",
}  # fmt: skip
SNOWPLOW = (
    "SELECT "
    + ", ".join(f"{FILLED.get(name, 'NULL')} AS {name}" for name in NAMES)
    + " FROM (SELECT *, strftime(happened, '%Y-%m-%d %H:%M:%S.%g') AS moment FROM made)"
)
SHOPIFY = """
    SELECT '#' || (1000 + i // 2) AS "Name", CASE WHEN i % 2 = 0 THEN who || '@example.com' END AS "Email",
        CASE WHEN i % 2 = 0 THEN 'paid' END AS "Financial Status",
        CASE WHEN i % 2 = 0 THEN strftime(happened, '%Y-%m-%d %H:%M:%S +0100') END AS "Paid at",
        CASE WHEN i % 2 = 0 THEN 'fulfilled' END AS "Fulfillment Status",
        CASE WHEN i % 2 = 0 THEN 'EUR' END AS "Currency", CASE WHEN i % 2 = 0 THEN price END AS "Subtotal",
        CASE WHEN i % 2 = 0 THEN price END AS "Total", strftime(happened, '%Y-%m-%d %H:%M:%S +0100') AS "Created at",
        1 AS "Lineitem quantity", 'Socks ' || page AS "Lineitem name", price AS "Lineitem price",
        'sku-' || page AS "Lineitem sku", CASE WHEN i % 2 = 0 THEN i // 2 END AS "Id",
        CASE WHEN i % 2 = 0 THEN 'web' END AS "Source", 'true' AS "Lineitem requires shipping"
    FROM made
"""
JSON_LINES = {"format": "json"}


class Discard:
    """Counts events and lets them go."""

    def __init__(self) -> None:
        self.events = 0

    def add(self, batch: pa.RecordBatch, **_: object) -> None:
        self.events += batch.num_rows

    def link(self, batch: pa.RecordBatch, **_: object) -> None:
        self.events += batch.num_rows


class Canonical(Discard):
    """Writes what it gets as one canonical file: the first identifier as ``customer_id``, the others beside it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.writer: pq.ParquetWriter | None = None

    def add(self, batch: pa.RecordBatch, **_: object) -> None:
        ids = [name for name in batch.schema.names if name.startswith("id_")]
        table = pa.table(batch)
        moment = table.column("timestamp").cast(pa.timestamp("us", "UTC"))
        table = table.set_column(table.schema.get_field_index("timestamp"), "timestamp", moment)
        if ids and "customer_id" not in table.column_names:
            table = table.rename_columns(["customer_id" if n == ids[0] else n for n in table.column_names])
        if self.writer is None:
            self.writer = pq.ParquetWriter(self.path, table.schema)
        self.writer.write_table(table.cast(self.writer.schema))
        self.events += batch.num_rows


def made(events: int) -> dict[str, Path]:
    """The five exports, written once per size."""
    SCRATCH.mkdir(parents=True, exist_ok=True)
    paths = {
        "Segment JSON Lines": SCRATCH / f"segment-{events}.jsonl",
        "GA4 Parquet": SCRATCH / f"ga4-{events}.parquet",
        "Snowplow TSV": SCRATCH / f"snowplow-{events}.tsv",
        "Amplitude JSON Lines": SCRATCH / f"amplitude-{events}.jsonl",
        "Shopify orders CSV": SCRATCH / f"shopify-{events}.csv",
    }
    queries = (SEGMENT, GA4, SNOWPLOW, AMPLITUDE, SHOPIFY)
    if all(path.exists() for path in paths.values()):
        return paths
    engine = duckdb.connect()
    engine.execute(PARAM)
    engine.execute(EVENTS, [events])
    for path, query in zip(paths.values(), queries, strict=True):
        rows = engine.sql(query)
        if path.suffix == ".parquet":
            rows.write_parquet(str(path))
        elif path.suffix == ".jsonl":
            engine.execute(f"COPY ({query}) TO '{path}' (FORMAT json)")
        elif path.suffix == ".tsv":
            rows.write_csv(str(path), sep="\t", header=False, quotechar="", escapechar="")
        else:
            rows.write_csv(str(path))
    return paths


def timed(read: Callable[[], object]) -> np.ndarray:
    """Seconds on the clock, and seconds of all processors, which say more on a machine that is shared."""
    started = np.array([time.perf_counter(), time.process_time()])
    read()
    return np.array([time.perf_counter(), time.process_time()]) - started


def row(name: str, events: str, ours: np.ndarray, plain: np.ndarray, more: str = "") -> str:
    ratios = ours / plain
    cells = [f"{ours[0]:.2f}", f"{plain[0]:.2f}", f"{ratios[0]:.2f}{more}"]
    cells += [f"{ours[1]:.2f}", f"{plain[1]:.2f}", f"{ratios[1]:.2f}"]
    return f"| {name} | {events} | {' | '.join(cells)} |"


def main() -> None:
    events = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    warm = made(1_000)
    ours, canonical = np.zeros(2), np.zeros(2)
    print(
        "| export | events | seconds | canonical Parquet | ratio | processor seconds | canonical Parquet | ratio |"
    )
    print("|---|--:|--:|--:|--:|--:|--:|--:|")
    results = {}
    for name, path in made(events // 5).items():
        same = path.with_name(f"{path.stem}.canonical.parquet")
        if not same.exists():
            writer = Canonical(same)
            ingest([path], writer, now_us=NOW_US)
            assert writer.writer is not None, name
            writer.writer.close()
        ingest([warm[name]], Discard(), now_us=NOW_US)
        counts = Discard(), Discard()
        foreign = timed(lambda p=path, b=counts[0]: ingest([p], b, now_us=NOW_US))
        plain = timed(lambda p=same, b=counts[1]: ingest([p], b, now_us=NOW_US))
        assert counts[0].events == counts[1].events, (name, counts[0].events, counts[1].events)
        ours, canonical = ours + foreign, canonical + plain
        results[name] = {"events": counts[0].events, "seconds": list(foreign), "canonical": list(plain)}
        print(row(name, f"{counts[0].events:,}", foreign, plain), flush=True)
    print(row("**all**", "", ours, canonical, f" (at most {BAR})"))
    results["all"] = {"seconds": list(ours), "canonical": list(canonical)}
    (SCRATCH / "results.json").write_text(json.dumps(results, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
