"""Measured feelings of a map's touchpoints and stages: from ratings, texts, and behaviour that ratings taught to read."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from sojourn.analysis.emotion import EmotionSpec
from sojourn.analysis.seam import answer
from sojourn.journeymap.bind.tally import Counted
from sojourn.journeymap.model import Basis, Evidence, JourneyMap, MeasuredEmotion
from sojourn.log.journeylog import JourneyLog


def felt(jmap: JourneyMap, log: JourneyLog, counted: Counted, evidence: Evidence) -> Evidence:
    """The evidence with feelings; what nothing but an uncalibrated model says is none."""
    view = counted.view
    stages = tuple((name, t.stage) for name, t in zip(view.shown, jmap.touchpoints, strict=True))
    seen = log.renamed(view, {"touchpoint": view.vocabulary})
    found = answer(seen, EmotionSpec(stages=stages))
    names = dict(zip(view.shown, (t.id for t in jmap.touchpoints), strict=True))
    by_touchpoint = _measured(found.table, "touchpoint")
    own = {names[name]: emotion for name, emotion in by_touchpoint.items() if name in names}
    by_stage = _measured(found.stages, "stage")
    return evidence.model_copy(
        update={
            "touchpoints": {
                t: known.model_copy(update={"emotion": own.get(t)})
                for t, known in evidence.touchpoints.items()
            },
            "stages": {
                s: known.model_copy(update={"emotion": by_stage.get(s)})
                for s, known in evidence.stages.items()
            },
        }
    )


def _measured(table: pa.Table, key: str) -> dict[str, MeasuredEmotion]:
    return {row[key]: measured_of(row) for row in table.to_pylist() if row["basis"] != Basis.ASSUMED}


def measured_of(row: Mapping[str, Any]) -> MeasuredEmotion:
    """A row of feelings as evidence."""
    score, low, high = (round(row[name], 2) for name in ("score", "low", "high"))
    return MeasuredEmotion(score=score, low=low, high=high, n=row["n"], basis=Basis(row["basis"]))
