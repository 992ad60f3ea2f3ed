"""Laws of attribution: what every model owes to what happened, and agreement with the definitions in plain Python."""

import math
from collections import Counter, defaultdict
from datetime import timedelta
from itertools import permutations

import numpy as np
import oracle
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from property_logs import logs

import sojourn as sj
from sojourn.analysis.attribution import AttributionSpec
from sojourn.analysis.attribution.tables import TIMELESS

CHANNELS = ("ads", "direct", "mail", "search", "social", "store")


def _row(touches):
    return st.tuples(touches, st.integers(0, 4), st.integers(0, 4), st.floats(0, 1e6))


TABLES = st.lists(
    _row(st.lists(st.sampled_from(CHANNELS), min_size=1, max_size=7)), min_size=1, max_size=12
).map(lambda rows: [(path, c, n, v if c else 0.0) for path, c, n, v in rows])
"""Self loops, one touch, one channel, paths that occur twice, no nulls, no conversions: all of it comes up."""


def table_of(rows):
    path, conversions, nulls, value = (list(column) for column in zip(*rows, strict=True))
    return pa.table(
        {
            "path": pa.array([" > ".join(p) for p in path]),
            "total_conversions": conversions,
            "total_conversion_value": value,
            "total_null": nulls,
        }
    )


def credits_of(result, column="conversions"):
    found = defaultdict(dict)
    for row in result.table.to_pylist():
        found[row["model"]][row["channel"]] = row[column]
    return found


@given(rows=TABLES, order=st.sampled_from([None, 1, 2, 3, 4]))
@settings(max_examples=60)
def test_credits_are_never_negative_and_add_up_to_conversions_and_value(rows, order):
    result = sj.attribute_paths(table_of(rows), order=order, level=None)
    conversions, value = sum(r[1] for r in rows), sum(r[3] for r in rows)
    if not conversions:
        assert result.status == "cannot be computed: no path ends in a conversion"
        assert result.table.num_rows == 0
        assert result.value is None
        return
    assert result.conversions == conversions
    for column, total in (("conversions", conversions), ("value", value)):
        for model in TIMELESS:
            given = credits_of(result, column)[model].values()
            assert min(given) >= 0
            assert math.fsum(given) == pytest.approx(total, rel=1e-9, abs=1e-9), model
    assert {name for path, c, n, _ in rows if c + n for name in path} == set(result.channels)


def fixed(path):
    """What the rules without a fit give to the channels of one conversion."""
    found = {
        model: Counter() for model in ("first", "last", "last_non_direct", "linear", "position", "shapley")
    }
    found["first"][path[0]] += 1
    found["last"][path[-1]] += 1
    found["last_non_direct"][next((c for c in reversed(path) if c != "direct"), path[-1])] += 1
    for channel in path:
        found["linear"][channel] += 1 / len(path)
    if len(path) <= 2:
        for channel in (path[0], path[-1]):
            found["position"][channel] += 0.5
    else:
        found["position"][path[0]] += 0.5
        found["position"][path[-1]] += 0.2
        for channel in path[1:-1]:
            found["position"][channel] += 0.3 / (len(path) - 2)
    return found


@given(rows=TABLES)
@settings(max_examples=40)
def test_rules_give_what_they_say(rows):
    expected = {model: Counter() for model in ("first", "last", "last_non_direct", "linear")}
    for path, conversions, _, _ in rows:
        for model, sums in expected.items():
            for channel, share in fixed(path)[model].items():
                sums[channel] += share * conversions
    if not sum(r[1] for r in rows):
        return
    result = credits_of(sj.attribute_paths(table_of(rows), models=[*expected], level=None))
    for model, sums in expected.items():
        for channel, credit in result[model].items():
            assert credit == pytest.approx(sums[channel], abs=1e-9), (model, channel)


@pytest.mark.parametrize("length", [1, 2, 3, 5])
def test_position_gives_its_three_shares(length):
    path = [*CHANNELS[: length - 1], "store"]
    table = table_of([(path, 10, 0, 0.0)])
    result = sj.attribute_paths(table, models=["position"], position=(0.5, 0.3, 0.2), level=None)
    given = credits_of(result)["position"]
    expected = fixed(path)["position"]
    if length == 2:  # what the middle would get goes to the ends in proportion
        expected = {path[0]: 5 / 7, path[1]: 2 / 7}
    assert {c: v / 10 for c, v in given.items()} == pytest.approx(dict(expected))


def removed(rows, order, channel):
    """Conversions per path of the maximum-likelihood chain in plain Python; a path that touches ``channel`` is lost."""
    moves, ends = defaultdict(Counter), defaultdict(Counter)
    for path, conversions, nulls, _ in rows:
        state = ("",) * order
        for touch in path:
            after = (*state, touch)[1:]
            if order == 1:
                after = (touch,)
            moves[state][after] += conversions + nulls
            state = after
        ends[state]["won"] += conversions
        ends[state]["lost"] += nulls
    states = [s for s in {*moves, *ends} if sum(moves[s].values()) + sum(ends[s].values())]
    place = {s: i for i, s in enumerate(states)}
    matrix, won = np.eye(len(states)), np.zeros(len(states))
    for s in states:
        total = sum(moves[s].values()) + sum(ends[s].values())
        if s[-1] == channel:
            continue
        won[place[s]] = ends[s]["won"] / total
        for t, n in moves[s].items():
            if n:
                matrix[place[s], place[t]] -= n / total
    return np.linalg.solve(matrix, won)[place["",] if order == 1 else place[("",) * order]]


@given(rows=TABLES, order=st.sampled_from([1, 2, 3]))
@settings(max_examples=60)
def test_removal_effects_are_those_of_the_chain_solved_without_each_channel(rows, order):
    if not sum(r[1] for r in rows):
        return
    result = sj.attribute_paths(table_of(rows), models=["markov"], order=order, level=None)
    whole = removed(rows, order, None)
    for row in result.removal.to_pylist():
        expected = 1 - removed(rows, order, row["channel"]) / whole
        assert row["effect"] == pytest.approx(expected, abs=1e-9), row["channel"]


@given(rows=TABLES)
@settings(max_examples=25)
def test_shapley_is_the_value_over_all_orders(rows):
    """The definition: mean gain over the orders in which channels come; efficiency is in the law of the sums."""
    if not sum(r[1] for r in rows):
        return
    names = sorted({c for path, n, m, _ in rows if n + m for c in path})
    earned = Counter()
    for path, conversions, _, _ in rows:
        earned[frozenset(path)] += conversions
    expected = Counter()
    orders = list(permutations(names))
    for order in orders:
        before = 0
        for k in range(len(order)):
            after = sum(n for members, n in earned.items() if members <= set(order[: k + 1]))
            expected[order[k]] += (after - before) / len(orders)
            before = after
    given = credits_of(sj.attribute_paths(table_of(rows), models=["shapley"], level=None))["shapley"]
    assert given == pytest.approx({name: expected[name] for name in names}, abs=1e-9)


@given(rows=TABLES)
@settings(max_examples=25)
def test_shapley_is_symmetric_and_gives_nothing_to_a_null_player(rows):
    mirrored = [([{"ads": "mail", "mail": "ads"}.get(c, c) for c in p], n, m, v) for p, n, m, v in rows]
    idle = (["idle"], 0, 3, 0.0)
    result = sj.attribute_paths(table_of([*rows, *mirrored, idle]), models=["shapley"], level=None)
    if result.status != "computed":
        return
    given = credits_of(result)["shapley"]
    assert given["idle"] == 0
    assert given.get("ads") == pytest.approx(given.get("mail"))


@given(rows=TABLES, seed=st.integers(0, 9))
@settings(max_examples=25)
def test_the_order_of_rows_and_the_names_of_rows_cut_in_two_do_not_matter(rows, seed):
    cut = [row for p, c, n, v in rows for row in ((p, c, 0, v), (p, 0, n, 0.0))]
    mixed = [cut[i] for i in np.random.default_rng(seed).permutation(len(cut))]
    a, b = (sj.attribute_paths(table_of(r)) for r in (rows, mixed))
    for left, right in zip(a.table.to_pylist(), b.table.to_pylist(), strict=True):
        numbers = [k for k in left if isinstance(left[k], float)]
        assert {k: v for k, v in left.items() if k not in numbers} == {
            k: v for k, v in right.items() if k not in numbers
        }
        assert [left[k] for k in numbers] == pytest.approx([right[k] for k in numbers], rel=1e-6, abs=1e-6)


def cut(events, window, gap):
    """Paths of one customer in plain Python: (touches, converted) from (time, channel or None, goal)."""
    paths, open_ = [], []

    def close(until, converted):
        kept = [e for e in open_ if e[0] >= until - window]
        left = open_[: len(open_) - len(kept)]
        paths.append((kept, converted))
        while left:
            kept = [e for e in left if e[0] >= left[-1][0] - window]
            left = left[: len(left) - len(kept)]
            paths.append((kept, False))

    for time, channel, goal in events:
        if goal:
            close(time, True)
            open_ = []
        elif channel is not None:
            open_.append((time, channel))
    if open_:
        close(open_[-1][0], False)
    found = []
    for touches, converted in paths:
        merged = []
        for time, channel in touches:
            if merged and merged[-1][1] == channel and time - merged[-1][0] <= gap:
                merged[-1] = (time, channel)
            else:
                merged.append((time, channel))
        found.append((tuple(c for _, c in merged), converted))
    return found


@given(log=logs(), window=st.sampled_from([1, 3_600, 7_200, 10**9]), gap=st.sampled_from([None, 60, 1_800]))
@settings(max_examples=40)
def test_paths_are_those_that_plain_python_cuts(log, window, gap):
    expected = Counter()
    us = 1_000_000
    for journey in oracle.journeys_of(log).values():
        events = [(e.time, e.channel, e.touchpoint == "Buy") for e in journey]
        expected.update(cut(events, window * us, -1 if gap is None else gap * us))
    spec = AttributionSpec(
        ("Buy",),
        window=timedelta(seconds=window),
        visit_gap=None if gap is None else timedelta(seconds=gap),
    )
    found, names = Counter(), log.vocabularies["channel"].names
    for part in log.reduce(spec.measure).parts:
        for i, converted in enumerate(part.converted.tolist()):
            codes = part.codes[part.edges[i] : part.edges[i + 1]].tolist()
            found[tuple(names[c] for c in codes), converted] += 1
            shares = part.shares[part.edges[i] : part.edges[i + 1]]
            assert not codes or shares.sum() == pytest.approx(1)
    assert found == expected
