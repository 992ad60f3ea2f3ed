"""Delimited text: CSV, TSV and their relatives, with any delimiter, quote, encoding and line end."""

import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa

from sojourn.errors import LimitError, SourceError
from sojourn.events.looks import MISSING
from sojourn.events.times import time_form
from sojourn.sources.encoding import as_utf8
from sojourn.sources.quotes import with_closed_quotes
from sojourn.sources.source import SAMPLE_ROWS, Given, Head, RawTable, Rejected, RejectedLine, Workspace

_DELIMITERS: Final = (",", "\t", ";", "|", "^", "~", "\x01", "\x1f")
_NO_NAME: Final = {0: None, 0xFEFF: None}
_SNIFFED: Final = 512 << 10
_RECORDS: Final = 200
_SCANS: Final = itertools.count()
"""Numbers scans, whose broken lines lie side by side in one connection; a name of a folder may be no name of a table."""
_NUMBER: Final = re.compile(r"[+-]?[\d.,]*\d[\d.,]*")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file is written: its delimiter, quote and escape, lines before the header, and its column names."""

    delimiter: str
    escape: str
    skipped: int
    names: tuple[str, ...]
    header: bool


class CsvSource:
    """Delimited text: what is text and nothing else."""

    def recognises(self, head: Head) -> bool:
        """Whether the file could be text."""
        return (
            head.name.endswith((".csv", ".tsv", ".txt", ".tab", ".psv")) or b"\0\0\0" not in head.start[:4096]
        )

    def open(self, given: Given, workspace: Workspace) -> RawTable:
        """The file as a table of text columns."""
        path = as_utf8(given, workspace)
        dialect = _dialect(path, given.label)
        if dialect.delimiter == " ":
            path = _aligned(path, workspace)
            dialect = _dialect(path, given.label)
        if len(dialect.names) > workspace.limits.columns:
            raise LimitError(
                f"{given.label} has {len(dialect.names):,} columns; at most {workspace.limits.columns:,} are read.",
                hint="Keep the columns that matter and try again.",
                context={"file": given.label, "columns": len(dialect.names)},
            )
        notes = (
            []
            if dialect.header
            else ["its first line looks like data, so its columns are called column1, column2, …"]
        )
        if dialect.escape == '"':
            path, mended = with_closed_quotes(path, dialect.delimiter, len(dialect.names), workspace)
            notes += [f"{mended:,} quotes that were never closed end with their line"] if mended else []
        reader = _Reader(given.label, path, dialect, workspace)
        sample = reader.sample()
        empty = sample.num_rows == 0 and not reader.has_rejects()
        return RawTable(
            given.label,
            "csv",
            dict.fromkeys(dialect.names, "VARCHAR"),
            sample,
            reader.scan,
            reader.rejected,
            first_line=dialect.skipped + (2 if dialect.header else 1),
            note="; ".join(notes),
            aside="it has a header and no rows" if empty else "",
        )


class _Reader:
    """Scans of one delimited file."""

    def __init__(self, label: str, path: Path, dialect: Dialect, workspace: Workspace) -> None:
        self.label, self.path, self.dialect, self.workspace = label, path, dialect, workspace
        self.rejects = ""

    def relation(self, **options: object) -> duckdb.DuckDBPyRelation:
        d = self.dialect
        return self.workspace.connection.read_csv(
            str(self.path),
            columns=dict.fromkeys(d.names, "VARCHAR"),
            auto_detect=False,
            compression="none",  # it is unpacked by now, whatever its name says
            header=d.header,
            skiprows=d.skipped,
            delimiter=d.delimiter,
            quotechar='"',
            escapechar=d.escape,
            max_line_size=self.workspace.limits.record_bytes,
            **options,
        )

    def scan(self) -> duckdb.DuckDBPyRelation:
        """All rows; broken lines go to a table of their own."""
        self.rejects = f"rejects_{next(_SCANS)}"
        return self.relation(
            store_rejects=True,
            rejects_table=self.rejects,
            rejects_scan=self.rejects + "_scan",
            rejects_limit=0,
        )

    def rejected(self) -> Rejected:
        """Broken lines of the last scan."""
        table = self.workspace.connection.table(self.rejects)
        text = duckdb.FunctionExpression("trim", duckdb.ColumnExpression("csv_line"))
        breaks = duckdb.FunctionExpression(
            "regexp_replace", text, *[duckdb.ConstantExpression(v) for v in ("[^\\n]", "", "g")]
        )
        swallowed = duckdb.FunctionExpression("max", duckdb.FunctionExpression("length", breaks)).alias("n")
        found = table.aggregate([duckdb.ColumnExpression("line"), swallowed], "line").fetchall()
        if not found:
            return Rejected()
        first = table.order("line").limit(50).select("line", "error_type", "csv_line").fetchall()
        lines: dict[int, RejectedLine] = {}
        for line, kind, text in first:
            lines.setdefault(
                line, RejectedLine(line, _REASONS.get(str(kind), str(kind).lower()), str(text)[:200])
            )
        # A quote that is not closed takes the lines after it along: each of them is a line lost.
        return Rejected(sum(1 + (n or 0) for _, n in found), tuple(lines.values()))

    def has_rejects(self) -> bool:
        """Whether the file has lines at all, if only broken ones."""
        self.scan().limit(1).fetchall()
        return self.rejected().count > 0

    def sample(self) -> pa.Table:
        """Rows of the beginning, and of the middle and the end of a large file."""
        try:
            head = self.relation(ignore_errors=True).limit(SAMPLE_ROWS).to_arrow_table()
        except duckdb.Error as error:
            raise SourceError(
                f"{self.label} cannot be read as delimited text: {str(error).strip().splitlines()[0]}",
                hint="Export it again as CSV in UTF-8.",
                context={"file": self.label},
            ) from error
        if (
            head.num_rows == 0
        ):  # the engine skips more after a broken quote than it does when it stores what is broken
            head = self.scan().limit(SAMPLE_ROWS).to_arrow_table()
        parts = [head]
        size = self.path.stat().st_size
        if size > 4 * _SNIFFED:
            parts += [self._rows_at(size // 2), self._rows_at(size - _SNIFFED // 2)]
        return pa.concat_tables(parts)

    def _rows_at(self, offset: int) -> pa.Table:
        with self.path.open("rb") as file:
            file.seek(offset)
            lines = file.read(_SNIFFED // 2).splitlines()[1:-1]
        text = "\n".join(line.decode("utf-8", "replace") for line in lines[:2_000])
        width = len(self.dialect.names)
        rows = [r for r in _records(text, self.dialect.delimiter, self.dialect.escape) if len(r) == width]
        columns = [[row[i] or None for row in rows] for i in range(width)]
        return pa.table([pa.array(c, pa.string()) for c in columns], names=list(self.dialect.names))


_REASONS: Final = {
    "TOO MANY COLUMNS": "more cells than the header",
    "MISSING COLUMNS": "fewer cells than the header",
    "UNQUOTED VALUE": "a quote that is not closed where the cell ends",
    "LINE SIZE OVER MAXIMUM": "longer than the limit for one line",
    "INVALID ENCODING": "bytes that are not UTF-8",
}


def _records(text: str, delimiter: str, escape: str) -> list[list[str]]:
    """Records of a piece of text; stops at the first that cannot be split."""
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=delimiter, escapechar=escape if escape != '"' else None)
    records: list[list[str]] = []
    try:
        records.extend(row for row in reader if row)
    except csv.Error:
        return records
    return records


def _aligned(path: Path, workspace: Workspace) -> Path:
    """Columns aligned by runs of spaces, rewritten with one tab between them."""
    target = workspace.scratch(".tsv")
    with path.open("rb") as source, target.open("wb") as out:
        out.writelines(b"\t".join(line.split()) + b"\n" for line in source)
    return target


def _dialect(path: Path, label: str) -> Dialect:
    with path.open("rb") as file:
        head = file.read(_SNIFFED)
    whole = len(head) < _SNIFFED
    text = head.decode("utf-8-sig", "replace")
    if "\n" not in text:
        text = text.replace("\r", "\n")
    if not whole:
        text = text[: text.rfind("\n") + 1] or text
    skipped = 0
    delimiter = ""
    if marked := re.match(r"sep=(.)\r?\n", text):
        delimiter, skipped = marked[1], 1
        text = text[marked.end() :]
    escape = "\\" if re.search(r'[^\\]\\"[^,;\t\r\n]', text) and '""' not in text else '"'
    delimiter = delimiter or _best_delimiter(text, escape)
    records = _records(text, delimiter, escape)[:_RECORDS]
    if not records:
        raise SourceError(f"{label} cannot be split into rows and columns.", context={"file": label})
    width = Counter(len(r) for r in records).most_common(1)[0][0]
    before = next(i for i, r in enumerate(records) if len(r) == width)
    if 0 < before < 20 and width > 1:
        skipped += _lines_before(text, before)
        records = records[before:]
    first, rest = records[0], records[1:]
    header = _is_header(first, rest)
    names = _unique(first) if header else tuple(f"column{i + 1}" for i in range(width))
    return Dialect(delimiter, escape, skipped, names, header)


def _best_delimiter(text: str, escape: str) -> str:
    """The delimiter that splits most records into the same number of cells."""
    best, best_score = ",", 0.0
    for delimiter in (*_DELIMITERS, " "):
        if delimiter not in text:
            continue
        widths = Counter(len(r) for r in _records(text, delimiter, escape)[:_RECORDS])
        if not widths:
            continue
        width, count = widths.most_common(1)[0]
        if width < 2:
            continue
        score = count / sum(widths.values()) + min(width, 50) / 1000 - (0.5 if delimiter == " " else 0)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _lines_before(text: str, records: int) -> int:
    """Lines of the preamble: records of the reader skip blank lines, the engine counts them."""
    seen = 0
    for number, line in enumerate(text.splitlines()):
        if line.strip():
            if seen == records:
                return number
            seen += 1
    return records


def _is_header(first: Sequence[str], rest: Sequence[Sequence[str]]) -> bool:
    """Whether the first record names the columns: no cell of it is a number, a time or an address, and none repeats
    as a value of its own column.
    """
    filled = [c.strip() for c in first if not MISSING.fullmatch(c)]
    if not filled:
        return False
    if any(_NUMBER.fullmatch(c) or "@" in c or time_form([c], "") is not None for c in filled):
        return False
    if not rest:
        return True
    repeated = sum(
        1
        for i, cell in enumerate(first)
        if cell.strip() and sum(len(r) > i and r[i] == cell for r in rest) > len(rest) // 50 + 1
    )
    return repeated <= len(filled) // 2


def _unique(cells: Sequence[str]) -> tuple[str, ...]:
    """Column names: white space off, empty ones numbered, repeats (whatever their case) numbered too."""
    names: list[str] = []
    taken: set[str] = set()
    for i, cell in enumerate(cells):
        name = " ".join(cell.translate(_NO_NAME).split()) or f"column{i + 1}"
        candidate, n = name, 2
        while candidate.casefold() in taken:
            candidate, n = f"{name}_{n}", n + 1
        taken.add(candidate.casefold())
        names.append(candidate)
    return tuple(names)


CSV: Final = CsvSource()
"""The source of delimited text."""
