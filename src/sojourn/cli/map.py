"""``sojourn map``: the journey map as a document."""

import shutil
from pathlib import Path
from typing import Annotated

import typer

from sojourn.cli.failing import guarded
from sojourn.cli.words import Language

app = typer.Typer(
    name="map", help="Show a journey map, or turn it into a picture, page or table.", no_args_is_help=True
)

MapLanguage = Annotated[
    Language | None, typer.Option("--lang", help="Language of the words; that of the map if not given.")
]


@app.command()
def show(
    document: Annotated[Path, typer.Argument(metavar="MAP", help="A *.journey.yaml.", show_default=False)],
    language: MapLanguage = None,
) -> None:
    """Show a map in the terminal: its stages, touchpoints and what is known about them."""
    with guarded(language or Language.EN):
        from sojourn.journeymap.document import load
        from sojourn.render.terminal import to_terminal

        typer.echo(
            to_terminal(
                load(document),
                language=language.value if language else None,
                width=shutil.get_terminal_size().columns,
            )
        )


@app.command()
def convert(
    document: Annotated[Path, typer.Argument(metavar="MAP", help="A *.journey.yaml.", show_default=False)],
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
