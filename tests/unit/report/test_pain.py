"""Pain points and moments of truth in a report, in words."""

from functools import cache

import pytest

import sojourn as sj
from sojourn.demo.company import simulate
from sojourn.demo.ledger import ledger
from sojourn.report.context import Context
from sojourn.report.making.pain import moments_block, pain_block, studied
from sojourn.report.making.pain_words import falsifier, statement
from sojourn.testing import log_of


@cache
def context(language):
    log = sj.read(ledger(simulate(2500, 3)))
    return Context(log, ("Order placed",), {"Support replied": "Use"}, language, "UTC", None)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_blocks_say_in_words_what_the_table_says_in_numbers(language):
    study = studied(context(language))
    points, moments = pain_block(context(language), study), moments_block(context(language), study)
    assert points
    assert moments
    costing = [p for p in points if p.verdict == "costs"]
    assert len(costing) >= 4
    for point in points:
        assert f"{point.customers:,}" in point.statement
        assert "{" not in point.statement + point.falsifier + point.method
        assert any("\u4e00" <= c <= "\u9fff" for c in point.statement) == (language == "zh")
    first = costing[0]
    assert first.currency == "EUR"
    assert first.value_low < first.value_at_stake < first.value_high
    assert f"{abs(first.effect) * 100:.0f}" in first.statement
    assert {p.stage for p in points if p.touchpoint == "Support replied"} <= {"Use"}
    wait = {"en": "4 h", "zh": "4 小时"}[language]
    assert any(wait in m.quality and "Ticket opened" in m.quality for m in moments)


def test_both_languages_are_told_the_same():
    english, chinese = (pain_block(context(language)) for language in ("en", "zh"))
    assert [p.id for p in english] == [p.id for p in chinese]
    assert [p.effect for p in english] == [p.effect for p in chinese]


def test_without_goal_there_is_no_block():
    nothing = Context(log_of("ann  09:00  Home"), (), {}, "en", "UTC", None)
    assert pain_block(nothing) is None
    assert moments_block(nothing) is None


ROW = {
    "verdict": "costs", "made_by": "company", "kind": "wait", "method": "doubly_robust", "touchpoint": "Reply", "anchor": "Asked",
    "outcome": "Order", "phase": "goal", "device": None, "channel": "chat", "limit_s": 14_400.0, "customers": 1200, "came": 3000,
    "naive_difference": -0.2, "effect": -0.123, "effect_low": -0.2, "effect_high": -0.046,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, "“Reply” comes more than 4 h after “Asked”: 1,200 of 3,000 customers. They reach “Order” 12 points"),
        ({}, "12 points less often than comparable customers (95 %: 4.6 to 20)."),
        ({"phase": "again"}, "“Order” again 12 points"),
        ({"verdict": "unclear"}, "the data do not decide (−12 points, 95 %: −20 to −4.6)"),
        ({"verdict": "look_alike"}, "nothing certain is left"),
        ({"verdict": "look_alike", "made_by": "customer", "kind": "loop"}, "a weak hidden trait is enough"),
        ({"verdict": "look_alike", "made_by": "customer", "kind": "low_rating"}, "It is a symptom"),
        ({"verdict": "unclear", "made_by": "customer", "kind": "drop_off"}, "A visit comes to “Reply”"),
        ({"verdict": "not_comparable", "effect": None, "effect_low": None, "effect_high": None}, "not enough comparable"),
        ({"kind": "drop_off", "method": "excess_endings", "device": "phone"}, "Visits end at “Reply” on phones"),
    ],
)  # fmt: skip
def test_every_verdict_has_its_words(changes, says):
    assert says in statement(ROW | changes, "en")
    assert statement(ROW | changes, "zh")
    assert falsifier(ROW | changes, "en").endswith((".", "!"))
