"""The documentation as a whole: every page can be found, and the changelog has a place for what comes next."""

import re
from itertools import pairwise
from pathlib import Path
from typing import get_args

from sojourn.events.cleaning import BLANK, FATES, KEPT
from sojourn.events.schema import ROLES, SCALES
from sojourn.journeymap import model
from sojourn.journeymap.commands.values import KINDS
from sojourn.journeymap.conform.deviation import Kind
from sojourn.journeymap.forms.opening import READERS
from sojourn.journeymap.templates.catalogue import Industry
from sojourn.render import RENDERERS

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


def text(path):
    return path.read_text(encoding="utf-8")


def test_every_page_is_linked_from_its_list():
    listed = text(DOCS / "README.md") + text(DOCS / "adr/README.md").replace("](", "](adr/")
    for page in DOCS.rglob("*.md"):
        if page.name != "README.md":
            assert f"]({page.relative_to(DOCS).as_posix()})" in listed, page


def test_every_page_has_one_title_and_no_level_is_skipped():
    for page in [*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "README.zh-CN.md"]:
        prose = re.sub(r"^```.*?^```$", "", text(page), flags=re.DOTALL | re.MULTILINE)
        levels = [len(marks) for marks in re.findall(r"^(#+) ", prose, re.MULTILINE)]
        assert levels[:1] == [1], page
        assert levels.count(1) == 1, page
        assert all(b - a <= 1 for a, b in pairwise(levels)), page


def test_the_changelog_has_a_place_for_what_comes_next():
    assert re.search(
        r"^## \[Unreleased\]\n\n### (Added|Changed|Fixed)", text(ROOT / "CHANGELOG.md"), re.MULTILINE
    )


def test_both_readmes_show_the_same_commands_and_files():
    def shown(name):
        page = text(ROOT / name)
        return {
            "results": re.findall(r"^\| (`.*?) \|", page.replace("、", ", "), re.MULTILINE),
            "targets": set(re.findall(r"\bmake \w+", page)),
            "pages": set(re.findall(r"\]\((docs/[^)]+)\)", page)),
            "functions": re.findall(r"\bsj\.\w+", page),
        }

    english, chinese = shown("README.md"), shown("README.zh-CN.md")
    assert english == chinese


def test_every_role_and_scale_is_named():
    page = text(DOCS / "how-to/read-your-files.md")
    for role in ROLES:
        assert f"`{role}`" in page, role
    for scale in SCALES:
        assert f"`{scale}`" in page, scale


def test_every_reason_for_dropping_a_row_is_named():
    page = text(DOCS / "reference/cleaning.md")
    scanned = [fate for code, fate in enumerate(FATES) if code not in (KEPT, BLANK)]
    whole = ("repeated_file", "set_aside", "unusable_table")
    for reason in (*scanned, *whole, "unusable_id", "repeated_message_id", "equal_row"):
        assert f"\n| `{reason}` |" in page, reason


def test_every_kind_of_deviation_has_a_row():
    page = text(DOCS / "reference/conformance.md")
    rows = " ".join(re.findall(r"^\| (`.*?) \|", page, re.MULTILINE))
    assert [kind for kind in get_args(Kind) if f"`{kind}`" not in rows] == []


def test_every_edit_has_a_row():
    page = text(DOCS / "reference/map-commands.md")
    assert [do for do in KINDS if f"\n| `{do}` |" not in page] == []


def test_every_form_of_a_map_is_named_where_it_goes_and_where_it_comes_from():
    forms, picture = text(DOCS / "reference/map-forms.md"), text(DOCS / "reference/map-picture.md")
    read, _, carried = forms.partition("## What each form carries")
    carried = carried.partition("\n## ")[0]
    for ending in RENDERERS.names():
        if ending != "terminal":
            assert f"\n| `.{ending}` |" in picture, ending
            assert f"`.{ending}`" in carried, ending
    assert [ending for ending in READERS if f"`.{ending}`" not in read] == []


def test_every_trade_of_the_templates_is_named():
    pages = [text(DOCS / "reference" / page) for page in ("templates.md", "command-line.md")]
    assert [trade for trade in Industry for page in pages if f"`{trade}`" not in page] == []


def test_every_field_of_a_map_is_named():
    document, evidence = text(DOCS / "reference/journey-map.md"), text(DOCS / "reference/map-evidence.md")
    measured = [c for c in vars(model).values() if isinstance(c, type) and c.__name__.endswith("Evidence")]
    assert len(measured) >= 7
    written = (model.JourneyMap, model.Persona, model.Stage, model.Touchpoint, model.Flow, model.Opportunity)
    for page, parts in ((document, written), (evidence, measured)):
        names = {field.alias or name for part in parts for name, field in part.model_fields.items()}
        assert [n for n in sorted(names) if not re.search(rf"`{n}(\[\]|\.<id>)?`", page)] == []
