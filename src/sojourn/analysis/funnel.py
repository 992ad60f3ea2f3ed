"""How many customers get from step to step, and how long that takes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.analysis.groups import first_values
from sojourn.analysis.seam import Analysis, Estimate, Spec, answer
from sojourn.analysis.stats.durations import DurationCounts
from sojourn.errors import UsageError
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys
from sojourn.log.kernels.subsequences import follow_steps
from sojourn.log.vocabulary import Vocabulary
from sojourn.results import Result
from sojourn.units import Duration, microseconds

Step = str | tuple[str, ...]
"""A touchpoint, or several of which any will do."""

_FOREVER: Final = 2**63 - 1
_MOST_SEGMENTS: Final = 1000


@dataclass(frozen=True, slots=True)
class StepCounts:
    """Customers who reached each step, and the durations from the step before."""

    customers: int
    reached: NDArray[np.int64]
    waits: DurationCounts

    def __add__(self, other: "StepCounts") -> "StepCounts":
        return StepCounts(
            self.customers + other.customers, self.reached + other.reached, self.waits + other.waits
        )


@dataclass(frozen=True, slots=True)
class FunnelTally:
    """The counts of every segment; without segments all customers are the segment None."""

    segments: Mapping[str | None, StepCounts]

    def __add__(self, other: "FunnelTally") -> "FunnelTally":
        merged = dict(self.segments)
        for name, counts in other.segments.items():
            merged[name] = merged[name] + counts if name in merged else counts
        return FunnelTally(merged)


@dataclass(frozen=True, repr=False)
class Funnel(Result):
    """A funnel: how many customers reach each step.

    One row of `table` is one step (of one segment), in the order asked for:

    - ``segment`` (only with ``by``): the value of the attribute; null for customers without one;
    - ``step``: the touchpoint; alternatives are joined by ``" | "``;
    - ``customers``: customers who reached the step;
    - ``share_of_first``: of those who reached the first step;
    - ``share_of_previous``: of those who reached the step before; null for the first step;
    - ``median_s``, ``mean_s``: seconds from the step before (the median within 1.6 %); null for the first step and
      where nobody got.

    A customer reaches step k by an *attempt*: events of the journey, in its order, that match steps 1 to k, the last
    within ``within`` of the first, with no event of ``exclude`` between them, and with ``strict`` no event at all
    between them. Every event that matches step 1 begins an attempt, and the best one counts. The time of step k is
    read where the customer first reached it, in the attempt that began last among those that got there then, each
    step at its first chance.
    """

    spec: "FunnelSpec"
    customers: int
    """Customers in the log, whether or not they reached the first step."""
    _table: pa.Table

    @property
    def table(self) -> pa.Table:
        """One row per step (and segment); see the class."""
        return self._table

    @property
    def conversion(self) -> float | None:
        """The share of those who reached the first step that reached the last; over all segments."""
        first, last = self._reached(0), self._reached(len(self.spec.steps) - 1)
        return last / first if first else None

    def _reached(self, step: int) -> int:
        return sum(self.table.column("customers").to_pylist()[step :: len(self.spec.steps)])

    def headline(self) -> str:
        """Counts in one line."""
        first, last = self._reached(0), self._reached(len(self.spec.steps) - 1)
        share = f" ({last / first:.1%})" if first else ""
        return f"Funnel: {last:,} of {first:,} customers who began it get through{share}; {self.customers:,} in the log"

    def estimates(self) -> tuple[Estimate, ...]:
        """Per step: the share of all customers, of the first step and of the step before."""
        out: list[Estimate] = []
        first = before = 0
        for place, row in enumerate(self.table.to_pylist()):
            step, n = place % len(self.spec.steps), row["customers"]
            first, before = (n, n) if step == 0 else (first, before)
            segment = (row["segment"] or "",) if self.spec.by else ()
            key = (*segment, str(step + 1), row["step"])
            out.append(
                Estimate(
                    key, "customers_share", self.customers, n / self.customers if self.customers else None
                )
            )
            if step:
                out.append(Estimate(key, "share_of_first", first, n / first if first else None))
                out.append(Estimate(key, "share_of_previous", before, n / before if before else None))
            before = n
        return tuple(out)


@dataclass(frozen=True, slots=True)
class FunnelSpec:
    """The question: how many customers get how far along some steps?

    Attributes
    ----------
    steps
        Alternatives of each step.
    within
        Longest time from the first step to any later one; None for no limit.
    strict
        Steps follow each other directly.
    exclude
        Touchpoints that end an attempt.
    by
        Attribute that makes segments of customers: the first value each customer has.
    """

    steps: tuple[tuple[str, ...], ...]
    within: timedelta | None = None
    strict: bool = False
    exclude: tuple[str, ...] = ()
    by: str | None = None

    def __post_init__(self) -> None:
        if not self.steps or not all(self.steps):
            raise UsageError(
                "A funnel needs at least one step, and every step a touchpoint.",
                hint='Write them in order: ["Visit", "Purchase"].',
            )
        if not all(isinstance(name, str) for step in self.steps for name in step):
            raise _no_steps(self.steps)
        both = sorted({name for step in self.steps for name in step} & set(self.exclude))
        if both:
            raise UsageError(
                f"'{both[0]}' is a step and excluded at the same time.",
                hint="Take it out of steps or of exclude.",
            )

    def measure(self, journeys: Journeys) -> FunnelTally:
        """Follow complete customers through the steps."""
        edges, matched, banned = self._codes(journeys.touchpoints)
        depth, rows, reached, waits = follow_steps(
            journeys.offsets,
            journeys.flat("touchpoint"),
            journeys.flat("timestamp"),
            edges,
            matched,
            banned,
            len(self.steps),
            _FOREVER if self.within is None else microseconds(self.within),
            self.strict,
        )
        if self.by is None:
            return FunnelTally({None: self._count(depth, reached, waits)})
        segments = first_values(journeys, self.by)
        present = np.unique(segments.codes).tolist()
        _check_segments(len(present), self.by)
        of_wait = segments.codes[rows]
        return FunnelTally(
            {
                segments.names[code] if code >= 0 else None: self._count(
                    depth[segments.codes == code], reached[of_wait == code], waits[of_wait == code]
                )
                for code in present
            }
        )

    def _count(
        self, depth: NDArray[np.int32], reached: NDArray[np.int64], waits: NDArray[np.int64]
    ) -> StepCounts:
        steps = len(self.steps)
        exactly = np.bincount(depth, minlength=steps + 1)
        at_least = np.cumsum(exactly[::-1])[::-1][1:]
        return StepCounts(len(depth), at_least, DurationCounts.of(reached, waits, steps))

    def _codes(self, names: Vocabulary) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.bool_]]:
        """Steps of every code, falling, as a ragged array; and the excluded codes."""
        pairs = {(names.code(name), -step) for step, any_of in enumerate(self.steps) for name in any_of}
        codes = np.array([code for code, _ in sorted(pairs)], np.int64)
        matched = np.array([-step for _, step in sorted(pairs)], np.int32)
        edges = np.searchsorted(codes, np.arange(len(names) + 1)).astype(np.int32)
        banned = np.zeros(len(names), np.bool_)
        banned[[names.code(name) for name in self.exclude]] = True
        if (banned[codes]).any():
            raise UsageError(
                "A step is excluded at the same time.", hint="Take it out of steps or of exclude."
            )
        return edges, matched, banned

    def conclude(self, tally: FunnelTally, _: Mapping[str, Vocabulary]) -> Funnel:
        """Shares and times per step, the largest segment first, customers without a value last."""
        if self.by is not None:
            _check_segments(len(tally.segments), self.by)
        segments = sorted(
            tally.segments.items(),
            key=lambda item: (item[0] is None, -int(item[1].reached[0]), item[0] or ""),
        )
        rows = [(name, *row) for name, counts in segments for row in self._rows(counts)]
        columns = list(zip(*rows, strict=True)) or [()] * len(_SCHEMA)
        table = pa.table([pa.array(c, f.type) for c, f in zip(columns, _SCHEMA, strict=True)], schema=_SCHEMA)
        customers = sum(counts.customers for counts in tally.segments.values())
        return Funnel(self, customers, table if self.by is not None else table.drop_columns(["segment"]))

    def _rows(self, counts: StepCounts) -> Iterable[tuple[object, ...]]:
        reached = counts.reached.tolist()
        before = [0, *reached]
        medians, means = counts.waits.medians_s(), counts.waits.means_s()
        for step, n in enumerate(reached):
            yield (
                " | ".join(self.steps[step]),
                n,
                n / reached[0] if reached[0] else None,
                n / before[step] if before[step] else None,
                medians[step],
                means[step],
            )


_SCHEMA: Final = pa.schema(
    [
        ("segment", pa.string()),
        ("step", pa.string()),
        ("customers", pa.int64()),
        ("share_of_first", pa.float64()),
        ("share_of_previous", pa.float64()),
        ("median_s", pa.float64()),
        ("mean_s", pa.float64()),
    ]
)


def _check_segments(count: int, by: str) -> None:
    if count > _MOST_SEGMENTS:
        raise UsageError(
            f"'{by}' has more than {_MOST_SEGMENTS:,} values; a funnel for each would say nothing.",
            hint="Choose an attribute with fewer values, or select some with log.where(...).",
        )


def funnel(
    log: JourneyLog,
    steps: Sequence[Step],
    *,
    within: Duration | None = None,
    strict: bool = False,
    exclude: Collection[str] = (),
    by: str | None = None,
) -> Funnel:
    """How many customers get from step to step, in order, and how long that takes them.

    Parameters
    ----------
    log
        A journey log; use ``log.where(...)`` for a part of it.
    steps
        Touchpoints in order, any number; a tuple of touchpoints means that any of them will do.
    within
        Longest time from the first step to any later one.
    strict
        Steps must follow each other directly, with no event between them.
    exclude
        Touchpoints that must not occur between the first step and the one reached.
    by
        Make segments of customers by the first value each has of this attribute.

    Returns
    -------
    Funnel
        See the class for the definition and the columns of its table.

    Raises
    ------
    UnknownNameError
        If a touchpoint or the attribute does not exist; it names the nearest.
    UnitError
        If ``within`` is not a duration.
    UsageError
        If there is no step, or a step is excluded.

    Examples
    --------
    >>> from sojourn.testing import log_of
    >>> log = log_of('''
    ...     ann  09:00  Home
    ...     ann  09:05  Cart
    ...     ann  09:07  Buy
    ...     bob  10:00  Home
    ...     bob  10:20  Cart
    ...     eve  11:00  Home
    ... ''')
    >>> funnel(log, ["Home", "Cart", "Buy"], within="1h")
    Funnel: 1 of 3 customers who began it get through (33.3%); 3 in the log
      step  customers  share_of_first  share_of_previous  median_s  mean_s
      Home  3          1               –                  –         –
      Cart  2          0.6667          0.6667             297.8     750
      Buy   1          0.3333          0.5                120       120
    """
    if isinstance(steps, str):
        raise UsageError(
            f"steps must be a list of touchpoints, got the text {steps!r}.", hint=f"Write [{steps!r}, …]."
        )
    if isinstance(exclude, str):
        exclude = (exclude,)
    try:
        alternatives = tuple((step,) if isinstance(step, str) else tuple(step) for step in steps)
    except TypeError:
        raise _no_steps(steps) from None
    spec = FunnelSpec(
        alternatives,
        None if within is None else timedelta(microseconds=microseconds(within)),
        strict,
        tuple(exclude),
        by,
    )
    return answer(log, spec)


def _no_steps(given: object) -> UsageError:
    return UsageError(
        f"steps must be a list of names of touchpoints, got {given!r}.",
        hint='Write them in order: ["Visit", "Purchase"]; a tuple of names where any of them will do.',
    )


def _examples(names: tuple[str, ...]) -> tuple[Spec[FunnelTally, Funnel], ...]:
    a, b, c = (names * 3)[:3]
    others = tuple(name for name in names if name not in {a, b, c})
    return (
        FunnelSpec(((a,), (b,), (c,))),
        FunnelSpec(((a,), (b, c), (a,)), within=timedelta(hours=3)),
        FunnelSpec(((a,), (a,), (b,)), strict=True, within=timedelta(hours=2)),
        FunnelSpec(((a,), (b,)), exclude=others[:2]),
        FunnelSpec(((b,), (a,), (b,), (c,)), within=timedelta(days=1), exclude=others[:1], by="channel"),
    )


ANALYSIS: Final = Analysis(funnel, _examples)
