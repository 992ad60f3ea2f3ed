"""The sock shop: six stages, sixteen touchpoints, feelings of every basis, loops, back-steps, exits, a persona, pain."""

from build import Stage, assemble, touchpoint

from sojourn.journeymap.model import Opportunity, PainPoint, Persona

T = 48_210
STAGES = [
    Stage(id="awareness", name="Awareness"),
    Stage(id="consideration", name="Consideration"),
    Stage(id="decision", name="Decision"),
    Stage(id="onboarding", name="Onboarding"),
    Stage(id="use", name="Use"),
    Stage(id="advocacy", name="Advocacy"),
]


def _n(percent):
    return round(T * percent / 100)


def _row(stage, name, channel, percent, *, truth=False, emotion=None, pain=(), **known):
    point = touchpoint(
        stage,
        name,
        channel,
        emotion=emotion if emotion and len(emotion) < 4 else None,
        truth=truth,
        pain_points=tuple(pain),
    )
    known = {**known, "emotion": emotion}
    if "exits" in known:
        known["exits"] = _n(known["exits"])
    return point, _n(percent), known


ROWS = [
    _row("awareness", "Instagram ad", "social", 62, exits=17, wait=40, emotion=(-0.2,)),
    _row("awareness", "Search", "web", 51, exits=12, wait=25, emotion=(0.4, "inferred")),
    _row("awareness", "Friend’s tip", "people", 9, truth=True, wait=5400, emotion=(1.8,)),
    _row("consideration", "Website", "web", 66, exits=10, wait=300, repeats=0.34, emotion=(1.1, "inferred")),
    _row("consideration", "Reviews", "web", 34, wait=187_200, emotion=(2.0, 1.6, 2.4, 880)),
    _row("consideration", "Size guide", "web", 22, exits=13, wait=95, emotion=(-1.9, -2.7, -1.1, 61, "inferred"),
         pain=[PainPoint(id="size", text="Size guide ends the visit", severity=3)]),
    _row("decision", "Style quiz", "web", 41, wait=130, emotion=(2.6, 2.0, 3.2, 240, "inferred")),
    _row("decision", "Checkout", "web", 46, exits=13, wait=93_600, repeats=0.12, emotion=(-2.8, -3.2, -2.3, 310),
         pain=[PainPoint(id="late", text="Confirmation comes a day late", severity=4)]),
    _row("decision", "Confirmation", "email", 33, wait=4000, emotion=(-0.9, -1.5, -0.3, 190)),
    _row("onboarding", "First parcel", "parcel", 33, truth=True, wait=518_400, emotion=(4.2, 3.9, 4.5, 1204)),
    _row("onboarding", "Welcome card", "parcel", 31, wait=300_000, emotion=(2.9, 2.2, 3.6, 77, "inferred")),
    _row("use", "Monthly parcel", "parcel", 30, wait=90_000, repeats=0.81, emotion=(1.6, 1.1, 2.1, 420)),
    _row("use", "Support chat", "chat", 11, exits=2, wait=111_600, emotion=(-3.4, -4.0, -2.7, 208),
         pain=[PainPoint(id="slow", text="Support replies after 31 h", severity=5)]),
    _row("use", "Pause / cancel", "app", 8, exits=6, wait=50_000, emotion=(-2.2, -3.2, -1.1, 40, "inferred")),
    _row("advocacy", "Renewal", "app", 27, wait=2_073_600, emotion=(1.9, 1.3, 2.5, 150)),
    _row("advocacy", "Referral", "app", 6, emotion=(3.6, 2.8, 4.4, 93)),
]  # fmt: skip
FLOWS = [
    (a, b, _n(p))
    for a, b, p in [
        ("instagram-ad", "website", 31), ("search", "website", 30), ("friends-tip", "website", 6),
        ("website", "reviews", 24), ("website", "style-quiz", 18), ("reviews", "style-quiz", 14),
        ("reviews", "size-guide", 12), ("size-guide", "checkout", 5), ("style-quiz", "checkout", 32),
        ("checkout", "confirmation", 32), ("confirmation", "first-parcel", 31), ("first-parcel", "welcome-card", 29),
        ("welcome-card", "monthly-parcel", 28), ("monthly-parcel", "renewal", 20), ("monthly-parcel", "support-chat", 8),
        ("support-chat", "pause-cancel", 4), ("support-chat", "renewal", 3), ("renewal", "referral", 5),
        ("checkout", "size-guide", 4), ("confirmation", "support-chat", 3), ("website", "search", 3),
        ("website", "website", 20), ("monthly-parcel", "monthly-parcel", 24), ("checkout", "checkout", 5),
        ("renewal", "monthly-parcel", 6), ("size-guide", "website", 3),
    ]
]  # fmt: skip
FLOWS = [
    (a.replace("pause-cancel", "pause-/-cancel"), b.replace("pause-cancel", "pause-/-cancel"), n)
    for a, b, n in FLOWS
]
MAP = assemble(
    "First order and first three months",
    STAGES,
    ROWS,
    FLOWS,
    total=T,
    events=1_204_377,
    shown=(43, 0.91),
    goal=("Renewal", 0.274),
    stage_share=dict(zip([s.id for s in STAGES], (0.98, 0.71, 0.46, 0.33, 0.31, 0.09), strict=True)),
    personas=(
        Persona(id="stefan", name="Style-minded Stefan", archetype="Explorer", traits={"age": "28", "likes": "finds grey socks dull"},
                share=0.38),
    ),
    opportunities=(
        Opportunity(id="o1", title="Show sizes on the product page", pain_points=("size",), kind="quick_win", impact=3, effort=1,
                    owner="web team"),
        Opportunity(id="o2", title="Send the confirmation at once", pain_points=("late",), kind="quick_win", impact=4, effort=1,
                    owner="CRM"),
        Opportunity(id="o3", title="Reply within 4 h at peak", pain_points=("slow",), kind="strategic", impact=5, effort=3,
                    owner="support"),
    ),
)  # fmt: skip
