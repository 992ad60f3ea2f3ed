"""BG/NBD and MBG/NBD: customers buy at a rate of their own until, after some purchase, they leave.

A customer buys at the times of a Poisson process with rate λ ~ Gamma(r, α) and leaves after each purchase with
probability p ~ Beta(a, b); in the BG/NBD (Fader, Hardie and Lee 2005, Marketing Science 24, 275-284) after each repeat
purchase, in the MBG/NBD (Batislam, Denizel and Filiztekin 2007, Int. J. of Research in Marketing 24, 201-209) after the
first one too. So the BG/NBD holds every customer without a repeat purchase for alive, and the MBG/NBD does not.

Likelihood of x repeat purchases, the last at t_x, seen until T, up to what depends on x alone:
B(a, b+x) (α+T)^−(r+x) + [x>0] B(a+1, b+x−1) (α+t_x)^−(r+x), and for the MBG/NBD
B(a, b+x+1) (α+T)^−(r+x) + B(a+1, b+x) (α+t_x)^−(r+x).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from sojourn.analysis.stats.purchases.fitting import Fit, Likelihood, Numbers, maximise
from sojourn.analysis.stats.purchases.future import discounted, per_pair
from sojourn.analysis.stats.purchases.history import Coded, Histories

NAMES: Final = ("r", "alpha", "a", "b")
_STARTS: Final = ((-0.7, -0.7, -0.5, 0.5), (0.5, 0.5, -2.0, 1.0), (-1.5, -1.5, 0.5, 0.5))
_SCOUTED: Final = 4_000


@dataclass(frozen=True, slots=True)
class BetaGeometric:
    """The BG/NBD, or with ``modified`` the MBG/NBD.

    Examples
    --------
    >>> model = BetaGeometric(modified=False)
    >>> never_again = Histories.of(np.zeros(1), np.zeros(1), np.full(1, 38.86))[0]
    >>> model.alive(np.array([0.243, 4.414, 0.793, 2.426]), never_again).tolist()
    [1.0]
    >>> modified = BetaGeometric(modified=True)
    >>> modified.alive(np.array([0.525, 6.183, 0.891, 1.614]), never_again).round(2).tolist()
    [0.39]
    """

    modified: bool

    def fit(self, rows: Histories) -> Fit:
        """Maximum likelihood; times in the unit of the rows."""
        scale = float(np.average(rows.age, weights=rows.weight)) or 1.0
        full = self._likelihood(rows.scaled(scale))
        scout = self._likelihood(rows.scaled(scale).thinned(_SCOUTED))
        found = maximise(NAMES, full, [np.array(s) for s in _STARTS], scout=scout)
        values = found.values * np.array([1.0, scale, 1.0, 1.0])
        shift = float(rows.weight @ rows.frequency) * np.log(scale)
        return Fit(NAMES, values, found.covariance, found.log_likelihood - shift, found.problem)

    def log_likelihood(self, parameters: Numbers, rows: Histories) -> float:
        """Log-likelihood of all rows."""
        return self._likelihood(rows)(np.log(parameters))[0]

    def alive(self, parameters: Numbers, rows: Histories) -> Numbers:
        """Probability that a customer has not left at T, per row."""
        r, alpha, a, b = parameters
        x = rows.frequency
        odds = a / (b + x) if self.modified else np.where(x > 0, a / np.maximum(b + x - 1, 1e-300), 0.0)
        return np.asarray(1 / (1 + odds * ((alpha + rows.age) / (alpha + rows.recency)) ** (r + x)))

    def expected(self, parameters: Numbers, rows: Histories, horizon: float, rate: float = 0.0) -> Numbers:
        """Purchases to expect within a horizon after T, per row; discounted continuously at a rate per unit of time.

        Given that the customer is alive, the intensity after a further time u is
        (r+x)/(α+T) ₂F₁(r+x+1, a; a+b′; −u/(α+T)) with b′ = b+x, or b+x+1 in the MBG/NBD; its integral over the horizon
        is equation (10) of Fader, Hardie and Lee where the rate is 0.
        """
        from scipy.special import hyp2f1

        r, alpha, a, b = parameters

        def if_alive(x: Numbers, age: Numbers) -> Numbers:
            c = a + b + x + self.modified

            def intensity(u: Numbers) -> Numbers:
                w = u / (alpha + age)
                series = hyp2f1(a, c - r - x - 1, c, w / (1 + w))
                return np.asarray((r + x) / (alpha + age) * (1 + w) ** -a * series)

            return discounted(intensity, alpha + age, horizon, rate)

        return self.alive(parameters, rows) * per_pair(if_alive, rows)

    def _likelihood(self, rows: Histories) -> Likelihood:
        from scipy.special import digamma, gammaln

        coded, m = Coded.of(rows), float(self.modified)
        x, per_x, customers = coded.x, coded.per_x, rows.customers
        left_at_all = (coded.x > 0) | self.modified

        def likelihood(logs: Numbers) -> tuple[float, Numbers]:
            r, alpha, a, b = np.exp(logs)
            log_time = np.log(alpha + coded.times)
            inverse_time = 1 / (alpha + coded.times)
            with np.errstate(divide="ignore"):
                stay = np.log(b + x) if self.modified else np.zeros(len(x))
                leave = np.where(
                    left_at_all, np.log(a) - np.log(np.maximum(b + x - 1 + m, 1e-300)) + stay, -np.inf
                )
            power = r + x[coded.x_of]
            at_age, at_last = log_time[coded.age_of], log_time[coded.recency_of]
            odds = np.exp(np.minimum(700.0, (leave - stay)[coded.x_of] + power * (at_age - at_last)))
            alive = 1 / (1 + odds)
            mixed = -power * at_age + np.log1p(odds)
            fixed = (
                gammaln(r + x) - gammaln(r) + r * np.log(alpha) + stay
                + gammaln(a + b) - gammaln(b) + gammaln(b + x) - gammaln(a + b + x + m)
            )  # fmt: skip
            value = per_x @ fixed + coded.weight @ mixed
            w_alive, w_left = coded.weight * alive, coded.weight * (1 - alive)
            left_per_x = np.bincount(coded.x_of, weights=w_left, minlength=len(x))
            left = float(left_per_x.sum())
            shared = customers * digamma(a + b) - per_x @ digamma(a + b + x + m)
            slope_b = shared + per_x @ (digamma(b + x) - digamma(b))
            if self.modified:
                slope_b += (per_x - left_per_x) @ (1 / (b + x))
            else:
                slope_b -= left_per_x @ np.where(x > 0, 1 / np.maximum(b + x - 1, 1e-300), 0.0)
            slopes = np.array([
                per_x @ (digamma(r + x) - digamma(r)) + customers * np.log(alpha) - w_alive @ at_age - w_left @ at_last,
                customers * r / alpha
                - power @ (w_alive * inverse_time[coded.age_of] + w_left * inverse_time[coded.recency_of]),
                shared + left / a,
                slope_b,
            ])  # fmt: skip
            return float(value), slopes * np.array([r, alpha, a, b])

        return likelihood
