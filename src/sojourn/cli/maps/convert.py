"""``sojourn map convert``: a map as a file of another form."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from sojourn.cli.failing import guarded, printable
from sojourn.cli.maps.options import AnyMapFile, MapLanes, MapLanguage
from sojourn.cli.words import Language

if TYPE_CHECKING:
    from sojourn.journeymap.forms.vocabulary import Language as Tongue
    from sojourn.journeymap.model import JourneyMap

_ALONE: Final = {
    "en": "The map of today, {file}, is not there; the map is drawn alone.",
    "zh": "找不到现状地图 {file}，因此只绘制本图。",
}
_UNBOUND: Final = {
    "en": "The evidence that stood in {file} is not in what was read: bind the map to its log again.",
    "zh": "{file} 中原有的证据不在所读文件里：请重新绑定日志。",
}


def convert(
    document: AnyMapFile,
    target: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="Ends in .svg, .png, .pdf, .html, .pptx, .xlsx, .drawio, .mmd, .csv, .md or .journey.yaml.",
            show_default=False,
        ),
    ],
    beside: Annotated[
        Path | None,
        typer.Option(
            "--beside", metavar="MAP", help="A second map, drawn on the same grid.", show_default=False
        ),
    ] = None,
    lanes: MapLanes = None,
    language: MapLanguage = None,
) -> None:
    """Turn a map into a file of another form, or a file of another form into a map; the endings say which.

    A map of the future that names its map of today is drawn beside it.
    """
    with guarded(language or Language.EN):
        from sojourn.errors import UsageError
        from sojourn.journeymap.forms.opening import opened
        from sojourn.render import render

        if not target.suffix:
            raise UsageError(
                f"{target} has no ending that says its form.", hint="Call it map.svg, map.png or the like."
            )
        found = opened(document)
        tongue = language.value if language else found.map.language
        is_document = target.suffix.lower() in {".yaml", ".yml"}
        unbound = is_document and found.map.evidence is None and _had_evidence(target)
        for note in found.notes:
            if not (unbound and note.about == "measured"):  # said of the file itself below
                typer.echo(printable(note.said(tongue)), err=True)
        if is_document:
            if beside is not None or lanes is not None:
                raise UsageError(
                    "A document has no use for --beside or --lanes.", hint="They are for pictures and slides."
                )
            if unbound:
                typer.echo(_UNBOUND[tongue].format(file=target), err=True)
            found.map.save(target)
        else:
            one, other = _two(found.map, document, beside, target, tongue)
            render(
                one,
                target,
                language=language.value if language else None,
                lanes=lanes.value if lanes else None,
                beside=other,
            )
        typer.echo(str(target))


def _had_evidence(target: Path) -> bool:
    """Whether a map stands there that is bound to a log."""
    from sojourn.errors import SojournError
    from sojourn.journeymap.document import load

    try:
        return target.is_file() and load(target).evidence is not None
    except SojournError:  # whatever stands there is replaced
        return False


def _two(
    jmap: "JourneyMap", document: Path, beside: Path | None, target: Path, tongue: "Tongue"
) -> tuple["JourneyMap", "JourneyMap | None"]:
    """The map and what stands beside it: the file given, or for a map of the future first its map of today."""
    from sojourn.journeymap.forms.opening import open_map
    from sojourn.render import RENDERERS, accepts

    if beside is not None:
        return jmap, open_map(beside)
    form = target.suffix.removeprefix(".").lower()
    if not jmap.current_state or form not in RENDERERS or not accepts(form, "beside"):
        return jmap, None
    today = document.parent / jmap.current_state
    if not today.is_file():
        typer.echo(_ALONE[tongue].format(file=jmap.current_state), err=True)
        return jmap, None
    return open_map(today), jmap
