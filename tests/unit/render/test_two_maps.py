"""Two maps on one grid: what is new, gone, changed or the same is said of every part, in the picture and in words."""

import pytest
from clinic import MAP as TODAY
from clinic_future import MAP as FUTURE
from hotel import MAP as HOTEL

from sojourn.journeymap.model import Emotion, JourneyMap, Stage, Touchpoint
from sojourn.journeymap.pairing import pairing
from sojourn.render import render
from sojourn.render.layout.plan import picture


def test_parts_are_paired_by_id_then_by_name_and_keep_the_order_of_the_second():
    pairs = pairing(TODAY, FUTURE).touchpoints
    assert {p.latest.id: p.standing for p in pairs} == {
        "search": "same", "online": "new", "call": "changed", "confirm": "same", "desk": "changed", "wait": "changed",
        "tests": "same", "doctor": "same", "letter": "gone", "findings": "new", "recall": "same",
    }  # fmt: skip
    kept = [p.other.id for p in pairs if p.other is not None]
    assert kept == [t.id for t in FUTURE.touchpoints]
    renamed = FUTURE.model_copy(
        update={"touchpoints": tuple(t.model_copy(update={"id": f"x-{t.id}"}) for t in FUTURE.touchpoints)}
    )
    assert [p.standing for p in pairing(TODAY, renamed).touchpoints] == [p.standing for p in pairs]


def test_what_is_gone_for_one_is_new_for_the_other():
    there, back = pairing(TODAY, FUTURE), pairing(FUTURE, TODAY)
    turned = {"gone": "new", "new": "gone"}
    for part in ("stages", "touchpoints", "pain_points", "opportunities", "personas"):
        one = {p.latest.id: turned.get(p.standing, p.standing) for p in getattr(there, part)}
        assert one == {p.latest.id: p.standing for p in getattr(back, part)}


def test_a_map_beside_itself_has_not_changed():
    assert {p.standing for p in pairing(TODAY, TODAY).touchpoints} == {"same"}
    drawn = picture(TODAY, beside=TODAY)
    assert all("= same" in card.facts for card in drawn.lane("flow").cards)
    assert drawn.lane("feeling").curve.gaps == ()


def test_every_card_says_what_became_of_it():
    facts = {card.touchpoint: card for card in picture(TODAY, beside=FUTURE).lane("flow").cards}
    assert "− gone" in facts["letter"].facts
    assert facts["letter"].outline == "dashed"
    assert "+ new" in facts["online"].facts
    assert "≠ changed" in facts["wait"].facts
    assert any(fact.startswith("feeling, pain") for fact in facts["wait"].facts)


def test_a_blueprint_and_its_future_are_drawn_as_a_blueprint():
    drawn = picture(TODAY, beside=FUTURE)
    assert [lane.divider.key for lane in drawn.lanes if lane.divider] == [
        "interaction",
        "visibility",
        "internal",
    ]
    behind = {note.label for note in drawn.lane("backstage").notes}
    assert "Letter with findings: gone: Dictation is typed by an outside service" in behind
    assert "Check-in at the desk: Types the form into the record" in behind


def test_large_differences_of_feeling_are_told_and_small_ones_are_not():
    gaps = {gap.touchpoint: gap.words for gap in picture(TODAY, beside=FUTURE).lane("feeling").curve.gaps}
    assert gaps == {
        "call": "Call for an appointment: −2.5 → −0.5 (+2.0)",
        "wait": "Waiting room: −3.0 → +1.0 (+4.0)",
    }


def test_measured_feelings_whose_intervals_meet_are_not_called_different():
    def moved(by, spread):
        felt = {
            key: known.model_copy(
                update={"emotion": known.emotion and known.emotion.model_copy(
                    update={"score": max(-5, known.emotion.score - by), "low": max(-5, known.emotion.score - by - spread),
                            "high": max(-5, known.emotion.score - by) + spread})}
            )
            for key, known in HOTEL.evidence.touchpoints.items()
        }  # fmt: skip
        return HOTEL.model_copy(update={"evidence": HOTEL.evidence.model_copy(update={"touchpoints": felt})})

    sure = {gap.touchpoint for gap in picture(HOTEL, beside=moved(2, 0.2)).lane("feeling").curve.gaps}
    unsure = {gap.touchpoint for gap in picture(HOTEL, beside=moved(2, 3)).lane("feeling").curve.gaps}
    assert "breakfast" in sure
    assert unsure == set()


def test_pain_that_is_gone_and_the_opportunity_that_makes_the_change_are_marked():
    drawn = picture(TODAY, beside=FUTURE)
    pains = [note.label for note in drawn.lane("pain").notes]
    assert any(label.startswith("− gone · Forty minutes without a word") for label in pains)
    assert any("severity 4 → 2 of 5" in label for label in pains)
    actions = [note.label for note in drawn.lane("do_next").notes if "makes the change" in note.label]
    assert len(actions) == 1
    assert "Show the expected turn" in actions[0]


def test_texts_of_both_are_told_apart():
    items = {item.lines[0].content: item.mark for item in picture(TODAY, beside=FUTURE).lane("actions").items}
    assert items["Picks a slot at night"] == "new"
    assert items["Shows insurance card"] == "gone"
    assert items["Waits without knowing how long"] == "dot"


def test_those_who_listen_hear_how_much_changed():
    assert "2 new, 1 gone, 3 changed, 5 the same" in picture(TODAY, beside=FUTURE).description


@pytest.mark.parametrize(("language", "names"), [("en", ("current", "future")), ("zh", ("现状", "目标"))])
def test_the_header_says_which_is_which(language, names):
    drawn = picture(TODAY, beside=FUTURE, language=language)
    told = " ".join(line.content for line in drawn.subtitle)
    assert all(name in told for name in names)
    assert {trace.name for trace in drawn.lane("feeling").curve.traces} == set(names)


def test_two_measured_maps_show_both_shares():
    less = {
        key: known.model_copy(update={"share": known.share / 2})
        for key, known in HOTEL.evidence.touchpoints.items()
    }
    later = HOTEL.model_copy(update={"evidence": HOTEL.evidence.model_copy(update={"touchpoints": less})})
    cards = {card.touchpoint: card for card in picture(HOTEL, beside=later).lane("flow").cards}
    assert "56 % → 28 % of customers" in [fact.replace("\u202f", " ") for fact in cards["bill"].facts]
    assert cards["bill"].share is None
    same = {card.touchpoint: card for card in picture(HOTEL, beside=HOTEL).lane("flow").cards}
    assert same["bill"].share.content.replace("\u202f", " ") == "56 %"
    assert cards["fax"].share is None


def test_the_page_says_the_same_in_words():
    page = render(TODAY, "html", beside=FUTURE)
    for words in ("+ new", "− gone", "≠ changed", "Waiting room: −3.0 → +1.0 (+4.0)", "makes the change"):
        assert words in page


def test_maps_without_anything_in_common_still_have_a_picture():
    def small(name):
        return JourneyMap(
            title=name,
            stages=(Stage(id=name, name=name),),
            touchpoints=(Touchpoint(id=name, name=name, stage=name, emotion=Emotion(score=1)),),
        )

    drawn = picture(small("one"), beside=small("two"))
    assert [card.facts[-1] for card in drawn.lane("flow").cards] == ["− gone", "+ new"]
    assert drawn.title[0].content == "one | two"
