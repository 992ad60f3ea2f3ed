"""Features, against a plain loop over customers."""

import itertools
import math
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

import sojourn as sj
from sojourn.analysis.features.portraits import contact_codes, reversal_codes
from sojourn.errors import UnknownNameError
from sojourn.log.vocabulary import Vocabulary
from sojourn.testing import log_of, random_log

DAY = 86_400_000_000


def events_by_customer(log):
    found = {}
    for journeys in log.journeys():
        names, channels = journeys.vocabularies["touchpoint"], journeys.vocabularies["channel"]
        for i, customer in enumerate(journeys.customers.to_pylist()):
            found[customer] = [
                (
                    int(journeys.flat("timestamp")[e]),
                    names[journeys.flat("touchpoint")[e]],
                    channels[journeys.flat("channel")[e]],
                    float(journeys.flat("value")[e]),
                )
                for e in range(journeys.offsets[i], journeys.offsets[i + 1])
            ]
    return found


def by_hand(events, last, zone, goal):
    times = [e[0] for e in events]
    clocks = [datetime.fromtimestamp(t / 1e6, UTC).astimezone(ZoneInfo(zone)) for t in times]
    visits = 1 + sum(b - a > 1_800_000_000 for a, b in itertools.pairwise(times))
    paid = [e[3] for e in events if e[3] > 0]
    n = len(events)
    row = {
        "events": n,
        "visits": visits,
        "events_per_visit": n / visits,
        "active_days": len({c.date() for c in clocks}),
        "distinct_touchpoints": len({e[1] for e in events}),
        "tenure_days": (last - times[0]) / DAY,
        "recency_days": (last - times[-1]) / DAY,
        "gap_days": (times[-1] - times[0]) / DAY / (visits - 1) if visits > 1 else None,
        "weekend_share": sum(c.weekday() >= 5 for c in clocks) / n,
        "orders": len(paid),
        "revenue": sum(paid),
        "order_value": sum(paid) / len(paid) if paid else None,
        "goals": sum(e[1] == goal for e in events),
        "reached": float(any(e[1] == goal for e in events)),
        "stage:A": sum(e[1] in ("T0", "T1") for e in events) / n,
    }
    for i, part in enumerate(("night", "morning", "afternoon", "evening")):
        row[f"{part}_share"] = sum(c.hour // 6 == i for c in clocks) / n
    for name in ("T0", "T5"):
        row[f"touchpoint:{name}"] = sum(e[1] == name for e in events)
    for name in ("C0", "C1", "C2"):
        row[f"channel:{name}"] = sum(e[2] == name for e in events) / n
    return row


@pytest.mark.parametrize("seed", range(3))
def test_every_number_is_what_a_plain_loop_finds(seed):
    log = random_log(seed, customers=60)
    zone = "America/St_Johns"
    found = sj.features(log, goal="T2", stages={"T0": "A", "T1": "A", "T2": "B"}, timezone=zone).table
    events = events_by_customer(log)
    last = max(e[0] for rows in events.values() for e in rows)
    assert found["customer"].to_pylist() == sorted(events)
    for row in found.to_pylist():
        for name, value in by_hand(events[row["customer"]], last, zone, "T2").items():
            if value is None:
                assert row[name] is None, name
            else:
                assert math.isclose(row[name], value, rel_tol=1e-12, abs_tol=1e-12), name


def test_ratings_of_all_scales_are_feelings_and_others_do_not_count():
    log = log_of(
        """
        ann  09:00  Survey
        ann  09:05  Survey
        bob  10:00  Survey
        eve  10:00  Survey
        """,
        score=[10, 1, 7, None],
        scale=["nps_0_10", "ces_1_5", "unheard_of", "nps_0_10"],
    )
    rows = sj.features(log).table.select(["ratings", "rating_mean"]).to_pylist()
    assert rows == [
        {"ratings": 2.0, "rating_mean": 5.0},
        {"ratings": 0.0, "rating_mean": None},
        {"ratings": 0.0, "rating_mean": None},
    ]


def test_values_in_several_currencies_are_not_added():
    text = """
        ann  09:00  Order  web  10
        bob  10:00  Order  web  20
    """
    mixed = sj.features(log_of(text, currency=["EUR", "USD"]))
    assert mixed.omitted["revenue"] == "values stand in several currencies"
    assert "revenue" not in mixed.table.column_names
    assert sj.features(log_of(text, currency=["EUR", "EUR"])).table["revenue"].to_pylist() == [10.0, 20.0]


def test_words_of_service_and_reversal():
    names = Vocabulary(
        "touchpoint",
        (
            "Called support",
            "Ticket opened",
            "Ticket solved",
            "联系客服",
            "OrderReturned",
            "Order cancelled",
            "退款",
            "Home",
        ),
    )
    assert contact_codes(names).tolist() == [True, True, False, True, False, False, False, False]
    assert reversal_codes(names).tolist() == [False, False, False, False, True, True, True, False]


def test_top_touchpoints_are_those_met_by_most_customers():
    log = log_of("""
        ann  09:00  Rare
        ann  09:01  Rare
        ann  09:02  Home
        bob  10:00  Home
    """)
    assert [c for c in sj.features(log, top=1).table.column_names if ":" in c] == ["touchpoint:Home"]


def test_means_of_two_groups_can_be_compared():
    found = sj.compare(sj.features, random_log(1, customers=200), by="reached", a="T0")
    rows = {row["key"][0]: row for row in found.table.to_pylist()}
    assert rows["distinct_touchpoints"]["difference"] > 0.5
    assert rows["distinct_touchpoints"]["q"] < 1e-6


def test_an_unknown_goal_is_refused():
    with pytest.raises(UnknownNameError, match="Ordr"):
        sj.features(random_log(1), goal="Ordr")


def test_only_what_comes_before_the_goal_counts_but_the_goal_is_told():
    log = log_of("""
        ann  09:00  Home   web
        ann  09:05  Cart   web
        ann  09:10  Order  app  30
        ann  09:10  Mail   app
        ann  09:20  Help   app
        bob  10:00  Order  web  20
        bob  10:05  Home   web
        eve  10:00  Home   web
    """)
    found = sj.features(log, goal="Order", until="goal")
    assert (found.customers, found.unseen) == (2, 1)
    assert not {"touchpoint:Mail", "touchpoint:Order"} & set(found.table.column_names)
    told = found.table.select(["customer", "events", "revenue", "goals", "reached", "channel:web"])
    assert told.to_pylist() == [
        dict(zip(told.column_names, row, strict=True))
        for row in (("ann", 2.0, 0.0, 1.0, 1.0, 1.0), ("eve", 1.0, 0.0, 0.0, 0.0, 1.0))
    ]


@pytest.mark.parametrize("seed", range(3))
def test_a_journey_up_to_the_goal_or_a_window_is_that_journey_cut_by_hand(seed):
    log = random_log(seed, customers=60)
    found = sj.features(log, goal="T2", until="goal", window="2h").table
    rows = {}
    for customer, events in events_by_customer(log).items():
        goal = min((e[0] for e in events if e[1] == "T2"), default=math.inf)
        kept = [e for e in events if e[0] < goal and e[0] <= events[0][0] + 7_200_000_000]
        if kept:
            rows[customer] = (len(kept), len({e[1] for e in kept}), float(goal < math.inf))
    assert found["customer"].to_pylist() == sorted(rows)
    for row in found.to_pylist():
        assert (row["events"], row["distinct_touchpoints"], row["reached"]) == rows[row["customer"]]


def test_an_unknown_end_is_refused():
    with pytest.raises(UnknownNameError, match="gaol"):
        sj.features(random_log(1), until="gaol")
