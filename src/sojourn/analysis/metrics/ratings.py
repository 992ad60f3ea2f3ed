"""Ratings: promoters, satisfaction, effort, stars, thumbs; and an index of several of them."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.metrics.cells import Cells, Numbers
from sojourn.analysis.metrics.definitions import Definition
from sojourn.analysis.metrics.facts import Facts
from sojourn.analysis.metrics.figures import Figures, means, nets, none, shares
from sojourn.analysis.metrics.whole import Whole
from sojourn.analysis.stats.multiple import benjamini_hochberg
from sojourn.events.schema import SCALES
from sojourn.log.kernels.cells import sum_pairs

NO_RATINGS = "there are no such ratings"
ONLY_ANSWERS = "the log shows answers only, not who could have answered"


def chosen(whole: Whole) -> Iterator[tuple[Definition, Facts]]:
    """One definition per metric, the one with most ratings, and these ratings as what they count."""
    scales = {
        name.casefold(): code
        for code, name in enumerate(whole.vocabularies["scale"].names if "scale" in whole.vocabularies else ())
    }  # fmt: skip
    best: dict[str, tuple[Definition, Facts]] = {}
    for definition in whole.definitions.ratings:
        code = scales.get(definition.scale.casefold(), -2)
        low, high = definition.ends
        score = whole.ratings["score"]
        mask = (whole.ratings["scale"] == code) & (score >= low) & (score <= high)
        if definition.metric not in best or mask.sum() > len(best[definition.metric][1]):
            best[definition.metric] = (definition, whole.ratings.take(mask))
    yield from best.values()


def rating_metric(definition: Definition, ratings: Facts, cells: Cells) -> Figures:
    """A metric of ratings of one scale."""
    method = f"{definition.scale} {definition.method}"
    if not len(ratings):
        return none(len(cells), NO_RATINGS, method)
    values, inverse = np.unique(ratings["score"], return_inverse=True)
    counted = np.array([definition.counts(value) for value in values.tolist()])[inverse]
    n, total, squares = cells.sums(cells.places(ratings), None, counted, counted**2)
    if definition.method == "net":
        return nets(n, total, squares, method=method, nobody=NO_RATINGS)
    if definition.method == "mean":
        return means(n, total, squares, method=method, nobody=NO_RATINGS)
    return shares(total, n, method=method, nobody=NO_RATINGS)


def answerable(whole: Whole) -> NDArray[np.bool_]:
    """By touchpoint code: whether some of its events are rated and some are not, so that one sees who did not answer."""
    found: NDArray[np.bool_] = (whole.rated > 0) & (whole.rated < whole.events)
    return found


def response_rate(whole: Whole, cells: Cells, touchpoints: Cells) -> Figures:
    """Customers who rated a touchpoint, of those who met it or were invited to; overall, summed over the touchpoints.

    Parameters
    ----------
    touchpoints
        The cells of the dimension ``touchpoint``.
    """
    method = "customers who rated, of those who could"
    if not len(whole.ratings):
        return none(len(cells), NO_RATINGS, method)
    size = len(whole.events)
    could = np.zeros(size, np.int64)
    could[touchpoints.groups] = touchpoints.customers
    rated, asked, both = whole.once(_pairs)
    by_invitation = (asked > 0) & ~answerable(whole)
    could = np.where(by_invitation, asked, could)
    answered = np.where(by_invitation, both, rated)
    open_to = (answerable(whole) | by_invitation) & (whole.rated > 0)
    if cells.dimension.name == "touchpoint":
        mine = cells.groups
        found = shares(answered[mine], could[mine], method=method, nobody=NO_RATINGS)
        found = found.without(~open_to[mine], ONLY_ANSWERS)
        return replace(found, n=np.where(whole.rated[mine] > 0, found.n, 0))
    hits, n = answered[open_to].sum(keepdims=True), could[open_to].sum(keepdims=True)
    return shares(hits, n, method=method, nobody=ONLY_ANSWERS)


def _pairs(whole: Whole) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """By touchpoint code: the customers who rated it, those who were invited to, and those of both."""
    size, facts = len(whole.events), (whole.ratings, whole.invited)
    touchpoints, customers = (
        np.concatenate([own[name].astype(np.int64) for own in facts]) for name in ("touchpoint", "customer")
    )
    of_ratings = np.repeat([1.0, 0.0], [len(own) for own in facts])
    terms = np.stack([of_ratings, 1 - of_ratings])
    found, (ratings, invitations) = sum_pairs(touchpoints, customers, terms, (size, len(whole.people)))
    rated, asked = ratings > 0, invitations > 0
    counts = [np.bincount(found[own], minlength=size) for own in (rated, asked, rated & asked)]
    return counts[0], counts[1], counts[2]


def satisfaction_index(whole: Whole, cells: Cells) -> Figures:
    """The weighted mean of the ratings of several touchpoints, each moved to 0 … 100 (100 good).

    Notes
    -----
    The weights are known numbers for the interval: Σ w² s² / n over the factors, normal.
    """
    factors, weights, told = whole.once(_weighted)
    used = [(facts, weights[name]) for name, facts in factors.items() if weights.get(name, 0.0) > 0]
    if len(used) < 2:
        return none(len(cells), told if not used else "only one factor has a weight")
    method = "weights " + told + ": " + ", ".join(
        f"{name} {weights[name]:.2f}" for name in factors if weights.get(name, 0.0) > 0
    )  # fmt: skip
    value, variance, n = np.zeros(len(cells)), np.zeros(len(cells)), np.zeros(len(cells), np.int64)
    complete = np.ones(len(cells), np.bool_)
    for facts, weight in used:
        sums = cells.sums(cells.places(facts), None, facts["good"], facts["good"] ** 2)
        own = means(*sums, method="", nobody=NO_RATINGS)
        value += weight * np.nan_to_num(own.value)
        variance += weight**2 * np.nan_to_num(own.variance) / np.maximum(own.n, 1)  # type: ignore[arg-type]
        n += own.n
        complete &= own.n > 1
    half = 1.959963984540054 * np.sqrt(variance)
    low, high = np.maximum(value - half, 0.0), np.minimum(value + half, 100.0)
    found = Figures(value, low, high, n, [""] * len(cells), method=method)
    return found.without(~complete, "a factor has fewer than two ratings")


def _factors(whole: Whole) -> dict[str, Facts]:
    """The ratings of each rated touchpoint, moved to 0 … 100; the most frequent scale of a touchpoint counts."""
    names = whole.vocabularies["touchpoint"].names
    scales = whole.vocabularies["scale"].names if "scale" in whole.vocabularies else ()
    found: dict[str, Facts] = {}
    touchpoint, scale, score = (whole.ratings[c] for c in ("touchpoint", "scale", "score"))
    for code in np.flatnonzero(np.bincount(touchpoint)).tolist():
        own = np.bincount(scale[touchpoint == code], minlength=len(scales) or 1)
        known = SCALES.get(scales[int(own.argmax())].casefold())
        if known is None:
            continue
        mask = (touchpoint == code) & (scale == own.argmax()) & (score >= known.low) & (score <= known.high)
        share = (score[mask] - known.low) / (known.high - known.low)
        good = 100 * (1 - share if known.low_is_good else share)
        found[names[code]] = whole.ratings.take(mask, good=good)
    return found


LEAST_FACTOR: Final = 100
"""Ratings that a factor needs before the data may weigh it."""
_SURE: Final = 0.05


def _weighted(whole: Whole) -> tuple[dict[str, Facts], dict[str, float], str]:
    """The factors, and what :func:`_weights` says of them."""
    factors = _factors(whole)
    return factors, *_weights(whole, factors)


def _weights(whole: Whole, factors: dict[str, Facts]) -> tuple[dict[str, float], str]:
    """Weight per factor, adding up to 1, and where they come from; or nothing, and why."""
    given = whole.definitions.weights
    if given is not None:
        lacking = [name for name, weight in given.items() if weight > 0 and not len(factors.get(name, ()))]
        if lacking:
            return {}, f"'{lacking[0]}' has no ratings"
        return {name: weight / sum(given.values()) for name, weight in given.items()}, "as given"
    if not whole.has_goal:
        return {}, "there are neither weights nor a goal to take them from"
    names = [name for name, facts in factors.items() if len(facts) >= LEAST_FACTOR]
    r = np.array([_correlation(factors[n]["good"], factors[n]["later"].astype(float)) for n in names])
    q = benjamini_hochberg(_correlation_p(r, np.array([len(factors[n]) for n in names])))
    found = {n: float(x) for n, x, own in zip(names, r, q, strict=True) if x > 0 and own < _SURE}
    if not found:
        return {}, f"no factor with {LEAST_FACTOR} ratings measurably goes along with the goal"
    return {name: x / sum(found.values()) for name, x in found.items()}, "by correlation with a later goal"


def _correlation_p(r: Numbers, n: Numbers) -> Numbers:
    """Two-sided p-values of correlations over n pairs, by Student's t."""
    from scipy.special import stdtr

    t = np.abs(r) * np.sqrt((n - 2) / np.maximum(1 - r * r, 1e-12))
    p: Numbers = 2 * stdtr(n - 2, -t)
    return p


def _correlation(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    """Pearson's correlation; 0 where one of both does not vary."""
    order = np.lexsort((y, x))
    x, y = x[order] - x.mean(), y[order] - y.mean()
    spread = float(np.sqrt((x * x).sum() * (y * y).sum()))
    return round(float((x * y).sum()) / spread, 9) if spread else 0.0
