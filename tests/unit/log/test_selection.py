from datetime import UTC, datetime

import pytest

from sojourn.errors import UnknownNameError, UsageError
from sojourn.log.selection import CustomersWith, EventsWith, Period
from sojourn.testing import log_of


@pytest.fixture
def log():
    return log_of(
        """
        ann  2026-01-01T09:00  Home  web
        ann  2026-01-02T09:00  Buy   app
        bob  2026-01-01T12:00  Home
        cat  2026-01-03T09:00  Buy   app
        """,
        plan=["gold", None, "basic", None],
    )


def size(log):
    return log.extent.customers, log.extent.events


def test_events_with_a_value(log):
    assert size(log.where(EventsWith("channel", ("web",)))) == (1, 1)
    assert size(log.where(EventsWith("channel", ("web", "APP")))) == (2, 3)
    assert size(log.where(EventsWith("channel", ("app",), negate=True))) == (
        2,
        2,
    )  # no channel is not app either
    assert size(log.where(EventsWith("plan", ("gold", "silver")))) == (1, 1)


def test_customers_with_a_value_keep_all_their_events(log):
    assert size(log.where(CustomersWith("plan", ("gold",)))) == (1, 2)
    assert size(log.where(CustomersWith("touchpoint", ("Buy",)))) == (2, 3)
    assert size(log.where(CustomersWith("touchpoint", ("Buy",), negate=True))) == (1, 1)


def test_a_period_holds_its_start_and_not_its_end(log):
    day = Period(datetime(2026, 1, 1, 9, tzinfo=UTC), datetime(2026, 1, 2, 9, tzinfo=UTC))
    assert size(log.where(day)) == (2, 2)


def test_selections_follow_each_other(log):
    both = log.where(CustomersWith("touchpoint", ("Buy",)), EventsWith("touchpoint", ("Home",)))
    assert size(both) == (1, 1)


def test_selections_work_on_every_part_of_a_log(log):
    parts = log.where(lambda journeys: journeys.slice(1, 3)).where(CustomersWith("channel", ("app", "web")))
    (whole,) = log.journeys()
    expected = [c for c in whole.customers.to_pylist()[1:3] if c != "bob"]
    assert [c for part in parts.journeys() for c in part.customers.to_pylist()] == expected


def test_mistakes_are_named(log):
    with pytest.raises(UnknownNameError, match="no channel 'wep'"):
        log.where(EventsWith("channel", ("wep",))).extent  # noqa: B018
    with pytest.raises(UsageError, match="numbers or times"):
        log.where(EventsWith("value", ("1",))).extent  # noqa: B018
    with pytest.raises(UsageError, match="with a zone"):
        Period(datetime(2026, 1, 1), datetime(2026, 1, 2))  # noqa: DTZ001
