"""Each rule of cleaning: what it drops, what it repairs, and that it counts."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn.events.cleaning import NO_NAME, clean_name
from sojourn.events.quality import Quality
from sojourn.ingest import ingest

NOW_US = 1_790_000_000_000_000


class Kept:
    def __init__(self):
        self.batches = []

    def add(self, batch, *, source, compare_rows):
        self.batches.append((batch, compare_rows))

    @property
    def rows(self):
        return [row for batch, _ in self.batches for row in batch.to_pylist()]


def clean(data, **options) -> tuple[list[dict], Quality, Kept]:
    kept = Kept()
    table = pa.table({n: pa.array(v, pa.string()) if isinstance(v[0], str) else v for n, v in data.items()})
    quality = ingest([table], kept, now_us=NOW_US, **options)
    return kept.rows, quality, kept


def events(**columns):
    n = max(len(v) for v in columns.values())
    base = {
        "user_id": [f"u{i}" for i in range(n)],
        "time": ["2025-01-01 10:00:00Z"] * n,
        "event": ["view"] * n,
    }
    return base | columns


@pytest.mark.parametrize("token", ["", "  ", "null", "NULL", "None", "NaN", "n/a", "N/A", "undefined", "-", "anonymous",
                                   "[object Object]", "00000000-0000-0000-0000-000000000000", "(not set)", "未知"])  # fmt: skip
def test_customers_that_are_none(token):
    rows, quality, _ = clean(events(user_id=["a", token, "b"]))
    assert [r["customer_id"] for r in rows] == ["a", "b"]
    assert quality.dropped == {"missing_customer": 1}


@pytest.mark.parametrize(
    "token", ["0", "nan1", "Anna", "Nullman", "[1]", "00000000-0000-0000-0000-000000000001", "-7"]
)
def test_customers_that_only_look_like_none(token):
    assert clean(events(user_id=["a", token]))[0][1]["customer_id"] == token


def test_white_space_around_a_customer_is_taken_off():
    assert [r["customer_id"] for r in clean(events(user_id=[" a", "a ", "a\u3000", "a"]))[0]] == ["a"] * 4


def test_whole_numbers_lose_their_decimals():
    assert [r["customer_id"] for r in clean(events(user_id=["17850.0", "13047.0"]))[0]] == ["17850", "13047"]


def test_numbers_too_large_to_be_true_are_none_and_powers_of_ten_are_read():
    written = ["€ 1.50"] * 200 + ["5", "1e300", "inf", "-1e308", "NaN", "2.5e3", "€ 7"]
    rows, quality, _ = clean(events(amount=written))
    assert [r["value"] for r in rows[200:]] == [5, None, None, None, None, 2500, 7]
    assert quality.repaired["unparsable_number"] == 3


def test_texts_that_say_nothing_are_none():
    said = ["NA", "late again", "-", "null", " n/a ", "No", "", "\U0001f621", "Nana", "42"]
    rows, quality, _ = clean(events(comment=said))
    assert [r["text"] for r in rows] == [
        None,
        "late again",
        None,
        None,
        None,
        "No",
        None,
        "\U0001f621",
        "Nana",
        "42",
    ]
    assert not quality.dropped


def test_times():
    times = ["2025-01-01 10:00:00Z", "", "soon", "1970-12-31 23:59:59Z", "1971-01-01 00:00:00Z", "2026-09-21 13:33:00Z",
             "2026-09-23 13:33:00Z", "2025-02-30 00:00:00Z"]  # fmt: skip
    rows, quality, _ = clean(events(time=times))
    assert quality.dropped == {"impossible_time": 2, "missing_time": 1, "unparsable_time": 2}
    assert [r["customer_id"] for r in rows] == ["u0", "u4", "u5"]
    assert [
        (e.line, e.reason, e.value) for e in quality.sources[0].examples if e.reason == "unparsable_time"
    ] == [
        (3, "unparsable_time", "soon"),
        (8, "unparsable_time", "2025-02-30 00:00:00Z"),
    ]


def test_times_without_a_zone_are_counted():
    rows, quality, _ = clean(events(time=["2025-01-01 10:00", "2025-07-01 10:00"]), timezone="Europe/Berlin")
    assert quality.repaired == {"time_zone_assumed": 2}
    assert [r["timestamp"] for r in rows] == [1_735_722_000_000_000, 1_751_356_800_000_000]
    mixed = clean(events(time=["2025-01-01 10:00Z", "2025-01-01 10:00"]))[1]
    assert mixed.repaired == {"time_zone_assumed": 1}


def test_events_without_a_name_keep_their_place():
    rows, quality, _ = clean(events(event=["view", "", "N/A", "view"]))
    assert [r["touchpoint"] for r in rows] == ["view", NO_NAME, NO_NAME, "view"]
    assert quality.repaired == {"missing_touchpoint": 2}


def test_numbers_that_are_none():
    rows, quality, _ = clean(events(amount=["1.5"] * 18 + ["much", ""]))
    assert [r["value"] for r in rows[-3:]] == [1.5, None, None]
    assert quality.repaired == {"unparsable_number": 1}


def test_money_as_written():
    rows, _, _ = clean(events(amount=["€ 1.234,50", "€ 12,00"]))
    assert [(r["value"], r["currency"]) for r in rows] == [(1234.5, "EUR"), (12.0, "EUR")]


def test_thumbs_become_one_and_zero():
    rows, _, _ = clean(events(thumb=["up", "down", "up"]))
    assert [(r["score"], r["scale"]) for r in rows] == [(1.0, "thumbs"), (0.0, "thumbs"), (1.0, "thumbs")]


def test_properties_keep_their_names_and_types():
    rows, _, _ = clean(
        events(size=["1", "2"], zip_code=["01234", "99999"], ok=["yes", "no"], VALUE=["a", "b"])
    )
    assert rows[0]["size"] == 1.0
    assert rows[0]["zip_code"] == "01234"
    assert rows[0]["VALUE_"] == "a"


@pytest.mark.parametrize(("keep", "compare"), [(False, True), (True, False)])
def test_equal_rows_are_compared_unless_asked_not_to(keep, compare):
    assert clean(events(event=["view"]), keep_duplicates=keep)[2].batches[0][1] is compare


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("Cart", "Cart"), ("  Add \t to\ncart ", "Add to cart"), ("a\x00\x01b", "a b"), ("\u202eevil\u202c", "evil"),
        ("Cafe\u0301", "Café"), ("👍 ok", "👍 ok"), ("שלום", "שלום"), ("n/a", ""), ("\u200f", ""), ("", ""),
    ],
)  # fmt: skip
def test_names(raw, name):
    assert clean_name(raw) == name
    assert clean_name(clean_name(raw)) == name


DIRT = st.sampled_from(["", "null", "u1", "u2", " u3 ", "0", "x" * 40, "\u3000", "NaN"])
TIME = st.sampled_from(
    ["2025-01-01 10:00Z", "2025-01-02 10:00", "", "never", "1969-01-01", "2099-01-01", "null"]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(DIRT, TIME, st.text(max_size=5)), min_size=1, max_size=60))
def test_rows_are_conserved_whatever_the_dirt(dirt):
    good = 70  # more than half, so that the column still looks like times
    columns = {"user_id": ["u0"] * good, "time": ["2025-01-01 10:00Z"] * good, "event": ["view"] * good}
    for customer, time, event in dirt:
        columns["user_id"].append(customer)
        columns["time"].append(time)
        columns["event"].append(event)
    rows, quality, _ = clean(
        columns, columns={"customer_id": "user_id", "timestamp": "time", "touchpoint": "event"}
    )
    assert quality.rows_in == len(dirt) + good
    assert quality.rows_kept == len(rows) == quality.rows_in - sum(quality.dropped.values())
    assert all(r["customer_id"] == r["customer_id"].strip() != "" for r in rows)
    assert all(r["touchpoint"] for r in rows)


def test_a_day_and_an_offset():
    data = {
        "user_id": ["a", "b"],
        "day": ["20251007", "20251008"],
        "offset_ms": ["43200000", "60000"],
        "event": ["x", "y"],
    }
    rows, _, _ = clean(data)
    assert [r["timestamp"] for r in rows] == [1_759_838_400_000_000, 1_759_881_660_000_000]
    rows, _, _ = clean(
        {"user_id": ["a"] * 3, "day": ["0", "1", "7"], "offset": ["5", "6", "70000"], "event": ["x"] * 3}
    )
    assert [r["timestamp"] - 946_684_800_000_000 for r in rows] == [
        5_000_000,
        86_406_000_000,
        674_800_000_000,
    ]
