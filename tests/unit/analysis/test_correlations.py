"""Correlations against scipy, their intervals against what they promise."""

import numpy as np
import pytest
from scipy import stats

import sojourn as sj
from sojourn.analysis.stats.association import pearson_and_spearman
from sojourn.analysis.stats.multiple import benjamini_hochberg
from sojourn.testing import log_of, random_log


def test_coefficients_are_those_of_scipy_with_missing_numbers_left_out():
    rng = np.random.default_rng(1)
    values = rng.normal(size=(80, 4)) @ rng.normal(size=(4, 4))
    values[rng.random(80) < 0.3, 1] = np.nan
    values[:20, 2] = np.nan
    a, b = np.triu_indices(4, 1)
    pearson, spearman, n = pearson_and_spearman(values, a, b)
    for i, (x, y) in enumerate(zip(values.T[a], values.T[b], strict=True)):
        known = ~np.isnan(x) & ~np.isnan(y)
        right = stats.pearsonr(x[known], y[known])
        interval = right.confidence_interval(0.95)
        assert n[i] == known.sum()
        assert pearson.value[i] == pytest.approx(right.statistic, abs=1e-12)
        assert (pearson.low[i], pearson.high[i]) == pytest.approx((interval.low, interval.high), abs=1e-9)
        assert pearson.p[i] == pytest.approx(right.pvalue, rel=1e-6)
        ranked = stats.spearmanr(x[known], y[known])
        assert spearman.value[i] == pytest.approx(ranked.statistic, abs=1e-12)
        assert spearman.p[i] == pytest.approx(ranked.pvalue, rel=1e-6)


def test_intervals_hold_the_truth_as_often_as_they_say():
    rng = np.random.default_rng(2)
    truth, held = 0.5, np.zeros(2)
    rank_truth = 6 / np.pi * np.arcsin(truth / 2)
    for _ in range(400):
        x = rng.normal(size=100)
        y = truth * x + np.sqrt(1 - truth**2) * rng.normal(size=100)
        found = pearson_and_spearman(np.stack([x, y], axis=1), np.array([0]), np.array([1]))
        for kind, right in enumerate((truth, rank_truth)):
            held[kind] += found[kind].low[0] <= right <= found[kind].high[0]
    assert ((held / 400 >= 0.92) & (held / 400 <= 0.98)).all(), held


def test_pairs_of_customer_features():
    log = random_log(1, customers=200)
    found = sj.correlations(log, goal="T0")
    matrix = sj.features(log, goal="T0").matrix
    rows = found.table.to_pylist()
    assert len(rows) == len(matrix.features) * (len(matrix.features) - 1) // 2
    for row in rows[:60:7]:
        x, y = matrix.column(row["a"]), matrix.column(row["b"])
        known = ~np.isnan(x) & ~np.isnan(y)
        assert row["spearman"] == pytest.approx(stats.spearmanr(x[known], y[known]).statistic, abs=1e-12)
    sizes = [abs(row["spearman"]) for row in rows if row["status"] == "ok"]
    assert sizes == sorted(sizes, reverse=True)
    p = np.array([row["spearman_q"] for row in rows if row["spearman_q"] is not None])
    assert (benjamini_hochberg(p) >= p - 1e-15).all()
    assert {row["same_family"] for row in rows if {row["a"], row["b"]} == {"events", "visits"}} == {True}


def test_what_does_not_vary_is_not_computed():
    log = log_of("\n".join(f"c{i}  09:0{i}  Home  web" for i in range(10)))
    rows = sj.correlations(log).table.to_pylist()
    flat = next(r for r in rows if {r["a"], r["b"]} == {"events", "tenure_days"})
    assert (flat["status"], flat["reason"], flat["spearman"]) == ("not_computed", "one of them does not vary", None)  # fmt: skip
