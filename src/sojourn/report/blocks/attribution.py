"""Which channels the goal is owed to, by every model side by side."""

from sojourn.report.part import Count, Part, Seconds, Share


class Credit(Part):
    """What one model gives to one channel."""

    conversions: float
    share: Share
    low: float | None
    """Interval of the credited conversions (a number of conversions, not a share); None below ten conversions."""
    high: float | None
    share_low: Share | None = None
    share_high: Share | None = None
    value: float | None = None
    value_low: float | None = None
    value_high: float | None = None
    cost: float | None = None
    """What the channel cost, by the tables of spend or its own events; None if unknown or in several currencies."""
    cost_currency: str | None = None
    roas: float | None = None
    """Value divided by cost, where both are in one currency."""


class Disagreement(Part):
    """How far the models are apart on one channel."""

    channel: str
    lowest: Share
    lowest_model: str
    highest: Share
    highest_model: str


class UnmatchedSpend(Part):
    """Spend whose name is no channel of the paths."""

    name: str
    currency: str | None
    amount: float


class Attribution(Part):
    """The models, channel by channel; every model's credits sum to conversions and value.

    Credit is no effect: it says how a model shares out what happened, not what would be missing without a channel.
    """

    goal: str
    conversions: Count
    """Conversions with at least one touch in the window."""
    value: float | None
    """Of these conversions."""
    models: dict[str, dict[str, Credit]]
    currency: str | None
    by: str
    """What a channel is here: ``channel``, ``channel_group``, ``source`` …"""
    window_s: Seconds | None
    paths: Count
    """Paths that ended without a conversion included."""
    markov_order: Count | None
    disagreement: tuple[Disagreement, ...]
    without_touch: Count = 0
    """Conversions that no touch came before; no channel is credited with them."""
    value_status: str = "computed"
    """Why there is no value, if there is none."""
    level: Share | None = None
    """Coverage of the intervals; None without intervals."""
    unmatched_spend: tuple[UnmatchedSpend, ...] = ()
