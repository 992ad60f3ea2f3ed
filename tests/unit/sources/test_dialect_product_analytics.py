"""Exports of product analytics that are broken, odd or hostile: counted, explained, never a traceback."""

import json

import pyarrow as pa
import pytest
from tests.contract.dialect_fixtures.product_analytics import (
    AMPLITUDE,
    GA4,
    MATOMO,
    MIXPANEL,
    POSTHOG,
    SEGMENT,
    UNOMI,
    call,
    enriched,
    ga4,
    lines,
    mixpanel,
    param,
    visit,
)

from sojourn.errors import SojournError
from sojourn.ingest import ingest

NOW_US = 1_790_000_000_000_000
EXPORTS = {
    "segment": SEGMENT, "ga4": GA4, "mixpanel": MIXPANEL, "amplitude": AMPLITUDE, "posthog": POSTHOG, "matomo": MATOMO,
    "unomi": UNOMI,
}  # fmt: skip


class Kept:
    def __init__(self):
        self.events, self.links, self.quality = [], 0, None

    def add(self, batch: pa.RecordBatch, **_):
        self.events += batch.to_pylist()

    def link(self, batch: pa.RecordBatch, **_):
        self.links += batch.num_rows

    def column(self, name):
        return [event.get(name) for event in self.events]


def read(path, dialect="", **options) -> Kept:
    kept = Kept()
    kept.quality = ingest([f"{dialect}:{path}" if dialect else path], kept, now_us=NOW_US, **options)
    quality = kept.quality
    assert quality.rows_in == len(kept.events) + sum(quality.dropped.values())
    assert quality.dropped.get("link_row", 0) == kept.links
    return kept


def nested(depth):
    value = {"end": 1}
    for _ in range(depth):
        value = {"in": value}
    return value


HOSTILE = {
    "wrong nesting": lambda r: {key: "word" if isinstance(v, dict) else v for key, v in r.items()},
    "wrong types": lambda r: {key: [1, {"a": None}] if isinstance(v, str) else v for key, v in r.items()},
    "lists for objects": lambda r: {key: [v] if isinstance(v, dict) else v for key, v in r.items()},
    "numbers everywhere": lambda r: {key: 7 if isinstance(v, str) else v for key, v in r.items()},
    "nothing": dict.fromkeys,
    "32 levels": lambda r: r | {"extra": nested(32)},
    "formula": lambda r: r | {"extra": "=cmd|' /C calc'!A0"},
    "half a character": lambda r: r | {"extra": "\ud800"},
    "control characters": lambda r: r | {"extra": "a\u0000b\u202ec"},
}


@pytest.mark.parametrize("dialect", list(EXPORTS))
def test_hostile_records_among_sound_ones(dialect, tmp_path):
    sound = EXPORTS[dialect]
    before = read(lines("sound.jsonl", sound)(tmp_path))
    for how, spoil in HOSTILE.items():
        after = read(lines("mixed.jsonl", [*sound, *map(spoil, sound)])(tmp_path), dialect)
        assert after.quality.rows_in >= before.quality.rows_in + len(sound), how
        assert len(after.events) >= len(before.events), how


@pytest.mark.parametrize("dialect", list(EXPORTS))
def test_broken_lines_are_counted_with_their_text(dialect, tmp_path):
    sound = EXPORTS[dialect]
    path = lines("a.jsonl", sound)(tmp_path)
    whole = path.read_text()
    path.write_text(whole + '{"cut off": "he\nnot json\n[1, 2]\n\n')
    kept = read(path)
    assert kept.quality.dropped["rejected_line"] == 3
    assert {e.value for e in kept.quality.sources[0].examples} >= {"not json", "[1, 2]"}


@pytest.mark.parametrize("dialect", list(EXPORTS))
def test_more_keys_than_are_read_are_refused(dialect, tmp_path):
    many = {f"k{i}": i for i in range(3_000)}
    path = lines("a.jsonl", [EXPORTS[dialect][0] | {"extra": many}])(tmp_path)
    with pytest.raises(SojournError, match=r"different keys"):
        read(path, dialect)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "gb18030"])
def test_other_encodings(encoding, tmp_path):
    records = [*SEGMENT, *[call("track", 9, event="加入购物车") for _ in range(9)]]
    path = tmp_path / "a.jsonl"
    path.write_bytes("\n".join(json.dumps(r, ensure_ascii=False) for r in records).encode(encoding))
    assert "加入购物车" in read(path).column("touchpoint")


def test_values_of_segment(tmp_path):
    kept = read(lines("a.jsonl", SEGMENT)(tmp_path))
    order = next(e for e in kept.events if e["touchpoint"] == "Order Completed")
    assert (order["value"], order["currency"], order["order_id"]) == (29.9, "EUR", "o-1")
    assert json.loads(order["products"]) == [{"product_id": "p1", "quantity": 1}]
    assert order["timestamp"] == 1_740_823_205_120_000
    assert kept.column("channel") == ["web", "web", "web", "web", "app"]
    assert set(kept.column("campaign")) == {"spring"}


def test_what_lies_in_a_cart_is_no_revenue_and_a_refund_goes_out(tmp_path):
    records = [
        call("track", 1, event=name, properties={"revenue": 10})
        for name in ("Checkout Started", "Order Completed", "Order Refunded")
    ]
    assert read(lines("a.jsonl", records)(tmp_path)).column("value") == [None, 10.0, -10.0]


def test_a_clock_that_is_slow_is_put_right_where_segment_has_not_done_so(tmp_path):
    times = {"originalTimestamp": "2025-03-01T09:00:00Z", "sentAt": "2025-03-01T09:00:10Z"}
    record = call("track", 1, event="Visit", receivedAt="2025-03-01T10:00:11Z") | times
    raw = {key: value for key, value in record.items() if key != "timestamp"}
    assert read(lines("raw.jsonl", [raw])(tmp_path)).column("timestamp") == [1_740_823_201_000_000]
    assert read(lines("done.jsonl", [record])(tmp_path)).column("timestamp") == [1_740_823_201_120_000]


def test_a_parameter_that_the_sample_did_not_have_stays_in_the_list(tmp_path):
    rare = ga4("purchase", 59, event_params=[param("page_title", "Late"), param("rare", "kept")])
    records = [ga4("page_view", i % 50) for i in range(26_000)]
    path = lines("a.jsonl", [*records[:13_000], rare, *records[13_000:]])(tmp_path)
    found = [e for e in read(path).events if e["touchpoint"] == "Purchase"]
    assert len(found) == 1
    assert found[0]["page_title"] == "Late"
    assert found[0].get("rare") is None  # the row lies beyond the sample
    assert "kept" in found[0]["event_params"]


def test_event_params_that_are_no_list(tmp_path):
    kept = read(lines("a.jsonl", [*GA4, ga4("click", 9, event_params="broken [")])(tmp_path))
    assert kept.column("event_params")[-1] == "broken ["
    assert kept.column("page_title")[0] == "Socks"


def test_ids_of_mixpanel_are_told_apart_by_their_look(tmp_path):
    kept = read(
        lines("a.jsonl", [*MIXPANEL, mixpanel("Visit", 9, "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b")])(tmp_path)
    )
    assert kept.column("id_user") == [None, "u-1", None]
    assert None not in kept.column("id_cookie")


def test_actions_of_matomo_that_are_no_list(tmp_path):
    broken = visit(9, "u-9", []) | {"actionDetails": "[oops"}
    kept = read(lines("a.jsonl", [*MATOMO, broken])(tmp_path))
    assert kept.column("touchpoint")[-1] == "Visit"
    assert kept.column("actionDetails")[-1] == "[oops"


def test_lines_of_snowplow_with_other_numbers_of_cells(tmp_path):
    path = tmp_path / "a.tsv"
    good = enriched("page_view", 1)
    path.write_text(
        "\n".join([good, "a\tb", good + "\tmore", enriched("struct", 2, se_action='say "hi"'), ""])
    )
    kept = read(path)
    assert kept.quality.dropped == {"rejected_line": 2}
    assert kept.column("touchpoint") == ["Page: /pricing", 'say "hi"']
    assert {e.line for e in kept.quality.sources[0].examples} == {2, 3}


def test_nested_tables_in_memory(tmp_path):
    table = pa.Table.from_pylist(AMPLITUDE)
    kept = Kept()
    quality = ingest([table], kept, now_us=NOW_US)
    assert quality.sources[0].dialect == "amplitude"
    assert kept.column("touchpoint") == ["Page: /pricing", "Plan Selected"]


def test_profiles_without_header_say_what_they_need(tmp_path):
    path = tmp_path / "basic.csv"
    path.write_text("basic1@mail.example,Basic1,User1,City\nbasic2@mail.example,Basic2,User2,City\n")
    with pytest.raises(SojournError, match=r"(?s)first line looks like data.*--column"):
        read(path)
