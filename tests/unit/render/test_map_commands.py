"""``map convert`` and ``map show`` with rows, a second map, and the map of today that a map of the future names."""

from string import Formatter

import pytest
from clinic import MAP as TODAY
from clinic_future import MAP as FUTURE
from typer.testing import CliRunner

from sojourn.cli.main import app
from sojourn.cli.maps.refusals import _WORDS as REFUSALS
from sojourn.journeymap.model import Evidence
from sojourn.render import render


@pytest.fixture
def folder(tmp_path):
    TODAY.save(tmp_path / "clinic.journey.yaml")
    FUTURE.save(tmp_path / "future.journey.yaml")
    return tmp_path


def run(*words):
    return CliRunner().invoke(app, ["map", *map(str, words)])


def test_a_second_map_is_drawn_beside_the_first(folder):
    done = run(
        "convert",
        folder / "clinic.journey.yaml",
        folder / "both.svg",
        "--beside",
        folder / "future.journey.yaml",
    )
    assert done.exit_code == 0, done.output
    assert (folder / "both.svg").read_text(encoding="utf-8") == render(TODAY, "svg", beside=FUTURE)


def test_a_map_of_the_future_takes_its_map_of_today_by_itself(folder):
    assert run("convert", folder / "future.journey.yaml", folder / "both.svg").exit_code == 0
    assert (folder / "both.svg").read_text(encoding="utf-8") == render(TODAY, "svg", beside=FUTURE)
    assert run("convert", folder / "future.journey.yaml", folder / "future.md").exit_code == 0
    assert (folder / "future.md").read_text(encoding="utf-8") == render(FUTURE, "md")


def test_without_the_map_of_today_it_is_drawn_alone_and_that_is_said(folder):
    (folder / "clinic.journey.yaml").unlink()
    done = run("convert", folder / "future.journey.yaml", folder / "alone.svg")
    assert done.exit_code == 0
    assert "clinic.journey.yaml, is not there" in done.output
    assert (folder / "alone.svg").read_text(encoding="utf-8") == render(FUTURE, "svg")


def test_rows_by_channel_or_department(folder):
    file = folder / "clinic.journey.yaml"
    assert run("convert", file, folder / "rows.svg", "--lanes", "department").exit_code == 0
    assert (folder / "rows.svg").read_text(encoding="utf-8") == render(TODAY, "svg", lanes="department")
    shown = run("show", file, "--lanes", "department", "--all").output
    assert "\nOphthalmology\n" in shown
    assert run("convert", file, folder / "no.svg", "--lanes", "colour").exit_code == 2
    refused = run("convert", file, folder / "no.csv", "--lanes", "channel")
    assert refused.exit_code == 2
    assert "no use for lanes" in refused.output


def test_a_form_read_over_a_bound_map_says_that_its_evidence_is_gone(folder):
    bound = folder / "bound.journey.yaml"
    evidence = Evidence(
        customers=1, events=1, touchpoints_shown=1, touchpoints_total=1, transitions_shown_share=1
    )
    TODAY.model_copy(update={"evidence": evidence}).save(bound)
    assert run("convert", bound, folder / "map.drawio").exit_code == 0
    done = run("convert", folder / "map.drawio", bound)
    assert (done.exit_code, "bind the map to its log again" in done.stderr) == (0, True)
    assert done.stderr.count("bind the map") == 1
    TODAY.save(folder / "plain.journey.yaml")
    run("convert", folder / "plain.journey.yaml", folder / "map.drawio")
    assert run("convert", folder / "map.drawio", bound).stderr == ""


def test_what_of_a_file_was_not_read_is_said_in_the_language_of_the_map_or_that_asked_for(folder):
    file, target = folder / "想法.csv", folder / "x.journey.yaml"
    file.write_text(
        "阶段,触点,情绪,渠 道,天气\n了解,海报,2,店,晴\n了解,传单,3,店,雨\n,,4,,\n", encoding="utf-8"
    )
    assert run("convert", file, target).stderr.splitlines() == [
        "第 4 行没有写触点名称，已略去。",
        "以下列没有读取：“天气”。",
    ]
    assert run("convert", file, target, "--lang", "en").stderr.splitlines() == [
        "Row 4 names no touchpoint and was left out.",
        "Columns that were not read: '天气'.",
    ]


def test_a_document_has_no_rows_and_nothing_beside_it(folder):
    done = run("convert", folder / "clinic.journey.yaml", folder / "x.journey.yaml", "--lanes", "channel")
    assert (done.exit_code, (folder / "x.journey.yaml").exists()) == (2, False)


def test_what_a_command_refuses_by_itself_is_said_in_the_language_asked_for(folder):
    here = folder / "clinic.journey.yaml"
    refused = run("convert", here, folder / "x", "--lang", "zh")
    assert (refused.exit_code, "没有后缀，看不出要什么格式" in refused.stderr) == (2, True)
    assert "has no ending" in run("convert", here, folder / "x").stderr
    assert "已经存在" in run("new", here, "--lang", "zh").stderr


@pytest.mark.parametrize("key", list(REFUSALS))
def test_refusals_are_whole_in_both_languages(key):
    english, remedy, chinese, chinese_remedy = REFUSALS[key]
    assert all((english, remedy, chinese, chinese_remedy))
    names = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in (english, chinese)]
    assert names[0] == names[1]
