"""The fields of the document as cells of a table: how each kind of value is written and read.

The kinds follow from the classes of the document, so that a field that a class gains has its column by itself.
"""

from collections.abc import Mapping, Sequence
from enum import Enum, StrEnum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from sojourn.journeymap.forms.cells import (
    Cell,
    entries,
    flag_of,
    number_of,
    own_entries,
    own_records,
    record,
    text_of,
)
from sojourn.journeymap.model import Match


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    LINES = "lines"
    """A list of texts."""
    PAIRS = "pairs"
    """Texts by name."""
    RECORDS = "records"
    """A list of parts."""
    BY_ID = "by_id"
    """Parts by an id."""
    MATCH = "match"
    PART = "part"
    """A part of its own, which has a column for each of its fields."""


@cache
def kinds(model: type[BaseModel]) -> Mapping[str, Kind]:
    """The kind of every field of a part, by the name it has in the document.

    >>> from sojourn.journeymap.model import Flow
    >>> list(kinds(Flow))
    ['from', 'to', 'when']
    """
    return {info.alias or name: _kind(info.annotation) for name, info in model.model_fields.items()}


def _kind(annotation: Any) -> Kind:
    plain, origin = _bare(annotation), get_origin(_bare(annotation))
    if origin is tuple:
        return Kind.RECORDS if _is_part(_bare(get_args(plain)[0])) else Kind.LINES
    if origin is dict:
        return Kind.BY_ID if _is_part(_bare(get_args(plain)[1])) else Kind.PAIRS
    if plain is Match:
        return Kind.MATCH
    if _is_part(plain):
        return Kind.PART
    if plain is bool:
        return Kind.FLAG
    return Kind.NUMBER if plain in (int, float) else Kind.TEXT


def _bare(annotation: Any) -> Any:
    """A type without what it is annotated with and without None."""
    while True:
        origin, inner = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            annotation = inner[0]
        elif origin in (Union, UnionType):
            annotation = next(a for a in inner if a is not type(None))
        else:
            return annotation


def _is_part(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def choices(model: type[BaseModel], name: str) -> tuple[str, ...]:
    """The values that a field permits, where they are few; yes and no for a flag.

    >>> from sojourn.journeymap.model import Touchpoint
    >>> choices(Touchpoint, "media"), choices(Touchpoint, "starts"), choices(Touchpoint, "name")
    (('owned', 'earned', 'paid'), ('yes', 'no'), ())
    """
    info = next((i for n, i in model.model_fields.items() if (i.alias or n) == name), None)
    plain = _bare(info.annotation) if info is not None else None
    if plain is bool:
        return ("yes", "no")
    if get_origin(plain) is Literal:
        return tuple(str(value) for value in get_args(plain))
    if isinstance(plain, type) and issubclass(plain, Enum):
        return tuple(str(member.value) for member in plain)
    return ()


def part_of(model: type[BaseModel], name: str) -> type[BaseModel]:
    """The class of the parts that a field holds."""
    info = next(i for n, i in model.model_fields.items() if (i.alias or n) == name)
    plain = _bare(info.annotation)
    arguments = [_bare(a) for a in get_args(plain)]
    found: type[BaseModel] = next(a for a in (plain, *arguments) if _is_part(a))
    return found


def written(kind: Kind, value: Any, parts: Sequence[str] = ()) -> Cell:
    """A value of the document (as :func:`sojourn.journeymap.document.plain` gives it) as a cell; absent is empty.

    `parts` are the field names of the parts it holds.
    """
    if value is None:
        return None
    if kind in _LISTED:
        return "\n".join(record(line) for line in _lines(kind, value, parts)) or (
            "*" if kind is Kind.MATCH else ""
        )
    if kind is Kind.LINES:
        return entries(value)
    if kind is Kind.FLAG:
        return "yes" if value else "no"
    return float(value) if isinstance(value, float) else value if kind is Kind.NUMBER else _plain(value)


_LISTED: Final = frozenset({Kind.RECORDS, Kind.PAIRS, Kind.BY_ID, Kind.MATCH})


def _lines(kind: Kind, value: Any, parts: Sequence[str]) -> list[list[str]]:
    if kind is Kind.RECORDS:
        return [_values(part, parts) for part in value]
    if kind is Kind.PAIRS:
        return [[key, text] for key, text in value.items()]
    if kind is Kind.BY_ID:
        return [[key, *_values(part, parts)] for key, part in value.items()]
    return _conditions(value)


def read(kind: Kind, cell: Cell, parts: Sequence[str] = ()) -> Any:
    """A cell that :func:`written` made as a value of the document; `parts` are the field names of the parts it holds.

    What is not of the kind comes back as its text, for the model to refuse.
    """
    text = text_of(cell)
    if kind in _LISTED:
        return _listed(kind, text, parts)
    if kind is Kind.LINES:
        return own_entries(text)
    known = flag_of(cell) if kind is Kind.FLAG else number_of(cell) if kind is Kind.NUMBER else None
    return text if known is None else known


def _listed(kind: Kind, text: str, parts: Sequence[str]) -> Any:
    lines = own_records(text)
    if kind is Kind.RECORDS:
        return [_named(parts, fields) for fields in lines]
    if kind is Kind.PAIRS:
        return {fields[0]: "".join(fields[1:2]) for fields in lines}
    if kind is Kind.BY_ID:
        return {fields[0]: _named(parts, fields[1:]) for fields in lines}
    return _matching(lines)


def _named(names: Sequence[str], fields: Sequence[str]) -> dict[str, str]:
    return {name: field for name, field in zip(names, fields, strict=False) if field}


def _values(part: Mapping[str, Any], names: Sequence[str]) -> list[str]:
    return [_plain(part.get(name)) for name in names]


def _plain(value: Any) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    return value if isinstance(value, str) else repr(value) if isinstance(value, float) else text_of(value)


def _conditions(match: Mapping[str, Any]) -> list[list[str]]:
    lines = [[name, *match[name]] for name in ("touchpoint", "channel") if match.get(name)]
    return lines + [["property", key, *values] for key, values in match.get("properties", {}).items()]


def _matching(lines: Sequence[Sequence[str]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, *values in lines:
        if name == "property" and values:
            found.setdefault("properties", {})[values[0]] = values[1:]
        elif name != "*":
            found[name] = values
    return found
