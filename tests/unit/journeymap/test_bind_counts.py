"""What can be counted of a map: laws on random logs and random maps."""

from collections import Counter, defaultdict
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sojourn as sj
from sojourn.errors import InputError, UnitError, UnknownNameError, UsageError
from sojourn.journeymap.bind import bind, count
from sojourn.journeymap.bind.narrowing import narrowed
from sojourn.journeymap.bind.tally import tallied
from sojourn.journeymap.discover import discover
from sojourn.journeymap.document import dump, load
from sojourn.journeymap.model import Emotion, Flow, JourneyMap, Match, Stage, Touchpoint
from sojourn.log.journeylog import JourneyLog
from sojourn.testing import log_of, random_log

NAMES = [f"T{i}" for i in range(6)]
CHANNELS = ["C0", "C1", "C2"]
MINUTE = 60_000_000


def a_map(matches, **more):
    stages = (Stage(id="early", name="Early"), Stage(id="late", name="Late"))
    touchpoints = tuple(
        Touchpoint(id=f"t{i}", name=f"Point {i}", stage=stages[i % 2].id, match=match, **more)
        for i, match in enumerate(matches)
    )
    ids = [t.id for t in touchpoints]
    flow = tuple(Flow(source=a, target=b) for a in ids for b in ids if a <= b)
    return JourneyMap(title="T", stages=stages, touchpoints=touchpoints, flow=flow)


rules = st.builds(
    lambda names, channels: Match(touchpoint=tuple(names), channel=tuple(channels)),
    st.lists(st.sampled_from([*NAMES, "t1", "Nothing"]), max_size=3, unique=True),
    st.lists(st.sampled_from(CHANNELS), max_size=2, unique=True),
).filter(lambda rule: rule.touchpoint or rule.channel)
maps = st.lists(rules, min_size=1, max_size=5).map(a_map)
logs = st.integers(0, 10**6).map(random_log)


def by_hand(log, jmap):
    """The touchpoint of every event of every customer, in order, with times and name; by the words of the documentation."""
    found = defaultdict(list)
    for row in sj.query(
        log, "select customer_id, touchpoint, channel, epoch_us(timestamp) as t from events"
    ).table.to_pylist():
        best = None
        for place, touchpoint in enumerate(jmap.touchpoints):
            rule = touchpoint.match
            names, channels = ([v.casefold() for v in values] for values in (rule.touchpoint, rule.channel))
            if (not names or row["touchpoint"].casefold() in names) and (
                not channels or row["channel"].casefold() in channels
            ):
                best = min(best or (1, 0), (-bool(names) - bool(channels), place))
        found[row["customer_id"]].append((best and best[1], row["t"], row["touchpoint"]))
    return found


@given(log=logs, jmap=maps)
@settings(max_examples=40, deadline=None)
def test_counts_are_those_of_counting_by_hand(log, jmap):
    journeys = by_hand(log, jmap).values()
    evidence = count(jmap, log)
    for place, touchpoint in enumerate(jmap.touchpoints):
        met = [j for j in journeys if any(p == place for p, *_ in j)]
        known = evidence.touchpoints.get(touchpoint.id)
        if not met:
            assert known is None
            assert touchpoint.id in evidence.missing
            continue
        assert (known.customers, known.events) == (len(met), sum(p == place for j in journeys for p, *_ in j))
        assert known.exits == sum(j[-1][0] == place for j in met)
        again = sum(any(a[0] == b[0] == place for a, b in pairwise(j)) for j in met)
        assert known.repeats_share == round(again / len(met), 4)
    for stage, known in evidence.stages.items():
        own = {i for i, t in enumerate(jmap.touchpoints) if t.stage == stage}
        assert known.customers == sum(any(p in own for p, *_ in j) for j in journeys)
    names = {name for j in journeys for *_, name in j}
    assert evidence.touchpoints_total == len(names)
    assert evidence.touchpoints_shown == len({n for j in journeys for p, _, n in j if p is not None})
    assert set(evidence.folded) == {n for j in journeys for p, _, n in j if p is None}


@given(log=logs, jmap=maps)
@settings(max_examples=40, deadline=None)
def test_every_event_counts_once_and_flows_reconcile(log, jmap):
    counted = tallied(jmap, log)
    evidence = count(jmap, log)
    outside = sum(r["events"] for name, r in counted.rows.items() if name not in counted.view.shown)
    assert (
        sum(t.events for t in evidence.touchpoints.values()) + outside == log.extent.events == evidence.events
    )
    for touchpoint, name in zip(jmap.touchpoints, counted.view.shown, strict=True):
        flow_in = sum(f.count for (_, target), f in counted.inside.items() if target == name)
        flow_out = sum(f.count for (source, _), f in counted.inside.items() if source == name)
        known = evidence.touchpoints.get(touchpoint.id)
        assert flow_in == flow_out == (known.events if known else 0)


@given(log=logs, jmap=maps)
@settings(max_examples=25, deadline=None)
def test_left_out_names_are_not_folded_and_the_rest_is(log, jmap):
    before = count(jmap, log)
    out = before.folded[:2]
    after = count(jmap.model_copy(update={"left_out": tuple(n.lower() for n in out)}), log)
    assert after.folded == before.folded[2:]
    assert after.model_copy(update={"folded": before.folded}) == before


@given(seed=st.integers(0, 10**6), most=st.integers(3, 8))
@settings(max_examples=25, deadline=None)
def test_binding_a_discovered_map_gives_what_discovering_counted(seed, most):
    log = random_log(seed, 40, 12)
    jmap = discover(log, max_touchpoints=most, goal="T1")
    assert count(jmap, log) == jmap.evidence
    bound = bind(jmap, log).evidence
    assert (bound.flow, bound.goal, bound.folded, bound.missing) == (
        jmap.evidence.flow, jmap.evidence.goal, jmap.evidence.folded, {},
    )  # fmt: skip
    for identifier, known in jmap.evidence.touchpoints.items():
        again = bound.touchpoints[identifier]
        assert (again.customers, again.events, again.exits) == (known.customers, known.events, known.exits)


@given(log=logs, jmap=maps)
@settings(max_examples=15, deadline=None)
def test_twice_is_once_and_what_people_wrote_stays(log, jmap):
    drawn = jmap.touchpoints[0].model_copy(update={"emotion": Emotion(score=-4), "expected_wait": "2h"})
    jmap = jmap.model_copy(update={"touchpoints": (drawn, *jmap.touchpoints[1:])})
    once = bind(jmap, log)
    assert bind(once, log) == once
    assert load(dump(once)) == once
    assert once.model_copy(update={"evidence": None}) == jmap
    counted = count(jmap, log)
    assert (once.evidence.touchpoints != counted.touchpoints) == bool(counted.touchpoints)


@given(log=logs, jmap=maps, minutes=st.integers(1, 2000))
@settings(max_examples=25, deadline=None)
def test_longer_waits_are_counted_exactly(log, jmap, minutes):
    jmap = jmap.model_copy(
        update={
            "touchpoints": tuple(
                t.model_copy(update={"expected_wait": f"{minutes}m"}) for t in jmap.touchpoints
            )
        }
    )
    evidence = count(jmap, log)
    waits = defaultdict(list)
    for journey in by_hand(log, jmap).values():
        for (place, start, _), (_, end, _) in pairwise(journey):
            waits[place].append(end - start)
    for place, touchpoint in enumerate(jmap.touchpoints):
        known = evidence.touchpoints.get(touchpoint.id)
        if known is not None and waits[place]:
            longer = sum(w > minutes * MINUTE for w in waits[place])
            assert known.waits_longer_share == round(longer / len(waits[place]), 4)
        elif known is not None:
            assert known.waits_longer_share is None
    own = []
    for journey in by_hand(log, jmap).values():
        apart = [(p, end - start > minutes * MINUTE) for (p, start, _), (_, end, _) in pairwise(journey)]
        own.append((Counter(p for p, _ in apart), Counter(p for p, late in apart if late)))
    products = [
        [sum(c[i][place] * c[j][place] for c in own) for i, j in ((0, 0), (0, 1), (1, 1))]
        for place in range(len(jmap.touchpoints))
    ]
    assert tallied(jmap, log).tally.waits[:, 2:].tolist() == products


SHOP = """
    ann  09:00  Home  web
    ann  09:05  Chat  web
    ann  09:06  Cart  web
    bob  10:00  Home  app
    bob  10:01  Home  app
    bob  10:05  Cart  app
"""


def drawn(**names):
    return JourneyMap(
        title="T",
        stages=(Stage(id="s", name="S"),),
        touchpoints=tuple(Touchpoint(id=i, name=n, stage="s") for i, n in names.items()),
        flow=(Flow(source="home", target="cart"), Flow(source="home", target="home")),
    )


def test_flows_pass_over_what_is_not_on_the_map_but_loops_do_not():
    log = log_of(SHOP + "    bob  10:06  Home\n    bob  10:07  Chat\n    bob  10:08  Home\n")
    evidence = count(drawn(home="Home", cart="Cart"), log)
    flows = {(f.source, f.target): (f.count, f.customers) for f in evidence.flow}
    assert flows["home", "cart"] == (2, 2)
    assert flows["home", "home"] == (1, 1)  # the one with the chat between is no loop of the log
    assert (flows["", "home"], flows["cart", ""], flows["home", ""]) == ((2, 2), (1, 1), (1, 1))
    # of Home→Chat, Chat→Cart, Home→Cart, Cart→Home, Home→Chat, Chat→Home
    assert evidence.transitions_shown_share == round(1 / 6, 4)


def test_a_drawn_flow_that_never_happens_is_counted_as_such():
    jmap = drawn(home="Home", cart="Cart")
    jmap = jmap.model_copy(update={"flow": (Flow(source="cart", target="home"),)})
    (flow,) = [f for f in count(jmap, log_of(SHOP)).flow if f.source and f.target]
    assert (flow.source, flow.target, flow.count, flow.customers, flow.median_s) == (
        "cart",
        "home",
        0,
        0,
        None,
    )


def test_the_goal_is_found_by_id_by_name_and_in_the_data():
    log, jmap = log_of(SHOP), drawn(home="Home", cart="Cart")
    found = [count(jmap, log, goal=g).goal for g in ("cart", "Cart", ["CART", "Home"], "chat", None)]
    assert [(g.touchpoint, g.customers, g.share) if g else None for g in found] == [
        ("cart", 2, 1.0), ("cart", 2, 1.0), ("cart", 2, 1.0), ("Chat", 1, 0.5), None,
    ]  # fmt: skip
    bound = bind(jmap, log, goal="cart")
    assert bind(bound, log).evidence.goal == bound.evidence.goal
    with pytest.raises(UnknownNameError, match="Card"):
        count(jmap, log, goal="Card")


def test_what_cannot_be_counted_is_refused():
    log, jmap = log_of(SHOP), drawn(home="Home", cart="Cart")
    with pytest.raises(InputError, match="no event"):
        count(jmap, JourneyLog((), log.kinds, log.vocabularies))
    with pytest.raises(UsageError, match="no touchpoint"):
        count(jmap.model_copy(update={"touchpoints": (), "flow": ()}), log)
    with pytest.raises(UnitError, match="Mars"):
        bind(jmap, log, timezone="Mars/Olympus")


def test_the_day_of_the_evidence_is_given_or_the_last_event():
    log, jmap = log_of(SHOP), drawn(home="Home", cart="Cart")
    moment = datetime(2030, 5, 6, tzinfo=UTC)
    assert count(jmap, log, as_of=moment).as_of == moment
    assert count(jmap, log).as_of == datetime(2026, 1, 1, 10, 5, tzinfo=UTC)
    assert bind(jmap, log).evidence.touchpoints["home"].last == datetime(2026, 1, 1, 10, 1, tzinfo=UTC)


def test_of_very_many_names_the_rarest_are_taken_for_one():
    rows = [f"c{i % 7}  {9 + i // 60:02}:{i % 60:02}  Page {i}" for i in range(400)]
    log = log_of("\n".join([*rows, "c1  08:00  Home", "c2  08:00  Page 399"]))
    counted = tallied(a_map([Match(touchpoint=("Home",))]), log)
    view = narrowed(counted, ["Page 398"])
    assert len(view.vocabulary) == 1 + 300 + 1 + 1
    assert {"Page 399", "Page 398"} <= set(view.vocabulary.names)
    seen = log.renamed(view, {"touchpoint": view.vocabulary})
    assert seen.extent == log.extent
    profile = {r["touchpoint"]: r["events"] for r in sj.touchpoints(seen).table.to_pylist()}
    assert (profile["Page 399"], profile["…"]) == (2, 99)


def test_a_goal_that_is_not_on_the_map_keeps_its_name_in_the_data():
    log = log_of("""
        ann  09:00  Pay
        ann  09:05  Till
        bob  10:00  Card
    """)
    point = Touchpoint(id="x", name="Till", stage="s", match=Match(touchpoint=("Pay", "Card")))
    jmap = JourneyMap(title="T", stages=(Stage(id="s", name="S"),), touchpoints=(point,))
    mine, other = bind(jmap, log, goal="x").evidence.goal, bind(jmap.model_copy(update={"touchpoints": (
        point.model_copy(update={"name": "Checkout"}),)}), log, goal="till").evidence.goal  # fmt: skip
    assert (mine.touchpoint, mine.customers) == ("x", 2)
    assert (other.touchpoint, other.customers) == ("Till", 1)
