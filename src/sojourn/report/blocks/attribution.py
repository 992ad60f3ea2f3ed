"""Which channels the goal is owed to, by every model side by side."""

from sojourn.report.part import Count, Part, Seconds, Share


class Credit(Part):
    """What one model gives to one channel."""

    conversions: float
    share: Share
    low: float | None
    """Of the conversions."""
    high: float | None
    value: float | None = None
    cost: float | None = None
    roas: float | None = None


class Disagreement(Part):
    """How far the models are apart on one channel."""

    channel: str
    lowest: Share
    lowest_model: str
    highest: Share
    highest_model: str


class Attribution(Part):
    """The models, channel by channel; every model's credits sum to conversions and value."""

    goal: str
    conversions: Count
    value: float | None
    models: dict[str, dict[str, Credit]]
    currency: str | None
    by: str
    """What a channel is here: ``channel``, ``channel_group``, ``source`` …"""
    window_s: Seconds | None
    paths: Count
    """Paths that ended without a conversion included."""
    markov_order: Count | None
    disagreement: tuple[Disagreement, ...]
