"""``sojourn map show``: a map in the terminal."""

import shutil

import typer

from sojourn.cli.failing import guarded
from sojourn.cli.maps.options import AnyMapFile, MapLanguage
from sojourn.cli.words import Language


def show(
    document: AnyMapFile,
    language: MapLanguage = None,
) -> None:
    """Show a map in the terminal: its stages, touchpoints and what is known about them."""
    with guarded(language or Language.EN):
        from sojourn.journeymap.forms.opening import open_map
        from sojourn.render.terminal import to_terminal

        typer.echo(
            to_terminal(
                open_map(document),
                language=language.value if language else None,
                width=shutil.get_terminal_size().columns,
            )
        )
