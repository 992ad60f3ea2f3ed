"""Union-find with limits, hubs, and nearest sources, over flat arrays."""

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Flags = NDArray[np.bool_]
Counts = NDArray[np.uint8]
MOST = 255


@compiled
def find(parent: Ints, x: int) -> int:
    """Root of a node; the path to it is halved."""
    while parent[x] != x:
        parent[x] = parent[parent[x]]
        x = parent[x]
    return x


@compiled
def unite(parent: Ints, a: Ints, b: Ints) -> None:
    """Join both ends of every link; the root is the smallest node."""
    for i in range(a.shape[0]):
        x, y = find(parent, a[i]), find(parent, b[i])
        if x < y:
            parent[y] = x
        elif y < x:
            parent[x] = y


@compiled
def roots(parent: Ints) -> Ints:
    """Root of every node."""
    out = np.empty_like(parent)
    for i in range(parent.shape[0]):
        # The root is the smallest node of its component, so everything before is settled already.
        out[i] = i if parent[i] == i else out[parent[i]]
    return out


@compiled
def numbered(root: Ints) -> Ints:
    """Components numbered from 0 in the order of their smallest node."""
    out = np.empty_like(root)
    n = 0
    for i in range(root.shape[0]):
        if root[i] == i:
            out[i] = n
            n += 1
        else:
            out[i] = out[root[i]]
    return out


@compiled
def unite_counting(
    parent: Ints, counts: Counts, best: NDArray[np.int16], limits: Counts, apart: Flags, over: Flags, a: Ints, b: Ints,
    rows: Longs, together: bool,
) -> None:  # fmt: skip
    """Join links and add up what the components hold; mark roots that hold more of a column than its limit.

    Marked are also those that join two components that both hold a column in which components are to stay apart. With `together`, the joined count as if they held the same values: the larger number stays.
    """
    for i in rows:
        x, y = find(parent, a[i]), find(parent, b[i])
        if x == y:
            continue
        if y < x:
            x, y = y, x
        parent[y] = x
        over[x] |= over[y]
        best[x] = min(best[x], best[y])
        for t in range(limits.shape[0]):
            if counts[y, t] == 0:
                continue
            if together:
                counts[x, t] = max(counts[x, t], counts[y, t])
            else:
                if apart[t] and counts[x, t] > 0:
                    over[x] = True
                counts[x, t] = np.minimum(MOST, np.int64(counts[x, t]) + np.int64(counts[y, t]))
                if limits[t] > 0 and counts[x, t] > limits[t]:
                    over[x] = True


@compiled
def unite_within(
    parent: Ints,
    counts: Counts,
    best: NDArray[np.int16],
    limits: Counts,
    apart: Flags,
    a: Ints,
    b: Ints,
    rows: Longs,
) -> None:
    """Join links in their order, each only if no limit is passed by it and what is to stay apart does."""
    for i in rows:
        x, y = find(parent, a[i]), find(parent, b[i])
        if x == y:
            continue
        fits = True
        for t in range(limits.shape[0]):
            if counts[y, t] > 0 and counts[x, t] > 0:
                both = np.int64(counts[x, t]) + np.int64(counts[y, t])
                fits = fits and not apart[t] and (limits[t] == 0 or both <= limits[t])
        if not fits:
            continue
        if y < x:
            x, y = y, x
        parent[y] = x
        best[x] = min(best[x], best[y])
        for t in range(limits.shape[0]):
            counts[x, t] = np.minimum(MOST, np.int64(counts[x, t]) + np.int64(counts[y, t]))


@compiled
def grouped(end: Ints, rows: Longs, nodes: int) -> tuple[Longs, Longs]:
    """Rows by their node: where each node's rows begin, and the rows in that order."""
    start = np.zeros(nodes + 1, np.int64)
    for i in rows:
        start[end[i] + 1] += 1
    for k in range(nodes):
        start[k + 1] += start[k]
    at = start[:-1].copy()
    out = np.empty(rows.shape[0], np.int64)
    for i in rows:
        out[at[end[i]]] = i
        at[end[i]] += 1
    return start, out


@compiled
def judge(
    members: Ints, start: Longs, rows: Longs, strong: Ints, seen: Longs, parent: Ints, counts: Counts, apart: Flags,
    beyond: Ints, fixed: Flags, dominance: float, shared: Flags, people: Ints, dropped: NDArray[np.uint8], why_shared: int,
    why_other: int,
) -> None:  # fmt: skip
    """Decide for each weak node whether the components it is linked to can be one.

    Components that hold the same column are different people. A node with more people than its limit, or with two of a
    column in which components stay apart, belongs to the component with nearly all of what was seen, else to nobody.
    """
    columns = apart.shape[0]
    slot = np.full(parent.shape[0], -1, np.int32)
    room = 0
    for v in members:
        room = max(room, start[v + 1] - start[v])
    comps = np.empty(room, np.int32)
    weight = np.zeros(room, np.int64)
    for v in members:
        low, high = start[v], start[v + 1]
        if high - low < 2:
            if high > low:
                dropped[rows[low]] = why_shared if shared[strong[rows[low]]] else 0
                people[v] = not shared[strong[rows[low]]]
            continue
        n, total = 0, 0
        own = find(parent, v)
        for k in range(low, high):
            i = rows[k]
            if shared[strong[i]]:
                dropped[i] = why_shared
                continue
            root = find(parent, strong[i])
            if slot[root] < 0:
                slot[root] = n
                comps[n] = root
                weight[n] = 0
                n += 1
            weight[slot[root]] += seen[i]
            total += seen[i]
        most, conflict = 0, False
        for t in range(columns):
            having = 0
            for c in range(n):
                having += counts[comps[c], t] > 0
            most = max(most, having)
            conflict = conflict or (apart[t] and having > 1)
        people[v] = most
        if n > 1 and (conflict or most > beyond[v]):
            chosen = -1
            for c in range(n):
                if (fixed[v] and comps[c] == own) or (not fixed[v] and weight[c] >= dominance * total):
                    chosen = comps[c]
            shared[v] = chosen < 0 and not fixed[v]
            for k in range(low, high):
                i = rows[k]
                if not shared[strong[i]] and find(parent, strong[i]) != chosen:
                    dropped[i] = why_shared if shared[v] else why_other
        for c in range(n):
            slot[comps[c]] = -1


@compiled
def bridges(
    members: Ints, start: Longs, rows: Longs, strong: Ints, parent: Ints, dropped: NDArray[np.uint8]
) -> tuple[Ints, Ints]:
    """Pairs of components that a weak node would join, in both directions, with repetitions."""
    left, right = np.empty(1024, np.int32), np.empty(1024, np.int32)
    n = 0
    for v in members:
        if start[v + 1] - start[v] < 2:
            continue
        for k in range(start[v], start[v + 1]):
            if dropped[rows[k]]:
                continue
            x = find(parent, strong[rows[k]])
            for m in range(start[v], start[v + 1]):
                y = find(parent, strong[rows[m]])
                if dropped[rows[m]] or x == y:
                    continue
                if n == left.shape[0]:
                    left = np.append(left, np.empty(n, np.int32))
                    right = np.append(right, np.empty(n, np.int32))
                left[n], right[n] = x, y
                n += 1
    return left[:n], right[:n]


@compiled
def hubs(left: Ints, right: Ints, counts: Counts, most: int, hub: Flags) -> None:
    """Mark components joined with more than `most` others that hold the same column; pairs are sorted and distinct."""
    held = np.zeros(counts.shape[1], np.int64)
    for i in range(left.shape[0]):
        if i == 0 or left[i] != left[i - 1]:
            held[:] = 0
        for t in range(held.shape[0]):
            if counts[right[i], t] > 0:
                held[t] += 1
                if held[t] > most:
                    hub[left[i]] = True


@compiled
def leave_hubs(
    members: Ints, start: Longs, rows: Longs, strong: Ints, parent: Ints, best: NDArray[np.int16], hub: Flags,
    dropped: NDArray[np.uint8], why: int,
) -> None:  # fmt: skip
    """Take weak nodes out of the hubs that they would join with others: the stronger side keeps the node."""
    far = 32767
    for v in members:
        of_hub, of_other, first, several = far, far, -1, False
        for k in range(start[v], start[v + 1]):
            if dropped[rows[k]]:
                continue
            root = find(parent, strong[rows[k]])
            if hub[root]:
                several = several or (first != root and best[root] == of_hub)
                if best[root] < of_hub:
                    of_hub, first, several = best[root], root, False
            else:
                of_other = min(of_other, best[root])
        if of_hub == far or (of_other == far and not _two(v, start, rows, strong, parent, dropped)):
            continue
        keeps = first if of_hub < of_other and not several else -1
        for k in range(start[v], start[v + 1]):
            i = rows[k]
            if dropped[i]:
                continue
            root = find(parent, strong[i])
            if (keeps >= 0 and root != keeps) or (keeps < 0 and hub[root]):
                dropped[i] = why


@compiled
def _two(v: int, start: Longs, rows: Longs, strong: Ints, parent: Ints, dropped: NDArray[np.uint8]) -> bool:
    """Whether a weak node is linked to two components."""
    first = -1
    for k in range(start[v], start[v + 1]):
        if not dropped[rows[k]]:
            root = find(parent, strong[rows[k]])
            if first >= 0 and root != first:
                return True
            first = root
    return False


@compiled
def nearest(start: Longs, neighbour: Ints, source: Flags) -> Ints:
    """The source each node is nearest to, in links; −2 where two are as near, −1 where there is none.

    Nodes between sources as near as each other pass nothing on, so the answer does not depend on any order.
    """
    n = source.shape[0]
    label = np.full(n, -1, np.int32)
    distance = np.full(n, -1, np.int32)
    queue = np.empty(n, np.int32)
    head, tail = 0, 0
    for v in range(n):
        if source[v]:
            label[v], distance[v] = v, 0
            queue[tail] = v
            tail += 1
    while head < tail:
        v = queue[head]
        head += 1
        if label[v] == -2:
            continue
        for k in range(start[v], start[v + 1]):
            w = neighbour[k]
            if distance[w] < 0:
                distance[w], label[w] = distance[v] + 1, label[v]
                queue[tail] = w
                tail += 1
            elif distance[w] == distance[v] + 1 and label[w] != label[v]:
                label[w] = -2
    return label
