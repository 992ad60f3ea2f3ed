"""Feelings, ratings and costs of pain points in two groups: against the truth of the demo company and other ways of counting."""

import numpy as np
import pyarrow as pa
import pytest
from scipy import stats

import sojourn as sj
from sojourn.analysis.compare import compare
from sojourn.demo.company import simulate
from sojourn.demo.ledger import ledger
from sojourn.demo.touchpoints import Touch
from sojourn.log.journeylog import JourneyLog
from sojourn.testing import log_of

CALLED = np.array([touch.called for touch in Touch])
STAGES = {touch.called: touch.stage for touch in Touch}
CHANGE = "2026-06-15"
"""The day on which a new carrier takes over and more parcels come late."""
_CHANGE_US = np.datetime64(CHANGE, "us").astype(np.int64)


@pytest.fixture(scope="module")
def company():
    return simulate(3000, seed=10)


@pytest.fixture(scope="module")
def events(company):
    return ledger(company)


@pytest.fixture(scope="module")
def log(events):
    return sj.read(events)


@pytest.fixture(scope="module")
def since(log):
    """How customers feel since the new carrier, against before."""
    return compare("emotion", log, by="since", a=CHANGE, stages=STAGES)


def by_key(comparison, measure):
    return {tuple(r["key"]): r for r in comparison.table.to_pylist() if r["measure"] == measure}


def pieces(log):
    shards = [shard.slice(at, 611) for shard in log.shards for at in range(0, shard.num_rows, 611)]
    return JourneyLog(tuple(reversed(shards)), log.kinds, log.vocabularies)


def true_differences(company, events):
    touch = CALLED[company.events["touchpoint"].to_numpy().astype(int)]
    late = events["timestamp"].cast(pa.int64()).to_numpy() >= _CHANGE_US
    felt = company.events["emotion"].to_numpy().astype(float)
    here = {name: touch == name for name in CALLED}
    return {
        name: felt[own & late].mean() - felt[own & ~late].mean()
        for name, own in here.items()
        if (own & late).any() and (own & ~late).any()
    }


def test_the_feeling_that_fell_is_found_and_the_truth_lies_within_the_intervals(company, events, since):
    rows, truth = by_key(since, "score"), true_differences(company, events)
    delivered = rows["Parcel delivered",]
    assert delivered["q"] < 0.05
    assert delivered["high"] < 0
    assert truth["Parcel delivered"] < -0.5
    tested = [row for row in rows.values() if row["status"] == "ok"]
    assert len(tested) > 15
    covered = [row["low"] <= truth[row["key"][0]] <= row["high"] for row in tested]
    assert np.mean(covered) > 0.85
    for row in tested:
        assert row["q"] > 0.05 or abs(truth[row["key"][0]]) > 0.3, row


def test_where_there_are_many_ratings_it_is_welchs_test_of_the_ratings(events, since):
    rows = by_key(since, "score")
    touchpoint = np.array(events["touchpoint"].to_pylist())
    late = events["timestamp"].cast(pa.int64()).to_numpy() >= _CHANGE_US
    stars = events["score"].to_numpy().astype(float)
    for name in ("Parcel delivered", "Review"):
        own = (touchpoint == name) & np.isfinite(stars)
        points = (stars - 1) / 4 * 10 - 5
        a, b = points[own & late], points[own & ~late]
        row = rows[name,]
        assert (row["n_a"], row["n_b"]) == (len(a), len(b))
        expected = stats.ttest_ind(a, b, equal_var=False)
        # The name and behaviour still weigh about one part in a hundred beside some hundred ratings.
        assert row["difference"] == pytest.approx(a.mean() - b.mean(), abs=0.03)
        low, high = expected.confidence_interval()
        assert (row["low"], row["high"]) == (pytest.approx(low, abs=0.05), pytest.approx(high, abs=0.05))


def test_customers_told_off_by_chance_do_not_differ(log):
    names = {name: f"half {i % 2}" for i, name in enumerate(sorted(log.shards[0].column(0).to_pylist()))}
    halves = compare("emotion", log, by=names, a="half 0", stages=STAGES)
    assert min(q for q in halves.table.column("q").to_pylist() if q is not None) > 0.05


def test_a_feeling_that_nobody_observed_has_an_interval_and_is_not_tested(since):
    row = by_key(since, "score")["Order placed",]
    assert (row["p"], row["q"], row["status"]) == (None, None, "not_computed")
    assert row["reason"] == "both groups: the feeling is told by names and behaviour, not observed"
    assert row["low"] < row["difference"] < row["high"]
    assert row["high"] - row["low"] > 4  # what the model leaves open in each group


def test_stages_are_compared_too(since):
    rows = by_key(since, "stage_score")
    assert set(rows) == {(stage,) for stage in STAGES.values()}
    found = {row["stage"]: row["score"] for row in since.result_a.stages.to_pylist()}
    assert {key[0]: row["value_a"] for key, row in rows.items()} == pytest.approx(found)


@pytest.mark.parametrize("analysis", ["emotion", "metrics"])
def test_how_the_log_is_split_changes_nothing(log, analysis):
    groups = {"by": "first_device", "a": "phone"}
    assert compare(analysis, pieces(log), **groups).table.equals(compare(analysis, log, **groups).table)


def test_promoters_are_compared_as_their_means(events, log):
    row = by_key(compare("metrics", log, by="since", a=CHANGE), "nps")["nps", "", ""]
    late = events["timestamp"].cast(pa.int64()).to_numpy() >= _CHANGE_US
    answers = events["score"].to_numpy().astype(float)
    asked = np.array([scale == "nps_0_10" for scale in events["scale"].to_pylist()])
    counted = np.where(answers >= 9, 100.0, np.where(answers <= 6, -100.0, 0.0))
    a, b = counted[asked & late], counted[asked & ~late]
    expected = stats.ttest_ind(a, b, equal_var=False)
    assert (row["n_a"], row["n_b"]) == (len(a), len(b))
    assert row["difference"] == pytest.approx(a.mean() - b.mean(), abs=1e-9)
    assert row["p"] == pytest.approx(expected.pvalue, rel=1e-9)


def rated(plans):
    """One customer per rating: plan, score, scale."""
    lines = "\n".join(f"c{i:03d}  09:00  Survey" for i in range(len(plans)))
    plan, score, scale = zip(*plans, strict=True)
    return log_of(lines, plan=list(plan), score=list(score), scale=list(scale))


def test_ratings_on_different_scales_are_not_compared():
    log = rated(
        [("A", score, "ces_1_5") for score in (1, 2, 2, 3)] + [("B", score, "ces_1_7") for score in (6, 7, 5)]
    )
    row = by_key(compare("metrics", log, by="plan", a="A", b="B"), "ces")["ces", "", ""]
    assert (row["value_a"], row["value_b"], row["difference"], row["low"]) == (2.0, 6.0, None, None)
    assert row["reason"] == "counted differently: ces_1_5 mean; ces_1_7 mean"


def test_money_in_different_currencies_is_not_compared():
    lines = "\n".join(f"c{i:03d}  09:00  Order" for i in range(12))
    plan = ["A", "B"] * 6
    log = log_of(
        lines,
        plan=plan,
        value=[float(10 + i) for i in range(12)],
        currency=["EUR" if p == "A" else "USD" for p in plan],
    )
    row = by_key(compare("metrics", log, by="plan", a="A", b="B", goal="Order"), "aov")["aov", "", ""]
    assert row["reason"] == "counted differently: mean of goal events, EUR; mean of goal events, USD"


def test_a_single_rating_is_a_value_and_no_difference():
    log = rated([("A", 10, "nps_0_10")] + [("B", s, "nps_0_10") for s in (2, 9, 10, 7)])
    row = by_key(compare("metrics", log, by="plan", a="A", b="B"), "nps")["nps", "", ""]
    assert (row["value_a"], row["reason"]) == (100.0, "group a has a single observation")


@pytest.fixture(scope="module")
def costs(log):
    """Pain points of customers with and without a phone."""
    return compare("pain_points", log, by="first_device", a="phone", goal="Order placed")


def test_effects_and_money_of_pain_points_are_those_of_the_groups(costs):
    effects, stakes = by_key(costs, "effect"), by_key(costs, "stake_per_customer")
    told = {row["id"]: row for row in costs.result_a.table.to_pylist()}
    compared = [row for row in effects.values() if row["status"] == "ok"]
    assert compared
    for row in compared:
        own = told[row["key"][0]]
        assert row["value_a"] == own["effect"]
        error = np.hypot(
            *(
                (side["effect_high"] - side["effect"]) / stats.norm.ppf(0.975)
                for side in (
                    own,
                    next(r for r in costs.result_b.table.to_pylist() if r["id"] == row["key"][0]),
                )
            )
        )
        # Student's t has somewhat heavier tails than the normal of the single effects.
        assert row["high"] - row["difference"] == pytest.approx(1.96 * error, rel=0.05)
    paid = [row for row in stakes.values() if row["value_a"] is not None]
    assert paid
    for row in paid:
        own = told[row["key"][0]]
        assert row["value_a"] * own["customers"] == pytest.approx(own["value_at_stake"])


def test_what_only_one_group_meets_is_said_so(costs):
    row = by_key(costs, "effect")["drop_off > Size guide > goal",]
    assert (row["value_b"], row["status"], row["reason"]) == (
        None,
        "not_computed",
        "group b: it does not occur here",
    )
    assert row["value_a"] < 0
