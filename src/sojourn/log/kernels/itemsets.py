"""Sets of codes that occur together in rows, and sets followed by a code.

A code that rows hold is a *line*: one bit per row, 64 of them to a word. Rows that hold two codes are the bits that
both lines have, so that a set is counted 64 rows at a time.
"""

import numpy as np
from numpy.typing import NDArray

from sojourn.compiling import compiled

Ints = NDArray[np.int32]
Counts = NDArray[np.int64]
Bits = NDArray[np.uint64]
Family = tuple[Ints, Counts, Bits]
"""Some codes, in how many rows each occurs, and their lines."""

_TWOS = np.uint64(0x3333333333333333)
_FOURS = np.uint64(0x0F0F0F0F0F0F0F0F)


@compiled
def _ones(word: np.uint64) -> np.int64:
    """How many bits are set; what is written here the compiler knows as one instruction."""
    word = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
    word = (word & _TWOS) + ((word >> np.uint64(2)) & _TWOS)
    word = (word + (word >> np.uint64(4))) & _FOURS
    return np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56))


@compiled
def mark_rows(starts: Counts, codes: Ints, rank: Ints, first: int, lines: Bits) -> None:
    """Set the bit of every row in the lines ``rank[code]`` of its codes, from word ``first`` on; rank −1 has no line."""
    for r in range(starts.shape[0] - 1):
        word = first + (r >> 6)
        bit = np.uint64(1) << np.uint64(r & 63)
        for k in range(starts[r], starts[r + 1]):
            line = rank[codes[k]]
            if line >= 0:
                lines[line, word] |= bit


@compiled
def shared_lines(codes: Ints, lines: Bits, one: int, least: int, kept: bool) -> Family:
    """Of the codes before number ``one``, those that at least ``least`` rows of that one hold, within these rows.

    Lines are returned only if they are to be ``kept``.
    """
    words = lines.shape[1]
    found = np.empty(one, np.int32)
    counts = np.empty(one, np.int64)
    out = np.empty((one if kept else 0, words), np.uint64)
    k = 0
    for other in range(one):
        total = np.int64(0)
        if kept:
            for w in range(words):
                out[k, w] = lines[other, w] & lines[one, w]
                total += _ones(out[k, w])
        else:
            for w in range(words):
                total += _ones(lines[other, w] & lines[one, w])
        if total >= least:
            found[k] = codes[other]
            counts[k] = total
            k += 1
    return found[:k], counts[:k], out[:k]


@compiled
def lines_within(starts: Counts, items: Ints, rows: Ints, below: int, least: int, kept: bool) -> Family:
    """As :func:`shared_lines`, of rows that are lists of items: those less than ``below`` in some of the rows."""
    counts = np.zeros(below, np.int64)
    for row in rows:
        for k in range(starts[row], starts[row + 1]):
            if items[k] < below:
                counts[items[k]] += 1
    found = np.flatnonzero(counts >= least).astype(np.int32)
    out = np.zeros((len(found) if kept else 0, (len(rows) + 63) >> 6), np.uint64)
    if kept:
        rank = np.full(below, -1, np.int32)
        rank[found] = np.arange(len(found), dtype=np.int32)
        for r in range(rows.shape[0]):
            bit = np.uint64(1) << np.uint64(r & 63)
            for k in range(starts[rows[r]], starts[rows[r] + 1]):
                if items[k] < below and rank[items[k]] >= 0:
                    out[rank[items[k]], r >> 6] |= bit
    return found, counts[found], out


@compiled
def sets_with(
    last: int, codes: Ints, counts: Counts, lines: Bits, least: int, longest: int, most: int
) -> tuple[Ints, Counts, int]:
    """All sets of two to ``longest`` codes that end with ``last`` and that at least ``least`` rows hold.

    Depth first through families of codes, each within the rows of the set it was made for (Eclat: Zaki 2000). They
    are kept on a stack: a compiled function that calls itself cannot be kept on disk safely.

    Parameters
    ----------
    last, codes, counts, lines
        The greatest code of the sets, and the family of those that are frequent with it, rising.
    most
        So many sets are written; the third return value is larger if there are more.

    Returns
    -------
    sets, supports, found
        Rising codes, −1 behind the last; rows that hold the set; number of sets.
    """
    sets = np.empty((most, longest), np.int32)
    supports = np.empty(most, np.int64)
    suffix = np.empty(longest, np.int32)
    suffix[0] = last
    cursor = np.zeros(longest, np.int64)
    found = 0
    families = [(codes, counts, lines)]
    while len(families) > 0:
        depth = len(families)
        codes, counts, lines = families[-1]
        one = cursor[depth]
        if one == codes.shape[0]:
            families.pop()
            continue
        if found == most:
            return sets, supports, found + 1
        cursor[depth] += 1
        suffix[depth] = codes[one]
        for d in range(longest):
            sets[found, d] = suffix[depth - d] if d <= depth else -1
        supports[found] = counts[one]
        found += 1
        if depth + 1 < longest:
            families.append(shared_lines(codes, lines, one, least, depth + 2 < longest))
            cursor[depth + 1] = 0
    return sets[:found].copy(), supports[:found].copy(), found


@compiled
def count_followed(
    starts: Counts,
    codes: Ints,
    firsts: Ints,
    lasts: Ints,
    rank: Ints,
    singles: Counts,
    together: Counts,
    doubles: Counts,
) -> None:
    """Count rows in which an item occurs after the first event of another, and after the first events of two others.

    Parameters
    ----------
    starts, codes, firsts, lasts
        Of every row the codes in order of first occurrence, the place of their first and of their last event.
    rank
        The item of every code; −1 is not counted.
    singles
        Shape (items, items), added to: rows in which the second occurs after the first.
    together, doubles
        Shapes (items, items) and (items, items, items), added to unless they are empty: rows in which two items that
        rise occur, and rows in which the third occurs after both.
    """
    top = singles.shape[0]
    items = np.empty(top, np.int32)
    begins = np.empty(top, np.int32)
    ends = np.empty(top, np.int32)
    followers = np.empty(top, np.int32)
    for r in range(starts.shape[0] - 1):
        n = 0
        for k in range(starts[r], starts[r + 1]):
            if rank[codes[k]] >= 0:
                items[n] = rank[codes[k]]
                begins[n] = firsts[k]
                ends[n] = lasts[k]
                n += 1
        for b in range(n):
            m = 0
            for y in range(b):
                followers[m] = items[y]
                m += ends[y] > begins[b]
            for y in range(b + 1, n):  # all of these begin later
                followers[m] = items[y]
                m += 1
            for f in range(m):
                singles[items[b], followers[f]] += 1
            for a in range(
                b if doubles.shape[0] > 0 else 0
            ):  # what follows b follows a, which begins earlier
                low = min(items[a], items[b])
                high = max(items[a], items[b])
                together[low, high] += 1
                for f in range(m):
                    doubles[low, high, followers[f]] += 1
    for a in range(doubles.shape[0]):
        for b in range(doubles.shape[0]):
            doubles[a, b, a] = 0  # an item does not follow itself
            doubles[a, b, b] = 0
