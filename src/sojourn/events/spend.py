"""What advertising cost: sums per channel and day, known without any customer."""

from dataclasses import dataclass

import pyarrow as pa


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
    """

    table: pa.Table
    sources: tuple[str, ...]
