"""Gamma-Gamma: what a purchase of a customer is worth on average.

The value of a purchase is Gamma(p, ν) with the customer's own ν ~ Gamma(q, v), and independent of how often he buys
(Fader and Hardie 2013, The Gamma-Gamma model of monetary value, brucehardie.com/notes/025).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from sojourn.analysis.stats.purchases.fitting import Fit, Likelihood, Numbers, maximise

NAMES: Final = ("p", "q", "v")
_STARTS: Final = ((1.0, 1.0, 1.0), (0.0, 0.7, 0.0), (2.5, 2.0, -0.5))
_SCOUTED: Final = 4_000


@dataclass(frozen=True, slots=True)
class GammaGamma:
    """The Gamma-Gamma model of values."""

    def fit(self, purchases: Numbers, mean: Numbers) -> Fit:
        """Maximum likelihood from the number of purchases (≥ 1) and their mean value (> 0) per customer."""
        scale = float(mean.mean())
        step = max(1, len(mean) // _SCOUTED)
        found = maximise(
            NAMES,
            _likelihood(purchases, mean / scale),
            [np.array(s) for s in _STARTS],
            scout=_likelihood(purchases[::step], mean[::step] / scale),
        )
        values = found.values * np.array([1.0, 1.0, scale])
        shift = len(mean) * float(np.log(scale))
        return Fit(NAMES, values, found.covariance, found.log_likelihood - shift, found.problem)

    def log_likelihood(self, parameters: Numbers, purchases: Numbers, mean: Numbers) -> float:
        """Log-likelihood of all customers."""
        return _likelihood(purchases, mean)(np.log(parameters))[0]

    def expected(self, parameters: Numbers, purchases: Numbers, mean: Numbers) -> Numbers:
        """Mean value of a future purchase, per customer; without purchases that of the population.

        p (v + x z) / (p x + q − 1), which needs p x + q > 1: NaN where that does not hold.

        Examples
        --------
        >>> model = GammaGamma()
        >>> one = np.array([6.25, 3.74, 15.44])
        >>> model.expected(one, np.array([2.0, 0.0]), np.array([22.35, 0.0])).round(2).tolist()
        [24.66, 35.22]
        """
        p, q, v = parameters
        free = p * purchases + q - 1
        with np.errstate(divide="ignore"):
            return np.where(free > 0, p * (v + purchases * np.nan_to_num(mean)) / free, np.nan)


def _likelihood(purchases: Numbers, mean: Numbers) -> Likelihood:
    from scipy.special import digamma, gammaln

    x, x_of, count = np.unique(purchases, return_inverse=True, return_counts=True)
    log_mean, total = np.log(mean), purchases * mean
    sum_log = float(log_mean.sum())
    log_by_x = np.bincount(x_of, weights=log_mean, minlength=len(x))
    n = len(mean)

    def likelihood(logs: Numbers) -> tuple[float, Numbers]:
        p, q, v = np.exp(logs)
        behind = np.log(total + v)
        behind_by_x = np.bincount(x_of, weights=behind, minlength=len(x))
        fixed = gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * np.log(v) + p * x * np.log(x)
        value = count @ fixed + p * (x @ log_by_x) - sum_log - (p * x + q) @ behind_by_x
        free = digamma(p * x + q)
        slopes = np.array([
            x @ (count * (free - digamma(p * x) + np.log(x)) + log_by_x - behind_by_x),
            count @ (free - digamma(q) + np.log(v)) - behind.sum(),
            n * q / v - ((p * x + q)[x_of] / (total + v)).sum(),
        ])  # fmt: skip
        return float(value), slopes * np.array([p, q, v])

    return likelihood
