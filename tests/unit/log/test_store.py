"""A log on disk: whole or not there, and damage is named."""

import json
from pathlib import Path

import pytest

from sojourn.analysis.transitions import transitions
from sojourn.errors import LogError, OutputError
from sojourn.log import swapping
from sojourn.log.build import LogBuilder
from sojourn.log.store import damages, is_log, open_log, writing
from sojourn.testing import log_of, random_log

from .test_build import batch_of


def write(folder, rows, quality=None):
    with writing(folder) as new:
        builder = LogBuilder(str, new.spill)
        builder.add(batch_of(rows), source=0, compare_rows=True)
        new.commit(builder.finish(new.store), quality or {})


ROWS = [("ann", 1_000_000, "a"), ("ann", 3_000_000, "b"), ("bob", 2_000_000, "a")]


def test_what_is_written_is_read(tmp_path):
    write(tmp_path / "log", ROWS, {"rows_in": 3})
    log = open_log(tmp_path / "log")
    assert transitions(log).table.num_rows == 4
    assert log.quality == {"rows_in": 3}
    manifest = json.loads((tmp_path / "log/manifest.json").read_text())
    assert (manifest["customers"], manifest["events"]) == (2, 3)
    assert manifest["first"] == "1970-01-01T00:00:01+00:00"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["log"]


def test_a_new_log_takes_the_place_of_the_old(tmp_path):
    write(tmp_path / "log", ROWS)
    write(tmp_path / "log", ROWS[:1])
    assert open_log(tmp_path / "log").extent.events == 1
    assert sorted(p.name for p in tmp_path.iterdir()) == ["log"]


def test_a_failed_run_leaves_the_old_log(tmp_path):
    write(tmp_path / "log", ROWS)

    def interrupted():
        with writing(tmp_path / "log") as new:
            (new.folder / "half").write_text("written")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert open_log(tmp_path / "log").extent.events == 3
    assert sorted(p.name for p in tmp_path.iterdir()) == ["log"]


def test_foreign_folders_are_left_alone(tmp_path):
    (tmp_path / "log").mkdir()
    (tmp_path / "log/thesis.docx").write_text("years of work")
    with pytest.raises(OutputError, match="not a journey log"), writing(tmp_path / "log"):
        pass
    assert (tmp_path / "log/thesis.docx").read_text() == "years of work"


@pytest.mark.parametrize("harm", ["flip", "cut", "remove"])
def test_a_damaged_shard_is_named_and_refused(tmp_path, harm):
    write(tmp_path / "log", ROWS)
    shard = tmp_path / "log/shards/0000.arrow"
    content = bytearray(shard.read_bytes())
    if harm == "flip":
        content[len(content) // 2] ^= 1
        shard.write_bytes(content)
    elif harm == "cut":
        shard.write_bytes(content[:-10])
    else:
        shard.unlink()
    (fault,) = damages(tmp_path / "log")
    assert "shards/0000.arrow" in fault
    with pytest.raises(LogError, match=r"shards/0000\.arrow"):
        open_log(tmp_path / "log")


@pytest.mark.parametrize("content", ["", "[]", "{}", "not json", '{"sojourn_log": 99}'])
def test_other_manifests_are_refused(tmp_path, content):
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(LogError):
        open_log(tmp_path)


def test_no_log_is_said(tmp_path):
    assert not is_log(tmp_path)
    with pytest.raises(LogError, match="no journey log"):
        open_log(tmp_path)


def test_equal_logs_have_equal_checksums(tmp_path):
    for name, rows in {"a": ROWS, "b": ROWS[::-1], "c": ROWS[:2]}.items():
        write(tmp_path / name, rows)
    a, b, c = (open_log(tmp_path / name).checksum for name in "abc")
    assert a == b != c


def test_selections_chain_and_leave_the_log_alone():
    log = random_log(3)
    first = log.where(lambda j: j.keep_events(j.flat("touchpoint") == 0))
    both = first.where(lambda j: j.keep_events(j.flat("channel") == 1))
    assert log.extent.events > first.extent.events > both.extent.events > 0
    assert transitions(first).table.column("source").unique().to_pylist() in (["", "T0"], ["T0", ""])


def test_keep_customers_keeps_whole_journeys():
    log = log_of("""
        ann  09:00  A
        ann  09:01  B
        bob  09:00  A
    """)
    long = log.where(lambda j: j.keep_customers((j.offsets[1:] - j.offsets[:-1]) > 1))
    assert (long.extent.customers, long.extent.events) == (1, 2)


@pytest.mark.parametrize(
    "manifest",
    [
        "{}",
        "[]",
        "null",
        '{"sojourn_log": 2}',
        '{"sojourn_log": 2, "files": [], "vocabularies": 3, "attributes": 0}',
    ],
)
def test_a_manifest_without_its_parts_is_refused(tmp_path, manifest):
    write(tmp_path / "log", ROWS)
    (tmp_path / "log/manifest.json").write_text(manifest)
    with pytest.raises(LogError, match="is not the manifest of a journey log"):
        damages(tmp_path / "log")
    with pytest.raises(LogError, match="is not the manifest of a journey log"):
        open_log(tmp_path / "log")


def test_a_folder_of_results_says_where_its_log_is(tmp_path):
    write(tmp_path / "log", ROWS)
    with pytest.raises(LogError, match="There is no journey log in") as raised:
        open_log(tmp_path)
    assert raised.value.hint == f"It is in {tmp_path / 'log'}."
    with pytest.raises(LogError, match="There is no journey log in"):
        open_log(tmp_path / "log/manifest.json")


def test_a_changed_manifest_is_refused(tmp_path):
    write(tmp_path / "log", ROWS)
    path = tmp_path / "log/manifest.json"
    path.write_text(path.read_text().replace('"events": 3', '"events": 4'))
    with pytest.raises(LogError, match="does not have its checksum"):
        open_log(tmp_path / "log")


def test_a_shard_is_taken_over_with_its_checksum(tmp_path):
    write(tmp_path / "old", ROWS)
    old = open_log(tmp_path / "old")
    builder = LogBuilder(str)
    builder.add(batch_of(ROWS), source=0, compare_rows=True)
    with writing(tmp_path / "new") as new:
        new.store(0, old.shards[0].slice(0, 1))
        new.reuse(0, old, 0)
        new.store(1, old.shards[0].slice(0, 1))  # a number beyond the shards of the result is forgotten
        new.commit(builder.finish(), {})
    shard = "shards/0000.arrow"
    assert (tmp_path / "new" / shard).samefile(tmp_path / "old" / shard)
    assert [p.name for p in (tmp_path / "new/shards").iterdir()] == ["0000.arrow"]
    assert open_log(tmp_path / "new").checksum == old.checksum


def test_a_shard_is_copied_where_links_are_not_possible(tmp_path, monkeypatch):
    write(tmp_path / "old", ROWS)
    old = open_log(tmp_path / "old")

    def impossible(*_):
        raise OSError

    monkeypatch.setattr(Path, "hardlink_to", impossible)
    with writing(tmp_path / "new") as new:
        assert new.reuse(0, old, 0).equals(old.shards[0])
        assert not (new.folder / "shards/0000.arrow").samefile(tmp_path / "old/shards/0000.arrow")


@pytest.mark.parametrize("at_once", [True, False])
def test_a_folder_takes_the_place_of_another(tmp_path, monkeypatch, at_once):
    if not at_once:
        monkeypatch.setattr(swapping.ctypes, "CDLL", lambda _: object())
    for name in ("new", "target"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    swapping.put_in_place(tmp_path / "new", tmp_path / "target", tmp_path / "aside")
    assert [str(p.relative_to(tmp_path)) for p in sorted(tmp_path.rglob("*"))] == [
        "aside",
        "aside/target",
        "target",
        "target/new",
    ]
