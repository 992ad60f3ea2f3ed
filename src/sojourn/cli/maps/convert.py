"""``sojourn map convert``: a map as a file of another form."""

from pathlib import Path
from typing import Annotated

import typer

from sojourn.cli.failing import guarded
from sojourn.cli.maps.options import AnyMapFile, MapLanguage
from sojourn.cli.words import Language


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
    language: MapLanguage = None,
) -> None:
    """Turn a map into a file of another form, or a file of another form into a map; the endings say which."""
    with guarded(language or Language.EN):
        from sojourn.errors import UsageError
        from sojourn.journeymap.forms.opening import opened
        from sojourn.render import render

        if not target.suffix:
            raise UsageError(
                f"{target} has no ending that says its form.", hint="Call it map.svg, map.png or the like."
            )
        found = opened(document)
        for note in found.notes:
            typer.echo(note, err=True)
        if target.suffix.lower() in {".yaml", ".yml"}:
            found.map.save(target)
        else:
            render(found.map, target, language=language.value if language else None)
        typer.echo(str(target))
