"""Maps from draw.io: diagrams that Sojourn drew, with what a person changed in them, and anybody's boxes and arrows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sojourn.errors import LimitError, SourceError
from sojourn.journeymap.faults import Fault, refused
from sojourn.journeymap.forms.cells import guard, language_of
from sojourn.journeymap.forms.drawio_xml import Drawn, Page, pages
from sojourn.journeymap.forms.fields import Kind, kinds, read
from sojourn.journeymap.forms.grids import Opened, finished, leaf, put
from sojourn.journeymap.forms.own import part
from sojourn.journeymap.forms.tables import Ids, columns
from sojourn.journeymap.model import SCHEMA, JourneyMap
from sojourn.journeymap.nodes import MOST_BYTES, Node
from sojourn.journeymap.sayings import Language, Saying, failure, listed, reason, say
from sojourn.journeymap.slugs import slug

_KEYS: Final = {
    "stage": ("stages", "name"),
    "touchpoint": ("touchpoints", "name"),
    "persona": ("personas", "name"),
    "pain_point": ("pain_points", "text"),
    "opportunity": ("opportunities", "title"),
}
"""What our cells are: the sheet whose fields they carry, and the field that their label shows."""
MEASURED: Final = "measured"
"""Says on the cell of the map that the picture shows evidence, which the cells do not hold."""
_DEEPEST: Final = 40
_MOST_CARDS: Final = 500


@dataclass(slots=True)
class _Sheet:
    """A page while it is read: cells by id, and their places on the page."""

    page: Page
    cells: dict[str, Drawn]
    at: dict[str, tuple[float, float]] = field(default_factory=dict)
    stages: list[Drawn] = field(default_factory=list)
    cards: list[Drawn] = field(default_factory=list)
    notes: list[Saying] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    """Cell → id of its part."""
    used: dict[str, Ids] = field(default_factory=dict)


def drawio_map(path: Path) -> Opened:
    """The map of a draw.io file: its first page that has shapes.

    Raises
    ------
    SourceError
        If it cannot be read or is no map; all faults are told with their line.
    LimitError
        If it is larger than 5 MiB, unpacks to more than 20 MiB or has more than 20,000 cells.
    """
    name = str(path)
    try:
        if path.stat().st_size > MOST_BYTES:
            told = say("large", file=name, n=MOST_BYTES >> 20)
            raise failure(LimitError, told, say("large.map"))
        content = path.read_bytes()
    except OSError as error:
        raise failure(SourceError, say("unread", file=name, reason=reason(error))) from None
    found = [page for page in pages(content, name) if any(cell.vertex for cell in page.cells)]
    if not found:
        raise refused(name, [Fault(1, 1, "", say("no_shapes"), say("no_shapes.boxes"))])
    sheet = _Sheet(found[0], {cell.id: cell for cell in found[0].cells})
    if len(found) > 1:
        sheet.notes.append(say("pages", names=listed([page.name for page in found[1:]])))
    sheet.at = {cell.id: _place(cell, sheet.cells) for cell in sheet.page.cells}
    _sort(sheet)
    if len(sheet.cards) > _MOST_CARDS:
        fault = Fault(sheet.cards[_MOST_CARDS].line, 1, "", say("many_boxes", n=len(sheet.cards)))
        raise refused(name, [fault], _language(sheet))
    if not sheet.cards and not sheet.stages:
        raise refused(name, [Fault(1, 1, "", say("no_box"), say("no_box.words"))])
    root = _root(sheet, path.stem)
    return Opened(finished(root, [], name), tuple(sheet.notes))


def _place(cell: Drawn, cells: Mapping[str, Drawn]) -> tuple[float, float]:
    """Left and top on the page: a cell's place is told within its parent."""
    x, y, above = cell.x, cell.y, cells.get(cell.parent)
    for _ in range(_DEEPEST):
        if above is None or not above.vertex:
            break
        x, y, above = x + above.x, y + above.y, cells.get(above.parent)
    return x, y


def _what(cell: Drawn) -> str:
    return cell.data.get("sojourn", "")


def _sort(sheet: _Sheet) -> None:
    """Tell stages from touchpoints: what we marked, containers, boxes with words."""
    own = any(_what(cell) for cell in sheet.page.cells)
    labelled = [c for c in sheet.page.cells if c.vertex and c.label.strip() and "edgeLabel" not in c.style]
    parents = {c.parent for c in labelled if not own or _what(c) != "picture"}
    edges = {c.id for c in sheet.page.cells if c.edge}
    for cell in labelled:
        what = _what(cell)
        if what == "stage" or (not what and _contains(cell, parents)):
            sheet.stages.append(cell)
        elif what == "touchpoint" or (not what and "text" not in cell.style and cell.parent not in edges):
            sheet.cards.append(cell)
    _leave_pools(sheet)
    if own:
        order = {id(c): i for i, c in enumerate(sheet.stages)}
        sheet.stages.sort(key=lambda c: (round(sheet.at[c.id][0]), order[id(c)]))
    else:
        across = _spread(sheet, 0) >= _spread(sheet, 1)
        first, second = (0, 1) if across else (1, 0)
        sheet.stages.sort(key=lambda c: (sheet.at[c.id][first], sheet.at[c.id][second]))
        sheet.cards.sort(key=lambda c: (round(sheet.at[c.id][0] / 40), sheet.at[c.id][1]))


def _contains(cell: Drawn, parents: set[str]) -> bool:
    return "swimlane" in cell.style or cell.style.get("container") == "1" or cell.id in parents


def _leave_pools(sheet: _Sheet) -> None:
    """A container of containers is no stage; the ones in it are."""
    inner = {c.parent for c in sheet.stages}
    sheet.stages = [c for c in sheet.stages if c.id not in inner or _what(c) == "stage"]


def _spread(sheet: _Sheet, axis: int) -> float:
    places = [sheet.at[c.id][axis] for c in sheet.stages]
    return max(places) - min(places) if places else 0.0


def _id(sheet: _Sheet, what: str, cell: Drawn) -> str:
    """The id of a part: that which it had, unless it is a copy of another."""
    ids = sheet.used.setdefault(what, Ids())
    sheet.ids[cell.id] = ids.fresh(cell.data.get("sojourn_id") or slug(cell.label))
    return sheet.ids[cell.id]


def _part(sheet: _Sheet, what: str, cell: Drawn) -> Node:
    """A part from a cell: its fields from the attributes, its name from the label."""
    key, named = _KEYS[what]
    fields = columns(key) if key != "touchpoints" else (*columns(key), "pain_points")
    given = {
        f: (0, guard(cell.data[f]))
        for f in fields
        if cell.data.get(f) and f not in {"id", named, "stage", "touchpoint"}
    }
    made = part(key, given, cell.line)
    put(made, "id", leaf(_id(sheet, what, cell), cell.line, 1))
    label = cell.label if what in cell.data.get("sojourn", "") else " ".join(cell.label.split())
    put(made, named, leaf(label[:1000], cell.line, 1))
    return made


def _root(sheet: _Sheet, stem: str) -> Node:
    root = Node({}, 1, 1)
    _head(sheet, root, stem)
    stages = [_part(sheet, "stage", cell) for cell in sheet.stages]
    touchpoints = []
    for cell in sheet.cards:
        made = _part(sheet, "touchpoint", cell)
        touchpoints.append(made)
        put(made, "stage", leaf(_stage_of(sheet, cell, stages), cell.line, 1))
    put(root, "personas", _all(sheet, "persona"))
    put(root, "stages", Node(stages, 1, 1))
    put(root, "touchpoints", Node(touchpoints, 1, 1))
    put(root, "flow", Node(_flows(sheet), 1, 1))
    kept = _pains(sheet, {str(t.value["id"].value): t for t in touchpoints})
    opportunities = _all(sheet, "opportunity")
    for opportunity in opportunities.value:
        pains = opportunity.value.get("pain_points")
        if pains is not None:
            pains.value = [p for p in pains.value if p.value in kept]
    put(root, "opportunities", opportunities)
    return root


def _head(sheet: _Sheet, root: Node, stem: str) -> None:
    head = next((c for c in sheet.page.cells if _what(c) == "map"), None)
    if head is not None and MEASURED in head.data:
        sheet.notes.append(say("measured"))
    title = head.label if head is not None and head.label else sheet.page.name or stem
    put(root, "sojourn", leaf(head.data.get("version", SCHEMA) if head else SCHEMA, 1, 1))
    put(root, "title", leaf(title[:200] or "Journey", head.line if head else 1, 1))
    put(root, "language", leaf(_language(sheet), 1, 1))
    for name, kind in kinds(JourneyMap).items():
        if (
            head is not None
            and head.data.get(name)
            and kind not in {Kind.RECORDS, Kind.PART}
            and name != "sojourn"
        ):
            put(root, name, leaf(read(kind, guard(head.data[name])), head.line, 1))


def _language(sheet: _Sheet) -> Language:
    return language_of("".join(cell.label for cell in sheet.cards))


def _all(sheet: _Sheet, what: str) -> Node:
    return Node([_part(sheet, what, c) for c in sheet.page.cells if _what(c) == what and c.label], 1, 1)


def _stage_of(sheet: _Sheet, cell: Drawn, stages: list[Node]) -> str:
    """The stage a touchpoint stands in: by where its middle is, else by its parent, else the nearest."""
    x, y = sheet.at[cell.id]
    middle = (x + cell.w / 2, y + cell.h / 2)
    for stage in sheet.stages:
        left, top = sheet.at[stage.id]
        if left <= middle[0] < left + stage.w and top <= middle[1] < top + stage.h:
            return sheet.ids[stage.id]
    if cell.parent in sheet.ids and sheet.cells.get(cell.parent) in sheet.stages:
        return sheet.ids[cell.parent]
    if not sheet.stages:
        made = Drawn("", cell.line, "Journey")
        sheet.stages.append(made)
        sheet.at[""] = (0.0, 0.0)
        stages.append(_part(sheet, "stage", made))
        return sheet.ids[""]
    nearest = min(sheet.stages, key=lambda s: abs(sheet.at[s.id][0] + s.w / 2 - middle[0]))
    return sheet.ids[nearest.id]


def _flows(sheet: _Sheet) -> list[Node]:
    """Arrows between touchpoints; one that hangs loose is told."""
    labels: dict[str, list[str]] = {}
    for cell in sheet.page.cells:
        if cell.vertex and "edgeLabel" in cell.style and cell.label:
            labels.setdefault(cell.parent, []).append(cell.label)
    cards = {cell.id for cell in sheet.cards}
    made, loose = [], 0
    for edge in sheet.page.cells:
        if not edge.edge or _what(edge) == "picture":
            continue
        source, target = (_card(sheet, end, cards) for end in (edge.source, edge.target))
        if source is None or target is None:
            loose += 1
            continue
        flow: dict[str, Any] = {"from": sheet.ids[source], "to": sheet.ids[target]}
        when = edge.label or " ".join(labels.get(edge.id, ()))
        if when:
            flow["when"] = when
        if edge.style.get("startArrow", "none") not in {"none", ""} and edge.style.get("endArrow") == "none":
            flow["from"], flow["to"] = flow["to"], flow["from"]
        made.append(leaf(flow, edge.line, 1))
    if loose:
        sheet.notes.append(say("arrows", n=loose))
    return made


def _card(sheet: _Sheet, end: str, cards: set[str]) -> str | None:
    """The touchpoint that an arrow is attached to, if need be by a shape inside of it."""
    for _ in range(_DEEPEST):
        if end in cards:
            return end
        cell = sheet.cells.get(end)
        if cell is None:
            return None
        end = cell.parent
    return None


def _pains(sheet: _Sheet, touchpoints: Mapping[str, Node]) -> set[str]:
    """Put pain points to their touchpoints; gives the ids of those that stay."""
    kept: set[str] = set()
    lost = 0
    for cell in sheet.page.cells:
        if _what(cell) != "pain_point" or not cell.label:
            continue
        owner = touchpoints.get(cell.data.get("touchpoint", ""))
        if owner is None:
            lost += 1
            continue
        pain = _part(sheet, "pain_point", cell)
        if "pain_points" not in owner.value:
            put(owner, "pain_points", Node([], cell.line, 1))
        owner.value["pain_points"].value.append(pain)
        kept.add(str(pain.value["id"].value))
    if lost:
        sheet.notes.append(say("pains", n=lost))
    return kept
