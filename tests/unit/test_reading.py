"""What `sj.read` takes and refuses: frames with zones, odd sources and odd parameters."""

import datetime as dt

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import sojourn as sj
from sojourn.assembling import write_log
from sojourn.errors import SourceError, UsageError

EVENTS = pd.DataFrame(
    {
        "customer_id": ["a", "a", "b"],
        "timestamp": pd.to_datetime(["2026-01-01 09:00", "2026-01-01 09:05", "2026-01-02 10:00"]),
        "touchpoint": ["Home", "Cart", "Home"],
    }
)
SHANGHAI = EVENTS.assign(timestamp=EVENTS.timestamp.dt.tz_localize("Asia/Shanghai"))


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_a_data_frame_whose_times_have_a_zone(unit):
    frame = SHANGHAI.assign(timestamp=SHANGHAI.timestamp.dt.as_unit(unit))
    log = sj.read(frame, timezone="Europe/Berlin")
    assert log.extent.first == dt.datetime(2026, 1, 1, 1, 0, tzinfo=dt.UTC)
    assert "time_zone_assumed" not in log.quality["repaired"]


def test_a_parquet_file_whose_times_have_nanoseconds_and_a_zone(tmp_path):
    pq.write_table(pa.Table.from_pandas(SHANGHAI), tmp_path / "events.parquet")
    assert sj.read(tmp_path / "events.parquet").extent.last == dt.datetime(2026, 1, 2, 2, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("sources", "options", "message"),
    [
        ("", {}, "The name of a source is empty"),
        ([], {}, "No source was given"),
        (EVENTS, {"columns": {"customer_id": 5}}, "'customer_id' needs the name of a column, got 5"),
        (EVENTS, {"columns": ["customer_id"]}, "columns must say which role has which column, got a list"),
        (EVENTS, {"timezone": 5}, "There is no time zone '5'"),
        (EVENTS, {"memory_limit": "4GB"}, "memory_limit must be a number of bytes, got '4GB'"),
        (EVENTS, {"memory_limit": -5}, "memory_limit must be a number of bytes, got -5"),
    ],
)
def test_odd_parameters_are_refused(sources, options, message):
    with pytest.raises(UsageError, match=message) as raised:
        sj.read(sources, **options)
    assert raised.value.hint


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (b"events.csv", "An object of type bytes is not something that can be read"),
        ({"customer_id": ["a"]}, r"An object of type dict is not .*from_pylist"),
        ([{"customer_id": "a"}], r"An object of type dict is not .*from_pylist"),
        (None, "An object of type NoneType"),
        ("https://example.com/events.csv", "https:// are not read. Fetch the data into a file first"),
        ("/nowhere/*.csv", r"No file matches .* Check the folder"),
    ],
)
def test_odd_sources_are_refused(source, message):
    with pytest.raises(SourceError, match=message):
        sj.read(source)


def test_a_project_is_built_and_its_log_opened(tmp_path):
    (tmp_path / "shop.csv").write_text(
        "who,when,what,mail\nu1,2026-01-01 10:00,Home,a@x.org\n,2026-01-02 10:00,Cart,A@X.org\n",
        encoding="utf-8",
    )
    (tmp_path / "sojourn.yaml").write_text(
        "sojourn: project/1\nsources:\n  - name: shop\n    files: shop.csv\n"
        "    columns: {timestamp: when, touchpoint: what}\n    identifiers: {who: user, mail: email}\n",
        encoding="utf-8",
    )
    log = sj.read(tmp_path / "sojourn.yaml")
    assert (log.extent.customers, log.extent.events) == (1, 2)
    with pytest.raises(UsageError, match="says itself"):
        sj.read(tmp_path / "sojourn.yaml", exclude=["all"])


def test_rows_that_tell_who_is_who_are_counted_where_one_column_names_everybody(tmp_path):
    (tmp_path / "calls.jsonl").write_text(
        '{"type":"track","event":"Signed up","userId":"u1","timestamp":"2026-01-01T10:00:00Z","messageId":"m1"}\n'
        '{"type":"identify","userId":"u1","timestamp":"2026-01-01T10:00:01Z","messageId":"m2","traits":{"plan":"x"}}\n'
        '{"type":"track","event":"Cart","userId":"u2","timestamp":"2026-01-01T11:00:00Z","messageId":"m3"}\n',
        encoding="utf-8",
    )
    log = sj.read(tmp_path / "calls.jsonl")
    assert (log.extent.customers, log.extent.events) == (2, 2)
    assert log.quality["dropped"] == {"link_row": 1}


@pytest.mark.parametrize(
    "options",
    [
        {"columns": {"customer_id": "who"}},
        {"taxonomy": {"rules": []}},
        {"exclude": ["all"]},
        {"keep_duplicates": True},
        {"folder": "elsewhere"},
        {"shards": 4},
    ],
)
def test_of_a_log_that_exists_nothing_is_chosen_any_more(tmp_path, options):
    write_log([EVENTS.pipe(pa.Table.from_pandas)], str(tmp_path / "log"), columns={}, timezone="UTC", keep_duplicates=False, memory_limit=10**9)  # fmt: skip
    assert sj.read(tmp_path / "log", timezone="Asia/Shanghai").extent.customers == 2
    with pytest.raises(
        UsageError, match="is a journey log: its columns, rows, touchpoints and place are settled"
    ):
        sj.read(tmp_path / "log", **options)


def test_faults_of_a_taxonomy_that_was_given_name_no_file():
    with pytest.raises(UsageError, match="The taxonomy in taxonomy= has 1 fault"):
        sj.read(EVENTS, taxonomy={"rule": []})


def test_a_project_says_itself_how_its_files_are_read_on_spark_too(tmp_path, monkeypatch):
    (tmp_path / "sojourn.yaml").write_text("sojourn: project/1\n")
    with pytest.raises(UsageError, match="says itself how its files are read"):
        sj.read(tmp_path / "sojourn.yaml", engine="spark", columns={"customer_id": "who"})
    monkeypatch.setattr("sojourn.reading.is_dataset", lambda source: True)
    with pytest.raises(UsageError, match="says itself how its files are read"):
        sj.read(tmp_path, engine="spark", exclude=["all"])


def test_a_file_may_be_told_its_columns(tmp_path):
    EVENTS.to_csv(tmp_path / "events.csv", index=False)
    log = sj.read(tmp_path / "events.csv", columns={"customer_id": "customer_id"})
    assert log.extent.events == 3
