"""Association rules with a single right side, from frequent sets."""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sojourn.errors import UsageError
from sojourn.log.kernels.itemsets import (
    Family,
    count_followed,
    lines_within,
    mark_rows,
    sets_with,
    shared_lines,
)
from sojourn.log.kernels.ordering import counting_sort

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]

MOST_SETS = 1_000_000
"""More frequent sets than this are refused."""
MOST_ORDERED = 2_000
MOST_PAIRED = 256
"""Most frequent items of ordered rules with one item on the left, and with two: every combination has a counter."""
_DENSE: Final = 8
"""A transaction has at least one of so many frequent items where a bit per item and transaction is quicker."""
_STRIDE: Final = 16
"""Sets are found in so many pieces: those whose last item is a piece's number, or that and a multiple of it, apart."""


@dataclass(frozen=True, slots=True)
class Transactions:
    """Distinct items of every transaction of one part.

    Attributes
    ----------
    starts
        int64: the items of transaction ``i`` are ``starts[i]:starts[i + 1]`` of the rest.
    items
        int32 codes, in order of first occurrence.
    firsts, lasts
        int32: place of the first and the last occurrence of the item in its transaction; may be empty where order
        does not count.
    """

    starts: Ints
    items: Codes
    firsts: Codes
    lasts: Codes

    def __len__(self) -> int:
        return len(self.starts) - 1


@dataclass(frozen=True, slots=True)
class Coded:
    """Transactions in parts, each with the name of its codes.

    Attributes
    ----------
    parts
        Transactions, and by their codes the number of the name; the names of all parts are numbered alike.
    met
        int64: transactions with each of the names.
    """

    parts: tuple[tuple[Transactions, Codes], ...]
    met: Ints

    @classmethod
    def of(cls, parts: Iterable[tuple[Transactions, Codes]], names: int) -> "Coded":
        """Count the transactions with each of so many names."""
        held, met = tuple(parts), np.zeros(names, np.int64)
        for transactions, numbers in held:
            met[numbers] += np.bincount(transactions.items, minlength=len(numbers))
        return cls(held, met)

    def __len__(self) -> int:
        return sum(len(transactions) for transactions, _ in self.parts)

    def frequent(self, least: int) -> tuple["Coded", Ints]:
        """The same with items for codes: names that so many transactions have, the most frequent first; −1 for others.

        And the numbers of the names of the items.
        """
        names = np.flatnonzero(self.met >= least)
        names = names[np.lexsort((names, -self.met[names]))]
        ranks = np.full(len(self.met), -1, np.int32)
        ranks[names] = np.arange(len(names), dtype=np.int32)
        parts = tuple((transactions, ranks[numbers]) for transactions, numbers in self.parts)
        return replace(self, parts=parts, met=self.met[names]), names


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


def mine_rules(transactions: Coded, min_support: float, min_confidence: float, longest: int) -> RuleCounts:
    """All rules whose sets reach the support, and which reach the confidence.

    Parameters
    ----------
    transactions
        With a number for every name.
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
    Frequent sets by Eclat: Zaki (2000), Scalable algorithms for association mining.
    """
    least = least_count(min_support, len(transactions))
    ranked, codes = transactions.frequent(least)
    sets, supports = _frequent_sets(ranked, least, longest)
    if len(sets) > MOST_SETS:
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


def mine_ordered(transactions: Coded, min_support: float, min_confidence: float, longest: int) -> RuleCounts:
    """All rules in which the right side occurs after every item of the left side was first met.

    ``both`` counts the transactions in which that order holds; ``longest`` is 2 or 3.

    Raises
    ------
    UsageError
        If more than :data:`MOST_ORDERED` items reach the support, or :data:`MOST_PAIRED` with ``longest=3``.
    """
    least = least_count(min_support, len(transactions))
    ranked, codes = transactions.frequent(least)
    most = MOST_ORDERED if longest == 2 else MOST_PAIRED
    if len(codes) > most:
        raise UsageError(
            f"{len(codes):,} items reach a support of {min_support:g}; ordered rules take {most:,}.",
            hint="Raise min_support.",
        )
    alone = ranked.met
    singles, together, doubles = _followed(ranked, longest > 2)
    a, y = np.nonzero(singles >= least)
    kept = singles[a, y] >= min_confidence * alone[a] * (1 - 1e-12)
    a, y = a[kept], y[kept]
    pieces = [RuleCounts(codes[a][:, None], codes[y], singles[a, y], alone[a], alone[y])]
    if longest > 2:
        a, b, y = np.nonzero(doubles >= least)
        kept = doubles[a, b, y] >= min_confidence * together[a, b] * (1 - 1e-12)
        a, b, y = a[kept], b[kept], y[kept]
        left = np.stack([codes[a], codes[b]], axis=1)
        pieces.append(RuleCounts(left, codes[y], doubles[a, b, y], together[a, b], alone[y]))
    return _together(pieces, longest - 1)


def least_count(min_support: float, n: int) -> int:
    """The smallest number of transactions that is at least this share of them; 1 or more."""
    return max(1, int(np.ceil(min_support * n * (1 - 1e-12))))


def _frequent_sets(transactions: Coded, least: int, longest: int) -> tuple[Codes, Ints]:
    """All sets of so many items at most that so many transactions hold, −1 behind the last item, and how many do.

    Stops when there are more than :data:`MOST_SETS`.
    """
    items = len(transactions.met)
    family = (_lines if items * len(transactions) <= _DENSE * transactions.met.sum() else _lists)(
        transactions, least, longest > 2
    )

    def some(first: int) -> tuple[Codes, Ints]:
        found = [
            sets_with(last, *family(last), least, longest, MOST_SETS)[:2]
            for last in range(first, items, _STRIDE)
        ]
        return np.concatenate([sets for sets, _ in found]), np.concatenate([counts for _, counts in found])

    single = np.full((items, longest), -1, np.int32)
    single[:, 0] = np.arange(items)
    pieces, total = [(single, transactions.met)], items
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for piece in pool.map(some, range(min(_STRIDE, items))):
            pieces.append(piece)
            total += len(piece[1])
            if total > MOST_SETS:
                pool.shutdown(wait=False, cancel_futures=True)
                break
    return np.concatenate([sets for sets, _ in pieces]), np.concatenate([counts for _, counts in pieces])


def _lines(transactions: Coded, least: int, kept: bool) -> Callable[[int], Family]:
    """What is frequent with an item, from a bit per item and transaction: where many items meet."""
    words = [-(-len(part) // 64) for part, _ in transactions.parts]
    firsts = np.cumsum([0, *words]).tolist()
    lines = np.zeros((len(transactions.met), firsts[-1]), np.uint64)

    def mark(number: int) -> None:
        part, ranks = transactions.parts[number]
        mark_rows(part.starts, part.items, ranks, firsts[number], lines)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(mark, range(len(words))))
    codes = np.arange(len(lines), dtype=np.int32)
    return lambda item: shared_lines(codes, lines, item, least, kept)


def _lists(transactions: Coded, least: int, kept: bool) -> Callable[[int], Family]:
    """The same from the transactions of every item: where there are many items, and few of them meet.

    The lines of a family take no more bits than there are items in all transactions, for the items before an item
    are at least as frequent.
    """
    lengths = np.concatenate([np.diff(part.starts) for part, _ in transactions.parts])
    items = np.concatenate([ranks[part.items] for part, ranks in transactions.parts])
    used = np.flatnonzero(items >= 0)
    items, rows = items[used], np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)[used]
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(lengths)))])
    order, edges = counting_sort(items, len(transactions.met))
    rows = rows[order]
    return lambda item: lines_within(starts, items, rows[edges[item] : edges[item + 1]], item, least, kept)


def _followed(transactions: Coded, pairs: bool) -> tuple[Ints, Ints, Ints]:
    """The counters of :func:`~sojourn.log.kernels.itemsets.count_followed`, of all parts."""
    items, parts = len(transactions.met), transactions.parts
    paired = items if pairs else 0
    workers = max(1, min(os.cpu_count() or 1, len(parts)))
    edges = np.linspace(0, len(parts), workers + 1).astype(int).tolist()

    def counted(span: tuple[int, int]) -> tuple[Ints, Ints, Ints]:
        singles = np.zeros((items, items), np.int64)
        together = np.zeros((paired, paired), np.int64)
        doubles = np.zeros((paired, paired, paired), np.int64)
        for part, ranks in parts[slice(*span)]:
            count_followed(
                part.starts, part.items, part.firsts, part.lasts, ranks, singles, together, doubles
            )
        return singles, together, doubles

    with ThreadPoolExecutor(workers) as pool:
        first, *others = pool.map(counted, pairwise(edges))
    for other in others:
        for i in range(3):
            np.add(first[i], other[i], out=first[i])
    return first


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
