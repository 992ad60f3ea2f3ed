"""The flow lane: cards, ribbons between them, those who leave, those who come again."""

from collections import defaultdict
from dataclasses import dataclass

from sojourn.render.layout.cards import card, place, slots
from sojourn.render.layout.flows import Chosen
from sojourn.render.layout.frame import Frame
from sojourn.render.layout.geometry import Box
from sojourn.render.layout.ground import Plan, scale
from sojourn.render.layout.hangings import hanging, leaving_drawn, loop, loops_drawn
from sojourn.render.layout.picture import Card, LaneRow, Leaving, Ribbon
from sojourn.render.layout.ribbons import ribbons
from sojourn.render.layout.swim import place_in_rows


@dataclass(frozen=True, slots=True)
class FlowLane:
    """What the flow lane holds, in coordinates of the picture."""

    height: float
    cards: tuple[Card, ...]
    ribbons: tuple[Ribbon, ...]
    leaving: tuple[Leaving, ...]
    rows: tuple[LaneRow, ...]


def flow_lane(frame: Frame, chosen: Chosen, top: float, least: float) -> FlowLane:
    """Lay out the lane from `top` down, at least `least` high."""
    again, leave = loops_drawn(frame), leaving_drawn(frame)
    columns = slots(frame, frozenset(again) | frozenset(leave))
    pulls: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for drawn in chosen.drawn:
        weight = float(drawn.customers or 1)
        pulls[drawn.source].append((drawn.target, weight))
        pulls[drawn.target].append((drawn.source, weight))
    rows: tuple[LaneRow, ...] = ()
    if frame.rows.names:
        tops, rows, height = place_in_rows(frame, columns, top, least)
    else:
        tops, height = place(columns, pulls, least)
    flat = [slot for column in columns for slot in column]
    boxes = {s.touchpoint.id: Box(s.x, top + tops[s.touchpoint.id], s.w, s.h) for s in flat}
    plan = Plan(
        frame,
        columns,
        top,
        height,
        boxes,
        {s.touchpoint.id: s for s in flat},
        {s.touchpoint.id: i for column in columns for i, s in enumerate(column)},
        scale(chosen, boxes),
        {t.id: i for i, t in enumerate(frame.touchpoints)},
        again,
        leave,
    )
    return FlowLane(
        height,
        tuple(card(frame, s, boxes[s.touchpoint.id].y) for s in flat),
        (*ribbons(plan, chosen), *(loop(plan, name) for name in again)),
        tuple(hanging(plan, name) for name in leave),
        rows,
    )
