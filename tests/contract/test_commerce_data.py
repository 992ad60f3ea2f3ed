"""Shops' real data through their dialects: every row accounted for, and the published figures met."""

import csv
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from sojourn.sources.files import open_file, resolve
from sojourn.sources.source import workspace

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.skipif(
        not SHARED.is_dir(), reason="the real data sets do not lie beside the project (../shared/data)"
    ),
]


def events_of(name):
    """Rows of all derived tables with touchpoint, value, customer and dialect."""
    found = []
    with workspace() as space:
        for named in resolve([SHARED / name]):
            for table in open_file(named, space):
                rows = table.scan().to_arrow_table()
                found.append((table, rows))
    return found


def test_the_invoices_of_online_retail_are_the_published_ones():
    touches, value, customers, lines = Counter(), Counter(), set(), 0
    for table, all_rows in events_of("online_retail_uci"):
        assert table.dialect == "invoices"
        rows = all_rows.filter(pc.is_valid(all_rows.column("CustomerID")))
        touches.update(rows.column(table.roles["touchpoint"]).to_pylist())
        for touch in touches:
            some = rows.filter(pc.equal(rows.column(table.roles["touchpoint"]), touch))
            value[touch] += pc.sum(some.column(table.roles["value"])).as_py() or 0
        customers |= set(rows.column("CustomerID").to_pylist())
        lines += int(table.note.split()[0].replace(",", ""))
    assert lines == 541_909
    # 18,536 sales, of which four were free: 18,532 with a value.
    assert touches == {"Order placed": 18_536, "Order returned": 3_654}
    assert len(customers) == 4_372
    assert value["Order placed"] == pytest.approx(8_911_407.904, abs=0.01)
    assert value["Order placed"] + value["Order returned"] == pytest.approx(8_300_065.814, abs=0.01)


@pytest.mark.parametrize(
    ("name", "events", "customers", "dollars"),
    [("CDNOW_master.txt.gz", 69_659, 23_570, 2_500_315.63), ("CDNOW_sample.txt.gz", 6_919, 2_357, None)],
)
def test_the_purchases_of_cdnow_are_the_published_ones(name, events, customers, dollars):
    ((table, rows),) = events_of(f"cdnow/{name}")
    assert table.dialect == "cdnow"
    broken = sum(rows.column(table.reject_when).to_pylist())
    blank = sum(rows.column(table.blank_when).to_pylist())
    assert (rows.num_rows - broken - blank, broken) == (events, 0)
    assert len(set(rows.column("customer_id").drop_null().to_pylist())) == customers
    if dollars is not None:
        spent = pc.sum(rows.column("dollar_value").cast(pa.float64())).as_py()
        assert spent == pytest.approx(dollars, abs=0.005)


def test_all_95_tables_of_the_shop_are_known_and_every_row_is_accounted_for():
    found = events_of("shopify_export")
    assert {table.dialect for table, _ in found} == {"shopify_tables"}
    files = {table.label.partition(" (")[0] for table, _ in found}
    assert len(files) == 95
    written = 0
    for path in (SHARED / "shopify_export").glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            written += sum(1 for _ in csv.DictReader(file))
    fate = Counter()
    for table, rows in found:
        kind = "aside" if table.aside else "link" if table.link_when else "event"
        fate[kind] += rows.num_rows
    cancelled = next(rows for table, rows in found if table.label.endswith("(cancelled)"))
    assert fate == {"aside": 644, "link": 24, "event": 106}
    assert sum(fate.values()) - cancelled.num_rows == written  # a cancelled order is told twice
    asides = {table.label: table.aside for table, _ in found if table.aside}
    assert asides["shopify_media_data.csv"].startswith("the catalogue")
    assert asides["shopify_gql_tender_transaction_data.csv"].startswith("payments as the books")


def test_the_events_of_the_shop_carry_what_joins_them():
    by_label = {table.label: (table, rows) for table, rows in events_of("shopify_export")}
    table, rows = by_label["shopify_gql_order_data.csv (placed)"]
    assert sorted(set(table.identifiers.values())) == ["email", "order", "phone", "shopify_customer"]
    assert set(rows.column("channel").to_pylist()) >= {"web", "store"}
    assert pc.min(rows.column("timestamp")).as_py().endswith("+00:00")
    table, rows = by_label["shopify_gql_refund_data.csv"]
    assert pc.max(rows.column(table.roles["value"])).as_py() < 0
    table, rows = by_label["shopify_gql_transaction_data.csv"]
    assert set(rows.column("touchpoint").to_pylist()) == {
        "Payment made",
        "Payment authorised",
        "Payment voided",
        "Payment failed",
        "Refund paid",
    }
