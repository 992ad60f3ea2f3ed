"""An outcome explained by columns: regression, how well it tells the outcome, and a tree."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.analysis.drivers.design import Column, design_of
from sojourn.analysis.stats.multiple import benjamini_hochberg
from sojourn.analysis.stats.proportions import SMALLEST, wilson
from sojourn.analysis.stats.regression import (
    Design,
    Regression,
    auc,
    independent_columns,
    linear,
    logistic,
    predicted,
    telling_columns,
)
from sojourn.analysis.stats.threads import one_thread
from sojourn.analysis.stats.tree import Condition, Leaf, leaves

Numbers = NDArray[np.float64]

PER_COLUMN: Final = 10
"""Observations (of the rarer answer, for yes or no) that every column needs at least; the last columns are left out."""
FEWEST_COLUMNS: Final = 3
"""Where fewer columns (or not all, if there are fewer) could be fitted nothing is."""
FITTED_ON: Final = 20_000
"""With more customers a sample of them is fitted."""
FEWEST_A_SIDE: Final = 30
"""A yes/no feature needs so many observations with it and without it."""
FEWEST_OUTCOMES: Final = 5
"""And so many of each answer of a yes/no outcome among them: a handful tells no effect."""
Z95: Final = 1.959963984540054

SCHEMA: Final = pa.schema(
    [
        ("feature", pa.string()),
        ("kind", pa.string()),
        ("step", pa.float64()),
        ("mean", pa.float64()),
        ("effect", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("p", pa.float64()),
        ("q", pa.float64()),
        ("strength", pa.float64()),
        ("n", pa.int64()),
        ("status", pa.string()),
        ("reason", pa.string()),
    ]
)

LEAF_SCHEMA: Final = pa.schema(
    [
        ("conditions", pa.list_(pa.string())),
        ("count", pa.int64()),
        ("share", pa.float64()),
        ("value", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("n", pa.int64()),
    ]
)


@dataclass(frozen=True, slots=True)
class Branch:
    """A leaf of the tree: (feature, kind, above, threshold) from the root down, and its row of the table of leaves."""

    conditions: tuple[tuple[str, str, bool, float], ...]
    count: int
    share: float
    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a model says.

    Attributes
    ----------
    table
        One row per feature, :data:`SCHEMA`.
    branches
        The tree; a single branch without conditions if nothing splits.
    fit, fit_low, fit_high
        Out-of-fold AUC of a yes/no outcome with its 95 % interval, or R² of a number; None if nothing was fitted.
    n
        Observations fitted.
    reason
        Why nothing was fitted; empty otherwise.
    """

    table: pa.Table
    branches: tuple[Branch, ...]
    fit: float | None
    fit_low: float | None
    fit_high: float | None
    n: int
    reason: str


def unexplained(n: int, reason: str, omitted: Mapping[str, str] | None = None) -> Explanation:
    """Nothing was fitted; features that were left out before are listed."""
    return Explanation(_rows([], omitted or {}), (), None, None, None, n, reason)


def explain(
    columns: list[Column], outcome: Numbers, binary: bool, omitted: Mapping[str, str] | None = None
) -> Explanation:
    """Fit the regression and the tree.

    Columns explained by those before them, columns on one side of which a yes/no outcome does not vary (their effect
    has no estimate), and yes/no columns with fewer than :data:`FEWEST_A_SIDE` observations or :data:`FEWEST_OUTCOMES` of
    either outcome on one side are left out and listed with the reason.
    """
    with one_thread():
        return _explained(columns, outcome, binary, dict(omitted or {}))


def _explained(columns: list[Column], outcome: Numbers, binary: bool, told: dict[str, str]) -> Explanation:
    if binary:
        columns, outcome = _undecided(columns, outcome)
    n = len(outcome)
    rare = int(min(outcome.sum(), n - outcome.sum())) if binary else n
    if n < 2 or rare == 0 or outcome.std() == 0:
        return unexplained(n, "the outcome does not vary")
    columns = [c for c in columns if c.values.std() > 0]
    if not columns:
        return unexplained(n, "no feature varies", told)
    kept = [columns[i] for i in independent_columns(np.stack([c.values for c in columns], axis=1))]
    told |= {c.name: "the features before it tell it already" for c in columns if c not in kept}
    possible = sum(not c.control for c in kept)
    rare_ones = {c.name: why for c in kept if (why := _too_rare(c, outcome, binary))}
    told |= rare_ones
    kept = [c for c in kept if c.name not in rare_ones]
    if binary:
        while kept:
            telling = telling_columns(design_of(kept), outcome).tolist()
            if not telling:
                break
            told |= {kept[i].name: "the outcome does not vary on one side of it" for i in telling}
            kept = [c for i, c in enumerate(kept) if i not in telling]
    controls = [c for c in kept if c.control]
    most = rare // PER_COLUMN - len(controls)
    free = [c for c in kept if not c.control]
    told |= {c.name: "there are too few observations for more features" for c in free[max(most, 0) :]}
    kept = free[: max(most, 0)] + controls
    if most < min(FEWEST_COLUMNS, possible) or not free:
        reason = f"{rare} observations are too few" if free else "no feature is left"
        return unexplained(n, reason, told)
    design = design_of(kept)
    model: Callable[[Design, Numbers], Regression] = logistic if binary else linear
    found = model(design, outcome)
    fit = _fit(predicted(design, outcome, model), outcome, binary)
    told_of = [i for i, c in enumerate(kept) if not c.control]
    grown = leaves(design.values[:, told_of], outcome)
    branches = tuple(_branch(leaf, [kept[i] for i in told_of], outcome, binary) for leaf in grown)
    return Explanation(_table(kept, found, n, told), branches, *fit, n, "")


def _undecided(columns: list[Column], outcome: Numbers) -> tuple[list[Column], Numbers]:
    """Without observations that a yes/no control decides: where all with it have one outcome it tells nothing of the rest."""
    for control in [c for c in columns if c.control and c.kind == "flag"]:
        name = control.name
        decided = next(c.values for c in columns if c.name == name) > 0
        if decided.any() and not decided.all() and outcome[decided].std() == 0:
            outcome = outcome[~decided]
            columns = [replace(c, values=c.values[~decided]) for c in columns if c.name != name]
    return columns, outcome


def _too_rare(column: Column, outcome: Numbers, binary: bool) -> str:
    """Why a yes/no column has too few observations on one side; empty if it has enough, or none (which is told apart)."""
    if column.kind == "number":
        return ""
    yes = column.values > 0
    if min(int(yes.sum()), int((~yes).sum())) < FEWEST_A_SIDE:
        return f"fewer than {FEWEST_A_SIDE} observations are on one side of it"
    cells = [int((outcome[side] == answer).sum()) for side in (yes, ~yes) for answer in (0, 1)]
    if binary and 0 < min(cells) < FEWEST_OUTCOMES:
        return f"fewer than {FEWEST_OUTCOMES} observations of one outcome are on one side of it"
    return ""


def _fit(scores: Numbers, outcome: Numbers, binary: bool) -> tuple[float, float | None, float | None]:
    if not binary:
        return (
            float(1 - ((outcome - scores) ** 2).sum() / ((outcome - outcome.mean()) ** 2).sum()),
            None,
            None,
        )
    area, error = auc(scores, outcome)
    return area, max(0.0, area - Z95 * error), min(1.0, area + Z95 * error)


def _table(columns: list[Column], found: Regression, n: int, omitted: Mapping[str, str]) -> pa.Table:
    from scipy.special import ndtr

    with np.errstate(divide="ignore", invalid="ignore"):
        p = np.maximum(2 * ndtr(-np.abs(found.effects / found.errors)), SMALLEST)
    told = [i for i, c in enumerate(columns) if not c.control]
    q = np.full(len(columns), np.nan)
    q[told] = benjamini_hochberg(p[told])
    half = Z95 * found.errors
    surely = np.maximum(np.abs(found.effects) - half, 0)
    design = design_of(columns)
    rows: list[tuple[Any, ...]] = [
        (
            columns[i].name,
            columns[i].kind,
            float(design.steps[i]),
            float(columns[i].values.mean()),
            float(found.effects[i]),
            float(found.effects[i] - half[i]),
            float(found.effects[i] + half[i]),
            float(p[i]),
            float(q[i]),
            float(surely[i] * columns[i].values.std() / design.steps[i]),
            n,
            "ok",
            None,
        )
        for i in told
    ]
    rows.sort(key=lambda row: (-row[9], -abs(row[4]), row[0]))
    return _rows(rows, omitted)


def _rows(fitted: list[tuple[object, ...]], omitted: Mapping[str, str]) -> pa.Table:
    left_out = [(name, *[None] * 9, 0, "left_out", why) for name, why in sorted(omitted.items())]
    columns = list(zip(*fitted, *left_out, strict=True)) or [()] * len(SCHEMA)
    return pa.table([list(c) for c in columns], schema=SCHEMA)


def _branch(leaf: Leaf, columns: list[Column], outcome: Numbers, binary: bool) -> Branch:
    judged = outcome[leaf.judged]
    n = len(judged)
    mean = float(judged.mean()) if n else float("nan")
    if binary and n:
        low, high = (float(x[0]) for x in wilson(np.array([int(judged.sum())]), np.array([n])))
    else:
        half = Z95 * float(judged.std(ddof=1)) / np.sqrt(n) if n > 1 else float("nan")
        low, high = mean - half, mean + half
    conditions = tuple(
        (columns[c.column].name, columns[c.column].kind, c.above, c.threshold)
        for c in _tightest(leaf.conditions)
    )
    return Branch(conditions, len(leaf.rows), len(leaf.rows) / len(outcome), mean, low, high, n)


def _tightest(conditions: tuple[Condition, ...]) -> list[Condition]:
    """Where a column is split twice in the same direction, only the narrower condition."""
    found: dict[tuple[int, bool], Condition] = {}
    for condition in conditions:
        found[condition.column, condition.above] = condition  # deeper splits are narrower
    return list(found.values())


def leaf_table(branches: tuple[Branch, ...]) -> pa.Table:
    """The tree as a table."""
    rows = [
        ([_written(*c) for c in b.conditions], b.count, b.share, b.value, b.low, b.high, b.n)
        for b in branches
    ]
    columns = list(zip(*rows, strict=True)) or [()] * len(LEAF_SCHEMA)
    return pa.table([list(c) for c in columns], schema=LEAF_SCHEMA)


def _written(feature: str, kind: str, above: bool, threshold: float) -> str:
    if kind == "flag":
        return f"{feature} = {'yes' if above else 'no'}"
    return f"{feature} {'≥' if above else '<'} {threshold:g}"
