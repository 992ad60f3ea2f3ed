"""Metrics of logs with ratings, money, costs and devices do not depend on how the customers are split."""

import numpy as np
import pyarrow as pa
import pytest
from property_logs import permuted, split

from sojourn.analysis.metrics import Definitions, MetricsSpec
from sojourn.analysis.response_bias import ResponseBiasSpec
from sojourn.analysis.seam import answer
from sojourn.log.build import LogBuilder
from sojourn.log.memory import memory_log

SCALES = ("nps_0_10", "csat_1_5", "ces_1_5", "ces_1_7", "stars_1_5", "thumbs")
TOUCHPOINTS = ("Home", "Called support", "Order", "Subscription cancelled", "Survey")


def rich_log(seed, customers=90):
    """Amounts with odd digits, so that sums in another order would differ in the last one."""
    rng = np.random.default_rng(seed)
    lengths = rng.integers(1, 15, customers)
    n = int(lengths.sum())
    odd = np.exp(rng.normal(0, 3, n))
    columns = {
        "customer_id": pa.array([f"c{i:03d}" for i in np.repeat(np.arange(customers), lengths)]),
        "timestamp": pa.array(1_767_225_600_000_000 + rng.integers(0, 200 * 86_400, n) * 1_000_000),
        "touchpoint": pa.array(TOUCHPOINTS).take(pa.array(rng.integers(0, len(TOUCHPOINTS), n))),
        "channel": pa.array(["web", "phone", None]).take(pa.array(rng.integers(0, 3, n))),
        "device": pa.array(["phone", "desktop"]).take(pa.array(rng.integers(0, 2, n))),
        "value": pa.array(np.where(rng.random(n) < 0.5, odd, np.nan)),
        "currency": pa.array(["EUR"] * n),
        "cost": pa.array(np.where(rng.random(n) < 0.3, odd / 7, np.nan)),
        "score": pa.array(np.where(rng.random(n) < 0.6, rng.integers(0, 11, n), np.nan)),
        "scale": pa.array(SCALES).take(pa.array(rng.integers(0, len(SCALES), n))),
    }
    builder = LogBuilder(clean=str.strip)
    builder.add(pa.RecordBatch.from_pydict(columns), source=0, compare_rows=False)
    return memory_log(builder.finish())


SPECS = (
    MetricsSpec(("Order",), ("touchpoint", "channel", "first_channel", "device"), definitions=Definitions(
        weights={"Home": 1.0, "Survey": 2.0})),
    MetricsSpec(("Order",), ("channel",), "month", "Europe/Berlin"),
    MetricsSpec((), ("device",), "week"),
    ResponseBiasSpec(("Home", "Survey"), ("Order",)),
)  # fmt: skip


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: type(spec).__name__)
@pytest.mark.parametrize("seed", [1, 2])
def test_any_split_in_any_order_gives_the_same_numbers_to_the_last_digit(spec, seed):
    log = rich_log(seed)
    whole = answer(log, spec)
    for cuts in ([30], [1, 2, 3], [17, 44, 60, 61, 80]):
        parts = answer(permuted(split(log, cuts), seed), spec)
        assert parts.table.to_pylist() == whole.table.to_pylist()
        assert parts.estimates() == whole.estimates()


def test_the_log_is_rich_enough_to_show_a_difference():
    rows = answer(rich_log(1), SPECS[0]).table.to_pylist()
    computed = {row["metric"] for row in rows if row["status"] == "computed"}
    assert {
        "nps",
        "ces",
        "revenue",
        "cac",
        "roas",
        "satisfaction_index",
        "contacts_per_order",
        "churn",
    } <= computed
    for row in rows:
        if row["low"] is not None and row["high"] is not None:
            assert row["low"] <= row["value"] <= row["high"], row
        if row["unit"] == "share" and row["value"] is not None:
            assert 0 <= row["low"] <= row["high"] <= 1, row
