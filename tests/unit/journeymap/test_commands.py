"""Commands one by one: what they do, what goes along, what they refuse."""

import json

import pytest
import yaml

from sojourn.errors import UnknownNameError, UsageError
from sojourn.journeymap import model as m
from sojourn.journeymap.commands import (
    Add,
    Batch,
    Edit,
    Fold,
    Merge,
    Move,
    Remove,
    Restore,
    Split,
    apply,
    command_of,
    inverse,
    plain_command,
    replay,
    said,
)
from sojourn.journeymap.document import dump, load

TEXT = """
sojourn: map/1
title: Shop
left_out: [Old page]
personas:
  - {id: ann, name: Ann}
stages:
  - {id: buy, name: Buy}
  - {id: use, name: Use}
touchpoints:
  - id: home
    name: Home
    stage: buy
    starts: true
    emotions: {ann: {score: 2}}
  - id: cart
    name: Cart
    stage: buy
    emotion: {score: -1.5}
    importance: 2
    actions: [compare, pay]
    pain_points: [{id: slow, text: It is slow}, {id: dear, text: It is dear}]
    kpis: [{metric: csat, target: ">= 4"}]
  - id: pay
    name: Pay
    stage: buy
    importance: 5
    actions: [pay, wait]
    pain_points: [{id: fails, text: It fails}]
    kpis: [{metric: csat, target: ">= 3"}, {metric: nps}]
  - id: help
    name: Help
    stage: use
    ends: true
    match: {touchpoint: [FAQ, Chat]}
flow:
  - {from: home, to: cart}
  - {from: cart, to: pay, when: ready}
  - {from: cart, to: help, when: lost}
  - {from: pay, to: cart, when: refused}
  - {from: pay, to: help}
opportunities:
  - {id: faster, title: Faster, pain_points: [slow, fails]}
evidence:
  customers: 10
  events: 30
  touchpoints_shown: 4
  touchpoints_total: 5
  transitions_shown_share: 0.9
  goal: {touchpoint: pay, customers: 5, share: 0.5}
  touchpoints:
    cart: {customers: 9, events: 12, share: 0.9, exits: 1, exits_share: 0.1}
    pay: {customers: 5, events: 5, share: 0.5, exits: 0, exits_share: 0, personas: {ann: {customers: 2, share: 0.4}}}
  flow:
    - {from: cart, to: pay, count: 5, customers: 5}
    - {from: "", to: home, count: 10, customers: 10}
  personas: {ann: {customers: 2, share: 0.2}}
  missing: {help: no events}
"""
SHOP = load(TEXT)


def touchpoint(jmap, key):
    return next(t for t in jmap.touchpoints if t.id == key)


def flows(jmap):
    return [(f.source, f.target, f.when) for f in jmap.flow]


def edit(key, field, value, part="touchpoint"):
    return Edit(part=part, id=key, field=field, value=value)


EVERY = [
    Add(part="stage", value={"id": "leave", "name": "Leave"}, before="use"),
    Add(part="flow", value={"from": "cart", "to": "pay", "when": "later"}, before="pay>help"),
    Add(part="evidence.missing", id="home", value="nobody came"),
    Remove(part="stage", id="buy"),
    Remove(part="touchpoint", id="pay"),
    Remove(part="persona", id="ann"),
    Remove(part="opportunity", id="faster"),
    Remove(part="flow", id="cart>help"),
    Remove(part="evidence.touchpoint", id="cart"),
    Move(part="touchpoint", id="help", before="cart", stage="buy"),
    Move(part="stage", id="buy"),
    Move(part="flow", id="home>cart"),
    edit("cart", "emotion", {"score": 0.5, "note": "new"}),
    edit("cart", "pain_points", [{"id": "dear", "text": "Still dear"}]),
    edit("pay", "id", "till"),
    edit("ann", "id", "anne", "persona"),
    edit("buy", "id", "get", "stage"),
    edit("cart>pay", "to", "help", "flow"),
    edit("", "review_by", "2026-03-01", "map"),
    edit("", "evidence", None, "map"),
    edit("", "goal", None, "evidence"),
    Merge(ids=("cart", "pay"), into="cart"),
    Split(
        id="cart",
        into=[{"id": "cart", "name": "Cart", "stage": "buy"}, {"id": "bag", "name": "Bag", "stage": "use"}],
        flows={"cart>help": "bag"},
    ),
    Fold(id="cart"),
    Batch(says="two", commands=[Fold(id="pay"), edit("", "title", "Store", "map")]),
]


@pytest.mark.parametrize(
    "command", EVERY, ids=lambda c: f"{c.do} {getattr(c, 'part', '')} {getattr(c, 'id', '')}"
)
def test_every_command_is_undone_text_for_text_and_is_text_itself(command):
    after = apply(SHOP, command)
    assert after != SHOP
    assert load(dump(after)) == after
    undo = inverse(SHOP, command)
    assert dump(apply(after, undo)) == dump(SHOP)
    assert dump(apply(SHOP, inverse(after, undo))) == dump(after)
    for given in (command, undo):
        text = json.dumps(plain_command(given), default=str)
        assert command_of(json.loads(text)) == given
        assert command_of(yaml.safe_load(yaml.safe_dump(plain_command(given)))) == given
        for language in ("en", "zh"):
            assert said(given, SHOP if given is command else after, language)


def test_a_removed_stage_takes_along_what_hangs_on_it():
    after = apply(SHOP, Remove(part="stage", id="buy"))
    assert [t.id for t in after.touchpoints] == ["help"]
    assert after.flow == ()
    assert after.opportunities[0].pain_points == ()
    assert after.evidence.touchpoints == {}
    assert after.evidence.goal is None
    assert [f.target for f in after.evidence.flow] == []
    assert after.evidence.missing == {"help": "no events"}


def test_a_removed_persona_takes_their_feelings_and_figures():
    after = apply(SHOP, Remove(part="persona", id="ann"))
    assert touchpoint(after, "home").emotions == {}
    assert after.evidence.personas == {}
    assert after.evidence.touchpoints["pay"].personas == {}
    assert touchpoint(SHOP, "home").emotions["ann"].score == 2


def test_a_pain_point_that_goes_leaves_no_reference():
    after = apply(SHOP, edit("cart", "pain_points", [{"id": "dear", "text": "It is dear"}]))
    assert after.opportunities[0].pain_points == ("fails",)


def test_a_new_id_is_followed_everywhere():
    after = apply(SHOP, edit("pay", "id", "till"))
    assert ("cart", "till", "ready") in flows(after)
    assert after.evidence.goal.touchpoint == "till"
    assert list(after.evidence.touchpoints) == ["cart", "till"]
    assert after.evidence.flow[0].target == "till"


def test_merging_joins_flows_and_unites_what_touchpoints_have():
    after = apply(SHOP, Merge(ids=("cart", "pay"), into="cart"))
    cart = touchpoint(after, "cart")
    assert [t.id for t in after.touchpoints] == ["home", "cart", "help"]
    assert flows(after) == [
        ("home", "cart", None),
        ("cart", "cart", "ready"),
        ("cart", "help", "lost"),
        ("cart", "cart", "refused"),
        ("cart", "help", None),
    ]
    assert cart.actions == ("compare", "pay", "wait")
    assert [p.id for p in cart.pain_points] == ["slow", "dear", "fails"]
    assert [(k.metric, k.target) for k in cart.kpis] == [("csat", ">= 4"), ("nps", "")]
    assert cart.match == m.Match(touchpoint=("Cart", "Pay"))
    assert cart.importance == 5
    assert cart.emotion.score == -1.5
    assert after.opportunities == SHOP.opportunities
    assert after.evidence.touchpoints == {}


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ({"channel": ["web"]}, {"channel": ["app"]}, {"channel": ("web", "app")}),
        (
            {"touchpoint": ["A"], "channel": ["web"]},
            {"touchpoint": ["B"], "channel": ["web"]},
            {"touchpoint": ("A", "B"), "channel": ("web",)},
        ),
        (
            {"properties": {"shop": ["x"]}},
            {"properties": {"shop": ["y"]}},
            {"properties": {"shop": ("x", "y")}},
        ),
        ({"touchpoint": ["A"], "channel": ["web"]}, {"touchpoint": ["B"], "channel": ["app"]}, None),
        ({"touchpoint": ["A"]}, {"touchpoint": ["A"], "channel": ["app"]}, None),
        ({"properties": {"a": ["1"], "b": ["1"]}}, {"properties": {"a": ["2"], "b": ["2"]}}, None),
    ],
)
def test_merged_matches_mean_the_same_events_or_are_refused(one, other, together):
    jmap = replay(SHOP, [edit("cart", "match", one), edit("pay", "match", other)])
    merge = Merge(ids=("pay",), into="cart")
    if together is None:
        with pytest.raises(UsageError, match="cannot be said in one condition"):
            apply(jmap, merge)
    else:
        assert touchpoint(apply(jmap, merge), "cart").match == m.Match(**together)


def test_splitting_leaves_flows_with_the_first_unless_said():
    into = [
        {"id": "basket", "name": "Basket", "stage": "buy", "pain_points": [{"id": "slow", "text": "Slow"}]},
        {"id": "bag", "name": "Bag", "stage": "use"},
    ]
    after = apply(SHOP, Split(id="cart", into=into, flows={"cart>help": "bag"}))
    assert [t.id for t in after.touchpoints] == ["home", "basket", "bag", "pay", "help"]
    assert flows(after)[:3] == [
        ("home", "basket", None),
        ("basket", "pay", "ready"),
        ("bag", "help", "lost"),
    ]
    assert after.opportunities[0].pain_points == ("slow", "fails")
    assert set(after.evidence.touchpoints) == {"pay"}


def test_folding_leads_flows_past_and_names_what_is_left_out():
    after = apply(SHOP, Fold(id="cart"))
    assert flows(after) == [
        ("home", "pay", "ready"),
        ("home", "help", "lost"),
        ("pay", "pay", "refused; ready"),
        ("pay", "help", None),
    ]
    assert after.left_out == ("Old page", "Cart")
    assert after.opportunities[0].pain_points == ("fails",)


def test_folding_passes_on_where_journeys_begin_and_end():
    after = replay(SHOP, [Fold(id="home"), Fold(id="help")])
    assert touchpoint(after, "cart").starts
    assert {t.id for t in after.touchpoints if t.ends} == {"cart", "pay"}
    assert after.left_out == ("Old page", "Home", "FAQ", "Chat")


def test_names_that_another_touchpoint_has_are_not_left_out():
    jmap = apply(SHOP, edit("pay", "match", {"touchpoint": ["Chat"]}))
    assert apply(jmap, Fold(id="help")).left_out == ("Old page", "FAQ")


def test_undoing_a_removal_keeps_what_was_edited_since():
    gone = Remove(part="touchpoint", id="pay")
    undo = inverse(SHOP, gone)
    after = replay(SHOP, [gone, edit("cart", "name", "Basket"), undo])
    assert isinstance(undo, Restore)
    assert after == apply(SHOP, edit("cart", "name", "Basket"))


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (Remove(part="touchpoint", id="crt"), "There is no touchpoint 'crt'. Did you mean 'cart'?"),
        (edit("crt", "name", "x"), "There is no touchpoint 'crt'. Did you mean 'cart'?"),
        (edit("cart", "stage", "by"), "There is no stage 'by'. Did you mean 'buy'?"),
        (edit("home", "emotions", {"anne": {"score": 1}}), "no persona 'anne'. Did you mean 'ann'?"),
        (edit("faster", "pain_points", ["slo"], "opportunity"), "no pain point 'slo'. Did you mean 'slow'?"),
        (
            edit("pay", "pain_points", [{"id": "slow", "text": "x"}]),
            "pain point 'slow' already, at the touch",
        ),
        (edit("pay", "id", "cart"), "There is a touchpoint 'cart' already."),
        (edit("pay>help", "from", "cart", "flow"), None),
        (edit("cart>help", "when", "ready", "flow"), None),
        (Add(part="stage", value={"id": "buy", "name": "x"}), "There is a stage 'buy' already."),
        (
            Add(part="flow", value={"from": "cart", "to": "pay", "when": "ready"}),
            "a flow 'cart>pay' already.",
        ),
        (Add(part="flow", value={"from": "cart", "to": "Pay"}), "no touchpoint 'Pay'. Did you mean 'pay'?"),
        (Add(part="stage", value={"id": "x", "name": "x"}, before="bye"), "There is no stage 'bye'."),
        (Move(part="flow", id="cart>pya"), "There is no flow 'cart>pya'. Did you mean"),
        (Merge(ids=("cart",), into="cart"), "There is nothing to merge into 'cart'."),
        (Merge(ids=("crt",), into="cart"), "There is no touchpoint 'crt'."),
        (Fold(id="x"), "There is no touchpoint 'x'."),
        (
            Split(
                id="cart",
                into=[{"id": "pay", "name": "x", "stage": "buy"}, {"id": "y", "name": "y", "stage": "buy"}],
            ),
            "There is a touchpoint 'pay' already.",
        ),
        (
            Split(
                id="cart",
                into=[{"id": "x", "name": "x", "stage": "buy"}, {"id": "y", "name": "y", "stage": "buy"}],
                flows={"pay>help": "x"},
            ),
            "There is no flow of 'cart' 'pay>help'.",
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_what_is_near(command, message):
    if message is None:
        assert apply(SHOP, command) != SHOP
        return
    with pytest.raises(UsageError) as refused:
        apply(SHOP, command)
    assert message in str(refused.value)


def test_the_same_flow_does_not_become_two():
    jmap = apply(SHOP, edit("cart>help", "when", "ready", "flow"))
    with pytest.raises(UsageError, match="with that condition already"):
        apply(jmap, edit("cart>help", "to", "pay", "flow"))


def test_the_last_stage_stays():
    one = apply(SHOP, Remove(part="stage", id="use"))
    with pytest.raises(UsageError, match="is the only stage"):
        apply(one, Remove(part="stage", id="buy"))


def test_a_map_does_not_grow_beyond_what_can_be_read():
    stages = [Add(part="stage", value={"id": f"s{i}", "name": "S"}) for i in range(38)]
    full = replay(SHOP, stages)
    with pytest.raises(UsageError, match="at most 40 stages"):
        apply(full, Add(part="stage", value={"id": "more", "name": "S"}))
    assert len(load(dump(full)).stages) == 40


def test_a_history_names_what_does_not_fit():
    with pytest.raises(
        UsageError, match=r"Command 2 \(fold\) does not fit: There is no touchpoint 'pay'"
    ) as refused:
        replay(SHOP, [Fold(id="pay"), Fold(id="pay")])
    assert refused.value.context["position"] == 2
    assert isinstance(refused.value.__cause__, UnknownNameError)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"do": "fold"}, "id: 'id' is missing"),
        ({"do": "dance"}, "there is no command 'dance'"),
        ({"do": "fold", "id": "x", "why": "y"}, "there is no field 'why'"),
        ({"do": "edit", "part": "stage", "id": "a", "field": "goall", "value": "x"}, "Did you mean 'goal'?"),
        ({"do": "edit", "part": "map", "id": "", "field": "stages", "value": []}, "has no field 'stages'"),
        ({"do": "edit", "part": "map", "id": "x", "field": "title", "value": "T"}, "has no id"),
        (
            {"do": "edit", "part": "touchpoint", "id": "a", "field": "importance", "value": 9},
            "value: '9' does not fit: at most 5 is possible",
        ),
        (
            {"do": "add", "part": "stage", "value": {"id": "a b", "name": "x"}},
            "value.id: 'a b' cannot be an id",
        ),
        ({"do": "add", "part": "map", "value": {}}, "there is only one map"),
        ({"do": "add", "part": "stage", "id": "b", "value": {"id": "a", "name": "x"}}, "do not go together"),
        ({"do": "move", "part": "flow", "id": "a>b", "stage": "c"}, "only touchpoints have"),
        ({"do": "move", "part": "stage", "id": "a", "before": "a"}, "cannot stand before itself"),
        ({"do": "split", "id": "a", "into": []}, "into: a list does not fit: at least 2 is needed"),
    ],
)
def test_what_is_no_command_is_refused_when_it_is_made(values, message):
    with pytest.raises(UsageError) as refused:
        command_of(values)
    assert message in str(refused.value)


def test_commands_nested_without_end_are_refused():
    values = {"do": "fold", "id": "a"}
    for _ in range(1000):
        values = {"do": "batch", "commands": [values]}
    with pytest.raises(UsageError, match="not a command"):
        command_of(values)


@pytest.mark.parametrize(
    ("command", "english", "chinese"),
    [
        (edit("cart", "emotion", {"score": 0.5}), "“Cart”: emotion −1.5 → +0.5", "“Cart”：感受 −1.5 → +0.5"),
        (
            Move(part="touchpoint", id="help", before="pay", stage="buy"),
            "moved “Help” from “Use” to “Buy”, after “Cart”",
            "移动“Help”：由“Use”移至“Buy”，排在“Cart”之后",
        ),
        (
            Move(part="touchpoint", id="pay", before="home"),
            "moved “Pay”, first of its stage",
            "移动“Pay”，排在该阶段最前",
        ),
        (
            Add(part="flow", value={"from": "help", "to": "home"}),
            "new flow Help → Home",
            "新增流向 Help → Home",
        ),
        (
            Add(part="touchpoint", value={"id": "x", "name": "Bag", "stage": "buy"}, before="pay"),
            "new touchpoint “Bag” in “Buy”, after “Cart”",
            "新增触点“Bag”，位于“Buy”，排在“Cart”之后",
        ),
        (
            Remove(part="stage", id="use"),
            "stage “Use” removed, with its touchpoint “Help”",
            "删除阶段“Use”，连同其触点“Help”",
        ),
        (
            Remove(part="flow", id="cart>pay"),
            "flow Cart → Pay (when ready) removed",
            "删除流向 Cart → Pay（当 ready）",
        ),
        (
            edit("cart", "importance", None),
            "“Cart”: no importance any more (was 2)",
            "“Cart”：不再有重要度（原为 2）",
        ),
        (
            edit("cart", "actions", ["pay", "look"]),
            "“Cart”: actions + “look”, actions − “compare”",
            "“Cart”：行为增加 “look”、行为去掉 “compare”",
        ),
        (edit("cart", "starts", value=True), "“Cart”: now a start of journeys", "“Cart”：设为旅程起点"),
        (
            edit("home", "emotions", {"ann": {"score": -1}}),
            "“Home”: emotions of personas “Ann” +2 → −1",
            None,
        ),
        (
            edit("", "kind", "future_state", "map"),
            "“Shop”: kind current state → future state",
            "“Shop”：类型 现状 → 目标状态",
        ),
        (
            edit("cart", "median_wait_s", 7200.0, "evidence.touchpoint"),
            "evidence: “Cart”: median wait now 2 h",
            "证据：“Cart”：等待中位数设为 2 小时",
        ),
        (
            edit("cart", "exits_share", 0.125, "evidence.touchpoint"),
            "evidence: “Cart”: share that leaves 10.0% → 12.5%",
            "证据：“Cart”：离开占比 10.0% → 12.5%",
        ),
        (edit("", "title", "Store", "map"), "“Shop”: title “Shop” → “Store”", None),
        (
            edit("help", "match", {"touchpoint": ["A"], "channel": ["web", "app"]}),
            "“Help”: match touchpoint: [FAQ, Chat] → touchpoint: [A], channel: [web, app]",
            None,
        ),
        (
            edit("cart", "emotion", {"score": 1, "low": -0.5, "high": 2, "n": 1234}, "evidence.touchpoint"),
            "evidence: “Cart”: emotion now +1 (−0.5 … +2, n = 1,234)",
            "证据：“Cart”：感受设为 +1 (−0.5 … +2, n = 1,234)",
        ),
        (
            edit("cart", "emotion", {"score": -1.5, "note": "x"}),
            "“Cart”: emotion score: -1.5, basis: assumed → score: -1.5, basis: assumed, note: x",
            None,
        ),
        (edit("", "evidence", None, "map"), "evidence removed", "删除证据"),
        (Merge(ids=("pay",), into="cart"), "merged “Pay” into “Cart”", "将“Pay”并入“Cart”"),
        (Batch(says="Tidy\nup", commands=[]), "Tidy up", "Tidy up"),
    ],
)
def test_commands_are_told_in_plain_words(command, english, chinese):
    assert said(command, SHOP) == english
    if chinese:
        assert said(command, SHOP, "zh") == chinese


def test_undoing_is_told_by_the_names_of_what_comes_back():
    gone = Remove(part="touchpoint", id="pay")
    undo = inverse(SHOP, gone)
    assert said(undo, apply(SHOP, gone)) == "undone: removal of “Pay”"
    assert said(undo, apply(SHOP, gone), "zh") == "撤销：删除“Pay”"
