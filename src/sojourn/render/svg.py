"""The map as a picture: SVG drawn from the values of the layout, no script, no outside reference."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from sojourn.journeymap.fields import picture_of
from sojourn.journeymap.model import JourneyMap
from sojourn.render.layout.curves import number
from sojourn.render.layout.geometry import Box, Text
from sojourn.render.layout.picture import Card, Column, Lane, LaneRow, PersonaBox, Picture
from sojourn.render.layout.plan import picture
from sojourn.render.numbers import Language
from sojourn.render.palette import ThemeName, theme_named
from sojourn.render.paper import Paper, paper_named
from sojourn.render.svg_lanes import divider_part, importance_dots, lane_parts, legend_part
from sojourn.render.svg_symbols import FLAG, ICONS, OPENS, SHAPES, STAR
from sojourn.render.svg_write import Paint, attribute, content, group, linked, rectangle, solid, words

_OPENS: Final = 'stroke-width="1.6" '
FAMILIES: Final = "Inter, 'Noto Sans', 'Noto Sans CJK SC', 'Noto Sans SC', system-ui, sans-serif"
_NARROW: Final = ' font-variant="proportional-width"'
"""In English: Chinese faces have quotation marks as wide as a character unless they are asked for others."""


def to_svg(
    jmap: JourneyMap,
    *,
    theme: ThemeName = "light",
    language: Language | None = None,
    width: float | None = None,
    paper: str | None = None,
    lanes: str = "stage",
    beside: JourneyMap | None = None,
    families: str = FAMILIES,
) -> str:
    """The map as an SVG document.

    Parameters
    ----------
    theme
        ``"light"`` or ``"dark"``.
    language
        Of the words that are not the map's own: ``"en"`` or ``"zh"``; that of the map if None.
    width
        Pixels. The map is laid out to be that wide; if its cards would become too narrow to read it is laid out wider
        and scaled. Natural width if None.
    paper
        ``"A3"``, ``"A4"``: a landscape page of that size.
    lanes
        ``"channel"`` or ``"department"``: the flow in rows of these; ``"stage"``: none.
    beside
        A second map: both on one grid, current and future, before and after, or A and B.
    families
        Font families, the first that is present is used.

    Raises
    ------
    UnknownNameError
        If there is no such theme, paper or lanes.

    Examples
    --------
    >>> from sojourn.journeymap.model import Stage
    >>> to_svg(JourneyMap(title="Returns", stages=(Stage(id="ask", name="Ask"),), touchpoints=()))[:5]
    '<svg '
    """
    sheet = paper_named(paper) if paper is not None else None
    aspect = sheet.aspect if sheet else None
    drawn = picture(jmap, language=language, width=width, aspect=aspect, lanes=lanes, beside=beside)
    size = _size(drawn, width, sheet)
    return svg(drawn, solid(theme_named(theme)), size=size, families=families, form="svg")


def _size(drawn: Picture, width: float | None, sheet: Paper | None) -> str:
    """Width, height and view box: the picture's own, scaled to a wanted width, or centred on a sheet."""
    if sheet is None:
        wide = width if width is not None else drawn.width
        box = f"0 0 {number(drawn.width)} {number(drawn.height)}"
        return f'width="{number(wide)}" height="{number(wide * drawn.height / drawn.width)}" viewBox="{box}"'
    box = " ".join(number(value) for value in centred(drawn, sheet.aspect))
    return f'width="{sheet.width_mm}mm" height="{sheet.height_mm}mm" viewBox="{box}"'


def centred(drawn: Picture, aspect: float) -> tuple[float, float, float, float]:
    """The view of a sheet (left, top, width, height) with the picture in its middle."""
    wide = max(drawn.width, drawn.height * aspect)
    tall = max(drawn.height, drawn.width / aspect)
    return (drawn.width - wide) / 2, (drawn.height - tall) / 2, wide, tall


def svg(
    drawn: Picture,
    paint: Paint,
    *,
    size: str,
    families: str = FAMILIES,
    ground: bool = True,
    form: str = "",
) -> str:
    """Draw a picture.

    Parameters
    ----------
    size
        The attributes width, height and viewBox.
    ground
        Whether there is paper below it.
    form
        The ending of the files that stages and touchpoints with maps of their own lead to; without one they lead nowhere.
    """
    key = "sj" + sha256((drawn.name + drawn.description).encode("utf-8", "replace")).hexdigest()[:8]
    paper = Box(-drawn.width, -drawn.height, 3 * drawn.width, 3 * drawn.height)
    role = "group" if form and _opens(drawn) else "img"  # what is in an image cannot be reached
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="{role}" aria-labelledby="{key}t {key}d"'
        f' font-family={attribute(families)}{_NARROW if drawn.language == "en" else ""} xml:lang="{_tag(drawn.language)}" text-rendering="geometricPrecision">'
    )
    parts = [
        opening,
        f'<title id="{key}t">{content(drawn.name)}</title>',
        f'<desc id="{key}d">{content(drawn.description)}</desc>',
        rectangle(paper, paint(fill="paper")) if ground else "",
        *_head(drawn, paint),
        *(_column(column, paint, form) for column in drawn.columns),
        *(_lane(lane, drawn, paint, form) for lane in drawn.lanes),
        *(legend_part(entry, paint) for entry in drawn.legend),
        *_lines(drawn.foot, paint),
        "</svg>",
    ]
    return "\n".join(parts)


def _opens(drawn: Picture) -> bool:
    cards = (card for lane in drawn.lanes for card in lane.cards)
    return any(column.opens for column in drawn.columns) or any(card.opens for card in cards)


def _tag(language: Language) -> str:
    return "zh-Hans" if language == "zh" else "en"


def _lines(lines: Sequence[Text], paint: Paint) -> list[str]:
    return [words(line, paint) for line in lines]


def _head(drawn: Picture, paint: Paint) -> list[str]:
    return [
        *_lines(drawn.title, paint),
        *_lines(drawn.subtitle, paint),
        *(_persona(person, paint) for person in drawn.personas),
    ]


def _persona(person: PersonaBox, paint: Paint) -> str:
    return group(
        person.label,
        rectangle(person.box, paint(fill="card", stroke="card_line"), 10),
        _disc(person, paint),
        words(person.initial, paint),
        words(person.name, paint),
        *_lines(person.lines, paint),
    )


def _disc(person: PersonaBox, paint: Paint) -> str:
    """The shape of their curve, where they have one of their own; else a disc."""
    x, y, r = person.disc
    if person.style is None:
        return f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(r)}" fill-opacity=".1" {paint(fill="good", stroke="good")}/>'
    at = f'translate({number(x)} {number(y)}) scale({r / 8.5:.2f})" stroke-width=".6'
    tone = f"trace{person.style}"
    return f'<path transform="{at}" d="{SHAPES[person.style]}" fill-opacity=".1" {paint(fill=tone, stroke=tone)}/>'


def _column(column: Column, paint: Paint, form: str) -> str:
    body, top = column.box, column.header
    r = 10
    round_top = f"M{number(top.x)} {number(top.bottom)}V{number(top.y + r)}q0-{r} {r}-{r}H{number(top.right - r)}q{r} 0 {r} {r}V{number(top.bottom)}Z"
    below = Box(body.x, top.bottom - 2, body.w, body.bottom - top.bottom + 2)
    ground = rectangle(below, paint(fill=f"tint{column.hue}"), 8)
    parts = [
        f'<path d="{round_top}" {paint(fill=f"stage{column.hue}")}/>',
        *_lines(column.name, paint),
    ]
    if column.share is not None:
        parts.append(words(column.share, paint))
    if column.bar is not None:
        bar, share = column.bar
        parts.append(rectangle(bar, paint(fill=f"track{column.hue}"), bar.h / 2))
        if share > 0:
            filled = Box(bar.x, bar.y, max(bar.h, bar.w * share), bar.h)
            parts.append(rectangle(filled, paint(fill="on_stage"), bar.h / 2))
    if column.opens is not None:
        parts.append(_mark(OPENS, column.opens.at, _OPENS + paint(fill="none", stroke="on_stage")))
        if form:
            parts = [linked(picture_of(column.opens.file, form), column.label, *parts, within=True)]
    return group(column.label, ground, *parts)


def _lane(lane: Lane, drawn: Picture, paint: Paint, form: str) -> str:
    label = " ".join(line.content for line in lane.name)
    rule = (
        f'<path d="M{number(lane.box.x)} {number(lane.box.y)}H{number(lane.box.right)}" {paint(stroke="line")}/>'
        if lane is not drawn.lanes[0] and lane.divider is None
        else ""
    )
    if lane.divider is not None:
        rule = divider_part(lane.divider, paint)
    return (
        f'<g role="group" aria-label={attribute(label)}>{rule}'
        + "".join(_lines((*lane.name, *lane.caption), paint))
        + "".join(_row(row, lane, paint) for row in lane.rows)
        + "".join(lane_parts(lane, paint))
        + "".join(_card(card, paint, form) for card in lane.cards)
        + "</g>"
    )


def _row(row: LaneRow, lane: Lane, paint: Paint) -> str:
    """The name of a swimlane, and the line above all but the first."""
    rule = ""
    if row is not lane.rows[0]:
        d = f"M{number(row.box.x)} {number(row.box.y)}H{number(row.box.right)}"
        rule = f'<path d="{d}" stroke-dasharray="2 4" {paint(fill="none", stroke="slate")}/>'
    icon = _icon(row.icon, row.icon_at, paint) if row.icon else ""
    return rule + icon + "".join(_lines(row.lines, paint))


def _icon(name: str, place: tuple[float, float], paint: Paint) -> str:
    at = f"translate({number(place[0])} {number(place[1])}) scale(.55)"
    lines = "".join(f'<path d="{d}"/>' for d in ICONS[name])
    return (
        f'<g transform="{at}" stroke-width="2" stroke-linejoin="round" stroke-linecap="round" '
        f"{paint(fill='none', stroke='soft')}>{lines}</g>"
    )


def _card(card: Card, paint: Paint, form: str) -> str:
    box = card.box
    gone = 'stroke-dasharray="4 3" stroke-width="1.2" ' + paint(fill="paper", stroke="slate")
    edge = f"M{number(box.x + 5)} {number(box.y)}a5 5 0 0 0-5 5v{number(box.h - 10)}a5 5 0 0 0 5 5Z"
    parts = [
        rectangle(Box(box.x, box.y + 1.5, box.w, box.h), paint(fill="shadow") + ' fill-opacity=".07"', 7),
        rectangle(box, paint(fill="card", stroke="card_line") if card.outline == "solid" else gone, 7),
        f'<path d="{edge}" {paint(fill=card.edge)}/>',
        *_lines(card.name, paint),
    ]
    if card.icon:
        parts.append(_icon(card.icon, card.icon_at, paint))
    if card.detail.content:
        parts.append(words(card.detail, paint))
    if card.share is not None:
        parts.append(words(card.share, paint))
    parts += _lines(card.extra, paint)
    if card.importance is not None:
        parts.append(importance_dots(*card.importance, paint))
    if card.star is not None:
        parts.append(_mark(STAR, card.star, paint(fill="star")))
    if card.flag is not None:
        parts.append(_mark(FLAG, card.flag, 'stroke-width="1.8" ' + paint(fill="good", stroke="good")))
    if card.opens is None:
        return group(card.label, *parts)
    parts.append(_mark(OPENS, card.opens.at, _OPENS + paint(fill="none", stroke="ink")))
    if not form:
        return group(card.label, *parts)
    return linked(picture_of(card.opens.file, form), card.label, *parts)


def _mark(path: str, at: tuple[float, float], paints: str) -> str:
    return f'<path transform="translate({number(at[0])} {number(at[1])})" d="{path}" stroke-linejoin="round" {paints}/>'
