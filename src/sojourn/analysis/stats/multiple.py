"""Many comparisons at once."""

import numpy as np
from numpy.typing import NDArray


def benjamini_hochberg(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Adjusted p-values that control the false discovery rate (Benjamini and Hochberg 1995).

    Parameters
    ----------
    p
        p-values; NaN for comparisons that were not made, which do not count.

    Returns
    -------
    ndarray
        q-values in the same order; NaN where p is NaN.

    Examples
    --------
    >>> benjamini_hochberg(np.array([0.01, 0.04, np.nan, 0.03])).round(3).tolist()
    [0.03, 0.04, nan, 0.04]
    """
    q = np.full(len(p), np.nan)
    made = np.flatnonzero(~np.isnan(p))
    falling = made[np.argsort(-p[made], kind="stable")]
    ranks = np.arange(len(falling), 0, -1)
    q[falling] = (
        np.minimum.accumulate(np.minimum(1.0, p[falling] * len(falling) / ranks)) if len(falling) else []
    )
    return q
