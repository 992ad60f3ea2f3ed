"""The names of ``import sojourn as sj``, and what `sj.read` takes."""

import subprocess
import sys

import pyarrow as pa
import pytest

import sojourn as sj
from sojourn.errors import UnitError, UnknownNameError, UsageError

TABLE = pa.table(
    {
        "customer_id": ["ann", "ann", "bob", "bob", "cem"],
        "timestamp": [
            "2026-01-01 09:00",
            "2026-01-01 09:05",
            "2026-01-02 10:00",
            "2026-01-02 11:00",
            "2026-01-03 08:00",
        ],
        "touchpoint": ["Home", "Cart", "Home", "Cart", "Home"],
    }
)


@pytest.mark.parametrize("first", ["import sojourn.render.svg", "import sojourn.render.svg as s", "pass"])
def test_render_is_a_function_and_a_package_whatever_was_imported_first(first):
    code = (
        f"{first}\nimport sojourn as sj\nfrom sojourn.journeymap.model import Stage\n"
        "jmap = sj.JourneyMap(title='T', stages=(Stage(id='a', name='A'),), touchpoints=())\n"
        "print(sj.render(jmap, 'terminal'))\nimport sojourn.render.svg as again\nprint(again.__name__)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["T", "sojourn.render.svg"]


def test_names_are_listed():
    assert {"read", "transitions", "compare", "discover", "render", "JourneyLog"} <= set(dir(sj))


def test_read_takes_a_path_a_list_and_a_table(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        "customer_id,timestamp,touchpoint\n"
        + "".join(
            f"{c},{t},{n}\n"
            for c, t, n in zip(*(TABLE[k].to_pylist() for k in TABLE.column_names), strict=True)
        )
    )
    wanted = sj.transitions(sj.read(TABLE)).to_dict()["rows"]
    assert {"source": "Home", "target": "Cart", "count": 2}.items() <= next(
        r for r in wanted if r["target"] == "Cart"
    ).items()
    for source in (path, str(path), [path], str(tmp_path / "*.csv"), tmp_path, [TABLE]):
        assert sj.transitions(sj.read(source)).to_dict()["rows"] == wanted


@pytest.mark.fresh_reader
def test_read_isolated_gives_the_same_log_and_leaves_nothing(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_text(
        "who,at,what\nann,2026-01-01 09:00,Home\nann,2026-01-01 09:05,Cart\nbob,2026-01-01 10:00,Home\n"
    )
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    columns = {"customer_id": "who", "timestamp": "at", "touchpoint": "what"}
    here, there = sj.read(path, columns=columns), sj.read(path, columns=columns, isolated=True)
    assert there.path is None
    assert list(scratch.iterdir()) == []
    assert sj.transitions(here).to_dict() == sj.transitions(there).to_dict()
    assert here.quality == there.quality


def test_read_refuses_wrong_parameters_before_reading():
    with pytest.raises(UsageError, match="No source"):
        sj.read([])
    with pytest.raises(UnknownNameError, match="role 'user'"):
        sj.read("none.csv", columns={"user": "x"})
    with pytest.raises(UnitError, match="Mars"):
        sj.read("none.csv", timezone="Mars")
    with pytest.raises(UsageError, match="in isolation"):
        sj.read(TABLE, isolated=True)
