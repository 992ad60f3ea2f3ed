"""The builder: every event arrives in its customer's journey, in order, once."""

from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn.events.schema import Kind
from sojourn.log import layout
from sojourn.log.build import LogBuilder
from sojourn.log.memory import memory_log
from sojourn.testing import log_of


def journeys_of(log, *attributes):
    """customer → list of events (tuples), read back from the shards."""
    out = {}
    for part in log.journeys():
        columns = []
        for name in attributes:
            kind = log.kinds[name]
            values = part.text(name).to_pylist() if kind is Kind.TEXT else part.flat(name).tolist()
            if kind is Kind.CODE:
                values = [None if v < 0 else log.vocabulary(name)[v] for v in values]
            columns.append(values)
        rows = list(zip(*columns, strict=True))
        for i, customer in enumerate(part.customers.to_pylist()):
            out[customer] = rows[part.offsets[i] : part.offsets[i + 1]]
    return out


def batch_of(rows, **more):
    columns = {
        "customer_id": pa.array([r[0] for r in rows], pa.string()),
        "timestamp": pa.array([r[1] for r in rows], pa.int64()),
        "touchpoint": pa.array([r[2] for r in rows], pa.string()),
    }
    return pa.RecordBatch.from_pydict(columns | more)


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["ann", "bob", "çağ", "王", "x" * 40]), st.integers(0, 5), st.sampled_from("abc")
    ),
    max_size=60,
)


@settings(max_examples=60)
@given(events=EVENTS, cuts=st.lists(st.integers(0, 60), max_size=4), compare=st.booleans())
def test_journeys_equal_a_plain_sort(tmp_path_factory, events, cuts, compare):
    expected = {}
    for customer, time, name in events:
        journey = expected.setdefault(customer, [])
        if not (compare and (time, name) in journey):
            journey.append((time, name))
    for journey in expected.values():
        journey.sort(key=lambda e: e[0])
    builder = LogBuilder(str, tmp_path_factory.mktemp("spill"), memory_limit=200)
    edges = sorted({0, len(events), *(min(c, len(events)) for c in cuts)})
    for a, b in pairwise(edges):
        builder.add(batch_of(events[a:b]), source=0, compare_rows=compare)
    built = builder.finish()
    log = memory_log(built)
    assert journeys_of(log, "timestamp", "touchpoint") == expected
    dropped = sum(sum(c.values()) for c in built.dropped.values())
    assert log.extent.events + dropped == len(events)


def test_order_of_customers_does_not_depend_on_arrival():
    rows = [(f"c{i}", i, "a") for i in range(500)]
    forward, backward = LogBuilder(str), LogBuilder(str)
    forward.add(batch_of(rows), source=0, compare_rows=True)
    backward.add(batch_of(rows[::-1]), source=0, compare_rows=True)
    assert forward.finish().shards[0].equals(backward.finish().shards[0])


def test_shards_split_at_buckets(monkeypatch):
    monkeypatch.setattr(layout, "SHARD_EVENTS", 10)
    builder = LogBuilder(str)
    builder.add(batch_of([(f"c{i}", i, "a") for i in range(1000)]), source=0, compare_rows=True)
    built = builder.finish()
    assert len(built.shards) == 64
    assert memory_log(built).extent.customers == 1000


def test_repeats_are_dropped_and_counted_per_source():
    builder = LogBuilder(str)
    ids = pa.array(["m1", "m2", "m1", None])
    builder.add(
        batch_of([("ann", 1, "a"), ("ann", 2, "b"), ("ann", 9, "c"), ("ann", 2, "b")], message_id=ids),
        source=0,
        compare_rows=True,
    )
    builder.add(batch_of([("ann", 2, "b")]), source=1, compare_rows=True)
    built = builder.finish()
    assert {s: dict(c) for s, c in built.dropped.items()} == {
        0: {"repeated_message_id": 1},
        1: {"equal_row": 1},
    }
    assert journeys_of(memory_log(built), "timestamp", "touchpoint") == {
        "ann": [(1, "a"), (2, "b"), (2, "b")]
    }


def test_message_ids_of_different_customers_do_not_clash():
    builder = LogBuilder(str)
    builder.add(
        batch_of([("ann", 1, "a"), ("bob", 1, "a")], message_id=pa.array(["m", "m"])),
        source=0,
        compare_rows=True,
    )
    built = builder.finish()
    assert not built.dropped
    assert memory_log(built).extent.events == 2


def test_many_equal_instants_of_one_customer():
    n = 20_000
    names = [f"t{i % 7}" for i in range(n)]
    builder = LogBuilder(str)
    builder.add(batch_of([("ann", 5, name) for name in names]), source=0, compare_rows=False)
    builder.add(batch_of([("bob", 5, name) for name in names]), source=0, compare_rows=True)
    built = builder.finish()
    journeys = journeys_of(memory_log(built), "touchpoint")
    assert [name for (name,) in journeys["ann"]] == names
    assert [name for (name,) in journeys["bob"]] == names[:7]
    assert built.dropped[0]["equal_row"] == n - 7


def test_spellings_share_a_code_and_are_counted():
    builder = LogBuilder(lambda s: " ".join(s.split()))
    builder.add(
        batch_of([("ann", 1, "Size guide"), ("ann", 2, " size  GUIDE"), ("ann", 3, "Size guide ")]),
        source=4,
        compare_rows=True,
    )
    built = builder.finish()
    assert built.vocabularies["touchpoint"].names == ("Size guide",)
    assert dict(built.repaired[4]) == {"folded_case": 1, "trimmed_name": 2}


def test_columns_of_different_sources_meet():
    builder = LogBuilder(str)
    builder.add(
        batch_of([("ann", 1, "a")], value=pa.array([2.5]), plan=pa.array(["gold"])),
        source=0,
        compare_rows=True,
    )
    builder.add(batch_of([("ann", 2, "b")], text=pa.array(["hello"])), source=1, compare_rows=True)
    log = memory_log(builder.finish())
    assert list(log.kinds) == ["timestamp", "touchpoint", "value", "text", "plan"]
    (rows,) = journeys_of(log, "touchpoint", "text", "plan").values()
    assert rows == [("a", None, "gold"), ("b", "hello", None)]
    (part,) = log.journeys()
    assert np.array_equal(part.flat("value"), [2.5, np.nan], equal_nan=True)


def test_an_empty_build_is_an_empty_log():
    log = memory_log(LogBuilder(str).finish())
    assert (log.extent.customers, log.extent.events, log.extent.first) == (0, 0, None)


def test_log_of_reads_as_written():
    log = log_of("""
        ann  2026-03-01T09:00:00  Home  web
        ann  2026-03-01T08:00:00  Ad    social  3.5
    """)
    assert repr(log) == "JourneyLog: 1 customer, 2 events, 2 touchpoints, 2026-03-01 to 2026-03-01"
    assert [e[0] for e in journeys_of(log, "touchpoint")["ann"]] == ["Ad", "Home"]


@pytest.mark.parametrize("name", ["home", "HOME"])
def test_vocabulary_is_found_without_regard_to_case(name):
    assert log_of("ann  09:00  Home").touchpoints.code(name) == 0
