"""Correlations: which features of customers go together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import numpy as np
import pyarrow as pa

from sojourn.analysis.features import FeaturesSpec, FeaturesTally
from sojourn.analysis.features.matrix import FeatureMatrix
from sojourn.analysis.features.outcomes import all_outcomes
from sojourn.analysis.seam import Analysis, Estimate, Spec, answer, names_in
from sojourn.analysis.segments.space import sampled
from sojourn.analysis.stats.association import FEWEST, pearson_and_spearman
from sojourn.analysis.stats.multiple import benjamini_hochberg
from sojourn.analysis.stats.threads import one_thread
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys
from sojourn.log.vocabulary import Vocabulary
from sojourn.results import Result, of_whole

COMPUTED_ON: Final = 10_000
"""With more customers a sample of them is used."""

_GAP: Final = timedelta(minutes=30)


@dataclass(frozen=True, repr=False)
class Correlations(Result):
    """Pairs of features and how closely they go together.

    One row of `table` is one pair, the largest Spearman coefficient (by size) first, those without one last:

    - ``a``, ``b``: features, see :func:`sojourn.features`;
    - ``same_family``: whether both count the same thing in other ways, so that they must go together;
    - ``pearson``, ``pearson_low``, ``pearson_high``, ``pearson_q``: linear correlation, its 95 % interval (Fisher's z), and its
      p-value adjusted after Benjamini and Hochberg;
    - ``spearman``, ``spearman_low``, ``spearman_high``, ``spearman_q``: the same of the ranks;
    - ``n``: customers with both features;
    - ``status``: ``ok``, or ``not_computed`` with the ``reason``.
    """

    spec: "CorrelationsSpec"
    customers: int
    """Customers described."""
    used: int
    """Customers computed with: all, or a sample of 10,000."""
    _table: pa.Table

    @property
    def table(self) -> pa.Table:
        """One row per pair; see the class."""
        return self._table

    def headline(self) -> str:
        """Counts in one line."""
        sure = sum(q is not None and q < 0.05 for q in self._table["spearman_q"].to_pylist())
        return f"Correlations: {sure:,} of {self._table.num_rows:,} pairs go together (q < 0.05), in {of_whole(self.used, self.customers)} customers"

    def estimates(self) -> tuple[Estimate, ...]:
        """None: a coefficient has no variance of a single customer."""
        return ()


@dataclass(frozen=True, slots=True)
class CorrelationsSpec:
    """The question: which features go together?

    Attributes
    ----------
    goal
        Touchpoints that count as success.
    timezone
        Whose clocks count for days and hours.
    top
        So many touchpoints, those met by most customers, are features.
    """

    goal: tuple[str, ...] = ()
    timezone: str = "UTC"
    top: int = 12

    def __post_init__(self) -> None:
        _ = self._features

    @property
    def _features(self) -> FeaturesSpec:
        return FeaturesSpec(self.goal, (), self.timezone, _GAP, self.top)

    def measure(self, journeys: Journeys) -> FeaturesTally:
        """Look at complete customers once."""
        return self._features.measure(journeys)

    def conclude(self, tally: FeaturesTally, vocabularies: Mapping[str, Vocabulary]) -> Correlations:
        """Every pair of features."""
        matrix = self._features.matrix(tally, all_outcomes(tally.ends), vocabularies)
        sample = sampled(len(matrix), COMPUTED_ON)
        return Correlations(self, len(matrix), len(sample), _table(matrix, sample))


_SCHEMA: Final = pa.schema(
    [
        ("a", pa.string()),
        ("b", pa.string()),
        ("same_family", pa.bool_()),
        *(
            (f"{kind}{part}", pa.float64())
            for kind in ("pearson", "spearman")
            for part in ("", "_low", "_high", "_q")
        ),
        ("n", pa.int64()),
        ("status", pa.string()),
        ("reason", pa.string()),
    ]
)


def _table(matrix: FeatureMatrix, sample: np.ndarray[tuple[int], np.dtype[np.int64]]) -> pa.Table:
    names = [f.name for f in matrix.features]
    families = np.array([f.family for f in matrix.features])
    a, b = np.triu_indices(len(names), 1)
    with one_thread():
        pearson, spearman, n = pearson_and_spearman(matrix.values[sample], a, b)
    size = np.nan_to_num(np.abs(spearman.value), nan=-1.0)
    order = np.lexsort((b, a, -np.round(size, 12)))
    shown = pa.array(names, pa.string())
    numbers = [
        column
        for found in (pearson, spearman)
        for column in (found.value, found.low, found.high, benjamini_hochberg(found.p))
    ]
    computed = ~np.isnan(spearman.value[order])
    reasons = np.where(
        n[order] < FEWEST, f"fewer than {FEWEST} customers have both", "one of them does not vary"
    )
    columns = [
        shown.take(pa.array(a[order])),
        shown.take(pa.array(b[order])),
        pa.array(families[a[order]] == families[b[order]]),
        *(pa.array(column[order], from_pandas=True) for column in numbers),
        pa.array(n[order]),
        pa.array(np.where(computed, "ok", "not_computed"), pa.string()),
        pa.array(reasons, pa.string(), mask=computed),
    ]
    return pa.table(columns, schema=_SCHEMA)


def correlations(
    log: JourneyLog, *, goal: Sequence[str] | str = (), timezone: str = "UTC", top: int = 12
) -> Correlations:
    """Pearson's and Spearman's correlation of every pair of customer features.

    Parameters
    ----------
    log
        A journey log; use ``log.where(...)`` for a part of it.
    goal
        Touchpoints that count as success; reaching them becomes a feature.
    timezone
        Whose clocks count for days and hours.
    top
        So many touchpoints, those met by most customers, are features.

    Returns
    -------
    Correlations
        See the class for the columns of its table.

    Raises
    ------
    UnknownNameError
        If a goal is no touchpoint of the log.

    Notes
    -----
    That two features go together does not say that one makes the other: most grow with the number of events.

    Examples
    --------
    >>> from sojourn.testing import random_log
    >>> row = correlations(random_log(1, customers=200)).table.to_pylist()[0]
    >>> row["a"], row["b"], round(row["spearman"], 2)
    ('events', 'visits', 0.93)
    """
    goals = names_in(goal)
    return answer(log, CorrelationsSpec(goals, timezone, top))


def _examples(names: tuple[str, ...]) -> tuple[Spec[FeaturesTally, Correlations], ...]:
    return CorrelationsSpec(top=2), CorrelationsSpec(names[:1], "Europe/Berlin")


ANALYSIS: Final = Analysis(correlations, _examples)
