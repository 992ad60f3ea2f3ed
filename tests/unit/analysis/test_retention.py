from datetime import date

import pytest

from sojourn.analysis.retention import retention
from sojourn.errors import UnitError, UsageError
from sojourn.testing import log_of


@pytest.fixture
def log():
    return log_of("""
        ann  2026-01-05  Home
        ann  2026-01-13  Home
        ann  2026-01-26  Buy
        bob  2026-01-06  Buy
        eve  2026-01-14  Home
        joe  2026-01-20  Home
    """)


def triangle(result):
    out = {}
    for row in result.table.to_pylist():
        out.setdefault(row["cohort"], []).append(row["active"])
    return out


def test_what_cannot_be_known_yet_is_null_and_not_zero(log):
    result = retention(log)
    assert triangle(result) == {
        date(2026, 1, 5): [2, 1, 0, 1],
        date(2026, 1, 12): [1, 0, 0, None],
        date(2026, 1, 19): [1, 0, None, None],
    }
    assert [row["complete"] for row in result.table.to_pylist()][:4] == [True, True, True, False]
    assert result.table.to_pylist()[-1]["share"] is None


def test_the_goal_says_what_being_active_is(log):
    assert triangle(retention(log, goal="Buy")) == {
        date(2026, 1, 5): [1, 0, 0, 1],
        date(2026, 1, 12): [0, 0, 0, None],
        date(2026, 1, 19): [0, 0, None, None],
    }


def test_the_anchor_says_where_a_customer_starts(log):
    result = retention(log, period="month", anchor="Buy")
    assert triangle(result) == {date(2026, 1, 1): [2]}
    assert (result.customers, result.without_anchor) == (2, 2)


def test_what_came_before_the_anchor_does_not_count():
    log = log_of("ann  2026-01-05T09:00  Home\nann  2026-01-05T10:00  Buy\nbob  2026-01-07  Home")
    assert triangle(retention(log, period="day", anchor="Buy", goal="Home")) == {date(2026, 1, 5): [0, 0, 0]}


def test_the_zone_decides_about_the_day():
    log = log_of("ann  2026-01-31T23:30  Home\nann  2026-02-01T00:30  Home")
    assert triangle(retention(log, period="month")) == {date(2026, 1, 1): [1, 1]}
    assert triangle(retention(log, period="month", timezone="Europe/Berlin")) == {date(2026, 2, 1): [1]}


def test_a_clock_set_back_over_midnight_loses_nobody():
    # St. John's, 7 November 2010: 00:00:59 was followed by 23:01 of the day before.
    log = log_of("ann  2010-11-07T02:30:30  Home\nann  2010-11-07T02:31:30  Home")
    rows = retention(log, period="day", timezone="America/St_Johns").table.to_pylist()
    assert [(row["cohort"], row["period"], row["active"]) for row in rows] == [(date(2010, 11, 7), 0, 1)]


def test_estimates_pool_complete_periods_only(log):
    found = {e.key: (e.n, e.value) for e in retention(log).estimates()}
    assert found == {("week 0",): (4, 1.0), ("week 1",): (3, pytest.approx(1 / 3)), ("week 2",): (2, 0.0)}


def test_wrong_parameters_are_refused(log):
    with pytest.raises(UsageError, match="'day', 'week' or 'month'"):
        retention(log, period="year")
    with pytest.raises(UnitError, match="no time zone"):
        retention(log, timezone="Mars/Olympus")
