"""The journey map as text: ``*.journey.yaml``.

One obvious place for everything, fields in the order of the model, empty and default fields left out, one value a
line: people can read and edit it, and a change is a small diff. ``load(dump(jmap)) == jmap`` for every map.
"""

import os
import stat
import tempfile
from pathlib import Path
from typing import Any, Final

from sojourn.errors import OutputError, SojournError, SourceError
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
    temporary = ""
    try:
        # A link stays a link: what it leads to is written.
        target = Path(os.path.realpath(target))
        mode = _mode(target)
        text = _text(jmap, target) if mode else dump(jmap)
        with tempfile.NamedTemporaryFile(
            "w",
            encoding="utf-8",
            newline="",
            dir=target.parent,
            prefix=f".{target.name[:100]}-",
            delete=False,
        ) as file:
            temporary = file.name
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(mode or 0o644)
        Path(temporary).replace(target)
    except (OSError, ValueError) as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        if isinstance(error, SojournError):
            raise
        raise OutputError(
            f"Cannot write {path}: {getattr(error, 'strerror', None) or error}.", hint="Choose another place."
        ) from error
    return Path(path)


def _mode(target: Path) -> int:
    """The permissions of a file that is there; 0 if none is."""
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return 0
    if not stat.S_ISREG(mode):
        raise OutputError(f"Cannot write {target}: it is not a file.", hint="Choose another place.")
    return stat.S_IMODE(mode)


def _text(jmap: JourneyMap, target: Path) -> str:
    """The text that stands there revised, or a new one if that is no map."""
    try:
        return revise(read_text(target, target.name), jmap)
    except SourceError:
        return dump(jmap)


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the document, made from the model."""
    made = JourneyMap.model_json_schema(by_alias=True)
    made["required"] = ["sojourn", *made["required"]]
    return {"$schema": _SCHEMA_ID, "$id": "sojourn:map/1", **made, "title": "Sojourn journey map"}
