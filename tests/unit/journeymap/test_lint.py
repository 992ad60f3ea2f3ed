"""Each rule of lint finds the one fault that was planted for it, and nothing in a good map."""

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

import sojourn as sj
from sojourn.cli.main import app
from sojourn.errors import UnknownNameError
from sojourn.journeymap import model as m
from sojourn.journeymap.lint import RULES, SEVERITIES, lint, lint_file
from sojourn.journeymap.templates.engine import template

TODAY = date(2026, 6, 1)
PAGE = (Path(__file__).parents[3] / "docs/reference/lint.md").read_text(encoding="utf-8")


def point(own, stage, **changes):
    parts = {
        "id": own,
        "name": own.title(),
        "stage": stage,
        "channel": "store",
        "emotion": m.Emotion(score=1),
        "kpis": (m.Kpi(metric="nps", target=">= 40"),),
    }
    return m.Touchpoint(**{**parts, **changes})


def change(part, **changes):
    return part.model_copy(update=changes)


GOOD = m.JourneyMap(
    title="Coffee",
    owner="Ann",
    updated=date(2026, 5, 1),
    personas=(m.Persona(id="ann", name="Ann", segment="city=Bern", goals=("A lead over the queue",)),),
    stages=(m.Stage(id="buy", name="Buy"), m.Stage(id="drink", name="Drink")),
    touchpoints=(
        point(
            "queue",
            "buy",
            moment_of_truth=True,
            pain_points=(m.PainPoint(id="slow", text="Nobody says how long it takes", severity=5),),
            thoughts=("Does this lead anywhere?",),
            match=m.Match(touchpoint=("Queue",)),
        ),
        point("sip", "drink", importance=4),
    ),
    flow=(m.Flow(source="queue", target="sip"), m.Flow(source="sip", target="sip")),
    opportunities=(
        m.Opportunity(
            id="app", title="Order ahead", pain_points=("slow",), owner="Bob", metric="median wait"
        ),
    ),
)
QUEUE, SIP = GOOD.touchpoints


def measured(score=1.0, **changes):
    emotion = m.MeasuredEmotion(score=score, low=score - 0.5, high=score + 0.5, n=200)
    known = m.TouchpointEvidence(
        customers=90, events=120, share=0.9, exits=1, exits_share=0.01, emotion=emotion
    )
    parts = {
        "as_of": datetime(2026, 5, 20, tzinfo=UTC),
        "customers": 100,
        "events": 300,
        "touchpoints_shown": 2,
        "touchpoints_total": 2,
        "transitions_shown_share": 1,
        "touchpoints": {"queue": known, "sip": known},
        "personas": {"ann": m.PersonaEvidence(customers=40, share=0.4)},
    }
    return m.Evidence(**{**parts, **changes})


BOUND = change(GOOD, status="validated", evidence=measured())
MANY = tuple(point(f"t{i}", "drink") for i in range(20))
UNMEASURED = change(
    BOUND.evidence,
    touchpoints={
        **BOUND.evidence.touchpoints,
        "sip": change(BOUND.evidence.touchpoints["sip"], emotion=None),
    },
)

PLANTED = {
    "target-unreadable": (
        change(GOOD, touchpoints=(QUEUE, change(SIP, kpis=(m.Kpi(metric="nps", target="very good"),)))),
        ("touchpoint", "sip", "touchpoints[1].kpis[0].target"),
    ),
    "validated-unbound": (change(GOOD, status="validated"), ("map", "", "status")),
    "left-out-matched": (change(GOOD, left_out=("Door bell", "queue")), ("touchpoint", "queue", "left_out[1]")),
    "internal-view": (
        change(BOUND, touchpoints=(QUEUE, change(SIP, emotion=m.Emotion(score=2.6)))),
        ("touchpoint", "sip", "touchpoints[1].emotion"),
    ),
    "no-owner": (change(GOOD, owner=" "), ("map", "", "owner")),
    "review-overdue": (change(GOOD, updated=date(2026, 2, 28)), ("map", "", "updated")),
    "many-touchpoints": (
        change(
            GOOD,
            touchpoints=(*GOOD.touchpoints, *MANY),
            flow=(*GOOD.flow, *(m.Flow(source="sip", target=extra.id) for extra in MANY)),
        ),
        ("map", "", "touchpoints"),
    ),
    "company-speak": (
        change(GOOD, stages=(GOOD.stages[0], m.Stage(id="drink", name="Drink", goal="Lead nurturing"))),
        ("stage", "drink", "stages[1].goal"),
    ),
    "no-persona": (change(GOOD, personas=()), ("map", "", "personas")),
    "persona-no-data": (
        change(GOOD, personas=(*GOOD.personas, m.Persona(id="bob", name="Bob"))),
        ("persona", "bob", "personas[1]"),
    ),
    "empty-stage": (
        change(GOOD, stages=(*GOOD.stages, m.Stage(id="pay", name="Pay"))),
        ("stage", "pay", "stages[2]"),
    ),
    "stage-no-exit": (
        change(GOOD, touchpoints=(change(QUEUE, ends=True), SIP)),
        ("stage", "drink", "stages[1]"),
    ),
    "stage-no-kpi": (
        change(GOOD, touchpoints=(QUEUE, change(SIP, kpis=()))),
        ("stage", "drink", "stages[1]"),
    ),
    "moment-no-kpi": (
        change(GOOD, touchpoints=(QUEUE, SIP, point("last", "drink", moment_of_truth=True, kpis=())),
               flow=(*GOOD.flow, m.Flow(source="sip", target="last"))),
        ("touchpoint", "last", "touchpoints[2]"),
    ),
    "unreachable": (
        change(GOOD, touchpoints=(change(QUEUE, starts=True), SIP, point("last", "drink")),
               flow=(*GOOD.flow, m.Flow(source="last", target="sip"))),
        ("touchpoint", "last", "touchpoints[2]"),
    ),
    "same-name": (
        change(GOOD, touchpoints=(QUEUE, SIP, point("sip-2", "drink", name="SIP")),
               flow=(*GOOD.flow, m.Flow(source="sip", target="sip-2"))),
        ("touchpoint", "sip-2", "touchpoints[2].name"),
    ),
    "no-evidence": (
        change(BOUND, evidence=measured(touchpoints={"sip": BOUND.evidence.touchpoints["sip"]}),
               touchpoints=(change(QUEUE, emotion=m.Emotion(score=1, basis="observed")), SIP)),
        ("touchpoint", "queue", "touchpoints[0].match"),
    ),
    "stale-evidence": (
        change(BOUND, evidence=measured(as_of=datetime(2026, 1, 2, tzinfo=UTC))),
        ("map", "", "evidence"),
    ),
    "validated-assumed": (
        change(BOUND, evidence=UNMEASURED),
        ("touchpoint", "sip", "touchpoints[1].emotion"),
    ),
    "pain-no-opportunity": (
        change(GOOD, touchpoints=(QUEUE, change(SIP, pain_points=(m.PainPoint(id="hot", text="Too hot", severity=4),)))),
        ("touchpoint", "sip", "touchpoints[1].pain_points[0]"),
    ),
    "opportunity-no-metric": (
        change(GOOD, opportunities=(change(GOOD.opportunities[0], metric=None),)),
        ("opportunity", "app", "opportunities[0]"),
    ),
    "blueprint-no-backstage": (
        change(GOOD, kind=m.MapKind.SERVICE_BLUEPRINT, touchpoints=(QUEUE, change(SIP, systems=("Till",)))),
        ("touchpoint", "queue", "touchpoints[0]"),
    ),
    "unknown-rule": (change(GOOD, lint_off=("no-ownr",)), ("map", "", "lint_off[0]")),
    "opportunity-no-owner": (
        change(GOOD, opportunities=(change(GOOD.opportunities[0], owner=None),)),
        ("opportunity", "app", "opportunities[0]"),
    ),
    "opportunity-no-pain": (
        change(GOOD, opportunities=(*GOOD.opportunities, change(GOOD.opportunities[0], id="b", pain_points=()))),
        ("opportunity", "b", "opportunities[1]"),
    ),
    "touchpoint-no-kpi": (
        change(GOOD, touchpoints=(QUEUE, SIP, point("last", "drink", importance=5, kpis=())),
               flow=(*GOOD.flow, m.Flow(source="sip", target="last"))),
        ("touchpoint", "last", "touchpoints[2]"),
    ),
    "kpi-no-target": (
        change(GOOD, touchpoints=(QUEUE, change(SIP, kpis=(m.Kpi(metric="nps"),)))),
        ("touchpoint", "sip", "touchpoints[1].kpis[0]"),
    ),
    "no-feeling": (
        change(GOOD, touchpoints=(QUEUE, change(SIP, emotion=None))),
        ("touchpoint", "sip", "touchpoints[1]"),
    ),
    "no-flow": (change(GOOD, flow=()), ("map", "", "flow")),
    "future-no-current": (change(GOOD, kind=m.MapKind.FUTURE_STATE), ("map", "", "kind")),
}  # fmt: skip


@pytest.mark.parametrize("jmap", [GOOD, BOUND], ids=["drawn", "measured"])
def test_a_good_map_gets_no_finding(jmap):
    assert lint(jmap, today=TODAY) == ()
    assert m.JourneyMap.model_validate(jmap.model_dump()) == jmap


def test_a_fault_is_planted_for_every_rule():
    assert {*PLANTED, "broken-link"} == set(RULES)


@pytest.mark.parametrize("rule", PLANTED)
def test_a_planted_fault_is_found_by_its_rule_alone(rule):
    jmap, place = PLANTED[rule]
    (found,) = lint(jmap, today=TODAY)
    assert (found.rule, found.severity) == (rule, RULES[rule].severity)
    assert (found.part, found.id, found.where) == place
    assert lint(jmap, today=TODAY, off=[rule]) == ()
    if rule != "unknown-rule":
        assert lint(change(jmap, lint_off=(rule,)), today=TODAY) == ()
    (chinese,) = lint(jmap, today=TODAY, language="zh")
    for text in (found.message, found.why, found.mend, chinese.message, chinese.why, chinese.mend):
        assert "{" not in text
        assert text[-1] in ".?。"
    assert re.search("[一-龥]", chinese.message + chinese.why)


def test_rules_about_time_need_a_day():
    for rule in ("review-overdue", "stale-evidence"):
        assert lint(PLANTED[rule][0]) == ()
    late = change(GOOD, review_by=date(2026, 5, 31))
    (found,) = lint(late, today=TODAY)
    assert found.message == "The review was due on 2026-05-31 (1 d ago)."
    assert lint(late, today=date(2026, 5, 31)) == ()
    assert lint(change(GOOD, updated=date(2026, 3, 1)), today=TODAY) == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Enter the onboarding funnel", "“onboarding funnel”"),
        ("Become a qualified lead", "“qualified lead”"),
        ("KYC process", "“KYC”"),
        ("Ticket escalation to tier 2 support", "“Ticket escalation”, “tier 2 support”"),
        ("短信触达用户", "“触达”"),
        ("进入CRM系统", "“CRM”"),
        ("提升转化率，赋能导购", "“转化率”, “赋能”"),
    ],
)
def test_the_words_of_the_company_are_heard(text, words):
    jmap = change(GOOD, touchpoints=(QUEUE, change(SIP, name=text)))
    assert [f.message for f in lint(jmap, today=TODAY)] == [
        f"The company's words, not the customer's: {words}."
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Stairs that lead up", "Misleading signs", "The lead singer", "Leader of the group", "A convert to tea", "I buy two tickets",
        "Crm", "An SLAB of cake", "电话终于打通了", "留下联系方式", "找到一点线索", "召回通知",
    ],
)  # fmt: skip
def test_ordinary_words_are_let_be(text):
    jmap = change(GOOD, touchpoints=(QUEUE, change(SIP, thoughts=(text,))))
    assert lint(jmap, today=TODAY) == ()


def test_buyers_of_companies_may_speak_of_their_business():
    spoken = (QUEUE, change(SIP, thoughts=("Does it meet our SLA, and what says our CRM?",)))
    assert [f.rule for f in lint(change(GOOD, touchpoints=spoken), today=TODAY)] == ["company-speak"]
    business = (change(GOOD.personas[0], market="b2b"),)
    assert lint(change(GOOD, touchpoints=spoken, personas=business), today=TODAY) == ()


def test_a_rule_that_does_not_exist_cannot_be_switched_off():
    with pytest.raises(UnknownNameError, match="Did you mean 'no-owner'"):
        lint(GOOD, off=["no-ownr"])


@pytest.mark.parametrize("kind", ["current_state", "service_blueprint", "future_state", "day_in_the_life"])
def test_fresh_templates_have_no_errors_and_speak_like_customers(kind):
    for industry, market, language in (("banking", "b2c", "zh"), ("saas", "b2b", "en")):
        found = lint(template(kind, industry, market, language), today=TODAY)
        assert not [f for f in found if f.severity == "error" or f.rule == "company-speak"]
        assert {f.rule for f in found} >= {"no-owner"}


def run(*arguments):
    return CliRunner().invoke(app, ["map", "lint", *map(str, arguments)])


def test_the_command_tells_places_and_fails_from_a_severity_on(tmp_path):
    good, bad = tmp_path / "good.journey.yaml", tmp_path / "bad.journey.yaml"
    GOOD.save(good)
    change(PLANTED["target-unreadable"][0], owner=None).save(bad)
    assert [(f.rule, f.line > 0) for f in lint_file(bad)] == [("target-unreadable", True), ("no-owner", True)]
    told = run(good, bad, "--today", "2026-06-01")
    assert told.exit_code == 5
    number = bad.read_text().split("\n").index("        target: very good") + 1
    assert f"{bad}:{number}:17: error target-unreadable: The target “very good” of “nps”" in told.output
    assert "errors: 1, warnings: 1, hints: 0 (maps: 2)" in told.output
    assert run(bad, "--today", "2026-06-01", "--off", "target-unreadable").exit_code == 0
    assert (
        run(bad, "--today", "2026-06-01", "--off", "target-unreadable", "--fail-on", "warning").exit_code == 5
    )
    assert "没有问题" in run(good, "--today", "2026-06-01", "--lang", "zh").output
    assert run(good, "--today", "2099-01-01", "--fail-on", "warning").exit_code == 5
    assert run(good, "--off", "no-ownr").exit_code == 2
    assert run(tmp_path / "none.journey.yaml").exit_code == 3
    listed = json.loads(run(bad, "--json", "--today", "2026-06-01").output)
    first = listed["findings"][0]
    assert (first["rule"], first["line"], first["file"]) == ("target-unreadable", number, str(bad))


def test_the_command_speaks_the_language_of_the_map_or_that_asked_for(tmp_path):
    text = "title: 买鞋\nlanguage: zh\nstages: [{id: buy, name: 买}]\ntouchpoints: [{id: a, name: 店, stage: buy}]\n"
    ours, theirs = tmp_path / "ours.journey.yaml", tmp_path / "theirs.journey.yaml"
    ours.write_text("sojourn: map/1\n" + text, encoding="utf-8")
    theirs.write_text("sojourn: map/1\n" + text.replace("language: zh\n", ""), encoding="utf-8")
    alone = run(ours)
    assert ": 警告 no-owner：这张地图没有负责人。" in alone.output
    assert alone.output.splitlines()[-1].startswith("错误 0，警告 ")
    assert ": warning no-owner: The map has no owner." in run(ours, "--lang", "en").output
    both = run(ours, theirs).output
    assert ": 警告 no-owner" in both
    assert ": warning no-owner" in both
    assert both.splitlines()[-1].startswith("errors: 0, warnings: ")


def test_the_page_describes_every_rule_as_it_is():
    rows = re.findall(r"^\| `([a-z-]+)` \| (\w+) \| (.+?) \| (.+?) \|$", PAGE, re.MULTILINE)
    assert [(name, severity) for name, severity, _, _ in rows] == [
        (r.name, r.severity) for r in RULES.values()
    ]
    for name, _, why, mend in rows:
        assert (why, mend) == (RULES[name].words["en"].why, RULES[name].words["en"].mend)
    ranks = [SEVERITIES.index(rule.severity) for rule in RULES.values()]
    assert ranks == sorted(ranks)


def test_it_is_a_function_of_the_library():
    assert sj.lint(GOOD, today=TODAY) == ()


def test_links_of_a_file_are_followed(tmp_path):
    top, inner = tmp_path / "top.journey.yaml", tmp_path / "inner.journey.yaml"
    stages = (change(GOOD.stages[0], map="inner.journey.yaml"), *GOOD.stages[1:])
    change(GOOD, stages=stages, kind="future_state", current_state="today.journey.yaml").save(top)
    found = lint_file(top, today=TODAY)
    assert [(f.rule, f.where) for f in found if f.severity == "error"] == [
        ("broken-link", "current_state"),
        ("broken-link", ""),
    ]
    assert "there is no file 'inner.journey.yaml'" in found[1].message
    assert found[0].line > 1
    GOOD.save(inner)
    GOOD.save(tmp_path / "today.journey.yaml")
    assert [f.rule for f in lint_file(top, today=TODAY) if f.severity == "error"] == []
    assert [f.rule for f in lint_file(top, today=TODAY, off=["broken-link"])] == [
        f.rule for f in lint_file(top, today=TODAY)
    ]
