"""Columns of a file as expressions of a scan: times, numbers, ids and properties in their canonical types.

Expressions are values of DuckDB's expression API; no text of a user ever becomes SQL.
"""

from dataclasses import replace
from typing import Final

from duckdb import (
    CaseExpression,
    CoalesceOperator,
    ColumnExpression,
    ConstantExpression,
    Expression,
    FunctionExpression,
)

from sojourn.events.looks import Look
from sojourn.events.numbers import BAD_WORDS, GOOD_WORDS, NumberForm
from sojourn.events.times import EPOCH_UNITS, EXCEL_ORIGIN_US, RELATIVE_ORIGIN_US, RELATIVE_UNITS, TimeForm

SPACE: Final = " \t\r\n\v\f\u00a0\u3000\ufeff"
"""What is taken off both ends of an id."""

_MISSING: Final = (
    r"\s*(|[-–—?.]|null|none|nan|nil|n\.?/?a\.?|<na>|#n/a|\(null\)|undefined|anonymous|\(not set\)|not set"
    r"|unknown|guest|\[object object\]|0{8}-0{4}-0{4}-0{4}-0{12}|未知|空|无)\s*"
)
_SHORT_TOKEN: Final = 9
_TOKEN_RANGES: Final = (
    ("", "0"), (":", "A"), ("{", "\U0010ffff"),  # signs, and what is not ASCII
    *((f"{letter}{first}", f"{letter}{last}") for letter in "Nn" for first, last in ((".", "0"), ("A", "v"))),
    *((f"{letter}{first}", f"{letter}{last}") for letter in "UuAa" for first, last in (("N", "O"), ("n", "o"))),
    *((f"{letter}{first}", f"{letter}{last}") for letter in "Gg" for first, last in (("U", "V"), ("u", "v"))),
)  # fmt: skip
_POWER_OF_TEN: Final = r"\s*[+-]?\d+([.]\d*)?[eE][+-]?\d+\s*"
"""Numbers as 1.5e3, whose e is no letter to be dropped."""
_HAS_ZONE: Final = r"(Z|UTC|GMT|:\d\d(\.\d+)?\s?[+-]\d\d(:?\d\d)?)\s*$"


def col(name: str) -> Expression:
    """A column of the scanned table."""
    return ColumnExpression(name)


def lit(value: object) -> Expression:
    """A constant."""
    return ConstantExpression(value)


def call(function: str, *arguments: Expression) -> Expression:
    """A function of the engine."""
    return FunctionExpression(function, *arguments)


def is_text(kind: str) -> bool:
    """Whether an engine type is text."""
    return kind == "VARCHAR" or kind.startswith("ENUM")


def text_of(name: str, kind: str) -> Expression:
    """A column as text; whole numbers without decimals, lists and structs as JSON."""
    column = col(name)
    if kind == "VARCHAR":
        return column
    if kind.endswith("[]") or kind.startswith(("STRUCT", "MAP", "UNION")):
        return call("to_json", column).cast("VARCHAR")
    if kind in {"DOUBLE", "FLOAT"} or kind.startswith("DECIMAL"):
        whole = column.try_cast("BIGINT")
        return CaseExpression(whole.cast("DOUBLE") == column.cast("DOUBLE"), whole.cast("VARCHAR")).otherwise(
            column.cast("VARCHAR")
        )
    if kind == "BLOB":
        return call("hex", column)
    return column.cast("VARCHAR")


def trimmed(text: Expression, *, wide: bool = False) -> Expression:
    """Text without white space at its ends; the test for it costs a tenth of trimming.

    `wide` also looks for no-break and ideographic spaces at the end, at the price of two more tests per row.
    """
    dirty = (text < lit("!")) | (text >= lit("\u00a0")) | call("suffix", text, lit(" "))
    if wide:
        dirty = dirty | call("suffix", text, lit("\u00a0")) | call("suffix", text, lit("\u3000"))
    return CaseExpression(dirty, call("trim", text, lit(SPACE))).otherwise(text)


def maybe_missing(text: Expression) -> Expression:
    """Whether a text could stand for "no value": a test that is cheap and true a little too often.

    Every such token lies between two texts of :data:`_TOKEN_RANGES`. (Comparing with a constant of four bytes looks at
    the row itself; a function call on every row would double the time of the scan.)
    """
    near = lit(False)
    for low, high in _TOKEN_RANGES:
        near = near | ((text >= lit(low)) & (text < lit(high)))
    short = (call("strlen", text) <= lit(_SHORT_TOKEN)) & near
    bracket = (text >= lit("[")) & (text < lit("\\"))
    nil = (text >= lit("00000000-")) & (text < lit("00000000."))
    return text.isnull() | short | bracket | nil | (text < lit("!"))


def is_missing(text: Expression) -> Expression:
    """Whether a text stands for "no value" (see :data:`sojourn.events.looks.MISSING`)."""
    return text.isnull() | call("regexp_full_match", text, lit(_MISSING), lit("i"))


def said(text: Expression) -> Expression:
    """What a customer said: null where the text stands for "no value", as a blank survey question that reads "NA" does."""
    unsaid = CaseExpression(maybe_missing(text), is_missing(text)).otherwise(lit(False))
    return CaseExpression(unsaid, lit(None)).otherwise(text)


def number_of(name: str, kind: str, form: NumberForm) -> Expression:
    """A column as double; what cannot be read becomes null."""
    column = col(name)
    if kind == "BOOLEAN":
        return column.cast("TINYINT").cast("DOUBLE")
    if form.plain or not is_text(kind):
        return column.try_cast("DOUBLE")
    digits = call("regexp_replace", column, lit("[^0-9.,+\\-]"), lit(""), lit("g"))
    drop, point = (".", ",") if form.decimal_comma else (",", ".")
    plain = call("replace", call("replace", digits, lit(drop), lit("")), lit(point), lit("."))
    powered = call("regexp_full_match", column, lit(_POWER_OF_TEN))
    return CaseExpression(powered, column.try_cast("DOUBLE")).otherwise(plain.try_cast("DOUBLE"))


def thumbs_of(text: Expression) -> Expression:
    """Yes and no in any of their words as 1 and 0."""
    word = call("lower", call("trim", text))
    good = word.isin(*[lit(w) for w in GOOD_WORDS])
    return (
        CaseExpression(good, lit(1.0))
        .when(word.isin(*[lit(w) for w in BAD_WORDS]), lit(0.0))
        .otherwise(lit(None))
    )


def time_of(
    name: str, kind: str, form: TimeForm, zone: str, clock: tuple[str, str] | None = None
) -> Expression:
    """A column as microseconds since 1970 UTC (BIGINT); what cannot be read becomes null.

    Parameters
    ----------
    name, kind
        The column and its engine type.
    form
        How its values are written.
    zone
        The zone of times that name none.
    clock
        A second column with the time of day, and its type.
    """
    column = col(name)
    if clock is not None and form.offset_us:
        start = time_of(name, kind, replace(form, offset_us=0.0), zone)
        return start + call("round", col(clock[0]).try_cast("DOUBLE") * lit(form.offset_us)).try_cast(
            "BIGINT"
        )
    if form.kind == "typed" and clock is None:
        if "WITH TIME ZONE" in kind:
            return call("epoch_us", column)
        if kind.startswith("TIMESTAMPTZ"):  # nanoseconds with a zone, as pandas has them
            return call("epoch_us", column.cast("TIMESTAMP WITH TIME ZONE"))
        return _local_us(column if kind == "TIMESTAMP" else column.cast("TIMESTAMP"), zone)
    if form.kind in {"epoch", "excel", "relative"}:
        return _counted_us(column, form)
    text = call("trim", text_of(name, kind), lit(SPACE))
    if clock is not None:
        text = call("concat_ws", lit(" "), text, call("trim", text_of(*clock), lit(SPACE)))
    elif is_text(kind):
        text = col(name)
    return _parsed_us(text, form, zone)


def _local_us(stamp: Expression, zone: str) -> Expression:
    return call("epoch_us", stamp if zone == "UTC" else call("timezone", lit(zone), stamp))


def _counted_us(column: Expression, form: TimeForm) -> Expression:
    if form.kind == "epoch":
        scale, origin = EPOCH_UNITS[form.unit], 0
    elif form.kind == "excel":
        scale, origin = RELATIVE_UNITS["day"], EXCEL_ORIGIN_US
    else:
        scale, origin = RELATIVE_UNITS[form.unit], RELATIVE_ORIGIN_US
    return call("round", column.try_cast("DOUBLE") * lit(scale) + lit(float(origin))).try_cast("BIGINT")


def _parsed_us(text: Expression, form: TimeForm, zone: str) -> Expression:
    """ISO 8601 by cast, other patterns by strptime; the cast comes last too, for stray values of another form."""
    offset = [f for f in form.formats if "%z" in f]
    utc = [f for f in form.formats if f.endswith(("Z", "UTC", "GMT"))]
    local = [f for f in form.formats if f not in offset and f not in utc]
    tries = [_iso_us(text, zone)] if form.iso or not form.formats else []
    tries += [call("epoch_us", call("try_strptime", text, lit(group))) for group in (offset, utc) if group]
    if local:
        tries.append(_local_us(call("try_strptime", text, lit(local)).cast("TIMESTAMP"), zone))
    if not form.iso and form.formats:
        tries.append(_iso_us(text, zone))
    return tries[0] if len(tries) == 1 else CoalesceOperator(*tries)


def _iso_us(text: Expression, zone: str) -> Expression:
    stamp = call(
        "epoch_us", text.try_cast("TIMESTAMP WITH TIME ZONE")
    )  # a text without a zone is read as UTC
    if zone == "UTC":
        return stamp
    named = call("regexp_matches", text, lit(_HAS_ZONE))
    return CaseExpression(named, stamp).otherwise(_local_us(text.try_cast("TIMESTAMP"), zone))


def without_zone(text: Expression) -> Expression:
    """Whether a time written as text names no zone."""
    return ~call("regexp_matches", text, lit(_HAS_ZONE))


def property_of(name: str, kind: str, look: Look | None) -> tuple[Expression, str]:
    """A column without a role: as double, timestamp (UTC) or text, and which of them."""
    column = col(name)
    if kind.startswith("TIMESTAMP"):
        return column.cast("TIMESTAMP WITH TIME ZONE"), "time"
    if kind == "DATE":
        return column.cast("VARCHAR"), "text"
    if kind in _NUMERIC or kind.startswith("DECIMAL"):
        if name.casefold().endswith("id"):
            return text_of(name, kind), "text"
        return column.cast("DOUBLE"), "number"
    if is_text(kind) and look is not None and _numeric_property(look):
        return column.try_cast("DOUBLE"), "number"
    return text_of(name, kind), "text"


_NUMERIC: Final = frozenset(
    {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "FLOAT", "DOUBLE"}
)  # fmt: skip


def _numeric_property(look: Look) -> bool:
    """Text that is a quantity: not an id, no leading zeros, short enough for a double."""
    if look.content not in {"integer", "number"} or look.name.casefold().endswith(
        ("id", "no", "code", "number")
    ):
        return False
    return all(len(v) <= 15 and not (len(v) > 1 and v[0] == "0" and v[1].isdigit()) for v in look.values)
