"""What a draw.io diagram shows besides cards: names of lanes, curves, bars and texts; none of it is read back."""

from collections.abc import Sequence
from itertools import pairwise

from sojourn.render.drawio_cells import TEXT, Diagram
from sojourn.render.layout.curve import Face, Mark
from sojourn.render.layout.geometry import Box, Text
from sojourn.render.layout.picture import Bar, Divider, Item, Lane, Note, Picture
from sojourn.render.layout.text import width, wrap
from sojourn.render.palette import LIGHT

_KIND = "picture"
_POINT = 14.0


def show_lane(diagram: Diagram, lane: Lane, drawn: Picture) -> None:
    """Put what a lane shows into the diagram."""
    name = "\n".join(line.content for line in lane.name)
    x, y = lane.name[0].x, lane.name[0].y - 15
    style = TEXT + f"fontSize=15;fontStyle=1;fontColor={LIGHT['ink']};"
    diagram.put(_KIND, f"{lane.key}:name", name, style, Box(x, y, 122, 20.0 * len(lane.name)))
    caption = " ".join(line.content for line in lane.caption)
    if caption:
        style = TEXT + f"fontSize=11;fontColor={LIGHT['soft']};"
        box = Box(x, y + 20 * len(lane.name) + 4, 122, 34)
        diagram.put(_KIND, f"{lane.key}:caption", caption, style, box)
    if lane.divider is not None:
        _divider(diagram, lane.divider)
    _curves(diagram, lane)
    parts: tuple[Bar | Item | Note, ...] = (*lane.bars, *lane.items, *lane.notes)
    for place, part in enumerate(parts):
        column = drawn.columns[part.place]
        top = part.lines[0].y - 13 if isinstance(part, Item) else part.box.y
        lines = wrap(part.label, column.box.w - 28, 12.0, lines=4, balanced=False)
        box = Box(column.box.x + 14, top, column.box.w - 28, 16.0 * len(lines))
        style = TEXT + f"fontSize=12;fontColor={LIGHT['ink']};"
        diagram.put(_KIND, f"{lane.key}:{place}", part.label, style, box)


def _divider(diagram: Diagram, line: Divider) -> None:
    """A named line of a service blueprint."""
    style = f"line;shape=line;html=0;strokeWidth=1.5;strokeColor={LIGHT['ink']};" + (
        "" if line.key == "interaction" else "dashed=1;"
    )
    diagram.put(_KIND, line.key, "", style, Box(line.left, line.y - 5, line.right - line.left, 10))
    _words(diagram, f"{line.key}:name", line.name)


def _words(diagram: Diagram, key: str, lines: Sequence[Text]) -> None:
    """Lines of text where the picture has them."""
    for place, line in enumerate(lines):
        style = (
            TEXT
            + f"fontSize={line.size:g};fontColor={LIGHT[line.tone]};"
            + ("fontStyle=1;" if line.bold else "")
        )
        wide = width(line.content, line.size, line.bold) + 4
        box = Box(line.box.x, line.y - line.size, wide, 1.4 * line.size)
        diagram.put(_KIND, f"{key}{place}", line.content, style, box)


def _curves(diagram: Diagram, lane: Lane) -> None:
    """Points and lines; the line of a persona also runs through the feelings that all share."""
    curve = lane.curve
    if curve is None:
        return
    shared = [(face, f"{lane.key}:{face.touchpoint}") for face in curve.faces]
    for face, key in shared:
        _point(diagram, key, face)
    if curve.lines:
        _line(diagram, lane.key, shared, "ink")
    for trace in curve.traces:
        own = [(mark, f"{lane.key}:{trace.key}:{mark.touchpoint}") for mark in trace.marks]
        for mark, key in own:
            _point(diagram, key, mark)
        mine = {mark.touchpoint for mark in trace.marks}
        points: list[tuple[Face | Mark, str]] = [
            *own,
            *((face, key) for face, key in shared if face.touchpoint not in mine),
        ]
        points.sort(key=lambda point: point[0].x)
        _line(diagram, f"{lane.key}:{trace.key}", points, trace.marks[0].tone if trace.marks else "ink")
        _words(diagram, f"{lane.key}:{trace.key}:name", trace.label)


def _point(diagram: Diagram, key: str, point: Face | Mark) -> None:
    """A feeling as a point with its figure."""
    text = point.text
    above = text is not None and text.y < point.y
    style = (
        f"ellipse;shape=ellipse;html=0;fillColor={LIGHT[point.tone]};strokeColor={LIGHT['card']};fontSize=12;fontStyle=1;"
        f"fontColor={LIGHT[text.tone if text else point.tone]};labelPosition=center;"
        f"verticalLabelPosition={'top' if above else 'bottom'};verticalAlign={'bottom' if above else 'top'};"
    )
    box = Box(point.x - _POINT / 2, point.y - _POINT / 2, _POINT, _POINT)
    diagram.put(_KIND, key, text.content if text else "", style, box)


def _line(diagram: Diagram, key: str, points: Sequence[tuple[Face | Mark, str]], tone: str) -> None:
    """The line through points, as arrows without heads that stay attached to them."""
    style = f"html=0;curved=1;endArrow=none;strokeWidth=2;strokeColor={LIGHT[tone]};exitX=1;exitY=0.5;entryX=0;entryY=0.5;"
    for place, ((_, one), (_, two)) in enumerate(pairwise(points)):
        ends = diagram.part(_KIND, one), diagram.part(_KIND, two)
        diagram.join(_KIND, f"{key}:line{place}", "", style, ends)
