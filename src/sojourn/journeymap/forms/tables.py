"""A map as tables, a sheet a part of the document; and what a part is called where another refers to it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel

from sojourn.journeymap.document import plain
from sojourn.journeymap.forms.cells import Cell
from sojourn.journeymap.forms.fields import Kind, kinds, part_of, written
from sojourn.journeymap.model import (
    Emotion,
    Flow,
    JourneyMap,
    Opportunity,
    PainPoint,
    Persona,
    Stage,
    Touchpoint,
)

PARTS: Final[Mapping[str, type[BaseModel]]] = {
    "stages": Stage,
    "touchpoints": Touchpoint,
    "flow": Flow,
    "pain_points": PainPoint,
    "opportunities": Opportunity,
    "personas": Persona,
}
"""The sheets that hold parts, and the class of a row."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: the fields of its columns, and its rows."""

    key: str
    fields: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def columns(key: str) -> tuple[str, ...]:
    """The fields that the columns of a sheet hold, in order.

    >>> columns("flow"), columns("pain_points")
    (('from', 'to', 'when'), ('touchpoint', 'id', 'text', 'severity'))
    """
    found = []
    for name, kind in kinds(PARTS[key]).items():
        if key == "touchpoints" and name == "pain_points":
            continue
        inner = kinds(part_of(PARTS[key], name)) if kind is Kind.PART else {}
        found += [_inner(name, field) for field in inner] if inner else [name]
    return ("touchpoint", *found) if key == "pain_points" else tuple(found)


def _inner(name: str, field: str) -> str:
    """The column of a field of a part within a part: the first of an emotion, its score, has the name of the whole."""
    return name if field == next(iter(kinds(Emotion))) else f"{name}_{field}"


def sheets(jmap: JourneyMap) -> tuple[Sheet, ...]:
    """The authored parts of a map as tables, empty ones too."""
    document = plain(jmap)
    stages, touchpoints = References(jmap.stages), References(jmap.touchpoints)
    made = []
    for key, model in PARTS.items():
        if key == "pain_points":
            rows = [
                (touchpoints.name(t["id"]), *_cells(model, pain))
                for t in document["touchpoints"]
                for pain in t.get("pain_points", ())
            ]
        else:
            rows = [tuple(_cells(model, part)) for part in document.get(key, ())]
        fields = columns(key)
        for field, known in (("stage", stages), ("from", touchpoints), ("to", touchpoints)):
            if field in fields:
                place = fields.index(field)
                rows = [(*row[:place], known.name(str(row[place])), *row[place + 1 :]) for row in rows]
        made.append(Sheet(key, fields, tuple(rows)))
    return (about(jmap), *made)


def about(jmap: JourneyMap) -> Sheet:
    """The head of the document, a field a row."""
    document = plain(jmap)
    rows = [
        (name, written(kind, document.get(name)))
        for name, kind in kinds(JourneyMap).items()
        if kind not in {Kind.RECORDS, Kind.PART} and (name in document or name == "owner")
    ]
    return Sheet("about", ("field", "value"), tuple(rows))


def _cells(model: type[BaseModel], part: Mapping[str, Any]) -> list[Cell]:
    cells: list[Cell] = []
    for name, kind in kinds(model).items():
        if model is Touchpoint and name == "pain_points":
            continue
        value = part.get(name)
        if kind is Kind.PART:
            inner = kinds(part_of(model, name))
            cells += [written(k, (value or {}).get(field)) for field, k in inner.items()]
        else:
            names = tuple(kinds(part_of(model, name))) if kind in {Kind.RECORDS, Kind.BY_ID} else ()
            cells.append(written(kind, value, names))
    return cells


class References:
    """What parts are called where others refer to them: their name where that is enough, else their id."""

    def __init__(self, parts: Sequence[Any]) -> None:
        times = Counter(part.name for part in parts)
        ids = {part.id for part in parts}
        self._names: dict[str, str] = {
            part.id: part.name
            if times[part.name] == 1 and part.name.strip() == part.name and part.name not in ids - {part.id}
            else part.id
            for part in parts
        }

    def name(self, part: str) -> str:
        """What the part of an id is called."""
        return self._names.get(part, part)


class Known:
    """What a reference can mean: an id, or the name of just one part, if need be whatever its case and blanks.

    Parameters
    ----------
    pairs
        Ids and names.

    Examples
    --------
    >>> known = Known([("a", "the bar"), ("b", "Bar")])
    >>> known.id_of("The Bar"), known.id_of("b"), known.id_of("pub")
    ('a', 'b', None)
    """

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        listed = list(pairs)
        self.names = [name for _, name in listed]
        self._ids = {part for part, _ in listed}
        self._by_name = _single((name, part) for part, name in listed)
        self._folded = _single((_folded(name), part) for part, name in listed)

    def id_of(self, reference: str) -> str | None:
        """The id that is meant; None if there is none, or more than one."""
        if reference in self._ids:
            return reference
        if reference in self._by_name:
            return self._by_name[reference]
        return self._folded.get(_folded(reference))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _single(pairs: Iterable[tuple[str, str]]) -> dict[str, str | None]:
    """The id of every name; None where a name has several."""
    found: dict[str, str | None] = {}
    for name, part in pairs:
        found[name] = part if found.get(name, part) == part else None
    return found


class Ids:
    """Ids for parts that have none: their base, or the base with a number where it is taken.

    >>> ids = Ids(["cart"])
    >>> ids.fresh("cart"), ids.fresh("cart"), ids.fresh("home")
    ('cart-2', 'cart-3', 'home')
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._next: dict[str, int] = {}

    def fresh(self, base: str) -> str:
        """An id that is not taken yet; it is taken then."""
        candidate, number = base, self._next.get(base, 2)
        while candidate in self._taken:
            candidate = f"{base}-{number}"
            number += 1
        self._next[base] = number
        self._taken.add(candidate)
        return candidate
