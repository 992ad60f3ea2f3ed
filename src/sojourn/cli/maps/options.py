"""Arguments that the commands of ``sojourn map`` share."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from sojourn.cli.words import Language

MapFile = Annotated[Path, typer.Argument(metavar="MAP", help="A *.journey.yaml.", show_default=False)]
AnyMapFile = Annotated[
    Path,
    typer.Argument(
        metavar="MAP",
        help="A *.journey.yaml, or a map of another form: .xlsx, .csv, .mmd, .drawio.",
        show_default=False,
    ),
]
MapLanguage = Annotated[
    Language | None, typer.Option("--lang", help="Language of the words; that of the map if not given.")
]

MapOut = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="FILE", help="Where to write; MAP itself if not given.", show_default=False
    ),
]
MapGoals = Annotated[
    list[str] | None,
    typer.Option(
        "--goal",
        metavar="TOUCHPOINT",
        help="What counts as success; repeat it for several. The goal the map has already if not given.",
        show_default=False,
    ),
]
MapClocks = Annotated[
    str,
    typer.Option(
        "--timezone", metavar="ZONE", help="Whose clocks count where personas are segments of a report."
    ),
]


class Lanes(StrEnum):
    """Rows of the flow of a map."""

    STAGE = "stage"
    CHANNEL = "channel"
    DEPARTMENT = "department"


MapLanes = Annotated[
    Lanes | None,
    typer.Option(
        "--lanes", help="Rows of the flow: a row for each channel or department.", show_default=False
    ),
]
