"""What a command reads and writes: the keys by which two editors' commands are compared."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, NamedTuple, cast

from sojourn.journeymap.commands.parts import MEASURED, ends_of
from sojourn.journeymap.commands.several import MERGED
from sojourn.journeymap.commands.values import (
    Add,
    Batch,
    Command,
    Edit,
    Fold,
    Merge,
    Move,
    Remove,
    Restore,
    Split,
)
from sojourn.journeymap.model import Touchpoint

ANY: Final = "*"
EXISTS: Final = "(exists)"
PLACE: Final = "(place)"
GAP: Final = "(gap)"


class Key(NamedTuple):
    """A cell of the map: sort, id and field of a part; ``*`` stands for any.

    Beside the fields there are ``(exists)``, ``(place)`` of a part in its list, and the ``(gap)`` before it (with an empty id: the
    end of the list). Pain points have a sort of their own.
    """

    part: str
    id: str
    field: str

    def meets(self, other: "Key") -> bool:
        """Whether two keys can be about the same cell.

        >>> Key("flow", "cart>*", "*").meets(Key("flow", "*>pay", "when"))
        True
        """
        if self.part != other.part or not (self.field == other.field or ANY in {self.field, other.field}):
            return False
        if self.id == other.id or ANY in {self.id, other.id}:
            return True
        pairs = zip(ends_of(self.id), ends_of(other.id), strict=True)
        return ">" in self.id and ">" in other.id and all(a == b or ANY in {a, b} for a, b in pairs)


@dataclass(frozen=True, slots=True)
class Keys:
    """What a command depends on and what it changes.

    Attributes
    ----------
    reads
        What has to be as it is for the command to mean the same.
    writes
        What it gives a value, makes or takes away.
    drops
        From where it takes out references to what is gone; two commands may both do that.
    """

    reads: frozenset[Key]
    writes: frozenset[Key]
    drops: frozenset[Key]

    def __or__(self, other: "Keys") -> "Keys":
        return Keys(self.reads | other.reads, self.writes | other.writes, self.drops | other.drops)


def keys(command: Command) -> Keys:
    """What a command reads and writes, on whatever map: where that depends on the map, all it could be.

    >>> sorted(keys(Edit(part="stage", id="buy", field="name", value="Buy")).writes)
    [Key(part='stage', id='buy', field='name')]
    """
    if isinstance(command, Batch | Restore):
        return _together(keys(c) for c in command.commands)
    of = cast("Callable[[Command], Keys]", _KEYS[type(command)])
    return of(command)


def _together(found: Iterable[Keys]) -> Keys:
    all_keys = list(found)
    return Keys(
        frozenset().union(*(k.reads for k in all_keys)),
        frozenset().union(*(k.writes for k in all_keys)),
        frozenset().union(*(k.drops for k in all_keys)),
    )


def _keys(
    reads: Iterable[Key | tuple[str, str, str]] = (),
    writes: Iterable[Key | tuple[str, str, str]] = (),
    drops: Iterable[Key | tuple[str, str, str]] = (),
) -> Keys:
    return Keys(*(frozenset(Key(*k) for k in found) for found in (reads, writes, drops)))


def _plain(part: str, key: str) -> str:
    """The id without the number that tells flows between the same two touchpoints apart: it changes when one goes."""
    return ">".join(ends_of(key)) if part in {"flow", "evidence.flow"} and key else key


def _at(part: str, before: str | None) -> Keys:
    """A place in a list."""
    key = _plain(part, before or "")
    near = [(part, key, EXISTS), (part, key, PLACE)] if before else []
    return _keys(near, [(part, key, GAP)])


def _add(command: Add) -> Keys:
    part, key = command.part, _plain(command.part, command.key)
    made = _keys(_needs(part, command.value), [(part, key, EXISTS), *_new_pains(part, command.value)])
    return made | _at(part, command.before)


def _needs(part: str, value: Any) -> Iterator[tuple[str, str, str]]:
    """What a new part refers to."""
    if part == "touchpoint":
        yield "stage", value.stage, EXISTS
        yield from (("persona", persona, EXISTS) for persona in value.emotions)
    elif part == "flow":
        yield "touchpoint", value.source, EXISTS
        yield "touchpoint", value.target, EXISTS
    elif part == "opportunity":
        yield from (("pain_point", pain, EXISTS) for pain in value.pain_points)


def _new_pains(part: str, value: Any) -> Iterator[tuple[str, str, str]]:
    if part == "touchpoint":
        yield from (("pain_point", pain.id, "id") for pain in value.pain_points)


def _flows_of(key: str) -> list[tuple[str, str, str]]:
    return [("flow", f"{key}>{ANY}", ANY), ("flow", f"{ANY}>{key}", ANY)]


def _measured_at(key: str) -> list[tuple[str, str, str]]:
    """What is known of a touchpoint that does not hold any more."""
    return [
        ("evidence.touchpoint", key, ANY),
        ("evidence.flow", f"{key}>{ANY}", ANY),
        ("evidence.flow", f"{ANY}>{key}", ANY),
        ("evidence.missing", key, ANY),
        ("evidence", "", "goal"),
    ]


_PAINS_GO: Final = (
    ("opportunity", ANY, "pain_points"),
    ("pain_point", ANY, EXISTS),
    ("evidence.pain_point", ANY, ANY),
    ("evidence.missing", ANY, ANY),
)
"""What changes when pain points go of which the command does not say which they are."""


def _gone(part: str, key: str) -> Keys:
    own = (part, _plain(part, key), ANY)
    if part == "touchpoint":
        return _keys((), [own], [*_flows_of(key), *_measured_at(key), *_PAINS_GO])
    if part == "stage":
        writes = [own, ("touchpoint", ANY, ANY), ("flow", ANY, ANY)]
        return _keys((), writes, [("evidence.stage", key, ANY), *_measured_at(ANY), *_PAINS_GO])
    if part == "persona":
        drops = [
            ("touchpoint", ANY, "emotions"),
            ("evidence.touchpoint", ANY, "personas"),
            ("evidence.persona", key, ANY),
            ("evidence.missing", key, ANY),
        ]
        return _keys((), [own], drops)
    return _keys((), [own])


def _move(command: Move) -> Keys:
    part, key = command.part, _plain(command.part, command.id)
    # A flow that moves may change its number among those between the same touchpoints.
    writes = [(part, key, ANY if ">" in key else PLACE)]
    reads = [(part, key, EXISTS)]
    if command.stage is not None:
        writes.append((part, key, "stage"))
        reads.append(("stage", command.stage, EXISTS))
    return _keys(reads, writes) | _at(part, command.before)


def _edit(command: Edit) -> Keys:
    part, field, value = command.part, command.field, command.value
    key = _plain(part, command.id)
    if field == "id":
        return _rename(part, key, value)
    if part == "flow":
        return _edit_flow(key, field, value)
    reads: list[tuple[str, str, str]] = [(part, key, EXISTS)]
    writes: list[tuple[str, str, str]] = [(part, key, field)]
    drops: list[tuple[str, str, str]] = []
    match part, field:
        case "touchpoint", "stage":
            reads.append(("stage", value, EXISTS))
        case "touchpoint", "emotions":
            reads += [("persona", persona, EXISTS) for persona in value]
        case "touchpoint", "pain_points":
            writes += [("pain_point", pain.id, "id") for pain in value]
            drops += _PAINS_GO
        case "opportunity", "pain_points":
            reads += [("pain_point", pain, EXISTS) for pain in value]
        case "map", "evidence":
            writes += [(kind, ANY, ANY) for kind in ("evidence", *MEASURED)]
        case "evidence.flow", "from" | "to":
            writes.append((part, ANY, ANY))
    return _keys(reads, writes, drops)


def _edit_flow(key: str, field: str, value: Any) -> Keys:
    source, target = ends_of(key)
    if field == "when":
        return _keys([], [("flow", key, ANY)])
    new = f"{value}>{target}" if field == "from" else f"{source}>{value}"
    return _keys([("touchpoint", value, EXISTS)], [("flow", key, ANY), ("flow", new, ANY)])


def _rename(part: str, old: str, new: str) -> Keys:
    writes = [(part, old, ANY), (part, new, EXISTS), (f"evidence.{part}", ANY, ANY)]
    if part == "stage":
        writes.append(("touchpoint", ANY, "stage"))
    elif part == "persona":
        writes += [
            ("touchpoint", ANY, "emotions"),
            ("evidence.touchpoint", ANY, "personas"),
            ("evidence.missing", ANY, ANY),
        ]
    elif part == "touchpoint":
        writes += [*_flows_of(old), *_flows_of(new), *_measured_at(old), *_measured_at(new)]
    return _keys((), writes)


def _merge(command: Merge) -> Keys:
    gone = [key for key in dict.fromkeys(command.ids) if key != command.into]
    reads = [("touchpoint", command.into, field) for field in (EXISTS, "name")]
    writes = [("touchpoint", key, ANY) for key in gone]
    writes += [("touchpoint", command.into, field) for field in MERGED]
    writes += [k for key in (command.into, *gone) for k in _flows_of(key)]
    drops = [k for key in (command.into, *gone) for k in _measured_at(key)]
    return _keys(reads, writes, [*drops, ("evidence.pain_point", ANY, ANY), ("evidence.missing", ANY, ANY)])


def _split(command: Split) -> Keys:
    def made(value: Touchpoint) -> list[tuple[str, str, str]]:
        return [
            ("touchpoint", value.id, EXISTS),
            *_flows_of(value.id),
            *_new_pains("touchpoint", value),
        ]

    reads = [k for value in command.into for k in _needs("touchpoint", value)]
    new = [k for value in command.into for k in made(value)]
    old = [("touchpoint", command.id, ANY), *_flows_of(command.id)]
    return _keys(reads, [*old, *new], [*_measured_at(command.id), *_PAINS_GO])


def _fold(command: Fold) -> Keys:
    reads = [("touchpoint", ANY, field) for field in ("name", "match", EXISTS)]
    writes = [("touchpoint", ANY, field) for field in ("starts", "ends")]
    writes += [("touchpoint", command.id, ANY), ("flow", ANY, ANY), ("map", "", "left_out")]
    return _keys(reads, writes, [*_measured_at(command.id), *_PAINS_GO])


_KEYS: Final[Mapping[type, Any]] = MappingProxyType(
    {
        Add: _add,
        Remove: lambda command: _gone(command.part, command.id),
        Move: _move,
        Edit: _edit,
        Merge: _merge,
        Split: _split,
        Fold: _fold,
    }
)
