"""``sojourn map convert``: a map as a file of another form."""

from pathlib import Path
from typing import Annotated

import typer

from sojourn.cli.failing import guarded
from sojourn.cli.maps.options import MapFile, MapLanguage
from sojourn.cli.words import Language


def convert(
    document: MapFile,
    target: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="Ends in .svg, .png, .pdf, .html, .mmd, .md or .csv.",
            show_default=False,
        ),
    ],
    language: MapLanguage = None,
) -> None:
    """Turn a map into a file of another form; the ending says which."""
    with guarded(language or Language.EN):
        from sojourn.errors import UsageError
        from sojourn.journeymap.document import load
        from sojourn.render import render

        if not target.suffix:
            raise UsageError(
                f"{target} has no ending that says its form.", hint="Call it map.svg, map.png or the like."
            )
        render(load(document), target, language=language.value if language else None)
        typer.echo(str(target))
