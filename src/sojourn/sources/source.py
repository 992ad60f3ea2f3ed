"""The seam of all sources: what a format must offer, what it gives back, and the registry that knows them."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

import duckdb
import pyarrow as pa

from sojourn.registry import Registry

SAMPLE_ROWS: Final = 10_000
"""Rows of a table that are looked at to find the roles of its columns."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What protects the machine from a file.

    Attributes
    ----------
    columns
        Columns of a table.
    record_bytes
        One line of text; a longer one is a rejected line.
    unpacked_bytes
        A compressed file may unpack to this.
    ratio
        … and to this many times its size, once it has passed 64 MiB.
    """

    columns: int = 2_000
    record_bytes: int = 4 << 20
    unpacked_bytes: int = 256 << 30
    ratio: int = 250


@dataclass(frozen=True, slots=True)
class Workspace:
    """What a source may use while it is read: an engine connection, a folder for passing files, and limits."""

    connection: duckdb.DuckDBPyConnection
    folder: Path
    limits: Limits = field(default_factory=Limits)

    def scratch(self, suffix: str = "") -> Path:
        """A new path for a passing file."""
        return Path(tempfile.mkdtemp(dir=self.folder)) / f"data{suffix}"


@contextmanager
def workspace(
    *,
    folder: Path | None = None,
    memory_limit: int | None = None,
    threads: int | None = None,
    limits: Limits | None = None,
) -> Iterator[Workspace]:
    """Open a workspace and remove what it wrote when done.

    Parameters
    ----------
    folder
        Where passing files go; the system's temporary folder by default.
    memory_limit
        Bytes the engine may use.
    threads
        Threads of the engine; all by default.
    limits
        What protects the machine.

    Notes
    -----
    The engine loads no extension by itself and sees no Python variable; the paths it opens are resolved by
    :mod:`sojourn.sources.files`.
    """
    with tempfile.TemporaryDirectory(prefix="sojourn-", dir=folder, ignore_cleanup_errors=True) as name:
        config: dict[str, str | bool | int | float | list[str]] = {
            "temp_directory": name,
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
            "python_enable_replacements": "false",
        }
        if memory_limit:
            config["memory_limit"] = f"{memory_limit}B"
        if threads:
            config["threads"] = str(threads)
        connection = duckdb.connect(config=config)
        try:
            connection.execute("SET TimeZone = 'UTC'").fetchall()
            yield Workspace(connection, Path(name), limits or Limits())
        finally:
            connection.close()


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of a file, unpacked, by which its format is recognised.

    Attributes
    ----------
    name
        The file's name without the ending of a packer (``.gz``), lower case.
    start
        Its first bytes, at most 64 KiB.
    """

    name: str
    start: bytes


@dataclass(frozen=True, slots=True)
class Given:
    """One file to read.

    Attributes
    ----------
    label
        Its name for people.
    path
        The bytes to read: the file itself, or its unpacked copy.
    name
        The file's name without the ending of a packer, lower case.
    """

    label: str
    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class RejectedLine:
    """A line that is no row: its record number from 1 (header included), why, and its beginning."""

    line: int
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """All lines that are no rows: how many, and the first of them."""

    count: int = 0
    first: tuple[RejectedLine, ...] = ()


def _none_rejected() -> Rejected:
    return Rejected()


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table as its format gives it: names, types, a sample, and a scan.

    Attributes
    ----------
    label, format
        The file and its format, for people.
    types
        Column → engine type, in file order.
    sample
        At most about 10,000 rows, also from the middle and the end where that is cheap; columns as in `types`.
    scan
        A new scan of all rows in file order, with the columns of `types`.
    rejected
        Lines that were no rows; to be asked after the scan.
    reject_when, blank_when
        Where broken records come as rows of the scan: the column of the scan that is true for them, and for blank
        lines.
    reject_text
        The column of the scan with the broken record.
    unread_when
        The column of the scan that is true for records with values that are in no column, because the sample has none.
    first_line
        Record number of the first row.
    roles
        Role → column, where the format fixes it.
    positions
        An event is its position: equal rows are different events, and ids and dates are written in full.
    note
        What had to be assumed, in words.
    dialect
        The system that wrote the table, where a dialect recognised it: then `roles`, `constants` and `identifiers` are
        all there is to know, and nothing is guessed; columns they do not name are kept as properties.
    identifiers
        Column → type of identifier (:mod:`sojourn.events.identifiers`): every id of the customer that a row carries.
    constants
        Role → the value that all rows have.
    link_when
        The column of the scan that is true for rows that are no events but tell who is who (contacts, identify calls).
    aside
        Why the table is not read: it neither holds events nor tells of customers. Its rows are counted.
    """

    label: str
    format: str
    types: Mapping[str, str]
    sample: pa.Table
    scan: Callable[[], duckdb.DuckDBPyRelation]
    rejected: Callable[[], Rejected] = _none_rejected
    reject_when: str = ""
    blank_when: str = ""
    reject_text: str = ""
    unread_when: str = ""
    first_line: int = 1
    roles: Mapping[str, str] = field(default_factory=dict)
    positions: bool = False
    note: str = ""
    dialect: str = ""
    identifiers: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    link_when: str = ""
    aside: str = ""


class Source(Protocol):
    """A format: whether a file has it, and the file as a table."""

    def recognises(self, head: Head) -> bool:
        """Whether a file that begins like this has the format: by content first, by its name second."""
        ...

    def open(self, given: Given, workspace: Workspace) -> RawTable:
        """The file as a table.

        Raises
        ------
        SourceError
            If it is broken or empty.
        LimitError
            If it is larger than the workspace allows.
        """
        ...


SOURCES: Final[Registry[Source]] = Registry(
    "source",
    {
        "parquet": "sojourn.sources.parquet:PARQUET",
        "ocel": "sojourn.sources.ocel:OCEL",
        "xes": "sojourn.sources.xes:XES",
        "json": "sojourn.sources.json:JSON",
        "snowplow_tsv": "sojourn.sources.snowplow:SNOWPLOW",
        "cdnow": "sojourn.sources.cdnow:CDNOW",
        "csv": "sojourn.sources.csv:CSV",
    },
    group="sojourn.sources",
)
"""Formats by name, asked in this order; packages add theirs under the entry-point group ``sojourn.sources``."""
