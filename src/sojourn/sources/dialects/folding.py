"""Many rows, one event: the line items of an order, an invoice or a receipt folded into one row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import duckdb
import pyarrow.parquet as pq
from duckdb import CaseExpression, CoalesceOperator, Expression, SQLExpression, StarExpression

from sojourn.errors import LimitError, SourceError
from sojourn.events.expressions import call, col, is_text, lit
from sojourn.sources.source import SAMPLE_ROWS, RawTable, Workspace

_ROW: Final = "sojourn:row"
_KEY: Final = "sojourn:key"
_LINES: Final = "sojourn:lines"
_ITEM_PARTS: Final = ("name", "quantity", "price", "sku")


@dataclass(frozen=True, slots=True)
class Lines:
    """How the lines of a table belong together.

    Attributes
    ----------
    key
        Texts that are equal for the lines of one event; a line where the first is missing stands alone.
    kept
        Columns of the event itself; the first value that is not missing, in file order.
    items
        ``name``, ``quantity``, ``price``, ``sku`` → column of the line; together they become the column ``items``.
    sums
        Name of a new column → number of each line, summed up over the lines, to four decimals.
    begins
        Where only the first line of an event carries its own fields: whether a line does. Such a line that comes again,
        equal in every column, is the event delivered twice: it stays a row of its own, to be counted as a repeat. Where
        it is not said, this holds for all lines if no event of the sample has two different ones.
    """

    key: Sequence[Expression]
    kept: Sequence[str]
    items: Mapping[str, str]
    sums: Mapping[str, Expression]
    begins: Expression | None = None


def folded(table: RawTable, workspace: Workspace, lines: Lines, *, what: str) -> RawTable:
    """The table with one row per event, in the order of their first lines.

    Parameters
    ----------
    table
        One row per line.
    what
        What an event is, in the plural, for the note ("orders").

    Returns
    -------
    RawTable
        The columns of `lines.kept`, ``items`` (a JSON list in file order; missing if `lines.items` names no column) and
        the sums. Its note says how many lines were folded into how many events.

    Raises
    ------
    SourceError
        If the table cannot be read to its end.
    LimitError
        If it needs more memory than it may use.
    """
    events, broken = workspace.scratch(".parquet"), None
    try:
        _fold(table, lines, workspace).write_parquet(str(events), compression="lz4")
        rejected = table.rejected()
        if table.reject_when:
            broken = workspace.scratch(".parquet")
            _rejects(table).write_parquet(str(broken), compression="lz4")
    except duckdb.OutOfMemoryException as error:
        raise LimitError(
            f"Folding the lines of {table.label} into {what} needs more memory than it may use.",
            hint="Raise the limit with --memory-limit, or split the file by time.",
            context={"file": table.label},
        ) from error
    except duckdb.Error as error:
        raise SourceError(
            f"{table.label} cannot be read to its end: {str(error).strip().splitlines()[0]}",
            hint="It may be damaged; export it again.",
            context={"file": table.label},
        ) from error
    files = [str(events)] + ([str(broken)] if broken else [])

    def scan() -> duckdb.DuckDBPyRelation:
        found = workspace.connection.read_parquet(files, union_by_name=True)
        marks = [] if not table.reject_when else [
            CoalesceOperator(col(table.reject_when), lit(False)).alias(table.reject_when), col(table.reject_text)
        ]  # fmt: skip
        return found.select(*map(col, types), *marks)

    with pq.ParquetFile(events) as file:
        count = file.metadata.num_rows
    whole = workspace.connection.read_parquet(str(events))
    total = whole.aggregate([call("sum", col(_LINES)).cast("BIGINT").alias("n")]).fetchall()[0][0] or 0
    types = {n: str(t) for n, t in zip(whole.columns, whole.types, strict=True) if n != _LINES}
    return replace(
        table,
        types=types,
        sample=whole.limit(SAMPLE_ROWS).select(*map(col, types)).to_arrow_table(),
        scan=scan,
        rejected=lambda: rejected,
        blank_when="",
        note=f"{total:,} line items were folded into {count:,} {what}" if total > count else table.note,
    )


def _fold(table: RawTable, lines: Lines, workspace: Workspace) -> duckdb.DuckDBPyRelation:
    relation = table.scan()
    for mark in (table.reject_when, table.blank_when):
        if mark:
            relation = relation.filter(~CoalesceOperator(col(mark), lit(False)))
    numbered = relation.project('*, row_number() OVER () AS "sojourn:row"')
    copy, begins = lit(1), lines.begins
    if begins is None and _one_line_each(table, lines, workspace):
        begins = lit(True)
    if begins is not None:
        same = call("hash", *map(col, table.types))
        alike = CaseExpression(begins, same).otherwise(call("hash", col(_ROW))).alias("sojourn:alike")
        numbered = numbered.select(StarExpression(), alike).project(
            '*, row_number() OVER (PARTITION BY "sojourn:alike" ORDER BY "sojourn:row") AS "sojourn:copy"'
        )
        copy = col("sojourn:copy")
    whole = [CoalesceOperator(part, lit("")) for part in lines.key]
    alone = call("concat", lit("row "), col(_ROW))
    key = CaseExpression(lines.key[0].isnull(), alone).otherwise(call("concat_ws", lit("\x1f"), *whole, copy))
    parts = [_item(table, lines.items.get(part)).alias(f"sojourn:{part}") for part in _ITEM_PARTS]
    sums = [number.alias(f"sojourn:sum {name}") for name, number in lines.sums.items()]
    prepared = numbered.select(*map(col, lines.kept), col(_ROW), key.alias(_KEY), *parts, *sums)
    first = [call("arg_min", _present(table, c), col(_ROW)).alias(c) for c in lines.kept]
    totals = [call("round", call("sum", col(f"sojourn:sum {n}")), lit(4)).alias(n) for n in lines.sums]
    start = call("min", col(_ROW)).alias(_ROW)
    size = call("count", col(_ROW)).alias(_LINES)
    items = _ITEMS if lines.items else lit(None).cast("VARCHAR")
    made = prepared.aggregate([*first, items.alias("items"), *totals, size, start], '"sojourn:key"')
    ordered = made.order('"sojourn:row"')
    return ordered.select(*map(col, lines.kept), col("items"), *map(col, lines.sums), col(_LINES))


def varies(table: RawTable, workspace: Workspace, key: Sequence[Expression], column: str) -> bool:
    """Whether lines of one event differ in a column, as far as the sample shows."""
    return _differ(table, workspace, key, col(column))


def _one_line_each(table: RawTable, lines: Lines, workspace: Workspace) -> bool:
    """Whether no event of the sample has two different lines: then equal lines are one line that came twice."""
    return not _differ(table, workspace, lines.key, call("hash", *map(col, table.types)))


def _differ(table: RawTable, workspace: Workspace, key: Sequence[Expression], line: Expression) -> bool:
    sample = workspace.connection.from_arrow(table.sample)
    whole = call("concat_ws", lit("\x1f"), *[CoalesceOperator(part, lit("")) for part in key])
    rows = sample.filter(key[0].isnotnull()).select(whole.alias("key"), line.alias("line")).distinct()
    sizes = rows.aggregate([call("count", col("line")).alias("lines")], "key")
    return bool(sizes.filter(col("lines") > lit(1)).limit(1).fetchall())


_ITEMS: Final = SQLExpression(
    """to_json(list({'name': "sojourn:name", 'quantity': "sojourn:quantity", 'price': "sojourn:price",
    'sku': "sojourn:sku"} ORDER BY "sojourn:row"))::VARCHAR"""
)


def _item(table: RawTable, column: str | None) -> Expression:
    return lit(None).cast("VARCHAR") if column is None else _present(table, column).cast("VARCHAR")


def _present(table: RawTable, column: str) -> Expression:
    return call("nullif", col(column), lit("")) if is_text(table.types[column]) else col(column)


def _rejects(table: RawTable) -> duckdb.DuckDBPyRelation:
    broken = table.scan().filter(CoalesceOperator(col(table.reject_when), lit(False)))
    return broken.select(col(table.reject_when), col(table.reject_text))
