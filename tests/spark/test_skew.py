"""Lopsided data: what goes through Spark stays small, and what cannot be built in one task is refused once."""

from collections import Counter

import numpy as np
import pyarrow as pa
import pytest

import sojourn as sj
from sojourn.analysis.transitions import TransitionsSpec
from sojourn.errors import LimitError
from sojourn.spark import room
from sojourn.spark.blobs import pieces_in
from sojourn.spark.parcels import unwrapped
from sojourn.spark.scattering import Address, Scatter
from sojourn.spark.shaping import Shaping
from sojourn.spark.tallies import Measure, Merge, itself

COUNT = 60_000
LARGEST = 9 << 20
"""Bytes of a row that Spark carries: eight megabytes, and what Arrow writes around them."""


def lopsided(names):
    """Half of all events are one customer's, and half fall on one day."""
    rng = np.random.default_rng(5)
    heavy = rng.random(COUNT) < 0.5
    day = 1_750_000_000_000_000 + rng.integers(0, 86_400_000_000, COUNT)
    year = 1_720_000_000_000_000 + rng.integers(0, 31_536_000_000_000, COUNT)
    return pa.table(
        {
            "customer_id": np.where(heavy, "the one", [f"c{i}" for i in rng.integers(0, 3_000, COUNT)]),
            "timestamp": pa.array(np.where(rng.random(COUNT) < 0.5, day, year), pa.timestamp("us", "UTC")),
            "touchpoint": [f"page {i}" for i in rng.integers(0, names, COUNT)],
        }
    )


def addressed(table, shards=1):
    rows = []
    scatter = Scatter(rows.append, shards, Address(0, 0))
    for batch in table.to_batches():
        scatter.add(batch, source=0, compare_rows=True)
    scatter.flush()
    return rows


@pytest.fixture(scope="module")
def table():
    """Lopsided events with a few thousand names."""
    return lopsided(names=3_000)


@pytest.fixture(scope="module")
def there(table, contexts):
    """The log of them on Spark."""
    return sj.read(contexts.on("local[2]").createDataFrame(table), shards=4)


def test_one_customer_and_one_day_with_half_of_all_events(table, there):
    here = sj.read(table)
    assert there.extent == here.extent
    assert sj.transitions(there).table.equals(sj.transitions(here).table)


def test_a_name_for_nearly_every_event_is_folded_by_the_workers(spark):
    table = lopsided(names=40_000)
    fold = {"rules": [{"when": {"touchpoint": ["page *"]}, "touchpoint": "Page"}]}
    log = sj.read(spark.createDataFrame(table), shards=2, taxonomy=fold)
    assert list(log.touchpoints) == ["Page"]
    assert log.extent.events == sj.read(table, taxonomy=fold).extent.events


def test_more_than_a_task_can_build_is_refused_with_numbers_that_would_work(spark):
    frame = spark.createDataFrame(lopsided(names=30))
    held = len(spark.sparkContext._jsc.getPersistentRDDs())
    with pytest.raises(LimitError, match="events of neighbouring customers need about") as caught:
        sj.read(frame, shards=2, memory_limit=251_000_000)
    needed = caught.value.context["bytes"]
    assert len(spark.sparkContext._jsc.getPersistentRDDs()) == held  # nothing stays behind
    assert sj.read(frame, shards=2, memory_limit=needed).extent.events


def test_a_refusal_is_a_value_that_spark_does_not_try_again():
    rows = list(Shaping(memory=251_000_000)(addressed(lopsided(names=30))))
    (summary,) = (unwrapped(row.column(2)[0].as_buffer().to_pybytes()) for row in rows)
    ((events, needed),) = summary.too_full.values()
    assert events > COUNT / 2
    assert needed > 251_000_000


def test_a_tally_larger_than_java_can_carry_is_refused(there, monkeypatch):
    monkeypatch.setattr(room, "_LARGEST", 400_000)
    with pytest.raises(LimitError, match="What transitions counts in one part of the log takes") as caught:
        there.reduce(TransitionsSpec().measure)
    assert caught.value.context["names"] == 3_000
    assert caught.value.context["bytes"] > caught.value.context["most"] == 400_000
    assert "taxonomy" in caught.value.hint
    assert sj.exits(there).table.num_rows == 3_000


def test_a_tally_that_is_too_large_is_withheld_by_the_task_and_by_the_merging_one():
    shards = [(0, Counter(a=1)), (1, Counter(a=2)), (2, Counter({f"name {i}": 1 for i in range(500)}))]
    measured = [list(Measure(iter, itself, 1_000)([shard])) for shard in shards]
    few, all_ = (
        pieces_in(Merge(1_000)(row for rows in some for row in rows)) for some in (measured[:2], measured)
    )
    assert unwrapped(few[0][0]) == Counter(a=3)
    ((part, told),) = all_[0].items()
    assert part < 0
    assert unwrapped(told).nbytes > 1_000


def test_what_java_can_carry_follows_from_its_settings(spark):
    space = room.room(spark, senders=8)
    alone = room.room(spark, senders=1)
    assert space.results == 1 << 30
    assert 1 << 20 < space.most < alone.most <= space.results
    refusal = space.refusal(10 * space.most, itself)
    assert "spark.driver.memory=" in refusal.hint
    assert "spark.driver.maxResultSize=" in refusal.hint


@pytest.mark.parametrize("shards", [1, 16])
def test_wide_rows_travel_in_small_parcels(shards):
    texts = pa.array([f"{i} " + "so long and thanks for all the fish " * 30 for i in range(COUNT // 2)])
    table = lopsided(names=30).slice(0, COUNT // 2).append_column("text", texts)
    sizes = [len(row.column(3)[0].as_buffer()) for row in addressed(table, shards)]
    assert sum(sizes) > texts.nbytes
    assert max(sizes) < LARGEST
