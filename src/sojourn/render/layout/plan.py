"""The whole picture: lanes stacked below the head, only those that have something to show."""

from dataclasses import replace
from typing import Final

from sojourn.journeymap.model import JourneyMap
from sojourn.render.layout.blueprint import BAND, divider
from sojourn.render.layout.flows import Chosen, chosen
from sojourn.render.layout.foot import coverage, legend
from sojourn.render.layout.frame import COLUMN_GAP, MARGIN, Frame, frame, label, stage_name
from sojourn.render.layout.head import columns, header_height, in_a_row, personas, subtitle, title
from sojourn.render.layout.picture import Lane, Picture
from sojourn.render.layout.stack import sections
from sojourn.render.numbers import Language, percent, signed
from sojourn.render.words import say

_MOST_STRETCH: Final = 1.6


def picture(
    jmap: JourneyMap,
    *,
    language: Language | None = None,
    width: float | None = None,
    aspect: float | None = None,
    lanes: str = "stage",
    beside: JourneyMap | None = None,
) -> Picture:
    """Lay out a map.

    Parameters
    ----------
    language
        Of the words that are not the map's own; that of the map if None.
    width
        Wanted width in pixels; the picture is wider if cards would become unreadable. Natural if None.
    aspect
        Wanted width ÷ height: the columns of a tall map and the flow lane of a wide one grow to come near it.
    lanes
        Rows of the flow lane: ``"stage"`` (none), ``"channel"`` or ``"department"``.
    beside
        A second map, drawn on the same grid.
    """
    grid = frame(jmap, language or jmap.language, width, lanes, beside)
    drawn = _compose(grid, 0.0)
    if aspect is None:
        return drawn
    if drawn.width / drawn.height < aspect and width is None:
        grid = frame(
            jmap, language or jmap.language, (drawn.width + drawn.height * aspect) / 2, lanes, beside
        )
        drawn = _compose(grid, 0.0)
    if drawn.width / drawn.height <= aspect:
        return drawn
    flow = drawn.lane("flow")
    tall = flow.box.h if flow else 0.0
    return _compose(grid, min(tall + drawn.width / aspect - drawn.height, tall * _MOST_STRETCH))


def _compose(grid: Frame, least: float) -> Picture:
    beside = () if in_a_row(grid) else personas(grid, 0.0)
    room = (beside[0].box.x - 24 if beside else grid.right) - MARGIN
    headline, y = title(grid, room)
    below, y = subtitle(grid, room, y)
    people = beside or personas(grid, y + 20)
    top = max(y, people[0].box.bottom if people else 0.0) + 34
    y = top + header_height(grid) + COLUMN_GAP
    flows = chosen(grid)
    stacked = _stacked(grid, flows, least, y)
    bottom = (stacked[-1].box.bottom if stacked else y) + 10
    stages = columns(grid, top, bottom)
    symbols, y = legend(grid, stacked, stages, bottom + 6)
    foot, y = coverage(grid, flows, y)
    return Picture(
        width=grid.width,
        height=y + 26,
        language=grid.language,
        title=headline,
        subtitle=below,
        personas=people,
        columns=stages,
        lanes=stacked,
        legend=symbols,
        foot=foot,
        name=label(grid.jmap.title, "?"),
        description=_description(grid),
    )


def _stacked(grid: Frame, flows: Chosen, least: float, top: float) -> tuple[Lane, ...]:
    """The lanes that have something to show, one below the other; a named line where a section asks for it."""
    lanes: list[Lane] = []
    y = top
    for section in sections(grid, flows, least):
        line = section.line if lanes else None
        for make in section.makers:
            lane = make(y + BAND if line else y)
            if lane is None:
                continue
            if line:
                lane = replace(lane, divider=divider(grid, line, y))
                line = None
            lanes.append(lane)
            y = lane.box.bottom
    return tuple(lanes)


def _description(grid: Frame) -> str:
    """The map read out in a few sentences."""
    language = grid.language
    comma = "、" if language == "zh" else ", "
    names = comma.join(stage_name(s) for s in grid.jmap.stages)
    parts = [say("desc", language, names=names, touchpoints=len(grid.touchpoints))]
    if grid.beside is not None:
        standings = [grid.beside.standing(t.id) for t in grid.touchpoints]
        counted = {key: standings.count(key) for key in ("new", "gone", "changed", "same")}
        parts.append(say("desc.beside", language, **counted))
    felt = [(e.score, grid.names[t.id]) for t in grid.touchpoints if (e := grid.emotion(t)) is not None]
    if len(felt) > 1:
        low, high = min(felt, key=lambda p: p[0]), max(felt, key=lambda p: p[0])
        sentence = say("desc.lowest", language, name=low[1], score=signed(low[0]))
        gap = "" if language == "zh" else " "
        parts.append(sentence + gap + say("desc.highest", language, name=high[1], score=signed(high[0])))
    leaving = [
        (known.exits, grid.names[t.id])
        for t in grid.touchpoints
        if (known := grid.known(t)) is not None and known.exits > 0 and not grid.is_goal(t)
    ]
    if leaving and grid.evidence is not None and grid.evidence.customers > 0:
        exits, name = max(leaving, key=lambda p: p[0])
        share = percent(exits / grid.evidence.customers, language)
        parts.append(say("desc.exit", language, name=name, share=share))
    return " ".join(parts) if language == "en" else "".join(parts)
