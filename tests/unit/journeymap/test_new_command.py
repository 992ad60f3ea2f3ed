"""``sojourn map new``: what it writes, asks, refuses and says."""

import io
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from datetime import date

import psutil
import pytest
from typer.testing import CliRunner

from sojourn.cli.main import app
from sojourn.cli.maps import asking
from sojourn.cli.maps import new as new_command
from sojourn.journeymap.document import load, schema
from sojourn.journeymap.lint import RULES, lint
from sojourn.journeymap.model import JourneyMap, MapKind
from sojourn.journeymap.templates.blank import blank
from sojourn.journeymap.templates.catalogue import INDUSTRY_WORDS, MARKET_WORDS, Industry, Market


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys.modules["sojourn.cli.maps.new"], "_today", lambda: date(2026, 11, 30))
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(app, ["map", "new", *arguments])


def test_without_a_terminal_it_takes_what_is_usual(place):
    done = run()
    assert done.exit_code == 0
    jmap = load(place / "map.journey.yaml")
    assert (jmap.kind, jmap.language, jmap.title) == ("current_state", "en", "Buying shoes online")
    assert (jmap.updated, jmap.review_by, jmap.owner) == (date(2026, 11, 30), date(2027, 2, 28), None)
    commands = re.findall(r"^  sojourn map (\w+) map\.journey\.yaml", done.output, re.MULTILINE)
    assert commands == ["show", "convert", "bind", "check"]
    assert [p.name for p in place.iterdir()] == ["map.journey.yaml"]


def test_every_option_counts(place):
    run("today.journey.yaml", "--industry", "travel", "--market", "b2b", "--lang", "zh")
    done = run(
        *("next.yaml", "--template", "future_state", "--industry", "travel", "--market", "b2b"),
        *(
            "--lang",
            "zh",
            "--title",
            "出差 2.0",
            "--owner",
            "差旅组",
            "--current-state",
            "today.journey.yaml",
        ),
    )
    assert done.exit_code == 0, done.output
    jmap = load(place / "next.yaml")
    assert (jmap.title, jmap.owner, jmap.language, jmap.kind) == ("出差 2.0", "差旅组", "zh", "future_state")
    assert jmap.current_state == "today.journey.yaml"
    assert {p.market for p in jmap.personas} == {"b2b"}
    assert "查看" in done.output


def test_a_dash_is_standard_output(place):
    done = run("-", "--template", "day_in_the_life")
    assert load(done.stdout).kind is MapKind.DAY_IN_THE_LIFE
    assert list(place.iterdir()) == []


def test_nothing_is_written_over_without_being_told_to(place):
    (place / "map.journey.yaml").write_text("mine", encoding="utf-8")
    done = run("--title", "Other")
    assert (done.exit_code, (place / "map.journey.yaml").read_text(encoding="utf-8")) == (2, "mine")
    assert "--force" in done.output
    assert run("--title", "Other", "--force").exit_code == 0
    assert load(place / "map.journey.yaml").title == "Other"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("map.svg",), "convert"),
        (("--title", "a\nb"), "--title"),
        (("--owner", "x" * 201), "--owner"),
        (("--title", "\udcff"), "--title"),
        (("--current-state", "map.yaml"), "future_state"),
        (("--template", "future_state", "--current-state", "none.yaml"), "none.yaml"),
        (("--template", "future_state", "--current-state", __file__), "beside"),
    ],
)
def test_what_cannot_be_is_refused(place, arguments, told):
    done = run(*arguments)
    assert done.exit_code == 2
    assert told in done.output
    assert list(place.iterdir()) == []


def test_a_folder_that_is_not_there_is_an_error_of_output(place):
    assert run("nowhere/map.yaml").exit_code == 3
    assert list(place.iterdir()) == []


def test_texts_that_look_like_yaml_stay_texts(place):
    title = "a: [b] # {c} \"d\" 'e' <script>&"
    for extra in ([], ["--blank"]):
        run("--title", title, "--owner", "no", "--force", *extra)
        jmap = load(place / "map.journey.yaml")
        assert (jmap.title, jmap.owner) == (title, "no")


def test_the_list_names_all_there_is():
    listed = run("--list", "--lang", "zh").output
    for name in (*MapKind, *Industry, *Market, "网上买鞋", "教育"):
        assert name in listed
    assert listed.count("--industry") == 16


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_empty_map_loads_and_explains_every_field(language):
    text = blank(language)
    jmap = load(text)
    assert (jmap.language, len(jmap.stages), jmap.status) == (language, 2, "assumed")
    assert "error" not in {f.severity for f in lint(jmap)}
    parts = {"JourneyMap": schema(), **schema()["$defs"]}
    shown = {
        "JourneyMap",
        "Persona",
        "Stage",
        "Touchpoint",
        "Flow",
        "Opportunity",
        "PainPoint",
        "Kpi",
        "Emotion",
    }
    for part in shown | {"Match"}:
        for field in parts[part]["properties"]:
            if field != "evidence":
                assert re.search(rf"^[# -]*{field}:", text, re.MULTILINE), (part, field)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_its_examples_are_good(language):
    """With every example taken out of its comment the document still loads."""
    lines = []
    for line in blank(language, kind="future_state").splitlines():
        bare = re.sub(r"^( *)# ((?: |- )*[\w.-]+:(?: |$)| *- )", r"\1\2", line)
        lines.append(bare)
    jmap = load("\n".join(lines) + "\n")
    assert jmap.lint_off == ("touchpoint-no-kpi",)
    assert set(jmap.lint_off) <= set(RULES)
    assert jmap.touchpoints[0].emotions["first-customer"].score == -3
    assert jmap.opportunities[0].pain_points == ("no-size",)
    assert jmap.touchpoints[0].match.properties


def test_words_of_the_command_are_those_of_the_model():
    assert list(new_command.__globals__["Kind"]) == list(asking.KIND_WORDS) == list(MapKind)
    assert (list(INDUSTRY_WORDS), list(MARKET_WORDS)) == (list(Industry), list(Market))


def answers(monkeypatch, text):
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    return asking.ask()


def test_empty_answers_take_what_is_usual(monkeypatch, capsys):
    given = answers(monkeypatch, "\n" * 6)
    assert given == asking.Answers("current_state", Industry.RETAIL, Market.B2C, "en", "Buying shoes online")
    assert capsys.readouterr().out == ""


def test_answers_are_taken_and_wrong_ones_asked_again(monkeypatch, capsys):
    given = answers(monkeypatch, "fr\nzh\n9\n3\n2\n1\n\n小周\n")
    assert given == asking.Answers(
        "day_in_the_life", Industry.TRAVEL, Market.B2C, "zh", "爱做攻略的周妈妈的一天", "小周"
    )
    said = capsys.readouterr().err
    assert said.count("Please type one of") == 1
    assert said.count("请输入其中之一") == 1


def test_breaking_off_is_no_answer(monkeypatch):
    with pytest.raises(KeyboardInterrupt):
        answers(monkeypatch, "zh\n")


def test_on_a_terminal_it_asks_and_ctrl_c_leaves_nothing(place):
    main, side = pty.openpty()
    listening = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    program = subprocess.Popen(
        [sys.executable, "-c", listening + "from sojourn.cli.main import run; run()", "map", "new"],
        stdin=side,
        stdout=side,
        stderr=side,
        cwd=place,
    )
    try:
        os.close(side)
        said = read_until(main, "Language")
        while psutil.Process(program.pid).status() == psutil.STATUS_RUNNING:
            time.sleep(0.01)  # it has asked, and does not wait for the answer yet
        for _ in range(5):  # a signal between two questions of the terminal waits for the next one
            program.send_signal(signal.SIGINT)
            if select.select([main], [], [], 20)[0]:
                break
        said += read_until(main, "nothing was written")
        assert program.wait(240) == 130
    finally:
        program.kill()
        program.wait()
        os.close(main)
    assert "zh" in said
    assert list(place.iterdir()) == []


def read_until(terminal, word):
    said = ""
    while word not in said:
        ready, _, _ = select.select([terminal], [], [], 240)
        assert ready, said
        said += os.read(terminal, 4096).decode()
    return said


def test_maps_made_are_maps(place):
    run("--industry", "retail", "--market", "b2b")
    assert isinstance(JourneyMap.load(place / "map.journey.yaml"), JourneyMap)
