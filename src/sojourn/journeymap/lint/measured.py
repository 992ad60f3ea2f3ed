"""Whether a map is measured: KPIs and their targets, feelings drawn and observed, evidence and its age."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from sojourn.journeymap.bind.targets import Kind, Target, read_target
from sojourn.journeymap.lint.rule import Spot
from sojourn.journeymap.lint.ways import QUARTER
from sojourn.journeymap.matching import match_of
from sojourn.journeymap.model import Basis, JourneyMap, MapKind

FAR: Final = 1.0
"""Points that a drawn feeling may lie above the interval of the measured one."""
_KINDS: Final[tuple[Kind, ...]] = ("share", "duration", "number")


def stage_no_kpi(jmap: JourneyMap, _today: date | None) -> Iterator[Spot]:
    """Stages with touchpoints and without any KPI."""
    used = {point.stage for point in jmap.touchpoints}
    measured = _measured_stages(jmap)
    for number, stage in enumerate(jmap.stages):
        if stage.id in used and stage.id not in measured and _is_of_the_company(jmap):
            yield Spot("stage", stage.id, ("stages", number), {"name": stage.name})


def moment_no_kpi(jmap: JourneyMap, _today: date | None) -> Iterator[Spot]:
    """Moments of truth without a KPI, in stages that have one."""
    measured = _measured_stages(jmap)
    for number, point in enumerate(jmap.touchpoints):
        if point.moment_of_truth and not point.kpis and point.stage in measured and _is_of_the_company(jmap):
            yield Spot("touchpoint", point.id, ("touchpoints", number), {"name": point.name})


def touchpoint_no_kpi(jmap: JourneyMap, _today: date | None) -> Iterator[Spot]:
    """Important ones; a stage without any KPI and a moment of truth without one are told of by rules of their own."""
    measured = _measured_stages(jmap)
    for number, point in enumerate(jmap.touchpoints):
        weighty = (point.importance or 0) >= 4 and not point.moment_of_truth
        if weighty and not point.kpis and point.stage in measured and _is_of_the_company(jmap):
            yield Spot("touchpoint", point.id, ("touchpoints", number), {"name": point.name})


def _measured_stages(jmap: JourneyMap) -> set[str]:
    return {point.stage for point in jmap.touchpoints if point.kpis}


def _is_of_the_company(jmap: JourneyMap) -> bool:
    """Much of a day in the life of customers happens without the company: it is not theirs to measure."""
    return jmap.kind is not MapKind.DAY_IN_THE_LIFE


def kpi_no_target(jmap: JourneyMap, _today: date | None) -> Iterator[Spot]:
    """KPIs without a target."""
    for number, point in enumerate(jmap.touchpoints):
        for place, kpi in enumerate(point.kpis):
            if not kpi.target.strip():
                path = ("touchpoints", number, "kpis", place)
                yield Spot("touchpoint", point.id, path, {"metric": kpi.metric})


def target_unreadable(jmap: JourneyMap, _today: date | None) -> Iterator[Spot]:
    """Targets that are no comparison."""
    for number, point in enumerate(jmap.touchpoints):
        for place, kpi in enumerate(point.kpis):
            readable = any(isinstance(read_target(kpi.target, kind), Target) for kind in _KINDS)
            if kpi.target.strip() and not readable:
                path = ("touchpoints", number, "kpis", place, "target")
                yield Spot("touchpoint", point.id, path, {"metric": kpi.metric, "target": kpi.target[:60]})


def no_feeling(jmap: JourneyMap, _today: date | None) -> Iterator[Spot]:
    """Touchpoints whose feeling is neither drawn nor measured."""
    known = jmap.evidence.touchpoints if jmap.evidence else {}
    for number, point in enumerate(jmap.touchpoints):
        found = known.get(point.id)
        if not (point.emotion or point.emotions or (found and found.emotion)):
            yield Spot("touchpoint", point.id, ("touchpoints", number), {"name": point.name})


def internal_view(jmap: JourneyMap, _today: date | None) -> Iterator[Spot]:
    """Drawn feelings that lie far above the interval of the measured ones."""
    known = jmap.evidence.touchpoints if jmap.evidence else {}
    for number, point in enumerate(jmap.touchpoints):
        found = known.get(point.id)
        if point.emotion is None or found is None or found.emotion is None:
            continue
        if point.emotion.score > found.emotion.high + FAR:
            values = {
                "drawn": f"{point.emotion.score:+.1f}",
                "low": f"{found.emotion.low:+.1f}",
                "high": f"{found.emotion.high:+.1f}",
                "n": found.emotion.n,
            }
            yield Spot("touchpoint", point.id, ("touchpoints", number, "emotion"), values)


def persona_no_data(jmap: JourneyMap, _today: date | None) -> Iterator[Spot]:
    """Personas that no events belong to: no segment is named, or the evidence has nothing about them."""
    for number, persona in enumerate(jmap.personas):
        evidence = jmap.evidence
        found = evidence.personas.get(persona.id) if evidence else None
        measured = found is not None and found.customers > 0
        if not persona.segment and not measured:
            yield Spot("persona", persona.id, ("personas", number), {"name": persona.name})
        elif evidence and (evidence.personas or persona.id in evidence.missing) and not measured:
            path = ("personas", number, "segment")
            yield Spot("persona", persona.id, path, {"name": persona.name})


def no_evidence(jmap: JourneyMap, _today: date | None) -> Iterator[Spot]:
    """Touchpoints about which the data of a bound map say nothing."""
    if jmap.evidence is None:
        return
    for number, point in enumerate(jmap.touchpoints):
        found = jmap.evidence.touchpoints.get(point.id)
        if found is None or not found.customers:
            path = ("touchpoints", number, "match") if point.match else ("touchpoints", number)
            yield Spot("touchpoint", point.id, path, {"name": point.name})


def stale_evidence(jmap: JourneyMap, today: date | None) -> Iterator[Spot]:
    """Evidence older than a quarter."""
    if jmap.evidence is None or today is None:
        return
    newest = jmap.evidence.as_of or jmap.evidence.last
    if newest is not None and newest.date() + QUARTER < today:
        days = (today - newest.date()).days
        yield Spot("map", "", ("evidence",), {"day": newest.date().isoformat(), "days": days})


def validated_unbound(jmap: JourneyMap, _today: date | None) -> Iterator[Spot]:
    """A map that is called validated and has no evidence."""
    if jmap.status == "validated" and jmap.evidence is None:
        yield Spot("map", "", ("status",))


def validated_assumed(jmap: JourneyMap, _today: date | None) -> Iterator[Spot]:
    """Assumed feelings on a validated map, where nothing measured stands beside them."""
    if jmap.status != "validated" or jmap.evidence is None:
        return
    for number, point in enumerate(jmap.touchpoints):
        found = jmap.evidence.touchpoints.get(point.id)
        drawn = point.emotion is not None and point.emotion.basis is Basis.ASSUMED
        if drawn and (found is None or found.emotion is None):
            path = ("touchpoints", number, "emotion")
            yield Spot("touchpoint", point.id, path, {"name": point.name})


def left_out_matched(jmap: JourneyMap, _today: date | None) -> Iterator[Spot]:
    """Names that are left out on purpose and matched all the same, in whatever case."""
    places = {name.casefold(): number for number, name in enumerate(jmap.left_out)}
    for point in jmap.touchpoints:
        for name in match_of(point).touchpoint:
            if name.casefold() in places:
                path = ("left_out", places[name.casefold()])
                yield Spot("touchpoint", point.id, path, {"name": name})
