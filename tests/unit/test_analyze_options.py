"""What options of `sojourn analyze` come to, before anything is read."""

import pytest
from typer.testing import CliRunner

from sojourn.cli.main import app
from sojourn.cli.options import size
from sojourn.errors import UsageError


@pytest.mark.parametrize("engine", ["local", "spark"])
@pytest.mark.parametrize(
    ("given", "wanted"),
    [([], None), (["60%"], size("60%")), (["3GB"], 3 << 30)],
    ids=["nothing", "share", "size"],
)
def test_a_limit_of_memory_is_one_that_was_given_whatever_it_is(monkeypatch, tmp_path, engine, given, wanted):
    asked = {}

    def run(*_sources, **options):
        asked.update(options)
        raise UsageError("that is enough")

    monkeypatch.setattr("sojourn.analyze.analyze", run)
    options = [part for value in given for part in ("--memory-limit", value)]
    ended = CliRunner().invoke(
        app, ["analyze", "a.csv", "--out", str(tmp_path / "out"), "--engine", engine, *options]
    )
    assert ended.exit_code == 2
    assert (asked["engine"], asked["memory_limit"]) == (engine, wanted)
