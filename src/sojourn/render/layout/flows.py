"""Which flows are drawn: the strongest that carry most of the transitions, and every touchpoint's strongest."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sojourn.render.layout.frame import Frame

_CARRY: Final = 0.92
_CAP_PER_TOUCHPOINT: Final = 2
_CAP_EXTRA: Final = 8


@dataclass(frozen=True, slots=True)
class Drawn:
    """A flow that is drawn; `customers` is None where no data tell."""

    source: str
    target: str
    customers: int | None
    count: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """The flows that are drawn, and what share they are of those the map holds, by transitions."""

    drawn: tuple[Drawn, ...]
    total: int
    share: float


def chosen(frame: Frame) -> Chosen:
    """Choose the flows to draw between different touchpoints of the map.

    Drawn are the strongest in and the strongest out of every touchpoint, then the strongest of the rest until there are
    two a touchpoint and eight more, or, where the map names no flows and the evidence alone has them, 92 % of the
    transitions are carried. So all flows of a discovered map are drawn.
    """
    flows = _flows(frame)
    order = sorted(range(len(flows)), key=lambda i: (-flows[i].count, i))
    total = sum(f.count for f in flows)
    keep: set[int] = set()
    left, met = set(), set()
    for i in order:
        if flows[i].source not in left or flows[i].target not in met:
            keep.add(i)
        left.add(flows[i].source)
        met.add(flows[i].target)
    cap = _CAP_PER_TOUCHPOINT * len(frame.touchpoints) + _CAP_EXTRA
    carried = sum(flows[i].count for i in keep)
    enough = _CARRY * total if total > 0 and not frame.jmap.flow else total + 1
    for i in order:
        if len(keep) >= cap or carried >= enough:
            break
        if i not in keep:
            keep.add(i)
            carried += flows[i].count
    drawn = tuple(flows[i] for i in sorted(keep))
    return Chosen(drawn, len(flows), carried / total if total else 1.0)


def loops(frame: Frame) -> dict[str, int]:
    """Touchpoint → customers who met it again right after it, where the map or the data has such a flow."""
    found = {f.source: 0 for f in frame.jmap.flow if f.source == f.target and f.source in frame.names}
    if frame.evidence:
        for flow in frame.evidence.flow:
            if flow.source == flow.target and flow.source in frame.names:
                found[flow.source] = flow.customers
    return found


def _flows(frame: Frame) -> Sequence[Drawn]:
    """Flows between different touchpoints: those of the map with their evidence; without any, those of the evidence."""
    measured = {}
    if frame.evidence:
        measured = {(f.source, f.target): f for f in frame.evidence.flow}
    pairs = list(dict.fromkeys((f.source, f.target) for f in frame.jmap.flow)) or list(measured)
    done = []
    for source, target in pairs:
        if source == target or source not in frame.names or target not in frame.names:
            continue
        flow = measured.get((source, target))
        done.append(Drawn(source, target, flow.customers if flow else None, flow.count if flow else 0))
    return done
