"""Tables as they were read, and how a fault tells its place in them: sheet, row and column."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sojourn.errors import LimitError
from sojourn.journeymap.faults import Fault, refused
from sojourn.journeymap.forms.cells import Cell
from sojourn.journeymap.loading import checked, declared_language
from sojourn.journeymap.migrate import migrated
from sojourn.journeymap.model import JourneyMap
from sojourn.journeymap.nodes import MOST_PARTS, Node
from sojourn.journeymap.sayings import Saying, failure, quoted, say, verbatim

MOST_ROWS: Final = 10_000
MOST_COLUMNS: Final = 200
_ROWS: Final = 10_000_000
"""Rows of a sheet are counted on from this many times its place, so that a row also tells its sheet."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet: its name (empty for a file that has none), its place, its rows with their numbers."""

    name: str
    place: int
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]

    def line(self, row: int) -> int:
        """The line that stands for a row of this sheet."""
        return self.place * _ROWS + row


@dataclass(frozen=True, slots=True)
class Opened:
    """A map that was read from another form, and what of the file it does not carry."""

    map: JourneyMap
    notes: tuple[Saying, ...] = ()


def grid(name: str, place: int, rows: Iterable[Sequence[Cell]], file: str) -> Grid:
    """A sheet without the empty cells at the end of its rows, and without empty rows.

    Raises
    ------
    LimitError
        If it has more than 10,000 rows or 200 columns.
    """
    kept = []
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS:
            told = say("rows", table=_called(name, file), n=MOST_ROWS)
            raise failure(LimitError, told, say("large.table"), file=file, sheet=name)
        cells = list(row)
        while cells and (cells[-1] is None or cells[-1] == ""):
            cells.pop()
        if len(cells) > MOST_COLUMNS:
            told = say("wide", table=_called(name, file), n=MOST_COLUMNS, row=number)
            raise failure(LimitError, told, say("wide.leave"), file=file, sheet=name, row=number)
        if cells:
            kept.append((number, tuple(cells)))
    return Grid(name, place, tuple(kept))


def _called(sheet: str, file: str) -> Saying:
    return say("sheet", sheet=quoted(sheet), file=file) if sheet else say("file", file=file)


def leaf(value: Any, line: int, column: int) -> Node:
    """A value with its place; lists and mappings of plain values with the same place throughout."""
    if isinstance(value, list):
        return Node([leaf(v, line, column) for v in value], line, column)
    if isinstance(value, dict):
        node = Node({}, line, column)
        for key, inner in value.items():
            put(node, key, leaf(inner, line, column))
        return node
    return Node(value, line, column)


def put(node: Node, key: str, value: Node) -> None:
    """Set a field of a part."""
    node.value[key] = value
    node.keys[key] = (value.line, value.column)


def finished(root: Node, faults: list[Fault], name: str, grids: Sequence[Grid] = ()) -> JourneyMap:
    """The map of a tree of values.

    Raises
    ------
    SourceError
        If it is none; all faults are told, with sheet, row and column.
    """
    if _parts(root) > MOST_PARTS:
        told = say("many_parts", file=name, n=MOST_PARTS)
        raise failure(LimitError, told, say("split_maps"), language=declared_language(root))
    refusal, _ = migrated(root)
    if refusal is not None:
        raise refused(name, [_placed(refusal, grids)], declared_language(root))
    return checked(
        root,
        faults,
        name,
        place=lambda at: _place(at, grids),
        placed=lambda fault: _placed(fault, grids),
    )


def _parts(node: Node) -> int:
    inner = (
        node.value.values()
        if isinstance(node.value, dict)
        else node.value
        if isinstance(node.value, list)
        else ()
    )
    return sum(_parts(child) for child in inner) + isinstance(node.value, dict)


def _placed(fault: Fault, grids: Sequence[Grid]) -> Fault:
    """A fault of a table, told by sheet, column and row; of a text as it is."""
    if not grids:
        return fault
    return replace(fault, line=fault.line % _ROWS, where=_place((fault.line, fault.column), grids).en)


def _place(at: tuple[int, int], grids: Sequence[Grid]) -> Saying:
    if not grids:
        return say("line", n=at[0])
    place, row = divmod(at[0], _ROWS)
    sheet = next((g.name for g in grids if g.place == place and g.name), "")
    return verbatim(f"{sheet}!{letters(at[1])}{row}" if sheet else f"{letters(at[1])}{row}")


def letters(column: int) -> str:
    """A column as spreadsheets call it.

    >>> letters(1), letters(28)
    ('A', 'AB')
    """
    text = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text
