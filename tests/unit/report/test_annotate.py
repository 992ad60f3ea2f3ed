"""Findings on the map: feelings, pain points with what they cost, stars, what to do, personas."""

import pytest
from full import PLACES, bare_map, bare_report, full_report
from shop import shop_map

from sojourn.journeymap.document import dump, load
from sojourn.render import to_svg
from sojourn.render.layout.plan import picture
from sojourn.report.annotate import PAINS, annotate


@pytest.fixture(scope="module")
def annotated():
    return annotate(bare_map(), full_report())


def at(jmap, name):
    return next(t for t in jmap.touchpoints if t.name == name)


def test_nothing_found_changes_nothing():
    assert annotate(bare_map(), bare_report()) == bare_map()
    assert annotate(shop_map(), bare_report()) == shop_map()


def test_twice_is_once(annotated):
    assert annotate(annotated, full_report()) == annotated


def test_it_is_a_document_like_any_other(annotated):
    assert load(dump(annotated)) == annotated


def test_feelings_keep_their_basis_and_interval(annotated):
    arc = {f.touchpoint: f.emotion for f in full_report().emotions.arc}
    bases = set()
    for touchpoint in annotated.touchpoints:
        if touchpoint.name not in arc:
            continue
        felt = annotated.evidence.touchpoints[touchpoint.id].emotion
        told = arc[touchpoint.name]
        assert (felt.score, felt.low, felt.high, felt.n, felt.basis) == (
            told.score, told.low, told.high, told.n, told.basis,
        )  # fmt: skip
        assert touchpoint.emotion.basis == told.basis
        bases.add(told.basis.value)
    assert bases == {"observed", "inferred", "assumed"}


def test_only_pain_points_that_cost_are_on_the_map(annotated):
    known = annotated.evidence.pain_points
    assert set(known) == {"p1", "p2", "p3", "p4", "p5"}
    assert len(known) <= PAINS
    drawn = {p.id: t.name for t in annotated.touchpoints for p in t.pain_points}
    assert set(drawn) == set(known)
    assert drawn["p3"] == PLACES["guide"][0]
    assert (known["p1"].value, known["p1"].currency, known["p1"].effect) == (34_700.0, "EUR", -0.182)
    worst = {p.id: p.severity for t in annotated.touchpoints for p in t.pain_points}
    assert worst["p1"] == 5
    assert worst["p5"] == 1


def test_a_touchpoint_left_out_comes_back_for_its_pain_point(annotated):
    before, name = bare_map(), PLACES["wait"][0]
    assert name not in {t.name for t in before.touchpoints}
    back = at(annotated, name)
    row = next(t for t in bare_report().touchpoints if t.name == name)
    known = annotated.evidence.touchpoints[back.id]
    assert (known.customers, known.exits) == (row.customers, row.exits)
    assert annotated.evidence.touchpoints_shown == len(annotated.touchpoints) > len(before.touchpoints)
    assert name in before.left_out
    assert name not in annotated.left_out
    assert any(back.id in {f.source, f.target} for f in annotated.flow)
    assert before.evidence.transitions_shown_share < annotated.evidence.transitions_shown_share <= 1
    assert back.stage in {s.id for s in before.stages}


def test_stars_stand_where_the_outcome_turns(annotated):
    stars = {t.name for t in annotated.touchpoints if t.moment_of_truth}
    assert stars == {PLACES["wait"][0], PLACES["parcel"][0], PLACES["quiz"][0]}


def test_every_pain_point_has_what_to_do_first(annotated):
    assert {o.pain_points for o in annotated.opportunities} == {(p,) for p in annotated.evidence.pain_points}
    first = min(full_report().opportunities, key=lambda o: o.priority)
    assert annotated.opportunities[0].title == first.action


def test_what_somebody_wrote_stays():
    own = annotate(bare_map(), full_report()).opportunities[:1]
    jmap = bare_map().model_copy(update={"opportunities": own})
    assert annotate(jmap, full_report()).opportunities == own


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [None, 1180])
def test_the_picture_has_the_costs_in_their_cards(language, width):
    jmap = annotate(bare_map(language), full_report(language))
    drawn = picture(jmap, width=width)
    notes = drawn.lane("pain").notes
    assert sum("34\u202f700" in note.label for note in notes) == 1
    for lane in drawn.lanes:
        for note in lane.notes:
            assert all(note.box.holds(line.box) for line in note.lines)
        for i, note in enumerate(lane.notes):
            assert not any(note.box.meets(other.box) for other in lane.notes[i + 1 :])
    largest = max((line for note in notes for line in note.lines), key=lambda line: line.size)
    assert "€" in largest.content
    assert "34\u202f700" in to_svg(jmap)


def test_without_money_the_effect_is_the_largest_number():
    report = full_report()
    poor = tuple(
        p.model_copy(update={"value_at_stake": None, "value_low": None, "value_high": None, "currency": None})
        for p in report.pain_points
    )
    jmap = annotate(bare_map(), report.model_copy(update={"pain_points": poor}))
    notes = picture(jmap).lane("pain").notes
    assert any(line.size == 20 and line.content.startswith("−18.2") for n in notes for line in n.lines)
