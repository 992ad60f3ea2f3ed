"""How far each row gets along a sequence of steps."""

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled

Reached = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]


@compiled
def follow_steps(
    offsets: NDArray[np.int32],
    codes: NDArray[np.int32],
    times: NDArray[np.int64],
    step_edges: NDArray[np.int32],
    code_steps: NDArray[np.int32],
    banned: NDArray[np.bool_],
    steps: int,
    longest: int,
    strict: bool,
) -> Reached:
    """Follow ``steps`` steps through every row.

    A step is reached by an *attempt*: events in order that match the steps so far, the last at most ``longest`` after
    the first, no banned code between them; with ``strict`` without any event between them. Of all attempts that are
    open at a step only the one that began last is kept: whatever an earlier one could still reach, it can too.

    Parameters
    ----------
    step_edges, code_steps
        Steps that a code matches, falling: ``code_steps[step_edges[code]:step_edges[code + 1]]``.
    banned
        By code.

    Returns
    -------
    depth
        Steps reached, per row.
    rows, reached, waits
        One entry per row and step after the first that it reached: the row, the step (from 0), and the time since
        the step before, in the attempt that got there first.
    """
    n = offsets.shape[0] - 1
    depth = np.zeros(n, np.int32)
    rows = np.empty(1024, np.int32)
    reached = np.empty(1024, np.int64)
    waits = np.empty(1024, np.int64)
    k = 0
    begun = np.full(steps, -1, np.int64)  # where the attempt at a step began
    here = np.full(steps, -1, np.int64)  # where it reached the step
    for i in range(n):
        best = 0
        begin = offsets[i]
        for e in range(begin, offsets[i + 1]):
            code = codes[e]
            if banned[code]:
                for s in range(best):
                    begun[s] = -1
                continue
            for m in range(step_edges[code], step_edges[code + 1]):
                s = code_steps[m]
                if s == 0:
                    begun[0] = e
                else:
                    start = begun[s - 1]
                    if start < 0 or times[e] - times[start] > longest:
                        continue
                    if strict:
                        if here[s - 1] != e - 1:
                            continue
                    elif start <= begun[s]:
                        continue
                    begun[s] = start
                here[s] = e
                if s < best:
                    continue
                best = s + 1
                if s > 0:
                    if k == rows.shape[0]:
                        rows = np.concatenate((rows, np.empty_like(rows)))
                        reached = np.concatenate((reached, np.empty_like(reached)))
                        waits = np.concatenate((waits, np.empty_like(waits)))
                    rows[k] = i
                    reached[k] = s
                    waits[k] = times[e] - times[here[s - 1]]
                    k += 1
        depth[i] = best
        for s in range(best):
            begun[s] = -1
    return depth, rows[:k].copy(), reached[:k].copy(), waits[:k].copy()
