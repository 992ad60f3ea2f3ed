"""OCEL 2.0 as an SQLite database: a table per type of event, and tables that join events and objects."""

import sqlite3
from collections.abc import Iterator
from typing import Any, Final

from sojourn.errors import SourceError
from sojourn.sources.ocel_record import UNKNOWN, Record, as_text, relation
from sojourn.sources.source import Given

_NEEDED: Final = frozenset({"event", "object", "event_object", "event_map_type"})
_OWN: Final = frozenset({"ocel_id", "ocel_time"})


def sqlite_records(given: Given) -> Iterator[Record]:
    """Events by type, then the relations between objects.

    Raises
    ------
    SourceError
        If the database is broken or lacks a table that the standard demands.
    """
    address = f"{given.path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        database = sqlite3.connect(address, uri=True)
        database.text_factory = lambda raw: raw.decode("utf-8", "replace")
        try:
            database.execute("PRAGMA trusted_schema = OFF")
            yield from _records(database, given)
        finally:
            database.close()
    except sqlite3.Error as error:
        raise SourceError(
            f"{given.label} is an SQLite database that cannot be read as an object-centric log: {error}",
            hint="Export it again in OCEL 2.0.",
            context={"file": given.label},
        ) from error


def _records(database: sqlite3.Connection, given: Given) -> Iterator[Record]:
    tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if missing := _NEEDED - tables:
        raise SourceError(
            f"{given.label} has no table {', '.join(sorted(missing))}.",
            hint="An object-centric log in OCEL 2.0 is read.",
            context={"file": given.label},
        )
    kinds = {
        str(i): str(kind or UNKNOWN) for i, kind in database.execute("SELECT ocel_id, ocel_type FROM object")
    }
    related: dict[str, list[str]] = {}
    for event, thing in database.execute("SELECT ocel_event_id, ocel_object_id FROM event_object"):
        related.setdefault(str(event), []).append(str(thing))
    told: set[str] = set()
    for activity, name in database.execute("SELECT ocel_type, ocel_type_map FROM event_map_type").fetchall():
        if f"event_{name}" not in tables:
            continue
        for row in _rows(database, f"event_{name}"):
            identity = str(row.get("ocel_id"))
            told.add(identity)
            values = {key: as_text(value) for key, value in row.items() if key not in _OWN}
            yield Record(
                identity,
                as_text(activity),
                as_text(row.get("ocel_time")),
                {key: value for key, value in values.items() if value is not None},
                list(dict.fromkeys((kinds.get(o, UNKNOWN), o) for o in related.get(identity, ()))),
            )
    for identity, activity in database.execute("SELECT ocel_id, ocel_type FROM event").fetchall():
        if str(identity) not in told:  # no row in the table of its type: an event without a time
            yield Record(str(identity), as_text(activity), None, {}, [])
    if "object_object" in tables:
        for source, target in database.execute("SELECT ocel_source_id, ocel_target_id FROM object_object"):
            yield relation(kinds, str(source), str(target))


def _rows(database: sqlite3.Connection, table: str) -> Iterator[dict[str, Any]]:
    """Rows of a table that the database itself lists; its name is quoted, since names cannot be bound."""
    run = database.cursor().execute
    cursor = run('SELECT * FROM "' + table.replace('"', '""') + '"')  # noqa: S608 (the name is quoted)
    names = [column[0] for column in cursor.description]
    for row in cursor:
        yield dict(zip(names, row, strict=True))
