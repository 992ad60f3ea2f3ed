"""Agreement of found and true identities, on cases that can be counted by hand."""

import math
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from sojourn.demo.scoring import Truth, pairwise


def person(name, *ids, joinable=True, shared_by=1):
    return [Truth("cookie", i, name, shared_by, joinable) for i in ids]


def found(**groups):
    return {("cookie", i): customer for customer, ids in groups.items() for i in ids.split()}


TRUE = person("A", "a", "b", "c") + person("B", "d", "e")


def test_the_truth_agrees_with_itself():
    assert pairwise(TRUE, found(x="a b c", y="d e")) == (1.0, 1.0, 4)


def test_one_giant_finds_every_pair_and_many_wrong_ones():
    assert pairwise(TRUE, found(x="a b c d e")) == (4 / 10, 1.0, 4)


def test_what_is_missing_is_alone():
    score = pairwise(TRUE, found(x="a b"))
    assert (score.precision, score.recall) == (1.0, 0.25)


def test_nothing_found_has_no_precision():
    score = pairwise(TRUE, {})
    assert math.isnan(score.precision)
    assert score.recall == 0
    assert math.isnan(pairwise([], {}).recall)


def test_shared_ids_are_left_out_and_unjoinable_ones_are_not_missed():
    shared = person("A", "t", shared_by=2, joinable=False) + person("B", "t", shared_by=2, joinable=False)
    lonely = person("A", "z", joinable=False)
    assert pairwise(TRUE + shared + lonely, found(x="a b c t", y="d e")) == (1.0, 1.0, 4)
    assert pairwise(TRUE + lonely, found(x="a b c z", y="d e")) == (1.0, 1.0, 4)
    assert pairwise(TRUE + lonely, found(x="a b c", y="d e z")).precision == 4 / 6


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.booleans()), max_size=12))
def test_equals_counting_pairs_one_by_one(rows):
    truth = [Truth("email", str(i), str(p), 1, joinable) for i, (p, _, joinable) in enumerate(rows)]
    customers = {("email", str(i)): str(c) for i, (_, c, _) in enumerate(rows)}
    pairs = list(combinations(rows, 2))
    together = [a[0] == b[0] for a, b in pairs if a[1] == b[1]]
    possible = [a[1] == b[1] for a, b in pairs if a[0] == b[0] and a[2] and b[2]]
    score = pairwise(truth, customers)
    assert score.pairs == len(possible)
    if together:
        assert math.isclose(score.precision, sum(together) / len(together))
    if possible:
        assert math.isclose(score.recall, sum(possible) / len(possible))
