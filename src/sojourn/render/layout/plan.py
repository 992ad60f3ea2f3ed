"""The whole picture: lanes stacked below the head, only those that have something to show."""

from collections.abc import Callable
from typing import Any, Final

from sojourn.journeymap.model import JourneyMap
from sojourn.render.layout.feeling import HEIGHT as FEELING_HEIGHT
from sojourn.render.layout.feeling import feeling_curve
from sojourn.render.layout.flow import flow_lane
from sojourn.render.layout.flows import Chosen, chosen
from sojourn.render.layout.foot import coverage, legend
from sojourn.render.layout.frame import COLUMN_GAP, GUTTER, MARGIN, Frame, frame, label, stage_name
from sojourn.render.layout.head import columns, header_height, personas, subtitle, title
from sojourn.render.layout.notes import lane_entries, opportunity_notes, pain_notes, text_items
from sojourn.render.layout.picture import Box, Lane, Picture, Text
from sojourn.render.layout.text import wrap
from sojourn.render.layout.waits import wait_bars
from sojourn.render.numbers import Language, percent, signed
from sojourn.render.words import say

TEXT_LANES: Final = ("goal", "expectation", "actions", "thoughts", "workshop", "kpis", "backstage")
_MOST_STRETCH: Final = 1.6
_LOWEST: Final = 64.0


def picture(
    jmap: JourneyMap,
    *,
    language: Language | None = None,
    width: float | None = None,
    aspect: float | None = None,
) -> Picture:
    """Lay out a map.

    Parameters
    ----------
    language
        Of the words that are not the map's own; that of the map if None.
    width
        Wanted width in pixels; the picture is wider if cards would become unreadable. Natural if None.
    aspect
        Wanted width ÷ height: the flow lane grows, at most by 60 %, to come near it.
    """
    grid = frame(jmap, language or jmap.language, width)
    drawn = _compose(grid, 0.0)
    if aspect is None or drawn.width / drawn.height <= aspect:
        return drawn
    flow = drawn.lane("flow")
    tall = flow.box.h if flow else 0.0
    return _compose(grid, min(tall + drawn.width / aspect - drawn.height, tall * _MOST_STRETCH))


def _compose(grid: Frame, least: float) -> Picture:
    people = personas(grid)
    room = (people[0].box.x - 24 if people else grid.right) - MARGIN
    headline, y = title(grid, room)
    below, y = subtitle(grid, room, y)
    top = max(y, people[0].box.bottom if people else 0.0) + 34
    y = top + header_height(grid) + COLUMN_GAP
    flows = chosen(grid)
    lanes: list[Lane] = []
    for make in _makers(grid, flows, least):
        lane = make(y)
        if lane is not None:
            lanes.append(lane)
            y = lane.box.bottom
    bottom = y + 10
    stacked = tuple(lanes)
    symbols, y = legend(grid, stacked, bottom + 6)
    foot, y = coverage(grid, flows, y)
    return Picture(
        width=grid.width,
        height=y + 26,
        language=grid.language,
        title=headline,
        subtitle=below,
        personas=people,
        columns=columns(grid, top, bottom),
        lanes=stacked,
        legend=symbols,
        foot=foot,
        name=label(grid.jmap.title, "?"),
        description=_description(grid),
    )


_Maker = Callable[[float], Lane | None]


def _makers(grid: Frame, flows: Chosen, least: float) -> list[_Maker]:
    """The lanes from top to bottom: each a function from its top to the lane, or to None if it has nothing to show."""

    def flow(top: float) -> Lane | None:
        if not grid.touchpoints:
            return None
        laid = flow_lane(grid, flows, top, least)
        caption = "lane.flow.caption" if grid.evidence else "lane.flow.plain"
        return _lane(
            grid,
            "flow",
            top,
            laid.height,
            caption,
            cards=laid.cards,
            ribbons=laid.ribbons,
            leaving=laid.leaving,
        )

    def feeling(top: float) -> Lane | None:
        curve = feeling_curve(grid, top)
        if curve is None:
            return None
        caption = "lane.feeling.band" if curve.bands else "lane.feeling.caption"
        return _lane(grid, "feeling", top, FEELING_HEIGHT, caption, curve=curve)

    def wait(top: float) -> Lane | None:
        bars, height = wait_bars(grid, top)
        return _lane(grid, "wait", top, height, bars=bars) if bars else None

    def pain(top: float) -> Lane | None:
        notes, height = pain_notes(grid, top)
        caption = "lane.pain.value" if grid.evidence and grid.evidence.pain_points else ""
        return _lane(grid, "pain", top, height, caption, notes=notes) if notes else None

    def do_next(top: float) -> Lane | None:
        notes, height = opportunity_notes(grid, top)
        return _lane(grid, "do_next", top, height, notes=notes) if notes else None

    def text(key: str) -> _Maker:
        def make(top: float) -> Lane | None:
            items, height = text_items(grid, lambda index: lane_entries(grid, key, index), top)
            return _lane(grid, key, top, height, items=items) if items else None

        return make

    return [flow, feeling, wait, pain, do_next, *(text(key) for key in TEXT_LANES)]


def _lane(grid: Frame, key: str, top: float, height: float, caption: str = "", **content: Any) -> Lane:
    room = GUTTER - 16
    name = wrap(say(f"lane.{key}", grid.language), room, 15.0, bold=True)
    lines = wrap(
        say(caption or f"lane.{key}.caption", grid.language),
        room - (14 if key == "feeling" else 0),
        12.0,
        lines=4,
        balanced=False,
    )
    y = top + (34.0 if key == "feeling" else 26.0)
    heading = []
    for part in name:
        heading.append(Text(MARGIN, y, part, 15.0, bold=True))
        y += 19
    captions = []
    for part in lines:
        captions.append(Text(MARGIN, y, part, 12.0, "soft"))
        y += 16
    box = Box(MARGIN, top, grid.right - MARGIN, max(height, y - top, _LOWEST))
    return Lane(key, box, tuple(heading), tuple(captions), **content)


def _description(grid: Frame) -> str:
    """The map read out in a few sentences."""
    language = grid.language
    comma = "、" if language == "zh" else ", "
    names = comma.join(stage_name(s) for s in grid.jmap.stages)
    parts = [say("desc", language, names=names, touchpoints=len(grid.touchpoints))]
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
