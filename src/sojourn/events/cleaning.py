"""The cleaning rules: what makes a row unusable, what is repaired, and how a file's columns become canonical ones.

A rule never acts in silence: a dropped row is counted under its reason, a repaired value under its rule.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from duckdb import CaseExpression, CoalesceOperator, Expression

from sojourn.events.expressions import (
    call,
    col,
    is_missing,
    is_text,
    lit,
    maybe_missing,
    number_of,
    property_of,
    text_of,
    thumbs_of,
    time_of,
    trimmed,
    without_zone,
)
from sojourn.events.looks import MISSING, Look
from sojourn.events.numbers import number_form, scale_of
from sojourn.events.roles import Match, Roles, TableLooks
from sojourn.events.schema import ROLES, Kind
from sojourn.events.times import EARLIEST_US, FUTURE_SLACK_US

FATE: Final = "sojourn:fate"
"""Column of the projection with the row's fate: a code of :data:`FATES`."""

MARKS: Final = "sojourn:marks"
"""Column of the projection with one bit per repair that happened to the row."""

KEPT: Final = 0
BLANK: Final = 1
FATES: Final = ("kept", "blank", "rejected_line", "missing_customer", "missing_time", "unparsable_time", "impossible_time")
"""What can become of a row in the scan. A blank line is no row: it is not counted."""

NO_NAME: Final = "(no name)"
"""The touchpoint of events that have none."""

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")


@dataclass(frozen=True, slots=True)
class Projection:
    """A table's columns in canonical form, ready to be selected from a scan.

    Attributes
    ----------
    expressions
        One per column of the batch, the fate and (if any repair needs it) the marks included.
    names
        Names of the batch's columns without fate and marks: roles first, then properties.
    constants
        Role → value of all rows.
    marks
        Repair rule of each bit, from the lowest.
    always
        Repair rules that hold for every kept row.
    """

    expressions: tuple[Expression, ...]
    names: tuple[str, ...]
    constants: Mapping[str, str]
    marks: tuple[str, ...]
    always: tuple[str, ...]


def projection(
    table: TableLooks,
    types: Mapping[str, str],
    roles: Roles,
    *,
    timezone: str,
    now_us: int,
    rejected: Expression | None = None,
    blank: Expression | None = None,
) -> Projection:
    """Compile the roles of a table's columns into a projection.

    Parameters
    ----------
    table
        The table's columns as its sample shows them.
    types
        Column → engine type, in file order.
    roles
        The columns' roles.
    timezone
        Zone of times that name none.
    now_us
        The present in microseconds since 1970 UTC; later than a day after it is impossible.
    rejected, blank
        Where the format finds out row by row: whether a row is broken, whether it is no row at all.

    Notes
    -----
    Touchpoints, channels and other names stay as written; :func:`fold_names` cleans each distinct one once.
    """
    compiler = _Compiler(table, dict(types), timezone)
    customer = trimmed(compiler.text(_needed(roles, "customer_id").column, whole=True))
    compiler.put("customer_id", customer)
    stamp = compiler.time(_needed(roles, "timestamp"))
    compiler.put("timestamp", stamp)
    for match in roles.matches:
        if match.column and match.role not in {"customer_id", "timestamp"}:
            compiler.role(match)
    compiler.properties({c for m in roles.matches for c in (m.column, m.clock_column)})
    fate = _fate(customer, stamp, compiler.time_missing(_needed(roles, "timestamp")), now_us, rejected, blank)
    expressions = [*compiler.columns.values(), fate.alias(FATE)]
    if compiler.marks:
        expressions.append(compiler.marked().alias(MARKS))
    constants = {m.role: m.constant for m in roles.matches if m.constant}
    return Projection(
        tuple(expressions), tuple(compiler.columns), constants, tuple(compiler.marks), tuple(compiler.always)
    )  # fmt: skip


def _needed(roles: Roles, role: str) -> Match:
    match = roles.get(role)
    assert match is not None, f"role inference always finds {role} or raises"
    return match


def _fate(
    customer: Expression,
    stamp: Expression,
    time_missing: Expression,
    now_us: int,
    rejected: Expression | None,
    blank: Expression | None,
) -> Expression:
    """The code of a row's fate. A cheap test that is true a little too often guards the exact one."""
    outside = (stamp < lit(EARLIEST_US)) | (stamp > lit(now_us + FUTURE_SLACK_US))
    codes = {name: lit(i).cast("TINYINT") for i, name in enumerate(FATES)}
    exact = CaseExpression(is_missing(customer), codes["missing_customer"])
    exact = exact.when(stamp.isnull() & time_missing, codes["missing_time"])
    exact = exact.when(stamp.isnull(), codes["unparsable_time"]).when(outside, codes["impossible_time"])
    suspect = maybe_missing(customer) | stamp.isnull() | outside
    fate = CaseExpression(suspect, exact.otherwise(codes["kept"])).otherwise(codes["kept"])
    if rejected is not None:
        fate = CaseExpression(rejected, codes["rejected_line"]).otherwise(fate)
    if blank is not None:
        fate = CaseExpression(blank, codes["blank"]).otherwise(fate)
    return fate


class _Compiler:
    """Collects the columns of one projection; lives only while it is compiled."""

    def __init__(self, table: TableLooks, types: dict[str, str], zone: str) -> None:
        self.table, self.types, self.zone = table, types, zone
        self.looks = {look.name: look for look in table.looks}
        self.columns: dict[str, Expression] = {}
        self.marks: dict[str, Expression] = {}
        self.always: list[str] = []

    def put(self, name: str, expression: Expression) -> None:
        self.columns[name] = expression.alias(name)

    def mark(self, rule: str, when: Expression) -> None:
        """Note a repair; two columns under one rule count a row once."""
        self.marks[rule] = self.marks[rule] | when if rule in self.marks else when

    def marked(self) -> Expression:
        total = lit(0)
        for bit, when in enumerate(self.marks.values()):
            total = total + CaseExpression(when, lit(1 << bit)).otherwise(lit(0))
        return total.cast("INTEGER")

    def text(self, column: str, *, whole: bool = False) -> Expression:
        text = text_of(column, self.types[column])
        look = self.looks[column]
        if whole and look.content == "integer" and any(v.endswith(".0") for v in look.values):
            return call("regexp_replace", text, lit(r"^(\d+)\.0$"), lit(r"\1"))
        return text

    def time(self, match: Match) -> Expression:
        assert match.time is not None
        kind = self.types[match.column]
        clock = (match.clock_column, self.types[match.clock_column]) if match.clock_column else None
        if match.time.zone == "none" and match.time.kind not in {"epoch", "relative"}:
            self.always.append("time_zone_assumed")
        elif match.time.zone == "some" and is_text(kind):
            self.mark("time_zone_assumed", without_zone(col(match.column)))
        return time_of(match.column, kind, match.time, self.zone, clock)

    def time_missing(self, match: Match) -> Expression:
        kind = self.types[match.column]
        return is_missing(col(match.column)) if is_text(kind) else col(match.column).isnull()

    def role(self, match: Match) -> None:
        kind = ROLES[match.role].kind
        if kind is Kind.NUMBER:
            self.number(match.role, match.column)
        elif match.role == "touchpoint":
            self.put(match.role, CoalesceOperator(self.text(match.column), lit("")))
        else:
            self.put(match.role, self.text(match.column))

    def number(self, role: str, column: str) -> None:
        look, kind = self.looks[column], self.types[column]
        if role == "score" and scale_of(look)[0] == "thumbs" and look.content != "integer":
            number = thumbs_of(text_of(column, kind))
        else:
            number = number_of(column, kind, number_form(look.values))
        self.put(role, number)
        if is_text(kind):
            self.mark("unparsable_number", number.isnull() & ~is_missing(col(column)))

    def properties(self, used: set[str]) -> None:
        taken = {name.casefold() for name in (*self.columns, *ROLES)}
        for column, kind in self.types.items():
            if column in used:
                continue
            name = column
            while name.casefold() in taken:
                name += "_"
            taken.add(name.casefold())
            expression, content = property_of(column, kind, self.looks.get(column))
            self.put(name, expression)
            if content == "number" and is_text(kind):
                self.mark("unparsable_number", expression.isnull() & ~is_missing(col(column)))


@dataclass(frozen=True, slots=True)
class Folded:
    """Distinct raw names brought to distinct clean ones.

    Attributes
    ----------
    codes
        For each raw name the index of its clean name; −1 where it has none.
    names
        Clean names, in the order in which they were first seen.
    repaired
        Rule → number of events: ``trimmed_name``, ``folded_case``, ``missing_touchpoint``.
    """

    codes: np.ndarray
    names: tuple[str, ...]
    repaired: Mapping[str, int]


def clean_name(value: str | None) -> str | None:
    """A name as people should see it: composed (NFC), single spaces, no control or direction characters.

    None if nothing is left, or if the text stands for "no value".

    Examples
    --------
    >>> clean_name("  Add\\tto  cart "), clean_name("N/A")
    ('Add to cart', None)
    """
    if value is None or MISSING.fullmatch(value):
        return None
    if value.isascii() and value.isprintable() and "  " not in value and value[0] != " " and value[-1] != " ":
        return value
    name = " ".join(_CONTROL.sub(" ", unicodedata.normalize("NFC", value)).split())
    return name or None


def fold_names(raw: Sequence[str | None], events: Sequence[int] | np.ndarray, *, missing: str = "") -> Folded:
    """Clean a vocabulary: names equal but for case and white space become one, spelled as first seen.

    Call it once per vocabulary (touchpoints, channels, …), on its distinct values; it never sees an event.

    Parameters
    ----------
    raw
        The distinct values as written, in the order in which they were first seen.
    events
        How many events carry each of them; what the counts of `repaired` are made of.
    missing
        The name of events without one (:data:`NO_NAME` for touchpoints, counted as ``missing_touchpoint``). If it is
        empty, such values get the code −1 and nothing is counted.

    Examples
    --------
    >>> folded = fold_names(["Cart", "cart ", "", "Pay"], [5, 2, 1, 4], missing="(no name)")
    >>> folded.names, folded.codes.tolist(), dict(folded.repaired)
    (('Cart', '(no name)', 'Pay'), [0, 0, 1, 2], {'trimmed_name': 2, 'folded_case': 2, 'missing_touchpoint': 1})
    """
    codes = np.full(len(raw), -1, np.int32)
    names: dict[str, str] = {}
    positions: dict[str, int] = {}
    repaired: dict[str, int] = {}
    for i, value in enumerate(raw):
        count = int(events[i])
        name = clean_name(value)
        if name is None:
            if not missing:
                continue
            name = missing
            repaired["missing_touchpoint"] = repaired.get("missing_touchpoint", 0) + count
        elif name != value:
            repaired["trimmed_name"] = repaired.get("trimmed_name", 0) + count
        key = name.casefold()
        if key not in names:
            names[key] = name
            positions[key] = len(positions)
        elif names[key] != name:
            repaired["folded_case"] = repaired.get("folded_case", 0) + count
        codes[i] = positions[key]
    return Folded(codes, tuple(names.values()), repaired)
