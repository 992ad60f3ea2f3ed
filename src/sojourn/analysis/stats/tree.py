"""A shallow decision tree that is grown on one half of the rows and judged on the other."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Rows = NDArray[np.int64]

DEEPEST: Final = 3
SMALLEST: Final = 30
SMALLEST_SHARE: Final = 0.02
"""No leaf is smaller, in the half that the tree is grown on."""
KEPT: Final = 0.01
"""A split stays if the other half gives a smaller p-value for its two sides, and the same direction."""

_SEED: Final = 20_260_304


@dataclass(frozen=True, slots=True)
class Condition:
    """One side of a split: column ≥ threshold, or column < threshold."""

    column: int
    above: bool
    threshold: float


@dataclass(frozen=True, slots=True)
class Leaf:
    """Rows with the same conditions.

    Attributes
    ----------
    conditions
        From the root down; empty if nothing splits.
    rows
        All rows that meet them.
    judged
        Those of them in the half that the tree was not grown on; estimates from these are not flattered by the search.
    """

    conditions: tuple[Condition, ...]
    rows: Rows
    judged: Rows


@dataclass(frozen=True, slots=True)
class _Node:
    condition: Condition | None
    below: "_Node | None" = None
    above: "_Node | None" = None


def leaves(values: Numbers, outcome: Numbers) -> list[Leaf]:
    """The leaves of the tree, the largest mean of the outcome first.

    Parameters
    ----------
    values
        float64, shape (n, columns), no missing values.
    outcome
        Numbers, or 0 and 1.

    Notes
    -----
    Splits that reduce the sum of squares most (the Gini index of 0 and 1: Breiman, Friedman, Olshen and Stone 1984), at most
    :data:`DEEPEST` deep; kept if the other half confirms them by Welch's test (honest trees: Athey and Imbens 2016).
    """
    n = len(outcome)
    shuffled = np.random.default_rng(_SEED).permutation(n)
    grown, judged = np.sort(shuffled[: n // 2]), np.sort(shuffled[n // 2 :])
    least = max(SMALLEST, int(np.ceil(SMALLEST_SHARE * len(grown))))
    root = _grow(values, outcome, grown, least, DEEPEST)
    root = _pruned(root, values, outcome, judged)
    found = _collect(root, values, (), np.arange(n), judged)
    return sorted(found, key=lambda leaf: (-_mean(outcome, leaf.judged), len(leaf.conditions)))


def _mean(outcome: Numbers, rows: Rows) -> float:
    return float(outcome[rows].mean()) if len(rows) else 0.0


def _grow(values: Numbers, outcome: Numbers, rows: Rows, least: int, depth: int) -> _Node:
    if depth == 0 or len(rows) < 2 * least:
        return _Node(None)
    best, where = 1e-9 * float(outcome[rows].var() * len(rows)), None
    for column in range(values.shape[1]):
        gain, threshold = _split(values[rows, column], outcome[rows], least)
        if gain > best:
            best, where = gain * (1 + 1e-9), Condition(column, True, threshold)
    if where is None:
        return _Node(None)
    above = values[rows, where.column] >= where.threshold
    return _Node(
        where,
        _grow(values, outcome, rows[~above], least, depth - 1),
        _grow(values, outcome, rows[above], least, depth - 1),
    )


def _split(numbers: Numbers, outcome: Numbers, least: int) -> tuple[float, float]:
    """The largest reduction of the sum of squares, and the threshold that gives it."""
    order = np.argsort(numbers, kind="stable")
    sorted_numbers = numbers[order]
    sums = np.cumsum(outcome[order])
    n, total = len(numbers), float(sums[-1])
    counts = np.arange(1, n)
    gains = sums[:-1] ** 2 / counts + (total - sums[:-1]) ** 2 / (n - counts) - total**2 / n
    allowed = (np.diff(sorted_numbers) > 0) & (counts >= least) & (n - counts >= least)
    if not allowed.any():
        return 0.0, 0.0
    place = int(np.argmax(np.where(allowed, gains, -np.inf)))
    return float(gains[place]), _round_between(float(sorted_numbers[place]), float(sorted_numbers[place + 1]))


def _round_between(low: float, high: float) -> float:
    """A number above ``low`` and at most ``high`` with as few digits as possible."""
    if np.ceil(high) == high and np.ceil(low) == low:
        return high
    for digits in range(1, 12):
        rounded = float(f"{(low + high) / 2:.{digits}g}")
        if low < rounded <= high:
            return rounded
    return high


def _pruned(node: _Node, values: Numbers, outcome: Numbers, rows: Rows) -> _Node:
    """Without the splits, from the bottom up, that the other half does not confirm."""
    if node.condition is None or node.below is None or node.above is None:
        return _Node(None)
    above = values[rows, node.condition.column] >= node.condition.threshold
    below = _pruned(node.below, values, outcome, rows[~above])
    top = _pruned(node.above, values, outcome, rows[above])
    split_below = below.condition is not None or top.condition is not None
    if not split_below and not _differ(outcome[rows[~above]], outcome[rows[above]]):
        return _Node(None)
    return _Node(node.condition, below, top)


def _differ(a: Numbers, b: Numbers) -> bool:
    from scipy.special import ndtr

    if min(len(a), len(b)) < 10:
        return False
    error = np.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b))
    gap = abs(float(a.mean() - b.mean()))
    return bool(gap > 0 and (error == 0 or 2 * ndtr(-gap / error) < KEPT))


def _collect(
    node: _Node, values: Numbers, conditions: tuple[Condition, ...], rows: Rows, judged: Rows
) -> list[Leaf]:
    if node.condition is None or node.below is None or node.above is None:
        return [Leaf(conditions, rows, judged)]
    column, threshold = node.condition.column, node.condition.threshold
    found = []
    for side, above in ((node.above, True), (node.below, False)):
        inside, inside_judged = (
            some[(values[some, column] >= threshold) == above] for some in (rows, judged)
        )
        found += _collect(
            side, values, (*conditions, Condition(column, above, threshold)), inside, inside_judged
        )
    return found
