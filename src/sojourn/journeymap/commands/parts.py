"""The parts of a map that commands speak of, each an ordered list of ids and values.

A part of the map is named by its sort and its id. The id of a flow is ``from>to``; of several flows between the same two
touchpoints the second is ``from>to>2`` and so on. What the data say is made of parts too (``evidence.touchpoint`` and so on),
so that taking a touchpoint off a map and putting it back brings back what was measured there.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from sojourn.errors import UnknownNameError
from sojourn.journeymap import model as m
from sojourn.journeymap.sayings import Saying, failure, quoted, say, suggestion

Part = Literal[
    "map",
    "persona",
    "stage",
    "touchpoint",
    "flow",
    "opportunity",
    "evidence",
    "evidence.stage",
    "evidence.touchpoint",
    "evidence.flow",
    "evidence.pain_point",
    "evidence.persona",
    "evidence.missing",
]
Items = list[tuple[str, Any]]
"""The parts of one sort in their order: id and value."""

_LISTS: Final[Mapping[str, tuple[str, type]]] = MappingProxyType(
    {
        "persona": ("personas", m.Persona),
        "stage": ("stages", m.Stage),
        "touchpoint": ("touchpoints", m.Touchpoint),
        "flow": ("flow", m.Flow),
        "opportunity": ("opportunities", m.Opportunity),
        "evidence.stage": ("stages", m.StageEvidence),
        "evidence.touchpoint": ("touchpoints", m.TouchpointEvidence),
        "evidence.flow": ("flow", m.FlowEvidence),
        "evidence.pain_point": ("pain_points", m.PainEvidence),
        "evidence.persona": ("personas", m.PersonaEvidence),
        "evidence.missing": ("missing", str),
    }
)
"""Sort → the field that lists its parts, and what a part is."""

MOST_OF: Final[Mapping[str, int]] = MappingProxyType({"stage": 40, "touchpoint": 500})
"""How many of a sort a map can hold."""
AUTHORED: Final = ("persona", "stage", "touchpoint", "flow", "opportunity")
MEASURED: Final = tuple(part for part in _LISTS if part.startswith("evidence."))
_SINGLE: Final[Mapping[str, type[BaseModel]]] = MappingProxyType(
    {"map": m.JourneyMap, "evidence": m.Evidence}
)
_HELD: Final = {field for field, _ in _LISTS.values()} | {"sojourn"}


@dataclass(frozen=True, slots=True)
class FieldOf:
    """A field of a part: its name in the model and what its values are checked by."""

    name: str
    values: TypeAdapter[Any]


def value_type(part: str) -> type:
    """What the value of a part that can be added is; KeyError where nothing can be added.

    >>> value_type("stage").__name__
    'Stage'
    """
    return _LISTS[part][1]


def can_be_listed(part: str) -> bool:
    """Whether there can be several of that sort."""
    return part in _LISTS


@cache
def checked_by(part: str) -> TypeAdapter[Any]:
    """Reads the value of a part."""
    return TypeAdapter(value_type(part))


@cache
def fields(part: str) -> Mapping[str, FieldOf]:
    """The fields of a part that can be edited, by their names in the document.

    >>> sorted(fields("flow"))
    ['from', 'to', 'when']
    """
    model = _SINGLE.get(part) or value_type(part)
    if not issubclass(model, BaseModel):
        return MappingProxyType({})
    left = _HELD if part in _SINGLE else set()
    found = {}
    for name, info in model.model_fields.items():
        if name not in left:
            kind: Any = Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation
            found[info.alias or name] = FieldOf(
                name, TypeAdapter(kind, config=ConfigDict(allow_inf_nan=False))
            )
    return MappingProxyType(found)


def items(jmap: m.JourneyMap, part: str) -> Items:
    """The parts of a sort; none of what the data say where there is no evidence."""
    home: Any = jmap.evidence if part.startswith("evidence.") else jmap
    listed = getattr(home, _LISTS[part][0]) if home is not None else ()
    if isinstance(listed, Mapping):
        return list(listed.items())
    if part in {"flow", "evidence.flow"}:
        return list(_numbered(listed))
    return [(value.id, value) for value in listed]


def _numbered(flows: Iterable[m.Flow | m.FlowEvidence]) -> Iterator[tuple[str, Any]]:
    seen: dict[str, int] = {}
    for flow in flows:
        ends = f"{flow.source}>{flow.target}"
        seen[ends] = seen.get(ends, 0) + 1
        yield (f"{ends}>{seen[ends]}" if seen[ends] > 1 else ends), flow


def with_items(jmap: m.JourneyMap, part: str, found: Iterable[tuple[str, Any]]) -> m.JourneyMap:
    """The map with other parts of a sort."""
    field = _LISTS[part][0]
    if not part.startswith("evidence."):
        return jmap.model_copy(update={field: tuple(value for _, value in found)})
    if jmap.evidence is None:
        return jmap
    is_mapping = isinstance(getattr(jmap.evidence, field), Mapping)
    listed = dict(found) if is_mapping else tuple(value for _, value in found)
    return jmap.model_copy(update={"evidence": jmap.evidence.model_copy(update={field: listed})})


def place_of(found: Items, part: str, key: str) -> int:
    """Where a part stands in its list.

    Raises
    ------
    UnknownNameError
        If there is none with that id; names those that are near.
    """
    for place, (name, _) in enumerate(found):
        if name == key:
            return place
    raise unknown(part, key, [name for name, _ in found])


def unknown(part: str, name: str, known: list[str]) -> UnknownNameError:
    """The error that a part is not there, with those that are near."""
    told = say("unknown", part=part_name(part), name=quoted(name))
    return failure(UnknownNameError, told, suggestion(name, known), name=name, known=known[:100])


def part_name(part: str) -> Saying:
    """What a sort of parts is called.

    >>> part_name("evidence.stage").said("zh")
    '阶段的证据'
    """
    return say(f"part.{part}")


def part_of(jmap: m.JourneyMap, part: str, key: str) -> Any:
    """The value of a part; the map or its evidence for the sorts of which there is one.

    Raises
    ------
    UnknownNameError
        If there is none with that id.
    """
    if part in _SINGLE:
        return jmap if part == "map" else jmap.evidence
    found = items(jmap, part)
    return found[place_of(found, part, key)][1]


def ends_of(key: str) -> tuple[str, str]:
    """The two ends that the id of a flow names; empty texts where it names none.

    >>> ends_of("cart>pay>2"), ends_of("cart")
    (('cart', 'pay'), ('', ''))
    """
    parts = key.split(">")
    return (parts[0], parts[1]) if len(parts) in {2, 3} else ("", "")


def id_of(part: str, value: Any, given: str = "") -> str:
    """The id of a part that is to be added; a piece of evidence does not carry its own."""
    if part in {"flow", "evidence.flow"}:
        return f"{value.source}>{value.target}"
    return given if part.startswith("evidence.") else str(value.id)
