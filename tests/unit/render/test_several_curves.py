"""Curves of several personas, and what was drawn beside what was measured."""

import pytest
import socks
from gym import MAP as GYM
from hotel import MAP as HOTEL

from sojourn.journeymap.model import (
    Basis,
    Emotion,
    Evidence,
    JourneyMap,
    MeasuredEmotion,
    Persona,
    Stage,
    Touchpoint,
)
from sojourn.journeymap.model import TouchpointEvidence as Known
from sojourn.render.layout.felt import OTHERS, felt
from sojourn.render.layout.marks import TALL, height_of
from sojourn.render.layout.plan import picture


def bound(drawn, low, score, high, basis="observed"):
    """One touchpoint with a drawn feeling and a measured one."""
    known = MeasuredEmotion(score=score, low=low, high=high, n=431, basis=basis)
    return JourneyMap(
        title="One",
        stages=(Stage(id="s", name="S"),),
        touchpoints=(Touchpoint(id="t", name="Pay", stage="s", emotion=drawn),),
        evidence=Evidence(
            customers=431, events=431, touchpoints_shown=1, touchpoints_total=1, transitions_shown_share=1,
            touchpoints={"t": Known(customers=431, events=431, share=1, exits=0, exits_share=0, emotion=known)},
        ),
    )  # fmt: skip


def test_a_drawn_feeling_outside_the_interval_is_told_in_words():
    gaps = felt(bound(Emotion(score=3), -1.5, -1.2, -0.9), "en").gaps
    assert [gap.words.replace("\u00a0", " ") for gap in gaps] == ["Pay: drawn +3.0, measured −1.2 (n 431)"]
    assert not gaps[0].better
    assert [g.words for g in felt(bound(Emotion(score=-4), -1.5, -1.2, -0.9, "inferred"), "zh").gaps] == [
        "Pay：设想 −4.0，推断 −1.2（n\u00a0431）"
    ]


@pytest.mark.parametrize(
    ("drawn", "series", "gaps"),
    [
        (Emotion(score=-1.0), 1, 0),
        (Emotion(score=-1.2, basis="observed"), 0, 0),
        (Emotion(score=-1.2, basis="assumed"), 1, 0),
        (Emotion(score=2.0, basis="observed"), 1, 1),
        (None, 0, 0),
    ],
    ids=["inside", "a copy", "a guess that is right", "outside", "nothing drawn"],
)
def test_what_was_drawn_has_a_curve_unless_it_is_the_measurement_itself(drawn, series, gaps):
    found = felt(bound(drawn, -1.5, -1.23, -0.9), "en")
    assert (len(found.series), len(found.gaps)) == (series, gaps)


def test_a_map_whose_feelings_come_from_the_data_has_one_curve():
    curve = picture(socks.MAP).lane("feeling").curve
    assert curve.traces == ()
    assert curve.name is None


def test_measured_faces_are_filled_and_drawn_ones_hollow():
    curve = picture(HOTEL).lane("feeling").curve
    faces = {face.touchpoint: face for face in curve.faces}
    marks = {mark.touchpoint: mark for mark in curve.traces[0].marks}
    assert faces["book"].basis is Basis.OBSERVED
    assert marks["book"].basis is Basis.ASSUMED
    assert marks["book"].y < faces["book"].y
    assert "fax" not in marks
    assert {gap.touchpoint for gap in curve.gaps} == {"book", "check-in", "bill"}


def test_marks_stand_at_the_height_of_their_feeling_even_where_they_are_set_apart():
    drawn = picture(GYM)
    lane = drawn.lane("feeling")
    points = {t.id: t for t in GYM.touchpoints}
    for trace in lane.curve.traces:
        for mark in trace.marks:
            own = points[mark.touchpoint].emotions.get(trace.key) or points[mark.touchpoint].emotion
            assert mark.y == pytest.approx(height_of(lane.box.y, own.score, TALL))
    shared = [face.touchpoint for face in lane.curve.faces]
    assert shared == ["poster-at-the-bus-stop"]


def test_curves_differ_in_more_than_colour_and_have_their_names():
    drawn = picture(GYM)
    traces = drawn.lane("feeling").curve.traces
    assert len({trace.style for trace in traces}) == len(traces) == 2
    assert [trace.initial.content for trace in traces] == ["M", "O"]
    assert [person.initial.content for person in drawn.personas] == ["M", "O"]
    for trace in traces:
        assert " ".join(part.content for part in trace.label) == trace.name


def test_personas_without_feelings_of_their_own_share_a_curve():
    three = (*GYM.personas, Persona(id="ann", name="Ann"))
    assert [s.key for s in felt(GYM.model_copy(update={"personas": three}), "en").series] == [
        "mara",
        "otto",
        "ann",
    ]
    four = (*three, Persona(id="bo", name="Bo"))
    series = felt(GYM.model_copy(update={"personas": four}), "en").series
    assert [s.key for s in series] == ["mara", "otto", OTHERS]
    assert series[-1].feelings == {t.id: t.emotion for t in GYM.touchpoints}


def test_what_was_drawn_for_all_personas_is_held_against_what_was_measured_of_all():
    poster = GYM.touchpoints[0]
    known = MeasuredEmotion(score=-2, low=-2.5, high=-1.5, n=90)
    evidence = Evidence(
        customers=90, events=90, touchpoints_shown=1, touchpoints_total=1, transitions_shown_share=1,
        touchpoints={poster.id: Known(customers=90, events=90, share=1, exits=0, exits_share=0, emotion=known)},
    )  # fmt: skip
    found = felt(GYM.model_copy(update={"evidence": evidence}), "en")
    assert [gap.touchpoint for gap in found.gaps] == [poster.id]
    curve = picture(GYM.model_copy(update={"evidence": evidence})).lane("feeling").curve
    assert [gap.touchpoint for gap in curve.gaps] == [poster.id]


def test_initials_are_never_given_twice():
    people = tuple(Persona(id=f"p{i}", name=name) for i, name in enumerate(["Ann", "Anna", "An", "A", "!"]))
    points = tuple(
        t.model_copy(update={"emotions": {p.id: Emotion(score=i) for i, p in enumerate(people)}})
        for t in GYM.touchpoints
    )
    series = felt(GYM.model_copy(update={"personas": people, "touchpoints": points}), "en").series
    assert [s.initial for s in series] == ["A", "N", "3", "4", "5"]


def test_targets_waits_and_shares_of_personas_are_told_beside_the_data():
    drawn = picture(HOTEL)
    marks = {item.lines[0].content.replace("\u202f", " "): item.mark for item in drawn.lane("kpis").items}
    assert marks == {
        "Conversion: 11.8 %, open": "open",
        "CSAT: 4.1, missed": "missed",
        "Median wait: 19\u00a0min, missed": "missed",
        "Tidiness by audit: open": "open",
        "NPS: 52.3, met": "met",
    }
    over = {bar.touchpoint: bar.tone for bar in drawn.lane("wait").bars if bar.tick is not None}
    assert over == {"check-in": "harm", "bill": "slate"}
    assert "drawn 55" in drawn.personas[0].label
    assert drawn.personas[1].label.endswith("no data")
    cards = {card.touchpoint: card for card in drawn.lane("flow").cards}
    assert cards["fax"].share.whole == "No event is called “Wake-up call”."
    assert any("3 Feb 2026" in fact for fact in cards["upgrade"].facts)
    assert not any("last event" in fact for fact in cards["bill"].facts)
    assert "Wake-up call" in drawn.foot[-1].content
