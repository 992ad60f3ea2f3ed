"""The map for a terminal: plain text, columns lined up also with Chinese names."""

import unicodedata
from collections.abc import Sequence
from typing import Final

from sojourn.journeymap.model import JourneyMap
from sojourn.render.layout.frame import label
from sojourn.render.numbers import THIN, Language, count, duration, percent, signed
from sojourn.render.table import Row, rows
from sojourn.render.words import say

_COLUMNS: Final = 100
_NARROWEST: Final = 48
_BAR: Final = 10
_ELLIPSIS: Final = "…"


def to_terminal(jmap: JourneyMap, *, language: Language | None = None, width: int | None = None) -> str:
    """Stages as headings, touchpoints below them with bar, share, feeling, wait and leaving; `width` in cells."""
    spoken = language or jmap.language
    cells = max(width or _COLUMNS, _NARROWEST)
    lines = [_cut(label(jmap.title, "?"), cells)]
    evidence, table = jmap.evidence, rows(jmap, spoken)
    if evidence is not None:
        facts = [
            say("customers", spoken, n=count(evidence.customers)),
            say("events", spoken, n=count(evidence.events)),
        ]
        if evidence.goal is not None:
            share = percent(evidence.goal.share, spoken, 1)
            name = next((row.name for row in table if row.goal), label(evidence.goal.touchpoint, "?"))
            facts.append(say("goal", spoken, name=name, share=share))
        lines.append(_cut(" · ".join(facts), cells))
    tails = [_tail(row, spoken) for row in table]
    widths = [max((_wide(tail[i]) for tail in tails), default=0) for i in range(4)]
    bar = _BAR if any(row.known for row in table) else 0
    room = max(12, cells - sum(w + 2 for w in widths if w) - bar - 4)
    stage = None
    for row, tail in zip(table, tails, strict=True):
        if row.stage != stage:
            stage = row.stage
            lines += ["", _cut(stage, cells)]
        lines.append(_line(row, tail, widths, room, bar))
    return "\n".join(line.replace(THIN, " ").rstrip() for line in lines) + "\n"


def _line(row: Row, tail: Sequence[str], widths: Sequence[int], room: int, bar: int) -> str:
    marks = (" ★" if row.touchpoint.moment_of_truth else "") + (" ⚑" if row.goal else "")
    name = row.name + (f" ({row.channel})" if row.channel else "")
    text = "  " + _pad(_cut(name, room - _wide(marks)) + marks, room)
    if bar:
        filled = round(row.known.share * bar) if row.known else 0
        text += "  " + "█" * filled + "░" * (bar - filled)
    return text + "".join("  " + _pad(t, w, right=True) for t, w in zip(tail, widths, strict=True) if w)


def _tail(row: Row, language: Language) -> tuple[str, str, str, str]:
    known = row.known
    feeling = ""
    if row.emotion is not None:
        face = ":)" if row.emotion.score >= 1 else ":(" if row.emotion.score <= -1 else ":|"
        feeling = f"{face} {signed(row.emotion.score)}"
    exits = row.exits_of_all or 0.0
    return (
        percent(known.share, language) if known else "",
        feeling,
        duration(known.median_wait_s, language).replace("\u00a0", " ")
        if known and known.median_wait_s is not None
        else "",
        percent(-exits, language) if exits > 0 and not row.goal else "",
    )


def _wide(text: str) -> int:
    """Cells a terminal gives to the text."""
    return sum(
        0
        if unicodedata.category(c) in {"Mn", "Me", "Cf"}
        else 2
        if unicodedata.east_asian_width(c) in "WF"
        else 1
        for c in text
    )


def _cut(text: str, room: int) -> str:
    if _wide(text) <= room:
        return text
    kept = ""
    for char in text:
        if _wide(kept + char) > room - 1:
            break
        kept += char
    return kept + _ELLIPSIS


def _pad(text: str, room: int, *, right: bool = False) -> str:
    space = " " * max(0, room - _wide(text))
    return space + text if right else text + space
