"""How far two groupings of the same things agree."""

import numpy as np
from numpy.typing import NDArray


def adjusted_rand(a: NDArray[np.int32], b: NDArray[np.int32]) -> float:
    """The adjusted Rand index of two groupings: 1 = the same groups, 0 = as much agreement as chance gives.

    Parameters
    ----------
    a, b
        Group of every thing, whole numbers from 0.

    Notes
    -----
    Hubert and Arabie (1985), Comparing partitions, equation 5. Two groupings without any pair to decide on (all in one
    group, or each alone, in both) agree: 1.

    Examples
    --------
    >>> round(adjusted_rand(np.array([0, 0, 1, 1, 2, 2]), np.array([1, 1, 0, 0, 0, 2])), 4)
    0.4444
    """
    n = len(a)
    if n < 2:
        return 1.0
    width = int(b.max()) + 1
    cells = np.bincount(a.astype(np.int64) * width + b)
    together = _pairs(cells)
    in_a, in_b = _pairs(np.bincount(a)), _pairs(np.bincount(b))
    expected = in_a * in_b / (n * (n - 1) / 2)
    most = (in_a + in_b) / 2
    return 1.0 if most == expected else float((together - expected) / (most - expected))


def weakest_match(a: NDArray[np.int32], b: NDArray[np.int32], groups: int) -> float:
    """The Jaccard index of the group that finds the least of itself in the other grouping.

    For every group of either grouping: things in common with the group most like it, of the things in any of the two
    (Hennig 2007, Cluster-wise assessment of cluster stability); the smallest of these.

    Examples
    --------
    >>> weakest_match(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 1]), 2)
    0.5
    """
    cells = np.bincount(a.astype(np.int64) * groups + b, minlength=groups * groups).reshape(groups, groups)
    either = cells.sum(axis=1, keepdims=True) + cells.sum(axis=0, keepdims=True) - cells
    likeness = cells / np.maximum(either, 1)
    return float(min(likeness.max(axis=1).min(), likeness.max(axis=0).min()))


def _pairs(sizes: NDArray[np.int64]) -> float:
    counts = sizes.astype(np.float64)
    return float((counts * (counts - 1)).sum() / 2)
