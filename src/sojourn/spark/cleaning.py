"""What a worker does with its piece of a source: read, clean, classify, and send every event to its customer's shard.

It is what :mod:`sojourn.assembling` does on a laptop, a piece at a time: the same formats, dialects, plans and rules.
"""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from sojourn.assembling import Placing
from sojourn.errors import SourceError
from sojourn.events.plan import Plan
from sojourn.events.quality import SourceQuality
from sojourn.events.roles import TableLooks
from sojourn.events.taxonomy.classify import Classifier
from sojourn.events.taxonomy.taxonomy import Taxonomy
from sojourn.ingest.opening import Opened
from sojourn.ingest.pouring import Builder, Cleaning, pour_one
from sojourn.sources.files import Named, open_file, translated
from sojourn.sources.frames import open_frame
from sojourn.sources.parquet import PARQUET
from sojourn.sources.source import Given, RawTable, Workspace, workspace
from sojourn.spark.blobs import Batches
from sojourn.spark.faults import in_worker, unshared
from sojourn.spark.handing import handed_over
from sojourn.spark.scattering import Address, Scatter
from sojourn.spark.summary import dumped

ROWS_OF_A_PIECE: Final = 4_000_000


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a table is read: what the driver decided after a look at all of them.

    Attributes
    ----------
    looks, plan
        Of the table.
    cleaning
        Choices about the rows.
    taxonomy
        Rules to be applied to every batch; None where there is nothing to place.
    shards
        How many shards there will be.
    copy
        Whether the file has the content of an earlier one: its rows are only counted.
    """

    looks: TableLooks
    plan: Plan
    cleaning: Cleaning
    taxonomy: Taxonomy | None
    shards: int
    copy: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a file for one task: a table of it, or some of its row groups.

    Attributes
    ----------
    named
        The file, at a path that every worker sees.
    table
        Which of the tables in it.
    groups
        Row groups of a Parquet file; none means all of any file.
    first_line
        Record number of the first row of the piece.
    """

    named: Named
    table: int
    groups: tuple[int, ...] = ()
    first_line: int = 1

    def open(self, space: Workspace) -> RawTable:
        """The table, restricted to the piece.

        Raises
        ------
        SourceError
            If this worker does not see the file, or cannot read it.
        """
        if not self.named.path.exists():
            raise unshared(SourceError, "find", self.named.path)
        if not self.groups:
            return open_file(self.named, space)[self.table]
        path = self.named.path
        whole = PARQUET.open(Given(self.named.label, path, path.name), space)
        part = replace(whole, scan=lambda: space.connection.from_arrow(_groups(path, self.groups)))
        forced = "" if self.named.format == "parquet" else self.named.format
        table = translated(part, space, forced=forced)[self.table]
        return replace(table, first_line=self.first_line)


def pieces_of(named: Named, table: int, opened: RawTable) -> list[Piece]:
    """A file in pieces of a few million rows, where its format lets one begin in the middle: Parquet does."""
    if opened.format != "parquet" or not _plain(named.path):
        return [Piece(named, table)]
    found: list[Piece] = []
    with pq.ParquetFile(named.path) as file:
        groups: list[int] = []
        first, rows = opened.first_line, 0
        for group in range(file.num_row_groups):
            groups.append(group)
            rows += file.metadata.row_group(group).num_rows
            if rows >= ROWS_OF_A_PIECE or group == file.num_row_groups - 1:
                found.append(Piece(named, table, tuple(groups), first))
                groups, first, rows = [], first + rows, 0
    return found


def _plain(path: Path) -> bool:
    """Whether the bytes are Parquet as they lie, not packed."""
    with path.open("rb") as file:
        return file.read(4) == b"PAR1"


def _groups(path: Path, groups: tuple[int, ...]) -> pa.RecordBatchReader:
    file = pq.ParquetFile(path)
    return pa.RecordBatchReader.from_batches(file.schema_arrow, file.iter_batches(250_000, row_groups=groups))


@dataclass(frozen=True)
class Rows:
    """Some rows of a data frame, for one task.

    Attributes
    ----------
    batches
        The rows; their columns are told by their place.
    sample
        What the plan was made from: a dialect is recognised and a shape found by it alone.
    label
        Of the data frame, for people.
    table
        Which of the tables that a dialect makes of it.
    first_line
        A number that no row of another task has, for the first of them.
    """

    batches: Batches
    sample: pa.Table
    label: str
    table: int
    first_line: int

    def open(self, space: Workspace) -> RawTable:
        """The table with these rows only."""
        schema = self.sample.schema
        alike = (batch.rename_columns(schema.names).cast(schema) for batch in self.batches)
        reader = pa.RecordBatchReader.from_batches(schema, alike)
        whole = open_frame(self.sample, self.label, space)
        part = replace(whole, scan=lambda: space.connection.from_arrow(reader))
        return replace(translated(part, space)[self.table], first_line=self.first_line)


Opening = Callable[[Workspace], RawTable]
Step = Callable[[Recipe, Address, Opening], Iterator[pa.RecordBatch]]
"""What a task does with its piece of a table."""


def sent(recipe: Recipe, address: Address, opening: Opening) -> Iterator[pa.RecordBatch]:
    """Clean the rows and send every event to the shard of its customer, where one column names the customer."""

    def work(put: Callable[[pa.RecordBatch], None]) -> None:
        scatter = Scatter(put, recipe.shards, address)
        placed = Placing(scatter, Classifier(recipe.taxonomy)) if recipe.taxonomy else scatter
        with tempfile.TemporaryDirectory(prefix="sojourn-") as folder:
            quality = poured(recipe, opening, placed, Path(folder))
        scatter.flush()
        scatter.note(dumped(address.source, quality))

    with in_worker():
        yield from handed_over(work)


def poured(recipe: Recipe, opening: Opening, builder: Builder, folder: Path) -> SourceQuality:
    """Clean the rows of one table and hand them to a builder, with one thread: Spark counts a task as a core."""
    with workspace(folder=folder, threads=1) as space:
        copies = {0: 0} if recipe.copy else {}
        opened = Opened((opening(space),), (recipe.looks,), (recipe.plan,), copies)
        return pour_one(opened, 0, builder, recipe.cleaning)
