"""A map as text or bytes: pure and deterministic renderers over one set of layout decisions.

``render(jmap, "map.svg")`` writes a file, ``render(jmap, "svg")`` gives what would be written, ``to_svg(jmap)`` is the picture
for notebooks. What stands where is decided once, in :mod:`sojourn.render.layout`; the skins only draw it.
"""

import os
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final, Protocol

from sojourn.durable import replace
from sojourn.errors import UnknownNameError, UsageError
from sojourn.registry import Registry
from sojourn.render.svg import to_svg

if TYPE_CHECKING:
    from sojourn.journeymap.model import JourneyMap
    from sojourn.render.layout.rows import Lanes
    from sojourn.render.numbers import Language
    from sojourn.render.palette import ThemeName

__all__ = ["RENDERERS", "Renderer", "accepts", "render", "to_svg"]


class Renderer(Protocol):
    """A map to text or bytes; it takes those of the options it can use, by name."""

    def __call__(self, jmap: "JourneyMap", /, **options: Any) -> str | bytes:
        """Render a map."""
        ...


RENDERERS: Final[Registry[Renderer]] = Registry(
    "renderer",
    {
        "svg": "sojourn.render.svg:to_svg",
        "png": "sojourn.render.export:to_png",
        "pdf": "sojourn.render.export:to_pdf",
        "html": "sojourn.render.html_map:to_html",
        "mmd": "sojourn.render.mermaid:to_mermaid",
        "md": "sojourn.render.markdown:to_markdown",
        "csv": "sojourn.render.csv_table:to_csv",
        "pptx": "sojourn.render.office.pptx:to_pptx",
        "xlsx": "sojourn.render.office.xlsx:to_xlsx",
        "drawio": "sojourn.render.drawio:to_drawio",
        "terminal": "sojourn.render.terminal:to_terminal",
    },
    "sojourn.renderers",
)
"""Renderers by the ending of the file they write (``"terminal"`` for plain text)."""


def render(
    jmap: "JourneyMap",
    path_or_format: str | os.PathLike[str],
    *,
    theme: "ThemeName | None" = None,
    language: "Language | None" = None,
    width: float | None = None,
    paper: str | None = None,
    lanes: "Lanes | None" = None,
    beside: "JourneyMap | None" = None,
) -> str | bytes:
    r"""Draw a map into a file, or give what would be written.

    Parameters
    ----------
    path_or_format
        A path, whose ending chooses the renderer (``.svg .png .pdf .html .pptx .xlsx .drawio
        .mmd .md .csv``); or the bare name of a renderer
        (``"svg"``, ``"terminal"``), which writes nothing.
    theme
        ``"light"`` or ``"dark"``. If None, light; a page follows its reader.
    language
        Of the words that are not the map's own; that of the map if None.
    width
        Pixels of a picture; cells of the terminal.
    paper
        ``"A3"``, ``"A4"``: a landscape sheet (.svg, .png, .pdf).
    lanes
        ``"channel"`` or ``"department"``: the flow in a row for each of them (.svg, .png, .pdf, .html, .pptx); ``"stage"``: none.

    beside
        A second map, drawn on the same grid (.svg, .png, .pdf, .html, .pptx): what is new, gone, changed, and both curves.

    Returns
    -------
    str or bytes
        What was written: text in UTF-8, or the bytes of a PNG or PDF.

    Raises
    ------
    UnknownNameError
        If no renderer has that ending, or there is no such theme, paper or lanes.
    UsageError
        If the renderer cannot use an option that was given.
    OutputError
        If the file cannot be written, or its text has Chinese and no Chinese font is installed (.png, .pdf).

    Examples
    --------
    >>> from sojourn.journeymap.model import JourneyMap, Stage
    >>> render(JourneyMap(title="Returns", stages=(Stage(id="ask", name="Ask"),), touchpoints=()), "terminal")
    'Returns\n'
    """
    from sojourn.journeymap.given import check_map

    check_map(jmap, *(() if beside is None else (beside,)))
    text = os.fspath(path_or_format)
    bare = text in RENDERERS
    name = text if bare else Path(text).suffix.removeprefix(".").lower()
    if not name:
        raise UnknownNameError.among("renderer", text, RENDERERS)
    renderer = RENDERERS[name]
    given = {
        "theme": theme,
        "language": language,
        "width": width,
        "paper": paper,
        "lanes": lanes,
        "beside": beside,
    }
    options = {key: value for key, value in given.items() if value is not None}
    unused = sorted(set(options) - _accepted(renderer))
    if unused:
        raise UsageError(
            f"The renderer '{name}' has no use for {' and '.join(unused)}.",
            hint=f"It takes {', '.join(sorted(_accepted(renderer) & set(given))) or 'no options'}.",
        )
    done = renderer(jmap, **options)
    if not bare:
        replace(Path(text), done)
    return done


def accepts(form: str, option: str) -> bool:
    """Whether the renderer of a form has a use for an option.

    >>> accepts("svg", "beside"), accepts("csv", "beside")
    (True, False)
    """
    return option in _accepted(RENDERERS[form])


def _accepted(renderer: Renderer) -> set[str]:
    from inspect import Parameter, signature

    parameters = signature(renderer).parameters.values()
    if any(p.kind is Parameter.VAR_KEYWORD for p in parameters):
        return {"theme", "language", "width", "paper", "lanes", "beside"}
    return {p.name for p in parameters}


class _Callable(ModuleType):
    """The package as a function: ``sojourn.render`` is at once the package and ``sojourn.render(jmap, path)``."""

    def __call__(
        self, jmap: "JourneyMap", path_or_format: str | os.PathLike[str], **options: Any
    ) -> str | bytes:
        return render(jmap, path_or_format, **options)


sys.modules[__name__].__class__ = _Callable
