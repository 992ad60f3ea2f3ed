"""The cleaning rules: what makes a row unusable, what is repaired, and how a file's columns become canonical ones.

A rule never acts in silence: a dropped row is counted under its reason, a repaired value under its rule.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from duckdb import CaseExpression, Expression

from sojourn.events.expressions import (
    call,
    col,
    is_missing,
    is_text,
    lit,
    maybe_missing,
    number_of,
    property_of,
    said,
    text_of,
    thumbs_of,
    time_of,
    trimmed,
    without_zone,
)
from sojourn.events.looks import MISSING
from sojourn.events.numbers import number_form, scale_of
from sojourn.events.roles import Match, Roles, TableLooks
from sojourn.events.schema import ROLES, Kind
from sojourn.events.times import EARLIEST_US, FUTURE_SLACK_US, WRITTEN_EARLIEST_US

FATE: Final = "sojourn:fate"
"""Column of the projection with the row's fate: a code of :data:`FATES`."""

MARKS: Final = "sojourn:marks"
"""Column of the projection with one bit per repair that happened to the row."""

_LARGEST: Final = float(1 << 53)
"""No amount or score is larger: from here on doubles are no longer exact to one, and squares of sums overflow."""

KEPT: Final = 0
BLANK: Final = 1
LINK: Final = 7
FATES: Final = (
    "kept",
    "blank",
    "rejected_line",
    "missing_customer",
    "missing_time",
    "unparsable_time",
    "impossible_time",
    "link_row",
)
"""What can become of a row in the scan. A blank line is no row: it is not counted; a link row tells who is who."""

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
    link: Expression | None = None,
    unread: Expression | None = None,
    identifiers: Mapping[str, str] | None = None,
    written_out: bool = False,
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
    link
        Whether a row is no event but tells who is who; it needs no time.
    unread
        Whether a row has values that are in no column, because the sample of the file has none of their kind.
    identifiers
        Column → name in the batch, where several columns say who the customer is; then there is no ``customer_id``.
    written_out
        The format demands ids and dates in full (XES): "NA" is an id there and 1970 a year, not a missing value.

    Notes
    -----
    Touchpoints, channels and other names stay as written; :func:`clean_name` is applied to each distinct one.
    """
    compiler = _Compiler(table, dict(types), timezone)
    if identifiers:
        ids = [compiler.identifier(column, name) for column, name in identifiers.items()]
    else:
        ids = [compiler.identifier(_needed(roles, "customer_id").column, "customer_id")]
    when = roles.get("timestamp")
    stamp = compiler.time(when) if when else lit(None).cast("BIGINT")
    compiler.put("timestamp", stamp)
    for match in roles.matches:
        if match.column and match.role not in {"customer_id", "timestamp"}:
            compiler.role(match)
    columns = {c for m in roles.matches for c in (m.column, m.clock_column)}
    compiler.properties(columns | set(identifiers or ()))
    if unread is not None:
        compiler.mark("keys_not_read", unread)
    earliest = WRITTEN_EARLIEST_US if written_out else EARLIEST_US
    outside = (stamp < lit(earliest)) | (stamp > lit(now_us + FUTURE_SLACK_US))
    missing, unsure = _nobody(ids, written_out=written_out)
    suspect = unsure | stamp.isnull() | outside
    codes = {name: lit(i).cast("TINYINT") for i, name in enumerate(FATES)}
    exact = CaseExpression(missing, codes["missing_customer"])
    if link is not None:
        exact = exact.when(link, codes["link_row"])
        suspect = suspect | link
    untimed = compiler.time_missing(when) if when else lit(True)
    exact = exact.when(stamp.isnull() & untimed, codes["missing_time"])
    exact = exact.when(stamp.isnull(), codes["unparsable_time"]).when(outside, codes["impossible_time"])
    # A cheap test that is true a little too often guards the exact one.
    fate = CaseExpression(suspect, exact.otherwise(codes["kept"])).otherwise(codes["kept"])
    if rejected is not None:
        fate = CaseExpression(rejected, codes["rejected_line"]).otherwise(fate)
    if blank is not None:
        fate = CaseExpression(blank, codes["blank"]).otherwise(fate)
    expressions = [*compiler.columns.values(), fate.alias(FATE)]
    if compiler.marks:
        expressions.append(compiler.marked().alias(MARKS))
    constants = {m.role: m.constant for m in roles.matches if m.constant}
    return Projection(
        tuple(expressions), tuple(compiler.columns), constants, tuple(compiler.marks), tuple(compiler.always)
    )  # fmt: skip


def _nobody(ids: list[Expression], *, written_out: bool) -> tuple[Expression, Expression]:
    """Whether no id of a row says who the customer is: exactly, and by a cheap test that is true too often."""
    missing = [i.isnull() | (i == lit("")) if written_out else is_missing(i) for i in ids]
    unsure = missing if written_out else [maybe_missing(i) for i in ids]
    exact, cheap = missing[0], unsure[0]
    for more, sure in zip(missing[1:], unsure[1:], strict=True):
        exact, cheap = exact & more, cheap & sure
    return exact, cheap


def _needed(roles: Roles, role: str) -> Match:
    match = roles.get(role)
    assert match is not None, f"role inference always finds {role} or raises"
    return match


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

    def identifier(self, column: str, name: str) -> Expression:
        wide = any(not v.isascii() and v != v.rstrip() for v in self.table.look(column).values)
        value = trimmed(self.text(column, whole=True), wide=wide)
        self.put(name, value)
        return value

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
        elif match.role == "text":
            self.put("text", said(self.text(match.column)))
        else:
            self.put(match.role, self.text(match.column))

    def number(self, role: str, column: str) -> None:
        look, kind = self.looks[column], self.types[column]
        if role == "score" and scale_of(look)[0] == "thumbs" and look.content != "integer":
            number = thumbs_of(text_of(column, kind))
        else:
            number = number_of(column, kind, number_form(look.values))
        # To an engine NaN is more than every number, so that this leaves out infinities and NaN as well.
        number = CaseExpression(call("abs", number) <= lit(_LARGEST), number).otherwise(lit(None))
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


def clean_name(value: str) -> str:
    """A name as people should see it: composed (NFC), single spaces, no control or direction characters.

    Empty if nothing is left, or if the text stands for "no value". The builder of the log calls it once per distinct
    spelling of a touchpoint, channel or other name, folds names that differ only in case or white space, and counts
    the events that this repaired; it never sees an event.

    Examples
    --------
    >>> clean_name("  Add  to cart "), clean_name("N/A")
    ('Add to cart', '')
    """
    if MISSING.fullmatch(value):
        return ""
    if value.isascii() and value.isprintable() and "  " not in value and value[0] != " " and value[-1] != " ":
        return value
    return " ".join(_CONTROL.sub(" ", unicodedata.normalize("NFC", value)).split())
