"""Pareto/NBD: customers buy at a rate of their own until, at some time of their own, they leave.

Purchases follow a Poisson process with rate λ ~ Gamma(r, α); the customer leaves at a time that is exponential with rate
μ ~ Gamma(s, β) (Schmittlein, Morrison and Colombo 1987, Management Science 33, 1-24). The likelihood of x repeat
purchases, the last at t_x, seen until T, is Γ(r+x)/Γ(r) α^r β^s times
(α+T)^−(r+x) (β+T)^−s + s ∫ (α+t)^−(r+x) (β+t)^−(s+1) dt from t_x to T. The integral, elsewhere written with
hypergeometric functions, is summed from the end over a grid that holds every time of the data, in logarithms: it cannot
overflow and costs one sum per distinct x.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.stats.purchases.fitting import Fit, Numbers, maximise, with_gradient
from sojourn.analysis.stats.purchases.future import discounted, per_pair
from sojourn.analysis.stats.purchases.history import Coded, Histories

NAMES: Final = ("r", "alpha", "s", "beta")
_STARTS: Final = ((-0.5, -1.0, -0.5, -1.0), (0.5, 0.5, 0.0, 0.0), (-1.5, -1.5, -1.0, -1.0))
_SCOUTED: Final = 300
_NODES: Final = 8


@dataclass(frozen=True, slots=True)
class ParetoGamma:
    """The Pareto/NBD."""

    def fit(self, rows: Histories) -> Fit:
        """Maximum likelihood; times in the unit of the rows."""
        scale = float(np.average(rows.age, weights=rows.weight)) or 1.0
        inside = rows.scaled(scale)
        thin = inside.thinned(_SCOUTED)
        full, few = (_grid(r) for r in (inside, thin))
        found = maximise(
            NAMES,
            with_gradient(lambda logs: _value(np.exp(logs), full)),
            [np.array(s) for s in _STARTS],
            scout=with_gradient(lambda logs: _value(np.exp(logs), few)),
        )
        values = found.values * np.array([1.0, scale, 1.0, scale])
        shift = float(rows.weight @ rows.frequency) * np.log(scale)
        return Fit(NAMES, values, found.covariance, found.log_likelihood - shift, found.problem)

    def log_likelihood(self, parameters: Numbers, rows: Histories) -> float:
        """Log-likelihood of all rows."""
        return _value(parameters, _grid(rows))

    def alive(self, parameters: Numbers, rows: Histories) -> Numbers:
        """Probability that a customer has not left at T, per row."""
        stayed, left = _parts(parameters, _grid(rows))
        return np.asarray(1 / (1 + np.exp(np.minimum(left - stayed, 700.0))))

    def expected(self, parameters: Numbers, rows: Histories, horizon: float, rate: float = 0.0) -> Numbers:
        """Purchases to expect within a horizon after T, per row; discounted continuously at a rate per unit of time.

        Given that the customer is alive, the intensity after a further time u is
        (r+x)/(α+T) ((β+T)/(β+T+u))^s.
        """
        r, alpha, s, beta = parameters

        def if_alive(x: Numbers, age: Numbers) -> Numbers:
            def intensity(u: Numbers) -> Numbers:
                return np.asarray((r + x) / (alpha + age) * ((beta + age) / (beta + age + u)) ** s)

            return discounted(intensity, beta + age, horizon, rate)

        return self.alive(parameters, rows) * per_pair(if_alive, rows)


@dataclass(frozen=True, slots=True)
class _Grid:
    """Histories and the times at which the integral is needed."""

    rows: Coded
    points: Numbers
    places: NDArray[np.int64]
    """Place of each distinct time among the points."""


def _grid(rows: Histories) -> _Grid:
    coded = Coded.of(rows)
    last = float(coded.times[-1]) or 1.0
    # Fine enough near 0, where both factors may be steep, and everywhere else.
    between = np.concatenate([np.geomspace(1e-6, 1.0, 97), np.linspace(0.0, 1.0, 129)]) * last
    points = np.unique(np.concatenate([coded.times, between]))
    return _Grid(coded, points, np.searchsorted(points, coded.times))


def _value(parameters: Numbers, grid: _Grid) -> float:
    from scipy.special import gammaln

    r, alpha, s, beta = parameters
    x, rows = grid.rows.x, grid.rows
    fixed = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
    stayed, left = _parts(parameters, grid)
    return float(rows.per_x @ fixed + rows.weight @ np.logaddexp(stayed, left))


def _parts(parameters: Numbers, grid: _Grid) -> tuple[Numbers, Numbers]:
    """Logarithms of the two terms of the likelihood, per row: the customer stayed until T, or left before."""
    r, alpha, s, beta = parameters
    rows = grid.rows
    power = r + rows.x[rows.x_of]
    stayed = -power * np.log(alpha + rows.times)[rows.age_of] - s * np.log(beta + rows.times)[rows.age_of]
    tails = _tails(r + rows.x, parameters, grid.points)[:, grid.places]
    from_last, from_age = tails[rows.x_of, rows.recency_of], tails[rows.x_of, rows.age_of]
    with np.errstate(divide="ignore", invalid="ignore"):
        left = np.log(s) + from_last + np.log1p(-np.exp(from_age - from_last))
    return stayed, np.where(rows.recency_of == rows.age_of, -np.inf, left)


def _tails(powers: Numbers, parameters: Numbers, points: Numbers) -> Numbers:
    """Logarithm of the integral from each point to the last one, shape (powers, points)."""
    _, alpha, s, beta = parameters
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    v = np.log(alpha + points)
    width = np.log1p(np.diff(points) / (alpha + points[:-1]))
    slope = (1 - powers)[:, None]
    sums = np.zeros((len(powers), len(width)))
    for node, weight in zip(((nodes + 1) / 2).tolist(), (weights / 2).tolist(), strict=True):
        step = node * width
        time = np.maximum(np.exp(v[:-1] + step) - alpha, points[:-1])
        behind = np.log((beta + time) / (beta + points[:-1]))
        sums += weight * width * np.exp(slope * step - (s + 1) * behind)
    pieces = np.log(sums) + slope * v[:-1] - (s + 1) * np.log(beta + points[:-1])
    tails = np.logaddexp.accumulate(pieces[:, ::-1], axis=1)[:, ::-1]
    return np.concatenate([tails, np.full((len(powers), 1), -np.inf)], axis=1)
