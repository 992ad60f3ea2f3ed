"""Totals agree across analyses, whatever the log."""

from collections import Counter

import pytest
from hypothesis import given, settings
from property_logs import NAMES, logs

from sojourn.analysis.exits import exits
from sojourn.analysis.funnel import funnel
from sojourn.analysis.paths import paths
from sojourn.analysis.retention import retention
from sojourn.analysis.rhythm import rhythm
from sojourn.analysis.steps import steps
from sojourn.analysis.touches import touches
from sojourn.analysis.transitions import transitions
from sojourn.analysis.visits import visits


@settings(max_examples=50)
@given(log=logs())
def test_every_touchpoint_is_entered_as_often_as_it_is_left(log):
    into, out, rows = Counter(), Counter(), transitions(log).table.to_pylist()
    for row in rows:
        out[row["source"]] += row["count"]
        into[row["target"]] += row["count"]
    events = {row["touchpoint"]: row["events"] for row in exits(log).table.to_pylist()}
    for name, n in events.items():
        assert into[name] == out[name] == n
    assert out[""] == into[""] == log.extent.customers


@settings(max_examples=50)
@given(log=logs())
def test_totals_of_all_analyses_are_customers_or_events(log):
    customers, events = log.extent.customers, log.extent.events

    def total(result, column):
        return sum(result.table.column(column).to_pylist())

    assert total(paths(log), "customers") == customers
    assert total(paths(log, top=1), "customers") == customers
    assert sum(paths(log, top=1).table.column("share").to_pylist()) == pytest.approx(1)
    assert total(exits(log), "exits") == total(exits(log), "entries") == customers
    assert total(exits(log), "events") == events
    assert total(touches(log), "first") == total(touches(log), "last") == customers
    assert total(rhythm(log), "events") == sum(rhythm(log).days.column("events").to_pylist()) == events
    assert sum(rhythm(log).month_days.column("events").to_pylist()) == events
    matrix = Counter()
    for row in steps(log, size=6).table.to_pylist():
        matrix[row["step"]] += row["customers"]
    assert set(matrix.values()) == {customers}
    new = {row["cohort"]: row["customers"] for row in retention(log).table.to_pylist()}
    assert sum(new.values()) == customers


@settings(max_examples=50)
@given(log=logs())
def test_visits_hold_all_events_and_agree_with_their_paths(log):
    found = visits(log, "2h")
    assert found.events == log.extent.events
    assert (
        sum(found.table.column("visits").to_pylist())
        == sum(found.table.column("exits").to_pylist())
        == found.visits
    )
    by_visit = paths(log, within_visit="2h")
    assert by_visit.total == found.visits == sum(by_visit.table.column("visits").to_pylist())
    assert found.per_customer.total == found.visits


@settings(max_examples=50)
@given(log=logs())
def test_funnels_agree_with_exits_and_transitions(log):
    met = {row["touchpoint"]: row["customers"] for row in exits(log).table.to_pylist()}
    pairs = {(row["source"], row["target"]): row["customers"] for row in transitions(log).table.to_pylist()}
    for a in NAMES:
        for b in NAMES:
            first, second = funnel(log, [a, b], strict=True).table.column("customers").to_pylist()
            assert first == met[a]
            assert second == pairs.get((a, b), 0)


@settings(max_examples=50)
@given(log=logs())
def test_a_funnel_only_shrinks_and_conditions_only_shrink_it(log):
    def counts(**parameters):
        return funnel(log, ["Home", "Cart", "Home"], **parameters).table.column("customers").to_pylist()

    free = counts()
    assert free == sorted(free, reverse=True)
    for narrower in ({"within": "2h"}, {"strict": True}, {"exclude": ["Help"]}):
        assert all(n <= m for n, m in zip(counts(**narrower), free, strict=True))
    by = funnel(log, ["Home", "Cart", "Home"], by="channel").table
    assert [sum(by.column("customers").to_pylist()[i::3]) for i in range(3)] == free
