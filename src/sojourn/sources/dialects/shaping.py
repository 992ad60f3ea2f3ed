"""A table of a foreign system given its canonical columns: which column is what, and what is made of several."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import duckdb
from duckdb import CaseExpression, CoalesceOperator, Expression

from sojourn.errors import SourceError
from sojourn.events.expressions import call, col, is_text, lit, number_of
from sojourn.events.looks import look_at
from sojourn.events.names import words
from sojourn.events.numbers import number_form
from sojourn.sources.dialect import derived, passed_on
from sojourn.sources.source import SAMPLE_ROWS, RawTable, Rejected, Workspace

_LINK: Final = "sojourn:link"
_LOOKED_AT: Final = 2_000
_MOST_SPELLINGS: Final = 200
_NO_CODE: Final = re.compile(r"[\W_]+")


def fields(table: RawTable, wanted: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Field → the table's column for it, by the words of the column's name.

    Parameters
    ----------
    table
        Any table.
    wanted
        Field → names it goes by, in words as :func:`sojourn.events.names.words` gives them, the surest first. A column
        is given to one field only; earlier fields choose first.
    """
    named: dict[str, str] = {}
    for column in table.types:
        named.setdefault(words(column), column)
    found: dict[str, str] = {}
    for name, synonyms in wanted.items():
        there = next((s for s in synonyms if s in named), "")
        if there:
            found[name] = named.pop(there)
    return found


def require(table: RawTable, found: Mapping[str, str], needed: Sequence[str], title: str) -> None:
    """Refuse a table that a user took for what it is not.

    Raises
    ------
    SourceError
        If a field has no column.
    """
    if missing := [name for name in needed if name not in found]:
        raise SourceError(
            f"{table.label} cannot be read as '{title}': it has no column for {', '.join(missing)}.",
            hint="Leave the format away, and the file is read by what is in it.",
            context={"file": table.label, "missing": missing, "columns": list(table.types)[:50]},
        )


def some_values(table: RawTable, column: str) -> list[str]:
    """Values of a column in the sample as text, without the missing ones."""
    return list(look_at(column, table.sample.column(column), most=_LOOKED_AT).values)


def text(table: RawTable, column: str) -> Expression:
    """A column as text without white space around it; empty text is missing."""
    raw = col(column) if is_text(table.types[column]) else col(column).cast("VARCHAR")
    return call("nullif", call("trim", raw), lit(""))


def number(table: RawTable, column: str) -> Expression:
    """A column as double, however its numbers are written (see :func:`sojourn.events.numbers.number_form`)."""
    return number_of(column, table.types[column], number_form(some_values(table, column)))


def code(table: RawTable, column: str) -> Expression:
    """A column of codes, so that ``In Transit``, ``in-transit`` and ``IN_TRANSIT`` are equal: ``in_transit``."""
    lowered = call("lower", text(table, column))
    return call("trim", call("regexp_replace", lowered, lit("[^\\p{L}0-9]+"), lit("_"), lit("g")), lit("_"))


def chosen(
    table: RawTable, column: str, names: Mapping[str, Sequence[str]], otherwise: Expression
) -> Expression:
    """The name among whose codes (see :func:`code`) a column's value is, else `otherwise`.

    Notes
    -----
    Spellings that the sample shows are compared as they are, which is many times faster than making codes of all rows.
    """
    known = {spelling: name for name, codes in names.items() for spelling in codes}
    spellings: dict[str, list[str]] = {}
    values = table.sample.column(column)
    for value in values.unique().to_pylist()[:_MOST_SPELLINGS] if is_text(table.types[column]) else ():
        if value is not None:
            same = _NO_CODE.sub("_", value.strip().lower()).strip("_")
            spellings.setdefault(known.get(same, ""), []).append(value)
    case = CaseExpression(col(column).isnull(), otherwise)
    for name, spelled in spellings.items():
        case = case.when(col(column).isin(*map(lit, spelled)), lit(name) if name else otherwise)
    # The code stands in one place only: the engine makes an expression that it meets twice for every row beforehand.
    place = call("list_position", lit(list(known)), code(table, column))
    return case.otherwise(CoalesceOperator(call("list_extract", lit(list(known.values())), place), otherwise))


def whole_id(table: RawTable, column: str) -> Expression:
    """A column of ids; ``17850.0``, as tools write a whole number beside gaps, is ``17850``."""
    return call("regexp_replace", text(table, column), lit(r"^(\d+)\.0$"), lit(r"\1"))


def joined(*parts: Expression) -> Expression:
    """Texts one after another; missing if one of them is."""
    missing = parts[0].isnull()
    for part in parts[1:]:
        missing = missing | part.isnull()
    return CaseExpression(missing, lit(None)).otherwise(call("concat", *parts))


@dataclass(frozen=True, slots=True)
class Shape:
    """What the rows of a table become.

    Attributes
    ----------
    roles
        Role → a column, or an expression that makes it.
    part
        What the rows are, where a table gives several kinds of events ("cancelled").
    constants
        Role → value of all rows.
    identifiers
        Column → type of identifier.
    made
        Further columns, made by expressions; name → expression. They can be named in `identifiers`; one with the name of
        a column of the table takes its place.
    renamed
        Fixed name of a property → column.
    where
        Which rows belong to the part; all if None.
    links
        The rows are no events: they tell who is who.
    note
        What had to be assumed, in words.
    """

    roles: Mapping[str, str | Expression] = field(default_factory=dict)
    part: str = ""
    constants: Mapping[str, str] = field(default_factory=dict)
    identifiers: Mapping[str, str] = field(default_factory=dict)
    made: Mapping[str, Expression] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    where: Expression | None = None
    links: bool = False
    note: str = ""


def shaped(
    table: RawTable, workspace: Workspace, dialect: str, shapes: Sequence[Shape]
) -> tuple[RawTable, ...]:
    """The table once per shape; every column that a shape does not rename stays, under its own name.

    Notes
    -----
    The first shape keeps the marks of broken records and is given even if it has no rows; the others are left out if
    they have none.
    """
    made = [_one(table, workspace, dialect, shape, first=i == 0) for i, shape in enumerate(shapes)]
    return tuple(t for t in made if t is not None)


def _one(
    table: RawTable, workspace: Workspace, dialect: str, shape: Shape, *, first: bool
) -> RawTable | None:
    names = _names(table, shape.renamed)
    roles, expressions = _columns(table, shape, names)
    where, broken = shape.where, _broken(table)
    if first:
        expressions += passed_on(table)
        if where is not None and broken is not None:
            where = where | broken
    elif where is None and broken is not None:
        where = ~broken

    def transform(relation: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
        return (relation if where is None else relation.filter(where)).select(*expressions)

    result = derived(
        table, workspace, transform, dialect=dialect, part=shape.part, roles=roles,
        identifiers={names.get(c, c): kind for c, kind in shape.identifiers.items()}, constants=shape.constants,
        link_when=_LINK if shape.links else "",
    )  # fmt: skip
    result = replace(result, note=". ".join(n for n in (table.note, shape.note) if n))
    if result.sample.num_rows == 0 and where is not None:
        # The sample shows none of them, but the rest of the table may.
        rows = result.scan().select(*map(col, result.types)).limit(SAMPLE_ROWS)
        result = replace(result, sample=rows.to_arrow_table())
    if first:
        return result
    return replace(result, rejected=Rejected) if result.sample.num_rows else None


def _broken(table: RawTable) -> Expression | None:
    """Whether a row of the scan is a broken record or a blank line, where the format tells so row by row."""
    marks = [
        CaseExpression(col(m), lit(True)).otherwise(lit(False))
        for m in (table.reject_when, table.blank_when)
        if m
    ]
    return None if not marks else marks[0] if len(marks) == 1 else marks[0] | marks[1]


def _names(table: RawTable, renamed: Mapping[str, str]) -> dict[str, str]:
    """Column → its name in the derived table."""
    new = {old: name for name, old in renamed.items()}
    names, taken = {}, set(map(str.casefold, renamed))
    for column in table.types:
        name = new.get(column, column)
        while column not in new and name.casefold() in taken:
            name += "_"
        taken.add(name.casefold())
        names[column] = name
    return names


def _columns(
    table: RawTable, shape: Shape, names: Mapping[str, str]
) -> tuple[dict[str, str], list[Expression]]:
    """Role → column of the derived table, and the expressions of all its columns."""
    taken = {name.casefold() for name in names.values()}
    expressions = [shape.made.get(column, col(column)).alias(names[column]) for column in table.types]
    roles: dict[str, str] = {}
    for role, given in shape.roles.items():
        if isinstance(given, str):
            roles[role] = names[given]
            continue
        roles[role] = f"sojourn:{role}" if role in taken else role
        expressions.append(given.alias(roles[role]))
    expressions += [made.alias(name) for name, made in shape.made.items() if name not in table.types]
    if shape.links:
        expressions.append(lit(True).alias(_LINK))
    return roles, expressions
