"""OCEL as JSON: version 2.0, and 1.0 with its ``ocel:`` names."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from sojourn.errors import LimitError, SourceError
from sojourn.sources.ocel_record import UNKNOWN, Record, as_text, relation
from sojourn.sources.source import Given

_LARGEST: Final = 1 << 30


def json_records(given: Given) -> Iterator[Record]:
    """Events in file order, then the relations between objects.

    Raises
    ------
    SourceError
        If it is no JSON object, or broken.
    LimitError
        If it is larger than 1 GiB: such a document can only be read whole.
    """
    if given.path.stat().st_size > _LARGEST:
        raise LimitError(
            f"{given.label} is one JSON document of more than 1 GiB, which can only be read whole.",
            hint="Export the log as SQLite.",
            context={"file": given.label},
        )
    try:
        document = json.loads(given.path.read_bytes())
    except (ValueError, RecursionError) as error:
        why = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise SourceError(
            f"{given.label} is broken JSON: {why}", hint="Export it again.", context={"file": given.label}
        ) from error
    if not isinstance(document, dict):
        raise SourceError(f"{given.label} is no object-centric log.", context={"file": given.label})
    return _first(document) if "ocel:events" in document else _second(document)


def _second(document: Mapping[str, Any]) -> Iterator[Record]:
    objects = [o for o in _list(document.get("objects")) if "id" in o]
    kinds = {str(o["id"]): str(o.get("type") or UNKNOWN) for o in objects}
    for event in _list(document.get("events")):
        related = [str(r["objectId"]) for r in _list(event.get("relationships")) if "objectId" in r]
        found = {
            str(a["name"]): as_text(a.get("value")) for a in _list(event.get("attributes")) if "name" in a
        }
        yield Record(
            as_text(event.get("id")) or "",
            as_text(event.get("type")),
            as_text(event.get("time")),
            {name: value for name, value in found.items() if value is not None},
            list(dict.fromkeys((kinds.get(o, UNKNOWN), o) for o in related)),
        )
    for thing in objects:
        for link in _list(thing.get("relationships")):
            if "objectId" in link:
                yield relation(kinds, str(thing["id"]), str(link["objectId"]))


def _first(document: Mapping[str, Any]) -> Iterator[Record]:
    objects = _dict(document.get("ocel:objects"))
    kinds = {name: str(_dict(o).get("ocel:type") or UNKNOWN) for name, o in objects.items()}
    for identity, given in _dict(document["ocel:events"]).items():
        event = _dict(given)
        related = event.get("ocel:omap")
        found = {key: as_text(value) for key, value in _dict(event.get("ocel:vmap")).items()}
        yield Record(
            identity,
            as_text(event.get("ocel:activity")),
            as_text(event.get("ocel:timestamp")),
            {key: value for key, value in found.items() if value is not None},
            list(dict.fromkeys((kinds.get(str(o), UNKNOWN), str(o)) for o in related))
            if isinstance(related, list)
            else [],
        )


def _list(value: Any) -> list[dict[str, Any]]:
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
