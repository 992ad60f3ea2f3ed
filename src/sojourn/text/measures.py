"""How well predicted feelings agree with rated ones."""

from math import sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Moods = NDArray[np.int8]

_BINS: Final = 10


def accuracy(found: Moods, truth: Moods) -> float:
    """Share of right answers."""
    return float((found == truth).mean())


def macro_f1(found: Moods, truth: Moods) -> float:
    """Mean over the classes of the truth of F1 = 2 · right / (predicted + true), so that rare classes count as much.

    >>> macro_f1(np.array([1, 1, 1], np.int8), np.array([1, 1, -1], np.int8))
    0.4
    """
    scores = []
    for one in np.unique(truth):
        right = ((found == one) & (truth == one)).sum()
        scores.append(2 * right / ((found == one).sum() + (truth == one).sum()))
    return float(np.mean(scores))


def calibration_error(probabilities: Numbers, classes: Moods, truth: Moods) -> float:
    """Expected calibration error of the likeliest class.

    The mean over texts of |share right − mean probability| of their bin, ten bins of equal width (Naeini et al. 2015, AAAI).

    Parameters
    ----------
    probabilities
        Shape (texts, classes), rows sum to 1.
    classes
        What the columns stand for.
    truth
        Per text.

    Examples
    --------
    >>> sure = np.array([[0.95, 0.05]] * 4)
    >>> round(calibration_error(sure, np.array([-1, 1], np.int8), np.array([-1, -1, -1, 1], np.int8)), 2)
    0.2
    """
    top = probabilities.max(axis=1)
    right = classes[probabilities.argmax(axis=1)] == truth
    where = np.minimum((top * _BINS).astype(np.int64), _BINS - 1)
    gap = np.bincount(where, right, _BINS) - np.bincount(where, top, _BINS)
    return float(np.abs(gap).sum() / len(truth))


def clearly_more_right(found: Moods, other: Moods, truth: Moods) -> bool:
    """Whether the 95 % interval of the difference of two accuracies on the same texts lies above 0 (paired, normal)."""
    difference = (found == truth).astype(np.float64) - (other == truth)
    half = 1.96 * float(difference.std(ddof=1)) / sqrt(len(truth))
    return float(difference.mean()) - half > 0
