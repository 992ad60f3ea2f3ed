"""Which entries of a mapping or list stay, move, come and go between two versions of a map."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

from pydantic import BaseModel

from sojourn.journeymap.nodes import Node
from sojourn.journeymap.writing import is_written

_NAMES: Final = (("id",), ("source", "target"), ("metric",))
"""By what the parts of a list are known, in the order of trial."""
_PAIRED: Final = 500
"""Longer lists of texts are compared by their texts alone."""
_TRIED: Final = 2_500
"""Pairs of parts that are compared to find one that was renamed; where there are more, none is looked for."""


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of the new version: its place in the old one (None if it is new), its key and both values."""

    place: int | None
    key: str
    old: Any
    new: Any


def steps(node: Node, old: Any, new: Any) -> list[Step]:
    """The entries of the new version in their order.

    Fields and keys keep the order of the text, and new ones follow the field or key that precedes them in the new
    version; items of a list come in the order of the new version.
    """
    if isinstance(new, BaseModel):
        return _of_keys(node, _shown(old, node, new), _shown(new, node, old))
    if isinstance(new, Mapping):
        return _of_keys(node, dict(old), dict(new))
    return _of_items(old, new)


def _shown(part: BaseModel, node: Node, other: BaseModel) -> dict[str, Any]:
    """The fields of a part that stand in the text or ought to, by the names they have there."""
    found = {}
    for name, info in type(part).model_fields.items():
        alias, value = info.alias or name, getattr(part, name)
        same = value == getattr(other, name)
        if alias in node.value if same else is_written(part, name, info):
            found[alias] = value
    return found


def _of_keys(node: Node, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Step]:
    present = {key: place for place, key in enumerate(node.value)}
    found = [Step(present[key], key, old.get(key), new[key]) for key in present if key in new]
    before = ""
    for key, value in new.items():
        if key not in present:
            place = next((i + 1 for i, step in enumerate(found) if step.key == before), 0)
            found.insert(place, Step(None, key, None, value))
        before = key
    return found


def _of_items(old: Sequence[Any], new: Sequence[Any]) -> list[Step]:
    places: list[int | None] = list(_matched(old, new))
    taken = set(places)
    free = [place for place in range(len(old)) if place not in taken]
    texts = [item for item in (*old, *new) if not isinstance(item, BaseModel)]
    if texts and len(texts) <= _PAIRED:
        _pair_replaced(old, new, places)
    elif not texts:
        _pair_renamed(old, new, places, free)
    return [
        Step(place, "", None if place is None else old[place], item)
        for place, item in zip(places, new, strict=True)
    ]


def _matched(old: Sequence[Any], new: Sequence[Any]) -> list[int | None]:
    at = {name: place for place, name in enumerate(_names(old))}
    return [at.get(name) for name in _names(new)]


def _names(items: Sequence[Any]) -> list[Hashable]:
    """A name for every item, by which it is the same in another version; the second of one name is its second."""
    seen: Counter[Hashable] = Counter()
    found: list[Hashable] = []
    for item in items:
        name = _name(item)
        found.append((name, seen[name]))
        seen[name] += 1
    return found


def _name(item: Any) -> Hashable:
    for fields in _NAMES:
        if all(hasattr(item, field) for field in fields):
            return tuple(getattr(item, field) for field in fields)
    return item if isinstance(item, Hashable) else repr(item)


def _pair_replaced(old: Sequence[Any], new: Sequence[Any], places: list[int | None]) -> None:
    """Texts that stand where as many others stood are those, changed."""
    free = set(range(len(old))) - set(places)
    for tag, first, last, begin, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "replace" and last - first == end - begin:
            for place, target in zip(range(first, last), range(begin, end), strict=True):
                if places[target] is None and place in free:
                    places[target] = place


def _pair_renamed(
    old: Sequence[Any], new: Sequence[Any], places: list[int | None], free: Sequence[int]
) -> None:
    """A part that is another in nothing but its id is that part."""
    left = list(free)
    if len(left) * sum(place is None for place in places) > _TRIED:
        return
    for target, place in enumerate(places):
        if place is None and hasattr(new[target], "id"):
            same = (p for p in left if new[target].model_copy(update={"id": old[p].id}) == old[p])
            found = next(same, None)
            if found is not None:
                places[target] = found
                left.remove(found)


def staying(places: Sequence[int | None]) -> set[int]:
    """The places of a longest run of entries that keep their order; the others have moved.

    >>> sorted(staying([2, 0, 1, None, 3]))
    [0, 1, 3]
    """
    ends: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for index, place in enumerate(places):
        if place is None:
            before.append(-1)
            continue
        length = bisect_left(ends, place)
        before.append(at[length - 1] if length else -1)
        if length == len(ends):
            ends.append(place)
            at.append(index)
        else:
            ends[length], at[length] = place, index
    found: set[int] = set()
    index = at[-1] if at else -1
    while index >= 0:
        place = places[index]
        if place is not None:
            found.add(place)
        index = before[index]
    return found
