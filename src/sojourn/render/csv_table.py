"""The map as CSV, one row per touchpoint; what a spreadsheet would take for a formula is made text."""

import csv
import io
from typing import Final

from sojourn.journeymap.model import JourneyMap, MeasuredEmotion
from sojourn.render.numbers import Language
from sojourn.render.table import Row, rows
from sojourn.spreadsheets import guarded

HEADER: Final = (
    "stage",
    "touchpoint",
    "channel",
    "customers",
    "share",
    "events",
    "emotion",
    "emotion_low",
    "emotion_high",
    "emotion_n",
    "emotion_basis",
    "median_wait_s",
    "exits",
    "exits_share",
    "repeats_share",
    "moment_of_truth",
    "goal",
)


def to_csv(jmap: JourneyMap, *, language: Language | None = None) -> str:
    """Plain numbers (shares 0…1, seconds); an empty cell is unknown. Column names are the same in every language."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    for row in rows(jmap, language):
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in _cells(row)])
    return out.getvalue()


def _cells(row: Row) -> list[object]:
    known, emotion = row.known, row.emotion
    measured = emotion if isinstance(emotion, MeasuredEmotion) else None
    return [
        row.stage,
        row.name,
        row.channel,
        known.customers if known else None,
        known.share if known else None,
        known.events if known else None,
        emotion.score if emotion else None,
        measured.low if measured else None,
        measured.high if measured else None,
        measured.n if measured else None,
        str(emotion.basis) if emotion else None,
        known.median_wait_s if known else None,
        known.exits if known else None,
        known.exits_share if known else None,
        known.repeats_share if known else None,
        "yes" if row.touchpoint.moment_of_truth else "no",
        "yes" if row.goal else "no",
    ]
