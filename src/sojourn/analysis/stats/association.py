"""Correlation coefficients with intervals and p-values."""

from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.stats.proportions import SMALLEST

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]


FEWEST: Final = 10
"""With fewer rows nothing is computed."""


@dataclass(frozen=True, slots=True)
class Coefficients:
    """One coefficient per pair of columns, with its 95 % interval and two-sided p-value; NaN where there is none."""

    value: Numbers
    low: Numbers
    high: Numbers
    p: Numbers


def pearson_and_spearman(values: Numbers, a: Whole, b: Whole) -> tuple[Coefficients, Coefficients, Whole]:
    """Both coefficients for some pairs of columns, over the rows that have both numbers.

    Parameters
    ----------
    values
        float64, shape (n, columns), NaN = unknown.
    a, b
        The columns of every pair.

    Returns
    -------
    pearson, spearman
        Intervals by Fisher's z, with variance 1 / (n − 3) for Pearson and (1 + r² / 2) / (n − 3) for Spearman (Bonett and
        Wright 2000); p by Student's t.
    n
        Rows with both numbers.
    """
    known = ~np.isnan(values)
    masks, which = np.unique(known, axis=1, return_inverse=True)
    which = which.reshape(-1)
    found = np.full((2, len(a)), np.nan)
    n = np.zeros(len(a), np.int64)
    for i, j in combinations_with_replacement(range(masks.shape[1]), 2):
        pairs = np.flatnonzero(((which[a] == i) & (which[b] == j)) | ((which[a] == j) & (which[b] == i)))
        if len(pairs) == 0:
            continue
        rows = masks[:, i] & masks[:, j]
        n[pairs] = int(rows.sum())
        if rows.sum() < FEWEST:
            continue
        used, places = np.unique(np.concatenate([a[pairs], b[pairs]]), return_inverse=True)
        first, second = places[: len(pairs)], places[len(pairs) :]
        block = values[rows][:, used]
        for kind, numbers in enumerate((block, _ranks(block))):
            found[kind, pairs] = _matrix(numbers)[first, second]
    pearson, spearman = found
    return _judged(pearson, n, np.ones(len(a))), _judged(spearman, n, 1 + spearman**2 / 2), n


def _ranks(block: Numbers) -> Numbers:
    from scipy.stats import rankdata

    return np.asarray(rankdata(block, axis=0))


def _matrix(block: Numbers) -> Numbers:
    """All correlations; NaN where a column does not vary."""
    middle = block - block.mean(axis=0)
    lengths = np.sqrt((middle**2).sum(axis=0))
    scale = np.abs(block).max(axis=0) * np.sqrt(len(block))
    lengths[lengths <= 1e-12 * scale] = np.nan
    scaled = middle / lengths
    found: Numbers = np.clip(scaled.T @ scaled, -1.0, 1.0)
    return found


def _judged(r: Numbers, n: Whole, inflation: Numbers) -> Coefficients:
    from scipy.special import stdtr

    enough = ~np.isnan(r)
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.sqrt(inflation / np.maximum(n - 3, 1))
        z = np.arctanh(r)
        low, high = np.tanh(z - 1.959963984540054 * error), np.tanh(z + 1.959963984540054 * error)
        t = r * np.sqrt((n - 2) / (1 - r * r))
        p = np.where(
            np.abs(r) >= 1, SMALLEST, np.maximum(2 * stdtr(np.maximum(n - 2, 1), -np.abs(t)), SMALLEST)
        )
    return Coefficients(*(np.where(enough, x, np.nan) for x in (r, low, high, p)))
