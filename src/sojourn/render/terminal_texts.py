"""What stands below a touchpoint in the terminal: pain points, metrics, missing data, and when asked for all other texts."""

import unicodedata
from collections.abc import Iterator
from typing import Final

from sojourn.journeymap.model import PainPoint, Stage, Touchpoint
from sojourn.render.layout.badges import missing, unknown
from sojourn.render.layout.frame import Frame, label
from sojourn.render.layout.head import persona_facts
from sojourn.render.layout.kpis import kpi_words
from sojourn.render.layout.text import clean
from sojourn.render.numbers import about, between, points
from sojourn.render.words import say

_SIGNS: Final = {"met": "✓", "missed": "✗", "open": "?", "target": "◎"}
_TEXTS: Final = ("actions", "thoughts", "rose", "bud", "thorn", "backstage", "support", "policies", "systems")
_INDENT: Final = "      "


def wide(text: str) -> int:
    """Cells a terminal gives to the text."""
    return sum(
        0
        if unicodedata.category(c) in {"Mn", "Me", "Cf"}
        else 2
        if unicodedata.east_asian_width(c) in "WF"
        else 1
        for c in text
    )


def folded(sign: str, text: str, cells: int) -> list[str]:
    """A sign and a text in lines of so many cells, broken at spaces and between Chinese characters, hanging below each other."""
    room = cells - len(_INDENT) - wide(sign) - 1
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if line and wide((line + piece).rstrip()) > room:
            lines.append(line.rstrip())
            line = ""
        for char in piece:
            if wide(line + char) > room:
                lines.append(line.rstrip())
                line = ""
            line += char if line or char != " " else ""
    if line or not lines:
        lines.append(line.rstrip())
    hang = " " * wide(sign)
    return [f"{_INDENT}{sign if i == 0 else hang} {part}" for i, part in enumerate(lines)]


def _pieces(text: str) -> Iterator[str]:
    piece = ""
    for char in text:
        if unicodedata.east_asian_width(char) in "WF" and not unicodedata.category(char).startswith("P"):
            if piece:
                yield piece
            piece = char
            continue
        piece += char
        if char == " ":
            yield piece
            piece = ""
    if piece:
        yield piece


def personas(grid: Frame, cells: int) -> list[str]:
    """A line for every persona; their goals and needs are in the document."""
    lines = []
    for person in grid.jmap.personas:
        told = " · ".join([label(person.name, person.id), *persona_facts(grid, person, 0)])
        lines += [part.removeprefix(_INDENT[2:]) for part in folded("○", told, cells + len(_INDENT) - 2)]
    return lines


def opens(grid: Frame, part: Stage | Touchpoint, cells: int) -> list[str]:
    """The file that shows a stage or touchpoint closer."""
    return folded("↳", say("opens", grid.language, file=clean(part.map)), cells) if part.map else []


def below(grid: Frame, touchpoint: Touchpoint, cells: int, *, everything: bool) -> list[str]:
    """The lines below a touchpoint."""
    language = grid.language
    lines = opens(grid, touchpoint, cells)
    reason = missing(grid, touchpoint)
    if reason is not None:
        lines += folded("∅", unknown(reason, language), cells)
    for pain in touchpoint.pain_points:
        severity = say("severity", language, n=pain.severity)
        lines += folded("!", " · ".join(filter(None, (clean(pain.text), severity, cost(grid, pain)))), cells)
    for gap in grid.felt.gaps:
        if gap.touchpoint == touchpoint.id:
            lines += folded("↕", gap.words, cells)
    known = grid.known(touchpoint)
    measured = {kpi.metric: kpi for kpi in known.kpis} if known else {}
    for kpi in touchpoint.kpis:
        sign, text, rest = kpi_words(kpi, measured.get(kpi.metric), language)
        lines += folded(_SIGNS[sign], " · ".join(filter(None, (text, rest))), cells)
    if everything:
        for name, text in _all(grid, touchpoint):
            lines += folded("·", say("marked", language, mark=name, text=text), cells)
    return lines


def cost(grid: Frame, pain: PainPoint) -> str:
    """What a pain point costs with its 95 % interval, or what it does to the outcome; empty where that is not known."""
    known = grid.evidence.pain_points.get(pain.id) if grid.evidence else None
    if known is None:
        return ""
    language = grid.language
    if known.value is None or known.value_low is None or known.value_high is None:
        told = [points(x, language) for x in (known.effect, known.effect_low, known.effect_high)]
    else:
        told = [about(x, known.currency or "") for x in (known.value, known.value_low, known.value_high)]
    return f"{told[0]} ({between(told[1], told[2], language)})"


def _all(grid: Frame, touchpoint: Touchpoint) -> Iterator[tuple[str, str]]:
    """(what it is, text) of everything else that the document says of a touchpoint."""
    language = grid.language
    if touchpoint.expectation:
        yield say("field.expectation", language), clean(touchpoint.expectation)
    if touchpoint.department:
        yield say("field.department", language), clean(touchpoint.department)
    for field in _TEXTS:
        name = say(field if field in {"rose", "bud", "thorn"} else f"field.{field}", language)
        texts = [clean(text) for text in getattr(touchpoint, field) if clean(text)]
        if texts:
            yield name, ("；" if language == "zh" else "; ").join(texts)


def of_stage(grid: Frame, stage: Stage, cells: int, *, everything: bool) -> list[str]:
    """The file that shows a stage closer; when asked for, what customers want of it and count on."""
    language, wider = grid.language, cells + len(_INDENT) - 2
    lines = opens(grid, stage, wider)
    for key, text in (("goal", stage.goal), ("expectation", stage.expectation)):
        if everything and text and clean(text):
            told = say("marked", language, mark=say(f"lane.{key}", language), text=clean(text))
            lines += folded("·", told, wider)
    return [line.removeprefix(_INDENT[2:]) for line in lines]


def opportunities(grid: Frame, cells: int) -> list[str]:
    """What to do, and what that is: kind, owner, impact and effort."""
    language = grid.language
    lines = []
    for found in grid.jmap.opportunities:
        facts = [
            clean(found.title),
            say(f"kind.{found.kind}", language) if found.kind else "",
            clean(found.owner or ""),
        ]
        facts += [
            say(key, language, n=n) for key in ("impact", "effort") if (n := getattr(found, key)) is not None
        ]
        lines += folded("→", " · ".join(filter(None, facts)), cells)
    return lines
