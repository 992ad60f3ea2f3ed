"""``sojourn map show``: a map in the terminal."""

import shutil

import typer

from sojourn.cli.failing import guarded
from sojourn.cli.maps.options import MapFile, MapLanguage
from sojourn.cli.words import Language


def show(
    document: MapFile,
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
