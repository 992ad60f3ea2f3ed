"""All texts scored by sentence embeddings, and how well that agrees with their ratings."""

from collections.abc import Iterator
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.text.embedding import embedded
from sojourn.text.language import CODES, UNKNOWN
from sojourn.text.learned import FOLDS, Numbers
from sojourn.text.measures import accuracy, macro_f1
from sojourn.text.mood import mood_of_rating
from sojourn.text.quality import Alone, Quality
from sojourn.text.scorers import EmbeddingScorer, Felt
from sojourn.text.trained import ENOUGH, OF_EACH, drawn

MOST: Final = 2_000
"""Distinct rated texts that are learned from, of all languages together."""


def score_by_embedding(
    texts: pa.Array, ratings: Numbers, spoken: NDArray[np.int16]
) -> Iterator[tuple[Alone, NDArray[np.int64]]]:
    """Score texts of every recognised language.

    Where enough are rated, a logistic regression learns from their vectors, from all languages for all; the rated texts
    themselves are scored by one that has not seen them. Otherwise texts are compared with sentences of ours.

    Yields
    ------
    tuple
        Per language the scores of its texts, and their places.
    """
    rows = np.flatnonzero(spoken != CODES.index(UNKNOWN))
    distinct = texts.take(pa.array(rows)).cast(pa.string()).dictionary_encode()
    vectors = embedded(distinct.dictionary)[distinct.indices.to_numpy()]
    rated = np.flatnonzero(np.isfinite(ratings[rows]))
    truth = mood_of_rating(ratings[rows[rated]])
    often = np.bincount(truth + 1, minlength=3)
    enough = len(rated) >= ENOUGH and often[0] >= OF_EACH and often[2] >= OF_EACH
    learned_from = 0
    if enough:
        rated = rated[often[truth + 1] >= OF_EACH]
        learned_from = min(len(rated), MOST)
        found = _learned(texts.take(pa.array(rows)), vectors, rated, ratings[rows])
    else:
        found = EmbeddingScorer().score_vectors(vectors)
    for number in np.unique(spoken[rows]):
        own = np.flatnonzero(spoken[rows] == number)
        compared = own[np.isfinite(ratings[rows[own]])]
        quality = _quality(CODES[number], found.mood[compared], ratings[rows[compared]], learned_from)
        yield (
            Alone(CODES[number], "embeddings", Felt(found.sentiment[own], found.mood[own]), quality),
            rows[own],
        )


def _learned(
    texts: pa.Array, vectors: NDArray[np.float32], rated: NDArray[np.int64], ratings: Numbers
) -> Felt:
    """Scores of all texts by a model of some rated ones, and of those by models of the others."""
    taken, fold = drawn(texts, rated, MOST)
    truth = mood_of_rating(ratings[taken])
    out = EmbeddingScorer.learned_from(vectors[taken], truth).score_vectors(vectors)
    for one in range(FOLDS):
        inside, outside = taken[fold != one], taken[fold == one]
        unseen = EmbeddingScorer.learned_from(vectors[inside], truth[fold != one]).score_vectors(
            vectors[outside]
        )
        out.sentiment[outside], out.mood[outside] = unseen.sentiment, unseen.mood
    return out


def _quality(code: str, found: NDArray[np.int8], ratings: Numbers, learned_from: int) -> Quality | None:
    if not len(ratings):
        return None
    truth = mood_of_rating(ratings)
    how = (
        "learned from the rated texts of all languages"
        if learned_from
        else "compared with sentences of known feeling"
    )
    return Quality(
        language=code,
        rated=len(truth),
        kind="embeddings",
        accuracy=accuracy(found, truth),
        macro_f1=macro_f1(found, truth),
        calibration_error=None,
        baseline="",
        baseline_accuracy=None,
        baseline_macro_f1=None,
        reason=how,
        learned_from=learned_from,
        rated_in_all=len(truth),
    )
