"""Write what a log says into a map: everything that can be counted, and what analyses make of the log seen through it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sojourn.analysis.seam import check_log
from sojourn.journeymap.bind.counting import evidence_of
from sojourn.journeymap.bind.emotions import Feelings, feelings
from sojourn.journeymap.bind.goals import Goals, goal_names
from sojourn.journeymap.bind.measures import Measures
from sojourn.journeymap.bind.members import Members, Segments, members
from sojourn.journeymap.bind.pains import hurts
from sojourn.journeymap.bind.personas import FEWEST, Met, met_by
from sojourn.journeymap.bind.queries import queries
from sojourn.journeymap.bind.reasons import Language, words_of
from sojourn.journeymap.bind.report_segments import report_segments
from sojourn.journeymap.bind.tally import Counted, tallied
from sojourn.journeymap.given import check_map
from sojourn.journeymap.model import Evidence, JourneyMap, PersonaEvidence, TouchpointEvidence
from sojourn.log.journeylog import JourneyLog, instant


def bind(
    jmap: JourneyMap,
    log: JourneyLog,
    *,
    as_of: datetime | None = None,
    goal: Goals = None,
    timezone: str = "UTC",
    language: Language | None = None,
) -> JourneyMap:
    """The map with its `evidence` written from a log.

    Every touchpoint gets the numbers of the events that its ``match`` finds: customers, events, exits, loops, waits beside the
    expected one, the measured feeling, KPIs beside their targets, each persona's part, the time of its last event and a query
    that gives the numbers again. Pain points that people drew get what the data say hurts there. What the data say nothing
    about stands in ``evidence.missing`` with the reason. ``docs/reference/map-evidence.md`` defines every number.

    Everything that people wrote stays as it is, drawn feelings too; evidence that was there is replaced.

    Parameters
    ----------
    jmap
        A map, written by hand or discovered.
    log
        A journey log; use ``log.where(...)`` for a part of it.
    as_of
        The day of the evidence; the log's last event if not given.
    goal
        The touchpoint, or touchpoints, that count as success: id or name on the map, or name in the data. The goal of the
        evidence that the map has already, if not given; without any, conversion is not measured, and pain points are looked
        for with the touchpoint that most looks like a goal.
    timezone
        Whose clocks count where segments are looked for, because a persona names one: as in the report that found it.
    language
        Of the reasons: "en" or "zh"; that of the map if not given.

    Returns
    -------
    JourneyMap
        The same for the same map, log and parameters; binding it again changes nothing.

    Raises
    ------
    UnknownNameError
        If neither the map nor the log has a touchpoint of the goal's name.
    UsageError
        If the map has no touchpoint.
    UnitError
        If there is no such time zone.
    InputError
        If the log holds no event with a touchpoint.

    Examples
    --------
    >>> from sojourn.journeymap.model import Kpi, Stage, Touchpoint
    >>> from sojourn.testing import log_of
    >>> cart = Touchpoint(id="cart", name="Cart", stage="buy", kpis=(Kpi(metric="exits_share", target="<= 60 %"),))
    >>> jmap = JourneyMap(title="T", stages=(Stage(id="buy", name="Buy"),), touchpoints=(cart,))
    >>> bound = bind(jmap, log_of('''
    ...     ann  09:00  Cart
    ...     ann  09:05  Till
    ...     bob  10:00  Cart
    ... '''))
    >>> known = bound.evidence.touchpoints["cart"]
    >>> known.customers, known.exits, known.kpis[0].value, known.kpis[0].met
    (2, 1, 0.5, None)
    """
    check_map(jmap)
    check_log(log)
    told = language or jmap.language
    segments = report_segments(jmap, log, goal, timezone)
    counted = tallied(jmap, log)
    evidence = evidence_of(jmap, log, counted, as_of=as_of, goal=goal, language=told)
    goals = goal_names(jmap, log, counted.view, goal)
    whose, missing = _personas(jmap, log, counted, segments, told)
    felt = feelings(jmap, log, counted, {persona: own.members for persona, own in whose.items()})
    pains = hurts(jmap, log, counted, goals, told)
    measures = Measures(jmap, log, counted, goals, felt.touchpoints, told)
    cells = _Cells(jmap, counted, felt, whose, measures, queries(jmap, log))
    return jmap.model_copy(
        update={
            "evidence": evidence.model_copy(
                update={
                    "stages": {
                        stage: known.model_copy(update={"emotion": felt.stages.get(stage)})
                        for stage, known in evidence.stages.items()
                    },
                    "touchpoints": cells.touchpoints(evidence),
                    "personas": {
                        p: _persona(own.met.customers, counted.customers) for p, own in whose.items()
                    },
                    "pain_points": dict(pains.known),
                    "missing": evidence.missing | {**missing, **pains.missing, **evidence.missing},
                }
            )
        }
    )


@dataclass(frozen=True, slots=True)
class _Own:
    """A persona's customers: who they are, and how many meet what."""

    members: Members
    met: Met


@dataclass(frozen=True, slots=True)
class _Cells:
    """Everything that is known of the touchpoints of a map."""

    jmap: JourneyMap
    counted: Counted
    felt: Feelings
    whose: Mapping[str, _Own]
    measures: Measures
    queries: Mapping[str, str]

    def touchpoints(self, evidence: Evidence) -> dict[str, TouchpointEvidence]:
        """The evidence of every touchpoint that has events."""
        return {
            touchpoint.id: evidence.touchpoints[touchpoint.id].model_copy(
                update={
                    "emotion": self.felt.touchpoints.get(touchpoint.id),
                    "kpis": self.measures.at(place),
                    "personas": self._personas(place, touchpoint.id),
                    "last": instant(int(self.counted.tally.last[place])),
                    "query": self.queries.get(touchpoint.id),
                }
            )
            for place, touchpoint in enumerate(self.jmap.touchpoints)
            if touchpoint.id in evidence.touchpoints
        }

    def _personas(self, place: int, touchpoint: str) -> dict[str, PersonaEvidence]:
        """The personas of whom somebody meets a touchpoint."""
        return {
            persona: _persona(own.met.places[place], own.met.customers).model_copy(
                update={"emotion": self.felt.personas[persona].get(touchpoint)}
            )
            for persona, own in self.whose.items()
            if own.met.places[place]
        }


def _persona(customers: int, whole: int) -> PersonaEvidence:
    return PersonaEvidence(customers=customers, share=round(customers / whole, 4))


def _personas(
    jmap: JourneyMap, log: JourneyLog, counted: Counted, segments: Segments, language: Language
) -> tuple[dict[str, _Own], dict[str, str]]:
    """Every persona that has customers in the log, and why the others have none."""
    found = members(jmap, log, segments, language)
    whose = {persona: own for persona, own in found.items() if isinstance(own, Members)}
    missing = {persona: reason for persona, reason in found.items() if isinstance(reason, str)}
    met = met_by(log, counted.view, whose)
    few = words_of(language)["few"]
    missing |= {
        p: few.format(n=own.customers, least=FEWEST) for p, own in met.items() if own.customers < FEWEST
    }
    return (
        {p: _Own(own, met[p]) for p, own in whose.items() if p not in missing},
        {p.id: missing[p.id] for p in jmap.personas if p.id in missing},
    )
