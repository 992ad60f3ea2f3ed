"""The effect on the exposed, on simulated data whose truth is known."""

import numpy as np
import pytest

from sojourn.analysis.stats.doubly_robust import difference, effects_on_exposed, penalty_of

RUNS, N, EFFECT = 120, 1200, -0.2


def simulate(rng, covariate=lambda x: x):
    """A hidden-free world: x decides about exposure and outcome; the exposure takes off 0.2 for everybody."""
    x = rng.normal(size=(N, 3))
    push = covariate(x[:, 0])
    met = rng.random(N) < 1 / (1 + np.exp(-(0.8 * push - 0.6)))
    rate = np.clip(0.5 + 0.15 * push + 0.05 * x[:, 1], 0.25, 0.95)
    return x, met, (rng.random(N) < rate + EFFECT * met).astype(float)


def estimates(shown, covariate=lambda x: x):
    """Estimates, standard errors and truths over many worlds, given what is shown of x."""
    found = []
    for seed in range(RUNS):
        rng = np.random.default_rng(seed)
        x, met, y = simulate(rng, covariate)
        people = np.arange(N)
        result = effects_on_exposed(met, y[:, None], shown(x), people, people % 3)
        found.append((result.effect[0], np.sqrt(result.variance[0]), difference(met, y, people)[0]))
    return np.array(found)


def test_the_estimate_is_unbiased_and_its_interval_covers():
    found = estimates(lambda x: x)
    assert found[:, 2].mean() > EFFECT + 0.08  # the plain difference is far off
    assert found[:, 0].mean() == pytest.approx(EFFECT, abs=0.01)
    # 120 intervals of 95 %: 108 to 119 hold the truth in 99 % of cases.
    covered = np.abs(found[:, 0] - EFFECT) <= 1.96 * found[:, 1]
    assert 107 <= covered.sum() <= 119
    assert found[:, 1].mean() == pytest.approx(found[:, 0].std(), rel=0.2)


def test_it_is_right_if_only_one_model_is_right(monkeypatch):
    from sojourn.analysis.stats import doubly_robust

    linear, logistic = doubly_robust.linear_ridge, doubly_robust.logistic_ridge

    def blind_to_outcome(x, y):
        return np.vstack([y.mean(axis=0), np.zeros((x.shape[1] - 1, y.shape[1]))])

    def blind_to_exposure(x, hits):
        share = hits.mean()
        return np.concatenate([[np.log(share / (1 - share))], np.zeros(x.shape[1] - 1)])

    monkeypatch.setattr(doubly_robust, "linear_ridge", blind_to_outcome)
    assert estimates(lambda x: x)[:, 0].mean() == pytest.approx(EFFECT, abs=0.012)
    monkeypatch.setattr(doubly_robust, "linear_ridge", linear)
    monkeypatch.setattr(doubly_robust, "logistic_ridge", blind_to_exposure)
    assert estimates(lambda x: x)[:, 0].mean() == pytest.approx(EFFECT, abs=0.012)
    monkeypatch.setattr(doubly_robust, "linear_ridge", blind_to_outcome)
    assert estimates(lambda x: x)[:, 0].mean() > EFFECT + 0.08  # both wrong: as wrong as the plain difference
    monkeypatch.setattr(doubly_robust, "logistic_ridge", logistic)


def test_a_hidden_trait_is_not_adjusted_for():
    assert estimates(lambda x: x[:, 1:])[:, 0].mean() > EFFECT + 0.08


def test_clusters_widen_the_interval():
    rng = np.random.default_rng(4)
    people = np.repeat(np.arange(300), 4)
    trait = np.repeat(rng.normal(size=300), 4)
    met = np.repeat(rng.random(300) < 0.4, 4)
    y = (trait + 0.1 * rng.normal(size=1200))[:, None]
    x = rng.normal(size=(1200, 2))
    together = effects_on_exposed(met, y, x, people, people % 3).variance[0]
    apart = effects_on_exposed(met, y, x, np.arange(1200), people % 3).variance[0]
    assert together == pytest.approx(4 * apart, rel=0.1)


def test_overlap_says_when_nobody_is_comparable():
    rng = np.random.default_rng(5)
    x = rng.normal(size=(900, 1))
    people = np.arange(900)
    met = x[:, 0] + 0.05 * rng.normal(size=900) > 0.5
    apart = effects_on_exposed(met, x.copy(), x, people, people % 3)
    assert apart.overlap < 0.3
    mixed = effects_on_exposed(rng.random(900) < 0.3, x.copy(), x, people, people % 3)
    assert mixed.overlap > 0.97


def test_noise_is_penalised_and_signal_is_not():
    rng = np.random.default_rng(6)
    x = np.column_stack([np.ones(200), rng.normal(size=(200, 30))])
    assert penalty_of(x, rng.normal(size=200)) > 30
    assert penalty_of(x, x[:, 1] - x[:, 2] + 0.1 * rng.normal(size=200)) < 10
