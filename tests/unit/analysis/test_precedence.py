"""Precedence against a plain count in Python, and its laws."""

from collections import Counter
from itertools import combinations

import pytest

from sojourn.analysis.precedence import PrecedenceSpec, precedence
from sojourn.errors import UnknownNameError, UsageError
from sojourn.log.journeylog import JourneyLog
from sojourn.testing import log_of, random_log


def brute_force(log):
    found = Counter()
    for journeys in log.journeys():
        codes = journeys.flat("touchpoint").tolist()
        for i in range(len(journeys)):
            own = [journeys.touchpoints[c] for c in codes[journeys.offsets[i] : journeys.offsets[i + 1]]]
            found.update(combinations(dict.fromkeys(own), 2))
    return found


@pytest.mark.parametrize("seed", range(5))
def test_equals_a_plain_count(seed):
    log = random_log(seed)
    expected = brute_force(log)
    table = precedence(log).table.to_pylist()
    assert {(r["first"], r["second"]): r["customers"] for r in table} == dict(expected)
    for row in table:
        a, b = row["first"], row["second"]
        assert row["share"] == expected[a, b] / (expected[a, b] + expected[b, a])


def test_only_the_touchpoints_asked_for():
    log = log_of("a  09:00  X\na  09:01  Y\na  09:02  Z")
    assert precedence(log, ["z", "X"]).table.to_pylist() == [
        {"first": "X", "second": "Z", "customers": 1, "share": 1.0}
    ]


def test_splits_merge_to_the_same():
    log = random_log(8)
    (journeys,) = log.journeys()
    spec = PrecedenceSpec(log.touchpoints.names)
    merged = spec.measure(journeys.slice(20, 40)) + spec.measure(journeys.slice(0, 20))
    assert (merged.before == precedence(log).before).all()
    assert (spec.measure(journeys.slice(5, 5)).before == 0).all()


def test_an_empty_log_compares_nothing():
    log = random_log(0)
    assert precedence(JourneyLog((), log.kinds, log.vocabularies)).table.num_rows == 0


def test_unknown_and_too_many_names_are_refused():
    with pytest.raises(UnknownNameError, match="T1"):
        precedence(random_log(0), ["T 1"])
    with pytest.raises(UsageError, match="501"):
        PrecedenceSpec(tuple(str(i) for i in range(501)))


def test_estimates_hold_every_pair_once():
    log = log_of("a  09:00  X\na  09:01  Y\nb  09:01  Y")
    (estimate,) = precedence(log).estimates()
    assert (estimate.key, estimate.n, estimate.value) == (("X", "Y"), 1, 1.0)
