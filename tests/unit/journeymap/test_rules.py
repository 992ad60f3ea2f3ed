"""The rules of discovery one by one: choice, order, cut, flows, feelings, words, ids."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.events.taxonomy.lines import LINES, stem, votes
from sojourn.events.taxonomy.words.channels import channel_nature
from sojourn.events.taxonomy.words.relationship import RELATIONSHIP
from sojourn.journeymap.arrange import arrange, arrange_by, order_of
from sojourn.journeymap.choose import Candidate, candidates, choose
from sojourn.journeymap.feelings import NO_RATINGS, Ratings, measured, pooled
from sojourn.journeymap.flows import Volume, worth_drawing
from sojourn.journeymap.slugs import slug, slugs


def candidate(name, share, starts=0.0, ends=0.0, channel=""):
    return Candidate(name, share, starts, ends, channel)


def test_goals_then_every_stage_then_doors_then_reach_and_added_transitions():
    stages = [
        [candidate("wide", 0.5), candidate("second", 0.4), candidate("third", 0.3), candidate("link", 0.2)],
        [
            candidate("late", 0.05),
            candidate("later", 0.04),
            candidate("goal", 0.01),
            candidate("door", 0.02, ends=0.15),
        ],
    ]
    flows = {("door", "link"): 0.3, ("wide", "wide"): 0.5}
    assert choose(stages, flows, ["goal"], 4) == ("goal", "wide", "second", "late")
    assert choose(stages, flows, ["goal"], 3) == ("goal", "wide", "late")
    assert choose(stages, {}, [], 5) == ("wide", "second", "late", "later", "door")
    bigger = [[*stages[0], candidate("x", 0.1), candidate("y", 0.1)], stages[1]]
    assert choose(bigger, flows, ["goal"], 6)[-1] == "door"
    assert choose(bigger, flows, ["goal"], 7)[-1] == "link"  # 0.2 + 0.3 beats the 0.3 of third
    assert choose(bigger, {}, ["goal"], 7)[-1] == "third"


def test_every_channel_that_a_tenth_meets_keeps_its_main_touchpoint():
    stages = [[candidate(f"web{i}", 0.5 - i / 100, channel="web") for i in range(6)]]
    stages[0] += [
        candidate("chat", 0.1, channel="chat"),
        candidate("chat more", 0.1, channel="chat"),
        candidate("phone", 0.09, channel="phone"),
    ]
    assert choose(stages, {}, [], 4) == ("web0", "web1", "chat", "web2")


def test_all_are_shown_if_there_is_room():
    stages = [[candidate(f"t{i}", 0.5) for i in range(8)]]
    assert len(choose(stages, {}, [], 8)) == 8
    assert len(choose(stages, {}, [], 5)) == 5


def test_what_competes():
    wide = [candidate(f"t{i}", 0.5) for i in range(60)]
    beyond = [candidate("no", 0.1), candidate("in", 0.1, starts=0.1), candidate("goal", 0.1)]
    assert [c.name for c in candidates([*wide, *beyond], ["goal"])][60:] == ["in", "goal"]
    assert len(candidates([*wide[:7], candidate("rare", 0.009)], [])) == 7
    assert len(candidates([candidate(f"t{i}", 0.001) for i in range(20)], [])) == 6


@given(st.integers(2, 6), st.integers(0, 10**6))
def test_the_order_cannot_be_bettered_by_moving_one_and_rarely_at_all(size, seed):
    support = np.random.default_rng(seed).random((size, size))

    def cost(order):
        return sum(support[b, a] for i, a in enumerate(order) for b in order[i + 1 :])

    found = order_of(support)
    assert sorted(found) == list(range(size))
    for place, item in enumerate(found):
        rest = found[:place] + found[place + 1 :]
        assert all(cost([*rest[:p], item, *rest[p:]]) >= cost(found) - 1e-9 for p in range(size))
    best = min(cost(p) for p in permutations(range(size)))
    assert cost(found) <= 1.25 * best


def line_of(count):
    """Everybody meets touchpoint 0, then 1, and so on."""
    return 100 * np.triu(np.ones((count, count), np.int64), 1)


def test_names_settle_what_the_data_leave_open_and_nothing_more():
    open_question = np.array([[0, 50], [50, 0]])
    (only,) = arrange(["Cart", "Landing page"], open_question, [1, 1], stages=1)
    assert only.members == (1, 0)
    clear = np.array([[0, 90], [10, 0]])
    (only,) = arrange(["Cart", "Landing page"], clear, [1, 1], stages=1)
    assert only.members == (0, 1)


def test_clear_gaps_become_cuts():
    before = np.full((6, 6), 50)
    np.fill_diagonal(before, 0)
    for a in range(6):
        for b in range(6):
            if a // 2 != b // 2:
                before[a, b] = 100 if a < b else 0
    groups = arrange([f"Xy{chr(97 + i)}" for i in range(6)], before, [1] * 6)
    assert [set(g.members) for g in groups] == [{0, 1}, {2, 3}, {4, 5}]
    assert all(g.words is None for g in groups)


def test_stage_names_keep_the_order_of_their_line_and_occur_once():
    names = ["Parcel delivered", "Cart", "Product page", "Landing page", "Cart again", "Checkout"]
    named = [g.words.english for g in arrange(names, line_of(6), [1] * 6) if g.words]
    places = [
        [s.english for s in line.stages].index(n)
        for line in LINES
        for n in named
        if n in [s.english for s in line.stages]
    ]
    assert len(set(named)) == len(named)
    assert places == sorted(places)


def test_a_touchpoint_at_odds_with_its_stage_joins_its_neighbour():
    names = ["Cart", "Checkout", "Order placed", "Chat started", "Chat replied", "Parcel delivered"]
    before = line_of(6)
    before[:3, 3:] *= 10
    groups = arrange(names, before, [1] * 6, stages=2)
    assert [g.words.english for g in groups if g.words] == ["Decision", "Service"]
    onboarding = arrange(
        ["Parcel shipped", "Welcome e-mail", "Chat started", "Phone call", "Parcel delivered"],
        line_of(5),
        [1] * 5,
        stages=2,
    )
    assert [(g.words.english, g.members) for g in onboarding] == [
        ("Onboarding", (0, 1, 4)),
        ("Service", (2, 3)),
    ]


def test_given_stages_stand_in_the_order_of_their_touchpoints():
    assert arrange_by(["late", "early", None, "late"], line_of(4)[::-1, ::-1]) == (
        ("early", (1,)),
        ("late", (3, 2, 0)),
    ) or arrange_by(["late", "early", None, "late"], line_of(4)) == (("early", (1, 2)), ("late", (0, 3)))


def volume(source, target, count):
    return Volume(source, target, count, count, None)


def test_flows_are_kept_until_most_is_carried_and_everyone_keeps_a_way_in_and_out():
    flows = {
        (f.source, f.target): f
        for f in [
            volume("a", "b", 90),
            volume("b", "a", 5),
            volume("c", "a", 1),
            volume("a", "a", 50),
            volume("", "a", 9),
        ]
    }
    assert [(f.source, f.target) for f in worth_drawing(flows, "abc", [])] == [
        ("a", "b"),
        ("b", "a"),
        ("c", "a"),
    ]
    assert ("a", "a") in {(f.source, f.target) for f in worth_drawing(flows, "abc", ["a"])}


def test_at_most_two_flows_a_touchpoint():
    names = [f"t{i}" for i in range(10)]
    flows = {(a, b): volume(a, b, 1) for a in names for b in names if a != b}
    assert len(worth_drawing(flows, names, [])) == 20


def test_pooled_ratings_equal_all_ratings():
    values = np.random.default_rng(1).normal(0, 2, 50)
    parts = [Ratings(len(v), v.mean(), v.var(ddof=1)) for v in np.split(values, [1 + 10, 30])]
    whole = pooled([*parts, NO_RATINGS])
    assert (whole.n, whole.mean, whole.variance) == (
        50,
        pytest.approx(values.mean()),
        pytest.approx(values.var(ddof=1)),
    )


def test_the_interval_is_students_t_and_absent_for_one_rating():
    feeling = measured(Ratings(10, 1.0, 4.0))
    assert feeling.high - 1.0 == pytest.approx(
        2.262 * 2 / 10**0.5, abs=0.01
    )  # t of 9 degrees of freedom, tables
    assert measured(Ratings(1, 1.0, 0.0)) is None
    assert (measured(Ratings(5, 4.9, 9.0)).high, measured(Ratings(5, 4.9, 9.0)).low) == (
        5.0,
        pytest.approx(1.18, abs=0.01),
    )


def test_equal_ratings_still_have_an_interval():
    few, many = measured(Ratings(3, 5.0, 0.0)), measured(Ratings(300, 5.0, 0.0))
    assert few.low < 0 < 4.8 < many.low < 5.0 == many.high


@pytest.mark.parametrize(
    ("name", "stage"),
    [
        ("Search ad clicked", "Awareness"),
        ("product_viewed", "Consideration"),
        ("AddToCart", "Decision"),
        ("Welcome e-mail opened", "Onboarding"),
        ("chat-started", "Service"),
        ("subscription renewed", "Retention"),
        ("NPS survey", "Advocacy"),
        ("首页广告", "Awareness"),
        ("提交订单", "Decision"),
        ("邀请好友", "Advocacy"),
    ],
)
def test_common_names_point_to_their_stage(name, stage):
    ballot = votes(name, RELATIONSHIP)
    assert RELATIONSHIP.stages[int(np.argmax(ballot))].english == stage
    assert max(ballot) >= 0.5


def test_words_of_every_line_point_to_their_own_stage_first():
    for line in LINES:
        assert (
            len({s.english for s in line.stages}) == len({s.chinese for s in line.stages}) == len(line.stages)
        )
        for place, stage in enumerate(line.stages):
            for phrase in stage.strong.split(","):
                assert votes(phrase.strip(), line)[place] > 0, (line.kind, phrase)


@given(st.text(max_size=60))
def test_votes_are_shares(name):
    for line in LINES:
        ballot = votes(name, line)
        assert all(v >= 0 for v in ballot)
        assert sum(ballot) <= 1 + 1e-9


@given(st.lists(st.text(min_size=1, max_size=20), max_size=8))
def test_slugs_are_unique_and_never_empty(names):
    found = slugs(names)
    assert len(set(found.values())) == len(set(names))
    assert all(s and not any(c.isspace() for c in s) for s in found.values())
    assert slug(slug(names[0])) == slug(names[0]) if names else True


def test_stems_join_forms_and_keep_words_apart():
    assert stem("deliveries") == stem("delivery")
    assert stem("cancelling") == stem("cancelled")
    assert stem("card") != stem("care")


@pytest.mark.parametrize(
    ("channel", "nature"),
    [
        ("Email", ("digital", "owned")),
        ("e-mail", ("digital", "owned")),
        ("Google Ads", ("digital", "paid")),
        ("reviews", ("digital", "earned")),
        ("phone", ("human", "owned")),
        ("parcel", ("physical", "owned")),
        ("微信小程序", ("digital", "owned")),
        ("", (None, None)),
    ],
)
def test_channels_tell_kind_and_medium(channel, nature):
    assert channel_nature(channel) == nature
