"""The compiled loop takes lines of JSON apart exactly as the engine's parser does, or leaves them to it."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn.ingest import ingest
from sojourn.sources import json_lines
from sojourn.sources.json_lines import leaves, object_of, scan
from sojourn.sources.json_pieces import RECORD, UNREAD, taken_apart
from sojourn.sources.source import workspace

NAMES = {"a": ("a",), "b.x": ("b", "x"), "b.y z": ("b", "y z"), "é": ("é",), "b.c.d": ("b", "c", "d")}

words = st.text(max_size=8)
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=True, allow_infinity=True), words
)
values = st.recursive(
    scalars,
    lambda v: st.lists(v, max_size=3) | st.dictionaries(st.sampled_from(["a", "x", "q"]), v),
    max_leaves=6,
)
inner = st.dictionaries(st.sampled_from(["x", "y z", "c", "other"]), values | st.just({"d": 1}), max_size=4)
objects = st.fixed_dictionaries({}, optional={"a": values, "b": inner | values, "é": values, "k": values})


class Kept:
    def add(self, batch, **_):
        assert batch.num_rows


def both(path, names):
    with workspace() as space:
        fast = scan(path, names, space).to_arrow_table()
        slow = json_lines._parsed(taken_apart(path, {}, space), names).to_arrow_table()
        odd = taken_apart(path, names, space).to_arrow_table().column(RECORD).drop_null()
        return fast, slow.select(fast.column_names), len(odd)


@st.composite
def lines_of(draw):
    value = draw(objects)
    text = json.dumps(value, ensure_ascii=draw(st.booleans()), indent=None, separators=draw(
        st.sampled_from([(",", ":"), (", ", ": "), (" ,", "\t:")])))  # fmt: skip
    if draw(st.integers(0, 9)) == 0:  # sometimes broken: one character put in, left out or exchanged
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.sampled_from(["", '"', "}", ",", "\\", "0", "[", "\x01"])) + text[at + 1 :]
    return text


@settings(max_examples=75)
@given(lines=st.lists(lines_of(), min_size=1, max_size=20))
def test_it_agrees_with_the_parser_on_any_lines(lines, tmp_path_factory):
    path = tmp_path_factory.mktemp("lines") / "a.jsonl"
    path.write_bytes("\n".join(lines).encode("utf-8", "replace"))
    fast, slow, _ = both(path, NAMES)
    assert fast.equals(slow)


@pytest.mark.parametrize(
    ("line", "odd"),
    [
        ('{"a":"x","b":{"x":1,"y z":true}}', 0),
        ('{"a":"\\u00e9\\ud83d\\ude00\\n","b":null}', 0),
        ('  {"a" : [1,2,{"k":"v"}] , "é" : -1.5 }  ', 0),
        ('{"unknown":{"deep":[[[{"a":1e5}]]]},"a":1}', 0),
        ("", 0),
        ('{"a":1.50}', 1),
        ('{"a":{"x":1}}', 1),
        ('{"a":1,"a":2}', 1),
        ('{"a":"\\ud800"}', 1),
        ('{"a":NaN}', 1),
        ('{"a":1}{"a":2}', 1),
        ('{"a":1', 1),
        ('["a"]', 1),
        ("null", 1),
        ('{"a":01}', 1),
        ('{"a":"tab\there"}', 1),
    ],
)
def test_what_it_leaves_to_the_parser(line, odd, tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(f'{line}\n{{"a":"last"}}\n')
    fast, slow, found = both(path, NAMES)
    assert found == odd
    assert fast.equals(slow)
    assert fast.column("a").to_pylist()[-1] == "last"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("ended", [False, True])
def test_line_ends(end, ended, tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(
        b"\xef\xbb\xbf" + end.join(f'{{"a":"{i}"}}' for i in range(500)).encode() + end.encode() * ended
    )
    fast, _, odd = both(path, {"a": ("a",)})
    assert fast.column("a").to_pylist() == [str(i) for i in range(500)]
    assert odd == 0


def test_lines_over_several_pieces_stay_in_order(tmp_path, monkeypatch):
    monkeypatch.setattr("sojourn.sources.pieces.PIECE", 1_000)
    path = tmp_path / "a.jsonl"
    path.write_text(
        "".join(json.dumps({"a": str(i), "b": {"x": "y" * (i % 3_000)}}) + "\n" for i in range(4_000))
    )
    fast, slow, odd = both(path, NAMES)
    assert fast.column("a").to_pylist() == [str(i) for i in range(4_000)]
    assert fast.equals(slow)
    assert odd == 0


def test_keys_that_fit_into_no_struct_are_looked_up_one_by_one(tmp_path):
    path = tmp_path / "a.jsonl"
    lines = ['{"a":{"x":1},"K":1,"k":2}', '{"a":"word","K":3}', '{"a":{"x":2}}', "{"]
    path.write_text("\n".join(lines))
    names = leaves([o for line in lines if (o := object_of(line))])
    with workspace() as space:
        table = scan(path, names, space).to_arrow_table()
    assert table.column("a").to_pylist() == [None, "word", None, None]
    assert table.column("a.x").to_pylist() == ["1", None, "2", None]
    assert table.column("K").to_pylist() == ["1", "3", None, None]
    assert table.column("k_").to_pylist() == ["2", None, None, None]
    assert table.column("sojourn:broken").to_pylist() == [False, False, False, True]


@pytest.mark.parametrize(
    ("line", "unread"),
    [
        ('{"a":"x","b":{"x":1}}', False),
        ('{"a":"x","new":1}', True),
        ('{"a":"x","new":null,"other":{"deep":{}}}', False),
        ('{"a":"x","b":{"new":[]}}', True),
        ('{"a":"x","b":"a word"}', True),
        ('{"a":1.50,"b":{"x":1}}', False),
        ('{"a":1.50,"new":"x"}', True),
        ('{"a":1.50,"new":null,"other":{"deep":{}}}', False),
        ('{"a":1.50,"b":{"new":["x"]}}', True),
        ('{"a":1.50,"b":"a word"}', True),
        ('{"a":1.50,"b":null}', False),
        ('{"a":1', False),
        ("", False),
    ],
)
def test_values_under_unknown_keys_are_told(line, unread, tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(f'{line}\n{{"a":"last"}}\n')
    with workspace() as space:
        for lines in (scan(path, NAMES, space), json_lines._parsed(taken_apart(path, {}, space), NAMES)):
            assert lines.to_arrow_table().column(UNREAD).to_pylist() == [unread, False]


def test_keys_that_no_sample_shows_are_counted(tmp_path):
    events = [
        {
            "userId": f"u{i % 50}",
            "event": "Seen",
            "timestamp": f"2025-01-01T10:00:{i % 60:02d}Z",
            "pad": "z" * 200,
        }
        for i in range(70_000)
    ]
    for event in events[40_000:40_007]:
        event["late"] = {"key": 1}
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(map(json.dumps, events)))
    quality = ingest([path], Kept(), now_us=1_790_000_000_000_000)
    assert quality.rows_kept == 70_000
    assert quality.repaired == {"keys_not_read": 7}
