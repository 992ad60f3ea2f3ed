"""The map as a Markdown table."""

import re
from typing import Final

from sojourn.journeymap.model import JourneyMap
from sojourn.render.layout.frame import label
from sojourn.render.numbers import Language, count, duration, percent, signed
from sojourn.render.table import Row, rows
from sojourn.render.words import say

_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]()#+!|~>-])")
_HEADS: Final = ("stage", "touchpoint", "channel", "customers", "share", "feeling", "wait", "leave", "next")


def to_markdown(jmap: JourneyMap, *, language: Language | None = None) -> str:
    """A heading and a table with one row per touchpoint; text of the map is escaped."""
    spoken = language or jmap.language
    heads = [say(f"table.{head}", spoken) for head in _HEADS]
    ruler = ["---", "---", "---", "--:", "--:", "--:", "--:", "--:", "---"]
    lines = [f"# {_safe(label(jmap.title, '?'))}", "", _row(heads), _row(ruler)]
    lines += [_row(_cells(row, spoken)) for row in rows(jmap, spoken)]
    return "\n".join(lines) + "\n"


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cells(row: Row, language: Language) -> list[str]:
    known, emotion = row.known, row.emotion
    feeling = ""
    if emotion is not None:
        feeling = f"{signed(emotion.score)} ({say(f'legend.{emotion.basis}', language)})"
    leave = percent(row.exits_of_all, language) if row.exits_of_all is not None else ""
    return [
        _safe(row.stage),
        _safe(row.name) + (" ★" if row.touchpoint.moment_of_truth else ""),
        _safe(row.channel),
        count(known.customers) if known else "",
        percent(known.share, language) if known else "",
        feeling,
        duration(known.median_wait_s, language) if known and known.median_wait_s is not None else "",
        leave,
        ", ".join(
            _safe(n.name) + (f" {percent(n.share, language)}" if n.share is not None else "")
            for n in row.next
        ),
    ]


def _safe(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text.replace("&", "&amp;").replace("<", "&lt;"))
