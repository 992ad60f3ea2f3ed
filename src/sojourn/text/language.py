"""The language of texts: by script where that decides, else by py3langid, with the other texts as a prior."""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sojourn.text.bytes import string_bytes
from sojourn.text.distinct import distinct
from sojourn.text.kernels.languages import language_scores
from sojourn.text.kernels.letters import HANGUL, IDEOGRAPH, KANA, WORD, count_kinds

UNKNOWN: Final = "und"
"""The code of texts whose language cannot be told (ISO 639-2: undetermined)."""

CODES: Final = (
    "af", "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi", "fr", "ga", "gl", "he", "hi",
    "hr", "hu", "id", "is", "it", "ja", "ko", "lt", "lv", "mk", "ms", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sq",
    "sr", "sv", "sw", "ta", "te", "th", "tl", "tr", "uk", "ur", "vi", "zh", UNKNOWN,
)  # fmt: skip
"""Languages that are told apart, and one for none of them; small ones are left out, which short texts are easily taken for."""

_SURE: Final = 0.95
_LONG: Final = 24
"""Probability and bytes from which on a text counts for the prior."""
_ENOUGH: Final = 0.5
"""Below this probability a text has no known language."""
_AT_ONCE: Final = 100_000
"""Texts that are looked at together."""


@dataclass(frozen=True, slots=True)
class _Identifier:
    """What py3langid learned, as arrays."""

    steps: NDArray[np.uint32]
    rows: NDArray[np.int64]
    features: NDArray[np.int32]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    codes: NDArray[np.int64]


def languages(texts: pa.Array) -> NDArray[np.int16]:
    """The language of every text, as its place in :data:`CODES`.

    Chinese, Japanese and Korean are told by their script. Everything else gets the naive-Bayes scores of py3langid, made
    probabilities by a temperature of √bytes as that library does, times the share of the language among the long texts
    that are surely recognised: "Super!" is German where the other texts are.

    Parameters
    ----------
    texts
        Strings; null and empty texts, and those without letters, have no language.

    Examples
    --------
    >>> [CODES[i] for i in languages(pa.array(["Where is my parcel?", "物流很快", "Wo bleibt mein Paket?", "42!", None]))]
    ['en', 'zh', 'de', 'und', 'und']
    """
    offsets, letters = string_bytes(texts)
    kinds = count_kinds(offsets, letters)
    out = np.full(len(texts), CODES.index(UNKNOWN), np.int16)
    asian = kinds[:, [IDEOGRAPH, KANA, HANGUL]].sum(axis=1)
    # Two Latin letters weigh as much as one character that stands for a syllable or a word.
    by_script = (asian > 0) & (asian * 2 >= kinds[:, WORD])
    script = np.where(
        kinds[:, KANA] * 10 > asian,
        CODES.index("ja"),
        np.where(kinds[:, HANGUL] * 2 > asian, CODES.index("ko"), CODES.index("zh")),
    )
    out[by_script] = script[by_script]
    rest = np.flatnonzero(~by_script & (kinds[:, WORD] > 1))
    if rest.size:
        out[rest] = _identified(texts.take(pa.array(rest)))
    return out


def _identified(texts: pa.Array) -> NDArray[np.int16]:
    """Each distinct text once, some at a time: the probabilities of all languages are never held for all texts."""
    once, whose = distinct(texts)
    often = np.bincount(whose)
    starts = range(0, len(once), _AT_ONCE)

    @lru_cache(maxsize=1)
    def tempered(start: int) -> _Tempered:
        return _tempered(once.slice(start, _AT_ONCE))

    seen = np.zeros(len(CODES) - 1)
    for start in starts:
        own = tempered(start)
        alone = _probabilities(own.logits)
        sure = (alone.max(axis=1) >= _SURE) & own.long
        of = often[start : start + _AT_ONCE][sure]
        seen += np.bincount(alone[sure].argmax(axis=1), weights=of, minlength=len(seen))
    prior = np.log((seen + 0.5) / (seen.sum() + 0.5 * len(seen)))
    found = [_likeliest(tempered(start), prior) for start in starts]
    return np.concatenate(found)[whose]


@dataclass(frozen=True, slots=True)
class _Tempered:
    """Scores of some texts, shape (texts, languages), whether a text is long, and whether nothing is known about it."""

    logits: NDArray[np.float64]
    long: NDArray[np.bool_]
    unmet: NDArray[np.bool_]


def _tempered(texts: pa.Array) -> _Tempered:
    model = _identifier()
    calm = pc.if_else(pc.equal(texts, pc.utf8_upper(texts)), pc.utf8_lower(texts), texts)
    offsets, letters = string_bytes(pc.utf8_normalize(calm, "NFC"))
    scores, met = language_scores(
        offsets, letters, model.steps, model.rows, model.features, model.weights, model.bias
    )
    length = np.maximum(np.diff(offsets), 1)
    by_code = np.full((len(texts), len(CODES) - 1), -np.inf)
    for column, code in enumerate(model.codes):
        by_code[:, code] = np.maximum(by_code[:, code], scores[:, column])
    return _Tempered(by_code / np.sqrt(length)[:, None], length >= _LONG, met == 0)


def _likeliest(tempered: _Tempered, prior: NDArray[np.float64]) -> NDArray[np.int16]:
    final = _probabilities(tempered.logits + prior)
    doubtful = (final.max(axis=1) < _ENOUGH) | tempered.unmet
    return np.where(doubtful, CODES.index(UNKNOWN), final.argmax(axis=1)).astype(np.int16)


def _probabilities(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


@cache
def _identifier() -> _Identifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE)
    kept = [(column, CODES.index(code)) for column, code in enumerate(model.nb_classes) if code in CODES]
    columns = [column for column, _ in kept]
    return _Identifier(
        np.asarray(model.tk_nextmove, np.uint32),
        np.asarray(model.tk_row, np.int64) * 256,
        np.asarray(model.tk_output, np.int32),
        np.ascontiguousarray(model.nb_ptc[:, columns], np.float32),
        np.ascontiguousarray(model.nb_pc[columns], np.float32),
        np.array([code for _, code in kept]),
    )
