"""The eye clinic as it should be: three touchpoints changed, one gone, two new; and who thought of it."""

from clinic import MAP as TODAY
from clinic import point

from sojourn.journeymap.model import Emotion, Flow, JourneyMap, MapKind, Opportunity

_BY_ID = {t.id: t for t in TODAY.touchpoints}


def _better(id_, score, **more):
    return _BY_ID[id_].model_copy(update={"emotion": Emotion(score=score), **more})


POINTS = (
    _BY_ID["search"],
    point(
        "book",
        "online",
        "Book online",
        "web",
        2.5,
        kind="digital",
        department="Front desk",
        actions=("Picks a slot at night",),
        expected_wait="2m",
    ),
    _better(
        "call",
        -0.5,
        pain_points=(_BY_ID["call"].pain_points[0].model_copy(update={"severity": 2}),),
        thorn=(),
    ),
    _BY_ID["confirm"],
    _better("desk", 1.5, channel="tablet", actions=("Scans a code",), bud=()),
    _better("wait", 1, pain_points=(), thorn=(), thoughts=("Ten minutes, time for a coffee",)),
    _BY_ID["tests"],
    _BY_ID["doctor"],
    point("after", "findings", "Findings in the portal", "app", 2, kind="digital", department="Office"),
    _BY_ID["recall"],
)
MAP = JourneyMap.model_validate(
    {
        **dict(TODAY),
        "title": "The same, with an online diary and a call board",
        "kind": MapKind.FUTURE_STATE,
        "current_state": "clinic.journey.yaml",
        "touchpoints": POINTS,
        "flow": (
            *(Flow(source=a, target=b) for a, b in [("search", "online"), ("online", "confirm"), ("search", "call"), ("call", "confirm")]),
            *(Flow(source=a, target=b) for a, b in [("confirm", "desk"), ("desk", "wait"), ("wait", "tests"), ("tests", "doctor")]),
            *(Flow(source=a, target=b) for a, b in [("doctor", "findings"), ("findings", "recall"), ("recall", "online")]),
        ),
        "opportunities": (
            *(o.model_copy(update={"pain_points": ()}) if o.id == "board" else o for o in TODAY.opportunities),
            Opportunity(id="portal", title="Show findings in the portal the same day", pain_points=(), kind="innovation", impact=3, effort=3, owner="Office"),
        ),
    }
)  # fmt: skip
