"""The ways of telling how texts feel, behind one interface."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.text.distinct import distinct
from sojourn.text.embedding import embedded, taught, zero_shot
from sojourn.text.learned import LinearModel, Moods, Numbers, softmax
from sojourn.text.lexicon import LEXICONS, weighed
from sojourn.text.mood import mood_of_words


@dataclass(frozen=True, slots=True)
class Felt:
    """How texts feel.

    Attributes
    ----------
    sentiment
        float64, −1 … +1.
    mood
        int8, −1 bad, 0 middling, +1 good: what is likeliest.
    """

    sentiment: Numbers
    mood: Moods


class Scorer(Protocol):
    """One way of telling how texts feel."""

    @property
    def kind(self) -> str:
        """``lexicon``, ``learned`` or ``embeddings``."""
        ...

    def scores(self, language: str) -> bool:
        """Whether it can score texts of a language (ISO 639-1)."""
        ...

    def score(self, texts: pa.Array, language: str) -> Felt:
        """Score texts of a language that it can score."""
        ...


@dataclass(frozen=True, slots=True)
class LexiconScorer:
    """By words; needs no ratings. A text without a word that says how it feels is middling: 0."""

    kind: str = "lexicon"

    def scores(self, language: str) -> bool:
        """Whether there are words of the language."""
        return language in LEXICONS

    def score(self, texts: pa.Array, language: str) -> Felt:
        """Score texts of one language."""
        sentiment = weighed(texts, language).sentiment
        return Felt(sentiment, mood_of_words(sentiment))


@dataclass(frozen=True, slots=True)
class LearnedScorer:
    """By a model per language that was learned from rated texts of that language; see :mod:`sojourn.text.learned`."""

    models: Mapping[str, LinearModel]
    kind: str = "learned"

    def scores(self, language: str) -> bool:
        """Whether there were enough rated texts of the language."""
        return language in self.models

    def score(self, texts: pa.Array, language: str) -> Felt:
        """Score texts of one language: sentiment is P(good) − P(bad)."""
        model = self.models[language]
        once, whose = distinct(texts)
        own = felt(model.probabilities_of(once, language), model.moods)
        return Felt(own.sentiment[whose], own.mood[whose])


@dataclass(frozen=True, slots=True)
class EmbeddingScorer:
    """By sentence embeddings, in every language that is recognised; needs the extra ``embeddings``.

    Attributes
    ----------
    moods, slopes, offsets
        Of a logistic regression on the vectors of rated texts; without them texts are compared with sentences of ours.
    """

    moods: Moods | None = None
    slopes: Numbers | None = None
    offsets: Numbers | None = None
    kind: str = "embeddings"

    @classmethod
    def learned_from(cls, vectors: NDArray[np.float32], truth: Moods) -> "EmbeddingScorer":
        """A scorer that learned from the vectors of rated texts, of whatever languages."""
        return cls(*taught(vectors, truth))

    def scores(self, language: str) -> bool:
        """Whether the language is known."""
        return language != "und"

    def score(self, texts: pa.Array, language: str) -> Felt:  # noqa: ARG002
        """Score texts; the language does not matter."""
        return self.score_vectors(embedded(texts))

    def score_vectors(self, vectors: NDArray[np.float32]) -> Felt:
        """Score the vectors of texts."""
        if self.moods is None or self.slopes is None or self.offsets is None:
            return felt(zero_shot(vectors), np.array([-1, 0, 1], np.int8))
        return felt(softmax(vectors @ self.slopes + self.offsets), self.moods)


def felt(probabilities: Numbers, moods: Moods) -> Felt:
    """From probabilities of moods to a sentiment, P(good) − P(bad), and the likeliest mood.

    >>> one = felt(np.array([[0.2, 0.1, 0.7]]), np.array([-1, 0, 1], np.int8))
    >>> one.sentiment.round(1).tolist(), one.mood.tolist()
    ([0.5], [1])
    """
    return Felt(probabilities @ moods.astype(np.float64), moods[probabilities.argmax(axis=1)])
