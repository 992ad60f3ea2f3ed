"""The models, and the choices that some of them leave open."""

import math
from dataclasses import dataclass
from typing import Final

from sojourn.analysis.stats.removal import MOST_ORDERS
from sojourn.errors import UnknownNameError, UsageError

MODELS: Final = (
    "first",
    "last",
    "last_non_direct",
    "linear",
    "position",
    "time_decay",
    "markov",
    "shapley",
)
"""Every model, in the order of the results."""

DIRECT: Final = ("direct", "(direct)", "(none)", "none", "(not set)", "typed in", "直接", "直接访问")
"""What a visit without a referrer is called."""

MOST_CHANNELS: Final = 1_000


@dataclass(frozen=True, slots=True)
class Rules:
    """Which models, and how.

    Attributes
    ----------
    models
        Some of :data:`MODELS`.
    position
        What the position model gives to the first touch, to all between, and to the last.
    direct
        Channels that the last-non-direct model passes over, whatever their case.
    order
        Order of the Markov chain; None to choose it.
    level
        Coverage of the intervals; None for no intervals.
    """

    models: tuple[str, ...]
    position: tuple[float, ...]
    direct: tuple[str, ...]
    order: int | None
    level: float | None

    def __post_init__(self) -> None:
        for model in self.models:
            if model not in MODELS:
                raise UnknownNameError.among("model of attribution", model, MODELS)
        if not self.models:
            raise UsageError("Attribution needs a model.", hint=f"There are {', '.join(MODELS)}.")
        if (
            len(self.position) != 3
            or not all(0 <= p <= 1 for p in self.position)
            or not math.isclose(sum(self.position), 1, abs_tol=1e-9)
        ):
            raise UsageError(
                f"position must be three shares that add up to 1, got {self.position!r}.",
                hint="They are for the first touch, those between and the last: (0.4, 0.2, 0.4).",
            )
        if self.order is not None and self.order not in range(1, MOST_ORDERS + 1):
            raise UsageError(
                f"order must be a whole number from 1 to {MOST_ORDERS}, got {self.order!r}.",
                hint="Leave it out to have it chosen.",
            )
        if self.level is not None and not 0 < self.level < 1:
            raise UsageError(
                f"level must lie between 0 and 1, got {self.level!r}.", hint="For 95 % write 0.95."
            )
