"""How figures came about: every one can be asked for, in both languages, with what computes it again."""

import ast
import shlex
import shutil
import subprocess

import pytest
from full import full_report
from shop import shop_map

import sojourn as sj
from sojourn.errors import UnknownNameError
from sojourn.report.explaining import explain, explainable
from sojourn.report.explaining.facts import LABELS
from sojourn.report.explaining.kinds import KINDS

REPORT = full_report()
PATHS = explainable(REPORT)


def test_every_block_of_a_full_report_can_be_explained():
    assert {p.partition("/")[0] for p in PATHS} == set(KINDS)


@pytest.mark.parametrize("block", KINDS)
def test_figures_are_told_in_both_languages_with_commands_that_parse(block):
    for path in [p for p in PATHS if p.partition("/")[0] == block][:3]:
        english, chinese = (explain(REPORT, path, place="my out", language=tongue) for tongue in ("en", "zh"))
        assert english.path == chinese.path == path
        assert [key for key, _ in english.facts] == [key for key, _ in chinese.facts]
        assert all(key in LABELS and text for key, text in english.facts)
        told = dict(english.facts)
        assert "figures" in told or "comparison" in told
        assert "definition" in told or "what" in told
        again = shlex.split(english.commands[0])
        assert again[:3] == ["sojourn", "analyze", "my out/log"]
        assert again[again.index("--goal") + 1] == "Order placed"
        assert shlex.split(english.query)[:4] == ["sojourn", "query", "--log", "my out"]
        ast.parse("\n".join(english.python))


def test_numbers_and_names_are_both_ways_to_a_row():
    assert explain(REPORT, "pain_points/3") == explain(REPORT, "pain_points/p4")
    assert explain(REPORT, "metrics/nps/value") == explain(REPORT, "metrics/nps")
    assert explain(REPORT, "/segments/0/").path == "segments/Explorers"
    assert explain(REPORT, "lifetime_value").path == "lifetime_value"


def test_a_pain_point_is_told_with_all_that_is_needed_to_doubt_it():
    told = explain(REPORT, "pain_points/0")
    assert [key for key, _ in told.facts] == [
        "what", "counts", "comparison", "interval", "correction", "value", "verdict", "falsifier",
    ]  # fmt: skip
    text = "\n".join(text for _, text in told.facts)
    for figure in (
        "5,290",
        "10,580",
        "11.0 %",
        "−24.0 pp",
        "−18.2 pp",
        "15,870",
        "0.0004",
        "8 comparisons",
        "34,700",
    ):
        assert figure in text
    assert "found.exposed(log, 'p1')" in told.python[-1]
    refused = "\n".join(text for _, text in explain(REPORT, "pain_points/p9").facts)
    assert "no effect is claimed" in refused
    assert "None is given" in refused


def test_what_cannot_be_computed_says_why():
    facts = dict(explain(REPORT, "metrics/cac").facts)
    assert facts["figures"] == "cannot be computed: no table of spend was given"


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("pain_point/0", "pain_points"),
        ("metrics/npss", "metrics/nps"),
        ("emotions/Checkou", "emotions/Checkout"),
        ("", "metrics"),
        ("pain_points/99", "pain_points/"),
    ],
)
def test_a_wrong_path_names_what_is_near(path, near):
    with pytest.raises(UnknownNameError) as caught:
        explain(REPORT, path)
    assert near in caught.value.hint


@pytest.mark.skipif(shutil.which("sh") is None, reason="no shell")
def test_quotes_in_names_survive_shell_and_sql():
    rows = (REPORT.touchpoints[0].model_copy(update={"name": 'Ann\'s "tip"'}),)
    told = explain(REPORT.model_copy(update={"touchpoints": rows}), "touchpoints/0", place="it's `a` $HOME\\")
    words = subprocess.run(
        ["sh", "-c", f"printf '%s\\n' {told.query}"], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert words[3] == "it's `a` $HOME\\"
    assert "WHERE touchpoint = 'Ann''s \"tip\"'" in words[4]


def test_every_function_named_exists():
    from re import findall

    for kind in KINDS.values():
        for name in findall(r"sj\.(\w+)\(", kind.call):
            assert hasattr(sj, name), name


def test_a_report_without_a_block_does_not_explain_it():
    from sojourn.report.compose import build
    from sojourn.testing import log_of

    report = build(log_of("ann  09:00  Home"), shop_map())
    assert not any(p.startswith("pain_points") for p in explainable(report))
