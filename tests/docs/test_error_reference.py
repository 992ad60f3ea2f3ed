"""The reference of errors names every error there is, with its code, its parent and its exit code."""

import re
from pathlib import Path

import pytest

import sojourn as sj
from sojourn.cli.failing import EXIT_CODES, exit_code
from sojourn.errors import SojournError

PAGE = (Path(__file__).parents[2] / "docs/reference/errors.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(\w+)` \| `(\w+)` \| (?:`(\w+)`)? ?\| .+ \| (\d*) ?\|$", re.MULTILINE)
ROWS = {name: (code, also, exits) for name, code, also, exits in ROW.findall(PAGE)}


def kinds(root=SojournError):
    """An error and all below it."""
    return [root, *(kind for child in root.__subclasses__() for kind in kinds(child))]


def also_a(kind):
    """What an error is besides a SojournError: its parent in the tree, or the builtin it stands for."""
    return next(
        (base.__name__ for base in reversed(kind.__bases__) if base not in (SojournError, Exception)), ""
    )


def test_the_table_names_every_error_once():
    assert sorted(ROWS) == sorted({kind.__name__ for kind in kinds()})
    assert len({code for code, _, _ in ROWS.values()}) == len(ROWS)


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_rows_say_what_the_error_is(kind):
    code, also, exits = ROWS[kind.__name__]
    assert getattr(sj.errors, kind.__name__) is kind
    assert code == kind.code
    assert also == also_a(kind)
    if isinstance(kind(""), tuple(parent for parent, _ in EXIT_CODES)):
        assert int(exits) == exit_code(kind(""))
    else:
        assert exits == ""
