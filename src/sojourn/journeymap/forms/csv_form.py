"""Maps from CSV: the table that Sojourn writes, and tables that people made."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from sojourn.errors import LimitError, SourceError
from sojourn.journeymap.faults import Fault
from sojourn.journeymap.forms.cells import Cell, language_of, own_records, text_of
from sojourn.journeymap.forms.grids import Grid, Opened, finished, grid, leaf, put
from sojourn.journeymap.forms.own import part
from sojourn.journeymap.forms.plain_table import plain_map
from sojourn.journeymap.forms.tables import columns
from sojourn.journeymap.model import SCHEMA
from sojourn.journeymap.nodes import MOST_BYTES, Node
from sojourn.journeymap.sayings import failure, reason, say
from sojourn.sources.encoding import survey

OWN: Final = {
    "touchpoint": "name",
    "stage_id": "stage",
    "drawn_emotion": "emotion",
    "drawn_basis": "emotion_basis",
    "drawn_note": "emotion_note",
}
"""Columns of our CSV that hold a field of the document under another name, since the shown feeling has that one."""
AUTHORED: Final = (
    "id",
    "stage_id",
    *(
        next((own for own, known in OWN.items() if known == field), field)
        for field in columns("touchpoints")
        if field not in {"id", "name", "stage", "channel", "moment_of_truth"}
    ),
    "pain_points",
    "next",
)
"""Columns behind the measured ones: what the document says of a touchpoint."""
_MEASURED: Final = frozenset({"emotion", "emotion_basis", "stage"})
"""Columns that have the name of a field and hold what is shown, not what the document says."""
_COUNTED: Final = ("customers", "events")


def csv_map(path: Path) -> Opened:
    """The map of a CSV file.

    Raises
    ------
    SourceError
        If it cannot be read or is no map; all faults are told with row and column.
    LimitError
        If it is larger than 5 MiB, or has more than 10,000 rows or 200 columns.
    """
    found = _grid(path)
    if found.rows and {"id", "stage_id", "touchpoint"} <= {text_of(c) for c in found.rows[0][1]}:
        return _own(found, path)
    return plain_map([found], str(path), path.stem)


def _grid(path: Path) -> Grid:
    text = _text(path)
    head = text[:4096].split("\n", 1)[0]
    delimiter = max(",;\t|", key=lambda mark: (head.count(mark), mark == ","))
    lines: list[int] = []

    def rows() -> Iterator[Sequence[Cell]]:
        csv.field_size_limit(
            max(csv.field_size_limit(), len(text))
        )  # a cell may be as long as the file may be
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        before = 0
        for row in reader:
            lines.append(before + 1)
            before = reader.line_num
            yield row

    try:
        made = grid("", 0, rows(), str(path))
    except csv.Error as error:
        raise failure(SourceError, say("not_csv", file=path, told=error), say("as_csv")) from None
    return Grid("", 0, tuple((lines[number - 1], cells) for number, cells in made.rows))


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            told = say("large", file=path, n=MOST_BYTES >> 20)
            raise failure(LimitError, told, say("large.table"))
        facts = survey(path)
        if facts.binary:
            raise failure(SourceError, say("not_text", file=path), say("as_csv"))
        return path.read_bytes().decode(facts.encoding).removeprefix("\ufeff")
    except OSError as error:
        raise failure(SourceError, say("unread", file=path, reason=reason(error))) from None
    except UnicodeDecodeError:
        raise failure(SourceError, say("encoding", file=path), say("encoding.utf8")) from None


def _own(found: Grid, path: Path) -> Opened:
    """A table that Sojourn wrote: every field of the touchpoints, their stages by name, their next steps."""
    number, header = found.rows[0]
    fields = [OWN.get(name, name) if name not in _MEASURED else "" for name in map(text_of, header)]
    at_stage = [text_of(c) for c in header].index("stage") if "stage" in map(text_of, header) else -1
    root = Node({}, number, 1)
    for name, value in (("sojourn", SCHEMA), ("title", path.stem[:200] or "Journey")):
        put(root, name, leaf(value, number, 1))
    stages: dict[str, Node] = {}
    personas: dict[str, Node] = {}
    touchpoints, flows, faults = Node([], number, 1), Node([], number, 1), list[Fault]()
    texts = ""
    for row, cells in found.rows[1:]:
        given = {
            f: (p, cells[p])
            for p, f in enumerate(fields)
            if f and p < len(cells) and cells[p] not in {None, ""}
        }
        touchpoint = part("touchpoints", given, row)
        touchpoints.value.append(touchpoint)
        if "stage" in given:
            stage = text_of(given["stage"][1])
            name = text_of(cells[at_stage]) if 0 <= at_stage < len(cells) else ""
            stages.setdefault(stage, leaf({"id": stage, "name": name or stage}, row, given["stage"][0] + 1))
        texts += text_of(given["name"][1]) if "name" in given else ""
        if "next" in given and "id" in given:
            place, cell = given["next"]
            flows.value += [
                _flow(text_of(given["id"][1]), fields, row, place) for fields in own_records(text_of(cell))
            ]
        for person in touchpoint.value["emotions"].value if "emotions" in touchpoint.value else ():
            personas.setdefault(person, leaf({"id": person, "name": person}, row, given["emotions"][0] + 1))
    put(root, "language", leaf(language_of(texts), number, 1))
    put(root, "personas", Node(list(personas.values()), number, 1))
    put(root, "stages", Node(list(stages.values()), number, 1))
    put(root, "touchpoints", touchpoints)
    put(root, "flow", flows)
    notes = [say("csv"), *([say("measured")] if _has_measured(found) else [])]
    return Opened(finished(root, faults, str(path), [found]), tuple(notes))


def _has_measured(found: Grid) -> bool:
    """Whether a touchpoint has customers or events, which only a log tells."""
    head = [text_of(cell) for cell in found.rows[0][1]]
    places = [head.index(name) for name in _COUNTED if name in head]
    return any(text_of(cells[p]).strip() for _, cells in found.rows[1:] for p in places if p < len(cells))


def _flow(source: str, fields: Sequence[str], row: int, place: int) -> Node:
    made = {"from": source, "to": fields[0]}
    if len(fields) > 1:
        made["when"] = fields[1]
    return leaf(made, row, place + 1)
