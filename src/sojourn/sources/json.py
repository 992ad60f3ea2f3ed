"""JSON: one object per line, or one array of objects; nested objects become columns with dotted names."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
from duckdb import CaseExpression, ColumnExpression, ConstantExpression, FunctionExpression

from sojourn.errors import LimitError, SourceError
from sojourn.sources.encoding import as_utf8
from sojourn.sources.source import SAMPLE_ROWS, Given, Head, RawTable, Workspace

_RECORD: Final = "sojourn:record"
_VALUES: Final = "sojourn:values"
_BROKEN: Final = "sojourn:broken"
_BLANK: Final = "sojourn:blank"
_WRAPPERS: Final = ("events", "data", "results", "items", "records", "rows", "hits")
_PIECE: Final = 1 << 20
_DEPTH: Final = 6
_LONE_HALF: Final = re.compile(r"\\u[dD][89a-fA-F]")


class JsonSource:
    """JSON and JSON Lines: recognised by a first brace or bracket."""

    def recognises(self, head: Head) -> bool:
        """Whether the file begins with a JSON object or an array of them."""
        start = head.start.lstrip(b"\xef\xbb\xbf \t\r\n")
        return start.startswith((b"{", b"[{", b"[ ", b"[\n", b"[\r\n", b"[\t")) or head.name.endswith(
            (".json", ".jsonl", ".ndjson")
        )

    def open(self, given: Given, workspace: Workspace) -> RawTable:
        """The file as a table of text columns, found in its beginning, middle and end."""
        path = as_utf8(given, workspace)
        if not _is_lines(path):
            path = _to_lines(path, given.label, workspace)
        records = _sample(path)
        if not records:
            raise SourceError(
                f"{given.label} holds no JSON object.",
                hint="One object per line, or one array of objects, is read.",
                context={"file": given.label},
            )
        pointers = _pointers(records)
        if len(pointers) > workspace.limits.columns:
            raise LimitError(
                f"{given.label} has {len(pointers):,} different keys; at most {workspace.limits.columns:,} are read.",
                hint="Keep the keys that matter and try again.",
                context={"file": given.label, "columns": len(pointers)},
            )
        sample = _table(records, pointers)
        return RawTable(
            given.label,
            "json",
            dict.fromkeys(pointers, "VARCHAR"),
            sample,
            lambda: _scan(path, pointers, workspace),
            reject_when=_BROKEN,
            blank_when=_BLANK,
            reject_text=_RECORD,
        )


def _is_lines(path: Path) -> bool:
    """Whether each of the first lines stands for itself: an object that ends where the line ends."""
    with path.open("rb") as file:
        head = file.read(_PIECE)
    lines = [line for line in head.decode("utf-8-sig", "replace").splitlines() if line.strip()][:50]
    if not lines or lines[0].lstrip().startswith("["):
        return False
    whole = sum(1 for line in lines if _object(line) is not None)
    return whole > 1 or (whole == 1 and len(lines) <= 2 and not _wrapped(_object(lines[0])))


def _object(line: str) -> dict[str, Any] | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    if _LONE_HALF.search(line):  # half a character: JSON can write it, text cannot hold it
        value = json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
    return dict(value)


def _wrapped(value: dict[str, Any] | None) -> str:
    """The key under which an object holds the list of events, as API answers do."""
    if value is None:
        return ""
    return next(
        (
            k
            for k in _WRAPPERS
            if isinstance(value.get(k), list) and value[k] and isinstance(value[k][0], dict)
        ),
        "",
    )


def _to_lines(path: Path, label: str, workspace: Workspace) -> Path:
    """An array (or objects one after the other over several lines) rewritten as one object per line."""
    target = workspace.scratch(".jsonl")
    decoder = json.JSONDecoder()
    with (
        path.open(encoding="utf-8-sig") as source,
        target.open("w", encoding="utf-8", errors="replace") as out,
    ):
        text, done, line, end, still_open = "", 0, 1, False, 0
        while True:
            while done < len(text) and text[done] in " \t\r\n,[]":
                still_open += (text[done] == "[") - (text[done] == "]")
                done += 1
            if done < len(text):
                try:
                    value, after = decoder.raw_decode(text, done)
                except (ValueError, RecursionError) as error:
                    if end or len(text) - done > workspace.limits.record_bytes * 16:
                        why = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
                        raise _broken(label, line + text.count("\n", 0, done), why) from error
                else:
                    _write(value, out)
                    done = after
                    continue
            line += text.count("\n", 0, done)
            text, done = text[done:], 0
            if end and not text:
                if still_open > 0:
                    raise _broken(label, line, "the list is not closed")
                return target
            piece = source.read(max(_PIECE, len(text)))
            end = not piece
            text += piece


def _write(value: Any, out: Any) -> None:
    key = _wrapped(value) if isinstance(value, dict) else ""
    for item in value[key] if key else [value]:
        out.write(json.dumps(item, ensure_ascii=False, separators=(",", ":")) + "\n")


def _broken(label: str, line: int, why: str) -> SourceError:
    return SourceError(
        f"{label} is not valid JSON near line {line}: {why}.",
        hint="It may be cut off. One object per line (JSON Lines) would let the other lines be read.",
        context={"file": label, "line": line},
    )


def _sample(path: Path) -> list[dict[str, Any]]:
    """Objects from the beginning, the middle and the end of the file."""
    size = path.stat().st_size
    records: list[dict[str, Any]] = []
    with path.open("rb") as file:
        for offset in (0, size // 2, size - 2 * _PIECE) if size > 12 * _PIECE else (0,):
            file.seek(offset)
            piece = file.read(4 * _PIECE if offset == 0 else 2 * _PIECE)
            lines = piece.splitlines()[(1 if offset else 0) : SAMPLE_ROWS // 2]
            found = (_object(line.decode("utf-8-sig", "replace")) for line in lines)
            records += [r for r in found if r is not None]
    return records


def _pointers(records: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Dotted name → JSON pointer of every value that is not an object."""
    found: dict[str, str] = {}
    taken: set[str] = set()

    def visit(value: dict[str, Any], name: str, pointer: str, depth: int) -> None:
        for key, inner in value.items():
            dotted = f"{name}.{key}" if name else key
            path = f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"
            if isinstance(inner, dict) and depth < _DEPTH:
                visit(inner, dotted, path, depth + 1)
            elif inner is not None and inner != {} and dotted not in found:
                unique = dotted
                while unique.casefold() in taken:
                    unique += "_"
                taken.add(unique.casefold())
                found[unique] = path

    for record in records:
        visit(record, "", "", 0)
    return found


def _table(records: list[dict[str, Any]], pointers: dict[str, str]) -> pa.Table:
    keys = {
        name: [p.replace("~1", "/").replace("~0", "~") for p in path.split("/")[1:]]
        for name, path in pointers.items()
    }
    columns = [pa.array([_text(_at(r, path)) for r in records], pa.string()) for path in keys.values()]
    return pa.table(columns, names=list(pointers))


def _at(record: Any, path: list[str]) -> Any:
    for key in path:
        record = record.get(key) if isinstance(record, dict) else None
    return record


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _scan(path: Path, pointers: dict[str, str], workspace: Workspace) -> duckdb.DuckDBPyRelation:
    """Lines as text, each taken apart by pointers; a line that is no object is marked, not skipped."""
    lines = workspace.connection.read_csv(
        str(path),
        columns={_RECORD: "VARCHAR"},
        auto_detect=False,
        compression="none",
        header=False,
        delimiter="\x02",
        quotechar="",
        escapechar="",
        max_line_size=workspace.limits.record_bytes * 4,
    )
    record = ColumnExpression(_RECORD)
    sound = CaseExpression(FunctionExpression("json_valid", record), record).otherwise(
        ConstantExpression(None)
    )
    blank = record.isnull() | (FunctionExpression("trim", record) == ConstantExpression(""))
    kind = FunctionExpression("json_type", sound)
    broken = CaseExpression(kind == ConstantExpression("OBJECT"), ConstantExpression(False)).otherwise(~blank)
    paths = ConstantExpression(list(pointers.values()))
    apart = lines.select(
        record,
        blank.alias(_BLANK),
        broken.alias(_BROKEN),
        FunctionExpression("json_extract_string", sound, paths).alias(_VALUES),
    )
    values = ColumnExpression(_VALUES)
    cells = [
        FunctionExpression("list_extract", values, ConstantExpression(i + 1)).alias(name)
        for i, name in enumerate(pointers)
    ]
    return apart.select(record, ColumnExpression(_BLANK), ColumnExpression(_BROKEN), *cells)


JSON: Final = JsonSource()
"""The source of JSON and JSON Lines."""
