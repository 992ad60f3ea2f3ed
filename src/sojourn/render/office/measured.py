"""What the data say, as columns of the workbook."""

from collections.abc import Mapping
from typing import Final

from sojourn.journeymap.forms.cells import Cell, record
from sojourn.journeymap.forms.tables import Sheet
from sojourn.journeymap.model import Evidence, JourneyMap, PainEvidence, Touchpoint

_FLOW: Final = ("customers", "count", "median_s")
_PAIN: Final = (
    "customers",
    "share",
    "outcome",
    "effect",
    "effect_low",
    "effect_high",
    "value",
    "value_low",
    "value_high",
    "currency",
)
_EVIDENCE: Final = (
    "stage",
    "touchpoint",
    "customers",
    "share",
    "events",
    "exits",
    "exits_share",
    "repeats_share",
    "median_wait_s",
    "waits_longer_share",
    "emotion",
    "emotion_low",
    "emotion_high",
    "emotion_n",
    "emotion_basis",
    "measures",
    "last",
    "query",
    "missing",
)


def widened(sheet: Sheet, jmap: JourneyMap) -> Sheet:
    """A sheet of parts with what the data say of each behind its own fields, where they say anything."""
    evidence = jmap.evidence
    if evidence is None:
        return sheet
    if sheet.key == "flow" and evidence.flow:
        known = {(f.source, f.target): f for f in evidence.flow}
        more = [_fields(known.get((f.source, f.target)), _FLOW) for f in jmap.flow]
        return _joined(sheet, _FLOW, more)
    if sheet.key == "pain_points" and evidence.pain_points:
        pains = [p.id for t in jmap.touchpoints for p in t.pain_points]
        return _joined(sheet, _PAIN, [_pain(evidence.pain_points, p) for p in pains])
    return sheet


def _pain(known: Mapping[str, PainEvidence], pain: str) -> tuple[Cell, ...]:
    return _fields(known.get(pain), _PAIN)


def _fields(part: object, names: tuple[str, ...]) -> tuple[Cell, ...]:
    return tuple(getattr(part, name, None) for name in names)


def _joined(sheet: Sheet, fields: tuple[str, ...], more: list[tuple[Cell, ...]]) -> Sheet:
    rows = tuple((*row, *cells) for row, cells in zip(sheet.rows, more, strict=True))
    return Sheet(sheet.key, (*sheet.fields, *fields), rows)


def evidence_sheet(jmap: JourneyMap) -> Sheet:
    """A row per touchpoint: what is known of it, or why nothing is."""
    evidence = jmap.evidence
    assert evidence is not None
    names = {stage.id: stage.name for stage in jmap.stages}
    rows = tuple((names[t.stage], t.name, *_known(t, evidence)) for t in jmap.touchpoints)
    return Sheet("evidence", _EVIDENCE, rows)


def _known(touchpoint: Touchpoint, evidence: Evidence) -> tuple[Cell, ...]:
    known = evidence.touchpoints.get(touchpoint.id)
    missing = evidence.missing.get(touchpoint.id)
    if known is None:
        return (*(None for _ in _EVIDENCE[2:-1]), missing)
    felt = known.emotion
    measures = "\n".join(record([k.metric, _number(k.value), k.unit, k.reason]) for k in known.kpis)
    return (
        *_fields(known, _EVIDENCE[2:10]),
        *_fields(felt, ("score", "low", "high", "n")),
        str(felt.basis) if felt else None,
        measures,
        known.last.isoformat(timespec="seconds") if known.last else None,
        known.query,
        missing,
    )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
