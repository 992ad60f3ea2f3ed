"""``sojourn explain`` as it is typed."""

import pytest
from full import full_report
from typer.testing import CliRunner

from sojourn.cli.main import app
from sojourn.report.explaining import explainable


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("out")
    (place / "report.json").write_text(full_report().to_json(), encoding="utf-8")
    return place


def run(*arguments):
    return CliRunner().invoke(app, ["explain", *map(str, arguments)])


def test_a_figure_is_told_with_what_computes_it_again(folder):
    done = run(folder / "report.json", "pain_points/0")
    assert done.exit_code == 0
    lines = done.output.splitlines()
    assert lines[0] == "pain_points/p1"
    assert max(map(len, lines[: lines.index("Compute it again")])) <= 102
    assert f"sojourn analyze {folder}/log --goal 'Order placed'" in done.output
    assert f"sojourn query --log {folder} " in done.output
    assert "Wrong if\n  Reply to a random half" in done.output


def test_the_folder_will_do_and_the_language_can_be_chosen(folder):
    done = run(folder, "metrics/nps", "--lang", "zh")
    assert done.exit_code == 0
    assert "重新计算" in done.output
    assert "数字" in done.output


def test_without_a_figure_all_are_listed(folder):
    assert run(folder).output.splitlines() == list(explainable(full_report()))


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("report.json", "metrics/npss"), 2, "metrics/nps"),
        (("report.json", "nonsense"), 2, "There are 20"),
        (("report.json", "pain_points/" + "9" * 5000), 2, "There is no figure"),
        (("none.json", "metrics/nps"), 3, "Cannot read"),
        (("other.json", "metrics/nps"), 3, "not a report"),
    ],
)
def test_what_is_wrong_is_said(folder, arguments, code, said):
    (folder / "other.json").write_text("{}", encoding="utf-8")
    name, figure = arguments
    done = run(folder / name, figure)
    assert done.exit_code == code
    assert said in done.output + done.stderr


def test_control_characters_of_the_data_do_not_reach_the_terminal(folder):
    report = full_report()
    first, *rest = report.segments
    evil = first.model_copy(update={"name": "\x1b[31mred"})
    (folder / "evil.json").write_text(
        report.model_copy(update={"segments": (evil, *rest)}).to_json(), encoding="utf-8"
    )
    done = run(folder / "evil.json", "segments/0")
    assert done.exit_code == 0
    assert "\x1b" not in done.output
    assert "\\x1b[31mred" in done.output
