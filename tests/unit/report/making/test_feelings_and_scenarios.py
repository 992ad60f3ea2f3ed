"""The blocks on feelings and on scenarios: what is told, in which order, in both languages, and when nothing is."""

import pytest

import sojourn as sj
from sojourn.analysis.members import Members
from sojourn.demo.company import simulate
from sojourn.demo.ledger import ledger
from sojourn.report.context import Context
from sojourn.report.making.emotions import evidence, feelings
from sojourn.report.making.what_if import what_if_block
from sojourn.testing import log_of

STAGES = {
    "Page: Landing": "Look",
    "Size guide": "Look",
    "Cart": "Buy",
    "Order placed": "Buy",
    "Parcel late": "Wait",
    "Parcel delivered": "Wait",
}


def context(log, goals=(), stages=STAGES, language="en"):
    return Context(log, goals, stages, language, "UTC", None)


@pytest.fixture(scope="module")
def log():
    return sj.read(ledger(simulate(1_500, 5)))


@pytest.fixture(scope="module")
def told(log):
    return feelings(context(log))


def test_the_arc_follows_the_map_and_then_the_customers(told):
    names = [felt.touchpoint for felt in told.block.arc]
    assert names[: len(STAGES)] == list(STAGES)
    rest = [felt.occasions for felt in told.block.arc[len(STAGES) :]]
    assert rest == sorted(rest, reverse=True)
    assert [felt.stage for felt in told.block.arc[:6]] == list(STAGES.values())
    assert told.block.arc[6].stage is None


def test_highs_and_lows_are_on_the_map(told):
    assert (told.block.highest, told.block.lowest) == ("Parcel delivered", "Parcel late")


def test_touchpoints_and_stages_get_the_feelings_of_the_arc(told):
    assert told.touchpoints == {felt.touchpoint: felt.emotion for felt in told.block.arc}
    assert list(told.stages) == ["Look", "Buy", "Wait"]
    assert told.scores["Parcel late"] < -2.5


def test_groups_are_told_where_two_of_them_rate(told):
    groups = [g for g in told.block.groups if g.touchpoint == "Size guide" and g.dimension == "device"]
    felt = {g.group: g.emotion.score for g in groups}
    assert felt["phone"] < felt["desktop"]
    assert {g.emotion.basis.value for g in told.block.groups} == {"observed"}


def test_segments_are_groups_too(log):
    customers = log.shards[0].column("customer_id").to_pylist()
    segments = {who: "odd" if int(who[1:]) % 2 else "even" for who in customers}
    block = feelings(context(log), Members.of(segments)).block
    assert {g.group for g in block.groups if g.dimension == "segment"} == {"odd", "even"}


def test_evidence_is_told_the_strongest_first(told):
    felt = {f.touchpoint: f for f in told.block.arc}
    late, guide = felt["Parcel late"].evidence, felt["Size guide"].evidence
    assert late[0].startswith("rated −3.")
    assert guide[0].startswith("rated −")
    assert "those who did not answer" in guide[0]
    assert any("the visit ends" in line for line in guide[1:])
    written = felt["Subscription cancelled"]
    assert written.texts > 0
    assert "texts, read as −" in written.evidence[0]


def test_texts_that_cannot_be_read_are_said(log):
    row = next(r for r in sj.emotion(log).table.to_pylist() if r["touchpoint"] == "Subscription cancelled")
    none = {**row, "texts": 12, "texts_read": 0, "text_mean": None}
    assert evidence(none, "en")[0] == "12 texts in no language that can be read"
    assert evidence({**row, "texts": 500, "texts_read": 400}, "zh")[0].startswith("500 条文字中的 400 条")


def test_a_survey_says_that_it_is_about_everything(log):
    row = next(r for r in sj.emotion(log).table.to_pylist() if r["touchpoint"] == "NPS survey answered")
    assert "everything" in evidence(row, "en")[1]
    assert "整体体验" in evidence(row, "zh")[1]


def test_where_nobody_rates_or_writes_there_are_no_feelings():
    log = log_of("ann  09:00  Parcel late\nann  09:01  Complaint\nbob  09:00  Cart")
    assert feelings(context(log, stages={})).block is None
    assert feelings(context(log, stages={})).touchpoints == {}


def test_scenarios_gain_and_say_what_they_assume(log):
    block = what_if_block(context(log, ("Order placed",)))
    assert [s.change for s in block.scenarios][:3] == ["less_drop_off"] * 3
    for scenario in block.scenarios:
        outcomes = {outcome.measure: outcome for outcome in scenario.outcomes}
        decides = outcomes["contacts" if scenario.change == "fewer_contacts" else "conversions"]
        assert (decides.high < 0) if scenario.change == "fewer_contacts" else (decides.low > 0)
        assert decides.after - decides.before == pytest.approx(decides.difference, abs=1e-6)
        assert scenario.touchpoint in scenario.statement
        assert f"{abs(decides.difference):,.0f}" in scenario.statement
    assert "experiment" in block.assumption
    assert block.back_test.error == pytest.approx(block.back_test.foretold - block.back_test.happened)


def test_scenarios_speak_chinese(log):
    block = what_if_block(context(log, ("Order placed",), language="zh"))
    assert all(s.statement.startswith("如果") for s in block.scenarios)
    assert "实验" in block.assumption


def test_without_a_goal_or_a_gain_there_are_no_scenarios():
    few = log_of("ann  09:00  Home\nann  09:01  Order placed\nbob  09:00  Home")
    assert what_if_block(context(few)) is None
    assert what_if_block(context(few, ("Order placed",))) is None
