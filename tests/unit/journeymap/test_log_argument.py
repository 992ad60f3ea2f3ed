"""What the commands of maps say to a log that is none."""

import pytest
from typer.testing import CliRunner

from sojourn.cli.main import app
from sojourn.errors import UsageError
from sojourn.journeymap.bind import bind
from sojourn.journeymap.conform import check
from sojourn.journeymap.document import load
from sojourn.testing import log_of

MAP = "sojourn: map/1\ntitle: T\nstages: [{id: s, name: S}]\ntouchpoints: [{id: a, name: A, stage: s}]\n"


@pytest.fixture
def folder(tmp_path):
    """The output folder of an analysis."""
    (tmp_path / "map.journey.yaml").write_text(MAP, encoding="utf-8")
    (tmp_path / "commented.yaml").write_text("\ufeff# Ours.\n" + MAP, encoding="utf-8")
    (tmp_path / "report.json").write_text("{}", encoding="utf-8")
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "manifest.json").write_text('{"sojourn_log": 1}', encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("map.journey.yaml", "is a map, not a log"),
        ("commented.yaml", "is a map, not a log"),
        ("report.json", "is a part of an analysis, not a log"),
        ("log/manifest.json", "is a part of an analysis, not a log"),
        ("x" * 300, "cannot be read: File name too long"),
        ("x" * 300 + ".yaml", "cannot be read: File name too long"),
    ],
)
def test_what_is_no_log_is_refused_by_what_it_is(folder, name, message):
    drawn = folder / "map.journey.yaml"
    for command in ("bind", "check"):
        found = CliRunner().invoke(app, ["map", command, str(drawn), str(folder / name)])
        assert found.exit_code in {2, 3}
        assert message in found.stderr
    assert load(drawn).evidence is None


def test_a_log_of_another_map(folder):
    drawn, events = folder / "map.journey.yaml", folder / "events.csv"
    events.write_text("customer_id,timestamp,touchpoint\nc,2026-01-01,Visit\n", encoding="utf-8")
    found = CliRunner().invoke(app, ["map", "bind", str(drawn), str(events)])
    assert found.exit_code == 0
    assert "from 1 customer and 1 event up to" in found.stdout
    assert "None of the events belongs to a touchpoint of the map" in found.stdout


@pytest.mark.parametrize("against", [bind, check])
def test_a_log_without_events(against):
    with pytest.raises(UsageError, match="The log holds no events"):
        against(load(MAP), log_of(""))
