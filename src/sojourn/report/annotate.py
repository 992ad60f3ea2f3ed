"""A map enriched with what its report found: ``annotate(jmap, report) -> JourneyMap``.

Feelings (measured, inferred), pain points with what they cost, moments of truth, what to do, and personas drafted from
segments. Pure; the map that comes in stays as it is. `sojourn analyze` writes and draws the map that comes out::

    jmap = discover(log, goal=goals)
    report = build(log, jmap, goal=goals)
    jmap = annotate(jmap, report)

Run twice it gives the same map as run once.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from sojourn.journeymap.model import (
    Emotion,
    Evidence,
    JourneyMap,
    MeasuredEmotion,
    Opportunity,
    PainEvidence,
    PainPoint,
    Persona,
    StageEvidence,
    Touchpoint,
    TouchpointEvidence,
)
from sojourn.journeymap.slugs import slugs
from sojourn.playbook import kind_words
from sojourn.report import part
from sojourn.report.blocks import pain as blocks
from sojourn.report.blocks.segments import Segment
from sojourn.report.document import Report
from sojourn.report.grafting import grafted
from sojourn.report.mapping import names_of

PAINS: Final = 5
"""Pain points on a map; all are in the report."""
_PERSONAS: Final = 3
_SURE: Final = 0.05
_LONGEST: Final = 200
_TITLE: Final = {"en": "{name}: {kind}", "zh": "{name}：{kind}"}


def annotate(jmap: JourneyMap, report: Report) -> JourneyMap:
    """Carry the findings of a report into its map.

    Parameters
    ----------
    jmap
        The map that the report was made with.
    report
        Its blocks `emotions`, `stages`, `pain_points`, `moments_of_truth`, `opportunities` and `segments` are used, each if
        it is there.

    Returns
    -------
    JourneyMap
        - every touchpoint with the feeling of the emotional arc, its interval and its basis;
        - at most five pain points, those that cost most (verdict ``costs``, no second face of another), with their
          evidence; a touchpoint that the map had left out is put back for its pain point;
        - a star at every moment of truth with q < 0.05;
        - for every one of these pain points what to do first;
        - the largest segments as personas, where the map has none of its own.
    """
    pains = _worst(report.pain_points or ())
    jmap = grafted(jmap, report, [p.touchpoint for p in pains])
    felt = {f.touchpoint: f.emotion for f in report.emotions.arc} if report.emotions else {}
    truths = {t.touchpoint for t in report.moments_of_truth or () if t.q < _SURE}
    ids = slugs(p.id for p in pains)
    own: dict[str, list[PainPoint]] = {}
    for pain in pains:
        own.setdefault(pain.touchpoint, []).append(_pain(pain, ids[pain.id], pains, jmap.language))
    return jmap.model_copy(
        update={
            "touchpoints": tuple(_touchpoint(t, felt, truths, own) for t in jmap.touchpoints),
            "opportunities": jmap.opportunities or _opportunities(report.opportunities or (), ids),
            "personas": jmap.personas or _personas(report.segments or ()),
            "evidence": _evidence(jmap, report, felt, {ids[p.id]: p for p in pains}),
        }
    )


def _worst(pains: Iterable[blocks.PainPoint]) -> list[blocks.PainPoint]:
    """Those that cost something, in the order of the report, which puts the costliest first."""
    told = [p for p in pains if p.verdict == "costs" and p.cause is None and p.effect is not None]
    return told[:PAINS]


def _touchpoint(
    touchpoint: Touchpoint,
    felt: Mapping[str, part.Emotion],
    truths: set[str],
    pains: Mapping[str, list[PainPoint]],
) -> Touchpoint:
    names = names_of(touchpoint)
    feeling = next((felt[name] for name in names if name in felt), None)
    hurts = tuple(pain for name in names for pain in pains.get(name, ()))
    return touchpoint.model_copy(
        update={
            "emotion": Emotion(score=round(feeling.score, 1), basis=feeling.basis)
            if feeling
            else touchpoint.emotion,
            "moment_of_truth": touchpoint.moment_of_truth or not truths.isdisjoint(names),
            "pain_points": touchpoint.pain_points or hurts,
        }
    )


def _pain(pain: blocks.PainPoint, identifier: str, pains: list[blocks.PainPoint], language: str) -> PainPoint:
    kind = kind_words(pain.kind, "zh" if language == "zh" else "en")
    text = _TITLE[language].format(name=pain.touchpoint, kind=kind)
    return PainPoint(id=identifier, text=text[:_LONGEST], severity=_severity(pain, pains))


def _severity(pain: blocks.PainPoint, pains: list[blocks.PainPoint]) -> int:
    """1 to 5: what it costs beside the costliest."""
    most = max((p.value_at_stake or 0.0 for p in pains), default=0.0)
    if most > 0:
        weight = (pain.value_at_stake or 0.0) / most
    else:
        hurt = max(-(p.effect or 0.0) * p.customers for p in pains)
        weight = -(pain.effect or 0.0) * pain.customers / hurt if hurt > 0 else 0.0
    return min(max(1 + round(4 * weight), 1), 5)


def _opportunities(
    opportunities: Iterable[blocks.Opportunity], ids: Mapping[str, str]
) -> tuple[Opportunity, ...]:
    """The first action for every pain point of the map."""
    first: dict[str, blocks.Opportunity] = {}
    for opportunity in sorted(opportunities, key=lambda o: o.priority):
        if opportunity.pain_point in ids:
            first.setdefault(opportunity.pain_point, opportunity)
    names = slugs(o.id for o in first.values())
    return tuple(
        Opportunity(
            id=names[o.id],
            title=o.action[:_LONGEST],
            pain_points=(ids[o.pain_point],),
            kind=o.kind,
            impact=o.impact,
            effort=o.effort,
            owner=o.owner,
        )
        for o in first.values()
    )


def _personas(segments: Iterable[Segment]) -> tuple[Persona, ...]:
    largest = sorted(segments, key=lambda s: -s.customers)[:_PERSONAS]
    ids = slugs(s.name for s in largest)
    return tuple(
        Persona(
            id=ids[s.name],
            name=s.name[:_LONGEST],
            segment=s.name,
            share=s.share,
        )
        for s in largest
    )


def _measured(emotion: part.Emotion) -> MeasuredEmotion:
    return MeasuredEmotion(**emotion.model_dump())


def _evidence(
    jmap: JourneyMap,
    report: Report,
    felt: Mapping[str, part.Emotion],
    pains: Mapping[str, blocks.PainPoint],
) -> Evidence | None:
    evidence = jmap.evidence
    if evidence is None:
        return None
    names = {t.id: names_of(t) for t in jmap.touchpoints}
    stages = {stage.name: stage.emotion for stage in report.stages or () if stage.emotion is not None}
    stage_names = {stage.id: stage.name for stage in jmap.stages}

    def at_touchpoint(identifier: str, known: TouchpointEvidence) -> TouchpointEvidence:
        feeling = next((felt[name] for name in names.get(identifier, ()) if name in felt), None)
        return known if feeling is None else known.model_copy(update={"emotion": _measured(feeling)})

    def at_stage(identifier: str, known: StageEvidence) -> StageEvidence:
        feeling = stages.get(stage_names.get(identifier, ""))
        return known if feeling is None else known.model_copy(update={"emotion": _measured(feeling)})

    return evidence.model_copy(
        update={
            "touchpoints": {i: at_touchpoint(i, known) for i, known in evidence.touchpoints.items()},
            "stages": {i: at_stage(i, known) for i, known in evidence.stages.items()},
            "pain_points": {i: _pain_evidence(pain) for i, pain in pains.items()},
        }
    )


def _pain_evidence(pain: blocks.PainPoint) -> PainEvidence:
    effect = pain.effect or 0.0
    return PainEvidence(
        customers=pain.customers,
        share=round(pain.share, 4),
        outcome=pain.outcome,
        effect=round(effect, 4),
        effect_low=round(effect if pain.effect_low is None else pain.effect_low, 4),
        effect_high=round(effect if pain.effect_high is None else pain.effect_high, 4),
        value=_cents(pain.value_at_stake),
        value_low=_cents(pain.value_low),
        value_high=_cents(pain.value_high),
        currency=pain.currency if pain.value_at_stake is not None else None,
    )


def _cents(amount: float | None) -> float | None:
    return None if amount is None else round(amount, 2)
