"""Drivers of a column of a plain table."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa

from sojourn.analysis.drivers.design import outcome_column, table_columns, usable
from sojourn.analysis.drivers.model import FITTED_ON, explain, unexplained
from sojourn.analysis.drivers.result import Drivers, drivers_result
from sojourn.analysis.segments.space import sampled
from sojourn.errors import UnknownNameError, UsageError


@dataclass(frozen=True, slots=True)
class TableSpec:
    """The question asked of a plain table.

    Attributes
    ----------
    outcome, features
        Names of columns.
    """

    outcome: str
    features: tuple[str, ...]

    @property
    def outcome_name(self) -> str:
        """What is explained."""
        return self.outcome


def drivers_of(table: Any, outcome: str, *, features: Sequence[str] | None = None) -> Drivers:
    """What goes along with a column of a plain table: the same regression and tree.

    Parameters
    ----------
    table
        Anything that speaks Arrow: a ``pyarrow.Table``, a pandas or polars data frame.
    outcome
        A column of numbers, of truth values, or of text with two values (the one later in the alphabet counts as yes).
    features
        Columns that may explain it; None: all others. Text becomes one yes/no column per value, compared with the
        most frequent value.

    Returns
    -------
    Drivers
        Its ``customers`` are rows; effects are differences of probabilities, or in the unit of the outcome.

    Raises
    ------
    UnknownNameError
        If there is no such column.
    UsageError
        If the outcome does not vary, or is text with other than two values.

    Examples
    --------
    >>> rows = {"plan": ["basic", "full"] * 100, "left": [0, 1, 0, 0, 1, 0, 1, 1] * 25}
    >>> drivers_of(pa.table(rows), "left").reason
    ''
    """
    found = pa.table(table)
    known, binary = outcome_column(found, outcome)
    names = list(features) if features is not None else [n for n in found.column_names if n != outcome]
    for name in names:
        if name not in found.column_names:
            raise UnknownNameError.among("column", name, found.column_names)
    if outcome in names:
        raise UsageError(f"'{outcome}' cannot explain itself.")
    columns, omitted, complete = table_columns(found, names)
    rows = np.flatnonzero(complete & ~np.isnan(known))
    rows = rows[sampled(len(rows), FITTED_ON)]
    kept = [replace(c, values=c.values[rows]) for c in columns]
    kept = [c for c in kept if usable(c)]
    explained = (
        explain(kept, known[rows], binary, omitted) if len(rows) else unexplained(0, "no row is complete")
    )
    missing = {"missing_number_or_outcome": int((~(complete & ~np.isnan(known))).sum())}
    mean = float(known[rows].mean()) if len(rows) else None
    spec = TableSpec(outcome, tuple(names))
    return drivers_result(
        spec, found.num_rows, int((complete & ~np.isnan(known)).sum()), missing, mean, explained
    )
