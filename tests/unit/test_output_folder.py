"""Results appear whole or not at all, and nothing of others is touched."""

import errno
from pathlib import Path

import pytest

from sojourn import output_folder as module
from sojourn.errors import OutputError, UsageError
from sojourn.output_folder import output_folder

HIDDEN = ".sojourn-"


def fill(folder, text):
    (folder / "report.json").write_text(text)
    (folder / "map.svg").write_text(text)
    (folder / "log").mkdir()
    (folder / "log" / "manifest.json").write_text(text)


def entries(folder):
    return sorted(entry.name for entry in folder.iterdir())


def write(out, text, **more):
    with output_folder(out, **more) as folder:
        fill(folder, text)


def break_off(out, error):
    with output_folder(out) as folder:
        fill(folder, "half")
        raise error


def test_a_new_folder_with_new_parents_is_made(tmp_path):
    out = tmp_path / "a" / "b"
    write(out, "1")
    assert entries(out) == ["log", "map.svg", "report.json"]


def test_an_earlier_report_is_replaced_and_other_files_stay(tmp_path):
    write(tmp_path, "1")
    (tmp_path / "notes.md").write_text("mine")
    (tmp_path / "exports").mkdir()
    write(tmp_path, "2")
    assert entries(tmp_path) == ["exports", "log", "map.svg", "notes.md", "report.json"]
    assert (tmp_path / "notes.md").read_text() == "mine"
    assert (tmp_path / "log" / "manifest.json").read_text() == "2"


def test_a_folder_of_others_is_refused_and_left_alone(tmp_path):
    (tmp_path / "thesis.doc").write_text("mine")
    with pytest.raises(UsageError, match=r"is not empty and holds no report of Sojourn \(but thesis\.doc\)"):
        write(tmp_path, "1")
    assert entries(tmp_path) == ["thesis.doc"]


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "out").write_text("")
    with pytest.raises(UsageError, match="is a file, not a folder"):
        write(tmp_path / "out", "1")


def test_an_error_in_the_block_leaves_nothing_new(tmp_path):
    out = tmp_path / "a" / "b"
    with pytest.raises(KeyboardInterrupt):
        break_off(out, KeyboardInterrupt())
    assert entries(tmp_path) == []


def test_an_error_in_the_block_leaves_the_old_results(tmp_path):
    write(tmp_path, "1")
    with pytest.raises(ZeroDivisionError):
        break_off(tmp_path, ZeroDivisionError())
    assert entries(tmp_path) == ["log", "map.svg", "report.json"]
    assert (tmp_path / "report.json").read_text() == "1"


@pytest.mark.parametrize("fails_at", range(1, 7))
def test_a_failing_move_puts_the_old_results_back(tmp_path, monkeypatch, fails_at):
    write(tmp_path, "1")
    moves = []

    def move(source, target, moved):
        moves.append(source)
        if len(moves) == fails_at:
            raise OSError(errno.EIO, "Input/output error")
        source.rename(target)
        moved.append((source, target))

    monkeypatch.setattr(module, "_move", move)
    with pytest.raises(OutputError, match="Input/output error"):
        write(tmp_path, "2")
    assert {p.read_text() for p in tmp_path.rglob("*") if p.is_file()} == {"1"}
    assert entries(tmp_path) == ["log", "map.svg", "report.json"]


def test_the_seal_goes_first_and_comes_last(tmp_path, monkeypatch):
    write(tmp_path, "1")
    order = []
    real = module._move

    def move(source, target, moved):
        order.append((source.name, target.parent == tmp_path))
        real(source, target, moved)

    monkeypatch.setattr(module, "_move", move)
    write(tmp_path, "2")
    assert order[0] == ("report.json", False)
    assert order[-1] == ("report.json", True)


def test_leftovers_of_a_killed_run_are_removed_and_those_of_a_living_one_stay(tmp_path):
    with output_folder(tmp_path) as living:
        dead = tmp_path / f"{HIDDEN}dead"
        dead.mkdir()
        (dead / "lock").touch()
        (dead / "half").write_text("x")
        write(tmp_path, "2")
        assert living.exists()
        assert not dead.exists()
        fill(living, "3")
    assert (tmp_path / "report.json").read_text() == "3"


@pytest.mark.parametrize("address", ["s3a://bucket/out", "hdfs://there/out", "gs:/out"])
def test_an_address_is_no_folder(tmp_path, monkeypatch, address):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="begins an address"), output_folder(Path(address)):
        pass
    assert not list(tmp_path.iterdir())


def test_a_source_where_a_result_would_go_is_refused(tmp_path):
    write(tmp_path, "1")
    for source in (tmp_path / "report.json", tmp_path / "log" / "manifest.json"):
        with pytest.raises(UsageError, match="lies where the result"):
            write(tmp_path, "2", sources=[source])
    assert (tmp_path / "report.json").read_text() == "1"


def test_a_source_elsewhere_in_the_folder_stays(tmp_path):
    write(tmp_path, "1")
    source = tmp_path / "events.csv"
    source.write_text("rows")
    write(tmp_path, "2", sources=[source])
    assert source.read_text() == "rows"


def test_a_folder_that_cannot_be_made_is_said_to_be_so(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="Cannot make the folder"):
        write(tmp_path / "file" / "out", "1")


def test_a_link_to_a_folder_is_followed(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write(tmp_path / "link", "1")
    assert Path(tmp_path / "link").is_symlink()
    assert entries(tmp_path / "real") == ["log", "map.svg", "report.json"]
