"""Small random maps, and random commands that may or may not fit them."""

from hypothesis import strategies as st

from sojourn.journeymap import model as m
from sojourn.journeymap.commands import (
    Add,
    Batch,
    Edit,
    Fold,
    Merge,
    Move,
    Remove,
    Split,
)
from sojourn.journeymap.commands.parts import AUTHORED, items

IDS = {
    "persona": ["ann", "bo"],
    "stage": ["buy", "use", "end"],
    "touchpoint": ["a", "b", "c", "d", "e", "f", "g"],
    "opportunity": ["o1", "o2"],
}
PAINS = ["p1", "p2", "p3", "p4"]
names = st.sampled_from(["X", "Y", "Z"])
whens = st.sampled_from([None, None, "if so", "else"])
scores = st.sampled_from([-2.0, 0.5, 3.0])
emotions = st.builds(m.Emotion, score=scores)
measured = st.builds(
    m.MeasuredEmotion, score=scores, low=st.just(-3.0), high=st.just(4.0), n=st.integers(1, 9)
)
pain_points = st.lists(st.sampled_from(PAINS), max_size=2, unique=True).map(
    lambda ids: tuple(m.PainPoint(id=i, text=f"It hurts: {i}") for i in ids)
)
texts = st.lists(st.sampled_from(["look", "wait"]), max_size=2).map(tuple)
matches = st.one_of(
    st.none(),
    st.builds(
        m.Match,
        touchpoint=st.lists(names, max_size=2, unique=True).map(tuple),
        channel=st.sampled_from([(), ("web",), ("app", "web")]),
    ),
)


@st.composite
def touchpoints(draw, key, stages, personas, pains=pain_points):
    return m.Touchpoint(
        id=key,
        name=draw(names),
        stage=draw(st.sampled_from(stages)),
        starts=draw(st.booleans()),
        ends=draw(st.booleans()),
        actions=draw(texts),
        emotion=draw(st.none() | emotions),
        emotions={p: draw(emotions) for p in draw(st.lists(st.sampled_from(personas), unique=True))}
        if personas
        else {},
        importance=draw(st.sampled_from([None, 2, 5])),
        pain_points=draw(pains),
        match=draw(matches),
    )


def some(ids, least=0):
    return st.lists(st.sampled_from(ids), unique=True, min_size=least)


@st.composite
def maps(draw, evidence=True):
    """A sound map with a few parts of every sort, in any order."""
    personas, stages = draw(some(IDS["persona"])), draw(some(IDS["stage"], 1))
    left = list(PAINS)
    points = []
    for key in draw(some(IDS["touchpoint"][:5], draw(st.integers(0, 3)))):
        own = draw(st.lists(st.sampled_from(left), unique=True, max_size=2)) if left else []
        left = [p for p in left if p not in own]
        pains = tuple(m.PainPoint(id=i, text="It hurts") for i in own)
        points.append(draw(touchpoints(key, stages, personas, st.just(pains))))
    keys = [t.id for t in points]
    ends = st.tuples(st.sampled_from(keys), st.sampled_from(keys), whens) if keys else st.nothing()
    flows = draw(st.lists(ends, unique=True, min_size=len(keys) // 2, max_size=7)) if keys else []
    used = [p for p in PAINS if p not in left]
    opportunities = tuple(
        m.Opportunity(id=o, title=draw(names), pain_points=tuple(draw(some(used))) if used else ())
        for o in draw(some(IDS["opportunity"]))
    )
    return m.JourneyMap(
        title=draw(names),
        left_out=tuple(draw(st.lists(names, unique=True, max_size=2))),
        personas=tuple(m.Persona(id=p, name=draw(names)) for p in personas),
        stages=tuple(m.Stage(id=s, name=draw(names)) for s in stages),
        touchpoints=tuple(points),
        flow=tuple(m.Flow(source=a, target=b, when=w) for a, b, w in flows),
        opportunities=opportunities,
        evidence=draw(st.none() | found(stages, keys, personas, used)) if evidence else None,
    )


@st.composite
def found(draw, stages, keys, personas, pains):
    """What was measured on a map, in any order."""
    people = st.builds(
        m.PersonaEvidence, customers=st.integers(0, 9), share=st.just(0.5), emotion=st.none() | measured
    )

    def by(ids, values):
        return {key: draw(values) for key in (draw(some(ids)) if ids else [])}

    of_persona = st.dictionaries(st.sampled_from(personas), people) if personas else st.just({})
    return m.Evidence(
        customers=draw(st.integers(0, 9)),
        events=9,
        touchpoints_shown=1,
        touchpoints_total=2,
        transitions_shown_share=0.5,
        goal=draw(st.none() | st.sampled_from(keys).map(goal_at)) if keys else None,
        stages=by(stages, st.builds(m.StageEvidence, customers=st.integers(0, 9), share=st.just(0.5))),
        touchpoints=by(keys, of_touchpoint(of_persona)),
        flow=tuple(
            m.FlowEvidence(source=a, target=b, count=draw(st.integers(0, 9)), customers=1)
            for a in draw(some(["", *keys]))
            for b in draw(some(["", *keys]))
        ),
        pain_points=by(pains, st.builds(pain, st.integers(0, 9))),
        personas=by(personas, people),
        missing=by([*keys, *personas], st.sampled_from(["no events", "too few"])),
        folded=("Other",),
    )


def goal_at(key):
    return m.GoalEvidence(touchpoint=key, customers=1, share=0.5)


def of_touchpoint(personas):
    return st.builds(
        m.TouchpointEvidence,
        customers=st.integers(0, 9),
        events=st.just(9),
        share=st.just(0.5),
        exits=st.just(1),
        exits_share=st.just(0.1),
        emotion=st.none() | measured,
        personas=personas,
    )


def pain(customers):
    return m.PainEvidence(
        customers=customers, share=0.5, outcome="Buy", effect=-0.1, effect_low=-0.2, effect_high=0.0
    )


EDITS = {
    "map": {"title": names, "left_out": st.lists(names, unique=True).map(tuple), "owner": st.none() | names},
    "persona": {"id": st.sampled_from(IDS["persona"]), "name": names},
    "stage": {"id": st.sampled_from(IDS["stage"]), "name": names},
    "touchpoint": {
        "id": st.sampled_from(IDS["touchpoint"]),
        "name": names,
        "stage": st.sampled_from(IDS["stage"]),
        "starts": st.booleans(),
        "emotion": st.none() | emotions,
        "emotions": st.dictionaries(st.sampled_from(IDS["persona"]), emotions),
        "pain_points": pain_points,
        "match": matches,
    },
    "flow": {
        "from": st.sampled_from(IDS["touchpoint"]),
        "to": st.sampled_from(IDS["touchpoint"]),
        "when": whens,
    },
    "opportunity": {
        "id": st.sampled_from(IDS["opportunity"]),
        "title": names,
        "pain_points": st.lists(st.sampled_from(PAINS), unique=True).map(tuple),
    },
    "evidence": {"customers": st.integers(0, 9), "goal": st.none() | st.sampled_from("ab").map(goal_at)},
    "evidence.touchpoint": {"customers": st.integers(0, 9), "emotion": st.none() | measured},
    "evidence.flow": {"count": st.integers(0, 9)},
}


@st.composite
def new_value(draw, part):
    if part == "flow":
        ends = st.sampled_from(IDS["touchpoint"])
        return m.Flow(source=draw(ends), target=draw(ends), when=draw(whens))
    key = draw(st.sampled_from(IDS[part]))
    if part == "touchpoint":
        return draw(touchpoints(key, IDS["stage"], draw(some(IDS["persona"]))))
    if part == "opportunity":
        return m.Opportunity(id=key, title=draw(names), pain_points=tuple(draw(some(PAINS))))
    return {"persona": m.Persona, "stage": m.Stage}[part](id=key, name=draw(names))


@st.composite
def commands(draw, jmap):
    """A command that speaks of parts of a map, or of such as are not there."""
    kind = draw(st.sampled_from(["add", "remove", "move", "edit", "edit", "merge", "split", "fold", "batch"]))
    if kind == "batch":
        return Batch(commands=tuple(draw(st.lists(commands(jmap), max_size=3))))
    if kind in {"merge", "split", "fold"}:
        return draw(of_several(kind, jmap))
    if kind == "edit":
        part = draw(st.sampled_from(list(EDITS)))
        field = draw(st.sampled_from(list(EDITS[part])))
        key = draw(known(jmap, part)) if "." in part or part in AUTHORED else ""
        return Edit(part=part, id=key, field=field, value=draw(EDITS[part][field]))
    part = draw(
        st.sampled_from(AUTHORED if kind == "add" else [*AUTHORED, "evidence.touchpoint", "evidence.flow"])
    )
    before = draw(st.none() | known(jmap, part))
    if kind == "add":
        return Add(part=part, value=draw(new_value(part)), before=before)
    key = draw(known(jmap, part))
    if kind == "remove":
        return Remove(part=part, id=key)
    stage = draw(st.none() | st.sampled_from(IDS["stage"])) if part == "touchpoint" else None
    return Move(part=part, id=key, before=None if before == key else before, stage=stage)


def known(jmap, part):
    here = sorted(key for key, _ in items(jmap, part))
    fresh = IDS.get(part, ["a>b", "b>b"] if "flow" in part else ["a"])
    return st.sampled_from(here or fresh)


@st.composite
def of_several(draw, kind, jmap):
    here = known(jmap, "touchpoint")
    if kind == "merge":
        return Merge(ids=tuple(draw(st.lists(here, min_size=1, max_size=3, unique=True))), into=draw(here))
    if kind == "fold":
        return Fold(id=draw(here))
    old = draw(here)
    fresh = [
        i for i in [*IDS["touchpoint"], "x", "y"] if i == old or i not in {t.id for t in jmap.touchpoints}
    ]
    stages = [s.id for s in jmap.stages]
    own = [pain.id for t in jmap.touchpoints if t.id == old for pain in t.pain_points]
    pains = st.sampled_from([(), tuple(m.PainPoint(id=i, text="Still") for i in own[:1])])
    into = [
        draw(touchpoints(key, stages, [], pains if i == 0 else st.just(())))
        for i, key in enumerate(draw(st.lists(st.sampled_from(fresh), min_size=2, max_size=3, unique=True)))
    ]
    flows = [k for k, f in items(jmap, "flow") if old in {f.source, f.target}]
    owners = st.sampled_from([t.id for t in into])
    taken = draw(st.dictionaries(st.sampled_from(flows), owners)) if flows else {}
    return Split(id=old, into=tuple(into), flows=taken)
