import numpy as np
import pytest

from sojourn.analysis.paths import paths
from sojourn.errors import UnitError, UsageError
from sojourn.log.build import LogBuilder
from sojourn.log.memory import memory_log
from sojourn.testing import log_of


def built(batch):
    builder = LogBuilder(clean=str.strip)
    builder.add(batch, source=0, compare_rows=False)
    return memory_log(builder.finish())


@pytest.fixture
def log():
    return log_of("""
        ann  09:00  Home
        ann  09:05  Cart
        ann  12:00  Home
        bob  10:00  Home
        bob  10:20  Cart
        eve  11:00  Home
        joe  11:00  Apple
    """)


def rows(result):
    return [(row["path"], row["customers"]) for row in result.table.to_pylist()]


def test_equally_frequent_paths_stand_in_the_order_of_their_names(log):
    assert rows(paths(log)) == [
        (["Apple"], 1),
        (["Home"], 1),
        (["Home", "Cart"], 1),
        (["Home", "Cart", "Home"], 1),
    ]


def test_the_rest_is_one_row_and_counted(log):
    result = paths(log, top=1)
    assert rows(result) == [(["Apple"], 1), (None, 3)]
    assert (result.other, result.other_distinct, result.distinct, result.total) == (3, 3, 4, 4)
    assert sum(result.table.column("share").to_pylist()) == 1


def test_top_beyond_the_number_of_paths_leaves_no_rest(log):
    result = paths(log, top=99)
    assert result.table.num_rows == 4
    assert result.other == 0


def test_visits_are_cut_where_the_gap_is_too_long(log):
    result = paths(log, within_visit="30m")
    assert result.table.to_pylist()[:2] == [
        {"path": ["Home"], "customers": 2, "share": 0.4, "visits": 2},
        {"path": ["Home", "Cart"], "customers": 2, "share": 0.4, "visits": 2},
    ]
    assert paths(log, within_visit="2h 55m").total == 4  # a gap as long as the limit does not cut
    assert paths(log, top=1, within_visit="30m").table.to_pylist()[1]["customers"] is None


def test_a_path_of_a_million_events_and_300_000_different_paths():
    import pyarrow as pa

    long = 1_000_000
    who = np.concatenate([np.repeat(["x", "y"], long), np.repeat(np.arange(300_000).astype(str), 2)])
    # Two paths of a million events that differ in the last one only; 300,000 pairs of touchpoints, each once.
    where = np.concatenate(
        [
            np.zeros(long, int),
            np.zeros(long - 1, int),
            [1],
            np.column_stack(np.divmod(np.arange(300_000), 600)).ravel(),
        ]
    )
    batch = pa.RecordBatch.from_pydict(
        {
            "customer_id": pa.array(who.tolist()),
            "timestamp": pa.array(np.arange(len(who))),
            "touchpoint": pa.array([f"T{i:03d}" for i in range(600)]).take(pa.array(where)),
        }
    )
    result = paths(built(batch), top=10)
    assert (result.distinct, result.customers, result.total) == (300_002, 300_002, 300_002)
    assert result.table.column("customers").to_pylist() == [1] * 10 + [299_992]
    assert [len(path) for path in result.table.column("path").to_pylist()[:3]] == [2, 1_000_000, 1_000_000]


def test_wrong_parameters_are_refused(log):
    with pytest.raises(UsageError, match="top must be a whole number, 1 or more"):
        paths(log, top=0)
    with pytest.raises(UnitError, match="bare value"):
        paths(log, within_visit=30)


def test_an_empty_log_has_no_paths(log):
    nobody = paths(log.where(lambda journeys: journeys.slice(0, 0)))
    assert nobody.table.num_rows == nobody.total == nobody.other == 0
    assert nobody.headline() == "Paths: 0 different paths in 0 journeys of 0 customers"
