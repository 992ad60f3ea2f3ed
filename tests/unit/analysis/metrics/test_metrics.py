"""Metrics by hand on tiny logs, and in plain Python on the demo company."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest

import sojourn as sj
from sojourn.analysis.metrics import METRICS, Definition, Definitions
from sojourn.demo.company import simulate
from sojourn.demo.ledger import ledger
from sojourn.errors import UnitError, UnknownNameError, UsageError
from sojourn.testing import log_of

SHOP = """
    ann  2026-03-02T09:00  Home            web
    ann  2026-03-02T09:06  Order           web    10
    ann  2026-03-09T09:00  Order           app    30
    bob  2026-03-03T10:00  Home            web
    bob  2026-03-03T10:20  Called support  phone
    bob  2026-03-03T10:50  Called support  phone
    bob  2026-03-05T10:20  Called support  phone
    eve  2026-03-10T11:00  Home            app
    joe  2026-03-30T12:00  Called support  phone
    joe  2026-04-02T12:00  Order           app    20
"""


def shop(**columns):
    return log_of(SHOP, currency=["EUR"] * 10, **columns)


def rows(found, metric, dimension=""):
    return {
        (r["group"], r["start"]) if r["start"] else r["group"]: r
        for r in found.table.to_pylist()
        if r["metric"] == metric and r["dimension"] == dimension
    }


def only(found, metric):
    return rows(found, metric)[""]


def test_goal_and_money_by_hand():
    found = sj.metrics(shop(), goal="Order")
    assert (only(found, "conversion")["value"], only(found, "conversion")["n"]) == (0.5, 4)
    assert (only(found, "repeat_rate")["value"], only(found, "repeat_rate")["n"]) == (0.5, 2)
    aov = only(found, "aov")
    assert (aov["value"], aov["n"], aov["currency"], aov["unit"]) == (20.0, 3, "EUR", "money")
    assert only(found, "revenue")["value"] == 60
    assert (only(found, "revenue")["low"], only(found, "revenue")["high"]) == (None, None)
    assert (only(found, "revenue_per_customer")["value"], only(found, "revenue_per_customer")["n"]) == (
        15.0,
        4,
    )


def test_money_is_all_that_came_in_and_what_went_back_subtracts():
    log = log_of("""
        ann  09:00  Order   web    100
        ann  10:00  Return  web    -30
        bob  09:00  Order   web    50
        bob  11:00  Renew   web    25
        eve  12:00  Till    store  5
        joe  13:00  Order   web
    """)
    found = sj.metrics(log, goal="Order", by="channel")
    assert (only(found, "revenue")["value"], only(found, "revenue")["n"]) == (150.0, 5)
    assert (only(found, "revenue_per_customer")["value"], only(found, "revenue_per_customer")["n"]) == (
        37.5,
        4,
    )
    assert (only(found, "aov")["value"], only(found, "aov")["n"]) == (75.0, 2)
    assert only(found, "repeat_rate")["n"] == 3  # a return, a renewal or a till is no goal event
    assert {k: r["value"] for k, r in rows(found, "revenue", "channel").items()} == {
        "web": 145.0,
        "store": 5.0,
    }
    without = sj.metrics(log)
    assert only(without, "revenue")["value"] == 150.0
    assert only(without, "aov")["status"] == "cannot be computed: no goal is given"


def test_no_values_no_money():
    found = sj.metrics(log_of("ann  09:00  Home\nann  09:01  Order"), goal="Order")
    for metric, reason in (
        ("aov", "no goal event"),
        ("revenue", "no event"),
        ("revenue_per_customer", "no event"),
    ):
        assert only(found, metric)["status"] == f"cannot be computed: {reason} carries a value"


def test_conversion_of_a_touchpoint_looks_forward():
    found = rows(sj.metrics(shop(), goal="Order", by="touchpoint"), "conversion", "touchpoint")
    assert {name: (r["value"], r["n"]) for name, r in found.items()} == {
        "Home": (1 / 3, 3),
        "Order": (1.0, 2),
        "Called support": (0.5, 2),
    }
    back = log_of("ann  09:00  Order\nann  09:01  Thanks\nbob  09:00  Home")
    found = rows(sj.metrics(back, goal="Order", by="touchpoint"), "conversion", "touchpoint")
    assert found["Thanks"]["value"] == 0.0


def test_first_channel_groups_customers_and_channel_groups_events():
    found = sj.metrics(shop(), goal="Order", by=("channel", "first_channel"))
    first = {k: (r["value"], r["n"]) for k, r in rows(found, "revenue_per_customer", "first_channel").items()}
    assert first == {"web": (20.0, 2), "phone": (20.0, 1)}
    own = {k: (r["value"], r["n"]) for k, r in rows(found, "aov", "channel").items()}
    assert own == {"web": (10.0, 1), "app": (25.0, 2)}


def test_contacts_of_one_hour_in_one_channel_are_one():
    found = sj.metrics(shop(), goal="Order")
    assert (only(found, "contact_rate")["value"], only(found, "contact_rate")["n"]) == (3 / 4, 4)
    assert only(found, "contacts_per_order")["value"] == 1.0


def test_a_contact_whose_time_has_not_run_out_is_left_out():
    resolved = only(sj.metrics(shop(), goal="Order"), "first_contact_resolution")
    assert (resolved["value"], resolved["n"]) == (
        0.5,
        2,
    )  # bob's first is followed, his last is not; joe's is too late
    soon = Definitions(resolved_within="1d")
    resolved = only(sj.metrics(shop(), goal="Order", definitions=soon), "first_contact_resolution")
    assert (resolved["value"], resolved["n"]) == (1.0, 3)
    late = Definitions(resolved_within=timedelta(days=60))
    status = only(sj.metrics(shop(), definitions=late), "first_contact_resolution")["status"]
    assert status == "cannot be computed: the data end before the time after any contact has run out"


def test_contacts_may_be_named():
    named = Definitions(contacts=("Home",))
    assert only(sj.metrics(shop(), definitions=named), "contact_rate")["value"] == 3 / 4
    with pytest.raises(UnknownNameError, match="Hom"):
        sj.metrics(shop(), definitions=Definitions(contacts=("Homme",)))


def test_time_to_first_value_watches_who_is_not_there_yet():
    found = only(sj.metrics(shop(), goal="Order"), "time_to_first_value")
    # 6 minutes (ann), 3 days (joe); eve is watched for 23 days, bob for 30: the share falls to 1/2 after joe's 3 days.
    assert (found["value"], found["n"], found["unit"]) == (3 * 86_400, 4, "seconds")
    none = only(
        sj.metrics(log_of("ann  09:00  Home\nbob  09:01  Order"), goal="Order"), "time_to_first_value"
    )
    assert (none["value"], none["status"]) == (0.0, "computed")
    few = log_of("ann  09:00  Home\nbob  09:00  Home\nann  09:09  Home\neve  09:00  Home\neve  09:01  Order")
    assert only(sj.metrics(few, goal="Order"), "time_to_first_value")["status"].endswith("within the data")


def test_churn_needs_data_and_counts_who_fell_silent():
    text = """
        old  2026-01-01  Home
        ann  2026-01-12  Home
        ann  2026-01-25  Home
        bob  2026-01-15  Home
        eve  2026-01-05  Home
        eve  2026-01-30  Home
        joe  2026-01-31  Home
        sue  2026-01-11  Home
        sue  2026-01-21  Home
        sue  2026-01-29  Home
    """
    ten = Definitions(churn_after="10d")
    found = only(sj.metrics(log_of(text), definitions=ten), "churn")
    # The last event is of 31 January; active from 11 January (not included) to 21 January: ann, bob, sue. bob fell silent.
    assert (found["value"], found["n"]) == (1 / 3, 3)
    assert only(sj.metrics(log_of(text)), "churn")["status"] == (
        "cannot be computed: the data cover less than twice 90 d"
    )


def test_a_cancellation_counts_unless_the_customer_comes_back():
    text = """
        ann  2026-01-01  Order
        ann  2026-01-02  Subscription cancelled
        bob  2026-01-01  Order
        bob  2026-01-02  Subscription cancelled
        bob  2026-01-03  Order
        eve  2026-01-01  Order
        joe  2026-01-01  Home
    """
    found = only(sj.metrics(log_of(text), goal="Order"), "cancellation_rate")
    assert (found["value"], found["n"]) == (1 / 3, 3)
    named = Definitions(cancellations=("Home",))
    assert (
        only(sj.metrics(log_of(text), goal="Order", definitions=named), "cancellation_rate")["value"] == 0.25
    )


def test_periods_are_counted_within_themselves():
    found = sj.metrics(shop(), goal="Order", every="month")
    march, april = ("", date(2026, 3, 1)), ("", date(2026, 4, 1))
    share = rows(found, "conversion")
    assert {k: (r["value"], r["n"]) for k, r in share.items()} == {march: (0.25, 4), april: (1.0, 1)}
    assert {k: r["value"] for k, r in rows(found, "revenue").items()} == {march: 40.0, april: 20.0}
    assert not rows(found, "churn")
    weeks = rows(sj.metrics(shop(), goal="Order", every="week"), "conversion")
    assert weeks["", date(2026, 3, 2)]["value"] == 0.5


def test_the_zone_says_in_which_month_an_event_is():
    log = log_of("ann  2026-03-31T22:30  Order")
    for zone, first in (("UTC", date(2026, 3, 1)), ("Europe/Berlin", date(2026, 4, 1))):
        assert list(rows(sj.metrics(log, goal="Order", every="month", timezone=zone), "conversion")) == [
            ("", first)
        ]


def test_several_currencies_are_never_added():
    log = log_of("ann  09:00  Order  web  10\nbob  09:00  Order  app  20", currency=["EUR", "USD"])
    found = sj.metrics(log, goal="Order", by="channel")
    for metric in ("aov", "revenue", "revenue_per_customer"):
        assert only(found, metric)["value"] is None
        assert only(found, metric)["status"] == "cannot be computed: values stand in several currencies"
    assert {k: r["currency"] for k, r in rows(found, "aov", "channel").items()} == {
        "web": "EUR",
        "app": "USD",
    }


def test_ratings_by_hand():
    scores = [None, 9, 10, 2, 5, None, 6, 4, 3, 1]
    scales = [
        None,
        "nps_0_10",
        "nps_0_10",
        "csat_1_5",
        "csat_1_5",
        None,
        "nps_0_10",
        "stars_1_5",
        "csat_1_7",
        "ces_1_5",
    ]
    found = sj.metrics(shop(score=scores, scale=scales), by="touchpoint")
    assert only(found, "nps")["value"] == pytest.approx(100 / 3)
    assert only(found, "csat")["value"] == 0.5
    assert (only(found, "ces")["value"], only(found, "ces")["method"]) == (1.0, "ces_1_5 mean")
    assert only(found, "stars")["value"] == 4.0
    assert only(found, "thumbs")["status"] == "cannot be computed: there are no such ratings"
    assert {k: (r["value"], r["n"]) for k, r in rows(found, "nps", "touchpoint").items()} == {
        "Order": (100.0, 2),
        "Called support": (-100.0, 1),
    }
    seven = Definitions(
        ratings=(Definition("csat", "csat_1_7", "mean"), Definition("mine", "csat_1_5", "mean"))
    )
    own = sj.metrics(shop(score=scores, scale=scales), definitions=seven)
    assert (only(own, "csat")["value"], only(own, "csat")["unit"]) == (3.0, "rating")
    assert only(own, "mine")["value"] == 3.5


def test_who_could_have_answered():
    text = """
        ann  09:00  Chat
        ann  10:00  NPS survey sent
        ann  11:00  NPS survey answered
        bob  09:00  Chat
        bob  10:00  NPS survey sent
        eve  10:00  NPS survey sent
        joe  09:00  NPS survey answered
        joe  10:00  Review
    """
    scores = [4, None, 9, None, None, None, 8, 5]
    scales = ["csat_1_5", None, "nps_0_10", None, None, None, "nps_0_10", "stars_1_5"]
    found = sj.metrics(log_of(text, score=scores, scale=scales), by="touchpoint")
    rates = {k: (r["value"], r["n"]) for k, r in rows(found, "response_rate", "touchpoint").items()}
    # joe was not invited; nobody knows who could have written a review.
    assert rates == {"Chat": (0.5, 2), "NPS survey answered": (1 / 3, 3), "Review": (None, 1)}
    assert rows(found, "response_rate", "touchpoint")["Review"]["status"].startswith(
        "cannot be computed: the log shows"
    )
    assert (only(found, "response_rate")["value"], only(found, "response_rate")["n"]) == (2 / 5, 5)


def test_segments_and_stages_can_be_given():
    found = sj.metrics(
        shop(),
        goal="Order",
        by=("segment", "stage"),
        segments={"ann": "loyal", "bob": "new", "joe": "new", "zoe": "gone"},
        stages={"Home": "Look", "Order": "Buy"},
    )
    share = {k: (r["value"], r["n"]) for k, r in rows(found, "conversion", "segment").items()}
    assert share == {"loyal": (1.0, 1), "new": (0.5, 2)}
    assert {k: r["n"] for k, r in rows(found, "conversion", "stage").items()} == {"Look": 3, "Buy": 2}


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"goal": "Ordr"}, UnknownNameError),
        ({"by": "chanel"}, UnknownNameError),
        ({"by": "segment"}, UsageError),
        ({"every": "year"}, UsageError),
        ({"timezone": "Mars"}, UnitError),
    ],
)
def test_what_is_refused(given, error):
    with pytest.raises(error):
        sj.metrics(shop(), **given)


def test_everybody_has_a_row_for_every_metric_and_nobody_a_number():
    empty = shop().where(lambda journeys: journeys.slice(0, 0))
    found = {r["metric"]: r for r in sj.metrics(empty, goal="Order").table.to_pylist()}
    assert set(found) == set(METRICS)
    assert all(r["value"] is None and r["status"].startswith("cannot be computed: ") for r in found.values())


def test_groups_can_be_compared():
    both = sj.compare(sj.metrics, shop(), by="reached", a="Home", goal="Order")
    pairs = {(tuple(r["key"]), r["measure"]): r for r in both.table.to_pylist()}
    assert pairs[("conversion", "", ""), "conversion"]["value_a"] == pytest.approx(1 / 3)


def test_the_result_is_plain_json():
    import json

    told = sj.metrics(shop(), goal="Order", every="month", segments={"ann": "x"}).to_dict()
    assert json.loads(json.dumps(told))["rows"][0]["start"] == "2026-03-01"
    assert told["spec"]["goals"] == ["Order"]


# Plain Python on the demo company

ZONE = ZoneInfo("Europe/Berlin")


@cache
def company():
    table = ledger(simulate(400, seed=11))
    journeys = defaultdict(list)
    for row in table.to_pylist():
        journeys[row["customer_id"]].append(row)
    for events in journeys.values():
        events.sort(key=lambda e: e["timestamp"])
    return sj.read(table), journeys


def month_of(event):
    local = event["timestamp"].astimezone(ZONE)
    return date(local.year, local.month, 1)


def test_conversion_by_channel_and_month_agrees_with_plain_python():
    log, journeys = company()
    expected = defaultdict(lambda: [0, 0])
    for events in journeys.values():
        cells = {}
        for place, event in enumerate(events):
            cells.setdefault((event["channel"], month_of(event)), place)
        for (channel, month), place in cells.items():
            later = [e for e in events[place:] if month_of(e) == month]
            expected[channel, month][0] += any(e["touchpoint"] == "Order placed" for e in later)
            expected[channel, month][1] += 1
    found = sj.metrics(log, goal="Order placed", by="channel", every="month", timezone="Europe/Berlin")
    got = rows(found, "conversion", "channel")
    assert {k: (round(r["value"] * r["n"]), r["n"]) for k, r in got.items()} == {
        k: tuple(v) for k, v in expected.items()
    }


def test_ratings_by_touchpoint_agree_with_plain_python():
    log, journeys = company()
    scores = defaultdict(list)
    for events in journeys.values():
        for event in events:
            if event["scale"] == "stars_1_5":
                scores[event["touchpoint"]].append(event["score"])
    got = rows(sj.metrics(log, by="touchpoint"), "stars", "touchpoint")
    assert {k: r["n"] for k, r in got.items()} == {k: len(v) for k, v in scores.items()}
    for name, values in scores.items():
        assert got[name]["value"] == pytest.approx(sum(values) / len(values), rel=1e-12)


def test_first_contact_resolution_agrees_with_plain_python():
    log, journeys = company()
    end = max(e["timestamp"] for events in journeys.values() for e in events)
    week, hits, n = timedelta(days=7), 0, 0
    for events in journeys.values():
        contacts = [e for e in events if e["touchpoint"] in ("Called support", "Ticket opened")]
        kept = [
            e
            for i, e in enumerate(contacts)
            if i == 0
            or contacts[i - 1]["channel"] != e["channel"]
            or e["timestamp"] - contacts[i - 1]["timestamp"] > timedelta(hours=1)
        ]
        for i, contact in enumerate(kept):
            if contact["timestamp"] + week <= end:
                n += 1
                following = (
                    kept[i + 1]["timestamp"] if i + 1 < len(kept) else datetime.max.replace(tzinfo=UTC)
                )
                hits += following - contact["timestamp"] > week
    found = only(sj.metrics(log), "first_contact_resolution")
    assert n > 50
    assert (found["n"], found["value"]) == (n, pytest.approx(hits / n))


def test_contact_rate_and_revenue_have_the_t_interval_of_plain_python():
    from statistics import mean, stdev

    from scipy.special import stdtrit

    log, journeys = company()
    paid = [sum(e["value"] or 0 for e in events) for events in journeys.values()]
    found = only(sj.metrics(log, goal="Order placed"), "revenue_per_customer")
    half = stdtrit(len(paid) - 1, 0.975) * stdev(paid) / len(paid) ** 0.5
    assert found["value"] == pytest.approx(mean(paid))
    assert (found["low"], found["high"]) == pytest.approx((mean(paid) - half, mean(paid) + half))
