"""The cheapest way to explain sequences of places by walks through a graph, move by move.

The state of a walk is the node it passed last, so the cheapest explanation is a dynamic programme over pairs of entry and
node. Only the node of an entry can get cheaper at it, and only nodes of earlier entries can be where the walk is: an
entry costs one look at each distinct node met before. Nothing is cut off; the result is exact at every size.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled

Codes = NDArray[np.int32]
Steps = NDArray[np.int32]
Counts = NDArray[np.int64]

FAR: Final = np.int32(1 << 28)
"""The number of steps to what cannot be reached."""


@compiled
def fewest_between(edges: NDArray[np.bool_]) -> tuple[Steps, Codes]:
    """How many nodes at least lie between any two on a walk of one edge or more, and the node after the first of them.

    Parameters
    ----------
    edges
        bool, shape (n, n): whether an edge leads from one to the other; a node may lead to itself.

    Returns
    -------
    between, onward
        int32, shape (n, n): nodes between on a shortest walk, :data:`FAR` where there is none; and the first step of
        that walk, −1 where there is none.
    """
    n = edges.shape[0]
    between = np.full((n, n), FAR, np.int32)
    onward = np.full((n, n), -1, np.int32)
    queue = np.empty(n, np.int32)
    for source in range(n):
        filled = 0
        for target in range(n):
            if edges[source, target]:
                between[source, target] = 0
                onward[source, target] = target
                queue[filled] = target
                filled += 1
        taken = 0
        while taken < filled:
            here = queue[taken]
            taken += 1
            for target in range(n):
                if edges[here, target] and between[source, target] == FAR:
                    between[source, target] = between[source, here] + 1
                    onward[source, target] = onward[source, here]
                    queue[filled] = target
                    filled += 1
    return between, onward


@compiled
def align(
    offsets: Codes, places: Codes, between: Steps, onward: Codes
) -> tuple[Counts, NDArray[np.bool_], Codes, Counts]:
    """Align every row to the walks from the source (the last but one node) to the sink (the last).

    An entry that lies on the walk costs nothing, one that does not costs 1 (a move of the row alone), and a node the
    walk passes without an entry costs 1 (a move of the graph alone). Of equally cheap explanations, that with the later
    entries on the walk is taken.

    Parameters
    ----------
    offsets
        int32, shape (rows + 1,): the entries of each row.
    places
        int32, shape of all entries: the node of every entry, −1 for one that no node stands for.
    between, onward
        Of the graph with source and sink, from :func:`fewest_between`; a walk from source to sink must exist.

    Returns
    -------
    costs
        int64, shape (rows,).
    explained
        bool, by entry from ``offsets[0]`` on: whether it lies on the walk.
    before
        int32, by entry: the node on whose entry, or the source, an explained entry follows on the walk; else −1.
    skipped
        int64, shape (nodes, 2): how often the walks pass a node without an entry, and in how many rows.
    """
    rows = offsets.shape[0] - 1
    first = offsets[0]
    nodes = between.shape[0]
    source, sink = nodes - 2, nodes - 1
    costs = np.empty(rows, np.int64)
    explained = np.zeros(offsets[rows] - first, np.bool_)
    before = np.full(offsets[rows] - first, -1, np.int32)
    skipped = np.zeros((nodes, 2), np.int64)
    skipped_in = np.full(nodes, -1, np.int64)
    cost = np.full(nodes, FAR, np.int32)
    entry = np.full(nodes, -1, np.int32)
    came = np.empty(offsets[rows] - first, np.int32)
    met = np.empty(nodes, np.int32)
    for row in range(rows):
        known = _explain(offsets[row], offsets[row + 1], first, places, between, cost, entry, came, met)
        last, least = _nearest(sink, known, between, cost, entry, met)
        costs[row] = least + (offsets[row + 1] - offsets[row])
        _pass_over(last, sink, row, onward, skipped, skipped_in)
        e = entry[last]
        while e >= 0:
            explained[e - first] = True
            earlier = came[e - first]
            origin = source if earlier < 0 else places[earlier]
            before[e - first] = origin
            _pass_over(origin, places[e], row, onward, skipped, skipped_in)
            e = earlier
        for k in range(known):
            cost[met[k]] = FAR
            entry[met[k]] = -1
    return costs, explained, before, skipped


@compiled
def _explain(
    begin: int,
    end: int,
    first: int,
    places: Codes,
    between: Steps,
    cost: Steps,
    entry: Codes,
    came: Codes,
    met: Codes,
) -> int:
    """Go through the entries of a row; how many nodes the walk may be at afterwards, the source included.

    `cost` is the cheapest explanation with the walk at each node of `met`, less the entries so far, so that staying where one
    is changes nothing; `entry` is the entry on which it came there, −1 for the source, and ``came[e - first]`` the one before.
    """
    source = between.shape[0] - 2
    cost[source] = 0
    met[0] = source
    known = 1
    for e in range(begin, end):
        place = places[e]
        if place < 0:
            continue
        origin, best = _nearest(place, known, between, cost, entry, met)
        best -= 1
        if best >= FAR // 2 or best > cost[place]:
            continue
        if cost[place] == FAR:
            met[known] = place
            known += 1
        came[e - first] = entry[origin]
        cost[place] = best
        entry[place] = e
    return known


@compiled
def _nearest(
    target: int, known: int, between: Steps, cost: Steps, entry: Codes, met: Codes
) -> tuple[int, np.int64]:
    """The node from which a target is reached at the least cost, of equals that of the latest entry; and that cost."""
    least = np.int64(FAR)
    nearest = between.shape[0] - 2
    for k in range(known):
        node = met[k]
        here = np.int64(cost[node]) + between[node, target]
        if here < least or (here == least and entry[node] > entry[nearest]):
            least = here
            nearest = np.int64(node)
    return nearest, least


@compiled
def _pass_over(
    origin: int, target: int, row: int, onward: Codes, skipped: Counts, skipped_in: Counts
) -> None:
    """Count the nodes between two on the shortest walk."""
    node = onward[origin, target]
    while node != target:
        skipped[node, 0] += 1
        skipped[node, 1] += skipped_in[node] != row
        skipped_in[node] = row
        node = onward[node, target]
