"""What the data say about the parts of a map: the evidence block of the document."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sojourn.journeymap.feelings import Ratings, measured, pooled
from sojourn.journeymap.flows import Volume, customers_of
from sojourn.journeymap.model import Evidence, FlowEvidence, GoalEvidence, StageEvidence, TouchpointEvidence
from sojourn.journeymap.slugs import slugs
from sojourn.log.journeylog import JourneyLog

LONGEST_NAME: Final = 200
_FOLDED_NAMED: Final = 200

Row = Mapping[str, Any]
"""A row of :class:`sojourn.analysis.touchpoints.Touchpoints`."""


@dataclass(frozen=True, slots=True)
class Column:
    """A stage in the making: its name and the names of its touchpoints in order."""

    name: str
    touchpoints: tuple[str, ...]


def short(name: str, longest: int) -> str:
    """A name cut to a length, with an ellipsis."""
    return name if len(name) <= longest else name[: longest - 1].rstrip() + "…"


def ratings(row: Row) -> Ratings:
    """The ratings given at a touchpoint."""
    return Ratings(row["score_n"], row["score_mean"] or 0.0, row["score_variance"] or 0.0)


def evidence_of(
    log: JourneyLog,
    customers: int,
    rows: Mapping[str, Row],
    columns: Sequence[Column],
    as_of: datetime | None,
) -> Evidence:
    """What the data says, flows and goal aside."""
    shown = [name for column in columns for name in column.touchpoints]
    ids = slugs(shown)
    extent = log.extent
    met = customers_of(log, [column.touchpoints for column in columns])
    stage_ids = slugs(column.name for column in columns)
    return Evidence(
        as_of=as_of or extent.last,
        first=extent.first,
        last=extent.last,
        customers=customers,
        events=sum(r["events"] for r in rows.values()),
        touchpoints_shown=len(shown),
        touchpoints_total=len(rows),
        transitions_shown_share=0.0,
        stages={
            stage_ids[column.name]: StageEvidence(
                customers=n,
                share=round(n / customers, 4),
                emotion=measured(pooled(ratings(rows[name]) for name in column.touchpoints)),
            )
            for column, n in zip(columns, met, strict=True)
        },
        touchpoints={ids[name]: _touchpoint_evidence(rows[name]) for name in shown},
        folded=tuple(short(name, LONGEST_NAME) for name in _without(rows, shown)),
    )


def _without(rows: Iterable[str], shown: Sequence[str]) -> list[str]:
    here = set(shown)
    return [name for name in rows if name not in here][:_FOLDED_NAMED]


def _touchpoint_evidence(row: Row) -> TouchpointEvidence:
    return TouchpointEvidence(
        customers=row["customers"],
        events=row["events"],
        share=round(row["share_of_customers"], 4),
        exits=row["exits"],
        exits_share=round(row["exits_share"], 4),
        median_wait_s=None if row["median_wait_s"] is None else round(row["median_wait_s"], 3),
        median_position=row["median_position"],
        repeats_share=round(row["repeats_share"], 4),
        emotion=measured(ratings(row)),
    )


def by_volume(flow: Volume) -> tuple[int, str, str]:
    """Sorts the most frequent flow first, equals by name."""
    return -flow.count, flow.source, flow.target


def flow_evidence(flow: Volume, ids: dict[str, str]) -> FlowEvidence:
    """The volume of a flow, by the ids of its touchpoints."""
    return FlowEvidence(
        source=ids.get(flow.source, ""),
        target=ids.get(flow.target, ""),
        count=flow.count,
        customers=flow.customers,
        median_s=None if flow.median_s is None else round(flow.median_s, 3),
    )


def goal_evidence(
    goals: tuple[str, ...], rows: Mapping[str, Row], ids: dict[str, str]
) -> GoalEvidence | None:
    """How many customers reach the first of the goals."""
    if not goals:
        return None
    row = rows.get(goals[0])
    if row is None:
        return GoalEvidence(touchpoint=goals[0], customers=0, share=0.0)
    return GoalEvidence(
        touchpoint=ids[goals[0]], customers=row["customers"], share=round(row["share_of_customers"], 4)
    )
