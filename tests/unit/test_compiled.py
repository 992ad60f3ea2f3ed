"""Compiled loops find a place."""

import os
from pathlib import Path

import pytest

from sojourn.cli import compiled


@pytest.fixture
def nowhere(tmp_path, monkeypatch):
    """A machine on which nothing can be written but the temporary folder."""
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(os, "access", lambda *_: False)
    yield tmp_path
    os.environ.pop("NUMBA_CACHE_DIR", None)


def test_a_private_folder_of_this_run_serves_where_nothing_else_can_be_written(nowhere):
    compiled.find_a_place(nowhere)
    place = Path(os.environ["NUMBA_CACHE_DIR"])
    assert place.parent == nowhere
    assert place.stat().st_mode & 0o077 == 0


def test_a_place_that_is_named_or_can_be_written_is_used(nowhere, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", "named")
    compiled.find_a_place(nowhere)
    assert os.environ["NUMBA_CACHE_DIR"] == "named"
    monkeypatch.delenv("NUMBA_CACHE_DIR")
    monkeypatch.setattr(os, "access", lambda *_: True)
    compiled.find_a_place(nowhere)
    assert "NUMBA_CACHE_DIR" not in os.environ
