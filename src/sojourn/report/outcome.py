"""Who reaches the goal: customers, and those by first channel, in one pass over the log."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sojourn.log.journeys import Journeys


@dataclass(frozen=True, slots=True)
class OutcomeTally:
    """Counts that merge.

    Attributes
    ----------
    customers, reached, again
        Customers; of these, who has at least one goal event; who has at least two.
    lost
        int64 by touchpoint code: customers who never reached the goal and whose journey ends there.
    by_channel
        int64, shape (channels, 2): customers and those who reached the goal, by the channel code of their
        first event.
    """

    customers: int
    reached: int
    again: int
    lost: NDArray[np.int64]
    by_channel: NDArray[np.int64]

    def __add__(self, other: "OutcomeTally") -> "OutcomeTally":
        return OutcomeTally(
            self.customers + other.customers,
            self.reached + other.reached,
            self.again + other.again,
            self.lost + other.lost,
            self.by_channel + other.by_channel,
        )


@dataclass(frozen=True, slots=True)
class OutcomeSpec:
    """The question: who reaches any of these touchpoints?"""

    goals: tuple[str, ...]

    def measure(self, journeys: Journeys) -> OutcomeTally:
        """Count complete customers."""
        names = journeys.touchpoints
        wanted = np.zeros(len(names) + 1, np.bool_)
        wanted[[names.code(goal) for goal in self.goals]] = True
        start, stop = int(journeys.offsets[0]), int(journeys.offsets[-1])
        codes = journeys.flat("touchpoint")[start:stop]
        hits = wanted[codes]
        starts = journeys.offsets[:-1] - start
        per_customer = (
            np.add.reduceat(hits.astype(np.int64), starts) if len(starts) else np.zeros(0, np.int64)
        )
        reached = per_customer > 0
        lasts = codes[journeys.offsets[1:] - start - 1][~reached]
        return OutcomeTally(
            len(journeys),
            int(reached.sum()),
            int((per_customer > 1).sum()),
            np.bincount(lasts[lasts >= 0], minlength=len(names)),
            _by_channel(journeys, reached),
        )


def _by_channel(journeys: Journeys, reached: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Customers and those who reached the goal, by the channel of their first event; without one they do not count."""
    width = len(journeys.vocabularies.get("channel", ()))
    if "channel" not in journeys.columns:
        return np.zeros((width, 2), np.int64)
    first = journeys.flat("channel")[journeys.offsets[:-1]]
    known = first >= 0
    return np.stack([np.bincount(first[who], minlength=width) for who in (known, known & reached)], axis=1)


def named(codes: NDArray[np.int64], names: tuple[str, ...]) -> Mapping[str, int]:
    """Counts by code as counts by name, zeros left out."""
    return {names[i]: int(codes[i]) for i in np.flatnonzero(codes)}
