"""Swimlanes: the flow lane in rows, one for every channel or department, each card in the row it belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final, Literal

from sojourn.errors import UnknownNameError
from sojourn.journeymap.model import Touchpoint
from sojourn.render.layout.text import clean
from sojourn.render.numbers import Language
from sojourn.render.words import say

Lanes = Literal["stage", "channel", "department"]
LANES: Final[tuple[Lanes, ...]] = ("stage", "channel", "department")
_MOST: Final = 3
"""Cards above each other in one row of a stage; more stand in further columns."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Names of the rows from top to bottom, and the row of every touchpoint by its id; no names: no swimlanes."""

    by: Lanes
    names: tuple[str, ...]
    of: dict[str, int]


def rows_of(touchpoints: Sequence[Touchpoint], by: str, language: Language) -> Rows:
    """Rows in the order in which their first touchpoint comes; those without one come last.

    Raises
    ------
    UnknownNameError
        If `by` is nothing that a map has rows of.
    """
    known = next((lanes for lanes in LANES if lanes == by), None)
    if known is None:
        raise UnknownNameError.among("lanes", by, dict.fromkeys(LANES))
    if known == "stage":
        return Rows(known, (), {})
    names = {t.id: clean(getattr(t, known)) for t in touchpoints}
    order = list(dict.fromkeys(name.casefold() for name in names.values() if name))
    shown = {name.casefold(): name for name in reversed(names.values()) if name}
    of = {key: order.index(name.casefold()) if name else len(order) for key, name in names.items()}
    rest = (say(f"rows.no_{known}", language),) if "" in names.values() else ()
    return Rows(known, (*(shown[name] for name in order), *rest), of)


def ranked(touchpoints: Sequence[Touchpoint], rows: Rows) -> tuple[tuple[Touchpoint, ...], ...]:
    """The columns of cards of a stage: as few as keep at most three cards of one row above each other."""
    cells: dict[int, list[Touchpoint]] = {}
    for touchpoint in touchpoints:
        cells.setdefault(rows.of[touchpoint.id], []).append(touchpoint)
    parts = max((ceil(len(cell) / _MOST) for cell in cells.values()), default=1)
    part = {t.id: i * parts // len(cell) for cell in cells.values() for i, t in enumerate(cell)}
    return tuple(tuple(t for t in touchpoints if part[t.id] == p) for p in range(parts))
