"""Who answers: customers who rated against customers who could have and did not, in what is known of both."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.analysis.metrics.picking import named_touchpoints
from sojourn.analysis.seam import Estimate, answer
from sojourn.analysis.stats.means import welch
from sojourn.analysis.stats.multiple import benjamini_hochberg
from sojourn.analysis.stats.proportions import newcombe, share_difference_p
from sojourn.errors import UsageError
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys, frozen
from sojourn.log.kernels.occurrences import rows_with
from sojourn.log.vocabulary import Vocabulary
from sojourn.results import Result

SEEN: Final = ("events", "active_days", "value", "goal")
"""What is known of everybody: events, days from the first to the last, money that came in, and whether the goal was reached."""
UNSEEN: Final = "how those who did not answer feel cannot be known; this compares what else is known of them"


@dataclass(frozen=True, slots=True)
class ResponseTally:
    """Customers who could answer: numbers of each (float64, shape (customers, 4), columns as :data:`SEEN`), and who did."""

    numbers: tuple[NDArray[np.float64], ...]
    answered: tuple[NDArray[np.bool_], ...]

    def __add__(self, other: "ResponseTally") -> "ResponseTally":
        return ResponseTally(self.numbers + other.numbers, self.answered + other.answered)


@dataclass(frozen=True, repr=False)
class ResponseBias(Result):
    """Those who rated against those who could have.

    One row of `table` is one thing that is known of both: ``what`` (``events``, ``active_days``, ``value``, ``goal``),
    ``answered`` and ``silent`` (the mean, or the share who reached the goal, among customers who rated and who did not), ``difference``, ``low``, ``high``
    (95 %: Welch's interval, Newcombe's for the goal), ``p``, ``q`` (after Benjamini and Hochberg over the rows), ``n_answered``,
    ``n_silent``, ``status``.
    """

    spec: "ResponseBiasSpec"
    customers: int
    """Customers who met a touchpoint where they could rate."""
    answered: int
    """Of these, customers who did."""
    _table: pa.Table

    @property
    def table(self) -> pa.Table:
        """One row per thing known; see the class."""
        return self._table

    @property
    def biased(self) -> bool:
        """Whether any of them differs (q < 0.05)."""
        return any(q is not None and q < 0.05 for q in self._table.column("q").to_pylist())

    def headline(self) -> str:
        """The finding in one line, and what it cannot say."""
        told = "differ" if self.biased else "do not differ measurably"
        return (
            f"Response bias: {self.answered:,} of {self.customers:,} customers answered; they {told} from the others. "
            f"Note: {UNSEEN}."
        )

    def estimates(self) -> tuple[Estimate, ...]:
        """None: it is a comparison itself."""
        return ()


@dataclass(frozen=True, slots=True)
class ResponseBiasSpec:
    """The parameters of :func:`response_bias`."""

    touchpoints: tuple[str, ...]
    goals: tuple[str, ...] = ()

    def measure(self, journeys: Journeys) -> ResponseTally:
        """What is known of customers who met one of the touchpoints."""
        start, stop = int(journeys.offsets[0]), int(journeys.offsets[-1])
        offsets = frozen((journeys.offsets - start).astype(np.int32))
        codes = journeys.flat("touchpoint")[start:stop]
        here = named_touchpoints(journeys, self.touchpoints)[codes]
        asked = rows_with(offsets, frozen(here))
        scored = _known(journeys, "score", start, stop)
        times = journeys.flat("timestamp")[start:stop]
        goal = frozen(named_touchpoints(journeys, self.goals)[codes])
        values = journeys.flat("value")[start:stop] if "value" in journeys.columns else np.zeros(len(codes))
        columns = (
            np.diff(offsets).astype(float),
            (times[offsets[1:] - 1] - times[offsets[:-1]]) / 86_400e6,
            np.bincount(np.repeat(np.arange(len(journeys)), np.diff(offsets)), np.nan_to_num(values), len(journeys)),
            rows_with(offsets, goal).astype(float),
        )  # fmt: skip
        return ResponseTally(
            (np.stack(columns, axis=1)[asked],), (rows_with(offsets, frozen(here & scored))[asked],)
        )

    def conclude(self, tally: ResponseTally, _: Mapping[str, Vocabulary]) -> ResponseBias:
        """Compare the two groups."""
        numbers, answered = np.concatenate(tally.numbers), np.concatenate(tally.answered)
        order = np.lexsort((*numbers.T, answered))  # so that sums do not depend on the order of the parts
        numbers, answered = numbers[order], answered[order]
        told = SEEN if self.goals else SEEN[:-1]
        rows = [
            _row(what, numbers[answered, i], numbers[~answered, i], share=what == "goal")
            for i, what in enumerate(told)
        ]
        p = np.array([np.nan if row["p"] is None else row["p"] for row in rows], np.float64)
        for row, q in zip(rows, benjamini_hochberg(p).tolist(), strict=True):
            row["q"] = None if np.isnan(q) else q
        return ResponseBias(
            self, len(answered), int(answered.sum()), pa.Table.from_pylist(rows, schema=_SCHEMA)
        )


_SCHEMA: Final = pa.schema(
    [
        ("what", pa.string()),
        ("answered", pa.float64()),
        ("silent", pa.float64()),
        ("difference", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("p", pa.float64()),
        ("q", pa.float64()),
        ("n_answered", pa.int64()),
        ("n_silent", pa.int64()),
        ("status", pa.string()),
    ]
)


def _known(journeys: Journeys, attribute: str, start: int, stop: int) -> NDArray[np.bool_]:
    if attribute not in journeys.columns:
        return np.zeros(stop - start, np.bool_)
    return np.isfinite(journeys.flat(attribute)[start:stop])


def _row(what: str, a: NDArray[np.float64], b: NDArray[np.float64], *, share: bool) -> dict[str, object]:
    row: dict[str, object] = dict.fromkeys(_SCHEMA.names)
    row |= {"what": what, "n_answered": len(a), "n_silent": len(b), "status": "computed"}
    least = 1 if share else 2
    if min(len(a), len(b)) < least:
        return row | {"status": "cannot be computed: too few customers on one side"}
    row |= {"answered": float(a.mean()), "silent": float(b.mean()), "difference": float(a.mean() - b.mean())}
    if share:
        hits_a, n_a, hits_b, n_b = (np.array([x], np.int64) for x in (a.sum(), len(a), b.sum(), len(b)))
        low, high = newcombe(hits_a, n_a, hits_b, n_b)
        p, _ = share_difference_p(hits_a, n_a, hits_b, n_b)
    elif a.var() + b.var() > 0:
        mean_a, spread_a, mean_b, spread_b = (
            np.array([x]) for x in (a.mean(), a.var(ddof=1), b.mean(), b.var(ddof=1))
        )
        low, high, p = welch(mean_a, spread_a, np.array([len(a)]), mean_b, spread_b, np.array([len(b)]))
    else:
        return row | {"status": "cannot be computed: neither side varies"}
    return row | {"low": float(low[0]), "high": float(high[0]), "p": None if np.isnan(p[0]) else float(p[0])}


def response_bias(
    log: JourneyLog, *, touchpoints: Iterable[str], goal: str | Iterable[str] = ()
) -> ResponseBias:
    """Customers who rated against customers who met the same touchpoints and did not.

    Whoever answers a survey may be unlike who does not. How those who are silent feel cannot be known; what they did can
    be compared. Where a difference shows, ratings speak for those who answered.

    Parameters
    ----------
    log
        A journey log.
    touchpoints
        Touchpoints where customers can rate, such as ``metrics(log).answerable``.
    goal
        Touchpoints that count as success.

    Returns
    -------
    ResponseBias
        See the class for the columns of its table.

    Raises
    ------
    UsageError
        If no touchpoint is named.
    UnknownNameError
        If one does not exist.

    Examples
    --------
    >>> from sojourn.testing import log_of
    >>> log = log_of('''
    ...     ann  09:00  Chat
    ...     ann  09:05  Order
    ...     bob  10:00  Chat
    ... ''', score=[5, None, None], scale=["csat_1_5", None, None])
    >>> found = response_bias(log, touchpoints=["Chat"], goal="Order")
    >>> found.customers, found.answered, found.table.to_pylist()[-1]["difference"]
    (2, 1, 1.0)
    """
    wanted = (touchpoints,) if isinstance(touchpoints, str) else tuple(touchpoints)
    if not wanted:
        raise UsageError(
            "No touchpoint is named where customers could rate.", hint="Give metrics(log).answerable."
        )
    return answer(log, ResponseBiasSpec(wanted, (goal,) if isinstance(goal, str) else tuple(goal)))
