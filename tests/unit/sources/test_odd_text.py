"""Text that is written oddly: half characters, zero bytes, wide encodings, endings that lie, lists that do not end."""

import json

import pytest

from sojourn.errors import SourceError

HEADER = "customer_id,timestamp,touchpoint\n"
ROWS = "".join(f"c{i % 5},2026-01-01T10:{i:02d}:00,{'Café' if i % 2 else '购物车'}\n" for i in range(30))
OBJECTS = [
    json.dumps({"customer_id": f"c{i % 5}", "timestamp": f"2026-01-01T10:{i:02d}:00Z", "touchpoint": "Home"})
    for i in range(30)
]
XES = (
    '<?xml version="1.0" encoding="{}"?><log><trace><string key="concept:name" value="1"/><event>'
    '<string key="concept:name" value="A"/><date key="time:timestamp" value="2026-01-01T00:00:00Z"/>'
    "</event></trace></log>"
)


def test_half_a_character_in_json_is_a_counted_line(read, tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join([*OBJECTS, OBJECTS[0].replace('"c0"', '"\\ud800x"')]))
    clean = read(path)
    assert len(clean.rows) == 30
    assert clean.quality.dropped == {"rejected_line": 1}


def test_half_a_character_in_a_json_array(read, tmp_path):
    path = tmp_path / "a.json"
    path.write_text("[" + ",".join([*OBJECTS, OBJECTS[0].replace('"Home"', '"\\ud800x"')]) + "]")
    assert read(path).column("touchpoint")[-1] == "?x"


def test_a_zero_byte_in_a_column_name(read, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("customer\0_id,timestamp,touchpoint\n" + ROWS)
    assert read(path).mapping()["customer_id"] == "customer_id"


@pytest.mark.parametrize("encoding", ["utf-32", "utf-16", "utf-16-be"])
def test_wide_encodings(read, tmp_path, encoding):
    path = tmp_path / "a.csv"
    path.write_text(HEADER + ROWS, encoding=encoding)
    assert set(read(path).column("touchpoint")) == {"Café", "购物车"}


def test_xes_in_utf_16(read, tmp_path):
    path = tmp_path / "a.xes"
    path.write_text(XES.format("UTF-16"), encoding="utf-16")
    assert read(path).column("touchpoint") == ["A"]


def test_xes_in_an_encoding_nobody_reads(read, tmp_path):
    path = tmp_path / "a.xes"
    path.write_text(XES.format("UTF-7"))
    with pytest.raises(SourceError, match=r"encoding that cannot be read\. Save it again in UTF-8"):
        read(path)


@pytest.mark.parametrize(("name", "text"), [("a.csv.gz", HEADER + ROWS), ("a.jsonl.gz", "\n".join(OBJECTS))])
def test_a_plain_file_under_the_name_of_a_packed_one(read, tmp_path, name, text):
    (tmp_path / name).write_text(text)
    assert len(read(tmp_path / name).rows) == 30


def test_a_list_that_is_cut_off_between_two_objects(read, tmp_path):
    path = tmp_path / "a.json"
    path.write_text("[\n" + ",\n".join(OBJECTS))
    with pytest.raises(SourceError, match="near line 31: the list is not closed"):
        read(path)
    path.write_text("[" + ",".join(OBJECTS) + "]\n[" + OBJECTS[0] + "]\n")
    assert len(read(path).rows) == 31


def test_json_nested_too_deeply_says_so(read, tmp_path):
    path = tmp_path / "a.json"
    path.write_text('{"a":' * 3000 + "1" + "}" * 3000)
    with pytest.raises(SourceError, match="it is nested too deeply"):
        read(path)
