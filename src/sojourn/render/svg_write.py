"""Writing SVG: escaped text, short numbers, and how a tone becomes a colour."""

from typing import Protocol
from urllib.parse import quote
from xml.sax.saxutils import escape

from sojourn.render.layout.curves import number
from sojourn.render.layout.geometry import Box, Text
from sojourn.render.layout.text import right_to_left
from sojourn.render.palette import Theme

_ISOLATE = "\u2068", "\u2069"


class Paint(Protocol):
    """How tones become colours: attributes for one shape, ``paint(fill="card", stroke="line")``."""

    def __call__(self, **tones: str) -> str:
        """The attributes; a tone ``"none"`` paints nothing."""
        ...


def solid(theme: Theme) -> Paint:
    """Paint with the colours of a theme."""

    def paint(**tones: str) -> str:
        return " ".join(f'{prop}="{tone if tone == "none" else theme[tone]}"' for prop, tone in tones.items())

    return paint


def by_class(**tones: str) -> str:
    """Paint with classes, for a page whose style sheet knows the themes."""
    nothing = "".join(f'{prop}="none" ' for prop, tone in tones.items() if tone == "none")
    names = " ".join(class_name(prop, tone) for prop, tone in tones.items() if tone != "none")
    return f'{nothing}class="{names}"' if names else nothing.rstrip()


def class_name(prop: str, tone: str) -> str:
    """The class that paints a property with a tone."""
    return f"{prop[0]}-{tone.replace('_', '-')}"


def content(text: str) -> str:
    """Text for an element."""
    return escape(text)


def attribute(text: str) -> str:
    """Text for an attribute, with its quotation marks."""
    return '"' + escape(text, {'"': "&quot;"}) + '"'


def words(text: Text, paint: Paint) -> str:
    """A line of text; its whole in a title if it is shortened."""
    attributes = [f'x="{number(text.x)}" y="{number(text.y)}" font-size="{number(text.size)}"']
    if text.anchor != "start":
        attributes.append(f'text-anchor="{text.anchor}"')
    if text.bold:
        attributes.append('font-weight="600"')
    shown = content(text.content)
    if right_to_left(text.content):
        shown = _ISOLATE[0] + shown + _ISOLATE[1]
    if text.whole and text.whole != text.content:
        shown = f"<title>{content(text.whole)}</title>{shown}"
    if text.halo:
        attributes.append('stroke-width="3.5" stroke-linejoin="round" paint-order="stroke"')
        paints = paint(fill=text.tone, stroke=text.halo)
    else:
        paints = paint(fill=text.tone)
    return f"<text {' '.join(attributes)} {paints}>{shown}</text>"


def rectangle(box: Box, paints: str, radius: float = 0.0) -> str:
    """A rectangle with round corners."""
    round_off = f' rx="{number(radius)}"' if radius else ""
    return (
        f'<rect x="{number(box.x)}" y="{number(box.y)}" width="{number(box.w)}" height="{number(box.h)}"'
        f"{round_off} {paints}/>"
    )


def linked(file: str, label: str, *parts: str, within: bool = False) -> str:
    """Parts that open another file, by its path relative to this one; `within` a group that has their name already."""
    name = "" if within else f" aria-label={attribute(label)}"
    return f'<a href="{quote(file)}"{name}><title>{content(label)}</title>{"".join(parts)}</a>'


def group(label: str, *parts: str) -> str:
    """Parts under one name for those who listen; the name is also what a pointer shows."""
    return (
        f'<g role="group" aria-label={attribute(label)}><title>{content(label)}</title>{"".join(parts)}</g>'
    )
