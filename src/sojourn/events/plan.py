"""How each table of several is read: which column plays which role, which columns say who the customer is.

Pure: it sees descriptions of columns, never a file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from sojourn.events.alike import alike
from sojourn.events.identifiers import TYPES
from sojourn.events.looks import Look
from sojourn.events.names import words
from sojourn.events.records import identifiers_of
from sojourn.events.roles import NEEDED, Match, Roles, TableLooks, infer_roles, missing_roles

Use = Literal["events", "links", "aside"]
ID_PREFIX: Final = "id_"
"""Columns of a batch that hold identifiers are called ``id_<type>``, a second one of a type ``id_<type>_2``."""
_SAME_PEOPLE: Final = 0.01
_ONCE: Final = 1.05  # a few rows are delivered twice


@dataclass(frozen=True, slots=True)
class Plan:
    """How one table is read.

    Attributes
    ----------
    roles
        Role → column.
    identifiers
        Column → type of identifier: every column that says who the customer is.
    use
        ``events``: rows are events; ``links``: rows tell who is who; ``aside``: the table is not read.
    reason
        Why it is not read, in words.
    """

    roles: Roles
    identifiers: Mapping[str, str] = field(default_factory=dict)
    use: Use = "events"
    reason: str = ""

    @property
    def id_columns(self) -> dict[str, str]:
        """Column of the table → column of the batch, ``id_email``, ``id_email_2`` …"""
        names: dict[str, str] = {}
        for column, kind in self.identifiers.items():
            same = sum(1 for known in names.values() if kind_of_column(known) == kind)
            names[column] = f"{ID_PREFIX}{kind}" + (f"_{same + 1}" if same else "")
        return names


def kind_of_column(name: str) -> str:
    """The type of identifier in a column of a batch.

    >>> kind_of_column("id_email_2"), kind_of_column("id_loyalty_card")
    ('email', 'loyalty_card')
    """
    kind = name.removeprefix(ID_PREFIX)
    start, _, number = kind.rpartition("_")
    return start if start and number.isdigit() else kind


def plan(
    tables: Sequence[TableLooks],
    identifiers: Sequence[Mapping[str, str]],
    columns: Mapping[str, str] | None = None,
    *,
    lenient: Sequence[bool] = (),
) -> tuple[Plan, ...]:
    """Plan the reading of several tables that become one log.

    Parameters
    ----------
    tables
        Descriptions of the tables' columns.
    identifiers
        Per table, column → type, where a dialect or the user says so; what is found by name and content is added for
        tables that no dialect knows.
    columns
        Role → column chosen by the user.
    lenient
        Per table, whether it may be set aside if it does not tell who or when; else it raises. One is always needed.

    Raises
    ------
    UnknownNameError
        If `columns` names a role or column that does not exist.
    RoleError
        If a table cannot be used.
    """
    roles = infer_roles(tables, columns, needed=False)
    plans = [_plan(t, r, dict(i)) for t, r, i in zip(tables, roles, identifiers, strict=True)]
    plans = [
        _plan(t, r, {**more, **i}) if more else p
        for t, r, i, p, more in zip(
            tables, roles, identifiers, plans, alike([(t, p.identifiers) for t, p in zip(tables, plans, strict=True)]),
            strict=True,
        )
    ]  # fmt: skip
    plans = [_without_own_numbers(t, p, plans) for t, p in zip(tables, plans, strict=True)]
    usable = any(p.use != "aside" for p in plans)
    for table, found, may in zip(tables, plans, lenient or [False] * len(plans), strict=True):
        if found.use == "aside" and not (may and usable):
            raise missing_roles(table, [role for role in NEEDED if found.roles.get(role) is None])
    return tuple(plans)


def _plan(table: TableLooks, roles: Roles, identifiers: dict[str, str]) -> Plan:
    customer = roles.get("customer_id")
    if not table.closed:
        found = identifiers_of(table.looks, table.label)
        known = found | identifiers
        if customer is not None and known and customer.column not in known and _numbers_rows(table, customer):
            roles = Roles(tuple(m for m in roles.matches if m is not customer))  # the row's number, nobody's
        elif customer is not None and customer.column not in found:
            found = {customer.column: "user", **found}
        taken = {m.column for m in roles.matches if m.role != "customer_id"}
        identifiers = {c: k for c, k in found.items() if c not in taken} | identifiers
    elif customer is not None:
        identifiers = {customer.column: "user"} | identifiers
    if roles.get("timestamp") is not None and identifiers:
        return Plan(_with_customer(roles, identifiers), identifiers)
    if len(identifiers) > 1 and (table.closed or _one_row_per_person(table, identifiers)):
        return Plan(roles, identifiers, "links")
    what = "who the customer is" if not identifiers else "when it happened"
    return Plan(roles, identifiers, "aside", f"no column tells {what}")


def _numbers_rows(table: TableLooks, customer: Match) -> bool:
    """Whether the column taken for the customer only counts the rows: called "id", and never the same twice."""
    plain = words(customer.column) in {"id", "name", "编号", "姓名"}
    return plain and table.look(customer.column).repeats <= _ONCE


def _without_own_numbers(table: TableLooks, found: Plan, plans: Sequence[Plan]) -> Plan:
    """The plan without the numbers of the table's own rows that no other table knows: they join nothing.

    Left in, they would make a customer of every row that names nobody.
    """
    if table.closed or len(found.identifiers) < 2:
        return found
    elsewhere = {kind for other in plans if other is not found for kind in other.identifiers.values()}
    kept = {
        column: kind
        for column, kind in found.identifiers.items()
        if kind in elsewhere or kind in TYPES or table.look(column).repeats > _ONCE
    }
    return replace(found, identifiers=kept) if kept else found


def _one_row_per_person(table: TableLooks, identifiers: Mapping[str, str]) -> bool:
    return any(table.look(column).repeats <= _ONCE for column in identifiers)


def _with_customer(roles: Roles, identifiers: Mapping[str, str]) -> Roles:
    """The only identifier of a table is its customer."""
    if roles.get("customer_id") is not None or len(identifiers) != 1:
        return roles
    match = Match("customer_id", next(iter(identifiers)), "the only identifier in the table", 1.0)
    return replace(roles, matches=(match, *roles.matches))


def one_customer_column(tables: Sequence[TableLooks], plans: Sequence[Plan]) -> bool:
    """Whether every table has a column with the same customer ids, so that nothing has to be joined."""
    used = [(t, p) for t, p in zip(tables, plans, strict=True) if p.use != "aside"]
    looks: list[Look] = []
    for table, found in used:
        match = found.roles.get("customer_id")
        if found.use == "links" or match is None:
            return False
        look = table.look(match.column)
        others = len(found.identifiers) > 1
        if others and (table.closed or look.filled < look.rows):
            return False
        looks.append(look)
    kinds = {p.identifiers[m.column] for _, p in used if (m := p.roles.get("customer_id"))}
    return len(kinds) <= 1 and all(_same_people(looks[0], look) for look in looks[1:])


def _same_people(a: Look, b: Look) -> bool:
    if words(a.name) == words(b.name):
        return True
    mine, theirs = set(a.values), set(b.values)
    return len(mine & theirs) > _SAME_PEOPLE * min(len(mine), len(theirs))
