"""A foreign table given its canonical columns one by one; what no role takes up remains as a property."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import duckdb
from duckdb import CaseExpression, CoalesceOperator, Expression

from sojourn.errors import SourceError
from sojourn.events.expressions import call, col, is_text, lit, text_of
from sojourn.events.looks import look_at
from sojourn.events.numbers import scale_of
from sojourn.sources.dialect import derived, passed_on
from sojourn.sources.json_lines import leaves, object_of, shape_of
from sojourn.sources.source import RawTable, Workspace

_LINK: Final = "sojourn:link"
_PATH: Final = r"^(?:[A-Za-z][A-Za-z0-9+.-]*:)?(?://[^/?#]*)?([^?#]*)"
_DEPTH: Final = 6
_LOOKED_AT: Final = 2_000
_DRAWN: Final = r"^(\$device:.*|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|[0-9a-f]{10,}(-[0-9a-f]+){3,})$"


class Translation:
    """The columns that one table's rows get; lives only while a dialect translates it.

    Parameters
    ----------
    table
        The table as its format gives it; see :func:`flat` for nested ones.
    """

    def __init__(self, table: RawTable) -> None:
        self.table = table
        self._used: set[str] = set()
        self._made: dict[str, Expression] = {}
        self._roles: dict[str, str] = {}
        self._identifiers: dict[str, str] = {}
        self._link: Expression | None = None

    def has(self, *names: str) -> bool:
        """Whether the table has all these columns."""
        return all(name in self.table.types for name in names)

    def needs(self, *names: str) -> None:
        """Make sure that columns are there that the dialect cannot do without.

        Raises
        ------
        SourceError
            If one is missing, because the dialect was forced upon another system's table.
        """
        lacking = [name for name in names if name not in self.table.types]
        if lacking:
            raise SourceError(
                f"{self.table.label} has no column '{lacking[0]}'.",
                hint="It is no export of that system; leave the format away to have it recognised.",
                context={"file": self.table.label, "missing": lacking},
            )

    def peek(self, *names: str) -> Expression | None:
        """The first of these columns that is not empty, as text; None if the table has none of them."""
        there = [n for n in names if n in self.table.types]
        texts = [text_of(n, self.table.types[n]) for n in there]
        if len(texts) < 2:
            return texts[0] if texts else None
        return either(*[call("nullif", t, lit("")) for t in texts])

    def first(self, *names: str) -> Expression | None:
        """As :meth:`peek`; the columns are used up by it and are no properties any more."""
        self._used |= set(names)
        return self.peek(*names)

    def moment(self, *names: str) -> Expression | None:
        """As :meth:`first`, but times that are stored as times or numbers stay what they are."""
        self._used |= set(names)
        there = [n for n in names if n in self.table.types]
        kinds = {self.table.types[n] for n in there}
        return either(*map(col, there)) if len(kinds) == 1 and not is_text(*kinds) else self.peek(*names)

    def text(self, *names: str) -> Expression:
        """As :meth:`peek`, with missing text where the table has none of them."""
        found = self.peek(*names)
        return lit(None).cast("VARCHAR") if found is None else found

    def role(self, role: str, expression: Expression | None) -> None:
        """Give a role its values; None leaves it out."""
        if expression is not None:
            self._roles[role] = role
            self._made[role] = expression

    def identifier(self, kind: str, expression: Expression | None) -> None:
        """A further id of the customer; None leaves it out."""
        if expression is not None:
            same = sum(k == kind for k in self._identifiers.values())
            name = f"id_{kind}" + (f"_{same + 1}" if same else "")
            self._identifiers[name] = kind
            self._made[name] = expression

    def keep(self, name: str, expression: Expression | None) -> None:
        """A property under a fixed name; None leaves it out."""
        if expression is not None and name not in self._made:
            self._made[name] = expression

    def rating(self, name: str) -> str:
        """Give the role of the score to a column that is a rating by its name and values; its scale, or an empty text."""
        if name not in self.table.types:
            return ""
        look = replace(
            look_at(name, self.table.sample.column(name), most=_LOOKED_AT),
            name=name.rsplit(".", maxsplit=1)[-1],
        )
        scale, _ = scale_of(look)
        if scale:
            self.role("score", self.first(name))
        return scale

    def link(self, when: Expression) -> None:
        """Which rows are no events but tell who is who."""
        self._link = when

    def done(
        self,
        workspace: Workspace,
        dialect: str,
        *,
        constants: Mapping[str, str] | None = None,
        within: Sequence[str] = (),
        part: str = "",
    ) -> RawTable:
        """The translated table.

        Parameters
        ----------
        workspace
            Where the table is read.
        dialect
            Name of the dialect.
        constants
            Role → value of all rows.
        within
            Beginnings that names of properties lose (``properties.``), where the rest is still unique.
        part
            What the rows are, where one file gives several tables.
        """
        columns = [made.alias(name) for name, made in self._made.items()]
        taken = {name.casefold() for name in (*self._made, *(constants or {}))}
        columns += [
            col(name).alias(_property_name(name, within, taken))
            for name in self.table.types
            if name not in self._used
        ]
        if self._link is not None:
            columns.append(either(self._link, lit(False)).alias(_LINK))
        columns += passed_on(self.table)
        return derived(
            self.table,
            workspace,
            lambda relation: relation.select(*columns),
            dialect=dialect,
            part=part,
            roles=self._roles,
            identifiers=self._identifiers,
            constants=constants,
            link_when=_LINK if self._link is not None else "",
        )


def _property_name(name: str, within: Sequence[str], taken: set[str]) -> str:
    short = next((name.removeprefix(w) for w in within if name.startswith(w) and name != w), name)
    if short.casefold() in taken:
        short = name
    while short.casefold() in taken:
        short += "_"
    taken.add(short.casefold())
    return short


def either(*choices: Expression) -> Expression:
    """The first of these that is not missing."""
    return choices[0] if len(choices) == 1 else CoalesceOperator(*choices)


def path_of(url: Expression) -> Expression:
    """The path of an address, without host, query and fragment; ``/`` where there is none."""
    return either(call("nullif", call("regexp_extract", url, lit(_PATH), lit(1)), lit("")), lit("/"))


def named(prefix: str, name: Expression) -> Expression:
    """``Page: /pricing``; missing where the name is missing."""
    return call("||", lit(prefix), name)


def reshaped(
    table: RawTable,
    workspace: Workspace,
    transform: Callable[[duckdb.DuckDBPyRelation], duckdb.DuckDBPyRelation],
) -> RawTable:
    """The same table with other columns, before it is translated; `transform` passes on the marks."""
    return derived(table, workspace, transform, dialect=table.dialect, roles=table.roles)


def flat(table: RawTable, workspace: Workspace) -> RawTable:
    """Structs, as Parquet files and data frames have them, as columns with dotted names."""
    if not any(kind.startswith("STRUCT") for kind in table.types.values()):
        return table
    sample = workspace.connection.from_arrow(table.sample)
    columns: list[Expression] = []
    for name, kind in zip(sample.columns, sample.types, strict=True):
        columns += [e.alias(n) for n, e in _members(name, col(name), kind, 0)]
    return reshaped(table, workspace, lambda relation: relation.select(*columns, *passed_on(table)))


def _members(name: str, value: Expression, kind: Any, depth: int) -> list[tuple[str, Expression]]:
    if kind.id != "struct" or depth == _DEPTH:
        return [(name, value)]
    found = []
    for key, inner in kind.children:
        found += _members(f"{name}.{key}", call("struct_extract", value, lit(key)), inner, depth + 1)
    return found


def unfolded(table: RawTable, column: str, workspace: Workspace) -> RawTable:
    """A column that holds objects written as JSON text, as columns with dotted names; what is no object stays."""
    if column not in table.types or not is_text(table.types[column]):
        return table
    cells = [object_of(cell) for cell in table.sample.column(column).drop_null().to_pylist()]
    found = leaves([{column: cell} for cell in cells if cell])
    names = {n: keys for n, keys in found.items() if n not in table.types}
    shape, single = shape_of(names)
    if not names or single or column not in shape:
        return table
    apart = f"sojourn:{column}"
    shaped = lit(json.dumps(shape[column]))
    others = [col(n) for n in table.types if n != column]

    def transform(relation: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
        whole = call("starts_with", col(column), lit("{")) & call("json_valid", col(column))
        parted = CaseExpression(whole, call("json_transform", col(column), shaped))
        rest = CaseExpression(~whole, col(column)).alias(column)
        relation = relation.select(*others, rest, parted.alias(apart), *passed_on(table))
        cells = []
        for name, keys in names.items():
            cell = col(apart)
            for key in keys[1:]:
                cell = call("struct_extract", cell, lit(key))
            cells.append(cell.alias(name))
        return relation.select(*others, col(column), *cells, *passed_on(table))

    return reshaped(table, workspace, transform)


def share_of(table: RawTable, column: str, names: Sequence[str]) -> float:
    """Which share of a column's values in the sample are among these names."""
    if column not in table.types:
        return 0.0
    values = [v for v in table.sample.column(column).to_pylist() if v is not None]
    known = set(names)
    return sum(v in known for v in values) / len(values) if values else 0.0


def anonymous(identifier: Expression) -> Expression:
    """Whether an id looks as if a machine had drawn it (a UUID, a device), not as if a company had given it."""
    return either(call("regexp_matches", identifier, lit(_DRAWN)), lit(False))
