"""``sojourn map bind``: what it writes, what it says, how it ends."""

import shutil

import pytest
from typer.testing import CliRunner

from sojourn.cli.main import app
from sojourn.isolation import Limits
from sojourn.journeymap.document import load
from sojourn.reading import write_log_isolated

MAP = """# Drawn on a wall in March.
sojourn: map/1
title: Shop
language: {language}

personas:
  - id: one
    name: Fast Fay
    segment: channel=app

stages:
  - id: s
    name: S

# The order of the sticky notes.
touchpoints:
  - id: cart
    name: Cart   # as the shop calls it
    stage: s
    emotion:
      score: -3
      basis: assumed
    pain_points:
      - id: fees
        text: "Fees \\u001b[31m nobody understands"
    kpis:
      - {{metric: exits_share, target: <= 90 %}}
      - {{metric: Hugs}}
  - id: gossip
    name: Gossip
    stage: s
"""
EVENTS = "customer_id,timestamp,touchpoint,channel\n" + "".join(
    f"c{i},2026-01-01T0{k}:00:00Z,{name},app\n"
    for i in range(9)
    for k, name in enumerate(["Home", "Cart", "Till"])
)


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """The output folder of an analysis, as far as a map needs it: its log."""
    folder = tmp_path_factory.mktemp("stored")
    (folder / "events.csv").write_text(EVENTS, encoding="utf-8")
    write_log_isolated(
        [str(folder / "events.csv")],
        folder / "out" / "log",
        columns=None,
        timezone="UTC",
        keep_duplicates=False,
        limits=Limits(1 << 30),
    )
    return folder


@pytest.fixture
def place(tmp_path, monkeypatch, stored):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "map.journey.yaml").write_text(MAP.format(language="en"), encoding="utf-8")
    shutil.copytree(stored, tmp_path, dirs_exist_ok=True)
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(app, ["map", "bind", *arguments])


def test_it_writes_into_the_map_and_says_what_it_found(place):
    done = run("map.journey.yaml", "out", "--goal", "Till")
    assert done.exit_code == 0, done.output
    assert done.output.splitlines() == [
        "map.journey.yaml: 1 of 2 touchpoints have evidence, from 9 customers and 27 events up to 2026-01-01.",
        "The map covers 33.3% of the events and 0.0% of the transitions.",
        "Not on it and not left out on purpose: Home, Till.",
        "KPIs: target reached 1, missed 0, undecided or not set 0, not measurable 1.",
        "Pain points: 0 of 1 measured.",
        "Personas: 1 of 1 found.",
        "No evidence:",
        "  Gossip: No event is called “Gossip”.",
        "  Fees \\x1b[31m nobody understands: The text names nothing that events show (a wait, an error, giving up, a loop …).",
    ]
    text = (place / "map.journey.yaml").read_text(encoding="utf-8")
    assert text.startswith(MAP.format(language="en"))  # comments, order and form stay
    jmap = load(place / "map.journey.yaml")
    assert jmap.evidence.goal.customers == 9
    assert jmap.touchpoints[0].emotion.score == -3


def test_binding_again_leaves_the_file_as_it_is(place):
    run("map.journey.yaml", "out", "--goal", "Till")
    once = (place / "map.journey.yaml").read_bytes()
    assert run("map.journey.yaml", "out").exit_code == 0
    assert (place / "map.journey.yaml").read_bytes() == once


def test_another_file_leaves_the_map_as_it_is_and_gets_its_comments(place):
    (place / "map.journey.yaml").write_text(MAP.format(language="zh"), encoding="utf-8")
    done = run("map.journey.yaml", "out", "--out", "bound.yaml", "--as-of", "2026-02-03")
    assert done.exit_code == 0, done.output
    assert done.output.startswith(
        "bound.yaml：2 个触点中有 1 个有证据，来自 9 位客户的 27 个事件，截至 2026-01-01。"
    )
    assert (place / "map.journey.yaml").read_text(encoding="utf-8") == MAP.format(language="zh")
    assert "# Drawn on a wall in March." in (place / "bound.yaml").read_text(encoding="utf-8")
    evidence = load(place / "bound.yaml").evidence
    assert evidence.as_of.isoformat() == "2026-02-03T00:00:00+00:00"
    assert evidence.missing["gossip"] == "没有名为“Gossip”的事件。"
    english = run("map.journey.yaml", "out", "--out", "bound.yaml", "--lang", "en")
    assert "No event is called" in english.output


@pytest.mark.usefixtures("place")
def test_files_of_events_will_do():
    assert "from 9 customers and 27 events" in run("map.journey.yaml", "events.csv").output
    assert "from 9 customers and 27 events" in run("map.journey.yaml", "out/log").output


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["map.journey.yaml", "nothing.csv"], 3, "nothing.csv"),
        (["nothing.yaml", "out"], 3, "nothing.yaml"),
        (["map.journey.yaml", "out", "--goal", "Tilll"], 2, "Till"),
        (["map.journey.yaml", "out", "--as-of", "soon"], 2, "'soon' is not a date"),
        (["map.journey.yaml", "out", "--out", "no/such/folder.yaml"], 3, "Cannot write"),
        (["map.journey.yaml"], 2, "LOG"),
    ],
)
def test_what_cannot_be_done_changes_nothing(place, arguments, code, told):
    before = (place / "map.journey.yaml").read_bytes()
    done = run(*arguments)
    assert done.exit_code == code, done.output
    assert told in done.output
    assert (place / "map.journey.yaml").read_bytes() == before
