"""``report.json``: the numbers of a report for programs, as frozen values.

One rule governs what is missing. A field *without* a default is always written; it is ``null`` where the number cannot
be computed. A field *with* the default None is a block or an attribute that may be absent: it is left out of the
file, and so is a block whose analysis is not built yet. Nothing is ever empty or invented to fill a place.

Shares are 0…1, durations are seconds and end in ``_s``, times are ISO 8601 in UTC, intervals are 95 %.
"""

import json
from datetime import datetime
from functools import cache
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, ValidationError

from sojourn.errors import InputError
from sojourn.report.blocks.attribution import Attribution
from sojourn.report.blocks.drivers import Drivers
from sojourn.report.blocks.emotions import Emotions
from sojourn.report.blocks.lifetime import LifetimeValue
from sojourn.report.blocks.pain import MomentOfTruth, Opportunity, PainPoint
from sojourn.report.blocks.samples import Sample
from sojourn.report.blocks.segments import Segment, Segmentation
from sojourn.report.blocks.trends import Inconsistency, Trends
from sojourn.report.blocks.voice import Voice
from sojourn.report.blocks.what_if import WhatIf
from sojourn.report.made import Made
from sojourn.report.part import Count, Emotion, Part, Seconds, Share

SCHEMA_VERSION: Final = "report/1"
SCHEMA_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


class Example(Part):
    """One row that was dropped: its place in the source, why, and the value that caused it."""

    line: Count
    reason: str
    value: str


class RoleColumn(Part):
    """The column that plays a role, and why it was taken."""

    column: str
    reason: str
    constant: str | None = None
    """The value given to every row where no column plays the role."""


class SourceQuality(Part):
    """The fate of the rows of one source."""

    name: str
    format: str
    rows_in: Count
    rows_kept: Count
    dropped: dict[str, Count]
    repaired: dict[str, Count]
    mapping: dict[str, RoleColumn]
    dialect: str = ""
    """The foreign system that wrote it; "project" where the project file describes its columns."""
    identifiers: dict[str, str] = Field(default={})
    """Column → type of every id of the customer, where ids were joined."""
    note: str = ""
    """What had to be assumed, or why the table was not read."""
    examples: tuple[Example, ...]


class Quality(Part):
    """The fate of every row: rows_in = rows_kept + Σ dropped."""

    rows_in: Count
    rows_kept: Count
    dropped: dict[str, Count]
    """Reason → rows that are not in the log."""
    repaired: dict[str, Count]
    """Rule → rows that are in the log with a value changed or filled in."""
    sources: tuple[SourceQuality, ...]


class Summary(Part):
    """How much data the report rests on."""

    customers: Count
    events: Count
    touchpoints: Count
    """Distinct touchpoints in the log."""
    channels: Count
    """Distinct channels in the log."""
    first: datetime | None
    last: datetime | None
    goal: str | None
    """The goal as text; several goals are joined by ", "."""
    goals: tuple[str, ...]
    """The touchpoints that count as success; a customer reaches the goal who meets any of them."""
    goal_customers: Count | None
    """Customers who reach the goal; null without one."""


class Touchpoint(Part):
    """What customers do at one touchpoint."""

    name: str
    stage: str | None
    """Name of its stage on the map; null if the map does not draw it."""
    channel: str | None
    """Where most of its events happen; null if the log knows no channels."""
    customers: Count
    events: Count
    share_of_customers: Share
    median_wait_s: Seconds | None
    """Median time from here to the customer's next event; null if nobody went on."""
    exits: Count
    """Customers whose journey ends here."""
    exits_share: Share
    """exits / customers."""
    lost: Count | None
    """Customers whose journey ends here and who never reached the goal; null without a goal."""
    emotion: Emotion | None = None
    importance: Annotated[int, Field(ge=1, le=5)] | None = None


class Stage(Part):
    """One stage of the map."""

    name: str
    position: Annotated[int, Field(ge=1)]
    customers: Count | None
    """Customers who met any of its touchpoints; null if the map carries no evidence."""
    touchpoints: tuple[str, ...]
    emotion: Emotion | None = None


class Transition(Part):
    """One touchpoint directly followed by another; source "" = start of the journey, target "" = its end."""

    source: str
    target: str
    count: Count
    customers: Count
    mean_s: Seconds | None
    median_s: Seconds | None


class MapFlow(Part):
    """Transitions between the touchpoints of the map, as if there were no others."""

    passed_over: Count
    """Touchpoints of the log that are not on the map; their events are passed over."""
    passed_over_events_share: Share
    """Share of all events that happen there."""
    transitions: tuple[Transition, ...]


class Path(Part):
    """A sequence of touchpoints that whole journeys follow, in time order."""

    path: tuple[str, ...]
    customers: Count
    share: Share
    goal_share: Share | None
    """Share of these customers who reach the goal; null without a goal."""


class FunnelStep(Part):
    """How many customers get to a step after all steps before it, in order."""

    step: str
    customers: Count
    share_of_first: Share | None
    share_of_previous: Share | None
    median_s: Seconds | None
    """Median time since the step before; null for the first step and where nobody made it."""


class Metric(Part):
    """One figure with everything needed to judge it."""

    value: float | None
    low: float | None
    high: float | None
    n: Count
    """Customers, events or ratings it rests on, as the definition says."""
    definition: str
    status: str
    """``computed``, or ``cannot be computed: reason``."""
    currency: str | None = None


class Breakdown(Part):
    """One metric in one group: everything that `Metric` says, for a part of the customers or of the time."""

    metric: str
    """A key of ``metrics``."""
    dimension: str
    """``touchpoint``, ``stage``, ``channel``, ``first_channel``, ``segment``, ``device``, ``month``, ``week`` …"""
    group: str
    value: float | None
    low: float | None
    high: float | None
    n: Count
    status: str


class Comparison(Part):
    """The same measure in two groups of customers; the difference is a − b, q is corrected for all of the same kind."""

    dimension: str
    """What makes the groups: ``first_channel`` is the channel of a customer's first event, ``since`` a day against before."""
    a: str
    b: str
    """"" = all other customers."""
    measure: str
    value_a: float | None
    value_b: float | None
    n_a: Count
    n_b: Count
    difference: float | None
    low: float | None
    high: float | None
    q: Share | None


class Coverage(Part):
    """How much the lists of this report hold of what there is."""

    touchpoints_listed: Count
    touchpoints_total: Count
    transitions_listed: Count
    """Rows of ``transitions``, starts and ends included."""
    transitions_total: Count
    """Distinct pairs in the log, starts and ends included."""
    transitions_listed_share: Share
    """Share of all occurrences that the listed rows hold."""
    paths_listed: Count
    paths_total: Count
    """Distinct paths."""
    paths_listed_share: Share
    """Share of customers whose path is listed."""
    transitions_on_map_share: Share | None = None
    """Share of all transitions between different touchpoints that run along a flow of the map: the map's own
    ``transitions_shown_share``, as its foot says it. Absent without a map that knows it."""


class Visits(Part):
    """Runs of events without a gap longer than ``gap_s``."""

    gap_s: Seconds
    visits: Count
    visits_per_customer: float | None
    events_per_visit: float | None
    median_duration_s: Seconds | None
    one_event_share: Share | None
    """Share of visits of a single event."""


class RhythmCell(Part):
    """Events in one hour of one weekday (1 = Monday), in the zone of the block."""

    weekday: Annotated[int, Field(ge=1, le=7)]
    hour: Annotated[int, Field(ge=0, le=23)]
    events: Count


class Rhythm(Part):
    """When events happen."""

    timezone: str
    cells: tuple[RhythmCell, ...]


class Cohort(Part):
    """Customers whose first event lies in one period, and how many come back in later ones."""

    period: str
    """First day of the period, ISO 8601."""
    customers: Count
    returned: tuple[Count, ...]
    """Customers with an event in the period itself, the next one, and so on, as far as the data cover it whole."""


class Retention(Part):
    """Cohorts by first event."""

    unit: Literal["day", "week", "month"]
    timezone: str
    cohorts: tuple[Cohort, ...]


class Report(Part):
    """Everything a report says, as numbers."""

    schema_version: Literal["report/1"]
    generated_by: str
    language: Literal["en", "zh"]
    title: str
    summary: Summary
    coverage: Coverage
    quality: Quality | None = None
    touchpoints: tuple[Touchpoint, ...] | None = None
    stages: tuple[Stage, ...] | None = None
    transitions: tuple[Transition, ...] | None = None
    map_flow: MapFlow | None = None
    """Absent if the map draws every touchpoint: then ``transitions`` says the same."""
    paths: tuple[Path, ...] | None = None
    funnel: tuple[FunnelStep, ...] | None = None
    metrics: dict[str, Metric] | None = None
    comparisons: tuple[Comparison, ...] | None = None
    visits: Visits | None = None
    rhythm: Rhythm | None = None
    retention: Retention | None = None
    breakdowns: tuple[Breakdown, ...] | None = None
    """The metrics by touchpoint, stage, channel, segment and period."""
    emotions: Emotions | None = None
    voice: Voice | None = None
    pain_points: tuple[PainPoint, ...] | None = None
    """The most value at stake first; what only looks like a pain point stands at the end, with its verdict."""
    moments_of_truth: tuple[MomentOfTruth, ...] | None = None
    opportunities: tuple[Opportunity, ...] | None = None
    what_if: WhatIf | None = None
    attribution: Attribution | None = None
    segments: tuple[Segment, ...] | None = None
    segmentation: Segmentation | None = None
    drivers: Drivers | None = None
    trends: Trends | None = None
    consistency: tuple[Inconsistency, ...] | None = None
    lifetime_value: LifetimeValue | None = None
    samples: tuple[Sample, ...] | None = None
    """What the fits above rest on, and of how many it was taken, also where nothing was found; all other figures are of all."""
    made: Made | None = None
    """In the ``report.json`` of ``sojourn analyze``: what the results were made from."""

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values; what is absent has no key."""
        return self.model_dump(mode="json", exclude_defaults=True)

    def to_json(self) -> str:
        """The text of ``report.json``: stable order, UTF-8, a line break at the end, no NaN."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=1, allow_nan=False) + "\n"

    @classmethod
    def load(cls, text: str | bytes) -> Self:
        """Read the text of a ``report.json``.

        Raises
        ------
        InputError
            If it is not a report of this version; the message names the first place that is wrong.
        """
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(str(part) for part in first["loc"]) or "the document"
            raise InputError(
                f"This is not a report of version {SCHEMA_VERSION}: {place}: {first['msg']}.",
                hint="Write it again with: sojourn analyze FILES --out DIR",
                context={"place": place, "faults": error.error_count()},
            ) from None


@cache
def _schema_text() -> str:
    schema = _without_null(Report.model_json_schema())
    return json.dumps(
        {"$schema": SCHEMA_DIALECT, "$id": "urn:sojourn:schema:report:1", **schema}, ensure_ascii=False
    )


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of ``report.json``."""
    loaded: dict[str, Any] = json.loads(_schema_text())
    return loaded


def _without_null(node: Any) -> Any:
    """What may be absent is never null: take null out of every optional property."""
    if isinstance(node, list):
        return [_without_null(item) for item in node]
    if not isinstance(node, dict):
        return node
    node = {key: _without_null(value) for key, value in node.items()}
    if "default" in node and node["default"] is None:
        node.pop("default")
        kinds = [kind for kind in node.pop("anyOf") if kind != {"type": "null"}]
        node = {**kinds[0], **node}
    return node
