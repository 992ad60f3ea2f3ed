"""From a journey log and its map to the numbers of a report: every analysis once, nothing hidden."""

from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any, Final, Literal

from sojourn.analysis.funnel import funnel
from sojourn.analysis.paths import paths
from sojourn.analysis.touchpoints import touchpoints
from sojourn.analysis.transitions import transitions
from sojourn.events.spend import Spend
from sojourn.journeymap.model import JourneyMap, MeasuredEmotion
from sojourn.log.journeylog import JourneyLog
from sojourn.log.selection import EventsWith
from sojourn.report import document as doc
from sojourn.report.calendar import retention_block, rhythm_block, visits_block
from sojourn.report.context import Context
from sojourn.report.making.emotions import Feelings
from sojourn.report.mapping import Placed, goals_of, placed
from sojourn.report.meaning import Meaning, Step, meaning
from sojourn.report.outcome import OutcomeSpec, OutcomeTally, named
from sojourn.report.part import Emotion

TOUCHPOINTS_LISTED: Final = 500
TRANSITIONS_LISTED: Final = 2000
"""Enough for every pair of 43 touchpoints with all starts and ends, so that most logs are listed in full."""
PATHS_LISTED: Final = 50


def build(
    log: JourneyLog,
    jmap: JourneyMap | None,
    *,
    goal: Iterable[str] = (),
    quality: Mapping[str, Any] | None = None,
    language: Literal["en", "zh"] = "en",
    timezone: str = "UTC",
    spend: Spend | None = None,
    generated_by: str | None = None,
    step: Step = lambda _: None,
) -> doc.Report:
    """Compose the report of a log.

    Parameters
    ----------
    log
        The journeys.
    jmap
        Their map: it gives stages, order, feelings and the steps of the funnel; without it those blocks are absent.
    goal
        Touchpoints that count as success, any of them; the goal of the map if none is given.
    quality
        What became of every row, the content of ``quality.json``; what the log knows if None.
    language
        Of the definitions, and of the page made from it.
    timezone
        Whose clocks and calendar count for hours, days and cohorts.
    spend
        What advertising cost, where that is known.
    generated_by
        What made the report; Sojourn and its version if None.
    step
        Called with the name of what is looked into next.

    Raises
    ------
    UnknownNameError
        If a goal is not a touchpoint of the log.
    UnitError
        If there is no such time zone.

    Notes
    -----
    Lists are cut after :data:`TOUCHPOINTS_LISTED` touchpoints (most customers first), :data:`TRANSITIONS_LISTED`
    transitions and :data:`PATHS_LISTED` paths (most frequent first); ``coverage`` says how much they hold of all.
    """
    goals = goals_of(log, jmap, goal)
    places = placed(log, jmap)
    outcome = log.reduce(OutcomeSpec(goals).measure)
    points, points_total = _touchpoints(log, jmap, places, outcome, goals)
    flow, flow_total, flow_share = _transitions(log)
    ways, ways_total = _paths(log, goals)
    context = Context(log, goals, _stage_names(jmap, places), language, timezone, jmap, spend)
    found = meaning(context, outcome, step) if log.extent.customers else Meaning({}, Feelings(None, {}, {}))
    felt = found.feelings
    extent = log.extent
    told = quality if quality is not None else log.quality
    some = bool(extent.customers)
    return doc.Report(
        schema_version=doc.SCHEMA_VERSION,
        generated_by=generated_by or f"sojourn {version('sojourn')}",
        language=language,
        title=jmap.title if jmap is not None else "",
        summary=doc.Summary(
            customers=extent.customers,
            events=extent.events,
            touchpoints=points_total,
            channels=len(log.vocabularies["channel"]) if "channel" in log.vocabularies else 0,
            first=extent.first,
            last=extent.last,
            goal=", ".join(goals) or None,
            goals=goals,
            goal_customers=outcome.reached if goals else None,
        ),
        coverage=doc.Coverage(
            touchpoints_listed=len(points),
            touchpoints_total=points_total,
            transitions_listed=len(flow),
            transitions_total=flow_total,
            transitions_listed_share=flow_share,
            paths_listed=len(ways),
            paths_total=ways_total,
            paths_listed_share=sum(p.customers for p in ways) / extent.customers if some else 0.0,
            transitions_on_map_share=(
                jmap.evidence.transitions_shown_share
                if jmap is not None and jmap.evidence is not None
                else None
            ),
        ),
        quality=doc.Quality.model_validate(told) if told else None,
        touchpoints=tuple(_felt(point, felt.touchpoints) for point in points) or None,
        stages=_stages(jmap, places, felt.stages),
        transitions=flow or None,
        map_flow=_map_flow(log, places, points_total) if some else None,
        paths=ways or None,
        funnel=_funnel(log, jmap, places, points, goals) if goals and some else None,
        visits=visits_block(log) if some else None,
        rhythm=rhythm_block(log, timezone) if some else None,
        retention=retention_block(log, timezone) if some else None,
        **found.blocks,
    )


def _stage_names(jmap: JourneyMap | None, places: tuple[Placed, ...]) -> dict[str, str]:
    """Touchpoint → name of its stage, in the order of the map."""
    names = {stage.id: stage.name for stage in jmap.stages} if jmap is not None else {}
    return {place.name: names[place.stage] for place in places}


def _felt(point: doc.Touchpoint, feelings: Mapping[str, Emotion]) -> doc.Touchpoint:
    """A touchpoint with its feeling, where there is one."""
    return point.model_copy(update={"emotion": feelings.get(point.name, point.emotion)})


def _touchpoints(
    log: JourneyLog,
    jmap: JourneyMap | None,
    places: tuple[Placed, ...],
    outcome: OutcomeTally,
    goals: tuple[str, ...],
) -> tuple[tuple[doc.Touchpoint, ...], int]:
    result = touchpoints(log)
    stages = {stage.id: stage.name for stage in jmap.stages} if jmap is not None else {}
    at = {place.name: place for place in places}
    lost = named(outcome.lost, log.touchpoints.names)
    rows = []
    for row in result.table.slice(0, TOUCHPOINTS_LISTED).to_pylist():
        name, place = row["touchpoint"], at.get(row["touchpoint"])
        rows.append(
            doc.Touchpoint(
                name=name,
                stage=stages[place.stage] if place is not None else None,
                channel=row["channel"],
                customers=row["customers"],
                events=row["events"],
                share_of_customers=row["share_of_customers"],
                median_wait_s=row["median_wait_s"],
                exits=row["exits"],
                exits_share=row["exits_share"],
                lost=lost.get(name, 0) if goals else None,
                emotion=_emotion(place.emotion if place is not None else None),
                importance=place.touchpoint.importance if place is not None else None,
            )
        )
    return tuple(rows), result.table.num_rows


def _emotion(measured: MeasuredEmotion | None) -> Emotion | None:
    return None if measured is None else Emotion(**measured.model_dump())


def _stages(
    jmap: JourneyMap | None, places: tuple[Placed, ...], feelings: Mapping[str, Emotion]
) -> tuple[doc.Stage, ...] | None:
    if jmap is None:
        return None
    evidence = jmap.evidence.stages if jmap.evidence is not None else {}
    found = []
    for position, stage in enumerate(jmap.stages, 1):
        own = evidence.get(stage.id)
        found.append(
            doc.Stage(
                name=stage.name,
                position=position,
                customers=own.customers if own is not None else None,
                touchpoints=tuple(place.name for place in places if place.stage == stage.id),
                emotion=feelings.get(stage.name, _emotion(own.emotion if own is not None else None)),
            )
        )
    return tuple(found)


def _transitions(log: JourneyLog) -> tuple[tuple[doc.Transition, ...], int, float]:
    table = transitions(log).table
    listed = table.slice(0, TRANSITIONS_LISTED)
    rows = tuple(doc.Transition(**row) for row in listed.to_pylist())
    every = sum(table.column("count").to_pylist())
    return rows, table.num_rows, sum(r.count for r in rows) / every if every else 0.0


def _map_flow(log: JourneyLog, places: tuple[Placed, ...], touchpoints_total: int) -> doc.MapFlow | None:
    drawn = tuple(place.name for place in places)
    if not drawn or len(drawn) >= touchpoints_total:
        return None
    rows = transitions(log.where(EventsWith("touchpoint", drawn))).table.to_pylist()
    events = sum(row["count"] for row in rows if row["target"])
    return doc.MapFlow(
        passed_over=touchpoints_total - len({row["target"] for row in rows} - {""}),
        passed_over_events_share=1 - events / log.extent.events,
        transitions=tuple(doc.Transition(**row) for row in rows),
    )


def _paths(log: JourneyLog, goals: tuple[str, ...]) -> tuple[tuple[doc.Path, ...], int]:
    result = paths(log, top=PATHS_LISTED)
    rows = []
    for row in result.table.to_pylist():
        if row["path"] is None:
            continue
        met = not set(goals).isdisjoint(row["path"])
        rows.append(
            doc.Path(
                path=tuple(row["path"]),
                customers=row["customers"],
                share=row["share"],
                goal_share=float(met) if goals else None,
            )
        )
    return tuple(rows), result.distinct


def _funnel(
    log: JourneyLog,
    jmap: JourneyMap | None,
    places: tuple[Placed, ...],
    points: tuple[doc.Touchpoint, ...],
    goals: tuple[str, ...],
) -> tuple[doc.FunnelStep, ...] | None:
    steps = funnel_steps(jmap, places, {p.name: p.customers for p in points}, goals)
    if len(steps) < 2:
        return None
    rows = funnel(log, steps).table.to_pylist()
    return tuple(
        doc.FunnelStep(
            step=row["step"],
            customers=row["customers"],
            share_of_first=row["share_of_first"],
            share_of_previous=row["share_of_previous"],
            median_s=row["median_s"],
        )
        for row in rows
    )


def funnel_steps(
    jmap: JourneyMap | None, places: tuple[Placed, ...], customers: Mapping[str, int], goals: tuple[str, ...]
) -> list[tuple[str, ...]]:
    """The steps of the report's funnel: main touchpoints in the order of the map up to the goal, then the goal.

    Of each stage before the goal's (all stages, if the map does not draw it) the main touchpoint, which is the one that
    most customers meet; of the goal's own stage every touchpoint before the goal. A touchpoint
    that fewer customers meet than the goal is no step on the way to it and is left out.
    """
    if jmap is None or not goals:
        return []
    end = next((i for i, place in enumerate(places) if place.name in goals), len(places))
    last = places[end].stage if end < len(places) else None
    least = max(customers.get(goal, 0) for goal in goals)
    stages: dict[str, list[str]] = {}
    for place in places[:end]:
        if customers.get(place.name, 0) >= max(least, 1):
            stages.setdefault(place.stage, []).append(place.name)
    steps: list[tuple[str, ...]] = []
    for stage, names in stages.items():
        chosen = names if stage == last else [max(names, key=lambda name: customers[name])]
        steps += [(name,) for name in chosen]
    return [*steps, goals]
