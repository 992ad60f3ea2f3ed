"""Segments, drivers, rules and correlations as a report tells them, in both languages."""

import random
import re
from dataclasses import replace

import pytest

import sojourn as sj
from sojourn.analysis.features.words import NAMES, figure, percent
from sojourn.demo.company import simulate
from sojourn.demo.ledger import ledger
from sojourn.report.context import Context
from sojourn.report.making.driver_words import WORDS
from sojourn.report.making.drivers import drivers_block
from sojourn.report.making.segments import grouped, segments_block, trait_words
from sojourn.testing import log_of, random_log

LOG = sj.read(ledger(simulate(3000, seed=7)))
ENGLISH = Context(LOG, ("Order placed",), {}, "en", "Europe/Berlin", None)
CHINESE = replace(ENGLISH, language="zh")
OUTSIDE_QUOTES = re.compile(r"“[^”]*”")


@pytest.fixture(scope="module")
def told():
    found = grouped(ENGLISH)
    both = {c.language: (segments_block(c, found), drivers_block(c)) for c in (ENGLISH, CHINESE)}
    return both | {"found": found}


def test_segments_tell_what_the_analysis_found(told):
    found = told["found"]
    segments, how = told["en"][0]
    rows = found.table.to_pylist()
    assert len(segments) == how.groups == found.groups > 1
    assert [s.customers for s in segments] == [row["customers"] for row in rows]
    assert sum(s.share for s in segments) == pytest.approx(1)
    for segment, row in zip(segments, rows, strict=True):
        assert segment.goal_share == pytest.approx(row["goal_share"])
        assert segment.goal_low <= segment.goal_share <= segment.goal_high
        assert segment.value_low <= segment.value_mean <= segment.value_high
        assert 1 <= len(segment.traits) <= 5
        assert segment.persona.startswith("Draft")
    assert len({s.name for s in segments}) == len(segments)
    assert how.stability >= 0.8


def test_both_languages_say_the_same_numbers(told):
    digits = re.compile(r"\d+")
    (english, _), (chinese, _) = told["en"][0], told["zh"][0]
    for a, b in zip(english, chinese, strict=True):
        assert [digits.findall(t) for t in a.traits] == [digits.findall(t) for t in b.traits]
    drivers, treiber = told["en"][1], told["zh"][1]
    assert [d.effect for d in drivers.drivers] == [d.effect for d in treiber.drivers]
    assert len(drivers.tree) == len(treiber.tree) > 2


def test_chinese_holds_no_english_but_names(told):
    (segments, how), drivers = told["zh"]
    texts = [s.name for s in segments] + [t for s in segments for t in (*s.traits, s.persona)]
    texts += [*how.features, *drivers.tree, *drivers.notes, *(d.feature for d in drivers.drivers)]
    texts += [x for c in drivers.correlations for x in (c.a, c.b)]
    for text in texts:
        assert not re.findall(r"[a-z]{3,}", OUTSIDE_QUOTES.sub("", text)), text


def test_words_exist_in_both_languages():
    assert set(NAMES["en"]) == set(NAMES["zh"])
    assert set(WORDS["en"]) == set(WORDS["zh"])


def test_the_late_parcel_stands_out_among_the_drivers_of_satisfaction(told):
    drivers = told["en"][1]
    worst = min((d for d in drivers.drivers if d.outcome == "satisfaction"), key=lambda d: d.effect)
    assert worst.feature == "met “Parcel late”"
    assert worst.high < -0.8
    assert all(d.q < 0.05 for d in drivers.drivers)


def test_rules_that_always_hold_are_not_told(told):
    drivers = told["en"][1]
    assert drivers.rules
    assert all(r.confidence < 0.98 and r.ordered and r.lift >= 1.2 for r in drivers.rules)
    assert all(0.1 <= abs(c.spearman) <= 0.9 for c in drivers.correlations)


def test_notes_say_that_these_are_no_causes(told):
    assert "not what brings it about" in told["en"][1].notes[0]
    assert "seven days after their first event" in told["en"][1].notes[1]


def test_where_nothing_is_known_nothing_is_told():
    few = log_of("ann  09:00  Home")
    assert segments_block(replace(ENGLISH, log=few, goals=())) is None
    assert drivers_block(replace(ENGLISH, log=few, goals=())) is None


def test_where_there_are_no_groups_the_reason_is_told():
    segments, how = segments_block(replace(ENGLISH, log=random_log(2, customers=200), goals=()))
    assert (segments, how.groups) == ((), 1)
    assert "found again" in how.reason


def test_groups_are_told_by_what_comes_before_the_goal(told):
    segments, _ = told["en"][0]
    assert all("Before they first reach the goal" in s.persona for s in segments)
    words = " ".join((*(s.name for s in segments), *(t for s in segments for t in s.traits)))
    assert not [w for w in ("Parcel", "Order", "payments", "revenue", "since the last") if w in words]
    assert max(s.goal_share for s in segments) < 0.9


def test_where_every_event_is_the_goal_groups_are_told_by_all_events():
    rng = random.Random(1)
    lines = []
    for i in range(200):
        step, n = (1, 8) if i % 3 else (9, 3)
        days = sorted({rng.randint(0, 2) + 1 + step * k for k in range(n)})
        lines += [f"c{i:03d}  2026-01-{day:02d}T09:00  Order" for day in days if day <= 31]
    context = replace(ENGLISH, log=log_of("\n".join(lines)), goals=("Order",))
    assert grouped(context).spec.until == "end"
    segments, _ = segments_block(context)
    assert all("Before" not in s.persona for s in segments)


@pytest.mark.parametrize(
    ("language", "single", "before"),
    [("en", "single event", "before they reach"), ("zh", "单个事件", "在达到目标之前")],
)
def test_why_there_are_no_groups_is_told(language, single, before):
    alone = log_of("\n".join(f"c{i:03d}  09:00  Survey" for i in range(100)))
    context = replace(ENGLISH, log=alone, goals=(), language=language)
    assert single in segments_block(context)[1].reason
    lines = [f"c{i:03d}  09:00  {'Order' if i % 4 else 'Home'}" for i in range(100)]
    context = replace(context, log=log_of("\n".join(lines)), goals=("Order",))
    assert before in segments_block(context)[1].reason


def trait(feature, kind, mean, others):
    return {"feature": feature, "kind": kind, "mean": mean, "others": others, "difference": mean - others}


def test_traits_are_said_as_people_say_them():
    assert (
        trait_words(trait("visits", "count", 4.1, 1.8), "en") == "visits: 2.3 times as many (4.1 against 1.8)"
    )
    assert trait_words(trait("visits", "count", 1.0, 4.0), "en") == "visits: fewer (1 against 4)"
    assert trait_words(trait("orders", "count", 0.0, 1.5), "en") == "payments: none (others 1.5 on average)"
    assert (
        trait_words(trait("reversals", "count", 1.5, 0.0), "zh") == "退货与取消次数：平均 1.5（其他客户没有）"
    )
    assert (
        trait_words(trait("recency_days", "days", 80.2, 3.4), "en")
        == "days since the last event: 80 (others 3.4)"
    )
    assert (
        trait_words(trait("device:phone", "share", 0.87, 0.4), "zh") == "87% 的事件使用手机（其他客户 40%）"
    )


def test_figures_keep_what_counts():
    assert [figure(x) for x in (0, 0.04, 1.26, 9.96, 12.4, 12345.6)] == [
        "0",
        "0.04",
        "1.3",
        "10",
        "12",
        "12,346",
    ]
    assert percent(0.0001, "zh") == "<1%"
