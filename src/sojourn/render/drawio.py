"""The map as a draw.io diagram: stages, cards and flows as cells that can be moved and connected, with their data on them.

Every cell that stands for a part of the map carries its fields as attributes (in draw.io: Edit Data), so that an edited
diagram is a map again. What only shows something (the curve, the text lanes) is marked as ``picture``.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from sojourn.journeymap.document import plain
from sojourn.journeymap.fields import picture_of
from sojourn.journeymap.forms.drawio_form import MEASURED
from sojourn.journeymap.forms.tables import about, sheets
from sojourn.journeymap.model import Flow, JourneyMap
from sojourn.render.drawio_cells import TEXT, Diagram, attribute, number
from sojourn.render.drawio_lanes import show_lane
from sojourn.render.layout.geometry import Box
from sojourn.render.layout.picture import Card, Picture, Ribbon
from sojourn.render.layout.plan import picture
from sojourn.render.layout.text import wrap
from sojourn.render.numbers import Language
from sojourn.render.office.outline import Point, segments
from sojourn.render.palette import LIGHT

_NOTE_LINE: Final = 17.0
_PERSONA_W: Final = 202.0
_APART: Final = ("pain", "do_next")
"""Lanes whose entries are cells of parts here, so that an edit of them comes back."""


def to_drawio(jmap: JourneyMap, *, language: Language | None = None) -> str:
    """The map as an uncompressed draw.io file.

    Parameters
    ----------
    language
        Of the words that are not the map's own; that of the map if None.
    """
    drawn = picture(jmap, language=language)
    diagram = Diagram()
    tables = {
        sheet.key: [dict(zip(sheet.fields, row, strict=True)) for row in sheet.rows] for sheet in sheets(jmap)
    }
    ids = {key: [part["id"] for part in plain(jmap).get(key, ())] for key in ("stages", "touchpoints")}
    bottom, notes = _notes(jmap, drawn, tables)
    _head(diagram, jmap, drawn, tables["personas"])
    for column, row in zip(drawn.columns, tables["stages"], strict=True):
        _stage(diagram, column.stage, column.box, column.header, column.hue, row, bottom)
    for lane in drawn.lanes:
        if lane.key not in _APART:
            show_lane(diagram, lane, drawn)
    cards = {card.touchpoint: card for lane in drawn.lanes for card in lane.cards}
    for key, row in zip(ids["touchpoints"], tables["touchpoints"], strict=True):
        _card(diagram, cards[key], row, drawn)
    ribbons = {(r.source, r.target): r for lane in drawn.lanes for r in lane.ribbons}
    for place, flow in enumerate(jmap.flow):
        _flow(diagram, place, flow, ribbons.get((flow.source, flow.target)), cards)
    for what, key, label, box, data in notes:
        diagram.put(what, key, label, _NOTE[what], box, data)
    return _file(drawn, diagram, bottom)


_NOTE: Final = {
    "pain_point": "rounded=1;arcSize=6;absoluteArcSize=1;html=0;whiteSpace=wrap;align=left;verticalAlign=top;spacing=8;"
    f"fontSize=13;fontStyle=1;fontColor={LIGHT['ink']};fillColor={LIGHT['card']};strokeColor={LIGHT['harm']};",
    "opportunity": "rounded=1;arcSize=6;absoluteArcSize=1;html=0;whiteSpace=wrap;align=left;verticalAlign=top;spacing=8;"
    f"fontSize=13;fontStyle=1;fontColor={LIGHT['ink']};fillColor={LIGHT['card']};strokeColor={LIGHT['good']};",
}


def _head(diagram: Diagram, jmap: JourneyMap, drawn: Picture, personas: list[dict[str, Any]]) -> None:
    data = {str(name): value for name, value in about(jmap).rows if name != "title"}
    data["version"] = data.pop("sojourn")
    if jmap.evidence is not None:
        data[MEASURED] = "yes"
    first = drawn.title[0]
    style = TEXT + f"fontSize=28;fontStyle=1;fontColor={LIGHT['ink']};"
    wide = (drawn.personas[0].box.x if drawn.personas else drawn.width) - first.x - 40
    diagram.put("map", "", jmap.title, style, Box(first.x, first.y - 30, wide, 38.0 * len(drawn.title)), data)
    for place, line in enumerate(drawn.subtitle):
        style = TEXT + f"fontSize=14;fontColor={LIGHT['soft']};"
        diagram.put("picture", f"subtitle{place}", line.content, style, Box(line.x, line.y - 15, wide, 20))
    _personas(diagram, drawn, personas)


def _personas(diagram: Diagram, drawn: Picture, personas: list[dict[str, Any]]) -> None:
    """All personas at the top right, in rows upwards if they are many."""
    right = drawn.personas[-1].box.right if drawn.personas else drawn.width
    per_row = max(1, min(len(personas), int((drawn.width * 0.5) / _PERSONA_W)))
    style = (
        "rounded=1;html=0;whiteSpace=wrap;fontSize=14;fontStyle=1;"
        f"fillColor={LIGHT['card']};strokeColor={LIGHT['good']};fontColor={LIGHT['ink']};"
    )
    for place, row in enumerate(personas):
        up, across = divmod(place, per_row)
        x = right - (min(per_row, len(personas)) - across) * _PERSONA_W
        box = Box(x, 22 - 54.0 * up, _PERSONA_W - 12, 44)
        diagram.put("persona", str(row["id"]), str(row["name"]), style, box, _data(row, "name"))


def _data(row: Mapping[str, Any], *without: str) -> dict[str, Any]:
    """The fields of a part as attributes; draw.io has an ``id`` of its own."""
    kept = {key: _figure(value) for key, value in row.items() if key not in {"id", *without}}
    if kept.get("map"):  # what draw.io calls a link
        kept["link"] = quote(picture_of(str(kept["map"]), "drawio"))
    return {"sojourn_id": row["id"], **kept} if "id" in row else kept


def _figure(value: Any) -> Any:
    return repr(value) if isinstance(value, float) else value


def _stage(
    diagram: Diagram, key: str, box: Box, header: Box, hue: int, row: Mapping[str, Any], bottom: float
) -> None:
    style = (
        f"swimlane;shape=swimlane;horizontal=1;html=0;whiteSpace=wrap;startSize={number(header.h)};fontSize=15;fontStyle=1;rounded=1;arcSize=4;collapsible=0;"
        f"fontColor={LIGHT['on_stage']};fillColor={LIGHT[f'stage{hue}']};swimlaneFillColor={LIGHT[f'tint{hue}']};strokeColor=none;"
    )
    diagram.put(
        "stage", key, str(row["name"]), style, Box(box.x, box.y, box.w, bottom - box.y), _data(row, "name")
    )


def _card(diagram: Diagram, card: Card, row: Mapping[str, Any], drawn: Picture) -> None:
    column = drawn.columns[card.place]
    tone = LIGHT[card.edge]
    style = (
        "rounded=1;arcSize=8;absoluteArcSize=1;html=0;whiteSpace=wrap;fontSize=13;fontStyle=1;spacing=6;"
        f"fontColor={LIGHT['ink']};fillColor={LIGHT['card']};strokeColor={tone};strokeWidth=1.5;"
    )
    box = Box(card.box.x - column.box.x, card.box.y - column.box.y, card.box.w, card.box.h)
    parent = diagram.part("stage", column.stage)
    diagram.put(
        "touchpoint",
        card.touchpoint,
        str(row["name"]),
        style,
        box,
        _data(row, "name", "stage"),
        parent=parent,
    )


def _flow(diagram: Diagram, place: int, flow: Flow, ribbon: Ribbon | None, cards: Mapping[str, Card]) -> None:
    """An arrow attached to its two cards; where the picture has a ribbon it takes the same way."""
    style = (
        "html=0;rounded=1;endArrow=block;endFill=1;fontSize=11;"
        f"strokeColor={LIGHT['ribbon']};fontColor={LIGHT['soft']};labelBackgroundColor={LIGHT['paper']};"
    )
    through: Sequence[Point] = ()
    if ribbon is None:
        style += "edgeStyle=orthogonalEdgeStyle;curved=1;strokeWidth=1.5;"
    else:
        found = [point for piece in segments(ribbon.path) for point in piece.points]
        through = found[1:-1] if len(found) > 2 else ()
        leaves = _port(cards[flow.source].box, found[0])
        enters = _port(cards[flow.target].box, segments(ribbon.head)[1].points[0])
        style += f"curved=1;exitX={leaves[0]};exitY={leaves[1]};entryX={enters[0]};entryY={enters[1]};"
        style += f"strokeWidth={number(max(min(ribbon.width, 12.0), 1.0))};" + (
            "endSize=1;" if ribbon.width > 6 else "endSize=4;"
        )
        style += (
            "dashed=1;opacity=75;" if ribbon.kind == "back" else "opacity=45;" if ribbon.width > 2 else ""
        )
    ends = diagram.part("touchpoint", flow.source), diagram.part("touchpoint", flow.target)
    diagram.join("flow", str(place), flow.when or "", style, ends, through)


def _port(box: Box, point: Point) -> tuple[str, str]:
    """Where on the edge of a card a ribbon begins or ends, 0 to 1 across and down."""
    across = min(1.0, max(0.0, (point[0] - box.x) / box.w))
    down = min(1.0, max(0.0, (point[1] - box.y) / box.h))
    if 0.1 < across < 0.9:
        return f"{across:.3g}", str(round(down))
    return str(round(across)), f"{down:.3g}"


_Noted = tuple[str, str, str, Box, dict[str, Any]]


def _notes(
    jmap: JourneyMap, drawn: Picture, tables: Mapping[str, list[dict[str, Any]]]
) -> tuple[float, list[_Noted]]:
    """Pain points and opportunities as cells below the lanes of their stage, and where the stages end."""
    below = (
        max(
            (lane.box.bottom for lane in drawn.lanes if lane.key not in _APART),
            default=drawn.columns[0].header.bottom,
        )
        + 14
    )
    ends = [below for _ in drawn.columns]
    at = {column.stage: place for place, column in enumerate(drawn.columns)}
    made: list[_Noted] = []
    place_of: dict[str, int] = {}
    rows = iter(tables["pain_points"])
    for touchpoint in jmap.touchpoints:
        for pain in touchpoint.pain_points:
            place = place_of[pain.id] = at[touchpoint.stage]
            row = next(rows)
            data = {**_data(row, "text"), "touchpoint": touchpoint.id}
            made.append(("pain_point", pain.id, pain.text, _stack(drawn, ends, place, pain.text), data))
    for opportunity, row in zip(jmap.opportunities, tables["opportunities"], strict=True):
        place = next((place_of[p] for p in opportunity.pain_points if p in place_of), 0)
        box = _stack(drawn, ends, place, opportunity.title)
        made.append(("opportunity", opportunity.id, opportunity.title, box, _data(row, "title")))
    return max(ends) + 6, made


def _stack(drawn: Picture, ends: list[float], place: int, text: str) -> Box:
    column = drawn.columns[place].box
    lines = wrap(text, column.w - 44, 13.0, bold=True, lines=6)
    box = Box(column.x + 10, ends[place], column.w - 20, _NOTE_LINE * max(1, len(lines)) + 18)
    ends[place] = box.bottom + 8
    return box


def _file(drawn: Picture, diagram: Diagram, bottom: float) -> str:
    page = f'pageWidth="{number(drawn.width)}" pageHeight="{number(max(bottom + 30, 100))}"'
    cells = "\n        ".join(diagram.cells)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<mxfile host="Sojourn" type="device">\n  <diagram id="map" name="{attribute(drawn.name)}">\n'
        f'    <mxGraphModel grid="0" guides="1" tooltips="1" connect="1" arrows="1" fold="0" page="1" pageScale="1" {page} '
        f'math="0" shadow="0" background="{LIGHT["paper"]}">\n      <root>\n        <mxCell id="0"/>\n'
        f'        <mxCell id="1" parent="0"/>\n        {cells}\n      </root>\n    </mxGraphModel>\n  </diagram>\n</mxfile>\n'
    )
