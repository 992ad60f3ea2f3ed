"""Who is no person, by named rules; and leaving them out."""

from datetime import UTC, datetime, timedelta

import pytest

import sojourn as sj
from sojourn.errors import UnknownNameError, UsageError
from sojourn.testing import log_of

START = datetime(2026, 3, 2, 8, 0, 7, tzinfo=UTC)


def lines(customer, seconds, touchpoint="Home", channel="web"):
    return [
        f"{customer}  {(START + timedelta(seconds=s)).isoformat()}  {touchpoint}  {channel}" for s in seconds
    ]


def found(log, rule, **limits):
    row = next(r for r in sj.suspects(log, **limits).table.to_pylist() if r["rule"] == rule)
    return row["customers"], row["events"]


def test_double_fires_are_repeats_within_a_second():
    log = log_of(
        "\n".join(
            lines("ann", [0, 0.4, 1.2, 9])
            + lines("bob", [0, 3])
            + lines("cid", [0])
            + lines("cid", [0.5], "Cart")
        )
    )
    assert found(log, "double_fire") == (1, 2)
    assert found(log, "double_fire", double_fire="5s") == (2, 3)
    assert sj.human(log).extent.events == 6


def test_times_to_the_minute_tell_no_seconds():
    log = log_of("\n".join(["ann  2026-03-02  Order"] * 200))
    assert found(log, "double_fire") == (0, 0)
    assert found(log, "burst") == (0, 0)
    assert found(log, "impossible_rate", per_day=100) == (1, 200)


def test_bursts_are_all_events_of_a_crowded_minute():
    log = log_of("\n".join(lines("ann", [i * 0.9 for i in range(61)]) + lines("ann", [600, 700])))
    assert found(log, "burst") == (1, 61)
    assert found(log, "burst", burst=61) == (0, 0)
    assert sj.human(log, rules=["burst"]).extent.events == 2


def test_nobody_is_in_two_shops_at_once():
    text = lines("ann", [0], "Paid", "store") + lines("ann", [4], "Call", "phone")
    apart = lines("bob", [0], "Paid", "store") + lines("bob", [40], "Call", "phone")
    online = lines("cid", [0], "Paid", "store") + lines("cid", [4], "Home", "web")
    log = log_of("\n".join(text + apart + online))
    assert found(log, "two_places") == (1, 1)
    assert found(log, "two_places", two_places="1m") == (2, 2)
    assert found(log_of("\n".join(lines("ann", [0, 4]))), "two_places") == (None, None)


def test_a_monitor_is_regular_for_hours_and_goes_as_a_whole():
    monitor = lines("probe", [300 * i for i in range(80)]) + lines("probe", [90_000], "Cart")
    film = lines("viewer", [10 * i for i in range(700)], "Video progress")
    letter = lines("reader", [604_800 * i for i in range(60)], "Newsletter sent", "email")
    log = log_of("\n".join(monitor + film + letter))
    assert found(log, "regular") == (1, 81)
    assert found(log, "regular", regular_for="1h") == (2, 781)
    assert sj.human(log, rules=["regular"]).extent.customers == 2


def test_more_than_a_person_does_in_a_day():
    log = log_of("\n".join(lines("ann", [i * 40 for i in range(2_100)]) + lines("bob", [0])))
    assert found(log, "impossible_rate") == (1, 2_100)
    assert found(log, "impossible_rate", per_day=3_000) == (0, 0)


def test_what_several_rules_flag_counts_once():
    result = sj.suspects(log_of("\n".join(lines("ann", [i * 0.5 for i in range(100)]))))
    rows = {r["rule"]: r["events"] for r in result.table.to_pylist()}
    assert rows["double_fire"] == 99
    assert rows["burst"] == 100
    assert (result.flagged_customers, result.flagged_events) == (1, 100)
    assert result.headline() == "Suspects: 100 of 100 events, of 1 of 1 customers"


def test_leaving_out_twice_is_leaving_out_once():
    log = sj.human(log_of("\n".join(lines("ann", [0, 0.9, 1.8, 2.7, 60.5]))))
    assert log.extent.events == 2
    assert sj.suspects(log).flagged_events == 0


def test_refusals():
    log = log_of("ann  09:00  Home")
    with pytest.raises(UsageError, match="burst is 0"):
        sj.suspects(log, burst=0)
    with pytest.raises(UnknownNameError, match="Did you mean 'burst'"):
        sj.human(log, rules=["bursts"])
