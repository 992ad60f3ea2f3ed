"""Feelings by touchpoint with their interval, ready to draw on a line from −5 to +5."""

from dataclasses import dataclass
from typing import Final

from sojourn.report.document import Report, Touchpoint
from sojourn.report.part import Emotion

_SHOWN: Final = 12
_LINE: Final = 200


@dataclass(frozen=True, slots=True)
class Feeling:
    """A touchpoint's feeling; positions are in units of the drawing (0…200)."""

    touchpoint: Touchpoint
    emotion: Emotion
    at: float
    low_at: float
    high_at: float
    tone: str


def feelings(report: Report) -> tuple[Feeling, ...] | None:
    """Worst first; None if nobody rated anything."""
    rows = [
        Feeling(
            t,
            t.emotion,
            _at(t.emotion.score),
            _at(t.emotion.low),
            _at(t.emotion.high),
            _tone(t.emotion.score),
        )
        for t in report.touchpoints or ()
        if t.emotion is not None
    ]
    rows.sort(key=lambda row: (row.emotion.score, row.touchpoint.name))
    return tuple(rows[:_SHOWN]) or None


def _at(score: float) -> float:
    return round((score + 5) / 10 * _LINE, 1)


def _tone(score: float) -> str:
    return "harm" if score <= -1 else "good" if score >= 1 else "neutral"
