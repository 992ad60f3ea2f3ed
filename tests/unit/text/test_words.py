"""The compiled matcher and the word lists: longest match, degree, negation, contrast, emotions; against plain Python."""

import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from sojourn.text.bytes import plain_bytes
from sojourn.text.lexicon import LEXICONS, weighed
from sojourn.text.lexicons.reasons import REASON_WORDS, REASONS
from sojourn.text.lexicons.words import EMOTIONS, listed
from sojourn.text.reasons import reasons_of
from sojourn.text.trie import trie

WORDS = ["bad", "not bad", "delay*", "差", "差不多", "不错", ":)", "é", "l'eau"]


def found(text):
    matches = trie(WORDS).find(*plain_bytes(pa.array([text])))
    return [WORDS[i] for i in matches.entries]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Not bad, badly delayed", ["not bad", "delay*"]),
        ("a bad: bad.bad", ["bad", "bad", "bad"]),
        ("notbad badminton undelayed", []),
        ("差不多，真不错，差", ["差不多", "不错", "差"]),
        ("fine :) http://x:)y", [":)"]),
        ("É de l\u2019eau", ["é", "l'eau"]),
        ("", []),
    ],
)
def test_the_longest_words_are_found_where_words_begin_and_end(text, expected):
    assert found(text) == expected


def letters(text):
    """Runs of ASCII letters, the rest being signs."""
    return "".join(c if c.isalpha() else " " for c in text).split()


@settings(max_examples=60)
@given(st.lists(st.text("ab. ", max_size=12), min_size=1, max_size=5))
def test_single_words_are_found_as_often_as_plain_python_finds_them(texts):
    words = ["a", "ab", "ba*"]
    matches = trie(words).find(*plain_bytes(pa.array(texts)))
    for i, text in enumerate(texts):
        expected = []
        for word in letters(text):
            if word in words[:2]:
                expected.append(words.index(word))
            elif word.startswith("ba"):
                expected.append(2)
        assert matches.entries[matches.starts[i] : matches.starts[i + 1]].tolist() == expected


@pytest.mark.parametrize(
    ("language", "better", "worse"),
    [
        ("en", "very good", "good"),
        ("en", "good", "not good"),
        ("en", "not bad", "bad"),
        ("en", "slow but friendly", "friendly but slow"),
        ("en", "good!!", "good"),
        ("zh", "非常满意", "还可以"),
        ("zh", "满意", "不满意"),
        ("zh", "不贵", "太贵"),
        ("zh", "有点慢，但是态度很好", "态度很好，但是有点慢"),
        ("fr", "très bon accueil", "accueil pas aimable"),
        ("de", "sehr freundlich", "nicht freundlich"),
        ("id", "enak sekali", "tidak enak"),
        ("es", "muy amable", "nada amable"),
    ],
)
def test_degree_negation_and_contrast(language, better, worse):
    high, low = weighed(pa.array([better, worse]), language).sentiment
    assert high > low


def test_a_negation_does_not_reach_over_the_end_of_a_sentence():
    apart, together = weighed(pa.array(["I did not. Good", "I did not like it, not good"]), "en").sentiment
    assert apart > 0 > together


def test_no_word_means_no_feeling_and_emotions_are_named():
    said = weighed(pa.array(["The box", "I am so angry", "真恶心", "not angry"]), "en")
    assert (said.sentiment[0], said.words[0]) == (0, 0)
    assert EMOTIONS[said.emotion[1]] == "anger"
    assert said.emotion[3] == -1
    assert EMOTIONS[weighed(pa.array(["真恶心"]), "zh").emotion[0]] == "disgust"


def test_a_word_of_vaders_dictionary_alone_weighs_what_vader_says():
    analyser = SentimentIntensityAnalyzer()
    own = {word for group in LEXICONS["en"].values.values() for word in listed(group)}
    words = [
        w
        for w in ("abandon", "admirable", "cheerful", "grim", "heroic", "lousy", "mourn", "vile")
        if w not in own
    ]
    assert len(words) > 5
    expected = [analyser.polarity_scores(word)["compound"] for word in words]
    assert weighed(pa.array(words), "en").sentiment == pytest.approx(expected, abs=1e-4)
    for sign in (":(", "😍", "😡"):
        ours, vaders = (
            weighed(pa.array([sign]), "zh").sentiment[0],
            analyser.polarity_scores(sign)["compound"],
        )
        assert math.copysign(1, ours) == math.copysign(1, vaders)


@pytest.mark.parametrize("language", LEXICONS)
def test_lists_hold_no_word_twice_and_emotions_only_what_they_name(language):
    words = LEXICONS[language]
    for group in [*words.values.values(), *words.degrees.values()]:
        assert all(word == word.lower() for word in listed(group))
    assert set(words.emotions) <= set(EMOTIONS)
    assert set(REASON_WORDS[language]) == set(REASONS)
    assert np.isfinite(weighed(pa.array(["x"]), language).sentiment).all()


def test_a_text_may_have_several_reasons():
    told = reasons_of(pa.array(["运费太贵，快递又慢", "nothing"]), "zh")
    assert {name for name, has in zip(REASONS, told[0], strict=True) if has} == {"price", "delivery", "wait"}
    assert not told[1].any()
