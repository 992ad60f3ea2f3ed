"""The map as CSV, one row per touchpoint: what is shown of it, then every field the document has for it.

What a spreadsheet would take for a formula is made text. :func:`sojourn.journeymap.forms.opening.open_map` reads it back.
"""

import csv
import io
from collections.abc import Mapping
from typing import Final

from sojourn.journeymap.forms.cells import Cell, guard, record
from sojourn.journeymap.forms.csv_form import AUTHORED, OWN
from sojourn.journeymap.forms.tables import sheets
from sojourn.journeymap.model import JourneyMap, MeasuredEmotion, Touchpoint
from sojourn.render.numbers import Language
from sojourn.render.table import Row, rows

_SHOWN: Final = (
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
HEADER: Final = (*_SHOWN, *AUTHORED)
"""The columns: what is shown, then what the document says."""


def to_csv(jmap: JourneyMap, *, language: Language | None = None) -> str:
    """Plain numbers (shares 0…1, seconds); an empty cell is unknown. Column names are the same in every language."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    names = {stage.id: stage.name for stage in jmap.stages}
    authored = _authored(jmap)
    for row in rows(jmap, language):
        cells = [*_cells(row, names[row.touchpoint.stage]), *authored[row.touchpoint.id]]
        writer.writerow([guard(cell) if isinstance(cell, str) else cell for cell in cells])
    return out.getvalue()


def _authored(jmap: JourneyMap) -> Mapping[str, tuple[Cell, ...]]:
    """What the document says of every touchpoint, by its id."""
    table = next(sheet for sheet in sheets(jmap) if sheet.key == "touchpoints")
    done = {}
    for touchpoint, row in zip(jmap.touchpoints, table.rows, strict=True):
        known = dict(zip(table.fields, row, strict=True))
        further = {
            "stage_id": touchpoint.stage,
            "pain_points": _pains(touchpoint),
            "next": _next(jmap, touchpoint),
        }
        done[touchpoint.id] = tuple(further.get(f, known.get(OWN.get(f, f))) for f in AUTHORED)
    return done


def _pains(touchpoint: Touchpoint) -> str:
    return "\n".join(record([p.id, p.text, str(p.severity)]) for p in touchpoint.pain_points)


def _next(jmap: JourneyMap, touchpoint: Touchpoint) -> str:
    return "\n".join(record([f.target, f.when or ""]) for f in jmap.flow if f.source == touchpoint.id)


def _cells(row: Row, stage: str) -> list[Cell]:
    known, emotion = row.known, row.emotion
    measured = emotion if isinstance(emotion, MeasuredEmotion) else None
    return [
        stage,
        row.touchpoint.name,
        row.touchpoint.channel,
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
