"""What to do about pain points: from the playbook, by what they cost."""

import pytest
from full import PLACES, full_report, pain, pains

from sojourn.playbook import kind_words, plays_for
from sojourn.playbook.choose import SORTS
from sojourn.playbook.entries import ENTRIES
from sojourn.playbook.words import kpi_words, owner_words
from sojourn.report.context import Context
from sojourn.report.making.opportunities import opportunities_block

CONTEXT = Context(None, ("Order placed",), {}, "en", "UTC", None)
CHAT = ("Support replied", "chat")


def made(*points, language="en"):
    return opportunities_block(Context(None, (), {}, language, "UTC", None), points) or ()


def test_the_playbook_has_every_sort_for_every_kind_and_channel():
    channels = (
        "Web shop",
        "app",
        "Hotline",
        "Live chat",
        "E-mail",
        "Store",
        "包裹",
        "Instagram",
        "fax",
        None,
    )
    for kind in ENTRIES:
        for channel in channels:
            assert tuple(p.sort for p in plays_for(kind, channel)) == SORTS, (kind, channel)


def test_every_entry_is_whole_in_both_languages():
    for kind, entries in ENTRIES.items():
        assert kind_words(kind, "en") != kind_words(kind, "zh")
        said = [p.en for p in entries] + [p.zh for p in entries]
        assert len(set(said)) == len(said)
        for play in entries:
            assert play.en[0].isupper()
            assert not play.en.endswith(".")
            assert any("一" <= c <= "鿿" for c in play.zh)
            assert 1 <= play.effort <= 5
            assert owner_words(play.owner, "zh") != owner_words(play.owner, "en")
            assert "Cart" in kpi_words(play.kpi, "Cart", "en") + "Cart"
            assert play.action("zh") == play.zh


def test_a_channel_of_its_own_goes_before_any():
    assert "reply" in plays_for("wait", "chat")[0].en
    assert "promised day" in plays_for("wait", "parcel")[0].en
    assert plays_for("wait", "fax") == plays_for("wait", None)
    assert plays_for("no such kind", "web") == ()


def test_what_costs_most_by_effort_comes_first():
    small = pain("small", CHAT, "wait", "s", 100, 0.1, -0.1, 1_000.0, 0.01)
    large = pain("large", CHAT, "loop", "l", 100, 0.1, -0.1, 10_000.0, 0.01)
    found = made(small, large)
    assert [o.priority for o in found] == list(range(1, len(found) + 1))
    assert found[0].pain_point == "large"
    assert {o.impact for o in found if o.pain_point == "large"} == {5}
    assert {o.impact for o in found if o.pain_point == "small"} == {1}
    weights = [o.impact / o.effort for o in found]
    assert weights == sorted(weights, reverse=True)
    assert found[0].value == 10_000.0


@pytest.mark.parametrize(
    ("value", "impact"), [(10_000.0, 5), (8_001.0, 5), (8_000.0, 4), (2_001.0, 2), (0.0, 1)]
)
def test_impact_is_a_fifth_of_the_largest_value(value, impact):
    largest = pain("a", CHAT, "wait", "a", 100, 0.1, -0.1, 10_000.0, 0.01)
    other = pain("b", CHAT, "wait", "b", 100, 0.1, -0.1, value, 0.01)
    assert {o.impact for o in made(largest, other) if o.pain_point == "b"} == {impact}


def test_without_money_customers_by_effect_decide():
    few = pain("few", CHAT, "wait", "f", 10, 0.1, -0.2, None, 0.01)
    many = pain("many", CHAT, "wait", "m", 1_000, 0.1, -0.1, None, 0.01)
    impacts = {o.pain_point: o.impact for o in made(few, many)}
    assert impacts == {"many": 5, "few": 1}


def test_only_what_costs_gets_actions_and_what_is_unclear_is_marked():
    found = opportunities_block(CONTEXT, pains("en", PLACES))
    assert {o.pain_point for o in found if o.verdict == "costs"} == {"p1", "p2", "p3", "p4", "p5"}
    unclear = [o for o in found if o.verdict == "unclear"]
    assert [(o.pain_point, o.kind) for o in unclear] == [("p7", "quick_win")]
    assert unclear[0].priority == len(found)


def test_nothing_to_do_is_no_block():
    assert opportunities_block(CONTEXT, None) is None
    assert opportunities_block(CONTEXT, [p for p in pains("en", PLACES) if p.verdict == "look_alike"]) is None


def test_the_language_of_the_report():
    english, chinese = full_report("en").opportunities, full_report("zh").opportunities
    assert [o.id for o in english] == [o.id for o in chinese]
    assert all(a.action != b.action and a.kpi != b.kpi for a, b in zip(english, chinese, strict=True))
