"""What every source promises, built-in or from another package, and that real data sets are read without options."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sojourn.errors import SojournError
from sojourn.ingest import ingest
from sojourn.sources.files import Named, open_file
from sojourn.sources.source import SOURCES, workspace

NOW_US = 1_790_000_000_000_000
SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
EVENTS = [
    ("c1", "2025-01-01T10:00:00Z", "view"),
    ("c2", "2025-01-01T11:00:00Z", "view"),
    ("c1", "2025-01-02T10:00:00Z", "buy"),
]


class Kept:
    def __init__(self):
        self.rows = 0
        self.customers = set()

    def add(self, batch, *, source, compare_rows):
        self.rows += batch.num_rows
        self.customers |= set(batch.column("customer_id").to_pylist())


def write_csv(folder):
    path = folder / "events.csv"
    path.write_text("user_id,time,event\n" + "".join(",".join(e) + "\n" for e in EVENTS))
    return path


def write_json(folder):
    path = folder / "events.jsonl"
    path.write_text("".join(f'{{"user_id":"{c}","time":"{t}","event":"{e}"}}\n' for c, t, e in EVENTS))
    return path


def write_parquet(folder):
    path = folder / "events.parquet"
    pq.write_table(
        pa.table({n: [e[i] for e in EVENTS] for i, n in enumerate(("user_id", "time", "event"))}), path
    )
    return path


def write_xes(folder):
    path = folder / "events.xes"
    event = '<event><string key="concept:name" value="{}"/><date key="time:timestamp" value="{}"/></event>'
    traces = ""
    for case in ("c1", "c2"):
        inner = "".join(event.format(e, t) for c, t, e in EVENTS if c == case)
        traces += f'<trace><string key="concept:name" value="{case}"/>{inner}</trace>'
    path.write_text(f"<?xml version='1.0'?><log>{traces}</log>")
    return path


def write_ocel(folder):
    objects = [{"id": c, "type": "customers"} for c in ("c1", "c2")]
    events = [
        {"id": f"e{i}", "type": e, "time": t, "relationships": [{"objectId": c, "qualifier": "by"}]}
        for i, (c, t, e) in enumerate(EVENTS)
    ]
    path = folder / "events.ocel"
    path.write_text(
        json.dumps({"objectTypes": [], "eventTypes": [], "objects": objects, "events": events}),
        encoding="utf-8",
    )
    return path


WRITERS = {
    "csv": write_csv,
    "json": write_json,
    "parquet": write_parquet,
    "xes": write_xes,
    "ocel": write_ocel,
}
OF_ONE_KIND = {"cdnow", "snowplow_tsv"}
"""Formats that can only hold what their one system writes; the fixtures of its dialect cover them."""


def test_every_built_in_source_is_under_contract():
    assert set(WRITERS) | OF_ONE_KIND == set(SOURCES)


@pytest.mark.parametrize("name", WRITERS)
def test_a_table_is_what_its_scan_gives(name, tmp_path):
    path = WRITERS[name](tmp_path)
    with workspace() as space:
        (table,) = open_file(Named(path, path.name), space)
        assert table.format == name
        assert table.sample.column_names == list(table.types)
        first = table.scan().to_arrow_table()
        again = table.scan().to_arrow_table()
        assert set(table.types) <= set(first.column_names)
        assert first.num_rows == len(EVENTS)
        assert first.equals(again)
        assert table.rejected().count == 0
        assert table.sample.num_rows == len(EVENTS)


@pytest.mark.parametrize("name", WRITERS)
def test_all_formats_give_the_same_events(name, tmp_path):
    kept = Kept()
    quality = ingest([WRITERS[name](tmp_path)], kept, now_us=NOW_US)
    assert (quality.rows_in, quality.rows_kept, kept.rows) == (3, 3, 3)
    assert kept.customers == {"c1", "c2"}


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"\x00\x01\x02\xff" * 500, b"{", b"<", b"[", b"PAR1", b'"', b",", b"a,b\n"]
)
def test_what_is_broken_ends_in_a_clear_error(name, content, tmp_path):
    path = tmp_path / f"broken.{name}"
    path.write_bytes(content)
    with pytest.raises(SojournError, match=r"broken\."):
        ingest([path], Kept(), now_us=NOW_US)


@pytest.mark.parametrize("name", WRITERS)
def test_every_way_to_cut_a_file_off_is_an_error_or_counted(name, tmp_path):
    content = WRITERS[name](tmp_path).read_bytes()
    path = tmp_path / f"cut.{name}"
    for length in range(1, len(content), max(1, len(content) // 25)):
        path.write_bytes(content[:length])
        kept = Kept()
        try:
            quality = ingest([path], kept, now_us=NOW_US)
        except SojournError:
            continue
        assert quality.rows_in == kept.rows + sum(quality.dropped.values())


REAL = [
    ("retentioneering_simple_shop/simple-onlineshop.csv.gz", 32_283, 32_283, 3_751),
    ("retentioneering_ab_test_demo/ab_test_demo.csv.gz", 33_279, 33_279, None),
    ("rsc15_yoochoose_100k/yoochoose-clicks-100k_train_full.txt.gz", 70_278, 70_278, 17_794),
    ("rsc15_yoochoose_100k/yoochoose-clicks-100k_test.txt.gz", 13_568, 13_568, 3_416),
    ("bpic2012_w_tax/bpi_12_w.csv.gz", 72_413, 72_413, 9_658),
    ("bpic2012/BPI_Challenge_2012.xes.gz", 262_200, 262_200, 13_087),
    ("bpic2012/BPI_Challenge_2012_A.xes.gz", 60_849, 60_849, 13_087),
    ("bpic2012/BPI_Challenge_2012_O.xes.gz", 31_244, 31_244, 5_015),
    ("bpic2012/BPI_Challenge_2012_W_Complete.xes.gz", 72_413, 72_413, 9_658),
    ("receipt_wabo/receipt.csv.gz", 8_577, 8_577, 1_434),
    ("receipt_wabo/receipt.xes.gz", 8_577, 8_577, 1_434),
    ("road_traffic_fines/roadtraffic100traces.xes.gz", 390, 390, 100),
    ("road_traffic_fines/12_roadtraffic_1t_per_variant.xes.gz", 1_891, 1_891, 231),
    ("road_traffic_fines/traffic_fines_10k_cases.csv.gz", 34_724, 34_724, 10_000),
    ("teleclaims/02_teleclaims.xes.gz", 46_138, 46_138, 3_512),
    ("sepsis/SEPSIS.xes.gz", 15_214, 15_214, 1_050),
    ("attribution_cookie_journeys/attribution_data_part_public.csv.gz", 37_470, 37_470, 4_756),
    ("lifetimes_example_transactions/example_transactions.csv.gz", 15_273, 15_273, 5_000),
    ("sample_orders_rfm/sample-orders.csv.gz", 5_009, 5_009, None),
    ("cdnow/CDNOW_master.txt.gz", 69_659, 69_659, 23_570),
    ("online_retail_uci", 25_900, 22_190, 4_372),
    ("botanic_nps_fr/nps_part_public.csv.gz", 8_394, 8_383, None),
    ("airline_tweets/Tweets.csv.gz", 14_640, 14_640, None),
]


@pytest.mark.shared_data
@pytest.mark.skipif(
    not SHARED.is_dir(), reason="the real data sets do not lie beside the project (../shared/data)"
)
@pytest.mark.parametrize(
    ("name", "rows", "valid", "customers"), REAL, ids=[r[0].split("/")[-1] for r in REAL]
)
def test_real_data_sets_are_read_without_options(name, rows, valid, customers):
    kept = Kept()
    quality = ingest([SHARED / name], kept, now_us=NOW_US)
    assert (quality.rows_in, quality.rows_kept) == (rows, valid)
    assert customers is None or len(kept.customers) == customers
