"""Databases named by a URL: SQLite through the standard library, PostgreSQL through ADBC; read, never written.

What a query or table gives is copied once into a passing Parquet file, so that it can be scanned as often as needed while
the database is asked only once and sees one state.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, quote, unquote, urlsplit

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from sojourn.errors import LimitError, SojournError, SourceError, UnknownNameError
from sojourn.sources.parquet import PARQUET
from sojourn.sources.postgres import postgres
from sojourn.sources.rows import Database
from sojourn.sources.source import Given, Head, RawTable, Workspace
from sojourn.sources.sqlite import sqlite

_URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*://")
_SQLITE_MAGIC: Final = b"SQLite format 3\0"
_FORMS: Final = "sqlite:///PATH?table=NAME or postgresql://USER@HOST/DATABASE?table=NAME (or ?query=SELECT …)"


@dataclass(frozen=True, slots=True)
class Address:
    """A database's address, taken apart; it shows no password.

    Attributes
    ----------
    scheme
        ``sqlite`` or ``postgresql``.
    name
        The database's name for people: no user, no password, no host.
    tables
        The tables asked for; all if there are none and no query.
    query
        A query of the user, given to the database as it is.
    url
        What the driver gets.
    secrets
        Texts that no message may show.
    """

    scheme: str
    name: str
    tables: tuple[str, ...]
    query: str
    url: str = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False, default=())

    def hide(self, text: str) -> str:
        """A message of a driver without what it may not show."""
        for secret in self.secrets:
            text = text.replace(secret, "…")
        return text


def is_url(source: object) -> bool:
    """Whether a source is an address rather than a path.

    >>> is_url("postgresql://localhost/crm?table=tickets"), is_url("csv:orders.txt")
    (True, False)
    """
    return isinstance(source, str) and _URL.match(source) is not None


def is_sqlite(head: Head) -> bool:
    """Whether a file is an SQLite database."""
    return head.start.startswith(_SQLITE_MAGIC)


def open_url(url: str, workspace: Workspace) -> tuple[RawTable, ...]:
    """The tables that a database's URL names.

    Parameters
    ----------
    url
        ``sqlite:///PATH`` or ``postgresql://USER:PASSWORD@HOST:PORT/DATABASE``, with ``?table=NAME`` (several times if
        need be, ``SCHEMA.NAME`` in PostgreSQL) or ``?query=SELECT …``; with neither, every table there is.
    workspace
        Where the passing copies go.

    Raises
    ------
    SourceError
        If it is no database, cannot be reached, or refuses the query.
    UnknownNameError
        If it has no table of that name.
    MissingExtraError
        If the driver is not installed.
    """
    address = parsed(url)
    opened = sqlite(address.url) if address.scheme == "sqlite" else postgres(address.url)
    with _told(address), opened as database:
        return _tables(database, address, workspace)


def saved(url: str, workspace: Workspace) -> Iterator[tuple[str, Path]]:
    """The tables that a database's URL names as passing Parquet files, each with its name for people.

    The same rows give the same bytes.

    Raises
    ------
    InputError
        As :func:`open_url` does.
    """
    address = parsed(url)
    opened = sqlite(address.url) if address.scheme == "sqlite" else postgres(address.url)
    with _told(address), opened as database:
        for label, rows in _asked(database, address):
            yield label, _written(rows, label, workspace)[0]


def relative_to(url: str, base: Path) -> str:
    """A URL whose SQLite file is looked for beside a project first, as all its files are.

    >>> relative_to("postgresql://localhost/crm", Path("/srv"))
    'postgresql://localhost/crm'
    """
    plain, mark, asked = url.partition("?")
    scheme, _, path = plain.partition("://")
    near = base / unquote(path).removeprefix("/")
    if scheme.lower() != "sqlite" or path.startswith("//") or not near.is_file():
        return url
    return f"{scheme}:///{quote(str(near.absolute()))}{mark}{asked}"


def sqlite_tables(given: Given, workspace: Workspace) -> tuple[RawTable, ...]:
    """Every table of an SQLite file.

    Raises
    ------
    SourceError
        If the file is damaged or has no table.
    """
    address = Address("sqlite", given.label, (), "", str(given.path))
    with _told(address), sqlite(address.url) as database:
        return _tables(database, address, workspace)


def parsed(url: str) -> Address:
    """Take a URL apart.

    >>> parsed("postgresql://ann:s3cret@db.test/crm?table=tickets")
    Address(scheme='postgresql', name='crm', tables=('tickets',), query='')

    Raises
    ------
    SourceError
        If it is no URL of a database that can be read, or asks for a table and a query at once.
    """
    plain, _, asked = url.partition("?")
    scheme = plain.partition("://")[0].lower()
    try:
        parts = urlsplit(plain)
        options = parse_qs(asked, keep_blank_values=False)
    except ValueError as error:
        raise SourceError("The URL of a source cannot be understood.", hint=f"Write {_FORMS}.") from error
    tables, queries = tuple(options.pop("table", ())), options.pop("query", [])
    if scheme not in {"sqlite", "postgresql", "postgres"}:
        raise SourceError(
            f"Addresses that begin with {scheme}:// are not read.",
            hint=f"Fetch the data into a file first. Databases are read: {_FORMS}.",
            context={"scheme": scheme},
        )
    if len(queries) > 1 or (queries and tables):
        raise SourceError("A URL names a table or a query, not both.", hint=f"Write {_FORMS}.")
    query = queries[0] if queries else ""
    if scheme == "sqlite":
        path = _sqlite_path(plain.partition("://")[2])
        return Address("sqlite", Path(path).name, tables, query, path)
    rest = "&".join(f"{k}={v}" for k, vs in options.items() for v in vs)
    secrets = [s for s in (parts.password, unquote(parts.password or "")) if s]
    secrets += [v for vs in (options.get("password", []),) for v in vs]
    name = unquote(parts.path.lstrip("/")) or "postgresql"
    target = f"{plain}?{rest}" if rest else plain
    return Address("postgresql", name, tables, query, target, (url, target, *dict.fromkeys(secrets)))


def _sqlite_path(text: str) -> str:
    """The path after ``sqlite://``: ``/a.db`` is a.db in the working folder, unless only the root has it."""
    path = unquote(text)
    if path.startswith("//"):
        return path[1:]
    near = path.removeprefix("/")
    return near if Path(near).exists() or not Path(path).exists() else path


@contextmanager
def _told(address: Address) -> Iterator[None]:
    """What a driver raises becomes an error that names the database and shows no secret."""
    try:
        yield
    except (sqlite3.Error, pa.ArrowException, duckdb.Error, OSError, ValueError) as error:
        raise _failed(address, error) from None
    except Exception as error:
        if type(error).__module__.startswith("adbc"):
            raise _failed(address, error) from None
        raise


def _failed(address: Address, error: Exception) -> Exception:
    if isinstance(error, SojournError):
        return error
    lines = [line.strip() for line in address.hide(str(error)).splitlines() if line.strip()]
    return SourceError(
        f"The database {address.name} cannot be read: {lines[0] if lines else type(error).__name__}",
        hint="Check the address, the rights of the user, and the query."
        if address.scheme == "postgresql"
        else "Check the path and the query; a damaged file can be mended with sqlite3's .recover.",
        context={"database": address.name},
    )


def _tables(database: Database, address: Address, workspace: Workspace) -> tuple[RawTable, ...]:
    return tuple(_copied(rows, label, address.scheme, workspace) for label, rows in _asked(database, address))


def _asked(database: Database, address: Address) -> Iterator[tuple[str, Iterator[pa.RecordBatch]]]:
    """What is asked for: names for people, and rows."""
    if address.query:
        yield f"{address.name}/query", database.select(address.query)
        return
    names = tuple(_known(name, database.tables) for name in address.tables) or database.tables
    if not names:
        raise SourceError(f"The database {address.name} has no table.", context={"database": address.name})
    for name in names:
        yield f"{address.name}/{name}", database.select(database.whole(name))


def _known(name: str, tables: tuple[str, ...]) -> str:
    if name in tables:
        return name
    folded = [t for t in tables if t.casefold() == name.casefold() or t.partition(".")[2] == name]
    if len(folded) == 1:
        return folded[0]
    raise UnknownNameError.among("table", name, tables)


def _copied(batches: Iterator[pa.RecordBatch], label: str, format_: str, workspace: Workspace) -> RawTable:
    path, schema, rows = _written(batches, label, workspace)
    if rows == 0:
        return _empty(schema, label, format_, workspace)
    return replace(PARQUET.open(Given(label, path, path.name), workspace), format=format_)


def _written(
    batches: Iterator[pa.RecordBatch], label: str, workspace: Workspace
) -> tuple[Path, pa.Schema, int]:
    """Rows in a passing Parquet file, within limits."""
    path = workspace.scratch(".parquet")
    first = next(batches, None)
    if first is None or first.num_columns == 0:
        raise SourceError(f"{label} gave no columns.", context={"table": label})
    if first.num_columns > workspace.limits.columns:
        raise LimitError(
            f"{label} has {first.num_columns:,} columns; at most {workspace.limits.columns:,} are read.",
            hint="Name the columns that matter in a query.",
            context={"table": label, "columns": first.num_columns},
        )
    rows = 0
    with pq.ParquetWriter(path, first.schema) as out:
        batch: pa.RecordBatch | None = first
        while batch is not None:
            out.write_batch(batch)
            rows += batch.num_rows
            if path.stat().st_size > workspace.limits.unpacked_bytes:
                raise LimitError(
                    f"{label} is larger than the limit.",
                    hint="Ask for less with a query.",
                    context={"table": label},
                )
            batch = next(batches, None)
    return path, first.schema, rows


def _empty(schema: pa.Schema, label: str, format_: str, workspace: Workspace) -> RawTable:
    sample = schema.empty_table()
    relation = workspace.connection.from_arrow(sample)
    types = {n: str(t) for n, t in zip(relation.columns, relation.types, strict=True)}
    return RawTable(
        label,
        format_,
        types,
        sample,
        lambda: workspace.connection.from_arrow(sample),
        aside="it has columns and no rows",
    )
