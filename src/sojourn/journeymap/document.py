"""The journey map as text: ``*.journey.yaml``.

One obvious place for everything, fields in the order of the model, empty and default fields left out, one value a
line: people can read and edit it, and a change is a small diff. ``load(dump(jmap)) == jmap`` for every map.
"""

from pathlib import Path
from typing import Any, Final

from sojourn.durable import replace
from sojourn.errors import SourceError
from sojourn.journeymap.loading import load, read_text
from sojourn.journeymap.model import JourneyMap
from sojourn.journeymap.revise import revise
from sojourn.journeymap.writing import as_yaml, dump, plain

__all__ = ["as_yaml", "dump", "load", "plain", "revise", "save", "schema"]

_SCHEMA_ID: Final = "https://json-schema.org/draft/2020-12/schema"


def save(jmap: JourneyMap, path: str | Path) -> Path:
    """Write the map to a file: whole or not at all.

    Where a map stands there already only what differs is changed: comments, order and form of the rest stay (see
    :func:`sojourn.journeymap.revise.revise`). Anything else that stands there is replaced.

    Raises
    ------
    OutputError
        If it cannot be written; what stood there before still stands.
    UsageError, LimitError
        If the map contradicts itself or is too large: see :func:`dump`.
    """
    target = Path(path)
    replace(target, _text(jmap, target))
    return target


def _text(jmap: JourneyMap, target: Path) -> str:
    """The text that stands there revised, or a new one if no map is there."""
    try:
        return revise(read_text(target, target.name), jmap)
    except SourceError:
        return dump(jmap)


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the document, made from the model."""
    made = JourneyMap.model_json_schema(by_alias=True)
    made["required"] = ["sojourn", *made["required"]]
    return {"$schema": _SCHEMA_ID, "$id": "sojourn:map/1", **made, "title": "Sojourn journey map"}
