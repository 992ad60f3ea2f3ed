"""Days on which the level of a daily series changed for good, beside seasons and smooth drift."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.stats.proportions import SMALLEST
from sojourn.analysis.stats.robust import inflation

Numbers = NDArray[np.float64]

SHORTEST: Final = 14
"""Days with data on either side of a change."""
_ROUNDING: Final = 1e-12
"""What of a series is rounding: values nearer to each other are equal, and a smaller remainder is none."""
SPLIT_LEVEL: Final = 0.01
"""A change is looked for on both sides of another only if that one's p is below this."""
DATE_LIMIT: Final = 7.352
"""95 % quantile of the likelihood ratio of a change date: −2 log(1 − √0.95) (Hansen 2000, Econometrica 68, 575-603)."""

_DRIFT_DAYS: Final = 40
"""Drift beside a change is a polynomial with one degree for so many days."""
_CURVE_DAYS: Final = 30
"""The smooth curve that a change has to beat has one degree for so many days."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change of level.

    Attributes
    ----------
    at
        First day of the new level.
    first, last
        95 % interval of that day.
    p
        Of no change anywhere in the stretch that was searched.
    """

    at: int
    first: int
    last: int
    p: float


def find_changes(y: Numbers, weight: Numbers, nuisance: Numbers) -> tuple[tuple[Change, ...], float | None]:
    """Changes of level by binary segmentation.

    In a stretch, y is taken as the nuisance columns, a slow drift and one step; the day of the step is the one that
    leaves the least squares; where up and down hide each other, one beside another step. A step counts if it beats, by the Bayesian information criterion, every smooth curve
    without one, and if the largest of its standardised sizes over all days is too large for chance (Miller and Siegmund
    1982, Biometrics 38, 1011-1016), with the residuals' autocorrelation. Both sides of a step are then searched.

    Parameters
    ----------
    y, weight
        Value and weight (inverse variance up to a factor) of consecutive days; a weight of 0 leaves a day out.
    nuisance
        Columns that may explain y without being a change: seasons. No constant.

    Returns
    -------
    changes
        In time order; with p below :data:`SPLIT_LEVEL`, except that the best one of a series is always tested.
    p
        Of the best step of the whole series; None where it is too short to look.

    Examples
    --------
    >>> noise = np.random.default_rng(0).normal(size=120)
    >>> found, _ = find_changes(noise + 3 * (np.arange(120) >= 70), np.ones(120), np.zeros((120, 0)))
    >>> [(c.at, c.first <= 70 <= c.last) for c in found]
    [(70, True)]
    """
    found: list[Change] = []
    p_whole = None
    stretches = [(0, len(y))]
    while stretches:
        start, stop = stretches.pop()
        best = _best_step(y[start:stop], weight[start:stop], nuisance[start:stop])
        if (start, stop) == (0, len(y)):
            p_whole = None if best is None else best.p
        if best is None or best.p > SPLIT_LEVEL:
            continue
        found.append(Change(start + best.at, start + best.first, start + best.last, best.p))
        stretches += [(start, start + best.at), (start + best.at, stop)]
    found.sort(key=lambda change: change.at)
    return tuple(found), p_whole


def drift(days: int, days_per_turn: int) -> Numbers:
    """Legendre polynomials over so many days, one degree for every ``days_per_turn`` days, 12 at most; shape (days, k)."""
    degree = min(12, days // days_per_turn)
    place = (2 * np.arange(days) + 1) / max(1, days) - 1
    return np.asarray(np.polynomial.legendre.legvander(place, degree)[:, 1:], np.float64)


def _best_step(y: Numbers, weight: Numbers, nuisance: Numbers) -> Change | None:
    """The step of one stretch, with p = 1 where a smooth curve explains it as well."""
    used = weight > 0
    n = int(used.sum())
    seen = np.cumsum(used)
    allowed = (np.concatenate([[0], seen[:-1]]) >= SHORTEST) & (
        n - np.concatenate([[0], seen[:-1]]) >= SHORTEST
    )
    varying = nuisance[:, np.ptp(nuisance[used], axis=0) > 0] if n and nuisance.shape[1] else nuisance[:, :0]
    if not allowed.any() or n < 2 * SHORTEST + varying.shape[1]:
        return None
    fixed = np.concatenate([np.ones((len(y), 1)), varying], axis=1)
    slow, fast = drift(len(y), _DRIFT_DAYS), drift(len(y), _CURVE_DAYS)
    steps = [
        _scan(y, weight, np.concatenate([fixed, slow[:, :k]], axis=1), allowed, fixed.shape[1])
        for k in range(slow.shape[1] + 1)
    ]
    curves = _remaining(y, weight, fixed, fast)
    free = n - fixed.shape[1] - 2
    largest, centred = float(np.abs(y[used]).max()), y[used] - y[used].mean()
    if float(np.ptp(centred)) <= _ROUNDING * largest:
        return None
    nothing = _ROUNDING * float(weight[used] @ centred**2)
    if curves.min() <= nothing:
        return None
    exact = next((step for step in steps if step.noise <= nothing), None)
    if exact is not None:
        return _exact(exact)
    pair = _pair(y, weight, fixed, allowed, steps[0].at)
    if pair.noise <= nothing:
        return _exact(pair)
    penalty = float(np.log(n))
    noise = min(
        steps[-1].noise / max(1, free - slow.shape[1]) * steps[-1].inflation,
        pair.noise / max(1, free - 2) * pair.inflation,
    )
    # A step costs its size, and its day double: it is the best of all days.
    scores = [s.noise / noise + (k + 3) * penalty for k, s in enumerate(steps)]
    scores.append(pair.noise / noise + 6 * penalty)
    smooth = min(left / noise + k * penalty for k, left in enumerate(curves))
    chosen = int(np.argmin(scores))
    step, columns = ([*steps, pair][chosen], 2 if chosen == len(steps) else chosen)
    own = step.noise / max(1, free - columns) * step.inflation
    sizes = step.gains / own
    plausible = np.flatnonzero(allowed & (sizes >= sizes[step.at] - DATE_LIMIT))
    p = _chance(float(np.sqrt(sizes[step.at])), SHORTEST / n) if scores[chosen] < smooth else 1.0
    return Change(step.at, int(plausible[0]), int(plausible[-1]), p)


def _pair(y: Numbers, weight: Numbers, fixed: Numbers, allowed: NDArray[np.bool_], first: int) -> "_Step":
    """The best step beside another one: up and down again hides either from a search for one."""

    def beside(other: int) -> _Step:
        step = (np.arange(len(y)) >= other).astype(np.float64)[:, None]
        return _scan(y, weight, np.concatenate([fixed, step], axis=1), allowed, fixed.shape[1])

    return beside(beside(first).at)


@dataclass(frozen=True, slots=True)
class _Step:
    """The best step beside some columns: its day, what it explains on every day, and what remains."""

    at: int
    gains: Numbers
    noise: float
    inflation: float


def _exact(step: _Step) -> Change:
    """Without any noise the day is certain."""
    return Change(step.at, step.at, step.at, SMALLEST)


def _remaining(y: Numbers, weight: Numbers, fixed: Numbers, more: Numbers) -> Numbers:
    """Sum of squares left by the fixed columns and the first 0, 1, 2 … of the others."""
    root = np.sqrt(weight)
    basis, triangle = np.linalg.qr(np.concatenate([fixed, more], axis=1) * root[:, None])
    independent = np.abs(np.diag(triangle)) > 1e-9
    explained = np.cumsum(np.where(independent, basis.T @ (y * root), 0.0) ** 2)
    return np.asarray(float((y * root) @ (y * root)) - explained[fixed.shape[1] - 1 :])


def _scan(y: Numbers, weight: Numbers, columns: Numbers, allowed: NDArray[np.bool_], fixed: int) -> _Step:
    """Try a step on every day at once: sums from the end give its size beside the columns."""
    weighted = columns * weight[:, None]
    inverse = np.linalg.pinv(weighted.T @ columns)
    left = y - columns @ (inverse @ (weighted.T @ y))
    behind = np.cumsum((weight * left)[::-1])[::-1]
    shared = np.cumsum(weighted[::-1], axis=0)[::-1]
    mass = np.cumsum(weight[::-1])[::-1]
    own = mass - ((shared @ inverse) * shared).sum(axis=1)
    usable = allowed & (own > 1e-9 * mass[0])
    gains = np.where(usable, behind**2 / np.where(usable, own, 1.0), 0.0)
    at = int(np.argmax(gains))
    size = behind[at] / own[at] if usable[at] else 0.0
    since = (np.arange(len(y)) >= at).astype(np.float64)
    step = since - columns @ (inverse @ (weighted.T @ since))
    rest = (left - size * step) * np.sqrt(weight)
    slow = columns.shape[1] - fixed
    return _Step(at, gains, float(rest @ rest), inflation(rest[weight > 0], slow + 2))


def _chance(size: float, edge: float) -> float:
    """Probability that pure noise has a step of this size somewhere, its two sides no shorter than ``edge``."""
    if size <= 1:
        return 1.0
    density = float(np.exp(-size * size / 2) / np.sqrt(2 * np.pi))
    span = 2 * np.log((1 - edge) / edge) if edge < 0.5 else 0.0
    return float(np.clip(density * ((size - 1 / size) * span + 4 / size), SMALLEST, 1.0))
