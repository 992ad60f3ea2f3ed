"""Consistency: values by hand, planted gaps found, silence where channels are alike."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

import sojourn as sj
from sojourn.analysis.stats.histograms import median_difference, rank_test
from sojourn.demo.company import simulate
from sojourn.demo.ledger import ledger
from sojourn.log.build import LogBuilder
from sojourn.log.journeylog import JourneyLog
from sojourn.log.kernels.durations import BINS, duration_bin
from sojourn.log.memory import memory_log
from sojourn.report.context import Context
from sojourn.report.making.consistency import consistency_block
from sojourn.testing import log_of


def built(rows):
    batch = pa.RecordBatch.from_pydict({
        "customer_id": pa.array([r[0] for r in rows]),
        "timestamp": pa.array([r[1] for r in rows], pa.timestamp("us", "UTC")).cast(pa.int64()),
        "touchpoint": pa.array([r[2] for r in rows]),
        "channel": pa.array([r[3] for r in rows]),
        "score": pa.array([r[4] for r in rows], pa.float64()),
        "scale": pa.array(["stars_1_5" if r[4] is not None else None for r in rows], pa.string()),
    })  # fmt: skip
    builder = LogBuilder(clean=str.strip)
    builder.add(batch, source=0, compare_rows=False)
    return memory_log(builder.finish())


def checkout_log(seed, gap, customers=1200):
    """A checkout in web and app; with a gap, the app leads to fewer orders, takes longer, and is rated lower."""
    rng = np.random.default_rng(seed)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    rows = []
    for i in range(customers):
        app = rng.random() < 0.5
        worse = gap and app
        at = start + timedelta(hours=float(rng.uniform(0, 900)))
        stars = float(np.clip(round(rng.normal(3.0 if worse else 4.0, 0.9)), 1, 5))
        rows.append(
            (f"c{i:04d}", at, "Checkout", "app" if app else "web", stars if rng.random() < 0.4 else None)
        )
        at += timedelta(minutes=float(rng.exponential(30 if worse else 10)))
        rows.append(
            (f"c{i:04d}", at, "Order" if rng.random() < (0.3 if worse else 0.5) else "Home", "web", None)
        )
    return built([*rows, ("last", start + timedelta(days=90), "Home", "web", None)])


def test_values_by_hand():
    log = log_of("""
        ann  2026-01-01T10:00  Help   web
        ann  2026-01-01T10:10  Help   web
        ann  2026-01-03T10:00  Order  web
        bob  2026-01-01T10:00  Help   app
        bob  2026-01-01T11:00  Help   web
        cat  2026-01-02T10:00  Help   app
        cat  2026-01-09T10:00  Order  app
        dan  2026-02-27T10:00  Help   app
        dan  2026-03-01T10:00  Order  app
    """)
    found = sj.consistency(log, steps={"help": ["Help"]}, goal="Order", within="3d")
    rows = {row["measure"]: row for row in found.table.to_pylist()}
    share, wait = rows["goal_share"], rows["median_wait_s"]
    assert (share["channel_a"], share["channel_b"]) == ("app", "web")
    # app: bob no, cat too late, dan too near the end to count; web: ann yes, bob no
    assert (share["value_a"], share["n_a"], share["value_b"], share["n_b"]) == (0.0, 2, 0.5, 2)
    assert (wait["n_a"], wait["n_b"]) == (3, 1)
    assert wait["value_b"] == pytest.approx(600, rel=0.02)
    assert (share["status"], share["p"], share["real"]) == ("not_computed", None, False)


def test_planted_gaps_are_found_and_have_the_right_sign():
    rows = {
        row["measure"]: row
        for row in sj.consistency(checkout_log(1, gap=True), goal="Order").table.to_pylist()
        if row["step"] == "Checkout"
    }
    assert [rows[name]["real"] for name in ("goal_share", "median_wait_s", "rating_stars_1_5")] == [True] * 3
    assert rows["goal_share"]["low"] < -0.2 < rows["goal_share"]["high"] < 0
    assert rows["median_wait_s"]["low"] > 0
    assert rows["rating_stars_1_5"]["low"] < -1.0 < rows["rating_stars_1_5"]["high"]


def test_channels_that_are_alike_show_no_gap():
    real = [
        row
        for seed in range(8)
        for row in sj.consistency(
            checkout_log(seed, gap=False, customers=500), goal="Order"
        ).table.to_pylist()
        if row["real"]
    ]
    assert len(real) <= 2


def test_a_tiny_gap_is_not_real_however_sure():
    rng = np.random.default_rng(0)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    rows = [
        row
        for i in range(24_000)
        for row in (
            (f"c{i}", start + timedelta(minutes=i), "Pay", "app" if i % 2 else "web", None),
            (
                f"c{i}",
                start + timedelta(minutes=i + 5),
                "Order" if rng.random() < (0.50 if i % 2 else 0.478) else "Home",
                "web",
                None,
            ),
        )
    ]
    log = built([*rows, ("last", start + timedelta(days=90), "Home", "web", None)])
    (share,) = [
        r
        for r in sj.consistency(log, goal="Order").table.to_pylist()
        if (r["step"], r["measure"]) == ("Pay", "goal_share")
    ]
    assert share["q"] < 0.05
    assert not share["real"]


def test_the_interval_of_a_difference_of_medians_covers():
    rng, held, small = np.random.default_rng(2), 0, 0
    for _ in range(200):
        a, b = (rng.exponential(scale, 80) for scale in (900.0, 600.0))
        bins = [
            np.bincount([duration_bin(int(s * 1e6)) for s in side], minlength=BINS).astype(float)
            for side in (a, b)
        ]
        _, low, high = median_difference(*bins)
        held += low <= 300 * np.log(2) <= high
        small += rank_test(*bins) < 0.05
    assert held >= 184
    assert small >= 120


def test_any_cut_and_order_of_the_log_gives_the_same_numbers():
    log = checkout_log(3, gap=True)
    shard = log.shards[0]
    cut = JourneyLog(
        (shard.slice(700), shard.slice(0, 300), shard.slice(300, 400)), log.kinds, log.vocabularies
    )
    assert sj.consistency(log, goal="Order").table.equals(sj.consistency(cut, goal="Order").table)


def test_solving_by_phone_is_rated_better_in_the_demo():
    log = sj.read(ledger(simulate(4000, seed=7)))
    gaps = consistency_block(Context(log, ("Order placed",), {}, "en", "UTC", None))
    rating = [g for g in gaps if (g.step, g.measure) == ("Ticket solved", "rating")]
    assert [(g.channel_a, g.channel_b, g.difference < 0) for g in rating] == [("chat", "phone", True)]
    assert all(g.q <= 0.1 for g in gaps)
    assert consistency_block(Context(checkout_log(5, gap=False), (), {}, "en", "UTC", None)) is None
