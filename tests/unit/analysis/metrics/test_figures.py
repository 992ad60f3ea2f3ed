"""Intervals of metrics cover the truth as often as they say, in many repetitions at once."""

import numpy as np
import pytest

from sojourn.analysis.metrics.figures import means, nets, ratios, shares

REPEATS = 2_000


def coverage(figures, truth):
    return float(((figures.low <= truth) & (truth <= figures.high)).mean())


@pytest.mark.parametrize(("share", "n"), [(0.3, 40), (0.05, 200), (0.9, 25)])
def test_shares(share, n):
    hits = np.random.default_rng(1).binomial(n, share, REPEATS)
    found = shares(hits, np.full(REPEATS, n), method="", nobody="")
    assert 0.92 <= coverage(found, share) <= 0.98


@pytest.mark.parametrize("n", [5, 60])
def test_means(n):
    x = np.random.default_rng(2).normal(3, 2, (REPEATS, n))
    found = means(np.full(REPEATS, n), x.sum(1), (x * x).sum(1), method="", nobody="")
    assert 0.94 <= coverage(found, 3) <= 0.96


def test_promoters_minus_detractors():
    x = np.random.default_rng(3).choice([-100.0, 0.0, 100.0], (REPEATS, 150), p=[0.2, 0.3, 0.5])
    found = nets(np.full(REPEATS, 150), x.sum(1), (x * x).sum(1), method="", nobody="")
    assert 0.935 <= coverage(found, 30.0) <= 0.965


def test_ratios_of_customers():
    """Contacts by orders, where who orders more also asks more."""
    rng = np.random.default_rng(4)
    y = rng.poisson(1.5, (REPEATS, 300)).astype(float)
    x = rng.poisson(0.2 + 0.4 * y).astype(float)
    sums = [values.sum(1) for values in (x, y, x * x, y * y, x * y)]
    found = ratios(np.full(REPEATS, 300), *sums, method="", nobody="")
    assert 0.935 <= coverage(found, (0.2 + 0.4 * 1.5) / 1.5) <= 0.965


def test_where_nobody_is_there_is_no_number():
    zero = np.zeros(1)
    for found in (
        shares(zero, zero, method="", nobody="nobody"),
        means(zero, zero, zero, method="", nobody="nobody"),
        ratios(zero, zero, zero, zero, zero, zero, method="", nobody="nobody"),
    ):
        assert np.isnan(found.value[0])
        assert found.reason == ["nobody"]
