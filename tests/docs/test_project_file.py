"""The reference of the project file names every key there is, with its default; what it shows is a valid project."""

import re
from pathlib import Path

import pytest
from pydantic_core import PydanticUndefined

from sojourn.project.document import IdentitySpec, Project, SourceSpec, load

PAGE = (Path(__file__).parents[2] / "docs/reference/project-file.md").read_text(encoding="utf-8")
TABLES = {"key": Project, "key of a source": SourceSpec, "key of `identity`": IdentitySpec}


def rows(head):
    """Key → (default, what) of the table with that head."""
    table = re.search(rf"^\| {re.escape(head)} \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
    cells = [[cell.strip() for cell in row.split(" | ")] for row in table[1].splitlines()]
    return {key.strip("|` "): (default, what) for key, default, what in cells}


@pytest.mark.parametrize("head", TABLES)
def test_every_key_is_described_and_no_other(head):
    assert list(rows(head)) == list(TABLES[head].model_fields)


@pytest.mark.parametrize("head", TABLES)
def test_defaults_are_those_of_the_model(head):
    for key, field in TABLES[head].model_fields.items():
        default = rows(head)[key][0]
        if field.default is PydanticUndefined and field.default_factory is None:
            assert default == "needed", key
        elif isinstance(field.default, str) and field.default:
            assert default == f"`{field.default}`", key
        else:
            assert not default.startswith("`"), key


def test_the_project_shown_is_valid(tmp_path):
    file = tmp_path / "sojourn.yaml"
    file.write_text(re.search(r"^```yaml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)[1], encoding="utf-8")
    till = load(file).sources[1]
    assert till.identifiers == {"Kundenkarte": "loyalty_card", "Kasse": None}
    assert till.time_format == ("%d.%m.%Y %H:%M",)
