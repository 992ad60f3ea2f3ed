"""What texts are about: groups of texts of one language, named by their typical words."""

import warnings
from dataclasses import dataclass, replace
from math import sqrt
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.text.language import UNKNOWN
from sojourn.text.terms import SAMPLED, term_counts

ENOUGH: Final = 40
"""Texts of a language below which there are no themes."""
SAMPLE: Final = 20_000
"""Distinct texts that themes are found in; of more, a fixed sample. All texts are then assigned."""
_MOST: Final = 12
_SMALLEST: Final = 0.01
"""Share of the texts of its language below which a theme is left out."""
_WEAKEST: Final = 0.1
"""Cosine with the theme's words below which a text has no theme."""
_NAMED: Final = 3
_TYPICAL: Final = 8


@dataclass(frozen=True, slots=True)
class Theme:
    """A group of texts.

    Attributes
    ----------
    name
        Its three most typical terms.
    terms
        Its most typical terms, the most typical first.
    """

    name: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Themes:
    """The themes of texts of one language.

    Attributes
    ----------
    themes
        Most frequent first.
    whose
        int16, the theme of each text, −1 for none.
    closeness
        float64, how near each text is to the centre of its theme, 0 … 1.
    distinct
        Distinct texts there are.
    terms_read
        Distinct texts that terms were looked for in: all, or a sample; 0 where there are too few for themes.
    themes_read
        Distinct texts with terms that the themes were found in: all, or a sample.
    """

    themes: tuple[Theme, ...]
    whose: NDArray[np.int16]
    closeness: NDArray[np.float64]
    distinct: int
    terms_read: int = 0
    themes_read: int = 0


def themes_of(texts: pa.Array, language: str) -> Themes:
    """Find the themes of texts of one language.

    Terms are weighted by TF-IDF; non-negative matrix factorisation (Lee & Seung 1999, started by SVD) splits them into
    √(distinct texts / 20) themes, 2 to 12; a text belongs to the theme whose words it is nearest to by cosine.

    Parameters
    ----------
    texts
        Strings without nulls. The result does not depend on their order.
    language
        ISO 639-1 code; where it cannot be told there are no themes.
    """
    import pyarrow.compute as pc

    distinct = pc.unique(texts).sort()
    rank = pc.index_in(texts, distinct).to_numpy()
    nothing = Themes((), np.full(len(texts), -1, np.int16), np.zeros(len(texts)), len(distinct))
    if len(texts) < ENOUGH or language == UNKNOWN:
        return nothing
    counts, terms = term_counts(distinct, language)
    terms_read = min(len(distinct), SAMPLED)
    if len(terms) < 4:
        return replace(nothing, terms_read=terms_read)
    weights = _weighted(counts)
    some = _some_with_terms(weights)
    often = np.bincount(rank, minlength=len(distinct))
    words = _factors(weights[some], _number(len(distinct)))
    words = words[words.max(axis=1) > 0]
    cosines = np.asarray(weights @ (words / np.linalg.norm(words, axis=1, keepdims=True)).T)
    best = cosines.argmax(axis=1)
    best[cosines.max(axis=1) < _WEAKEST] = -1
    sizes = np.bincount(best[best >= 0], often[best >= 0], minlength=len(words))
    kept = np.flatnonzero(sizes >= max(3.0, _SMALLEST * len(texts)))
    kept = kept[np.lexsort((kept, -sizes[kept]))]
    number = np.full(len(words) + 1, -1, np.int16)
    number[kept] = np.arange(len(kept))
    named = tuple(_named(words[k], terms) for k in kept)
    near = np.minimum(cosines.max(axis=1), 1.0)[rank]
    return Themes(named, number[best][rank], near, len(distinct), terms_read, len(some))


def _number(distinct: int) -> int:
    return int(np.clip(round(sqrt(distinct / 20)), 2, _MOST))


def _weighted(counts: Any) -> Any:
    """TF-IDF rows of length 1 (0 where a text has no term)."""
    from sklearn.feature_extraction.text import TfidfTransformer

    return TfidfTransformer().fit_transform(counts)


def _some_with_terms(weights: Any) -> NDArray[np.int64]:
    """The places of texts that hold a term, or of a fixed sample of them."""
    filled = np.flatnonzero(np.diff(weights.indptr))
    return (
        filled
        if len(filled) <= SAMPLE
        else np.sort(np.random.default_rng(0).choice(filled, SAMPLE, replace=False))
    )


def _factors(weights: Any, number: int) -> NDArray[np.float64]:
    """The words of every theme, shape (themes, terms), from the weights of texts that hold a term."""
    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning

    number = min(number, weights.shape[1] - 1, weights.shape[0] - 1)
    # Nearly converged is as good; where few patterns repeat, an error that is zero comes out as a hair below it.
    with warnings.catch_warnings(), np.errstate(invalid="ignore"):
        warnings.simplefilter("ignore", ConvergenceWarning)
        model = NMF(number, init="nndsvd", tol=1e-3, max_iter=100, random_state=0).fit(weights)
    return np.asarray(model.components_, np.float64)


def _named(words: NDArray[np.float64], terms: list[str]) -> Theme:
    """The terms with most weight; of terms that hold one another only the first."""
    chosen: list[str] = []
    for k in np.argsort(-words, kind="stable"):
        term = terms[k]
        if words[k] <= 0 or len(chosen) == _TYPICAL:
            break
        if not any(term in other or other in term for other in chosen):
            chosen.append(term)
    return Theme(" · ".join(chosen[:_NAMED]), tuple(chosen))
