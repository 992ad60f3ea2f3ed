"""The map as a workbook: a sheet to read, a sheet for each kind of part to work with, and what the data say."""

import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from sojourn.errors import LimitError, MissingExtraError
from sojourn.journeymap.forms.cells import Cell, guard
from sojourn.journeymap.forms.fields import choices
from sojourn.journeymap.forms.tables import PARTS, Sheet, sheets
from sojourn.journeymap.forms.vocabulary import SHEETS, column_name
from sojourn.journeymap.model import JourneyMap
from sojourn.render.layout.picture import Lane, Picture
from sojourn.render.layout.plan import picture
from sojourn.render.numbers import Language
from sojourn.render.office.archive import day_of, midnight
from sojourn.render.office.measured import evidence_sheet, widened
from sojourn.render.palette import LIGHT
from sojourn.render.terminal_texts import wide
from sojourn.render.xml_text import held

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_LINE: Final = 15.5
_LATIN_LINE: Final = 13.2
_HIGHEST: Final = 400.0
"""Points: of a line of text, with and without Chinese, and of the highest row a spreadsheet has."""
_STAGE: Final = 34.0
_LETTERS: Final = 40.0
"""Width of the column of a stage, and about how many letters go into it: they are narrower than figures."""
_NEW_ROWS: Final = 200
"""Rows below those of the map for which permitted values are offered."""
MOST_TEXT: Final = 32_767
"""Characters that a cell can hold."""
_UNSEEN: Final = re.compile("[\u007f-\u009f]")
_LONG: Final = frozenset(
    {"actions", "thoughts", "expectation", "goal", "text", "title", "backstage", "support", "policies", "systems",
     "rose", "bud", "thorn", "kpis", "quote", "goals", "needs", "frustrations", "traits", "value", "query", "missing",
     "pain_points", "emotion_note", "match", "emotions"}
)  # fmt: skip
_NAMES: Final = frozenset({"name", "touchpoint", "from", "to", "title", "stage"})
_SCORES: Final = frozenset({"emotion", "emotion_low", "emotion_high"})
_NUMBERS: Final = {
    "share": frozenset(
        {"share", "exits_share", "repeats_share", "waits_longer_share", "effect", "effect_low", "effect_high"}
    ),
    "score": _SCORES,
    "whole": frozenset(
        {"customers", "events", "count", "exits", "emotion_n", "value", "value_low", "value_high"}
    ),
    "seconds": frozenset({"median_s", "median_wait_s"}),
}
"""How numbers look, by the field they are of."""


def to_xlsx(jmap: JourneyMap, *, language: Language | None = None) -> bytes:
    """The map as an Excel workbook.

    The sheet "Map" has the stages as columns and the lanes as rows, as the picture has them. The sheets "About", "Stages",
    "Touchpoints", "Flow", "Pain points", "Opportunities" and "Personas" hold every authored field and are read back by
    :func:`sojourn.journeymap.forms.opening.open_map`; "Evidence" holds what the data say. Text is never a formula.

    Parameters
    ----------
    language
        Of the names of sheets and columns; that of the map if None.

    Raises
    ------
    MissingExtraError
        If xlsxwriter is not installed.
    LimitError
        If a text is longer than a cell can hold (32,767 characters).
    """
    try:
        import xlsxwriter
    except ImportError as error:
        raise MissingExtraError.needing("xlsxwriter", "office", "An .xlsx file") from error
    spoken = language or jmap.language
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        },
    )
    evidence = jmap.evidence
    book.set_properties(
        {
            "title": _legal(jmap.title)[:200],
            "author": "Sojourn",
            "created": day_of(jmap),
        }
    )
    looks = _looks(book)
    _map_sheet(book.add_worksheet(SHEETS["map"][spoken == "zh"]), picture(jmap, language=spoken), book, looks)
    tables = [widened(sheet, jmap) for sheet in sheets(jmap)]
    if evidence is not None:
        tables.append(evidence_sheet(jmap))
    for table in tables:
        _table(book.add_worksheet(SHEETS[table.key][spoken == "zh"]), table, spoken, looks)
    book.close()
    return out.getvalue()


def _looks(book: "Workbook") -> dict[str, "Format"]:
    base = {
        "font_name": "Arial",
        "font_size": 10,
        "valign": "top",
        "text_wrap": True,
        "font_color": LIGHT["ink"],
    }
    head = {
        **base,
        "bold": True,
        "font_color": LIGHT["on_stage"],
        "bg_color": LIGHT["stage0"],
        "valign": "vcenter",
    }
    return {
        "text": book.add_format(base),
        "head": book.add_format(head),
        "name": book.add_format({**base, "bold": True}),
        "title": book.add_format({**base, "bold": True, "font_size": 18, "text_wrap": False}),
        "soft": book.add_format({**base, "font_color": LIGHT["soft"], "text_wrap": False}),
        "caption": book.add_format({**base, "font_color": LIGHT["soft"], "font_size": 9}),
        "score": book.add_format({**base, "num_format": "+0.0;−0.0;0.0"}),
        "share": book.add_format({**base, "num_format": "0.0%"}),
        "whole": book.add_format({**base, "num_format": "#,##0"}),
        "seconds": book.add_format({**base, "num_format": "#,##0.0"}),
        "number": book.add_format(base),
        "date": book.add_format({**base, "num_format": "yyyy-mm-dd", "align": "left"}),
        "good": book.add_format({"font_color": LIGHT["good_text"], "bold": True}),
        "harm": book.add_format({"font_color": LIGHT["harm_text"], "bold": True}),
    }


def _map_sheet(sheet: "Worksheet", drawn: Picture, book: "Workbook", looks: dict[str, "Format"]) -> None:
    """The picture as a table: stages across, lanes down."""
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, max(1, len(drawn.columns)), _STAGE)
    _write(sheet, 0, 0, " ".join(t.content for t in drawn.title), looks["title"])
    sheet.set_row(0, 30)
    sheet.set_row(3, 24)
    _write(sheet, 1, 0, "  ·  ".join(t.content for t in drawn.subtitle), looks["soft"])
    for place, column in enumerate(drawn.columns):
        head = {"bold": True, "font_color": LIGHT["on_stage"], "bg_color": LIGHT[f"stage{column.hue}"]}
        look = book.add_format(
            {**head, "font_name": "Arial", "font_size": 11, "text_wrap": True, "valign": "vcenter"}
        )
        _write(sheet, 3, place + 1, column.label, look)
    row = 4
    for lane in drawn.lanes:
        texts = [_lane_texts(lane, place) for place in range(len(drawn.columns))]
        if any(texts):
            name = " ".join(t.content for t in lane.name)
            caption = " ".join(t.content for t in lane.caption)
            _write(sheet, row, 0, f"{name}\n{caption}".strip(), looks["name"])
            for place, column in enumerate(drawn.columns):
                tint = {"bg_color": LIGHT[f"tint{column.hue}"], "bottom": 1, "bottom_color": LIGHT["line"]}
                look = book.add_format(
                    {"font_name": "Arial", "font_size": 10, "text_wrap": True, "valign": "top", **tint}
                )
                _write(sheet, row, place + 1, "\n".join(texts[place]), look)
            sheet.set_row(row, _height(max(3, *(_lines(t, _LETTERS) for t in texts)), str(texts)))
            row += 1
    for line in drawn.foot:
        row += 1
        _write(sheet, row, 0, line.content, looks["soft"])
    sheet.freeze_panes(4, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _lines(texts: Sequence[str], width: float) -> int:
    """How many lines texts need at most in a column that is so many characters wide."""
    return sum(1 + int(wide(text) / (width - 1)) for text in texts)


def _height(lines: int, text: str) -> float:
    """Points of a row of so many lines; those of Chinese are higher."""
    return min(_HIGHEST, (_LINE if any(c >= "\u2e80" for c in text) else _LATIN_LINE) * lines + 3)


def _lane_texts(lane: Lane, place: int) -> list[str]:
    """What a lane says in a stage; several texts with a bullet each, so that they are told apart where they wrap."""
    faces = lane.curve.faces if lane.curve is not None else ()
    marks = [mark for trace in lane.curve.traces for mark in trace.marks] if lane.curve is not None else []
    parts: tuple[Any, ...] = (*lane.cards, *faces, *marks, *lane.bars, *lane.notes, *lane.items)
    told = [part.label for part in parts if part.place == place]
    return [f"• {text}" for text in told] if len(told) > 1 else told


def _table(sheet: "Worksheet", table: Sheet, language: Language, looks: dict[str, "Format"]) -> None:
    for place, field in enumerate(table.fields):
        _write(sheet, 0, place, column_name(field, language), looks["head"])
        sheet.set_column(place, place, _width(table, place))
    for number, row in enumerate(table.rows, 1):
        for place, cell in enumerate(row):
            _cell(sheet, number, place, cell, table.fields[place], looks)
        need = max(_lines(str(c).split("\n"), _width(table, p)) for p, c in enumerate(row))
        if need > 1:
            sheet.set_row(number, _height(need, str(row)))
    last = max(1, len(table.rows))
    for place, field in enumerate(table.fields):
        if field in _SCORES:
            for criteria, value, look in ((">=", 1, "good"), ("<=", -1, "harm")):
                rule = {"type": "cell", "criteria": criteria, "value": value, "format": looks[look]}
                sheet.conditional_format(1, place, last, place, {**rule, "stop_if_true": False})
        permitted = choices(PARTS[table.key], field) if table.key in PARTS else ()
        if permitted:
            rule = {"validate": "list", "source": list(permitted), "error_type": "warning"}
            sheet.data_validation(1, place, last + _NEW_ROWS, place, rule)
    sheet.freeze_panes(1, 2 if len(table.fields) > 4 else 1)
    if table.rows and table.key != "about":
        sheet.autofilter(0, 0, len(table.rows), len(table.fields) - 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _width(table: Sheet, place: int) -> float:
    """Characters a column is wide: narrow where it is empty."""
    field = table.fields[place]
    if not any(row[place] not in {None, ""} for row in table.rows):
        return 13.0
    return 44.0 if field in _LONG else 30.0 if field in _NAMES else 22.0 if field.endswith("id") else 16.0


def _cell(
    sheet: "Worksheet", row: int, column: int, cell: Cell, field: str, looks: dict[str, "Format"]
) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        _write(sheet, row, column, cell, looks["name" if field in _NAMES else "text"])
    elif isinstance(cell, date):
        naive = cell.replace(tzinfo=None) if isinstance(cell, datetime) else midnight(cell)
        sheet.write_datetime(row, column, naive, looks["date"])
    else:
        look = next((name for name, fields in _NUMBERS.items() if field in fields), "number")
        sheet.write_number(row, column, cell, looks[look])


def _write(sheet: "Worksheet", row: int, column: int, text: str, look: "Format") -> None:
    """Text as a string cell, guarded, without characters that XML cannot hold."""
    shown = guard(_legal(text))
    if len(shown) > MOST_TEXT:
        raise LimitError(
            f"A text of the map has {len(shown):,} characters; a cell holds {MOST_TEXT:,}: '{shown[:60]}…'.",
            hint="Shorten it, or write .md or .html instead.",
        )
    if shown:
        sheet.write_string(row, column, shown, look)
    else:
        sheet.write_blank(row, column, None, look)


def _legal(text: str) -> str:
    return _UNSEEN.sub("", held(text).replace("\r\n", "\n").replace("\r", "\n"))
