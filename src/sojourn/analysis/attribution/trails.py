"""The paths of customers to the goal, and those that end without it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.attribution.sample import CustomerSample
from sojourn.analysis.stats.pathset import PathSet, distinct_paths
from sojourn.log.journeys import Journeys, frozen
from sojourn.log.kernels.sharing import sum_rows
from sojourn.log.kernels.trails import collect_trails, fade
from sojourn.log.layout import hashes_of
from sojourn.log.vocabulary import Vocabulary
from sojourn.units import microseconds

_FOREVER: Final = 2**62
MICRO: Final = 1e6
"""Costs are summed in whole millionths, so that their order does not matter."""


@dataclass(frozen=True, slots=True)
class Question:
    """What makes a path.

    Attributes
    ----------
    goal
        Touchpoints that are a conversion.
    by
        The attribute that names the channel of a touch.
    touches
        Touchpoints that are touches; None for all but the goal.
    window
        Longest time from a touch to the conversion; None for no limit.
    visit_gap
        Touches of one channel that follow each other without a longer gap are one; None counts every event.
    goal_touch
        Whether the goal's own channel is the last touch.
    half_life
        Of a touch in the model of time decay.
    """

    goal: tuple[str, ...]
    by: str
    touches: tuple[str, ...] | None
    window: timedelta | None
    visit_gap: timedelta | None
    goal_touch: bool
    half_life: timedelta


@dataclass(frozen=True, slots=True)
class Trails:
    """The paths of some customers.

    Attributes
    ----------
    keys
        uint64 per path: hash of its customer.
    edges, codes, shares
        Touches of path ``i`` are ``edges[i]:edges[i + 1]``: their code, and what time decay gives to each.
    converted
        Whether the path ended in a conversion; these may be without any touch.
    values
        float64: what the conversion was worth; NaN where that is not known.
    currencies
        int32: code of its currency, −1 where there is none.
    costs
        int64, shape (channels, currencies + 1): millionths that the events of a channel cost; the last column is for
        events that name no currency.
    """

    keys: NDArray[np.uint64]
    edges: NDArray[np.int64]
    codes: NDArray[np.int32]
    shares: NDArray[np.float64]
    converted: NDArray[np.bool_]
    values: NDArray[np.float64]
    currencies: NDArray[np.int32]
    costs: NDArray[np.int64]


def trails_of(journeys: Journeys, question: Question) -> Trails:
    """Cut the journeys of complete customers into paths."""
    names = journeys.touchpoints
    ends = _marked(names, question.goal)
    if question.touches is None:
        counted = np.append(np.ones(len(names), np.bool_), True)
    else:
        counted = _marked(names, question.touches)
    times = journeys.flat("timestamp")
    owners, marks, edges, codes, moments = collect_trails(
        journeys.offsets,
        times,
        journeys.flat(question.by),
        journeys.flat("touchpoint"),
        frozen(ends),
        frozen(counted),
        question.goal_touch,
        _FOREVER if question.window is None else microseconds(question.window),
        -1 if question.visit_gap is None else microseconds(question.visit_gap),
    )
    converted = marks >= 0
    values = np.full(len(marks), np.nan)
    currencies = np.full(len(marks), -1, np.int32)
    if "value" in journeys.columns:
        values[converted] = journeys.flat("value")[marks[converted]]
    if "currency" in journeys.columns:
        currencies[converted] = journeys.flat("currency")[marks[converted]]
    keys = hashes_of(journeys.customers)[owners] if len(owners) else np.empty(0, np.uint64)
    shares = fade(edges, moments, float(microseconds(question.half_life)))
    return Trails(keys, edges, codes, shares, converted, values, currencies, _costs(journeys, question.by))


def _marked(names: Vocabulary, chosen: tuple[str, ...]) -> NDArray[np.bool_]:
    marks = np.zeros(len(names) + 1, np.bool_)
    marks[[names.code(name) for name in chosen]] = True
    return marks


def _costs(journeys: Journeys, by: str) -> NDArray[np.int64]:
    channels = len(journeys.vocabularies[by])
    kinds = len(journeys.vocabularies.get("currency", ())) + 1
    sums = np.zeros(channels * kinds, np.int64)
    if "cost" in journeys.columns and len(journeys):
        span = slice(journeys.offsets[0], journeys.offsets[-1])
        cost, codes = journeys.flat("cost")[span], journeys.flat(by)[span]
        paid = np.isfinite(cost) & (np.abs(cost) < 1e9) & (codes >= 0)
        currency = (
            journeys.flat("currency")[span][paid]
            if "currency" in journeys.columns
            else np.full(int(paid.sum()), -1)
        )
        cells = codes[paid].astype(np.int64) * kinds + np.where(currency < 0, kinds - 1, currency)
        np.add.at(sums, cells, np.rint(cost[paid] * MICRO).astype(np.int64))
    return sums.reshape(channels, kinds)


@dataclass(frozen=True, slots=True)
class Gathered:
    """All paths of a log, in the order of the customers' hashes.

    Attributes
    ----------
    sample
        The paths with at least one touch.
    without_touch
        Conversions that no touch came before.
    values, currencies
        Of every conversion, those without a touch included.
    costs
        As in :class:`Trails`, channels in the order of the sample's names.
    """

    sample: CustomerSample
    without_touch: int
    values: NDArray[np.float64]
    currencies: NDArray[np.int32]
    costs: NDArray[np.int64]


def gather(parts: tuple[Trails, ...], names: tuple[str, ...]) -> Gathered:
    """Put the paths of all parts into one order, name the channels by rank, and number equal paths alike."""
    lengths = np.concatenate([np.diff(part.edges) for part in parts])
    keys = np.concatenate([part.keys for part in parts])
    order = np.argsort(keys, kind="stable")  # the paths of one customer stand together in every part
    starts = np.cumsum(lengths) - lengths
    lengths = lengths[order]
    edges = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    places = np.arange(edges[-1]) + np.repeat(starts[order] - edges[:-1], lengths)
    codes = np.concatenate([part.codes for part in parts])[places]
    shares = np.concatenate([part.shares for part in parts])[places]
    converted, values, currencies = (
        np.concatenate([getattr(part, name) for part in parts])[order]
        for name in ("converted", "values", "currencies")
    )
    present = sorted(np.flatnonzero(np.bincount(codes)).tolist(), key=names.__getitem__)
    ranks = np.zeros(len(names) + 1, np.int32)
    ranks[present] = np.arange(len(present), dtype=np.int32)
    codes = ranks[codes]
    some = lengths > 0
    kept = np.concatenate([[0], np.cumsum(lengths[some])]).astype(np.int64)
    known = np.where(np.isfinite(values), values, 0.0)
    outcomes = np.stack([converted, converted * known, ~converted], axis=1).astype(np.float64)[some]
    numbers, distinct, flat, hashes = distinct_paths(kept, codes)
    channels = tuple(names[code] for code in present)
    paths = PathSet(channels, distinct, flat, hashes, sum_rows(numbers, outcomes, len(hashes)))
    sample = CustomerSample(paths, keys[order][some], numbers, outcomes, kept, codes, shares)
    costs = np.sum([part.costs for part in parts], axis=0)[present]
    return Gathered(sample, int((~some).sum()), values[converted], currencies[converted], costs)
