"""A map drawn in a workshop and bound to data: feelings drawn against measured, targets, expected waits, gaps in the data."""

from datetime import UTC, datetime
from itertools import pairwise

from sojourn.journeymap.model import (
    Emotion,
    Evidence,
    Flow,
    FlowEvidence,
    JourneyMap,
    Kpi,
    KpiEvidence,
    MeasuredEmotion,
    PainPoint,
    Persona,
    PersonaEvidence,
    Stage,
    StageEvidence,
    Touchpoint,
    TouchpointEvidence,
)

N = 8_240
POINTS = (
    Touchpoint(id="search", name="Search for a room", stage="choose", channel="web", emotion=Emotion(score=0.5), importance=3),
    Touchpoint(id="book", name="Book on the website", stage="choose", channel="web", emotion=Emotion(score=3), importance=4,
               kpis=(Kpi(metric="conversion", target=">= 12 %"), Kpi(metric="csat", target=">= 4.5"))),
    Touchpoint(id="upgrade", name="Upgrade offer", stage="arrive", channel="email", emotion=Emotion(score=2), expected_wait="3d"),
    Touchpoint(id="check-in", name="Check-in", stage="arrive", channel="front desk", emotion=Emotion(score=1), moment_of_truth=True, importance=5,
               expected_wait="5m", kpis=(Kpi(metric="median_wait", target="<= 5m"),),
               pain_points=(PainPoint(id="queue", text="Twenty people arrive with the same train", severity=4),)),
    Touchpoint(id="room", name="Enter the room", stage="stay", channel="hotel", emotion=Emotion(score=4), kpis=(Kpi(metric="Tidiness by audit", target=">= 95"),)),
    Touchpoint(id="breakfast", name="Breakfast", stage="stay", channel="hotel", emotion=Emotion(score=3), kpis=(Kpi(metric="nps", target=">= 40"),),
               rose=("Regional bread",), thorn=("No table at nine",)),
    Touchpoint(id="fax", name="Wake-up call", stage="stay", channel="phone", emotion=Emotion(score=-1)),
    Touchpoint(id="bill", name="Bill", stage="leave", channel="app", emotion=Emotion(score=1.5), expected_wait="1h"),
    Touchpoint(id="review", name="Review", stage="leave", channel="web", emotion=Emotion(score=2)),
)  # fmt: skip


def _known(
    customers,
    *,
    exits=0.0,
    wait=None,
    longer=None,
    emotion=None,
    kpis=(),
    last=(2026, 5, 31),
    basis="observed",
):
    felt = None
    if emotion is not None:
        score, low, high, n = emotion
        felt = MeasuredEmotion(score=score, low=low, high=high, n=n, basis=basis)
    return TouchpointEvidence(
        customers=customers, events=customers, share=customers / N, exits=int(customers * exits), exits_share=exits, median_wait_s=wait,
        waits_longer_share=longer, emotion=felt, kpis=tuple(kpis), last=datetime(*last, tzinfo=UTC),
    )  # fmt: skip


KNOWN = {
    "search": _known(8240, exits=0.41, wait=600, emotion=(0.3, -0.4, 1.0, 120), basis="inferred"),
    "book": _known(4860, wait=86_400, emotion=(-1.2, -1.5, -0.9, 431),
                   kpis=(KpiEvidence(metric="conversion", value=0.118, low=0.111, high=0.125, n=8240, unit="share",
                                     reason="The interval holds the target; the data do not decide."),
                         KpiEvidence(metric="csat", value=4.1, low=4.0, high=4.2, n=431, met=False))),
    "upgrade": _known(910, wait=40_000, last=(2026, 2, 3)),
    "check-in": _known(4700, exits=0.01, wait=1_140, longer=0.72, emotion=(-2.4, -2.9, -1.9, 260),
                       kpis=(KpiEvidence(metric="median_wait", value=1140, low=1080, high=1230, n=4700, unit="s", met=False),)),
    "room": _known(4690, wait=50_000, emotion=(3.6, 3.2, 4.0, 512),
                   kpis=(KpiEvidence(metric="Tidiness by audit", reason="Events cannot measure this."),)),
    "breakfast": _known(3900, wait=9_000, emotion=(3.1, 2.7, 3.5, 388),
                        kpis=(KpiEvidence(metric="nps", value=52.3, low=46.0, high=58.6, n=388, met=True),)),
    "bill": _known(4650, wait=1_800, longer=0.21, emotion=(-0.4, -1.0, 0.2, 90)),
    "review": _known(1020, emotion=(1.8, 1.4, 2.2, 1020)),
}  # fmt: skip
FLOW = (
    *((a.id, b.id) for a, b in pairwise(POINTS) if "fax" not in {a.id, b.id}),
    ("breakfast", "bill"),
    ("search", "search"),
)
MAP = JourneyMap(
    title="A night at the station hotel",
    stages=tuple(Stage(id=name.casefold(), name=name) for name in ("Choose", "Arrive", "Stay", "Leave")),
    touchpoints=POINTS,
    flow=tuple(Flow(source=a, target=b) for a, b in FLOW),
    personas=(
        Persona(id="tom", name="Tom, on business", archetype="Commuter", share=0.55, segment="purpose=business"),
        Persona(id="lea", name="Lea and family", archetype="Holiday maker", share=0.3),
    ),
    evidence=Evidence(
        as_of=datetime(2026, 6, 1, tzinfo=UTC), first=datetime(2026, 1, 1, tzinfo=UTC), last=datetime(2026, 5, 31, tzinfo=UTC),
        customers=N, events=51_300, touchpoints_shown=8, touchpoints_total=14, transitions_shown_share=0.83,
        stages={"choose": StageEvidence(customers=N, share=1.0), "arrive": StageEvidence(customers=4720, share=4720 / N),
                "stay": StageEvidence(customers=4700, share=4700 / N), "leave": StageEvidence(customers=4650, share=4650 / N)},
        touchpoints=KNOWN,
        flow=tuple(FlowEvidence(source=a, target=b, count=int(1.1 * n), customers=n) for (a, b), n in
                   zip(FLOW, (4860, 880, 900, 4690, 3900, 1020, 3800, 1200), strict=False)),
        personas={"tom": PersonaEvidence(customers=3560, share=3560 / N)},
        missing={"fax": "No event is called “Wake-up call”.", "lea": "The persona has no segment, so nothing says whose events are theirs.",
                 "queue": "There are no comparable customers."},
    ),
)  # fmt: skip
