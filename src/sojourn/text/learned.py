"""Sentiment learned from rated texts of one language: n-grams, a linear model, probabilities that hold."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.text.bytes import plain_bytes
from sojourn.text.kernels.linear import normalised, products
from sojourn.text.kernels.ngrams import ngrams
from sojourn.text.lexicon import LEXICONS, weighed

Numbers = NDArray[np.float64]
Moods = NDArray[np.int8]

BITS: Final = 18
"""Features are hashed into 2^18 places."""
FOLDS: Final = 5
_COST: Final = 0.5
"""C of the support-vector machine."""
_TOLD: Final = 0.5
"""Weight of the lexicon's sentiment among the features, whose squares sum to 1 per text."""


@dataclass(frozen=True, slots=True)
class Grams:
    """The hashed n-grams of texts, and what the lexicon says about them; see :mod:`sojourn.text.kernels.ngrams`."""

    starts: NDArray[np.int64]
    features: NDArray[np.int32]
    counts: NDArray[np.int32]
    told: Numbers

    def some(self, rows: NDArray[np.int64]) -> "Grams":
        """Those of some texts."""
        lengths = np.diff(self.starts)[rows]
        starts = np.concatenate([[0], np.cumsum(lengths)])
        places = np.repeat(self.starts[rows] - starts[:-1], lengths) + np.arange(starts[-1])
        return Grams(starts, self.features[places], self.counts[places], self.told[rows])


@dataclass(frozen=True, slots=True)
class LinearModel:
    """A fitted model.

    Attributes
    ----------
    moods
        The classes: −1, 0 and +1, or those of them that were rated.
    weights
        float32, shape (2^18,), of every feature: the logarithm of how much more often it is met in one class.
    coefficients, intercepts
        Shapes (2^18 + 1, machines) and (machines,); the last row is the lexicon's.
    slopes, offsets
        From the machines' scores to the logits of the classes: shapes (machines, classes) and (classes,).
    """

    moods: Moods
    weights: NDArray[np.float32]
    coefficients: Numbers
    intercepts: Numbers
    slopes: Numbers
    offsets: Numbers

    def margins(self, grams: Grams) -> Numbers:
        """Scores of the machines, shape (texts, machines)."""
        values = normalised(grams.starts, grams.features, grams.counts, self.weights)
        told = _TOLD * grams.told[:, None] * self.coefficients[-1]
        return np.asarray(
            products(grams.starts, grams.features, values, self.coefficients) + told + self.intercepts
        )

    def probabilities(self, grams: Grams) -> Numbers:
        """Calibrated probabilities of the classes, shape (texts, classes)."""
        return softmax(self.margins(grams) @ self.slopes + self.offsets)

    def probabilities_of(self, texts: pa.Array, language: str) -> Numbers:
        """Calibrated probabilities of the classes of texts of the language that the model learned from."""
        return self.probabilities(grams_of(texts, language))


def grams_of(texts: pa.Array, language: str) -> Grams:
    """The features of texts of one language."""
    told = weighed(texts, language).sentiment if language in LEXICONS else np.zeros(len(texts))
    return Grams(*ngrams(*plain_bytes(texts), BITS), told)


def fit(grams: Grams, truth: Moods, fold: NDArray[np.int64]) -> tuple[LinearModel, Numbers]:
    """Fit and calibrate a model.

    Features are weighted by how much their presence tells between the classes (naive-Bayes log-count ratios, Wang &
    Manning 2012, ACL), a linear support-vector machine per class is fitted to them, and its scores become probabilities
    by a logistic regression on scores of texts that the machine had not seen (Platt 1999).

    Parameters
    ----------
    grams
        Features of the rated texts, in an order that does not depend on where they come from.
    truth
        int8, the rated class of each; at least two classes.
    fold
        0 … 4: texts of one fold are scored by a model of the others. Equal texts belong in one fold.

    Returns
    -------
    tuple
        The model of all texts, and the probabilities each text gets from a model, calibration included, that has not
        seen it; shape (texts, classes).
    """
    moods = np.unique(truth)
    unseen: Numbers | None = None
    for one in range(FOLDS):
        inside, outside = np.flatnonzero(fold != one), np.flatnonzero(fold == one)
        parts = _machines(grams.some(inside), truth[inside], moods)
        model = LinearModel(moods, *parts, np.zeros((0, 0)), np.zeros(0))
        margins = model.margins(grams.some(outside))
        if unseen is None:
            unseen = np.empty((len(truth), margins.shape[1]))
        unseen[outside] = margins
    assert unseen is not None
    probabilities = np.empty((len(truth), len(moods)))
    for one in range(FOLDS):
        slopes, offsets = _platt(unseen[fold != one], truth[fold != one])
        probabilities[fold == one] = softmax(unseen[fold == one] @ slopes + offsets)
    final = LinearModel(moods, *_machines(grams, truth, moods), *_platt(unseen, truth))
    return final, probabilities


def softmax(logits: Numbers) -> Numbers:
    """Probabilities from logits, by row."""
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def _machines(grams: Grams, truth: Moods, moods: Moods) -> tuple[NDArray[np.float32], Numbers, Numbers]:
    """Feature weights, coefficients and intercepts."""
    import scipy.sparse as sp
    from sklearn.svm import LinearSVC

    size = 1 << BITS
    rows = np.repeat(truth, np.diff(grams.starts))
    ratios = np.zeros(size)
    for mood in moods:
        inside = 1.0 + np.bincount(grams.features[rows == mood], minlength=size)
        outside = 1.0 + np.bincount(grams.features[rows != mood], minlength=size)
        ratios = np.maximum(ratios, np.abs(np.log(inside / inside.sum()) - np.log(outside / outside.sum())))
    weights = ratios.astype(np.float32)
    values = normalised(grams.starts, grams.features, grams.counts, weights)
    counted = sp.csr_matrix(
        (values.astype(np.float64), grams.features, grams.starts), shape=(len(truth), size)
    )
    both: Any = sp.hstack([counted, sp.csr_matrix(_TOLD * grams.told[:, None])], format="csr")
    machine = LinearSVC(C=_COST, dual=True, tol=1e-2, max_iter=20_000, random_state=0).fit(both, truth)
    return weights, np.ascontiguousarray(machine.coef_.T), np.asarray(machine.intercept_, np.float64)


def _platt(margins: Numbers, truth: Moods) -> tuple[Numbers, Numbers]:
    """Slopes and offsets from scores to logits."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=10.0, solver="newton-cholesky", max_iter=200).fit(margins, truth)
    slopes, offsets = model.coef_.T, model.intercept_
    if slopes.shape[1] == 1:  # two classes: the logit of the second
        slopes, offsets = (
            np.column_stack([-slopes / 2, slopes / 2]),
            np.array([-offsets[0] / 2, offsets[0] / 2]),
        )
    return np.asarray(slopes, np.float64), np.asarray(offsets, np.float64)
