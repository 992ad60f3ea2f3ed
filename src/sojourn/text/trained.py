"""The scorer that learns from the customers' own rated texts, and whether it is to be trusted."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sojourn.text.learned import FOLDS, LinearModel, Moods, Numbers, fit, grams_of
from sojourn.text.lexicon import LEXICONS, weighed
from sojourn.text.measures import accuracy, calibration_error, clearly_more_right, macro_f1
from sojourn.text.mood import mood_of_rating, mood_of_words
from sojourn.text.quality import Choice, Quality

ENOUGH: Final = 200
"""Rated texts of a language below which nothing is learned from them."""
OF_EACH: Final = 20
"""Rated texts of a class below which the class is left out."""
MOST: Final = 8_000
"""Rated texts that are learned from; of more, a fixed sample."""


@dataclass(frozen=True, slots=True)
class Trained:
    """What was learned from the rated texts of one language."""

    quality: Quality
    model: LinearModel | None
    rows: NDArray[np.int64]
    unseen: Numbers
    """Probabilities of the rated texts at ``rows`` from models that had not seen them."""


def train(texts: pa.Array, ratings: Numbers, language: str, choice: Choice = "auto") -> Trained | None:
    """Learn from rated texts of one language, and compare with what needs no learning.

    What was learned is used if it is clearly better, on texts it has not seen, than the lexicon and than always answering the
    most frequent class: the 95 % intervals of both paired differences in accuracy lie above 0, and its macro-F1 is higher.

    Parameters
    ----------
    texts
        Texts of that language.
    ratings
        −5 … +5, NaN where there is none.
    language
        ISO 639-1 code.
    choice
        ``auto``; ``learned`` uses what was learned even where it is not clearly better; ``lexicon`` learns nothing.

    Returns
    -------
    Trained or None
        None where no text is rated.
    """
    rows = np.flatnonzero(np.isfinite(ratings))
    if not rows.size:
        return None
    rated_in_all = len(rows)
    truth = mood_of_rating(ratings[rows])
    words = _of_words(texts.take(pa.array(rows)), language)
    if choice == "lexicon":
        return _untrained(language, truth, words, "asked for", rated_in_all)
    often = np.bincount(truth + 1, minlength=3)
    kept = np.flatnonzero(often >= OF_EACH) - 1
    if len(rows) < ENOUGH or not {-1, 1} <= set(kept.tolist()):
        why = f"too few rated texts to learn from: {len(rows)}; it takes {ENOUGH}, {OF_EACH} of them bad and {OF_EACH} good"
        return _untrained(language, truth, words, why, rated_in_all)
    rows, fold = drawn(texts, rows[np.isin(truth, kept)])
    truth = mood_of_rating(ratings[rows])
    own = texts.take(pa.array(rows))
    words = _of_words(own, language)
    model, unseen = fit(grams_of(own, language), truth, fold)
    found = model.moods[unseen.argmax(axis=1)]
    usual = np.full(len(truth), kept[np.bincount(truth + 1, minlength=3)[kept + 1].argmax()], np.int8)
    rivals = (
        {"most frequent class": usual} if words is None else {"lexicon": words, "most frequent class": usual}
    )
    named, other = next(iter(rivals.items()))
    unbeaten = [name for name, rival in rivals.items() if not clearly_more_right(found, rival, truth)]
    better = not unbeaten and macro_f1(found, truth) > macro_f1(other, truth)
    if not better and choice != "learned":
        why = f"what was learned from the ratings is not clearly better than the {(unbeaten or [named])[0]}"
        learned = (accuracy(found, truth), macro_f1(found, truth))
        return _untrained(language, truth, words, why, rated_in_all, learned)
    quality = Quality(
        language,
        len(truth),
        "learned",
        accuracy(found, truth),
        macro_f1(found, truth),
        calibration_error(unseen, model.moods, truth),
        named,
        accuracy(other, truth),
        macro_f1(other, truth),
        f"learned from ratings, clearly better than the {named}" if better else "asked for",
        len(truth),
        rated_in_all,
    )
    return Trained(quality, model, rows, unseen)


def _of_words(texts: pa.Array, language: str) -> Moods | None:
    return mood_of_words(weighed(texts, language).sentiment) if language in LEXICONS else None


def _untrained(
    language: str,
    truth: Moods,
    words: Moods | None,
    why: str,
    rated_in_all: int,
    learned: tuple[float, float] | None = None,
) -> Trained:
    known = words is not None and len(truth) > 0
    quality = Quality(
        language,
        len(truth),
        "lexicon",
        accuracy(words, truth) if words is not None and known else None,
        macro_f1(words, truth) if words is not None and known else None,
        None,
        "learned",
        learned[0] if learned else None,
        learned[1] if learned else None,
        why,
        len(truth) if learned else 0,
        rated_in_all,
    )
    return Trained(quality, None, np.zeros(0, np.int64), np.zeros((0, 0)))


def drawn(
    texts: pa.Array, rows: NDArray[np.int64], most: int = MOST
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows to learn from in an order that depends on the texts alone, and their folds; equal texts share a fold."""
    own = texts.take(pa.array(rows)).cast(pa.string()).dictionary_encode()
    if isinstance(own, pa.ChunkedArray):
        own = own.combine_chunks()
    rank = np.empty(len(own.dictionary), np.int64)
    rank[pc.sort_indices(own.dictionary).to_numpy()] = np.arange(len(rank))
    shuffled = np.random.default_rng(0).permutation(len(rank))[rank][own.indices.to_numpy()]
    inside = np.argsort(shuffled, kind="stable")[:most]
    return rows[inside], shuffled[inside] % FOLDS
