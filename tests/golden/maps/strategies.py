"""Maps of any size in any script, with hostile text, for properties of the pictures."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from sojourn.journeymap.model import (
    Basis,
    Emotion,
    Evidence,
    Flow,
    FlowEvidence,
    GoalEvidence,
    JourneyMap,
    Kpi,
    KpiEvidence,
    MapKind,
    MeasuredEmotion,
    Opportunity,
    PainEvidence,
    PainPoint,
    Persona,
    PersonaEvidence,
    Stage,
    StageEvidence,
    Touchpoint,
    TouchpointEvidence,
)

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "]]>",
    "&amp; &#0; \"quoted\" 'single'",
    "\u202egnp.exe\u202d",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞",
    "\x00\x01\x1b[31mred\x7f",
    "الدفع عند الاستلام والتوصيل إلى المنزل",
    "שירות לקוחות — CRM 24/7",
    "👩‍👩‍👧‍👦 family 🧦🧦🧦",
    "W" * 120,
    "确认收货并在七天之内完成评价可获得下一次订单的优惠券以及积分奖励说明",
    "Confirmation of receipt of the application form",
    "﷽﷽﷽",
    "𒐫𒐫𒐫𒐫",
    '=HYPERLINK("http://x")',
    "{share} {name}",
    "\ud7ff\ufffe\uffff",
    "ﷺ กำลังดำเนินการ ខ្មែរ देवनागरी",
]
NAMES = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(min_size=1, max_size=60),
    st.text(alphabet="abcdefgh ijklmnop", min_size=1, max_size=50),
    st.text(alphabet="茶铺下单收货评价，。客服", min_size=1, max_size=50),
).filter(lambda name: 1 <= len(name) <= 200)
SHARES = st.one_of(st.floats(0, 1), st.sampled_from([0.0, 1.0]))
SCORES = st.floats(-5, 5)


@st.composite
def emotions(draw):
    return draw(st.one_of(st.none(), st.builds(Emotion, score=SCORES, basis=st.sampled_from(Basis))))


@st.composite
def measured(draw):
    low, score, high = sorted(draw(st.tuples(SCORES, SCORES, SCORES)))
    return draw(
        st.one_of(
            st.none(),
            st.just(MeasuredEmotion(score=score, low=low, high=high, n=draw(st.integers(0, 10**6)))),
        )
    )


@st.composite
def maps(draw, most=60):
    people = draw(st.integers(0, 6))
    felt = st.builds(Emotion, score=SCORES, basis=st.sampled_from(Basis))
    some = people and draw(st.booleans())
    own = st.dictionaries(st.sampled_from([f"p{i}" for i in range(people)]), felt) if some else st.just({})
    stages = [
        Stage(id=f"s{i}", name=draw(NAMES), goal=draw(st.none() | NAMES), expectation=draw(st.none() | NAMES))
        for i in range(draw(st.integers(1, 12)))
    ]
    n = draw(st.integers(0, most))
    rich = draw(st.booleans())
    points = []
    for i in range(n):
        extra = {}
        if rich and i < 12:
            texts = st.lists(NAMES, max_size=3).map(tuple)
            extra = {
                "pain_points": tuple(PainPoint(id=f"p{i}-{k}", text=t) for k, t in enumerate(draw(texts))),
                "thoughts": draw(texts), "rose": draw(texts), "thorn": draw(texts), "backstage": draw(texts), "actions": draw(texts),
                "kpis": tuple(Kpi(metric=t, target=t) for t in draw(texts)),
                "support": draw(texts), "policies": draw(texts), "systems": draw(texts),
                "importance": draw(st.none() | st.integers(1, 5)),
                "department": draw(st.just("") | NAMES), "kind": draw(st.sampled_from([None, "digital", "physical", "human"])),
            }  # fmt: skip
        points.append(
            Touchpoint(
                id=f"t{i}",
                name=draw(NAMES),
                stage=f"s{draw(st.integers(0, len(stages) - 1))}",
                channel=draw(st.just("") | NAMES),
                emotion=draw(emotions()),
                emotions=draw(own),
                expected_wait=draw(st.sampled_from([None, "5m", "2d"])),
                moment_of_truth=draw(st.booleans()),
                **extra,
            )
        )
    ends = st.sampled_from([*(p.id for p in points), "", "elsewhere"])
    pairs = draw(st.lists(st.tuples(ends, ends), max_size=2 * n, unique=True))
    evidence = draw(st.none() | evidences(stages, points, pairs)) if points else None
    return JourneyMap(
        title=draw(NAMES),
        kind=draw(st.sampled_from(list(MapKind))),
        language=draw(st.sampled_from(["en", "zh"])),
        stages=tuple(stages),
        touchpoints=tuple(points),
        flow=tuple(Flow(source=a, target=b) for a, b in pairs if {a, b} <= {p.id for p in points})
        if draw(st.booleans())
        else (),
        personas=tuple(
            Persona(
                id=f"p{i}",
                name=draw(NAMES),
                archetype=draw(NAMES),
                share=draw(st.none() | SHARES),
                traits={"a": draw(NAMES)},
            )
            for i in range(people)
        ),
        opportunities=tuple(
            Opportunity(
                id=f"o{i}", title=draw(NAMES), kind="quick_win", owner=draw(NAMES), impact=3, effort=2
            )
            for i in range(draw(st.integers(0, 5)))
        ),
        evidence=evidence,
    )


@st.composite
def kpis(draw, metric):
    low, value, high = sorted(draw(st.tuples(*[st.floats(-1e6, 1e9)] * 3)))
    if draw(st.booleans()):
        return KpiEvidence(metric=metric, reason=draw(NAMES))
    unit = draw(st.sampled_from(["share", "s", "EUR", "points", "", "score"]))
    return KpiEvidence(
        metric=metric,
        value=value,
        low=low,
        high=high,
        n=7,
        unit=unit,
        met=draw(st.sampled_from([True, False, None])),
    )


@st.composite
def costs(draw):
    low, effect, high = sorted(draw(st.tuples(*[st.floats(-1, 1)] * 3)))
    least, value, most = sorted(draw(st.tuples(*[st.floats(-1e3, 1e12)] * 3)))
    money = {
        "value": value,
        "value_low": least,
        "value_high": most,
        "currency": draw(st.sampled_from(["EUR", "CHF"])),
    }
    return PainEvidence(
        customers=draw(st.integers(0, 10**9)),
        share=draw(SHARES),
        outcome=draw(NAMES),
        effect=effect,
        effect_low=low,
        effect_high=high,
        **(money if draw(st.booleans()) else {}),
    )


@st.composite
def evidences(draw, stages, points, pairs):
    total = draw(st.sampled_from([0, 1, 37, 48_210, 10**9]))
    known = {}
    missing = {}
    for point in points:
        share, leave = draw(SHARES), draw(SHARES)
        if draw(st.integers(0, 5)) == 0:
            missing[point.id] = draw(NAMES)
            continue
        known[point.id] = TouchpointEvidence(
            customers=int(total * share), events=int(total * share), share=share, exits=int(total * share * leave),
            exits_share=leave, median_wait_s=draw(st.none() | st.floats(0, 1e9)), repeats_share=draw(st.none() | SHARES),
            emotion=draw(measured()),
            waits_longer_share=draw(st.none() | SHARES),
            last=draw(st.sampled_from([None, datetime(2026, 5, 31, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)])),
            kpis=tuple(draw(kpis(kpi.metric)) for kpi in point.kpis),
        )  # fmt: skip
    return Evidence(
        as_of=datetime(2026, 6, 1, tzinfo=UTC), first=datetime(2024, 3, 1, tzinfo=UTC), last=datetime(2026, 5, 31, tzinfo=UTC),
        customers=total, events=total, touchpoints_shown=len(points), touchpoints_total=len(points) + 30,
        transitions_shown_share=draw(SHARES),
        goal=draw(st.none() | st.just(GoalEvidence(touchpoint="t0", customers=total, share=1.0))),
        stages={stage.id: StageEvidence(customers=total, share=draw(SHARES)) for stage in stages},
        touchpoints=known,
        missing=missing,
        personas={"p0": PersonaEvidence(customers=total, share=draw(SHARES))} if draw(st.booleans()) else {},
        pain_points={pain.id: draw(costs()) for point in points for pain in point.pain_points[:2]},
        flow=tuple(
            FlowEvidence(**{"from": a, "to": b}, count=(k * 7919) % 5000, customers=(k * 7907) % 4000) for k, (a, b) in enumerate(pairs)
        ),
    )  # fmt: skip
