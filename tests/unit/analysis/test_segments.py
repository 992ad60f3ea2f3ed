"""Segments: planted groups are found, where there are none it says so, and the answer does not depend on order."""

import numpy as np
import pytest
from planted_customers import agreement, planted

import sojourn as sj
from sojourn.analysis.stats.agreement import adjusted_rand, weakest_match
from sojourn.analysis.stats.clustering import (
    NOISE,
    better_than_chance,
    chosen,
    dbscan,
    kmeans,
    kmeans_with_care,
    try_groups,
    ward,
)
from sojourn.analysis.stats.proportions import wilson
from sojourn.errors import UnknownNameError, UsageError
from sojourn.log.journeylog import JourneyLog
from sojourn.log.kernels.clusters import nearest_centres
from sojourn.testing import log_of, random_log

LOG, TRUTH = planted()


@pytest.mark.parametrize("method", ["kmeans", "hierarchical"])
@pytest.mark.parametrize("on", ["features", "paths"])
def test_planted_kinds_of_customers_are_found(method, on):
    found = sj.segments(LOG, method, on=on)
    assert found.groups == 5
    assert agreement(found, TRUTH) >= 0.95


def test_density_finds_crowds_and_leaves_the_others_alone():
    found = sj.segments(LOG, "dbscan")
    inside = found.assignment["segment"].to_numpy() > 0
    assert inside.mean() > 0.8
    kinds = np.array([TRUTH[c] for c in found.assignment["customer"].to_pylist()], np.int32)
    labels = found.assignment["segment"].to_numpy()[inside].astype(np.int32)
    assert adjusted_rand(labels, kinds[inside]) > 0.7
    assert found.table["segment"].to_pylist()[-1] == (0 if (~inside).any() else found.groups)


@pytest.mark.parametrize("seed", range(3))
def test_random_journeys_have_no_segments(seed):
    found = sj.segments(random_log(seed, customers=300), goal="T0")
    assert found.groups == 1
    assert found.reason
    assert found.table["customers"].to_pylist() == [300]
    assert found.traits.num_rows == 0


def test_neither_order_nor_split_nor_more_threads_matter():
    cut = tuple(LOG.shards[0].slice(a, 130) for a in (390, 0, 260, 130))
    other = JourneyLog(cut, LOG.kinds, LOG.vocabularies)
    for on in ("features", "paths"):
        a, b = sj.segments(LOG, on=on, goal="Order"), sj.segments(other, on=on, goal="Order")
        assert a.table == b.table
        assert a.traits == b.traits
        assert a.assignment == b.assignment
        assert a.stability == b.stability


def test_goal_and_value_of_a_segment_are_those_of_its_members():
    found = sj.segments(LOG, goal="Order")
    for row in found.table.to_pylist():
        own = sj.features(LOG.where(found.members(row["segment"])), goal="Order").table
        reached = own["reached"].to_numpy()
        assert row["customers"] == own.num_rows
        assert row["goal_share"] == reached.mean()
        low, high = wilson(np.array([int(reached.sum())]), np.array([own.num_rows]))
        assert (row["goal_low"], row["goal_high"]) == (low[0], high[0])
        assert row["value_mean"] == pytest.approx(own["revenue"].to_numpy().mean())
        assert row["value_low"] <= row["value_mean"] <= row["value_high"]


def test_members_are_a_selection_for_comparisons():
    found = sj.segments(LOG)
    both = sj.compare(sj.exits, LOG, a=found.members(1), b=found.members(2))
    assert (both.customers_a, both.customers_b) == tuple(found.table["customers"].to_pylist()[:2])
    with pytest.raises(UnknownNameError, match="99"):
        found.members(99)


def test_the_goal_does_not_make_the_groups():
    assert sj.segments(LOG, goal="Order").assignment == sj.segments(LOG).assignment


def test_a_given_number_of_groups_is_kept():
    found = sj.segments(LOG, groups=3)
    assert found.table.num_rows == 3
    assert found.stability["groups"].to_pylist() == [3]


def test_few_customers_are_not_divided():
    found = sj.segments(log_of("ann  09:00  Home"))
    assert (found.groups, found.reason) == (1, "there are fewer than 60 customers")


@pytest.mark.parametrize(
    "wrong",
    [{"method": "magic"}, {"on": "dreams"}, {"groups": 1}, {"groups": 4, "method": "dbscan"}],
)
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(UsageError):
        sj.segments(LOG, **wrong)


def clouds(groups, seed, spread=8.0):
    rng = np.random.default_rng(seed)
    kind = rng.integers(0, groups, 900).astype(np.int32)
    centres = rng.normal(size=(groups, 4))
    centres *= spread / np.sqrt(((centres[:, None] - centres) ** 2).sum(-1) + 1e9 * np.eye(groups)).min()
    return centres[kind] + rng.normal(size=(900, 4)), kind


@pytest.mark.parametrize(
    ("groups", "fit"), [(2, kmeans_with_care), (3, ward), (5, kmeans_with_care), (8, kmeans_with_care)]
)
def test_the_number_of_planted_clouds_is_chosen(groups, fit):
    points, kind = clouds(groups, seed=groups)
    trial = kmeans if fit is kmeans_with_care else ward
    assert chosen(try_groups(points, trial, range(2, 9))) == groups
    assert better_than_chance(points, trial, groups)
    assert adjusted_rand(nearest_centres(points, fit(points, groups))[0], kind) > 0.97


def test_one_stretched_cloud_is_cut_stably_yet_is_one():
    points = np.random.default_rng(1).normal(size=(900, 4)) * np.array([5, 1, 1, 1])
    groups = chosen(try_groups(points, kmeans, range(2, 5)))
    assert groups > 1
    assert not better_than_chance(points, kmeans, groups)


def test_kmeans_stops_where_no_point_and_no_centre_moves():
    points, kind = clouds(6, seed=3, spread=3.0)
    centres = kmeans_with_care(points, 6)
    labels, distances = nearest_centres(points, centres)
    means = np.stack([points[labels == g].mean(axis=0) for g in range(6)])
    assert np.allclose(centres, means)
    planted_means = np.stack([points[kind == g].mean(axis=0) for g in range(6)])
    assert distances.sum() <= ((points - planted_means[kind]) ** 2).sum()


def test_density_is_what_the_definition_says():
    points, _ = clouds(3, seed=4)
    found = dbscan(points)
    near = ((points[:, None] - points) ** 2).sum(axis=-1) <= found.radius**2
    core = near.sum(axis=1) > 2 * points.shape[1]
    labels = np.full(len(points), NOISE)
    for start in np.flatnonzero(core):
        reached = near[start] & core & (labels == NOISE)
        while labels[start] == NOISE and reached.any():
            more = near[reached].any(axis=0) & core
            if (more == reached).all():
                labels[reached] = start
            reached = more
    ours = found.assign(points)
    kept = core & (ours != NOISE)
    assert adjusted_rand(ours[kept], np.unique(labels[kept], return_inverse=True)[1].astype(np.int32)) == 1
    assert (ours[~near[:, core].any(axis=1)] == NOISE).all()


def test_agreement_is_counted_over_all_pairs():
    rng = np.random.default_rng(5)
    for _ in range(20):
        a, b = (rng.integers(0, k, 30).astype(np.int32) for k in (3, 4))
        pairs = [(a[i] == a[j], b[i] == b[j]) for i in range(30) for j in range(i)]
        both, in_a, in_b = (
            sum(x) for x in ([p and q for p, q in pairs], [p for p, _ in pairs], [q for _, q in pairs])
        )
        expected = in_a * in_b / len(pairs)
        right = (both - expected) / ((in_a + in_b) / 2 - expected)
        assert adjusted_rand(a, b) == pytest.approx(right, abs=1e-12)
    assert weakest_match(a, a, 3) == 1.0


@pytest.mark.parametrize("on", ["features", "paths"])
def test_customers_who_are_all_alike_form_no_groups(on):
    log = log_of("\n".join(f"c{i:03d}  09:0{m}  Home  web" for i in range(80) for m in range(2)))
    found = sj.segments(log, on=on)
    assert (found.groups, found.reason, found.used) == (1, "customers differ in nothing", ())


def test_one_crowd_is_no_segment():
    found = sj.segments(random_log(1, customers=200), "dbscan")
    assert (found.groups, found.reason) == (1, "there is one crowd only")


def test_paths_over_very_many_touchpoints_go_without_transitions():
    rng = np.random.default_rng(1)
    lines = [f"x{i:04d}  09:00  Page {i}" for i in range(1001)]
    for i in range(200):
        own = rng.choice(["A", "B", "C"] if i % 2 else ["D", "E", "F"], 6)
        lines += [f"c{i:03d}  10:{m:02d}  {name}" for m, name in enumerate(own)]
    found = sj.segments(log_of("\n".join(lines)), on="paths", groups=3)
    assert sorted(found.used) == ["A", "B", "C", "D", "E", "F"]
    sizes = found.table["customers"].to_pylist()
    assert sizes == [1001, 100, 100]


def shoppers(seed=1, customers=300):
    """Searchers and browsers; half of each buy, by lot, and whoever buys gets parcels and mails."""
    rng = np.random.default_rng(seed)
    text, kinds, bought = [], {}, {}
    for i in range(customers):
        who, searches, buys = f"c{i:04d}", rng.random() < 0.4, rng.random() < 0.5
        kinds[who], bought[who] = int(searches), int(buys)
        names = ["Search", "Filter", "Size guide"] if searches else ["Home", "Magazine", "Inspiration"]
        own = list(rng.choice(names, 6))
        own += ["Order"] * buys + list(rng.choice(["Parcel", "Mail", "Review"], 14)) * buys
        where = "app" if searches else "web"
        text += [f"{who}  2026-01-{1 + k:02d}T09:00  {name}  {where}" for k, name in enumerate(own)]
    return log_of("\n".join(text)), kinds, bought


def test_before_the_goal_behaviour_makes_the_groups_and_not_who_bought():
    log, kinds, bought = shoppers()
    found = sj.segments(log, goal="Order", until="goal", groups=2)
    assert agreement(found, kinds) > 0.95
    assert agreement(sj.segments(log, goal="Order", groups=2), bought) > 0.95
    for row in found.table.to_pylist():
        inside = [
            bought[c]
            for c, s in zip(*found.assignment.to_pydict().values(), strict=True)
            if s == row["segment"]
        ]
        assert row["reached"] == sum(inside)
        assert 0.35 < row["goal_share"] < 0.65


def test_nothing_after_the_goal_is_looked_at_on_paths_either():
    log, kinds, _ = shoppers()
    found = sj.segments(log, on="paths", goal="Order", until="goal", groups=2)
    assert not [name for name in found.used if "Parcel" in name or "Order" in name]
    assert agreement(found, kinds) > 0.95


def test_who_begins_with_the_goal_belongs_to_no_segment():
    log, kinds, _ = shoppers()
    begun = sj.segments(log, goal="Home", until="goal", groups=2)
    nothing = begun.table.to_pylist()[-1]
    assert (nothing["segment"], nothing["goal_share"]) == (0, 1.0)
    assert 0 < nothing["customers"] < sum(not k for k in kinds.values())
    assert begun.customers == 300
    assert sum(begun.table["customers"].to_pylist()) == 300


def test_single_events_are_no_behaviour():
    rng = np.random.default_rng(1)
    lines = [f"c{i:04d}  2026-01-{day:02d}T09:00  Survey" for i, day in enumerate(rng.integers(1, 29, 400))]
    found = sj.segments(log_of("\n".join(lines)))
    assert (found.groups, found.stability.num_rows) == (1, 0)
    assert "single event" in found.reason


def test_hours_of_a_single_visit_are_no_habit():
    rng = np.random.default_rng(2)
    lines = []
    for i in range(300):
        hour = rng.choice([2, 8, 14, 20])
        own = rng.choice(["A", "B", "C"], 3 + rng.poisson(3))
        lines += [f"c{i:04d}  2026-01-05T{hour:02d}:{m:02d}  {name}" for m, name in enumerate(own)]
    found = sj.segments(log_of("\n".join(lines)))
    assert not [name for name in found.used if name.endswith("_share")]
    assert found.groups == 1
    assert "night_share" in sj.segments(LOG).used


def test_money_does_not_make_the_groups():
    assert not {"orders", "revenue", "order_value", "recency_days"} & set(sj.segments(LOG).used)
