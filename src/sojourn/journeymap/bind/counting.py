"""What can be counted of a map: touchpoints, stages, flows, doors, waits, ratings, and how much of the log it covers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sojourn.journeymap.bind.goals import Goals, goal_names, outside_names
from sojourn.journeymap.bind.reasons import Language, nothing_at
from sojourn.journeymap.bind.tally import Counted, Row, tallied
from sojourn.journeymap.feelings import Ratings, measured, pooled
from sojourn.journeymap.flows import Volume
from sojourn.journeymap.matching import match_of
from sojourn.journeymap.model import (
    Evidence,
    FlowEvidence,
    GoalEvidence,
    JourneyMap,
    StageEvidence,
    TouchpointEvidence,
)
from sojourn.log.journeylog import JourneyLog

LONGEST_NAME: Final = 200
NAMED: Final = 200
"""At most so many names that are not on a map are listed."""


def count(
    jmap: JourneyMap, log: JourneyLog, *, as_of: datetime | None = None, goal: Goals = None
) -> Evidence:
    """What the data say about a map, as far as it can be counted: no model, no test, one pass.

    Parameters
    ----------
    jmap
        A map.
    log
        A journey log; use ``log.where(...)`` for a part of it.
    as_of
        The day of the evidence; the log's last event if not given.
    goal
        The touchpoint, or touchpoints, that count as success: id or name on the map, or name in the data. ``evidence.goal``
        is about the first. The goal of the evidence that the map has already, if not given.

    Returns
    -------
    Evidence
        Without pain points, personas and measures beside targets, which only
        :func:`~sojourn.journeymap.bind.bind` looks for; feelings are means of ratings.

    Raises
    ------
    UnknownNameError
        If neither the map nor the log has a touchpoint of the goal's name.
    UsageError
        If the map has no touchpoint.
    InputError
        If the log holds no event with a touchpoint.

    Examples
    --------
    >>> from sojourn.journeymap.model import Stage, Touchpoint
    >>> from sojourn.testing import log_of
    >>> jmap = JourneyMap(title="T", stages=(Stage(id="buy", name="Buy"),), touchpoints=(
    ...     Touchpoint(id="cart", name="Cart", stage="buy"), Touchpoint(id="till", name="Til", stage="buy")))
    >>> evidence = count(jmap, log_of('''
    ...     ann  09:00  Cart
    ...     ann  09:05  Till
    ...     bob  10:00  Till
    ... '''))
    >>> evidence.touchpoints["cart"].share, evidence.folded, evidence.missing
    (0.5, ('Till',), {'till': 'No event is called “Til”. Close to it: “Till”.'})
    """
    return evidence_of(jmap, log, tallied(jmap, log), as_of=as_of, goal=goal)


def evidence_of(
    jmap: JourneyMap,
    log: JourneyLog,
    counted: Counted,
    *,
    as_of: datetime | None = None,
    goal: Goals = None,
    language: Language | None = None,
) -> Evidence:
    """The evidence of a map that is counted already; see :func:`count`."""
    extent = log.extent
    names = dict(zip((t.id for t in jmap.touchpoints), counted.view.shown, strict=True))
    known = {t: counted.rows[name] for t, name in names.items() if name in counted.rows}
    folded, total = _outside(jmap, log, counted)
    return Evidence(
        as_of=as_of or extent.last,
        first=extent.first,
        last=extent.last,
        customers=counted.customers,
        events=sum(r["events"] for r in counted.rows.values()),
        touchpoints_shown=int((counted.tally.names > 0).sum()),
        touchpoints_total=total,
        transitions_shown_share=_carried(jmap, counted, names),
        goal=_goal(jmap, log, counted, goal),
        stages=_stages(jmap, counted, known),
        touchpoints={
            t.id: _touchpoint(known[t.id], counted.tally.waits[place].tolist(), t.expected_wait is not None)
            for place, t in enumerate(jmap.touchpoints)
            if t.id in known
        },
        flow=_flows(jmap, counted, names),
        missing={
            t.id: nothing_at(match_of(t), log, language or jmap.language)
            for t in jmap.touchpoints
            if t.id not in known
        },
        folded=folded[:NAMED],
    )


def short(name: str, longest: int = LONGEST_NAME) -> str:
    """A name cut to a length, with an ellipsis."""
    return name if len(name) <= longest else name[: longest - 1].rstrip() + "…"


def ratings(row: Row) -> Ratings:
    """The ratings given at a touchpoint."""
    return Ratings(row["score_n"], row["score_mean"] or 0.0, row["score_variance"] or 0.0)


def _goal(jmap: JourneyMap, log: JourneyLog, counted: Counted, goal: Goals) -> GoalEvidence | None:
    names = goal_names(jmap, log, counted.view, goal)
    if not names:
        return None
    known = outside_names(counted.view) | dict(
        zip(counted.view.shown, (t.id for t in jmap.touchpoints), strict=True)
    )
    row = counted.rows.get(names[0])
    met = row["customers"] if row else 0
    return GoalEvidence(touchpoint=known[names[0]], customers=met, share=round(met / counted.customers, 4))


def _outside(jmap: JourneyMap, log: JourneyLog, counted: Counted) -> tuple[tuple[str, ...], int]:
    """Names with events that are neither on the map nor left out on purpose; and how many names have events at all."""
    raw = outside_names(counted.view)
    others = [raw[name] for name in counted.rows if name in raw]
    left_out = {name.casefold() for name in jmap.left_out}
    mapped = {log.touchpoints[code] for code in counted.tally.names.nonzero()[0].tolist()}
    folded = (short(name) for name in others)
    return tuple(name for name in folded if name.casefold() not in left_out), len(mapped.union(others))


def _touchpoint(row: Row, waits: Sequence[int], expects: bool) -> TouchpointEvidence:
    waited, longer, *_ = waits
    return TouchpointEvidence(
        customers=row["customers"],
        events=row["events"],
        share=round(row["share_of_customers"], 4),
        exits=row["exits"],
        exits_share=round(row["exits_share"], 4),
        median_wait_s=None if row["median_wait_s"] is None else round(row["median_wait_s"], 3),
        median_position=row["median_position"],
        repeats_share=round(row["repeats_share"], 4),
        waits_longer_share=round(longer / waited, 4) if expects and waited else None,
        emotion=measured(ratings(row)),
    )


def _stages(jmap: JourneyMap, counted: Counted, known: Mapping[str, Row]) -> dict[str, StageEvidence]:
    """Every stage of which a touchpoint has events."""
    own = {
        s.id: [known[t.id] for t in jmap.touchpoints if t.stage == s.id and t.id in known]
        for s in jmap.stages
    }
    return {
        stage: StageEvidence(
            customers=met,
            share=round(met / counted.customers, 4),
            emotion=measured(pooled(ratings(row) for row in rows)),
        )
        for (stage, rows), met in zip(own.items(), counted.tally.stages.tolist(), strict=True)
        if rows
    }


def _carried(jmap: JourneyMap, counted: Counted, names: Mapping[str, str]) -> float:
    """Share of the transitions between different touchpoints of the log that the drawn flows carry."""
    drawn = {(names[f.source], names[f.target]) for f in jmap.flow if f.source != f.target}
    carried = sum(counted.direct[pair].count for pair in drawn if pair in counted.direct)
    return round(carried / counted.apart, 4) if counted.apart else 1.0


def _flows(jmap: JourneyMap, counted: Counted, names: Mapping[str, str]) -> tuple[FlowEvidence, ...]:
    """The doors, most used first, and the drawn flows in the order of the map; loops are counted as they are in the log."""
    ids = {name: t for t, name in names.items()}
    doors = [f for (s, t), f in counted.inside.items() if not s or not t]
    drawn = []
    for pair in dict.fromkeys((names[f.source], names[f.target]) for f in jmap.flow):
        found = (counted.direct if pair[0] == pair[1] else counted.inside).get(pair)
        drawn.append(found or Volume(*pair, 0, 0, None))
    return tuple(_flow(f, ids) for f in [*sorted(doors, key=_by_volume), *drawn])


def _by_volume(flow: Volume) -> tuple[int, str, str]:
    """Sorts the most frequent flow first, equals by name."""
    return -flow.count, flow.source, flow.target


def _flow(flow: Volume, ids: Mapping[str, str]) -> FlowEvidence:
    return FlowEvidence(
        source=ids.get(flow.source, ""),
        target=ids.get(flow.target, ""),
        count=flow.count,
        customers=flow.customers,
        median_s=None if flow.median_s is None else round(flow.median_s, 3),
    )
