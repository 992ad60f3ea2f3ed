"""From which wait on an answer is slow: where the waits themselves fall apart into two groups."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int32]

_LEAST_SHARE: Final = 0.02
_MOST_SHARE: Final = 0.6
_APART: Final = 1.0
"""Octaves between the means of the two groups: at least twice as slow."""
_SEPARATION: Final = 0.6
"""Share of the variance of the log wait that lies between the two groups; one normal heap has 2/π = 0.64 at best, so …"""
_VALLEY: Final = 0.5
"""… the valley between the two heaps must also be at most so high as the lower heap."""
_NATURAL: Final = tuple(
    int(seconds * 1_000_000)
    for seconds in (
        *(1, 2, 5, 10, 15, 20, 30, 45),
        *(60 * m for m in (1, 2, 3, 5, 10, 15, 20, 30, 45)),
        *(3600 * h for h in (1, 2, 3, 4, 6, 8, 12, 18)),
        *(86_400 * d for d in (1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 21, 28, 30, 45, 60, 90)),
    )
)


def slow_from(waits: Counts) -> int | None:
    """The natural duration (µs) at the valley between usual and slow waits; None if they are one heap.

    Parameters
    ----------
    waits
        A histogram in bins of a quarter of an octave from one second on, as
        :func:`sojourn.log.kernels.neighbours.count_answers` makes it.

    Notes
    -----
    Otsu's threshold (1979) on the logarithm of the wait; the valley is the lowest stretch between the two heaps it
    separates, found in the histogram smoothed over three bins.

    Examples
    --------
    >>> heaps = np.zeros(116, np.int32)
    >>> heaps[40:44], heaps[66:69] = 50, 30
    >>> slow_from(heaps) // 3_600_000_000
    4
    """
    n = int(waits.sum())
    if n == 0:
        return None
    place = np.arange(len(waits))
    weight, mass = np.cumsum(waits) / n, np.cumsum(waits * place) / n
    mean = mass[-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        between = np.nan_to_num((mean * weight - mass) ** 2 / (weight * (1 - weight)))
    cut = int(between.argmax())
    variance = float((waits * (place - mean) ** 2).sum() / n)
    slow = 1 - weight[cut]
    if variance == 0 or not _LEAST_SHARE <= slow <= _MOST_SHARE or between[cut] / variance < _SEPARATION:
        return None
    usual, late = mass[cut] / weight[cut], (mean - mass[cut]) / slow
    smooth = np.convolve(waits, np.ones(3) / 3, mode="same")
    low_heap, high_heap = int(smooth[: cut + 1].argmax()), cut + 1 + int(smooth[cut + 1 :].argmax())
    stretch = smooth[low_heap : high_heap + 1]
    if late - usual < 4 * _APART or stretch.min() > _VALLEY * min(smooth[low_heap], smooth[high_heap]):
        return None
    return _natural(low_heap, high_heap, stretch)


def _natural(low: int, high: int, stretch: NDArray[np.float64]) -> int:
    """The natural duration nearest to the middle of the lowest part of the valley."""
    bottom = low + np.flatnonzero(stretch <= stretch.min() + 1e-9)
    middle = float(np.mean([bottom[0], bottom[-1] + 1]))
    edges = 4 * np.log2(np.array(_NATURAL) / 1e6)
    inside = (edges > low + 1) & (edges <= high)
    choice = np.where(inside, np.abs(edges - middle), np.inf) if inside.any() else np.abs(edges - middle)
    return _NATURAL[int(choice.argmin())]
