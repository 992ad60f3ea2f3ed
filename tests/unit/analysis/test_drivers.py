"""Drivers: effects that are planted are found with honest intervals, nothing of the future is used."""

import numpy as np
import pyarrow as pa
import pytest

import sojourn as sj
from sojourn.analysis.stats.regression import (
    Design,
    auc,
    independent_columns,
    linear,
    logistic,
    predicted,
    telling_columns,
)
from sojourn.analysis.stats.tree import leaves
from sojourn.errors import UnitError, UnknownNameError, UsageError
from sojourn.testing import log_of, random_log


def expit(x):
    return 1 / (1 + np.exp(-x))


def drawn(rng, n=600):
    """A flag, two dummies of one attribute and a number; and the chance of yes."""
    flag = rng.random(n) < 0.4
    level = rng.integers(0, 3, n)
    number = rng.normal(size=n) + flag
    values = np.stack([flag, level == 1, level == 2, number], axis=1).astype(float)
    design = Design(values, np.array([1, 1, 1, 1.0]), np.array([0, 1, 1, -1]))
    return design, expit(-0.5 + values @ np.array([0.8, 0.6, -0.4, 0.5]))


def test_coefficients_make_the_likelihood_stationary_and_effects_are_mean_differences():
    rng = np.random.default_rng(1)
    design, chance = drawn(rng)
    hits = (rng.random(len(chance)) < chance).astype(float)
    found = logistic(design, hits)
    constant, slopes = found.coefficients[0], found.coefficients[1:]
    fitted = expit(constant + design.values @ slopes)
    assert np.allclose(design.values.T @ (hits - fitted), 0, atol=1e-3)
    yes, no = design.values.copy(), design.values.copy()
    yes[:, 0], no[:, 0] = 1, 0
    by_hand = (expit(constant + yes @ slopes) - expit(constant + no @ slopes)).mean()
    assert found.effects[0] == pytest.approx(by_hand, abs=1e-6)
    yes, no = design.values.copy(), design.values.copy()
    yes[:, 1:3], no[:, 1:3] = (1, 0), (0, 0)
    by_hand = (expit(constant + yes @ slopes) - expit(constant + no @ slopes)).mean()
    assert found.effects[1] == pytest.approx(by_hand, abs=1e-6)
    assert found.effects[3] == pytest.approx((fitted * (1 - fitted)).mean() * slopes[3], abs=1e-6)


def test_intervals_of_effects_hold_the_truth_as_often_as_they_say():
    rng = np.random.default_rng(2)
    big, chance = drawn(rng, 200_000)
    truth = logistic(big, chance).effects  # the mean effects of the true chances
    held = np.zeros(4)
    for _ in range(300):
        design, chance = drawn(rng)
        found = logistic(design, (rng.random(len(chance)) < chance).astype(float))
        held += np.abs(found.effects - truth) <= 1.96 * found.errors
    assert ((held / 300 >= 0.91) & (held / 300 <= 0.985)).all(), held / 300


def test_linear_errors_are_robust_against_unequal_noise():
    rng = np.random.default_rng(3)
    held = 0
    for _ in range(300):
        x = rng.normal(size=400)
        y = 1.5 * x + rng.normal(size=400) * (0.3 + np.abs(x))
        found = linear(Design(x[:, None], np.ones(1), np.array([-1])), y)
        held += abs(found.effects[0] - 1.5) <= 1.96 * found.errors[0]
    assert 0.91 <= held / 300 <= 0.98


def test_columns_that_others_explain_and_that_tell_everything_are_known():
    rng = np.random.default_rng(4)
    a, b = rng.normal(size=(2, 300))
    values = np.stack([a, np.full(300, 2.0), b, a + b, a + rng.normal(size=300)], axis=1)
    assert independent_columns(values).tolist() == [0, 2, 4]
    hits = (a > 0).astype(float)
    design = Design(np.stack([hits, b], axis=1), np.ones(2), np.array([0, -1]))
    assert telling_columns(design, hits).tolist() == [0]


def test_area_and_its_error():
    rng = np.random.default_rng(5)
    hits = (rng.random(300) < 0.3).astype(float)
    scores = np.round(rng.normal(size=300) + hits, 1)
    area, error = auc(scores, hits)
    yes, no = scores[hits > 0][:, None], scores[hits == 0]
    assert area == pytest.approx(((yes > no) + 0.5 * (yes == no)).mean())
    picks = rng.integers(0, 300, (300, 300))
    assert error == pytest.approx(np.std([auc(scores[i], hits[i])[0] for i in picks]), rel=0.2)


def test_a_planted_tree_is_found_and_told_honestly():
    rng = np.random.default_rng(6)
    values = np.stack([rng.integers(0, 10, 4000), rng.random(4000) < 0.5, rng.normal(size=4000)], axis=1)
    chance = np.where(values[:, 0] >= 6, np.where(values[:, 1] > 0, 0.8, 0.4), 0.1)
    outcome = (rng.random(4000) < chance).astype(float)
    found = leaves(values, outcome)
    paths = [[(c.column, c.above, c.threshold) for c in leaf.conditions] for leaf in found]
    assert [p[0] for p in paths] == [(0, True, 6.0), (0, True, 6.0), (0, False, 6.0)]
    assert [p[1][:2] for p in paths[:2]] == [(1, True), (1, False)]
    means = [outcome[leaf.judged].mean() for leaf in found]
    assert means == pytest.approx([0.8, 0.4, 0.1], abs=0.06)
    assert sum(len(leaf.rows) for leaf in found) == 4000


def test_noise_has_hardly_ever_a_tree():
    rng = np.random.default_rng(7)
    split = sum(len(leaves(rng.normal(size=(400, 5)), rng.random(400).round())) > 1 for _ in range(60))
    assert split <= 6


def planted_log(n=500, seed=8):
    """Who meets Help in the first visit buys less often later; a failure comes only after the goal is missed."""
    rng = np.random.default_rng(seed)
    rows = []
    for i in range(n):
        helped, early = rng.random() < 0.5, rng.random() < 0.1
        rows.append((i, "01T09:00", "Home"))
        if helped:
            rows.append((i, "01T09:05", "Help page"))
        if early:
            rows.append((i, "01T09:10", "Order"))
            continue
        bought = rng.random() < (0.2 if helped else 0.5)
        rows.append((i, "05T09:00", "Order" if bought else "Goodbye"))
    return rows, log_of("\n".join(f"c{i:04d}  2026-01-{time}  {name}" for i, time, name in rows))


def test_only_what_came_before_the_landmark_explains_the_goal():
    rows, log = planted_log()
    found = sj.drivers(log, goal="Order")
    early = {i for i, time, name in rows if name == "Order" and time.startswith("01")}
    assert found.excluded == {"goal_before_landmark": len(early)}
    assert found.eligible == 500 - len(early)
    table = {r["feature"]: r for r in found.table.to_pylist()}
    assert "touchpoint:Goodbye" not in table
    assert "touchpoint:Order" not in table
    helped = table["touchpoint:Help page"]
    assert helped["low"] < -0.3 < helped["high"]
    assert table["events"]["status"] == "left_out"
    assert helped["q"] < 1e-6


def test_the_landmark_may_be_a_time_after_the_first_event():
    _, log = planted_log()
    visit, days = sj.drivers(log, goal="Order"), sj.drivers(log, goal="Order", landmark="2d")
    assert days.excluded == visit.excluded
    whole = sj.drivers(log, goal="Order", landmark="30d")
    assert (whole.eligible, whole.fit) == (0, None)
    assert whole.reason == "there is nobody to look at"
    assert whole.excluded["landmark_after_last_event"] + whole.excluded["goal_before_landmark"] == 500


def test_satisfaction_is_the_last_rating_explained_by_what_came_before():
    rng = np.random.default_rng(9)
    text, scores = [], []
    for i in range(400):
        late, page = rng.random() < 0.4, rng.random() < 0.5
        text.append(f"c{i:04d}  09:00  Home")
        text += [f"c{i:04d}  09:01  Parcel late"] * late + [f"c{i:04d}  09:02  Page"] * page
        text.append(f"c{i:04d}  09:05  Survey")
        text.append(f"c{i:04d}  09:06  Refund")
        scores += [None] * (1 + late + page) + [
            float(np.clip(round(4 - 1.5 * late + rng.normal()), 1, 5)),
            None,
        ]
    log = log_of("\n".join(text), score=scores, scale=[None if s is None else "csat_1_5" for s in scores])
    found = sj.drivers(log, "satisfaction")
    table = {r["feature"]: r for r in found.table.to_pylist()}
    late = np.array([s for s in scores if s is not None])
    assert found.mean == pytest.approx((2.5 * late - 7.5).mean())
    assert "touchpoint:Refund" not in table
    assert "touchpoint:Survey" not in table
    assert table["touchpoint:Parcel late"]["effect"] == pytest.approx(-3.4, abs=0.6)
    assert table["touchpoint:Page"]["q"] > 0.01 or table["touchpoint:Page"]["status"] != "ok"


def test_a_plain_table_explains_a_column():
    rng = np.random.default_rng(10)
    plan = rng.choice(["basic", "full", "trial"], 900, p=[0.5, 0.3, 0.2])
    months = rng.integers(0, 40, 900).astype(float)
    chance = expit(0.5 - 1.2 * (plan == "full") - 0.05 * months)
    table = pa.table(
        {
            "plan": plan,
            "months": months,
            "left": np.where(rng.random(900) < chance, "yes", "no"),
            "id": [str(i) for i in range(900)],
            "gap": pa.array([None if i < 5 else float(i % 7) for i in range(900)]),
        }
    )
    found = sj.drivers_of(table, "left")
    rows = {r["feature"]: r for r in found.table.to_pylist()}
    assert rows["plan: full"]["high"] < 0
    assert rows["months"]["high"] < 0
    assert rows["plan: trial"]["q"] > 0.01
    assert rows["id"]["reason"] == "more than 12 values"
    assert (found.eligible, found.excluded) == (895, {"missing_number_or_outcome": 5})
    assert found.mean == pytest.approx(np.mean(table["left"].to_numpy()[5:] == "yes"))
    assert 0.6 < found.fit_low < found.fit < found.fit_high < 0.85
    assert found.tree.num_rows >= 2
    again = sj.drivers_of(table.select(["left", "months"]), "left", features=["months"])
    assert [r["feature"] for r in again.table.to_pylist()] == ["months"]


def test_truth_values_explain_and_what_cannot_be_estimated_is_listed():
    table = pa.table(
        {
            "x": [True, False] * 200,
            "sure": [True, True, True, False] * 100,
            "y": [0.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 1.0] * 50,
        }
    )
    rows = {r["feature"]: r for r in sj.drivers_of(table, "y").table.to_pylist()}
    assert rows["x"]["effect"] == pytest.approx(0.5 - 0.75, abs=1e-6)
    assert rows["sure"]["reason"] == "the outcome does not vary on one side of it"
    alone = sj.drivers_of(table, "y", features=["sure"])
    assert (alone.fit, alone.reason) == (None, "no feature is left")
    assert alone.table["feature"].to_pylist() == ["sure"]


@pytest.mark.parametrize(
    ("question", "error"),
    [
        (lambda: sj.drivers(random_log(1), "luck"), UnknownNameError),
        (lambda: sj.drivers(random_log(1), goal="Ordr"), UnknownNameError),
        (lambda: sj.drivers(random_log(1), goal="T0", landmark=7), UnitError),
        (lambda: sj.drivers_of(pa.table({"a": [1, 2]}), "b"), UnknownNameError),
        (lambda: sj.drivers_of(pa.table({"a": [1, 2], "b": [1, 1]}), "b"), UsageError),
        (lambda: sj.drivers_of(pa.table({"a": [1, 2, 3], "b": ["x", "y", "z"]}), "b"), UsageError),
        (lambda: sj.drivers_of(pa.table({"a": [1, 2]}), "a", features=["a"]), UsageError),
    ],
)
def test_what_makes_no_sense_is_refused(question, error):
    with pytest.raises(error):
        question()


def test_without_a_goal_or_enough_customers_the_reason_is_said():
    assert sj.drivers(random_log(1)).reason == "no goal is given"
    few = sj.drivers(random_log(1, customers=30), goal="T0")
    assert few.fit is None
    assert "too few" in few.reason
    assert sj.drivers(random_log(1), "satisfaction").excluded == {"no_rating_or_nothing_before_it": 40}


def test_a_handful_of_customers_is_no_driver():
    rng = np.random.default_rng(11)
    n = 2000
    often, some = rng.random(n) < 0.5, rng.random(n) < 0.4
    bought = rng.random(n) < 0.2 + 0.15 * often
    few = np.zeros(n, bool)
    few[np.flatnonzero(bought)[:24]] = few[np.flatnonzero(~bought)[:4]] = True
    lucky = np.zeros(n, bool)
    lucky[np.flatnonzero(bought)[:31]] = lucky[np.flatnonzero(~bought)[:4]] = True
    table = pa.table({"few": few, "lucky": lucky, "often": often, "some": some, "bought": bought})
    rows = {r["feature"]: r for r in sj.drivers_of(table, "bought").table.to_pylist()}
    assert rows["few"]["reason"] == "fewer than 30 observations are on one side of it"
    assert rows["lucky"]["reason"] == "fewer than 5 observations of one outcome are on one side of it"
    assert rows["often"]["status"] == rows["some"]["status"] == "ok"


def test_what_many_meet_stands_before_what_few_meet():
    rng = np.random.default_rng(12)
    n = 6000
    many, rare = rng.random(n) < 0.5, rng.random(n) < 0.012
    bought = rng.random(n) < 0.3 + 0.15 * many + 0.3 * rare
    found = sj.drivers_of(
        pa.table({"rare": rare, "many": many, "x": rng.random(n) < 0.5, "bought": bought}), "bought"
    )
    rows = found.table.to_pylist()
    assert [r["feature"] for r in rows[:2]] == ["many", "rare"]
    assert rows[0]["effect"] < rows[1]["effect"]
    assert rows[0]["strength"] == pytest.approx(rows[0]["low"] * many.std())
    assert rows[2]["strength"] == 0.0


def test_devices_are_compared_with_the_usual_one_and_without_those_seen_on_none():
    rng = np.random.default_rng(13)
    text, device = [], []
    for i in range(900):
        own = rng.choice(["phone", "desktop", "tablet", None], p=[0.5, 0.2, 0.1, 0.2])
        bought = own is not None and rng.random() < (0.5 if own == "desktop" else 0.3)
        text += [
            f"c{i:04d}  2026-01-01T09:00  Home",
            f"c{i:04d}  2026-01-05T09:00  {'Order' if bought else 'Bye'}",
        ]
        device += [own, own]
    found = sj.drivers(log_of("\n".join(text), device=device), goal="Order")
    rows = {r["feature"]: r for r in found.table.to_pylist()}
    assert set(rows) >= {"device:desktop", "device:tablet"}
    assert not {"device:phone", "device: none"} & set(rows)
    assert found.n == sum(d is not None for d in device) // 2
    assert rows["device:desktop"]["low"] < 0.2 < rows["device:desktop"]["high"]
    assert rows["device:tablet"]["low"] < 0.0 < rows["device:tablet"]["high"]


@pytest.mark.parametrize("model", [linear, logistic])
def test_columns_that_only_one_fold_tells_apart_do_not_stop_the_prediction(model):
    rng = np.random.default_rng(3)
    first = rng.normal(size=60)
    second = first.copy()
    second[17] += 1.0  # without the fold of this row, the two are one column
    design = Design(np.stack([first, second], axis=1), np.ones(2), np.full(2, -1))
    outcome = (first + rng.normal(size=60) > 0).astype(np.float64)
    found = predicted(design, outcome, model)
    assert np.isfinite(found).all()
    assert np.corrcoef(found, outcome)[0, 1] > 0.4
