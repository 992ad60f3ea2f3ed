"""Parquet files."""

from typing import Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from sojourn.errors import LimitError, SourceError
from sojourn.sources.source import SAMPLE_ROWS, Given, Head, RawTable, Workspace


class ParquetSource:
    """Parquet: recognised by its first four bytes."""

    def recognises(self, head: Head) -> bool:
        """Whether the file begins with ``PAR1``."""
        return head.start.startswith(b"PAR1") or head.name.endswith((".parquet", ".pq"))

    def open(self, given: Given, workspace: Workspace) -> RawTable:
        """The file as a table; the sample comes from its first, middle and last row group."""
        try:
            with pq.ParquetFile(given.path) as file:
                columns, groups, rows = len(file.schema_arrow), file.num_row_groups, file.metadata.num_rows
                if columns > workspace.limits.columns:
                    raise LimitError(
                        f"{given.label} has {columns:,} columns; at most {workspace.limits.columns:,} are read.",
                        hint="Keep the columns that matter and try again.",
                        context={"file": given.label, "columns": columns},
                    )
                sample = _sample(file, groups)
            relation = workspace.connection.read_parquet(str(given.path))
            types = {n: str(t) for n, t in zip(relation.columns, relation.types, strict=True)}
        except (pa.ArrowException, duckdb.Error, OSError) as error:
            raise SourceError(
                f"{given.label} is not a readable Parquet file: {_first_line(error)}",
                hint="It may be cut off or damaged; export it again.",
                context={"file": given.label},
            ) from error
        if rows == 0:
            raise SourceError(f"{given.label} has columns but no rows.", context={"file": given.label})
        sample = sample.rename_columns(list(types)) if len(types) == sample.num_columns else sample
        return RawTable(
            given.label, "parquet", types, sample, lambda: workspace.connection.read_parquet(str(given.path))
        )


def _sample(file: pq.ParquetFile, groups: int) -> pa.Table:
    wanted = sorted({0, groups // 2, groups - 1}) if groups else []
    each = SAMPLE_ROWS // max(1, len(wanted))
    parts = []
    for group in wanted:
        batch = next(file.iter_batches(each, row_groups=[group]), None)
        if batch is not None:
            parts.append(pa.Table.from_batches([batch]))
    return pa.concat_tables(parts) if parts else file.schema_arrow.empty_table()


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__


PARQUET: Final = ParquetSource()
"""The Parquet source."""
