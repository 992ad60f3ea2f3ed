"""What the report compares: channels always, devices and dates where it is sure, with one correction for all."""

from datetime import date

import numpy as np
import pytest
from scipy import stats

import sojourn as sj
from sojourn.demo.company import simulate
from sojourn.demo.ledger import ledger
from sojourn.report.context import Context
from sojourn.report.groups import comparisons_block
from sojourn.report.making.metrics import RATED
from sojourn.report.outcome import OutcomeSpec
from sojourn.testing import log_of

GOAL = ("Order placed",)


@pytest.fixture(scope="module")
def log():
    return sj.read(ledger(simulate(4000, seed=7)))


@pytest.fixture(scope="module")
def rows(log):
    return comparisons_block(Context(log, GOAL, {}, "en", "UTC", None))


def test_customers_by_their_first_channel_are_those_of_the_log(log, rows):
    outcome = log.reduce(OutcomeSpec(GOAL).measure)
    counts = dict(zip(log.vocabularies["channel"].names, outcome.by_channel.tolist(), strict=True))
    kept = [row for row in rows if row.dimension == "first_channel" and row.measure == "goal_share"]
    assert {row.a for row in kept} == {name for name, (n, _) in counts.items() if 20 <= n <= 4000 - 20}
    assert all([row.n_a, row.value_a * row.n_a] == pytest.approx(counts[row.a]) for row in kept)


def test_the_device_with_the_covered_size_guide_stands_out(rows):
    devices = {row.a: row for row in rows if row.dimension == "first_device"}
    assert devices["phone"].high < 0
    assert all(row.q <= 0.1 for row in devices.values())


def test_late_parcels_are_compared_before_and_since_the_new_carrier(rows):
    (late,) = [row for row in rows if row.measure == "step_share:Parcel late"]
    assert abs((date.fromisoformat(late.a) - date(2026, 6, 15)).days) <= 2
    assert 0.15 < late.low < late.difference < late.high < 0.32
    assert late.q < 1e-6


def test_a_share_that_is_almost_one_has_no_change(rows):
    assert not [row for row in rows if row.measure == "step_share:Welcome e-mail delivered"]


def test_the_feeling_that_the_new_carrier_spoils_is_told(log, rows):
    felt = {row.measure: row for row in rows if row.measure.startswith("feeling:")}
    delivered = felt["feeling:Parcel delivered"]
    assert abs((date.fromisoformat(delivered.a) - date(2026, 6, 15)).days) <= 2
    assert delivered.high < -0.4  # a late parcel takes 3.4 points off, and 22 of 100 more are late: −0.75
    assert delivered.difference == pytest.approx(-0.75, abs=0.3)
    assert all(row.q <= 0.1 for row in felt.values())
    assert {"feeling:Page: Product", "feeling:Order placed"}.isdisjoint(felt)


def test_ratings_by_first_channel_are_those_of_the_customers_who_began_there(log, rows):
    names = log.vocabularies["channel"].names
    first = {name: set() for name in names}
    ids = log.shards[0].column("customer_id").to_pylist()
    for who, channels in zip(ids, log.shards[0].column("channel").to_pylist(), strict=True):
        known = [code for code in channels if code >= 0]
        if known:
            first[names[known[0]]].add(who)
    scores, scales = (log.shards[0].column(name).to_pylist() for name in ("score", "scale"))
    nps = log.vocabularies["scale"].names.index("nps_0_10")
    answers = [
        (who, 100.0 * ((score >= 9) - (score <= 6)))
        for who, own, asked in zip(ids, scores, scales, strict=True)
        for score, scale in zip(own, asked, strict=True)
        if scale == nps
    ]
    told = [row for row in rows if row.measure == "nps"]
    assert len(told) > 1
    for row in told:
        mine = [points for who, points in answers if who in first[row.a]]
        rest = [points for who, points in answers if who not in first[row.a]]
        assert (row.n_a, row.n_b) == (len(mine), len(rest))
        assert (row.value_a, row.value_b) == (pytest.approx(np.mean(mine)), pytest.approx(np.mean(rest)))
        expected = stats.ttest_ind(mine, rest, equal_var=False).confidence_interval()
        assert (row.low, row.high) == (pytest.approx(expected.low), pytest.approx(expected.high))
    assert all(
        row.q > 0.05 for row in rows if row.measure in RATED
    )  # no channel is planted to be rated otherwise


def test_nothing_to_compare_is_no_block():
    assert comparisons_block(Context(log_of("ann  09:00  Home"), (), {}, "en", "UTC", None)) is None
