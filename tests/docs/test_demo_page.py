"""What the page about the demo company names is what its truth holds."""

import re
from pathlib import Path

import pytest

from sojourn.demo.company import simulate
from sojourn.demo.exports import write

PAGE = (Path(__file__).parents[2] / "docs/explanation/demo-company.md").read_text(encoding="utf-8")
CAUSES = ("pain_points", "delights", "look_alikes", "channel_effects")


@pytest.fixture(scope="module")
def truth(tmp_path_factory):
    import json

    folder = tmp_path_factory.mktemp("pairwise")
    write(simulate(customers=200, seed=7), folder)
    return json.loads((folder / "truth.json").read_text(encoding="utf-8"))


def test_every_part_of_the_truth_is_named(truth):
    for part in truth:
        assert re.search(rf"`{part}\b", PAGE), part


def test_every_cause_is_named_and_no_other(truth):
    table = PAGE.partition("| id | what it is")[2].partition("\n\n")[0]
    named = set(re.findall(r"`(\w+)`", "\n".join(row.split("|")[1] for row in table.splitlines()[2:])))
    assert named == {cause["id"] for part in CAUSES for cause in truth[part]}


def test_every_file_and_its_columns_are_named(truth):
    for name, facts in truth["files"].items():
        assert f"| `{name}` |" in PAGE
        for key in facts:
            assert f"`{key}`" in PAGE, key


def test_every_stage_is_named_in_order(truth):
    assert f"stages: {', '.join(stage['name'] for stage in truth['stages'])}." in PAGE
