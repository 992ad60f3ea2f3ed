"""SQLite files, through the standard library and for reading only."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from sojourn.errors import SourceError
from sojourn.sources.rows import Database, distinct, quote

_BATCH: Final = 50_000
_PERMITTED: Final = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
}


@contextmanager
def sqlite(path: str) -> Iterator[Database]:
    """Open a file for reading.

    Raises
    ------
    SourceError
        If there is no such file.
    """
    if not Path(path).is_file():
        raise SourceError(f"There is no file {path}.", hint="Check the path.", context={"file": path})
    connection = sqlite3.connect(Path(path).resolve().as_uri() + "?mode=ro", uri=True)
    with closing(connection):
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        listed = connection.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
        )
        tables = tuple(str(name) for (name,) in listed)
        # A query can neither write nor open a second file: everything but reading is refused.
        connection.set_authorizer(
            lambda action, *_: sqlite3.SQLITE_OK if action in _PERMITTED else sqlite3.SQLITE_DENY
        )
        yield Database(tables, lambda sql: _sqlite_rows(connection, sql), _whole)


def _whole(name: str) -> str:
    return "SELECT * FROM " + quote(name)  # noqa: S608 - a name of the catalogue, quoted


def _sqlite_rows(connection: sqlite3.Connection, sql: str) -> Iterator[pa.RecordBatch]:
    """Rows as text: a column of SQLite can hold values of any type, whatever it was declared as."""
    cursor = connection.execute(sql)
    if cursor.description is None:
        raise SourceError("The query gives no rows.", hint="Only SELECT is read.")
    names = distinct([str(d[0]) for d in cursor.description])
    schema = pa.schema([(name, pa.string()) for name in names])
    while True:
        rows = cursor.fetchmany(_BATCH)
        columns = [_text_array(values) for values in zip(*rows, strict=True)] if rows else []
        yield pa.RecordBatch.from_arrays(columns or [pa.array([], pa.string()) for _ in names], schema=schema)
        if len(rows) < _BATCH:
            return


def _text_array(values: tuple[Any, ...]) -> pa.Array:
    try:
        return pc.cast(pa.array(values), pa.string())
    except (pa.ArrowException, OverflowError):  # values of several types, or bytes that are no text
        return pa.array([v.hex() if isinstance(v, bytes) else None if v is None else str(v) for v in values])
