"""The map in the terminal: what stands below a touchpoint, in lines that fit, also in Chinese."""

from itertools import pairwise

import pytest
from bank import MAP as BANK
from clinic import MAP as CLINIC
from hotel import MAP as HOTEL

from sojourn.render.html_map import to_html
from sojourn.render.terminal import to_terminal
from sojourn.render.terminal_texts import folded, wide


@pytest.mark.parametrize("cells", [48, 70, 120])
@pytest.mark.parametrize("jmap", [BANK, CLINIC, HOTEL], ids=["bank", "clinic", "hotel"])
def test_every_line_fits_whatever_is_asked_for(jmap, cells):
    for lanes in ("stage", "channel"):
        text = to_terminal(jmap, width=cells, everything=True, lanes=lanes)
        assert max(wide(line) for line in text.splitlines()) <= cells


def test_metrics_personas_pain_and_missing_data_are_told_without_being_asked_for():
    text = to_terminal(HOTEL, width=120).replace("\u202f", " ").replace("\u00a0", " ")
    for told in (
        "✓ NPS: 52.3, met · target ≥ 40",
        "✗ CSAT: 4.1, missed",
        "? Tidiness by audit: open",
        "! Twenty people arrive with the same train · severity 4 of 5",
        "○ Tom, on business · Commuter · drawn 55 %, measured 43 %",
        "∅ no data: No event is called “Wake-up call”.",
    ):
        assert told in text
    assert "Regional bread" not in text


def test_all_texts_are_there_when_asked_for():
    text = to_terminal(CLINIC, width=200, everything=True)
    told = [
        words
        for t in CLINIC.touchpoints
        for part in (t.actions, t.backstage, t.support, t.policies, t.systems)
        for words in part
    ]
    assert all(words in text for words in told)
    assert all(o.title in text for o in CLINIC.opportunities)
    assert all(stage.goal in text for stage in CLINIC.stages)
    brief = to_terminal(CLINIC, width=200)
    assert not any(words in brief for words in told)


def test_headings_can_be_channels():
    lines = to_terminal(CLINIC, width=100, lanes="department").splitlines()
    headings = [heading for blank, heading in pairwise(lines) if not blank]
    assert headings == ["Marketing", "Front desk", "Nursing", "Ophthalmology", "Office"]
    assert any("Search for a clinic (Book)" in line for line in lines)


def test_long_texts_are_folded_between_words_or_chinese_characters():
    assert folded("!", "one two three", 15) == ["      ! one two", "        three"]
    assert folded("!", "一二三四五。", 15) == ["      ! 一二三", "        四五。"]
    assert folded("!", "x" * 10, 15) == ["      ! xxxxxxx", "        xxx"]


def test_where_a_map_opens_is_said_in_the_terminal_and_in_the_page():
    stages = (CLINIC.stages[0].model_copy(update={"map": "closer/booking.journey.yaml"}), *CLINIC.stages[1:])
    points = (CLINIC.touchpoints[0].model_copy(update={"map": "call.journey.yaml"}), *CLINIC.touchpoints[1:])
    linked = CLINIC.model_copy(update={"stages": stages, "touchpoints": points})
    told = to_terminal(linked).splitlines()
    assert "  ↳ closer in closer/booking.journey.yaml" in told
    assert "      ↳ closer in call.journey.yaml" in told
    page = to_html(linked)
    assert all(f"closer in {name}" in page for name in ("closer/booking.journey.yaml", "call.journey.yaml"))
