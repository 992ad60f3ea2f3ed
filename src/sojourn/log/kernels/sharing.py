"""Sharing the weight of a row among its codes by fixed rules, and drawing weights for rows."""

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled

Edges = NDArray[np.int64]
Codes = NDArray[np.int32]
Numbers = NDArray[np.float64]

RULES = ("first", "last", "last_wanted", "even", "ends")
"""What the rows of :func:`share_out` hold."""
_LARGE = 32.0


@compiled
def share_out(
    edges: Edges, codes: Codes, weights: Numbers, wanted: NDArray[np.bool_], ends: Numbers
) -> NDArray[np.float64]:
    """Sums by rule, kind of weight and code, shape (rules, kinds, codes); see :data:`RULES`.

    Parameters
    ----------
    edges, codes
        Rows of codes, none empty.
    weights
        Shape (rows, kinds): what every row has to give.
    wanted
        Per code: whether ``last_wanted`` may choose it; the last code of the row if it may choose none.
    ends
        What ``ends`` gives to the first code, to those between, and to the last.
    """
    kinds = weights.shape[1]
    out = np.zeros((len(RULES), kinds, wanted.shape[0]), np.float64)
    for i in range(edges.shape[0] - 1):
        if not _gives(weights, i):
            continue
        begin = edges[i]
        end = edges[i + 1]
        length = end - begin
        chosen = end - 1
        while chosen > begin and not wanted[codes[chosen]]:
            chosen -= 1
        if not wanted[codes[chosen]]:
            chosen = end - 1
        head = ends[0]
        inner = ends[1] / max(length - 2, 1)
        tail = ends[2]
        if length == 1:
            head = 1.0
            tail = 0.0
        elif length == 2:
            both = head + tail
            head = head / both if both > 0 else 0.5
            tail = 1.0 - head
        for k in range(kinds):
            weight = weights[i, k]
            out[0, k, codes[begin]] += weight
            out[1, k, codes[end - 1]] += weight
            out[2, k, codes[chosen]] += weight
            out[4, k, codes[begin]] += weight * head
            out[4, k, codes[end - 1]] += weight * tail
        for e in range(begin, end):
            for k in range(kinds):
                weight = weights[i, k]
                out[3, k, codes[e]] += weight / length
                if begin < e < end - 1:
                    out[4, k, codes[e]] += weight * inner
    return out


@compiled
def share_distinct(edges: Edges, codes: Codes, weights: Numbers, size: int) -> NDArray[np.float64]:
    """Sums by kind of weight and code, shape (kinds, codes): every distinct code of a row gets an equal part."""
    out = np.zeros((weights.shape[1], size), np.float64)
    seen = np.full(size, -1, np.int64)
    for i in range(edges.shape[0] - 1):
        if not _gives(weights, i):
            continue
        distinct = 0
        for e in range(edges[i], edges[i + 1]):
            distinct += seen[codes[e]] != i
            seen[codes[e]] = i
        for e in range(edges[i], edges[i + 1]):
            if seen[codes[e]] == i:
                seen[codes[e]] = -1
                for k in range(weights.shape[1]):
                    out[k, codes[e]] += weights[i, k] / distinct
    return out


@compiled
def sum_holding(edges: Edges, codes: Codes, weights: Numbers, size: int) -> NDArray[np.float64]:
    """Sums over the rows that hold a code at all, by kind of weight and code, shape (kinds, codes)."""
    out = np.zeros((weights.shape[1], size), np.float64)
    seen = np.full(size, -1, np.int64)
    for i in range(edges.shape[0] - 1):
        for e in range(edges[i], edges[i + 1]):
            if seen[codes[e]] != i:
                seen[codes[e]] = i
                for k in range(weights.shape[1]):
                    out[k, codes[e]] += weights[i, k]
    return out


@compiled
def _gives(weights: Numbers, row: int) -> bool:
    for k in range(weights.shape[1]):
        if weights[row, k] != 0:
            return True
    return False


@compiled
def sum_drawn(
    keys: NDArray[np.uint64],
    draw: int,
    numbers: Codes,
    weights: Numbers,
    edges: Edges,
    codes: Codes,
    shares: Numbers,
    size: int,
    width: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Sums over rows, each counted as often as its key was drawn.

    Parameters
    ----------
    keys
        Owner of every row; equal ones stand together and are drawn together, a Poisson(1) number of times.
    draw
        The number of the draw; −1 counts every row once.
    numbers, weights
        What the first sums go by, and what is summed: shape (rows, kinds).
    edges, codes, shares
        Entries of every row: code and share of the row's first two weights.

    Returns
    -------
    by_number, by_code
        Shapes (size, kinds) and (2, width).
    """
    by_number = np.zeros((size, weights.shape[1]), np.float64)
    by_code = np.zeros((2, width), np.float64)
    stream = _mixed(np.uint64(draw) + np.uint64(1))
    times = 1.0
    for i in range(keys.shape[0]):
        if draw >= 0 and (i == 0 or keys[i] != keys[i - 1]):
            times = _poisson(_uniform(_mixed(keys[i] ^ stream)), 1.0)
        if times == 0:
            continue
        for k in range(weights.shape[1]):
            by_number[numbers[i], k] += times * weights[i, k]
        for k in range(2):
            weight = times * weights[i, k]
            if weight != 0:
                for e in range(edges[i], edges[i + 1]):
                    by_code[k, codes[e]] += weight * shares[e]
    return by_number, by_code


@compiled
def sum_rows(numbers: Codes, weights: Numbers, size: int) -> NDArray[np.float64]:
    """Sums of weights by number, shape (size, kinds)."""
    out = np.zeros((size, weights.shape[1]), np.float64)
    for i in range(numbers.shape[0]):
        for k in range(weights.shape[1]):
            out[numbers[i], k] += weights[i, k]
    return out


@compiled
def draw_poisson(keys: NDArray[np.uint64], means: Numbers, draw: int) -> NDArray[np.float64]:
    """A Poisson number of every mean, decided by its key and the number of the draw alone.

    By inversion; above a mean of 32 as a rounded normal number, whose first two moments are the same.
    """
    out = np.empty(keys.shape[0], np.float64)
    stream = _mixed(np.uint64(draw) + np.uint64(1))
    for i in range(keys.shape[0]):
        mean = means[i]
        state = _mixed(keys[i] ^ stream)
        u = _uniform(state)
        if mean <= _LARGE:
            out[i] = _poisson(u, mean)
        else:
            angle = 2.0 * np.pi * _uniform(_mixed(state))
            normal = np.sqrt(-2.0 * np.log(1.0 - u)) * np.cos(angle)
            out[i] = max(0.0, np.rint(mean + np.sqrt(mean) * normal))
    return out


@compiled
def _poisson(u: float, mean: float) -> float:
    """The Poisson number that a uniform number stands for."""
    chance = np.exp(-mean)
    reached = chance
    number = 0.0
    while u > reached and number < 400:
        number += 1.0
        chance *= mean / number
        reached += chance
    return number


@compiled
def _mixed(value: np.uint64) -> np.uint64:
    """splitmix64."""
    h = value + np.uint64(11400714819323198485)
    h = (h ^ (h >> np.uint64(30))) * np.uint64(13787848793156543929)
    h = (h ^ (h >> np.uint64(27))) * np.uint64(10723151780598845931)
    return h ^ (h >> np.uint64(31))


@compiled
def _uniform(state: np.uint64) -> float:
    return float(state >> np.uint64(11)) * 2.0**-53
