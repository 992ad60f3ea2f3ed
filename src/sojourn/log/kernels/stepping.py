"""Walking rows step by step: which state follows which, within a run or after a gap, before and after a first success."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled
from sojourn.log.kernels.behaviour import WAIT_BINS, wait_bin

PHASES: Final = 4
"""Of an event: in the first run, the second, a later one; or at or after the first success of the row."""

AFTER: Final = 7
"""Per wait: rows, those with a success later, and sums over what comes later: amounts, marks, calls, events, ms."""

_REACHED: Final = PHASES - 1
_MS: Final = 1000


@compiled
def walk(
    offsets: NDArray[np.int32],
    times: NDArray[np.int64],
    states: NDArray[np.int32],
    amounts: NDArray[np.int64],
    marks: NDArray[np.int32],
    success: NDArray[np.bool_],
    called: NDArray[np.bool_],
    waited: NDArray[np.int32],
    parts: NDArray[np.int32],
    until: NDArray[np.int64],
    size: tuple[int, int, int],
    gap: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Count the steps of every row.

    Parameters
    ----------
    states, amounts, marks, success
        Per flat event: its state, two whole numbers to be summed, and whether it is a success.
    called
        Per state: whether coming to it from a state that is not is a call.
    waited
        Per state: the place of its waits, or −1.
    parts
        The part that each row is counted in, −1 = none.
    until
        Per row: later events are passed over.
    size
        Number of states S, of places of waits W, and of parts G.
    gap
        A longer gap in µs ends a run.

    Returns
    -------
    rows, starts, steps, sums, waits
        int64. ``rows`` (G,). ``starts`` (G, S). ``steps`` (G, S · PHASES, 2 S + 1, 2): how often an event of a state and phase
        is followed by a state within the run (column s), after a gap (S + s), or by nothing (2 S), and the milliseconds
        between. ``sums`` (G, S · PHASES, 2) of amounts and marks. ``waits`` (W, S, G, WAIT_BINS, AFTER): rows by the state
        that follows their first event of the place before any success, and the bin of the time until then.
    """
    number, places, groups = size
    rows = np.zeros(groups, np.int64)
    starts = np.zeros((groups, number), np.int64)
    steps = np.zeros((groups, number * PHASES, 2 * number + 1, 2), np.int64)
    sums = np.zeros((groups, number * PHASES, 2), np.int64)
    waits = np.zeros((places, number, groups, WAIT_BINS, AFTER), np.int64)
    seen = np.empty(places, np.int64)  # the event of the first wait at each place, −1 = none yet
    then = np.zeros((places, 4), np.int64)  # amounts, marks, calls and events up to it
    for i in range(offsets.shape[0] - 1):
        g = parts[i]
        begin = offsets[i]
        end = begin
        while end < offsets[i + 1] and times[end] <= until[i]:
            end += 1
        if g < 0 or end == begin:
            continue
        rows[g] += 1
        seen[:] = -1
        amount = mark = calls = np.int64(0)
        phase = 0
        before = -1
        for e in range(begin, end):
            s = states[e]
            apart = e > begin and times[e] - times[e - 1] > gap
            earlier = phase
            if success[e]:
                phase = _REACHED
            elif apart and phase < _REACHED:
                phase = min(phase + 1, _REACHED - 1)
            if e == begin:
                starts[g, s] += 1
                calls += called[s]
            else:
                row = before * PHASES + earlier
                column = s + number if apart else s
                steps[g, row, column, 0] += 1
                steps[g, row, column, 1] += (times[e] - times[e - 1]) // _MS
                calls += called[s] and not called[before]
            amount += amounts[e]
            mark += marks[e]
            cell = s * PHASES + phase
            sums[g, cell, 0] += amounts[e]
            sums[g, cell, 1] += marks[e]
            place = waited[s]
            if place >= 0 and seen[place] < 0 and phase < _REACHED and e + 1 < end:
                seen[place] = e
                then[place, 0] = amount
                then[place, 1] = mark
                then[place, 2] = calls
                then[place, 3] = e + 1 - begin
            before = s
        steps[g, before * PHASES + phase, 2 * number, 0] += 1
        for place in range(places):
            e = seen[place]
            if e < 0:
                continue
            cell = waits[place, states[e + 1], g, wait_bin(times[e + 1] - times[e])]
            cell[0] += 1
            cell[1] += phase == _REACHED
            cell[2] += amount - then[place, 0]
            cell[3] += mark - then[place, 1]
            cell[4] += calls - then[place, 2]
            cell[5] += end - begin - then[place, 3]
            cell[6] += (times[end - 1] - times[e]) // _MS
    return rows, starts, steps, sums, waits
