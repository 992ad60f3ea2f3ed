"""Figures of others to compare with, from a small CSV or YAML file."""

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from sojourn.errors import InputError

COLUMNS: Final = ("measure", "key", "value", "n", "sd", "source")
SEPARATOR: Final = " > "
"""Between the parts of a key: ``Cart > Purchase``."""


@dataclass(frozen=True, slots=True)
class BenchmarkRow:
    """One figure of others.

    Attributes
    ----------
    measure, key
        Which number of a result it is compared with.
    value
        The figure.
    n, sd
        What it rests on, and the standard deviation of a single observation of a mean; None if not known.
    source
        Where it is from.
    """

    measure: str
    key: tuple[str, ...]
    value: float
    n: int | None = None
    sd: float | None = None
    source: str = ""


def read_benchmarks(path: str | Path) -> tuple[BenchmarkRow, ...]:
    """Read a CSV with a header, or a YAML list, of the columns ``measure, key, value, n, sd, source``.

    Raises
    ------
    InputError
        If the file cannot be read, a column is not known, ``measure`` or ``value`` is missing, a number is none, or there is no figure.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
        yaml_form = path.suffix.lower() in {".yaml", ".yml"}
        rows = yaml.safe_load(text) if yaml_form else list(csv.DictReader(text.splitlines()))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError(f"{path.name} cannot be read: {error}.", context={"file": path.name}) from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InputError(
            f"{path.name} is not a list of figures.",
            hint="Write one entry per figure with measure and value.",
        )
    if not rows:
        raise InputError(
            f"{path.name} holds no figure.", hint="Write one entry per figure with measure and value."
        )
    return tuple(_row(row, f"{path.name}, entry {i}") for i, row in enumerate(rows, 1))


def _row(row: Mapping[Any, Any], where: str) -> BenchmarkRow:
    unknown = [str(name) for name in row if name not in COLUMNS]
    if unknown:
        raise InputError(
            f"{where}: there is no column {unknown[0]!r}.", hint=f"The columns are {', '.join(COLUMNS)}."
        )
    cells = {name: row.get(name) for name in COLUMNS}
    value = _number(cells["value"], "value", where)
    if not cells["measure"] or value is None:
        raise InputError(f"{where}: a figure needs a measure and a value.")
    n, sd = _number(cells["n"], "n", where), _number(cells["sd"], "sd", where)
    if (n is not None and n < 1) or (sd is not None and sd < 0):
        raise InputError(f"{where}: n is at least 1, and sd is not negative.")
    key = cells["key"]
    parts = key if isinstance(key, list) else str(key).split(SEPARATOR) if key else []
    return BenchmarkRow(
        str(cells["measure"]).strip(),
        tuple(str(part).strip() for part in parts),
        value,
        None if n is None else round(n),
        sd,
        str(cells["source"] or "").strip(),
    )


def _number(cell: Any, name: str, where: str) -> float | None:
    if cell is None or cell == "":
        return None
    try:
        number = float(cell)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise InputError(f"{where}: {name} is {cell!r}, which is no number.")
    return number
