"""Dividing sources among the workers: pieces of files in tasks of their own, data frames as Spark divides them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pyarrow as pa

from sojourn.errors import SourceError, UsageError
from sojourn.ingest.opening import Opened
from sojourn.sources.files import Named
from sojourn.spark.blobs import Batches
from sojourn.spark.cleaning import Recipe, Rows, Step, pieces_of
from sojourn.spark.faults import on_driver
from sojourn.spark.parcels import unwrapped, wrapped
from sojourn.spark.scattering import Address


@dataclass(frozen=True, eq=False)
class Sources:
    """What is to be read, and how.

    Attributes
    ----------
    opened
        The tables as the driver sees them: files, and samples of data frames.
    frames
        Identity of a sample → the data frame it is a sample of.
    recipes
        Per table.
    """

    opened: Opened
    frames: Mapping[int, Any]
    recipes: Sequence[Recipe]

    @property
    def of_frames(self) -> frozenset[int]:
        """The numbers of the tables that come from data frames."""
        return frozenset(n for n, (entry, _) in enumerate(self.opened.entries) if id(entry) in self.frames)

    def through(self, spark: Any, step: Step, schema: str) -> Any:
        """What `step` makes of every piece, as a data frame that has not been computed yet.

        Raises
        ------
        UsageError
            If a source cannot be reached by the workers.
        """
        tasks: list[bytes] = []
        parts: list[Any] = []
        for number, ((entry, table), recipe) in enumerate(
            zip(self.opened.entries, self.recipes, strict=True)
        ):
            opened = self.opened.tables[number]
            if id(entry) in self.frames:
                read = partial(_of_rows, step, entry, table, opened.label, recipe, number)
                with on_driver():
                    parts.append(by_place(self.frames[id(entry)]).mapInArrow(read, schema))
            elif isinstance(entry, Named):
                named = replace(entry, path=entry.path.absolute())  # workers stand in folders of their own
                pieces = enumerate(pieces_of(named, table, opened))
                tasks += [wrapped((piece, recipe, Address(number, k))) for k, piece in pieces]
            else:
                raise UsageError(
                    f"{opened.label} cannot be read by the workers of Spark.",
                    hint="Give files that every worker sees, or a Spark data frame (spark.createDataFrame, spark.table).",
                )
        if tasks:
            parts.append(in_tasks(spark, tasks, partial(_of_piece, step), schema))
        whole = parts[0]
        for part in parts[1:]:
            whole = whole.unionAll(part)
        return whole


def by_place(frame: Any) -> Any:
    """A data frame whose columns are named by their number: Spark stumbles over dots, backticks and equal names."""
    return frame.toDF(*(str(number) for number in range(len(frame.schema.fields))))


def carried(frame: Any, label: str) -> Any:
    """The columns of a data frame that Arrow can carry to Python: intervals of months, for one, it cannot.

    Raises
    ------
    SourceError
        If there are none, or the frame is a stream.
    """
    from pyspark.errors import PySparkException
    from pyspark.sql.pandas.types import to_arrow_type

    if frame.isStreaming:
        raise SourceError(
            f"{label} is a stream, which has no end.",
            hint="Write the stream to a table, and read that (spark.table).",
            context={"file": label},
        )
    kept = []
    for number, field in enumerate(frame.schema.fields):
        with suppress(PySparkException):
            to_arrow_type(field.dataType, timezone="UTC")
            kept.append(number)
    if not kept:
        raise SourceError(f"{label} has no columns that can be read.", context={"file": label})
    if len(kept) == len(frame.schema.fields):
        return frame
    names = [frame.schema.fields[number].name for number in kept]
    return by_place(frame).select(*(f"`{number}`" for number in kept)).toDF(*names)


def in_tasks(spark: Any, tasks: Sequence[bytes], work: Any, schema: str) -> Any:
    """A data frame of what `work` makes of each of these descriptions, each in a task of its own."""
    from pyspark.sql import functions as F  # noqa: N812  (its usual name)

    frame = spark.createDataFrame(list(enumerate(tasks)), "number int, task binary")
    return frame.repartitionById(len(tasks), F.col("number")).mapInArrow(work, schema)


def described(batches: Batches) -> Iterator[Any]:
    """The descriptions of tasks in rows of :func:`in_tasks`."""
    for batch in batches:
        for row in range(batch.num_rows):
            yield unwrapped(batch.column(1)[row].as_buffer())


def _of_piece(step: Step, batches: Batches) -> Iterator[pa.RecordBatch]:
    for piece, recipe, address in described(batches):
        yield from step(recipe, address, piece.open)


def _of_rows(
    step: Step, sample: pa.Table, table: int, label: str, recipe: Recipe, number: int, batches: Batches
) -> Iterator[pa.RecordBatch]:
    from pyspark import TaskContext

    context = TaskContext.get()
    partition = context.partitionId() if context is not None else 0
    rows = Rows(batches, sample, label, table, (partition << 33) + 1)
    yield from step(recipe, Address(number, partition), rows.open)
