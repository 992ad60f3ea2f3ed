"""Figures of metrics as the rows of one table, and as estimates that groups can be compared in."""

from datetime import date
from typing import Any, Final

import numpy as np
import pyarrow as pa

from sojourn.analysis.metrics.cells import Cells
from sojourn.analysis.metrics.dictionary import Unit
from sojourn.analysis.metrics.dimensions import OVERALL
from sojourn.analysis.metrics.figures import Figures
from sojourn.analysis.metrics.periods import Every, first_days
from sojourn.analysis.seam import Estimate

COMPUTED: Final = "computed"
UNKNOWN: Final = "cannot be computed: "
"""What a status begins with where there is no value; the reason follows."""


class Rows:
    """The rows of the table as they come, and the estimates among them."""

    def __init__(self, every: Every | None) -> None:
        self._every = every
        self._rows: list[tuple[Any, ...]] = []
        self.estimates: list[Estimate] = []

    def add(self, name: str, unit: Unit, cells: Cells, figures: Figures) -> None:
        """A metric in all cells of a dimension where something is counted; the largest group first."""
        starts: list[date | None] = [None] * len(cells)
        if self._every is not None:
            starts = list(first_days(cells.periods, self._every))
        n = figures.n.tolist()
        everybody = cells.dimension.name == OVERALL and self._every is None
        shown = [i for i in range(len(cells)) if everybody or n[i]]
        groups = [cells.dimension.names[code] for code in cells.groups.tolist()]
        currency = figures.currency or [None] * len(cells)
        numbers = [
            [None if np.isnan(x) else x for x in c.tolist()]
            for c in (figures.value, figures.low, figures.high)
        ]
        for i in sorted(shown, key=lambda i: (starts[i] or date.min, -n[i], groups[i])):
            status = UNKNOWN + figures.reason[i] if figures.reason[i] else COMPUTED
            self._rows.append(
                (name, cells.dimension.name, groups[i], starts[i], numbers[0][i], numbers[1][i], numbers[2][i],
                 n[i], unit, currency[i], figures.method, status)
            )  # fmt: skip
            if figures.kind != "other":
                self._estimate(name, cells.dimension.name, groups[i], starts[i], figures, i)

    def _estimate(
        self, name: str, where: str, group: str, start: date | None, figures: Figures, i: int
    ) -> None:
        key = (name, where, group, *([start.isoformat()] if start else []))
        value: float | None = None if figures.reason[i] else float(figures.value[i])
        variance = None
        if figures.kind == "mean":
            assert figures.variance is not None  # means always have one
            variance = float(figures.variance[i])
            if np.isnan(variance):
                variance = 0.0  # of a single observation: there is a value, and nothing to compare it by
        money = figures.currency[i] if figures.currency else None
        method = f"{figures.method}, {money}" if money else figures.method
        n, reason = int(figures.n[i]), figures.reason[i]
        self.estimates.append(Estimate(key, name, n, value, variance, reason, method))

    def table(self) -> pa.Table:
        """The rows as a table."""
        columns = list(zip(*self._rows, strict=True)) or [()] * len(_SCHEMA)
        return pa.table([pa.array(c, f.type) for c, f in zip(columns, _SCHEMA, strict=True)], schema=_SCHEMA)


_SCHEMA: Final = pa.schema(
    [
        ("metric", pa.string()),
        ("dimension", pa.string()),
        ("group", pa.string()),
        ("start", pa.date32()),
        ("value", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("n", pa.int64()),
        ("unit", pa.string()),
        ("currency", pa.string()),
        ("method", pa.string()),
        ("status", pa.string()),
    ]
)
