"""Maximum likelihood in the logarithms of positive parameters, with standard errors."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Likelihood = Callable[[Numbers], tuple[float, Numbers]]
"""From log parameters to the log-likelihood and its gradient in the log parameters."""

FARTHEST: Final = 11.0
"""A log parameter beyond this has run away: the likelihood has no maximum among positive numbers."""

_STEP: Final = 1e-4
_Z: Final = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Fit:
    """Parameters of a model where its likelihood is largest.

    Attributes
    ----------
    names, values
        The parameters.
    covariance
        Of the logarithms of the parameters: the inverse of the observed information. NaN if there is none.
    log_likelihood
        Of all rows.
    problem
        Why the parameters must not be used; None if the search converged inside the bounds with a proper maximum.
    """

    names: tuple[str, ...]
    values: Numbers
    covariance: Numbers
    log_likelihood: float
    problem: str | None

    @property
    def errors(self) -> Numbers:
        """Standard errors of the parameters (delta method from their logarithms)."""
        return np.asarray(self.values * np.sqrt(np.diag(self.covariance)))

    def intervals(self) -> tuple[Numbers, Numbers]:
        """95 % intervals of the parameters, symmetric in their logarithms."""
        half = _Z * np.sqrt(np.diag(self.covariance))
        return self.values * np.exp(-half), self.values * np.exp(half)


def maximise(
    names: tuple[str, ...],
    likelihood: Likelihood,
    starts: Sequence[Numbers],
    *,
    scout: Likelihood | None = None,
) -> Fit:
    """Search the largest likelihood from several starts.

    Parameters
    ----------
    names
        Of the parameters.
    likelihood
        The function to maximise; should be of the order of a mean over customers times their number.
    starts
        Log parameters to start from; the search goes on from the best point any of them leads to.
    scout
        A cheaper function with about the same maximum, for example of fewer rows, that chooses among the starts.

    Returns
    -------
    Fit
        With a problem if a parameter ran away, the search did not converge, or the curvature is no maximum's.
    """
    reached = [_climb(scout or likelihood, start) for start in starts]
    best = max(reached, key=lambda point: point[1])[0]
    logs, value, steep = _climb(likelihood, best)
    hessian = _curvature(likelihood, logs)
    names_away = [name for name, log in zip(names, logs, strict=True) if abs(log) > FARTHEST - 0.5]
    problem = None
    covariance = np.full((len(names), len(names)), np.nan)
    if names_away:
        problem = f"the likelihood has no maximum: {', '.join(names_away)} runs away"
    elif np.linalg.eigvalsh(hessian).max() >= 0:
        problem = "the likelihood is flat: these data do not settle the parameters"
    else:
        covariance = np.linalg.inv(-hessian)
        # What is left to climb, in units of the parameters' own uncertainty.
        if float(steep @ covariance @ steep) > 1e-4:
            problem = "the search for the largest likelihood did not converge"
    return Fit(names, np.exp(logs), covariance, value, problem)


def with_gradient(function: Callable[[Numbers], float]) -> Likelihood:
    """A likelihood whose gradient is taken by central differences."""

    def both(logs: Numbers) -> tuple[float, Numbers]:
        slopes = [
            (function(logs + move) - function(logs - move)) / (2 * _STEP)
            for move in np.eye(len(logs)) * _STEP
        ]
        return function(logs), np.array(slopes)

    return both


def delta_error(function: Callable[[Numbers], float], fit: Fit) -> float:
    """Standard error of a function of the parameters (delta method in their logarithms)."""
    logs = np.log(fit.values)
    slopes = np.array([
        (function(np.exp(logs + move)) - function(np.exp(logs - move))) / (2 * _STEP)
        for move in np.eye(len(logs)) * _STEP
    ])  # fmt: skip
    return float(np.sqrt(max(0.0, slopes @ fit.covariance @ slopes)))


def _climb(likelihood: Likelihood, start: Numbers) -> tuple[Numbers, float, Numbers]:
    """Log parameters, log-likelihood and gradient where the search ends."""
    from scipy.optimize import minimize

    scale = max(1.0, abs(likelihood(start)[0]))

    def down(logs: Numbers) -> tuple[float, Numbers]:
        inside = np.clip(logs, -FARTHEST, FARTHEST)
        value, slope = likelihood(inside)
        beyond = logs - inside  # a hill outside the bounds, so that the search comes back to them
        return -value / scale + float(beyond @ beyond), np.where(beyond == 0, -slope / scale, 2 * beyond)

    # L-BFGS-B would wait for threads of the linear algebra at every step, which four numbers do not need.
    found = minimize(down, start, jac=True, method="BFGS", options={"maxiter": 500, "gtol": 1e-7})
    logs = np.clip(np.asarray(found.x, np.float64), -FARTHEST, FARTHEST)
    value, slope = likelihood(logs)
    return logs, value, slope


def _curvature(likelihood: Likelihood, logs: Numbers) -> Numbers:
    """The Hessian by central differences of the gradient."""
    rows = [
        (likelihood(logs + move)[1] - likelihood(logs - move)[1]) / (2 * _STEP)
        for move in np.eye(len(logs)) * _STEP
    ]
    hessian = np.array(rows)
    return np.asarray((hessian + hessian.T) / 2)
