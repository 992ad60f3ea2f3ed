"""``sojourn map check``: what it shows, what it writes, how it ends."""

import json

import pytest
from typer.testing import CliRunner

from sojourn.cli.main import app
from sojourn.isolation import Limits
from sojourn.journeymap.proposals import load_proposals
from sojourn.reading import write_log_isolated

MAP = """sojourn: map/1
title: "Shop \\e[31m"
language: {language}
personas:
  - {{id: one, name: Fast Fay, segment: channel=app}}
stages:
  - {{id: s, name: S}}
touchpoints:
  - {{id: home, name: Home, stage: s}}
  - {{id: till, name: Till, stage: s}}
flow:
  - {{from: home, to: till}}
"""
EVENTS = "customer_id,timestamp,touchpoint,channel\n" + "".join(
    f"c{i:03},2026-0{1 + i % 2}-01T0{k}:00:00Z,{name},{'app' if i % 4 else 'web'}\n"
    for i in range(400)
    for k, name in enumerate(["Home", "Cart", "Till"][: 2 + (i % 2)])
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("check")
    (place / "events.csv").write_text(EVENTS, encoding="utf-8")
    write_log_isolated(
        [str(place / "events.csv")],
        place / "log",
        columns=None,
        timezone="UTC",
        keep_duplicates=False,
        limits=Limits(1 << 30),
    )
    for language in ("en", "zh"):
        (place / f"{language}.journey.yaml").write_text(MAP.format(language=language), encoding="utf-8")
    (place / "empty.journey.yaml").write_text(
        MAP.format(language="en").partition("flow:")[0], encoding="utf-8"
    )
    return place


def run(folder, *options, name="en"):
    return CliRunner().invoke(
        app, ["map", "check", str(folder / f"{name}.journey.yaml"), str(folder / "log"), *options]
    )


def test_it_fails_below_the_threshold_and_says_what_to_do(folder):
    done = run(folder, "--proposals", str(folder / "edits.yaml"))
    assert done.exit_code == 5
    assert "below 0.8" in done.stderr
    assert done.stdout.startswith("Shop \\x1b[31m: 400 customers, 1,000 events\n")
    assert " 1. 400 customers (100%) meet “Cart”, which the map does not show." in done.stdout
    assert "Fast Fay" in done.stdout
    assert not any(line != line.rstrip() for line in done.stdout.splitlines())
    ids = [proposal.id for proposal in load_proposals(folder / "edits.yaml")]
    assert ids == ["missing-touchpoint/cart", "unused-flow/home/till"]
    taken = CliRunner().invoke(
        app,
        [
            "map",
            "apply",
            str(folder / "en.journey.yaml"),
            str(folder / "edits.yaml"),
            "--out",
            str(folder / "mended.journey.yaml"),
        ],
    )
    assert taken.exit_code == 0
    mended = run(folder, name="mended")
    assert (mended.exit_code, mended.stderr) == (0, "")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--min-score", "0"], 0),
        (["--min-score", "0", "--min-fitness", "0.99"], 5),
        (["--min-score", "0", "--min-precision", "0.9"], 5),
        (["--min-score", "0", "--min-precision", "0.3"], 0),
        (["--min-score", "2"], 2),
        (["--by", "colour"], 2),
        (["--since", "2026-01-15", "--by", "channel"], 2),
        (["--since", "yesterday"], 2),
        (["--min-score", "nan"], 2),
        (["--least", "nan"], 2),
        (["--goal", "Nothing"], 2),
        (["--timezone", "Mars/Base"], 2),
    ],
)
def test_thresholds_and_wrong_use(folder, options, code):
    assert run(folder, *options).exit_code == code


def test_the_map_is_not_written_over_by_proposals(folder):
    drawn = folder / "en.journey.yaml"
    done = run(folder, "--proposals", str(folder / "." / "en.journey.yaml"))
    assert done.exit_code == 2
    assert "would be written over" in done.stderr
    assert drawn.read_text(encoding="utf-8") == MAP.format(language="en")
    assert run(folder, "--proposals", str(folder / "nowhere" / "edits.yaml")).exit_code == 3


def test_what_cannot_be_computed_fails(folder):
    done = run(folder, name="empty")
    assert done.exit_code == 5
    assert "Score cannot be computed: the map draws no way" in done.stderr
    assert run(folder, "--min-score", "0", name="empty").exit_code == 0


def test_in_chinese(folder):
    done = run(folder, name="zh")
    assert "不一致之处" in done.stdout
    assert "低于0.8" in done.stderr
    assert "What differs" in run(folder, "--lang", "en", name="zh").stdout


def test_json_holds_everything(folder):
    done = run(folder, "--json", "--min-score", "0.99")
    told = json.loads(done.stdout)
    assert done.exit_code == 5
    assert len(told["failed"]) == 1
    assert {"score", "parts", "groups", "rows", "proposals"} <= set(told)


def test_two_periods(folder):
    done = run(folder, "--since", "2026-01-15", "--min-score", "0")
    assert done.exit_code == 0
    assert "is new: " in done.stdout
    told = json.loads(run(folder, "--since", "2026-01-15", "--min-score", "0", "--json").stdout)
    assert told["customers_before"] == told["customers_after"] == 200
