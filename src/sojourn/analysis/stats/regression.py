"""Regression with average marginal effects and robust standard errors: logistic for yes or no, linear for numbers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

EXPLAINED: Final = 0.95
"""A column of which those before it explain more of the variance is left out."""
PERFECT: Final = 7.0
"""A logistic coefficient beyond this (of a yes/no column, or of a standardised number) means odds more than a thousand times as high:
it runs away, because some combination of columns leaves the outcome no choice."""
FOLDS: Final = 5

_ROUNDS: Final = 60
_SEED: Final = 20_260_303


@dataclass(frozen=True, slots=True)
class Design:
    """Columns of explaining numbers.

    Attributes
    ----------
    values
        float64, shape (n, columns), without missing values and without a constant.
    steps
        The change that an effect is told for: 1 for yes/no columns, else a standard deviation.
    groups
        For columns that are values of one attribute, a number that they share; −1 for numbers. The effect of such a
        column is the change from the value left out (all of the group 0) to this one.
    """

    values: Numbers
    steps: Numbers
    groups: NDArray[np.int64]

    def only(self, kept: NDArray[np.int64]) -> "Design":
        """Some of the columns."""
        return Design(self.values[:, kept], self.steps[kept], self.groups[kept])


@dataclass(frozen=True, slots=True)
class Regression:
    """A fitted model.

    Attributes
    ----------
    effects, errors
        Average marginal effect of one step of every column, and its standard error (delta method, sandwich
        covariance).
    coefficients
        Constant first.
    """

    effects: Numbers
    errors: Numbers
    coefficients: Numbers


def independent_columns(values: Numbers) -> NDArray[np.int64]:
    """The columns that vary and are not explained by those before them, in order."""
    middle = values - values.mean(axis=0)
    lengths = np.sqrt((middle**2).sum(axis=0))
    varied = np.flatnonzero(lengths > 1e-9 * np.sqrt(len(values)))
    kept: list[int] = []
    basis = np.empty((len(values), len(varied)))
    for column in varied.tolist():
        left = middle[:, column] / lengths[column]
        known = basis[:, : len(kept)]
        for _ in range(2):  # once more against rounding
            left = left - known @ (known.T @ left)
        size = float(np.sqrt(left @ left))
        if size * size > 1 - EXPLAINED:
            basis[:, len(kept)] = left / size
            kept.append(column)
    return np.array(kept, np.int64)


def logistic(design: Design, hits: Numbers) -> Regression:
    """Logistic regression by maximum likelihood.

    Parameters
    ----------
    design
        Independent columns.
    hits
        0 or 1.

    Notes
    -----
    Newton's method on standardised columns. Covariance: the sandwich of Huber (1967) and White (1980) with factor
    n / (n − columns − 1). Effects of yes/no columns are differences of mean predictions with the column set to 1 and
    to 0; effects of numbers the mean slope times the step.
    """
    x, middle, spread = _standardised(design.values)
    beta = _newton(x, hits)
    chance = _expit(x @ beta)
    weight = chance * (1 - chance)
    covariance = _sandwich((x * weight[:, None]).T @ x, x * (hits - chance)[:, None])
    effects, errors = np.empty(x.shape[1] - 1), np.empty(x.shape[1] - 1)
    slope_gradient = x.T @ (weight * (1 - 2 * chance)) / len(x)
    for j in range(len(effects)):
        if design.groups[j] >= 0:
            effects[j], gradient = _contrast(x, beta, design, j, middle, spread)
        else:
            step = design.steps[j] / spread[j]
            effects[j] = weight.mean() * beta[j + 1] * step
            gradient = beta[j + 1] * step * slope_gradient
            gradient[j + 1] += weight.mean() * step
        variance = float(gradient @ covariance @ gradient)
        errors[j] = np.sqrt(variance) if variance > 0 else np.nan
    return Regression(effects, errors, _unscaled(beta, middle, spread))


def linear(design: Design, outcome: Numbers) -> Regression:
    """Least squares with heteroscedasticity-consistent errors (HC1)."""
    x, middle, spread = _standardised(design.values)
    square = x.T @ x
    beta = np.asarray(np.linalg.solve(square, x.T @ outcome), np.float64)
    covariance = _sandwich(square, x * (outcome - x @ beta)[:, None])
    scale = design.steps / spread
    errors = np.sqrt(np.diag(covariance)[1:]) * scale
    return Regression(beta[1:] * scale, errors, _unscaled(beta, middle, spread))


def telling_columns(design: Design, hits: Numbers) -> NDArray[np.int64]:
    """The columns on one side of which the outcome does not vary: their coefficients do not settle."""
    flags = np.flatnonzero(design.groups >= 0)
    yes = design.values[:, flags].T
    shares = [side @ hits / np.maximum(side.sum(axis=1), 1) for side in (yes, 1 - yes)]
    found = flags[np.isin(np.round(shares, 12), (0.0, 1.0)).any(axis=0)]
    if len(found):
        return np.asarray(found)
    x, _, spread = _standardised(design.values)
    scale = np.where(design.groups >= 0, spread, 1.0)
    size = np.abs(_newton(x, hits)[1:]) / scale
    return np.flatnonzero((size > PERFECT) & (size == size.max()))


def predicted(design: Design, outcome: Numbers, fit: Callable[[Design, Numbers], Regression]) -> Numbers:
    """The linear predictor of every row by models fitted without its fold, the same for the same rows."""
    fold = np.random.default_rng(_SEED).permutation(len(outcome)) % FOLDS
    out = np.empty(len(outcome))
    for k in range(FOLDS):
        rest = fold != k
        # What tells two columns apart may all lie in the fold.
        part = design.only(independent_columns(design.values[rest]))
        found = fit(Design(part.values[rest], part.steps, part.groups), outcome[rest])
        out[~rest] = found.coefficients[0] + part.values[~rest] @ found.coefficients[1:]
    return out


def auc(scores: Numbers, hits: Numbers) -> tuple[float, float]:
    """Area under the ROC curve and its standard error (DeLong, DeLong and Clarke-Pearson 1988).

    Examples
    --------
    >>> area, _ = auc(np.array([0.1, 0.4, 0.35, 0.8]), np.array([0.0, 0.0, 1.0, 1.0]))
    >>> area
    0.75
    """
    from scipy.stats import rankdata

    yes, no = hits > 0, hits <= 0
    n_yes, n_no = int(yes.sum()), int(no.sum())
    together = rankdata(scores)
    above = (together[yes] - rankdata(scores[yes])) / n_no
    below = 1 - (together[no] - rankdata(scores[no])) / n_yes
    variance = above.var(ddof=1) / n_yes + below.var(ddof=1) / n_no
    return float(above.mean()), float(np.sqrt(variance))


def _standardised(values: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    middle, spread = values.mean(axis=0), values.std(axis=0)
    scaled = (values - middle) / spread
    return np.concatenate([np.ones((len(values), 1)), scaled], axis=1), middle, spread


def _unscaled(beta: Numbers, middle: Numbers, spread: Numbers) -> Numbers:
    slopes = beta[1:] / spread
    return np.concatenate([[beta[0] - slopes @ middle], slopes])


def _expit(eta: Numbers) -> Numbers:
    return np.asarray(1 / (1 + np.exp(-np.clip(eta, -35, 35))))


def _newton(x: Numbers, hits: Numbers) -> Numbers:
    """Maximum likelihood; stops early where coefficients run away."""
    beta = np.zeros(x.shape[1])
    beta[0] = np.log(hits.mean() / (1 - hits.mean()))
    for _ in range(_ROUNDS):
        chance = _expit(x @ beta)
        weight = np.maximum(chance * (1 - chance), 1e-10)
        information = (x * weight[:, None]).T @ x
        information[np.diag_indices_from(information)] += 1e-9 * len(x)
        step = np.linalg.solve(information, x.T @ (hits - chance))
        beta = beta + step * min(1.0, 5.0 / max(float(np.abs(step).max()), 1e-300))
        if np.abs(step).max() < 1e-9 or np.abs(beta[1:]).max(initial=0.0) > 5 * PERFECT:
            break
    return beta


def _sandwich(bread: Numbers, scores: Numbers) -> Numbers:
    inverse = np.linalg.inv(bread)
    n, p = scores.shape
    found: Numbers = inverse @ (scores.T @ scores) @ inverse * (n / max(n - p, 1))
    return found


def _contrast(
    x: Numbers, beta: Numbers, design: Design, j: int, middle: Numbers, spread: Numbers
) -> tuple[float, Numbers]:
    """The mean difference of predictions between this value and the one left out, and its gradient."""
    own = np.flatnonzero(design.groups == design.groups[j])
    without = x.copy()
    without[:, own + 1] = -middle[own] / spread[own]
    including = without.copy()
    including[:, j + 1] = (1 - middle[j]) / spread[j]
    low, high = _expit(without @ beta), _expit(including @ beta)
    gradient = including.T @ (high * (1 - high)) - without.T @ (low * (1 - low))
    return float((high - low).mean()), gradient / len(x)
