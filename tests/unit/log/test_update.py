"""What an update refuses, and what origins are for; equality with a full build is a property test."""

import numpy as np
import pyarrow as pa
import pytest

from sojourn.errors import LogError
from sojourn.events.schema import Kind
from sojourn.log.attributes import NO_TIME, merged_kinds, turned
from sojourn.log.brought import Brought
from sojourn.log.build import LogBuilder
from sojourn.log.lookup import journeys_of, repeats_dropped, rows_by_origin
from sojourn.log.memory import memory_log
from sojourn.log.names import refolded
from sojourn.log.update import LogUpdate
from sojourn.testing import log_of

from .test_build import batch_of


def rows_from(file, rows, **more):
    """Events of one source: (customer, time, touchpoint) in order of its rows."""
    return batch_of(
        rows, origin_file=pa.array([file] * len(rows)), origin_row=pa.array(np.arange(len(rows))), **more
    )


def built_from(**files):
    builder = LogBuilder(str.strip)
    for number, (file, rows) in enumerate(files.items()):
        builder.add(rows_from(file, rows), source=number, compare_rows=True)
    return builder.finish()


def all_of(built):
    return sum(built.brought.values(), Brought())


def test_ties_are_ordered_by_origin_and_the_origin_is_no_attribute():
    log = memory_log(built_from(b=[("ann", 5, "second")], a=[("ann", 5, "first"), ("ann", 1, "before")]))
    assert journeys_of(log, ["ann"]).column("touchpoint").to_pylist() == ["before", "first", "second"]
    assert list(log.kinds) == ["timestamp", "touchpoint"]
    assert list(log.vocabularies) == ["touchpoint"]
    assert log.origins.names == ("a", "b")
    (part,) = log.journeys()
    assert set(part.columns) == {"timestamp", "touchpoint"}


def test_the_most_frequent_spelling_is_shown_and_names_are_in_their_order():
    built = built_from(a=[("ann", 1, "home"), ("ann", 2, "Home")], b=[("bob", 1, "home"), ("bob", 1, "Cart")])
    assert built.vocabularies["touchpoint"].names == ("Cart", "home")
    assert refolded(built.brought[0].spellings["touchpoint"], built.vocabularies["touchpoint"]) == 1
    assert {s: dict(c) for s, c in built.repaired.items()} == {0: {"folded_case": 1}}
    tie = built_from(a=[("ann", 1, "home"), ("ann", 2, "Home")])
    assert tie.vocabularies["touchpoint"].names == ("Home",)


def test_the_kept_one_of_repeats_is_the_first_by_origin():
    builder = LogBuilder(str)
    ids = pa.array(["m", None])
    builder.add(
        rows_from("b", [("ann", 3, "x"), ("ann", 4, "y")], message_id=ids), source=0, compare_rows=True
    )
    builder.add(
        rows_from("a", [("ann", 3, "z"), ("ann", 4, "y")], message_id=ids), source=1, compare_rows=True
    )
    built = builder.finish()
    log = memory_log(built)
    assert journeys_of(log, ["ann"]).column("origin_file").to_pylist() == ["a", "a"]
    assert rows_by_origin(log) == {"a": (2, 1), "b": (0, 0)}
    assert repeats_dropped(log, all_of(built)) == {"b": {"repeated_message_id": 1, "equal_row": 1}}


def test_equal_rows_of_uncompared_sources_stay_in_an_update():
    rows = [("ann", 1, "x"), ("ann", 1, "x")]
    builder = LogBuilder(str)
    builder.add(rows_from("a", rows), source=0, compare_rows=False)
    built = builder.finish()
    assert built.brought[0].uncompared == {"a"}
    update = LogUpdate(memory_log(built), str)
    update.add(rows_from("b", rows), source=0, compare_rows=True)
    added = all_of(built_from(b=rows))
    log = memory_log(update.finish(all_of(built) + added))
    assert journeys_of(log, ["ann"]).column("origin_file").to_pylist() == ["a", "a", "b"]


def test_customers_move_merge_and_leave():
    built = built_from(a=[("ann", 1, "x"), ("bob", 2, "y"), ("cat", 3, "z")])
    update = LogUpdate(memory_log(built), str)
    log = memory_log(update.finish(all_of(built), moved={"ann": "bob"}, gone=["cat"]))
    assert log.extent.customers == 1
    assert journeys_of(log, ["bob", "ann", "cat"]).column("touchpoint").to_pylist() == ["x", "y"]
    assert log.touchpoints.names == ("x", "y", "z")


def test_a_log_without_origins_cannot_be_changed():
    with pytest.raises(LogError, match="does not say where"):
        LogUpdate(log_of("ann  09:00  Home"), str)


def test_what_was_brought_must_cover_what_is_there():
    built = built_from(a=[("ann", 1, "x"), ("bob", 2, "y")])
    old, brought = memory_log(built), all_of(built)
    update = LogUpdate(old, str)
    update.add(rows_from("b", [("ann", 1, "new")]), source=0, compare_rows=True)
    with pytest.raises(LogError, match="not told of: touchpoint"):
        update.finish(brought)
    fewer = all_of(built_from(a=[("ann", 1, "x")]))
    with pytest.raises(LogError, match="a touchpoint that is not among"):
        LogUpdate(old, str).finish(fewer, gone=["eve"], moved={"bob": "dan"})
    with pytest.raises(LogError, match="a touchpoint that is not among"):
        LogUpdate(old, str).finish(fewer, moved={"ann": "dan"})
    assert memory_log(LogUpdate(old, str).finish(fewer, gone=["bob"])).extent.events == 1


def test_what_a_source_brings_survives_json():
    built = built_from(a=[("ann", 1, "x"), ("ann", 1, "X")])
    assert Brought.from_dict(built.brought[0].to_dict()) == built.brought[0]


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Kind.NUMBER, pa.array([1.0, 0.1, -0.0, 1e300, float("nan")])),
        (Kind.TIME, pa.array([0, 1_700_000_000_123_456, NO_TIME])),
    ],
)
def test_numbers_and_times_turn_into_text_and_back(kind, values):
    text = turned(values, Kind.TEXT)
    assert text.null_count == 1
    back = turned(text, kind)
    assert back.to_numpy().tobytes() == values.to_numpy().tobytes()


def test_text_wins_in_any_order():
    kinds = [{"plan": Kind.NUMBER}, {"plan": Kind.TEXT}, {"plan": Kind.TIME}]
    assert merged_kinds(kinds[0], kinds[1]) == merged_kinds(kinds[1], kinds[0]) == {"plan": Kind.TEXT}
    assert merged_kinds(kinds[0], kinds[2]) == {"plan": Kind.TEXT}
    assert merged_kinds(kinds[0], kinds[0]) == kinds[0]
