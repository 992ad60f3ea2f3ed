"""One row per touchpoint: the cells that Markdown, CSV, the terminal and the page share."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from sojourn.journeymap.model import (
    Emotion,
    Evidence,
    JourneyMap,
    MeasuredEmotion,
    Touchpoint,
    TouchpointEvidence,
)
from sojourn.render.layout.flows import chosen
from sojourn.render.layout.frame import Frame, frame, stage_name
from sojourn.render.layout.text import clean
from sojourn.render.numbers import Language

_NEXT: Final = 3
"""Strongest flows out of a touchpoint that are told."""


@dataclass(frozen=True, slots=True)
class Next:
    """A flow out of a touchpoint; `share` is of the touchpoint's customers, None where no data tell."""

    name: str
    customers: int | None
    share: float | None


@dataclass(frozen=True, slots=True)
class Row:
    """A touchpoint and what is known about it."""

    stage: str
    touchpoint: Touchpoint
    name: str
    channel: str
    known: TouchpointEvidence | None
    emotion: Emotion | MeasuredEmotion | None
    goal: bool
    exits_of_all: float | None
    """Customers whose journey ends here ÷ all customers."""
    next: tuple[Next, ...]


def rows(jmap: JourneyMap, language: Language | None = None) -> tuple[Row, ...]:
    """The touchpoints of a map in the order of reading."""
    grid = frame(jmap, language or jmap.language, None)
    flows = _next(grid)
    names = [stage_name(stage) for stage in jmap.stages]
    return tuple(
        Row(
            stage=names[grid.stage_index[t.id]],
            touchpoint=t,
            name=grid.names[t.id],
            channel=clean(t.channel),
            known=grid.known(t),
            emotion=grid.emotion(t),
            goal=grid.is_goal(t),
            exits_of_all=_exits(grid.known(t), jmap.evidence),
            next=flows.get(t.id, ()),
        )
        for t in grid.touchpoints
    )


def _exits(known: TouchpointEvidence | None, evidence: Evidence | None) -> float | None:
    if known is None or evidence is None or evidence.customers == 0:
        return None
    return known.exits / evidence.customers


def _next(grid: Frame) -> dict[str, tuple[Next, ...]]:
    found: dict[str, list[Next]] = defaultdict(list)
    for drawn in sorted(chosen(grid).drawn, key=lambda d: -(d.customers or 0)):
        known = grid.evidence.touchpoints.get(drawn.source) if grid.evidence else None
        share = (
            drawn.customers / known.customers
            if drawn.customers is not None and known and known.customers
            else None
        )
        if len(found[drawn.source]) < _NEXT:
            found[drawn.source].append(Next(grid.names[drawn.target], drawn.customers, share))
    return {name: tuple(flows) for name, flows in found.items()}
