"""The map as Mermaid ``journey`` text: sections, tasks, and scores on Mermaid's scale of 1 to 5."""

import re
from typing import Final

from sojourn.journeymap.model import JourneyMap
from sojourn.render.layout.frame import label
from sojourn.render.numbers import Language
from sojourn.render.table import Row, rows

_RESERVED: Final = re.compile(r"[#:;%]")
_NEUTRAL: Final = 3


def to_mermaid(jmap: JourneyMap, *, language: Language | None = None) -> str:
    """The map as a Mermaid user journey.

    A feeling of −5 … +5 becomes ``round((e + 5) / 10 · 4 + 1)``, 1 to 5; the original stands in a comment above the task. A
    touchpoint whose feeling is unknown gets 3, and its comment says so. Actors are the channels.
    """
    lines = ["journey", f"    title {_plain(label(jmap.title, '?'))}"]
    stage = None
    for row in rows(jmap, language):
        if row.stage != stage:
            stage = row.stage
            lines.append(f"    section {_plain(stage)}")
        lines += _task(row)
    return "\n".join(lines) + "\n"


def mermaid_score(emotion: float) -> int:
    """A feeling on Mermaid's scale.

    >>> [mermaid_score(e) for e in (-5, -2.4, 0, 2.6, 5)]
    [1, 2, 3, 4, 5]
    """
    return min(5, max(1, round((emotion + 5) / 10 * 4 + 1)))


def _task(row: Row) -> list[str]:
    if row.emotion is None:
        comment, score = "feeling unknown", _NEUTRAL
    else:
        comment, score = (
            f"feeling {row.emotion.score:+.1f} ({row.emotion.basis})",
            mermaid_score(row.emotion.score),
        )
    actor = _plain(row.channel).replace(",", " ")
    return [f"    %% {comment}", f"      {_plain(row.name)}: {score}" + (f": {actor}" if row.channel else "")]


def _plain(text: str) -> str:
    """Text without the characters Mermaid reads as its own."""
    return " ".join(_RESERVED.sub(" ", text).split()) or "?"
