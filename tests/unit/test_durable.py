"""A file is written whole or not at all, whatever happens meanwhile."""

import os
import stat

import pytest

from sojourn.durable import replace
from sojourn.errors import OutputError


def test_a_link_stays_and_permissions_too(tmp_path):
    file, link = tmp_path / "map.svg", tmp_path / "link.svg"
    file.write_text("old")
    file.chmod(0o640)
    link.symlink_to(file)
    replace(link, "行\r\n")
    assert link.is_symlink()
    assert file.read_bytes() == "行\r\n".encode()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_a_name_as_long_as_a_name_can_be(tmp_path):
    file = tmp_path / ("图" * 85)
    replace(file, b"x")
    assert file.read_bytes() == b"x"


@pytest.mark.parametrize(
    ("name", "reason"), [("folder", "it is not a file"), ("x" * 300, "File name too long"), ("a\0b", "null")]
)
def test_what_cannot_be_written_is_said(tmp_path, name, reason):
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError, match=reason):
        replace(tmp_path / name, "x")
    assert [p.name for p in tmp_path.iterdir()] == ["folder"]


def test_a_pipe_is_not_replaced(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OutputError, match="it is not a file"):
        replace(tmp_path / "pipe", "x")


@pytest.mark.parametrize(
    "fault", [KeyboardInterrupt(), SystemExit(143), OSError(28, "No space left on device")]
)
def test_an_interruption_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, fault):
    file = tmp_path / "map.svg"
    file.write_text("old")

    def interrupted(_handle):
        raise fault

    monkeypatch.setattr("sojourn.durable.os.fsync", interrupted)
    with pytest.raises(OutputError if isinstance(fault, OSError) else type(fault)):
        replace(file, "new")
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]
