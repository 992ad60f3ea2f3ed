"""Features of customers as one matrix, made from the portraits of all of them."""

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sojourn.analysis.features.outcomes import Outcomes
from sojourn.analysis.features.portraits import Portraits, Ragged, contact_codes, plain, reversal_codes
from sojourn.log.vocabulary import Vocabulary

Numbers = NDArray[np.float64]
Kind = Literal["count", "days", "share", "amount", "rating", "flag"]

_DAY_US: Final = 86_400_000_000
_CHANNELS: Final = 8


@dataclass(frozen=True, slots=True)
class Feature:
    """One column.

    Attributes
    ----------
    name
        As in the table: ``visits``, ``touchpoint:Cart``.
    family
        What it is about: ``activity``, ``time``, ``money``, ``rating``, ``service``, ``goal``, ``touchpoint``,
        ``stage``, ``channel`` or ``device``.
    kind
        What its numbers are.
    """

    name: str
    family: str
    kind: Kind


_ACTIVITY: Final = (
    *(
        Feature(name, "activity", "count")
        for name in ("events", "visits", "events_per_visit", "active_days", "distinct_touchpoints")
    ),
    *(Feature(name, "time", "days") for name in ("tenure_days", "recency_days", "gap_days")),
    *(
        Feature(f"{part}_share", "time", "share")
        for part in ("weekend", "night", "morning", "afternoon", "evening")
    ),
)
_MONEY: Final = (
    Feature("orders", "money", "count"),
    Feature("revenue", "money", "amount"),
    Feature("order_value", "money", "amount"),
)
_RATINGS: Final = (Feature("ratings", "rating", "count"), Feature("rating_mean", "rating", "rating"))
_GOALS: Final = (Feature("goals", "goal", "count"), Feature("reached", "goal", "flag"))


@dataclass(frozen=True, slots=True)
class FeatureMatrix:
    """All customers, sorted by id.

    Attributes
    ----------
    customers
        Ids.
    features
        What each column is.
    values
        float64, shape (customers, features), by column; NaN where a customer has no such number.
    last_us
        Time of the last event of all; 0 if there is none.
    omitted
        Features that could not be made, and why.
    order
        Where each customer stood before sorting.
    """

    customers: pa.Array
    features: tuple[Feature, ...]
    values: Numbers
    last_us: int
    omitted: Mapping[str, str]
    order: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.customers)

    def column(self, name: str) -> Numbers:
        """The numbers of one feature."""
        return self.values[:, [f.name for f in self.features].index(name)]

    def only(self, places: list[int]) -> "FeatureMatrix":
        """Some of the features."""
        return FeatureMatrix(
            self.customers,
            tuple(self.features[i] for i in places),
            np.asfortranarray(self.values[:, places]),
            self.last_us,
            self.omitted,
            self.order,
        )


def feature_matrix(
    parts: tuple[Portraits, ...],
    vocabularies: Mapping[str, Vocabulary],
    *,
    ends: Outcomes | None = None,
    stages: tuple[tuple[str, str], ...] = (),
    top: int = 12,
) -> FeatureMatrix:
    """Put the portraits together.

    Parameters
    ----------
    parts
        Portraits in any order.
    ends
        How the whole journeys ended, where the parts may hold only their beginnings.
    stages
        Pairs of touchpoint and stage.
    top
        So many touchpoints, those met by most customers, get a column of their own.

    Raises
    ------
    UnknownNameError
        If a touchpoint of a stage does not exist.
    """
    customers = pa.concat_arrays([plain(p.customers) for p in parts])
    order, customers = _by_id(customers, ends)
    names = vocabularies["touchpoint"]
    omitted: dict[str, str] = {}
    last = max((int(p.summary[:, 9].max()) for p in parts if len(p)), default=0)
    last = last if ends is None else ends.last_us
    blocks = [
        _activity(last),
        *_money(parts, omitted),
        *_ratings(parts, omitted),
        *_service(names, omitted),
        *_goals(ends, customers),
        _top_touchpoints(parts, names, top),
        _stage_shares(names, stages),
        *(_shares(parts, vocabularies[a]) for a in ("channel", "device") if a in parts[0].counted),
    ]
    features = tuple(feature for block in blocks for feature in block.features)
    return FeatureMatrix(customers, features, _filled(parts, order, blocks), last, omitted, order)


def _by_id(customers: pa.Array, ends: Outcomes | None) -> tuple[NDArray[np.int64], pa.Array]:
    """The order of customers by id, and they in it; mostly they stand as those do whose order is known."""
    if ends is not None and ends.order is not None and len(ends) == len(customers):
        found = customers.take(pa.array(ends.order))
        if found.equals(ends.customers):
            return ends.order, found
    order = pc.sort_indices(customers).to_numpy().astype(np.int64)
    return order, customers.take(pa.array(order))


@dataclass(frozen=True, slots=True)
class _Block:
    """Some columns: what they are, and their numbers, shape (columns, customers), for a part and its places in the matrix."""

    features: tuple[Feature, ...]
    of: Callable[[Portraits, NDArray[np.int64]], Numbers]


def _filled(parts: tuple[Portraits, ...], order: NDArray[np.int64], blocks: list[_Block]) -> Numbers:
    """All columns, part by part: only the parts and the result are ever held for everybody."""
    values = np.empty((len(order), sum(len(block.features) for block in blocks)), order="F")
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    begins = np.cumsum([0, *(len(part) for part in parts)]).tolist()

    def fill(part: Portraits, begin: int) -> None:
        rows = place[begin : begin + len(part)]
        column = 0
        for block in blocks:
            for numbers in block.of(part, rows):
                values[rows, column] = numbers
                column += 1

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(fill, parts, begins))
    return values


def _activity(last: int) -> _Block:
    def of(part: Portraits, _: NDArray[np.int64]) -> Numbers:
        summary = part.summary
        events, visits = summary[:, 0].astype(np.float64), summary[:, 1].astype(np.float64)
        span = (summary[:, 9] - summary[:, 8]) / _DAY_US
        with np.errstate(invalid="ignore", divide="ignore"):
            gaps = np.where(visits > 1, span / (visits - 1), np.nan)
            columns = [
                events,
                visits,
                events / visits,
                summary[:, 2].astype(np.float64),
                np.diff(part.counted["touchpoint"].starts).astype(np.float64),
                (last - summary[:, 8]) / _DAY_US,
                (last - summary[:, 9]) / _DAY_US,
                gaps,
                *(summary[:, 3 + i] / events for i in range(5)),
            ]
        return np.stack(columns)

    return _Block(_ACTIVITY, of)


def _money(parts: tuple[Portraits, ...], omitted: dict[str, str]) -> list[_Block]:
    if all(part.money is None for part in parts):
        omitted["orders"] = "the log has no values"
        return []
    several = len(frozenset().union(*(part.currencies for part in parts))) > 1
    if several:
        omitted["revenue"] = "values stand in several currencies"
    kept = 1 if several else len(_MONEY)
    return [_Block(_MONEY[:kept], lambda part, _: _with_mean(part.money, len(part))[:kept])]


def _ratings(parts: tuple[Portraits, ...], omitted: dict[str, str]) -> list[_Block]:
    if all(part.ratings is None for part in parts):
        omitted["ratings"] = "the log has no ratings on a known scale"
        return []
    return [_Block(_RATINGS, lambda part, _: _with_mean(part.ratings, len(part))[[0, 2]])]


def _with_mean(sums: Numbers | None, customers: int) -> Numbers:
    """How many, their sum and their mean (NaN where there are none) per customer."""
    count, total = np.zeros((2, customers)) if sums is None else sums.T
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.stack([count, total, np.where(count > 0, total / count, np.nan)])


def _service(names: Vocabulary, omitted: dict[str, str]) -> list[_Block]:
    blocks = []
    for name, codes in (("contacts", contact_codes(names)), ("reversals", reversal_codes(names))):
        if codes.any():
            column = np.where(codes, 0, -1)
            blocks.append(_counts((Feature(name, "service", "count"),), "touchpoint", column))
        else:
            omitted[name] = "no touchpoint is named like one"
    return blocks


def _goals(ends: Outcomes | None, customers: pa.Array) -> list[_Block]:
    if ends is None or ends.hits is None:
        return []
    hits = ends.hits[ends.places(customers)]
    return [_Block(_GOALS, lambda _, rows: np.stack([hits[rows], (hits[rows] > 0).astype(np.float64)]))]


def _counts(features: tuple[Feature, ...], attribute: str, place: NDArray[np.int64]) -> _Block:
    """Events per customer, those with a code counted in the column ``place`` says (−1: none)."""
    return _Block(features, lambda part, _: _dense(part.counted[attribute], place, len(features)))


def _dense(found: Ragged, place: NDArray[np.int64], width: int) -> Numbers:
    n = len(found.starts) - 1
    column = place[found.codes] if len(found.codes) else np.empty(0, np.int64)
    kept = column >= 0
    cells = column[kept] * n + found.rows[kept]
    summed = np.bincount(cells, weights=found.counts[kept], minlength=width * n)
    return np.asarray(summed, np.float64).reshape(width, n)


def _most_met(parts: tuple[Portraits, ...], names: Vocabulary, most: int) -> list[int]:
    met = np.sum([np.bincount(p.counted[names.attribute].codes, minlength=len(names)) for p in parts], axis=0)
    used = np.flatnonzero(met).tolist()
    return sorted(used, key=lambda code: (-met[code], names[code]))[:most]


def _top_touchpoints(parts: tuple[Portraits, ...], names: Vocabulary, top: int) -> _Block:
    codes = _most_met(parts, names, top)
    place = np.full(len(names), -1)
    place[codes] = np.arange(len(codes))
    features = tuple(Feature(f"touchpoint:{names[c]}", "touchpoint", "count") for c in codes)
    return _counts(features, "touchpoint", place)


def _stage_shares(names: Vocabulary, stages: tuple[tuple[str, str], ...]) -> _Block:
    order = list(dict.fromkeys(stage for _, stage in stages))
    place = np.full(len(names), -1)
    for touchpoint, stage in stages:
        if touchpoint in names:
            place[names.code(touchpoint)] = order.index(stage)

    def of(part: Portraits, _: NDArray[np.int64]) -> Numbers:
        found = part.counted["touchpoint"]
        with np.errstate(invalid="ignore", divide="ignore"):
            return _dense(found, place, len(order)) / _totals(found)

    return _Block(tuple(Feature(f"stage:{s}", "stage", "share") for s in order), of)


def _shares(parts: tuple[Portraits, ...], names: Vocabulary) -> _Block:
    """Shares of the events that have a value of the attribute; NaN for customers without one."""
    attribute = names.attribute
    codes = sorted(_most_met(parts, names, _CHANNELS), key=lambda code: names[code])
    place = np.full(len(names), -1)
    place[codes] = np.arange(len(codes))

    def of(part: Portraits, _: NDArray[np.int64]) -> Numbers:
        found = part.counted[attribute]
        totals = _totals(found)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(totals > 0, _dense(found, place, len(codes)) / totals, np.nan)

    return _Block(tuple(Feature(f"{attribute}:{names[c]}", attribute, "share") for c in codes), of)


def _totals(found: Ragged) -> Numbers:
    summed = np.bincount(found.rows, weights=found.counts, minlength=len(found.starts) - 1)
    return np.asarray(summed, np.float64)
