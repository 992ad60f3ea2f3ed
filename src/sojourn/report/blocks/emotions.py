"""How customers feel along the journey."""

from sojourn.report.part import Count, Emotion, Part


class FeltTouchpoint(Part):
    """The feeling at one touchpoint and what it was made from."""

    touchpoint: str
    stage: str | None
    emotion: Emotion
    ratings: Count
    texts: Count
    occasions: Count
    """Events whose behaviour was read."""
    evidence: tuple[str, ...]
    """In words, the strongest first: "rated 2.1 of 5 by 210", "every third visit ends here"."""


class FeltGroup(Part):
    """The feeling of one group at one touchpoint."""

    touchpoint: str
    dimension: str
    """``channel``, ``segment`` …"""
    group: str
    emotion: Emotion


class Calibration(Part):
    """How well behaviour tells feelings where ratings exist, by leaving one touchpoint out at a time."""

    touchpoints: Count
    error: float
    """Mean absolute error, points of −5 … +5."""
    baseline_error: float
    """Of always saying the mean."""
    correlation: float | None


class Emotions(Part):
    """The emotional arc of the journey."""

    arc: tuple[FeltTouchpoint, ...]
    """In the order of the map, then by customers."""
    highest: str | None
    lowest: str | None
    groups: tuple[FeltGroup, ...]
    calibration: Calibration | None
