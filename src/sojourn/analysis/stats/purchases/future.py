"""Purchases to come as an integral over the time ahead."""

from collections.abc import Callable

import numpy as np

from sojourn.analysis.stats.purchases.fitting import Numbers
from sojourn.analysis.stats.purchases.history import Histories

_NODES = 16


def discounted(
    intensity: Callable[[Numbers], Numbers], scale: Numbers, horizon: float, rate: float
) -> Numbers:
    """∫ intensity(u) exp(−rate·u) du from 0 to the horizon, one per entry of ``scale``.

    Gauss and Legendre with 16 nodes in log(1 + u/scale): the intensities here fall on that scale.

    Examples
    --------
    >>> scale = np.array([2.0])
    >>> discounted(lambda u: 1 / (2 + u), scale, 10.0, 0.0).round(6).tolist(), round(np.log(6), 6).item()
    ([1.791759], 1.791759)
    """
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    length = np.log1p(horizon / scale)
    total = np.zeros(len(scale))
    for node, weight in zip(((nodes + 1) / 2).tolist(), (weights / 2).tolist(), strict=True):
        u = scale * np.expm1(node * length)
        total += weight * length * (scale + u) * intensity(u) * np.exp(-rate * u)
    return total


def per_pair(function: Callable[[Numbers, Numbers], Numbers], rows: Histories) -> Numbers:
    """A function of frequency and age, computed once per distinct pair, for every row."""
    pairs, row_of = Histories.of(rows.frequency, np.zeros(len(rows)), rows.age)
    return np.asarray(function(pairs.frequency, pairs.age)[row_of])
