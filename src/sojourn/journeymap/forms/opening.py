"""A map from a file of any form that is read, by its ending."""

import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Final, cast

from sojourn.errors import SourceError, UnknownNameError, UsageError
from sojourn.journeymap.forms.grids import Opened
from sojourn.journeymap.model import JourneyMap
from sojourn.journeymap.sayings import failure, quoted, say, suggestion

_FORMS: Final = "sojourn.journeymap.forms"
READERS: Final = {
    "csv": f"{_FORMS}.csv_form:csv_map",
    "tsv": f"{_FORMS}.csv_form:csv_map",
    "xlsx": f"{_FORMS}.xlsx_form:xlsx_map",
    "xlsm": f"{_FORMS}.xlsx_form:xlsx_map",
    "mmd": f"{_FORMS}.mermaid_form:mermaid_map",
    "mermaid": f"{_FORMS}.mermaid_form:mermaid_map",
    "drawio": f"{_FORMS}.drawio_form:drawio_map",
}
"""What reads a file, by its ending; all others are documents (``.journey.yaml``)."""
_DOCUMENTS: Final = ("yaml", "yml")


def open_map(path: str | os.PathLike[str]) -> JourneyMap:
    r"""A map from a document or from a file of another form.

    Parameters
    ----------
    path
        Ends in ``.journey.yaml``, ``.yaml``, ``.yml``, ``.csv``, ``.tsv``, ``.xlsx``, ``.mmd`` or ``.drawio``.

    Raises
    ------
    SourceError
        If it cannot be read or holds no map; all faults are told with their place.
    LimitError
        If it is larger than a map can be.
    UnknownNameError
        If no form has that ending.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "coffee.csv"
    ...     _ = file.write_text("stage,touchpoint,emotion\nBuy,Queue,-2\nDrink,First sip,4\n")
    ...     [(t.name, t.emotion.score) for t in open_map(file).touchpoints]
    [('Queue', -2.0), ('First sip', 4.0)]
    """
    return opened(path).map


def opened(path: str | os.PathLike[str]) -> Opened:
    """Like :func:`open_map`, with sentences about what of the file the map does not carry."""
    if not isinstance(path, str | os.PathLike):
        raise failure(UsageError, say("no_path", kind=type(path).__name__), say("no_path.map"))
    file = Path(path)
    ending = file.suffix.removeprefix(".").lower()
    if ending in _DOCUMENTS:
        from sojourn.journeymap.document import load

        return Opened(load(file))
    if ending not in READERS:
        known = [*_DOCUMENTS, *READERS]
        told = say("no_form", ending=quoted(ending))
        raise failure(UnknownNameError, told, suggestion(ending, known), name=ending, known=known)
    if not _is_file(file):
        raise failure(SourceError, say("no_file", file=file), say("no_file.map"))
    module, _, name = READERS[ending].partition(":")
    return cast("Callable[[Path], Opened]", getattr(import_module(module), name))(file)


def _is_file(path: Path) -> bool:
    """Whether there is an ordinary file: a pipe or a device would be waited for, or never end."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
