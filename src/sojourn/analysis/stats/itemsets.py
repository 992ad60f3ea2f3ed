"""Association rules with a single right side, from frequent sets."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sojourn.errors import UsageError
from sojourn.log.kernels.itemsets import count_followed, frequent_sets, ranked_rows

Ints = NDArray[np.int64]

MOST_SETS = 1_000_000
"""More frequent sets than this are refused."""
MOST_ORDERED = 2_000
MOST_PAIRED = 256
"""Most frequent items of ordered rules with one item on the left, and with two: every combination has a counter."""


@dataclass(frozen=True, slots=True)
class Transactions:
    """Distinct items of every transaction.

    Attributes
    ----------
    starts
        int64: the items of transaction ``i`` are ``starts[i]:starts[i + 1]`` of the rest.
    items
        int32 codes.
    firsts, lasts
        int32: place of the first and the last occurrence of the item in its transaction.
    """

    starts: NDArray[np.int64]
    items: NDArray[np.int32]
    firsts: NDArray[np.int32]
    lasts: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.starts) - 1


@dataclass(frozen=True, slots=True)
class RuleCounts:
    """Rules as counts of transactions, one entry each.

    Attributes
    ----------
    left
        int64 codes, shape (rules, width), −1 behind the last.
    right
        int64 code.
    both, left_count, right_count
        Transactions with the whole rule (in order, where order counts), with the left side, with the right side.
    """

    left: Ints
    right: Ints
    both: Ints
    left_count: Ints
    right_count: Ints


def mine_rules(
    transactions: Transactions, names: int, min_support: float, min_confidence: float, longest: int
) -> RuleCounts:
    """All rules whose sets reach the support, and which reach the confidence.

    Parameters
    ----------
    transactions
        Items 0 … names−1.
    min_support, min_confidence
        Shares, reached when equal (within rounding).
    longest
        Most items of a rule, both sides together.

    Raises
    ------
    UsageError
        If there are more than :data:`MOST_SETS` frequent sets.

    Notes
    -----
    Frequent sets by FP-growth: Han, Pei and Yin (2000), Mining frequent patterns without candidate generation.
    """
    least = least_count(min_support, len(transactions))
    codes, starts, items, _, _ = _frequent(transactions, names, least)
    sets, supports, found = frequent_sets(starts, items, len(codes), least, longest, MOST_SETS)
    if found > MOST_SETS:
        raise UsageError(
            f"More than {MOST_SETS:,} sets of items reach a support of {min_support:g}.",
            hint="Raise min_support or lower longest.",
        )
    ids = _ids_by_size(sets.astype(np.int64), len(codes))
    pieces = []
    for size in range(2, longest + 1):
        rows = np.flatnonzero((sets >= 0).sum(axis=1) == size)
        for right in range(size):
            members = sets[rows, :size].astype(np.int64)
            left = np.delete(members, right, axis=1)
            lefts = supports[_find(ids, left, len(codes))]
            kept = supports[rows] >= min_confidence * lefts * (1 - 1e-12)
            padded = np.full((int(kept.sum()), longest - 1), -1)
            padded[:, : size - 1] = codes[left[kept]]
            alone = supports[_find(ids, members[kept, right : right + 1], len(codes))]
            pieces.append(
                RuleCounts(padded, codes[members[kept, right]], supports[rows][kept], lefts[kept], alone)
            )
    return _together(pieces, longest - 1)


def mine_ordered(
    transactions: Transactions, names: int, min_support: float, min_confidence: float, longest: int
) -> RuleCounts:
    """All rules in which the right side occurs after every item of the left side was first met.

    ``both`` counts the transactions in which that order holds; ``longest`` is 2 or 3.

    Raises
    ------
    UsageError
        If more than :data:`MOST_ORDERED` items reach the support, or :data:`MOST_PAIRED` with ``longest=3``.
    """
    least = least_count(min_support, len(transactions))
    codes, starts, items, firsts, lasts = _frequent(transactions, names, least)
    most = MOST_ORDERED if longest == 2 else MOST_PAIRED
    if len(codes) > most:
        raise UsageError(
            f"{len(codes):,} items reach a support of {min_support:g}; ordered rules take {most:,}.",
            hint="Raise min_support.",
        )
    alone = np.bincount(items, minlength=len(codes))
    singles, doubles = count_followed(starts, items, firsts, lasts, len(codes), longest > 2)
    a, y = np.nonzero(singles >= least)
    kept = singles[a, y] >= min_confidence * alone[a] * (1 - 1e-12)
    a, y = a[kept], y[kept]
    pieces = [RuleCounts(codes[a][:, None], codes[y], singles[a, y], alone[a], alone[y])]
    if longest > 2 and len(codes) > 1:
        sets, supports, _ = frequent_sets(starts, items, len(codes), least, 2, MOST_SETS)
        together = np.zeros((len(codes), len(codes)), np.int64)
        pairs = sets[:, 1] >= 0
        together[sets[pairs, 0], sets[pairs, 1]] = supports[pairs]
        a, b, y = np.nonzero(doubles >= least)
        kept = doubles[a, b, y] >= min_confidence * together[a, b] * (1 - 1e-12)
        a, b, y = a[kept], b[kept], y[kept]
        left = np.stack([codes[a], codes[b]], axis=1)
        pieces.append(RuleCounts(left, codes[y], doubles[a, b, y], together[a, b], alone[y]))
    return _together(pieces, max(longest - 1, 1))


def least_count(min_support: float, n: int) -> int:
    """The smallest number of transactions that is at least this share of them; 1 or more."""
    return max(1, int(np.ceil(min_support * n * (1 - 1e-12))))


def _frequent(
    transactions: Transactions, names: int, least: int
) -> tuple[Ints, Ints, NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Codes of the frequent items, most frequent first, and the transactions written in their ranks."""
    met = np.bincount(transactions.items, minlength=names)
    codes = np.flatnonzero(met >= least)
    codes = codes[np.lexsort((codes, -met[codes]))]
    rank = np.full(max(names, 1), -1, np.int32)
    rank[codes] = np.arange(len(codes), dtype=np.int32)
    found = ranked_rows(
        transactions.starts, transactions.items, rank, transactions.firsts, transactions.lasts
    )
    return codes, *found


def _ids_by_size(sets: Ints, items: int) -> list[tuple[Ints, Ints]]:
    """For every size, the sorted keys of its sets and their rows; a key is the row of the set without its last
    item, and that item.
    """
    sizes = (sets >= 0).sum(axis=1)
    found: list[tuple[Ints, Ints]] = []
    for size in range(1, sets.shape[1] + 1):
        rows = np.flatnonzero(sizes == size)
        before = _find(found, sets[rows, : size - 1], items) if size > 1 else np.zeros(len(rows), np.int64)
        keys = before * items + sets[rows, size - 1]
        order = np.argsort(keys)
        found.append((keys[order], rows[order]))
    return found


def _find(ids: list[tuple[Ints, Ints]], sets: Ints, items: int) -> Ints:
    """The rows of sets of one size; every one of them is frequent."""
    rows = np.zeros(len(sets), np.int64)
    for size in range(sets.shape[1]):
        keys, places = ids[size]
        rows = places[np.searchsorted(keys, rows * items + sets[:, size])]
    return rows


def _together(pieces: list[RuleCounts], width: int) -> RuleCounts:
    lefts = [np.pad(p.left, ((0, 0), (0, width - p.left.shape[1])), constant_values=-1) for p in pieces] or [
        np.empty((0, width), np.int64)
    ]
    empty = np.empty(0, np.int64)
    return RuleCounts(
        np.concatenate(lefts),
        *(
            np.concatenate([empty, *(getattr(p, name) for p in pieces)])
            for name in ("right", "both", "left_count", "right_count")
        ),
    )
