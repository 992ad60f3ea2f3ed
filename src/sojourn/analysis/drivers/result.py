"""What is said of the drivers of an outcome, of customers or of the rows of a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import pyarrow as pa

from sojourn.analysis.drivers.model import Branch, Explanation, leaf_table
from sojourn.analysis.seam import Estimate
from sojourn.results import Result, of_whole


class Question(Protocol):
    """The parameters that made the result."""

    @property
    def outcome_name(self) -> str:
        """What is explained."""
        ...


@dataclass(frozen=True, repr=False)
class Drivers(Result):
    """How much an outcome changes with each feature, the others held.

    One row of `table` is one feature, the strongest first, those left out last:

    - ``feature``, ``kind``: ``flag`` (yes or no) or ``number``;
    - ``step``: the change the effect is told for: 1 (from no to yes), or one standard deviation of a number;
    - ``mean``: of the feature; for a flag the share of yes;
    - ``effect``, ``low``, ``high``: average marginal effect of one step on the outcome, with its 95 % interval (robust
      standard errors): a difference of probabilities, or of rating points from −5 to +5 (for :func:`drivers_of` of the
      outcome's own unit);
    - ``p``, ``q``: two-sided, and adjusted after Benjamini and Hochberg over the rows;
    - ``strength``: how much the outcome varies with the feature for sure: the end of the interval nearer to 0 (0 if it holds
      0) times the standard deviation of the feature in steps. What few customers meet is weak, however large its effect;
    - ``n``: observations fitted;
    - ``status``: ``ok``, or ``left_out`` with the ``reason``.

    These are associations among customers who chose for themselves, not effects of doing something.
    """

    spec: Question
    customers: int
    """Customers, or rows, looked at."""
    eligible: int
    """Those with an outcome, and with events before it."""
    excluded: Mapping[str, int]
    """The others by reason."""
    mean: float | None
    """Mean outcome of the eligible."""
    n: int
    """Observations fitted: of the eligible all, or a sample of 20,000."""
    fit: float | None
    """Out-of-fold AUC (yes or no) or R² (numbers); None if nothing was fitted."""
    fit_low: float | None
    fit_high: float | None
    """95 % interval of the AUC."""
    reason: str
    """Why nothing was fitted; empty otherwise."""
    branches: tuple[Branch, ...]
    """The leaves of the tree; see `tree`."""
    _table: pa.Table

    @property
    def table(self) -> pa.Table:
        """One row per feature; see the class."""
        return self._table

    @cached_property
    def tree(self) -> pa.Table:
        """One row per leaf of a tree of depth 3 or less, the highest outcome first.

        ``conditions`` (list of text), ``count`` and ``share`` (observations in the leaf), ``value``, ``low``, ``high`` (mean
        outcome with its 95 % interval, from the half that the tree was not grown on) and ``n`` (of that half).
        """
        return leaf_table(self.branches)

    def headline(self) -> str:
        """Outcome and fit in one line."""
        if self.fit is None:
            return f"Drivers: cannot be computed ({self.reason})"
        name = "AUC" if self.fit_low is not None else "R²"
        return f"Drivers of {self.spec.outcome_name}: {of_whole(self.n, self.eligible)} observations, out-of-fold {name} {self.fit:.3f}"

    def estimates(self) -> tuple[Estimate, ...]:
        """None: effects of two groups are not compared row by row."""
        return ()


def drivers_result(
    spec: Question,
    customers: int,
    eligible: int,
    excluded: Mapping[str, int],
    mean: float | None,
    found: Explanation,
) -> Drivers:
    """Put what was found and who was looked at together."""
    return Drivers(
        spec,
        customers,
        eligible,
        {why: n for why, n in excluded.items() if n},
        mean,
        found.n,
        found.fit,
        found.fit_low,
        found.fit_high,
        found.reason,
        found.branches,
        found.table,
    )
