"""What every form of an object-centric log is read into."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

EVENT: Final = "ocel:eid"
OBJECT_PREFIX: Final = "ocel:type:"
UNKNOWN: Final = "unknown"
"""Type of objects that events name and the list of objects does not have."""


class Record(NamedTuple):
    """An event with its objects, or (without an event) two objects that belong together.

    Attributes
    ----------
    event, activity, time
        Id, type and time of the event.
    attributes
        Name → value as text.
    objects
        Type and id of each object, every pair once.
    """

    event: str | None
    activity: str | None
    time: str | None
    attributes: Mapping[str, str]
    objects: Sequence[tuple[str, str]]


def relation(kinds: Mapping[str, str], source: str, target: str) -> Record:
    """Two objects that belong together."""
    pairs = ((kinds.get(source, UNKNOWN), source), (kinds.get(target, UNKNOWN), target))
    return Record(None, None, None, {}, pairs)


def as_text(value: Any) -> str | None:
    """A value of an attribute as text; None if there is none."""
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
