"""The picture as PNG and PDF, with faces that are present: never boxes, never a text that silently vanished."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sojourn.errors import OutputError
from sojourn.journeymap.model import JourneyMap
from sojourn.render import fonts
from sojourn.render.numbers import Language
from sojourn.render.pages import cut, on_sheets
from sojourn.render.palette import ThemeName
from sojourn.render.paper import paper_named
from sojourn.render.svg import to_svg

_TEXT: Final = re.compile(r"<text ([^>]*)>(.*?)</text>", re.DOTALL)
_SIZE: Final = re.compile(r'\b(width|height)="([0-9.]+)(mm)?"')
_TITLE: Final = re.compile(r"<title>.*?</title>", re.DOTALL)
_SHARPNESS: Final = 2.0
"""PNG pixels per pixel of the picture."""
_FAINT: Final = re.compile(r'<g opacity="([^"]*)"')
_MANY_FAINT: Final = 100
_DPI: Final = 96
"""Pixels of the picture per inch of paper; a PDF counts 72 points to the inch."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """An SVG whose faces are all present, and their files."""

    svg: str
    family: str
    files: tuple[Path, ...]


def to_png(
    jmap: JourneyMap,
    *,
    theme: ThemeName = "light",
    language: Language | None = None,
    width: float | None = None,
    paper: str | None = None,
    lanes: str = "stage",
    beside: JourneyMap | None = None,
) -> bytes:
    """The map as a PNG picture, two pixels to a pixel of the SVG.

    Raises
    ------
    OutputError
        If the map has Chinese text and no face for it is installed, or no face at all.
    """
    import resvg_py

    ready = _ready(
        to_svg(jmap, theme=theme, language=language, width=width, paper=paper, lanes=lanes, beside=beside)
    )
    drawn = resvg_py.svg_to_bytes(
        svg_string=without_layers(ready.svg),
        zoom=_SHARPNESS,
        dpi=_DPI,
        skip_system_fonts=True,
        font_files=[str(path) for path in ready.files],
        font_family=ready.family,
        sans_serif_family=ready.family,
    )
    return bytes(drawn)


def to_pdf(
    jmap: JourneyMap,
    *,
    theme: ThemeName = "light",
    language: Language | None = None,
    width: float | None = None,
    paper: str | None = None,
    lanes: str = "stage",
    beside: JourneyMap | None = None,
) -> bytes:
    """The map as a PDF page: of the size of the picture, or on a landscape sheet, and further ones if it is too small there.

    Raises
    ------
    OutputError
        If the map has Chinese text and no face for it is installed, or no face at all.
    """
    import vl_convert

    sheets = 1
    if paper is None:
        drawn = to_svg(jmap, theme=theme, language=language, width=width, lanes=lanes, beside=beside)
    else:
        sheet = paper_named(paper)
        drawn, sheets = on_sheets(
            jmap, sheet, theme, language=language, width=width, lanes=lanes, beside=beside
        )
    ready = _ready(drawn)
    for folder in sorted({str(path.parent) for path in ready.files}):
        vl_convert.register_font_directory(folder)
    return cut(bytes(vl_convert.svg_to_pdf(_SIZE.sub(_points, ready.svg, count=2))), sheets)


def without_layers(svg: str) -> str:
    """Where very many groups are faint, make what they hold faint instead.

    A faint group is drawn as a layer as large as itself: thousands of long ways take minutes.
    """
    if len(_FAINT.findall(svg)) <= _MANY_FAINT:
        return svg
    return _FAINT.sub(r'<g fill-opacity="\1" stroke-opacity="\1"', svg)


def _points(size: re.Match[str]) -> str:
    """Width or height in points, which is what the PDF writer takes a pixel for."""
    inches = float(size[2]) / (25.4 if size[3] else _DPI)
    return f'{size[1]}="{inches * 72:.2f}"'


def _ready(svg: str) -> _Ready:
    """Name present faces in the picture: one for Latin, and one for the lines that have Chinese in them."""
    latin, cjk = fonts.latin_face(), fonts.cjk_face()
    chinese = any(has_cjk(_TITLE.sub("", line[2])) for line in _TEXT.finditer(svg))
    if chinese and cjk is None:
        raise OutputError(
            "The map has Chinese text, and no Chinese font was found, so that its characters would print as boxes.",
            hint="Install one (Debian, Ubuntu: apt install fonts-noto-cjk), or write .svg or .html instead.",
        )
    face = latin or cjk
    if face is None:
        raise OutputError(
            "No font was found to draw the text with.",
            hint="Install one (Debian, Ubuntu: apt install fonts-dejavu-core), or write .svg or .html instead.",
        )
    files = dict.fromkeys((*face.files, *(cjk.files if cjk and chinese else ()), *fonts.fallback_files()))

    def named(line: re.Match[str]) -> str:
        family = cjk.family if cjk and has_cjk(_TITLE.sub("", line[2])) else ""
        return f"<text font-family=\"'{family}'\" {line[1]}>{line[2]}</text>" if family else line[0]

    svg = re.sub(r'font-family="[^"]*"', f"font-family=\"'{face.family}', sans-serif\"", svg)
    return _Ready(_TEXT.sub(named, svg), face.family, tuple(files))


def has_cjk(text: str) -> bool:
    """Whether a Chinese, Japanese or Korean face is needed for it.

    >>> has_cjk("Café — 12 %"), has_cjk("续订")
    (False, True)
    """
    return any(c >= "\u2e80" and unicodedata.east_asian_width(c) in "WF" and c < "\U0001f000" for c in text)
