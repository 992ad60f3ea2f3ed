"""The pages about the taxonomy: their rules are accepted, their lists are those of the product."""

import re
from pathlib import Path

import pytest
import yaml

from sojourn.events.taxonomy.document import _RULE, _URLS
from sojourn.events.taxonomy.grouping import GROUPS
from sojourn.events.taxonomy.taxonomy import BUILT_IN, STAGE_LINES, Taxonomy
from sojourn.events.traffic import TRAFFIC_RULES

DOCS = Path(__file__).parents[2] / "docs"
REFERENCE = (DOCS / "reference/taxonomy.md").read_text(encoding="utf-8")
HOW_TO = (DOCS / "how-to/name-your-touchpoints.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", REFERENCE + HOW_TO, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("block", BLOCKS)
def test_rules_shown_are_accepted(block):
    assert Taxonomy.of(yaml.safe_load(block)) != BUILT_IN


def first_cells(text, head):
    table = re.search(rf"^\| {head} \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", text, re.MULTILINE)
    return [row.split("|")[1].strip().strip("`") for row in table[1].splitlines()]


def test_every_key_is_described():
    assert set(first_cells(REFERENCE, "key")) == set(_RULE)
    assert set(first_cells(REFERENCE, "key of `urls`")) == set(_URLS)
    assert all(f"`{line}`" in REFERENCE for line in STAGE_LINES)


def test_every_group_is_described_in_its_order():
    told = [g.strip() for cell in first_cells(REFERENCE, "group") for g in cell.split(",")]
    assert told == list(GROUPS)


def test_every_kind_of_program_is_named():
    assert all(rule.name in REFERENCE for rule in TRAFFIC_RULES)
