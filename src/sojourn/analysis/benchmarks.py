"""A result against the figures of others."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast

import numpy as np
import pyarrow as pa

from sojourn.analysis.seam import Comparable, Estimate
from sojourn.analysis.stats.means import welch
from sojourn.analysis.stats.multiple import benjamini_hochberg
from sojourn.analysis.stats.proportions import SMALLEST, newcombe, share_difference_p, wilson
from sojourn.errors import UsageError
from sojourn.results import Result
from sojourn.sources.benchmark_file import BenchmarkRow, read_benchmarks

Interval = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class AgainstSpec:
    """The question: how does a result compare with the figures of others?

    Attributes
    ----------
    result
        Name of the class of the result.
    benchmarks
        The figures.
    """

    result: str
    benchmarks: tuple[BenchmarkRow, ...]


@dataclass(frozen=True, repr=False)
class Against(Result):
    """A result against the figures of others.

    One row of `table` is one figure, in the order of the file: ``measure``, ``key`` (list of text), ``value`` and ``n`` of the
    result, ``benchmark`` and ``benchmark_n``, ``source``; ``difference``, ``low``, ``high`` (value − benchmark, 95 %), ``p``,
    ``q`` (adjusted after Benjamini and Hochberg over all tested rows); ``status``, ``reason``.

    A benchmark with its n (and, for a mean, its sd) is a sample of its own: Newcombe's interval and the test of two
    shares, or Welch's. Without, it is taken as exact: Wilson's interval and the exact binomial test, or Student's.
    """

    spec: AgainstSpec
    customers: int
    """Customers of the result."""
    _table: pa.Table = field(repr=False)

    @property
    def table(self) -> pa.Table:
        """One row per figure; see the class."""
        return self._table

    def headline(self) -> str:
        """Counts in one line."""
        q = self._table.column("q").to_pylist()
        tested = [x for x in q if x is not None]
        return (
            f"{self.spec.result} against {len(q)} benchmarks: {sum(x < 0.05 for x in tested)} of {len(tested)} tested "
            "differ (q < 0.05)"
        )


_SCHEMA: Final = pa.schema(
    [
        ("measure", pa.string()), ("key", pa.list_(pa.string())), ("value", pa.float64()), ("n", pa.int64()),
        ("benchmark", pa.float64()), ("benchmark_n", pa.int64()), ("source", pa.string()),
        ("difference", pa.float64()), ("low", pa.float64()), ("high", pa.float64()), ("p", pa.float64()),
        ("q", pa.float64()), ("status", pa.string()), ("reason", pa.string()),
    ]
)  # fmt: skip


def against(result: Result, benchmarks: str | Path | tuple[BenchmarkRow, ...]) -> Against:
    """Compare the numbers of a result with figures of others.

    Parameters
    ----------
    result
        Any result that has numbers to compare; see the measures that :func:`sojourn.compare` gives for it.
    benchmarks
        A CSV or YAML file with the columns ``measure``, ``key`` (parts with `` > `` between them; may be empty where the measure
        has one number only), ``value``, and if known ``n``, ``sd`` and ``source``; or such rows.

    Returns
    -------
    Against
        See the class for the columns of its table.

    Raises
    ------
    UsageError
        If the result has no numbers to compare.
    InputError
        If the file cannot be used; the message names the entry.

    Examples
    --------
    >>> from sojourn.analysis.exits import exits
    >>> from sojourn.testing import random_log
    >>> found = against(exits(random_log(1, customers=400)), (BenchmarkRow("customers_share", ("T0", "met"), 0.5),))
    >>> [round(found.table.column(name)[0].as_py(), 3) for name in ("value", "low", "high")]
    [0.647, 0.099, 0.193]
    """
    if not hasattr(result, "estimates"):
        raise UsageError(f"{type(result).__name__} has no numbers to compare.")
    rows = benchmarks if isinstance(benchmarks, tuple) else read_benchmarks(benchmarks)
    known = cast("Comparable", result).estimates()
    found = [_compared(row, known) for row in rows]
    q = benjamini_hochberg(np.array([np.nan if r["p"] is None else r["p"] for r in found], np.float64))
    for row, corrected in zip(found, q.tolist(), strict=True):
        row["q"] = None if row["p"] is None else corrected
    spec = AgainstSpec(type(result).__name__, rows)
    return Against(spec, int(getattr(result, "customers", 0)), pa.Table.from_pylist(found, schema=_SCHEMA))


def _compared(row: BenchmarkRow, known: tuple[Estimate, ...]) -> dict[str, Any]:
    measured = [e for e in known if e.measure == row.measure]
    fitting = [e for e in measured if e.key == row.key] or (
        measured if len(measured) == 1 and not row.key else []
    )
    base: dict[str, Any] = {
        "measure": row.measure, "key": list(row.key), "benchmark": row.value, "benchmark_n": row.n,
        "source": row.source, "value": None, "n": None, "difference": None, "low": None, "high": None, "p": None,
        "status": "not_computed", "reason": None,
    }  # fmt: skip
    if not fitting:
        return {**base, "reason": "the result has no such number"}
    own = fitting[0]
    base |= {"value": own.value, "n": own.n}
    if own.value is None or own.n == 0:
        return {**base, "reason": "the result has nobody to count here"}
    base["difference"] = own.value - row.value
    if own.variance is None:
        if not 0 <= row.value <= 1:
            return {**base, "reason": "the benchmark of a share lies between 0 and 1"}
        low, high, p = _share(own, row)
    else:
        if own.n < 2 or not own.variance > 0:
            return {**base, "reason": "the result does not vary"}
        low, high, p = _mean(own, own.variance, row)
    if np.isnan(p):
        return {**base, "low": low, "high": high, "reason": "too few cases, or all or none on both sides"}
    return {**base, "low": low, "high": high, "p": p, "status": "ok"}


def _share(own: Estimate, row: BenchmarkRow) -> Interval:
    hits = round((own.value or 0.0) * own.n)
    if row.n is None:
        from scipy.stats import binomtest

        low, high = wilson(np.array([hits]), np.array([own.n]))
        p = float(binomtest(hits, own.n, row.value).pvalue)
        return float(low[0]) - row.value, float(high[0]) - row.value, max(p, SMALLEST)
    counts = [np.array([n]) for n in (hits, own.n, round(row.value * row.n), row.n)]
    low, high = newcombe(counts[0], counts[1], counts[2], counts[3])
    p_values, _ = share_difference_p(counts[0], counts[1], counts[2], counts[3])
    return float(low[0]), float(high[0]), float(p_values[0])


def _mean(own: Estimate, variance: float, row: BenchmarkRow) -> Interval:
    from scipy.special import stdtr, stdtrit

    value = own.value or 0.0
    if row.n is not None and row.n > 1 and row.sd is not None:
        one = np.ones(1)
        sides = (
            value * one,
            variance * one,
            np.array([own.n]),
            row.value * one,
            row.sd**2 * one,
            np.array([row.n]),
        )
        low, high, p = welch(*sides)
        return float(low[0]), float(high[0]), float(p[0])
    error = float(np.sqrt(variance / own.n))
    half = float(stdtrit(own.n - 1, 0.975)) * error
    difference = value - row.value
    p_value = max(float(2 * stdtr(own.n - 1, -abs(difference) / error)), SMALLEST)
    return difference - half, difference + half, p_value
