"""The map as Mermaid ``journey`` text: sections, tasks, and scores on Mermaid's scale of 1 to 5."""

from collections.abc import Iterator, Mapping
from typing import Any

from sojourn.journeymap.document import plain
from sojourn.journeymap.forms.mermaid_text import MEASURED, NEUTRAL, comment, escaped, score_of
from sojourn.journeymap.model import JourneyMap, Touchpoint


def to_mermaid(jmap: JourneyMap) -> str:
    """The map as a Mermaid user journey.

    Stages are sections, touchpoints tasks, personas actors. A feeling of −5 … +5 becomes ``round((e + 5) / 10 · 4 + 1)``,
    1 to 5; a touchpoint whose feeling is unknown gets 3. Comments hold what the diagram does not show (ids, the feeling
    itself, every other field), so that :func:`sojourn.journeymap.forms.opening.open_map` reads the whole map back.
    Mermaid leaves comments out.
    """
    document = plain(jmap)
    parts = ("personas", "stages", "touchpoints", "flow", "opportunities", "evidence")
    head = {k: v for k, v in document.items() if k not in {*parts, "title"}}
    lines = ["journey", comment("map", head | ({MEASURED: True} if jmap.evidence else {}))]
    lines.append(f"    title {escaped(jmap.title)}")
    lines += [comment("persona", person) for person in document.get("personas", ())]
    actors = ", ".join(escaped(person.name) for person in jmap.personas)
    of_stage: dict[str, list[tuple[Touchpoint, Mapping[str, Any]]]] = {stage.id: [] for stage in jmap.stages}
    for touchpoint, values in zip(jmap.touchpoints, document["touchpoints"], strict=True):
        of_stage[touchpoint.stage].append((touchpoint, values))
    places = {t.id: place for place, t in enumerate(jmap.touchpoints)}
    read = [t.id for found in of_stage.values() for t, _ in found]
    told = {} if read == list(places) else places
    for stage, values in zip(jmap.stages, document["stages"], strict=True):
        lines.append(comment("stage", _without(values, "name")))
        lines.append(f"    section {escaped(stage.name)}")
        for touchpoint, known in of_stage[stage.id]:
            lines += _task(jmap, touchpoint, known, actors, told.get(touchpoint.id))
    for what in ("flow", "opportunities"):
        lines += [comment(what.replace("ies", "y"), values) for values in document.get(what, ())]
    return "\n".join(lines) + "\n"


def _task(
    jmap: JourneyMap, touchpoint: Touchpoint, values: Mapping[str, Any], actors: str, place: int | None
) -> Iterator[str]:
    known = jmap.evidence.touchpoints.get(touchpoint.id) if jmap.evidence else None
    shown = (known.emotion if known else None) or touchpoint.emotion
    told = _without(values, "name", "stage")
    if shown is not None and shown is not touchpoint.emotion:
        told["shown"] = shown.score
    if place is not None:
        told["place"] = place
    yield comment("touchpoint", told)
    score = score_of(shown.score) if shown is not None else NEUTRAL
    yield f"      {escaped(touchpoint.name)}: {score}" + (f": {actors}" if actors else "")


def _without(values: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key not in names}
