"""Scenarios against answers worked out by hand, and against a world that was lived without a planted pain."""

import numpy as np
import pyarrow as pa
import pytest

import sojourn as sj
from sojourn.demo.company import simulate
from sojourn.demo.effects import effects
from sojourn.demo.ledger import ledger
from sojourn.log.selection import CustomersWith

DAY = 86_400


def log_of_paths(*paths):
    """(customers, [(seconds since their first event, touchpoint, value)]) → log."""
    rows, number = [], 0
    for customers, path in paths:
        for _ in range(customers):
            rows += [(f"c{number:04}", 1_767_225_600 + at, name, value) for at, name, value in path]
            number += 1
    who, when, where, value = zip(*rows, strict=True)
    times = pa.array(np.array(when) * 1_000_000).cast(pa.timestamp("us", "UTC"))
    columns = {
        "customer_id": who,
        "timestamp": times,
        "touchpoint": where,
        "value": pa.array(value, pa.float64()),
    }
    return sj.read(pa.table(columns))


def shop():
    """Of 400 half see the cart, of these half buy; a minute between all steps."""
    return log_of_paths(
        (200, [(0, "Home", None)]),
        (100, [(0, "Home", None), (60, "Cart", None)]),
        (100, [(0, "Home", None), (60, "Cart", None), (120, "Purchase", 10.0)]),
    )


def measures(result, scenario=1):
    return {row["measure"]: row for row in result.table.to_pylist() if row["scenario"] == scenario}


def test_less_drop_off_by_hand():
    change = {"touchpoint": "Home", "less_drop_off": 0.2}
    feelings = {"Home": 1.0, "Cart": 2.0, "Purchase": 4.0}
    found = measures(sj.what_if(shop(), goal="Purchase", change=change, emotions=feelings))
    today = {"conversions": 100, "value": 1000, "contacts": 0, "emotion": 1200 / 700, "duration_s": 45}
    after = {"conversions": 120, "value": 1200, "contacts": 0, "emotion": 1360 / 760, "duration_s": 54}
    for name, row in found.items():
        assert row["before"] == pytest.approx(today[name])
        assert row["after"] == pytest.approx(after[name])
        assert row["difference"] == pytest.approx(after[name] - today[name])
        assert row["low"] <= row["difference"] <= row["high"]


def test_fewer_contacts_by_hand():
    log = log_of_paths(
        (100, [(0, "Home", None), (60, "Ticket opened", None)]),
        (150, [(0, "Home", None), (60, "Purchase", 10.0)]),
        (150, [(0, "Home", None)]),
    )
    result = sj.what_if(log, goal="Purchase", change={"touchpoint": "Home", "fewer_contacts": 0.5})
    found = measures(result)
    assert (found["contacts"]["before"], found["contacts"]["after"]) == (100, pytest.approx(50))
    assert found["conversions"]["difference"] == pytest.approx(25)


def waiting(share_after_long):
    """200 wait a minute for the reply and 160 of them buy; 200 wait two hours, and a share buys."""
    late = int(200 * share_after_long)
    start, quick, slow = (0, "Chat", None), (60, "Reply", None), (6_400, "Reply", None)
    return log_of_paths(
        (160, [start, quick, (120, "Purchase", None)]),
        (40, [start, quick]),
        (late, [start, slow, (6_460, "Purchase", None)]),
        (200 - late, [start, slow]),
    )


def test_shorter_waits_by_hand():
    change = {"touchpoint": "Chat", "shorter_wait": 0.99}
    found = measures(sj.what_if(waiting(0.4), goal="Purchase", change=change, emotions={}))
    assert found["conversions"]["difference"] == pytest.approx(80)
    assert found["duration_s"]["difference"] == pytest.approx(-200 * (6_400 - 84 + 0) / 400, rel=0.01)
    assert found["emotion"]["status"] == "cannot be computed: no feelings are given"
    assert found["value"]["status"] == "cannot be computed: there are no values, or in several currencies"


def test_waits_that_do_not_matter_are_refused():
    result = sj.what_if(waiting(0.8), goal="Purchase", change={"touchpoint": "Chat", "shorter_wait": 0.5})
    assert set(result.table["status"].to_pylist()) == {
        "cannot be computed: longer waits do not go with fewer conversions"
    }
    assert result.table["difference"].null_count == 5


@pytest.mark.parametrize("kind", ["less_drop_off", "shorter_wait", "fewer_contacts"])
def test_nothing_changed_changes_nothing(kind):
    log = waiting(0.4)
    rows = sj.what_if(log, goal="Purchase", change={"touchpoint": "Chat", kind: 0}).table.to_pylist()
    numbers = [row for row in rows if row["status"] == "computed"]
    assert all(
        row["before"] == row["after"] and row["difference"] == row["low"] == row["high"] == 0
        for row in numbers
    )
    assert bool(numbers) == (kind != "fewer_contacts")  # from the chat nobody turns to support


def test_touchpoints_that_do_not_fit_become_one_state():
    paths = [(3, [(0, f"Page {i}", None), (60, "Cart", None)]) for i in range(70)]
    paths.append((80, [(0, "Cart", None), (60, "Purchase", 5.0)]))
    result = sj.what_if(
        log_of_paths(*paths), goal="Purchase", change={"touchpoint": "Cart", "less_drop_off": 0.5}
    )
    found = measures(result)
    assert result.states == 60
    assert found["conversions"]["before"] == 80
    assert found["conversions"]["after"] == pytest.approx(80 + 105)


@pytest.mark.parametrize(
    "change",
    [
        {"touchpoint": "Home"},
        {"touchpoint": "Home", "less_drop_off": 2},
        {"touchpoint": "Home", "more_joy": 0.1},
        {"less_drop_off": 0.1},
        {"touchpoint": "Home", "less_drop_off": 0.1, "shorter_wait": 0.1},
        {"touchpoint": "Home", "less_drop_off": True},
    ],
)  # fmt: skip
def test_what_is_no_change_is_refused(change):
    with pytest.raises(sj.errors.UsageError, match="is no change"):
        sj.what_if(shop(), goal="Purchase", change=change)


def test_an_unknown_step_is_named():
    with pytest.raises(sj.errors.UnknownNameError, match="Cart"):
        sj.what_if(shop(), goal="Purchase", change={"touchpoint": "Carts", "less_drop_off": 0.1})


def test_the_world_without_the_size_guide_on_phones_is_foretold():
    foretold, lived = [], []
    for seed in (1, 2, 3):
        company = simulate(4_000, seed)
        log = sj.read(ledger(company))
        phones, others = (log.where(CustomersWith("device", d)) for d in (("phone",), ("desktop", "tablet")))
        ends = [
            {row["touchpoint"]: row["ends_share"] for row in sj.emotion(part).table.to_pylist()}["Size guide"]
            for part in (phones, others)
        ]
        change = {"touchpoint": "Size guide", "less_drop_off": 1 - ends[1] / ends[0]}
        result = sj.what_if(phones, goal="Order placed", change=change, emotions={})
        row = measures(result)["conversions"]
        assert row["low"] > 50
        assert abs(result.back_test.error) < 0.06
        assert result.back_test.customers > 500
        foretold.append(row["difference"])
        effect = next(e for e in effects(company) if (e.cause.id, e.goal) == ("size_guide_phone", "purchase"))
        lived.append(int(effect.reached_without.sum()) - int(effect.reached.sum()))
    assert np.mean(foretold) == pytest.approx(np.mean(lived), rel=0.25)
