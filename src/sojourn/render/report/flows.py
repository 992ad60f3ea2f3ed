"""The flow figure: touchpoints by stage as bars, transitions as ribbons, and an honest account of what is not drawn."""

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Final

from sojourn.journeymap.model import JourneyMap
from sojourn.render.layout.text import clean, fit, shorten
from sojourn.render.numbers import count
from sojourn.render.palette import STAGE_HUES
from sojourn.render.report.sections import FLOWS_SHOWN
from sojourn.report.document import Report, Transition

_HEAD: Final = 40.0
_BAR: Final = 14.0
_LABEL: Final = 15.0
_GAP: Final = 16.0
_TALLEST: Final = 300.0
_LEAST_PITCH: Final = 115.0
_WIDTH: Final = 1160.0
_EDGE: Final = 4.0
_SIZES: Final = ((12.5, 1), (12.5, 2), (12.5, 3), (11.5, 3), (11.0, 3))
"""How a label may be set, best first: size and lines."""
_THINNEST: Final = 0.8
_MOST: Final = 60
_LAYERS: Final = 10
"""At most so many columns, as long as no stage needs more than one for itself."""
_WORTH: Final = 0.01
"""A further column must show at least this share of all transitions."""
_CARRIES: Final = 0.1
"""A transition within a stage puts its target into a later column if it makes up this share of the target's arrivals."""


@dataclass(frozen=True, slots=True)
class FlowNode:
    """A touchpoint: a bar as long as customers come to it often, its label above."""

    name: str
    hue: int
    x: float
    y: float
    height: float
    start: float
    """Length of the part where journeys start."""
    end: float
    """Length of the part where journeys end."""
    size: float
    """Of the label, in pixels."""
    lines: tuple[str, ...]
    times: int
    starts: int
    ends: int

    @property
    def figure(self) -> str:
        """How often customers come."""
        return count(self.times)

    @property
    def label_y(self) -> float:
        """Base line of the first line of the label."""
        return self.y - 6 - (len(self.lines) - 1) * _LABEL


@dataclass(frozen=True, slots=True)
class FlowRibbon:
    """A transition: a band whose width is how often it happens."""

    source: str
    target: str
    path: str
    times: int


@dataclass(frozen=True, slots=True)
class FlowStage:
    """The head of a column."""

    text: str
    name: str
    hue: int
    x: float
    right: float


@dataclass(frozen=True, slots=True)
class Flows:
    """The figure, what it does not show, and the rows of the table below it."""

    width: float
    height: float
    bar: float
    line: float
    stages: tuple[FlowStage, ...]
    nodes: tuple[FlowNode, ...]
    ribbons: tuple[FlowRibbon, ...]
    total: int
    """Transitions between different touchpoints."""
    drawn_share: float
    back_share: float
    other_share: float
    rows: tuple[Transition, ...]


@dataclass(frozen=True, slots=True)
class _Column:
    """Touchpoints below one another; `hue` counts the stages."""

    hue: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Volumes:
    """How often customers come to each touchpoint, start and end there, and go from one to another."""

    into: dict[str, int]
    starts: dict[str, int]
    ends: dict[str, int]
    pairs: dict[tuple[str, str], int]


def flows(report: Report, jmap: JourneyMap | None) -> Flows | None:
    """The flow figure of the touchpoints that the report gives a stage; None without transitions."""
    volumes = _volumes(
        report.map_flow.transitions if report.map_flow is not None else report.transitions or ()
    )
    total = sum(volumes.pairs.values())
    stages = _stages(report, jmap, volumes)
    if not total or not stages:
        return None
    columns = _columns(stages, volumes)
    pitch = max(_LEAST_PITCH, (_WIDTH - _EDGE) / len(columns))
    nodes, height = _place(columns, volumes, pitch)
    order = {name: place for place, name in enumerate(nodes)}
    forward = {
        pair: n for pair, n in volumes.pairs.items() if order.get(pair[0], 1e9) < order.get(pair[1], -1)
    }
    ribbons = _ribbons(nodes, forward, _scale(columns, volumes))
    drawn = sum(r.times for r in ribbons)
    back = sum(n for (a, b), n in volumes.pairs.items() if a in order and b in order and order[a] > order[b])
    inner = [t for t in report.transitions or () if t.source and t.target]
    return Flows(
        round(_EDGE + len(columns) * pitch),
        round(height + 12),
        _BAR,
        _LABEL,
        _heads([stage for stage, _ in stages], columns, pitch),
        tuple(nodes.values()),
        ribbons,
        total,
        drawn / total,
        back / total,
        max(0.0, 1 - (drawn + back) / total),
        tuple(inner[:FLOWS_SHOWN]),
    )


def _heads(stages: list[str], columns: list[_Column], pitch: float) -> tuple[FlowStage, ...]:
    heads = []
    for hue, stage in enumerate(stages):
        own = [i for i, column in enumerate(columns) if column.hue == hue]
        x, right = _EDGE + own[0] * pitch, _EDGE + (own[-1] + 1) * pitch - 18
        text = shorten(clean(stage), right - x, 13, bold=True)
        heads.append(FlowStage(text, stage, hue % STAGE_HUES, round(x, 1), round(right, 1)))
    return tuple(heads)


def _volumes(transitions: tuple[Transition, ...]) -> _Volumes:
    into: dict[str, int] = defaultdict(int)
    starts, ends, pairs = {}, {}, {}
    for t in transitions:
        if t.source == t.target:
            continue
        if not t.target:
            ends[t.source] = t.count
            continue
        into[t.target] += t.count
        if t.source:
            pairs[t.source, t.target] = t.count
        else:
            starts[t.target] = t.count
    return _Volumes(into, starts, ends, pairs)


def _stages(report: Report, jmap: JourneyMap | None, volumes: _Volumes) -> list[tuple[str, list[str]]]:
    """Stages with their touchpoints in the order of the map; those that nobody comes to are left out."""
    stages = [(stage.name, stage.touchpoints) for stage in report.stages or ()]
    if jmap is not None and not stages:
        stages = [(s.name, tuple(t.name for t in jmap.touchpoints if t.stage == s.id)) for s in jmap.stages]
    met = [(stage, [name for name in names if volumes.into.get(name)]) for stage, names in stages]
    return [(stage, names) for stage, names in met if names]


def _columns(stages: list[tuple[str, list[str]]], volumes: _Volumes) -> list[_Column]:
    """One column per stage, then further ones where most of a stage's own flow would otherwise not be drawn."""
    layers = [_layers(members, volumes, 1) for _, members in stages]
    least = _WORTH * sum(volumes.pairs.values())
    while sum(map(len, layers)) < _LAYERS:
        deeper = [
            _layers(members, volumes, len(own) + 1) for own, (_, members) in zip(layers, stages, strict=True)
        ]
        gains = [
            _inside(new, volumes) - _inside(own, volumes) for new, own in zip(deeper, layers, strict=True)
        ]
        best = max(range(len(gains)), key=lambda place: gains[place])
        if gains[best] < max(least, 1):
            break
        layers[best] = deeper[best]
    return [_Column(hue, tuple(names)) for hue, own in enumerate(layers) for names in own]


def _inside(layers: list[list[str]], volumes: _Volumes) -> int:
    """Transitions of a stage that go on to a later of its columns."""
    level = {name: i for i, names in enumerate(layers) for name in names}
    return sum(n for (a, b), n in volumes.pairs.items() if a in level and b in level and level[a] < level[b])


def _layers(members: list[str], volumes: _Volumes, most: int) -> list[list[str]]:
    """Touchpoints of a stage, each behind those of the stage that send it a good part of its customers."""
    layer: dict[str, int] = {}
    for place, name in enumerate(members):
        before = [
            layer[other] + 1
            for other in members[:place]
            if volumes.pairs.get((other, name), 0) >= _CARRIES * volumes.into[name]
        ]
        layer[name] = min(max(before, default=0), most - 1)
    used = sorted(set(layer.values()))
    return [[name for name in members if layer[name] == level] for level in used]


def _scale(columns: list[_Column], volumes: _Volumes) -> float:
    """Pixels per arrival: the fullest column is as tall as the figure allows."""
    return _TALLEST / max(sum(volumes.into[n] for n in column.names) for column in columns)


def _place(columns: list[_Column], volumes: _Volumes, pitch: float) -> tuple[dict[str, FlowNode], float]:
    scale = _scale(columns, volumes)
    stacks = [_stack(column, volumes, scale, _EDGE + i * pitch, pitch) for i, column in enumerate(columns)]
    lowest = max(stack[-1].y + stack[-1].height for stack in stacks)
    nodes: dict[str, FlowNode] = {}
    for stack in stacks:
        shift = (lowest - stack[-1].y - stack[-1].height) / 2
        nodes |= {node.name: replace(node, y=round(node.y + shift, 1)) for node in stack}
    return nodes, lowest


def _stack(column: _Column, volumes: _Volumes, scale: float, x: float, pitch: float) -> list[FlowNode]:
    """The bars of a column below one another, each with room for its label."""
    y, stack = _HEAD, []
    for name in column.names:
        size, lines = fit(clean(name), pitch - 12, _SIZES, bold=True)
        y += _GAP + len(lines) * _LABEL
        starts, ends = volumes.starts.get(name, 0), volumes.ends.get(name, 0)
        node = FlowNode(
            name,
            column.hue % STAGE_HUES,
            round(x, 1),
            y,
            round(max(2.0, volumes.into[name] * scale), 1),
            round(starts * scale, 1),
            round(ends * scale, 1),
            size,
            lines,
            volumes.into[name],
            starts,
            ends,
        )
        stack.append(node)
        y += node.height
    return stack


def _ribbons(
    nodes: dict[str, FlowNode], pairs: dict[tuple[str, str], int], scale: float
) -> tuple[FlowRibbon, ...]:
    """The largest forward transitions; each leaves and arrives in its own slot of the bars."""
    wide = [(a, b) for (a, b), n in pairs.items() if n * scale >= _THINNEST and nodes[a].x < nodes[b].x]
    chosen = sorted(wide, key=lambda pair: (-pairs[pair], pair))[:_MOST]
    leave = {name: node.y for name, node in nodes.items()}
    arrive = {name: node.y + node.start for name, node in nodes.items()}
    starts, stops = {}, {}
    for pair in sorted(
        chosen, key=lambda pair: (nodes[pair[1]].y + nodes[pair[1]].height / 2, nodes[pair[1]].x)
    ):
        starts[pair] = leave[pair[0]]
        leave[pair[0]] += pairs[pair] * scale
    for pair in sorted(
        chosen, key=lambda pair: (nodes[pair[0]].y + nodes[pair[0]].height / 2, -nodes[pair[0]].x)
    ):
        stops[pair] = arrive[pair[1]]
        arrive[pair[1]] += pairs[pair] * scale
    ribbons = []
    for source, target in chosen:
        pair = source, target
        width = max(1.0, pairs[pair] * scale)
        path = _band(nodes[source].x + _BAR, starts[pair], nodes[target].x, stops[pair], width)
        ribbons.append(FlowRibbon(source, target, path, pairs[pair]))
    return tuple(ribbons)


def _band(x0: float, y0: float, x1: float, y1: float, width: float) -> str:
    """A band that leaves to the right and arrives from the left, as wide all the way."""
    middle = (x0 + x1) / 2
    upper = f"M{x0:.1f} {y0:.1f}C{middle:.1f} {y0:.1f} {middle:.1f} {y1:.1f} {x1:.1f} {y1:.1f}"
    y0, y1 = y0 + width, y1 + width
    return f"{upper}V{y1:.1f}C{middle:.1f} {y1:.1f} {middle:.1f} {y0:.1f} {x0:.1f} {y0:.1f}Z"
