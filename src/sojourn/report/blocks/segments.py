"""Groups of customers that behave alike."""

from sojourn.report.part import Count, Part, Share


class Segment(Part):
    """One group, in plain words."""

    name: str
    customers: Count
    share: Share
    traits: tuple[str, ...]
    goal_share: Share | None
    value_mean: float | None
    persona: str | None = None
    """A draft of a persona, one or two sentences."""
    goal_low: Share | None = None
    goal_high: Share | None = None
    """95 % interval of the share that reaches the goal (Wilson)."""
    value_low: float | None = None
    value_high: float | None = None
    """95 % interval of the mean revenue of a customer (Student t)."""


class Segmentation(Part):
    """How the groups were found."""

    method: str
    groups: Count
    stability: float | None
    """Mean adjusted Rand index of groups found in resampled customers."""
    features: tuple[str, ...]
    customers: Count
    """Customers the groups were found in; the others were put into the nearest."""
    unassigned: Count
    reason: str = ""
    """Why there are no groups, in words; empty if there are."""
