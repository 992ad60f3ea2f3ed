"""Attribution of paths that come as a table: what agencies export and other programs write."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sojourn.analysis.attribution.answering import answered, unanswered
from sojourn.analysis.attribution.result import Attribution, Money
from sojourn.analysis.attribution.rules import DIRECT, MODELS, Rules
from sojourn.analysis.attribution.sample import TableSample
from sojourn.analysis.stats.pathset import PathSet, distinct_paths
from sojourn.errors import UsageError
from sojourn.log.kernels.sharing import sum_rows

Numbers = NDArray[np.float64]
_COLUMNS = ("total_conversions", "total_conversion_value", "total_null")
_SOME = 10_000
"""Texts that are looked at to see whether they repeat."""
TIMELESS = tuple(model for model in MODELS if model != "time_decay")
"""The models that need no times."""


@dataclass(frozen=True, slots=True)
class PathTableSpec:
    """The question: which channels are the conversions of these paths credited to? See :func:`attribute_paths`."""

    separator: str = ">"
    position: tuple[float, ...] = (0.4, 0.2, 0.4)
    direct: tuple[str, ...] = DIRECT
    models: tuple[str, ...] = TIMELESS
    order: int | None = None
    level: float | None = 0.95

    @property
    def rules(self) -> Rules:
        """The part of the question that is about models."""
        return Rules(self.models, self.position, self.direct, self.order, self.level)


def attribute_paths(
    table: Any,
    *,
    separator: str = ">",
    position: tuple[float, ...] = (0.4, 0.2, 0.4),
    direct: Collection[str] = DIRECT,
    models: Collection[str] = TIMELESS,
    order: int | None = None,
    level: float | None = 0.95,
) -> Attribution:
    """Credit the conversions of a table of paths to channels, by several models side by side.

    Parameters
    ----------
    table
        An Arrow table, a data frame or anything else Arrow reads as a table, one row per path: ``path`` (the touches, as
        text ``"A > B > C"`` or as a list), ``total_conversions``, and where they are known ``total_conversion_value`` and
        ``total_null`` (how often the path ended without a conversion). Rows with the same path are added up.
    separator
        What stands between two touches of a text; blanks around it do not count.
    position, direct, models, order, level
        As in :func:`~sojourn.analysis.attribution.attribution`. Without times there is no ``time_decay``.

    Returns
    -------
    Attribution
        See the class. Intervals take every conversion and every path without one to be independent, since customers
        are not known.

    Raises
    ------
    UsageError
        If a column is missing, a count is negative or no whole number, or time decay is asked for.

    Examples
    --------
    >>> table = pa.table({"path": ["C1 > C2 > C3", "C1", "C2 > C3"], "total_conversions": [1, 0, 0], "total_null": [0, 1, 1]})
    >>> found = attribute_paths(table, models=["markov"], level=None).table
    >>> [(row["channel"], round(row["share"], 3)) for row in found.to_pylist()]
    [('C2', 0.4), ('C3', 0.4), ('C1', 0.2)]
    """
    spec = PathTableSpec(
        separator, tuple(position), tuple(direct), tuple(dict.fromkeys(models)), order, level
    )
    if "time_decay" in spec.rules.models:
        raise UsageError(
            "Time decay needs the times of touches, which a table of paths does not have.",
            hint="Leave it out, or use sj.attribution on a log.",
        )
    if not separator:
        raise UsageError(
            "The separator of touches must not be empty.", hint='Paths are often written "A > B".'
        )
    rows = _arrow(table)
    counts = np.stack([_counts(rows, name) for name in _COLUMNS], axis=1)
    paths, without = _paths(rows["path"], separator, counts)
    if not paths.outcomes[:, 0].sum():
        reason = "no touch comes before a conversion" if without else "no path ends in a conversion"
        return unanswered(spec, reason, paths, customers=None, without_touch=without)
    worth = "total_conversion_value" in rows.column_names
    money = (
        Money(float(paths.outcomes[:, 1].sum()), None, "computed")
        if worth
        else Money(None, None, "cannot be computed: no column total_conversion_value")
    )
    return answered(spec, TableSample(paths), money, customers=None, without_touch=without)


def _paths(column: pa.ChunkedArray, separator: str, counts: Numbers) -> tuple[PathSet, int]:
    """The distinct paths of the rows, channels by rank; and the conversions without any touch."""
    rows = column.combine_chunks()
    if not pa.types.is_nested(rows.type):
        rows = pc.fill_null(rows.cast(pa.large_string()), "")
        if pc.count_distinct(rows.slice(0, _SOME)).as_py() < _SOME / 2:  # each text is cut once
            told = rows.dictionary_encode()
            counts = sum_rows(told.indices.to_numpy(), counts, len(told.dictionary))
            rows = told.dictionary
        rows = pc.split_pattern(rows, separator)
    happened = counts[:, 0] + counts[:, 2] > 0
    if not happened.all():
        rows, counts = rows.filter(pa.array(happened)), counts[happened]
    edges, codes, names = _touches(rows)
    empty = np.diff(edges) == 0
    without = int(counts[empty, 0].sum())
    numbers, distinct, flat, hashes = distinct_paths(edges[np.append(~empty, True)], codes)
    outcomes = sum_rows(numbers, counts[~empty], len(hashes))
    return PathSet(tuple(names), distinct, flat, hashes, outcomes), without


def _arrow(table: Any) -> pa.Table:
    try:
        rows = pa.table(table)
    except (TypeError, ValueError):
        raise UsageError(
            f"attribute_paths takes a table, got a {type(table).__name__}.",
            hint="Give columns path, total_conversions, total_conversion_value and total_null.",
        ) from None
    for name in ("path", "total_conversions"):
        if name not in rows.column_names:
            raise UsageError(
                f"A table of paths needs a column '{name}'.",
                hint=f"It has {', '.join(rows.column_names) or 'none'}; rename them.",
            )
    return rows


def _counts(rows: pa.Table, name: str) -> Numbers:
    """A column of counts or values; zeros where it is missing."""
    if name not in rows.column_names:
        return np.zeros(rows.num_rows)
    column = pc.fill_null(rows[name].cast(pa.float64()), 0.0).to_numpy()
    if not np.isfinite(column).all() or (column < 0).any():
        raise UsageError(f"'{name}' must hold numbers of 0 or more.", hint="Correct or leave out such rows.")
    if name != "total_conversion_value" and (column != np.rint(column)).any():
        raise UsageError(f"'{name}' must hold whole numbers.", hint="It counts paths.")
    return np.asarray(column)


def _touches(rows: pa.Array) -> tuple[NDArray[np.int64], NDArray[np.int32], list[str]]:
    """Lists of texts as a ragged array of codes, and what the codes mean; texts without a letter are no touches."""
    rows = rows.cast(pa.large_list(pa.string()))
    encoded = rows.flatten().dictionary_encode()
    trimmed = [(text or "").strip() for text in encoded.dictionary.to_pylist()]
    names = sorted(set(trimmed) - {""})
    place = {name: code for code, name in enumerate(names)} | {"": -1}
    told = pc.fill_null(encoded.indices, len(trimmed)).to_numpy()
    codes = np.array([*(place[name] for name in trimmed), -1], np.int32)[told]
    lengths = pc.fill_null(pc.list_value_length(rows), 0).to_numpy()
    edges = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    touch = codes >= 0
    if not touch.all():
        edges = np.concatenate([[0], np.cumsum(touch)]).astype(np.int64)[edges]
        codes = codes[touch]
    return edges, codes, names
