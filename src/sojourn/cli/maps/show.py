"""``sojourn map show``: a map in the terminal."""

import shutil
from typing import Annotated

import typer

from sojourn.cli.maps.options import AnyMapFile, MapLanes, MapLanguage
from sojourn.cli.maps.speaking import speaking


def show(
    document: AnyMapFile,
    everything: Annotated[
        bool,
        typer.Option(
            "--all", help="Also what customers do and think, and what stands behind.", show_default=False
        ),
    ] = False,
    lanes: MapLanes = None,
    language: MapLanguage = None,
) -> None:
    """Show a map in the terminal: personas, stages, touchpoints and what is known about them."""
    with speaking(language):
        from sojourn.journeymap.forms.opening import open_map
        from sojourn.render.terminal import to_terminal

        typer.echo(
            to_terminal(
                open_map(document),
                language=language.value if language else None,
                width=shutil.get_terminal_size().columns,
                lanes=lanes.value if lanes else "stage",
                everything=everything,
            )
        )
