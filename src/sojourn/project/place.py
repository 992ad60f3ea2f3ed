"""Where the data of a question lie: the log of a project or of an analysis, and what lies beside it."""

from dataclasses import dataclass
from pathlib import Path

from sojourn.errors import UsageError
from sojourn.log.store import is_log
from sojourn.project.document import FILE, load
from sojourn.project.store import Store

_LOG = "log"
_REPORT = "report.json"


@dataclass(frozen=True, slots=True)
class Place:
    """What can be asked.

    Attributes
    ----------
    log
        The folder of a journey log.
    customers
        Who is known by what, if a project was built there.
    report
        ``report.json``, if an analysis was made there.
    """

    log: Path
    customers: Path | None = None
    report: Path | None = None


def place_of(folder: Path) -> Place:
    """The folder of a journey log, the output folder of an analysis, or the data folder of a project.

    Whether there is a log is found out when it is opened.
    """
    inside = is_log(folder / _LOG)
    log, around = (folder / _LOG, folder) if inside else (folder, folder.absolute().parent)
    beside = inside or folder.name == _LOG
    customers, report = Store(around).customers, around / _REPORT
    return Place(
        log,
        customers if beside and customers.is_file() else None,
        report if beside and report.is_file() else None,
    )


def place_of_project(path: Path | None = None) -> Place:
    """The data of a project file; ``sojourn.yaml`` of the folder we are in if none is named.

    Raises
    ------
    UsageError
        If no file is named and there is none, or the project was not built yet.
    SourceError
        If it is not a valid project.
    """
    if path is None:
        path = Path(FILE)
        if not path.is_file():
            raise UsageError(
                f"There is no {FILE} here.",
                hint="Name a project with --project, or a log or output folder with --log.",
            )
    folder = path.parent / load(path).data
    place = place_of(folder)
    if not is_log(place.log):
        raise UsageError(
            f"The project {path} was not built yet.", hint=f"Run: sojourn build --project {path}"
        )
    return place
