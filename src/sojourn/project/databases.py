"""Databases among the sources of a project: read at every build, and known by what they held."""

import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from urllib.parse import quote, urlsplit

from sojourn.sources.database import is_url, relative_to, saved
from sojourn.sources.files import Named
from sojourn.sources.source import RawTable, workspace

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


def addresses(tables: Iterable[RawTable], files: Mapping[str, str], urls: Sequence[str]) -> dict[str, str]:
    """The URL of every table of a database, by its label.

    Parameters
    ----------
    tables
        Open tables; those of a database are labelled ``database/table``.
    files
        Label → path of the files given, SQLite files among them.
    urls
        The URLs given. One that names its table or query stays as it is.
    """
    found = {}
    for table in tables:
        database, _, name = table.label.partition("/")
        if table.format not in {"sqlite", "postgresql"} or not name:
            continue
        url = next((u for u in urls if Path(urlsplit(u).path).name == database), "")
        if not url and database in files:
            url = f"sqlite:///{quote(files[database])}"
        if url:
            found[table.label] = url if "?" in url else f"{url}?table={quote(name)}"
    return found
