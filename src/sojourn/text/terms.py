"""The terms that texts of one language are about: words and pairs of words; in Chinese, characters that belong together."""

import re
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sojourn.text.bytes import plain_bytes
from sojourn.text.lexicons.stopwords import SILENT, STOPWORDS
from sojourn.text.trie import trie

_WORD: Final = re.compile(r"[^\W\d_]{2,}(?:['’-][^\W\d_]+)*")
_HAN: Final = re.compile(r"[\u3400-\u9fff]+")
_ADDRESS: Final = r"(?:https?://|www\.)\S+|[@#]\w+|\S+@\S+"
"""Links, handles, tags and e-mail addresses, for RE2."""
_TERMS: Final = 1_500
"""Terms that are kept: those in most texts."""
SAMPLED: Final = 4_000
"""Texts that terms are looked for in; of more, a fixed sample."""
_COHESION: Final = 2.0
"""Characters belong together if they meet e² times as often as they would by chance, however they are cut in two."""
_INSIDE: Final = 0.8
"""A term is part of a longer one if that one is this share of its occurrences."""


def term_counts(texts: pa.Array, language: str) -> tuple[Any, list[str]]:
    """Which terms occur in which text.

    Terms are looked for in a fixed sample of texts, where each occurs in at least 3 texts and 0.3 % of them, and in no more
    than half; they are then counted in all texts, longest first.

    Parameters
    ----------
    texts
        Distinct strings of one language, sorted.
    language
        ISO 639-1 code.

    Returns
    -------
    tuple
        A sparse matrix of 0 and 1, shape (texts, terms), and the terms.

    Examples
    --------
    >>> rows = pa.array(["the parcel was late", "a late parcel", "my parcel came late", "no size fits", "which size", "size chart"])
    >>> sorted(term_counts(rows, "en")[1])
    ['late', 'parcel', 'size']
    """
    import scipy.sparse as sp

    some = texts
    if len(texts) > SAMPLED:
        some = texts.take(pa.array(np.random.default_rng(0).choice(len(texts), SAMPLED, replace=False)))
    terms = _terms(some, language)
    matches = trie(terms).find(*plain_bytes(pc.replace_substring_regex(texts, _ADDRESS, " ")))
    counts = sp.csr_matrix(
        (np.ones(len(matches.entries)), matches.entries, matches.starts), shape=(len(texts), len(terms))
    )
    counts = (counts @ _holding(terms, chinese=language == "zh")).tocsr()
    counts.data[:] = 1.0
    return counts, terms


def _holding(terms: list[str], *, chinese: bool) -> Any:
    """Which terms each term holds, itself among them; shape (terms, terms)."""
    import scipy.sparse as sp

    place = {term: k for k, term in enumerate(terms)}
    pairs = [(k, k) for k in range(len(terms))]
    for term, k in place.items():
        pieces = _runs(term, 2, 3) if chinese else term.split(" ")
        pairs += [(k, place[piece]) for piece in pieces if piece != term and piece in place]
    rows, columns = np.array(pairs, np.int64).reshape(-1, 2).T
    return sp.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(terms), len(terms)))


def _terms(texts: pa.Array, language: str) -> list[str]:
    from sklearn.feature_extraction.text import CountVectorizer

    chinese = language == "zh"
    analyser = _characters if chinese else _words(language)
    few = max(3, int(0.003 * len(texts)))
    vectorizer = CountVectorizer(analyzer=analyser, min_df=few, max_df=0.5, binary=True)
    try:
        counts = vectorizer.fit_transform(pc.replace_substring_regex(texts, _ADDRESS, " ").to_pylist())
    except ValueError:  # no term is that frequent
        return []
    names = vectorizer.get_feature_names_out().tolist()
    often = dict(zip(names, np.asarray(counts.sum(axis=0)).ravel().tolist(), strict=True))
    characters = sum(count for name, count in often.items() if len(name) == 1)
    kept = [name for name in names if not chinese or _cohesive(name, often, characters)]
    inside = _shares_inside(often, chinese=chinese)
    kept = [name for name in kept if inside.get(name, 0) < _INSIDE * often[name]]
    return sorted(kept, key=lambda name: (-often[name], name))[:_TERMS]


def _words(language: str) -> Any:
    silent = frozenset(STOPWORDS.get(language, "").split())

    def analyse(text: str) -> list[str]:
        words = _WORD.findall(text.lower().replace("\u2019", "'"))
        told = [word for word in words if word not in silent and len(word) > 2]
        pairs = [f"{a} {b}" for a, b in pairwise(words) if a not in silent and b not in silent]
        return told + pairs

    return analyse


def _characters(text: str) -> list[str]:
    return [piece for run in _HAN.findall(text) for piece in _runs(run, 1, 5)]


def _runs(text: str, shortest: int, longest: int) -> list[str]:
    return [text[i : i + n] for n in range(shortest, longest + 1) for i in range(len(text) - n + 1)]


def _cohesive(name: str, often: dict[str, int], characters: int) -> bool:
    """Whether characters are a word: cohesive at every cut, with no silent character at an edge."""
    if not 2 <= len(name) <= 4 or name[0] in SILENT or name[-1] in SILENT:
        return False
    chance = max(
        often.get(name[:k], characters) * often.get(name[k:], characters) for k in range(1, len(name))
    )
    return bool(often[name] * characters > np.exp(_COHESION) * chance)


def _shares_inside(often: dict[str, int], *, chinese: bool) -> dict[str, int]:
    """How often a term occurs within the most frequent longer one."""
    inside: dict[str, int] = {}
    for name, count in often.items():
        for piece in (name[1:], name[:-1]) if chinese else name.split(" ") if " " in name else ():
            inside[piece] = max(inside.get(piece, 0), count)
    return inside
