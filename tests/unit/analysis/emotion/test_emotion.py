"""Feelings against planted truths, and the rules by which they are told."""

import json

import numpy as np
import pyarrow as pa
import pytest

import sojourn as sj
from sojourn.demo.company import simulate
from sojourn.demo.ledger import ledger
from sojourn.demo.touchpoints import Touch
from sojourn.testing import log_of

SEEDS = (1, 2, 3)
CALLED = np.array([touch.called for touch in Touch])


def group_truths(company):
    """Mean true feeling by the name of a touchpoint and device."""
    touch = company.events["touchpoint"].to_numpy().astype(int)
    device = np.array(ledger(company)["device"].fill_null("").to_pylist())
    keys, code = np.unique(np.char.add(np.char.add(CALLED[touch], "|"), device), return_inverse=True)
    felt = company.events["emotion"].to_numpy().astype(float)
    return dict(zip(keys.tolist(), np.bincount(code, felt) / np.bincount(code), strict=True))


def truths(company):
    """Mean true feeling by the name under which a touchpoint is read."""
    touch = company.events["touchpoint"].to_numpy().astype(int)
    names, code = np.unique(CALLED[touch], return_inverse=True)
    felt = company.events["emotion"].to_numpy().astype(float)
    return dict(zip(names.tolist(), np.bincount(code, felt) / np.bincount(code), strict=True))


@pytest.fixture(scope="module")
def found():
    """Per seed the truth, and the result in groups and stages."""
    results = []
    for seed in SEEDS:
        company = simulate(2_000, seed)
        stages = {touch.called: touch.stage for touch in Touch}
        log = sj.read(ledger(company))
        result = sj.emotion(log, by="device", stages=stages)
        results.append((truths(company) | group_truths(company), result))
    return results


def errors(found, basis):
    return [
        abs(row["score"] - truth[row["touchpoint"]])
        for truth, result in found
        for row in result.table.to_pylist()
        if row["basis"] in basis
    ]


def test_feelings_are_near_the_truth(found):
    assert np.mean(errors(found, {"observed"})) < 0.25
    assert np.mean(errors(found, {"inferred"})) < 0.7
    assert np.mean(errors(found, {"observed", "inferred", "assumed"})) < 0.5


def test_the_model_beats_the_mean_on_touchpoints_it_has_not_seen(found):
    for _, result in found:
        assert result.calibration.touchpoints >= 15
        assert result.calibration.error < 0.7 * result.calibration.baseline_error
        assert result.calibration.correlation > 0.6


def test_intervals_cover_the_truth(found):
    covered = [
        row["low"] <= truth[row["touchpoint"]] <= row["high"]
        for truth, result in found
        for row in result.table.to_pylist()
    ]
    assert np.mean(covered) >= 0.93


def test_intervals_of_groups_cover_the_truth(found):
    covered = [
        row["low"] <= truth[f"{row['touchpoint']}|{row['group']}"] <= row["high"]
        for truth, result in found
        for row in result.groups.to_pylist()
        if row["basis"] == "observed"
    ]
    assert len(covered) > 50
    assert np.mean(covered) >= 0.9


def test_a_group_that_suffers_is_told_apart(found):
    for _, result in found:
        rows = {row["group"]: row for row in result.groups.to_pylist() if row["touchpoint"] == "Size guide"}
        assert rows["phone"]["score"] < rows["desktop"]["score"] - 0.5


def test_stages_stand_in_the_given_order(found):
    for _, result in found:
        stages = result.stages.to_pylist()
        assert [row["stage"] for row in stages][:2] == ["Awareness", "Consideration"]
        assert sum(row["events"] for row in stages) == sum(result.table["events"].to_pylist())
        assert all(row["low"] <= row["score"] <= row["high"] for row in stages)


def rated(text, score, scale="stars_1_5"):
    return log_of(text, score=score, scale=[None if s is None else scale for s in score])


def by_name(result):
    return {row["touchpoint"]: row for row in result.table.to_pylist()}


def test_without_ratings_everything_is_assumed_by_name_and_behaviour():
    rows = by_name(sj.emotion(log_of("""
        ann  09:00  Parcel late
        ann  09:01  Order completed
        bob  09:00  Screen 7
        bob  09:01  Friend invited
    """)))  # fmt: skip
    assert {row["basis"] for row in rows.values()} == {"assumed"}
    assert rows["Parcel late"]["score"] < -2
    assert rows["Friend invited"]["score"] > 1.5
    assert rows["Screen 7"]["name_suggests"] is None
    assert all(row["high"] - row["low"] > 3 for row in rows.values())


def test_an_ending_is_no_trouble_where_something_was_achieved():
    rows = by_name(
        sj.emotion(log_of("ann  09:00  Home\nann  09:01  Payment done\nbob  09:00  Home\nbob  09:01  Shelf"))
    )
    assert rows["Payment done"]["ends_share"] == rows["Shelf"]["exit_share"] == 1
    assert rows["Payment done"]["score"] == pytest.approx(rows["Payment done"]["name_suggests"])
    assert rows["Shelf"]["score"] < 0


def test_few_ratings_are_drawn_to_what_is_foretold():
    rows = [f"c{i}  09:00  Parcel late" for i in range(40)]
    few = by_name(sj.emotion(rated("\n".join(rows), [5, 5, *[None] * 38])))["Parcel late"]
    many = by_name(sj.emotion(rated("\n".join(rows), [5, 4] * 20)))["Parcel late"]
    assert few["basis"] == many["basis"] == "observed"
    assert few["rating_mean"] == 5
    assert few["foretold"] < few["score"] < many["score"] < few["rating_mean"]
    assert many["score"] == pytest.approx(many["rating_mean"], abs=0.5)
    assert few["high"] - few["low"] > 2 * (many["high"] - many["low"])


def test_one_rating_is_no_observation():
    row = by_name(sj.emotion(rated("ann  09:00  Cart\nbob  09:00  Cart", [1, None])))["Cart"]
    assert (row["basis"], row["n"], row["ratings"], row["rating_mean"]) == ("assumed", 2, 1, -5)


def test_ratings_outside_their_scale_do_not_count():
    row = by_name(sj.emotion(rated("ann  09:00  Cart\nbob  09:00  Cart", [7, 5])))["Cart"]
    assert row["ratings"] == 1


def test_signs_of_trouble_are_counted():
    rows = by_name(sj.emotion(log_of("""
        ann  09:00:00  Home
        ann  09:00:10  Pay
        ann  09:00:12  Pay
        ann  09:00:14  Pay
        ann  09:00:30  Ticket opened
        bob  09:00:00  Home
        bob  09:00:20  Pay
        bob  09:00:40  Home
        bob  2026-01-02  Order cancelled
    """)))  # fmt: skip
    pay, home = rows["Pay"], rows["Home"]
    assert pay["repeat_share"] == 2 / 4
    assert pay["burst_share"] == 3 / 4
    assert pay["support_share"] == 3 / 4
    assert pay["back_share"] == 1 / 4
    assert home["ends_share"] == 1 / 3
    assert home["harm_share"] == 1 / 3
    assert rows["Ticket opened"]["exit_share"] == 1


def test_a_wait_far_beyond_the_usual_counts_where_the_company_is_waited_for():
    quick = [f"c{i}  09:00  Chat started\nc{i}  09:10  Support replied\nc{i}  09:20  Cart" for i in range(9)]
    slow = "z  2026-01-01  Chat started\nz  2026-01-03  Support replied\nz  2026-01-05  Cart"
    rows = by_name(sj.emotion(log_of("\n".join([*quick, slow]))))
    assert rows["Support replied"]["late_share"] == 0.1
    assert rows["Cart"]["late_share"] == 0


def test_customers_can_be_grouped_by_a_mapping():
    log = rated(
        "ann  09:00  Cart\nbob  09:00  Cart\ncem  09:00  Cart\ndan  09:00  Cart\neve  09:00  Cart",
        [5, 5, 1, 1, None],
    )
    groups = sj.emotion(log, by={"ann": "A", "bob": "A", "cem": "B", "dan": "B"}).groups.to_pylist()
    assert [(g["group"], g["ratings"], g["events"]) for g in groups] == [("A", 2, 2), ("B", 2, 2)]
    told = json.loads(json.dumps(sj.emotion(log, by={"ann": "A"}).to_dict()))
    assert told["spec"]["by"] == [["group", ["A"]]]
    assert groups[0]["score"] > groups[1]["score"] + 1


def test_too_many_groups_are_refused():
    rows = "\n".join(f"c{i}  09:00  Cart  x{i}" for i in range(101))
    with pytest.raises(sj.errors.UsageError, match="101 groups"):
        sj.emotion(log_of(rows), by="channel")


def test_texts_are_read_where_nobody_rates():
    good, bad = "I love it, very happy, great quality!", "Terrible, I am very disappointed and angry."
    rows, score, text = [], [], []
    for i in range(60):
        rows.append(f"a{i:02}  09:00  Item 1")
        score.append(5 if i % 2 else 1)
        text.append(good if i % 2 else bad)
    for i in range(30):
        rows.append(f"b{i:02}  09:00  Item 2")
        score.append(None)
        text.append(bad)
    who, _, where = zip(*(row.split("  ") for row in rows), strict=True)
    columns = {"customer_id": who, "touchpoint": where, "score": score, "text": text}
    columns |= {
        "timestamp": ["2026-01-01T09:00:00Z"] * len(rows),
        "scale": [s and "stars_1_5" for s in score],
    }
    rows = by_name(sj.emotion(sj.read(pa.table(columns))))
    assert rows["Item 2"]["basis"] == "observed"
    assert rows["Item 2"]["n"] == rows["Item 2"]["texts"] == 30
    assert rows["Item 2"]["text_mean"] < -3.5
    assert rows["Item 1"]["text_mean"] == pytest.approx(0, abs=0.6)
