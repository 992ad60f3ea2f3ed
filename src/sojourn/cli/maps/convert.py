"""``sojourn map convert``: a map as a file of another form."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from sojourn.cli.failing import printable
from sojourn.cli.maps.options import AnyMapFile, MapLanes, MapLanguage
from sojourn.cli.maps.refusals import refusal
from sojourn.cli.maps.speaking import speaking
from sojourn.cli.words import Language

if TYPE_CHECKING:
    from sojourn.journeymap.model import JourneyMap
    from sojourn.journeymap.sayings import Language as Tongue

_WORDS: Final = {
    "en": {
        "alone": "The map of today, {file}, is not there; the map is drawn alone.",
        "unbound": "The evidence that stood in {file} is not in what was read: bind the map to its log again.",
        "inner": "Stages or touchpoints lead to files that are not there yet: {files}. --inner makes them, too.",
        "comma": ", ",
    },
    "zh": {
        "alone": "找不到现状地图 {file}，因此只绘制本图。",
        "unbound": "{file} 中原有的证据不在所读文件里：请重新绑定日志。",
        "inner": "有阶段或触点链接到尚不存在的文件：{files}。加上 --inner 可一并生成。",
        "comma": "、",
    },
}
_LINKING: Final = ("svg", "html", "pptx", "drawio")
"""Forms in which a stage or touchpoint that has a map of its own leads to it."""
_DOCUMENTS: Final = (".yaml", ".yml")


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
    inner: Annotated[
        bool,
        typer.Option(
            "--inner", help="Also the maps that open from its stages and touchpoints.", show_default=False
        ),
    ] = False,
    lanes: MapLanes = None,
    language: MapLanguage = None,
) -> None:
    """Turn a map into a file of another form, or a file of another form into a map; the endings say which.

    A map of the future that names its map of today is drawn beside it.
    """
    with speaking(language):
        from sojourn.journeymap.forms.opening import opened
        from sojourn.render import render

        if not target.suffix:
            raise refusal("no_ending", language, file=target)
        found = opened(document)
        tongue = language.value if language else found.map.language
        is_document = target.suffix.lower() in _DOCUMENTS
        unbound = is_document and found.map.evidence is None and _had_evidence(target)
        for note in found.notes:
            if not (unbound and note.about == "measured"):  # said of the file itself below
                typer.echo(printable(note.said(tongue)), err=True)
        if is_document:
            if beside is not None or lanes is not None or inner:
                raise refusal("document", language)
            if unbound:
                typer.echo(_WORDS[tongue]["unbound"].format(file=target), err=True)
            found.map.save(target)
            typer.echo(str(target))
            return
        further = list(_inner(document, target, language)) if inner else []
        for jmap, source, file in ((found.map, document, target), *further):
            if file != target:
                _make_folder(file.parent)
            one, other = _two(jmap, source, beside if file == target else None, file, tongue)
            render(
                one,
                file,
                language=language.value if language else None,
                lanes=lanes.value if lanes else None,
                beside=other,
            )
            typer.echo(str(file))
        if not inner:
            _say_missing(found.map, target, tongue)


def _inner(
    document: Path, target: Path, language: Language | None
) -> "Iterator[tuple[JourneyMap, Path, Path]]":
    """The maps below a document, each once, with their files and where their pictures belong."""
    from sojourn.journeymap.fields import picture_of
    from sojourn.journeymap.hierarchy import tree

    if document.suffix.lower() not in _DOCUMENTS:
        raise refusal("no_document", language, file=document)
    seen = {target.resolve()}
    for branch in list(tree(document).walk())[1:]:
        file = target.parent / picture_of(branch.file, _form(target))
        if file.resolve() == target.resolve():
            raise refusal("taken", language, file=target, map=branch.file)
        if file.resolve() in seen:
            continue
        seen.add(file.resolve())
        yield branch.jmap, document.resolve().parent / branch.file, file


def _make_folder(folder: Path) -> None:
    from sojourn.errors import OutputError

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder} cannot be made: {error.strerror or error}.") from None


def _say_missing(jmap: "JourneyMap", target: Path, tongue: "Tongue") -> None:
    """Say which files the picture leads to that are not there."""
    from sojourn.journeymap.fields import picture_of
    from sojourn.journeymap.hierarchy import links

    if _form(target) not in _LINKING:
        return
    files = [picture_of(link, _form(target)) for link in links(jmap)]
    missing = [file for file in files if not (target.parent / file).is_file()]
    if missing:
        words = _WORDS[tongue]
        typer.echo(printable(words["inner"].format(files=words["comma"].join(missing))), err=True)


def _form(target: Path) -> str:
    return target.suffix.removeprefix(".").lower()


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
    form = _form(target)
    if not jmap.current_state or form not in RENDERERS or not accepts(form, "beside"):
        return jmap, None
    today = document.parent / jmap.current_state
    if not today.is_file():
        typer.echo(_WORDS[tongue]["alone"].format(file=jmap.current_state), err=True)
        return jmap, None
    return open_map(today), jmap
