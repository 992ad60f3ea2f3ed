"""Association rules: who meets these things also meets that one, in any order or afterwards."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.analysis.groups import coded
from sojourn.analysis.seam import Analysis, Estimate, Spec, answer
from sojourn.analysis.stats.itemsets import Coded, RuleCounts, Transactions, mine_ordered, mine_rules
from sojourn.analysis.stats.multiple import benjamini_hochberg
from sojourn.analysis.stats.proportions import share_difference_p, wilson
from sojourn.errors import UsageError
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys
from sojourn.log.kernels.runs import split_at_gaps
from sojourn.log.kernels.summaries import codes_of_rows
from sojourn.log.vocabulary import Vocabulary
from sojourn.results import Result
from sojourn.units import Duration, microseconds

Unit = Literal["customers", "visits", "baskets"]


@dataclass(frozen=True, slots=True)
class RulesTally:
    """Transactions of some customers, part by part, each with the names of its codes."""

    customers: int
    parts: tuple[tuple[Transactions, tuple[str, ...]], ...]

    def __add__(self, other: "RulesTally") -> "RulesTally":
        return RulesTally(self.customers + other.customers, self.parts + other.parts)


@dataclass(frozen=True, repr=False)
class Rules(Result):
    """Rules "who has all of the left side has the right side", each with a single right side.

    One row of `table` is one rule, the largest lift first:

    - ``left``: list of names, sorted; ``right``: a name;
    - ``count``: transactions in which the whole rule holds; ``left_count``, ``right_count``: those with all of the
      left side, and with the right side;
    - ``support``: count / transactions;
    - ``confidence``, ``confidence_low``, ``confidence_high``: count / left_count with its 95 % Wilson interval;
    - ``lift``: confidence / (right_count / transactions); 1 = no association;
    - ``leverage``: support − the support expected without association;
    - ``conviction``: (1 − right share) / (1 − confidence); null where the confidence is 1;
    - ``q``: whether the right side is as frequent without the left side: two-sided p-value, adjusted after Benjamini and
      Hochberg over all rows; null for ordered rules, which have no such simple counterpart, and where it cannot be
      tested.

    A transaction is a customer, a visit or a basket. Ordered: the right side occurs after the first event of every
    item of the left side; its lift compares with the share of all transactions that have the right side anywhere,
    so that it errs on the low side.
    """

    spec: "RulesSpec"
    customers: int
    """Customers counted; 0 for baskets."""
    transactions: int
    """Transactions counted, those without an item included."""
    items: int
    """Different items met."""
    _table: pa.Table

    @property
    def table(self) -> pa.Table:
        """One row per rule; see the class."""
        return self._table

    def headline(self) -> str:
        """Counts in one line."""
        return f"Rules: {self._table.num_rows:,} of {self.items:,} items in {self.transactions:,} {self.spec.unit}"

    def estimates(self) -> tuple[Estimate, ...]:
        """The confidence of every rule."""
        return tuple(
            Estimate((*row["left"], "→", row["right"]), "confidence", row["left_count"], row["confidence"])
            for row in self._table.to_pylist()
        )


@dataclass(frozen=True, slots=True)
class RulesSpec:
    """The question: what goes with what?

    Attributes
    ----------
    of
        The attribute whose names are the items.
    unit
        What a transaction is: ``customers``, ``visits`` or (only for :func:`basket_rules`) ``baskets``.
    ordered
        Whether the right side must come after the left side.
    min_support, min_confidence
        Smallest shares.
    longest
        Most items of a rule, both sides together.
    gap
        Longest time between two events of one visit.
    """

    of: str = "touchpoint"
    unit: Unit = "customers"
    ordered: bool = False
    min_support: float = 0.05
    min_confidence: float = 0.5
    longest: int = 3
    gap: timedelta = timedelta(minutes=30)

    def __post_init__(self) -> None:
        if self.unit not in ("customers", "visits", "baskets"):
            raise UsageError(
                f"A transaction cannot be {self.unit!r}.", hint='Choose unit="customers" or "visits".'
            )
        for name in ("min_support", "min_confidence"):
            if not 0 <= getattr(self, name) <= 1:
                raise UsageError(f"{name} is a share from 0 to 1, got {getattr(self, name)}.")
        if self.longest < 2 or (self.ordered and self.longest > 3):
            raise UsageError(
                f"A rule cannot have {self.longest} items at most.",
                hint="Choose 2 or more; 2 or 3 for ordered rules.",
            )

    def measure(self, journeys: Journeys) -> RulesTally:
        """List the distinct items of every transaction."""
        items = coded(journeys, self.of)
        offsets = journeys.offsets
        if self.unit == "visits":
            offsets, _ = split_at_gaps(offsets, journeys.flat("timestamp"), microseconds(self.gap))
        found = _transactions(offsets, items.codes, len(items.names), self.ordered)
        return RulesTally(len(journeys), ((found, items.names),))

    def conclude(self, tally: RulesTally, _: Mapping[str, Vocabulary]) -> Rules:
        """Mine, measure, name."""
        names = sorted({name for _, own in tally.parts for name in own})
        place = {name: i for i, name in enumerate(names)}
        numbered = ((part, np.array([place[name] for name in own], np.int32)) for part, own in tally.parts)
        transactions = Coded.of(numbered, len(names))
        mine = mine_ordered if self.ordered else mine_rules
        found = mine(transactions, self.min_support, self.min_confidence, self.longest)
        table = _table(found, names, len(transactions), self.ordered)
        used = int(np.count_nonzero(transactions.met))
        return Rules(self, tally.customers, len(transactions), used, table)


def _transactions(
    offsets: NDArray[np.int32], codes: NDArray[np.int32], names: int, ordered: bool
) -> Transactions:
    """The distinct codes of every row, and where they are met if order counts."""
    starts, items, _, firsts, lasts = codes_of_rows(offsets, codes, names, False, ordered)
    return Transactions(starts, items, firsts, lasts)


_SCHEMA: Final = pa.schema(
    [
        ("left", pa.list_(pa.string())),
        ("right", pa.string()),
        ("count", pa.int64()),
        ("left_count", pa.int64()),
        ("right_count", pa.int64()),
        ("support", pa.float64()),
        ("confidence", pa.float64()),
        ("confidence_low", pa.float64()),
        ("confidence_high", pa.float64()),
        ("lift", pa.float64()),
        ("leverage", pa.float64()),
        ("conviction", pa.float64()),
        ("q", pa.float64()),
    ]
)


def _table(found: RuleCounts, names: list[str], n: int, ordered: bool) -> pa.Table:
    left = np.sort(np.where(found.left < 0, len(names), found.left), axis=1)  # codes are in order of names
    confidence = found.both / found.left_count
    share = found.right_count / max(n, 1)
    lift = found.both * n / (found.left_count * found.right_count)
    keys = (found.right, *left.T[::-1], -found.both, -lift)
    order = np.lexsort(keys) if len(lift) else np.empty(0, np.int64)
    low, high = wilson(found.both, found.left_count)
    with np.errstate(divide="ignore", invalid="ignore"):
        conviction = np.where(confidence < 1, (1 - share) / (1 - confidence), np.nan)
    support = found.both / max(n, 1)
    leverage = support - found.left_count / max(n, 1) * share
    q = np.full(len(lift), np.nan) if ordered else benjamini_hochberg(_independence(found, n))
    numbers = (support, confidence, low, high, lift, leverage, conviction, q)
    columns = [
        _lists(left[order], names),
        pa.array(names, pa.string()).take(pa.array(found.right[order])),
        *(pa.array(counts[order]) for counts in (found.both, found.left_count, found.right_count)),
        *(pa.array(values[order], from_pandas=True) for values in numbers),
    ]
    return pa.table(columns, schema=_SCHEMA)


def _lists(codes: NDArray[np.int64], names: list[str]) -> pa.Array:
    """Rows of codes as lists of names; a code behind the last name ends a row."""
    real = codes < len(names)
    offsets = np.concatenate([[0], np.cumsum(real.sum(axis=1))]).astype(np.int32)
    return pa.ListArray.from_arrays(
        pa.array(offsets), pa.array(names, pa.string()).take(pa.array(codes[real]))
    )


def _independence(found: RuleCounts, n: int) -> NDArray[np.float64]:
    """p-values of the right side being as frequent with the left side as without it."""
    p = np.full(len(found.both), np.nan)
    rest = n - found.left_count
    tested = np.flatnonzero(rest > 0)
    p[tested], _ = share_difference_p(
        found.both[tested],
        found.left_count[tested],
        (found.right_count - found.both)[tested],
        rest[tested],
    )
    return p


def rules(
    log: JourneyLog,
    of: str = "touchpoint",
    *,
    unit: Unit = "customers",
    ordered: bool = False,
    min_support: float = 0.05,
    min_confidence: float = 0.5,
    longest: int = 3,
    visit_gap: Duration = "30m",
) -> Rules:
    """Association rules between the things that customers meet.

    Parameters
    ----------
    log
        A journey log; use ``log.where(...)`` for a part of it.
    of
        The attribute whose names are the items: ``"touchpoint"``, ``"channel"``, a text property such as a product.
    unit
        ``"customers"``: what a customer ever met; ``"visits"``: what was met within one visit.
    ordered
        Whether the right side must come after the first event of every item of the left side.
    min_support, min_confidence
        Smallest share of transactions in which the rule holds, and of those with the left side.
    longest
        Most items of a rule, both sides together; 2 or 3 if ordered.
    visit_gap
        Longest time between two events of one visit.

    Returns
    -------
    Rules
        See the class for the columns of its table.

    Raises
    ------
    UnknownNameError
        If there is no such attribute.
    UsageError
        If the attribute has no names, a limit is out of range, or more than a million sets are frequent.

    Notes
    -----
    Frequent sets are found by Eclat (Zaki 2000). A rule is an observation: meeting the left side need
    not be why the right side is met.

    Examples
    --------
    >>> from sojourn.testing import log_of
    >>> log = log_of('''
    ...     ann  09:00  Home
    ...     ann  09:05  Cart
    ...     bob  10:00  Home
    ...     eve  10:00  Cart
    ...     eve  10:05  Home
    ... ''')
    >>> [(r["left"], r["right"], r["count"]) for r in rules(log, ordered=True, min_confidence=0).table.to_pylist()]
    [(['Cart'], 'Home', 1), (['Home'], 'Cart', 1)]
    """
    gap = timedelta(microseconds=microseconds(visit_gap))
    return answer(log, RulesSpec(of, unit, ordered, min_support, min_confidence, longest, gap))


def basket_rules(
    baskets: Iterable[Sequence[str]] | pa.Array | pa.ChunkedArray | Any,
    *,
    column: str | None = None,
    min_support: float = 0.05,
    min_confidence: float = 0.5,
    longest: int = 3,
) -> Rules:
    """Association rules between the items of baskets that are not part of a log.

    Parameters
    ----------
    baskets
        Lists of names; an Arrow list array; or, with ``column``, a table that has such a column.
    column
        Which column of a table holds the lists.
    min_support, min_confidence, longest
        As in :func:`rules`.

    Returns
    -------
    Rules
        With baskets as transactions; its ``customers`` is 0.

    Raises
    ------
    UsageError
        If these are no baskets, or a limit is out of range.

    Examples
    --------
    >>> found = basket_rules([["tea", "milk"], ["tea", "milk"], ["bread"]])
    >>> [(r["left"], r["right"], r["lift"]) for r in found.table.to_pylist()]
    [(['milk'], 'tea', 1.5), (['tea'], 'milk', 1.5)]
    """
    lists = _basket_lists(baskets, column)
    encoded = lists.flatten().dictionary_encode()
    names = tuple(encoded.dictionary.to_pylist())
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
    lengths = lists.value_lengths().fill_null(0).to_numpy(zero_copy_only=False)
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    codes.setflags(write=False)
    offsets.setflags(write=False)
    spec = RulesSpec("item", "baskets", False, min_support, min_confidence, longest)
    found = _transactions(offsets, codes, len(names), False)
    return spec.conclude(RulesTally(0, ((found, names),)), {})


def _basket_lists(baskets: Any, column: str | None) -> pa.Array:
    if column is not None:
        table = pa.table(baskets)
        if column not in table.column_names:
            raise UsageError(f"The table has no column '{column}'.")
        baskets = table[column]
    if isinstance(baskets, pa.ChunkedArray):
        baskets = baskets.combine_chunks()
    if isinstance(baskets, str) or not (isinstance(baskets, pa.Array | Iterable)):
        raise UsageError("Baskets are lists of names.", hint='Write [["tea", "milk"], ["tea"]].')
    try:
        found = baskets if isinstance(baskets, pa.Array) else pa.array([list(b) for b in baskets])
        return found.cast(pa.list_(pa.string()))
    except (pa.ArrowException, TypeError, NotImplementedError) as error:
        raise UsageError("Baskets are lists of names.", hint='Write [["tea", "milk"], ["tea"]].') from error


def _examples(_: tuple[str, ...]) -> tuple[Spec[RulesTally, Rules], ...]:
    return (
        RulesSpec("channel", "visits", True, 0.1, 0.2, 2, timedelta(hours=1)),
        RulesSpec(ordered=True, min_confidence=0.0),
        RulesSpec(min_support=0.0, min_confidence=0.0, longest=4),
    )


ANALYSIS: Final = Analysis(rules, _examples)
