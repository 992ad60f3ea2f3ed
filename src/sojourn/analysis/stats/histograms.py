"""Medians of durations that are known as histograms: intervals, differences, and a test of two groups."""

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.stats.proportions import SMALLEST
from sojourn.log.kernels.durations import bin_middles

Numbers = NDArray[np.float64]
_Z = 1.959963984540054


def median_interval(bins: Numbers) -> tuple[float, float, float]:
    """Lower median and its 95 % interval from order statistics, in seconds; at least one duration.

    Parameters
    ----------
    bins
        Durations in each bin of :mod:`sojourn.log.kernels.durations`.

    Examples
    --------
    >>> from sojourn.log.kernels.durations import BINS, duration_bin
    >>> seconds = [duration_bin(s * 1_000_000) for s in (1, 2, 3, 4, 5)]
    >>> bins = np.bincount(np.repeat(seconds, 20), minlength=BINS).astype(float)
    >>> [round(found, 1) for found in median_interval(bins)]
    [3.0, 2.0, 4.0]
    """
    running, n = np.cumsum(bins), float(bins.sum())
    half = _Z * np.sqrt(n) / 2
    ranks = np.clip(np.array([np.ceil(n / 2), np.floor(n / 2 - half), np.ceil(n / 2 + half) + 1]), 1, n)
    middle, low, high = bin_middles()[np.searchsorted(running, ranks)] / 1e6
    return float(middle), float(low), float(high)


def median_difference(a: Numbers, b: Numbers) -> tuple[float, float, float]:
    """Difference of two medians, a − b, in seconds, with a 95 % interval.

    The interval is put together from those of both medians as Newcombe's is from two shares (Zou and Donner 2008,
    Statistics in Medicine 27, 1693-1702).
    """
    middle_a, low_a, high_a = median_interval(a)
    middle_b, low_b, high_b = median_interval(b)
    found = middle_a - middle_b
    below = np.hypot(middle_a - low_a, high_b - middle_b)
    above = np.hypot(high_a - middle_a, middle_b - low_b)
    return found, float(found - below), float(found + above)


def rank_test(a: Numbers, b: Numbers) -> float | None:
    """Two-sided p of Mann and Whitney's test, normal with ties; None where all durations fall into one bin.

    Examples
    --------
    >>> low, high = np.zeros((2, 4))
    >>> low[:] = [5, 10, 5, 0]
    >>> high[:] = [0, 10, 10, 5]
    >>> round(rank_test(low, high), 4), rank_test(low * [1, 0, 0, 0], low * [1, 0, 0, 0])
    (0.0022, None)
    """
    from scipy.special import ndtr

    n_a, n_b = float(a.sum()), float(b.sum())
    n, ties = n_a + n_b, a + b
    before = np.cumsum(b) - b
    wins = float(a @ (before + b / 2))
    variance = n_a * n_b / 12 * (n + 1 - float((ties**3 - ties).sum()) / (n * (n - 1)))
    if variance <= 1e-9:
        return None
    return max(float(2 * ndtr(-abs(wins - n_a * n_b / 2) / np.sqrt(variance))), SMALLEST)
