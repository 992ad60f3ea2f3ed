"""Sources in, a journey log on Spark out: planned by the driver, read and built by the workers."""

import math
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
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
from sojourn.log.store import LogFolder, open_log, shard_files, writing
from sojourn.sources.files import Named
from sojourn.sources.source import SAMPLE_ROWS
from sojourn.spark.cleaning import Recipe, sent
from sojourn.spark.dataset import Dataset
from sojourn.spark.faults import on_driver
from sojourn.spark.held import hold
from sojourn.spark.joining import parted
from sojourn.spark.named import frame_of, is_spark_name
from sojourn.spark.scattering import ADDRESSED
from sojourn.spark.session import is_spark_frame
from sojourn.spark.stored import StoredShards
from sojourn.spark.summary import Told, unnumbered
from sojourn.spark.tasks import Sources, by_place, carried
from sojourn.spark.writing import write_held

TASK_MEMORY: Final = 4_000_000_000
"""Bytes that one task may use unless the caller says otherwise."""
MOST_SHARDS: Final = 4_096
_POWERS_OF_TWO: Final = frozenset(1 << bits for bits in range(MOST_SHARDS.bit_length()))
_LEAST_EVENTS: Final = 50_000
_BYTES_OF_A_ROW: Final = 60


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

    def __post_init__(self) -> None:
        if self.shards is not None and not (isinstance(self.shards, int) and self.shards in _POWERS_OF_TWO):
            raise UsageError(
                f"shards must be a power of two up to {MOST_SHARDS:,}, got {self.shards!r}.",
                hint="Leave it out, and there will be about two million events in each.",
            )


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
        Files that every worker sees under the same path; data frames of the session, or names of such
        (:mod:`sojourn.spark.named`).
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
    with ExitStack() as stack:
        new = None if folder is None else stack.enter_context(writing(folder))
        samples, owners = _samples(sources, spark)
        opened = stack.enter_context(opening(samples, columns=wishes.columns))
        shards = wishes.shards or shard_count(_rows(opened, owners), spark)
        direct = opened.direct and not wishes.exclude
        found = Sources(opened, owners, _recipes(opened, wishes, shards, direct=direct))
        told = None
        if direct:
            addressed = found.through(spark, sent, ADDRESSED)
        else:
            parts = parted(found, spark, stack.enter_context(_shared(folder, spark)), wishes.exclude)
            addressed, told = parts.addressed(spark, shards), parts.told
        log = _built(addressed, told, shards, wishes, new, found.of_frames)
    return log if folder is None else opened_on_spark(folder, spark)


def read_dataset(data: Path, spark: Any, wishes: Wishes, folder: Path | None = None) -> JourneyLog:
    """The journey log of a project from its dataset of clean events, without reading its files again.

    Parameters
    ----------
    data
        The data folder of a project that was built, on storage that every worker sees.
    spark, wishes, folder
        As for :func:`read_on_spark`; of the wishes, only shards and memory matter here.

    Raises
    ------
    LogError
        If no build is finished there.
    """
    dataset = Dataset.of(data)
    shards = wishes.shards or shard_count(dataset.rows, spark)
    with ExitStack() as stack:
        new = None if folder is None else stack.enter_context(writing(folder))
        addressed = dataset.addressed(spark, shards, stack.enter_context(_shared(folder, spark)))
        log = _built(addressed, dataset.told, shards, wishes, new)
    return log if folder is None else opened_on_spark(folder, spark)


def _built(
    addressed: Any,
    told: Told | None,
    shards: int,
    wishes: Wishes,
    new: LogFolder | None,
    frames: frozenset[int] = frozenset(),
) -> JourneyLog:
    """The log of addressed events: held, or written into a new folder."""
    engine, summary = hold(addressed, shards, wishes.task_memory)
    kinds, names = engine.finish.kinds, engine.finish.vocabularies
    quality = summary.quality(names, unnumbered(told or summary.told, frames))
    if not quality.rows_kept:
        engine.let_go()
        raise nothing_usable(quality)
    log = journey_log((), kinds, names, quality=quality.to_dict(), engine=engine)
    if new is not None:
        try:
            write_held(log, engine, new)
        finally:
            engine.let_go()
    return log


@contextmanager
def _shared(folder: Path | None, spark: Any) -> Iterator[Path]:
    """A passing folder that every worker sees: beside the log, or anywhere if all workers are on this machine."""
    if folder is None and not spark.sparkContext.master.startswith("local"):
        raise UsageError(
            "These sources know people by several ids; to join them, workers need a folder that all of them see.",
            hint="Give folder=PATH on shared storage, or name the one column that tells the customer: "
            'columns={"customer_id": …}.',
        )
    beside = None if folder is None else folder.resolve().parent
    with TemporaryDirectory(prefix=".sojourn-", dir=beside) as passing:
        yield Path(passing)


def shard_count(rows: int, spark: Any) -> int:
    """How many shards for so many rows: about two million events each, more where there are cores for them.

    A power of two, at most :data:`MOST_SHARDS`.
    """
    cores: int = spark.sparkContext.defaultParallelism
    wanted = max(rows / SHARD_EVENTS, min(cores, rows / _LEAST_EVENTS), 1)
    return min(MOST_SHARDS, 1 << (math.ceil(wanted) - 1).bit_length())


def _samples(sources: Sequence[Any], spark: Any) -> tuple[list[Any], dict[int, Any]]:
    """The sources, a sample in the place of every data frame; and identity of a sample → its data frame."""
    samples: list[Any] = []
    owners: dict[int, Any] = {}
    with on_driver():
        for number, source in enumerate(sources):
            frame = frame_of(source, spark) if is_spark_name(source) else source
            if is_spark_frame(frame):
                frame = carried(frame, f"table {number + 1}")
                samples.append(_sample(frame, f"table {number + 1}"))
                owners[id(samples[-1])] = frame
            else:
                samples.append(frame)
    return samples, owners


def _sample(frame: Any, label: str) -> pa.Table:
    """The first rows of a data frame."""
    table = by_place(frame.limit(SAMPLE_ROWS)).toArrow()
    if not table.num_rows:
        raise SourceError(f"{label} has no rows.", context={"file": label})
    return table.rename_columns([field.name for field in frame.schema.fields])


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


def _recipes(opened: Opened, wishes: Wishes, shards: int, *, direct: bool) -> list[Recipe]:
    cleaning = Cleaning(time.time_ns() // 1000, wishes.timezone, wishes.keep_duplicates, dataset=not direct)
    rules = rules_of(wishes.taxonomy, opened)
    return [
        Recipe(looks, plan, cleaning, rules, shards, number in opened.copies)
        for number, (looks, plan) in enumerate(zip(opened.looks, opened.plans, strict=True))
    ]
