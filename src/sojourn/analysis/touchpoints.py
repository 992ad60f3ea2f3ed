"""What happens at each touchpoint: reach, starts, exits, repeats, waits, place in the journey, channel, feeling."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.analysis.seam import Analysis, Estimate, Spec, answer
from sojourn.analysis.stats.sparse import SparseCounts
from sojourn.events.schema import SCALES
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Flat, Journeys, frozen
from sojourn.log.kernels.durations import BINS, bin_middles
from sojourn.log.kernels.profile import POSITIONS, Cells, count_events, count_mix, count_waits, sum_scores
from sojourn.log.vocabulary import Vocabulary
from sojourn.results import Result

_EXACT: Final = 1000
"""Feelings are summed in thousandths, as whole numbers, so that any split of the customers gives the same sum."""


@dataclass(frozen=True, slots=True)
class TouchpointsTally:
    """Counts by touchpoint code; histograms and mixes by code and bin, channel or stage.

    Attributes
    ----------
    events
        int64, shape (names, 6); see :data:`sojourn.log.kernels.profile.COLUMNS`.
    ratings
        int64, shape (names, 3): ratings, sum and sum of squares of the feeling in thousandths.
    """

    customers: int
    events: NDArray[np.int64]
    ratings: NDArray[np.int64]
    waits: SparseCounts
    places: SparseCounts
    channels: SparseCounts
    stages: SparseCounts

    def __add__(self, other: "TouchpointsTally") -> "TouchpointsTally":
        return TouchpointsTally(
            self.customers + other.customers,
            self.events + other.events,
            self.ratings + other.ratings,
            self.waits + other.waits,
            self.places + other.places,
            self.channels + other.channels,
            self.stages + other.stages,
        )


@dataclass(frozen=True, repr=False)
class Touchpoints(Result):
    """What happens at each touchpoint of a log.

    One row of `table` is one touchpoint, most customers first:

    ``touchpoint``, ``stage`` and ``channel`` (the most frequent of its events; null where no event has one),
    ``customers`` (who met it), ``events``, ``share_of_customers``, ``starts`` and ``exits`` (customers whose journey
    begins or ends here), ``exits_share`` (exits / customers), ``repeats`` (times it directly follows itself),
    ``repeats_share`` (share of its customers to whom that happens), ``median_wait_s`` (lower median of the seconds to
    the customer's next event, whatever it is, within 1.6 %; null if none follows), ``median_position`` (lower median
    of the relative place of its first occurrence in a journey: 0 = first event, 1 = last, 0.5 in journeys of one
    event; within 0.0025), ``score_n`` (ratings given here), ``score_mean`` and ``score_variance`` (of the ratings,
    each moved linearly to −5 … +5, +5 being the good end of its scale; null without ratings, the variance also with
    one). Ratings outside their scale, or without one, are not counted.
    """

    spec: "TouchpointsSpec"
    customers: int
    """Customers counted."""
    _table: pa.Table

    @property
    def table(self) -> pa.Table:
        """One row per touchpoint; see the class."""
        return self._table

    @cached_property
    def events(self) -> int:
        """Events counted."""
        return sum(self._table.column("events").to_pylist())

    def headline(self) -> str:
        """Counts in one line."""
        return f"Touchpoints: {self._table.num_rows:,}, met by {self.customers:,} customers in {self.events:,} events"

    def estimates(self) -> tuple[Estimate, ...]:
        """Per touchpoint: share of customers, share that ends there, and the mean feeling."""
        found = []
        for row in self._table.to_pylist():
            key = (row["touchpoint"],)
            found.append(Estimate(key, "customers_share", self.customers, row["share_of_customers"]))
            found.append(Estimate(key, "exits_share", row["customers"], row["exits_share"]))
            if row["score_n"]:
                feeling = Estimate(key, "feeling", row["score_n"], row["score_mean"], row["score_variance"])
                found.append(feeling if row["score_n"] > 1 else replace(feeling, value=None))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class TouchpointsSpec:
    """The question: what happens at each touchpoint? It has no parameters."""

    def measure(self, journeys: Journeys) -> TouchpointsTally:
        """Count complete customers; events without a touchpoint are passed over."""
        codes = journeys.flat("touchpoint")
        if len(codes) and codes.min() < 0:
            journeys = journeys.keep_events(codes >= 0)
            codes = journeys.flat("touchpoint")
        offsets, names = journeys.offsets, len(journeys.touchpoints)
        waits, places = count_waits(offsets, codes, journeys.flat("timestamp"), names)
        return TouchpointsTally(
            len(journeys),
            count_events(offsets, codes, names),
            _ratings(journeys, names),
            _sparse(waits),
            _sparse(places),
            _mix(journeys, "channel", names),
            _mix(journeys, "stage", names),
        )

    def conclude(self, tally: TouchpointsTally, vocabularies: Mapping[str, Vocabulary]) -> Touchpoints:
        """Name the touchpoints, read the medians, the main channel and stage, and the mean feeling."""
        names = vocabularies["touchpoint"].names
        seen = np.flatnonzero(tally.events[:, 0])
        events, customers, starts, exits, repeats, repeaters = tally.events[seen].T
        n, total, squares = tally.ratings[seen].T.astype(np.float64)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = total / n / _EXACT
            variance = np.maximum(squares - total * total / n, 0.0) / (n - 1) / _EXACT**2
        waits, no_waits = _medians(tally.waits, BINS, seen)
        places, _ = _medians(tally.places, POSITIONS, seen)
        columns = {
            "touchpoint": pa.array([names[c] for c in seen.tolist()], pa.string()),
            "stage": _names(_most(tally.stages, vocabularies.get("stage"), seen), vocabularies.get("stage")),
            "channel": _names(
                _most(tally.channels, vocabularies.get("channel"), seen), vocabularies.get("channel")
            ),
            "customers": pa.array(customers),
            "events": pa.array(events),
            "share_of_customers": pa.array(customers / max(tally.customers, 1)),
            "starts": pa.array(starts),
            "exits": pa.array(exits),
            "exits_share": pa.array(exits / np.maximum(customers, 1)),
            "repeats": pa.array(repeats),
            "repeats_share": pa.array(repeaters / np.maximum(customers, 1)),
            "median_wait_s": pa.array(bin_middles()[waits] / 1e6, mask=no_waits),
            "median_position": pa.array(places / (POSITIONS - 1)),
            "score_n": pa.array(tally.ratings[seen, 0]),
            "score_mean": pa.array(mean, mask=n < 1),
            "score_variance": pa.array(variance, mask=n < 2),
        }
        table = pa.table(columns).sort_by(
            [("customers", "descending"), ("events", "descending"), ("touchpoint", "ascending")]
        )
        return Touchpoints(self, tally.customers, table)


def _sparse(cells: Cells) -> SparseCounts:
    return SparseCounts(cells[0], cells[1][:, None])


def _mix(journeys: Journeys, attribute: str, names: int) -> SparseCounts:
    if attribute not in journeys.columns or not len(journeys.vocabularies[attribute]):
        return SparseCounts(np.empty(0, np.int64), np.empty((0, 1), np.int64))
    width = len(journeys.vocabularies[attribute])
    return _sparse(count_mix(_events(journeys, "touchpoint"), _events(journeys, attribute), names, width))


def _events(journeys: Journeys, attribute: str) -> Flat:
    """The part of a flat column that these customers own."""
    return journeys.flat(attribute)[journeys.offsets[0] : journeys.offsets[-1]]


def _ratings(journeys: Journeys, names: int) -> NDArray[np.int64]:
    if "score" not in journeys.columns or "scale" not in journeys.columns:
        return np.zeros((names, 3), np.int64)
    lines = np.full((max(1, len(journeys.vocabularies["scale"])), 4), np.nan)
    for code, name in enumerate(journeys.vocabularies["scale"]):
        scale = SCALES.get(name.casefold())
        if scale is not None:
            at_zero = scale.emotion(0.0)
            lines[code] = (scale.low, scale.high, at_zero * _EXACT, (scale.emotion(1.0) - at_zero) * _EXACT)
    codes, scores, scales = (_events(journeys, name) for name in ("touchpoint", "score", "scale"))
    sums: NDArray[np.int64] = sum_scores(codes, scores, scales, frozen(lines), names)
    return sums


def _most(mix: SparseCounts, vocabulary: Vocabulary | None, seen: NDArray[np.int64]) -> list[int]:
    """Per code the most frequent other code, the lower of equals; −1 if it has none."""
    if vocabulary is None or not len(vocabulary) or not len(mix.keys):
        return [-1] * len(seen)
    codes, others = np.divmod(mix.keys, len(vocabulary))
    order = np.lexsort((others, -mix.counts[:, 0], codes))
    owners, firsts = np.unique(codes[order], return_index=True)
    place = np.minimum(np.searchsorted(owners, seen), len(owners) - 1)
    return [int(m) for m in np.where(owners[place] == seen, others[order][firsts][place], -1)]


def _names(codes: list[int], vocabulary: Vocabulary | None) -> pa.Array:
    return pa.array(
        [vocabulary[c] if vocabulary is not None and c >= 0 else None for c in codes], pa.string()
    )


def _medians(
    histogram: SparseCounts, width: int, seen: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The bin of each code's lower median, and which codes have none."""
    upto = np.concatenate([[0], np.cumsum(histogram.counts[:, 0])])
    first, last = np.searchsorted(histogram.keys, np.stack([seen, seen + 1]) * width)
    rank = upto[first] + (upto[last] - upto[first] + 1) // 2
    place = np.searchsorted(upto[1:], rank)
    missing = last == first
    bins = np.append(histogram.keys % width, 0)[np.where(missing, -1, place)]
    return bins, missing


def touchpoints(log: JourneyLog) -> Touchpoints:
    """What happens at each touchpoint of a log.

    Parameters
    ----------
    log
        A journey log; use ``log.where(...)`` for a part of it.

    Returns
    -------
    Touchpoints
        See the class for the columns of its table.

    Examples
    --------
    >>> from sojourn.testing import log_of
    >>> log = log_of('''
    ...     ann  09:00  Home  web
    ...     ann  09:05  Cart  web
    ...     bob  10:00  Home  app
    ... ''')
    >>> touchpoints(log).table.select(["touchpoint", "customers", "exits", "exits_share"]).to_pylist()[0]
    {'touchpoint': 'Home', 'customers': 2, 'exits': 1, 'exits_share': 0.5}
    """
    return answer(log, TouchpointsSpec())


def _examples(_: tuple[str, ...]) -> tuple[Spec[TouchpointsTally, Touchpoints], ...]:
    return (TouchpointsSpec(),)


ANALYSIS: Final = Analysis(touchpoints, _examples)
