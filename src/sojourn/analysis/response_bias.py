"""Who answers: customers who rated against customers who could have and did not, in what is known of both."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.analysis.metrics.picking import named_touchpoints
from sojourn.analysis.seam import Analysis, Estimate, Spec, answer, names_in
from sojourn.analysis.stats.multiple import benjamini_hochberg
from sojourn.analysis.stats.proportions import SMALLEST
from sojourn.errors import UsageError
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys, frozen
from sojourn.log.kernels.occurrences import rows_with
from sojourn.log.vocabulary import Vocabulary
from sojourn.results import Result

SEEN: Final = ("events", "active_days", "value", "goal")
"""What is known of everybody: events, days from the first to the last, money that came in, and whether the goal was reached."""
UNSEEN: Final = "how those who did not answer feel cannot be known; this compares what else is known of them"
_LEAST: Final = 20
_Z: Final = 1.959963984540054

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Occasions:
    """The first event of each customer at each touchpoint: who, where, whether it was rated; and what is known of whom."""

    customers: int
    owner: NDArray[np.int64]
    touchpoint: NDArray[np.int64]
    rated: NDArray[np.bool_]
    known: Numbers


@dataclass(frozen=True, slots=True)
class ResponseTally:
    """First occasions of all parts."""

    parts: tuple[_Occasions, ...]

    def __add__(self, other: "ResponseTally") -> "ResponseTally":
        return ResponseTally(self.parts + other.parts)


@dataclass(frozen=True, repr=False)
class ResponseBias(Result):
    """Those who rated against those who could have.

    One row of `table` is one thing that is known of both: ``what`` (``events``, ``active_days``, ``value``, ``goal``),
    ``answered`` and ``silent`` (its mean, or the share who reached the goal, where the first occasion to rate was taken and
    where it was not), ``difference``, ``low``, ``high`` (95 %), ``p``, ``q`` (after Benjamini and Hochberg over the rows),
    ``n_answered``, ``n_silent`` (occasions), ``status``.

    Notes
    -----
    Only the first event of a customer at each touchpoint counts, because whoever comes more often has more occasions;
    and only customers of the same touchpoint are compared, because touchpoints ask differently. The differences of the
    touchpoints are weighted by answered · silent / (answered + silent); the variance sums what each customer contributes
    over all touchpoints, so that a customer who is met at several does not count as several.
    """

    spec: "ResponseBiasSpec"
    customers: int
    """Customers who met a touchpoint where they could rate."""
    answered: int
    """Of these, customers who rated at a first occasion."""
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
        """The first occasions of complete customers, and what is known of them."""
        start, stop = int(journeys.offsets[0]), int(journeys.offsets[-1])
        offsets = frozen((journeys.offsets - start).astype(np.int32))
        codes = journeys.flat("touchpoint")[start:stop]
        times = journeys.flat("timestamp")[start:stop]
        places = np.flatnonzero(named_touchpoints(journeys, self.touchpoints)[codes])
        names = len(journeys.touchpoints)
        owners = np.searchsorted(offsets, places, side="right") - 1
        pairs, firsts = np.unique(owners * names + codes[places], return_index=True)
        goal = frozen(named_touchpoints(journeys, self.goals)[codes])
        everyone = np.repeat(np.arange(len(journeys)), np.diff(offsets))
        known = (
            np.diff(offsets).astype(float),
            (times[offsets[1:] - 1] - times[offsets[:-1]]) / 86_400e6,
            np.bincount(everyone, np.nan_to_num(_number(journeys, "value", start, stop)), len(journeys)),
            rows_with(offsets, goal).astype(float),
        )
        asked, owner = np.unique(pairs // (names or 1), return_inverse=True)
        rated = np.isfinite(_number(journeys, "score", start, stop)[places[firsts]])
        table = np.stack(known, axis=1)[asked]
        return ResponseTally((_Occasions(len(asked), owner, pairs % (names or 1), rated, table),))

    def conclude(self, tally: ResponseTally, vocabularies: Mapping[str, Vocabulary]) -> ResponseBias:
        """Compare the two groups."""
        before = np.cumsum([0, *(part.customers for part in tally.parts)])
        owner = np.concatenate([part.owner + b for part, b in zip(tally.parts, before, strict=False)])
        where, rated, known = (
            np.concatenate([getattr(part, name) for part in tally.parts])
            for name in ("touchpoint", "rated", "known")
        )
        customers, names = int(before[-1]), len(vocabularies["touchpoint"])
        answered = len(np.unique(owner[rated]))
        told = SEEN if self.goals else SEEN[:-1]
        rows = [
            _compared(what, known[:, i], owner, where, rated, customers, names) for i, what in enumerate(told)
        ]
        p = np.array([np.nan if row["p"] is None else row["p"] for row in rows], np.float64)
        for row, q in zip(rows, benjamini_hochberg(p).tolist(), strict=True):
            row["q"] = None if np.isnan(q) else q
        return ResponseBias(self, customers, answered, pa.Table.from_pylist(rows, schema=_SCHEMA))


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


def _number(journeys: Journeys, attribute: str, start: int, stop: int) -> Numbers:
    if attribute not in journeys.columns:
        return np.full(stop - start, np.nan)
    return journeys.flat(attribute)[start:stop]


def _compared(
    what: str, known: Numbers, owner: NDArray[np.int64], where: NDArray[np.int64], rated: NDArray[np.bool_],
    customers: int, names: int,
) -> dict[str, object]:  # fmt: skip
    """One thing that is known of both sides, within touchpoints."""
    from scipy.special import ndtr

    counts = [np.bincount(where[side], minlength=names).astype(float) for side in (rated, ~rated)]
    n_a, n_b = (int(count.sum()) for count in counts)
    row: dict[str, object] = dict.fromkeys(_SCHEMA.names)
    row |= {"what": what, "n_answered": n_a, "n_silent": n_b, "status": "computed"}
    both = counts[0] * counts[1] / np.maximum(counts[0] + counts[1], 1)
    if min(n_a, n_b) < _LEAST or not both.sum():
        return row | {"status": f"cannot be computed: fewer than {_LEAST} occasions on one side"}
    weight = both / both.sum()
    x = known[owner]
    order = np.lexsort((x, where))  # so that sums do not depend on the order of the parts
    means = [
        np.bincount(where[own], x[own], names) / np.maximum(count, 1)
        for own, count in zip((order[rated[order]], order[~rated[order]]), counts, strict=True)
    ]
    a, b = (float((weight * mean).sum()) for mean in means)
    side = np.where(rated, 0, 1)
    centred = x - np.stack(means)[side, where]
    share = np.where(rated, 1.0, -1.0) * weight[where] / np.maximum(np.stack(counts)[side, where], 1)
    each = np.sort(np.bincount(owner, share * centred, customers))
    error = float(np.sqrt((each * each).sum()))
    row |= {"answered": a, "silent": b, "difference": a - b}
    if error <= 1e-12 * max(abs(a), abs(b), 1e-300):
        return row | {"status": "cannot be computed: neither side varies"}
    p = max(float(2 * ndtr(-abs(a - b) / error)), SMALLEST)
    return row | {"low": a - b - _Z * error, "high": a - b + _Z * error, "p": p}


def response_bias(
    log: JourneyLog, *, touchpoints: Iterable[str], goal: str | Iterable[str] = ()
) -> ResponseBias:
    """Customers who rated against customers who met the same touchpoints and did not.

    Whoever answers a survey may be unlike who does not. How those who are silent feel cannot be known; what they did can
    be compared. Where a difference shows, ratings speak for those who answered. See the class for how it is done.

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
    >>> found.customers, found.answered, found.table.to_pylist()[-1]["status"]
    (2, 1, 'cannot be computed: fewer than 20 occasions on one side')
    """
    wanted = names_in(touchpoints, "touchpoints")
    if not wanted:
        raise UsageError(
            "No touchpoint is named where customers could rate.", hint="Give metrics(log).answerable."
        )
    return answer(log, ResponseBiasSpec(wanted, names_in(goal)))


def _examples(names: tuple[str, ...]) -> tuple[Spec[ResponseTally, ResponseBias], ...]:
    return (ResponseBiasSpec(names[:2]), ResponseBiasSpec((names[0],), (names[-1],)))


ANALYSIS: Final = Analysis(response_bias, _examples)
