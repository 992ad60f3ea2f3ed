"""BG/BB and its limit, the shifted beta-geometric: purchases that can happen once a period.

At each of n opportunities a living customer buys with probability p ~ Beta(α, β); before each of them he may leave, with
probability θ ~ Beta(γ, δ) (Fader, Hardie and Shang 2010, Marketing Science 29, 1086-1108). Where living customers never
skip an opportunity, as with contracts that are renewed or ended, p is 1 and what remains is the shifted
beta-geometric distribution (Fader and Hardie 2007, Journal of Interactive Marketing 21, 76-90).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from sojourn.analysis.stats.purchases.fitting import Fit, Numbers, maximise, with_gradient
from sojourn.analysis.stats.purchases.history import Histories

_STARTS: Final = ((0.0, 0.0, 0.0, 1.0), (0.5, 0.5, -1.0, 0.5), (-1.0, -1.0, 0.5, 2.0))


@dataclass(frozen=True, slots=True)
class BetaBernoulli:
    """The BG/BB; with ``skips=False`` the shifted beta-geometric model of contracts.

    Histories count opportunities: the age is n, the recency the number of the last opportunity that was taken.

    Examples
    --------
    >>> donors = Histories.of(np.array([6, 0]), np.array([6, 0]), np.array([6, 6]))[0]
    >>> BetaBernoulli().alive(np.array([1.204, 0.750, 0.657, 2.783]), donors, ahead=1).round(2).tolist()
    [0.11, 0.93]
    """

    skips: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """Of the parameters."""
        return ("alpha", "beta", "gamma", "delta") if self.skips else ("gamma", "delta")

    def fit(self, rows: Histories) -> Fit:
        """Maximum likelihood."""
        starts = [np.array(s if self.skips else s[2:]) for s in _STARTS]
        return maximise(
            self.names, with_gradient(lambda logs: self.log_likelihood(np.exp(logs), rows)), starts
        )

    def log_likelihood(self, parameters: Numbers, rows: Histories) -> float:
        """Log-likelihood of all rows."""
        return float(rows.weight @ self._log_row(parameters, rows))

    def alive(self, parameters: Numbers, rows: Histories, ahead: int = 0) -> Numbers:
        """Probability that a customer has not left at the n-th opportunity, or ``ahead`` opportunities later."""
        stayed = self._taken(parameters, rows.frequency, rows.age)
        stayed += self._survived(parameters, rows.age + ahead)
        if not self.skips:
            stayed = np.where(rows.recency == rows.age, stayed, -np.inf)
        return np.asarray(np.exp(stayed - self._log_row(parameters, rows)))

    def expected(self, parameters: Numbers, rows: Histories, horizon: float, rate: float = 0.0) -> Numbers:
        """Opportunities that will be taken among the next ones, per row; discounted at a rate per opportunity.

        Parameters
        ----------
        horizon
            Opportunities ahead; a fraction of one counts for nothing.
        """
        again = self._taken(parameters, rows.frequency, rows.age, again=1)
        base = again - self._log_row(parameters, rows)
        if not self.skips:
            base = np.where(rows.recency == rows.age, base, -np.inf)
        total = np.zeros(len(rows))
        for ahead in range(1, int(horizon) + 1):
            total += np.exp(base + self._survived(parameters, rows.age + ahead) - rate * ahead)
        return total

    def _taken(self, parameters: Numbers, taken: Numbers, among: Numbers, again: int = 0) -> Numbers:
        """Log probability of a given pattern of that many taken among so many opportunities, and ``again`` more."""
        from scipy.special import betaln

        if not self.skips:
            return np.where(taken == among, 0.0, -np.inf)
        alpha, beta = parameters[:2]
        return np.asarray(betaln(alpha + taken + again, beta + among - taken) - betaln(alpha, beta))

    def _survived(self, parameters: Numbers, opportunities: Numbers) -> Numbers:
        from scipy.special import betaln

        gamma, delta = parameters[-2:]
        return np.asarray(betaln(gamma, delta + opportunities) - betaln(gamma, delta))

    def _log_row(self, parameters: Numbers, rows: Histories) -> Numbers:
        from scipy.special import betaln

        gamma, delta = parameters[-2:]
        x, last, n = rows.frequency, rows.recency, rows.age
        total = self._taken(parameters, x, n) + self._survived(parameters, n)
        for later in range(int((n - last).max(initial=0))):
            here = np.flatnonzero(later < n - last)
            died = betaln(gamma + 1, delta + last[here] + later) - betaln(gamma, delta)
            term = self._taken(parameters, x[here], last[here] + later) + died
            total[here] = np.logaddexp(total[here], term)
        return np.asarray(total)
