"""Maps written as small tables, for the golden pictures."""

from datetime import UTC, datetime

from sojourn.journeymap.model import (
    Emotion,
    Evidence,
    Flow,
    FlowEvidence,
    GoalEvidence,
    JourneyMap,
    MeasuredEmotion,
    Stage,
    StageEvidence,
    Touchpoint,
    TouchpointEvidence,
)


def touchpoint(stage, name, channel, *, id_=None, emotion=None, truth=False, **more):
    """`emotion` is (score,) assumed, (score, "inferred"), or (score, low, high, n) observed."""
    drawn = None
    if emotion is not None and len(emotion) == 1:
        drawn = Emotion(score=emotion[0])
    elif emotion is not None and len(emotion) == 2:
        drawn = Emotion(score=emotion[0], basis=emotion[1])
    return Touchpoint(
        id=id_ or name.casefold().replace(" ", "-").replace("'", "").replace("’", ""),
        name=name,
        stage=stage,
        channel=channel,
        emotion=drawn,
        moment_of_truth=truth,
        **more,
    )


def evidence_of(total, customers, *, exits=0, wait=None, repeats=None, emotion=None):
    measured = None
    if emotion is not None and len(emotion) >= 4:
        score, low, high, n = emotion[:4]
        measured = MeasuredEmotion(
            score=score, low=low, high=high, n=n, **({"basis": emotion[4]} if len(emotion) > 4 else {})
        )
    return TouchpointEvidence(
        customers=customers,
        events=int(customers * 1.6),
        share=customers / total,
        exits=exits,
        exits_share=exits / customers if customers else 0.0,
        median_wait_s=wait,
        repeats_share=repeats,
        emotion=measured,
    )


def assemble(
    title,
    stages,
    rows,
    flows,
    *,
    total,
    events,
    shown,
    goal=None,
    first=None,
    last=None,
    stage_share=None,
    **more,
):
    """`rows` are (Touchpoint, customers, {evidence}), `flows` are (from, to, customers)."""
    points = {}
    for point, customers, known in rows:
        points[point.id] = evidence_of(total, customers, **known)
    shares = stage_share or {
        stage.id: max((points[p.id].share for p, _, _ in rows if p.stage == stage.id), default=0.0)
        for stage in stages
    }
    evidence = Evidence(
        as_of=datetime(2026, 6, 1, 6, 0, tzinfo=UTC),
        first=first or datetime(2026, 3, 1, tzinfo=UTC),
        last=last or datetime(2026, 5, 31, tzinfo=UTC),
        customers=total,
        events=events,
        touchpoints_shown=len(rows),
        touchpoints_total=shown[0],
        transitions_shown_share=shown[1],
        goal=GoalEvidence(touchpoint=goal[0], customers=int(goal[1] * total), share=goal[1])
        if goal
        else None,
        stages={
            key: StageEvidence(customers=int(share * total), share=share) for key, share in shares.items()
        },
        touchpoints=points,
        flow=tuple(
            FlowEvidence(**{"from": a, "to": b}, count=int(n * 1.2), customers=n, median_s=3600.0)
            for a, b, n in flows
        ),
    )
    return JourneyMap(
        title=title,
        stages=tuple(stages),
        touchpoints=tuple(p for p, _, _ in rows),
        flow=tuple(Flow(**{"from": a, "to": b}) for a, b, _ in flows),
        evidence=evidence,
        **more,
    )


__all__ = ["Stage", "assemble", "touchpoint"]
