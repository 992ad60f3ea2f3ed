"""Rows that have an event in a cell: a code, or a code and a period; and whether a wanted event follows there."""

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled


@compiled
def mark_ahead(
    offsets: NDArray[np.int32], periods: NDArray[np.int32], wanted: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Per event: whether this event or a later one of its row, in the same period, is wanted.

    ``periods`` may be empty: then all events lie in one period.
    """
    ahead = np.zeros(wanted.shape[0], np.bool_)
    divided = periods.shape[0] > 0
    for i in range(offsets.shape[0] - 1):
        met = False
        where = np.int32(0)
        for e in range(offsets[i + 1] - 1, offsets[i] - 1, -1):
            period = periods[e] if divided else np.int32(0)
            if wanted[e]:
                met = True
                where = period
            ahead[e] = met and where == period
    return ahead


@compiled
def count_cells(
    offsets: NDArray[np.int32],
    codes: NDArray[np.int32],
    periods: NDArray[np.int32],
    ahead: NDArray[np.bool_],
    size: int,
    cells: int,
) -> NDArray[np.int64]:
    """Rows per cell ``period * size + code``, shape (cells, 2): all, and those marked at their first event there.

    Events with code −1 are left out. ``periods`` may be empty; otherwise it counts from 0.
    """
    counts = np.zeros((cells, 2), np.int64)
    seen = np.full(cells, -1, np.int32)
    divided = periods.shape[0] > 0
    for i in range(offsets.shape[0] - 1):
        for e in range(offsets[i], offsets[i + 1]):
            code = codes[e]
            if code < 0:
                continue
            cell = np.int64(code)
            if divided:
                cell += np.int64(periods[e]) * size
            if seen[cell] != i:
                seen[cell] = i
                counts[cell, 0] += 1
                counts[cell, 1] += ahead[e]
    return counts


@compiled
def sum_pairs(
    cells: NDArray[np.int64], rows: NDArray[np.int64], terms: NDArray[np.float64], sizes: tuple[int, int]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Sums of each term over the facts of every pair of cell and row, in the order of the facts.

    Parameters
    ----------
    cells, rows
        Of every fact; those in cell −1 are left out.
    terms
        Shape (terms, facts).
    sizes
        How many cells and rows there are.

    Returns
    -------
    found
        int64: the cell of every pair that has a fact, by cell and row.
    sums
        Shape (terms, pairs).
    """
    order = _in_order(cells, _in_order(cells, np.arange(len(cells)), rows, sizes[1]), cells, sizes[0])
    pairs = 0
    for k in range(len(order)):
        pairs += k == 0 or _differ(cells, rows, order[k - 1], order[k])
    found = np.empty(pairs, np.int64)
    sums = np.zeros((terms.shape[0], pairs))
    at = -1
    for k in range(len(order)):
        fact = order[k]
        if k == 0 or _differ(cells, rows, order[k - 1], fact):
            at += 1
            found[at] = cells[fact]
        for t in range(terms.shape[0]):
            sums[t, at] += terms[t, fact]
    return found, sums


@compiled
def _differ(cells: NDArray[np.int64], rows: NDArray[np.int64], a: int, b: int) -> bool:
    return bool(cells[a] != cells[b] or rows[a] != rows[b])


@compiled
def _in_order(
    cells: NDArray[np.int64], facts: NDArray[np.int64], keys: NDArray[np.int64], size: int
) -> NDArray[np.int64]:
    """Facts that lie in a cell, by their key; those with equal keys stay in order."""
    starts = np.zeros(size + 1, np.int64)
    for fact in facts:
        if cells[fact] >= 0:
            starts[keys[fact] + 1] += 1
    for key in range(size):
        starts[key + 1] += starts[key]
    order = np.empty(starts[size], np.int64)
    for fact in facts:
        if cells[fact] >= 0:
            order[starts[keys[fact]]] = fact
            starts[keys[fact]] += 1
    return order
