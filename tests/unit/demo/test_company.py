"""The company itself: chance by name, sizes, times people keep, feelings that drive ratings and words."""

from datetime import date

import numpy as np
import pytest

from sojourn.demo.calendar import DAY, HOUR, Period, berlin_offset, human_time, local_offset
from sojourn.demo.company import simulate
from sojourn.demo.feelings import SCALE_NAMES
from sojourn.demo.touchpoints import STAGES, Touch, codes_of
from sojourn.demo.words import BODIES, CLOSINGS, OPENINGS, TOPICS
from sojourn.errors import UsageError
from sojourn.events.schema import SCALES


def column(company, name):
    return company.events[name].to_numpy()


def test_the_same_seed_gives_the_same_company_and_another_seed_another():
    first, again, other = simulate(60, seed=3), simulate(60, seed=3), simulate(60, seed=4)
    assert first.events.equals(again.events)
    assert not first.events.equals(other.events)


@pytest.mark.parametrize("customers", [1, 2, 10])
def test_tiny_companies_live(customers):
    company = simulate(customers, seed=11)
    assert set(column(company, "customer")) == set(range(customers))


@pytest.mark.parametrize(
    ("customers", "seed", "days", "says"),
    [(0, 7, 184, "at least one customer"), (5, -1, 184, "negative"), (5, 7, 30, "at least 60 days")],
)
def test_impossible_companies_are_refused(customers, seed, days, says):
    with pytest.raises(UsageError, match=says):
        simulate(customers, seed, days=days)


def test_everybody_leaves_a_trace_and_the_rates_are_those_of_a_shop(company):
    due, renewed = company.membership.first_renewal(company.period.end)
    bought = company.membership.active[0]
    assert len(np.unique(column(company, "customer"))) == company.people.count
    assert 0.30 < bought.mean() < 0.42
    assert 0.50 < renewed.sum() / due.sum() < 0.65
    assert 20 < company.events.num_rows / company.people.count < 30


def test_events_lie_inside_the_period_in_order_of_customer_and_time(company):
    time, who = column(company, "time"), column(company, "customer")
    assert time.min() >= company.period.start
    assert time.max() < company.period.end
    assert (np.diff(who) >= 0).all()
    assert (np.diff(time)[np.diff(who) == 0] >= 0).all()


def test_every_order_stands_in_the_web_shop_and_in_the_order_book(company):
    touch, who = column(company, "touchpoint"), column(company, "customer")
    placed, booked = who[touch == Touch.ORDER_COMPLETED], who[touch == Touch.ORDER_PLACED]
    assert placed.tolist() == booked.tolist() == np.flatnonzero(company.membership.active[0]).tolist()


def test_money_comes_in_once(company):
    touch, value = column(company, "touchpoint"), column(company, "value")
    paid = {Touch(code) for code in np.unique(touch[~np.isnan(value)])}
    assert paid == {Touch.ORDER_PLACED, Touch.RENEWED, Touch.STORE_PURCHASE}


def test_nights_are_quiet_and_visits_are_short(company):
    touch, time = column(company, "touchpoint"), column(company, "time")
    landing = touch == Touch.LANDING
    china = company.people.china[column(company, "customer")[landing]]
    hours = (time[landing] + local_offset(time[landing], china)) % DAY // HOUR
    assert np.isin(hours, (1, 2, 3, 4)).mean() < 0.05
    assert np.isin(hours, (19, 20, 21)).mean() > 0.2
    visit = column(company, "visit")
    lengths = [np.ptp(time[visit == v]) for v in range(200)]
    assert max(lengths) < HOUR
    assert np.median(lengths) > 30_000_000


def test_first_contacts_peak_at_the_turn_of_the_month(company):
    day = company.shopping.time[0].astype("M8[us]").astype("M8[D]")
    of_month = (day - day.astype("M8[M]").astype("M8[D]")).astype(int)
    turn, middle = np.isin(of_month, (0, 1, 28, 29)).sum() / 4, np.isin(of_month, (13, 14, 15, 16)).sum() / 4
    assert turn > 1.6 * middle


def test_parcels_get_worse_when_the_new_carrier_comes(company):
    membership = company.membership
    after = membership.shipped >= company.period.change
    early, late = (membership.late[membership.active & side].mean() for side in (~after, after))
    assert early < 0.15
    assert late > 0.28


def test_clocks_of_berlin_follow_summer_time():
    times = np.array(["2026-10-25T00:59", "2026-10-25T01:00"], "M8[us]").astype(np.int64)
    assert berlin_offset(times).tolist() == [2 * HOUR, HOUR]
    assert berlin_offset(np.array([], np.int64)).tolist() == []


def test_a_human_time_is_always_later():
    after = Period.beginning(date(2026, 3, 1), 184).start + np.arange(0, 5 * DAY, HOUR, dtype=np.int64)
    for u in (0.0, 0.5, 0.999):
        later = human_time(after, np.full(after.shape, u), np.arange(len(after)) % 2 == 0)
        assert (later > after).all()
        assert (later - after <= DAY).all()


def test_ratings_give_the_true_feeling_back(company):
    touch, score, scale = (column(company, name) for name in ("touchpoint", "score", "scale"))
    emotion = column(company, "emotion")
    rated = ~np.isnan(score)
    means = []
    for code in np.unique(touch[rated]):
        here = rated & (touch == code)
        known = SCALES[SCALE_NAMES[scale[here][0]]]
        assert (scale[here] == scale[here][0]).all()
        assert ((score[here] >= known.low) & (score[here] <= known.high)).all()
        if here.sum() >= 40:
            means.append((emotion[here].mean(), np.mean([known.emotion(s) for s in score[here]])))
    true, observed = np.array(sorted(means)).T
    assert len(true) >= 12
    # Rounding, and the ends of a scale, move a mean by less than half a point.
    assert np.abs(true - observed).max() < 0.5
    assert np.corrcoef(true, observed)[0, 1] > 0.98


def test_words_fit_the_feeling_and_the_language(company):
    text, emotion = company.events["text"].to_pylist(), column(company, "emotion")
    chinese = company.people.chinese[column(company, "customer")]
    good = tuple(p for tongue in BODIES for subject in tongue for p in subject[2])
    bad = tuple(p for tongue in BODIES for subject in tongue for p in subject[0])
    written = [(t, e, c) for t, e, c in zip(text, emotion, chinese, strict=True) if t is not None]
    assert len({t for t, _, _ in written}) > 400
    for words, felt, in_chinese in written:
        assert any("一" <= letter <= "鿿" for letter in words) == in_chinese
        assert any(p in words for p in good) == (felt >= 1.5)
        assert any(p in words for p in bad) == (felt < -1.0)


def test_pieces_of_text_have_the_shape_that_the_lookup_expects():
    for tongue in (*OPENINGS, *CLOSINGS):
        assert [len(group) for group in tongue] == [5, 5, 5]
    for tongue in BODIES:
        assert len(tongue) == len(TOPICS)
        assert all([len(group) for group in subject] == [4, 4, 4] for subject in tongue)


def test_touchpoints_have_distinct_names_and_known_stages():
    assert len({touch.label for touch in Touch}) == len(Touch) == 48
    assert {touch.stage for touch in Touch} == set(STAGES)
    assert codes_of("orders.csv") == (int(Touch.ORDER_PLACED),)


def test_journeys_begin_in_awareness_and_go_through_the_stages(company):
    touch, who = column(company, "touchpoint"), column(company, "customer")
    first = np.flatnonzero(np.diff(who, prepend=-1))
    opening = [Touch(code).stage for code in touch[first]]
    assert opening.count("Awareness") / len(opening) > 0.95
    position = {stage: place for place, stage in enumerate(STAGES)}
    stage = np.array([position[t.stage] for t in Touch])[touch]
    within = np.flatnonzero(np.diff(who) == 0)
    rank = np.arange(len(who)) - np.maximum.accumulate(
        np.where(np.diff(who, prepend=-1) != 0, np.arange(len(who)), 0)
    )
    means = [rank[stage == s].mean() for s in range(3)]
    assert means == sorted(means)
    assert len(within) > 0
