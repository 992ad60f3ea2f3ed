"""What may be chosen about the metrics: which ratings count how, what a contact is, how long a silence is a loss."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from sojourn.analysis.metrics.dictionary import Unit
from sojourn.errors import UsageError
from sojourn.events.schema import SCALES
from sojourn.units import Duration, microseconds

Method = Literal["net", "top_two", "top", "good_half", "mean"]
_ENDS: Final = re.compile(r".*_(\d+)_(\d+)")


@dataclass(frozen=True, slots=True)
class Definition:
    """How ratings of one scale become one metric.

    Attributes
    ----------
    metric
        The name of the metric, such as ``"csat"``; one of your own choice is welcome.
    scale
        The scale of the ratings, as events name it: ``csat_1_5``, ``ces_1_7``, ``csat_1_7`` … A scale that Sojourn does not
        know ends in its lowest and highest value.
    method
        ``"net"``: share of the ratings 9 and 10 minus share of 0 to 6, in points (scales up to 10 only);
        ``"top_two"``: share of the two best values; ``"top"``: share of the best value; ``"good_half"``: share of ratings
        on the good side of the middle; ``"mean"``: their mean on the scale itself.
    good
        Which end is good; what the scale says if None, and ``"high"`` for one that Sojourn does not know.

    Examples
    --------
    >>> Definition("csat", "csat_1_7").ends
    (1.0, 7.0)
    >>> Definition("ces", "ces_1_5", "good_half").counts(2), Definition("ces", "ces_1_5", "good_half").counts(3)
    (1.0, 0.0)
    """

    metric: str
    scale: str
    method: Method = "top_two"
    good: Literal["high", "low"] | None = None

    def __post_init__(self) -> None:
        if self.method not in get_args(Method):
            raise UsageError(
                f"There is no method {self.method!r} of counting ratings.",
                hint=f"Choose one of {', '.join(get_args(Method))}.",
            )
        if self.scale not in SCALES and _ENDS.fullmatch(self.scale) is None:
            raise UsageError(
                f"The ends of the scale '{self.scale}' are not known.",
                hint="Name it with its lowest and highest value, such as csat_1_7.",
            )
        if self.method == "net" and self.ends[1] != 10:
            raise UsageError(
                "Promoters and detractors are defined on a scale up to 10.", hint="Choose top_two or mean."
            )

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest value."""
        if self.scale in SCALES:
            return float(SCALES[self.scale].low), float(SCALES[self.scale].high)
        match = _ENDS.fullmatch(self.scale)
        assert match is not None  # refused at the start
        return float(match[1]), float(match[2])

    @property
    def low_is_good(self) -> bool:
        """Whether the low end is the good one."""
        if self.good is not None:
            return self.good == "low"
        return self.scale in SCALES and SCALES[self.scale].low_is_good

    @property
    def unit(self) -> Unit:
        """The unit of the metric."""
        return "points" if self.method == "net" else "rating" if self.method == "mean" else "share"

    def counts(self, score: float) -> float:
        """What one rating adds to the metric's mean: −100, 0 or 100 points, 0 or 1, or the rating itself."""
        low, high = self.ends
        if self.method == "mean":
            return score
        if self.method == "net":
            return 100.0 if score >= 9 else -100.0 if score <= 6 else 0.0
        best = low + high - score if self.low_is_good else score  # the same rating, the high end being good
        if self.method == "good_half":
            return float(best > (low + high) / 2)
        return float(best >= (high - 1 if self.method == "top_two" else high))


RATINGS: Final = (
    Definition("nps", "nps_0_10", "net"),
    Definition("csat", "csat_1_5", "top_two"),
    Definition("ces", "ces_1_7", "mean"),
    Definition("ces", "ces_1_5", "mean"),
    Definition("stars", "stars_1_5", "mean"),
    Definition("thumbs", "thumbs", "top"),
)
"""How ratings are counted unless something else is asked for."""


@dataclass(frozen=True, slots=True)
class Definitions:
    """What may be chosen about the metrics.

    Attributes
    ----------
    ratings
        One or more per metric; of several for one metric, the one with most ratings in the log is taken.
    contacts
        Touchpoints where a customer contacts support; None finds them by name
        (:mod:`sojourn.analysis.metrics.contacts`).
    resolved_within
        A contact is resolved at once if no other follows within this time.
    churn_after
        A customer without an event for this long is lost.
    cancellations
        Touchpoints where a customer leaves for good; None finds them by name.
    weights
        Rated touchpoint → its weight in the satisfaction index; None takes them from the data.

    Raises
    ------
    UnitError
        If a duration has no unit or is not positive.
    UsageError
        If a weight is negative, or none is positive.
    """

    ratings: tuple[Definition, ...] = RATINGS
    contacts: tuple[str, ...] | None = None
    resolved_within: Duration = "7d"
    churn_after: Duration = "90d"
    cancellations: tuple[str, ...] | None = None
    weights: Mapping[str, float] | None = field(default=None, hash=False)

    def __post_init__(self) -> None:
        microseconds(self.resolved_within)
        microseconds(self.churn_after)
        given = self.weights
        if given is not None and (min(given.values(), default=0) < 0 or not sum(given.values())):
            raise UsageError(
                "Weights must not be negative, and one must be positive.",
                hint='Write weights={"Delivery survey": 2}.',
            )

    @property
    def resolved_us(self) -> int:
        """``resolved_within`` in microseconds."""
        return microseconds(self.resolved_within)

    @property
    def churn_us(self) -> int:
        """``churn_after`` in microseconds."""
        return microseconds(self.churn_after)


DEFAULTS: Final = Definitions()
"""What is taken where nothing is chosen."""
