"""What `sj.read` is: anything a user calls data in, a journey log out."""

import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from os import PathLike, fspath
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sojourn import isolation
from sojourn.assembling import assemble, listed
from sojourn.errors import (
    UnitError,
    UnknownNameError,
    UsageError,
)
from sojourn.events.schema import ROLES
from sojourn.events.taxonomy.taxonomy import Taxonomy
from sojourn.isolation import Progress
from sojourn.log.journeylog import JourneyLog
from sojourn.log.memory import memory_log
from sojourn.log.store import is_log, open_log
from sojourn.output_folder import folder_of
from sojourn.project.building import build_isolated
from sojourn.project.document import excluded
from sojourn.sources.files import resolve
from sojourn.sources.frames import is_frame
from sojourn.spark.dataset import is_dataset
from sojourn.spark.reading import TASK_MEMORY, Wishes, opened_on_spark, read_dataset, read_on_spark
from sojourn.spark.session import is_spark_frame, session


def read(
    sources: Any,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str = "UTC",
    keep_duplicates: bool = False,
    taxonomy: Mapping[str, Any] | None = None,
    exclude: Sequence[str] = (),
    isolated: bool = False,
    memory_limit: int | None = None,
    engine: Any = "local",
    folder: str | PathLike[str] | None = None,
    shards: int | None = None,
) -> JourneyLog:
    """Read events and make a journey log of them.

    Parameters
    ----------
    sources
        A file, folder, glob or ``FORMAT:PATH``; a data frame, also one of Spark, or Arrow table; a list of these, which
        then become one log; the folder of a journey log that exists; or a project file, whose log is brought up to date
        first.
    columns
        Role → column, where inference should not decide: ``{"customer_id": "member_no"}``.
    timezone
        IANA name of the zone of times that name none.
    keep_duplicates
        Keep rows of tables that equal another in every column.
    taxonomy
        Rules from events to touchpoints, stages and channels, as in a project file; what is known of common names
        by default.
    exclude
        Kinds of declared programs whose events are left out (:data:`sojourn.events.traffic.TRAFFIC_RULES`), or
        ``all``.
    isolated
        Read files in a child process that is limited and can be killed: for files nobody has vouched for.
    memory_limit
        Bytes that reading may use. In a child process (60 % of the machine's memory unless given) the limit is
        enforced; in this one it sizes the buffers; on Spark it is what one task may use (4 GB unless given).
    engine
        Where the work is done, and every question to the log after it: ``"local"``, ``"spark"`` for the Spark session
        that is active (else one as Spark's settings say), or a Spark session. A Spark data frame is read by its own.
    folder
        Spark only: where its workers leave the journey log, on storage that all of them see under this path. Without it,
        the workers hold the log until the session ends.
    shards
        Spark only: into how many parts customers are divided, a power of two; about two million events each unless
        given.

    Returns
    -------
    JourneyLog
        One row per customer; `quality` tells what became of every row.

    Raises
    ------
    UsageError
        If a parameter is wrong; nothing was read.
    InputError
        If the data cannot be used.
    LogError
        If a journey log is damaged.

    Examples
    --------
    >>> import pyarrow as pa
    >>> read(pa.table({
    ...     "customer_id": ["ann", "ann", "bob"],
    ...     "timestamp": ["2026-01-01 09:00", "2026-01-01 09:05", "2026-01-02 10:00"],
    ...     "touchpoint": ["Home", "Cart", "Home"],
    ... }))
    JourneyLog: 2 customers, 3 events, 2 touchpoints, 2026-01-01 to 2026-01-02
    """
    given = as_list(sources)
    check_parameters(given, columns, timezone)
    _check_memory(memory_limit)
    rules = None if taxonomy is None else Taxonomy.of(taxonomy, "taxonomy=")
    left_out = excluded(exclude)
    existing = settled_log(given, columns, keep_duplicates, taxonomy, exclude, folder, shards)
    project = project_file(given)
    if columns or taxonomy or exclude or keep_duplicates:
        _refuse_beside_a_project(project, given)
    spark = _session(given, engine)
    if spark is None and (folder is not None or shards is not None):
        raise UsageError("folder= and shards= are for Spark.", hint="Give engine='spark' as well.")
    if project is not None:
        # On Spark the limit is what one of its tasks may use; a project is built by this machine.
        told = build_isolated(project, memory_limit=memory_limit if spark is None else None)
        existing = Path(told["log"])
    if existing is not None:
        here = spark is None
        return open_log(existing, verify=project is None) if here else opened_on_spark(existing, spark)
    if spark is not None:
        task = memory_limit or TASK_MEMORY
        wishes = Wishes(columns, timezone, keep_duplicates, rules, left_out, shards, task)
        return _read_on_spark(given, spark, folder, wishes)
    if isolated:
        return _read_isolated(given, columns, timezone, keep_duplicates, taxonomy, exclude, memory_limit)
    with tempfile.TemporaryDirectory(prefix="sojourn-") as passing:
        built, quality = assemble(
            given,
            Path(passing),
            columns=columns,
            timezone=timezone,
            keep_duplicates=keep_duplicates,
            taxonomy=rules,
            exclude=left_out,
            memory_limit=memory_limit,
        )
    return memory_log(built, quality.to_dict())


def _refuse_beside_a_project(project: Path | None, sources: Sequence[Any]) -> None:
    told = project
    if told is None and len(sources) == 1 and is_dataset(sources[0]):
        told = sources[0]
    if told is not None:
        raise UsageError(f"{told} says itself how its files are read.", hint="Write it in the project file.")


def _session(sources: Sequence[Any], engine: Any) -> Any:
    """The Spark session that is to do the work; None where this machine does it."""
    owner = next((source.sparkSession for source in sources if is_spark_frame(source)), None)
    if engine == "local" and owner is None:
        return None
    if isinstance(engine, str) and engine not in {"local", "spark"}:
        raise UnknownNameError.among("engine", engine, ("local", "spark"))
    return session(owner if isinstance(engine, str) else engine)


def _read_on_spark(
    sources: Sequence[Any], spark: Any, folder: str | PathLike[str] | None, wishes: Wishes
) -> JourneyLog:
    target = None if folder is None else folder_of(folder)
    if len(sources) == 1 and is_dataset(sources[0]):
        return read_dataset(Path(sources[0]).absolute(), spark, wishes, target)
    return read_on_spark(sources, spark, wishes, target)


def as_list(sources: Any) -> list[Any]:
    """One source or several, as a list."""
    if isinstance(sources, str | bytes | PathLike | Mapping) or is_frame(sources) or is_spark_frame(sources):
        return [sources]
    return list(sources) if isinstance(sources, Iterable) else [sources]


def check_parameters(sources: Sequence[Any], columns: Mapping[str, str] | None, timezone: str) -> None:
    """Refuse wrong parameters before anything is read.

    Raises
    ------
    UsageError
        If there is no source, a role is unknown or a log is mixed with files.
    UnitError
        If the time zone is unknown.
    """
    if not sources:
        raise UsageError("No source was given.", hint="Name a file, a folder, a glob or a table.")
    if any(isinstance(source, str | PathLike) and not fspath(source) for source in sources):
        raise UsageError("The name of a source is empty.", hint='The folder you are in is called ".".')
    _check_columns(columns)
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError, TypeError):
        raise UnitError(
            f"There is no time zone '{timezone}'.",
            hint="Give an IANA name such as Europe/Berlin, Asia/Shanghai or UTC.",
            context={"timezone": timezone},
        ) from None
    logs = [source for source in sources if isinstance(source, str | PathLike) and is_log(Path(source))]
    if logs and len(sources) > 1:
        raise UsageError(
            f"{fspath(logs[0])} is a journey log; it cannot be read together with other sources.",
            hint="Read the files it was made from together with the others.",
        )


def _check_columns(columns: Mapping[str, str] | None) -> None:
    if columns is not None and not isinstance(columns, Mapping):
        raise UsageError(
            f"columns must say which role has which column, got a {type(columns).__name__}.",
            hint='Write columns={"customer_id": "member_no"}.',
        )
    for role, column in (columns or {}).items():
        if role not in ROLES:
            raise UnknownNameError.among("role", role, ROLES)
        if not isinstance(column, str):
            raise UsageError(
                f"The role '{role}' needs the name of a column, got {column!r}.",
                hint='Write columns={"customer_id": "member_no"}.',
            )


def _check_memory(limit: int | None) -> None:
    if limit is not None and (not isinstance(limit, int) or limit <= 0):
        raise UsageError(
            f"memory_limit must be a number of bytes, got {limit!r}.", hint="4 GB are 4_000_000_000."
        )


def existing_log(sources: Sequence[Any]) -> Path | None:
    """The folder of the journey log that is the only source, if it is one."""
    if len(sources) == 1 and isinstance(sources[0], str | PathLike) and is_log(Path(sources[0])):
        return Path(sources[0])
    return None


def settled_log(sources: Sequence[Any], *chosen: object) -> Path | None:
    """The same, where nothing is chosen that was settled when the log was made.

    Raises
    ------
    UsageError
        If something is.
    """
    log = existing_log(sources)
    if log is not None and any(chosen):
        raise UsageError(
            f"{log} is a journey log: its columns, rows, touchpoints and place are settled.",
            hint="Read the files it was made from, or leave these options out.",
        )
    return log


def project_file(sources: Sequence[Any]) -> Path | None:
    """The project file that is the only source, if it is one."""
    if len(sources) == 1 and isinstance(sources[0], str | PathLike):
        path = Path(sources[0])
        if path.suffix in {".yaml", ".yml"} and path.is_file():
            return path
    return None


def write_log_isolated(
    sources: Sequence[str | PathLike[str]],
    target: Path,
    *,
    columns: Mapping[str, str] | None,
    timezone: str,
    keep_duplicates: bool,
    taxonomy: Mapping[str, Any] | None = None,
    exclude: Sequence[str] = (),
    limits: isolation.Limits,
    progress: Progress | None = None,
) -> None:
    """Read files in a killable child process, which leaves a journey log in ``target``.

    Raises
    ------
    InputError
        If the files cannot be used, go beyond a limit or crash the reader.
    OutputError
        If the log cannot be written.
    """
    names = [named.label for named in resolve(sources)]
    isolation.run(
        "sojourn.assembling:write_log",
        {
            "sources": [fspath(source) for source in sources],
            "target": str(target),
            "columns": dict(columns or {}),
            "timezone": timezone,
            "keep_duplicates": keep_duplicates,
            "taxonomy": None if taxonomy is None else dict(taxonomy),
            "exclude": sorted(excluded(exclude)),
            "memory_limit": limits.memory,
        },
        limits=limits,
        subject=listed(names),
        progress=progress,
    )


def _read_isolated(
    sources: Sequence[Any],
    columns: Mapping[str, str] | None,
    timezone: str,
    keep_duplicates: bool,
    taxonomy: Mapping[str, Any] | None,
    exclude: Sequence[str],
    memory_limit: int | None,
) -> JourneyLog:
    if any(is_frame(source) for source in sources):
        raise UsageError(
            "A table in memory cannot be read in isolation.",
            hint="Leave isolated=True for files and folders.",
        )
    folder = Path(tempfile.mkdtemp(prefix="sojourn-"))
    try:
        write_log_isolated(
            sources,
            folder / "log",
            columns=columns,
            timezone=timezone,
            keep_duplicates=keep_duplicates,
            taxonomy=taxonomy,
            exclude=exclude,
            limits=isolation.Limits(memory_limit or isolation.default_memory()),
        )
        return replace(open_log(folder / "log", verify=False), path=None)
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # what is memory-mapped stays readable until it is let go
