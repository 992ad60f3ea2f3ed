"""The product-limit estimate by hand, and against scipy."""

import numpy as np
import pytest
from scipy.stats import CensoredData, ecdf

from sojourn.analysis.stats.survival import kaplan_meier


def test_by_hand():
    found = kaplan_meier(np.array([3, 1, 2, 2, 4]), np.array([True, True, True, False, False]))
    assert found.times.tolist() == [1, 2, 3]
    assert found.at_risk.tolist() == [5, 4, 2]
    assert found.happened.tolist() == [1, 1, 1]
    assert found.share == pytest.approx([0.8, 0.6, 0.3])


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_share_agrees_with_scipy(seed):
    rng = np.random.default_rng(seed)
    durations, happened = rng.integers(0, 30, 200), rng.random(200) < 0.6
    found = kaplan_meier(durations, happened)
    right = ecdf(CensoredData.right_censored(durations, ~happened)).sf
    assert found.share == pytest.approx(right.probabilities[np.isin(right.quantiles, found.times)])
    inside = found.share > 0
    bounds = right.confidence_interval(method="log-log")
    at = np.isin(right.quantiles, found.times[inside])
    assert found.low[inside] == pytest.approx(bounds.low.probabilities[at])
    assert found.high[inside] == pytest.approx(bounds.high.probabilities[at])


def test_nobody_and_nothing():
    assert kaplan_meier(np.array([]), np.array([], np.bool_)).median() == (None, None, None)
    assert kaplan_meier(np.array([1, 2]), np.array([False, False])).median() == (None, None, None)
