"""Maps from workbooks: the one that Sojourn writes, and tables that people made."""

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from sojourn.errors import LimitError, MissingExtraError, SourceError
from sojourn.journeymap.forms.cells import Cell
from sojourn.journeymap.forms.grids import MOST_COLUMNS, MOST_ROWS, Grid, Opened, grid
from sojourn.journeymap.forms.own import is_own, own_map
from sojourn.journeymap.forms.plain_table import plain_map
from sojourn.journeymap.forms.vocabulary import sheet_key
from sojourn.journeymap.forms.zipped import checked
from sojourn.journeymap.sayings import failure, listed, say

_MOST_SHEETS: Final = 50
_UNREAD: Final = ("map", "evidence")
"""Sheets of ours that repeat what the others hold, or what the data say."""


def xlsx_map(path: Path) -> Opened:
    """The map of a workbook.

    Raises
    ------
    SourceError
        If it cannot be read or is no map; all faults are told with sheet, row and column.
    LimitError
        If it unpacks to more than 20 MiB, or has more than 50 sheets, 10,000 rows or 200 columns.
    MissingExtraError
        If openpyxl is not installed.
    """
    grids = _grids(checked(path), path)
    if is_own(grids):
        read = [g for g in grids if sheet_key(g.name) not in _UNREAD]
        kept = any(sheet_key(g.name) == "evidence" and len(g.rows) > 1 for g in grids)
        others = tuple(g.name for g in read if sheet_key(g.name) is None)
        notes = [say("measured")] if kept else []
        notes += [say("sheets", names=listed(others))] if others else []
        return Opened(own_map(read, str(path)), tuple(notes))
    return plain_map(grids, str(path), path.stem)


def _grids(content: bytes, path: Path) -> list[Grid]:
    try:
        import openpyxl
    except ImportError as error:
        raise MissingExtraError.needing("openpyxl", "office", "Reading an .xlsx file") from error
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # noqa: BLE001  (whatever the library stumbles over, the file is at fault)
        raise _damaged(path, error) from None
    try:
        if len(book.worksheets) > _MOST_SHEETS:
            told = say("many_sheets", file=path, n=_MOST_SHEETS)
            raise failure(LimitError, told, say("many_sheets.keep"))
        return [
            grid(sheet.title, place, _rows(sheet, path), str(path))
            for place, sheet in enumerate(book.worksheets)
        ]
    finally:
        book.close()


def _rows(sheet: Any, path: Path) -> Iterator[Sequence[Cell]]:
    sheet.reset_dimensions()  # what it says of its size may be wrong, and no harm may come of it
    rows = sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS + 1, values_only=True)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except Exception as error:  # noqa: BLE001  (as above)
            raise _damaged(path, error) from None
        yield [
            cell if isinstance(cell, str | int | float | bool) or cell is None else _plain(cell)
            for cell in row
        ]


def _plain(cell: Any) -> Cell:
    from datetime import date

    return cell if isinstance(cell, date) else str(cell)


def _damaged(path: Path, error: Exception) -> SourceError:
    told = say("no_book", file=path, told=str(error)[:150] or type(error).__name__)
    return failure(SourceError, told, say("no_book.again"), file=str(path))
