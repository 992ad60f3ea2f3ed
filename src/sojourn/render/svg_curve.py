"""The feeling lane, drawn: guides, bands, lines, faces, and the marks and names of several curves."""

from typing import Final

from sojourn.journeymap.model import Basis
from sojourn.render.layout.curve import Curve, Face, GapLine, Mark, Trace
from sojourn.render.layout.curves import number
from sojourn.render.layout.geometry import Box
from sojourn.render.svg_symbols import EYES, LINES, MOUTHS, SHAPES
from sojourn.render.svg_write import Paint, group, words

_BAND: Final = ".2"


def curve_parts(curve: Curve, box: Box, paint: Paint) -> list[str]:
    """A curve or several, from the ground up."""
    parts = []
    left = curve.guides[0][0].x + 8
    for text, y in curve.guides:
        dash = "" if text.content == "0" else ' stroke-dasharray="3 4"'
        parts.append(
            f'<path d="M{number(left)} {number(y)}H{number(box.right)}"{dash} {paint(stroke="line")}/>'
        )
        parts.append(words(text, paint))
    parts += [f'<path d="{band}" fill-opacity="{_BAND}" {paint(fill="ribbon")}/>' for band in curve.bands]
    for path, dashed in curve.lines:
        dash = ' stroke-dasharray="5 4"' if dashed else ""
        parts.append(
            f'<path d="{path}" stroke-width="2.2" stroke-linecap="round"{dash} {paint(fill="none", stroke="ink")}/>'
        )
    for trace in curve.traces:
        parts += _trace_line(trace, paint)
    parts += [_gap(gap, paint) for gap in curve.gaps]
    parts += [_face(face, paint) for face in curve.faces]
    if curve.name is not None:
        parts.append(face_symbol(*curve.name.at, "neutral", curve.name.basis, "soft", paint))
        parts += [words(text, paint) for text in curve.name.lines]
    for trace in curve.traces:
        parts += [_trace_mark(trace, mark, paint) for mark in trace.marks]
        parts.append(_trace_name(trace, paint))
    return parts


def _trace_tone(trace: Trace) -> str:
    return "soft" if trace.style is None else f"trace{trace.style}"


def _trace_line(trace: Trace, paint: Paint) -> list[str]:
    """The line of a curve, and the thin one that leads to its name."""
    dash = "4 3" if trace.style is None else LINES[trace.style]
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    tone = paint(fill="none", stroke=_trace_tone(trace))
    parts = []
    if trace.path:
        parts.append(f'<path d="{trace.path}" stroke-width="2" stroke-linejoin="round"{dashed} {tone}/>')
    if trace.leader:
        parts.append(f'<path d="{trace.leader}" stroke-width=".9" opacity=".7" {tone}/>')
    return parts


def _trace_mark(trace: Trace, mark: Mark, paint: Paint) -> str:
    figure = words(mark.text, paint) if mark.text else ""
    if trace.style is None:
        symbol = face_symbol(mark.x, mark.y, mark.r, mark.mood, mark.basis, mark.tone, paint)
        return group(mark.label, symbol, figure)
    initial = words(mark.initial, paint) if mark.initial else ""
    return group(mark.label, _shape(mark.x, mark.y, trace.style, mark.basis, paint), initial, figure)


def _shape(x: float, y: float, style: int, basis: Basis, paint: Paint) -> str:
    """The shape of a curve's marks: filled = observed, hollow = inferred, dashed = assumed."""
    tone = f"trace{style}"
    dash = ' stroke-dasharray="3 2"' if basis is Basis.ASSUMED else ""
    at = f"translate({number(x)} {number(y)})"
    paints = paint(fill=tone if basis is Basis.OBSERVED else "card", stroke=tone)
    return f'<path transform="{at}" d="{SHAPES[style]}" stroke-width="1.6" stroke-linejoin="round"{dash} {paints}/>'


def _trace_name(trace: Trace, paint: Paint) -> str:
    """The name of a curve at its end, with its mark."""
    if trace.at is None:
        return ""
    x, y, r = trace.at
    name = "".join(words(part, paint) for part in trace.label)
    if trace.style is None:
        return face_symbol(x, y, r, "neutral", Basis.ASSUMED, "soft", paint) + name
    initial = words(trace.initial, paint) if trace.initial else ""
    return _shape(x, y, trace.style, Basis.INFERRED, paint) + initial + name


def _gap(gap: GapLine, paint: Paint) -> str:
    line = f'<path d="{gap.path}" stroke-width="1.2" stroke-dasharray="2 2.5" {paint(fill="none", stroke=gap.tone)}/>'
    shown = words(gap.text, paint) if gap.text else ""
    return group(gap.words, line, f'<path d="{gap.head}" {paint(fill=gap.tone)}/>', shown)


def _face(face: Face, paint: Paint) -> str:
    return group(
        face.label,
        face_symbol(face.x, face.y, face.r, face.mood, face.basis, face.tone, paint),
        words(face.text, paint),
    )


def face_symbol(x: float, y: float, r: float, mood: str, basis: Basis, tone: str, paint: Paint) -> str:
    """A face: filled = observed, hollow = inferred, dashed = assumed."""
    observed = basis is Basis.OBSERVED
    dash = ' stroke-dasharray="3 2.2"' if basis is Basis.ASSUMED else ""
    features = "on_face" if observed else tone
    eyes = "".join(f'<circle cx="{ex}" cy="{ey}" r="1.25" {paint(fill=features)}/>' for ex, ey in EYES)
    return (
        f'<g transform="translate({number(x)} {number(y)})'
        + (f' scale({r / 10.5:.2f})"' if r != 10.5 else '"')
        + f'><circle r="10.5" stroke-width="1.8"{dash} {paint(fill=tone if observed else "card", stroke=tone)}/>{eyes}'
        f'<path d="{MOUTHS[mood]}" stroke-width="1.5" stroke-linecap="round" {paint(fill="none", stroke=features)}/></g>'
    )
