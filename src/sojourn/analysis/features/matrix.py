"""Features of customers as one matrix, made from the portraits of all of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.analysis.features.outcomes import Outcomes
from sojourn.analysis.features.portraits import Portraits, Ragged, contact_codes, joined, reversal_codes
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
    whole, order = joined(parts)
    names = vocabularies["touchpoint"]
    columns: list[tuple[Feature, Numbers]] = []
    omitted: dict[str, str] = {}
    last = int(whole.summary[:, 9].max()) if len(whole) else 0
    last = last if ends is None else ends.last_us
    _activity(whole, last, columns)
    _money(whole, columns, omitted)
    _ratings(whole, columns, omitted)
    touched = whole.counted["touchpoint"]
    service = {"contacts": contact_codes(names), "reversals": reversal_codes(names)}
    for name, codes in service.items():
        if codes.any():
            columns.append((Feature(name, "service", "count"), _sum_where(touched, codes)))
        else:
            omitted[name] = "no touchpoint is named like one"
    if ends is not None and ends.hits is not None:
        hits = ends.hits[ends.places(whole.customers)]
        columns += [
            (Feature("goals", "goal", "count"), hits),
            (Feature("reached", "goal", "flag"), (hits > 0).astype(np.float64)),
        ]
    columns += _top_touchpoints(touched, names, top)
    columns += _stage_shares(touched, names, stages)
    for attribute in ("channel", "device"):
        if attribute in whole.counted:
            columns += _shares(whole.counted[attribute], vocabularies[attribute])
    values = np.empty((len(whole), len(columns)), order="F")
    for i, (_, numbers) in enumerate(columns):
        values[:, i] = numbers[order]
    features = tuple(feature for feature, _ in columns)
    return FeatureMatrix(whole.customers.take(pa.array(order)), features, values, last, omitted, order)


def _activity(whole: Portraits, last: int, columns: list[tuple[Feature, Numbers]]) -> None:
    summary = whole.summary
    events, visits = summary[:, 0].astype(np.float64), summary[:, 1].astype(np.float64)
    span = (summary[:, 9] - summary[:, 8]) / _DAY_US
    with np.errstate(invalid="ignore", divide="ignore"):
        gaps = np.where(visits > 1, span / (visits - 1), np.nan)
        columns += [
            (Feature("events", "activity", "count"), events),
            (Feature("visits", "activity", "count"), visits),
            (Feature("events_per_visit", "activity", "count"), events / visits),
            (Feature("active_days", "activity", "count"), summary[:, 2].astype(np.float64)),
            (
                Feature("distinct_touchpoints", "activity", "count"),
                np.diff(whole.counted["touchpoint"].starts).astype(np.float64),
            ),
            (Feature("tenure_days", "time", "days"), (last - summary[:, 8]) / _DAY_US),
            (Feature("recency_days", "time", "days"), (last - summary[:, 9]) / _DAY_US),
            (Feature("gap_days", "time", "days"), gaps),
            (Feature("weekend_share", "time", "share"), summary[:, 3] / events),
            *(
                (Feature(f"{part}_share", "time", "share"), summary[:, 4 + i] / events)
                for i, part in enumerate(("night", "morning", "afternoon", "evening"))
            ),
        ]


def _money(whole: Portraits, columns: list[tuple[Feature, Numbers]], omitted: dict[str, str]) -> None:
    if whole.money is None:
        omitted["orders"] = "the log has no values"
        return
    orders, revenue = whole.money.T
    columns.append((Feature("orders", "money", "count"), orders))
    if len(whole.currencies) > 1:
        omitted["revenue"] = "values stand in several currencies"
        return
    columns.append((Feature("revenue", "money", "amount"), revenue))
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(orders > 0, revenue / orders, np.nan)
    columns.append((Feature("order_value", "money", "amount"), mean))


def _ratings(whole: Portraits, columns: list[tuple[Feature, Numbers]], omitted: dict[str, str]) -> None:
    if whole.ratings is None:
        omitted["ratings"] = "the log has no ratings on a known scale"
        return
    ratings, total = whole.ratings.T
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(ratings > 0, total / ratings, np.nan)
    columns.append((Feature("ratings", "rating", "count"), ratings))
    columns.append((Feature("rating_mean", "rating", "rating"), mean))


def _sum_where(found: Ragged, wanted: NDArray[np.bool_]) -> Numbers:
    """Per customer, how many events have a wanted code."""
    counted = np.where(wanted[found.codes], found.counts, 0) if len(found.codes) else found.counts
    summed = np.bincount(found.rows, weights=counted, minlength=len(found.starts) - 1)
    return np.asarray(summed, np.float64)


def _dense(found: Ragged, place: NDArray[np.int64], width: int) -> Numbers:
    """Counts per customer and column, codes being put in the column ``place`` says (−1: none)."""
    n = len(found.starts) - 1
    column = place[found.codes] if len(found.codes) else np.empty(0, np.int64)
    kept = column >= 0
    cells = column[kept] * n + found.rows[kept]
    summed = np.bincount(cells, weights=found.counts[kept], minlength=width * n)
    return np.asarray(summed, np.float64).reshape(width, n)


def _most_met(found: Ragged, names: Vocabulary, most: int) -> list[int]:
    met = np.bincount(found.codes, minlength=len(names))
    used = np.flatnonzero(met).tolist()
    return sorted(used, key=lambda code: (-met[code], names[code]))[:most]


def _top_touchpoints(found: Ragged, names: Vocabulary, top: int) -> list[tuple[Feature, Numbers]]:
    codes = _most_met(found, names, top)
    place = np.full(len(names), -1)
    place[codes] = np.arange(len(codes))
    counts = _dense(found, place, len(codes))
    return [
        (Feature(f"touchpoint:{names[c]}", "touchpoint", "count"), counts[i]) for i, c in enumerate(codes)
    ]


def _stage_shares(
    found: Ragged, names: Vocabulary, stages: tuple[tuple[str, str], ...]
) -> list[tuple[Feature, Numbers]]:
    order = list(dict.fromkeys(stage for _, stage in stages))
    place = np.full(len(names), -1)
    for touchpoint, stage in stages:
        if touchpoint in names:
            place[names.code(touchpoint)] = order.index(stage)
    counts = _dense(found, place, len(order))
    totals = np.bincount(found.rows, weights=found.counts, minlength=len(found.starts) - 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return [(Feature(f"stage:{s}", "stage", "share"), counts[i] / totals) for i, s in enumerate(order)]


def _shares(found: Ragged, names: Vocabulary) -> list[tuple[Feature, Numbers]]:
    """Shares of the events that have a value of the attribute; NaN for customers without one."""
    codes = sorted(_most_met(found, names, _CHANNELS), key=lambda code: names[code])
    place = np.full(len(names), -1)
    place[codes] = np.arange(len(codes))
    counts = _dense(found, place, len(codes))
    totals = np.bincount(found.rows, weights=found.counts, minlength=len(found.starts) - 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return [
            (
                Feature(f"{names.attribute}:{names[c]}", names.attribute, "share"),
                np.where(totals > 0, counts[i] / totals, np.nan),
            )
            for i, c in enumerate(codes)
        ]
