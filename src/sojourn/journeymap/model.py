"""The journey map document: frozen values, one field per thing a person can read and edit.

The text form (``*.journey.yaml``) is written and read by :mod:`sojourn.journeymap.document`; the JSON Schema of
``sojourn schema map`` is generated from these classes. Field order is the order in the file.
"""

from datetime import date, datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, model_validator

from sojourn.journeymap.checks import inconsistencies
from sojourn.journeymap.fields import LINK_PATTERN, WAIT_PATTERN, link, wait

SCHEMA: Final = "map/1"

Name = Annotated[str, Field(min_length=1, max_length=200)]
Identifier = Annotated[
    str,
    Field(
        min_length=1, max_length=100, pattern=r"^[^\s<>&\"'\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+$"
    ),
]
Score = Annotated[float, Field(ge=-5, le=5)]
Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]
Wait = Annotated[str, AfterValidator(wait), Field(json_schema_extra={"pattern": WAIT_PATTERN})]
Link = Annotated[str, AfterValidator(link), Field(json_schema_extra={"pattern": LINK_PATTERN})]

CHECKED: Final = MappingProxyType({"references": "checked"})
"""Context of a validation whose references were checked already, with their places in a text."""
_FAULTS_TOLD: Final = 20


class _Part(BaseModel):
    """Every part of a document is frozen and knows all its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, allow_inf_nan=False)


class Basis(StrEnum):
    """How an emotion is known."""

    OBSERVED = "observed"
    INFERRED = "inferred"
    ASSUMED = "assumed"


class MapKind(StrEnum):
    """What a map describes."""

    CURRENT_STATE = "current_state"
    FUTURE_STATE = "future_state"
    DAY_IN_THE_LIFE = "day_in_the_life"
    SERVICE_BLUEPRINT = "service_blueprint"


class Emotion(_Part):
    """A drawn feeling, −5 (awful) to +5 (delightful)."""

    score: Score
    basis: Basis = Basis.ASSUMED
    note: str = ""


class MeasuredEmotion(_Part):
    """A measured feeling with its 95 % interval and the number of ratings, texts or occasions behind it."""

    score: Score
    low: Score
    high: Score
    n: Count
    basis: Basis = Basis.OBSERVED


class PainPoint(_Part):
    """Something that hurts at a touchpoint; severity 1 (nuisance) to 5 (they leave)."""

    id: Identifier
    text: Name
    severity: Annotated[int, Field(ge=1, le=5)] = 3


class Kpi(_Part):
    """A metric that is watched at a touchpoint, and the value aimed at."""

    metric: Name
    target: str = ""


class Match(_Part):
    """Which events belong to a touchpoint of the map; all given conditions must hold, any listed value fits."""

    touchpoint: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    properties: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class Persona(_Part):
    """A typical customer."""

    id: Identifier
    name: Name
    archetype: str = ""
    segment: str | None = None
    """Whose events are theirs: ``attribute=value``, or the name of a segment of the report."""
    market: Literal["b2c", "b2b"] | None = None
    """Buys for themselves, or for a company."""
    buying_role: Literal["user", "champion", "influencer", "decision_maker", "buyer", "gatekeeper"] | None = (
        None
    )
    """The part they play where several people of a company buy together."""
    traits: dict[str, str] = Field(default_factory=dict)
    goals: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    frustrations: tuple[str, ...] = ()
    quote: str | None = None
    share: Share | None = None


class Stage(_Part):
    """A column of the map: a phase of the journey in the customer's eyes."""

    id: Identifier
    name: Name
    goal: str | None = None
    expectation: str | None = None
    map: Link | None = None
    """The file of a map of its own that shows this stage closer, relative to this one."""


class Touchpoint(_Part):
    """One meeting of customer and company."""

    id: Identifier
    name: Name
    stage: Identifier
    channel: str = ""
    media: Literal["owned", "earned", "paid"] | None = None
    kind: Literal["digital", "physical", "human"] | None = None
    department: str = ""
    """Who in the company is responsible."""
    starts: bool = False
    """Journeys begin here. Where no touchpoint of a map says so they may begin anywhere."""
    ends: bool = False
    """Journeys end here. Where no touchpoint of a map says so they may end anywhere."""
    actions: tuple[str, ...] = ()
    thoughts: tuple[str, ...] = ()
    expectation: str | None = None
    expected_wait: Wait | None = None
    """How long until the next step customers expect at most, with a unit: ``2d``."""
    emotion: Emotion | None = None
    emotions: dict[Identifier, Emotion] = Field(default_factory=dict)
    """Feelings that differ from `emotion`, by the id of the persona: each persona has a curve."""
    importance: Annotated[int, Field(ge=1, le=5)] | None = None
    moment_of_truth: bool = False
    pain_points: tuple[PainPoint, ...] = ()
    rose: tuple[str, ...] = ()
    bud: tuple[str, ...] = ()
    thorn: tuple[str, ...] = ()
    kpis: tuple[Kpi, ...] = ()
    match: Match | None = None
    backstage: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    map: Link | None = None
    """The file of a map of its own that shows this touchpoint closer, relative to this one."""


class Flow(_Part):
    """Customers go from one touchpoint to another; from = to is a loop."""

    source: Identifier = Field(alias="from")
    target: Identifier = Field(alias="to")
    when: str | None = None


class Opportunity(_Part):
    """Something to do about pain points."""

    id: Identifier
    title: Name
    pain_points: tuple[Identifier, ...] = ()
    kind: Literal["quick_win", "strategic", "innovation"] | None = None
    impact: Annotated[int, Field(ge=1, le=5)] | None = None
    effort: Annotated[int, Field(ge=1, le=5)] | None = None
    owner: str | None = None
    status: str | None = None
    metric: str | None = None
    """What will show that it worked."""


class KpiEvidence(_Part):
    """A metric beside its target; without a value the reason."""

    metric: Name
    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: Count | None = None
    unit: str = ""
    met: bool | None = None
    """Whether the value reaches the target; None where that cannot be said."""
    reason: str = ""


class PersonaEvidence(_Part):
    """What the data say about a persona, on the whole or at a touchpoint."""

    customers: Count
    share: Share
    """Of all customers; at a touchpoint, of the customers of the persona."""
    emotion: MeasuredEmotion | None = None


class TouchpointEvidence(_Part):
    """What the data says about one touchpoint of the map."""

    customers: Count
    events: Count
    share: Share
    """Share of all customers who met it."""
    exits: Count
    """Customers whose journey ends here."""
    exits_share: Share
    """exits / customers of the touchpoint."""
    median_wait_s: float | None = None
    """Median seconds from here to the customer's next event, whatever it is."""
    median_position: Share | None = None
    """Median relative place of its first occurrence in journeys, 0 = first event, 1 = last."""
    repeats_share: Share | None = None
    """Share of its customers who met it again right after it (a loop)."""
    waits_longer_share: Share | None = None
    """Share of the waits that were longer than the map says customers expect."""
    emotion: MeasuredEmotion | None = None
    kpis: tuple[KpiEvidence, ...] = ()
    personas: dict[str, PersonaEvidence] = Field(default_factory=dict)
    """By the id of the persona."""
    last: datetime | None = None
    """Time of its last event."""
    query: str | None = None
    """What reproduces these numbers."""


class StageEvidence(_Part):
    """What the data says about one stage."""

    customers: Count
    share: Share
    emotion: MeasuredEmotion | None = None


class FlowEvidence(_Part):
    """Volume of one flow; source "" = journeys start, target "" = journeys end."""

    source: str = Field(alias="from")
    target: str = Field(alias="to")
    count: Count
    customers: Count
    median_s: float | None = None


class PainEvidence(_Part):
    """What the data says about one pain point: whom it meets, what it does to the outcome, and what that costs.

    The effect is a change of a probability, negative where it hurts; the value is what would come in without it.
    Intervals are 95 %.
    """

    customers: Count
    share: Share
    """Of those who came to this point of the journey."""
    outcome: str
    """The touchpoint whose probability changes."""
    effect: float
    effect_low: float
    effect_high: float
    value: float | None = None
    value_low: float | None = None
    value_high: float | None = None
    currency: str | None = None


class GoalEvidence(_Part):
    """How many customers reach the goal."""

    touchpoint: str
    customers: Count
    share: Share


class Evidence(_Part):
    """Everything the data says about this map, and how much of the data the map shows."""

    as_of: datetime | None = None
    first: datetime | None = None
    last: datetime | None = None
    customers: Count
    events: Count
    touchpoints_shown: Count
    touchpoints_total: Count
    transitions_shown_share: Share
    """Share of all transitions between different touchpoints, entries and exits aside, that the drawn flows carry."""
    goal: GoalEvidence | None = None
    stages: dict[str, StageEvidence] = Field(default_factory=dict)
    touchpoints: dict[str, TouchpointEvidence] = Field(default_factory=dict)
    flow: tuple[FlowEvidence, ...] = ()
    pain_points: dict[str, PainEvidence] = Field(default_factory=dict)
    """By the id of the pain point."""
    personas: dict[str, PersonaEvidence] = Field(default_factory=dict)
    """By the id of the persona."""
    missing: dict[str, str] = Field(default_factory=dict)
    """Touchpoints, personas and pain points (ids) about which the data say nothing, and why."""
    folded: tuple[str, ...] = ()
    """Names of touchpoints that are in the data but not drawn, most customers first (at most 200)."""


class JourneyMap(_Part):
    """A customer-journey map."""

    sojourn: Literal["map/1"] = SCHEMA
    title: Name
    language: Literal["en", "zh"] = "en"
    kind: MapKind = MapKind.CURRENT_STATE
    status: Literal["assumed", "validated"] = "assumed"
    owner: str | None = None
    review_by: date | None = None
    updated: date | None = None
    current_state: Link | None = None
    """For a map of the future: the file of the map of today that it departs from, relative to this one."""
    lint_off: tuple[str, ...] = ()
    """Rules of lint that are switched off for this map."""
    left_out: tuple[Name, ...] = Field(default=(), max_length=500)
    """Touchpoints of the data that this map leaves out on purpose, by their names in the data."""
    personas: tuple[Persona, ...] = Field(default=(), max_length=100)
    stages: tuple[Stage, ...] = Field(min_length=1, max_length=40)
    touchpoints: tuple[Touchpoint, ...] = Field(max_length=500)
    flow: tuple[Flow, ...] = ()
    opportunities: tuple[Opportunity, ...] = ()
    evidence: Evidence | None = None

    @model_validator(mode="after")
    def _consistent(self, info: ValidationInfo) -> Self:
        """Refuse ids given twice and references to parts that do not exist."""
        if info.context is not CHECKED:
            faults = [str(fault) for fault in islice(inconsistencies(self._references()), _FAULTS_TOLD)]
            if faults:
                raise ValueError(" ".join(faults))
        return self

    def _references(self) -> dict[str, Any]:
        """What has an id or refers to one, as plain values."""
        return {
            "personas": [{"id": persona.id} for persona in self.personas],
            "stages": [{"id": stage.id} for stage in self.stages],
            "touchpoints": [
                {
                    "id": point.id,
                    "stage": point.stage,
                    "emotions": point.emotions,
                    "pain_points": [{"id": pain.id} for pain in point.pain_points],
                }
                for point in self.touchpoints
            ],
            "flow": [{"from": flow.source, "to": flow.target} for flow in self.flow],
            "opportunities": [{"id": o.id, "pain_points": list(o.pain_points)} for o in self.opportunities],
        }

    def save(self, path: str | Path) -> Path:
        """Write the map as text; see :func:`sojourn.journeymap.document.save`."""
        from sojourn.journeymap.document import save

        return save(self, path)

    @staticmethod
    def load(path: str | Path) -> "JourneyMap":
        """Read a map from a file; see :func:`sojourn.journeymap.document.load`."""
        from sojourn.journeymap.document import load

        return load(Path(path))
