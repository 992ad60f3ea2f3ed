"""Absorbing chains against answers worked out by hand and against the counts they were made from."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.analysis.stats.semi_markov import Chain, jackknife, moved


def test_the_gambler_is_ruined_as_the_books_say():
    # States 1, 2, 3 of 0 … 4, fair steps; from 2: expected visits 1, 2, 1 (Kemeny & Snell 1960, fundamental matrix).
    half = np.full((3, 2), 0.5)
    chain = Chain(np.array([0.0, 1.0, 0.0]), half, np.array([[-1, 1], [0, 2], [1, -1]]))
    assert chain.flows(half).sum(axis=1) == pytest.approx([1, 2, 1])


def test_states_that_nobody_leaves_have_no_answer():
    chain = Chain(np.array([1.0, 0.0]), np.array([[1.0, 0.0], [1.0, 0.0]]), np.array([[1, -1], [0, -1]]))
    with pytest.raises(np.linalg.LinAlgError):
        chain.flows(chain.probabilities())


@given(paths=st.lists(st.lists(st.integers(0, 4), min_size=1, max_size=8), min_size=1, max_size=12))
def test_unchanged_the_flows_are_the_counts(paths):
    starts, counts = np.zeros(5), np.zeros((5, 6))
    for path in paths:
        starts[path[0]] += 1
        for here, there in zip(path, [*path[1:], 5], strict=True):
            counts[here, there] += 1
    chain = Chain(starts, counts, np.tile([0, 1, 2, 3, 4, -1], (5, 1)))
    assert chain.flows(chain.probabilities()) == pytest.approx(counts, abs=1e-9)


def test_probability_is_moved_and_never_lost():
    before = np.array([[0.2, 0.3, 0.5], [0.0, 0.0, 1.0]])
    giving, taking = np.array([False, False, True]), np.array([True, True, False])
    after = moved(before, np.tile(giving, (2, 1)), np.tile(taking, (2, 1)), 0.5)
    assert after.tolist() == [pytest.approx([0.3, 0.45, 0.25]), [0, 0, 1]]


def test_the_jackknife_knows_the_error_of_a_mean():
    values = np.random.default_rng(4).normal(3, 2, (50, 1))
    without = (values.sum() - values) / 49
    low, high = jackknife(values.mean(axis=0), without)
    from scipy import stats

    expected = stats.t.interval(0.95, 49, values.mean(), stats.sem(values[:, 0]))
    assert (low[0], high[0]) == pytest.approx(expected)
