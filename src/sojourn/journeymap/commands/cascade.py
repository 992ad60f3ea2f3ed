"""What goes along when a part is taken off a map or gets another id: nothing may refer to what is not there."""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from sojourn.journeymap.commands.parts import ends_of, items, with_items
from sojourn.journeymap.model import Evidence, JourneyMap, Touchpoint


def pains_of(touchpoints: Sequence[Touchpoint]) -> set[str]:
    """The ids of the pain points of touchpoints."""
    return {pain.id for touchpoint in touchpoints for pain in touchpoint.pain_points}


def without_touchpoints(jmap: JourneyMap, gone: AbstractSet[str]) -> JourneyMap:
    """The map without some touchpoints, their flows, their pain points and what was measured there."""
    pains = pains_of([t for t in jmap.touchpoints if t.id in gone])
    jmap = jmap.model_copy(
        update={
            "touchpoints": tuple(t for t in jmap.touchpoints if t.id not in gone),
            "flow": tuple(f for f in jmap.flow if not {f.source, f.target} & gone),
        }
    )
    return without_pains(forget_touchpoints(jmap, gone), pains)


def forget_touchpoints(jmap: JourneyMap, gone: AbstractSet[str]) -> JourneyMap:
    """The map without what was measured at some touchpoints."""
    if jmap.evidence is None:
        return jmap
    jmap = _without_items(jmap, "evidence.touchpoint", gone)
    stay = [(key, value) for key, value in items(jmap, "evidence.flow") if not set(ends_of(key)) & gone]
    jmap = _not_missing(with_items(jmap, "evidence.flow", stay), gone)
    goal = _evidence(jmap).goal
    return _with_evidence(jmap, goal=None) if goal is not None and goal.touchpoint in gone else jmap


def without_pains(jmap: JourneyMap, gone: AbstractSet[str]) -> JourneyMap:
    """The map whose opportunities and evidence do not name some pain points."""
    if not gone:
        return jmap
    opportunities = tuple(
        o.model_copy(update={"pain_points": tuple(p for p in o.pain_points if p not in gone)})
        if gone & set(o.pain_points)
        else o
        for o in jmap.opportunities
    )
    jmap = jmap.model_copy(update={"opportunities": opportunities})
    return forget_pains(jmap, gone)


def forget_pains(jmap: JourneyMap, gone: AbstractSet[str]) -> JourneyMap:
    """The map without what was measured of some pain points."""
    if jmap.evidence is None:
        return jmap
    return _not_missing(_without_items(jmap, "evidence.pain_point", gone), gone)


def without_stage(jmap: JourneyMap, gone: str) -> JourneyMap:
    """The map without a stage and its touchpoints."""
    jmap = without_touchpoints(jmap, {t.id for t in jmap.touchpoints if t.stage == gone})
    return _without_items(_without_items(jmap, "stage", {gone}), "evidence.stage", {gone})


def without_persona(jmap: JourneyMap, gone: str) -> JourneyMap:
    """The map without a persona, their feelings and what was measured of them."""

    def at(value: Any, field: str) -> Any:
        kept = {key: held for key, held in getattr(value, field).items() if key != gone}
        return value.model_copy(update={field: kept}) if len(kept) < len(getattr(value, field)) else value

    jmap = _without_items(jmap, "persona", {gone})
    jmap = jmap.model_copy(update={"touchpoints": tuple(at(t, "emotions") for t in jmap.touchpoints)})
    if jmap.evidence is None:
        return jmap
    jmap = _without_items(jmap, "evidence.persona", {gone})
    measured = [(key, at(value, "personas")) for key, value in items(jmap, "evidence.touchpoint")]
    return _not_missing(with_items(jmap, "evidence.touchpoint", measured), {gone})


def renamed(jmap: JourneyMap, part: str, old: str, new: str) -> JourneyMap:
    """The map in which a part has another id, and everything that refers to it follows."""

    def to(key: str) -> str:
        return new if key == old else key

    def keyed(mapping: Mapping[str, Any]) -> dict[str, Any]:
        return {to(key): value for key, value in mapping.items()}

    changed = [
        (to(key), value.model_copy(update={"id": new}) if key == old else value)
        for key, value in items(jmap, part)
    ]
    return _FOLLOWS[part](with_items(jmap, part, changed), to, keyed)


_To = Callable[[str], str]
_Keyed = Callable[[Mapping[str, Any]], dict[str, Any]]


def _stage_follows(jmap: JourneyMap, to: _To, keyed: _Keyed) -> JourneyMap:
    touchpoints = tuple(t.model_copy(update={"stage": to(t.stage)}) for t in jmap.touchpoints)
    jmap = jmap.model_copy(update={"touchpoints": touchpoints})
    return _with_evidence(jmap, stages=keyed(_evidence(jmap).stages)) if jmap.evidence else jmap


def _touchpoint_follows(jmap: JourneyMap, to: _To, keyed: _Keyed) -> JourneyMap:
    def flows(found: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(f.model_copy(update={"source": to(f.source), "target": to(f.target)}) for f in found)

    jmap = jmap.model_copy(update={"flow": flows(jmap.flow)})
    if jmap.evidence is None:
        return jmap
    told = jmap.evidence
    goal = told.goal and told.goal.model_copy(update={"touchpoint": to(told.goal.touchpoint)})
    return _with_evidence(
        jmap,
        touchpoints=keyed(told.touchpoints),
        flow=flows(told.flow),
        missing=keyed(told.missing),
        goal=goal,
    )


def _persona_follows(jmap: JourneyMap, to: _To, keyed: _Keyed) -> JourneyMap:  # noqa: ARG001  (one form for all)
    touchpoints = tuple(t.model_copy(update={"emotions": keyed(t.emotions)}) for t in jmap.touchpoints)
    jmap = jmap.model_copy(update={"touchpoints": touchpoints})
    if jmap.evidence is None:
        return jmap
    told = jmap.evidence
    measured = {k: v.model_copy(update={"personas": keyed(v.personas)}) for k, v in told.touchpoints.items()}
    return _with_evidence(
        jmap, touchpoints=measured, personas=keyed(told.personas), missing=keyed(told.missing)
    )


_FOLLOWS: dict[str, Callable[[JourneyMap, _To, _Keyed], JourneyMap]] = {
    "stage": _stage_follows,
    "touchpoint": _touchpoint_follows,
    "persona": _persona_follows,
    "opportunity": lambda jmap, _to, _keyed: jmap,
}


def _without_items(jmap: JourneyMap, part: str, gone: AbstractSet[str]) -> JourneyMap:
    return with_items(jmap, part, [(key, value) for key, value in items(jmap, part) if key not in gone])


def _not_missing(jmap: JourneyMap, gone: AbstractSet[str]) -> JourneyMap:
    """Without the reasons why nothing is known of parts that are gone."""
    return _without_items(jmap, "evidence.missing", gone)


def _evidence(jmap: JourneyMap) -> Evidence:
    assert jmap.evidence is not None
    return jmap.evidence


def _with_evidence(jmap: JourneyMap, **changed: Any) -> JourneyMap:
    return jmap.model_copy(update={"evidence": _evidence(jmap).model_copy(update=changed)})
