"""What is planted in the demo company is what the metrics find."""

from functools import cache

import numpy as np
import pytest

import sojourn as sj
from sojourn.analysis.metrics import Definitions
from sojourn.demo.company import simulate
from sojourn.demo.ledger import ledger
from sojourn.demo.touchpoints import Touch


@cache
def company(seed):
    made = simulate(1_500, seed)
    return made, sj.read(ledger(made))


def of(found, metric, dimension="", group=""):
    rows = found.table.to_pylist()
    return next(r for r in rows if (r["metric"], r["dimension"], r["group"]) == (metric, dimension, group))


SEEDS = pytest.mark.parametrize("seed", [3, 4])


@SEEDS
def test_purchases_of_visitors(seed):
    made, log = company(seed)
    found = of(sj.metrics(log, goal="Order placed", by="channel"), "conversion", "channel", "web")
    visited, bought = made.shopping.visitor, made.membership.active[0]
    assert (found["n"], found["value"]) == (visited.sum(), pytest.approx(bought[visited].mean()))


@SEEDS
def test_renewals_and_their_money(seed):
    made, log = company(seed)
    found = sj.metrics(log, goal="Subscription renewed")
    due, renewed = made.membership.first_renewal(made.period.end)
    assert of(found, "conversion")["value"] * log.extent.customers == pytest.approx((due & renewed).sum())
    touch, value = (made.events[name].to_numpy() for name in ("touchpoint", "value"))
    renewals = value[touch == Touch.RENEWED]
    assert of(found, "aov")["value"] == pytest.approx(renewals.mean())
    paid = np.nansum(value)  # the first orders and what was bought in the store, too
    assert of(found, "revenue")["value"] == pytest.approx(paid)
    assert paid > 1.5 * renewals.sum()
    assert of(found, "revenue_per_customer")["value"] * log.extent.customers == pytest.approx(paid)
    spent = np.nansum(made.events["cost"].to_numpy())
    assert of(found, "roas")["value"] == pytest.approx(paid / spent)


@SEEDS
def test_what_a_buyer_costs(seed):
    made, log = company(seed)
    spent = np.nansum(made.events["cost"].to_numpy())
    found = of(sj.metrics(log, goal="Order placed"), "cac")
    assert found["value"] == pytest.approx(spent / made.membership.active[0].sum())
    assert (found["n"], found["currency"]) == (made.membership.active[0].sum(), "EUR")


@SEEDS
def test_a_call_that_is_handed_over_is_not_resolved_at_once(seed):
    made, log = company(seed)
    touch = made.events["touchpoint"].to_numpy()
    handed_over = (touch == Touch.HANDED_OVER).sum() / (touch == Touch.PHONE_CALL).sum()
    found = of(sj.metrics(log, by="channel"), "first_contact_resolution", "channel", "phone")
    assert found["high"] > 1 - handed_over > found["low"]


@SEEDS
def test_customers_who_feel_better_rate_better_on_every_scale(seed):
    made, log = company(seed)
    who, feeling = (made.events[name].to_numpy() for name in ("customer", "emotion"))
    mean = np.bincount(who, feeling, made.people.count) / np.maximum(
        np.bincount(who, minlength=made.people.count), 1
    )
    segments = {f"c{i}": "happy" if x > np.median(mean) else "unhappy" for i, x in enumerate(mean)}
    found = sj.metrics(log, by="segment", segments=segments)
    happy, unhappy = (
        {m: of(found, m, "segment", name) for m in ("nps", "csat", "ces", "stars")}
        for name in ("happy", "unhappy")
    )
    for metric in ("nps", "csat", "stars"):
        assert happy[metric]["low"] > unhappy[metric]["high"], metric
    assert happy["ces"]["value"] < unhappy["ces"]["value"]  # effort: 1 is easy
    assert found.spec.definitions.ratings[3].low_is_good


@SEEDS
def test_an_index_with_given_weights_is_the_weighted_mean_of_its_factors(seed):
    _, log = company(seed)
    rows = sj.metrics(log, by="touchpoint").table.to_pylist()
    own = {
        r["group"]: (r["value"] - 1) / 4
        for r in rows
        if (r["metric"], r["dimension"]) == ("stars", "touchpoint")
    }
    weights = {"Size guide": 3.0, "Style quiz": 1.0}
    found = of(sj.metrics(log, definitions=Definitions(weights=weights)), "satisfaction_index")
    assert found["value"] == pytest.approx(100 * (3 * own["Size guide"] + own["Style quiz"]) / 4)
    assert found["method"] == "weights as given: Size guide 0.75, Style quiz 0.25"
    assert found["low"] < found["value"] < found["high"]


def test_the_data_weigh_what_goes_along_with_the_goal():
    """Slow first replies are planted to cost purchases, and are rated: the reply weighs most."""
    found = of(sj.metrics(sj.read(ledger(simulate(6_000, 5))), goal="Order placed"), "satisfaction_index")
    told, _, factors = found["method"].partition(": ")
    assert told == "weights by correlation with a later goal"
    weights = {name: float(w) for name, _, w in (f.rpartition(" ") for f in factors.split(", "))}
    assert max(weights, key=weights.get) == "Support replied"
    assert sum(weights.values()) == pytest.approx(1, abs=0.02)


def test_without_weights_a_goal_or_enough_ratings_there_is_no_index():
    _, log = company(3)
    for given, reason in (
        ({}, "there are neither weights nor a goal to take them from"),
        ({"definitions": Definitions(weights={"Cart": 1.0, "No such": 1.0})}, "'No such' has no ratings"),
    ):
        assert of(sj.metrics(log, **given), "satisfaction_index")["status"] == f"cannot be computed: {reason}"
