"""The grid: how many columns of cards, how wide, and what is known about each touchpoint."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import Final

from sojourn.journeymap.model import (
    Emotion,
    Evidence,
    JourneyMap,
    MeasuredEmotion,
    Stage,
    Touchpoint,
    TouchpointEvidence,
)
from sojourn.render.layout.beside import Beside, beside, felt_beside
from sojourn.render.layout.felt import Felt, felt
from sojourn.render.layout.geometry import Box
from sojourn.render.layout.marks import room, tail
from sojourn.render.layout.rows import Rows, ranked, rows_of
from sojourn.render.layout.text import clean
from sojourn.render.numbers import Language
from sojourn.render.palette import STAGE_HUES

MARGIN: Final = 40.0
GUTTER: Final = 138.0
"""Left of the columns: the names of the lanes."""
COLUMN_GAP: Final = 6.0
LANE_PAD: Final = 12.0
_NATURAL: Final = {1: 520.0, 2: 360.0, 3: 310.0, 4: 286.0, 5: 268.0, 6: 252.0, 7: 244.0}
_NARROWEST: Final = 186.0
_WIDEST: Final = 400.0
_DENSE: Final = 236.0
_FEWEST_ROWS: Final = 4
_FACE_ROOM: Final = 44.0
"""Least distance of two faces of the emotion curve."""


@dataclass(frozen=True)
class Frame:
    """The map with its grid: `ranks` are the columns of cards, one or more to a stage, left to right."""

    jmap: JourneyMap
    language: Language
    columns: tuple[Box, ...]
    """One per stage; y and h are set by the lanes."""
    ranks: tuple[tuple[tuple[Touchpoint, ...], ...], ...]
    """Per stage, per column of cards: its touchpoints, top to bottom."""
    rank_width: float
    felt: Felt
    """The curves of the feeling lane."""
    rows: Rows
    """The swimlanes of the flow lane."""
    beside: Beside | None = None
    """Where two maps are drawn together: what became of their parts."""

    @property
    def left(self) -> float:
        """Where the columns begin."""
        return self.columns[0].x

    @property
    def right(self) -> float:
        """Where the columns end."""
        return self.columns[-1].right

    @property
    def width(self) -> float:
        """Width of the picture: beyond the columns there is room for the names of curves."""
        return self.right + tail(self.felt) + MARGIN

    @property
    def evidence(self) -> Evidence | None:
        """What the data says about the map."""
        return self.jmap.evidence

    @cached_property
    def touchpoints(self) -> tuple[Touchpoint, ...]:
        """All touchpoints in the order of reading."""
        return tuple(t for stage in self.ranks for rank in stage for t in rank)

    @cached_property
    def stage_index(self) -> Mapping[str, int]:
        """Touchpoint id → index of the stage it stands in."""
        return {t.id: i for i, stage in enumerate(self.ranks) for rank in stage for t in rank}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Touchpoint id → its name, cleaned."""
        return {t.id: label(t.name, t.id) for t in self.touchpoints}

    def stage_touchpoints(self, index: int) -> tuple[Touchpoint, ...]:
        """The touchpoints of a stage in order."""
        return tuple(t for rank in self.ranks[index] for t in rank)

    def known(self, touchpoint: Touchpoint) -> TouchpointEvidence | None:
        """What the data says about it."""
        return self.evidence.touchpoints.get(touchpoint.id) if self.evidence else None

    def emotion(self, touchpoint: Touchpoint) -> Emotion | MeasuredEmotion | None:
        """How it feels: what was measured before what was drawn."""
        if self.beside is not None:
            one, other = self.beside.feelings(touchpoint.id)
            return other or one
        known = self.known(touchpoint)
        return (known.emotion if known else None) or touchpoint.emotion

    def is_goal(self, touchpoint: Touchpoint) -> bool:
        """Whether reaching it counts as success."""
        goal = self.evidence.goal if self.evidence else None
        return goal is not None and goal.touchpoint in {touchpoint.id, touchpoint.name}


def frame(
    jmap: JourneyMap,
    language: Language,
    wanted: float | None,
    lanes: str = "stage",
    other: JourneyMap | None = None,
) -> Frame:
    """Choose the grid for a map, `wanted` pixels wide if its cards stay readable then.

    `lanes` are the rows of its flow; with another map the two are drawn together.
    """
    two = beside(jmap, other, language) if other is not None else None
    jmap = two.jmap if two else jmap
    stages = _by_stage(jmap)
    rows = rows_of([t for stage in stages for t in stage], lanes, language)
    if rows.names:
        ranks = tuple(ranked(touchpoints, rows) for touchpoints in stages)
    else:
        most = _rows(stages)
        ranks = tuple(_split(touchpoints, most) for touchpoints in stages)
    total = sum(len(r) for r in ranks)
    card_column = _NATURAL.get(total, _DENSE)
    curves = felt_beside(two, language) if two else felt(jmap, language)
    if wanted is not None:
        card_column = (wanted - 2 * MARGIN - GUTTER - tail(curves)) / total
        card_column = min(max(card_column, _NARROWEST), _WIDEST if total > 1 else 4 * _WIDEST)
    columns = []
    x = MARGIN + GUTTER
    for index, stage in enumerate(stages):
        wide = max(card_column * len(ranks[index]), _faces_room(curves, stage))
        columns.append(Box(x, 0.0, wide - COLUMN_GAP, 0.0))
        x += wide
    return Frame(jmap, language, tuple(columns), ranks, card_column, curves, rows, two)


def label(text: str, otherwise: str) -> str:
    """The text cleaned, or its id if nothing of it can be drawn."""
    return clean(text) or clean(otherwise) or "?"


def stage_name(stage: Stage) -> str:
    """The name of a stage, cleaned."""
    return label(stage.name, stage.id)


def hue(index: int) -> int:
    """The hue of the stage at a position."""
    return index % STAGE_HUES


def feeling_tone(score: float | None) -> str:
    """The colour of a feeling: good from +1, harm from −1, neutral between, slate if unknown."""
    if score is None:
        return "slate"
    return "good" if score >= 1 else "harm" if score <= -1 else "neutral"


def _faces_room(curves: Felt, touchpoints: list[Touchpoint]) -> float:
    """Pixels that the faces and marks of a stage need side by side, each touchpoint as much as the widest."""
    rooms = [wide for t in touchpoints if (wide := room(curves, t.id)) > 0]
    if not rooms:
        return 0.0
    return max(_FACE_ROOM, *rooms) * len(rooms) + (COLUMN_GAP if curves.series else 0.0)


def _by_stage(jmap: JourneyMap) -> list[list[Touchpoint]]:
    """Touchpoints per stage; one whose stage does not exist stands in the last."""
    places = {stage.id: i for i, stage in enumerate(jmap.stages)}
    stages: list[list[Touchpoint]] = [[] for _ in jmap.stages]
    for touchpoint in jmap.touchpoints:
        stages[places.get(touchpoint.stage, len(stages) - 1)].append(touchpoint)
    return stages


def _rows(stages: list[list[Touchpoint]]) -> int:
    """The fewest rows of cards that need no more than about eight columns of them."""
    enough = max(8, len(stages) + 2)
    rows = _FEWEST_ROWS
    while sum(max(1, ceil(len(s) / rows)) for s in stages) > enough:
        rows += 1
    return rows


def _split(touchpoints: list[Touchpoint], rows: int) -> tuple[tuple[Touchpoint, ...], ...]:
    parts = max(1, ceil(len(touchpoints) / rows))
    size, extra = divmod(len(touchpoints), parts)
    done, start = [], 0
    for part in range(parts):
        end = start + size + (part < extra)
        done.append(tuple(touchpoints[start:end]))
        start = end
    return tuple(done)
