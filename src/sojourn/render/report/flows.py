"""The flow figure: touchpoints by stage as bars, transitions as ribbons, and an honest account of what is not drawn."""

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Final

from sojourn.journeymap.model import JourneyMap
from sojourn.render.layout.text import clean, shorten, wrap
from sojourn.render.numbers import count
from sojourn.render.report.sections import FLOWS_SHOWN
from sojourn.report.document import Report, Transition

_HEAD: Final = 40.0
_BAR: Final = 14.0
_LABEL: Final = 15.0
_GAP: Final = 20.0
_TALLEST: Final = 340.0
_LEAST_PITCH: Final = 168.0
_WIDTH: Final = 1040.0
_EDGE: Final = 24.0
_FONT: Final = 12.5
_THINNEST: Final = 0.8
_MOST: Final = 60


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
    """A transition: a line whose width is how often it happens."""

    source: str
    target: str
    path: str
    width: float
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
class _Volumes:
    """How often customers come to each touchpoint, start and end there, and go from one to another."""

    into: dict[str, int]
    starts: dict[str, int]
    ends: dict[str, int]
    pairs: dict[tuple[str, str], int]


def flows(report: Report, jmap: JourneyMap | None) -> Flows | None:
    """The flow figure of the touchpoints that the report gives a stage; None without transitions."""
    volumes = _volumes(report.transitions or ())
    total = sum(volumes.pairs.values())
    columns = _columns(report, jmap, volumes)
    if not total or not columns:
        return None
    pitch = max(_LEAST_PITCH, (_WIDTH - _EDGE) / len(columns))
    nodes, height = _place(columns, volumes, pitch)
    order = {name: place for place, name in enumerate(n for _, names in columns for n in names)}
    forward = {
        pair: n for pair, n in volumes.pairs.items() if order.get(pair[0], 1e9) < order.get(pair[1], -1)
    }
    ribbons = _ribbons(nodes, order, forward, _scale(columns, volumes))
    drawn = sum(r.times for r in ribbons)
    back = sum(n for (a, b), n in volumes.pairs.items() if a in order and b in order and order[a] > order[b])
    stages = tuple(
        FlowStage(
            shorten(clean(stage), pitch - 24, 13, bold=True),
            stage,
            i % 6,
            _EDGE + i * pitch,
            _EDGE + (i + 1) * pitch - 24,
        )
        for i, (stage, _) in enumerate(columns)
    )
    inner = [t for t in report.transitions or () if t.source and t.target]
    return Flows(
        round(_EDGE + len(columns) * pitch),
        round(height + 12),
        _BAR,
        _LABEL,
        stages,
        tuple(nodes.values()),
        ribbons,
        total,
        drawn / total,
        back / total,
        max(0.0, 1 - (drawn + back) / total),
        tuple(inner[:FLOWS_SHOWN]),
    )


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


def _columns(report: Report, jmap: JourneyMap | None, volumes: _Volumes) -> list[tuple[str, list[str]]]:
    """Stages with their touchpoints in the order of the map; those that nobody comes to are left out."""
    stages = {stage.name: stage.touchpoints for stage in report.stages or ()}
    if jmap is not None and not stages:
        names = {stage.id: stage.name for stage in jmap.stages}
        for touchpoint in jmap.touchpoints:
            stages[names[touchpoint.stage]] = (*stages.get(names[touchpoint.stage], ()), touchpoint.name)
    met = [(stage, [name for name in names if volumes.into.get(name)]) for stage, names in stages.items()]
    return [(stage, names) for stage, names in met if names]


def _scale(columns: list[tuple[str, list[str]]], volumes: _Volumes) -> float:
    """Pixels per arrival: the fullest column is as tall as the figure allows."""
    return _TALLEST / max(sum(volumes.into[n] for n in names) for _, names in columns)


def _place(
    columns: list[tuple[str, list[str]]], volumes: _Volumes, pitch: float
) -> tuple[dict[str, FlowNode], float]:
    scale = _scale(columns, volumes)
    nodes: dict[str, FlowNode] = {}
    bottoms = []
    for index, (_, names) in enumerate(columns):
        y = _HEAD
        for name in names:
            lines = wrap(f"{clean(name)}", pitch - 30, _FONT, bold=True, lines=2)
            y += _GAP + len(lines) * _LABEL
            tall = max(2.0, volumes.into[name] * scale)
            starts, ends = volumes.starts.get(name, 0), volumes.ends.get(name, 0)
            nodes[name] = FlowNode(
                name,
                index % 6,
                _EDGE + index * pitch,
                round(y, 1),
                round(tall, 1),
                round(starts * scale, 1),
                round(ends * scale, 1),
                lines,
                volumes.into[name],
                starts,
                ends,
            )
            y += tall
        bottoms.append(y)
    lowest = max(bottoms)
    for (_, names), bottom in zip(columns, bottoms, strict=True):
        shift = round((lowest - bottom) * 0.35, 1)
        for name in names:
            nodes[name] = replace(nodes[name], y=round(nodes[name].y + shift, 1))
    return nodes, lowest


def _ribbons(
    nodes: dict[str, FlowNode], order: dict[str, int], pairs: dict[tuple[str, str], int], scale: float
) -> tuple[FlowRibbon, ...]:
    """The largest forward transitions; each leaves and arrives in its own slot of the bars."""
    wide = [pair for pair, n in pairs.items() if n * scale >= _THINNEST]
    chosen = sorted(wide, key=lambda pair: (-pairs[pair], order[pair[0]], order[pair[1]]))[:_MOST]
    leave: dict[str, float] = {name: node.y for name, node in nodes.items()}
    arrive: dict[str, float] = {name: node.y + node.start for name, node in nodes.items()}
    starts, stops = {}, {}
    for pair in sorted(chosen, key=lambda pair: (nodes[pair[1]].x, order[pair[1]])):
        starts[pair] = leave[pair[0]]
        leave[pair[0]] += pairs[pair] * scale
    for pair in sorted(chosen, key=lambda pair: (nodes[pair[0]].x, order[pair[0]])):
        stops[pair] = arrive[pair[1]]
        arrive[pair[1]] += pairs[pair] * scale
    ribbons = []
    for pair in chosen:
        width = pairs[pair] * scale
        source, target = nodes[pair[0]], nodes[pair[1]]
        y0, y1 = starts[pair] + width / 2, stops[pair] + width / 2
        path = _across(source.x + _BAR, y0, target.x, y1)
        ribbons.append(FlowRibbon(*pair, path, round(max(1.0, width), 1), pairs[pair]))
    return tuple(ribbons)


def _across(x0: float, y0: float, x1: float, y1: float) -> str:
    """A curve that leaves to the right and arrives from the left; within a column it bends back on itself."""
    bend = (x1 - x0) / 2 if x1 > x0 else 46.0
    return f"M{x0:.1f} {y0:.1f}C{x0 + bend:.1f} {y0:.1f} {x1 - bend:.1f} {y1:.1f} {x1:.1f} {y1:.1f}"
