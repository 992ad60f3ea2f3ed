"""What an exposure did to those who met it, against comparable others: augmented inverse-probability weighting.

Pure numerics. One row is one occasion at which the exposure may be met; several occasions of one customer form a
cluster.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
Whole = NDArray[np.int64]

PENALTIES: Final = tuple(float(x) for x in np.logspace(0, 6, 19))
"""Ridge penalties tried, on the squared coefficients of standardised covariates."""
CALIPER: Final = 0.2
"""Comparable means: within so many standard deviations of the propensity's logit (Austin 2011)."""
NEIGHBOURS: Final = 5
"""An exposed occasion is comparable if at least so many others lie within the caliper."""
_SMALLEST_VARIANCE: Final = 1e-12
_STEPS: Final = 25


@dataclass(frozen=True, slots=True)
class Effects:
    """The average effect of an exposure on the exposed, for several outcomes at once.

    Attributes
    ----------
    effect
        Per outcome: mean of the comparable exposed minus what it would have been without the exposure.
    influence
        Shape (clusters, outcomes): the influence of every cluster; its sum of squares is the variance of ``effect``.
    without
        Per outcome: the mean the comparable exposed would have had without the exposure.
    overlap
        Share of the exposed who have comparable others.
    exposed, controls
        Occasions used.
    effective
        Number of controls that the weighted ones are worth (Kish).
    weights
        Per row: 1 for a comparable exposed, the weight of a control, 0 for rows not used.
    """

    effect: Numbers
    influence: Numbers
    without: Numbers
    overlap: float
    exposed: int
    controls: int
    effective: float
    weights: Numbers

    @property
    def variance(self) -> Numbers:
        """Variance of every effect, robust to dependence within clusters."""
        found: Numbers = (self.influence**2).sum(axis=0)
        return found


def effects_on_exposed(
    exposed: Flags, outcomes: Numbers, covariates: Numbers, clusters: Whole, folds: Whole
) -> Effects:
    """The average effect on the exposed by augmented inverse-probability weighting, cross-fitted.

    ``mean over exposed of (Y − m(X)) − weighted mean over controls of (Y − m(X))``, where m is the outcome regression
    of the controls (linear, ridge) and the weights are the odds e(X) / (1 − e(X)) of the propensity (logistic,
    ridge), normalised. It is right if either model is right. The variance is the larger of that of the effect on all who
    are like the exposed and that of the effect on these exposed themselves.

    Parameters
    ----------
    exposed
        Shape (n,).
    outcomes
        Shape (n, outcomes).
    covariates
        Shape (n, p), known before the exposure; standardised here; columns without variance do not matter.
    clusters
        Shape (n,): 0 … clusters − 1.
    folds
        Shape (n,): the models that judge a row were fitted to the other folds; a cluster lies in one fold.

    References
    ----------
    Robins, Rotnitzky and Zhao 1994; Sant'Anna and Zhao 2020 (Journal of Econometrics 219, eq. 2.6, without the
    difference in time); cross-fitting: Chernozhukov et al. 2018; caliper: Austin 2011 (Pharmaceutical Statistics 10).

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> x = rng.normal(size=(4000, 1))
    >>> met = rng.random(4000) < 1 / (1 + np.exp(-x[:, 0]))
    >>> y = (x[:, 0] - 0.5 * met + rng.normal(size=4000))[:, None]
    >>> people = np.arange(4000)
    >>> found = effects_on_exposed(met, y, x, people, people % 3)
    >>> abs(float(found.effect[0]) + 0.5) < 0.1, found.overlap > 0.9
    (True, True)
    """
    x = _standardised(covariates)
    logit = np.zeros(len(exposed))
    regression = np.zeros_like(outcomes)
    for fold in np.unique(folds):
        own, others = folds == fold, folds != fold
        if not (others & exposed).any() or not (others & ~exposed).any():
            others = np.ones_like(own)
        logit[own] = x[own] @ logistic_ridge(x[others], exposed[others])
        rest = others & ~exposed
        regression[own] = x[own] @ linear_ridge(x[rest], outcomes[rest])
    comparable = _comparable(logit, exposed)
    treated = exposed & comparable
    # A control far above every exposed one in propensity would get a weight that nothing supports.
    highest = logit[treated].max(initial=-np.inf)
    control = ~exposed & (logit <= highest)
    odds = np.where(control, np.exp(np.minimum(logit, 8.0)), 0.0)
    residual = outcomes - regression
    n1, total = max(1, int(treated.sum())), max(float(odds.sum()), 1e-300)
    gain = residual[treated].sum(axis=0) / n1
    expected = odds @ residual / total
    within = (residual[treated] - gain) ** 2
    without = odds @ (residual - expected) ** 2 / total
    # About these exposed in particular one does not know what they would have done, about all like them what they did.
    wider = np.sqrt(np.maximum(1.0, without / np.maximum(within.sum(axis=0) / n1, _SMALLEST_VARIANCE)))
    influence = treated[:, None] * wider * (residual - gain) / n1
    influence -= odds[:, None] * (residual - expected) / total
    count = int(clusters.max(initial=-1)) + 1
    columns = [np.bincount(clusters, column, count).astype(np.float64) for column in influence.T]
    per_cluster: Numbers = np.stack(columns, axis=1)
    effect = gain - expected
    reached = outcomes[treated].sum(axis=0) / n1
    return Effects(
        effect,
        per_cluster,
        reached - effect,
        float(treated.sum() / max(1, exposed.sum())),
        int(treated.sum()),
        int(control.sum()),
        float(total**2 / max(float((odds**2).sum()), 1e-300)),
        np.where(treated, 1.0, odds),
    )


def difference(exposed: Flags, outcome: Numbers, clusters: Whole) -> tuple[float, float]:
    """The plain difference of means, exposed minus others, and its standard error robust to clusters."""
    n1, n0 = max(1, int(exposed.sum())), max(1, int((~exposed).sum()))
    high, low = outcome[exposed].sum() / n1, outcome[~exposed].sum() / n0
    influence = np.where(exposed, (outcome - high) / n1, -(outcome - low) / n0)
    per_cluster = np.bincount(clusters, weights=influence)
    return float(high - low), float(np.sqrt((per_cluster**2).sum()))


def logistic_ridge(x: Numbers, hits: Flags) -> Numbers:
    """Coefficients of a logistic regression with a ridge penalty on all but the first column, by Newton's method.

    The penalty is that of the linear regression (:func:`penalty_of`), scaled to the logit.
    """
    share = float(np.clip(hits.mean(), 1e-6, 1 - 1e-6))
    spread = share * (1 - share)
    penalty = penalty_of(x, hits.astype(np.float64))
    ridge = np.full(x.shape[1], penalty * spread)
    ridge[0] = 0.0
    # The linear fit, on the scale of the logit, is close: Newton's method needs few steps from there.
    start = np.linalg.solve(x.T @ x + np.diag(ridge / spread + 1e-9), x.T @ (hits - share))
    beta: Numbers = np.clip(start / spread, -3.0, 3.0)
    beta[0] += np.log(share / (1 - share))
    for _ in range(_STEPS):
        p = 1.0 / (1.0 + np.exp(-np.clip(x @ beta, -30, 30)))
        gradient = x.T @ (hits - p) - ridge * beta
        weight = np.maximum(p * (1 - p), 1e-9)
        step = np.linalg.solve((x * weight[:, None]).T @ x + np.diag(ridge + 1e-9), gradient)
        longest = np.abs(step).max()
        beta += step if longest < 4 else step * (4 / longest)
        if longest < 1e-3:
            break
    return beta


def linear_ridge(x: Numbers, y: Numbers) -> Numbers:
    """Coefficients of linear regressions with a ridge penalty on all but the first column; shape (p, outcomes)."""
    gram, cross = x.T @ x, x.T @ y
    found = np.empty_like(cross)
    for k in range(y.shape[1]):
        ridge = np.full(x.shape[1], penalty_of(x, y[:, k]) + 1e-9)
        ridge[0] = 1e-9
        found[:, k] = np.linalg.solve(gram + np.diag(ridge), cross[:, k])
    return found


def penalty_of(x: Numbers, y: Numbers) -> float:
    """The ridge penalty that generalised cross-validation prefers, of a grid from 1 to 10⁶.

    References
    ----------
    Golub, Heath and Wahba 1979 (Technometrics 21).
    """
    n = len(y)
    z = x[:, 1:] - x[:, 1:].mean(axis=0)
    centred = y - y.mean()
    roots, turn = np.linalg.eigh(z.T @ z)
    roots, along = np.maximum(roots, 0.0), (turn.T @ (z.T @ centred)) ** 2
    total = float(centred @ centred)
    best = (np.inf, PENALTIES[0])
    for penalty in PENALTIES:
        left = total - float((along * (roots + 2 * penalty) / (roots + penalty) ** 2).sum())
        freedom = n - 1 - float((roots / (roots + penalty)).sum())
        best = min(best, (left / max(freedom, 1.0) ** 2, penalty))
    return best[1]


def _standardised(covariates: Numbers) -> Numbers:
    """A column of ones and the covariates with mean 0 and variance 1; those without variance are left out."""
    spread = covariates.std(axis=0)
    varied = spread > np.sqrt(_SMALLEST_VARIANCE)
    z = (covariates[:, varied] - covariates[:, varied].mean(axis=0)) / spread[varied]
    return np.column_stack([np.ones(len(covariates)), np.clip(z, -6, 6)])


def _comparable(logit: Numbers, exposed: Flags) -> Flags:
    """Exposed rows with enough others within the caliper; true for all others."""
    rest = np.sort(logit[~exposed])
    width = max(CALIPER * float(logit.std()), 1e-6)
    near = np.searchsorted(rest, logit + width, "right") - np.searchsorted(rest, logit - width, "left")
    found: Flags = ~exposed | (near >= NEIGHBOURS)
    return found
