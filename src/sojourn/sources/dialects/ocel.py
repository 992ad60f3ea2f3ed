"""Object-centric logs: which of the objects is the customer, and which others lead to one."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import duckdb
from duckdb import CaseExpression, CoalesceOperator, Expression

from sojourn.events.expressions import call, col, lit
from sojourn.events.identifiers import TYPES, kind_of
from sojourn.events.names import words
from sojourn.sources.dialect import derived
from sojourn.sources.ocel_record import EVENT, OBJECT_PREFIX
from sojourn.sources.source import RawTable, Workspace

NAME: Final = "ocel"
_LINK: Final = "sojourn:link"
_ROW: Final = "sojourn:row"
_PERSON: Final = re.compile(
    r"\b(customers?|clients?|users?|persons?|people|members?|patients?|passengers?|guests?|students?|subscribers?|shoppers?|"
    r"buyers?|consumers?|citizens?|applicants?|borrowers?|policyholders?|participants?|visitors?)\b"
    r"|客户|顾客|用户|会员|患者|买家|学生|旅客"
)


@dataclass(frozen=True, slots=True)
class _Choice:
    """The type that is the customer, why, and the types whose objects belong to one customer each."""

    customer: str
    why: str
    owned: tuple[str, ...]
    others: tuple[str, ...]


class Ocel:
    """Recognised by the columns that the source of object-centric logs gives."""

    title = "OCEL 2.0"

    def recognises(self, table: RawTable) -> bool:
        """Whether rows are events with lists of objects."""
        return {EVENT, "ocel:activity", "ocel:timestamp"} <= table.types.keys() and bool(_kinds(table))

    def translate(self, table: RawTable, workspace: Workspace) -> tuple[RawTable, ...]:
        """Every event with its objects as identifiers; relations of objects, and second objects, as links."""
        choice = _choose(table)
        kinds = {
            kind: _identifier(kind, customer=kind == choice.customer)
            for kind in (choice.customer, *choice.owned)
        }
        events = _events(table, workspace, kinds)
        events = replace(events, note=_note(choice))
        several = [_further(table, workspace, kind, kinds[kind]) for kind in choice.owned]
        return (events, *[t for t in several if t is not None])


def _kinds(table: RawTable) -> list[str]:
    return [
        c.removeprefix(OBJECT_PREFIX)
        for c, kind in table.types.items()
        if c.startswith(OBJECT_PREFIX) and kind == "VARCHAR[]"
    ]


def _objects(kind: str) -> Expression:
    return col(OBJECT_PREFIX + kind)


def _size(kind: str) -> Expression:
    return CoalesceOperator(call("len", _objects(kind)), lit(0))


def _choose(table: RawTable) -> _Choice:
    kinds = _kinds(table)
    counts = [
        call("count_if", (_size(k) > lit(0)) & col(EVENT).isnotnull()).alias(str(i))
        for i, k in enumerate(kinds)
    ]
    events = dict(zip(kinds, table.scan().aggregate(counts).fetchall()[0], strict=True))
    people = [kind for kind in kinds if _PERSON.search(words(kind))]
    customer = max(people or kinds, key=lambda kind: (events[kind], kind))
    why = "its name says so" if people else f"most events, {events[customer]:,}, concern one"
    owned = _owned(table, kinds, customer)
    others = tuple(kind for kind in kinds if kind != customer and kind not in owned)
    return _Choice(customer, why, owned, others)


def _owned(table: RawTable, kinds: Sequence[str], customer: str) -> tuple[str, ...]:
    """Types of which every object leads to exactly one customer, directly or through another such type.

    A product that many customers buy must not be an identifier: it would make one customer of all of them.
    """
    rows = table.scan().project('*, row_number() OVER () AS "sojourn:row"')
    lists = {kind: _pairs(rows, kind) for kind in kinds}
    owners = {customer: lists[customer].select(col("object"), col("object").alias("owner")).distinct()}
    found: list[str] = []
    waiting = [kind for kind in kinds if kind != customer]
    progress = True
    while progress:
        progress = False
        for kind in list(waiting):
            met = [_met(lists[kind], lists[known], known_owners) for known, known_owners in owners.items()]
            pairs = met[0]
            for more in met[1:]:
                pairs = pairs.union(more)
            pairs = pairs.distinct()
            per_object = pairs.aggregate([call("count", col("owner")).alias("n")], "object")
            one, most = per_object.aggregate(
                [call("count", col("n")).alias("a"), call("max", col("n")).alias("b")]
            ).fetchall()[0]
            if one and most == 1:
                owners[kind] = pairs
                found.append(kind)
                waiting.remove(kind)
                progress = True
    return tuple(found)


def _pairs(rows: duckdb.DuckDBPyRelation, kind: str) -> duckdb.DuckDBPyRelation:
    """Row and object, one row for each object of the type."""
    return rows.filter(_size(kind) > lit(0)).select(
        col(_ROW).alias("row"), call("unnest", _objects(kind)).alias("object")
    )


def _met(
    mine: duckdb.DuckDBPyRelation, theirs: duckdb.DuckDBPyRelation, owners: duckdb.DuckDBPyRelation
) -> duckdb.DuckDBPyRelation:
    """Object and owner, for objects in a row with an object whose owner is known."""
    owned = theirs.set_alias("t").join(owners.set_alias("o"), "t.object = o.object").select(
        duckdb.ColumnExpression("t", "row"), duckdb.ColumnExpression("o", "owner")
    )  # fmt: skip
    both = mine.set_alias("m").join(owned.set_alias("w"), "m.row = w.row")
    return both.select(duckdb.ColumnExpression("m", "object"), duckdb.ColumnExpression("w", "owner"))


def _identifier(kind: str, *, customer: bool) -> str:
    """The type of identifier: known ones by their own name, other things under a name that says they are things."""
    name = "_".join(words(kind).split())
    single = name.removesuffix("s")
    if single in TYPES and (single != "user" or customer):
        return single
    if customer:
        return "user"
    own = f"ocel_{single}"
    return own if kind_of(own).per_customer == 0 else f"ocel_{single}_case"


def _events(table: RawTable, workspace: Workspace, kinds: Mapping[str, str]) -> RawTable:
    columns: list[Expression] = []
    identifiers: dict[str, str] = {}
    for column in table.types:
        kind = column.removeprefix(OBJECT_PREFIX)
        if kind not in kinds or column == kind:
            listed = column.startswith(OBJECT_PREFIX) and table.types[column] == "VARCHAR[]"
            columns.append((_listed(column) if listed else col(column)).alias(column))
            continue
        identifiers[column] = kinds[kind]
        columns.append(call("list_extract", col(column), lit(1)).alias(column))
        whole = CaseExpression(_size(kind) > lit(1), _listed(column)).otherwise(lit(None))
        columns.append(whole.alias(f"{column}:all"))
    columns.append(col(EVENT).isnull().alias(_LINK))
    return derived(
        table, workspace, lambda relation: relation.select(*columns), dialect=NAME,
        roles={"timestamp": "ocel:timestamp", "touchpoint": "ocel:activity"}, identifiers=identifiers, link_when=_LINK,
    )  # fmt: skip


def _listed(column: str) -> Expression:
    """A list of objects as text."""
    return call("to_json", col(column)).cast("VARCHAR")


def _further(table: RawTable, workspace: Workspace, kind: str, identifier: str) -> RawTable | None:
    """Further objects of one type in an event, each as a link with the first of them."""

    def transform(relation: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
        several = relation.filter(_size(kind) > lit(1))
        first = call("list_extract", _objects(kind), lit(1)).alias("first")
        rest = call("list_slice", _objects(kind), lit(2), lit(-1))
        return several.select(first, call("unnest", rest).alias("further"), lit(True).alias(_LINK))

    links = derived(
        table, workspace, transform, dialect=NAME, part=f"further {kind}", roles={},
        identifiers={"first": identifier, "further": identifier}, link_when=_LINK,
    )  # fmt: skip
    if links.sample.num_rows == 0:
        rows = links.scan().select(col("first"), col("further")).limit(1_000).to_arrow_table()
        links = replace(links, sample=rows)
    return links if links.sample.num_rows else None


def _note(choice: _Choice) -> str:
    told = f"the customer is '{choice.customer}': {choice.why}"
    if choice.owned:
        told += f"; {_listing(choice.owned)} lead to one customer each and join events"
    if choice.others:
        told += f"; {_listing(choice.others)} are shared by several customers, or by none, and are kept as properties"
    return told + ". Attributes of objects are not read"


def _listing(kinds: Sequence[str]) -> str:
    return ", ".join(f"'{kind}'" for kind in kinds)


OCEL: Final = Ocel()
"""The dialect of object-centric logs."""
