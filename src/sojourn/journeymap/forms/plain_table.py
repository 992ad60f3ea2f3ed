"""A table of touchpoints that somebody made: a touchpoint a row, columns by the names people give them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sojourn.journeymap.faults import Fault, refused
from sojourn.journeymap.forms.cells import Cell, flag_of, language_of, number_of, plain_entries, text_of
from sojourn.journeymap.forms.feelings import feeling, scale_of
from sojourn.journeymap.forms.fields import Kind, kinds
from sojourn.journeymap.forms.grids import Grid, Opened, finished, leaf, put
from sojourn.journeymap.forms.tables import Ids, Known
from sojourn.journeymap.forms.vocabulary import nearest, touchpoint_column
from sojourn.journeymap.model import SCHEMA, Touchpoint
from sojourn.journeymap.nodes import Node
from sojourn.journeymap.sayings import Saying, listed, quoted, say
from sojourn.journeymap.slugs import slug

_HEADER_ROWS: Final = 20
_TARGET: Final = re.compile(r"\s*(?:[:：|→]\s*)?((?:>=|<=|[<>=≥≤]).*)$")
_FLAGS: Final = ("starts", "ends", "moment_of_truth")


@dataclass(slots=True)
class _Table:
    """A table while it is read."""

    grid: Grid
    header: int
    names: Mapping[int, str]
    """Place of a column (from 0) → the field it holds."""
    scale: tuple[float, float] | None
    faults: list[Fault] = field(default_factory=list)
    notes: list[Saying] = field(default_factory=list)
    stages: dict[str, Node] = field(default_factory=dict)
    touchpoints: dict[tuple[str, str], Node] = field(default_factory=dict)
    opportunities: dict[str, Node] = field(default_factory=dict)
    personas: dict[str, Node] = field(default_factory=dict)
    flows: list[tuple[Node, str, int, int]] = field(default_factory=list)
    ids: Ids = field(default_factory=Ids)
    otherwise: dict[int, list[int]] = field(default_factory=dict)
    """Place of a column → rows that say something else there than an earlier row of their touchpoint."""
    pains: int = 0


def plain_map(grids: Sequence[Grid], name: str, title: str) -> Opened:
    """The map of the first sheet that is a table of touchpoints.

    Raises
    ------
    SourceError
        If no sheet is one, or its values are no map; all faults are told with their row and column.
    """
    table = next((t for t in map(_table, grids) if t is not None), None)
    if table is None:
        raise _unknown(grids, name)
    stage = ""
    for number, cells in table.grid.rows:
        if number > table.header:
            stage = _row(table, number, cells, stage)
    texts = "".join(text_of(c) for _, cells in table.grid.rows for c in cells)
    return Opened(
        finished(_root(table, title, texts), table.faults, name, grids), tuple(_notes(table, grids))
    )


def _table(grid: Grid) -> _Table | None:
    for number, cells in grid.rows[:_HEADER_ROWS]:
        names: dict[int, str] = {}
        for place, cell in enumerate(cells):
            found = touchpoint_column(text_of(cell)) if isinstance(cell, str) else None
            if found and found not in names.values():
                names[place] = found
        if "name" in names.values() and len(names) >= 2:
            at = next((p for p, f in names.items() if f == "emotion"), None)
            return _Table(grid, number, names, scale_of(text_of(cells[at])) if at is not None else None)
    return None


def _unknown(grids: Sequence[Grid], name: str) -> Exception:
    first = grids[0].rows[0] if grids and grids[0].rows else None
    if first is None:
        return refused(name, [Fault(1, 1, "", say("no_table"))])
    heads = [text_of(c) for c in first[1]]
    down = [text_of(cells[0]) for _, cells in grids[0].rows[:_HEADER_ROWS]]
    is_turned = sum(touchpoint_column(name) is not None for name in down) >= 2
    hint = say("no_touchpoints.turn" if is_turned else "no_touchpoints.columns")
    fault = Fault(first[0], 1, "", say("no_touchpoints", names=listed(heads)), hint)
    return refused(name, [fault], language_of("".join([*heads, *down])))


def _row(table: _Table, number: int, cells: Sequence[Cell], stage: str) -> str:
    """Take in a row; gives the stage that rows below it without one belong to."""
    given = {f: (p, cells[p]) for p, f in table.names.items() if p < len(cells) and text_of(cells[p]).strip()}
    line = table.grid.line(number)
    stage = text_of(given["stage"][1]).strip() if "stage" in given else stage
    if stage and stage not in table.stages:
        table.stages[stage] = leaf(
            {"id": table.ids.fresh(slug(stage)), "name": stage}, line, _at(given, "stage")
        )
    if "goal" in given and stage:
        table.stages[stage].value.setdefault("goal", _leaf(given, "goal", line))
    if "name" not in given:
        if set(given) - {"stage", "goal"}:
            table.notes.append(say("row", n=number))
        return stage
    if not stage:
        stage = "Journey"
        table.stages[stage] = leaf({"id": table.ids.fresh("journey"), "name": stage}, line, 1)
    touchpoint = _touchpoint(table, stage, given, line)
    _fields(table, touchpoint, given, number)
    pains = _pains(table, touchpoint, given, line)
    _further(table, touchpoint, given, line, pains)
    return stage


def _at(given: Mapping[str, tuple[int, Cell]], name: str) -> int:
    return given[name][0] + 1 if name in given else 1


def _leaf(given: Mapping[str, tuple[int, Cell]], name: str, line: int) -> Node:
    return leaf(text_of(given[name][1]).strip(), line, given[name][0] + 1)


def _touchpoint(table: _Table, stage: str, given: Mapping[str, tuple[int, Cell]], line: int) -> Node:
    """The touchpoint of a row; one that has a row already is taken up again."""
    name = text_of(given["name"][1]).strip()
    key = (stage, text_of(given["id"][1]).strip() if "id" in given else name)
    if key not in table.touchpoints:
        made = Node({}, line, 1)
        number = text_of(given["id"][1]).strip() if "id" in given else ""
        put(made, "id", leaf(number or table.ids.fresh(slug(name)), line, _at(given, "id")))
        put(made, "name", leaf(name, line, _at(given, "name")))
        put(made, "stage", leaf(table.stages[stage].value["id"].value, line, _at(given, "stage")))
        table.touchpoints[key] = made
    return table.touchpoints[key]


def _fields(table: _Table, touchpoint: Node, given: Mapping[str, tuple[int, Cell]], number: int) -> None:
    known, line = kinds(Touchpoint), table.grid.line(number)
    for name, (place, cell) in given.items():
        column = place + 1
        if name in {"id", "name", "stage", "pain_points"} or name not in known:
            continue
        kind = known[name]
        if name == "emotion":
            _emotion(table, touchpoint, given, number)
        elif kind is Kind.LINES:
            have = touchpoint.value.setdefault(name, Node([], line, column))
            touchpoint.keys[name] = (line, column)
            have.value += [leaf(e, line, column) for e in plain_entries(text_of(cell))]
        elif name == "kpis":
            have = touchpoint.value.setdefault(name, Node([], line, column))
            touchpoint.keys[name] = (line, column)
            have.value += [leaf(_kpi(e), line, column) for e in plain_entries(text_of(cell))]
        else:
            value = _value(name, kind, cell)
            if name not in touchpoint.value:
                put(touchpoint, name, leaf(value, line, column))
            elif touchpoint.value[name].value != value:
                table.otherwise.setdefault(place, []).append(number)


def _value(name: str, kind: Kind, cell: Cell) -> Any:
    text = text_of(cell).strip()
    if name in _FLAGS:
        known = flag_of(cell)
        return text if known is None else known
    if kind is Kind.NUMBER:
        number = number_of(cell)
        return text if number is None else number
    return text.casefold() if name in {"media", "kind"} else text


def _kpi(text: str) -> dict[str, str]:
    found = _TARGET.search(text)
    if found and found.start() > 0:
        return {"metric": text[: found.start()].strip(), "target": found[1].strip()}
    return {"metric": text}


def _emotion(table: _Table, touchpoint: Node, given: Mapping[str, tuple[int, Cell]], number: int) -> None:
    line, (place, cell) = table.grid.line(number), given["emotion"]
    score = feeling(cell, table.scale)
    if isinstance(score, str):
        low, high = table.scale or (-5, 5)
        hint = say("no_feeling.scale", low=low, high=high)
        table.faults.append(Fault(line, place + 1, "", say("no_feeling", given=quoted(score)), hint))
        return
    if score is None:
        return
    if "emotion" in touchpoint.value:
        if touchpoint.value["emotion"].value["score"].value != score:
            table.otherwise.setdefault(place, []).append(number)
        return
    emotion: dict[str, Any] = {"score": score, "basis": "assumed"}
    for name in ("basis", "note"):
        if f"emotion_{name}" in given:
            emotion[name] = text_of(given[f"emotion_{name}"][1]).strip()
    put(touchpoint, "emotion", leaf(emotion, line, place + 1))


def _pains(table: _Table, touchpoint: Node, given: Mapping[str, tuple[int, Cell]], line: int) -> list[str]:
    if "pain_points" not in given:
        return []
    place, cell = given["pain_points"]
    have = touchpoint.value.setdefault("pain_points", Node([], line, place + 1))
    touchpoint.keys["pain_points"] = (line, place + 1)
    made = []
    for text in plain_entries(text_of(cell)):
        table.pains += 1
        made.append(f"pain-{table.pains}")
        have.value.append(leaf({"id": made[-1], "text": text}, line, place + 1))
    return made


def _further(
    table: _Table, touchpoint: Node, given: Mapping[str, tuple[int, Cell]], line: int, pains: list[str]
) -> None:
    """Opportunities, people and next steps of a row."""
    if "opportunity" in given:
        place, cell = given["opportunity"]
        for text in plain_entries(text_of(cell)):
            made = table.opportunities.get(text)
            if made is None:
                made = leaf(
                    {"id": table.ids.fresh(slug(text)), "title": text, "pain_points": []}, line, place + 1
                )
                table.opportunities[text] = made
            made.value["pain_points"].value += [leaf(p, line, place + 1) for p in pains]
    if "persona" in given:
        place, cell = given["persona"]
        for text in re.split(r"[,，、;；\n]", text_of(cell)):
            name = text.strip()
            if name and name not in table.personas:
                table.personas[name] = leaf(
                    {"id": table.ids.fresh(slug(name)), "name": name}, line, place + 1
                )
    if "next" in given:
        place, cell = given["next"]
        for text in plain_entries(text_of(cell)):
            table.flows.append((touchpoint, text, line, place + 1))


def _root(table: _Table, title: str, texts: str) -> Node:
    root = Node({}, table.grid.line(table.header), 1)
    line = table.grid.line(table.header)
    for name, value in (
        ("sojourn", SCHEMA),
        ("title", title[:200] or "Journey"),
        ("language", language_of(texts)),
    ):
        put(root, name, leaf(value, line, 1))
    for name, parts in (
        ("personas", table.personas.values()),
        ("stages", table.stages.values()),
        ("touchpoints", table.touchpoints.values()),
        ("flow", _flows(table)),
        ("opportunities", table.opportunities.values()),
    ):
        put(root, name, Node(list(parts), line, 1))
    return root


def _flows(table: _Table) -> list[Node]:
    known = Known((str(t.value["id"].value), str(t.value["name"].value)) for t in table.touchpoints.values())
    made = []
    for source, text, line, column in table.flows:
        target = known.id_of(text)
        if target is None:
            table.notes.append(say("next", names=quoted(text)))
            continue
        made.append(leaf({"from": source.value["id"].value, "to": target}, line, column))
    return made


def _notes(table: _Table, grids: Sequence[Grid]) -> list[Saying]:
    notes = list(dict.fromkeys(table.notes))
    header = next(cells for number, cells in table.grid.rows if number == table.header)
    for place, rows in sorted(table.otherwise.items()):
        notes.append(say("otherwise", column=quoted(text_of(header[place])), n=len(rows), row=rows[0]))
    unread = [text_of(c) for p, c in enumerate(header) if p not in table.names and text_of(c).strip()]
    if unread:
        notes.append(say("columns", names=listed(unread)))
    meant = list(dict.fromkeys(name for name in map(nearest, unread[:5]) if name))
    if meant:
        notes.append(say("near", names=listed(meant)))
    others = [g.name for g in grids if g is not table.grid and g.rows]
    if others:
        notes.append(say("sheets", names=listed(others)))
    scores = [
        t.value["emotion"].value["score"].value for t in table.touchpoints.values() if "emotion" in t.value
    ]
    if (
        table.scale is None
        and len(scores) >= 3
        and all(1 <= s <= 5 and float(s).is_integer() for s in scores)
    ):
        notes.append(say("scale"))
    return notes
