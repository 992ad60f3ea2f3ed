"""The layout of the CDNOW purchase files: numbers in columns, parted by blanks, mostly without a header."""

import re
from typing import Final

import duckdb
import pyarrow as pa

from sojourn.errors import SourceError
from sojourn.events.expressions import call, col, lit
from sojourn.sources.encoding import as_utf8
from sojourn.sources.source import SAMPLE_ROWS, Given, Head, RawTable, Workspace

_LINE: Final = re.compile(r"\s*\d{1,9}\s+(?:\d{1,9}\s+)?(?:19|20)\d{6}\s+\d{1,6}\s+-?\d{1,9}\.\d{1,4}\s*")
_PARTS: Final = r"^\s*(\d+)\s+(?:(\d+)\s+)?(\d{8})\s+(\d+)\s+(-?\d+(?:\.\d+)?)\s*$"
_NAMES: Final = ("customer_id", "sample_id", "date", "number_of_cds", "dollar_value")
_LEAST_LINES: Final = 2
_TEXT: Final = "sojourn:line"
_BROKEN: Final = "sojourn:broken"
_BLANK: Final = "sojourn:blank"


class CdnowSource:
    """CDNOW: recognised by its lines, customer (and number in the sample), day, pieces, dollars."""

    def recognises(self, head: Head) -> bool:
        """Whether all whole lines of the beginning are purchases, after at most one line that is none."""
        lines = [line for line in head.start.decode("utf-8", "replace").splitlines()[:-1] if line.strip()]
        if len(lines) <= _LEAST_LINES:
            lines = [line for line in head.start.decode("utf-8", "replace").splitlines() if line.strip()]
        if lines and not _LINE.fullmatch(lines[0]):
            lines = lines[1:] if "date" in lines[0].lower() else []
        good = sum(1 for line in lines if _LINE.fullmatch(line))
        return good >= _LEAST_LINES and good >= 0.9 * len(lines)

    def open(self, given: Given, workspace: Workspace) -> RawTable:
        """The file as a table of text columns; lines of another layout are broken records.

        Raises
        ------
        SourceError
            If no line is a purchase.
        """
        path = as_utf8(given, workspace)
        with path.open(encoding="utf-8", errors="replace") as file:
            first = file.readline()
        header = not _LINE.fullmatch(first.rstrip("\n"))

        def scan() -> duckdb.DuckDBPyRelation:
            text = workspace.connection.read_csv(
                str(path), columns={_TEXT: "VARCHAR"}, auto_detect=False, delimiter="\x1f", quotechar="", escapechar="",
                header=False, skiprows=int(header), max_line_size=workspace.limits.record_bytes,
                null_padding=True, compression="none",
            )  # fmt: skip
            parts = [
                call("nullif", call("regexp_extract", col(_TEXT), lit(_PARTS), lit(i)), lit("")).alias(name)
                for i, name in enumerate(_NAMES, start=1)
            ]
            blank = col(_TEXT).isnull() | (call("trim", col(_TEXT)) == lit(""))
            right = call("regexp_matches", col(_TEXT), lit(_PARTS))
            return text.select(*parts, col(_TEXT), (~blank & ~right).alias(_BROKEN), blank.alias(_BLANK))

        try:
            sample = _sample(scan())
        except duckdb.Error as error:
            raise SourceError(
                f"{given.label} cannot be read as lines of text: {str(error).strip().splitlines()[0]}",
                context={"file": given.label},
            ) from error
        if sample.num_rows == 0:
            raise SourceError(f"{given.label} holds no purchase.", context={"file": given.label})
        if sample.column("sample_id").null_count == sample.num_rows:
            sample = sample.drop_columns("sample_id")
        return RawTable(
            given.label,
            "cdnow",
            dict.fromkeys(sample.column_names, "VARCHAR"),
            sample,
            scan,
            reject_when=_BROKEN,
            blank_when=_BLANK,
            reject_text=_TEXT,
            first_line=1 + int(header),
        )


def _sample(relation: duckdb.DuckDBPyRelation) -> pa.Table:
    rows = relation.filter(~(col(_BROKEN) | col(_BLANK))).limit(SAMPLE_ROWS)
    return rows.select(*map(col, _NAMES)).to_arrow_table()


CDNOW: Final = CdnowSource()
"""The source of CDNOW files."""
