"""Walking texts through the automaton of a language identifier."""

import math

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled


@compiled
def language_scores(
    offsets: NDArray[np.int32],
    data: NDArray[np.uint8],
    steps: NDArray[np.uint32],
    rows: NDArray[np.int64],
    features: NDArray[np.int32],
    weights: NDArray[np.float32],
    bias: NDArray[np.float32],
) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """Naive-Bayes scores of every text for every language: Σ log(1 + count) · weight + bias over the byte features met.

    Parameters
    ----------
    offsets, data
        Texts as UTF-8.
    steps, rows
        The automaton: from a state with row r, byte b leads to ``steps[r + b]``.
    features
        Feature that a state stands for, −1 for none.
    weights, bias
        Shapes (features, languages) and (languages,).

    Returns
    -------
    tuple
        Scores (texts, languages) and how many features were met (0: nothing is known about the text).
    """
    n, languages = offsets.shape[0] - 1, bias.shape[0]
    out = np.empty((n, languages), np.float32)
    met = np.zeros(n, np.int32)
    count = np.zeros(weights.shape[0], np.int32)
    seen = np.empty(weights.shape[0], np.int32)
    for t in range(n):
        state, distinct = np.int64(0), 0
        for i in range(offsets[t], offsets[t + 1]):
            state = np.int64(steps[rows[state] + data[i]])
            feature = features[state]
            if feature >= 0:
                if count[feature] == 0:
                    seen[distinct] = feature
                    distinct += 1
                count[feature] += 1
        for k in range(languages):
            out[t, k] = bias[k]
        for d in range(distinct):
            weight = np.float32(math.log1p(count[seen[d]]))
            count[seen[d]] = 0
            for k in range(languages):
                out[t, k] += weight * weights[seen[d], k]
        met[t] = distinct
    return out, met
