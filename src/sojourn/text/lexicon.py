"""Sentiment by words: what feels how, how strongly, and what is turned round."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.text.bytes import plain_bytes
from sojourn.text.distinct import distinct
from sojourn.text.kernels.matching import count_marks
from sojourn.text.kernels.weighing import CONTRAST, DEGREE, NEGATION, VALUE, weigh
from sojourn.text.lexicons.chinese import CHINESE
from sojourn.text.lexicons.english import ENGLISH
from sojourn.text.lexicons.french import FRENCH
from sojourn.text.lexicons.german import GERMAN
from sojourn.text.lexicons.indonesian import INDONESIAN
from sojourn.text.lexicons.spanish import SPANISH
from sojourn.text.lexicons.vader import signs, vader_words
from sojourn.text.lexicons.words import EMOTIONS, Words, listed
from sojourn.text.trie import Trie, trie

Numbers = NDArray[np.float64]

_HALF: Final = 15.0
"""A sum s of valences becomes s / √(s² + 15), as in VADER (Hutto & Gilbert 2014, ICWSM)."""
_CRY: Final = 0.292
_CRIES: Final = 4
"""What an exclamation mark adds to a feeling that is there, and how many count (same source)."""


LEXICONS: Final[Mapping[str, Words]] = {
    "en": ENGLISH,
    "zh": CHINESE,
    "fr": FRENCH,
    "de": GERMAN,
    "id": INDONESIAN,
    "es": SPANISH,
}
"""The words of every language that is scored by words, by ISO 639-1 code."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The compiled words of one language."""

    trie: Trie
    roles: NDArray[np.uint8]
    values: Numbers
    emotions: NDArray[np.int8]
    reach: int
    turned: Numbers


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a lexicon says about texts.

    Attributes
    ----------
    sentiment
        −1 … +1; 0 where no word of the text has a valence.
    words
        How many words of the text have one.
    emotion
        int8, the emotion named most often (the first of equals) as its place in ``EMOTIONS``; −1 where none is named.
    """

    sentiment: Numbers
    words: NDArray[np.int32]
    emotion: NDArray[np.int8]


def weighed(texts: pa.Array, language: str) -> Weighed:
    """Score texts of one language by its words.

    Degree words change what follows within two places, negations within the reach of the language, "but" halves what
    stood before it in the sentence and counts what follows one and a half times.

    Parameters
    ----------
    texts
        Strings.
    language
        One of :data:`LEXICONS`.

    Examples
    --------
    >>> weighed(pa.array(["Very happy!", "not happy", "The parcel came"]), "en").sentiment.round(1).tolist()
    [0.7, -0.5, 0.0]
    """
    lexicon = compiled_lexicon(language)
    once, whose = distinct(texts)
    offsets, letters = plain_bytes(once)
    found = lexicon.trie.find(offsets, letters)
    total, words, felt = weigh(
        found.starts,
        found.entries,
        found.places,
        found.sentences,
        lexicon.roles,
        lexicon.values,
        lexicon.emotions,
        lexicon.reach,
        lexicon.turned,
    )
    cries, _ = count_marks(offsets, letters)
    total += np.sign(total) * _CRY * np.minimum(cries, _CRIES)
    emotion = np.where(felt.max(axis=1, initial=0) > 0, felt.argmax(axis=1), -1).astype(np.int8)
    sentiment = total / np.sqrt(total**2 + _HALF)
    return Weighed(sentiment[whose], words[whose], emotion[whose])


@cache
def compiled_lexicon(language: str) -> Lexicon:
    """The lexicon of a language, compiled when first asked for."""
    words = LEXICONS[language]
    named = {w: code for code, name in enumerate(EMOTIONS) for w in listed(words.emotions.get(name, ""))}
    own = [(w, value) for value, group in words.values.items() for w in listed(group)]
    lent = vader_words().items() if language == "en" else ()
    valued = [(w, VALUE, value) for w, value in (*own, *lent, *signs().items(), *((w, 0.0) for w in named))]
    steps = [(w, DEGREE, factor) for factor, group in words.degrees.items() for w in listed(group)]
    turns = [(w, NEGATION, 0.0) for w in listed(words.negations)]
    against = [(w, CONTRAST, 0.0) for w in listed(words.contrasts)]
    rows = [*turns, *against, *steps, *valued]
    return Lexicon(
        trie([w for w, _, _ in rows]),
        np.array([role for _, role, _ in rows], np.uint8),
        np.array([value for _, _, value in rows]),
        np.array([named.get(w, -1) for w, _, _ in rows], np.int8),
        words.reach,
        np.array([words.turned_good, words.turned_bad]),
    )
