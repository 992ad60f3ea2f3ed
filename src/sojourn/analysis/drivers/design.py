"""What may explain an outcome, as columns of a regression and a tree."""

from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sojourn.analysis.features.matrix import FeatureMatrix
from sojourn.analysis.stats.regression import Design
from sojourn.errors import UnknownNameError, UsageError

Numbers = NDArray[np.float64]

RAREST: Final = 0.01
"""Yes/no columns with a smaller share of either answer are left out."""
MOST_LEVELS: Final = 12
FARTHEST: Final = 0.99
"""Numbers are cut at this quantile, so that a few customers with very many events do not decide."""

_USED: Final = ("channel",)
_MOSTLY: Final = ("device", "stage", "time")
_NUMBERS: Final = ("events", "visits", "distinct_touchpoints", "orders")
_EVER: Final = ("contacts", "reversals")


@dataclass(frozen=True, slots=True)
class Column:
    """One explaining column.

    Attributes
    ----------
    name
        Of the feature; for a value of an attribute ``attribute: value``.
    kind
        ``flag`` (0 or 1) or ``number``.
    group
        Shared by the values of one attribute; −1 for numbers.
    control
        Held constant but not told of: it describes when and where somebody was asked, not what happened.
    """

    name: str
    kind: Literal["flag", "number"]
    values: Numbers
    group: int
    control: bool = False


def design_of(columns: list[Column]) -> Design:
    """The columns side by side; the step of a number is its standard deviation."""
    values = np.stack([c.values for c in columns], axis=1)
    steps = [1.0 if c.kind == "flag" else float(c.values.std()) for c in columns]
    return Design(values, np.array(steps), np.array([c.group for c in columns], np.int64))


def feature_columns(matrix: FeatureMatrix, rated: frozenset[str]) -> list[Column]:
    """Features as columns that are easy to tell of.

    Touchpoints: met or not; channels: used or not; devices, stages and times of the day: at least half of the events; devices
    are compared with the most frequent one, and who is seen on none is held apart by a control;
    contacts and reversals: any or none; the rest as numbers cut at their 99th percentile. Touchpoints in ``rated``, where
    customers mostly rate, are left out, as are ratings and the calendar (tenure, recency). Touchpoints stand first and numbers
    last: where several say the same, what happened says more than how much.
    """
    found: list[Column] = []
    for feature, values in zip(matrix.features, matrix.values.T, strict=True):
        if feature.name in rated:
            continue
        if feature.name in _NUMBERS:
            top = float(np.quantile(values, FARTHEST))
            found.append(Column(feature.name, "number", np.minimum(values, top), -1))
        elif feature.family == "touchpoint" or feature.name in _EVER or feature.family in _USED:
            found.append(_flag(feature.name, np.nan_to_num(values) > 0, len(found)))
        elif feature.family in _MOSTLY and feature.kind == "share":
            found.append(_flag(feature.name, np.nan_to_num(values) >= 0.5, len(found)))
    kept = [c for c in _against_the_usual(found) if usable(c)]
    return sorted(kept, key=lambda c: (c.kind == "number", not c.name.startswith("touchpoint:")))


def _against_the_usual(columns: list[Column]) -> list[Column]:
    """Devices without the most frequent one, and a control for customers who are mostly on none of them."""
    devices = [c for c in columns if c.name.startswith("device:")]
    if not devices:
        return columns
    usual = max(devices, key=lambda c: (c.values.mean(), c.name))
    unseen = np.sum([c.values for c in devices], axis=0) == 0
    kept = [replace(c, group=usual.group) if c in devices else c for c in columns if c is not usual]
    return [*kept, Column("device: none", "flag", unseen.astype(np.float64), usual.group, control=True)]


def usable(column: Column) -> bool:
    """Whether a column varies, and a yes/no column not only in a few rows."""
    if column.kind == "number":
        return bool(column.values.std() > 0)
    return bool(RAREST <= column.values.mean() <= 1 - RAREST)


def _flag(name: str, values: NDArray[np.bool_], group: int) -> Column:
    return Column(name, "flag", values.astype(np.float64), group)


def table_columns(
    table: pa.Table, names: list[str]
) -> tuple[list[Column], dict[str, str], NDArray[np.bool_]]:
    """Columns of a plain table, those left out with the reason, and the rows without a missing number.

    Numbers and truth values stay; text becomes one column per value, the most frequent one being what the others are
    compared with; no answer is a value of its own.
    """
    found: list[Column] = []
    omitted: dict[str, str] = {}
    complete = np.ones(table.num_rows, np.bool_)
    for number, name in enumerate(names):
        values = _combined(table, name)
        if pa.types.is_boolean(values.type):
            values = values.cast(pa.int8())
        if (
            pa.types.is_integer(values.type)
            or pa.types.is_floating(values.type)
            or pa.types.is_decimal(values.type)
        ):
            numbers = values.cast(pa.float64()).to_numpy(zero_copy_only=False)
            complete &= ~np.isnan(numbers)
            flag = bool(np.isin(numbers[~np.isnan(numbers)], (0, 1)).all())
            found.append(Column(name, "flag" if flag else "number", numbers, number if flag else -1))
        elif pa.types.is_string(values.type) or pa.types.is_large_string(values.type):
            levels = _levels(values)
            if len(levels) > MOST_LEVELS:
                omitted[name] = f"more than {MOST_LEVELS} values"
                continue
            texts = values.fill_null("")
            found += [
                _flag(f"{name}: {level}", pc.equal(texts, level).to_numpy(zero_copy_only=False), number)
                for level in levels[1:]
            ]
        else:
            omitted[name] = f"values of type {values.type}"
    return found, omitted, complete


def _combined(table: pa.Table, name: str) -> pa.Array:
    values = table[name].combine_chunks()
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    return values


def _levels(values: pa.Array) -> list[str]:
    """The values of a text column, most frequent first."""
    counted = values.fill_null("").value_counts().to_pylist()
    return [row["values"] for row in sorted(counted, key=lambda row: (-row["counts"], row["values"]))]


def outcome_column(table: pa.Table, outcome: str) -> tuple[Numbers, bool]:
    """The outcome as numbers, NaN where unknown, and whether it is yes or no.

    Raises
    ------
    UnknownNameError
        If there is no such column.
    UsageError
        If it is text with other than two values, or does not vary.
    """
    if outcome not in table.column_names:
        raise UnknownNameError.among("column", outcome, table.column_names)
    values: Any = _combined(table, outcome)
    if pa.types.is_string(values.type) or pa.types.is_large_string(values.type):
        levels = sorted(set(values.drop_null().to_pylist()))
        if len(levels) != 2:
            raise UsageError(f"'{outcome}' has {len(levels)} values; an outcome is a number or has two.")
        values = pc.equal(values, levels[1])
    if pa.types.is_boolean(values.type):
        values = values.cast(pa.int8())
    numbers: Numbers = values.cast(pa.float64()).to_numpy(zero_copy_only=False)
    distinct = np.unique(numbers[~np.isnan(numbers)])
    if len(distinct) < 2:
        raise UsageError(f"'{outcome}' does not vary: there is nothing to explain.")
    return numbers, bool(len(distinct) == 2 and set(distinct.tolist()) == {0.0, 1.0})
