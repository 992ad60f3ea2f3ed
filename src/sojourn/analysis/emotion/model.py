"""How a feeling is made from ratings, texts and behaviour: the numerics, apart from any log.

Every touchpoint *t* has a mean feeling that is wanted. The *model* says ``a + b·v_t + Σ_k γ_k·z_tk + u_t``: ``v`` is what
its name suggests, ``z`` the shares of its events with each sign of trouble, ``u`` what is left. It begins as a documented
prior and is changed by the ratings, as far as there are any (Bayesian linear regression, conjugate; ridge regression is
the same with all priors at 0). Ratings and texts are combined with it by inverse variance (empirical Bayes; Efron and
Morris, 1975).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

SIGNS: Final = ("ends", "repeat", "back", "burst", "support", "harm", "exit", "late")
"""Signs of trouble around an event: the visit ends here; the same again; straight back; the same many times within
seconds; support next; a cancellation, complaint or return next; the journey ends here; it took far longer than usual."""

ENDINGS: Final = ("ends", "exit")
ACHIEVED: Final = 1.5
"""An ending is no sign of trouble where the name suggests so much or more: who has paid may go."""

SIGN_PRIOR: Final = np.array([-0.5, -0.5, -0.5, -3.0, -1.5, -2.0, -0.5, -2.0])
"""What an event with the sign feels like, in points beside one without it, as long as no ratings say more."""

SIGN_SPREAD: Final = np.array([1.0, 1.0, 1.0, 2.0, 1.5, 1.5, 1.0, 1.5])
LEVEL_SPREAD: Final = 0.5
NAME_SPREAD: Final = 0.3
LEFT_SPREAD: Final = 1.3
"""What name and behaviour leave open at one touchpoint, in points; worth PRIOR_TOUCHPOINTS touchpoints of evidence."""

PRIOR_TOUCHPOINTS: Final = 4
FEWEST_CALIBRATED: Final = 6
_FEWEST_RATED: Final = 5
_RATING_SPREAD: Final = 2.0
_PRIOR_RATINGS: Final = 4
_GROUP_SPREAD: Final = 0.7
_LEAST_GROUP_SPREAD: Final = 0.5
"""Groups differ much at a few touchpoints and hardly at the others: a smaller common spread would hide just those."""


@dataclass(frozen=True, slots=True)
class Rated:
    """Ratings on −5 … +5 by touchpoint: how many, mean, variance of one (NaN without), in arrays of one entry each."""

    n: Numbers
    mean: Numbers
    variance: Numbers

    @property
    def error(self) -> Numbers:
        """Variance of each mean; infinite without ratings.

        A few ratings say little about their own spread, so that it is drawn to the usual spread of all touchpoints, which
        counts as four more ratings.
        """
        usable = self.n >= 2
        freedom = np.where(usable, self.n - 1, 0.0)
        own = np.where(usable, self.variance, 0.0)
        usual = (freedom @ own + _RATING_SPREAD**2) / (freedom.sum() + 1)
        spread = (freedom * own + _PRIOR_RATINGS * usual) / (freedom + _PRIOR_RATINGS)
        return np.where(self.n > 0, spread / np.maximum(self.n, 1), np.inf)


@dataclass(frozen=True, slots=True)
class Contrasts:
    """Within each touchpoint: how events with a sign are rated beside those without it; shape (touchpoints, signs).

    Attributes
    ----------
    difference
        Mean rating with the sign minus without it, points.
    error
        Its variance; infinite where either side has too few ratings.
    """

    difference: Numbers
    error: Numbers


def contrasts(rated: Rated, with_sign: Numbers, sum_with_sign: Numbers) -> Contrasts:
    """Compare rated events with and without each sign at the same touchpoint.

    Parameters
    ----------
    with_sign, sum_with_sign
        Ratings of events with the sign, and their sum in points; shape (touchpoints, signs).
    """
    rest = rated.n[:, None] - with_sign
    enough = (with_sign >= _FEWEST_RATED) & (rest >= _FEWEST_RATED)
    total = np.where(rated.n > 0, rated.n * np.nan_to_num(rated.mean), 0.0)[:, None]
    spread = (np.where(rated.n > 0, rated.error, 0.0) * rated.n)[:, None]
    mean_with = sum_with_sign / np.maximum(with_sign, 1)
    mean_rest = (total - sum_with_sign) / np.maximum(rest, 1)
    error = spread / np.maximum(with_sign, 1) + spread / np.maximum(rest, 1)
    return Contrasts(np.where(enough, mean_with - mean_rest, 0.0), np.where(enough, error, np.inf))


@dataclass(frozen=True, slots=True)
class Model:
    """Coefficients with their covariance: level, name, then the signs; and what they leave open.

    Attributes
    ----------
    left
        Variance of what name and behaviour leave open at one touchpoint.
    freedom
        Degrees of freedom behind it.
    """

    coefficients: Numbers
    covariance: Numbers
    left: float
    freedom: float

    def foretell(self, design: Numbers) -> tuple[Numbers, Numbers]:
        """Mean and variance of the feeling of touchpoints with these rows of the design."""
        mean = design @ self.coefficients
        variance = np.einsum("ij,jk,ik->i", design, self.covariance, design) + self.left
        return mean, variance


@dataclass(frozen=True, slots=True)
class Calibration:
    """How well the model tells the ratings of touchpoints it has not seen.

    Attributes
    ----------
    touchpoints
        Rated touchpoints, each left out once.
    error, baseline_error
        Mean absolute error, in points, of the model and of the mean of the other rated touchpoints.
    correlation
        Between foretold and rated; None where one of them does not vary.
    """

    touchpoints: int
    error: float
    baseline_error: float
    correlation: float | None


def telling_signs(suggested: Numbers) -> NDArray[np.bool_]:
    """Which signs count at which touchpoint: all, but endings only where nothing was achieved; shape (touchpoints, signs)."""
    telling = np.ones((len(suggested), len(SIGNS)), np.bool_)
    achieved = np.nan_to_num(suggested) >= ACHIEVED
    endings = np.array([sign in ENDINGS for sign in SIGNS], np.bool_)
    telling[achieved[:, None] & endings] = False
    return telling


def design_of(valence: Numbers, signs: Numbers) -> Numbers:
    """The rows of the regression: 1, what the name suggests, the share of events with each sign."""
    return np.column_stack([np.ones(len(valence)), valence, signs])


def calibrated(
    design: Numbers, rated: Rated, within: Contrasts, usable: NDArray[np.bool_]
) -> tuple[Model, Calibration | None]:
    """The model after the ratings of the usable touchpoints, and how well it does by leaving each out.

    Without enough rated touchpoints (six) it is the prior, and there is no calibration.
    """
    there = np.flatnonzero(usable & (rated.n >= 2))
    if len(there) < FEWEST_CALIBRATED:
        return _fitted(design, rated, within, there[:0], LEFT_SPREAD**2, float(PRIOR_TOUCHPOINTS)), None
    foretold = np.empty(len(there))
    missed = np.empty(len(there))
    for place, out in enumerate(there):
        others = there[there != out]
        model = _fitted(design, rated, within, others, LEFT_SPREAD**2, float(PRIOR_TOUCHPOINTS))
        mean, variance = model.foretell(design[[out]])
        foretold[place] = mean[0]
        # Of what was missed, ratings and coefficients explain a part; the rest is what the model leaves open.
        explained = rated.error[out] + variance[0] - model.left
        missed[place] = max((rated.mean[out] - mean[0]) ** 2 - explained, 0.0)
    freedom = PRIOR_TOUCHPOINTS + len(there)
    left = (PRIOR_TOUCHPOINTS * LEFT_SPREAD**2 + missed.sum()) / freedom
    model = _fitted(design, rated, within, there, float(left), float(freedom))
    observed = rated.mean[there]
    others = (observed.sum() - observed) / (len(there) - 1)
    varies = min(np.ptp(foretold), np.ptp(observed)) > 0
    return model, Calibration(
        len(there),
        float(np.abs(foretold - observed).mean()),
        float(np.abs(others - observed).mean()),
        float(np.corrcoef(foretold, observed)[0, 1]) if varies else None,
    )


def _fitted(
    design: Numbers, rated: Rated, within: Contrasts, there: NDArray[np.int64], left: float, freedom: float
) -> Model:
    prior, spread = _prior(within, there)
    weights = 1 / (left + rated.error[there])
    rows = design[there]
    precision = np.diag(1 / spread) + rows.T @ (weights[:, None] * rows)
    covariance = np.linalg.inv(precision).astype(np.float64)
    coefficients = covariance @ (prior / spread + rows.T @ (weights * rated.mean[there]))
    return Model(coefficients, covariance, left, freedom)


def _prior(within: Contrasts, there: NDArray[np.int64]) -> tuple[Numbers, Numbers]:
    """Prior mean and variance of every coefficient; those of the signs after what ratings at the same touchpoint say."""
    signs, spread = SIGN_PRIOR.copy(), SIGN_SPREAD**2
    for k in range(len(SIGNS)):
        known = there[np.isfinite(within.error[there, k])]
        if len(known):
            mean, error = _pooled(within.difference[known, k], within.error[known, k])
            share = spread[k] / (spread[k] + error)
            signs[k] += share * (mean - signs[k])
            spread[k] = (1 - share) * spread[k]
    return (
        np.concatenate([[0.0, 1.0], signs]),
        np.concatenate([[LEVEL_SPREAD**2, NAME_SPREAD**2], spread]),
    )


def _pooled(values: Numbers, errors: Numbers) -> tuple[float, float]:
    """Mean of effects that differ between touchpoints, and the variance of the next one (DerSimonian and Laird, 1986)."""
    weights = 1 / errors
    total = weights.sum()
    mean = weights @ values / total
    spare = total - (weights @ weights) / total
    between = 0.25 if spare <= 0 else max(0.0, (weights @ (values - mean) ** 2 - (len(values) - 1)) / spare)
    weights = 1 / (errors + between)
    return float(weights @ values / weights.sum()), float(1 / weights.sum() + between)


def combined(means: Numbers, variances: Numbers) -> tuple[Numbers, Numbers]:
    """Independent estimates of the same thing, by inverse variance; shape (estimates, touchpoints).

    >>> mean, variance = combined(np.array([[2.0], [0.0]]), np.array([[1.0], [np.inf]]))
    >>> mean.tolist(), variance.tolist()
    ([2.0], [1.0])
    """
    precision = 1 / variances
    total = precision.sum(axis=0)
    return (precision * np.where(precision > 0, means, 0.0)).sum(axis=0) / total, 1 / total


def group_spread(differences: Numbers, errors: Numbers) -> float:
    """Variance between groups of one touchpoint, by the method of moments; a documented guess below six groups."""
    known = np.isfinite(errors)
    if known.sum() < FEWEST_CALIBRATED:
        return _GROUP_SPREAD**2
    _, error = _pooled(differences[known], errors[known])
    return max(error, _LEAST_GROUP_SPREAD**2)
