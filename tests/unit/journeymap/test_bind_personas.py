"""Whose events are a persona's, and what is said of personas that have none."""

import pytest

from sojourn.analysis.segments.naming import segment_names
from sojourn.analysis.segments.usual import usual_segments
from sojourn.journeymap.bind import bind
from sojourn.journeymap.bind.personas import FEWEST
from sojourn.journeymap.conform import check
from sojourn.journeymap.model import Basis, Flow, JourneyMap, Persona, Stage, Touchpoint
from sojourn.testing import log_of

CUSTOMERS = 12


def a_log():
    """Twelve customers: all see Home; the even ones by phone, and later on a tablet; every third has Help & care; four of the pro plan buy."""
    rows, device, plan, score = [], [], [], []

    def add(row, on, of, rated=None):
        rows.append(row)
        device.append(on)
        plan.append(of)
        score.append(rated)

    for i in range(CUSTOMERS):
        on, of = ("phone" if i % 2 == 0 else "desktop"), ("pro & co" if i < 6 else "free")
        add(f"c{i:02}  09:00  Home  web", on, of, 5.0 if i % 2 else 1.0 + i % 3)
        if i % 3 == 0:
            add(f"c{i:02}  09:10  Help & care  chat", "tablet", of)
        if i in (0, 1, 2, 4, 6):
            add(f"c{i:02}  09:20  Till  web", on, of)
    scale = [None if s is None else "csat_1_5" for s in score]
    return log_of("\n".join(rows), device=device, plan=plan, score=score, scale=scale)


LOG = a_log()


def bound(*segments, language="en"):
    jmap = JourneyMap(
        title="T",
        language=language,
        stages=(Stage(id="s", name="S"),),
        touchpoints=(
            Touchpoint(id="home", name="Home", stage="s"),
            Touchpoint(id="pay", name="Till", stage="s"),
        ),
        personas=tuple(
            Persona(id=f"p{i}", name=f"P{i}", segment=s, share=0.9) for i, s in enumerate(segments)
        ),
    )
    return bind(jmap, LOG)


@pytest.mark.parametrize(
    ("segment", "customers", "payers"),
    [
        ("device=phone", 6, 4),
        ("Device = phone", None, None),
        ("device=PHONE", 6, 4),
        ("device=tablet", None, None),  # four: too few
        ("first_device=desktop", 6, 1),
        ("first_channel=web", 12, 5),
        ("reached=pay", 5, 5),
        ("reached=Till", 5, 5),
        ("channel=web & first_device=phone", 6, 4),
        ("plan=pro & co", 6, 4),
        ("plan=free&device=phone", None, None),  # three
        ("plan=free & device=desktop&channel=web", None, None),
        ("reached=home & plan=free", 6, 1),
    ],
)
def test_conditions_choose_customers(segment, customers, payers):
    evidence = bound(segment).evidence
    if customers is None:
        assert "p0" in evidence.missing
        assert not evidence.personas
        assert not evidence.touchpoints["home"].personas
        return
    known = evidence.personas["p0"]
    assert (known.customers, known.share) == (customers, round(customers / CUSTOMERS, 4))
    there = evidence.touchpoints["pay"].personas["p0"]
    assert (there.customers, there.share) == (payers, round(payers / customers, 4))
    assert evidence.missing == {}


@pytest.mark.parametrize(
    ("segment", "reason"),
    [
        (None, "no segment"),
        ("device=fone", "No event has “device” = “fone”. Close to it: “phone”."),
        ("devise=phone", "Events have no “devise”. Close to it: “device”."),
        ("score=5", "“score” holds numbers or times, which make no groups."),
        ("reached=Tilll", "Close to it: “Till”."),
        ("device=", "“device=” is not a condition such as channel=app."),
        ("device=phone & huh", "“huh” is not a condition"),
        ("device=tablet", f"4 of the customers belong to it; below {FEWEST} nothing is said."),
        ("Night owls", "There is no segment “Night owls”. No segments were found in this log."),
    ],
)
def test_personas_without_customers_say_why(segment, reason):
    assert reason in bound(segment).evidence.missing["p0"]


def test_reasons_are_in_the_language_of_the_map():
    missing = bound(None, "device=fone", "Night owls", language="zh").evidence.missing
    assert missing["p0"] == "该人物画像没有指定分群，无从知道哪些事件属于他们。"
    assert missing["p1"] == "没有“device”为“fone”的事件。相近的名称：“phone”。"
    assert "没有名为“Night owls”的分群" in missing["p2"]


def test_personas_may_share_customers_and_feel_apart():
    jmap = bound("device=phone", "first_device=desktop", "channel=web")
    evidence = jmap.evidence
    assert [evidence.personas[f"p{i}"].customers for i in range(3)] == [6, 6, 12]
    felt = [evidence.touchpoints["home"].personas[f"p{i}"].emotion for i in range(3)]
    assert {f.basis for f in felt} == {Basis.OBSERVED}
    assert [f.n for f in felt] == [6, 6, 12]
    assert felt[0].score < felt[2].score < felt[1].score
    assert [p.share for p in jmap.personas] == [0.9] * 3


def shoppers(deal="Deal"):
    """Eighty customers of two kinds; every other one of the first kind orders."""
    rows = []
    for i in range(80):
        pages = [deal, "Coupon", deal, "Coupon"] if i % 2 else ["Blog", "Video"] * (4 + i % 3)
        pages = [*pages, "Order placed"] if i % 4 == 1 else pages
        rows += [f"c{i:03}  {9 + k // 6:02}:{k % 6}{i % 10}  {page}" for k, page in enumerate(pages)]
    return log_of("\n".join(rows))


def naming(*segments, evidence=None):
    """A map with a persona for each segment."""
    return JourneyMap(
        title="T",
        stages=(Stage(id="s", name="S"),),
        touchpoints=(
            Touchpoint(id="blog", name="Blog", stage="s"),
            Touchpoint(id="v", name="Video", stage="s"),
            Touchpoint(id="c", name="Coupon", stage="s"),
        ),
        personas=tuple(Persona(id=f"p{i}", name=f"P{i}", segment=s) for i, s in enumerate(segments)),
        flow=(Flow(source="blog", target="v"),),
        evidence=evidence,
    )


def reported(log, goals):
    found = usual_segments(log, goals, "UTC")
    sizes = {row["segment"]: row["customers"] for row in found.table.to_pylist()}
    return {name: sizes[number] for number, name in segment_names(found, "en").items()}


@pytest.mark.parametrize(
    ("goal", "events"),
    [
        (None, ("Order placed",)),
        ("coupon", ("Coupon",)),
        ("c", ("Coupon",)),
        (["Coupon", "Order placed"], ("Coupon", "Order placed")),
    ],
)
def test_bind_and_check_mean_the_same_customers_by_a_segment(goal, events):
    log = shoppers()
    sizes = reported(log, events)
    jmap = naming(*sizes)
    bound = bind(jmap, log, goal=goal)
    checked = check(jmap, log, by="persona", goal=goal)
    assert [p.customers for p in bound.evidence.personas.values()] == list(sizes.values())
    assert [fit.customers for _, fit in checked.groups] == list(sizes.values())


def test_a_check_takes_the_goal_of_the_evidence():
    log = shoppers()
    sizes = reported(log, ("Coupon",))
    assert sizes.keys().isdisjoint({"With “Coupon”, few events"})
    bound = bind(naming(*sizes), log, goal="Coupon")
    assert bound.evidence.goal.touchpoint == "c"
    assert bind(bound, log) == bound
    assert [fit.customers for _, fit in check(bound, log, by="persona").groups] == list(sizes.values())


def test_a_segment_may_quote_a_touchpoint_that_looks_like_a_condition():
    log = shoppers("/deals?page=1")
    name = next(name for name in reported(log, ("Order placed",)) if "page=1" in name)
    evidence = bind(naming(name, "with “page=1”"), log).evidence
    assert evidence.personas["p0"].customers == 40
    assert "page" in evidence.missing["p1"]


def test_a_persona_is_a_segment_by_the_name_a_report_gives_it():
    rows = []
    for i in range(80):
        pages = ["Deal", "Coupon", "Deal", "Coupon"] if i % 2 else ["Blog", "Video"] * (4 + i % 3)
        rows += [f"c{i:03}  {9 + k // 6:02}:{k % 6}{i % 10}  {page}" for k, page in enumerate(pages)]
    log = log_of("\n".join(rows))
    found = usual_segments(log, (), "UTC")
    names = segment_names(found, "en")
    assert len(names) >= 2
    jmap = JourneyMap(
        title="T",
        stages=(Stage(id="s", name="S"),),
        touchpoints=(
            Touchpoint(id="deal", name="Deal", stage="s"),
            Touchpoint(id="blog", name="Blog", stage="s"),
        ),
        personas=(
            Persona(id="one", name="One", segment=names[1].upper()),
            Persona(id="other", name="Other", segment="Somebody else"),
        ),
    )
    evidence = bind(jmap, log).evidence
    rows = {row["segment"]: row["customers"] for row in found.table.to_pylist()}
    assert evidence.personas["one"].customers == rows[1]
    assert names[1] in evidence.missing["other"]
    met = [t.personas["one"].share for t in evidence.touchpoints.values() if "one" in t.personas]
    assert met == [1.0]  # half of the customers see deals only, the others none
