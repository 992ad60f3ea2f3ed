"""From a chart of Altair to SVG that belongs to a page: no styles, no scripts, colours as classes, text that can be read aloud.

Vega lays text out by the fonts of the machine. Nothing here depends on that: sizes are fixed, axes are drawn as marks of our
own, and the page's own fonts are used (an SVG of Vega names ``sans-serif``, which has no Chinese on many machines). So the same
chart gives the same bytes everywhere.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final
from xml.etree import ElementTree as ET

from markupsafe import Markup, escape

from sojourn.render.palette import LIGHT
from sojourn.render.svg_write import class_name

_NAMESPACE: Final = "{http://www.w3.org/2000/svg}"
_SHAPES: Final = {"path", "line", "rect", "text", "circle", "g"}
_KEPT: Final = (
    "d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height", "transform", "text-anchor", "font-size",
    "font-weight", "stroke-width", "stroke-dasharray", "stroke-linecap", "opacity", "fill-opacity", "stroke-opacity",
)  # fmt: skip
_LONG: Final = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?")
_TONE_OF: Final = {
    colour: name
    for name, colour in LIGHT.tones.items()
    if name not in {"card", "column", "shadow", "pill_good"}
}
TEXT: Final = 12
"""Size of the words, in pixels; charts are never scaled down."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing for a page, its size, and what it is called."""

    svg: Markup
    name: str
    width: int
    height: int


@contextmanager
def unchecked() -> Iterator[None]:
    """Without Altair's checks of every part of a chart, which take ten times as long as drawing it; ours are tested."""
    from altair.utils.schemapi import debug_mode

    with debug_mode(False):
        yield


def tone(name: str) -> str:
    """The colour that stands for a tone in a specification; on the page it is the tone's class."""
    return LIGHT[name]


def across(field: str, domain: tuple[float, float], span: tuple[float, float]) -> Any:
    """A horizontal position: from the values of `domain` to the pixels of `span`."""
    import altair as alt

    return alt.X(field, axis=None, scale=_straight(domain, span))


def along(field: str, domain: tuple[float, float], span: tuple[float, float]) -> Any:
    """A vertical position, as :func:`across`."""
    import altair as alt

    return alt.Y(field, axis=None, scale=_straight(domain, span))


def _straight(domain: tuple[float, float], span: tuple[float, float]) -> Any:
    import altair as alt

    return alt.Scale(domain=list(domain), range=list(span), nice=False, zero=False, clamp=True)


def rows(values: list[dict[str, Any]]) -> Any:
    """Values as the data of a chart."""
    import altair as alt

    return alt.Chart(alt.Data(values=values))


def chart(layers: list[Any], width: int, height: int, name: str, description: str) -> Chart:
    """Draw layers over one another.

    Parameters
    ----------
    layers
        Charts of Altair in the colours of :func:`tone`, without axes, legends or titles.
    width, height
        Pixels.
    name, description
        For those who listen.
    """
    import altair as alt
    import vl_convert

    whole = (
        alt.layer(*layers)
        .properties(width=width, height=height, padding=0, autosize=alt.AutoSizeParams(type="none"))
        .configure_view(stroke=None)
    )
    root = ET.fromstring(vl_convert.vegalite_to_svg(whole.to_dict(validate=False)))  # noqa: S314  (made a moment ago, from numbers)
    drawn = "".join(
        _element(child) for child in root if child.tag != _NAMESPACE + "rect"
    )  # the ground is the page
    key = "ch" + sha256((name + drawn).encode("utf-8", "replace")).hexdigest()[:8]
    svg = (
        f'<svg class="chart" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" '
        f'aria-labelledby="{key}t {key}d"><title id="{key}t">{escape(name)}</title>'
        f'<desc id="{key}d">{escape(description)}</desc>{drawn}</svg>'
    )
    return Chart(Markup(svg), name, width, height)  # noqa: S704  (every part is escaped)


def _element(node: ET.Element) -> str:
    kind = node.tag.removeprefix(_NAMESPACE)
    if (
        kind not in _SHAPES
        or node.get("display") == "none"
        or node.get("class") in {"background", "foreground"}
    ):
        return ""
    inner = "".join(_element(child) for child in node)
    text = (node.text or "").strip() if kind == "text" else ""
    if kind == "g" and not inner:
        return ""
    if kind == "text" and not text:
        return ""
    attributes = "".join(f' {name}="{_short(node.attrib[name])}"' for name in _KEPT if name in node.attrib)
    attributes += _paint(node)
    if kind == "g" and not attributes:
        return inner
    if not inner and not text:
        return f"<{kind}{attributes}/>"
    return f"<{kind}{attributes}>{escape(text)}{inner}</{kind}>"


def _short(value: str) -> str:
    """Numbers with at most two decimals, lengths without their unit."""
    value = _LONG.sub(lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip(".") or "0", value)
    return str(escape(value.removesuffix("px")))


def _paint(node: ET.Element) -> str:
    classes, plain = [], ""
    for prop in ("fill", "stroke"):
        colour = node.get(prop)
        if colour == "none":
            plain += f' {prop}="none"'
        elif colour in _TONE_OF:
            classes.append(class_name(prop, _TONE_OF[colour]))
    return plain + (f' class="{" ".join(classes)}"' if classes else "")
