"""JSON: one object per line, or one array of objects; nested objects become columns with dotted names."""

import json
import re
from pathlib import Path
from typing import Any, Final

from sojourn.errors import LimitError, SourceError
from sojourn.sources.encoding import as_utf8
from sojourn.sources.json_lines import BROKEN, leaves, object_of, sample_objects, sample_table, scan
from sojourn.sources.json_pieces import BLANK, RECORD, UNREAD
from sojourn.sources.source import Given, Head, RawTable, Workspace

_WRAPPERS: Final = ("batch", "events", "data", "results", "items", "records", "rows", "hits")
_OWN_TIME: Final = re.compile(r"(?i)(.*_)?(time|timestamp|date|datetime)|.*(_at|At|Timestamp|Time)")
_TIME_OF_SENDING: Final = {"sentat", "sent_at", "generated_at", "exported_at", "fetched_at", "server_time"}
_PIECE: Final = 1 << 20
_LOOKED_AT: Final = 50


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
        match _arrangement(path):
            case "document":
                path = _to_lines(path, given.label, workspace)
            case "batches":
                path = _unbatched(path, workspace)
        records = sample_objects(path)
        if not records:
            raise SourceError(
                f"{given.label} holds no JSON object.",
                hint="One object per line, or one array of objects, is read.",
                context={"file": given.label},
            )
        names = leaves(records)
        if len(names) > workspace.limits.columns:
            raise LimitError(
                f"{given.label} has {len(names):,} different keys; at most {workspace.limits.columns:,} are read.",
                hint="Keep the keys that matter and try again.",
                context={"file": given.label, "columns": len(names)},
            )
        return RawTable(
            given.label,
            "json",
            dict.fromkeys(names, "VARCHAR"),
            sample_table(records, names),
            lambda: scan(path, names, workspace),
            reject_when=BROKEN,
            blank_when=BLANK,
            reject_text=RECORD,
            unread_when=UNREAD,
        )


def _arrangement(path: Path) -> str:
    """``lines`` if each of the first lines stands for itself, ``batches`` if each holds a list of events instead."""
    with path.open("rb") as file:
        head = file.read(_PIECE)
    lines = [line for line in head.decode("utf-8-sig", "replace").splitlines() if line.strip()][:_LOOKED_AT]
    if not lines or lines[0].lstrip().startswith("["):
        return "document"
    whole = [o for o in map(object_of, lines) if o is not None]
    if len(whole) > 1:
        return "batches" if all(_wrapped(o) for o in whole) else "lines"
    return "lines" if len(whole) == 1 and len(lines) <= 2 and not _wrapped(whole[0]) else "document"


def _wrapped(value: dict[str, Any]) -> str:
    """The key under which an object holds the list of events, as API answers and batches do.

    An object that says itself when it happened is an event with a list in it, not a list of events.
    """
    for key in _WRAPPERS:
        inner = value.get(key)
        if isinstance(inner, list) and inner and isinstance(inner[0], dict):
            dated = any(_OWN_TIME.fullmatch(k) and k.casefold() not in _TIME_OF_SENDING for k in value)
            return "" if dated and key != "batch" else key
    return ""


def _unbatched(path: Path, workspace: Workspace) -> Path:
    """Lines that hold a list of events each, rewritten as one event per line; a broken line stays as it is."""
    target = workspace.scratch(".jsonl")
    with (
        path.open(encoding="utf-8-sig", newline="\n") as source,
        target.open("w", encoding="utf-8", errors="replace") as out,
    ):
        for line in source:
            value = object_of(line)
            if value is None:
                out.write(line)
            else:
                _write(value, out)
    return target


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


JSON: Final = JsonSource()
"""The source of JSON and JSON Lines."""
