"""The space in which customers are near to each other: from features, or from their paths."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.features.matrix import Feature, FeatureMatrix
from sojourn.analysis.features.portraits import Ragged

Numbers = NDArray[np.float64]

LEFT_OUT: Final = ("goal", "rating", "money")
"""Families that describe how it ended, not what was done; they are told of each group."""
CALENDAR: Final = ("tenure_days", "recency_days")
"""When a customer came and was last seen is not what the customer does."""
CLOCKS: Final = ("weekend_share", "night_share", "morning_share", "afternoon_share", "evening_share")
"""Shares of the events of one visit are all of one hour: what counts is how many visits they come from."""
FEWEST_VISITS: Final = 3
"""Where the median customer has fewer visits, hours and weekdays are chance and not habit: they are left out."""
PRIOR_EVENTS: Final = 4.0
"""Shares are drawn towards the mean of all as if so many average events (for :data:`CLOCKS`: visits) more had been seen."""
RAREST: Final = 0.01
"""Features in which fewer customers differ from the most frequent value are left out."""
FARTHEST: Final = 3.0
"""Scaled features are cut at plus and minus this."""
KEPT_VARIANCE: Final = 0.9
MOST_DIMENSIONS: Final = 10
SAMPLE: Final = 5_000
"""Customers that scales, axes and terms are found in."""

_TERMS: Final = 400
_SEED: Final = 20_260_302


@dataclass(frozen=True, slots=True)
class Space:
    """Customers as points.

    Attributes
    ----------
    points
        float64, shape (customers, dimensions).
    names
        The features, or the touchpoints and transitions, that the dimensions are made of.
    scaled
        Customers that scales, axes and terms were found in; 0 where there is nothing to find.
    """

    points: Numbers
    names: tuple[str, ...]
    scaled: int = 0


def sampled(n: int, size: int) -> NDArray[np.int64]:
    """The places of a sample of customers sorted by id, rising; all of them if there are no more."""
    if n <= size:
        return np.arange(n)
    return np.sort(np.random.default_rng(_SEED).choice(n, size, replace=False))


def feature_space(matrix: FeatureMatrix) -> Space:
    """Customers by what they do.

    Counts, days and amounts as log(1 + x); shares drawn towards the mean by :data:`PRIOR_EVENTS`; each feature minus its
    median, by its interquartile range as standard deviations (by the standard deviation where that range is 0), cut at
    ±:data:`FARTHEST`; unknown values at the median. Every family of features weighs the same. Then the principal axes that
    hold :data:`KEPT_VARIANCE` of the variance, at most :data:`MOST_DIMENSIONS`.
    """
    sample = sampled(len(matrix), SAMPLE)
    events, visits = matrix.column("events"), matrix.column("visits")
    left_out = CALENDAR if np.median(visits) >= FEWEST_VISITS else CALENDAR + CLOCKS
    kept = [
        (feature, column)
        for feature, column in zip(matrix.features, matrix.values.T, strict=True)
        if feature.family not in LEFT_OUT and feature.name not in left_out and _varies(column[sample])
    ]
    if not kept:
        return Space(np.zeros((len(matrix), 1)), ())
    families = [feature.family for feature, _ in kept]
    data = np.empty((len(matrix), len(kept)))
    for place, (feature, column) in enumerate(kept):
        seen = visits if feature.name in CLOCKS else events
        scaled = _scaled(_transformed(feature, column, seen, sample), sample)
        data[:, place] = scaled * (1 / np.sqrt(families.count(feature.family)))
    return Space(_principal(data, sample), tuple(feature.name for feature, _ in kept), len(sample))


def _varies(column: Numbers) -> bool:
    known = column[~np.isnan(column)]
    if len(known) < max(2, len(column) / 2):
        return False
    _, counts = np.unique(known, return_counts=True)
    return bool(counts.max() <= (1 - RAREST) * len(known))


def _transformed(feature: Feature, column: Numbers, seen: Numbers, sample: NDArray[np.int64]) -> Numbers:
    if feature.kind in ("count", "days", "amount"):
        return np.log1p(np.maximum(column, 0))
    if feature.kind == "share":
        mean = float(np.nanmean(column[sample]))
        return (column * seen + PRIOR_EVENTS * mean) / (seen + PRIOR_EVENTS)
    return column


def _scaled(column: Numbers, sample: NDArray[np.int64]) -> Numbers:
    low, middle, high = np.nanpercentile(column[sample], [25, 50, 75])
    spread = (high - low) / 1.349 or float(np.nanstd(column[sample])) or 1.0
    scaled: Numbers = np.clip(np.nan_to_num((column - middle) / spread, nan=0.0), -FARTHEST, FARTHEST)
    return scaled


def _principal(data: Numbers, sample: NDArray[np.int64]) -> Numbers:
    """Scores on the principal axes; each axis points to where its largest entry is positive. Centres ``data`` in place."""
    middle = data[sample].mean(axis=0)
    spread = (data[sample] - middle).T @ (data[sample] - middle)
    variances, axes = np.linalg.eigh(spread)
    variances, axes = np.maximum(variances[::-1], 0), axes[:, ::-1]
    shares = np.cumsum(variances) / max(float(variances.sum()), 1e-300)
    kept = min(int(np.searchsorted(shares, KEPT_VARIANCE)) + 1, MOST_DIMENSIONS, len(variances))
    axes = axes[:, :kept]
    signs = np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(kept)])
    data -= middle
    scores: Numbers = data @ (axes * signs)
    return np.ascontiguousarray(scores)


def path_space(
    found: tuple[Ragged, ...], names: tuple[tuple[str, ...], ...], order: NDArray[np.int64]
) -> Space:
    """Customers by where they go: touchpoints and transitions as TF-IDF, then latent semantic analysis.

    Parameters
    ----------
    found
        Touchpoints, and transitions, of every customer in the order of the tally.
    names
        What their codes stand for.
    order
        Which customer stands where when sorted by id.

    Notes
    -----
    Term frequency log(1 + n), inverse document frequency ln(N / df), rows of length 1, the 400 terms met by most of
    the customers who differ in them; then the principal axes as in :func:`feature_space`, rows of length 1 again.
    """
    from scipy.sparse import csr_matrix, hstack

    n = len(order)
    sample = sampled(n, SAMPLE)
    blocks, labels = [], []
    for ragged, own in zip(found, names, strict=True):
        met = np.bincount(ragged.codes, minlength=len(own))
        terms = np.flatnonzero((met >= RAREST * n) & (met <= (1 - RAREST) * n))
        terms = terms[np.lexsort((terms, -met[terms]))][:_TERMS]
        place = np.full(len(own), -1)
        place[terms] = np.arange(len(terms))
        column = place[ragged.codes]
        kept = column >= 0
        weights = np.log1p(ragged.counts[kept]) * np.log(n / met[ragged.codes[kept]])
        blocks.append(csr_matrix((weights, (ragged.rows[kept], column[kept])), shape=(n, len(terms))))
        labels += [own[t] for t in terms]
    if not labels:
        return Space(np.zeros((n, 1)), ())
    whole = hstack(blocks).tocsr()[order]
    lengths = np.sqrt(np.asarray(whole.multiply(whole).sum(axis=1)).ravel())
    whole = csr_matrix((1 / np.maximum(lengths, 1e-12), (np.arange(n), np.arange(n))), shape=(n, n)) @ whole
    middle = np.asarray(whole[sample].mean(axis=0)).ravel()
    dense = whole[sample].toarray() - middle
    variances, axes = np.linalg.eigh(dense.T @ dense)
    variances, axes = np.maximum(variances[::-1], 0), axes[:, ::-1]
    shares = np.cumsum(variances) / max(float(variances.sum()), 1e-300)
    kept_axes = min(int(np.searchsorted(shares, KEPT_VARIANCE)) + 1, MOST_DIMENSIONS, len(variances))
    points = whole @ axes[:, :kept_axes] - middle @ axes[:, :kept_axes]
    return Space(np.ascontiguousarray(points), tuple(labels), len(sample))
