"""Ribbons: customers who go from one touchpoint to another, on their way around the cards."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final, Literal

from sojourn.render.layout.curves import Point, flowing, head, head_length, line, move, number
from sojourn.render.layout.flows import Chosen, Drawn
from sojourn.render.layout.ground import THINNEST, UNDER, Plan
from sojourn.render.layout.hangings import between
from sojourn.render.layout.picture import Ribbon
from sojourn.render.numbers import count
from sojourn.render.words import say

_PLAIN: Final = 2.0
_BACK_WIDEST: Final = 2.0
_PORT_GAP: Final = 4.0


def _back(plan: Plan, drawn: Drawn) -> bool:
    ranks = plan.slot[drawn.source].rank, plan.slot[drawn.target].rank
    return ranks[0] > ranks[1] or (
        ranks[0] == ranks[1] and plan.order[drawn.source] > plan.order[drawn.target]
    )


def _gone(plan: Plan, drawn: Drawn) -> bool:
    """Whether only the first of two maps has it."""
    two = plan.frame.beside
    return two is not None and (drawn.source, drawn.target) in two.gone_flows


def _width(plan: Plan, drawn: Drawn) -> float:
    if drawn.customers is None:
        return _PLAIN
    wide = max(THINNEST, plan.scale * drawn.customers)
    return min(wide, _BACK_WIDEST) if _back(plan, drawn) else wide


def _next_below(plan: Plan, drawn: Drawn) -> bool:
    one, two = plan.slot[drawn.source], plan.slot[drawn.target]
    return one.rank == two.rank and plan.index[two.touchpoint.id] == plan.index[one.touchpoint.id] + 1


def _sides(plan: Plan, drawn: Drawn) -> tuple[str, str]:
    """The edges a ribbon leaves and enters by: "L" or "R"."""
    ranks = plan.slot[drawn.source].rank, plan.slot[drawn.target].rank
    if ranks[0] == ranks[1]:
        return ("R", "R") if _back(plan, drawn) else ("L", "L")
    return ("R", "L") if ranks[0] < ranks[1] else ("L", "R")


def _ports(plan: Plan, flows: Sequence[Drawn]) -> dict[tuple[int, str], float]:
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
        gap = min(_PORT_GAP, (box.h - 10 - total) / (len(ends) - 1)) if len(ends) > 1 else 0.0
        y = box.y + box.h / 2 - (total + gap * (len(ends) - 1)) / 2
        for _, i, end, wide in ends:
            ports[i, end] = y + wide / 2
            y += wide + gap
    return ports


def ribbons(plan: Plan, chosen: Chosen) -> list[Ribbon]:
    """All ribbons, the widest first so that thin ones lie above them, back-steps on top."""
    down = [d for d in chosen.drawn if _next_below(plan, d)]
    others = [d for d in chosen.drawn if not _next_below(plan, d)]
    ports = _ports(plan, others)
    done = [_down(plan, d) for d in down]
    for i, drawn in sorted(enumerate(others), key=lambda pair: (-(pair[1].customers or 0), pair[0])):
        done.append(_across(plan, drawn, ports[i, "from"], ports[i, "to"]))
    return sorted(done, key=lambda r: (r.kind != "on", -r.width))


def _down(plan: Plan, drawn: Drawn) -> Ribbon:
    """Straight down to the next card, between what hangs below the card."""
    one, two = plan.boxes[drawn.source], plan.boxes[drawn.target]
    wide = _width(plan, drawn)
    left, right = between(plan, drawn.source)
    x = min(max(one.x + one.w / 2, left + wide / 2), right - wide / 2)
    if right - left < wide:
        x = (left + right) / 2
    end = two.y - 1
    path = move(x, one.bottom - UNDER) + line(x, end - head_length(wide))
    kind: Literal["on", "gone"] = "gone" if _gone(plan, drawn) else "on"
    return Ribbon(
        drawn.source, drawn.target, kind, path, wide, head((x, end), (0, 1), wide), _flow_label(plan, drawn)
    )


def _across(plan: Plan, drawn: Drawn, y0: float, y1: float) -> Ribbon:
    one, two = plan.boxes[drawn.source], plan.boxes[drawn.target]
    leave, enter = _sides(plan, drawn)
    wide = _width(plan, drawn)
    reach = head_length(wide)
    x0 = one.right - UNDER if leave == "R" else one.x + UNDER
    outward = -1.0 if enter == "L" else 1.0
    tip = (two.x - 1 if enter == "L" else two.right + 1, y1)
    end = (tip[0] + outward * reach, y1)
    if leave == enter:
        path = _beside((x0, y0), end, outward, abs(plan.index[drawn.source] - plan.index[drawn.target]))
    else:
        path = flowing([(x0, y0), *_through(plan, drawn, y0, y1, wide), end])
    kind: Literal["on", "back", "gone"] = "back" if _back(plan, drawn) else "on"
    if _gone(plan, drawn):
        kind = "gone"
    return Ribbon(
        drawn.source, drawn.target, kind, path, wide, head(tip, (-outward, 0), wide), _flow_label(plan, drawn)
    )


def _beside(start: Point, end: Point, outward: float, span: int) -> str:
    """An arc past the cards between two cards of one column."""
    bulge = outward * min(14.0 + 8.0 * span, 34.0)
    (x0, y0), (x1, y1) = start, end
    edge = x1 + bulge
    return (
        move(x0, y0)
        + f"C{number(edge)} {number(y0)} {number(edge)} {number(y0 + (y1 - y0) * 0.2)} {number(edge)} {number((y0 + y1) / 2)}"
        + f"C{number(edge)} {number(y1 - (y1 - y0) * 0.2)} {number(edge)} {number(y1)} {number(x1)} {number(y1)}"
    )


def _through(plan: Plan, drawn: Drawn, y0: float, y1: float, wide: float) -> list[Point]:
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


def _corridor(plan: Plan, rank: int, wanted: float, wide: float) -> float:
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
            return high - 8 - wide / 2 - plan.corridors[rank, i]
        if i == len(gaps) - 1:
            return low + 8 + wide / 2 + plan.corridors[rank, i]
        return min(low + 4 + wide / 2 + plan.corridors[rank, i], high - wide / 2)

    best = min(range(len(gaps)), key=lambda i: (abs(middle(i) - wanted), i))
    y = middle(best)
    plan.corridors[rank, best] += wide + 3
    return min(max(y, plan.top + wide / 2 + 2), plan.top + plan.height - wide / 2 - 2)


def _flow_label(plan: Plan, drawn: Drawn) -> str:
    names, language = plan.frame.names, plan.frame.language
    source, target = names[drawn.source], names[drawn.target]
    if drawn.customers is None:
        words = say("flow.untold", language, source=source, target=target)
        return f"{words} ({say('standing.gone', language)})" if _gone(plan, drawn) else words
    return say("flow.title", language, source=source, target=target, n=count(drawn.customers))
