"""The words of the page: complete in both languages, and grammatical where numbers decide."""

import re

import pytest

from sojourn.events.cleaning import FATES
from sojourn.events.schema import ROLES
from sojourn.events.traffic import REASONS
from sojourn.render.report.words import TABLES, known, say

OTHER_FATES = (
    "set_aside",
    "unusable_table",
    "unusable_id",
    "repeated_message_id",
    "equal_row",
    "repeated_file",
)
WORDS_EN, WORDS_ZH = TABLES["en"], TABLES["zh"]
HOLE = re.compile(r"\{(\w+)\}")


def forms(text):
    return text if isinstance(text, tuple) else (text,)


def test_both_languages_have_the_same_keys_in_the_same_order():
    assert list(WORDS_EN) == list(WORDS_ZH)


@pytest.mark.parametrize("key", WORDS_EN)
def test_both_languages_say_the_same_values(key):
    english = {hole for text in forms(WORDS_EN[key]) for hole in HOLE.findall(text)}
    chinese = set(HOLE.findall(WORDS_ZH[key]))
    assert chinese <= english
    assert english - chinese <= {"n"}


@pytest.mark.parametrize("key", [k for k, text in WORDS_EN.items() if isinstance(text, tuple)])
def test_one_and_many_differ(key):
    one, many = WORDS_EN[key]
    if not key.startswith("method."):
        assert one != many


def test_chinese_is_chinese():
    alike = {key for key in WORDS_EN if WORDS_EN[key] == WORDS_ZH[key]}
    allowed = (
        "separator",
        "range",
        "figure.n",
        "metric.",
        "format.",
        "channels.q",
        "funnel.lost",
        "retention.after",
        "sure.q",
        "voice.quote",
        "emotions.n",
        "metrics.n",
        "trends.name",
    )
    assert all(key.startswith(allowed) for key in alike), alike


def test_no_typewriter_quotes_in_chinese_and_no_full_stops_of_the_other_script():
    for text in WORDS_ZH.values():
        assert '"' not in text
        assert not re.search(r"[\u4e00-\u9fff]\.( |$)", text)
    for text in WORDS_EN.values():
        assert not any("。" in form for form in forms(text))


@pytest.mark.parametrize(("n", "said"), [(0, "0 visits"), (1, "1 visit"), (1204, "1\u202f204 visits")])
def test_numbers_choose_the_form(n, said):
    assert say("unit.visits", "en", n=n) == said


def test_values_are_escaped():
    assert say("flows.again", "en", name="<b>&") == "&lt;b&gt;&amp; again"


def test_reasons_and_roles_are_named():
    for language in ("en", "zh"):
        for fate in (*FATES, *OTHER_FATES, *REASONS[1:]):
            assert fate in {"kept", "blank"} or known(f"reason.{fate}", language), fate
        for role in ROLES:
            assert known(f"role.{role}", language)
    assert known("reason.of_another_package", "en") is None
