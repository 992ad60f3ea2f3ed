"""Limits and thresholds that the pages state are those of the code."""

import re
from pathlib import Path

import pytest

from sojourn.events.quality import EXAMPLES_PER_REASON
from sojourn.journeymap import arrange, choose, flows, hierarchy, nodes
from sojourn.journeymap.bind import counting, personas
from sojourn.journeymap.conform import changes, line
from sojourn.journeymap.forms import drawio_xml, grids, zipped
from sojourn.journeymap.lint import measured, ways
from sojourn.log.layout import BUCKETS
from sojourn.render.layout import badges
from sojourn.render.office import xlsx
from sojourn.render.report import sections
from sojourn.report import calendar, compose, groups
from sojourn.results import Result
from sojourn.testing import random_log

DOCS = Path(__file__).parents[2] / "docs"


def share(value):
    return f"{value * 100:g} %"


def number(value):
    """As prose writes it: 2,000."""
    return f"{value:,}"


STATED = {
    "explanation/discovery.md": [
        f"at least {share(choose.LEAST_SHARE)} of customers meet",
        f"at most {choose.CANDIDATES}, and at least {choose.FEWEST} however rare",
        f"at least {share(choose.DOORS)} of journeys start or end",
        f"if {share(choose.CHANNELS)} of all customers meet it",
        f"counts {share(arrange.NAMES_DECIDE)}",
        f"cut into {arrange.FEWEST} to {arrange.MOST} contiguous stages",
        f"until {share(flows.CARRY)} of the transitions",
        f"where {share(flows.LOOPS)} of the touchpoint's customers",
    ],
    "reference/report.md": [
        f"at most {compose.TOUCHPOINTS_LISTED}, most customers first",
        f"at most {number(compose.TRANSITIONS_LISTED)}, most frequent first",
        f"at most {compose.PATHS_LISTED}, most customers first",
        f"the {groups.GROUPS_LISTED} largest channels with at least {groups.SMALLEST} customers",
        f"the latest {calendar.COHORTS_LISTED}",
        f"without a gap over {calendar.VISIT_GAP.seconds // 60} minutes",
        f"{sections.LEAVING_SHOWN} touchpoints, the largest loss first",
        f"{sections.FLOWS_SHOWN} rows below",
        f"{sections.PATHS_SHOWN} paths that at least two customers share, {sections.PATH_LENGTH} steps each",
        f"the {sections.WAITS_SHOWN} longest medians",
    ],
    "reference/journey-map.md": [
        f"Limits: {nodes.MOST_BYTES >> 20} MiB, {number(nodes.MOST_PARTS)} parts",
        f"{number(nodes.MOST_VALUES)} values, {nodes.MOST_DEPTH} levels",
        f"more than {hierarchy.MOST_FILES} files",
    ],
    "reference/map-evidence.md": [
        {5: "fewer than five customers"}[personas.FEWEST],
        f"at most {counting.NAMED}, most customers first",
    ],
    "reference/conformance.md": [
        {10: "and ten customers do"}[line.FEWEST],
        f"q ≥ {changes.SURE}",
    ],
    "reference/lint.md": [
        f"{ways.QUARTER.days} days after `updated`",
        f"from severity {ways.SEVERE} on",
        f"more than {measured.FAR:g} point above",
        {20: "more than about twenty at once"}[ways.MOST_TOUCHPOINTS],
    ],
    "reference/map-forms.md": [
        f"| `.csv`, `.mmd`, `.drawio` | {nodes.MOST_BYTES >> 20} MiB |",
        f"a packed page of `.drawio` | {zipped.MOST_UNPACKED >> 20} MiB |",
        f"| {number(grids.MOST_ROWS)}, {grids.MOST_COLUMNS} |",
        f"| {number(drawio_xml.MOST_CELLS)} |",
        f"holds {number(xlsx.MOST_TEXT)} characters",
    ],
    "reference/map-picture.md": [f"if that is more than {badges.FRESH_DAYS} days before"],
    "reference/journey-log.md": [f"a run of the {BUCKETS} buckets"],
    "reference/cleaning.md": [{5: "at most five examples per reason"}[EXAMPLES_PER_REASON]],
}


@pytest.mark.parametrize(("page", "phrase"), [(page, p) for page, phrases in STATED.items() for p in phrases])
def test_the_page_states_the_number_of_the_code(page, phrase):
    prose = re.sub(r"\s+", " ", (DOCS / page).read_text(encoding="utf-8"))
    assert phrase in prose


def test_a_result_prints_as_many_rows_as_the_pages_say():
    import sojourn as sj

    flow = sj.transitions(random_log(1))
    assert isinstance(flow, Result)
    assert flow.table.num_rows > 20
    assert len(repr(flow).splitlines()) == 2 + 8 + 1
    assert flow._repr_html_().count("<tr>") == 1 + 20
    assert "eight rows; in a notebook, a table of twenty" in (DOCS / "reference/library.md").read_text(
        encoding="utf-8"
    )
    assert "prints the eight most frequent" in (DOCS / "tutorials/notebook.md").read_text(encoding="utf-8")
