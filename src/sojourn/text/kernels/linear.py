"""Linear scores of texts from their hashed n-grams."""

import math

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled


@compiled
def normalised(
    starts: NDArray[np.int64],
    features: NDArray[np.int32],
    counts: NDArray[np.int32],
    weights: NDArray[np.float32],
) -> NDArray[np.float32]:
    """The value of every feature of every text: (1 + ln count) · weight, divided by the text's Euclidean norm."""
    out = np.empty(features.shape[0], np.float32)
    for t in range(starts.shape[0] - 1):
        square = 0.0
        for k in range(starts[t], starts[t + 1]):
            value = (1.0 + math.log(counts[k])) * weights[features[k]]
            out[k] = value
            square += value * value
        norm = math.sqrt(square) if square > 0 else 1.0
        for k in range(starts[t], starts[t + 1]):
            out[k] /= norm
    return out


@compiled
def products(
    starts: NDArray[np.int64],
    features: NDArray[np.int32],
    values: NDArray[np.float32],
    coefficients: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Σ value · coefficient of every text for every class; coefficients have shape (features, classes)."""
    classes = coefficients.shape[1]
    out = np.zeros((starts.shape[0] - 1, classes))
    for t in range(starts.shape[0] - 1):
        for k in range(starts[t], starts[t + 1]):
            for c in range(classes):
                out[t, c] += values[k] * coefficients[features[k], c]
    return out
