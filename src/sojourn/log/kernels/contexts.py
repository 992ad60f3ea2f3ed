"""Rows of codes as a chain of contexts: numbering, flows, and where the chain ends up."""

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled

Edges = NDArray[np.int64]
Codes = NDArray[np.int32]
Numbers = NDArray[np.float64]


@compiled
def number_pairs(edges: Edges, before: Codes, after: Codes, width: int) -> tuple[Codes, Codes]:
    """Number the pairs (``before`` of the entry before, ``after`` of the entry) alike, by first appearance.

    The first entry of a row has −1 before it. ``width`` is above every ``after``. Returns the number of every entry and
    the first entry of every number.
    """
    n = after.shape[0]
    capacity = 1024
    keys = np.full(capacity, -1, np.int64)
    slots = np.empty(capacity, np.int32)
    numbers = np.empty(n, np.int32)
    firsts = np.empty(n, np.int32)
    count = 0
    for i in range(edges.shape[0] - 1):
        for e in range(edges[i], edges[i + 1]):
            source = np.int64(before[e - 1]) + 1 if e > edges[i] else np.int64(0)
            key = source * width + after[e]
            slot = _slot(key, capacity)
            while keys[slot] >= 0 and keys[slot] != key:
                slot = (slot + 1) & (capacity - 1)
            if keys[slot] == key:
                numbers[e] = slots[slot]
                continue
            keys[slot] = key
            slots[slot] = count
            numbers[e] = count
            firsts[count] = e
            count += 1
            if count * 2 > capacity:
                old_keys = keys
                old_slots = slots
                capacity *= 4
                keys = np.full(capacity, -1, np.int64)
                slots = np.empty(capacity, np.int32)
                for s in range(old_keys.shape[0]):
                    if old_keys[s] >= 0:
                        slot = _slot(old_keys[s], capacity)
                        while keys[slot] >= 0:
                            slot = (slot + 1) & (capacity - 1)
                        keys[slot] = old_keys[s]
                        slots[slot] = old_slots[s]
    return numbers, firsts[:count].copy()


@compiled
def _slot(key: int, capacity: int) -> np.int64:
    mixed = np.uint64(key) * np.uint64(11400714819323198485)
    return np.int64((mixed ^ (mixed >> np.uint64(32))) & np.uint64(capacity - 1))


@compiled
def sum_entries(edges: Edges, numbers: Codes, weights: Numbers, size: int) -> NDArray[np.float64]:
    """Sums of the weight of every entry's row by the number of the entry."""
    out = np.zeros(size, np.float64)
    for i in range(edges.shape[0] - 1):
        if weights[i] != 0:
            for e in range(edges[i], edges[i + 1]):
                out[numbers[e]] += weights[i]
    return out


@compiled
def rewards_without(
    rows: Edges,
    targets: Codes,
    shares: Numbers,
    rewards: Numbers,
    barred: NDArray[np.bool_],
    tolerance: float,
    most: int,
) -> NDArray[np.float64]:
    """What a chain of states earns on average from each state on, if barred states earn nothing and end it.

    Solves h = rewards + shares · h by Gauss-Seidel sweeps from the last state to the first, self loops solved
    directly, until no state changes by more than ``tolerance`` of the largest reward.

    Parameters
    ----------
    rows, targets, shares
        Compressed rows: the shares with which state ``s`` goes on to ``targets[rows[s]:rows[s + 1]]``.
    rewards
        What is earned on average where the chain leaves state ``s`` for its end.
    """
    states = rewards.shape[0]
    out = np.zeros(states, np.float64)
    scale = max(np.abs(rewards).max(), 1e-300)
    for _ in range(most):
        change = 0.0
        for back in range(states):
            s = states - 1 - back
            if barred[s]:
                continue
            total = rewards[s]
            stays = 0.0
            for e in range(rows[s], rows[s + 1]):
                if targets[e] == s:
                    stays += shares[e]
                else:
                    total += shares[e] * out[targets[e]]
            if stays < 1.0:
                total /= 1.0 - stays
            change = max(change, abs(total - out[s]))
            out[s] = total
        if change <= tolerance * scale:
            break
    return out


@compiled
def visits_without(
    rows: Edges,
    targets: Codes,
    shares: Numbers,
    starts: Numbers,
    barred: NDArray[np.bool_],
    tolerance: float,
    most: int,
) -> NDArray[np.float64]:
    """How often a chain is in each state on average, if barred states end it; see :func:`rewards_without`.

    Mass is passed on state by state until less than ``tolerance`` of it is under way.
    """
    states = starts.shape[0]
    out = np.zeros(states, np.float64)
    waiting = np.where(barred, 0.0, starts)
    for _ in range(most):
        under_way = 0.0
        for s in range(states):
            mass = waiting[s]
            if mass == 0.0:
                continue
            waiting[s] = 0.0
            stays = 0.0
            for e in range(rows[s], rows[s + 1]):
                if targets[e] == s:
                    stays += shares[e]
            if stays < 1.0:
                mass /= 1.0 - stays
            out[s] += mass
            for e in range(rows[s], rows[s + 1]):
                t = targets[e]
                if t != s and not barred[t]:
                    waiting[t] += mass * shares[e]
        for s in range(states):
            under_way += waiting[s]
        if under_way <= tolerance:
            break
    return out
