"""What a file of contents holds: everything of a trade in both languages, from which maps of every kind are made."""

from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from sojourn.journeymap.model import Identifier, Score
from sojourn.journeymap.templates.catalogue import Industry, Market, content_text, parsed

Said = Annotated[str, Field(min_length=1)]
Pair = tuple[Said, Said]
"""A text in English and in Chinese."""
Pairs = tuple[Pair, ...]
Grade = Annotated[int, Field(ge=1, le=5)]


def _both(given: Any) -> Any:
    """A text that is the same in both languages, such as the id of a metric, is written once."""
    return (given, given) if isinstance(given, str) else given


def _flat(given: Any) -> Any:
    """A trait may have its two values in a list of their own."""
    if isinstance(given, list):
        return [text for part in given for text in (part if isinstance(part, list) else [part])]
    return given


OnceOrPair = Annotated[Pair, BeforeValidator(_both)]
Trait = Annotated[tuple[Said, Said, Said, Said], BeforeValidator(_flat)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class PersonContent(_Part):
    """A persona; `traits` are label and value, each in English and Chinese: label, label, value, value."""

    id: Identifier
    name: Pair
    archetype: Pair | None = None
    buying_role: str | None = None
    traits: tuple[Trait, ...] = ()
    goals: Pairs = ()
    needs: Pairs = ()
    frustrations: Pairs = ()
    quote: Pair | None = None


class StageContent(_Part):
    """A stage."""

    id: Identifier
    name: Pair
    goal: Pair | None = None
    expectation: Pair | None = None


class PainContent(_Part):
    """A pain point."""

    id: Identifier
    text: Pair
    severity: Grade = 3


class KpiContent(_Part):
    """A measure: the id of a known one, or words in both languages; and its target."""

    metric: OnceOrPair
    target: OnceOrPair = ("", "")


class TouchpointContent(_Part):
    """A touchpoint, today and (what begins with `future`) as it is wished for.

    `match` names its events in logs of any language.
    """

    id: Identifier
    stage: Identifier
    name: Pair
    channel: OnceOrPair
    media: Literal["owned", "earned", "paid"] | None = None
    kind: Literal["digital", "physical", "human"] | None = None
    department: OnceOrPair | None = None
    starts: bool = False
    ends: bool = False
    actions: Pairs = ()
    thoughts: Pairs = ()
    expectation: Pair | None = None
    expected_wait: str | None = None
    emotion: Score | None = None
    future: Score | None = None
    future_actions: Pairs = ()
    future_thoughts: Pairs = ()
    emotions: dict[Identifier, Score] = Field(default_factory=dict)
    importance: Grade | None = None
    moment_of_truth: bool = False
    pain_points: tuple[PainContent, ...] = ()
    rose: Pairs = ()
    bud: Pairs = ()
    thorn: Pairs = ()
    kpis: tuple[KpiContent, ...] = ()
    match: tuple[Said, ...] = ()
    backstage: Pairs = ()
    support: Pairs = ()
    policies: Pairs = ()
    systems: Pairs = ()


FlowContent = tuple[Identifier, Identifier] | tuple[Identifier, Identifier, Pair]
"""From, to, and when."""


class OpportunityContent(_Part):
    """What could be done about pain points."""

    id: Identifier
    title: Pair
    pain_points: tuple[Identifier, ...] = ()
    kind: Literal["quick_win", "strategic", "innovation"] | None = None
    impact: Grade | None = None
    effort: Grade | None = None
    owner: OnceOrPair | None = None
    metric: OnceOrPair | None = None


class DayContent(_Part):
    """A day of the first persona, as far as the trade touches it."""

    stages: tuple[StageContent, ...] = Field(min_length=1)
    touchpoints: tuple[TouchpointContent, ...] = Field(min_length=1)
    flow: tuple[FlowContent, ...] = ()


class Content(_Part):
    """A file of contents."""

    industry: Industry
    market: Market
    title: Pair
    personas: tuple[PersonContent, ...] = Field(min_length=1)
    stages: tuple[StageContent, ...] = Field(min_length=1)
    touchpoints: tuple[TouchpointContent, ...] = Field(min_length=1)
    flow: tuple[FlowContent, ...] = ()
    opportunities: tuple[OpportunityContent, ...] = ()
    day: DayContent


@cache
def content(industry: Industry, market: Market) -> Content | None:
    """The contents for a trade; None if there are none."""
    text = content_text(industry, market)
    return None if text is None else Content.model_validate(parsed(text))
