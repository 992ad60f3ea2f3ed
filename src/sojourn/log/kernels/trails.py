"""Trails: the runs of codes that lead up to marked events, and those that lead to none."""

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled

Codes = NDArray[np.int32]
Times = NDArray[np.int64]
Flags = NDArray[np.bool_]


@compiled
def collect_trails(
    offsets: Codes,
    times: Times,
    codes: Codes,
    kinds: Codes,
    ends: Flags,
    counted: Flags,
    own: bool,
    window: int,
    gap: int,
) -> tuple[Codes, Codes, NDArray[np.int64], Codes, Times]:
    """Every counted event in exactly one trail.

    A trail that ends in a marked event (``ends[kinds[e]]``) holds the counted events after the last marked one that lie
    within ``window`` of it, with ``own`` the marked event too. What is left over makes trails without an end, from the
    back: each holds what lies within ``window`` of its last event. Equal codes that follow each other in a trail
    without a longer time between them than ``gap`` are one entry, at the time of the last of them.

    Parameters
    ----------
    offsets, times, codes, kinds
        Rows, and per event its time, its code (−1 is never counted) and what ``ends`` and ``counted`` are asked by;
        these two have one entry more than there are kinds, for −1.

    Returns
    -------
    owners, marks, edges, entries, moments
        Per trail its row, the marked event (−1 for none), and its entries ``edges[i]:edges[i + 1]``: code and time.
    """
    events = offsets[-1] - offsets[0]
    owners = np.empty(events, np.int32)
    marks = np.empty(events, np.int32)
    edges = np.zeros(events + 1, np.int64)
    entries = np.empty(events, np.int32)
    moments = np.empty(events, np.int64)
    trails = 0
    for row in range(offsets.shape[0] - 1):
        begin = offsets[row]
        for e in range(offsets[row], offsets[row + 1] + 1):
            last = e == offsets[row + 1]
            if not last and not ends[kinds[e]]:
                continue
            stop = e
            if not last:
                start = _reach(times, begin, e, times[e] - window)
                filled = _write(start, e, times, codes, kinds, counted, gap, entries, moments, edges[trails])
                if own and codes[e] >= 0:
                    filled = _add(codes[e], times[e], gap, entries, moments, edges[trails], filled)
                owners[trails] = row
                marks[trails] = e
                trails += 1
                edges[trails] = filled
                stop = start
            while stop > begin:
                final = stop - 1
                if codes[final] < 0 or not counted[kinds[final]]:
                    stop = final
                    continue
                start = _reach(times, begin, final, times[final] - window)
                filled = _write(
                    start, stop, times, codes, kinds, counted, gap, entries, moments, edges[trails]
                )
                owners[trails] = row
                marks[trails] = -1
                trails += 1
                edges[trails] = filled
                stop = start
            begin = e + 1
    used = edges[trails]
    return (
        owners[:trails].copy(),
        marks[:trails].copy(),
        edges[: trails + 1].copy(),
        entries[:used].copy(),
        moments[:used].copy(),
    )


@compiled
def _reach(times: Times, begin: int, stop: int, earliest: int) -> int:
    """The first event at or after ``begin`` that is not before ``earliest``."""
    start = stop
    while start > begin and times[start - 1] >= earliest:
        start -= 1
    return start


@compiled
def _write(
    start: int,
    stop: int,
    times: Times,
    codes: Codes,
    kinds: Codes,
    counted: Flags,
    gap: int,
    entries: Codes,
    moments: Times,
    at: int,
) -> int:
    """Write the counted events of a range from ``at`` on; where it ends."""
    filled = at
    for e in range(start, stop):
        if codes[e] >= 0 and counted[kinds[e]]:
            filled = _add(codes[e], times[e], gap, entries, moments, at, filled)
    return filled


@compiled
def _add(code: int, time: int, gap: int, entries: Codes, moments: Times, at: int, filled: int) -> int:
    """Write one entry, or move the time of the one before if it goes on."""
    if filled > at and entries[filled - 1] == code and time - moments[filled - 1] <= gap:
        moments[filled - 1] = time
        return filled
    entries[filled] = code
    moments[filled] = time
    return filled + 1


@compiled
def fade(edges: NDArray[np.int64], moments: Times, half_life: float) -> NDArray[np.float64]:
    """Shares of the entries of every trail that halve with every ``half_life`` before its last entry and add up to 1."""
    out = np.empty(moments.shape[0], np.float64)
    for i in range(edges.shape[0] - 1):
        total = 0.0
        for e in range(edges[i], edges[i + 1]):
            out[e] = 2.0 ** ((moments[e] - moments[edges[i + 1] - 1]) / half_life)
            total += out[e]
        for e in range(edges[i], edges[i + 1]):
            out[e] /= total
    return out
