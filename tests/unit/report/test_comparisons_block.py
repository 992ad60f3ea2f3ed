"""What the report compares: channels always, devices and dates where it is sure, with one correction for all."""

from datetime import date

import pytest

import sojourn as sj
from sojourn.demo.company import simulate
from sojourn.demo.ledger import ledger
from sojourn.report.context import Context
from sojourn.report.groups import comparisons_block
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
    kept = [row for row in rows if row.dimension == "first_channel"]
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


def test_nothing_to_compare_is_no_block():
    assert comparisons_block(Context(log_of("ann  09:00  Home"), (), {}, "en", "UTC", None)) is None
