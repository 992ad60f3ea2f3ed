import pytest

from sojourn.analysis.visits import visits
from sojourn.errors import UnitError
from sojourn.testing import log_of


@pytest.fixture
def log():
    return log_of("""
        ann  09:00  Home
        ann  09:10  Cart
        ann  09:40  Buy
        ann  10:11  Home
        bob  09:00  Cart
    """)


def test_a_gap_longer_than_the_limit_begins_a_visit(log):
    result = visits(log)
    assert (result.visits, result.events, result.customers, result.bounces) == (3, 5, 2, 2)
    assert result.visits_per_customer == 1.5
    assert result.events_per_visit == pytest.approx(5 / 3)
    assert result.duration_mean_s == pytest.approx(2400 / 3)
    assert result.duration_median_s == 0
    assert result.table.to_pylist()[0] == {
        "touchpoint": "Home",
        "visits": 2,
        "customers": 1,
        "share": pytest.approx(2 / 3),
        "events_mean": 2.0,
        "duration_mean_s": 1200.0,
        "duration_median_s": 0.0,
        "bounce_share": 0.5,
        "exits": 1,
    }


def test_a_touchpoint_where_visits_only_end_has_a_row_without_means(log):
    (row,) = (row for row in visits(log).table.to_pylist() if row["touchpoint"] == "Buy")
    assert (row["visits"], row["exits"], row["events_mean"], row["bounce_share"]) == (0, 1, None, None)


def test_a_longer_gap_makes_fewer_visits(log):
    assert [visits(log, gap).visits for gap in ("1s", "10m", "30m", "31m")] == [5, 4, 3, 2]


def test_an_empty_log_has_no_visits_and_no_means(log):
    result = visits(log.where(lambda journeys: journeys.slice(0, 0)))
    assert result.visits == result.table.num_rows == 0
    assert result.bounce_share is result.duration_median_s is result.events_per_visit is None
    assert result.headline() == "Visits: 0 of 0 customers"


def test_a_bare_number_is_refused(log):
    with pytest.raises(UnitError, match="unit"):
        visits(log, 30)
