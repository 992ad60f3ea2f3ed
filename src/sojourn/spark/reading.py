"""Sources in, a journey log on Spark out: planned by the driver, read and built by the workers."""

import math
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from sojourn.assembling import nothing_usable, rules_of
from sojourn.errors import SourceError, UsageError
from sojourn.events.taxonomy.taxonomy import Taxonomy
from sojourn.ingest.opening import Opened, opening
from sojourn.ingest.pouring import Cleaning
from sojourn.log.journeylog import JourneyLog, journey_log
from sojourn.log.layout import SHARD_EVENTS
from sojourn.log.store import open_log, shard_files
from sojourn.sources.files import Named
from sojourn.sources.source import SAMPLE_ROWS
from sojourn.spark.cleaning import Recipe, cleaned_piece, cleaned_rows, pieces_of
from sojourn.spark.faults import on_driver
from sojourn.spark.held import HeldShards, hold
from sojourn.spark.parcels import unwrapped, wrapped
from sojourn.spark.scattering import ADDRESSED, Address
from sojourn.spark.session import is_spark_frame
from sojourn.spark.shaping import Finish
from sojourn.spark.stored import StoredShards
from sojourn.spark.writing import write_held

TASK_MEMORY: Final = 4_000_000_000
"""Bytes that one task may use unless the caller says otherwise."""
MOST_SHARDS: Final = 4_096
_LEAST_EVENTS: Final = 50_000
_BYTES_OF_A_ROW: Final = 60

Batches = Iterable[pa.RecordBatch]


@dataclass(frozen=True)
class Wishes:
    """What the user said about reading; see :func:`sojourn.reading.read`."""

    columns: Mapping[str, str] | None = None
    timezone: str = "UTC"
    keep_duplicates: bool = False
    taxonomy: Taxonomy | None = None
    exclude: frozenset[str] = frozenset()
    shards: int | None = None
    task_memory: int = TASK_MEMORY


def opened_on_spark(folder: Path, spark: Any) -> JourneyLog:
    """A journey log in a folder, through whose shards the workers of a session go."""
    log = open_log(folder)
    return replace(log, shards=(), engine=StoredShards(spark, shard_files(folder)))


def read_on_spark(
    sources: Sequence[Any], spark: Any, wishes: Wishes, folder: Path | None = None
) -> JourneyLog:
    """Read files and Spark data frames with the workers of a session, and let it hold the log.

    Parameters
    ----------
    sources
        Files that every worker sees under the same path, and data frames of the session.
    spark
        The session.
    wishes
        How to read them.
    folder
        Where the log is to be written, on storage that every worker sees; then it is gone through there.

    Raises
    ------
    InputError
        If the data cannot be used.
    EngineError
        If Spark fails.
    """
    frames = [source if is_spark_frame(source) else None for source in sources]
    with on_driver():
        samples = [
            source if f is None else _sample(f, i)
            for i, (source, f) in enumerate(zip(sources, frames, strict=True))
        ]
    with opening(samples, columns=wishes.columns) as opened:
        if not opened.direct or wishes.exclude:
            raise UsageError("not yet")
        owners = {id(s): f for s, f in zip(samples, frames, strict=True) if f is not None}
        shards = wishes.shards or shard_count(_rows(opened, owners), spark)
        recipes = _recipes(opened, wishes, shards)
        addressed = _addressed(opened, owners, recipes, spark)
    held, summary = hold(addressed, shards, wishes.task_memory)
    total = summary.total
    vocabularies = total.vocabularies
    quality = summary.quality(vocabularies, len(recipes))
    if not quality.rows_kept:
        held.unpersist()
        raise nothing_usable(quality)
    engine = HeldShards(held, shards, frozenset(summary.shards), Finish(total.kinds, vocabularies))
    log = journey_log((), total.kinds, vocabularies, quality=quality.to_dict(), engine=engine)
    if folder is None:
        return log
    try:
        write_held(log, engine, folder)
    finally:
        held.unpersist()
    return opened_on_spark(folder, spark)


def shard_count(rows: int, spark: Any) -> int:
    """How many shards for so many rows: about two million events each, more where there are cores for them.

    A power of two, at most :data:`MOST_SHARDS`.
    """
    cores: int = spark.sparkContext.defaultParallelism
    wanted = max(rows / SHARD_EVENTS, min(cores, rows / _LEAST_EVENTS), 1)
    return min(MOST_SHARDS, 1 << (math.ceil(wanted) - 1).bit_length())


def _sample(frame: Any, number: int) -> pa.Table:
    """The first rows of a data frame."""
    table = frame.limit(SAMPLE_ROWS).toArrow()
    if not table.num_rows:
        raise SourceError(f"table {number + 1} has no rows.", context={"file": f"table {number + 1}"})
    return table


def _rows(opened: Opened, owners: Mapping[int, Any]) -> int:
    """About how many rows there are."""
    known: dict[int, int] = {}
    for entry, _ in opened.entries:
        if id(entry) in known:
            continue
        if id(entry) in owners:
            with on_driver():
                known[id(entry)] = owners[id(entry)].count()
        elif isinstance(entry, Named):
            known[id(entry)] = _rows_of_file(entry.path)
    return sum(known.values())


def _rows_of_file(path: Path) -> int:
    try:
        return int(pq.read_metadata(path).num_rows)
    except (pa.ArrowException, OSError):
        return path.stat().st_size // _BYTES_OF_A_ROW


def _recipes(opened: Opened, wishes: Wishes, shards: int) -> list[Recipe]:
    cleaning = Cleaning(time.time_ns() // 1000, wishes.timezone, wishes.keep_duplicates)
    rules = rules_of(wishes.taxonomy, opened)
    return [
        Recipe(looks, plan, cleaning, rules, shards, number in opened.copies)
        for number, (looks, plan) in enumerate(zip(opened.looks, opened.plans, strict=True))
    ]


def _addressed(opened: Opened, owners: Mapping[int, Any], recipes: Sequence[Recipe], spark: Any) -> Any:
    """All clean events with the shard they belong to, as a data frame that has not been computed yet."""
    tasks: list[bytes] = []
    parts: list[Any] = []
    for number, ((entry, table), recipe) in enumerate(zip(opened.entries, recipes, strict=True)):
        if id(entry) in owners:
            read = partial(_of_rows, entry, table, opened.tables[number].label, recipe, number)
            parts.append(owners[id(entry)].mapInArrow(read, ADDRESSED))
        elif isinstance(entry, Named):
            for piece_number, piece in enumerate(pieces_of(entry, table, opened.tables[number])):
                tasks.append(wrapped((piece, recipe, Address(number, piece_number))))
        else:
            raise UsageError(
                f"{opened.tables[number].label} cannot be read by the workers of Spark.",
                hint="Give files that every worker sees, or a Spark data frame (spark.createDataFrame, spark.table).",
            )
    if tasks:
        parts.append(in_tasks(spark, tasks, _of_piece, ADDRESSED))
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.unionAll(part)
    return whole


def in_tasks(spark: Any, tasks: Sequence[bytes], work: Any, schema: str) -> Any:
    """A data frame of what `work` makes of each of these descriptions, each in a task of its own."""
    from pyspark.sql import functions as F  # noqa: N812

    frame = spark.createDataFrame(list(enumerate(tasks)), "number int, task binary")
    return frame.repartitionById(len(tasks), F.col("number")).mapInArrow(work, schema)


def described(batches: Batches) -> Iterator[Any]:
    """The descriptions of tasks in rows of :func:`in_tasks`."""
    for batch in batches:
        for row in range(batch.num_rows):
            yield unwrapped(batch.column(1)[row].as_buffer())


def _of_piece(batches: Batches) -> Iterator[pa.RecordBatch]:
    for piece, recipe, address in described(batches):
        yield from cleaned_piece(piece, recipe, address)


def _of_rows(
    sample: pa.Table, table: int, label: str, recipe: Recipe, number: int, batches: Batches
) -> Iterator[pa.RecordBatch]:
    from pyspark import TaskContext

    context = TaskContext.get()
    piece = context.partitionId() if context is not None else 0
    yield from cleaned_rows(batches, sample, table, label, recipe, Address(number, piece))
