"""Pain points that people drew, beside what the data say hurts there."""

from functools import cache

import pytest

import sojourn as sj
from sojourn.demo.company import simulate
from sojourn.demo.ledger import ledger
from sojourn.journeymap.bind import bind
from sojourn.journeymap.bind.pains import kind_of
from sojourn.journeymap.model import JourneyMap, Match, PainPoint, Stage, Touchpoint
from sojourn.journeymap.slugs import slug
from sojourn.testing import log_of

GOAL = "Order placed"


@cache
def company():
    return sj.read(ledger(simulate(600, seed=3)))


@cache
def rows():
    return sj.pain_points(company(), GOAL).table.to_pylist()


def row(kind, touchpoint):
    """The strongest row of a kind where something happens."""
    return next(r for r in rows() if r["kind"] == kind and r["touchpoint"] == touchpoint)


def bound(*touchpoints, log=None, language="en"):
    """Touchpoints as (name, (id, text) …)."""
    jmap = JourneyMap(
        title="T",
        language=language,
        stages=(Stage(id="s", name="S"),),
        touchpoints=tuple(
            Touchpoint(
                id=slug(name),
                name=name,
                stage="s",
                pain_points=tuple(PainPoint(id=i, text=text, severity=5) for i, text in pains),
            )
            for name, *pains in [*touchpoints, (GOAL,)]
        ),
    )
    made = bind(jmap, company() if log is None else log, goal=GOAL)
    assert made.model_copy(update={"evidence": None}) == jmap
    return made.evidence


def test_a_text_that_names_the_trouble_gets_its_cost():
    evidence = bound(("Size guide", ("lost", "On the phone they give up here")))
    found, told = evidence.pain_points["lost"], row("drop_off", "Size guide")
    assert told["verdict"] == "costs"
    assert (found.customers, found.outcome, found.currency) == (told["customers"], GOAL, "EUR")
    assert (found.effect, found.value) == (round(told["effect"], 4), round(told["value_at_stake"], 2))
    assert found.effect_low < found.effect < found.effect_high < 0 < found.value_low < found.value
    assert evidence.missing == {}


def test_the_id_that_sojourn_gave_a_pain_point_finds_it_whatever_its_text():
    told = row("wait", "Support replied")
    evidence = bound(("Support replied", (slug(told["id"]), "Nobody home")))
    assert evidence.pain_points[slug(told["id"])].customers == told["customers"]


def test_what_the_data_do_not_decide_has_an_effect_and_no_value():
    told = row("wait", "Confirmation e-mail delivered")
    assert told["verdict"] == "unclear"
    found = bound(("Confirmation e-mail delivered", ("late", "The mail comes late"))).pain_points["late"]
    assert found.effect_low < 0 < found.effect_high
    assert (found.value, found.currency) == (None, None)


def test_no_finding_is_the_evidence_of_two_pain_points():
    evidence = bound(("Size guide", ("a", "They give up"), ("b", "They abandon it")))
    assert set(evidence.pain_points) == {"a"}
    assert (
        evidence.missing["b"]
        == "Another pain point of this touchpoint has the evidence of this kind (giving up)."
    )


@pytest.mark.parametrize(
    ("touchpoint", "text", "language", "reason"),
    [
        ("Size guide", "Fees that nobody can add up", "en", "The text names nothing that events show"),
        ("Size guide", "Slow, and it crashes", "en", "The text names nothing that events show"),
        (
            "Size guide",
            "A long wait",
            "en",
            "Nothing of this kind (a wait) was found here in 30 customers or more.",
        ),
        ("Size guide", "要等太久", "zh", "在此处没有发现涉及 30 位以上客户的这类问题（等待）。"),
        (
            "Page: Help",
            "People abandon us here",
            "en",
            "against comparable customers nothing certain is left of it",
        ),
        ("Moon base", "A long wait", "en", "No event belongs to its touchpoint."),
    ],
)
def test_pain_points_without_evidence_say_why(touchpoint, text, language, reason):
    evidence = bound((touchpoint, ("x", text)), language=language)
    assert evidence.pain_points == {}
    assert reason in evidence.missing["x"]


def test_it_works_where_the_map_calls_things_otherwise():
    jmap = JourneyMap(
        title="T",
        stages=(Stage(id="s", name="S"),),
        touchpoints=(
            Touchpoint(
                id="fit",
                name="Find my size",
                stage="s",
                match=Match(touchpoint=("Size guide",)),
                pain_points=(PainPoint(id="x", text="尺码表看不懂，中途退出"),),
            ),
            Touchpoint(
                id="buy", name="Buy socks", stage="s", match=Match(touchpoint=(GOAL, "Order completed"))
            ),
        ),
    )
    evidence = bind(jmap, company(), goal="buy").evidence
    assert evidence.pain_points["x"].outcome == "Buy socks"
    assert evidence.pain_points["x"].effect < 0


def test_without_anything_to_study_the_reason_is_given():
    log = log_of(f"ann  09:00  Size guide\nann  09:01  {GOAL}\nbob  09:00  Size guide")
    evidence = bound(("Size guide", ("x", "A long wait")), log=log)
    assert set(evidence.missing) == {"x"}


@pytest.mark.parametrize(("language", "told"), [("en", "name one"), ("zh", "请指定目标")])
def test_without_a_goal_nothing_can_be_lost(language, told):
    point = Touchpoint(id="a", name="A", stage="s", pain_points=(PainPoint(id="x", text="A long wait"),))
    jmap = JourneyMap(title="T", language=language, stages=(Stage(id="s", name="S"),), touchpoints=(point,))
    assert told in bind(jmap, log_of("ann  09:00  A\nann  09:01  B")).evidence.missing["x"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Nobody says how long it takes", "wait"),
        ("电话排队太久", "wait"),
        ("The payment fails", "error"),
        ("要填的东西报错", "error"),
        ("Sent back and forth between desks", "loop"),
        ("Must call again", "repeated_contact"),
        ("Every colleague starts over", "channel_break"),
        ("A template for plates", None),
        ("等级规则看不懂", None),
        ("", None),
    ],
)
def test_texts_speak_of_one_kind_of_trouble_or_of_none(text, kind):
    assert kind_of(text) == kind
