"""Why customers complain: reasons by the words that tell them, several per text."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.text.bytes import plain_bytes
from sojourn.text.distinct import distinct
from sojourn.text.lexicons.reasons import REASON_WORDS, REASONS
from sojourn.text.lexicons.words import listed
from sojourn.text.trie import Trie, trie


@dataclass(frozen=True, slots=True)
class _Told:
    trie: Trie
    masks: NDArray[np.int64]


def reasons_of(texts: pa.Array, language: str) -> NDArray[np.bool_]:
    """Which reasons texts of one language name.

    Parameters
    ----------
    texts
        Strings.
    language
        ISO 639-1 code of a language with a lexicon.

    Returns
    -------
    numpy.ndarray
        Shape (texts, reasons), in the order of :data:`sojourn.text.lexicons.reasons.REASONS`; a row may hold several
        and none.

    Examples
    --------
    >>> found = reasons_of(pa.array(["The parcel was late and too expensive", "Hm"]), "en")
    >>> [[name for name, told in zip(REASONS, row) if told] for row in found]
    [['delivery', 'price'], []]
    """
    told = _told(language)
    once, whose = distinct(texts)
    matches = told.trie.find(*plain_bytes(once))
    bits = np.zeros(len(once), np.int64)
    owners = np.repeat(np.arange(len(once)), np.diff(matches.starts))
    np.bitwise_or.at(bits, owners, told.masks[matches.entries])
    return np.asarray((bits[:, None] >> np.arange(len(REASONS))) & 1 == 1)[whose]


@cache
def _told(language: str) -> _Told:
    masks: dict[str, int] = {}
    for code, name in enumerate(REASONS):
        for word in listed(REASON_WORDS[language][name]):
            masks[word] = masks.get(word, 0) | 1 << code
    return _Told(trie(list(masks)), np.array(list(masks.values()), np.int64))
