"""A map against a log, by hand: the score and its parts, each kind of deviation, and what the edits do."""

import json

import pytest

import sojourn as sj
from sojourn.errors import UnknownNameError, UsageError
from sojourn.journeymap.bind import bind
from sojourn.journeymap.conform import check
from sojourn.journeymap.conform.words import remedy, said
from sojourn.journeymap.model import Emotion, Flow, JourneyMap, Match, Persona, Stage, Touchpoint
from sojourn.journeymap.proposals import accept, dump_proposals, load_proposals
from sojourn.testing import log_of

NAMES = {"home": "Home", "cart": "Cart", "pay": "Pay", "help": "Help"}


def journeys(*groups, **columns):
    """A log in which each (n, path) is the journey of n customers, an event an hour."""
    lines, number = [], 0
    for n, path in groups:
        for _ in range(n):
            number += 1
            lines += [
                f"c{number:04}  2026-01-01T{hour:02}:00  {name}  {'app' if n % 2 else 'web'}"
                for hour, name in enumerate(path)
            ]
    return log_of("\n".join(lines), **columns)


def a_map(flow, touchpoints=("home", "cart", "pay"), **more):
    fields = more.pop("fields", {})
    return JourneyMap(
        title="Shop",
        stages=(Stage(id="buy", name="Buy"),),
        touchpoints=tuple(
            Touchpoint(id=t, name=NAMES.get(t, t), stage="buy", **fields.get(t, {})) for t in touchpoints
        ),
        flow=tuple(Flow(source=a, target=b) for a, b in flow),
        **more,
    )


WAY = (("home", "cart"), ("cart", "pay"))
PATH = ("Home", "Cart", "Pay")


def kinds(found):
    return {(d.kind, d.id): d for d in found.deviations}


def test_a_map_that_is_right_scores_one():
    found = check(a_map(WAY), journeys((400, PATH)))
    assert (found.score, found.fitness, found.precision, found.deviations) == (1.0, 1.0, 1.0, ())
    assert found.fit.fitting == 400
    assert found.part("feelings").reason == "no_feelings"
    assert found.part("fitness").low > 0.98


def test_fitness_by_hand():
    """Of two journeys one fits; the other has one event too many and lacks nothing: 1 − 1 / (4 + 1)."""
    found = check(a_map(WAY), journeys((1, PATH), (1, ("Home", "Help", "Cart", "Pay"))))
    assert found.fitness == pytest.approx((1 + 0.8) / 2)
    assert found.fit.weighted == pytest.approx(1 - 1 / (4 + 5))
    marked = a_map(WAY, fields={"home": {"starts": True}, "pay": {"ends": True}})
    found = check(marked, journeys((1, ("Home", "Cart"))))
    assert found.fitness == pytest.approx(1 - 1 / (2 + 3))


def test_precision_by_hand():
    flow = (*WAY, ("pay", "home"), ("home", "help"))
    found = check(a_map(flow, touchpoints=NAMES), journeys((500, PATH)))
    assert found.precision == pytest.approx((3 / 4 + 2 / 4) / 2)
    assert found.part("precision").n == 8


def test_a_harmonic_mean():
    found = check(a_map(WAY), journeys((300, PATH), (300, ("Pay", "Home"))))
    assert found.score == pytest.approx(2 / (1 / found.fitness + 1 / found.precision))


def test_a_missing_touchpoint_comes_with_its_ways():
    jmap, log = a_map((("home", "pay"),), touchpoints=("home", "pay")), journeys((500, PATH))
    found = check(jmap, log)
    deviation = kinds(found)["missing_touchpoint", "cart"]
    assert (deviation.customers, deviation.share.n) == (500, 500)
    mended = accept(jmap, found.proposals)
    assert [t.id for t in mended.touchpoints] == ["home", "cart", "pay"]
    assert {(f.source, f.target) for f in mended.flow} == set(WAY)
    assert check(mended, log).score == 1.0


def test_what_is_left_out_is_not_held_against_the_map():
    jmap = a_map((("home", "pay"),), touchpoints=("home", "pay"), left_out=("CART",))
    found = check(jmap, journeys((500, PATH)))
    assert (found.score, found.deviations) == (1.0, ())
    assert (found.events, found.events_of_log) == (1000, 1500)


def test_a_name_that_fits_nothing():
    jmap = a_map(WAY, fields={"cart": {"match": Match(touchpoint=("Carrt",), channel=("web",))}})
    log = journeys((500, PATH))
    found = check(jmap, log)
    assert set(kinds(found)) == {("unknown_name", "cart")}
    mended = accept(jmap, found.proposals)
    assert mended.touchpoints[1].match == Match(touchpoint=("Cart",), channel=("web",))
    assert check(mended, log).score == 1.0


def test_a_right_name_with_a_condition_that_nothing_fits():
    jmap = a_map(WAY, fields={"cart": {"match": Match(touchpoint=("cart",), channel=("webb",))}})
    log = journeys((500, PATH))
    mended = accept(jmap, check(jmap, log).proposals)
    assert mended.touchpoints[1].match == Match(touchpoint=("Cart",))
    assert check(mended, log).score == 1.0


def test_a_rare_touchpoint_stays_and_a_rare_way_does_not():
    log = journeys((5000, PATH), (1, ("Home", "Help")))
    found = check(a_map((*WAY, ("home", "help")), touchpoints=NAMES), log)
    assert set(kinds(found)) == {("unused_flow", "home>help")}
    assert said(found.deviations[0]).startswith("Hardly anybody (1 of 5,001)")


def test_what_nobody_does_is_removed():
    flow = (*WAY, ("pay", "home"), ("pay", "pay"), ("home", "help"), ("help", "pay"))
    jmap, log = a_map(flow, touchpoints=NAMES), journeys((500, PATH))
    found = check(jmap, log)
    assert set(kinds(found)) == {
        ("unmet_touchpoint", "help"),
        ("unused_flow", "pay>home"),
        ("unused_loop", "pay>pay"),
    }
    assert accept(jmap, found.proposals) == a_map(WAY)


def test_the_other_way_round_and_loops():
    jmap, log = a_map((("cart", "home"), ("cart", "pay"))), journeys((500, ("Home", "Home", "Cart", "Pay")))
    found = check(jmap, log)
    assert set(kinds(found)) == {("other_order", "home>cart"), ("missing_loop", "home>home")}
    mended = accept(jmap, found.proposals)
    assert {(f.source, f.target) for f in mended.flow} == {*WAY, ("home", "home")}


def test_where_journeys_begin_and_end():
    jmap = a_map(WAY, fields={"cart": {"starts": True, "ends": True}})
    log = journeys((500, PATH))
    found = check(jmap, log)
    assert set(kinds(found)) == {
        ("begins_elsewhere", "home"),
        ("never_begins", "cart"),
        ("ends_elsewhere", "pay"),
        ("never_ends", "cart"),
    }
    mended = accept(jmap, found.proposals)
    assert [(t.starts, t.ends) for t in mended.touchpoints] == [(True, False), (False, False), (False, True)]
    assert check(mended, log).score == 1.0


def rated(n=100, score=5):
    return journeys((n, PATH), score=[None, None, score] * n, scale=[None, None, "stars_1_5"] * n)


def test_feelings_are_compared_where_they_are_known():
    jmap = a_map(WAY, fields={"pay": {"emotion": Emotion(score=-1, note="workshop")}})
    found = check(jmap, rated())
    deviation = kinds(found)["feels_better", "pay"]
    gap = deviation.numbers["low"] + 1
    assert found.part("feelings").value == pytest.approx(1 - gap / 10)
    mended = accept(jmap, found.proposals).touchpoints[2].emotion
    assert (mended.basis, mended.note) == ("observed", "workshop")
    assert mended.score > 4
    near = a_map(WAY, fields={"pay": {"emotion": Emotion(score=deviation.numbers["low"] - 0.5)}})
    close = check(near, rated())
    assert (close.part("feelings").value, close.deviations) == (pytest.approx(0.95), ())


def test_few_ratings_decide_nothing():
    jmap = a_map(WAY, fields={"pay": {"emotion": Emotion(score=-5)}})
    assert not any(d.kind == "feels_better" for d in check(jmap, rated(n=9)).deviations)


def test_feelings_of_personas():
    personas = (Persona(id="young", name="Young", segment="channel=web"),)
    emotions = {"emotions": {"young": Emotion(score=-4)}}
    jmap = a_map(WAY, personas=personas, fields={"pay": emotions})
    found = check(jmap, rated())
    deviation = kinds(found)["feels_better", "pay"]
    assert said(deviation).startswith("“Pay” to “Young” feels better than drawn")
    assert accept(jmap, found.proposals).touchpoints[2].emotions["young"].score > 4


def test_an_internal_view():
    spots = {t: {"emotion": Emotion(score=5)} for t in ("home", "cart", "pay")}
    log = journeys((60, PATH), score=[2, 2, 2] * 60, scale=["stars_1_5"] * 180)
    found = check(a_map(WAY, fields=spots), log)
    assert kinds(found)["internal_view", ""].numbers["touchpoints"] == 3
    assert "from within" in said(kinds(found)["internal_view", ""])


def test_waits_longer_than_expected():
    jmap, log = a_map(WAY, fields={"home": {"expected_wait": "5min"}}), journeys((100, PATH))
    found = check(jmap, log)
    assert found.part("waits").value == 0.5
    assert found.score == pytest.approx(3 / (1 + 1 + 2))
    mended = accept(jmap, found.proposals)
    assert mended.touchpoints[0].expected_wait == "2h"
    assert check(mended, log).score == 1.0


def test_many_waits_of_few_customers_are_few_opinions():
    jmap = a_map((*WAY, ("home", "home")), fields={"home": {"expected_wait": "5min"}})
    few = check(jmap, journeys((3, ("Home",) * 20), (40, ("Cart", "Pay"))))
    many = check(jmap, journeys((57, ("Home",) * 2), (40, ("Cart", "Pay"))))
    assert few.part("waits").value == many.part("waits").value == 0.5
    assert ("takes_longer", "home") not in kinds(few)
    told = kinds(many)["takes_longer", "home"].numbers
    assert (told["n"], told["longer_share"], told["high"]) == (57, 1.0, 1.0)
    assert told["low"] == pytest.approx(57 / (57 + 1.96**2), abs=1e-4)


def test_little_data_contradicts_nothing():
    """Nine customers go a way that is not drawn, and of a hundred nobody goes one that is."""
    log = journeys((91, PATH), (9, ("Home", "Pay")))
    assert check(a_map(WAY), log).deviations == ()
    assert check(a_map((*WAY, ("pay", "home"))), log).deviations == ()
    assert check(a_map((*WAY, ("pay", "home"))), log).precision < 1
    assert kinds(check(a_map(WAY), journeys((91, PATH), (10, ("Home", "Pay")))))


def test_least_draws_the_line():
    log = journeys((900, PATH), (100, ("Home", "Pay")))
    assert ("missing_flow", "home>pay") in kinds(check(a_map(WAY), log))
    assert not kinds(check(a_map(WAY), log, least=0.2))
    with pytest.raises(UsageError, match="least is 0"):
        check(a_map(WAY), log, least=0)


def test_fitness_of_groups():
    personas = (
        Persona(id="app", name="App people", segment="channel=app"),
        Persona(id="none", name="Nobody knows", segment="The rich"),
        Persona(id="open", name="Open"),
    )
    log = journeys((20, PATH), (21, ("Home", "Pay")))
    found = check(a_map(WAY, personas=personas), log)
    fits = {(group.dimension, group.name): fit for group, fit in found.groups}
    assert {key: fit.customers for key, fit in fits.items()} == {
        ("persona", "App people"): 21,
        ("channel", "web"): 20,
        ("channel", "app"): 21,
    }
    assert fits["channel", "web"].value == 1
    assert fits["channel", "app"].value == fits["persona", "App people"].value < 1
    assert {name for name, _ in found.skipped_groups} == {"Nobody knows", "Open"}
    assert {g.dimension for g, _ in check(a_map(WAY), log, by="channel").groups} == {"channel"}
    with pytest.raises(UnknownNameError):
        check(a_map(WAY), log, by="chanel")
    with pytest.raises(UsageError, match="make no groups"):
        check(a_map(WAY), log, by="value")


def test_what_cannot_be_computed_says_why():
    log = journeys((20, PATH))
    nobody = log.where(lambda journeys: journeys.keep_customers(journeys.offsets[1:] < 0))
    reasons = {
        "no_customers": check(a_map(WAY), nobody),
        "no_touchpoints": check(
            JourneyMap(title="T", stages=(Stage(id="a", name="A"),), touchpoints=()), log
        ),
        "no_flow": check(a_map(()), log),
        "no_way": check(
            a_map((("home", "cart"),), fields={"home": {"starts": True}, "pay": {"ends": True}}), log
        ),
    }
    for reason, found in reasons.items():
        assert found.part("fitness").reason == reason
        assert (found.score, found.fitness) == (None, None)
        assert found.reason
    assert reasons["no_customers"].deviations == ()
    assert reasons["no_flow"].precision == 1.0


def test_the_result_speaks():
    log = journeys((300, PATH), (30, ("Home", "Help")))
    found = check(a_map(WAY), log, language="zh")
    assert found.table.column_names[:3] == ["kind", "part", "id"]
    first = found.table.to_pylist()[0]
    assert first["says"] == "30位客户（9.1%）会经过“Help”，地图上却没有它。"
    plain = json.loads(json.dumps(found.to_dict()))
    assert plain["score"] == found.score
    assert plain["parts"]["waits"]["reason"].startswith("标了预期等待")
    assert load_proposals(dump_proposals(found.proposals)) == found.proposals
    assert repr(found).startswith("Conformance: score 0.9")
    with pytest.raises(UsageError):
        check(a_map(WAY), log, language="fr")


def test_hostile_names_are_only_text():
    name = "{0.__class__} <script> [bold]"
    jmap = a_map((), touchpoints=("home",))
    found = check(jmap, journeys((400, ("Home", name))))
    deviation = found.deviations[0]
    assert name in said(deviation)
    assert name not in remedy(deviation)
    assert accept(jmap, found.proposals).touchpoints[1].name == name


def test_many_missing_touchpoints_get_ids_of_their_own():
    jmap, log = a_map((), touchpoints=("home",)), journeys((400, ("Home", "Help!", "help", "Help?")))
    found = check(jmap, log)
    mended = accept(jmap, found.proposals)
    assert sorted(t.id for t in mended.touchpoints) == ["help", "help-2", "help-3", "home"]
    again = accept(mended, check(mended, log).proposals)
    assert check(again, log).score == 1.0


def test_it_is_public():
    assert sj.check is check


def test_a_map_of_something_else_scores_nothing():
    found = check(a_map((("x", "y"),), ("x", "y")), journeys((50, PATH)))
    assert (found.score, found.fitness, found.precision) == (0.0, 0.0, 0.0)


def test_too_many_values_make_no_groups():
    log = log_of("\n".join(f"c{i}  09:00  Page {i % 101}" for i in range(202)))
    with pytest.raises(UsageError, match="'touchpoint' has 101 values"):
        check(a_map(WAY), log, by="touchpoint")
    with pytest.raises(UsageError, match="not kept as names"):
        check(a_map(WAY), journeys((2, ("Home",)), note=["one", "two"]), by="note")


def test_a_name_too_long_for_a_map_is_left_out_all_the_same():
    """Discovery leaves it out under the 200 characters of it that a map can hold; bind and check know it again."""
    long = "Page " + "x" * 300
    log = journeys((90, PATH), (10, ("Home", long, "Cart", "Pay")))
    jmap = sj.discover(log, max_touchpoints=3)
    assert [len(name) for name in jmap.left_out] == [200]
    assert bind(jmap, log).evidence.folded == ()
    assert check(jmap, log).fitness == 1.0
