"""How the parts of a map hang together: stages, flows, personas, pain points and what is done about them."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from sojourn.journeymap.lint.rule import Spot
from sojourn.journeymap.model import JourneyMap, MapKind

QUARTER: Final = timedelta(days=92)
"""After this a map is due for review, and evidence is old."""
MOST_TOUCHPOINTS: Final = 20
SEVERE: Final = 4
"""A pain point of this severity or worse asks for an answer."""


def no_owner(jmap: JourneyMap, _today: date | None) -> Iterator[Spot]:
    """Nobody is named who keeps the map true."""
    if not (jmap.owner or "").strip():
        yield Spot("map", "", ("owner",))


def review_overdue(jmap: JourneyMap, today: date | None) -> Iterator[Spot]:
    """The day of the review, or a quarter after the last change, has passed."""
    due = jmap.review_by or (jmap.updated + QUARTER if jmap.updated else None)
    if today and due and due < today:
        path = "review_by" if jmap.review_by else "updated"
        yield Spot("map", "", (path,), {"due": due.isoformat(), "days": (today - due).days})


def many_touchpoints(jmap: JourneyMap, _today: date | None) -> Iterator[Spot]:
    """More touchpoints than anybody takes in."""
    if len(jmap.touchpoints) > MOST_TOUCHPOINTS:
        yield Spot("map", "", ("touchpoints",), {"n": len(jmap.touchpoints), "most": MOST_TOUCHPOINTS})


def no_persona(jmap: JourneyMap, _today: date | None) -> Iterator[Spot]:
    """Nobody is said to travel."""
    if not jmap.personas:
        yield Spot("map", "", ("personas",))


def empty_stage(jmap: JourneyMap, _today: date | None) -> Iterator[Spot]:
    """Stages without touchpoints."""
    used = {point.stage for point in jmap.touchpoints}
    for number, stage in enumerate(jmap.stages):
        if stage.id not in used:
            yield Spot("stage", stage.id, ("stages", number), {"name": stage.name})


def stage_no_exit(jmap: JourneyMap, _today: date | None) -> Iterator[Spot]:
    """Stages that no flow leaves and where no journey ends."""
    if not jmap.flow:
        return
    stages = {point.id: point.stage for point in jmap.touchpoints}
    left = {stages[f.source] for f in jmap.flow if stages[f.source] != stages[f.target]}
    left |= {point.stage for point in jmap.touchpoints if point.ends}
    used = set(stages.values())
    if not any(point.ends for point in jmap.touchpoints):
        left.add([stage.id for stage in jmap.stages if stage.id in used][-1])
    for number, stage in enumerate(jmap.stages):
        if stage.id in used and stage.id not in left:
            yield Spot("stage", stage.id, ("stages", number), {"name": stage.name})


def no_flow(jmap: JourneyMap, _today: date | None) -> Iterator[Spot]:
    """Several touchpoints and no flow."""
    if len(jmap.touchpoints) > 1 and not jmap.flow:
        yield Spot("map", "", ("flow",))


def unreachable(jmap: JourneyMap, _today: date | None) -> Iterator[Spot]:
    """Touchpoints that no way leads to from where journeys begin; where none is said to begin, those without any way."""
    if not jmap.flow:
        return
    following: dict[str, set[str]] = {}
    for flow in jmap.flow:
        following.setdefault(flow.source, set()).add(flow.target)
    starts = {point.id for point in jmap.touchpoints if point.starts}
    if starts:
        reached, edge = set(starts), list(starts)
        while edge:
            new = following.get(edge.pop(), set()) - reached
            reached |= new
            edge += new
    else:
        others = [flow for flow in jmap.flow if flow.source != flow.target]
        reached = {end for flow in others for end in (flow.source, flow.target)}
    for number, point in enumerate(jmap.touchpoints):
        if point.id not in reached:
            yield Spot("touchpoint", point.id, ("touchpoints", number), {"name": point.name})


def same_name(jmap: JourneyMap, _today: date | None) -> Iterator[Spot]:
    """Touchpoints that share name, stage and channel with an earlier one."""
    seen: set[tuple[str, str, str]] = set()
    for number, point in enumerate(jmap.touchpoints):
        key = (point.name.casefold(), point.stage, point.channel.casefold())
        if key in seen:
            yield Spot("touchpoint", point.id, ("touchpoints", number, "name"), {"name": point.name})
        seen.add(key)


def opportunity_no_metric(jmap: JourneyMap, _today: date | None) -> Iterator[Spot]:
    """Opportunities that nothing shows the success of."""
    for number, chance in enumerate(jmap.opportunities):
        if not (chance.metric or "").strip():
            yield Spot("opportunity", chance.id, ("opportunities", number), {"name": chance.title})


def opportunity_no_owner(jmap: JourneyMap, _today: date | None) -> Iterator[Spot]:
    """Opportunities that nobody owns."""
    for number, chance in enumerate(jmap.opportunities):
        if not (chance.owner or "").strip():
            yield Spot("opportunity", chance.id, ("opportunities", number), {"name": chance.title})


def opportunity_no_pain(jmap: JourneyMap, _today: date | None) -> Iterator[Spot]:
    """Opportunities that answer no pain point."""
    for number, chance in enumerate(jmap.opportunities):
        if not chance.pain_points:
            yield Spot("opportunity", chance.id, ("opportunities", number), {"name": chance.title})


def pain_no_opportunity(jmap: JourneyMap, _today: date | None) -> Iterator[Spot]:
    """Severe pain points that no opportunity names."""
    answered = {pain for chance in jmap.opportunities for pain in chance.pain_points}
    for number, point in enumerate(jmap.touchpoints):
        for place, pain in enumerate(point.pain_points):
            if pain.severity >= SEVERE and pain.id not in answered:
                path = ("touchpoints", number, "pain_points", place)
                yield Spot("touchpoint", point.id, path, {"text": pain.text, "severity": pain.severity})


def blueprint_no_backstage(jmap: JourneyMap, _today: date | None) -> Iterator[Spot]:
    """Touchpoints of a service blueprint with nothing behind them."""
    if jmap.kind is MapKind.SERVICE_BLUEPRINT:
        for number, point in enumerate(jmap.touchpoints):
            if not (point.backstage or point.support or point.systems):
                yield Spot("touchpoint", point.id, ("touchpoints", number), {"name": point.name})


def future_no_current(jmap: JourneyMap, _today: date | None) -> Iterator[Spot]:
    """Maps of the future that name no map of today."""
    if jmap.kind is MapKind.FUTURE_STATE and not jmap.current_state:
        yield Spot("map", "", ("kind",))
