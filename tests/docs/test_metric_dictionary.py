"""The metric dictionary: an entry for every metric and a metric for every entry, each saying all that it should."""

import re
from pathlib import Path

import pytest

from sojourn.analysis.metrics import METRICS, Definition, Definitions
from sojourn.report.making.metric_words import DEFINITIONS, PHRASES

PAGE = (Path(__file__).parents[2] / "docs/reference/metrics.md").read_text(encoding="utf-8")
PARTS = re.split(
    r"^### `(\w+)`$", PAGE.partition("\n## The dictionary\n")[2].partition("\n## ")[0], flags=re.MULTILINE
)
ENTRIES = dict(zip(PARTS[1::2], PARTS[2::2], strict=True))
UNITS = {"per_customer": "per customer", "per_order": "per order"}


def test_every_metric_has_an_entry_and_every_entry_a_metric():
    assert list(ENTRIES) == list(METRICS)


@pytest.mark.parametrize("name", METRICS)
def test_an_entry_says_what_a_reader_needs(name):
    entry = " ".join(ENTRIES[name].split())
    for word in (
        "**What**:",
        "**Formula**:",
        "**Unit**:",
        "**n**:",
        "**Interval**:",
        "**Needs**",
        "annot be computed",
    ):
        assert word in entry, word
    meaning = METRICS[name]
    assert f"**Unit**: {UNITS.get(meaning.unit, meaning.unit)}" in entry
    told = {
        "high": "high is good",
        "low": "low is good",
        "none": "neither end is good",
        "scale": "high is good",
    }
    assert told[meaning.good] in entry


def test_what_may_be_chosen_is_named():
    for chosen in (Definition, Definitions):
        written = re.search(rf"`{chosen.__name__}\(([\w, ]+)\)`", PAGE)[1].split(", ")
        assert written == list(chosen.__dataclass_fields__)


def test_a_report_has_words_for_every_metric_in_both_languages():
    for words in DEFINITIONS.values():
        assert {re.sub(r"_(1_5|1_7|all)$", "", name) for name in words} - {"joiner"} == set(METRICS)
    assert set(DEFINITIONS["en"]) == set(DEFINITIONS["zh"])
    assert set(PHRASES["en"]) == set(PHRASES["zh"])
    for name, text in DEFINITIONS["en"].items():
        fields = re.compile(r"\{(\w+)\}")
        assert set(fields.findall(text)) == set(fields.findall(DEFINITIONS["zh"][name])), name
