"""Tables of records — tickets, contacts, deals, answers — of which one row tells of several events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import duckdb
from duckdb import CaseExpression, CoalesceOperator, Expression

from sojourn.errors import SourceError
from sojourn.events.expressions import call, col, is_missing, is_text, lit, text_of, time_of
from sojourn.events.looks import Look, look_at
from sojourn.events.names import words
from sojourn.events.times import TimeForm
from sojourn.sources.dialect import DIALECTS, derived, set_aside
from sojourn.sources.dialects.shaping import Shape, shaped
from sojourn.sources.source import RawTable, Rejected, Workspace

_ITEM: Final = "sojourn:item"
_PREFIXES: Final = ("properties", "property")


Ids = dict[str, str | tuple[str, Expression]]
"""Column → type of identifier, or a new column's name → type and the expression that makes it."""


class Columns:
    """The columns of one table, found by name whatever its spelling.

    ``Create Date``, ``createdate``, ``properties.createdate`` and ``property_createdate`` are one name: ``createdate``.
    """

    def __init__(self, table: RawTable) -> None:
        self.table = table
        self.by_key: dict[str, str] = {}
        for column in table.types:
            self.by_key.setdefault(key_of(column), column)
        for column in table.types:
            for prefix in _PREFIXES:
                if key_of(column).startswith(prefix):
                    self.by_key.setdefault(key_of(column).removeprefix(prefix), column)

    def find(self, *names: str) -> str:
        """The first column there is with one of these names, or an empty text."""
        return next((self.by_key[n] for n in names if n in self.by_key), "")

    def has(self, *names: str) -> bool:
        """Whether all these columns are there."""
        return all(n in self.by_key for n in names)

    def count(self, names: Sequence[str]) -> int:
        """How many of these columns are there."""
        return sum(n in self.by_key for n in names)

    def text(self, column: str) -> Expression:
        """A column as text; what stands for "no value" is missing."""
        raw = text_of(column, self.table.types[column])
        return CaseExpression(is_missing(raw), lit(None).cast("VARCHAR")).otherwise(call("trim", raw))

    def code(self, column: str) -> Expression:
        """A column as lower-case text for comparisons; an empty text if it has no value."""
        return call("lower", CoalesceOperator(self.text(column), lit("")))

    def filled(self, column: str) -> Expression:
        """Whether a row has a value in the column; never unknown."""
        kind = self.table.types[column]
        return ~is_missing(col(column)) if is_text(kind) else col(column).isnotnull()

    def look(self, column: str) -> Look:
        """What the column looks like in the sample."""
        return look_at(column, self.table.sample.column(column), most=2_000)

    def moment(self, column: str) -> str | Expression:
        """The column as a time: itself if it is typed or ISO text, else read in the form that all its values share.

        The rows of one part can be too few to tell day from month; those of the whole table are more.
        """
        form = self.look(column).time
        plain = form is None or form.kind == "typed" or (form.iso and not form.formats)
        if form is None or plain or form.kind == "relative":
            return column
        stamp = call("make_timestamp", time_of(column, self.table.types[column], form, "UTC"))
        return call("timezone", lit("UTC"), stamp) if _absolute(form) else stamp


def _absolute(form: TimeForm) -> bool:
    return form.kind == "epoch" or form.zone == "all"


def key_of(name: str) -> str:
    """A column's name as one lower-case word.

    >>> key_of("Create Date"), key_of("satisfaction_rating.score"), key_of("WhoId")
    ('createdate', 'satisfactionratingscore', 'whoid')
    """
    return words(name).replace(" ", "")


def not_ours(table: RawTable, title: str) -> SourceError:
    """The error of a dialect that somebody forced upon a table of another system."""
    return SourceError(
        f"{table.label} does not look like an export of {title}.",
        hint="Leave the name before the path away, and the system is recognised by its columns.",
        context={"file": table.label, "columns": list(table.types)[:50]},
    )


def claimed(table: RawTable, *, but: Sequence[str]) -> bool:
    """Whether a dialect of one system recognises a table, so that a general one has no say in it."""
    return any(DIALECTS[name].recognises(table) for name in DIALECTS if name not in but)


def true(test: Expression) -> Expression:
    """A test that is false where it is unknown."""
    return CaseExpression(test, lit(True)).otherwise(lit(False))


def one_of(text: Expression, names: Mapping[str, str], otherwise: Expression) -> Expression:
    """A text given the name it stands for."""
    result: Expression | None = None
    for value, name in names.items():
        test = text == lit(value)
        result = CaseExpression(test, lit(name)) if result is None else result.when(test, lit(name))
    return otherwise if result is None else result.otherwise(otherwise)


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of event that rows of a table tell of, or rows that are something else.

    Attributes
    ----------
    name
        What the rows are, shown behind the file's name.
    touchpoint
        What happened: the same for all rows, or an expression.
    time
        The column that says when.
    when
        Which rows tell of it. The first part of a table also has the rows of no other part, so that none is lost.
    roles, constants
        Further roles.
    links
        The rows are no events: they tell who is who.
    aside
        Why the rows are not read.
    identifiers
        In place of the table's, where they differ.
    """

    name: str
    touchpoint: str | Expression = ""
    time: str | Expression = ""
    when: Expression | None = None
    roles: Mapping[str, str | Expression] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    links: bool = False
    aside: str = ""
    identifiers: Ids | None = None


def in_parts(
    table: RawTable,
    workspace: Workspace,
    dialect: str,
    parts: Sequence[Part],
    identifiers: Ids,
) -> tuple[RawTable, ...]:
    """The table once per part.

    Parameters
    ----------
    parts
        The first one gets the rows that belong to none.
    identifiers
        Column → type, or a new column's name → type and the expression that makes it.
    """
    others = [true(p.when) for p in parts[1:] if p.when is not None]
    shapes = []
    for i, part in enumerate(parts):
        roles, constants = dict(part.roles), dict(part.constants)
        if isinstance(part.touchpoint, str):
            constants |= {"touchpoint": part.touchpoint} if part.touchpoint else {}
        else:
            roles["touchpoint"] = part.touchpoint
        if not isinstance(part.time, str) or part.time:
            roles["timestamp"] = part.time
        own = identifiers if part.identifiers is None else part.identifiers
        shapes.append(
            Shape(
                roles,
                part.name if len(parts) > 1 else "",
                constants,
                {c: k if isinstance(k, str) else k[0] for c, k in own.items()},
                made={c: k[1] for c, k in own.items() if not isinstance(k, str)},
                where=part.when if i else _first(table, part.when, others),
                links=part.links,
            )
        )
    made = shaped(table, workspace, dialect, shapes)
    reasons = {_label(table, s): p.aside for s, p in zip(shapes, parts, strict=True) if p.aside}
    return tuple(set_aside(t, reasons[t.label], dialect=dialect) if t.label in reasons else t for t in made)


def unnested(
    table: RawTable,
    workspace: Workspace,
    column: str,
    *,
    kept: Mapping[str, Expression],
    inner: Sequence[str],
) -> RawTable:
    """The objects of a column of JSON lists, one row each.

    Parameters
    ----------
    column
        Holds lists of objects as JSON text; what is no list has no rows.
    kept
        New column → an expression over the outer row.
    inner
        Dotted keys of the objects; each becomes a column of that name.
    """

    def transform(relation: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
        text = col(column) if is_text(table.types[column]) else call("to_json", col(column)).cast("VARCHAR")
        sound = CaseExpression(call("json_valid", text), text).otherwise(lit(None).cast("VARCHAR"))
        outer = [expression.alias(name) for name, expression in kept.items()]
        rows = relation.select(*outer, call("unnest", call("json_extract", sound, lit("$[*]"))).alias(_ITEM))
        keys = [_path(key) for key in inner]
        cells = [
            call("json_extract_string", col(_ITEM), lit(k)).alias(n) for n, k in zip(inner, keys, strict=True)
        ]
        return rows.select(*map(col, kept), *cells)

    made = derived(table, workspace, transform, dialect=table.dialect, roles={})
    return replace(made, label=f"{table.label} ({column})", rejected=Rejected)


def _path(key: str) -> str:
    return "$." + ".".join(f'"{part}"' for part in key.split("."))


def _label(table: RawTable, shape: Shape) -> str:
    return f"{table.label} ({shape.part})" if shape.part else table.label


def _first(table: RawTable, when: Expression | None, others: Sequence[Expression]) -> Expression | None:
    """Rows of the first part: its own, those of no part, and broken records, which are counted here."""
    if when is None:
        return None
    any_other = lit(False)
    for other in others:
        any_other = any_other | other
    keep = true(when) | ~any_other
    for mark in (table.reject_when, table.blank_when):
        if mark:
            keep = keep | true(col(mark))
    return keep
