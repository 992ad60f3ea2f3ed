"""What trends are made of: counts, shares, ratings and waits by local day, from one pass over the log."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.stats.durations import DurationCounts
from sojourn.analysis.stats.zones import zone_pieces
from sojourn.events.schema import SCALES
from sojourn.log.journeys import Journeys, frozen
from sojourn.log.kernels.occurrences import first_places
from sojourn.log.kernels.series import LAGS, count_days, count_steps, days_of_events

if TYPE_CHECKING:
    from sojourn.analysis.trends import TrendsSpec

Whole = NDArray[np.int64]

MONEY: Final = 10_000
RATING: Final = 1_000
LOG_SECOND: Final = 1_000_000
"""Sums are kept in whole parts of a unit, so that they add up to the same in any order."""


@dataclass(frozen=True, slots=True)
class TrendsTally:
    """Counts by day; D days, K touchpoints, S scales.

    Attributes
    ----------
    customers
        Customers of the log.
    totals
        (3, D): events, customers, new customers.
    goal
        (2, D): new customers, and those who reach the goal in time.
    contacts
        (D,): events at touchpoints of contact.
    money
        (2, D): events with a value, their sum.
    currencies
        Events with a value by currency code; the last entry has none.
    ratings
        (K + 1, S, 3, D): n, sum, sum of squares; the last of the first axis is everything.
    events, steps, lags
        See :func:`sojourn.log.kernels.series.count_steps`.
    wait_logs
        (K, 3, D): n, sum and sum of squares of log(1 + seconds) since the customer's event before.
    waits
        The waits themselves; group = touchpoint · D + day.
    """

    customers: int
    totals: Whole
    goal: Whole
    contacts: Whole
    money: Whole
    currencies: Whole
    ratings: Whole
    events: Whole
    steps: Whole
    lags: Whole
    wait_logs: Whole
    waits: DurationCounts

    def __add__(self, other: "TrendsTally") -> "TrendsTally":
        return TrendsTally(*(getattr(self, name) + getattr(other, name) for name in TrendsTally.__slots__))


def count_trends(spec: "TrendsSpec", journeys: Journeys) -> TrendsTally:
    """Count complete customers."""
    offsets, days = journeys.offsets, spec.days
    span = slice(int(offsets[0]), int(offsets[-1]))
    times = journeys.flat("timestamp")
    first = int(spec.first.toordinal()) - _EPOCH
    if journeys.events:
        pieces = zone_pieces(spec.timezone, int(times[span].min()), int(times[span].max()))
        day = days_of_events(offsets, times, *pieces, first, days)
    else:
        day = np.zeros(0, np.int32)
    codes = journeys.flat("touchpoint")[span]
    ranks = _ranks(journeys, spec.touchpoints)[codes]
    k = len(spec.touchpoints)
    lanes, width = _lanes(journeys, span)
    events, steps, lags = count_steps(
        offsets, times, frozen(day), frozen(ranks), frozen(lanes), k, width, days if k else 0
    ) if k else (np.zeros((0, days), np.int64), np.zeros((0, 0, days), np.int64), np.zeros((0, 0, LAGS), np.int64))  # fmt: skip
    contact = _ranks(journeys, spec.contacts)[codes] >= 0
    wait_logs, waits = _waits(journeys, times, day, ranks, k, days)
    money, currencies = _money(journeys, span, day, days)
    return TrendsTally(
        len(journeys),
        count_days(offsets, frozen(day), days),
        _goal(spec, journeys, day, days),
        np.bincount(day[contact & (day >= 0)], minlength=days),
        money,
        currencies,
        _ratings(journeys, span, day, ranks, k, days),
        events,
        steps,
        lags,
        wait_logs,
        waits,
    )


_EPOCH: Final = 719_163
"""The ordinal of 1970-01-01."""


def _ranks(journeys: Journeys, names: tuple[str, ...]) -> NDArray[np.int32]:
    """By touchpoint code: its place among the names, −1 for none; the last entry is that of code −1."""
    known = journeys.touchpoints
    ranks = np.full(len(known) + 1, -1, np.int32)
    ranks[[known.code(name) for name in names]] = np.arange(len(names), dtype=np.int32)
    return ranks


def _lanes(journeys: Journeys, span: slice) -> tuple[NDArray[np.int32], int]:
    """The channel of every event; one lane for all where the log knows no channels."""
    if "channel" not in journeys.columns:
        return np.zeros(span.stop - span.start, np.int32), 1
    return journeys.flat("channel")[span], max(1, len(journeys.vocabularies["channel"]))


def _goal(spec: "TrendsSpec", journeys: Journeys, day: NDArray[np.int32], days: int) -> Whole:
    if not spec.goals:
        return np.zeros((2, days), np.int64)
    begins = journeys.offsets[:-1]
    wanted = np.append(_ranks(journeys, spec.goals)[:-1] >= 0, False)
    places = first_places(journeys.offsets, journeys.flat("touchpoint"), frozen(wanted))
    times = journeys.flat("timestamp")
    reached = (places >= 0) & (times[np.maximum(places, 0)] - times[begins] <= spec.within_us)
    when = day[begins - journeys.offsets[0]]
    inside = when >= 0
    return np.stack([np.bincount(when[w], minlength=days) for w in (inside, inside & reached)])


def _money(journeys: Journeys, span: slice, day: NDArray[np.int32], days: int) -> tuple[Whole, Whole]:
    width = len(journeys.vocabularies.get("currency", ())) + 1
    if "value" not in journeys.columns:
        return np.zeros((2, days), np.int64), np.zeros(width, np.int64)
    values = journeys.flat("value")[span]
    paid = np.isfinite(values) & (day >= 0)
    codes = (
        journeys.flat("currency")[span][paid]
        if "currency" in journeys.columns
        else np.full(int(paid.sum()), -1)
    )
    whole = np.round(values[paid] * MONEY)
    sums = np.bincount(day[paid], weights=whole, minlength=days)
    return (
        np.stack([np.bincount(day[paid], minlength=days), np.round(sums).astype(np.int64)]),
        np.bincount(np.where(codes < 0, width - 1, codes), minlength=width),
    )


def _ratings(
    journeys: Journeys, span: slice, day: NDArray[np.int32], ranks: NDArray[np.int32], k: int, days: int
) -> Whole:
    names = journeys.vocabularies["scale"].names if "scale" in journeys.vocabularies else ()
    shape = (k + 1, len(names), 3, days)
    if not {"score", "scale"} <= set(journeys.columns):
        return np.zeros(shape, np.int64)
    scores, scales = journeys.flat("score")[span], journeys.flat("scale")[span]
    ends = [(s.low, s.high) if (s := SCALES.get(name.casefold())) else (np.inf, -np.inf) for name in names]
    low, high = np.array([*ends, (np.inf, -np.inf)]).T
    rated = (scores >= low[scales]) & (scores <= high[scales]) & (day >= 0)
    value = np.round(scores[rated] * RATING)
    out = np.zeros(shape, np.int64)
    for group in (np.full(len(day), k, np.int32), ranks):
        here = group[rated]
        known = here >= 0
        cell = (here[known].astype(np.int64) * len(names) + scales[rated][known]) * days + day[rated][known]
        size = (k + 1) * len(names) * days
        for part, weights in enumerate((None, value[known], value[known] ** 2)):
            counted = np.round(np.bincount(cell, weights=weights, minlength=size)).astype(np.int64)
            out[:, :, part] += counted.reshape(k + 1, len(names), days)
    return out


def _waits(
    journeys: Journeys, times: Whole, day: NDArray[np.int32], ranks: NDArray[np.int32], k: int, days: int
) -> tuple[Whole, DurationCounts]:
    start = int(journeys.offsets[0])
    later = np.ones(len(day), np.bool_)
    later[journeys.offsets[:-1] - start] = False
    used = np.flatnonzero(later & (ranks >= 0) & (day >= 0))
    gaps = times[start + used] - times[start + used - 1]
    groups = ranks[used].astype(np.int64) * days + day[used]
    logs = np.round(np.log1p(gaps / 1e6) * LOG_SECOND)
    sums = [
        np.round(np.bincount(groups, weights=w, minlength=k * days)).astype(np.int64).reshape(k, days)
        for w in (None, logs, logs**2 / LOG_SECOND // 1)
    ]
    return np.stack(sums, axis=1), DurationCounts.of(groups, gaps, k * days)
