"""Pain points with what they cost, moments of truth, and what to do."""

from typing import Annotated, Literal

from pydantic import Field

from sojourn.report.part import Count, Part, Share

Verdict = Literal["costs", "unclear", "look_alike", "not_comparable"]
"""``costs``: the effect is real by the method's standards; ``unclear``: the data do not decide; ``look_alike``: customers who meet
it fare worse, but not because of it; ``not_comparable``: there are no comparable customers."""


class PainPoint(Part):
    """Something that goes wrong at a touchpoint, whom it meets, and what it does to the goal.

    The effect is the mean change of the outcome among those exposed, against comparable customers at the same point of
    the journey: negative where it hurts. Value at stake is positive: what would come in without it.
    """

    id: str
    touchpoint: str
    stage: str | None
    channel: str | None
    kind: str
    """``drop_off``, ``wait``, ``loop``, ``error``, ``repeated_contact``, ``channel_break``, ``low_rating``, ``complaint``."""
    statement: str
    customers: Count
    """Exposed customers."""
    share: Share
    """Of those who came to this point of the journey."""
    effect: float | None
    effect_low: float | None
    effect_high: float | None
    value_at_stake: float | None
    value_low: float | None
    value_high: float | None
    currency: str | None
    p: Share | None
    q: Share | None
    """Corrected for all candidates (Benjamini–Hochberg)."""
    method: str
    outcome: str
    """The touchpoint whose probability changes: the goal, or what follows it (a renewal, a repeat)."""
    verdict: Verdict
    occurrences: Count
    """Times it happened, to these customers."""
    comparable: Count
    """Customers it was compared with."""
    overlap: Share | None
    """Share of the exposed who have comparable customers."""
    naive_difference: float | None
    """What a simple comparison would have shown."""
    falsifier: str
    """What would show that this is wrong."""
    cause: str | None = None
    """The id of the pain point that this one is another face of; absent where it stands for itself."""


class MomentOfTruth(Part):
    """A touchpoint whose quality moves the outcome: the difference between going well and going badly."""

    touchpoint: str
    effect: float
    low: float
    high: float
    q: Share
    outcome: str
    quality: str
    """What "well" and "badly" mean here, in words."""
    customers: Count
    method: str


class Opportunity(Part):
    """What to do about a pain point, from the playbook."""

    id: str
    pain_point: str
    """Id of the pain point."""
    action: str
    kind: Literal["quick_win", "strategic", "innovation"]
    impact: Annotated[int, Field(ge=1, le=5)]
    effort: Annotated[int, Field(ge=1, le=5)]
    priority: Annotated[int, Field(ge=1)]
    """1 = first."""
    owner: str
    kpi: str
    """The measure that would show success."""
    value: float | None
    """Value at stake of the pain point."""
    currency: str | None
    verdict: Verdict
    """Of the pain point: ``costs``, or ``unclear`` where the action should be tried on a part of the customers first."""
