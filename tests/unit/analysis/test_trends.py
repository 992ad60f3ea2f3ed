"""Trends: counts by hand, planted slopes, seasons and changes, silence in noise, the demo's truths."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

import sojourn as sj
from sojourn.analysis.stats.change_points import find_changes
from sojourn.analysis.stats.robust import fit_robust
from sojourn.analysis.stats.seasons import month_places, season_columns, seasons
from sojourn.analysis.trends import TrendsSpec
from sojourn.demo.calendar import month_wave
from sojourn.demo.company import simulate
from sojourn.demo.ledger import ledger
from sojourn.log.build import LogBuilder
from sojourn.log.journeylog import JourneyLog
from sojourn.log.memory import memory_log
from sojourn.report.context import Context
from sojourn.report.making.trends import trends_block
from sojourn.testing import log_of

DAYS = np.arange(20_454, 20_454 + 184)  # from 2026-01-01


def row_of(table, **wanted):
    rows = [r for r in table.to_pylist() if all(r[name] == value for name, value in wanted.items())]
    assert len(rows) == 1, rows
    return rows[0]


def test_points_by_hand():
    log = log_of(
        """
        ann  2026-01-04T12:00  Home   web
        ann  2026-01-05T12:00  Home   web
        ann  2026-01-05T12:10  Order  web  40
        bob  2026-01-06T12:00  Home   app
        bob  2026-01-06T13:00  Help   app
        bob  2026-01-11T12:00  Home   app
        cat  2026-01-12T12:00  Home   app
        """,
        score=[None, 4, None, 5, None, None, None],
        scale=[None, "stars_1_5", None, "stars_1_5", None, None, None],
    )
    found = sj.trends(
        log, every="week", touchpoints=["Home", "Order", "Help"], contacts=["Help"], goal="Order", within="2d"
    )
    assert (found.spec.first, found.spec.last) == (date(2026, 1, 5), date(2026, 1, 11))
    values = {
        (r["measure"], r["touchpoint"], r["after"]): (r["value"], r["n"]) for r in found.table.to_pylist()
    }
    assert values == {
        ("events", None, None): (5.0, 5),
        ("customers", None, None): (3.0, 3),  # by day: ann, bob, bob
        ("new_customers", None, None): (1.0, 1),
        ("goal_share", None, None): (0.0, 1),
        ("contacts", None, None): (1.0, 1),
        ("revenue", None, None): (40.0, 1),
        ("rating_stars_1_5", None, None): (4.5, 2),
        ("rating_stars_1_5", "Home", None): (4.5, 2),
        ("touchpoint_events", "Home", None): (3.0, 3),
        ("touchpoint_events", "Order", None): (1.0, 1),
        ("touchpoint_events", "Help", None): (1.0, 1),
        ("step_share", "Home", "Help"): (1.0, 1),
        ("step_share", "Order", "Home"): (0.5, 2),
        ("step_share", "Help", "Home"): (0.5, 2),
        ("wait", "Home", None): (pytest.approx(86_400, rel=0.02), 2),
        ("wait", "Order", None): (pytest.approx(600, rel=0.02), 1),
        ("wait", "Help", None): (pytest.approx(3_600, rel=0.02), 1),
    }
    assert set(found.slopes.column("status").to_pylist()) == {"not_computed"}
    assert found.changes.num_rows == found.seasons.num_rows == 0


def test_incomplete_weeks_and_months_are_left_out():
    log = log_of(
        "\n".join(f"ann  2026-01-{day:02d}T12:00  Home" for day in range(7, 32)) + "\nann  2026-03-03  Home"
    )
    weeks = sj.trends(log, measures=["events"]).table.column("start").to_pylist()
    months = sj.trends(log, measures=["events"], every="month").table.to_pylist()
    assert (weeks[0], weeks[-1]) == (date(2026, 1, 12), date(2026, 2, 23))
    assert [(row["start"], row["value"]) for row in months] == [(date(2026, 2, 1), 0.0)]


def test_days_are_those_of_the_zone():
    log = log_of("ann  2026-01-01  Home\nann  2026-01-02T23:30  Home\nann  2026-01-05  Home")
    for zone, day in (("UTC", date(2026, 1, 2)), ("Europe/Berlin", date(2026, 1, 3))):
        rows = sj.trends(log, every="day", measures=["events"], timezone=zone).table.to_pylist()
        assert [row["start"] for row in rows if row["value"]] == [day]


def test_values_in_several_currencies_make_no_revenue():
    log = log_of(
        "ann  2026-01-01  A  web  1\nann  2026-01-02  A  web  1\nann  2026-01-03  A  web  1\nann  2026-01-04  A  web  1",
        currency=["EUR", "EUR", "USD", "EUR"],
    )
    assert "revenue" not in sj.trends(log).slopes.column("measure").to_pylist()


def test_noise_has_changes_no_more_often_than_promised():
    """Stationary daily shares and counts, some with autocorrelation: p < 0.05 in at most about one of twenty."""
    rng = np.random.default_rng(1)
    nuisance, found, at_five = season_columns(DAYS), 0, 0
    for kind in range(90):
        noise = rng.normal(size=len(DAYS))
        if kind % 3 == 1:
            for i in range(1, len(noise)):
                noise[i] += 0.3 * noise[i - 1]
        weight = rng.poisson(15, len(DAYS)).astype(float) if kind % 3 == 2 else np.ones(len(DAYS))
        changes, p = find_changes(noise / np.sqrt(np.maximum(weight, 1)), weight, nuisance)
        found += bool(changes)
        at_five += p < 0.05
    assert found <= 3
    assert at_five <= 7


def test_a_smooth_rise_is_no_change():
    rng = np.random.default_rng(2)
    rise = 3 * np.sin(np.arange(184) / 46)
    assert (
        sum(
            bool(find_changes(rise + rng.normal(size=184), np.ones(184), season_columns(DAYS))[0])
            for _ in range(20)
        )
        <= 2
    )


@pytest.mark.parametrize(
    ("series", "days"),
    [
        (np.full(120, 0.7 / 3), []),
        (np.arange(120) * 0.07, []),
        (np.arange(120) % 7 * 0.3, []),
        (0.7 * (np.arange(120) > 60), [61]),
        (0.3 * (np.arange(120) % 7) + (np.arange(120) > 60), [61]),
        (0.7 * ((np.arange(120) > 40) & (np.arange(120) < 80)), [41, 80]),
    ],
)
def test_a_series_without_noise_is_divided_by_none(series, days):
    weekdays = np.eye(7)[np.arange(120) % 7][:, 1:]
    changes, _ = find_changes(series, np.linspace(0.1, 7, 120), weekdays)
    assert [change.at for change in changes] == days


def test_two_changes_are_dated_and_their_intervals_hold_them():
    rng = np.random.default_rng(3)
    near, held = 0, 0
    for _ in range(20):
        level = np.where(np.arange(184) < 60, 0.0, np.where(np.arange(184) < 120, 2.5, 0.5))
        changes, _ = find_changes(level + rng.normal(size=184), np.ones(184), season_columns(DAYS))
        for at in (60, 120):
            close = [c for c in changes if abs(c.at - at) <= 4]
            near += bool(close)
            held += any(c.first <= at <= c.last for c in close)
    assert near >= 36
    assert held >= 0.9 * near


def test_robust_intervals_of_a_slope_hold_under_autocorrelation():
    rng, covered = np.random.default_rng(4), 0
    x = np.stack([np.ones(184), np.arange(184) / 30], axis=1)
    for _ in range(200):
        noise = rng.normal(size=184)
        for i in range(1, 184):
            noise[i] += 0.4 * noise[i - 1]
        found, covariance = fit_robust(x, 0.5 * x[:, 1] + noise, np.ones(184))
        covered += abs(found[1] - 0.5) <= 1.96 * np.sqrt(covariance[1, 1])
    assert covered >= 176


def test_weekdays_and_months_are_told_apart():
    rng = np.random.default_rng(5)
    week = np.array([1.05, 1.0, 1.0, 1.0, 0.9, 0.85, 1.2])
    wave = month_wave(DAYS * 86_400_000_000)
    factors = seasons(DAYS, rng.poisson(80 * week[(DAYS + 3) % 7] * (1 + 0.45 * wave)).astype(float))
    weekday = [f for f in factors if f.kind == "weekday"]
    assert [f.factor for f in weekday] == pytest.approx(week, abs=0.06)
    months = {f.day: f for f in factors if f.kind == "day_of_month"}
    assert months[1].low > 1.2 < months[-1].low
    assert months[15].high < 0.8
    assert min(months, key=lambda day: months[day].factor) in {14, 15, -16, -15}


def test_noise_has_no_monthly_season():
    rng = np.random.default_rng(6)
    found = [seasons(DAYS, rng.poisson(30, 184).astype(float)) for _ in range(20)]
    assert sum(any(f.kind == "day_of_month" for f in factors) for factors in found) <= 2
    assert np.mean([f.p < 0.05 for factors in found for f in factors if f.kind == "weekday"]) < 0.12


def test_a_factor_per_day_where_a_year_shows_it():
    """Payday on the fifteenth: waves could not draw it."""
    days = np.arange(20_454, 20_454 + 730)
    _, label = month_places(days)
    rng = np.random.default_rng(7)
    factors = {
        f.day: f
        for f in seasons(days, rng.poisson(50 * np.where(label == 15, 3.0, 1.0)).astype(float))
        if f.kind == "day_of_month"
    }
    assert factors[15].low > 2.4
    assert factors[14].high < 1.3


@pytest.mark.parametrize("seed", [7, 11, 13])
def test_the_truths_of_the_demo_are_found(seed):
    company = simulate(3000, seed=seed)
    log = sj.read(ledger(company))
    found = sj.trends(
        log,
        touchpoints=["Parcel shipped", "Parcel late", "Parcel delivered"],
        measures=["step_share", "new_customers"],
    )
    truth = date(1970, 1, 1) + timedelta(microseconds=company.period.change)
    late = row_of(found.changes, touchpoint="Parcel late")
    assert late["after"] == "Parcel shipped"
    assert abs((late["date"] - truth).days) <= 4
    assert late["first"] <= truth <= late["last"]
    assert late["before"] == pytest.approx(0.11, abs=0.04)
    assert late["after_value"] == pytest.approx(0.33, abs=0.06)
    month = {
        r["day"]: r
        for r in found.seasons.to_pylist()
        if r["measure"] == "new_customers" and r["kind"] == "day_of_month"
    }
    assert min(month[1]["low"], month[-1]["low"]) > 1.2
    assert month[15]["high"] < 0.8


def two_part_log():
    rng = np.random.default_rng(8)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    rows = []
    for i in range(600):
        at = start + timedelta(days=float(rng.uniform(0, 90)))
        for _ in range(int(rng.integers(1, 4))):
            rows.append((f"c{i:03d}", at, "ABC"[rng.integers(3)], float(rng.integers(1, 6))))
            at += timedelta(hours=float(rng.uniform(0, 60)))
    batch = pa.RecordBatch.from_pydict({
        "customer_id": pa.array([r[0] for r in rows]),
        "timestamp": pa.array([r[1] for r in rows], pa.timestamp("us", "UTC")).cast(pa.int64()),
        "touchpoint": pa.array([r[2] for r in rows]),
        "score": pa.array([r[3] for r in rows]),
        "scale": pa.array(["stars_1_5"] * len(rows)),
    })  # fmt: skip
    builder = LogBuilder(clean=str.strip)
    builder.add(batch, source=0, compare_rows=False)
    return memory_log(builder.finish())


def test_any_cut_and_order_of_the_log_gives_the_same_numbers():
    log = two_part_log()
    shard = log.shards[0]
    cut = JourneyLog(
        (shard.slice(400), shard.slice(0, 150), shard.slice(150, 250)), log.kinds, log.vocabularies
    )
    whole, parts = (sj.trends(one, touchpoints=["A", "B", "C"], goal="C") for one in (log, cut))
    for name in ("table", "slopes", "changes", "seasons"):
        assert getattr(whole, name).equals(getattr(parts, name)), name
    assert set(whole.slopes.column("status").to_pylist()) == {"ok"}


@pytest.mark.parametrize(
    "wrong", [{"every": "year"}, {"touchpoints": ("A",) * 61}, {"last": date(2040, 1, 1)}]
)
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(sj.errors.UsageError):
        TrendsSpec(**{"first": date(2026, 1, 1), "last": date(2026, 3, 1), **wrong})


def test_the_block_says_what_the_analysis_says():
    log = sj.read(ledger(simulate(3000, seed=7)))
    block = trends_block(Context(log, ("Order placed",), {}, "en", "UTC", None))
    late = [s for s in block.series if (s.measure, s.touchpoint) == ("step_share", "Parcel late")]
    assert next(c.date for c in late[0].changes).startswith("2026-06-1")
    assert {"events", "customers", "new_customers", "goal_share", "contacts", "revenue"} <= {
        s.measure for s in block.series
    }
    assert len(block.series) < block.series_total
    assert {s.kind for s in block.seasons} == {"weekday", "day_of_month"}
    assert trends_block(Context(log_of("ann  09:00  Home"), (), {}, "en", "UTC", None)) is None


def test_waits_that_are_nearly_all_the_same_have_no_change():
    """A few odd days among waits of one length: least squares alone would call each an edge."""
    rng = np.random.default_rng(9)
    start = datetime(2026, 1, 1, 6, tzinfo=UTC)
    rows = []
    for day in range(150):
        for i in range(8):
            at, gap = start + timedelta(days=day, minutes=10 * i), 60.0 if rng.random() > 0.01 else 1e5
            rows += [(f"c{day}-{i}", at, "A"), (f"c{day}-{i}", at + timedelta(seconds=gap), "B")]
    batch = pa.RecordBatch.from_pydict({
        "customer_id": pa.array([r[0] for r in rows]),
        "timestamp": pa.array([r[1] for r in rows], pa.timestamp("us", "UTC")).cast(pa.int64()),
        "touchpoint": pa.array([r[2] for r in rows]),
    })  # fmt: skip
    builder = LogBuilder(clean=str.strip)
    builder.add(batch, source=0, compare_rows=False)
    found = sj.trends(memory_log(builder.finish()), touchpoints=["A", "B"], measures=["wait", "step_share"])
    assert found.changes.num_rows == 0
