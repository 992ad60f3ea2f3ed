"""What advertising cost: sums per channel and day, known without any customer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import pyarrow as pa

SPEND_SCHEMA: Final = pa.schema(
    [
        ("day", pa.date32()),
        ("channel", pa.string()),
        ("campaign", pa.string()),
        ("amount", pa.float64()),
        ("currency", pa.string()),
    ]
)
"""The columns of a table of spend."""


@dataclass(frozen=True, slots=True)
class Spend:
    """Advertising spend.

    Attributes
    ----------
    table
        One row per day and channel: ``day`` (date32), ``channel`` (string: the advertising channel, source or platform as
        its table names it), ``campaign`` (string or null), ``amount`` (float64), ``currency`` (string or null).
    sources
        The tables it was read from.
    rows
        Rows of these tables.
    dropped
        Reason → rows that could not be used: ``no_day`` (sums at the foot of a report among them),
        ``no_amount`` and ``too_long`` (for more than three years).
    """

    table: pa.Table
    sources: tuple[str, ...]
    rows: int = 0
    dropped: Mapping[str, int] = field(default_factory=dict)

    def __repr__(self) -> str:
        days = self.table.column("day").unique().to_pylist()
        period = f", {min(days)} to {max(days)}" if days else ""
        return f"Spend: {self.table.num_rows:,} rows of {', '.join(self.sources)}{period}"


def joined_spend(parts: Iterable[Spend]) -> Spend:
    """The spend of several sources as one; rows stay as they are."""
    given = tuple(parts)
    dropped: dict[str, int] = {}
    for part in given:
        for reason, count in part.dropped.items():
            dropped[reason] = dropped.get(reason, 0) + count
    tables = [part.table for part in given] or [SPEND_SCHEMA.empty_table()]
    return Spend(
        pa.concat_tables(tables),
        tuple(name for part in given for name in part.sources),
        sum(part.rows for part in given),
        dropped,
    )
