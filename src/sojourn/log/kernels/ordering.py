"""Bringing rows into the order of the log: by group, then by time, then by where they were read or by arrival."""

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled

_SMALL = 48


@compiled
def counting_sort(groups: NDArray[np.int32], size: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """A stable order of rows by group (0 … size−1), and the offsets of the groups in it, shape (size + 1,)."""
    offsets = np.zeros(size + 1, np.int32)
    for i in range(groups.shape[0]):
        offsets[groups[i] + 1] += 1
    for g in range(size):
        offsets[g + 1] += offsets[g]
    place = offsets[:size].copy()
    order = np.empty(groups.shape[0], np.int32)
    for i in range(groups.shape[0]):
        g = groups[i]
        order[place[g]] = i
        place[g] += 1
    return order, offsets


@compiled
def sort_within(offsets: NDArray[np.int32], order: NDArray[np.int32], times: NDArray[np.int64]) -> None:
    """Sort each group of ``order`` by ``times[order]``, in place and stable.

    Most groups are short and nearly sorted, where insertion wins; long ones fall back to a stable merge sort.
    """
    for g in range(offsets.shape[0] - 1):
        begin = offsets[g]
        end = offsets[g + 1]
        if end - begin > _SMALL:
            in_order = True
            for k in range(begin + 1, end):
                if times[order[k]] < times[order[k - 1]]:
                    in_order = False
                    break
            if not in_order:
                rows = order[begin:end].copy()
                order[begin:end] = rows[np.argsort(times[rows], kind="mergesort")]
            continue
        for k in range(begin + 1, end):
            row = order[k]
            time = times[row]
            j = k - 1
            while j >= begin and times[order[j]] > time:
                order[j + 1] = order[j]
                j -= 1
            order[j + 1] = row


@compiled
def tied_places(offsets: NDArray[np.int32], times: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of the sorted times equal a neighbour's of the same group."""
    tied = np.zeros(times.shape[0], np.bool_)
    for g in range(offsets.shape[0] - 1):
        for k in range(offsets[g] + 1, offsets[g + 1]):
            if times[k] == times[k - 1]:
                tied[k] = True
                tied[k - 1] = True
    return tied


@compiled
def mark_repeats(
    offsets: NDArray[np.int32],
    keys: NDArray[np.uint64],
    eligible: NDArray[np.bool_],
    repeats: NDArray[np.bool_],
) -> None:
    """Mark, in place, every eligible entry whose key an earlier eligible entry of its group has."""
    for g in range(offsets.shape[0] - 1):
        begin = offsets[g]
        end = offsets[g + 1]
        if end - begin <= _SMALL:
            for k in range(begin + 1, end):
                if not eligible[k]:
                    continue
                for j in range(begin, k):
                    if eligible[j] and keys[j] == keys[k]:
                        repeats[k] = True
                        break
            continue
        places = np.empty(end - begin, np.int32)
        m = 0
        for k in range(begin, end):
            if eligible[k]:
                places[m] = k
                m += 1
        places = places[:m]
        by_key = places[np.argsort(keys[places], kind="mergesort")]
        for j in range(1, m):
            if keys[by_key[j]] == keys[by_key[j - 1]]:
                repeats[by_key[j]] = True


@compiled
def order_ties(
    offsets: NDArray[np.int32],
    order: NDArray[np.int32],
    times: NDArray[np.int64],
    files: NDArray[np.int32],
    rows: NDArray[np.int64],
) -> None:
    """Sort what shares group and time in ``order``, which is sorted by time, by file and row; in place and stable."""
    for g in range(offsets.shape[0] - 1):
        begin = offsets[g]
        while begin < offsets[g + 1]:
            end = begin + 1
            time = times[order[begin]]
            while end < offsets[g + 1] and times[order[end]] == time:
                end += 1
            if end - begin > _SMALL:
                tied = order[begin:end].copy()
                tied = tied[np.argsort(rows[tied], kind="mergesort")]
                order[begin:end] = tied[np.argsort(files[tied], kind="mergesort")]
            else:
                for k in range(begin + 1, end):
                    e = order[k]
                    j = k - 1
                    while j >= begin and (
                        files[order[j]] > files[e]
                        or (files[order[j]] == files[e] and rows[order[j]] > rows[e])
                    ):
                        order[j + 1] = order[j]
                        j -= 1
                    order[j + 1] = e
            begin = end
