"""The feeling lane: a face and a number at every touchpoint whose feeling is known, a curve through them, its interval."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

from sojourn.journeymap.model import Basis, MeasuredEmotion, Touchpoint
from sojourn.render.layout.curve import Curve, Face
from sojourn.render.layout.curves import line, monotone, move
from sojourn.render.layout.felt import Feeling
from sojourn.render.layout.frame import Frame, feeling_tone, hue
from sojourn.render.layout.geometry import Text
from sojourn.render.layout.marks import ONE, RADIUS, height_of
from sojourn.render.numbers import between, count, signed
from sojourn.render.words import say

_LABEL: Final = 12.5

Point = tuple[float, Touchpoint, Feeling]


def feeling_curve(frame: Frame, top: float) -> Curve | None:
    """The curve of a map that has one, or None if no feeling is known."""
    points = _points(frame)
    if not points:
        return None
    xs = [x for x, _, _ in points]
    scores = [float(e.score) for _, _, e in points]
    ys = [height_of(top, s, ONE) for s in scores]
    return Curve(
        guides=guides(frame, top, ONE),
        bands=bands(points, xs, lambda score: height_of(top, score, ONE)),
        lines=lines(points, xs, ys),
        faces=tuple(
            face(frame, touchpoint, emotion, xs[i], ys[i], above=_above(scores, i))
            for i, (_, touchpoint, emotion) in enumerate(points)
        ),
    )


def _points(frame: Frame) -> list[Point]:
    """(x, touchpoint, emotion): the touchpoints of a stage stand evenly across its column, in order."""
    points = []
    for index, column in enumerate(frame.columns):
        felt = [(t, e) for t in frame.stage_touchpoints(index) if (e := frame.emotion(t)) is not None]
        for place, (touchpoint, emotion) in enumerate(felt):
            points.append((column.x + column.w * (place + 0.5) / len(felt), touchpoint, emotion))
    return points


def guides(frame: Frame, top: float, tall: float) -> tuple[tuple[Text, float], ...]:
    """The lines of +5, 0 and −5, and their numbers left of the columns."""
    heights = [(score, height_of(top, score, tall)) for score in (5.0, 0.0, -5.0)]
    return tuple(
        (Text(frame.left - 8, y + 4, signed(score, 0), 11.0, "soft", anchor="end"), y) for score, y in heights
    )


def _above(scores: Sequence[float], i: int) -> bool:
    """Whether the number stands above its face: on the outer side of a bend, else on the side of its sign."""
    before = scores[i - 1] if i > 0 else scores[i]
    after = scores[i + 1] if i + 1 < len(scores) else scores[i]
    if scores[i] > max(before, after) or scores[i] < min(before, after):
        return scores[i] > max(before, after)
    return scores[i] >= 0


def said(frame: Frame, emotion: Feeling) -> str:
    """A feeling in words: number, interval and how it is known."""
    words = signed(emotion.score)
    basis = say(f"legend.{emotion.basis}", frame.language)
    if isinstance(emotion, MeasuredEmotion):
        interval = between(signed(emotion.low), signed(emotion.high), frame.language)
        n = count(emotion.n)
        return say("feeling.interval", frame.language, score=words, between=interval, n=n, basis=basis)
    return say("feeling.plain", frame.language, score=words, basis=basis)


def face(frame: Frame, touchpoint: Touchpoint, emotion: Feeling, x: float, y: float, *, above: bool) -> Face:
    """A face with its number above or below."""
    tone = feeling_tone(emotion.score)
    words = said(frame, emotion)
    base = y - RADIUS - 6.0 if above else y + RADIUS + 15.0
    number = signed(emotion.score)
    return Face(
        touchpoint.id,
        frame.stage_index[touchpoint.id],
        x,
        y,
        RADIUS,
        tone,
        "good" if tone == "good" else "harm" if tone == "harm" else "neutral",
        Basis(emotion.basis),
        Text(
            x, base, number, _LABEL, f"{tone}_text", bold=True, anchor="middle", halo=tint(frame, touchpoint)
        ),
        words,
        say("feeling.title", frame.language, name=frame.names[touchpoint.id], words=words),
    )


def tint(frame: Frame, touchpoint: Touchpoint) -> str:
    """The tone of the column a touchpoint stands in."""
    return f"tint{hue(frame.stage_index[touchpoint.id])}"


def bands(points: Sequence[Point], xs: Sequence[float], y: Callable[[float], float]) -> tuple[str, ...]:
    """Closed shapes between the lower and the upper bound, one for every run of points that have bounds."""
    lows = [y(e.low if isinstance(e, MeasuredEmotion) else e.score) for _, _, e in points]
    highs = [y(e.high if isinstance(e, MeasuredEmotion) else e.score) for _, _, e in points]
    bounded = [isinstance(e, MeasuredEmotion) and e.high > e.low for _, _, e in points]
    done = []
    for first, last in _runs(bounded):
        if first == last:
            continue
        upper = monotone(xs, highs, first, last)
        lower = monotone(xs, lows, last, first)
        done.append(move(xs[first], highs[first]) + upper + line(xs[last], lows[last]) + lower + "Z")
    return tuple(done)


def _runs(flags: Sequence[bool]) -> list[tuple[int, int]]:
    """Runs of true flags, each widened by one to both sides, so that a band tapers into what has no bounds."""
    runs: list[tuple[int, int]] = []
    for i, flag in enumerate(flags):
        if not flag:
            continue
        first, last = max(0, i - 1), min(len(flags) - 1, i + 1)
        if runs and first <= runs[-1][1]:
            runs[-1] = (runs[-1][0], last)
        else:
            runs.append((first, last))
    return runs


def lines(points: Sequence[Point], xs: Sequence[float], ys: Sequence[float]) -> tuple[tuple[str, bool], ...]:
    """The curve in parts of one kind: dashed from and to what is only assumed."""
    parts: list[tuple[str, bool]] = []
    start = 0
    kinds = [Basis.ASSUMED in {a[2].basis, b[2].basis} for a, b in pairwise(points)]
    for i, kind in enumerate(kinds):
        if i + 1 == len(kinds) or kinds[i + 1] != kind:
            parts.append((move(xs[start], ys[start]) + monotone(xs, ys, start, i + 1), kind))
            start = i + 1
    return tuple(parts)
