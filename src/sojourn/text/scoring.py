"""How texts feel, −1 … +1, by the scorer that fits; what cannot be scored stays without a score."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.text.language import CODES, languages
from sojourn.text.lexicon import LEXICONS, weighed

Numbers = NDArray[np.float64]


class Scorer(Protocol):
    """One way of telling how texts feel."""

    @property
    def kind(self) -> str:
        """``lexicon``, ``learned`` or ``embeddings``."""
        ...

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of the languages it can score."""
        ...

    def score(self, texts: pa.Array, language: str) -> Numbers:
        """Sentiment −1 … +1 of texts of one of its languages."""
        ...


@dataclass(frozen=True, slots=True)
class LexiconScorer:
    """Scores by words: needs no ratings; see :mod:`sojourn.text.lexicon`."""

    kind: str = "lexicon"
    languages: tuple[str, ...] = tuple(LEXICONS)

    def score(self, texts: pa.Array, language: str) -> Numbers:
        """Sentiment −1 … +1; 0 where no word of a text says how it feels."""
        return weighed(texts, language).sentiment


@dataclass(frozen=True, slots=True)
class Scored:
    """How texts feel.

    Attributes
    ----------
    sentiment
        float64, −1 … +1; NaN where a text cannot be scored, never 0 for want of knowledge.
    language
        int16, the language of each text as its place in :data:`sojourn.text.language.CODES`.
    emotion
        int8, the emotion the text names as its place in :data:`sojourn.text.lexicons.words.EMOTIONS`; −1 for none.
    """

    sentiment: Numbers
    language: NDArray[np.int16]
    emotion: NDArray[np.int8]

    @property
    def scored(self) -> NDArray[np.bool_]:
        """Which texts have a sentiment."""
        return np.isfinite(self.sentiment)

    @property
    def codes(self) -> list[str]:
        """The language of each text as its ISO 639-1 code; ``und`` where it cannot be told."""
        return [CODES[i] for i in self.language]


def score_texts(texts: pa.Array, ratings: Numbers | None = None) -> Scored:  # noqa: ARG001
    """Tell language, sentiment and emotion of texts.

    Parameters
    ----------
    texts
        Strings; null where there is none.
    ratings
        The feeling that the same customer's rating of the same thing says, −5 … +5, NaN where there is none.

    Returns
    -------
    Scored
        In the order of the texts.

    Examples
    --------
    >>> found = score_texts(pa.array(["Very happy with it!", "客服态度很差。", "Paketti tuli myöhässä ja rikki", None]))
    >>> found.sentiment.round(1).tolist(), found.codes
    ([0.7, -0.5, nan, nan], ['en', 'zh', 'fi', 'und'])
    """
    spoken = languages(texts)
    sentiment, emotion = np.full(len(texts), np.nan), np.full(len(texts), -1, np.int8)
    for code in LEXICONS:
        rows = np.flatnonzero(spoken == CODES.index(code))
        if rows.size:
            found = weighed(texts.take(pa.array(rows)), code)
            sentiment[rows], emotion[rows] = found.sentiment, found.emotion
    return Scored(sentiment, spoken, emotion)
