"""What is inside the lanes, drawn: ribbons, the emotion curve, bars, notes and texts; and the legend of the foot."""

from typing import Final

from sojourn.journeymap.model import Basis
from sojourn.render.layout.curves import number
from sojourn.render.layout.geometry import Box
from sojourn.render.layout.picture import Bar, Divider, Item, Lane, Leaving, Legend, Note, Ribbon
from sojourn.render.svg_curve import curve_parts, face_symbol
from sojourn.render.svg_symbols import FLAG, MARKS, OPENS, STAR
from sojourn.render.svg_write import Paint, content, group, rectangle, words

_RIBBON: Final = ".34"
_DASH: Final = "4 3"
_TONES: Final = {"rose": "good", "bud": "neutral", "thorn": "harm"}
_STANDINGS: Final = {"added": ("new", "good"), "removed": ("gone", "harm")}
_DIVIDERS: Final = {
    "interaction": "",
    "visibility": ' stroke-dasharray="9 5"',
    "internal": ' stroke-dasharray="2 4"',
}


def lane_parts(lane: Lane, paint: Paint) -> list[str]:
    """Everything of a lane but its cards, from the ground up."""
    parts = [_ribbon(ribbon, paint) for ribbon in lane.ribbons]
    parts += [_leaving(leaving, paint) for leaving in lane.leaving]
    if lane.curve is not None:
        parts += curve_parts(lane.curve, lane.box, paint)
    parts += [_bar(bar, paint) for bar in lane.bars]
    parts += [_note(note, paint) for note in lane.notes]
    parts += [_item(item, paint) for item in lane.items]
    return parts


def divider_part(divider: Divider, paint: Paint) -> str:
    """A named line of a blueprint: whole, dashed or dotted, so that the three differ without their names."""
    dash = _DIVIDERS[divider.key]
    line = (
        f'<path d="M{number(divider.left)} {number(divider.y)}H{number(divider.right)}" stroke-width="1.6"'
        f"{dash} {paint(fill='none', stroke='ink')}/>"
    )
    return line + "".join(words(text, paint) for text in divider.name)


def _ribbon(ribbon: Ribbon, paint: Paint) -> str:
    title = f"<title>{content(ribbon.label)}</title>"
    dashes = {"back": _DASH, "gone": "1.5 5"}.get(ribbon.kind)
    dash = f' stroke-dasharray="{dashes}"' if dashes else ""
    line = f'<path d="{ribbon.path}" stroke-width="{number(ribbon.width)}"{dash} {paint(fill="none", stroke="ribbon")}/>'
    tip = f'<path d="{ribbon.head}" {paint(fill="ribbon")}/>'
    opacity = _RIBBON if ribbon.kind == "on" else ".75"
    text = words(ribbon.text, paint) if ribbon.text else ""
    return f'<g><g opacity="{opacity}">{title}{line}{tip}</g>{text}</g>'


def _leaving(leaving: Leaving, paint: Paint) -> str:
    line = f'<path d="{leaving.path}" stroke-width="{number(leaving.width)}" {paint(fill="none", stroke="harm")}/>'
    tip = f'<path d="{leaving.head}" {paint(fill="harm")}/>'
    return group(leaving.label, f'<g opacity=".62">{line}{tip}</g>', words(leaving.text, paint))


def _bar(bar: Bar, paint: Paint) -> str:
    parts = [rectangle(bar.box, paint(fill="faint"), bar.box.h / 2)]
    if bar.share > 0:
        filled = Box(bar.box.x, bar.box.y, max(bar.box.h, bar.box.w * bar.share), bar.box.h)
        parts.append(rectangle(filled, paint(fill=bar.tone), bar.box.h / 2))
    if bar.tick is not None:
        x = bar.box.x + min(max(bar.box.w * bar.tick, 1.0), bar.box.w - 1.0)
        up = f"M{number(x)} {number(bar.box.y - 4)}V{number(bar.box.bottom + 4)}"
        parts.append(f'<path d="{up}" stroke-width="2" {paint(fill="none", stroke="ink")}/>')
    parts += [words(text, paint) for text in (bar.words, bar.figure, *bar.under)]
    return group(bar.label, *parts)


def _note(note: Note, paint: Paint) -> str:
    if note.accent == "none":
        return "".join(words(line, paint) for line in note.lines)
    box = note.box
    parts = [
        rectangle(Box(box.x, box.y + 1.5, box.w, box.h), paint(fill="shadow") + ' fill-opacity=".07"', 7),
        rectangle(box, paint(fill="card", stroke="card_line"), 7),
    ]
    if note.accent:
        d = f"M{number(box.x)} {number(box.y + 4)}a4 4 0 0 1 4-4h{number(box.w - 8)}a4 4 0 0 1 4 4Z"
        parts.append(f'<path d="{d}" {paint(fill=note.accent)}/>')
    if note.pill is not None:
        pill, tone, text = note.pill
        parts += [rectangle(pill, paint(fill=tone), pill.h / 2), words(text, paint)]
    parts += [words(line, paint) for line in note.lines]
    return group(note.label, *parts)


def _item(item: Item, paint: Paint) -> str:
    mark = mark_symbol(*item.at, item.mark, item.tone, paint) if item.mark else ""
    return group(item.label, mark, *(words(line, paint) for line in item.lines))


def mark_symbol(x: float, y: float, mark: str, tone: str, paint: Paint) -> str:
    """The mark of an entry: told apart by its shape, not by its colour alone."""
    at = f'<g transform="translate({number(x)} {number(y)})" stroke-width="1.4" stroke-linecap="round">'
    paints = {
        "fill": paint(fill=tone),
        "stroke": paint(fill="none", stroke=tone),
        "hole": paint(fill="card"),
        "cut": paint(fill="none", stroke="on_face"),
    }
    return at + "".join(f'<path d="{d}" {paints[way]}/>' for way, d in MARKS[mark]) + "</g>"


def importance_dots(right: float, y: float, full: int, paint: Paint) -> str:
    """Five dots that end at `right`, as many of them full as a touchpoint is important."""
    dots = []
    for i in range(5):
        paints = paint(fill="slate" if i < full else "card", stroke="slate")
        dots.append(
            f'<circle cx="{number(right - 2 - 5.5 * (4 - i))}" cy="{number(y)}" r="1.5" stroke-width=".7" {paints}/>'
        )
    return "".join(dots)


def legend_part(entry: Legend, paint: Paint) -> str:
    """A symbol of the foot and its words."""
    x, y = entry.at
    symbol = entry.symbol
    at = f'<g transform="translate({number(x)} {number(y)})">'
    if symbol in {"observed", "inferred", "assumed"}:
        drawn = face_symbol(x, y, 7.5, "neutral", Basis(symbol), "soft", paint)
        return f"<g>{drawn}{words(entry.text, paint)}</g>"
    if symbol in {"rose", "bud", "thorn"}:
        return mark_symbol(x, y, symbol, _TONES[symbol], paint) + words(entry.text, paint)
    if symbol in _STANDINGS:
        return mark_symbol(x, y, *_STANDINGS[symbol], paint) + words(entry.text, paint)
    if symbol == "importance":
        return importance_dots(x + 11, y, 3, paint) + words(entry.text, paint)
    shapes = {
        "truth": f'<path d="{STAR}" {paint(fill="star")}/>',
        "goal": f'<path d="{FLAG}" stroke-width="1.8" stroke-linejoin="round" {paint(fill="good", stroke="good")}/>',
        "opens": f'<path d="{OPENS}" stroke-width="1.6" {paint(fill="none", stroke="ink")}/>',
        "flow": f'<g opacity="{_RIBBON}"><path d="M-8 0H4" stroke-width="8" {paint(stroke="ribbon")}/>'
        f'<path d="M3.5-6L10 0L3.5 6Z" {paint(fill="ribbon")}/></g>',
        "plain": f'<g opacity=".6"><path d="M-8 0H4" stroke-width="2" {paint(stroke="ribbon")}/>'
        f'<path d="M3-3.5L9 0L3 3.5Z" {paint(fill="ribbon")}/></g>',
        "back": f'<path d="M9 0H-3" stroke-width="1.8" stroke-dasharray="{_DASH}" {paint(stroke="ribbon")}/>'
        f'<path d="M-2-3.5L-8 0L-2 3.5Z" {paint(fill="ribbon")}/>',
        "gone": f'<path d="M-8 0H4" stroke-width="2" stroke-dasharray="1.5 4" {paint(stroke="ribbon")}/>'
        f'<path d="M3-3.5L9 0L3 3.5Z" {paint(fill="ribbon")}/>',
        "exit": f'<g opacity=".7"><path d="M-5-7V-4C-5 3-3 3 3 3" stroke-width="3" {paint(fill="none", stroke="harm")}/>'
        f'<path d="M2.5-1.2L8.5 3L2.5 7.2Z" {paint(fill="harm")}/></g>',
    }
    return f"{at}{shapes[symbol]}</g>{words(entry.text, paint)}"
