"""XES event logs (IEEE 1849): cases of events with typed attributes, as process-mining tools exchange them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from sojourn.errors import LimitError, SourceError
from sojourn.sources.source import SAMPLE_ROWS, Given, Head, RawTable, Workspace
from sojourn.sources.xml import parsed

_BATCH: Final = 50_000
_ATTRIBUTES: Final = frozenset({"string", "date", "int", "float", "boolean", "id"})
_CASE: Final = "case:"
_CUSTOMER: Final = "case:concept:name"
_ROLES: Final = {"customer_id": _CUSTOMER, "timestamp": "time:timestamp", "touchpoint": "concept:name"}
_CASE_NUMBER: Final = "case:number"


class XesSource:
    """XES: recognised by its ``<log`` element."""

    def recognises(self, head: Head) -> bool:
        """Whether the file is XML with a ``log`` element, or is named so."""
        # Zero bytes and marks go, so that UTF-16 looks like the ASCII it mostly is.
        start = head.start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
        return start.startswith(b"<") and (b"<log" in start or head.name.endswith(".xes"))

    def open(self, given: Given, workspace: Workspace) -> RawTable:
        """The log as a table with one row per event; attributes of the case have the prefix ``case:``.

        Raises
        ------
        SourceError
            If the XML is broken or carries a document type, which could name other files or expand without end.
        """
        folder = workspace.scratch().parent
        events = _convert(given, folder, workspace)
        if events == 0:
            raise SourceError(f"{given.label} has no events.", context={"file": given.label})
        pattern = str(folder / "*.parquet")

        def scan() -> Any:
            return workspace.connection.read_parquet(pattern, union_by_name=True)

        relation = scan()
        types = {n: str(t) for n, t in zip(relation.columns, relation.types, strict=True)}
        roles = {role: column for role, column in _ROLES.items() if column in types}
        if _CUSTOMER not in types:
            roles["customer_id"] = _CASE_NUMBER
        return RawTable(
            given.label,
            "xes",
            types,
            relation.limit(SAMPLE_ROWS).to_arrow_table(),
            scan,
            roles=roles,
            positions=True,
        )


def _convert(given: Given, folder: Path, workspace: Workspace) -> int:
    """Write the events as Parquet pieces of text columns; each piece has the columns it met."""
    events = 0
    for number, rows in enumerate(_pieces(_events(given), _BATCH)):
        names = list(dict.fromkeys(key for row in rows for key in row))
        if len(names) > workspace.limits.columns:
            raise LimitError(
                f"{given.label} has {len(names):,} attributes; at most {workspace.limits.columns:,} are read."
            )
        table = pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in names})
        pq.write_table(table, folder / f"{number:06d}.parquet", compression="lz4")
        events += len(rows)
    return events


def _pieces(events: Iterator[dict[str, str]], size: int) -> Iterator[list[dict[str, str]]]:
    piece: list[dict[str, str]] = []
    for event in events:
        piece.append(event)
        if len(piece) == size:
            yield piece
            piece = []
    if piece:
        yield piece


class _Handler:
    """State of the parser between two tags; `ready` collects finished events."""

    def __init__(self) -> None:
        self.depth = 0  # of attributes inside attributes, whose values are left out
        self.case: dict[str, str] = {}
        self.event: dict[str, str] | None = None
        self.in_trace = False
        self.cases = 0
        self.ready: list[dict[str, str]] = []
        self.waiting: list[dict[str, str]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "trace":
            self.in_trace, self.cases = True, self.cases + 1
            self.case = {_CASE_NUMBER: str(self.cases)}
        elif tag == "event" and self.in_trace:
            self.event = {}
        elif tag in _ATTRIBUTES or tag in {"list", "container"}:
            self.depth += 1
            if self.depth == 1 and tag in _ATTRIBUTES:
                self._attribute(attributes)

    def _attribute(self, attributes: dict[str, str]) -> None:
        key, value = attributes.get("key", ""), attributes.get("value", "")
        if self.event is not None:
            self.event[key] = value
        elif self.in_trace:
            self.case[_CASE + key] = value

    def end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag in _ATTRIBUTES or tag in {"list", "container"}:
            self.depth -= 1
        elif tag == "event" and self.event is not None:
            self.waiting.append(self.event)
            self.event = None
        elif tag == "trace":
            self.ready += [{**self.case, **event} for event in self.waiting]
            self.waiting, self.in_trace = [], False

    def finished(self) -> list[dict[str, str]]:
        """Events of the cases that have ended since the last time."""
        ready, self.ready = self.ready, []
        return ready


def _events(given: Given) -> Iterator[dict[str, str]]:
    handler = _Handler()
    return parsed(given, handler, handler.finished)


XES: Final = XesSource()
"""The XES source."""
