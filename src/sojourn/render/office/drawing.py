"""The picture as a tree of shapes: what an office program draws, read from the SVG that every other form shows.

So a lane, a mark or a line that the picture gains is on the slide too, in the same place.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Final
from xml.etree import ElementTree as ET

from sojourn.render.office.outline import Segment, moved, segments

_SVG: Final = "{http://www.w3.org/2000/svg}"
_TRANSFORM: Final = re.compile(r"(translate|scale)\(([^)]*)\)")
_NUMBERS: Final = re.compile(r"[-+.\deE]+")
_ISOLATES: Final = str.maketrans("", "", "\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class Pen:
    """How a shape is painted: colours as six digits or "", opacities 0…1, the width of its line in pixels."""

    fill: str = ""
    fill_opacity: float = 1.0
    line: str = ""
    line_opacity: float = 1.0
    width: float = 1.0
    dash: str = ""
    round_cap: bool = False


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A rectangle, its corners rounded by `radius`."""

    x: float
    y: float
    w: float
    h: float
    radius: float
    pen: Pen


@dataclass(frozen=True, slots=True)
class Oval:
    """A circle."""

    x: float
    y: float
    r: float
    pen: Pen


@dataclass(frozen=True, slots=True)
class Outline:
    """A free form."""

    segments: tuple[Segment, ...]
    pen: Pen


@dataclass(frozen=True, slots=True)
class Words:
    """Lines of text, one under the other by `leading` pixels; (x, y) is the anchor of the first on its base line."""

    x: float
    y: float
    lines: tuple[str, ...]
    size: float
    colour: str
    bold: bool = False
    anchor: str = "start"
    leading: float = 0.0


@dataclass(frozen=True, slots=True)
class Group:
    """Shapes that belong together, under a name for those who listen."""

    label: str
    parts: "tuple[Shape, ...]"
    opens: str = ""
    """The file that they open, as a reference relative to this one."""


Shape = Rectangle | Oval | Outline | Words | Group


@dataclass(frozen=True)
class _Inherited:
    """What an element takes from those around it."""

    scale: float = 1.0
    dx: float = 0.0
    dy: float = 0.0
    opacity: float = 1.0
    paint: dict[str, str] = field(default_factory=dict)


_PAINT: Final = (
    "fill",
    "stroke",
    "stroke-width",
    "stroke-dasharray",
    "stroke-linecap",
    "fill-opacity",
    "stroke-opacity",
)


def drawing(svg: str) -> tuple[Shape, ...]:
    """The shapes of an SVG that Sojourn wrote, from the ground up, without the paper.

    Raises
    ------
    ValueError
        If it has an element that slides have no shape for.
    """
    root = ET.fromstring(svg)  # noqa: S314  (written by ourselves a moment ago)
    parts = _parts(root, _Inherited())
    return tuple(parts[1:])


def _parts(element: ET.Element, above: _Inherited) -> list[Shape]:
    done: list[Shape] = []
    for child in element:
        made = _shape(child, above)
        if made is not None:
            done.append(made)
    return _paragraphs(done)


def _shape(element: ET.Element, above: _Inherited) -> Shape | None:
    tag = element.tag.removeprefix(_SVG)
    if tag in {"title", "desc"}:
        return None
    here = _inherit(element, above)
    if tag in {"g", "a"}:
        parts = _parts(element, here)
        title = element.findtext(f"{_SVG}title") if tag == "g" else ""
        label, opens = element.get("aria-label") or title or "", element.get("href", "")
        return Group(label, tuple(parts), opens) if parts else None
    if tag == "rect":
        x, y = _at(here, _number(element, "x"), _number(element, "y"))
        wide, tall = (_number(element, side) * here.scale for side in ("width", "height"))
        return Rectangle(x, y, wide, tall, _number(element, "rx") * here.scale, _pen(here))
    if tag == "circle":
        x, y = _at(here, _number(element, "cx"), _number(element, "cy"))
        return Oval(x, y, _number(element, "r") * here.scale, _pen(here))
    if tag == "path":
        found = moved(segments(element.get("d", "")), lambda p: _at(here, *p))
        closed = any(s.kind == "Z" for s in found)
        return Outline(found, _pen(here, filled=closed or "fill" in here.paint))
    if tag == "text":
        x, y = _at(here, _number(element, "x"), _number(element, "y"))
        return _words(element, here, x, y)
    raise ValueError(f"a slide has no shape for <{tag}>")


def _words(element: ET.Element, here: _Inherited, x: float, y: float) -> Words | None:
    text = "".join((element.text or "", *((child.tail or "") for child in element))).translate(_ISOLATES)
    if not text.strip():
        return None
    return Words(
        x,
        y,
        (text,),
        _number(element, "font-size") * here.scale,
        here.paint.get("fill", "#000000")[1:],
        bold=element.get("font-weight") in {"600", "700", "bold"},
        anchor=element.get("text-anchor", "start"),
    )


def _inherit(element: ET.Element, above: _Inherited) -> _Inherited:
    paint = above.paint | {key: element.attrib[key] for key in _PAINT if key in element.attrib}
    here = replace(above, paint=paint, opacity=above.opacity * float(element.get("opacity", 1)))
    for kind, given in _TRANSFORM.findall(element.get("transform", "")):
        numbers = [float(n) for n in _NUMBERS.findall(given)]
        if kind == "scale":
            here = replace(here, scale=here.scale * numbers[0])
        else:
            dx, dy = _at(here, numbers[0], numbers[1] if len(numbers) > 1 else 0.0)
            here = replace(here, dx=dx, dy=dy)
    return here


def _at(here: _Inherited, x: float, y: float) -> tuple[float, float]:
    return here.dx + here.scale * x, here.dy + here.scale * y


def _number(element: ET.Element, name: str) -> float:
    return float(element.get(name, 0))


def _pen(here: _Inherited, *, filled: bool = True) -> Pen:
    paint = here.paint
    fill, line = paint.get("fill", "none" if not filled else "#000000"), paint.get("stroke", "none")
    return Pen(
        fill="" if fill == "none" or not filled else fill[1:],
        fill_opacity=here.opacity * float(paint.get("fill-opacity", 1)),
        line="" if line == "none" else line[1:],
        line_opacity=here.opacity * float(paint.get("stroke-opacity", 1)),
        width=float(paint.get("stroke-width", 1)) * here.scale,
        dash=paint.get("stroke-dasharray", ""),
        round_cap=paint.get("stroke-linecap") == "round",
    )


def _paragraphs(parts: list[Shape]) -> list[Shape]:
    """Lines that stand one under the other in the same hand become one text."""
    done: list[Shape] = []
    for part in parts:
        before = done[-1] if done else None
        if isinstance(part, Words) and isinstance(before, Words) and _continues(before, part):
            gap = part.y - before.y if len(before.lines) == 1 else before.leading
            done[-1] = replace(before, lines=(*before.lines, *part.lines), leading=gap)
        else:
            done.append(part)
    return done


def _continues(before: Words, after: Words) -> bool:
    same = all(
        getattr(before, name) == getattr(after, name) for name in ("x", "size", "colour", "bold", "anchor")
    )
    gap = after.y - before.y - before.leading * (len(before.lines) - 1)
    steady = len(before.lines) == 1 or abs(gap - before.leading) < 0.6
    return same and steady and 0 < gap <= 1.7 * before.size
