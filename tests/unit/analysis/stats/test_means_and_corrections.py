import numpy as np
import pytest
from scipy import stats

from sojourn.analysis.stats.durations import DurationCounts
from sojourn.analysis.stats.means import welch
from sojourn.analysis.stats.multiple import benjamini_hochberg
from sojourn.analysis.stats.whole import WholeNumbers


def test_welch_agrees_with_scipy():
    rng = np.random.default_rng(2)
    a, b = rng.normal(3, 1, 25), rng.normal(4, 3, 11)
    sides = [(np.array([x.mean()]), np.array([x.var(ddof=1)]), np.array([len(x)])) for x in (a, b)]
    low, high, p = welch(*sides[0], *sides[1])
    expected = stats.ttest_ind(a, b, equal_var=False)
    interval = expected.confidence_interval(0.95)
    assert (p[0], low[0], high[0]) == pytest.approx((expected.pvalue, interval.low, interval.high), rel=1e-10)


def test_benjamini_and_hochberg_agrees_with_scipy_and_leaves_out_what_was_not_tested():
    p = np.random.default_rng(3).random(50) ** 3
    assert benjamini_hochberg(p) == pytest.approx(stats.false_discovery_control(p))
    with_gaps = np.insert(p, [0, 10, 50], np.nan)
    q = benjamini_hochberg(with_gaps)
    assert q[~np.isnan(with_gaps)] == pytest.approx(stats.false_discovery_control(p))
    assert np.isnan(q[np.isnan(with_gaps)]).all()
    assert len(benjamini_hochberg(np.empty(0))) == 0


# Benjamini and Hochberg, J. R. Statist. Soc. B 57 (1995), section 4: 15 comparisons, 4 rejected at q = 0.05.
def test_the_published_example_rejects_four():
    p = [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.3240,
        0.4262,
        0.5719,
        0.6528,
        0.7590,
        1,
    ]
    assert (benjamini_hochberg(np.array(p)) <= 0.05).sum() == 4


def test_whole_numbers_have_the_moments_of_numpy():
    numbers = np.random.default_rng(4).integers(1, 2_000_000_000, 1000)
    found = WholeNumbers.of(numbers[:300]) + WholeNumbers.of(numbers[300:])
    assert (found.n, found.total) == (1000, int(numbers.sum()))
    assert found.mean == pytest.approx(numbers.mean(), rel=1e-14)
    assert found.variance == pytest.approx(numbers.var(ddof=1), rel=1e-10)


def test_medians_of_durations_are_within_their_bound_and_sums_do_not_overflow():
    rng = np.random.default_rng(5)
    gaps = np.exp(rng.uniform(np.log(2_000), np.log(9e15), 20_000)).astype(np.int64)
    groups = rng.integers(0, 3, len(gaps)).astype(np.int32)
    counts = DurationCounts.of(groups[:5000], gaps[:5000], 4) + DurationCounts.of(
        groups[5000:], gaps[5000:], 4
    )
    for g in range(3):
        mine = np.sort(gaps[groups == g])
        assert counts.medians_s()[g] == pytest.approx(mine[(len(mine) - 1) // 2] / 1e6, rel=0.0164)
        assert counts.means_s()[g] == pytest.approx(sum(mine.tolist()) / len(mine) / 1e6, rel=1e-12)
    assert counts.medians_s()[3] is None
    assert counts.together().sums[0, 0] == len(gaps)


def test_many_groups_and_few_give_the_same_histogram():
    rng = np.random.default_rng(6)
    groups, gaps = rng.integers(0, 50, 3000).astype(np.int32), rng.integers(0, 10**12, 3000)
    dense, sparse = DurationCounts.of(groups, gaps, 50), DurationCounts.of(groups, gaps, 100_000)
    assert dense.cells == sparse.cells
    assert dense.medians_s() == sparse.medians_s()[:50]
