"""Object-centric event logs, OCEL 2.0: events that each concern several objects, as JSON, XML or SQLite."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from sojourn.errors import LimitError, SourceError
from sojourn.sources.ocel_json import json_records
from sojourn.sources.ocel_record import EVENT, OBJECT_PREFIX, Record
from sojourn.sources.ocel_sqlite import sqlite_records
from sojourn.sources.ocel_xml import xml_records
from sojourn.sources.source import SAMPLE_ROWS, Given, Head, RawTable, Workspace

_SQLITE: Final = b"SQLite format 3\0"
_BATCH: Final = 50_000


class OcelSource:
    """OCEL: recognised by the names that its JSON, its XML and its database must have."""

    def recognises(self, head: Head) -> bool:
        """Whether the file begins as an object-centric log does."""
        if head.start.startswith(_SQLITE):
            return b"event_map_type" in head.start or b"event_object" in head.start
        start = head.start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
        if start.startswith(b"<"):
            return b"<object-types" in start or b"<event-types" in start
        named = b'"objectTypes"' in start or b'"eventTypes"' in start or b'"ocel:events"' in start
        return start.startswith(b"{") and (named or b'"ocel:global-log"' in start)

    def open(self, given: Given, workspace: Workspace) -> RawTable:
        """The log as a table: one row per event, and one per relation between two objects.

        Returns
        -------
        RawTable
            ``ocel:eid``, ``ocel:activity``, ``ocel:timestamp``, the attributes of events, and for each type of object
            a column ``ocel:type:<type>`` with the list of objects. Rows without ``ocel:eid`` are relations of objects.

        Raises
        ------
        SourceError
            If the file is broken or has no events.
        LimitError
            If it has more attributes and types than columns are read.
        """
        folder = workspace.scratch().parent
        events = _write(_records(given), folder, given, workspace)
        if events == 0:
            raise SourceError(f"{given.label} has no events.", context={"file": given.label})
        pattern = str(folder / "*.parquet")

        def scan() -> duckdb.DuckDBPyRelation:
            return workspace.connection.read_parquet(pattern, union_by_name=True)

        relation = scan()
        types = {n: str(t) for n, t in zip(relation.columns, relation.types, strict=True)}
        sample = relation.limit(SAMPLE_ROWS).to_arrow_table()
        return RawTable(given.label, "ocel", types, sample, scan, positions=True)


def _records(given: Given) -> Iterator[Record]:
    with given.path.open("rb") as file:
        start = file.read(4096)
    if start.startswith(_SQLITE):
        return sqlite_records(given)
    if start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<"):
        return xml_records(given)
    return json_records(given)


def _write(records: Iterable[Record], folder: Path, given: Given, workspace: Workspace) -> int:
    """Write the records as Parquet pieces; each has the columns it met. Gives the number of events."""
    events, rest = 0, iter(records)
    for number in range(1_000_000):
        rows = list(islice(rest, _BATCH))
        if not rows:
            break
        columns = {EVENT: [r.event for r in rows], "ocel:activity": [r.activity for r in rows],
                   "ocel:timestamp": [r.time for r in rows]}  # fmt: skip
        kinds = list(dict.fromkeys(kind for r in rows for kind, _ in r.objects))
        names = list(dict.fromkeys(name for r in rows for name in r.attributes))
        if len(kinds) + len(names) > workspace.limits.columns:
            raise LimitError(
                f"{given.label} has {len(kinds) + len(names):,} types and attributes; "
                f"at most {workspace.limits.columns:,} are read.",
                context={"file": given.label},
            )
        table = {name: pa.array(values, pa.string()) for name, values in columns.items()}
        for name in names:
            free = name if name not in table and not name.startswith(OBJECT_PREFIX) else f"{name}_"
            table[free] = pa.array([r.attributes.get(name) for r in rows], pa.string())
        for kind in kinds:
            lists = [[o for k, o in r.objects if k == kind] or None for r in rows]
            table[OBJECT_PREFIX + kind] = pa.array(lists, pa.list_(pa.string()))
        pq.write_table(pa.table(_distinct(table)), folder / f"{number:06d}.parquet", compression="lz4")
        events += sum(r.event is not None for r in rows)
    return events


def _distinct(table: dict[str, pa.Array]) -> dict[str, pa.Array]:
    """Columns whose names differ in more than case, as the engine demands."""
    result: dict[str, pa.Array] = {}
    taken: set[str] = set()
    for given, values in table.items():
        name = given
        while name.casefold() in taken:
            name += "_"
        taken.add(name.casefold())
        result[name] = values
    return result


OCEL: Final = OcelSource()
"""The source of object-centric logs."""
