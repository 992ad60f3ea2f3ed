"""Weighted least squares over days, with variances that hold under autocorrelation and unequal spread."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

LAGS: Final = 14
"""Days over which deviations may hang together."""


def fit_robust(x: Numbers, y: Numbers, weight: Numbers, lags: int = LAGS) -> tuple[Numbers, Numbers]:
    """Coefficients and their covariance after Newey and West (1987, Econometrica 55, 703-708).

    Parameters
    ----------
    x, y, weight
        Design (days, columns), values, and weights: rows stand for consecutive days, a weight of 0 leaves one out.
    lags
        Bartlett weights fall to 0 behind this lag; at most a quarter of the days.

    Examples
    --------
    >>> x = np.stack([np.ones(8), np.arange(8.0)], axis=1)
    >>> found, covariance = fit_robust(x, 3 + 2 * np.arange(8.0), np.ones(8))
    >>> found.round(6).tolist(), bool(np.abs(covariance).max() < 1e-20)
    ([3.0, 2.0], True)
    """
    used = int((weight > 0).sum())
    weighted = x * weight[:, None]
    bread = np.linalg.pinv(weighted.T @ x)
    found = bread @ (weighted.T @ y)
    scores = weighted * (y - x @ found)[:, None]
    return found, bread @ _long_run(scores, min(lags, used // 4)) @ bread * used / max(1, used - x.shape[1])


def sandwich(bread: Numbers, scores: Numbers, lags: int = LAGS) -> Numbers:
    """Covariance of estimates from the inverse information and the scores of consecutive days."""
    used = len(scores)
    return np.asarray(
        bread @ _long_run(scores, min(lags, used // 4)) @ bread * used / max(1, used - scores.shape[1])
    )


def _long_run(scores: Numbers, lags: int) -> Numbers:
    total = scores.T @ scores
    for lag in range(1, lags + 1):
        across = scores[lag:].T @ scores[:-lag]
        total = total + (1 - lag / (lags + 1)) * (across + across.T)
    return np.asarray(total)


def inflation(deviations: Numbers, slow: int, lags: int = 7) -> float:
    """Long-run variance over variance of deviations of consecutive days, never below 1.

    The larger of the sum of autocorrelations (Bartlett weights) and that of a first-order autoregression, whose
    coefficient is corrected for its bias.

    Parameters
    ----------
    deviations
        What a regression left.
    slow
        Columns of the regression that vary slowly, the constant included: each hides some autocorrelation.

    Examples
    --------
    >>> inflation(np.array([1.0, -1.0] * 20), 1), round(inflation(np.repeat([1.0, -1.0] * 20, 4), 1), 1)
    (1.0, 3.2)
    """
    total, n = float(deviations @ deviations), len(deviations)
    if total == 0:
        return 1.0
    lags = min(lags, n // 4)
    across = [float(deviations[lag:] @ deviations[:-lag]) / total for lag in range(1, lags + 1)]
    summed = 1 + 2 * sum((1 - lag / (lags + 1)) * r for lag, r in enumerate(across, 1))
    first = across[0] + (2 * across[0] + (1 + across[0]) * slow) / n if across else 0.0
    first = min(max(first, 0.0), 0.9)
    return max(1.0, summed, (1 + first) / (1 - first))
