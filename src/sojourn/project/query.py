"""Questions in SQL about a journey log: in this process for the library, in a limited child for the command line."""

import os
import shutil
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Final

import pyarrow as pa

from sojourn import isolation
from sojourn.errors import LimitError, OutputError, UsageError
from sojourn.isolation import Limits
from sojourn.log.journeylog import JourneyLog
from sojourn.log.store import open_log
from sojourn.project.place import Place, place_of
from sojourn.project.sandbox import Sandbox, sandbox
from sojourn.project.table_files import Form, table_file
from sojourn.project.views import IDENTIFIERS, identifier_table, log_tables, report_tables
from sojourn.results import Result

SECONDS: Final = 60.0
"""How long a question may take, unless told."""
SHOWN_ROWS: Final = 50_000
SHOWN_BYTES: Final = 50_000_000
"""What is shown at most, where the answer does not go to a file."""
FILE_BYTES: Final = 16 << 30
"""The largest file that an answer may become."""
_LEAST_ROOM: Final = 64 << 20


@dataclass(frozen=True, slots=True)
class QuerySpec:
    """The question: a statement in SQL, and how many rows of the answer are wanted."""

    sql: str
    limit: int | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.sql, str) or not self.sql.strip():
            raise UsageError("The question is empty.", hint="Try: SELECT * FROM events LIMIT 10")
        if self.limit is not None and (not isinstance(self.limit, int) or self.limit < 0):
            raise UsageError(f"limit must be a number of rows, got {self.limit!r}.", hint="Write limit=100.")


@dataclass(frozen=True, repr=False)
class QueryResult(Result):
    """The answer to a question in SQL. One row of `table` is one row of the answer."""

    spec: QuerySpec
    more: bool
    """Whether there were more rows than the limit let through."""
    _table: pa.Table

    @property
    def table(self) -> pa.Table:
        """The rows of the answer."""
        return self._table

    def headline(self) -> str:
        """How many rows there are."""
        more = "; there are more" if self.more else ""
        return f"QueryResult: {self._table.num_rows:,} row{'s' * (self._table.num_rows != 1)}{more}"


def query(
    log: JourneyLog | str | PathLike[str],
    sql: str,
    *,
    limit: int | None = None,
    timeout: float | None = SECONDS,
) -> QueryResult:
    """Answer a question in SQL about a log.

    Parameters
    ----------
    log
        A journey log, with its selections; or the folder of a log, of an analysis, or of a project's data.
    sql
        One ``SELECT`` (or ``WITH``, ``FROM``, ``DESCRIBE``, ``SUMMARIZE``, ``SHOW``, ``EXPLAIN``) over the views
        ``events``, ``customers`` and ``journeys``; with the data folder of a project also ``identifiers``, with the
        folder of an analysis also the lists of its report (``transitions``, ``touchpoints``, ``paths`` …). Nothing else
        can be read, and nothing written.
    limit
        Rows at most; all by default.
    timeout
        Seconds; None for as long as it takes.

    Raises
    ------
    UsageError
        If the question is not one, or asks for what is not there or not permitted.
    LimitError
        If it takes too long, or needs too much memory.
    LogError
        If there is no log, or it is damaged.

    Examples
    --------
    >>> from sojourn.testing import log_of
    >>> log = log_of('''
    ...     ann  09:00  Home  web
    ...     ann  09:05  Cart  web
    ...     bob  10:00  Home  app
    ... ''')
    >>> query(log, "select touchpoint, count(*) as n from events group by all order by n desc")
    QueryResult: 2 rows
      touchpoint  n
      Home        2
      Cart        1
    """
    spec = QuerySpec(sql, limit)
    _check_seconds(timeout)
    tables = log_tables(log) if isinstance(log, JourneyLog) else _tables(place_of(Path(log)))
    memory = isolation.default_memory()
    with _scratch() as folder, sandbox(tables, folder=folder, memory=memory, disk=_room(folder)) as engine:
        cap = _Cap(limit)
        with _stopping(engine, timeout):
            answer = engine.ask(sql)
            batches = list(cap.through(answer.batches))
        return QueryResult(spec, cap.more, pa.Table.from_batches(batches, schema=answer.schema))


@dataclass(frozen=True, slots=True)
class Answered:
    """How many rows a file got, and whether there were more than it was to get."""

    rows: int
    more: bool


def query_to_file(
    place: Place,
    sql: str,
    target: Path,
    form: Form,
    *,
    limit: int | None = None,
    most_bytes: int | None = None,
    timeout: float | None = SECONDS,
    memory_limit: int | None = None,
) -> Answered:
    """Answer a question in a process of its own, which is stopped when it takes too much, into a file.

    Parameters
    ----------
    place
        What is asked.
    sql
        See :func:`query`.
    target, form
        The file, which appears whole or not at all, readable by its owner only; and what it is.
    limit, most_bytes
        Rows and bytes (in memory) after which the answer is cut.
    timeout, memory_limit
        Seconds, and bytes of memory; 60 % of the machine's by default.

    Raises
    ------
    UsageError, LimitError, LogError
        See :func:`query`.
    OutputError
        If the file cannot be written.
    """
    QuerySpec(sql, limit)
    _check_seconds(timeout)
    memory = memory_limit or isolation.default_memory()
    with _whole_file(target) as passing:
        arguments = {
            "log": str(place.log),
            "customers": str(place.customers or ""),
            "report": str(place.report or ""),
            "sql": sql,
            "target": str(passing),
            "form": form,
            "limit": limit,
            "most_bytes": most_bytes,
            "memory": memory // 2,
        }
        limits = Limits(memory, timeout, file_bytes=FILE_BYTES)
        try:
            told = isolation.run(
                "sojourn.project.query:answer", arguments, limits=limits, subject="the question"
            )
        except LimitError as error:
            raise _in_words_of_a_question(error) from None
    return Answered(told["rows"], told["more"])


def answer(
    *,
    log: str,
    customers: str,
    report: str,
    sql: str,
    target: str,
    form: Form,
    limit: int | None,
    most_bytes: int | None,
    memory: int,
    progress: object = None,  # noqa: ARG001  (part of the call of every isolated function)
) -> dict[str, object]:
    """The child's part of :func:`query_to_file`; all arguments are plain values."""
    place = Place(Path(log), Path(customers) if customers else None, Path(report) if report else None)
    tables = _tables(place)
    with _scratch() as folder, sandbox(tables, folder=folder, memory=memory, disk=_room(folder)) as engine:
        told = engine.ask(sql)
        cap = _Cap(limit, most_bytes)
        try:
            with table_file(Path(target), told.schema, form) as write:
                for batch in cap.through(told.batches):
                    write(batch)
        except OSError as error:
            if isinstance(error, OutputError):
                raise
            raise LimitError(
                f"The answer cannot be written: {error.strerror or error}.",
                hint=f"A file may have {FILE_BYTES >> 30} GiB; ask for less, or free space on the disk.",
            ) from error
    return {"rows": cap.taken, "more": cap.more}


def _tables(place: Place) -> Mapping[str, pa.Table]:
    """Everything that can be asked in a place; views of the log go before tables of a report."""
    tables = report_tables(place.report) if place.report else {}
    if place.customers:
        tables[IDENTIFIERS] = identifier_table(place.customers)
    return tables | log_tables(open_log(place.log, verify=False))


@dataclass(slots=True)
class _Cap:
    """Lets batches through until there are enough rows or bytes."""

    rows: int | None
    size: int | None = None
    taken: int = 0
    held: int = 0
    more: bool = False

    def through(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            room = batch.num_rows if self.rows is None else min(batch.num_rows, self.rows - self.taken)
            full = self.size is not None and self.held >= self.size
            self.more = room < batch.num_rows or (full and batch.num_rows > 0)
            if self.more and (full or not room):
                return
            self.taken += room
            self.held += batch.nbytes
            yield batch.slice(0, room)


@contextmanager
def _stopping(engine: Sandbox, seconds: float | None) -> Iterator[None]:
    """Interrupt the engine when its time is over."""
    if seconds is None:
        yield
        return
    expired = threading.Event()

    def stop() -> None:
        expired.set()
        engine.interrupt()

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        yield
    except UsageError:
        if expired.is_set():
            raise _too_slow(seconds) from None
        raise
    finally:
        timer.cancel()


def _check_seconds(timeout: float | None) -> None:
    if timeout is not None and not (isinstance(timeout, int | float) and timeout > 0):
        raise UsageError(f"timeout must be a number of seconds, got {timeout!r}.", hint="Write timeout=60.")


def _too_slow(seconds: float) -> LimitError:
    return LimitError(
        f"The question took more than {seconds:g} seconds and was stopped.",
        hint="Ask for less, or allow more time (--timeout, timeout=).",
        context={"seconds": seconds},
    )


def _in_words_of_a_question(error: LimitError) -> LimitError:
    if "seconds" in error.context:
        return _too_slow(float(str(error.context["seconds"])))
    if "memory_limit" in error.context or "status" in error.context:
        return LimitError(
            "The question took more memory than it may use and was stopped.",
            hint="Ask for fewer rows or columns, aggregate, or raise --memory-limit.",
            context=error.context,
        )
    return error


@contextmanager
def _scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="sojourn-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _room(folder: Path) -> int:
    """Bytes that may be put on the disk in passing: half of what is free."""
    return max(_LEAST_ROOM, shutil.disk_usage(folder).free // 2)


@contextmanager
def _whole_file(target: Path) -> Iterator[Path]:
    """A file beside `target` that takes its place at the end of the block."""
    passing: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.absolute().parent)
        os.close(handle)
        passing = Path(name)
        yield passing
        with passing.open("rb") as file:
            os.fsync(file.fileno())
        passing.replace(target)
    except OSError as error:
        if isinstance(error, OutputError):
            raise
        raise OutputError(
            f"Cannot write {target}: {error.strerror or error}.", hint="Choose another place."
        ) from error
    finally:
        if passing is not None:
            passing.unlink(missing_ok=True)
