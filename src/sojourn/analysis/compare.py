"""Two groups of customers side by side: any analysis, with intervals and corrected p-values."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, is_dataclass
from typing import Any, Final, cast

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.analysis.seam import ANALYSES, Comparable, Estimate
from sojourn.analysis.sides import By, Side, Unit, sides
from sojourn.analysis.stats.means import welch
from sojourn.analysis.stats.multiple import benjamini_hochberg
from sojourn.analysis.stats.proportions import newcombe, share_difference_p
from sojourn.errors import UsageError
from sojourn.log.journeylog import JourneyLog
from sojourn.results import Result

_CUSTOMERS_SHARE: Final = "customers_share"
"""A share of all customers of a group: where one group does not have a key, it has 0 of its customers there."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CompareSpec:
    """The question: in what do two groups differ?

    Attributes
    ----------
    analysis
        Name of the analysis.
    by, a, b, timezone
        The groups; see :func:`compare`.
    parameters
        Parameters of the analysis, by name.
    """

    analysis: str
    by: str | None
    a: Any
    b: Any
    timezone: str
    parameters: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, repr=False)
class Comparison(Result):
    """Two groups compared in every number of an analysis.

    One row of `table` is one number, the smallest p-value first, those that could not be tested last:

    - ``key``: what it is about, list of text, such as ``["Cart", "Purchase"]``;
    - ``measure``: which number, such as ``customers_share``;
    - ``value_a``, ``value_b``, ``n_a``, ``n_b``: the number in each group, and the customers (or what the measure
      counts) it rests on;
    - ``difference``, ``low``, ``high``: value_a − value_b with its 95 % interval, Newcombe's for shares and Welch's
      for means;
    - ``p``: two-sided: for shares the pooled z-test, or Fisher's exact test where an expected count is below 5; for
      means Welch's test;
    - ``q``: p adjusted after Benjamini and Hochberg over all rows of the table that have one;
    - ``status``: ``"ok"``, or ``"not_computed"`` with the ``reason`` in words; then p and q are null. What was counted in
      different ways has no difference either.

    Intervals and tests take customers as independent and the groups as independent of each other. Differences between
    groups that nobody assigned by chance are observations, not effects.
    """

    spec: CompareSpec
    unit: Unit
    """``"customers"``: the groups hold whole journeys. ``"events"``: journeys are cut to the events of the group."""
    customers_a: int
    """Customers of group a."""
    customers_b: int
    """Customers of group b."""
    overlap: int
    """Customers in both groups; they weaken the assumption that the groups are independent."""
    result_a: Result = field(repr=False)
    """The analysis of group a."""
    result_b: Result = field(repr=False)
    """The analysis of group b."""
    _table: pa.Table

    @property
    def table(self) -> pa.Table:
        """One row per number; see the class."""
        return self._table

    @property
    def tested(self) -> int:
        """Rows with a p-value, over which q corrects."""
        return int(self._table.num_rows - self._table.column("p").null_count)

    def headline(self) -> str:
        """Groups and findings in one line."""
        different = sum(q is not None and q < 0.05 for q in self._table.column("q").to_pylist())
        cut = ", journeys cut to the events of each group" if self.unit == "events" else ""
        both = f", {self.overlap:,} in both" if self.overlap else ""
        return (
            f"Comparison of {self.spec.analysis}: {self.customers_a:,} against {self.customers_b:,} customers{both}{cut}; "
            f"{different:,} of {self.tested:,} tested numbers differ (q < 0.05)"
        )


@dataclass(frozen=True, slots=True)
class _Pair:
    """The estimates of both groups for one key and measure."""

    key: tuple[str, ...]
    measure: str
    a: Estimate
    b: Estimate

    @property
    def reason(self) -> str | None:
        """Why no difference can be computed; None if it can."""
        for name, side in (("a", self.a), ("b", self.b)):
            if side.value is None or side.n == 0:
                return (
                    f"group {name}: {side.reason}"
                    if side.reason
                    else f"group {name} has nobody to count here"
                )
            if not self.is_share and side.n < 2:
                return f"group {name} has a single observation"
        if self.a.method != self.b.method:
            return f"counted differently: {self.a.method or 'as usual'}; {self.b.method or 'as usual'}"
        return None

    @property
    def difference(self) -> float | None:
        known = self.a.value is not None and self.b.value is not None and self.a.method == self.b.method
        return cast("float", self.a.value) - cast("float", self.b.value) if known else None

    @property
    def untested(self) -> str | None:
        """Why a difference that has an interval is not tested; None if it can be."""
        if self.a.reason and self.a.reason == self.b.reason:
            return f"both groups: {self.a.reason}"
        return next(
            (f"group {name}: {e.reason}" for name, e in (("a", self.a), ("b", self.b)) if e.reason), None
        )

    @property
    def is_share(self) -> bool:
        return self.a.variance is None and self.b.variance is None


def compare(
    analysis: Callable[..., Result] | str,
    log: JourneyLog,
    *,
    by: By = None,
    a: Side,
    b: Side = None,
    timezone: str = "UTC",
    **parameters: Any,
) -> Comparison:
    """Run an analysis on two groups and say in what they differ.

    Parameters
    ----------
    analysis
        A registered analysis: its function or its name.
    log
        A journey log; use ``log.where(...)`` for a part of it.
    by
        What makes the groups.

        - An attribute with names (channel, campaign, a text property): if no customer has two values of it, the groups
          are the customers with the value and their whole journeys; else they are the events with the value, so that
          ``by="channel"`` compares what happens in each channel.
        - ``"period"``: the events in two periods; journeys are cut at their ends.
        - ``"since"``: the events from a date on, and those before it; journeys are cut there.
        - ``"first_channel"``, ``"first_device"``, …: the customers whose first value of the attribute it is.
        - A mapping customer id → name: segments, personas or any other groups of customers.
        - ``"reached"``: the customers who met a touchpoint, and those who did not (or who met another).
        - None: ``a`` and ``b`` are selections.
    a, b
        The groups: a value or a tuple of values; with ``"period"`` a year, month or day in ISO 8601 such as
        ``"2026-03"``, or a pair (start, end) of which the end does not belong to the period; with ``"since"`` a
        date, with ``"reached"`` a touchpoint. ``b=None`` means everything that ``a`` is not.
    timezone
        In which periods begin and end; it is handed on to an analysis that has a parameter of that name.
    **parameters
        Parameters of the analysis.

    Returns
    -------
    Comparison
        See the class for the methods and the columns of its table.

    Raises
    ------
    UnknownNameError
        If the analysis, the attribute, a value or a touchpoint does not exist.
    UsageError
        If the groups are not given as ``by`` wants them.

    Examples
    --------
    >>> from sojourn.analysis.exits import exits
    >>> from sojourn.testing import random_log
    >>> compare(exits, random_log(1, customers=400), by="reached", a="T0").customers_b
    141
    """
    name = analysis if isinstance(analysis, str) else analysis.__name__
    function = ANALYSES[name].function if isinstance(analysis, str) else analysis
    told = f"groups of {len(by):,} customers" if isinstance(by, Mapping) else by
    spec = CompareSpec(name, told, _told(a), _told(b), timezone, tuple(sorted(parameters.items())))
    if "timezone" in inspect.signature(function).parameters:
        parameters = {"timezone": timezone, **parameters}
    both = sides(log, by, a, b, timezone)
    group_a, group_b = log.where(both.a), log.where(both.b)
    result_a, result_b = function(group_a, **parameters), function(group_b, **parameters)
    members = log.reduce(both.count)
    table = compared(*_matched(result_a, result_b))
    return Comparison(spec, both.unit, members.a, members.b, members.both, result_a, result_b, table)


def _told(side: Side) -> Any:
    """A group as the result remembers it: values that can be written out."""
    if isinstance(side, set | frozenset):
        return tuple(sorted(side))
    return repr(side) if callable(side) and not is_dataclass(side) else side


def _matched(result_a: Result, result_b: Result) -> tuple[list[Estimate], list[Estimate]]:
    """The estimates of both, for every key and measure that one of them has."""
    found_a, found_b = _estimates(result_a), _estimates(result_b)
    both = list({**found_a, **found_b})
    return (
        [found_a.get(what) or _absent(result_a, *what) for what in both],
        [found_b.get(what) or _absent(result_b, *what) for what in both],
    )


def _estimates(result: Result) -> dict[tuple[tuple[str, ...], str], Estimate]:
    if not hasattr(result, "estimates"):
        raise UsageError(
            f"{type(result).__name__} has no numbers to compare.", hint="Give its class estimates()."
        )
    return {(e.key, e.measure): e for e in cast("Comparable", result).estimates()}


def _absent(result: Result, key: tuple[str, ...], measure: str) -> Estimate:
    """What a group has where its result does not mention a key that the other group has."""
    customers = int(getattr(result, "customers", 0))
    if measure == _CUSTOMERS_SHARE and customers:
        return Estimate(key, measure, customers, 0.0)
    return Estimate(key, measure, 0, None, reason="it does not occur here" if customers else "")


_SCHEMA: Final = pa.schema(
    [
        ("key", pa.list_(pa.string())),
        ("measure", pa.string()),
        ("value_a", pa.float64()),
        ("value_b", pa.float64()),
        ("n_a", pa.int64()),
        ("n_b", pa.int64()),
        ("difference", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("p", pa.float64()),
        ("q", pa.float64()),
        ("status", pa.string()),
        ("reason", pa.string()),
    ]
)


def compared(group_a: Iterable[Estimate], group_b: Iterable[Estimate]) -> pa.Table:
    """Numbers of two groups that stand in the same order, as the table of a :class:`Comparison`."""
    pairs = [_Pair(a.key, a.measure, a, b) for a, b in zip(group_a, group_b, strict=True)]
    reasons = [pair.reason for pair in pairs]
    low, high, p = (np.full(len(pairs), np.nan) for _ in range(3))
    shares = np.array([i for i, pair in enumerate(pairs) if not reasons[i] and pair.is_share], np.int64)
    means = np.array([i for i, pair in enumerate(pairs) if not reasons[i] and not pair.is_share], np.int64)
    low[shares], high[shares], p[shares], why = _compare_shares([pairs[i] for i in shares])
    for i, reason in zip(shares.tolist(), why, strict=True):
        reasons[i] = reason
    varied = [i for i in means.tolist() if (pairs[i].a.variance or 0) + (pairs[i].b.variance or 0) > 0]
    for i in set(means.tolist()) - set(varied):
        reasons[i] = "neither group varies"
    low[varied], high[varied], p[varied] = _compare_means([pairs[i] for i in varied])
    for i, pair in enumerate(pairs):
        if not reasons[i] and (told := pair.untested):
            reasons[i], p[i] = told, np.nan
    q = benjamini_hochberg(p)
    untested_last = np.nan_to_num(p, nan=2.0).tolist()
    order = sorted(range(len(pairs)), key=lambda i: (untested_last[i], pairs[i].measure, pairs[i].key))
    numbers = [[None if np.isnan(x) else x for x in column.tolist()] for column in (low, high, p, q)]
    rows = (
        (
            list(pair.key),
            pair.measure,
            pair.a.value,
            pair.b.value,
            pair.a.n,
            pair.b.n,
            pair.difference,
            *(column[i] for column in numbers),
            "not_computed" if reasons[i] else "ok",
            reasons[i],
        )
        for i, pair in ((i, pairs[i]) for i in order)
    )
    columns = list(zip(*rows, strict=True)) or [()] * len(_SCHEMA)
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, _SCHEMA, strict=True)], schema=_SCHEMA)


def _compare_shares(pairs: list[_Pair]) -> tuple[Numbers, Numbers, Numbers, list[str | None]]:
    n_a, n_b = _array(pair.a.n for pair in pairs), _array(pair.b.n for pair in pairs)
    hits_a = _array(round((pair.a.value or 0) * pair.a.n) for pair in pairs)
    hits_b = _array(round((pair.b.value or 0) * pair.b.n) for pair in pairs)
    low, high = newcombe(hits_a, n_a, hits_b, n_b)
    p, varied = share_difference_p(hits_a, n_a, hits_b, n_b)
    reasons: list[str | None] = [
        None
        if tested
        else "too few cases: no outcome could give p < 0.05"
        if differ
        else "all or none in both groups"
        for tested, differ in zip((~np.isnan(p)).tolist(), varied.tolist(), strict=True)
    ]
    return low, high, p, reasons


def _compare_means(pairs: list[_Pair]) -> tuple[Numbers, Numbers, Numbers]:
    def side(of: Callable[[_Pair], Estimate]) -> tuple[Numbers, Numbers, NDArray[np.int64]]:
        found = [of(pair) for pair in pairs]
        return (
            np.array([e.value for e in found], np.float64),
            np.array([e.variance for e in found], np.float64),
            _array(e.n for e in found),
        )

    return welch(*side(lambda pair: pair.a), *side(lambda pair: pair.b))


def _array(numbers: Iterable[int]) -> NDArray[np.int64]:
    return np.array(list(numbers), np.int64)
