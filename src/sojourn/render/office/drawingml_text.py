"""Words on slides: places in metric units, escaped text, paragraphs that stand where the picture has them."""

from dataclasses import dataclass
from math import ceil
from typing import Final
from xml.sax.saxutils import escape

from sojourn.render.export import has_cjk
from sojourn.render.layout.text import width
from sojourn.render.office.drawing import Rectangle, Words
from sojourn.render.xml_text import held

_EMU: Final = 12_700
"""English metric units to the point."""
ASCENT: Final = 0.3465
"""From the base line of a line of text up to its middle, in its size."""
_SPARE: Final = 0.4
"""Room to the right of a paragraph beyond its widest line, in its size."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where pixels of the picture fall on the slide: ``scale`` points to the pixel, then a shift in points."""

    scale: float
    dx: float = 0.0
    dy: float = 0.0

    def x(self, pixels: float) -> int:
        """A place across, in metric units."""
        return round((self.dx + self.scale * pixels) * _EMU)

    def y(self, pixels: float) -> int:
        """A place down, in metric units."""
        return round((self.dy + self.scale * pixels) * _EMU)

    def long(self, pixels: float) -> int:
        """A length in metric units."""
        return round(self.scale * pixels * _EMU)


def legal(text: str) -> str:
    r"""Text for an element or an attribute: escaped, without characters that XML cannot hold.

    >>> legal("a<b\x01")
    'a&lt;b'
    """
    return escape(held(text), {'"': "&quot;", "\n": " ", "\r": " ", "\t": " "})


def plain(text: str) -> str:
    """Text for an element."""
    return escape(held(text))


def colour(tone: str, opacity: float) -> str:
    """A colour of six digits and its opacity as a fill."""
    alpha = f'<a:alpha val="{round(opacity * 100_000)}"/>' if opacity < 0.995 else ""
    return f'<a:solidFill><a:srgbClr val="{tone.upper()}">{alpha}</a:srgbClr></a:solidFill>'


def paragraph(words: Words, place: Place, align: str, *, whole: str = "") -> str:
    """Words as a paragraph; `whole` is what they are without the breaks of the picture."""
    size = max(100, round(words.size * place.scale * 100))
    tongue = "zh-CN" if has_cjk("".join(words.lines)) else "en-GB"
    bold = ' b="1"' if words.bold else ""
    run = (
        f'<a:rPr lang="{tongue}" altLang="en-US" sz="{size}"{bold} dirty="0">{colour(words.colour, 1)}'
        '<a:latin typeface="+mn-lt"/><a:ea typeface="+mn-ea"/></a:rPr>'
    )
    spacing = f'<a:lnSpc><a:spcPts val="{round((words.leading or 1.25 * words.size) * place.scale * 100)}"/></a:lnSpc>'
    texts = (whole,) if whole else words.lines
    runs = f"<a:br>{run}</a:br>".join(f"<a:r>{run}<a:t>{plain(t)}</a:t></a:r>" for t in texts)
    return f'<a:p><a:pPr algn="{align}">{spacing}</a:pPr>{runs}</a:p>'


def body(words: Words, box: Rectangle, place: Place, label: str) -> str:
    """The text of a rectangle, where the picture has it: from its left edge and top by insets.

    Lines that make a sentence of `label` are one paragraph, so that what somebody writes there is broken anew.
    """
    whole = next((told for told in (" ".join(words.lines), "".join(words.lines)) if told in label), "")
    leading = words.leading or 1.25 * words.size
    top = words.y - ASCENT * words.size - leading / 2
    room = box.x + box.w - words.x
    if len(words.lines) > 1:
        room = min(
            room, max(width(line, words.size, words.bold) for line in words.lines) + _SPARE * words.size
        )
    insets = (words.x - box.x, top - box.y, max(box.x + box.w - words.x - room, 4.0), 0.0)
    names = ("lIns", "tIns", "rIns", "bIns")
    attributes = " ".join(f'{n}="{max(0, ceil(place.long(v)))}"' for n, v in zip(names, insets, strict=True))
    return (
        f'<p:txBody><a:bodyPr wrap="{"square" if whole else "none"}" {attributes} anchor="t"/><a:lstStyle/>'
        f"{paragraph(words, place, 'l', whole=whole)}</p:txBody>"
    )
