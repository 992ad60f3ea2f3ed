"""Many rows, one event: the line items of an order, an invoice or a receipt folded into one row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import duckdb
import pyarrow.parquet as pq
from duckdb import CaseExpression, CoalesceOperator, Expression, SQLExpression, StarExpression

from sojourn.errors import LimitError, SourceError
from sojourn.events.expressions import call, col, is_text, lit
from sojourn.sources.dialects import runs
from sojourn.sources.source import SAMPLE_ROWS, RawTable, Workspace

_ROW: Final = "sojourn:row"
_KEY: Final = "sojourn:key"
_LINES: Final = runs.COUNT
_FIRST: Final = "sojourn:first"
_ALIKE: Final = "sojourn:alike"
_LISTED: Final = "sojourn:items"
_SUM: Final = "sojourn:sum "
_TOTAL: Final = "sojourn:total "
_ITEM_PARTS: Final = ("name", "quantity", "price", "sku")


@dataclass(frozen=True, slots=True)
class Lines:
    """How the lines of a table belong together.

    Attributes
    ----------
    key
        Texts that are equal for the lines of one event; a line where the first is missing stands alone.
    kept
        Columns of the event itself, from its first line.
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
        The columns of `lines.kept`, ``items`` (a JSON list in file order, empty if `lines.items` names no column;
        ``line_items`` if a column is called so already) and the sums. Its note says how many lines were folded into how many events.

    Raises
    ------
    SourceError
        If the table cannot be read to its end.
    LimitError
        If it needs more memory than it may use.
    """
    events, broken = workspace.scratch(".parquet"), None
    try:
        if not _folded_in_one_pass(table, lines, workspace, events):
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
        unread_when="",
        note=f"{total:,} line items were folded into {count:,} {what}" if total > count else table.note,
    )


def _folded_in_one_pass(table: RawTable, lines: Lines, workspace: Workspace, events: Path) -> bool:
    """Write the events where their lines stand together and nothing has to be summed up; else say no."""
    if lines.sums or not lines.items:
        return False
    found = _prepared(table, lines, workspace).select(
        *map(col, lines.kept),
        call("hash", col(_KEY)).alias(runs.KEY),
        col(_ALIKE).alias(runs.ALIKE),
        _ITEM.alias(runs.ITEM),
    )
    return runs.fold_runs(found, _items_name(lines), events)


def _items_name(lines: Lines) -> str:
    return "line_items" if "items" in {name.casefold() for name in lines.kept} else "items"


def _fold(table: RawTable, lines: Lines, workspace: Workspace) -> duckdb.DuckDBPyRelation:
    """Lines are written once with what is needed of them; groups find their lines, then their first row."""
    path = workspace.scratch(".parquet")
    _prepared(table, lines, workspace).write_parquet(str(path), compression="lz4")
    found = _numbered_copies(workspace.connection.read_parquet(str(path)))
    begins = CaseExpression(col(_ALIKE).isnotnull(), col(_ROW)).otherwise(lit(None).cast("BIGINT"))
    groups = found.aggregate(
        [
            CoalesceOperator(call("min", begins), call("min", col(_ROW))).alias(_FIRST),
            call("count", col(_ROW)).alias(_LINES),
            (_ITEMS if lines.items else lit(None).cast("VARCHAR")).alias(_LISTED),
            *[call("round", call("sum", col(_SUM + n)), lit(4)).alias(_TOTAL + n) for n in lines.sums],
        ],
        '"sojourn:key", "sojourn:copy"',
    )
    whole = (
        found.set_alias("line")
        .join(groups.set_alias("event"), '"sojourn:row" = "sojourn:first"')
        .order('"sojourn:row"')
    )
    return whole.select(
        *map(col, lines.kept),
        col(_LISTED).alias(_items_name(lines)),
        *[col(_TOTAL + name).alias(name) for name in lines.sums],
        col(_LINES),
    )


def _prepared(table: RawTable, lines: Lines, workspace: Workspace) -> duckdb.DuckDBPyRelation:
    """Every line that is none of the broken ones, with its number, its key, and its part of the items and sums."""
    relation = table.scan()
    for mark in (table.reject_when, table.blank_when):
        if mark:
            relation = relation.filter(~CoalesceOperator(col(mark), lit(False)))
    numbered = relation.project('*, row_number() OVER () AS "sojourn:row"')
    begins = lines.begins
    if begins is None and _one_line_each(table, lines, workspace):
        begins = lit(True)
    alike = lit(None).cast("UBIGINT")
    if begins is not None:
        alike = CaseExpression(begins, call("hash", *map(col, table.types))).otherwise(alike)
    alone = call("concat", lit("row "), col(_ROW))
    whole = call("concat_ws", lit("\x1f"), *[CoalesceOperator(part, lit("")) for part in lines.key])
    key = CaseExpression(lines.key[0].isnull(), alone).otherwise(whole)
    return numbered.select(
        *[_present(table, name).alias(name) for name in lines.kept],
        col(_ROW),
        key.alias(_KEY),
        alike.alias(_ALIKE),
        *[_item(table, lines.items.get(part)).alias(f"sojourn:{part}") for part in _ITEM_PARTS],
        *[number.alias(_SUM + name) for name, number in lines.sums.items()],
    )


def _numbered_copies(lines: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """Which copy of its event a line begins: the first, unless an equal one came before (which is rare)."""
    alike = lines.select(col(_ALIKE)).filter(col(_ALIKE).isnotnull())
    if alike.count("*").fetchall() == alike.distinct().count("*").fetchall():
        return lines.select(StarExpression(), lit(1).cast("BIGINT").alias("sojourn:copy"))
    return lines.project(
        '*, CASE WHEN "sojourn:alike" IS NULL THEN 1 ELSE '
        'row_number() OVER (PARTITION BY "sojourn:alike" ORDER BY "sojourn:row") END AS "sojourn:copy"'
    )


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
    """to_json(list_transform(
        list_sort(list({'row': "sojourn:row", 'name': "sojourn:name", 'quantity': "sojourn:quantity",
                        'price': "sojourn:price", 'sku': "sojourn:sku"})),
        lambda line: {'name': line.name, 'quantity': line.quantity, 'price': line.price, 'sku': line.sku}))::VARCHAR"""
)


_ITEM: Final = SQLExpression(
    """to_json({'name': "sojourn:name", 'quantity': "sojourn:quantity", 'price': "sojourn:price",
                'sku': "sojourn:sku"})::VARCHAR"""
)


def _item(table: RawTable, column: str | None) -> Expression:
    return lit(None).cast("VARCHAR") if column is None else _present(table, column).cast("VARCHAR")


def _present(table: RawTable, column: str) -> Expression:
    return call("nullif", col(column), lit("")) if is_text(table.types[column]) else col(column)


def _rejects(table: RawTable) -> duckdb.DuckDBPyRelation:
    broken = table.scan().filter(CoalesceOperator(col(table.reject_when), lit(False)))
    return broken.select(col(table.reject_when), col(table.reject_text))
