"""The truths: effects are real in the simulation, look-alikes are not, and the document says what the files hold."""

import csv
import math

import numpy as np
import pytest

from sojourn.demo.causes import CAUSES, World
from sojourn.demo.effects import effects, exposures, revenue_brought
from sojourn.demo.membership import subscribe
from sojourn.demo.shopping import shop
from sojourn.demo.touchpoints import STAGES, Touch

PAINS = {
    ("size_guide_phone", "purchase"): (-0.18, -0.06),
    ("slow_chat_reply", "purchase"): (-0.45, -0.20),
    ("slow_chat_reply", "renewal"): (-0.45, -0.15),
    ("late_confirmation", "renewal"): (-0.26, -0.10),
    ("asked_twice", "renewal"): (-0.40, -0.12),
    ("late_parcel", "renewal"): (-0.36, -0.18),
}


@pytest.fixture(scope="module")
def found(company):
    return {(effect.cause.id, effect.goal): effect for effect in effects(company)}


@pytest.mark.parametrize("key", PAINS)
def test_pain_points_hurt_as_much_as_intended(found, key):
    low, high = PAINS[key]
    assert low < found[key].effect < high
    assert (found[key].eligible & found[key].exposed).sum() > 50


@pytest.mark.parametrize("key", [("style_quiz", "purchase"), ("style_quiz", "renewal")])
def test_the_style_quiz_delights(found, key):
    assert 0.05 < found[key].effect < 0.30


LOOK_ALIKES = {
    ("help_page", "renewal"): -1,
    ("help_page", "purchase"): -1,
    ("newsletter", "renewal"): 1,
    ("reviews_read", "purchase"): 1,
    ("search_ads", "purchase"): 1,
}


@pytest.mark.parametrize("key", LOOK_ALIKES)
def test_look_alikes_differ_but_do_nothing(found, key):
    effect = found[key]
    assert effect.effect == 0
    assert effect.naive_difference * LOOK_ALIKES[key] > 0.03
    assert (effect.reached == effect.reached_without).all()


def test_a_cause_changes_nobody_who_did_not_meet_it(found):
    for effect in found.values():
        unmet = effect.eligible & ~effect.exposed
        assert (effect.reached[unmet] == effect.reached_without[unmet]).all()


def test_the_real_world_lived_again_is_the_same(company):
    again = shop(company.people, company.dice, company.period, World())
    member = subscribe(company.people, company.dice, company.period, World(), again)
    assert (again.bought == company.shopping.bought).all()
    assert (member.renewed == company.membership.renewed).all()


def test_pain_costs_money_and_delight_brings_it(company):
    for cause in CAUSES.values():
        brought = revenue_brought(company, cause)
        if cause.role == "pain":
            assert brought < 0
        elif cause.role == "look_alike" or cause.id == "search_ads":
            assert brought == 0
        else:
            assert brought > 0


def test_exposures_can_be_seen_in_the_events(company):
    """Who met a pain is not hidden: the events show it."""
    touch, who = company.events["touchpoint"].to_numpy(), company.events["customer"].to_numpy()
    asked = exposures(company, CAUSES["asked_twice"])[1]
    assert set(who[touch == Touch.ASKED_AGAIN]) == set(np.flatnonzero(asked))
    guide = set(who[touch == Touch.SIZE_GUIDE])
    assert set(np.flatnonzero(exposures(company, CAUSES["size_guide_phone"])[0])) <= guide


def test_the_document_counts_what_happened(company, truth):
    touch, who = company.events["touchpoint"].to_numpy(), company.events["customer"].to_numpy()
    assert truth["schema"] == "pairwise-truth/2"
    assert truth["events"] == company.events.num_rows == sum(t["events"] for t in truth["touchpoints"])
    for goal, name in (("purchase", Touch.ORDER_PLACED), ("renewal", Touch.RENEWED)):
        assert truth["goals"][goal]["touchpoint"] == name.called
        assert truth["goals"][goal]["events"] == (touch == name).sum()
    assert truth["goals"]["purchase"]["customers"] == len(np.unique(who[touch == Touch.ORDER_PLACED]))
    value = company.events["value"].to_numpy()
    for goal, name in (("purchase", Touch.ORDER_PLACED), ("renewal", Touch.RENEWED)):
        assert math.isclose(truth["goals"][goal]["value"], value[touch == name].sum(), abs_tol=0.01)
    assert [stage["name"] for stage in truth["stages"]] == list(STAGES)
    assert sum(s["customers"] for s in truth["segments"]) == company.people.count
    change = truth["trends"]["change_points"][0]
    assert change["date"] == "2026-06-15"
    assert change["share_after"] > 2 * change["share_before"]


def test_the_document_states_the_effects(found, truth):
    stated = {
        (row["id"], goal): effect["effect"]
        for block in ("pain_points", "delights", "look_alikes", "channel_effects")
        for row in truth[block]
        for goal, effect in row["effects"].items()
    }
    assert stated == {key: round(effect.effect, 4) for key, effect in found.items()}
    assert all(row["value_at_stake"] > 0 for row in truth["pain_points"])
    assert all(row["value_brought"] == 0 for row in truth["look_alikes"])


def test_the_table_of_customers_agrees_with_the_document(folder, truth, company):
    with (folder / "_truth" / "customers.csv").open(encoding="utf-8", newline="") as file:
        people = list(csv.DictReader(file))
    assert len(people) == company.people.count
    exposed = [p for p in people if p["renewal_due"] == "true" and p["exposed_late_parcel_renewal"] == "true"]
    late = next(row for row in truth["pain_points"] if row["id"] == "late_parcel")["effects"]["renewal"]
    assert len(exposed) == late["exposed"]
    renewed = sum(p["renewed"] == "true" for p in exposed)
    without = sum(p["reached_without_late_parcel_renewal"] == "true" for p in exposed)
    assert math.isclose((renewed - without) / len(exposed), late["effect"], abs_tol=1e-4)
