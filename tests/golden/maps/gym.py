"""Two personas who feel differently on the same way: joining a gym; written by hand, with feelings of each."""

from itertools import pairwise

from sojourn.journeymap.model import Emotion, Flow, JourneyMap, Persona, Stage, Touchpoint


def _point(stage, name, channel, score, **own):
    return Touchpoint(
        id=name.casefold().replace(" ", "-"),
        name=name,
        stage=stage,
        channel=channel,
        emotion=Emotion(score=score),
        emotions={persona: Emotion(score=value) for persona, value in own.items()},
    )


POINTS = (
    _point("look", "Poster at the bus stop", "ads", 0.5),
    _point("look", "Website with prices", "web", -1, mara=2, otto=-3),
    _point("try", "Trial class", "studio", 3, mara=4, otto=3.6),
    _point("try", "Talk with a trainer", "people", 2, otto=4),
    _point("join", "Contract", "tablet", -1.5, otto=-4),
    _point("join", "First month", "studio", 1, mara=-2.5, otto=2),
    _point("stay", "App reminder", "app", 0, mara=-3, otto=0.5),
)
MAP = JourneyMap(
    title="Joining the gym, twice",
    stages=(
        Stage(id="look", name="Look around"),
        Stage(id="try", name="Try"),
        Stage(id="join", name="Join"),
        Stage(id="stay", name="Stay"),
    ),
    touchpoints=POINTS,
    flow=tuple(Flow(source=a.id, target=b.id) for a, b in pairwise(POINTS)),
    personas=(
        Persona(id="mara", name="Mara, always in a hurry", archetype="Sprinter", share=0.6),
        Persona(id="otto", name="Otto, back after surgery", archetype="Returner", share=0.4),
    ),
)
