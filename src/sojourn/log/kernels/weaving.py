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
) -> tuple[Places, Offsets, Places, Places]:
    """Weave groups of rows into sorted groups, rows being sorted by time, file and row within each group.

    Group ``i`` of the old ones stays if ``keep[i]``. Group ``j`` of the new ones belongs to old group ``found[j]``, or
    goes before old group ``slots[j]`` if that is −1. Both kinds of groups are in order.

    Returns the place of every row of the result (old rows first, then new ones from ``times.shape[0]``), the offsets of
    the result, the group each of its groups comes from (new ones from ``keep.shape[0]``), and which of its groups hold
    old and new rows together.
    """
    old = keep.shape[0]
    new = found.shape[0]
    total = more_offsets[new] - more_offsets[0]
    groups = new
    for i in range(old):
        if keep[i]:
            total += offsets[i + 1] - offsets[i]
            groups += 1
    places = np.empty(total, np.int32)
    out = np.zeros(groups + 1, np.int32)
    origin = np.empty(groups, np.int32)
    mixed = np.empty(new, np.int32)
    after = times.shape[0]
    group = 0
    mixes = 0
    j = 0
    k = 0
    for i in range(old + 1):
        while j < new and slots[j] == i and found[j] < 0:
            for b in range(more_offsets[j], more_offsets[j + 1]):
                places[k] = after + b
                k += 1
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
        if matched:
            b = more_offsets[j]
            b_end = more_offsets[j + 1]
            if keep[i]:
                mixed[mixes] = group
                mixes += 1
            while b < b_end:
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
                    places[k] = a
                    k += 1
                    a += 1
                places[k] = after + b
                k += 1
                b += 1
            j += 1
        while a < a_end:
            places[k] = a
            k += 1
            a += 1
        group += 1
        out[group] = k
    return places, out[: group + 1].copy(), origin[:group].copy(), mixed[:mixes].copy()


@compiled
def gather(old: NDArray[Any], new: NDArray[Any], places: Places) -> NDArray[Any]:
    """Values at some places of two arrays, the second lying behind the first; of any one type."""
    out = np.empty(places.shape[0], old.dtype)
    edge = old.shape[0]
    for k in range(places.shape[0]):
        place = places[k]
        out[k] = old[place] if place < edge else new[place - edge]
    return out


@compiled
def gather_codes(
    old: NDArray[np.int32], renumbered: NDArray[np.int32], new: NDArray[np.int32], places: Places
) -> tuple[NDArray[np.int32], int]:
    """As ``gather``, old codes renumbered, and how many codes the renumbering left without one.

    The last entry of ``renumbered`` is that of −1.
    """
    out = np.empty(places.shape[0], np.int32)
    edge = old.shape[0]
    lost = 0
    for k in range(places.shape[0]):
        place = places[k]
        if place >= edge:
            out[k] = new[place - edge]
            continue
        code = renumbered[old[place]]
        if code < 0 and old[place] >= 0:
            lost += 1
        out[k] = code
    return out, lost


@compiled
def gathered_lengths(offsets: Offsets, more_offsets: Offsets, places: Places) -> NDArray[np.int64]:
    """The offsets of strings at some places of two arrays, the second lying behind the first."""
    out = np.empty(places.shape[0] + 1, np.int64)
    out[0] = 0
    edge = offsets.shape[0] - 1
    for k in range(places.shape[0]):
        p = places[k]
        if p < edge:
            out[k + 1] = out[k] + offsets[p + 1] - offsets[p]
        else:
            out[k + 1] = out[k] + more_offsets[p - edge + 1] - more_offsets[p - edge]
    return out


@compiled
def gather_letters(
    offsets: Offsets,
    letters: NDArray[np.uint8],
    more_offsets: Offsets,
    more_letters: NDArray[np.uint8],
    places: Places,
    size: int,
) -> NDArray[np.uint8]:
    """The bytes of strings at some places of two arrays, copied in runs of neighbours."""
    out = np.empty(size, np.uint8)
    edge = offsets.shape[0] - 1
    at = 0
    k = 0
    while k < places.shape[0]:
        first = places[k]
        last = first
        k += 1
        while k < places.shape[0] and places[k] == last + 1 and places[k] != edge:
            last += 1
            k += 1
        if first < edge:
            begin = offsets[first]
            length = offsets[last + 1] - begin
            out[at : at + length] = letters[begin : begin + length]
        else:
            begin = more_offsets[first - edge]
            length = more_offsets[last + 1 - edge] - begin
            out[at : at + length] = more_letters[begin : begin + length]
        at += length
    return out
