"""Parquet, JSON, XES, tables in memory; folders and globs."""

import datetime as dt
import errno
import gzip
import json
import os

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sojourn.errors import LimitError, SourceError, UnknownNameError
from sojourn.sources.files import journey_log, resolve

TABLE = pa.table(
    {
        "user_id": ["a", "b", None],
        "time": pa.array(
            [1_735_689_600_000_000, 1_735_689_700_000_000, 1_735_689_800_000_000], pa.timestamp("us", "UTC")
        ),
        "event": ["visit", "buy", "visit"],
        "price": [1.5, 2.5, 3.5],
    }
)
LINES = (
    '{"userId":1,"timestamp":"2025-01-01T00:00:00Z","event":"a","properties":{"price":2.5}}\n'
    '{"userId":1,"time\n\n'
    '{"userId":2,"timestamp":"2025-01-02T00:00:00Z","event":"b","context":{"page":{"url":"/x"}}}\n'
)
XES = (
    '<?xml version="1.0"?><log xes.version="1.0"><string key="concept:name" value="name of the log"/>'
    '<trace><string key="concept:name" value="NA"/><string key="channel" value="web"/>'
    '<event><string key="concept:name" value="Ask"/><date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/>'
    '<string key="org:resource" value="Eve"><string key="inner" value="left out"/></string></event>'
    '<event><string key="concept:name" value="Ask"/><date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/></event>'
    "</trace></log>"
)


def test_parquet(read, tmp_path):
    pq.write_table(TABLE, tmp_path / "a.parquet")
    clean = read(tmp_path / "a.parquet")
    assert clean.quality.dropped == {"missing_customer": 1}
    assert clean.rows[0] == {
        "customer_id": "a", "timestamp": 1_735_689_600_000_000, "touchpoint": "visit", "value": 1.5,
    }  # fmt: skip


def test_a_truncated_parquet_file_is_refused(read, write, tmp_path):
    pq.write_table(TABLE, tmp_path / "a.parquet")
    content = (tmp_path / "a.parquet").read_bytes()
    with pytest.raises(SourceError, match="not a readable Parquet file"):
        read(write("b.parquet", content[: len(content) // 2]))


def test_parquet_under_the_name_of_csv(read, tmp_path):
    pq.write_table(TABLE, tmp_path / "a.csv")
    assert read(tmp_path / "a.csv").quality.sources[0].format == "parquet"


def test_json_lines_nested_with_a_broken_line(read, write):
    clean = read(write("a.jsonl", LINES))
    assert clean.quality.rows_in == 3
    assert clean.quality.dropped == {"rejected_line": 1}
    assert [e.line for e in clean.quality.sources[0].examples] == [2]
    assert clean.column("context.page.url") == [None, "/x"]
    assert clean.mapping()["value"] == "properties.price"


@pytest.mark.parametrize("indent", [None, 2])
def test_json_array(read, write, indent):
    records = [
        {"user_id": 1, "time": "2025-01-01", "event": "a", "k": {"x": [1]}},
        {"user_id": 2, "time": "2025-01-02"},
    ]
    clean = read(write("a.json", json.dumps(records, indent=indent)))
    assert clean.column("customer_id") == ["1", "2"]
    assert clean.column("k.x") == ["[1]", None]


def test_json_answer_of_an_interface(read, write):
    clean = read(
        write(
            "a.json",
            json.dumps({"next": None, "events": [{"user_id": 1, "time": "2025-01-01", "event": "a"}]}),
        )
    )
    assert clean.column("touchpoint") == ["a"]


def test_a_json_array_that_is_cut_off_names_the_line(read, write):
    with pytest.raises(SourceError, match="not valid JSON near line 2"):
        read(write("a.json", '[{"user_id":1,"time":"2025-01-01"},\n {"user_id":2,"ti'))


def test_xes(read, write):
    clean = read(write("a.xes", XES))
    assert clean.column("customer_id") == ["NA", "NA"]
    assert clean.column("channel") == ["web", "web"]
    assert clean.column("org:resource") == ["Eve", None]
    assert "inner" not in clean.rows[0]
    assert [compare for _, compare, _ in clean.batches] == [False]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (XES.replace("<log", "<!DOCTYPE log><log"), "document type"),
        (XES[:300], "broken XML in line 1"),
        ("<log></log>", "has no events"),
    ],
)
def test_broken_xes(read, write, text, message):
    with pytest.raises(SourceError, match=message):
        read(write("a.xes", text))


def test_tables_in_memory(read):
    frame = pd.DataFrame(
        {
            "user_id": [1.0, 2.0, None],
            "ts": pd.to_datetime(["2025-01-01"] * 3),
            "event": pd.Categorical(["a", "b", "a"]),
        }
    )
    clean = read(frame)
    assert clean.column("customer_id") == ["1", "2"]
    other = pl.DataFrame(
        {"user_id": [1, 2], "date": [dt.date(2025, 1, 1)] * 2, "time": ["10:00", "11:00:30"]}
    )
    assert read(other).column("timestamp") == [1_735_725_600_000_000, 1_735_729_230_000_000]
    stream = pa.RecordBatchReader.from_batches(TABLE.schema, TABLE.to_batches())
    assert read(stream).column("touchpoint") == ["visit", "buy"]


def test_an_empty_table_is_refused(read):
    with pytest.raises(SourceError, match="has no rows"):
        read(TABLE.slice(0, 0))


def test_a_folder_in_order_of_names_and_a_glob(read, write):
    write("in/b.csv", "user_id,time,event\n2,2025-01-02,b\n")
    write("in/a.csv", "user_id,time,event\n1,2025-01-01,a\n")
    folder = write("in/notes.md", "# no data").parent
    assert [s.name for s in read(folder).quality.sources] == ["a.csv", "b.csv"]
    assert [n.label for n in resolve([folder / "*.csv"])] == ["a.csv", "b.csv"]


def test_results_of_an_earlier_analysis_are_not_data(read, write):
    folder = write("in/a.csv", "user_id,time,event\n1,2025-01-01,a\n").parent
    for name in ("report.json", "quality.json", "map.journey.yaml"):
        write(f"in/out/{name}", "{}")
    write("in/out/log/manifest.json", '{"sojourn_log": 1}')
    assert [n.label for n in resolve([folder])] == ["a.csv"]


def test_a_name_with_signs_of_a_glob(read, write):
    write("a1.csv", "user_id,time,event\n9,2025-01-01,other\n")
    assert read(write("a[1].csv", "user_id,time,event\n1,2025-01-01,this\n")).column("touchpoint") == ["this"]


def test_a_forced_format(read, write):
    path = write(
        "a.dat",
        '{"user_id":1,"time":"2025-01-01","event":"a"}\n{"user_id":1,"time":"2025-01-02","event":"b"}\n',
    )
    assert read(f"json:{path}").quality.sources[0].format == "json"


@pytest.mark.parametrize(
    ("name", "message"), [("nothing.csv", "There is no file"), ("*.xyz", "No file matches")]
)
def test_sources_that_do_not_exist(read, tmp_path, name, message):
    with pytest.raises(SourceError, match=message):
        read(tmp_path / name)


def test_a_folder_without_data(read, write):
    with pytest.raises(SourceError, match="holds no data file"):
        read(write("in/readme.md", "x").parent)


def test_a_folder_of_results_is_told_where_its_log_is(read, tmp_path, monkeypatch):
    log = tmp_path / "out" / "log"
    log.mkdir(parents=True)
    (log / "manifest.json").write_text('{"sojourn_log": 2}')
    with pytest.raises(SourceError, match="holds no data file") as caught:
        read(tmp_path / "out")
    assert str(log) in caught.value.hint


def test_a_table_of_a_catalogue_is_read_by_spark_only(read):
    with pytest.raises(SourceError) as caught:
        read("table:sales.events")
    assert "--engine spark" in caught.value.hint


def test_a_name_no_file_can_have():
    with pytest.raises(SourceError, match="cannot be read: File name too long"):
        resolve(["x" * 5_000])


def test_a_pipe_is_not_waited_for(tmp_path):
    pipe = tmp_path / "events.csv"
    os.mkfifo(pipe)
    with pytest.raises(SourceError, match="neither a file nor a folder"):
        resolve([pipe])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file(read, write):
    path = write("a.csv", "x")
    path.chmod(0)
    with pytest.raises(SourceError, match="may not be read"):
        read(path)


def test_something_that_is_no_source(read):
    with pytest.raises(SourceError, match="int is not something"):
        read(42)


def test_the_same_file_twice_counts_once(read, write):
    text = "user_id,time,event\n1,2025-01-01,a\n2,2025-01-02,b\n"
    clean = read(write("a.csv", text), write("copy.csv", text))
    assert clean.quality.dropped == {"repeated_file": 2}
    assert (clean.quality.rows_in, clean.quality.rows_kept) == (4, 2)


def test_files_are_joined_by_the_customer_they_share(read, write):
    web = "anonymousId,userId,time,event\n" + "".join(
        f"x{i},u{i % 3},2025-01-0{i + 1},view\n" for i in range(6)
    )
    orders = "client id,buyer,ordered at,total\n" + "".join(
        f"k{i},u{i},2025-02-0{i + 1},9.5\n" for i in range(3)
    )
    clean = read(write("web.csv", web), write("orders.csv", orders.replace("buyer", "shop user id")))
    assert clean.mapping(0)["customer_id"] == "userId"
    assert clean.mapping(1)["customer_id"] == "shop user id"
    assert "also occur in another file" in clean.quality.sources[1].mapping["customer_id"]["reason"]


def test_too_many_columns_in_memory(read):
    with pytest.raises(LimitError, match="3,000 columns"):
        read(pa.table({f"c{i}": [1] for i in range(3_000)}))


def test_a_journey_log_is_recognised(tmp_path):
    assert journey_log(tmp_path) is None
    (tmp_path / "manifest.json").write_text('{"sojourn_log": 1}')
    assert journey_log(tmp_path) == tmp_path


def test_a_column_that_does_not_exist(read, write):
    path = write("a.csv", "user_id,time,event\n1,2025-01-01,a\n")
    with pytest.raises(UnknownNameError, match=r"no column 'evnt'\. Did you mean 'event'"):
        read(path, columns={"touchpoint": "evnt"})
    with pytest.raises(UnknownNameError, match="no role 'customer'"):
        read(path, columns={"customer": "user_id"})


def test_parquet_that_is_damaged_inside(read, tmp_path):
    rows = 50_000
    many = pa.table(
        {
            "user_id": [f"u{i}" for i in range(rows)],
            "time": pa.array(range(10**15, 10**15 + rows), pa.timestamp("us")),
        }
    )
    pq.write_table(many, tmp_path / "a.parquet", row_group_size=10_000, use_dictionary=False)
    content = bytearray((tmp_path / "a.parquet").read_bytes())
    content[len(content) // 3 : len(content) // 3 + 4_000] = b"\xff" * 4_000
    (tmp_path / "a.parquet").write_bytes(content)
    with pytest.raises(SourceError, match=r"a\.parquet"):
        read(tmp_path / "a.parquet")


def test_no_room_to_unpack(read, write, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("sojourn.sources.unpack._copy", full)
    with pytest.raises(SourceError, match="no room to unpack"):
        read(write("a.csv.gz", gzip.compress(b"user_id,time\n1,2025-01-01\n")))
