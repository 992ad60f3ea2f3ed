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
