"""Counting what rows do around each event: going on, going back, again and again, for help, away; and after what wait."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled

FLAGS: Final = ("ends", "repeat", "back", "burst", "first_kind", "second_kind", "last")
"""What an event can be: the last of its run of two or more; followed by the same code; by the code before it; part of a
burst; followed by a code of the first or second kind, other codes aside; the last of its row."""

WAIT_BINS: Final = 112
"""Bins of a wait, half an octave each: bin 2b holds 2**b µs and more, bin 2b + 1 the upper half of the octave."""

UNRATED: Final = np.int32(-(2**31))
"""Stands for no number beside an event."""

_BURST: Final = 3
_SQUARE_ROOT: Final = 2**0.5


@compiled
def wait_bin(microseconds: int) -> int:
    """The bin of a wait of 0 µs or more."""
    octave = 0
    rest = microseconds
    while rest > 1:
        rest >>= 1
        octave += 1
    upper = microseconds >= (1 << octave) * _SQUARE_ROOT
    return min(2 * octave + int(upper), WAIT_BINS - 1)


@compiled
def _mark_bursts(
    begin: int,
    end: int,
    codes: NDArray[np.int32],
    times: NDArray[np.int64],
    quick: int,
    marks: NDArray[np.bool_],
) -> None:
    """Mark events that stand in three or more of one code, each at most ``quick`` after the one before."""
    first = begin
    for e in range(begin + 1, end + 1):
        if e < end and codes[e] == codes[e - 1] and times[e] - times[e - 1] <= quick:
            continue
        for b in range(first, e):
            marks[b - begin] = e - first >= _BURST
        first = e


@compiled
def count_behaviour(
    offsets: NDArray[np.int32],
    codes: NDArray[np.int32],
    times: NDArray[np.int64],
    ratings: NDArray[np.int32],
    cells: NDArray[np.int32],
    size: int,
    waiting: bool,
    kinds: NDArray[np.int8],
    limits: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """What happens around the events of each cell, and how they are rated.

    Parameters
    ----------
    ratings
        A whole number beside every flat event, or UNRATED.
    cells
        The cell of every flat event, −1 = not counted.
    kinds
        Bits per code: 1 = of the first kind, 2 = of the second kind.
    limits
        In µs: the longest gap within a run, the longest gap within a burst, and how far ahead a next event still counts.

    Returns
    -------
    counts, waits
        int64. ``counts`` of shape (size, 4 + 3 F): events, ratings, their sum and sum of squares, and for each of the F
        FLAGS the events that have it, those of them that are rated, and the sum of these ratings. ``waits`` of shape
        (size, WAIT_BINS, 3): events by the time since the event before, those rated, and the sum of their ratings; of
        shape (0, WAIT_BINS, 3) unless ``waiting``.
    """
    counts = np.zeros((size, 4 + 3 * 7), np.int64)
    waits = np.zeros((size if waiting else 0, WAIT_BINS, 3), np.int64)
    flags = np.zeros(7, np.bool_)
    gap, quick, ahead = limits[0], limits[1], limits[2]
    longest = 0
    for i in range(offsets.shape[0] - 1):
        longest = max(longest, offsets[i + 1] - offsets[i])
    bursts = np.zeros(longest, np.bool_)
    for i in range(offsets.shape[0] - 1):
        begin = offsets[i]
        end = offsets[i + 1]
        _mark_bursts(begin, end, codes, times, quick, bursts)
        following = end  # the next event of another code
        for e in range(end - 1, begin - 1, -1):
            code = codes[e]
            if e + 1 < end and codes[e + 1] != code:
                following = e + 1
            cell = cells[e]
            if cell < 0:
                continue
            rated = ratings[e] != UNRATED
            rating = np.int64(ratings[e])
            before = e > begin and times[e] - times[e - 1] <= gap
            after = e + 1 < end and times[e + 1] - times[e] <= gap
            kind = 0
            if following < end and times[following] - times[e] <= ahead:
                kind = kinds[codes[following]] & ~kinds[code]
            flags[0] = before and not after
            flags[1] = after and codes[e + 1] == code
            flags[2] = before and after and codes[e + 1] == codes[e - 1] and codes[e + 1] != code
            flags[3] = bursts[e - begin]
            flags[4] = kind & 1
            flags[5] = kind & 2
            flags[6] = e + 1 == end
            counts[cell, 0] += 1
            if rated:
                counts[cell, 1] += 1
                counts[cell, 2] += rating
                counts[cell, 3] += rating * rating
            for f in range(7):
                if flags[f]:
                    counts[cell, 4 + 3 * f] += 1
                    if rated:
                        counts[cell, 5 + 3 * f] += 1
                        counts[cell, 6 + 3 * f] += rating
            if waiting and e > begin:
                b = wait_bin(times[e] - times[e - 1])
                waits[cell, b, 0] += 1
                if rated:
                    waits[cell, b, 1] += 1
                    waits[cell, b, 2] += rating
    return counts, waits
