"""Lifetime value: histories by hand, the choice of a model, refusals, and the same answer however a log is cut."""

import inspect
import re
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

import sojourn as sj
from sojourn.analysis.lifetime_value import days, foretelling, question
from sojourn.analysis.lifetime_value.buying import Buying, Rhythm
from sojourn.log.build import LogBuilder
from sojourn.log.journeylog import JourneyLog
from sojourn.log.memory import memory_log
from sojourn.report.context import Context
from sojourn.report.making.lifetime import _WORDS, clv_metric, lifetime_block
from sojourn.testing import log_of

START = datetime(2026, 1, 1, 12, tzinfo=UTC)


def log_of_days(rows, currencies=None):
    """A log of (customer, day, value) purchases and a visit of everybody on day 400."""
    rows = [*sorted(rows), ("visitor", 400, None)]
    table = {
        "customer_id": pa.array([r[0] for r in rows]),
        "timestamp": pa.array(
            [START + timedelta(days=int(r[1])) for r in rows], pa.timestamp("us", "UTC")
        ).cast(pa.int64()),
        "touchpoint": pa.array(["Order" if r[2] is not None else "Visit" for r in rows]),
        "value": pa.array([r[2] for r in rows], pa.float64()),
    }
    if currencies:
        table["currency"] = pa.array([currencies[i % len(currencies)] for i in range(len(rows))])
    builder = LogBuilder(clean=str.strip)
    builder.add(pa.RecordBatch.from_pydict(table), source=0, compare_rows=False)
    return memory_log(builder.finish())


def shoppers(count=400, seed=0):
    """Customers who buy at a rate of their own for 10 to 30 each time, and at some time stop."""
    rng = np.random.default_rng(seed)
    rows = []
    for i in range(count):
        day, price, stop = rng.uniform(0, 200), rng.uniform(10, 30), rng.beta(1, 2)
        rate = rng.gamma(0.8, 1 / 40)
        while day < 400:
            rows.append((f"c{i:04d}", int(day), price * rng.gamma(5, 0.2)))
            if rng.random() < stop:
                break
            day += 1 + rng.exponential(1 / rate)
    return rows


def members(count=400, seed=0):
    """Customers who pay 9.90 every 30 days until they leave."""
    rng = np.random.default_rng(seed)
    terms = rng.geometric(rng.beta(1, 3, count))
    begins = rng.integers(0, 200, count)
    days = [(f"c{i:04d}", int(begins[i] + 30 * k), 9.9) for i in range(count) for k in range(terms[i])]
    return [row for row in days if row[1] < 400]


@pytest.fixture(scope="module")
def shop():
    return log_of_days(shoppers())


@pytest.fixture(scope="module")
def club():
    return log_of_days(members())


def test_several_purchases_of_one_local_day_are_one():
    log = log_of("""
        ann  2026-01-01T21:00  Order  web  10
        ann  2026-01-01T22:30  Order  web  5
        ann  2026-01-01T23:30  Order  web  7
        ann  2026-01-09T10:00  Order  web  8
        bob  2026-01-20T10:00  Visit
    """)
    for zone, frequency, mean in (("UTC", 1, 8.0), ("Europe/Berlin", 2, 7.5)):
        (row,) = sj.lifetime_value(log, timezone=zone).per_customer.to_pylist()
        assert (row["customer_id"], row["frequency"], row["mean_value"]) == ("ann", frequency, mean)
        assert (row["recency_days"], row["age_days"]) == (8, 19)


def test_purchases_after_the_last_day_of_observation_do_not_count():
    log = log_of("""
        ann  2026-01-01  Order  web  10
        ann  2026-02-01  Order  web  10
        ann  2026-03-01  Order  web  10
        bob  2026-02-20  Order  web  10
    """)
    (row,) = sj.lifetime_value(log, until="2026-02-10").per_customer.to_pylist()
    assert (row["frequency"], row["recency_days"], row["age_days"]) == (1, 31, 40)


def test_opportunities_are_counted_from_the_purchase_before():
    """Calendar months: the twelfth payment comes 365 days after the first, not 360, and is still the twelfth opportunity."""
    months = np.array(
        [np.datetime64(f"2026-{m:02d}-15").astype(int) for m in range(1, 13) if m not in (5, 6)]
    )
    end = int(np.datetime64("2027-02-20").astype(int))
    buying = Buying(np.array([len(months)]), months, np.ones(len(months)), end)
    rows, _ = buying.in_periods(Rhythm(99, 30, 0.9, 0.1), skips=True)
    assert (rows.frequency[0], rows.recency[0], rows.age[0]) == (9, 11, 13)
    rows, _ = buying.in_periods(Rhythm(99, 30, 0.9, 0.0), skips=False)
    assert (rows.frequency[0], rows.recency[0]) == (11, 11)


def test_purchases_at_any_time_get_the_model_of_any_time(shop):
    found = sj.lifetime_value(shop)
    assert (found.fitted.model, found.fitted.value_model, found.status) == ("mbg_nbd", "gamma_gamma", "ok")
    assert not found.rhythm.fixed
    rows = found.per_customer
    worth = found.fitted.mean_value
    assert worth.low < worth.value < worth.high
    assert np.mean(rows["value"].to_numpy()) == pytest.approx(worth.value, rel=1e-9)
    assert np.mean(rows["purchases"].to_numpy()) == pytest.approx(
        found.fitted.expected_purchases.value, rel=1e-9
    )
    assert 0.5 < found.fitted.holdout.foretold / found.fitted.holdout.happened < 2


def test_a_buyer_of_one_day_may_be_gone_in_the_report_of_either_model(shop):
    """The BG/NBD alone would hold every one of them for alive."""
    for model in ("mbg_nbd", "bg_nbd"):
        found = sj.lifetime_value(shop, model=model)
        rows = found.per_customer
        once = rows["alive"].to_numpy()[rows["frequency"].to_numpy() == 0]
        assert found.fitted.alive_model == "mbg_nbd"
        assert once.max() < 0.99


def test_renewals_at_a_fixed_rhythm_get_the_model_of_contracts(club):
    found = sj.lifetime_value(club)
    assert (found.fitted.model, found.rhythm.period, found.rhythm.share) == ("sbg", 30, 1.0)
    assert found.fitted.value_model == "own_mean"
    rows = found.per_customer
    gone = rows["age_days"].to_numpy() - rows["recency_days"].to_numpy() > 33
    assert rows["alive"].to_numpy()[gone].max() == 0
    assert rows["alive"].to_numpy()[~gone].min() == 1
    assert rows["value"].to_numpy()[~gone].min() > 9.9
    tested = found.fitted.holdout
    assert abs(tested.foretold - tested.happened) < 0.2 * tested.happened


def test_a_model_of_any_time_is_refused_or_doubted_for_renewals(club):
    found = sj.lifetime_value(club, model="mbg_nbd")
    assert found.refusal.code in {"no_maximum", "does_not_fit"} or "rhythm_ignored" in found.fitted.doubts


def test_a_model_of_periods_is_refused_without_a_rhythm(shop):
    found = sj.lifetime_value(shop, model="bg_bb")
    assert (found.refusal.code, found.fitted, found.table.num_rows) == ("no_rhythm", None, 0)
    assert set(found.per_customer["alive"].to_pylist()) == {None}


def test_values_in_several_currencies_are_not_added_up():
    found = sj.lifetime_value(log_of_days(shoppers(), currencies=("EUR", "USD")))
    assert (found.status, found.no_value.code, found.fitted.mean_value) == ("ok", "currencies", None)
    assert found.fitted.expected_purchases.value > 0
    assert set(found.per_customer["value"].to_pylist()) == {None}


def test_where_nobody_seems_to_leave_it_says_so():
    rng = np.random.default_rng(4)
    rows = []
    for i in range(400):
        day, rate = rng.uniform(0, 100), rng.gamma(1.2, 1 / 60)
        while day < 400:
            rows.append((f"c{i:04d}", int(day), 10.0))
            day += 1 + rng.exponential(1 / rate)
    found = sj.lifetime_value(log_of_days(rows))
    assert found.refusal is not None or "nobody_leaves" in found.fitted.doubts


def test_discounting_and_the_horizon_act_as_they_should(shop):
    def worth(**parameters):
        return sj.lifetime_value(shop, **parameters).fitted.mean_value.value

    assert worth(discount=0.0) > worth(discount=0.3)
    assert worth(horizon="365d") > worth(horizon="90d")


def test_any_cut_and_order_of_the_log_gives_the_same_numbers(shop):
    shard = shop.shards[0]
    pieces = (shard.slice(250), shard.slice(0, 90), shard.slice(90, 160))
    a, b = sj.lifetime_value(shop), sj.lifetime_value(JourneyLog(pieces, shop.kinds, shop.vocabularies))
    assert a.table.equals(b.table)
    assert a.per_customer.equals(b.per_customer)
    assert a.headline() == b.headline()


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [({"model": "ltv"}, "UsageError"), ({"unit": "year"}, "UsageError"), ({"discount": -0.1}, "UsageError"), ({"horizon": "365"}, "UnitError"), ({"purchase": "Nothing"}, "UnknownNameError")],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(shop, wrong, kind):
    with pytest.raises(getattr(sj.errors, kind)):
        sj.lifetime_value(shop, **wrong)


def context(log, language):
    return Context(log, (), {}, language, "UTC", None)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_report_says_what_the_analysis_says(shop, club, language):
    for log in (shop, club):
        found = sj.lifetime_value(log)
        block, metric = lifetime_block(context(log, language)), clv_metric(context(log, language))
        assert block.mean_value == metric.value == pytest.approx(found.fitted.mean_value.value, rel=1e-9)
        assert (block.customers, block.model, metric.status) == (found.buyers, found.fitted.model, "computed")
        assert len(block.parameters) == found.table.num_rows
        assert (block.period_days is None) == (log is shop)
        assert block.notes


@pytest.mark.parametrize(("language", "word"), [("en", "a model needs"), ("zh", "模型至少")])
def test_a_metric_that_cannot_be_computed_says_why(language, word):
    many = [(f"c{i:03d}", i, 10.0) for i in range(foretelling.FEWEST_BUYERS)]
    log = log_of_days(many)  # nobody buys twice
    metric = clv_metric(context(log, language))
    assert metric.value is None
    assert metric.status.startswith(f"cannot be computed: {word}")
    assert lifetime_block(context(log, language)) is None


def test_where_too_few_buy_nobody_asks_what_they_will_be_worth():
    for few in (log_of_days([(f"c{i:03d}", i, 10.0) for i in range(foretelling.FEWEST_BUYERS - 1)]),
                log_of("ann  2026-01-01  Order  web")):  # fmt: skip
        assert clv_metric(context(few, "en")) is None


def test_both_languages_have_words_for_every_doubt_and_refusal():
    codes = set()
    for module in (foretelling, days):
        codes |= set(re.findall(r'(?:append|Refusal)\(\s*"(\w+)"', inspect.getsource(module)))
    assert len(codes) >= 10
    assert codes | set(question.MODELS) <= set(_WORDS["en"])
    assert set(_WORDS["en"]) == set(_WORDS["zh"])
