"""Weaving further rows into a ragged array that is sorted already."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled

Offsets = NDArray[np.int32]
Places = NDArray[np.int32]


@compiled
def find_rows(
    hashes: NDArray[np.uint64],
    offsets: Offsets,
    letters: NDArray[np.uint8],
    wanted_hashes: NDArray[np.uint64],
    wanted_offsets: Offsets,
    wanted_letters: NDArray[np.uint8],
) -> tuple[Places, Places]:
    """Find strings in an array sorted by hash and, within one hash, by bytes.

    Returns for each the row it lies in (−1 if it is not there), and the row before which it lies or would.
    """
    found = np.full(wanted_hashes.shape[0], -1, np.int32)
    slots = np.empty(wanted_hashes.shape[0], np.int32)
    for i in range(wanted_hashes.shape[0]):
        low = 0
        high = hashes.shape[0]
        while low < high:
            middle = (low + high) // 2
            if hashes[middle] < wanted_hashes[i]:
                low = middle + 1
            else:
                high = middle
        while low < hashes.shape[0] and hashes[low] == wanted_hashes[i]:
            order = _compared(offsets, letters, low, wanted_offsets, wanted_letters, i)
            if order >= 0:
                if order == 0:
                    found[i] = low
                break
            low += 1
        slots[i] = low
    return found, slots


@compiled
def _compared(
    offsets: Offsets, letters: NDArray[np.uint8], a: int, others: Offsets, other: NDArray[np.uint8], b: int
) -> int:
    """−1, 0 or 1: whether string ``a`` comes before, equals or comes after string ``b``."""
    length = min(offsets[a + 1] - offsets[a], others[b + 1] - others[b])
    for k in range(length):
        one = letters[offsets[a] + k]
        two = other[others[b] + k]
        if one != two:
            return -1 if one < two else 1
    difference = (offsets[a + 1] - offsets[a]) - (others[b + 1] - others[b])
    return 0 if difference == 0 else (-1 if difference < 0 else 1)


@compiled
def weave(
    keep: NDArray[np.bool_],
    offsets: Offsets,
    times: NDArray[np.int64],
    files: NDArray[np.int32],
    rows: NDArray[np.int64],
    found: Places,
    slots: Places,
    more_offsets: Offsets,
    more_times: NDArray[np.int64],
    more_files: NDArray[np.int32],
    more_rows: NDArray[np.int64],
) -> tuple[Places, Places, Offsets, Places, Places]:
    """Weave groups of rows into sorted groups, rows being sorted by time, file and row within each group.

    Group ``i`` of the old ones stays if ``keep[i]``. Group ``j`` of the new ones belongs to old group ``found[j]``, or
    goes before old group ``slots[j]`` if that is −1. Both kinds of groups are in order.

    Returns the runs of rows that make the result (see ``Runs``), its offsets, the group each of its groups comes from
    (new ones from ``keep.shape[0]``), and which of its groups hold old and new rows together.
    """
    old = keep.shape[0]
    new = found.shape[0]
    groups = new
    gaps = 1
    for i in range(old):
        if keep[i]:
            groups += 1
        else:
            gaps += 1
    most = 2 * more_times.shape[0] + 2 * new + gaps + 1
    starts = np.empty(most, np.int32)
    ends = np.empty(most, np.int32)
    out = np.zeros(groups + 1, np.int32)
    origin = np.empty(groups, np.int32)
    mixed = np.empty(new, np.int32)
    edge = times.shape[0]
    group = 0
    mixes = 0
    run = -1
    following = -1  # the row that would lengthen the last run
    j = 0
    k = 0
    for i in range(old + 1):
        while j < new and slots[j] == i and found[j] < 0:
            begin = more_offsets[j]
            length = more_offsets[j + 1] - begin
            if edge + begin != following or begin == 0:
                run += 1
                starts[run] = edge + begin
            k += length
            ends[run] = k
            following = edge + begin + length
            origin[group] = old + j
            group += 1
            out[group] = k
            j += 1
        if i == old:
            break
        matched = j < new and found[j] == i
        if not matched and not keep[i]:
            continue
        a = offsets[i] if keep[i] else offsets[i + 1]
        a_end = offsets[i + 1]
        origin[group] = i
        b = b_end = 0
        if matched:
            b = more_offsets[j]
            b_end = more_offsets[j + 1]
            if keep[i]:
                mixed[mixes] = group
                mixes += 1
            j += 1
        while a < a_end or b < b_end:
            first = a
            if b >= b_end:
                a = a_end
            else:
                while a < a_end and (
                    times[a] < more_times[b]
                    or (
                        times[a] == more_times[b]
                        and (
                            files[a] < more_files[b]
                            or (files[a] == more_files[b] and rows[a] <= more_rows[b])
                        )
                    )
                ):
                    a += 1
            if a > first:
                if first != following:
                    run += 1
                    starts[run] = first
                k += a - first
                ends[run] = k
                following = a
            if b < b_end:
                if edge + b != following or b == 0:
                    run += 1
                    starts[run] = edge + b
                k += 1
                ends[run] = k
                following = edge + b + 1
                b += 1
        group += 1
        out[group] = k
    return (
        starts[: run + 1].copy(),
        ends[: run + 1].copy(),
        out[: group + 1].copy(),
        origin[:group].copy(),
        mixed[:mixes].copy(),
    )


@compiled
def places_at(starts: Places, ends: Places, rows: Places) -> Places:
    """The place of some rows of a result, in ascending order, that runs make."""
    out = np.empty(rows.shape[0], np.int32)
    run = 0
    for k in range(rows.shape[0]):
        while ends[run] <= rows[k]:
            run += 1
        out[k] = starts[run] + rows[k] - (ends[run - 1] if run > 0 else 0)
    return out


@compiled
def runs_of(places: Places, edge: int) -> tuple[Places, Places]:
    """Places as runs of neighbours; none goes across the edge between the two arrays."""
    starts = np.empty(places.shape[0], np.int32)
    ends = np.empty(places.shape[0], np.int32)
    run = -1
    for k in range(places.shape[0]):
        if k == 0 or places[k] != places[k - 1] + 1 or places[k] == edge:
            run += 1
            starts[run] = places[k]
        ends[run] = k + 1
    return starts[: run + 1].copy(), ends[: run + 1].copy()


@compiled
def without(starts: Places, ends: Places, rows: Places) -> tuple[Places, Places]:
    """The runs of a result from which some rows, in ascending order, are left out."""
    most = starts.shape[0] + rows.shape[0]
    new_starts = np.empty(most, np.int32)
    new_ends = np.empty(most, np.int32)
    out = 0
    d = 0
    before = 0
    total = 0
    for run in range(starts.shape[0]):
        at = before
        while at < ends[run]:
            stop = ends[run]
            if d < rows.shape[0] and rows[d] < stop:
                stop = rows[d]
            if stop > at:
                new_starts[out] = starts[run] + at - before
                total += stop - at
                new_ends[out] = total
                out += 1
            at = stop
            if d < rows.shape[0] and rows[d] == at and at < ends[run]:
                at += 1
                d += 1
        before = ends[run]
    return new_starts[:out].copy(), new_ends[:out].copy()


@compiled
def gather(old: NDArray[Any], new: NDArray[Any], starts: Places, ends: Places, out: NDArray[Any]) -> None:
    """Copy runs of two arrays, the second lying behind the first."""
    edge = old.shape[0]
    at = 0
    for run in range(starts.shape[0]):
        first = starts[run]
        length = ends[run] - at
        if first < edge:
            for k in range(length):
                out[at + k] = old[first + k]
        else:
            for k in range(length):
                out[at + k] = new[first - edge + k]
        at += length


@compiled
def gather_codes(
    old: NDArray[np.int32],
    renumbered: NDArray[np.int32],
    new: NDArray[np.int32],
    starts: Places,
    ends: Places,
    out: NDArray[np.int32],
) -> int:
    """As ``gather``, old codes renumbered; gives how many codes the renumbering left without one.

    The last entry of ``renumbered`` is that of −1.
    """
    edge = old.shape[0]
    at = 0
    lost = 0
    for run in range(starts.shape[0]):
        first = starts[run]
        length = ends[run] - at
        if first < edge:
            for k in range(length):
                code = renumbered[old[first + k]]
                if code < 0 and old[first + k] >= 0:
                    lost += 1
                out[at + k] = code
        else:
            for k in range(length):
                out[at + k] = new[first - edge + k]
        at += length
    return lost


@compiled
def gather_offsets(
    offsets: Offsets, more_offsets: Offsets, starts: Places, ends: Places, out: NDArray[np.int64]
) -> None:
    """The offsets of strings in runs of two arrays, the second lying behind the first."""
    edge = offsets.shape[0] - 1
    out[0] = 0
    at = 0
    for run in range(starts.shape[0]):
        first = starts[run]
        length = ends[run] - at
        if first < edge:
            shift = out[at] - offsets[first]
            for k in range(1, length + 1):
                out[at + k] = offsets[first + k] + shift
        else:
            shift = out[at] - more_offsets[first - edge]
            for k in range(1, length + 1):
                out[at + k] = more_offsets[first - edge + k] + shift
        at += length


@compiled
def gather_letters(
    offsets: Offsets,
    letters: NDArray[np.uint8],
    more_offsets: Offsets,
    more_letters: NDArray[np.uint8],
    starts: Places,
    ends: Places,
    out: NDArray[np.uint8],
) -> None:
    """The bytes of strings in runs of two arrays."""
    edge = offsets.shape[0] - 1
    at = 0
    before = 0
    for run in range(starts.shape[0]):
        first = starts[run]
        length = ends[run] - before
        before = ends[run]
        if first < edge:
            begin = offsets[first]
            size = offsets[first + length] - begin
            for k in range(size):
                out[at + k] = letters[begin + k]
        else:
            begin = more_offsets[first - edge]
            size = more_offsets[first - edge + length] - begin
            for k in range(size):
                out[at + k] = more_letters[begin + k]
        at += size
