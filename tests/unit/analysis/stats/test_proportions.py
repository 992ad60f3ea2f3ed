import numpy as np
import pytest
from scipy import stats

from sojourn.analysis.stats.proportions import newcombe, share_difference_p, wilson


def arrays(*numbers):
    return [np.array([n]) for n in numbers]


# R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3 (score without correction).
@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_the_published_intervals(hits, n, low, high):
    found = [round(float(x[0]), 4) for x in wilson(*arrays(hits, n))]
    assert found == [low, high]


# R. G. Newcombe, Statistics in Medicine 17 (1998), 873-890, table II, method 10.
@pytest.mark.parametrize(
    ("a", "b", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_newcombe_gives_the_published_intervals(a, b, low, high):
    found = [round(float(x[0]), 4) for x in newcombe(*arrays(*a, *b))]
    assert found == [low, high]


def test_small_tables_are_tested_exactly_as_scipy_does():
    rng = np.random.default_rng(1)
    compared = 0
    for _ in range(400):
        n_a, n_b = rng.integers(2, 40, 2)
        x_a, x_b = rng.integers(0, n_a + 1), rng.integers(0, n_b + 1)
        pooled = (x_a + x_b) / (n_a + n_b)
        if min(n_a, n_b) * min(pooled, 1 - pooled) >= 5:
            continue
        (p,), _ = share_difference_p(*arrays(x_a, n_a, x_b, n_b))
        expected = stats.fisher_exact([[x_a, n_a - x_a], [x_b, n_b - x_b]]).pvalue
        if np.isnan(p):
            assert expected >= 0.05
        else:
            compared += 1
            assert p == pytest.approx(expected, rel=1e-9)
    assert compared > 100


def test_large_tables_are_tested_by_the_pooled_z_test():
    (p,), _ = share_difference_p(*arrays(300, 1000, 350, 1000))
    expected = stats.chi2_contingency([[300, 700], [350, 650]], correction=False).pvalue  # z squared
    assert p == pytest.approx(expected, rel=1e-12)


def test_a_rare_event_in_very_unequal_groups_stays_exact():
    (p,), _ = share_difference_p(*arrays(4, 10, 0, 1_000_000))
    assert p == pytest.approx(stats.fisher_exact([[4, 6], [0, 1_000_000]]).pvalue, rel=1e-6)


def test_no_p_value_is_ever_zero():
    (p,), _ = share_difference_p(*arrays(100_000, 1_000_000, 900_000, 1_000_000))
    assert 0 < p < 1e-300


def test_nothing_to_test_is_nan_and_says_why():
    p, varied = share_difference_p(
        np.array([0, 5, 1]), np.array([9, 5, 3]), np.array([0, 7, 0]), np.array([8, 7, 3])
    )
    assert np.isnan(p).all()
    assert varied.tolist() == [False, False, True]
