"""Which lanes a picture has, from top to bottom; each is made by a function from its top, or left out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sojourn.render.layout.blueprint import Line, behind_notes, chip_notes, is_blueprint
from sojourn.render.layout.feeling import feeling_curve
from sojourn.render.layout.flow import flow_lane
from sojourn.render.layout.flows import Chosen
from sojourn.render.layout.frame import GUTTER, MARGIN, Frame
from sojourn.render.layout.geometry import Box, Text
from sojourn.render.layout.items import MOST, Entry, text_items
from sojourn.render.layout.lane_texts import lane_entries
from sojourn.render.layout.marks import ONE, TALL
from sojourn.render.layout.notes import opportunity_notes, pain_notes
from sojourn.render.layout.picture import Lane
from sojourn.render.layout.several import several_curves
from sojourn.render.layout.text import wrap
from sojourn.render.layout.waits import told, wait_bars
from sojourn.render.words import say

Maker = Callable[[float], Lane | None]
"""From the top of a lane to the lane, or to None if it has nothing to show."""
_LOWEST: Final = 64.0
_MOST_METRICS: Final = 12
_CUSTOMER: Final = ("goal", "expectation", "actions", "thoughts")


@dataclass(frozen=True, slots=True)
class Section:
    """Lanes that belong together; `line` is the named line above them, where anything stands above."""

    makers: tuple[Maker, ...]
    line: Line | None = None


def sections(frame: Frame, flows: Chosen, least: float) -> tuple[Section, ...]:
    """The lanes of the map; `least` is the least height of the flow lane.

    A service blueprint begins with what customers do and feel, then front stage, back stage and support, each below its
    named line. Other maps begin with the flow, and what stands behind is a quiet lane at the bottom.
    """
    flow = _flow(frame, flows, least)
    feeling = _feeling(frame)
    figures = (_wait(frame), _pain(frame), _do_next(frame))
    if not is_blueprint(frame):
        texts = (*_CUSTOMER, "workshop", "kpis", "backstage")
        return (Section((flow, feeling, *figures, *(_texts(frame, key) for key in texts))),)
    quiet = (*(key for key in _CUSTOMER if key != "actions"), "workshop", "kpis")
    return (
        Section((_texts(frame, "actions"), feeling)),
        Section((flow,), "interaction"),
        Section((_behind(frame, "backstage"),), "visibility"),
        Section((_behind(frame, "support"), _texts(frame, "policies"), _chips(frame, "systems")), "internal"),
        Section((*figures, *(_texts(frame, key) for key in quiet))),
    )


def _flow(frame: Frame, flows: Chosen, least: float) -> Maker:
    def make(top: float) -> Lane | None:
        if not frame.touchpoints:
            return None
        laid = flow_lane(frame, flows, top, least)
        caption = "lane.flow.caption" if frame.evidence else "lane.flow.plain"
        content = {"cards": laid.cards, "ribbons": laid.ribbons, "leaving": laid.leaving, "rows": laid.rows}
        name = "lane.front" if is_blueprint(frame) else "lane.flow"
        if laid.rows:
            caption = f"lane.flow.{frame.rows.by}"
        return lane(frame, "flow", top, laid.height, caption, name=name, **content)

    return make


def _feeling(frame: Frame) -> Maker:
    def make(top: float) -> Lane | None:
        if frame.felt.series:
            return _several(frame, top)
        curve = feeling_curve(frame, top)
        if curve is None:
            return None
        caption = "lane.feeling.band" if curve.bands else "lane.feeling.caption"
        return lane(frame, "feeling", top, ONE, caption, curve=curve)

    return make


def _several(frame: Frame, top: float) -> Lane:
    """Several curves, and in words below them where they are apart."""
    curve = several_curves(frame, top)
    caption = "lane.feeling.band" if curve.bands else "lane.feeling.caption"

    def apart(index: int) -> list[Entry]:
        told = {t.id for t in frame.stage_touchpoints(index)}
        found = [gap for gap in frame.felt.gaps if gap.touchpoint in told]
        return [Entry(gap.words, "gap", "good" if gap.better else "harm") for gap in found]

    items, height = text_items(frame, apart, top + TALL - 10.0)
    return lane(
        frame, "feeling", top, TALL + (height - 10.0 if items else 0.0), caption, curve=curve, items=items
    )


def _wait(frame: Frame) -> Maker:
    def make(top: float) -> Lane | None:
        bars, height = wait_bars(frame, top)
        measured, expected = told(frame)
        caption = "" if not expected else "lane.wait.expected" if measured else "lane.wait.only"
        return lane(frame, "wait", top, height, caption, bars=bars) if bars else None

    return make


def _pain(frame: Frame) -> Maker:
    def make(top: float) -> Lane | None:
        notes, height = pain_notes(frame, top)
        caption = "lane.pain.value" if frame.evidence and frame.evidence.pain_points else ""
        if frame.beside is not None:
            caption = "lane.pain.beside"
        return lane(frame, "pain", top, height, caption, notes=notes) if notes else None

    return make


def _do_next(frame: Frame) -> Maker:
    def make(top: float) -> Lane | None:
        notes, height = opportunity_notes(frame, top)
        return lane(frame, "do_next", top, height, notes=notes) if notes else None

    return make


def _texts(frame: Frame, key: str) -> Maker:
    def make(top: float) -> Lane | None:
        most = _MOST_METRICS if key == "kpis" else MOST
        items, height = text_items(frame, lambda index: lane_entries(frame, key, index), top, most)
        return lane(frame, key, top, height, items=items) if items else None

    return make


def _behind(frame: Frame, key: str) -> Maker:
    def make(top: float) -> Lane | None:
        notes, height = behind_notes(frame, key, top)
        return (
            lane(frame, key, top, height, f"behind.{key}", name=f"lane.{key}", notes=notes) if notes else None
        )

    return make


def _chips(frame: Frame, key: str) -> Maker:
    def make(top: float) -> Lane | None:
        notes, height = chip_notes(frame, key, top)
        return lane(frame, key, top, height, notes=notes) if notes else None

    return make


def lane(
    frame: Frame, key: str, top: float, height: float, caption: str = "", *, name: str = "", **content: Any
) -> Lane:
    """A lane with its name and caption in the gutter, at least as high as they need."""
    room = GUTTER - 16
    lines = wrap(say(name or f"lane.{key}", frame.language), room, 15.0, bold=True)
    told = wrap(
        say(caption or f"lane.{key}.caption", frame.language),
        room - (14 if key == "feeling" else 0),
        12.0,
        lines=4,
        balanced=False,
    )
    y = top + (34.0 if key == "feeling" else 26.0)
    heading = []
    for part in lines:
        heading.append(Text(MARGIN, y, part, 15.0, bold=True))
        y += 19
    captions = []
    for part in told:
        captions.append(Text(MARGIN, y, part, 12.0, "soft"))
        y += 16
    box = Box(MARGIN, top, frame.right - MARGIN, max(height, y - top, _LOWEST))
    return Lane(key, box, tuple(heading), tuple(captions), **content)
