"""Tables that are in memory already: Arrow, pandas, Polars, and whatever speaks the Arrow PyCapsule interface."""

from typing import Any

import pyarrow as pa

from sojourn.errors import LimitError, SourceError
from sojourn.sources.source import SAMPLE_ROWS, RawTable, Workspace


def is_frame(given: object) -> bool:
    """Whether an object is a table in memory."""
    return hasattr(given, "__arrow_c_stream__") or hasattr(given, "__arrow_c_array__")


def open_frame(given: Any, label: str, workspace: Workspace) -> RawTable:
    """A table in memory as a raw table; nothing is copied that need not be.

    Raises
    ------
    SourceError
        If it has no rows, or a column of a type that Arrow cannot hold.
    """
    try:
        table = given if isinstance(given, pa.Table) else pa.table(given)
    except (pa.ArrowException, TypeError, ValueError) as error:
        raise SourceError(
            f"{label} cannot be read as a table: {error}",
            hint="Give columns of one type each.",
            context={"file": label},
        ) from error
    if table.num_columns > workspace.limits.columns:
        raise LimitError(
            f"{label} has {table.num_columns:,} columns; at most {workspace.limits.columns:,} are read.",
            context={"file": label, "columns": table.num_columns},
        )
    if table.num_rows == 0:
        raise SourceError(f"{label} has no rows.", context={"file": label})
    relation = workspace.connection.from_arrow(table)
    types = {n: str(t) for n, t in zip(relation.columns, relation.types, strict=True)}
    third = SAMPLE_ROWS // 3
    starts = sorted({0, max(0, table.num_rows // 2), max(0, table.num_rows - third)})
    sample = table.slice(0, SAMPLE_ROWS) if table.num_rows <= SAMPLE_ROWS else pa.concat_tables(
        [table.slice(s, third) for s in starts]
    )  # fmt: skip
    return RawTable(
        label,
        "table",
        types,
        sample.rename_columns(list(types)),
        lambda: workspace.connection.from_arrow(table),
    )
