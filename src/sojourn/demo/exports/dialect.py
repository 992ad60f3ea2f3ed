"""How systems write: times, money, JSON Lines, CSV. Everything is joined column by column, never row by row."""

from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sojourn.demo.calendar import HOUR, berlin_offset

Ints = npt.NDArray[np.int64]

JSON_NULL: Final = "null"
SLICE: Final = 200_000


def utc_text(time: Ints, pattern: str, *, unit: str = "s") -> pa.Array:
    """Times as text in UTC; ``unit`` is the precision of the seconds.

    >>> utc_text(np.array([0]), "%Y-%m-%dT%H:%M:%SZ").to_pylist()
    ['1970-01-01T00:00:00Z']
    """
    return pc.strftime(
        pa.array(time, pa.timestamp("us")).cast(pa.timestamp(unit), safe=False), format=pattern
    )


def berlin_text(time: Ints, pattern: str, *, colon: str | None = None) -> pa.Array:
    """Times as text by the clock of Berlin; with ``colon`` ("" or ":") the offset from UTC follows.

    >>> berlin_text(np.array([0]), "%d.%m.%Y %H:%M").to_pylist()
    ['01.01.1970 01:00']
    """
    offset = berlin_offset(time)
    local = utc_text(time + offset, pattern)
    if colon is None:
        return local
    hours = pa.array([f"+0{h}{colon}00" for h in range(3)]).take(pa.array(offset // HOUR))
    return pc.binary_join_element_wise(local, hours, "")


def money_text(amount: npt.NDArray[np.float64], *, point: str = ".") -> pa.Array:
    """Amounts with two digits after the decimal mark; null for NaN.

    >>> money_text(np.array([9.9, np.nan]), point=",").to_pylist()
    ['9,90', None]
    """
    cents = np.round(np.nan_to_num(amount) * 100).astype(np.int64)
    digits = pc.utf8_lpad(pa.array(cents % 100).cast(pa.string()), 2, "0")
    text = pc.binary_join_element_wise(pa.array(cents // 100).cast(pa.string()), digits, point)
    return pc.if_else(pa.array(np.isnan(amount)), pa.scalar(None, pa.string()), text)


def whole(score: npt.NDArray[np.float32]) -> pa.Array:
    """Ratings as whole numbers; null for NaN."""
    missing = np.isnan(score)
    return pa.array(np.where(missing, 0, score).astype(np.int64), mask=missing)


def constant(value: str, size: int) -> pa.Array:
    """A text column of one value."""
    return pa.repeat(pa.scalar(value), size)


def write_json_lines(path: Path, columns: dict[str, pa.Array]) -> None:
    """Write one object per row; ``a.b`` becomes ``{"a": {"b": …}}``. Names with one prefix must stand together."""
    parts: list[pa.Array | str] = []
    open_path: list[str] = []
    lead = "{"
    for name, column in columns.items():
        *folder, leaf = name.split(".")
        common = 0
        while common < min(len(folder), len(open_path)) and folder[common] == open_path[common]:
            common += 1
        text = "}" * (len(open_path) - common) + lead
        text += "".join(f'"{key}":{{' for key in folder[common:]) + f'"{leaf}":'
        parts += [text, _literal(column)]
        open_path, lead = folder, ","
    parts.append("}" * (len(open_path) + 1) + "\n")
    _write_lines(path, parts, len(column))


def _joined(lines: pa.Array) -> bytes:
    """The bytes of a text column one after another: they already lie so in its buffer."""
    _, offsets, data = lines.buffers()
    ends = np.frombuffer(offsets, np.int32)[lines.offset : lines.offset + len(lines) + 1]
    return bytes(data.slice(int(ends[0]), int(ends[-1] - ends[0])).to_pybytes())


def _literal(column: pa.Array) -> pa.Array:
    if pa.types.is_string(column.type):
        escaped = pc.replace_substring(pc.replace_substring(column, "\\", "\\\\"), '"', '\\"')
        column = pc.binary_join_element_wise('"', escaped, '"', "")
    return pc.fill_null(column.cast(pa.string()), JSON_NULL)


def write_csv(
    path: Path,
    columns: dict[str, pa.Array],
    *,
    delimiter: str = ",",
    encoding: str = "utf-8",
    below: str = "",
) -> None:
    """Write a header, what stands ``below`` it, and one line per row, quoted only where needed; null is empty."""
    parts: list[pa.Array | str] = []
    for column in columns.values():
        parts += [delimiter if parts else "", _cell(column, delimiter)]
    header = f"{delimiter.join(columns)}\n{below}".encode(encoding)
    _write_lines(path, [*parts, "\n"], len(column), header=header, encoding=encoding)


def _cell(column: pa.Array, delimiter: str) -> pa.Array:
    text = pc.fill_null(column.cast(pa.string()), "")
    quoted = pc.binary_join_element_wise('"', pc.replace_substring(text, '"', '""'), '"', "")
    return pc.if_else(pc.match_substring_regex(text, f'[{delimiter}"\\r\\n]'), quoted, text)


def _write_lines(
    path: Path, parts: list[pa.Array | str], size: int, *, header: bytes = b"", encoding: str = "utf-8"
) -> None:
    """Write the pieces of every row one after another, in slices, because the text of one Arrow array ends at 2 GB."""
    with path.open("wb") as file:
        file.write(header)
        for begin in range(0, size, SLICE):
            here = [part if isinstance(part, str) else part.slice(begin, SLICE) for part in parts]
            lines = _joined(pc.binary_join_element_wise(*here, ""))
            file.write(lines if encoding == "utf-8" else lines.decode().encode(encoding))
