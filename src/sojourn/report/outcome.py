"""Who reaches the goal: customers, values, ratings and first channels in one pass over the log."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sojourn.events.schema import SCALES
from sojourn.log.journeys import Flat, Journeys

VALUE_COLUMNS: Final = ("n", "sum", "sum_of_squares")
RATING_COLUMNS: Final = ("n", "sum", "sum_of_squares", "promoters", "detractors", "top_two")


@dataclass(frozen=True, slots=True)
class OutcomeTally:
    """Counts that merge.

    Attributes
    ----------
    customers, reached, again
        Customers; of these, who has at least one goal event; who has at least two.
    lost
        int64 by touchpoint code: customers who never reached the goal and whose journey ends there.
    values
        float64, shape (currencies + 1, 3): :data:`VALUE_COLUMNS` of goal events with a value, by currency code; the
        last row holds those without a currency.
    ratings
        float64, shape (scales, 6): :data:`RATING_COLUMNS` of ratings within their scale, by scale code.
    by_channel
        int64, shape (channels, 2): customers and those who reached the goal, by the channel code of their
        first event.
    """

    customers: int
    reached: int
    again: int
    lost: NDArray[np.int64]
    values: NDArray[np.float64]
    ratings: NDArray[np.float64]
    by_channel: NDArray[np.int64]

    def __add__(self, other: "OutcomeTally") -> "OutcomeTally":
        return OutcomeTally(
            self.customers + other.customers,
            self.reached + other.reached,
            self.again + other.again,
            self.lost + other.lost,
            self.values + other.values,
            self.ratings + other.ratings,
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
            _values(journeys, hits),
            _ratings(journeys),
            _by_channel(journeys, reached),
        )


def _part(journeys: Journeys, attribute: str) -> Flat | None:
    """The part of a flat column that these customers own; None if the log does not have it."""
    if attribute not in journeys.columns:
        return None
    return journeys.flat(attribute)[journeys.offsets[0] : journeys.offsets[-1]]


def _sums(numbers: NDArray[np.float64], codes: NDArray[np.int64], size: int) -> list[NDArray[np.float64]]:
    weights = (None, numbers, numbers * numbers)
    return [np.bincount(codes, weights=w, minlength=size).astype(np.float64) for w in weights]


def _values(journeys: Journeys, hits: NDArray[np.bool_]) -> NDArray[np.float64]:
    currencies = len(journeys.vocabularies.get("currency", ()))
    values, currency = _part(journeys, "value"), _part(journeys, "currency")
    if values is None:
        return np.zeros((currencies + 1, len(VALUE_COLUMNS)))
    paid = hits & np.isfinite(values)
    codes = np.full(len(hits), -1) if currency is None else currency
    rows = np.where(codes[paid] < 0, currencies, codes[paid])
    return np.stack(_sums(values[paid], rows, currencies + 1), axis=1)


def _ratings(journeys: Journeys) -> NDArray[np.float64]:
    names = journeys.vocabularies.get("scale")
    scores, scales = _part(journeys, "score"), _part(journeys, "scale")
    if names is None or scores is None or scales is None:
        return np.zeros((0, len(RATING_COLUMNS)))
    low, high = np.full(len(names) + 1, np.inf), np.full(len(names) + 1, -np.inf)
    for code, name in enumerate(names):
        scale = SCALES.get(name.casefold())
        if scale is not None:
            low[code], high[code] = scale.low, scale.high
    valid = (scores >= low[scales]) & (scores <= high[scales])
    scores, scales = scores[valid], scales[valid]
    counted = [
        np.bincount(scales[kind], minlength=len(names)).astype(np.float64)
        for kind in (scores >= 9, scores <= 6, scores >= 4)
    ]
    return np.stack(_sums(scores, scales, len(names)) + counted, axis=1)


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
