"""Measured feelings of a map's touchpoints, stages and personas: from ratings, texts, and behaviour that ratings taught to read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sojourn.analysis.emotion import EmotionSpec
from sojourn.analysis.seam import answer
from sojourn.journeymap.bind.members import Members
from sojourn.journeymap.bind.narrowing import narrowed
from sojourn.journeymap.bind.personas import Marked, mark
from sojourn.journeymap.bind.tally import Counted
from sojourn.journeymap.model import Basis, JourneyMap, MeasuredEmotion
from sojourn.log.journeylog import JourneyLog

Felt = Mapping[str, MeasuredEmotion]


@dataclass(frozen=True, slots=True)
class Feelings:
    """Measured feelings by id of touchpoint, of stage, and by persona of touchpoint.

    What nothing but a model says that no rating has corrected is no measurement, and not here.
    """

    touchpoints: Felt
    stages: Felt
    personas: Mapping[str, Felt]


def feelings(
    jmap: JourneyMap, log: JourneyLog, counted: Counted, whose: Mapping[str, Members] | None = None
) -> Feelings:
    """How customers feel at the touchpoints of a map, by :func:`sojourn.emotion` on the log seen through it.

    Parameters
    ----------
    whose
        The customers of personas, whose feelings are wanted too.
    """
    view, own = narrowed(counted), whose or {}
    stages = tuple((name, t.stage) for name, t in zip(view.shown, jmap.touchpoints, strict=True))
    ids = dict(zip(view.shown, (t.id for t in jmap.touchpoints), strict=True))
    marked = Marked(own)
    by = tuple((mark(persona), None) for persona in own)
    seen = log.renamed(marked, marked.vocabularies).renamed(view, {"touchpoint": view.vocabulary})
    found = answer(seen, EmotionSpec(by, stages))
    groups = found.groups.to_pylist()
    return Feelings(
        _measured(found.table.to_pylist(), "touchpoint", ids),
        _measured(found.stages.to_pylist(), "stage", {s.id: s.id for s in jmap.stages}),
        {p: _measured([r for r in groups if r["dimension"] == mark(p)], "touchpoint", ids) for p in own},
    )


def _measured(rows: list[dict[str, Any]], key: str, ids: Mapping[str, str]) -> dict[str, MeasuredEmotion]:
    return {
        ids[row[key]]: MeasuredEmotion(
            score=round(row["score"], 2),
            low=round(row["low"], 2),
            high=round(row["high"], 2),
            n=row["n"],
            basis=Basis(row["basis"]),
        )
        for row in rows
        if row[key] in ids and row["basis"] != Basis.ASSUMED
    }
