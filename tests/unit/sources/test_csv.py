"""Delimited text of every kind."""

import gzip

import pyarrow as pa
import pytest

from sojourn.errors import LimitError, RoleError, SourceError
from sojourn.sources.source import Limits

HEAD = "user_id,timestamp,event\n"
PLAIN = HEAD + "1,2025-01-01 10:00,visit\n2,2025-01-02 11:30,buy\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^"])
def test_any_delimiter(read, write, delimiter):
    clean = read(write("a.csv", PLAIN.replace(",", delimiter)))
    assert clean.column("touchpoint") == ["visit", "buy"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_encodings(read, write, encoding):
    clean = read(write("a.csv", (HEAD + "1,2025-01-01,Été 购买\n2,2025-01-02,b\n").encode(encoding)))
    assert clean.column("touchpoint") == ["Été 购买", "b"]
    assert clean.column("customer_id") == ["1", "2"]


def test_latin_1(read, write):
    text = "user_id;date;event\n1;13.01.2025;Commande réglée\n2;14.01.2025;Été à Köln\n"
    assert read(write("a.csv", text.encode("latin-1"))).column("touchpoint") == [
        "Commande réglée",
        "Été à Köln",
    ]


def test_gbk(read, write):
    text = "用户ID,时间,事件,渠道,金额\n张三,2025年1月1日,浏览商品,网站,12.50\n李四,2025年1月2日,提交订单,门店,3.00\n"
    clean = read(write("a.csv", text.encode("gbk")))
    assert clean.mapping() == {
        "customer_id": "用户ID", "timestamp": "时间", "touchpoint": "事件", "channel": "渠道", "value": "金额",
    }  # fmt: skip
    assert clean.column("touchpoint") == ["浏览商品", "提交订单"]
    assert clean.column("value") == [12.5, 3.0]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(read, write, end):
    clean = read(write("a.csv", PLAIN.replace("\n", end).encode()))
    assert clean.column("touchpoint") == ["visit", "buy"]


def test_mixed_line_ends(read, write):
    clean = read(
        write("a.csv", b"user_id,timestamp,event\r\n1,2025-01-01,a\n2,2025-01-02,b\r3,2025-01-03,c\r\n")
    )
    assert clean.column("touchpoint") == ["a", "b", "c"]


def test_a_quoted_cell_may_span_lines(read, write):
    clean = read(write("a.csv", HEAD + '1,2025-01-01,"one\ntwo, ""three"""\n2,2025-01-02,b\n'))
    assert clean.column("touchpoint") == ['one\ntwo, "three"', "b"]


def test_short_long_and_open_lines_are_rejected_with_their_line(read, write):
    lines = '1,2025-01-01,a\n2,2025-01-02\n3,2025-01-02,c,d\n4,2025-01-04,e\n5,"2025-01-05,f\n'
    clean = read(write("a.csv", HEAD + lines))
    assert clean.quality.rows_in == 5
    assert clean.quality.dropped == {"rejected_line": 3}
    examples = [(e.line, e.value.split(":")[0]) for e in clean.quality.sources[0].examples]
    assert examples == [
        (3, "fewer cells than the header"),
        (4, "more cells than the header"),
        (6, "fewer cells than the header"),
    ]


def test_a_forgotten_quote_costs_no_other_row(read, write):
    rows = "".join(f"{i},2025-01-02,c\n" for i in range(300))
    clean = read(write("a.csv", HEAD + '1,2025-01-01,"never closed\n' + rows + '2,2025-01-03,"closed"\n'))
    assert (clean.quality.rows_in, clean.quality.rows_kept) == (302, 302)
    assert clean.column("touchpoint")[0] == "never closed"
    assert "1 quotes that were never closed" in clean.quality.sources[0].note


def test_cells_over_several_lines_stay_whole_beside_a_forgotten_quote(read, write):
    rows = '1,2025-01-01,"two\nlines"\n2,2025-01-02,"open\n3,2025-01-03,c\n'
    clean = read(write("a.csv", HEAD + rows))
    assert clean.column("touchpoint") == ["two\nlines", "open", "c"]


@pytest.mark.parametrize("folder", ["my-data", "my data", "2026-01", "it's", 'a"b', "日本", ".hidden"])
def test_a_folder_of_any_name(read, tmp_path, folder):
    (tmp_path / folder).mkdir()
    (tmp_path / folder / "a.csv").write_text(PLAIN + '3,2025-01-02,"open\n')
    clean = read(tmp_path / folder / "a.csv")
    assert (clean.quality.rows_in, clean.column("touchpoint")[:2]) == (3, ["visit", "buy"])


def test_a_folder_above(read, write, tmp_path, monkeypatch):
    (tmp_path / "below").mkdir()
    write("a.csv", PLAIN)
    monkeypatch.chdir(tmp_path / "below")
    assert read("../a.csv").column("touchpoint") == ["visit", "buy"]


def test_rows_that_a_broken_quote_swallows_are_all_counted(read, write):
    rows = '1,2025-01-01,"open\n2,2025-01-02,c\n3,2025-01-03,c\n4,2025-01-04,"open too\n5,2025-01-05,c\n'
    clean = read(write("a.csv", HEAD + rows))
    assert clean.quality.rows_in == 5
    assert clean.quality.dropped == {"rejected_line": 4}


def test_a_header_alone_is_set_aside_beside_other_files(read, write, tmp_path):
    empty = write("a.csv", HEAD)
    clean = read(write("b.csv", PLAIN), empty)
    assert clean.quality.sources[1].note == "it has a header and no rows"
    assert clean.column("touchpoint") == ["visit", "buy"]


def test_names_that_repeat_get_numbers(read, write):
    clean = read(write("a.csv", "user_id,timestamp,event,Event\n1,2025-01-01,a,x\n2,2025-01-02,b,y\n"))
    assert clean.column("Event_2") == ["x", "y"]


def test_lines_before_the_header_are_skipped(read, write):
    clean = read(write("a.csv", "Report\nJanuary\n\n" + PLAIN))
    assert clean.column("touchpoint") == ["visit", "buy"]


def test_a_table_without_header_says_so(read, write):
    path = write("a.csv", "u1,2025-01-01,a\nu2,2025-01-02,b\n")
    with pytest.raises(RoleError, match=r"first line looks like data.*\n.*--column customer_id=.column1"):
        read(path)
    clean = read(path, columns={"customer_id": "column1", "touchpoint": "column3"})
    assert clean.column("customer_id") == ["u1", "u2"]


def test_columns_aligned_by_spaces(read, write):
    clean = read(
        write("a.txt", " customer_id  date  dollar_value\n 00001 19970101   11.77\n 00002 19970112   12.00\n")
    )
    assert clean.rows[0] == {
        "customer_id": "00001", "timestamp": 852_076_800_000_000, "value": 11.77, "touchpoint": "A",
    } | {"touchpoint": clean.rows[0]["touchpoint"]}  # fmt: skip


def test_gzip_and_zstandard(read, write):
    packed = pa.compress(PLAIN.encode(), codec="zstd", asbytes=True)
    assert read(write("a.csv.gz", gzip.compress(PLAIN.encode()))).column("touchpoint") == ["visit", "buy"]
    assert read(write("a.csv.zst", packed)).column("touchpoint") == ["visit", "buy"]


def test_a_truncated_gzip_is_refused(read, write):
    packed = gzip.compress((PLAIN * 5000).encode())
    with pytest.raises(SourceError, match=r"a\.csv\.gz is packed, but the packing is broken or cut off"):
        read(write("a.csv.gz", packed[: len(packed) // 2]))


def test_a_gzip_bomb_is_refused(read, write):
    packed = gzip.compress(HEAD.encode() + b"1,2025-01-01,a\n" * 6_000_000, compresslevel=1)
    with pytest.raises(LimitError, match="unpacks to more than"):
        read(write("a.csv.gz", packed), limits=Limits(unpacked_bytes=70 << 20))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b" \n\n", "nothing but white space"),
        (HEAD.encode(), "a header and no rows"),
        (bytes(range(256)) * 40, "is not text"),
    ],
)
def test_files_without_data(read, write, content, message):
    with pytest.raises(SourceError, match=message):
        read(write("a.csv", content))


def test_a_very_long_cell_is_kept_and_a_longer_one_rejected(read, write):
    path = write("a.csv", HEAD + "1,2025-01-01," + "x" * 1_000_000 + "\n2,2025-01-02,b\n")
    assert [len(t) for t in read(path).column("touchpoint")] == [1_000_000, 1]
    clean = read(path, limits=Limits(record_bytes=100_000))
    assert clean.quality.dropped == {"rejected_line": 1}


def test_too_many_columns_are_refused(read, write):
    names = ",".join(["user_id", "timestamp", *(f"c{i}" for i in range(4_998))])
    with pytest.raises(LimitError, match="5,000 columns; at most 2,000"):
        read(write("a.csv", names + "\n" + ",".join(["1", "2025-01-01", *["x"] * 4_998]) + "\n"))


def test_three_hundred_thousand_touchpoints(read, write):
    body = "".join(f"{i % 7},2025-01-01,t{i}\n" for i in range(300_000))
    clean = read(write("a.csv", HEAD + body), columns={"touchpoint": "event"})
    assert len(set(clean.column("touchpoint"))) == 300_000
