"""Sets of codes that occur together in rows: frequent sets by FP-growth, and sets followed by a code."""

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled

Ints = NDArray[np.int32]


@compiled
def spans_of_rows(
    offsets: Ints, codes: Ints, names: int
) -> tuple[NDArray[np.int64], Ints, NDArray[np.int32], NDArray[np.int32]]:
    """The distinct codes of every row, with the place in the row of their first and of their last event.

    Returns
    -------
    starts
        int64, shape (rows + 1,): the codes of row ``i`` are ``starts[i]:starts[i + 1]`` of the rest.
    found, firsts, lasts
        int32; codes in order of first occurrence; −1 is no code.
    """
    n = offsets.shape[0] - 1
    seen = np.full(names, -1, np.int64)
    total = 0
    for i in range(n):
        for e in range(offsets[i], offsets[i + 1]):
            if codes[e] >= 0 and seen[codes[e]] != i:
                seen[codes[e]] = i
                total += 1
    starts = np.zeros(n + 1, np.int64)
    found = np.empty(total, np.int32)
    firsts = np.empty(total, np.int32)
    lasts = np.empty(total, np.int32)
    place = np.zeros(names, np.int64)
    seen[:] = -1
    k = 0
    for i in range(n):
        for e in range(offsets[i], offsets[i + 1]):
            code = codes[e]
            if code < 0:
                continue
            if seen[code] != i:
                seen[code] = i
                place[code] = k
                found[k] = code
                firsts[k] = e - offsets[i]
                k += 1
            lasts[place[code]] = e - offsets[i]
        starts[i + 1] = k
    return starts, found, firsts, lasts


@compiled
def _plant(
    starts: NDArray[np.int64], items: Ints, weights: NDArray[np.int64], top: int
) -> tuple[Ints, Ints, NDArray[np.int64], Ints, Ints]:
    """The prefix tree of weighted rows of rising items: item, parent and count of every node, and the nodes of
    every item as a linked list (``head[item]``, then ``link[node]``).
    """
    capacity = items.shape[0] + 1
    item = np.empty(capacity, np.int32)
    parent = np.empty(capacity, np.int32)
    count = np.zeros(capacity, np.int64)
    child = np.full(capacity, -1, np.int32)
    sibling = np.full(capacity, -1, np.int32)
    link = np.full(capacity, -1, np.int32)
    head = np.full(top, -1, np.int32)
    item[0] = -1
    parent[0] = -1
    nodes = 1
    for r in range(starts.shape[0] - 1):
        node = np.int32(0)
        for k in range(starts[r], starts[r + 1]):
            wanted = items[k]
            below = child[node]
            while below >= 0 and item[below] != wanted:
                below = sibling[below]
            if below < 0:
                below = np.int32(nodes)
                nodes += 1
                item[below] = wanted
                parent[below] = node
                sibling[below] = child[node]
                child[node] = below
                link[below] = head[wanted]
                head[wanted] = below
            count[below] += weights[r]
            node = below
    return item[:nodes], parent[:nodes], count[:nodes], link[:nodes], head


@compiled
def _conditional(
    item: Ints, parent: Ints, count: NDArray[np.int64], link: Ints, first: int, top: int, least: int
) -> tuple[NDArray[np.int64], Ints, NDArray[np.int64]]:
    """The paths that lead to the nodes of one item, as weighted rows of the items frequent on them."""
    support = np.zeros(top, np.int64)
    rows = 0
    total = 0
    node = first
    while node >= 0:
        rows += 1
        above = parent[node]
        while above > 0:
            support[item[above]] += count[node]
            total += 1
            above = parent[above]
        node = link[node]
    starts = np.zeros(rows + 1, np.int64)
    items = np.empty(total, np.int32)
    weights = np.empty(rows, np.int64)
    r = 0
    k = 0
    node = first
    while node >= 0:
        begin = k
        above = parent[node]
        while above > 0:
            if support[item[above]] >= least:
                items[k] = item[above]
                k += 1
            above = parent[above]
        items[begin:k] = items[begin:k][::-1].copy()  # a path is walked upwards
        weights[r] = count[node]
        r += 1
        starts[r] = k
        node = link[node]
    return starts, items[:k].copy(), weights


@compiled
def frequent_sets(
    starts: NDArray[np.int64], items: Ints, top: int, least: int, longest: int, most: int
) -> tuple[Ints, NDArray[np.int64], int]:
    """All sets of at most ``longest`` items that at least ``least`` rows hold, by FP-growth (Han, Pei and Yin 2000).

    The conditional trees on the way down are kept on a stack: a compiled function that calls itself cannot be
    kept on disk safely.

    Parameters
    ----------
    starts, items
        Rows of rising items 0 … top−1, the most frequent item being 0.
    most
        So many sets are written; the third return value is larger if there are more.

    Returns
    -------
    sets, supports, found
        Rising items, −1 behind the last; rows that hold the set; number of sets.
    """
    sets = np.empty((most, longest), np.int32)
    supports = np.empty(most, np.int64)
    suffix = np.empty(longest, np.int32)
    cursor = np.zeros(longest, np.int64)
    tops = np.zeros(longest, np.int64)
    tops[0] = top
    found = 0
    trees = [_plant(starts, items, np.ones(starts.shape[0] - 1, np.int64), top)]
    while len(trees) > 0:
        depth = len(trees) - 1
        i = cursor[depth]
        if i == tops[depth]:
            trees.pop()
            continue
        cursor[depth] += 1
        item, parent, count, link, head = trees[depth]
        support = np.int64(0)
        node = head[i]
        while node >= 0:
            support += count[node]
            node = link[node]
        if support < least:
            continue
        if found == most:
            return sets, supports, found + 1
        suffix[depth] = i
        for d in range(longest):
            sets[found, d] = suffix[depth - d] if d <= depth else -1
        supports[found] = support
        found += 1
        if depth + 1 < longest:
            rows = _conditional(item, parent, count, link, head[i], i, least)
            if rows[1].shape[0] > 0:
                trees.append(_plant(rows[0], rows[1], rows[2], i))
                cursor[depth + 1] = 0
                tops[depth + 1] = i
    return sets[:found].copy(), supports[:found].copy(), found


@compiled
def ranked_rows(
    starts: NDArray[np.int64], codes: Ints, rank: Ints, firsts: Ints, lasts: Ints
) -> tuple[NDArray[np.int64], Ints, Ints, Ints]:
    """Rows of ``rank[code]`` in rising order, codes of rank −1 left out, with their places."""
    n = starts.shape[0] - 1
    out = np.zeros(n + 1, np.int64)
    items = np.empty(codes.shape[0], np.int32)
    begins = np.empty(codes.shape[0], np.int32)
    ends = np.empty(codes.shape[0], np.int32)
    k = 0
    for r in range(n):
        begin = k
        for p in range(starts[r], starts[r + 1]):
            item = rank[codes[p]]
            if item < 0:
                continue
            at = k
            while at > begin and items[at - 1] > item:
                items[at] = items[at - 1]
                begins[at] = begins[at - 1]
                ends[at] = ends[at - 1]
                at -= 1
            items[at] = item
            begins[at] = firsts[p]
            ends[at] = lasts[p]
            k += 1
        out[r + 1] = k
    return out, items[:k].copy(), begins[:k].copy(), ends[:k].copy()


@compiled
def count_followed(
    starts: NDArray[np.int64], items: Ints, firsts: Ints, lasts: Ints, top: int, pairs: bool
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows in which an item occurs after the first event of another, and after the first events of two others.

    Returns
    -------
    singles
        int64, shape (top, top): rows in which the second occurs after the first.
    doubles
        int64, shape (top, top, top): rows in which the third occurs after both others, which rise; no rows
        unless ``pairs``.
    """
    singles = np.zeros((top, top), np.int64)
    size = top if pairs else 0
    doubles = np.zeros((size, size, size), np.int64)
    for r in range(starts.shape[0] - 1):
        for a in range(starts[r], starts[r + 1]):
            for y in range(starts[r], starts[r + 1]):
                if y != a and lasts[y] > firsts[a]:
                    singles[items[a], items[y]] += 1
            if not pairs:
                continue
            for b in range(a + 1, starts[r + 1]):
                both = max(firsts[a], firsts[b])
                for y in range(starts[r], starts[r + 1]):
                    if y not in (a, b) and lasts[y] > both:
                        doubles[items[a], items[b], items[y]] += 1
    return singles, doubles
