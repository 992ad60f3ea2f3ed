"""Exports of shops and their helpers as they really come: typed, cut, mis-encoded, half empty, absurd."""

import contextlib
import json
from collections import Counter

import duckdb
import pandas as pd
import pytest
from tests.contract.dialect_fixtures import commerce

from sojourn.errors import SojournError, SourceError
from sojourn.sources.dialect import DIALECTS
from sojourn.sources.files import open_file, resolve
from sojourn.sources.frames import open_frame
from sojourn.sources.source import workspace

TEXTS = {
    "shopify_orders": commerce.ORDERS,
    "pos_receipts": commerce.RECEIPTS,
    "invoices": commerce.INVOICES,
    "email_events": commerce.SENDGRID,
    "advertising": commerce.AD_LOG,
    "calls": commerce.CALLS,
    "parcels": commerce.PARCELS,
    "shopify_tables": commerce.REST["orders.csv"],
}


def tables(path):
    with workspace() as space:
        found = [table for named in resolve([path]) for table in open_file(named, space)]
        return {
            (t.constants.get("touchpoint") or t.label): t.scan().to_arrow_table().to_pylist() for t in found
        }, found


@pytest.mark.parametrize("name", TEXTS)
def test_a_table_with_typed_columns_gives_the_same_events(name, read, write):
    path = write("export.csv", TEXTS[name])
    plain = read(path)
    frame = duckdb.read_csv(str(path)).to_arrow_table()
    with workspace() as space:
        assert DIALECTS[name].recognises(open_frame(frame, "frame", space))
    typed = read(frame)
    assert Counter(typed.column("touchpoint")) == Counter(plain.column("touchpoint"))
    assert sorted(v or 0 for v in typed.column("value")) == sorted(v or 0 for v in plain.column("value"))


def test_orders_with_typed_times_give_the_same_events(read, write):
    path = write("orders.csv", commerce.ORDERS)
    times = ("Created at", "Paid at", "Fulfilled at", "Cancelled at")
    cells = duckdb.read_csv(str(path), all_varchar=True).to_df()
    for name in times:
        cells[name] = pd.to_datetime(cells[name], utc=True)
    plain, typed = read(path), read(cells)
    pairs = [sorted(zip(c.column("touchpoint"), c.column("timestamp"), strict=True)) for c in (plain, typed)]
    assert pairs[0] == pairs[1]


@pytest.mark.parametrize("name", TEXTS)
def test_any_encoding_gives_the_same_events(name, read, write):
    plain = read(write("plain.csv", TEXTS[name]))
    for encoding in ("utf-16", "cp1252", "utf-8-sig"):
        other = read(write("other.csv", TEXTS[name].encode(encoding)))
        assert Counter(other.column("touchpoint")) == Counter(plain.column("touchpoint")), encoding


@pytest.mark.parametrize("name", TEXTS)
def test_every_way_to_cut_an_export_off_is_an_error_or_counted(name, read, write):
    content = TEXTS[name].encode()
    for length in range(20, len(content), max(1, len(content) // 7)):
        fate = "refused"
        with contextlib.suppress(SojournError):
            clean = read(write("cut.csv", content[:length]))
            fate = clean.quality.rows_in - len(clean.rows) - sum(clean.quality.dropped.values())
        assert fate in {"refused", 0}


@pytest.mark.parametrize("name", TEXTS)
def test_cells_that_are_formulas_stay_text(name, read, write):
    header, *rows = TEXTS[name].splitlines()
    cells = rows[-1].split(",")
    evil = '"=HYPERLINK(""http://x.example"")"'
    clean = read(write("evil.csv", "\n".join([header, *rows, ",".join([evil] * len(cells))]) + "\n"))
    dropped = clean.quality.dropped
    assert sum(dropped.values()) >= 1
    assert set(dropped) <= {
        "unparsable_time",
        "missing_time",
        "rejected_line",
        "missing_customer",
        "link_row",
    }


@pytest.mark.parametrize("name", TEXTS)
def test_every_column_but_the_essential_ones_may_be_missing(name, write):
    frame = duckdb.read_csv(str(write("whole.csv", TEXTS[name])), all_varchar=True).to_arrow_table()
    with workspace() as space:
        for column in frame.column_names:
            less = frame.drop_columns([column])
            table = open_frame(less, "less", space)
            if not DIALECTS[name].recognises(table):
                continue
            for made in DIALECTS[name].translate(table, space):
                assert made.aside or set(made.roles.values()) <= set(made.types)
                made.scan().to_arrow_table()


def test_line_items_of_an_order_are_folded_in_file_order(write):
    found, made = tables(write("orders.csv", commerce.ORDERS))
    placed = found["Order placed"]
    assert [row["Name"] for row in placed] == ["#1001", "#1002"]
    items = json.loads(placed[0]["items"])
    assert [(i["name"], i["quantity"], i["sku"]) for i in items] == [
        ("Blue cup", "2", "CUP-1"),
        ("Red cup", "1", "CUP-2"),
    ]
    assert made[0].note == "3 line items were folded into 2 orders"
    assert [row["channel"] for row in placed] == ["web", "store"]


def test_an_order_is_paid_when_the_money_comes_later_than_the_order(write):
    found, _ = tables(write("orders.csv", commerce.ORDERS))
    assert [row["Name"] for row in found["Order paid"]] == [
        "#1002"
    ]  # #1001 was paid four seconds after it was placed
    (refund,) = found["Refunded"]
    assert (refund["timestamp"], refund["value"]) == ("2025-10-09 08:00:00 +0200", -5.0)


def test_an_order_delivered_twice_is_a_repeat_and_not_a_larger_order(read, write):
    header, first, *rest = commerce.ORDERS.splitlines()
    clean = read(write("orders.csv", "\n".join([header, first, *rest, first]) + "\n"))
    placed = [row for row in clean.rows if row["touchpoint"] == "Order placed"]
    assert [row["message_id"] for row in placed].count("shopify order 5400000001 placed") == 2
    assert [row["value"] for row in placed] == [34.9, 20.0, 34.9]


def test_a_hundred_thousand_lines_of_one_order_are_one_event(read, write):
    header = "Name,Email,Created at,Total,Currency,Lineitem quantity,Lineitem name,Lineitem price\n"
    first = "#1,ann@mail.example,2025-01-01 10:00:00 +0100,99,EUR,1,Cup,1\n"
    clean = read(write("orders.csv", header + first + "#1,,,,,1,Cup,1\n" * 100_000))
    (event,) = clean.rows
    assert event["value"] == 99
    assert len(json.loads(event["items"])) == 100_001


def test_lines_without_an_order_stand_alone(read, write):
    header = "Name,Email,Created at,Total,Lineitem quantity,Lineitem name\n"
    rows = ",ann@mail.example,2025-01-01 10:00:00 +0100,5,1,Cup\n,bob@mail.example,2025-01-02 10:00:00 +0100,7,1,Cup\n"
    clean = read(write("orders.csv", header + rows))
    assert clean.column("value") == [5, 7]


def test_times_and_totals_that_are_none_are_counted(read, write):
    header = "Name,Email,Created at,Total,Lineitem quantity,Lineitem name\n"
    rows = "".join(
        f"#{i},a{i}@mail.example,{t},{v},1,Cup\n"
        for i, (t, v) in enumerate(
            [
                ("2025-01-01 10:00:00 +0100", "5"),
                ("soon", "5"),
                ("", "5"),
                ("2025-01-04 10:00:00 +0100", "a lot"),
            ]
        )
    )
    clean = read(write("orders.csv", header + rows))
    assert clean.quality.dropped == {"missing_time": 1, "unparsable_time": 1}
    assert clean.quality.repaired["unparsable_number"] == 1
    assert "soon" in {e.value for s in clean.quality.sources for e in s.examples}


def test_the_value_of_a_receipt_is_the_sum_of_its_lines(read, write):
    clean = read(write("till.csv", commerce.RECEIPTS))
    assert clean.column("value") == [28.8, 4.9, -19.0]
    clean = read(write("kasse.csv", commerce.RECEIPTS_DE.encode("latin-1")))
    assert clean.column("value") == [1028.8, 9.8]


@pytest.mark.parametrize(
    ("header", "lines", "value"),
    [
        ("Total", ("28.80", "28.80"), [28.8]),  # of the receipt
        ("Total", ("9.80", "19.00"), [28.8]),  # of the line, though it is called a total
        ("Quantity,Unit price", ("2,4.90", "1,19.00"), [28.8]),
        ("Quantity,Unit price,Line amount", ("2,4.90,9.00", "1,19.00,19.00"), [28.0]),
    ],
)
def test_totals_amounts_and_prices_are_told_apart(header, lines, value, read, write):
    start = "7001,Leeds,2025-03-01 10:15,LC500014"
    rows = "".join(f"{start},{item},{line}\n" for item, line in zip(("Socks", "Scarf"), lines, strict=True))
    clean = read(write("till.csv", f"Receipt no,Store,Sold at,Loyalty card,Item,{header}\n{rows}"))
    assert clean.column("value") == value


def test_equal_rows_of_a_table_of_receipts_are_repeats(read, write):
    row = "7001,Leeds,2025-03-01 10:15,LC500014,Socks,4.90\n"
    other = "7002,Leeds,2025-03-01 10:19,LC500017,Socks,4.90\n"
    clean = read(write("till.csv", f"Receipt no,Store,Sold at,Loyalty card,Item,Amount\n{row}{other}{row}"))
    assert clean.column("value") == [4.9, 4.9, 4.9]
    assert all(compared for _, compared, _ in clean.batches)


def test_an_invoice_without_a_customer_is_counted(read, write):
    extra = "500009,10002,TIN ROBOT,1,2011-03-05 10:00:00,2.55,,France\n"
    clean = read(write("retail.csv", commerce.INVOICES + extra))
    assert clean.quality.dropped == {"missing_customer": 1}
    assert clean.column("value") == [21.3, 2.55, -2.55]
    assert clean.column("customer_id") == ["17000", "17001", "17000"]


def test_a_table_of_spend_is_set_aside_and_counted(write):
    _, (table,) = tables(write("spend.csv", commerce.AD_SPEND))
    assert table.aside == "spend table: has no customers"


@pytest.mark.parametrize(
    ("wait", "answered"),
    [
        ("30", "2025-03-01T09:00:30"),
        ("00:01:10", "2025-03-01T09:01:10"),
        ("1:10", "2025-03-01T09:01:10"),
        ("", "2025-03-01T09:00:00"),
    ],
)
def test_a_call_is_answered_after_the_wait(wait, answered, read, write):
    header, first, *_ = commerce.CALLS.splitlines()
    cells = first.split(",")
    cells[4] = wait
    clean = read(write("calls.csv", f"{header}\n{','.join(cells)}\n"))
    assert clean.column("touchpoint") == ["Called support", "Call answered"]
    start, later = clean.column("timestamp")
    assert str(duckdb.sql("SELECT epoch_us(TIMESTAMP '2025-03-01 09:00:00')").fetchall()[0][0]) == str(start)
    expected = duckdb.execute("SELECT epoch_us(CAST(? AS TIMESTAMP))", [answered]).fetchall()[0][0]
    assert later == expected


def test_events_that_providers_do_not_share_keep_their_names(read, write):
    strange = "ann@mail.example,1740830000,<a1@smtp>,Moon phase changed,welcome,ev99,m01,,,,\n"
    clean = read(write("events.csv", commerce.SENDGRID + strange))
    assert clean.column("touchpoint")[-1] == "Moon phase changed"


def deep(levels):
    value = "x"
    for _ in range(levels):
        value = {"a": value}
    return value


@pytest.mark.parametrize(
    "extra",
    [
        {"deep": deep(32)},
        {"event": {"not": "text"}},
        {"email": ["ann@mail.example"]},
        {"timestamp": None},
        {"event": 7},
    ],
)
def test_a_webhook_with_odd_values_is_counted(extra, read, write):
    events = [
        {
            "email": "ann@mail.example",
            "timestamp": 1740820000 + i,
            "event": "open",
            "sg_event_id": f"e{i}",
            "smtp-id": "m",
        }
        for i in range(20)
    ]
    events[7] |= extra
    clean = read(write("hook.json", json.dumps(events)))
    assert clean.quality.rows_in == 20
    assert len(clean.rows) + sum(clean.quality.dropped.values()) == 20
    assert Counter(clean.column("touchpoint"))["E-mail opened"] >= 19


def test_too_many_keys_are_refused_in_words(read, write):
    event = {"email": "ann@mail.example", "timestamp": 1, "event": "open"} | {
        f"k{i}": i for i in range(100_000)
    }
    with pytest.raises(SojournError, match=r"hook\.json"):
        read(write("hook.json", json.dumps([event, event])))


def test_lines_of_another_layout_are_broken_records_of_cdnow(read, write):
    clean = read(write("master.txt", commerce.CDNOW * 20 + "00003 not a purchase\n\n" + commerce.CDNOW))
    assert len(clean.rows) == 63
    assert clean.quality.dropped == {"rejected_line": 1}


@pytest.mark.parametrize(
    ("name", "content", "match"),
    [
        ("log.jsonocel", '{"objectTypes": [], "events": [', "broken JSON"),
        ("log.jsonocel", '{"objectTypes": [], "events": []}', "no events"),
        ("log.jsonocel", '{"objectTypes": [], "events": {"a": 1}}', "no events"),
        ("log.jsonocel", '{"objectTypes": ' + "[" * 100_000, "nested too deeply"),
        ("log.xml", "<log><object-types/><events><event id='1'", "broken XML"),
        ("log.xml", "<!DOCTYPE log [<!ENTITY a 'b'>]><log><object-types/></log>", "DOCTYPE"),
    ],
)
def test_a_broken_object_centric_log_is_refused_in_words(name, content, match, read, write):
    with pytest.raises(SourceError, match=match):
        read(write(name, content))


def test_a_database_cut_off_is_refused_in_words(read, write, tmp_path):
    whole = commerce.ocel_sqlite(tmp_path).read_bytes()
    for length in (len(whole) // 3, len(whole) // 2, len(whole) - 5_000):
        with pytest.raises(SojournError, match=r"cut\.sqlite"):
            read(write("cut.sqlite", whole[:length]))


def test_a_thing_that_several_customers_share_joins_nobody(tmp_path):
    _, found = tables(commerce.ocel_json(tmp_path))
    events = found[0]
    assert "ocel:type:products" not in events.identifiers
    assert "'customers': its name says so" in events.note
    assert "'products' are shared" in events.note


def test_without_a_person_the_commonest_object_is_the_customer(tmp_path, write):
    objects = [{"id": "m1", "type": "machine"}, {"id": "b1", "type": "batch"}]
    events = [
        {
            "id": f"e{i}",
            "type": "Run",
            "time": f"2024-01-0{i}T00:00:00Z",
            "relationships": [{"objectId": "m1"}],
        }
        for i in range(1, 4)
    ]
    events[0]["relationships"].append({"objectId": "b1"})
    document = {"objectTypes": [], "eventTypes": [], "objects": objects, "events": events}
    _, (table,) = tables(write("log.jsonocel", json.dumps(document)))
    assert "the customer is 'machine': most events, 3, concern one" in table.note
