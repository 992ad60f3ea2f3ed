"""The same map in two periods: its score, and what changed beyond chance."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from sojourn.analysis.seam import check_log
from sojourn.errors import UsageError
from sojourn.journeymap.conform.changes import Change, changes_of, wait_changes
from sojourn.journeymap.conform.changing import change_said
from sojourn.journeymap.conform.checking import LEAST
from sojourn.journeymap.conform.facts import gather
from sojourn.journeymap.conform.line import Line
from sojourn.journeymap.conform.parts import Part, parts_of, score_of
from sojourn.journeymap.conform.result import plain_parts
from sojourn.journeymap.conform.words import Language
from sojourn.journeymap.given import check_map
from sojourn.journeymap.model import JourneyMap
from sojourn.log.journeylog import JourneyLog
from sojourn.log.selection import Period
from sojourn.results import Result

if TYPE_CHECKING:
    import pyarrow as pa

Moment = datetime | date | str
"""Text is ISO 8601; without a zone it is UTC, without a time midnight."""
Span = tuple[Moment, Moment]

_TICK: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class DriftSpec:
    """The parameters of a drift; see :func:`sojourn.drift`. Both periods end before their second moment."""

    title: str
    before: tuple[datetime, datetime]
    after: tuple[datetime, datetime]
    least: float
    language: Language


@dataclass(frozen=True, repr=False)
class Drift(Result):
    """A map in two periods.

    One row of `table` is one number, what changed first: ``measure``, ``id``, ``names``, ``before``, ``after``,
    ``n_before``, ``n_after``, ``difference`` (after less before) with its 95 % interval ``low`` and ``high``, ``p``, ``q``,
    ``verdict`` and ``limit`` as in :class:`~sojourn.journeymap.conform.changes.Change`, and ``says``: the change in words,
    empty where there is none.

    Attributes
    ----------
    spec
        The parameters.
    customers_before, customers_after
        Customers of each period; the same customer may be in both, which the tests do not know.
    parts_before, parts_after
        The parts of the score in each period. Journeys are cut at the borders of a period, so here they may begin and end
        anywhere.
    changes
        Everything compared, what changed first.
    """

    spec: DriftSpec
    customers_before: int
    customers_after: int
    parts_before: tuple[Part, ...]
    parts_after: tuple[Part, ...]
    changes: tuple[Change, ...] = field(repr=False)

    @property
    def score_before(self) -> float | None:
        """The score in the earlier period."""
        return score_of(self.parts_before)

    @property
    def score_after(self) -> float | None:
        """The score in the later period."""
        return score_of(self.parts_after)

    @property
    def changed(self) -> tuple[Change, ...]:
        """The changes that are told."""
        return tuple(change for change in self.changes if change.verdict != "same")

    @cached_property
    def table(self) -> "pa.Table":
        """One row per number; see the class."""
        import pyarrow as pa

        rows = [
            {name: getattr(change, name) for name in Change.__slots__}
            | {"says": change_said(change, self.spec.language)}
            for change in self.changes
        ]
        return pa.Table.from_pylist(rows, schema=_schema())

    def headline(self) -> str:
        """Both scores in one line."""
        scores = ["none" if s is None else f"{s:.2f}" for s in (self.score_before, self.score_after)]
        return f"Drift: score {scores[0]} before, {scores[1]} after, {len(self.changed):,} changes"

    def to_dict(self) -> dict[str, Any]:
        """Plain values: both scores with their parts, and the numbers under ``rows``."""
        language = self.spec.language
        return {
            **super().to_dict(),
            "score_before": self.score_before,
            "score_after": self.score_after,
            "customers_before": self.customers_before,
            "customers_after": self.customers_after,
            "parts_before": plain_parts(self.parts_before, language),
            "parts_after": plain_parts(self.parts_after, language),
        }


def drift(
    jmap: JourneyMap,
    log: JourneyLog,
    *,
    since: Moment | None = None,
    before: Span | None = None,
    after: Span | None = None,
    least: float = LEAST,
    language: Literal["en", "zh"] | None = None,
) -> Drift:
    """How a map and behaviour moved apart, or together, between two periods.

    Compared are fitness, for every touchpoint and way that the map draws or that reaches `least` the share of customers (of
    a way: of those who come to its first touchpoint), the share of waits that are longer than the map expects (where it
    expects nothing: than was usual before), and feelings that were rated. Changes are told where q < 0.05 (Benjamini and Hochberg over all numbers compared) and the
    change is worth telling: `least` for touchpoints, 5 points in a hundred for ways and waits, 0.01 for fitness, half a
    point for feelings.

    Parameters
    ----------
    jmap
        A map.
    log
        A journey log that holds both periods.
    since
        Where the later period begins; it ends with the log. The earlier one ends here, and is as long, or as long as the log
        allows. Instead of `before` and `after`.
    before, after
        The periods: first moment, and the moment after the last. Shares of customers grow with the length of a period, so
        they should be about equally long.
    least
        As for :func:`sojourn.check`.
    language
        Of the sentences; that of the map if not given.

    Returns
    -------
    Drift
        See the class.

    Raises
    ------
    UsageError
        If the periods are not given, cannot be read, or hold no customers of this map.

    Examples
    --------
    >>> from sojourn.journeymap.model import Flow, Stage, Touchpoint
    >>> from sojourn.testing import log_of
    >>> log = log_of('''
    ...     ann  2026-01-01  Home
    ...     ann  2026-01-02  Cart
    ...     bob  2026-01-05  Home
    ...     bob  2026-01-06  Help
    ... ''')
    >>> jmap = JourneyMap(title="Shop", stages=(Stage(id="buy", name="Buy"),), touchpoints=(
    ...     Touchpoint(id="home", name="Home", stage="buy"), Touchpoint(id="cart", name="Cart", stage="buy")),
    ...     flow=(Flow(source="home", target="cart"),))
    >>> found = drift(jmap, log, before=("2026-01-01", "2026-01-05"), after=("2026-01-05", "2026-01-09"))
    >>> [round(part[0].value, 2) for part in (found.parts_before, found.parts_after)], len(found.changed)
    ([1.0, 0.67], 0)
    """
    check_map(jmap)
    check_log(log)
    said_in = language or jmap.language
    if said_in not in get_args(Language):
        raise UsageError(f"There is no language '{language}'.", hint="There are 'en' and 'zh'.")
    line = Line(least)
    spans = _spans(log, since, before, after)
    logs = [log.where(Period(*span)) for span in spans]
    earlier, later = (gather(jmap, part, doors=False) for part in logs)
    for facts, span in zip((earlier, later), spans, strict=True):
        if not facts.customers or not facts.graph.size:
            raise UsageError(
                f"From {span[0]:%Y-%m-%d %H:%M} to {span[1]:%Y-%m-%d %H:%M} nobody meets a touchpoint of this map.",
                hint="Choose periods in which the log has events, and check that the map fits the log.",
            )
    return Drift(
        DriftSpec(jmap.title, *spans, least, said_in),
        earlier.customers,
        later.customers,
        parts_of(earlier, line),
        parts_of(later, line),
        changes_of(earlier, later, wait_changes(jmap, *logs), line),
    )


def _spans(
    log: JourneyLog, since: Moment | None, before: Span | None, after: Span | None
) -> tuple[tuple[datetime, datetime], tuple[datetime, datetime]]:
    if before is not None and after is not None and since is None:
        return (_moment(before[0]), _moment(before[1])), (_moment(after[0]), _moment(after[1]))
    if since is None or before is not None or after is not None:
        raise UsageError(
            "A drift needs either `since`, or `before` and `after`.", hint='Write since="2026-06-01".'
        )
    border, extent = _moment(since), log.extent
    if extent.first is None or extent.last is None or not extent.first < border <= extent.last:
        held = (
            f"{extent.first:%Y-%m-%d} to {extent.last:%Y-%m-%d}"
            if extent.first and extent.last
            else "no time"
        )
        raise UsageError(
            f"{border:%Y-%m-%d} does not part the log in two.", hint=f"The log holds events of {held}."
        )
    end = extent.last + _TICK
    return (max(border - (end - border), extent.first), border), (border, end)


def _moment(given: Moment) -> datetime:
    if isinstance(given, str):
        try:
            given = datetime.fromisoformat(given)
        except ValueError:
            raise UsageError(f"'{given}' is no moment.", hint="Write it as 2026-06-01.") from None
    if not isinstance(given, datetime):
        given = datetime.combine(given, time())
    return given if given.tzinfo is not None else given.replace(tzinfo=UTC)


def _schema() -> "pa.Schema":
    import pyarrow as pa

    text, whole, number = pa.string(), pa.int64(), pa.float64()
    return pa.schema(
        [
            ("measure", text),
            ("id", text),
            ("names", pa.list_(text)),
            ("before", number),
            ("after", number),
            ("n_before", whole),
            ("n_after", whole),
            ("difference", number),
            ("low", number),
            ("high", number),
            ("p", number),
            ("q", number),
            ("verdict", text),
            ("limit", number),
            ("says", text),
        ]
    )
