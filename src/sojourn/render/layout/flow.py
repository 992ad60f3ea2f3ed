"""The flow lane: cards, ribbons between them, those who leave, those who come again."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sojourn.render.layout.cards import Slot, card, place, slots
from sojourn.render.layout.curves import Point, flowing, head, head_length, line, move, number
from sojourn.render.layout.flows import Chosen, Drawn, loops
from sojourn.render.layout.frame import Frame
from sojourn.render.layout.picture import Box, Card, Leaving, Ribbon, Text
from sojourn.render.layout.text import width
from sojourn.render.numbers import MINUS, count, percent
from sojourn.render.words import say

_WIDEST: Final = 22.0
_THINNEST: Final = 1.3
_PLAIN: Final = 2.0
_BACK_WIDEST: Final = 3.0
_PORT_GAP: Final = 2.0
_UNDER: Final = 3.0
"""How far a ribbon starts beneath its card."""
_LEAVE_LEAST: Final = 0.005
_LOOP_LEAST: Final = 0.02
_LABEL: Final = 12.0
_LOOP_RIGHT: Final = 34.0


@dataclass(frozen=True, slots=True)
class FlowLane:
    """What the flow lane holds, in coordinates of the picture."""

    height: float
    cards: tuple[Card, ...]
    ribbons: tuple[Ribbon, ...]
    leaving: tuple[Leaving, ...]


@dataclass(slots=True)
class _Plan:
    """The lane while it is laid out."""

    frame: Frame
    columns: tuple[tuple[Slot, ...], ...]
    top: float
    height: float
    boxes: dict[str, Box]
    slot: dict[str, Slot]
    index: dict[str, int]
    scale: float
    corridors: dict[tuple[int, int], float] = field(default_factory=lambda: defaultdict(float))


def flow_lane(frame: Frame, chosen: Chosen, top: float, least: float) -> FlowLane:
    """Lay out the lane from `top` down, at least `least` high."""
    again, leave = _loops_drawn(frame), _leaving_drawn(frame)
    columns = slots(frame, frozenset(again) | frozenset(leave))
    pulls: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for drawn in chosen.drawn:
        weight = float(drawn.customers or 1)
        pulls[drawn.source].append((drawn.target, weight))
        pulls[drawn.target].append((drawn.source, weight))
    tops, height = place(columns, pulls, least)
    flat = [slot for column in columns for slot in column]
    boxes = {s.touchpoint.id: Box(s.x, top + tops[s.touchpoint.id], s.w, s.h) for s in flat}
    plan = _Plan(
        frame,
        columns,
        top,
        height,
        boxes,
        {s.touchpoint.id: s for s in flat},
        {s.touchpoint.id: i for column in columns for i, s in enumerate(column)},
        _scale(frame, chosen, boxes),
    )
    ribbons = _ribbons(plan, chosen, again, leave)
    ribbons += [_loop(plan, name, words) for name, words in again.items()]
    return FlowLane(
        height,
        tuple(card(frame, s, boxes[s.touchpoint.id].y) for s in flat),
        tuple(ribbons),
        tuple(_leaving(plan, name, customers) for name, customers in leave.items()),
    )


def _loops_drawn(frame: Frame) -> dict[str, str]:
    """Touchpoint → what to write beside its loop arrow."""
    done = {}
    counted = loops(frame)
    for touchpoint in frame.touchpoints:
        known = frame.known(touchpoint)
        share = known.repeats_share if known else None
        if share is not None and share >= _LOOP_LEAST:
            done[touchpoint.id] = percent(share, frame.language)
        elif share is None and touchpoint.id in counted:
            done[touchpoint.id] = count(counted[touchpoint.id]) if counted[touchpoint.id] else ""
    return done


def _leaving_drawn(frame: Frame) -> dict[str, int]:
    """Touchpoint → customers whose journey ends there, where they are enough to matter; the goal is no leaving."""
    done = {}
    for touchpoint in frame.touchpoints:
        known = frame.known(touchpoint)
        if known is None or frame.is_goal(touchpoint) or frame.evidence is None:
            continue
        if known.exits >= max(1, _LEAVE_LEAST * frame.evidence.customers):
            done[touchpoint.id] = known.exits
    return done


def _scale(frame: Frame, chosen: Chosen, boxes: Mapping[str, Box]) -> float:
    """Pixels a customer: the widest ribbon is 22 px, and no card's ribbons are together higher than the card."""
    customers = [d.customers or 0 for d in chosen.drawn]
    out: dict[tuple[str, bool], float] = defaultdict(float)
    for drawn in chosen.drawn:
        out[drawn.source, True] += drawn.customers or 0
        out[drawn.target, False] += drawn.customers or 0
    widest = max(customers, default=0)
    scale = _WIDEST / widest if widest else 1.0
    for (name, _), total in out.items():
        if total > 0:
            scale = min(scale, (boxes[name].h - 8) / total)
    return scale


def _back(plan: _Plan, drawn: Drawn) -> bool:
    ranks = plan.slot[drawn.source].rank, plan.slot[drawn.target].rank
    return ranks[0] > ranks[1] or (
        ranks[0] == ranks[1] and plan.index[drawn.source] > plan.index[drawn.target]
    )


def _width(plan: _Plan, drawn: Drawn) -> float:
    if drawn.customers is None:
        return _PLAIN
    wide = max(_THINNEST, plan.scale * drawn.customers)
    return min(wide, _BACK_WIDEST) if _back(plan, drawn) else wide


def _next_below(plan: _Plan, drawn: Drawn) -> bool:
    one, two = plan.slot[drawn.source], plan.slot[drawn.target]
    return one.rank == two.rank and plan.index[two.touchpoint.id] == plan.index[one.touchpoint.id] + 1


def _sides(plan: _Plan, drawn: Drawn) -> tuple[str, str]:
    """The edges a ribbon leaves and enters by: "L" or "R"."""
    ranks = plan.slot[drawn.source].rank, plan.slot[drawn.target].rank
    if ranks[0] == ranks[1]:
        return ("R", "R") if _back(plan, drawn) else ("L", "L")
    return ("R", "L") if ranks[0] < ranks[1] else ("L", "R")


def _ports(plan: _Plan, flows: Sequence[Drawn]) -> dict[tuple[int, str], float]:
    """(flow, "from"/"to") → y of its end: stacked on the card's edge in the order of where they come from or go."""
    edges: dict[tuple[str, str], list[tuple[float, int, str, float]]] = defaultdict(list)
    for i, drawn in enumerate(flows):
        leave, enter = _sides(plan, drawn)
        wide = _width(plan, drawn)
        one, two = plan.boxes[drawn.source], plan.boxes[drawn.target]
        edges[drawn.source, leave].append((two.y + two.h / 2, i, "from", wide))
        edges[drawn.target, enter].append((one.y + one.h / 2, i, "to", wide))
    ports = {}
    for (name, _), ends in edges.items():
        ends.sort()
        box = plan.boxes[name]
        total = sum(wide for *_, wide in ends)
        gap = min(_PORT_GAP + 2, (box.h - 10 - total) / (len(ends) - 1)) if len(ends) > 1 else 0.0
        y = box.y + box.h / 2 - (total + gap * (len(ends) - 1)) / 2
        for _, i, end, wide in ends:
            ports[i, end] = y + wide / 2
            y += wide + gap
    return ports


def _ribbons(plan: _Plan, chosen: Chosen, again: Mapping[str, str], leave: Mapping[str, int]) -> list[Ribbon]:
    down = [d for d in chosen.drawn if _next_below(plan, d)]
    others = [d for d in chosen.drawn if not _next_below(plan, d)]
    ports = _ports(plan, others)
    done = [_down(plan, d, again, leave) for d in down]
    for i, drawn in sorted(enumerate(others), key=lambda pair: (-(pair[1].customers or 0), pair[0])):
        done.append(_across(plan, drawn, ports[i, "from"], ports[i, "to"]))
    return sorted(done, key=lambda r: (r.kind != "on", -r.width))


def _down(plan: _Plan, drawn: Drawn, again: Mapping[str, str], leave: Mapping[str, int]) -> Ribbon:
    """Straight down to the next card, between what hangs below the card."""
    one, two = plan.boxes[drawn.source], plan.boxes[drawn.target]
    wide = _width(plan, drawn)
    left, right = one.x + 14, one.right - 14
    if again.get(drawn.source) is not None:
        left = one.x + _LOOP_RIGHT + width(again[drawn.source], _LABEL) + 4
    if drawn.source in leave:
        right = _leave_x(plan, one, leave[drawn.source]) - 6
    x = min(max(one.x + one.w / 2, left + wide / 2), right - wide / 2)
    if right - left < wide:
        x = (left + right) / 2
    end = two.y - 1
    path = move(x, one.bottom - _UNDER) + line(x, end - head_length(wide))
    return Ribbon(drawn.source, drawn.target, "on", path, wide, head((x, end), (0, 1), wide), _flow_label(plan, drawn))


def _across(plan: _Plan, drawn: Drawn, y0: float, y1: float) -> Ribbon:
    one, two = plan.boxes[drawn.source], plan.boxes[drawn.target]
    leave, enter = _sides(plan, drawn)
    wide = _width(plan, drawn)
    reach = head_length(wide)
    x0 = one.right - _UNDER if leave == "R" else one.x + _UNDER
    outward = -1.0 if enter == "L" else 1.0
    tip = (two.x - 1 if enter == "L" else two.right + 1, y1)
    end = (tip[0] + outward * reach, y1)
    if leave == enter:
        path = _beside(plan, (x0, y0), end, outward, abs(plan.index[drawn.source] - plan.index[drawn.target]))
    else:
        path = flowing([(x0, y0), *_through(plan, drawn, y0, y1, wide), end])
    kind = "back" if _back(plan, drawn) else "on"
    return Ribbon(
        drawn.source, drawn.target, kind, path, wide, head(tip, (-outward, 0), wide), _flow_label(plan, drawn)
    )


def _beside(plan: _Plan, start: Point, end: Point, outward: float, span: int) -> str:
    """An arc past the cards between two cards of one column."""
    bulge = outward * min(14.0 + 8.0 * span, 34.0)
    (x0, y0), (x1, y1) = start, end
    edge = x1 + bulge
    return (
        move(x0, y0)
        + f"C{number(edge)} {number(y0)} {number(edge)} {number(y0 + (y1 - y0) * 0.2)} {number(edge)} {number((y0 + y1) / 2)}"
        + f"C{number(edge)} {number(y1 - (y1 - y0) * 0.2)} {number(edge)} {number(y1)} {number(x1)} {number(y1)}"
    )


def _through(plan: _Plan, drawn: Drawn, y0: float, y1: float, wide: float) -> list[Point]:
    """Where a ribbon passes the columns between its ends: the free gap nearest to the straight way."""
    first, last = plan.slot[drawn.source].rank, plan.slot[drawn.target].rank
    step = 1 if last > first else -1
    between = range(first + step, last, step)
    points: list[Point] = []
    y = y0
    for place, rank in enumerate(between):
        column = plan.columns[rank]
        wanted = y + (y1 - y) / (len(between) - place + 1)
        if not column:
            continue
        y = _corridor(plan, rank, wanted, wide)
        edges = (column[0].x - 6, column[0].x + column[0].w + 6)
        points += [(edges[0], y), (edges[1], y)] if step > 0 else [(edges[1], y), (edges[0], y)]
    return points


def _corridor(plan: _Plan, rank: int, wanted: float, wide: float) -> float:
    """The y of the free gap of a column nearest to `wanted`; ribbons that share a gap lie side by side."""
    column = plan.columns[rank]
    gaps = []
    above = plan.top + 4
    for slot in column:
        box = plan.boxes[slot.touchpoint.id]
        gaps.append((above, box.y))
        above = box.bottom + slot.tail
    gaps.append((above, plan.top + plan.height))

    def middle(i: int) -> float:
        low, high = gaps[i]
        if i == 0:
            return high - 11 - plan.corridors[rank, i]
        if i == len(gaps) - 1:
            return low + 11 + plan.corridors[rank, i]
        free = (high - low) / 2
        return low + free + min(plan.corridors[rank, i], max(0.0, free - wide / 2))

    best = min(range(len(gaps)), key=lambda i: (abs(middle(i) - wanted), i))
    y = middle(best)
    plan.corridors[rank, best] += wide / 2 + 4
    return min(max(y, plan.top + wide / 2 + 2), plan.top + plan.height - wide / 2 - 2)


def _loop(plan: _Plan, name: str, words: str) -> Ribbon:
    """A small arrow below the card that returns to it."""
    box = plan.boxes[name]
    x, y = box.x + 13, box.bottom
    path = move(x, y - 1) + f"v6c0 13 15 13 15 2v{number(-(8 - head_length(2)))}"
    text = Text(box.x + _LOOP_RIGHT, y + 18, words, _LABEL, "soft") if words else None
    label = say("loop.title", plan.frame.language, n=words) if words else plan.frame.names[name]
    return Ribbon(name, name, "loop", path, 1.8, head((x + 15, y + 1), (0, -1), 1.8), label, text)


def _leave_text(plan: _Plan, customers: int) -> str:
    total = plan.frame.evidence.customers if plan.frame.evidence else 0
    return MINUS + percent(customers / total if total else 0.0, plan.frame.language)


def _leave_x(plan: _Plan, box: Box, customers: int) -> float:
    """Left edge of the stem of those who leave."""
    words = width(_leave_text(plan, customers), _LABEL, bold=True)
    wide = _leave_width(plan, customers)
    return box.right + 18 - words - 22 - wide


def _leave_width(plan: _Plan, customers: int) -> float:
    return min(max(_THINNEST, plan.scale * customers), 14.0)


def _leaving(plan: _Plan, name: str, customers: int) -> Leaving:
    box = plan.boxes[name]
    frame = plan.frame
    words = _leave_text(plan, customers)
    wide = _leave_width(plan, customers)
    x = _leave_x(plan, box, customers) + wide / 2
    y = box.bottom
    turn = y + 17 - max(0.0, wide / 2 - 6)
    end = x + wide / 2 + 8
    path = move(x, y - _UNDER) + line(x, y + 3) + f"C{number(x)} {number(turn)} {number(x + 3)} {number(turn)} {number(end)} {number(turn)}"
    known = frame.known(plan.slot[name].touchpoint)
    label = say(
        "exit.title",
        frame.language,
        share=words.removeprefix(MINUS),
        own=percent(known.exits_share if known else 0.0, frame.language),
    )
    return Leaving(
        name,
        path,
        wide,
        head((end + head_length(wide), turn), (1, 0), wide),
        Text(box.right + 18, turn + 4.3, words, _LABEL, "harm_text", bold=True, anchor="end"),
        label,
    )


def _flow_label(plan: _Plan, drawn: Drawn) -> str:
    names, language = plan.frame.names, plan.frame.language
    source, target = names[drawn.source], names[drawn.target]
    if drawn.customers is None:
        return say("flow.untold", language, source=source, target=target)
    return say("flow.title", language, source=source, target=target, n=count(drawn.customers))
