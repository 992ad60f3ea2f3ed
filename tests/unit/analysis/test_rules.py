"""Association rules against counting every candidate."""

from collections import Counter
from itertools import combinations

import numpy as np
import pyarrow as pa
import pytest

import sojourn as sj
from sojourn.analysis.stats import itemsets
from sojourn.analysis.stats.multiple import benjamini_hochberg
from sojourn.analysis.stats.proportions import share_difference_p, wilson
from sojourn.errors import UnknownNameError, UsageError
from sojourn.testing import log_of, random_log


def sequences(log):
    """The names that each customer met, in order."""
    found = []
    for journeys in log.journeys():
        names, codes = journeys.touchpoints, journeys.flat("touchpoint")
        found += [
            [names[codes[e]] for e in range(a, b)]
            for a, b in zip(journeys.offsets[:-1], journeys.offsets[1:], strict=True)
        ]
    return found


def holds(sequence, left, right, ordered):
    if not set(left) <= set(sequence):
        return False
    if not ordered:
        return right in sequence
    met = max(sequence.index(item) for item in left)
    return right in sequence[met + 1 :]


def by_hand(rows, ordered, min_support, min_confidence, longest):
    names, n = sorted({x for row in rows for x in row}), len(rows)
    found = {}
    for size in range(1, longest):
        for left in combinations(names, size):
            have = sum(set(left) <= set(row) for row in rows)
            for right in names:
                count = sum(holds(row, left, right, ordered) for row in rows)
                enough = count and count >= min_support * n and count >= min_confidence * have
                if right not in left and enough:
                    found[left, right] = (count, have, sum(right in row for row in rows))
    return found


@pytest.mark.parametrize("ordered", [False, True])
@pytest.mark.parametrize(
    ("support", "confidence", "longest"), [(0.1, 0.4, 3), (0.02, 0.0, 2), (0.25, 0.4, 3)]
)
def test_every_rule_is_found_and_counted(ordered, support, confidence, longest):
    log = random_log(3, customers=60, touchpoints=7)
    found = sj.rules(
        log, ordered=ordered, min_support=support, min_confidence=confidence, longest=longest
    ).table.to_pylist()
    counted = {(tuple(r["left"]), r["right"]): (r["count"], r["left_count"], r["right_count"]) for r in found}
    assert counted == by_hand(sequences(log), ordered, support, confidence, longest)
    assert len(counted) == len(found) > 0


def test_long_sets_are_found_too():
    rows = [[f"i{k}" for k in range(7) if (n >> k) & 1] for n in range(128)] + [list("abcde")] * 20
    found = sj.basket_rules(rows, min_support=20 / 148, min_confidence=0.9, longest=5).table.to_pylist()
    fives = [r for r in found if len(r["left"]) == 4]
    assert {r["right"] for r in fives} == set("abcde")
    assert all(r["count"] == 20 for r in fives)


@pytest.mark.parametrize("dense", [0, 10**6])
def test_sets_are_the_same_however_they_are_counted(dense, monkeypatch):
    monkeypatch.setattr(itemsets, "_DENSE", dense)  # lists of transactions, and a bit for each of them
    rng = np.random.default_rng(2)
    rows = [[f"i{k:02d}" for k in rng.zipf(1.4, rng.integers(0, 12)) % 30] for _ in range(300)]
    held = Counter(c for row in rows for size in (1, 2, 3, 4) for c in combinations(sorted(set(row)), size))
    wanted = {
        (left, right): (count, held[left])
        for names, count in held.items()
        if len(names) > 1 and count >= 6
        for right in names
        for left in [tuple(x for x in names if x != right)]
        if count >= 0.3 * held[left]
    }
    found = sj.basket_rules(rows, min_support=6 / 300, min_confidence=0.3, longest=4).table.to_pylist()
    assert {(tuple(r["left"]), r["right"]): (r["count"], r["left_count"]) for r in found} == wanted
    assert {len(r["left"]) for r in found} == {1, 2, 3}


def test_measures_are_those_of_the_definitions():
    log = random_log(5, customers=80)
    n, table = 80, sj.rules(log, min_support=0.1, min_confidence=0.3).table
    rows = table.to_pylist()
    for row in rows:
        share = row["right_count"] / n
        assert row["support"] == row["count"] / n
        assert row["confidence"] == row["count"] / row["left_count"]
        assert row["lift"] == pytest.approx(row["confidence"] / share)
        assert row["leverage"] == pytest.approx(row["support"] - row["left_count"] / n * share)
        if row["confidence"] < 1:
            assert row["conviction"] == pytest.approx((1 - share) / (1 - row["confidence"]))
    count, left, right = (table[c].to_numpy() for c in ("count", "left_count", "right_count"))
    p, _ = share_difference_p(count, left, right - count, n - left)
    assert table["q"].to_numpy() == pytest.approx(benjamini_hochberg(p), nan_ok=True)
    assert table["confidence_low"].to_numpy() == pytest.approx(wilson(count, left)[0])
    lifts = table["lift"].to_pylist()
    assert lifts == sorted(lifts, reverse=True)


def test_visits_and_other_attributes():
    log = log_of(
        """
        ann  09:00  Home  web
        ann  09:05  Cart  web
        ann  15:00  Help  app
        bob  10:00  Home  web
        bob  10:01  Cart  app
        """,
        product=["tea", None, "milk", "tea", "milk"],
    )
    visits = sj.rules(log, unit="visits", min_confidence=0).table.to_pylist()
    assert [(r["left"], r["right"], r["count"]) for r in visits] == [
        (["Cart"], "Home", 2),
        (["Home"], "Cart", 2),
    ]
    products = sj.rules(log, "product", min_confidence=0)
    assert (products.items, products.transactions) == (2, 2)
    assert [(r["left"], r["right"], r["count"]) for r in products.table.to_pylist()] == [
        (["milk"], "tea", 2),
        (["tea"], "milk", 2),
    ]


def test_text_is_coded_anew_in_every_part_of_a_log():
    from sojourn.log.journeylog import JourneyLog

    log = log_of(
        """
        ann  09:00  Home
        ann  09:05  Cart
        bob  10:00  Home
        bob  10:01  Cart
        """,
        product=["tea", "milk", "milk", "tea"],
    )
    halves = JourneyLog(tuple(log.shards[0].slice(i, 1) for i in (1, 0)), log.kinds, log.vocabularies)
    assert sj.rules(halves, "product").table == sj.rules(log, "product").table


def test_baskets_come_in_several_forms():
    lists = [["tea", "milk"], ["tea"], [], None, ["milk", "tea", "tea"]]
    table = pa.table({"basket": lists})
    from_table = sj.basket_rules(table, column="basket", min_confidence=0)
    from_array = sj.basket_rules(table["basket"], min_confidence=0)
    from_lists = sj.basket_rules([b or [] for b in lists], min_confidence=0)
    assert from_table.table == from_array.table == from_lists.table
    assert from_table.transactions == 5
    assert from_table.table["count"].to_pylist() == [2, 2]


@pytest.mark.parametrize(
    "question",
    [
        lambda log: sj.rules(log, min_support=2),
        lambda log: sj.rules(log, longest=1),
        lambda log: sj.rules(log, ordered=True, longest=4),
        lambda log: sj.rules(log, unit="weeks"),
        lambda log: sj.rules(log, "value"),
        lambda _: sj.basket_rules("tea"),
        lambda _: sj.basket_rules([1, 2]),
        lambda _: sj.basket_rules(pa.table({"a": [["x"]]}), column="b"),
    ],
)
def test_what_makes_no_sense_is_refused(question):
    with pytest.raises(UsageError):
        question(random_log(1))


def test_an_unknown_attribute_is_refused():
    with pytest.raises(UnknownNameError):
        sj.rules(random_log(1), "colour")


def test_too_many_sets_are_refused(monkeypatch):
    monkeypatch.setattr(itemsets, "MOST_SETS", 50)
    with pytest.raises(UsageError, match="More than 50 sets"):
        sj.rules(random_log(1), min_support=0.0, longest=4)


def test_ordered_rules_of_an_order_that_is_planted():
    rng = np.random.default_rng(1)
    rows = []
    for i in range(300):
        after = rng.random() < 0.5
        rows += [(f"c{i}", 0, "A"), (f"c{i}", 1 if after else -1, "B")]
    text = "\n".join(f"{c}  2026-01-01T12:{30 + t:02d}  {name}" for c, t, name in rows)
    found = {(r["left"][0], r["right"]): r["count"] for r in sj.rules(log_of(text), ordered=True, min_confidence=0).table.to_pylist()}  # fmt: skip
    assert found["A", "B"] + found["B", "A"] == 300
    assert found["A", "B"] == sum(t == 1 for _, t, _ in rows)


def test_ordered_rules_of_very_many_items_are_refused():
    rows = [f"c{i}  09:{m:02d}  Page {i % 2}-{m}" for i in range(4) for m in range(60)]
    log = log_of(
        "\n".join(
            rows
            + [f"c{i}  1{h}:{m:02d}  Page {h}-{m}" for i in range(4) for h in range(5) for m in range(60)]
        )
    )
    with pytest.raises(UsageError, match="300 items"):
        sj.rules(log, ordered=True, min_support=0.1)
    assert sj.rules(log, ordered=True, min_support=0.1, longest=2).table.num_rows > 0
