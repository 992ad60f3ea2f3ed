"""Cutting rows into runs where the gap to the event before is too long, and counting the runs."""

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled

RUN_COLUMNS = 5
"""Per first code: runs, rows with such a run, events in them, runs of one event; and runs that end with the code."""


@compiled
def split_at_gaps(
    offsets: NDArray[np.int32], times: NDArray[np.int64], longest: int
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Offsets of the runs in which no gap exceeds ``longest``, and the row each run belongs to."""
    n = offsets.shape[0] - 1
    runs = 0
    for i in range(n):
        runs += offsets[i + 1] > offsets[i]
        for e in range(offsets[i] + 1, offsets[i + 1]):
            runs += times[e] - times[e - 1] > longest
    edges = np.empty(runs + 1, np.int32)
    owners = np.empty(runs, np.int32)
    k = 0
    for i in range(n):
        for e in range(offsets[i], offsets[i + 1]):
            if e == offsets[i] or times[e] - times[e - 1] > longest:
                edges[k] = e
                owners[k] = i
                k += 1
    edges[k] = offsets[n]
    return edges, owners


@compiled
def count_runs(
    edges: NDArray[np.int32],
    owners: NDArray[np.int32],
    codes: NDArray[np.int32],
    times: NDArray[np.int64],
    names: int,
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int64]]:
    """Counts (names, RUN_COLUMNS) by first code, and the first code and duration of every run."""
    counts = np.zeros((names, RUN_COLUMNS), np.int64)
    last = np.full(names, -1, np.int32)
    firsts = np.empty(owners.shape[0], np.int32)
    gaps = np.empty(owners.shape[0], np.int64)
    for r in range(owners.shape[0]):
        begin = edges[r]
        end = edges[r + 1]
        code = codes[begin]
        counts[code, 0] += 1
        counts[code, 1] += last[code] != owners[r]
        last[code] = owners[r]
        counts[code, 2] += end - begin
        counts[code, 3] += end - begin == 1
        counts[codes[end - 1], 4] += 1
        firsts[r] = code
        gaps[r] = times[end - 1] - times[begin]
    return counts, firsts, gaps
