from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from sojourn.errors import UnknownNameError, UsageError
from sojourn.log.journeylog import instant
from sojourn.log.selection import CustomersWith, EventsWith, Period
from sojourn.testing import log_of, random_log


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


@pytest.mark.parametrize(("first", "last"), [(0, 1), (1, 2), (0, -1), (-2, -1)])
def test_a_period_holds_the_events_whose_time_lies_in_it(first, last):
    (whole,) = random_log(5, customers=40).journeys()
    part = whole.slice(3, 31)
    times = part.flat("timestamp")
    ordered = np.unique(times[part.offsets[0] : part.offsets[-1]])
    start, end = ordered[first], ordered[last]
    found = Period(instant(int(start)), instant(int(end)))(part)
    wanted = part.keep_events((times >= start) & (times < end))
    assert found.customers.equals(wanted.customers)
    assert found.offsets.tolist() == wanted.offsets.tolist()
    assert found.flat("timestamp").tolist() == wanted.flat("timestamp").tolist()
    assert 0 < found.events < part.events


def test_what_nobody_looks_at_is_not_copied(log):
    (whole,) = log.where(EventsWith("channel", ("app",))).journeys()
    seen = []

    class Watched(dict):
        def __getitem__(self, name):
            seen.append(name)
            return super().__getitem__(name)

    part = replace(whole, columns=Watched(whole.columns)).keep_customers(np.array([False, True]))
    assert (seen, set(part.columns)) == ([], set(whole.columns))
    assert (part.flat("touchpoint").tolist(), part.flat("touchpoint") is part.flat("touchpoint")) == (
        whole.flat("touchpoint")[1:].tolist(),
        True,
    )
    assert seen == ["touchpoint"]
