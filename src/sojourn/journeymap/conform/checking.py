"""Check a map against a log."""

from collections.abc import Sequence
from typing import Final, Literal, get_args

from sojourn.analysis.seam import check_log
from sojourn.errors import UsageError
from sojourn.journeymap.bind.goals import Goals
from sojourn.journeymap.bind.report_segments import report_segments
from sojourn.journeymap.conform.cells import cell_deviations
from sojourn.journeymap.conform.deviation import Deviation
from sojourn.journeymap.conform.facts import Facts, gather
from sojourn.journeymap.conform.groups import groups_of
from sojourn.journeymap.conform.line import Line
from sojourn.journeymap.conform.parts import parts_of
from sojourn.journeymap.conform.result import CheckSpec, Conformance
from sojourn.journeymap.conform.spots import gone, touchpoint_deviations
from sojourn.journeymap.conform.ways import way_deviations
from sojourn.journeymap.given import check_map
from sojourn.journeymap.model import JourneyMap
from sojourn.log.journeylog import JourneyLog

LEAST: Final = 0.01
"""The share of customers from which something belongs on a map, if nothing else is said."""


def check(
    jmap: JourneyMap,
    log: JourneyLog,
    *,
    least: float = LEAST,
    by: str | Sequence[str] | None = None,
    goal: Goals = None,
    timezone: str = "UTC",
    language: Literal["en", "zh"] | None = None,
) -> Conformance:
    """How well a map agrees with behaviour, where it does not, and which edits would mend that.

    The score is the harmonic mean of up to four parts, each 0 … 1:

    - *fitness*: how much of behaviour the map explains. Every journey is aligned to the flow of the map; an event that
      does not fit costs 1, a touchpoint that the map demands and the journey lacks costs 1; the cheapest alignment counts,
      as a share of the worst;
    - *precision*: how much of the map happens: the mean of the share of its touchpoints that customers meet and of its ways
      (flows, marks of starts and ends) that they take;
    - *feelings*: how far drawn feelings lie outside those measured;
    - *waits*: whether at least half of the waits are within what the map expects.

    A deviation is told where the data contradict the map beyond chance: something the map does not have is done by a
    share of customers whose whole 95 % interval lies above `least`, or something it has is done by next to nobody.

    Parameters
    ----------
    jmap
        A map.
    log
        A journey log; use ``log.where(...)`` for a part of it.
    least
        The share of customers from which something belongs on a map, above 0 and up to 0.5. A way that a tenth of
        it go counts as happening.
    by
        Fitness of groups: ``"channel"``, ``"persona"``, an attribute, or several of them. Channels and personas, where
        there are any, if not given.
    goal, timezone
        Of the report whose segments personas name, as for :func:`sojourn.bind`; only of meaning with ``by="persona"``.
    language
        Of the sentences; that of the map if not given.

    Returns
    -------
    Conformance
        Score, parts, deviations and proposals; see the class. On a log without customers the parts have no value and
        a reason.

    Raises
    ------
    UnknownNameError
        If the log has no such attribute, or neither the map nor the log a touchpoint of the goal's name.
    UsageError
        If `least` or `language` is not possible.
    UnitError
        If there is no such time zone.

    Examples
    --------
    >>> from sojourn.journeymap.model import Flow, Stage, Touchpoint
    >>> from sojourn.testing import log_of
    >>> log = log_of('''
    ...     ann  09:00  Home
    ...     ann  09:05  Cart
    ...     bob  10:00  Home
    ...     bob  10:05  Help
    ...     bob  10:09  Cart
    ... ''')
    >>> jmap = JourneyMap(title="Shop", stages=(Stage(id="buy", name="Buy"),), touchpoints=(
    ...     Touchpoint(id="home", name="Home", stage="buy"), Touchpoint(id="cart", name="Cart", stage="buy")),
    ...     flow=(Flow(source="home", target="cart"),))
    >>> found = check(jmap, log)
    >>> found.fitness, found.precision, round(found.score, 3)
    (0.875, 1.0, 0.933)
    """
    check_map(jmap)
    check_log(log)
    said_in = language or jmap.language
    if said_in not in get_args(Literal["en", "zh"]):
        raise UsageError(f"There is no language '{language}'.", hint="There are 'en' and 'zh'.")
    line = Line(least)
    groups = groups_of(jmap, log, by, report_segments(jmap, log, goal, timezone), said_in)
    facts = gather(jmap, log, groups)
    spec = CheckSpec(jmap.title, least, tuple(dict.fromkeys(g.dimension for g in groups.groups)), said_in)
    fit = facts.alignments.fit if facts.graph.flows else None
    return Conformance(
        spec,
        facts.customers,
        sum(int(row["events"]) for row in facts.rows.values()),
        parts_of(facts, line),
        fit,
        facts.alignments.groups if fit is not None else (),
        groups.skipped,
        _deviations(facts, line),
        log.extent.events,
    )


def _deviations(facts: Facts, line: Line) -> tuple[Deviation, ...]:
    if not facts.customers:
        return ()
    spots = touchpoint_deviations(facts, line)
    found = (*spots, *way_deviations(facts, line, gone(spots)), *cell_deviations(facts))
    return tuple(sorted(found, key=lambda d: (-d.customers, d.kind, d.id)))
