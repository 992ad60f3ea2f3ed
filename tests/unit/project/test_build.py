"""What a build keeps to: one key for all pseudonyms, the fate of rows table by table, the limit of memory."""

import json
import shutil
import sqlite3

import pytest

from sojourn.errors import InputError, LogError
from sojourn.events.secret import read_or_make_key
from sojourn.log.build import LogBuilder
from sojourn.log.update import LogUpdate
from sojourn.project import build as building
from sojourn.project.build import build
from sojourn.project.identity import explain, link
from sojourn.project.store import Store

HEAD = "sojourn: project/1\ndata: store\nsources:\n"


def hashed(folder):
    """A project with four people, whose e-mail addresses are hashed, and the correction that two of them are one."""
    rows = [f"p{i % 4}@x.org,2024-01-0{1 + i % 9} 10:00,e{i % 3}" for i in range(12)]
    (folder / "a.csv").write_text("\n".join(["email,time,event", *rows]) + "\n")
    file = folder / "sojourn.yaml"
    file.write_text(f"{HEAD}  - {{name: a, files: '*.csv'}}\nprivacy: {{email: hash}}\n")
    build(str(file))
    link(file, "p0@x.org", "p1@x.org")
    return file


def customers(file):
    return build(str(file))["customers"]


def content(folder):
    return {p: p.read_bytes() for p in folder.rglob("*") if p.is_file() and p.name != ".lock"}


@pytest.mark.parametrize("how", ["gone", "another"])
def test_no_build_makes_or_takes_another_key_than_the_one_before(tmp_path, how):
    file, key = hashed(tmp_path), tmp_path / "sojourn.key"
    assert customers(file) == 3
    copy = tmp_path / "copy"
    key.rename(copy)
    if how == "another":
        read_or_make_key(key)
    (tmp_path / "b.csv").write_text("email,time,event\np0@x.org,2024-02-01 10:00,e9\n")
    before = content(tmp_path / "store")
    for act in (lambda: build(str(file)), lambda: explain(file, "p0@x.org")):
        with pytest.raises(InputError, match=r"key that the pseudonyms in .*store were made with") as caught:
            act()
        assert "Put back its copy" in caught.value.hint
    assert content(tmp_path / "store") == before
    assert key.exists() == (how == "another")

    copy.replace(key)
    assert customers(file) == 3
    assert explain(file, "p0@x.org").customer == explain(file, "p1@x.org").customer


def test_a_build_that_was_killed_still_knows_its_key(tmp_path, monkeypatch):
    file = hashed(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(building.Customers, "save", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            build(str(file))
    (tmp_path / "sojourn.key").rename(tmp_path / "copy")
    with pytest.raises(InputError, match=r"There is no .*the key that"):
        build(str(file))
    (tmp_path / "copy").rename(tmp_path / "sojourn.key")
    assert build(str(file))["customers"] == 3


def test_without_its_key_a_project_begins_anew_when_its_data_are_removed(tmp_path):
    file = hashed(tmp_path)
    build(str(file))
    (tmp_path / "sojourn.key").unlink()
    shutil.rmtree(tmp_path / "store")
    told = build(str(file))
    assert told["build"] == "full"
    assert told["customers"] == 4  # the correction names old pseudonyms
    assert told["quality"]["rows_in"] == told["quality"]["rows_kept"] == 12


def test_a_key_is_asked_for_only_where_something_is_hashed(tmp_path):
    file = hashed(tmp_path)
    (tmp_path / "sojourn.key").unlink()
    file.write_text(file.read_text().replace("hash", "keep"))
    assert build(str(file))["customers"] == 4
    assert not (tmp_path / "sojourn.key").exists()
    file.write_text(file.read_text().replace("keep", "hash"))
    assert build(str(file))["customers"] == 4
    assert (tmp_path / "sojourn.key").exists()


def test_repairs_are_counted_under_the_table_they_were_made_in(tmp_path):
    names = {"one": ["Home"] * 4, "two": ["home", " HOME", "Cart  x", "home", "Home"], "none": []}
    with sqlite3.connect(tmp_path / "shop.db") as database:
        for day, (table, events) in enumerate(names.items()):
            database.execute(f"create table {table}(user_id text, time text, event text)")
            rows = [(f"u{i}", f"2024-0{day + 1}-0{i + 1} 10:00:00", name) for i, name in enumerate(events)]
            database.executemany(f"insert into {table} values(?, ?, ?)", rows)
    database.close()
    (tmp_path / "web.csv").write_text("user_id,time,event\nu1,2024-05-01 10:00,HOME\n")
    file = tmp_path / "sojourn.yaml"
    file.write_text(f"{HEAD}  - {{name: a, files: shop.db}}\n  - {{name: b, files: '*.csv'}}\n")
    wanted = {
        "shop.db/one": {},
        "shop.db/two": {"folded_case": 3, "trimmed_name": 2},
        "web.csv": {"folded_case": 1},
    }

    def repaired():
        manifest = json.loads((tmp_path / "store/log/manifest.json").read_text())
        shown = {s["name"]: s["repaired"] for s in manifest["quality"]["sources"] if s["rows_in"]}
        return {name: {r: n for r, n in rules.items() if "zone" not in r} for name, rules in shown.items()}

    assert build(str(file))["quality"]["repaired"]["folded_case"] == 4
    assert repaired() == wanted
    (tmp_path / "web-2.csv").write_text(
        "user_id,time,event\nu1,2024-05-02 10:00,hOME\nu7,2024-05-03 10:00,Home\n"
    )
    assert build(str(file))["build"] == "update"
    assert repaired() == {**wanted, "web-2.csv": {"folded_case": 1}}


def test_what_another_version_left_is_made_again_and_said(tmp_path):
    file = hashed(tmp_path)
    first = build(str(file))
    assert not first["outdated"]
    state = tmp_path / "store/state.json"
    values = json.loads(state.read_text())
    state.write_text(json.dumps({**values, "sojourn_project": values["sojourn_project"] - 1}))
    with pytest.raises(LogError, match="another version"):
        explain(file, "p0@x.org")
    again = build(str(file))
    assert (again["outdated"], again["build"]) == (True, "full")
    assert again["quality"] == first["quality"]
    assert not build(str(file))["outdated"]
    assert Store(tmp_path / "store").state().key


def test_buffers_of_the_log_keep_to_the_limit_of_memory(tmp_path, monkeypatch):
    file, seen = hashed(tmp_path), []

    def noted(kind):
        def made(*arguments):
            seen.append((kind.__name__, arguments[-1]))
            return kind(*arguments)

        return made

    for kind in (LogBuilder, LogUpdate):
        monkeypatch.setattr(building, kind.__name__, noted(kind))
    build(str(file), full=True, memory_limit=1 << 30)
    (tmp_path / "b.csv").write_text("email,time,event\np0@x.org,2024-02-01 10:00,e9\n")
    build(str(file), memory_limit=1 << 31)
    build(str(file), full=True)
    assert seen == [("LogBuilder", 1 << 28), ("LogUpdate", 1 << 29), ("LogBuilder", 1_500_000_000)]
