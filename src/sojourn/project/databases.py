"""Databases among the sources of a project: read at every build, and known by what they held."""

import shutil
import tempfile
from pathlib import Path

from sojourn.sources.database import is_url, relative_to, saved
from sojourn.sources.files import Named
from sojourn.sources.source import workspace

__all__ = ["copies", "is_url"]


def copies(url: str, base: Path, folder: Path) -> tuple[Named, ...]:
    """The tables that a database's URL names, each as a file of its own.

    A table that did not change gives the same bytes, so that nothing is read again and nothing is built anew.

    Parameters
    ----------
    url
        The URL, as the project has it; the path of an SQLite file is relative to the project.
    base
        The folder of the project file.
    folder
        Where the copies go; it exists.

    Raises
    ------
    InputError
        If the database cannot be read.
    """
    place = Path(tempfile.mkdtemp(prefix="database-", dir=folder))
    found = []
    with workspace(folder=folder) as space:
        for number, (label, path) in enumerate(saved(relative_to(url, base), space)):
            target = place / f"{number:04d}.parquet"
            shutil.move(path, target)
            found.append(Named(target, label))
    return tuple(found)
