"""What a column looks like: a short description of a sample of its values, for people and for role inference."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import pyarrow as pa
import pyarrow.compute as pc

from sojourn.events.personal import masked
from sojourn.events.times import TimeForm, time_form, typed_form

MISSING: Final = re.compile(
    r"\s*(?:|[-–—?.]|null|none|nan|nil|n\.?/?a\.?|<na>|#n/a|\(null\)|undefined|anonymous|\(not set\)|not set"
    r"|unknown|guest|\[object object\]|0{8}-0{4}-0{4}-0{4}-0{12}|未知|空|无)\s*",
    re.IGNORECASE,
)
"""Texts that stand for "no value" in exports.

``0`` is not among them: data sets number their customers from 0, and a shop's "customer 0" for walk-in sales shows as
one customer with very many events, which the report points at.
"""

_NUMBER: Final = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*")
_MONEY: Final = re.compile(
    r"\s*(?:[A-Z]{3}|[$€£¥￥₹])?\s?[+-]?(?:[$€£¥￥₹])?\d[\d.,' ]*\s?(?:[A-Z]{3}|[$€£¥￥₹]|元|%)?\s*"
)
_CJK: Final = re.compile(r"[\u3400-\u9fff\u3040-\u30ff\uac00-\ud7af]")
_MOST_VALUES: Final = 2_000
_LONGEST: Final = 2_000

Content = Literal["empty", "time", "integer", "number", "money", "boolean", "text", "nested"]


@dataclass(frozen=True, slots=True)
class Look:
    """One column as the sample shows it.

    Attributes
    ----------
    name
        The column's name in its file.
    content
        What most of the filled values are.
    rows, filled, distinct
        Rows of the sample, those with a value, and different values.
    values
        Up to 2,000 filled values as text, spread evenly over the sample.
    time
        The form of its times, if it can be read as times.
    low, high
        Smallest and largest number, if it holds numbers.
    words
        Mean words per value (a Chinese, Japanese or Korean character counts half a word).
    stored
        The Arrow type of the sample.
    """

    name: str
    content: Content
    rows: int
    filled: int
    distinct: int
    values: tuple[str, ...]
    stored: pa.DataType
    time: TimeForm | None = None
    low: float = 0.0
    high: float = 0.0
    words: float = 0.0

    @property
    def repeats(self) -> float:
        """How often a value occurs on average."""
        return self.filled / self.distinct if self.distinct else 0.0

    def describe(self) -> str:
        """The column in words: ``text, 12 distinct, e.g. 'main', 'cart'``."""
        if self.content == "empty":
            return "empty"
        examples = ", ".join(f"'{_short(v)}'" for v in dict.fromkeys(self.values[:40]) if v)
        examples = ", ".join(examples.split(", ")[:2])
        what = self.time.note if self.time is not None and self.content == "time" else self.content
        return f"{what}, {self.distinct:,} distinct, e.g. {examples}"


def look_at(name: str, column: pa.ChunkedArray, *, most: int = _MOST_VALUES) -> Look:
    """Describe a column from a sample.

    Parameters
    ----------
    name
        The column's name, which helps to tell times from numbers.
    column
        A sample of its values, any Arrow type.
    most
        At most this many values are looked at one by one.
    """
    stored = column.type
    if pa.types.is_dictionary(stored):
        column, stored = column.cast(stored.value_type), stored.value_type
    rows = len(column)
    if pa.types.is_nested(stored):
        return Look(name, "nested", rows, rows - column.null_count, 0, (), stored)
    texts = column if pa.types.is_string(stored) else _as_text(column)
    filled = texts.drop_null()
    step = max(1, len(filled) // most)
    values = tuple(
        v
        for v in filled.take(pa.array(range(0, len(filled), step), pa.int64())).to_pylist()
        if not MISSING.fullmatch(v)
    )
    count = len(filled)
    if not values:
        return Look(name, "empty", rows, 0, 0, (), stored)
    distinct = pc.count_distinct(filled).as_py()
    form = typed_form(stored) or (None if pa.types.is_boolean(stored) else time_form(values, name))
    content, low, high = _content(values, stored, form)
    return Look(name, content, rows, count, distinct, values, stored, form, low, high, _mean_words(values))


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    try:
        return column.cast(pa.string())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        kept = [None if v is None else str(v) for v in column.to_pylist()]
        return pa.chunked_array([pa.array(kept, pa.string())])


def _content(
    values: Sequence[str], stored: pa.DataType, form: TimeForm | None
) -> tuple[Content, float, float]:
    if pa.types.is_boolean(stored) or all(v.strip().lower() in {"true", "false"} for v in values):
        return "boolean", 0.0, 1.0
    if form is not None and form.share >= 0.5:
        return "time", 0.0, 0.0
    numbers = [v for v in values if _NUMBER.fullmatch(v)]
    if len(numbers) >= 0.9 * len(values):
        parsed = [float(v) for v in numbers]
        whole = all(p.is_integer() for p in parsed)
        return ("integer" if whole else "number"), min(parsed), max(parsed)
    if sum(1 for v in values if _MONEY.fullmatch(v)) >= 0.9 * len(values):
        return "money", 0.0, 0.0
    return "text", 0.0, 0.0


def _mean_words(values: Sequence[str]) -> float:
    total = sum(len(v.split()) + (0 if v.isascii() else len(_CJK.findall(v)) / 2) for v in values)
    return total / len(values)


def _short(value: str) -> str:
    value = masked(" ".join(value[:_LONGEST].split()))
    return value if len(value) <= 24 else value[:23] + "…"
