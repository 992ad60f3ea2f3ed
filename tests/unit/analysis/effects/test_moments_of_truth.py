"""Moments of truth: what is planted is told, what only looks so is not."""

import pytest

import sojourn as sj
from sojourn.analysis.moments_of_truth import moments_of_truth
from sojourn.demo.company import simulate
from sojourn.demo.effects import effects
from sojourn.demo.ledger import ledger
from sojourn.errors import UsageError
from sojourn.testing import log_of

GOAL = "Order placed"


@pytest.fixture(scope="module")
def company():
    return simulate(20_000, 1)


@pytest.fixture(scope="module")
def found(company):
    return moments_of_truth(sj.read(ledger(company)), GOAL)


def test_the_planted_delight_is_told_with_its_effect(company, found):
    (quiz,) = [row for row in found.table.to_pylist() if row["touchpoint"] == "Style quiz"]
    truth = next(e.effect for e in effects(company) if e.cause.id == "style_quiz" and e.goal == "purchase")
    assert quiz["quality"] == "met"
    assert quiz["low"] <= truth <= quiz["high"]
    assert quiz["placebo"] <= quiz["placebo_high"] < 1 / 4


def test_look_alikes_and_steps_on_the_way_are_not(found):
    touchpoints = set(found.table["touchpoint"].to_pylist())
    assert {"Support replied", "Parcel late", "Size guide"} <= touchpoints
    assert not touchpoints & {"Customer reviews", "Newsletter opened", "Page: Help", "Cart", "Checkout"}


def test_the_strongest_comes_first_and_well_is_better_than_badly(found):
    effects_ = found.table["effect"].to_pylist()
    assert effects_ == sorted(effects_, key=lambda e: -abs(e))
    assert min(effects_) > 0
    told = f"Moments of truth: {len(effects_)} of 20,000 customers; effects in all 20,000"
    assert found.headline() == told


def test_each_touchpoint_is_told_once_for_an_outcome(found):
    told = [(row["touchpoint"], row["outcome"]) for row in found.table.to_pylist()]
    assert len(told) == len(set(told))
    # The renewal and the next one suffer from a late parcel alike.
    assert told.count(("Parcel late", "Subscription renewed")) == 1


def test_without_goal_it_says_so():
    nothing = log_of("ann  09:00  Home")
    assert moments_of_truth(nothing).status == "there is no goal"
    assert "cannot be computed" in moments_of_truth(nothing).headline()
    assert moments_of_truth(nothing, "Home").table.num_rows == 0
    for wrong in ({"q": 2.0}, {"sample": 0}):
        with pytest.raises(UsageError):
            moments_of_truth(nothing, "Home", **wrong)
