"""The log that a map is held against: an argument that takes whatever `sj.read` takes."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sojourn.log.journeylog import JourneyLog

LogSource = Annotated[
    str,
    typer.Argument(
        metavar="LOG",
        help="A journey log, the output folder of an analysis, a project file, or a file or folder of events.",
        show_default=False,
    ),
]


def opened(source: str) -> "JourneyLog":
    """The journey log of a folder that has one; otherwise what its files say, read in a process of their own.

    Raises
    ------
    InputError
        If the data cannot be used.
    LogError
        If the log is damaged.
    """
    from sojourn.log.store import is_log, open_log
    from sojourn.project.place import place_of
    from sojourn.reading import read

    folder = place_of(Path(source)).log
    return open_log(folder) if is_log(folder) else read(source, isolated=True)
