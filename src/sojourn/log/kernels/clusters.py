"""Points around centres: choosing, moving and assigning, one thread, so that the same points give the same groups."""

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled

Numbers = NDArray[np.float64]


@compiled
def nearest_centres(points: Numbers, centres: Numbers) -> tuple[NDArray[np.int32], Numbers]:
    """The nearest centre of every point (the first of equals) and the squared distance to it."""
    n = points.shape[0]
    labels = np.zeros(n, np.int32)
    distances = np.empty(n)
    for i in range(n):
        best = np.inf
        for c in range(centres.shape[0]):
            distance = 0.0
            for d in range(points.shape[1]):
                step = points[i, d] - centres[c, d]
                distance += step * step
            if distance < best:
                best = distance
                labels[i] = c
        distances[i] = best
    return labels, distances


@compiled
def scattered_centres(points: Numbers, chances: Numbers) -> Numbers:
    """One centre per chance (0 … 1), each drawn with a probability that grows with the squared distance to those
    before: k-means++ (Arthur and Vassilvitskii 2007).
    """
    n = points.shape[0]
    centres = np.empty((chances.shape[0], points.shape[1]))
    distances = np.ones(n)
    for c in range(chances.shape[0]):
        target = chances[c] * distances.sum()
        chosen = n - 1
        reached = 0.0
        for i in range(n):
            reached += distances[i]
            if reached > target:
                chosen = i
                break
        centres[c] = points[chosen]
        for i in range(n):
            distance = 0.0
            for d in range(points.shape[1]):
                step = points[i, d] - centres[c, d]
                distance += step * step
            if c == 0 or distance < distances[i]:
                distances[i] = distance
    return centres


@compiled
def moved_centres(points: Numbers, centres: Numbers, rounds: int) -> tuple[Numbers, float]:
    """Lloyd's algorithm: centres moved to the mean of their points until no point changes; with the sum of squares.

    A centre without points stays where it is.
    """
    k = centres.shape[0]
    centres = centres.copy()
    before = np.full(points.shape[0], -1, np.int32)
    for _ in range(rounds):
        labels, _ = nearest_centres(points, centres)
        changed = False
        sums = np.zeros_like(centres)
        sizes = np.zeros(k, np.int64)
        for i in range(points.shape[0]):
            changed |= labels[i] != before[i]
            sizes[labels[i]] += 1
            for d in range(points.shape[1]):
                sums[labels[i], d] += points[i, d]
        if not changed:
            break
        before = labels
        for c in range(k):
            if sizes[c] > 0:
                centres[c] = sums[c] / sizes[c]
    _, distances = nearest_centres(points, centres)
    return centres, distances.sum()
