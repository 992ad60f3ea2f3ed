"""Several curves in one feeling lane: marks that never cover each other, each curve with its own line, shape and name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from sojourn.journeymap.model import Basis, Touchpoint
from sojourn.render.layout.curve import Curve, EndName, Face, GapLine, Mark, Trace
from sojourn.render.layout.curves import flowing, head, line, monotone, move
from sojourn.render.layout.feeling import bands, face, guides, lines, said, tint
from sojourn.render.layout.felt import Gap, Series
from sojourn.render.layout.frame import MARGIN, Frame, feeling_tone, hue
from sojourn.render.layout.geometry import Box, Text
from sojourn.render.layout.marks import ALL, AT, MAIN, NAME, SMALL, TALL, Node, height_of, nodes, spread
from sojourn.render.layout.text import wrap
from sojourn.render.numbers import signed
from sojourn.render.words import say

_LABEL: Final = 11.5
_BELOW: Final = 4.5
"""Between a mark and its number."""
_ALL_NUMBERS: Final = 2
"""With more series than this only the highest and the lowest mark of each has its number."""
_NEAR: Final = 1.0
"""What was drawn this near to what was measured, and within its interval, is as good as the same."""
_LEAST_GAP: Final = 10.0
_LEAST_WORDS: Final = 52.0

_Slot = tuple[Touchpoint, list[Node]]


def several_curves(frame: Frame, top: float) -> Curve:
    """The main curve, if there is one, and a trace for every series."""
    slots = _slots(frame, top)
    main = [(t, n) for t, found in slots for n in found if n.key == MAIN]
    points = [(n.x, t, n.feeling) for t, n in main]
    xs, ys = [n.x for _, n in main], [n.y for _, n in main]
    numbers = _numbers(frame, slots)
    plain = [_trace(frame, series, slots, numbers) for series in frame.felt.series]
    traces, name = _named(frame, plain, slots, top)
    return Curve(
        guides=guides(frame, top, TALL),
        bands=bands(points, xs, lambda score: height_of(top, score, TALL)) if main else (),
        lines=lines(points, xs, ys),
        faces=tuple(_face(frame, t, n, numbers) for t, found in slots for n in found if n.key in {MAIN, ALL}),
        traces=traces,
        name=name,
        gaps=tuple(_gaps(frame, {t.id: found for t, found in slots})),
    )


def _slots(frame: Frame, top: float) -> list[_Slot]:
    """The marks of every touchpoint that has any, evenly across its column."""
    slots: list[_Slot] = []
    for index, column in enumerate(frame.columns):
        found = [
            (t, marks) for t in frame.stage_touchpoints(index) if (marks := nodes(frame.felt, t.id, top))
        ]
        for i, (touchpoint, marks) in enumerate(found):
            spread(marks, column.x + column.w * (i + 0.5) / len(found))
            slots.append((touchpoint, marks))
    return slots


def _told(frame: Frame, slots: Sequence[_Slot]) -> set[int]:
    """Which marks want their number (by identity): the main ones, and of many series their highest and lowest.

    What was drawn about where it was measured needs none.
    """
    flat = [node for _, found in slots for node in found]
    if len(frame.felt.series) <= _ALL_NUMBERS:
        return {id(n) for t, found in slots for n in found if not _agrees(frame, t, n)}
    wanted = {id(node) for node in flat if node.key in {MAIN, ALL}}
    for series in frame.felt.series:
        own = [node for node in flat if node.key == series.key]
        if own:
            wanted |= {
                id(max(own, key=lambda n: n.feeling.score)),
                id(min(own, key=lambda n: n.feeling.score)),
            }
    return wanted


def _agrees(frame: Frame, touchpoint: Touchpoint, node: Node) -> bool:
    """Whether it is the author's mark about where the feeling was measured, and within its interval."""
    known = frame.felt.main.get(touchpoint.id)
    if node.key in {MAIN, ALL} or known is None or _tone(frame, node.key) != "soft":
        return False
    apart = any(gap.touchpoint == touchpoint.id and gap.one == node.key for gap in frame.felt.gaps)
    return not apart and abs(known.score - node.feeling.score) < _NEAR


def _numbers(frame: Frame, slots: Sequence[_Slot]) -> dict[int, Text]:
    """The numbers of marks that find a free place above or below, the main ones first."""
    wanted = _told(frame, slots)
    numbers: dict[int, Text] = {}
    for touchpoint, found in slots:
        taken = [Box(n.x - n.r, n.y - n.r, 2 * n.r, 2 * n.r) for n in found]
        for node in sorted(found, key=lambda n: n.key not in {MAIN, ALL}):
            if id(node) not in wanted:
                continue
            for text in _places(frame, touchpoint, node):
                if not any(text.box.meets(other) for other in taken):
                    numbers[id(node)] = text
                    taken.append(text.box)
                    break
    return numbers


def _places(frame: Frame, touchpoint: Touchpoint, node: Node) -> list[Text]:
    """The number above and below its mark, the side of its sign first."""
    big = node.key in {MAIN, ALL}
    tone, size = (
        (f"{feeling_tone(node.feeling.score)}_text", 12.5) if big else (_tone(frame, node.key), _LABEL)
    )
    words = signed(node.feeling.score)
    above, below = node.y - node.r - _BELOW, node.y + node.r + _BELOW + 0.75 * size
    return [
        Text(node.x, y, words, size, tone, bold=True, anchor="middle", halo=tint(frame, touchpoint))
        for y in ((above, below) if node.feeling.score >= 0 else (below, above))
    ]


def _tone(frame: Frame, key: str) -> str:
    series = next(s for s in frame.felt.series if s.key == key)
    return f"trace{series.style}" if series.initial else "soft"


def _face(frame: Frame, touchpoint: Touchpoint, node: Node, numbers: Mapping[int, Text]) -> Face:
    """The face of what was measured, or of what all series share; its number is left out if it has no free place."""
    drawn = face(frame, touchpoint, node.feeling, node.x, node.y, above=True)
    return replace(drawn, r=node.r, text=numbers.get(id(node)) or replace(drawn.text, content=""))


def _trace(frame: Frame, series: Series, slots: Sequence[_Slot], numbers: Mapping[int, Text]) -> Trace:
    passed = [(t, n) for t, found in slots if (n := _passed(frame, series, t, found)) is not None]
    xs, ys = [n.x for _, n in passed], [n.y for _, n in passed]
    path = move(xs[0], ys[0]) + monotone(xs, ys, 0, len(xs) - 1) if len(xs) > 1 else ""
    marks = tuple(_mark(frame, series, t, n, numbers.get(id(n))) for t, n in passed if n.key == series.key)
    return Trace(
        series.key, series.name, series.style if series.initial else None, path, marks, (), None, None, ""
    )


def _passed(frame: Frame, series: Series, touchpoint: Touchpoint, found: Sequence[Node]) -> Node | None:
    """The mark that a series passes at a touchpoint: its own, that of all, or that of the main curve if they agree."""
    own = next((n for n in found if n.key in {series.key, ALL}), None)
    feeling = series.feelings.get(touchpoint.id)
    if own is None and feeling is not None and feeling is frame.felt.main.get(touchpoint.id):
        own = next((n for n in found if n.key == MAIN), None)
    return own


def _mark(frame: Frame, series: Series, touchpoint: Touchpoint, node: Node, number: Text | None) -> Mark:
    tone = _tone(frame, series.key)
    words = said(frame, node.feeling)
    mood: Literal["good", "neutral", "harm"] = "neutral"
    if feeling_tone(node.feeling.score) == "good":
        mood = "good"
    elif feeling_tone(node.feeling.score) == "harm":
        mood = "harm"
    initial = None
    basis = Basis.ASSUMED
    if series.initial:
        basis = Basis(node.feeling.basis)
        ink = "on_face" if basis is Basis.OBSERVED else tone
        initial = Text(node.x, node.y + 3.6, series.initial, 10.0, ink, bold=True, anchor="middle")
    return Mark(
        touchpoint.id,
        frame.stage_index[touchpoint.id],
        node.x,
        node.y,
        node.r,
        tone,
        mood,
        basis,
        initial,
        number,
        words,
        f"{frame.names[touchpoint.id]} · {say('marked', frame.language, mark=series.name, text=words)}",
    )


@dataclass(frozen=True, slots=True)
class _End:
    """Where a curve ends, and what is written there."""

    key: str
    node: Node
    name: str
    tone: str
    basis: Basis | None = None


def _ends(frame: Frame, slots: Sequence[_Slot]) -> list[_End]:
    """The ends of the curves from top to bottom; the main one is named only beside what was drawn."""
    found = []
    for series in frame.felt.series:
        nodes_ = [n for t, marks in slots if (n := _passed(frame, series, t, marks)) is not None]
        found += [_End(series.key, nodes_[-1], series.name, _tone(frame, series.key))] if nodes_ else []
    main = [n for _, marks in slots for n in marks if n.key == MAIN]
    if main:
        basis = max((str(n.feeling.basis) for n in main), key=["assumed", "inferred", "observed"].index)
        found.append(_End(MAIN, main[-1], say(f"legend.{basis}", frame.language), "ink", Basis(basis)))
    return sorted(found, key=lambda end: end.node.y)


def _named(
    frame: Frame, traces: Sequence[Trace], slots: Sequence[_Slot], top: float
) -> tuple[tuple[Trace, ...], EndName | None]:
    """Every trace with its name at its end, right of the columns, the names apart; and the name of the main curve."""
    ends = _ends(frame, slots)
    x = frame.right + AT
    room = frame.width - MARGIN / 2 - x - 14.0
    named = [wrap(end.name, room, NAME, bold=True) for end in ends]
    tall = [20.0 + 14.0 * (len(parts) - 1) for parts in named]
    ys = _apart([end.node.y for end in ends], tall, top + 14.0, top + TALL - 10.0)
    done = {trace.key: trace for trace in traces}
    main = None
    for end, parts, y in zip(ends, named, ys, strict=True):
        first = y + 4.4 - 7.0 * (len(parts) - 1)
        label = tuple(
            Text(x + 14.0, first + 14.5 * k, part, NAME, end.tone, bold=True, whole=end.name)
            for k, part in enumerate(parts)
        )
        if end.basis is not None:
            main = EndName((x, y, SMALL), end.basis, label)
            continue
        initial = next(s.initial for s in frame.felt.series if s.key == end.key)
        done[end.key] = replace(
            done[end.key],
            label=label,
            initial=Text(x, y + 3.6, initial, 10.0, end.tone, bold=True, anchor="middle")
            if initial
            else None,
            at=(x, y, SMALL),
            leader=flowing([(end.node.x + end.node.r, end.node.y), (x - 11.0, y)]),
        )
    return tuple(done.values()), main


def _apart(wanted: Sequence[float], tall: Sequence[float], low: float, high: float) -> list[float]:
    """Middles of blocks as `tall` as given, near the wanted ones (ascending), that do not meet and stay in the lane if they fit."""
    ys = list(wanted)
    edge = low
    for i, y in enumerate(ys):
        ys[i] = max(y, edge + tall[i] / 2)
        edge = ys[i] + tall[i] / 2
    floor = max(high, low + sum(tall))
    for i in reversed(range(len(ys))):
        ys[i] = min(ys[i], floor - tall[i] / 2)
        floor = ys[i] - tall[i] / 2
    return ys


def _gaps(frame: Frame, slots: Mapping[str, Sequence[Node]]) -> list[GapLine]:
    """An arrow from what was drawn to what was measured, where the two stand apart."""
    done = []
    for gap in frame.felt.gaps:
        found = {node.key: node for node in slots.get(gap.touchpoint, ())}
        one = found.get(gap.one) or found.get(ALL)
        other = found.get(gap.other) or found.get(ALL)
        if one is None or other is None or abs(one.y - other.y) < one.r + other.r + _LEAST_GAP:
            continue
        way = 1.0 if other.y > one.y else -1.0
        start, tip = (one.x, one.y + way * (one.r + 1)), (other.x, other.y - way * (other.r + 2))
        path = move(*start) + line(tip[0], tip[1] - way * 5.0)
        done.append(
            GapLine(
                gap.touchpoint,
                path,
                head(tip, (0.0, way), 1.2),
                "good" if gap.better else "harm",
                gap.words,
                _on_arrow(frame, gap, one, other),
            )
        )
    return done


def _on_arrow(frame: Frame, gap: Gap, one: Node, other: Node) -> Text | None:
    """The difference in the middle of the arrow, where the arrow is long enough for it and the numbers of both marks."""
    if not gap.shown or abs(one.y - other.y) < one.r + other.r + _LEAST_WORDS:
        return None
    tone = "good_text" if gap.better else "harm_text"
    x, y = (one.x + other.x) / 2, (one.y + other.y) / 2 + 4.2
    halo = f"tint{hue(frame.stage_index[gap.touchpoint])}"
    return Text(x, y, gap.shown, _LABEL, tone, bold=True, anchor="middle", halo=halo)
