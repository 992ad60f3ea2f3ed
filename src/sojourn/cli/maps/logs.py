"""The log that a map is held against: an argument that takes whatever `sj.read` takes."""

import re
from codecs import BOM_UTF8
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

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


_MAP: Final = re.compile(rb"^sojourn: map/", re.MULTILINE)
_HEAD: Final = 8_192
"""Bytes in which a map says that it is one; comments may stand before."""
_RESULTS: Final = ("report.json", "quality.json", "report.html")


def opened(source: str) -> "JourneyLog":
    """The journey log of a folder that has one; otherwise what its files say, read in a process of their own.

    Raises
    ------
    UsageError
        If it is a map, or another file that an analysis wrote: read as events they would say nothing.
    InputError
        If the data cannot be used.
    LogError
        If the log is damaged.
    """
    from sojourn.errors import SourceError
    from sojourn.log.store import is_log, open_log
    from sojourn.project.place import place_of
    from sojourn.reading import read

    try:
        _refuse_results(Path(source))
        folder = place_of(Path(source)).log
        return open_log(folder) if is_log(folder) else read(source, isolated=True)
    except OSError as error:
        raise SourceError(f"{source[:200]} cannot be read: {error.strerror or error}.") from error


def _refuse_results(path: Path) -> None:
    """Refuse the files that lie beside a log or in it, and maps."""
    from sojourn.errors import UsageError
    from sojourn.log.store import is_log

    if not path.is_file():
        return
    for folder in path.parents:
        if is_log(folder) or (is_log(folder / "log") and path.name in _RESULTS):
            raise UsageError(
                f"{path} is a part of an analysis, not a log.", hint=f"Give the folder: {folder}"
            )
    with path.open("rb") as file:
        if path.name.endswith(".journey.yaml") or _MAP.search(file.read(_HEAD).removeprefix(BOM_UTF8)):
            raise UsageError(
                f"{path} is a map, not a log.",
                hint="Name the map first, then the log: a folder that sojourn analyze wrote, or files of events.",
            )
