"""What every analysis returns: a frozen value with a table, a short repr and an HTML view."""

import dataclasses
import html
from abc import abstractmethod
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, cast

from sojourn.errors import MissingExtraError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_ROWS_SHOWN = 8
_CELL_WIDTH = 40


class Result:
    """Base of all results; subclasses are frozen dataclasses and say what one row of `table` is.

    A result is also an Arrow stream (``__arrow_c_stream__``), so ``polars.DataFrame(result)``,
    ``pyarrow.table(result)`` and DuckDB read it without a copy.
    """

    __slots__ = ()

    @property
    @abstractmethod
    def table(self) -> "pa.Table":
        """The result as an Arrow table, one row per documented grain."""

    def headline(self) -> str:
        """One line that says what this is and how much it rests on."""
        return type(self).__name__

    def to_pandas(self) -> "pd.DataFrame":
        """The table as a pandas data frame.

        Raises
        ------
        MissingExtraError
            If pandas is not installed.
        """
        try:
            import pandas as pd  # noqa: F401  (pyarrow would fail later with a message that names no remedy)
        except ImportError:
            raise MissingExtraError.needing("pandas", "pandas", "to_pandas()") from None
        return cast("pd.DataFrame", self.table.to_pandas())

    def to_dict(self) -> dict[str, Any]:
        """Plain Python values, ready for JSON: the parameters under ``spec`` and the rows under ``rows``."""
        spec = getattr(self, "spec", None)
        return {
            "result": type(self).__name__,
            "spec": spec_dict(spec) if spec is not None else {},
            "rows": [{name: _plain(v) for name, v in row.items()} for row in self.table.to_pylist()],
        }

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)

    def __repr__(self) -> str:
        columns, rows = _head(self.table)
        widths = [
            max(len(c), *(len(r[i]) for r in rows), 0) if rows else len(c) for i, c in enumerate(columns)
        ]
        lines = [self.headline()]
        lines.append("  " + "  ".join(c.ljust(w) for c, w in zip(columns, widths, strict=True)).rstrip())
        lines += [
            "  " + "  ".join(v.ljust(w) for v, w in zip(row, widths, strict=True)).rstrip() for row in rows
        ]
        if self.table.num_rows > _ROWS_SHOWN:
            lines.append(f"  … {self.table.num_rows - _ROWS_SHOWN:,} more rows in .table")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        columns, rows = _head(self.table, 20)
        header = "".join(f"<th>{html.escape(c)}</th>" for c in columns)
        body = "".join("<tr>" + "".join(f"<td>{html.escape(v)}</td>" for v in row) + "</tr>" for row in rows)
        more = self.table.num_rows - len(rows)
        foot = f"<p>… {more:,} more rows in <code>.table</code></p>" if more > 0 else ""
        caption = html.escape(self.headline())
        return f"<table><caption>{caption}</caption><thead><tr>{header}</tr></thead><tbody>{body}</tbody></table>{foot}"


def of_whole(part: int, whole: int) -> str:
    """How large a sample is and of how many it was taken, as a headline says it.

    >>> of_whole(2_000, 70_000), of_whole(70_000, 70_000)
    ('2,000 of 70,000', 'all 70,000')
    """
    return f"all {whole:,}" if part == whole else f"{part:,} of {whole:,}"


def spec_dict(spec: Any) -> dict[str, Any]:
    """The parameters of an analysis as plain JSON values (durations as seconds, times as ISO 8601)."""
    return {f.name: _plain(getattr(spec, f.name)) for f in dataclasses.fields(spec)}


def _plain(value: Any) -> Any:
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    if isinstance(value, tuple | list | frozenset):
        return [_plain(v) for v in value]
    if dataclasses.is_dataclass(value):
        return spec_dict(value)
    return value


def _head(table: "pa.Table", rows: int = _ROWS_SHOWN) -> tuple[list[str], list[list[str]]]:
    head = table.slice(0, rows).to_pylist()
    return list(table.column_names), [[_cell(v) for v in row.values()] for row in head]


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    if isinstance(value, list):
        value = " → ".join(str(v) for v in value)
    text = str(value)
    return text if len(text) <= _CELL_WIDTH else text[: _CELL_WIDTH - 1] + "…"
