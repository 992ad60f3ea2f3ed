"""The workbook that Sojourn wrote, read back: every part from its sheet, also where a person changed or added rows."""

from collections.abc import Mapping, Sequence
from typing import Final

from sojourn.journeymap.faults import Fault
from sojourn.journeymap.forms.cells import Cell, text_of
from sojourn.journeymap.forms.fields import Kind, kinds, part_of, read
from sojourn.journeymap.forms.grids import Grid, finished, leaf, put
from sojourn.journeymap.forms.tables import PARTS, Ids, Known, columns
from sojourn.journeymap.forms.vocabulary import own_column, sheet_key
from sojourn.journeymap.model import JourneyMap
from sojourn.journeymap.nodes import Node
from sojourn.journeymap.sayings import quoted, say, suggestion
from sojourn.journeymap.slugs import slug

_NAMED_BY: Final = {"opportunities": "title", "pain_points": "text"}
_ABOUT: Final = "sojourn"


def is_own(grids: Sequence[Grid]) -> bool:
    """Whether the workbook says that it holds a map."""
    return _head(grids) is not None


def _head(grids: Sequence[Grid]) -> Grid | None:
    for found in grids:
        if sheet_key(found.name) == "about" and any(
            text_of(cells[0]) == _ABOUT and len(cells) > 1 for _, cells in found.rows
        ):
            return found
    return None


def own_map(grids: Sequence[Grid], name: str) -> JourneyMap:
    """The map of a workbook that :func:`is_own`.

    Raises
    ------
    SourceError
        If what it holds is no map; all faults are told.
    """
    faults: list[Fault] = []
    root = Node({}, 1, 1)
    head = _head(grids)
    assert head is not None
    _about(head, root, faults)
    by_key: dict[str, Grid] = {}
    for found in grids:
        by_key.setdefault(sheet_key(found.name) or "", found)
    for key in PARTS:
        if key in by_key and key != "pain_points":
            put(root, key, _parts(key, by_key[key], faults))
    if "pain_points" in by_key:
        _pains(_parts("pain_points", by_key["pain_points"], faults), root)
    _resolve(root, faults)
    return finished(root, faults, name, grids)


def _about(head: Grid, root: Node, faults: list[Fault]) -> None:
    fields = {n: k for n, k in kinds(JourneyMap).items() if k not in {Kind.RECORDS, Kind.PART}}
    for number, cells in head.rows:
        field, value = text_of(cells[0]), cells[1] if len(cells) > 1 else None
        line = head.line(number)
        if field in {"field", "项目"} or value is None:
            continue
        if field not in fields:
            absent = say("no_field", field=quoted(field))
            faults.append(Fault(line, 1, "", absent, suggestion(field, list(fields))))
        else:
            put(root, field, leaf(read(fields[field], value), line, 2))


def _parts(key: str, found: Grid, faults: list[Fault]) -> Node:
    """The parts of a sheet; rows without an id get one from their name."""
    parts = Node([], found.line(1), 1)
    if not found.rows:
        return parts
    number, header = found.rows[0]
    fields = columns(key)
    at = {place: own_column(text_of(cell), fields) for place, cell in enumerate(header)}
    named = _NAMED_BY.get(key, "name")
    if named not in at.values() and key != "flow":
        faults.append(Fault(found.line(number), 1, "", say("no_column", named=quoted(named))))
    for row, cells in found.rows[1:]:
        given = {
            f: (p, cells[p]) for p, f in at.items() if f and p < len(cells) and cells[p] not in {None, ""}
        }
        if given:
            parts.value.append(part(key, given, found.line(row)))
    _give_ids(parts, named if key != "flow" else "")
    return parts


def part(key: str, given: Mapping[str, tuple[int, Cell]], line: int) -> Node:
    """A part from the cells of a row: field → place of its column (from 0) and cell."""
    made = Node({}, line, 1)
    model = PARTS[key]
    known = kinds(model)
    for field, (place, cell) in given.items():
        if field not in known and not (key == "pain_points" and field == "touchpoint"):
            continue  # the further fields of an emotion are read with it
        kind = known.get(field, Kind.TEXT)
        if kind is Kind.PART:
            inner = kinds(part_of(model, field))
            nested = Node({}, line, place + 1)
            for name, inner_kind in inner.items():
                column = field if name == next(iter(inner)) else f"{field}_{name}"
                if column in given:
                    at, value = given[column]
                    put(nested, name, leaf(read(inner_kind, value), line, at + 1))
            put(made, field, nested)
        else:
            names = tuple(kinds(part_of(model, field))) if kind in {Kind.RECORDS, Kind.BY_ID} else ()
            put(made, field, leaf(read(kind, cell, names), line, place + 1))
    return made


def _give_ids(parts: Node, named: str) -> None:
    if not named:
        return
    ids = Ids(str(part.value["id"].value) for part in parts.value if "id" in part.value)
    for part in parts.value:
        if "id" not in part.value and named in part.value:
            place = part.value[named]
            put(part, "id", leaf(ids.fresh(slug(str(place.value))), place.line, place.column))


def _known(root: Node, key: str) -> Known:
    parts = root.value[key].value if key in root.value else []
    return Known((_text(part, "id"), _text(part, "name")) for part in parts)


def _text(part: Node, field: str) -> str:
    return str(part.value[field].value) if field in part.value else ""


def _pains(pains: Node, root: Node) -> None:
    """Put the pain points to their touchpoints; one whose touchpoint is unknown is told as a fault later."""
    touchpoints = _known(root, "touchpoints")
    by_id = {
        _text(t, "id"): t for t in (root.value["touchpoints"].value if "touchpoints" in root.value else [])
    }
    for pain in pains.value:
        where = pain.value.pop("touchpoint", None)
        found = by_id.get(touchpoints.id_of(str(where.value)) or "") if where is not None else None
        if found is None:
            put(pain, "touchpoint", where or leaf("", pain.line, 1))
            found = next(iter(by_id.values()), None)
        if found is not None:
            if "pain_points" not in found.value:
                put(found, "pain_points", Node([], pain.line, pain.column))
            found.value["pain_points"].value.append(pain)


def _resolve(root: Node, faults: list[Fault]) -> None:
    """References by name become references by id."""
    for key, fields, target in (
        ("touchpoints", ("stage",), "stages"),
        ("flow", ("from", "to"), "touchpoints"),
    ):
        known = _known(root, target)
        for part in root.value[key].value if key in root.value else []:
            for field in fields:
                if field in part.value:
                    node = part.value[field]
                    node.value = known.id_of(str(node.value)) or node.value
    for touchpoint in root.value["touchpoints"].value if "touchpoints" in root.value else []:
        for pain in touchpoint.value["pain_points"].value if "pain_points" in touchpoint.value else []:
            lost = pain.value.pop("touchpoint", None)
            if lost is not None:
                message = say("no_called", given=quoted(str(lost.value)))
                hint = suggestion(str(lost.value), _known(root, "touchpoints").names)
                faults.append(Fault(lost.line, lost.column, "", message, hint))
