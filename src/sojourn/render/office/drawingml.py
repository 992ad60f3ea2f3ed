"""Shapes as DrawingML: rectangles with text in them, free forms, ovals, text boxes, connectors, groups; each with a name."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from sojourn.render.layout.text import width
from sojourn.render.office.drawing import Group, Outline, Oval, Pen, Rectangle, Shape, Words
from sojourn.render.office.drawingml_text import ASCENT, Place, body, colour, legal, paragraph
from sojourn.render.office.outline import Segment, extent

_NAMESPACES: Final = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_LONGEST: Final = 250
_STEEP: Final = 0.75
"""Height to width from which a connector is straight: LibreOffice 7 leads a steeper curve around both cards."""


@dataclass(slots=True)
class Writer:
    """Writes shapes with ids that count upwards; `ids` are those of the rectangles of labelled groups."""

    place: Place
    links: dict[str, list[tuple[str, str, bool]]]
    """Label of a flow → (label of its source, of its target, curved) for those that become connectors."""
    relate: Callable[[str], str] = str
    """Gives the id of the slide's relation to a file."""
    opens: str = ""
    """The relation to what the shapes open that are being written."""
    next_id: int = 10
    reserved: dict[str, int] = field(default_factory=dict)
    written: set[int] = field(default_factory=set)

    def shapes(self, parts: tuple[Shape, ...]) -> Iterator[str]:
        """The shapes as XML, each a child of the slide's tree."""
        for part in parts:
            yield self._shape(part, "")

    def _id(self) -> int:
        self.next_id += 1
        return self.next_id

    def card_id(self, label: str) -> int:
        """The id of the rectangle of the card of that label, wherever it is written."""
        if label not in self.reserved:
            self.reserved[label] = self._id()
        return self.reserved[label]

    def _shape(self, part: Shape, label: str) -> str:
        if isinstance(part, Group):
            return self._group(part)
        if isinstance(part, Rectangle):
            return self._rectangle(part, label)
        if isinstance(part, Oval):
            box = (part.x - part.r, part.y - part.r, 2 * part.r, 2 * part.r)
            properties = _preset("ellipse", "") + _paint(part.pen, self.place)
            return self._plain(label or "Oval", box, properties, told=label)
        if isinstance(part, Outline):
            return self._outline(part, label)
        return self._text_box(part)

    def _group(self, group: Group) -> str:
        if not group.opens:
            return self._parts(group)
        self.opens = self.relate(group.opens)
        done = self._parts(group)
        self.opens = ""
        return done

    def _parts(self, group: Group) -> str:
        links = self.links.get(group.label)
        if links:
            return self._connector(group, links.pop(0))
        if len(group.parts) == 1:
            return self._shape(group.parts[0], group.label)
        if any(isinstance(part, Group) and (part.label or not group.label) for part in group.parts):
            return "".join(self._shape(part, "") for part in group.parts)
        main = _main(group)
        inside = next((p for p in group.parts if main and isinstance(p, Words) and _holds(main, p)), None)
        written = []
        for part in group.parts:
            if part is main:
                written.append(self._rectangle(part, group.label, inside, main=True))
            elif part is not inside and not _shadows(part, main):
                written.append(self._shape(part, ""))
        return _grouped(self._id(), group.label, _bounds(group, self.place), "".join(written))

    def _rectangle(
        self, part: Rectangle, label: str, words: Words | None = None, *, main: bool = False
    ) -> str:
        least = min(part.w, part.h)
        round_ = min(50_000, round(part.radius / least * 100_000)) if part.radius and least else 0
        geometry = (
            _preset("roundRect", f'<a:gd name="adj" fmla="val {round_}"/>') if round_ else _preset("rect", "")
        )
        number = self.card_id(label) if main else self._id()
        if number in self.written:  # two cards that say the same
            number = self._id()
        self.written.add(number)
        inside = body(words, part, self.place, label) if words is not None else ""
        return self._plain(
            label or "Rectangle",
            (part.x, part.y, part.w, part.h),
            geometry + _paint(part.pen, self.place) + (_SHADOW if main else ""),
            number=number,
            body=inside,
            told="" if main else label,
        )

    def _outline(self, part: Outline, label: str) -> str:
        left, top, right, bottom = extent(part.segments)
        box = (left, top, max(right - left, 0.1), max(bottom - top, 0.1))
        properties = _custom(part.segments, box, self.place) + _paint(part.pen, self.place)
        return self._plain(label or "Line", box, properties, told=label)

    def _plain(
        self,
        name: str,
        box: tuple[float, float, float, float],
        properties: str,
        *,
        number: int = 0,
        body: str = "",
        told: str = "",
    ) -> str:
        return (
            f"<p:sp {_NAMESPACES}><p:nvSpPr>{_named(number or self._id(), name, told, self.opens)}<p:cNvSpPr/><p:nvPr/></p:nvSpPr>"
            f"<p:spPr>{_xfrm(box, self.place)}{properties}</p:spPr>{body or _NO_TEXT}</p:sp>"
        )

    def _text_box(self, words: Words) -> str:
        wide = max(width(line, words.size, words.bold) for line in words.lines)
        left = words.x - {"start": 0.0, "middle": wide / 2, "end": wide}[words.anchor]
        leading = words.leading or 1.25 * words.size
        top = words.y - ASCENT * words.size - leading / 2
        box = (left, top, wide, leading * len(words.lines))
        frame = '<a:bodyPr wrap="none" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"/>'
        align = {"start": "l", "middle": "ctr", "end": "r"}[words.anchor]
        return (
            f"<p:sp {_NAMESPACES}><p:nvSpPr>{_named(self._id(), ' '.join(words.lines), '', self.opens)}"
            f'<p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr><p:spPr>{_xfrm(box, self.place)}{_preset("rect", "")}'
            f"<a:noFill/></p:spPr><p:txBody>{frame}<a:lstStyle/>{paragraph(words, self.place, align)}</p:txBody></p:sp>"
        )

    def _connector(self, group: Group, link: tuple[str, str, bool]) -> str:
        """A flow that stays attached to its two cards."""
        source, target, curved = link
        line, head = _ends(group)
        (x0, y0), (x1, y1) = line.segments[0].points[0], head
        sites = (3, 1) if curved else (2, 0)
        flip = ' flipV="1"' if y1 < y0 else ""
        box = (min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0))
        bends = curved and 0.5 < abs(y1 - y0) < _STEEP * abs(x1 - x0)
        kind = "curvedConnector3" if bends else "straightConnector1"
        adjust = '<a:gd name="adj1" fmla="val 50000"/>' if kind == "curvedConnector3" else ""
        return (
            f"<p:cxnSp {_NAMESPACES}><p:nvCxnSpPr>{_named(self._id(), group.label)}<p:cNvCxnSpPr>"
            f'<a:stCxn id="{self.card_id(source)}" idx="{sites[0]}"/><a:endCxn id="{self.card_id(target)}" idx="{sites[1]}"/>'
            f"</p:cNvCxnSpPr><p:nvPr/></p:nvCxnSpPr><p:spPr>{_xfrm(box, self.place, flip)}{_preset(kind, adjust)}"
            f"{_paint(line.pen, self.place, tail=True)}</p:spPr></p:cxnSp>"
        )


_NO_TEXT: Final = "<p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:endParaRPr/></a:p></p:txBody>"


_SHADOW: Final = (
    '<a:effectLst><a:outerShdw blurRad="25400" dist="12700" dir="5400000" algn="t" rotWithShape="0">'
    '<a:srgbClr val="1C2430"><a:alpha val="12000"/></a:srgbClr></a:outerShdw></a:effectLst>'
)


def _named(number: int, label: str, told: str | None = None, opens: str = "") -> str:
    """Id, name and description of a shape; what only decorates, and text, which speaks for itself, has no description."""
    short = label if len(label) <= _LONGEST else label[: _LONGEST - 1] + "…"
    names = f'<p:cNvPr id="{number}" name="{legal(short)}" descr="{legal(label if told is None else told)}"'
    return f'{names}><a:hlinkClick r:id="{opens}"/></p:cNvPr>' if opens else f"{names}/>"


def _xfrm(box: tuple[float, float, float, float], place: Place, flip: str = "") -> str:
    x, y, w, h = box
    return (
        f'<a:xfrm{flip}><a:off x="{place.x(x)}" y="{place.y(y)}"/>'
        f'<a:ext cx="{max(place.long(w), 0)}" cy="{max(place.long(h), 0)}"/></a:xfrm>'
    )


def _preset(name: str, adjust: str) -> str:
    return f'<a:prstGeom prst="{name}"><a:avLst>{adjust}</a:avLst></a:prstGeom>'


def _custom(found: tuple[Segment, ...], box: tuple[float, float, float, float], place: Place) -> str:
    left, top, wide, tall = box
    tags = {"M": "moveTo", "L": "lnTo", "C": "cubicBezTo"}

    def point(p: tuple[float, float]) -> str:
        return f'<a:pt x="{place.long(p[0] - left)}" y="{place.long(p[1] - top)}"/>'

    drawn = "".join(
        "<a:close/>"
        if s.kind == "Z"
        else f"<a:{tags[s.kind]}>{''.join(map(point, s.points))}</a:{tags[s.kind]}>"
        for s in found
    )
    return (
        "<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/>"
        '<a:rect l="0" t="0" r="r" b="b"/><a:pathLst>'
        f'<a:path w="{place.long(wide)}" h="{place.long(tall)}">{drawn}</a:path></a:pathLst></a:custGeom>'
    )


def _paint(pen: Pen, place: Place, *, tail: bool = False) -> str:
    fill = colour(pen.fill, pen.fill_opacity) if pen.fill else "<a:noFill/>"
    if not pen.line:
        return fill + "<a:ln><a:noFill/></a:ln>"
    dash = '<a:prstDash val="sysDash"/>' if pen.dash else ""
    cap = ' cap="rnd"' if pen.round_cap else ""
    end = '<a:tailEnd type="triangle" w="sm" len="sm"/>' if tail else ""
    return (
        f'{fill if not tail else ""}<a:ln w="{max(place.long(pen.width), 1)}"{cap}>'
        f"{colour(pen.line, pen.line_opacity)}{dash}<a:round/>{end}</a:ln>"
    )


def _main(group: Group) -> Rectangle | None:
    """The rectangle of a group that carries its text: the last of the largest."""
    boxes = [part for part in group.parts if isinstance(part, Rectangle)]
    if not boxes or not group.label:
        return None
    most = max(box.w * box.h for box in boxes)
    return [box for box in boxes if box.w * box.h == most][-1]


def _shadows(part: Shape, main: Rectangle | None) -> bool:
    """Whether it is the faint shadow under the main rectangle, which then has a shadow of its own."""
    return (
        main is not None
        and isinstance(part, Rectangle)
        and part.pen.fill_opacity < 0.1
        and (part.w, part.h) == (main.w, main.h)
    )


def _holds(box: Rectangle, words: Words) -> bool:
    return (
        words.anchor == "start"
        and box.x <= words.x <= box.x + box.w
        and box.y <= words.y - words.size / 2 <= box.y + box.h
    )


def _grouped(number: int, label: str, bounds: str, written: str) -> str:
    return (
        f"<p:grpSp {_NAMESPACES}><p:nvGrpSpPr>{_named(number, label or 'Group')}<p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>"
        f"<p:grpSpPr>{bounds}</p:grpSpPr>{written}</p:grpSp>"
    )


def _bounds(group: Group, place: Place) -> str:
    boxes = list(_boxes(group))
    left, top = min(b[0] for b in boxes), min(b[1] for b in boxes)
    right, bottom = max(b[2] for b in boxes), max(b[3] for b in boxes)
    off = f'x="{place.x(left)}" y="{place.y(top)}"'
    ext = f'cx="{place.long(right - left)}" cy="{place.long(bottom - top)}"'
    return f"<a:xfrm><a:off {off}/><a:ext {ext}/><a:chOff {off}/><a:chExt {ext}/></a:xfrm>"


def _boxes(shape: Shape) -> Iterator[tuple[float, float, float, float]]:
    if isinstance(shape, Group):
        for part in shape.parts:
            yield from _boxes(part)
    elif isinstance(shape, Rectangle):
        yield shape.x, shape.y, shape.x + shape.w, shape.y + shape.h
    elif isinstance(shape, Oval):
        yield shape.x - shape.r, shape.y - shape.r, shape.x + shape.r, shape.y + shape.r
    elif isinstance(shape, Outline):
        yield extent(shape.segments)
    else:
        wide = max(width(line, shape.size, shape.bold) for line in shape.lines)
        left = shape.x - {"start": 0.0, "middle": wide / 2, "end": wide}[shape.anchor]
        yield left, shape.y - shape.size, left + wide, shape.y + shape.leading * (len(shape.lines) - 1)


def _ends(group: Group) -> tuple[Outline, tuple[float, float]]:
    """The line of a flow, and the tip of its arrow."""
    found = [part for part in _flat(group) if isinstance(part, Outline)]
    return found[0], found[1].segments[1].points[0]


def _flat(group: Group) -> Iterator[Shape]:
    for part in group.parts:
        if isinstance(part, Group):
            yield from _flat(part)
        else:
            yield part
