from datetime import date

import pytest

from sojourn.analysis.rhythm import rhythm
from sojourn.errors import InputError, UnitError
from sojourn.testing import log_of


def hours(result):
    return {(row["weekday"], row["hour"]): row["events"] for row in result.table.to_pylist() if row["events"]}


def test_summer_time_moves_the_clock():
    log = log_of("""
        ann  2026-03-29T00:59:59  Home
        ann  2026-03-29T01:00:00  Home
        bob  2026-10-25T00:30:00  Home
        bob  2026-10-25T01:30:00  Home
    """)
    # Berlin: 01:59:59 is followed by 03:00 in March; 02:30 comes twice in October.
    assert hours(rhythm(log, "Europe/Berlin")) == {(7, 1): 1, (7, 3): 1, (7, 2): 2}
    assert hours(rhythm(log)) == {(7, 0): 2, (7, 1): 2}


def test_zones_of_half_hours_and_days_before_1970():
    log = log_of("ann  1969-12-31T20:00  Home\nbob  2026-01-01T18:29  Home\ncat  2026-01-01T18:30  Home")
    found = rhythm(log, "Asia/Kolkata")
    assert hours(found) == {(4, 1): 1, (4, 23): 1, (5, 0): 1}
    assert [row["date"] for row in found.days.slice(0, 1).to_pylist()] == [date(1970, 1, 1)]


def test_days_without_events_are_there_with_zero():
    log = log_of("ann  2026-01-31  Home\nann  2026-02-02  Home\nbob  2026-02-02  Home")
    found = rhythm(log)
    assert found.days.to_pylist() == [
        {"date": date(2026, 1, 31), "events": 1, "customers": 1},
        {"date": date(2026, 2, 1), "events": 0, "customers": 0},
        {"date": date(2026, 2, 2), "events": 2, "customers": 2},
    ]
    month = {row["day"]: row for row in found.month_days.to_pylist()}
    assert month[2] == {"day": 2, "events": 2, "customers": 2, "days": 1, "events_per_day": 2.0}
    assert (month[1]["events_per_day"], month[3]["events_per_day"]) == (0.0, None)
    assert len(month) == 31


def test_an_unknown_zone_is_refused():
    log = log_of("ann  2026-01-31  Home")
    for zone in ("Europe/Atlantis", "../etc/passwd", ""):
        with pytest.raises(UnitError, match="no time zone"):
            rhythm(log, zone)


def test_times_without_a_calendar_are_refused():
    import pyarrow as pa

    from sojourn.log.build import LogBuilder
    from sojourn.log.memory import memory_log

    builder = LogBuilder(clean=str.strip)
    columns = {"customer_id": ["a"], "timestamp": pa.array([2**62]), "touchpoint": ["Home"]}
    builder.add(pa.RecordBatch.from_pydict(columns), source=0, compare_rows=False)
    with pytest.raises(InputError, match="years 1 to 9997"):
        rhythm(memory_log(builder.finish()))
