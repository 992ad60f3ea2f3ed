"""The next event of a kind after every event, and what a row held before chosen events."""

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled


@compiled
def next_marked(offsets: NDArray[np.int32], marked: NDArray[np.bool_]) -> NDArray[np.int32]:
    """For every event the place of the next marked event after it in its row; −1 if there is none."""
    out = np.full(marked.shape[0], -1, np.int32)
    for i in range(offsets.shape[0] - 1):
        following = -1
        for e in range(offsets[i + 1] - 1, offsets[i] - 1, -1):
            out[e] = following
            if marked[e]:
                following = e
    return out


@compiled
def last_marked(offsets: NDArray[np.int32], marked: NDArray[np.bool_]) -> NDArray[np.int32]:
    """For every event the place of the last marked event before it in its row; −1 if there is none."""
    out = np.full(marked.shape[0], -1, np.int32)
    for i in range(offsets.shape[0] - 1):
        before = -1
        for e in range(offsets[i], offsets[i + 1]):
            out[e] = before
            if marked[e]:
                before = e
    return out


@compiled
def next_alike(offsets: NDArray[np.int32], codes: NDArray[np.int32], names: int) -> NDArray[np.int32]:
    """For every event the place of the next event of its own code in its row; −1 if there is none or it has no code."""
    out = np.full(codes.shape[0], -1, np.int32)
    following = np.full(names, -1, np.int32)
    for i in range(offsets.shape[0] - 1):
        for e in range(offsets[i + 1] - 1, offsets[i] - 1, -1):
            if codes[e] >= 0:
                out[e] = following[codes[e]]
                following[codes[e]] = e
        for e in range(offsets[i], offsets[i + 1]):
            if codes[e] >= 0:
                following[codes[e]] = -1
    return out


@compiled
def next_other(offsets: NDArray[np.int32], codes: NDArray[np.int32]) -> NDArray[np.int32]:
    """For every event with a code the place of the next event of another code in its row; −1 if there is none."""
    out = np.full(codes.shape[0], -1, np.int32)
    for i in range(offsets.shape[0] - 1):
        following = -1
        beyond = -1
        for e in range(offsets[i + 1] - 1, offsets[i] - 1, -1):
            if codes[e] < 0:
                continue
            if following >= 0 and codes[following] != codes[e]:
                beyond = following
            out[e] = beyond
            following = e
    return out


@compiled
def owners_by_code(
    codes: NDArray[np.int32], owners: NDArray[np.int32], marked: NDArray[np.bool_], names: int
) -> NDArray[np.int64]:
    """How many owners (numbers from 0 on, never falling) have a marked event of each code."""
    counts = np.zeros(names, np.int64)
    last = np.full(names, -1, np.int32)
    for e in range(codes.shape[0]):
        code = codes[e]
        if marked[e] and code >= 0 and last[code] != owners[e]:
            last[code] = owners[e]
            counts[code] += 1
    return counts


@compiled
def counts_before(
    offsets: NDArray[np.int32],
    rows: NDArray[np.int32],
    places: NDArray[np.int32],
    columns: NDArray[np.int32],
    width: int,
) -> NDArray[np.float64]:
    """How often each column's code occurs in the row before each chosen event; shape (chosen, width).

    Parameters
    ----------
    offsets
        Events of row ``i`` are ``offsets[i]:offsets[i + 1]``.
    rows, places
        Row and flat place of every chosen event, rising.
    columns
        The column of every event, −1 for none.
    width
        Number of columns.
    """
    out = np.zeros((places.shape[0], width), np.float64)
    running = np.zeros(width, np.float64)
    at = 0
    row = -1
    for k in range(places.shape[0]):
        if rows[k] != row:
            row = rows[k]
            at = offsets[row]
            running[:] = 0.0
        while at < places[k]:
            if columns[at] >= 0:
                running[columns[at]] += 1.0
            at += 1
        out[k] = running
    return out


WAIT_BINS = 116
"""Bins of the histogram of waits: a quarter of an octave each, from one second on."""


@compiled
def wait_bin(microseconds: int) -> int:
    """The bin of a wait; everything below a second is bin 0."""
    if microseconds <= 1_000_000:
        return 0
    return min(WAIT_BINS - 1, int(4.0 * np.log2(microseconds / 1e6)))


@compiled
def count_answers(
    offsets: NDArray[np.int32],
    codes: NDArray[np.int32],
    times: NDArray[np.int64],
    answering: NDArray[np.int32],
    names: int,
    width: int,
) -> NDArray[np.int32]:
    """How long each answer takes after the last occurrence of each code that it has not answered before.

    Parameters
    ----------
    offsets, codes, times
        The rows, and code and time of every event.
    answering
        The column of every code that may be an answer, −1 for others; one entry more than names, for the code −1.
    names, width
        Number of codes, number of answers.

    Returns
    -------
    ndarray
        int32, shape (names, width, WAIT_BINS): waits by code, answer and bin.
    """
    waits = np.zeros((names, width, WAIT_BINS), np.int32)
    met = np.empty(names, np.int32)
    last = np.full(names, -1, np.int32)
    answered = np.zeros((names, width), np.bool_)
    for i in range(offsets.shape[0] - 1):
        known = 0
        for e in range(offsets[i], offsets[i + 1]):
            code = codes[e]
            if code < 0:
                continue
            column = answering[code]
            if column >= 0:
                for k in range(known):
                    c = met[k]
                    if not answered[c, column]:
                        answered[c, column] = True
                        waits[c, column, wait_bin(times[e] - times[last[c]])] += 1
            if last[code] < 0:
                met[known] = code
                known += 1
            last[code] = e
            answered[code, :] = False
        for k in range(known):
            last[met[k]] = -1
    return waits
