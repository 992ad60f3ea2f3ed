"""The question to a log: which channels is the goal credited to?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import numpy as np

from sojourn.analysis.attribution.answering import answered, unanswered
from sojourn.analysis.attribution.result import Attribution, Money
from sojourn.analysis.attribution.rules import DIRECT, MODELS, Rules
from sojourn.analysis.attribution.spending import Sums, matched, spend_sums
from sojourn.analysis.attribution.trails import MICRO, Gathered, Question, Trails, gather, trails_of
from sojourn.analysis.seam import Analysis, Spec, answer, names_in
from sojourn.errors import UsageError
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys
from sojourn.log.vocabulary import Vocabulary
from sojourn.units import Duration, microseconds

_PLACES: Final = ("channel", "touchpoint", "stage", "device", "media", "kind")
"""Attributes that say where the goal was reached, not what brought the customer there."""


@dataclass(frozen=True, slots=True)
class AttributionTally:
    """Customers, and their paths part by part."""

    customers: int
    parts: tuple[Trails, ...]

    def __add__(self, other: "AttributionTally") -> "AttributionTally":
        return AttributionTally(self.customers + other.customers, self.parts + other.parts)


@dataclass(frozen=True, slots=True)
class AttributionSpec:
    """The question: which channels is the goal credited to? See :func:`attribution` for the parameters.

    Attributes
    ----------
    goal_touch
        None: the goal's own channel is a touch, unless ``by`` says where the goal was reached.
    spend
        Sums of spend: name, currency, amount.
    """

    goal: tuple[str, ...]
    by: str = "channel"
    touches: tuple[str, ...] | None = None
    window: timedelta | None = timedelta(days=30)
    visit_gap: timedelta | None = timedelta(minutes=30)
    goal_touch: bool | None = None
    half_life: timedelta = timedelta(days=7)
    position: tuple[float, ...] = (0.4, 0.2, 0.4)
    direct: tuple[str, ...] = DIRECT
    models: tuple[str, ...] = MODELS
    order: int | None = None
    level: float | None = 0.95
    spend: Sums = ()

    def __post_init__(self) -> None:
        if not self.goal:
            raise UsageError("Attribution needs a goal.", hint="Name the touchpoint that is a conversion.")
        if self.touches is not None and not set(self.touches) - set(self.goal):
            raise UsageError(
                "There is no touch besides the goal.", hint="Leave touches out to count all touchpoints."
            )
        _ = self.rules

    @property
    def rules(self) -> Rules:
        """The part of the question that is about models."""
        return Rules(self.models, self.position, self.direct, self.order, self.level)

    def measure(self, journeys: Journeys) -> AttributionTally:
        """Cut the journeys of complete customers into paths."""
        own = self.by not in _PLACES if self.goal_touch is None else self.goal_touch
        question = Question(
            self.goal, self.by, self.touches, self.window, self.visit_gap, own, self.half_life
        )
        return AttributionTally(len(journeys), (trails_of(journeys, question),))

    def conclude(self, tally: AttributionTally, vocabularies: Mapping[str, Vocabulary]) -> Attribution:
        """Put the paths of all customers into one order and apply the models."""
        gathered = gather(tally.parts, vocabularies[self.by].names)
        conversions = len(gathered.values)
        paths = gathered.sample.paths
        if not conversions:
            return unanswered(self, "nobody reached the goal", paths, customers=tally.customers)
        if conversions == gathered.without_touch:
            return unanswered(
                self,
                "no touch comes before a conversion",
                paths,
                customers=tally.customers,
                without_touch=conversions,
            )
        currencies = vocabularies["currency"].names if "currency" in vocabularies else ()
        costs, rest = _costs(gathered, self.spend, currencies, self.by)
        return answered(
            self,
            gathered.sample,
            _money(gathered, currencies),
            customers=tally.customers,
            without_touch=gathered.without_touch,
            costs=costs,
            unmatched_spend=rest,
        )


def _money(gathered: Gathered, currencies: tuple[str, ...]) -> Money:
    known = np.isfinite(gathered.values)
    if not known.any():
        return Money(None, None, "cannot be computed: no conversion carries a value")
    if (gathered.values[known] < 0).any():
        return Money(None, None, "cannot be computed: a conversion has a negative value")
    found = np.unique(gathered.currencies[known])
    if len(found) > 1:
        return Money(None, None, "cannot be computed: values stand in several currencies")
    currency = currencies[found[0]] if found[0] >= 0 else None
    return Money(float(gathered.sample.paths.outcomes[:, 1].sum()), currency, "computed")


def _costs(
    gathered: Gathered, spend: Sums, currencies: tuple[str, ...], by: str
) -> tuple[dict[str, tuple[float | None, str | None]], Sums]:
    """Cost and currency of every channel: by the table of spend where that names it, else by its own events."""
    names = gathered.sample.paths.names
    found, rest = matched(spend, names, by)
    own: dict[str, Sums] = {}
    for name, sums in zip(names, gathered.costs, strict=True):
        used = np.flatnonzero(sums).tolist()
        if used:
            own[name] = tuple(
                (name, currencies[c] if c < len(currencies) else None, float(sums[c]) / MICRO) for c in used
            )
    costs: dict[str, tuple[float | None, str | None]] = {}
    for name, lines in (own | found).items():
        kinds = {currency for _, currency, _ in lines}
        costs[name] = (sum(line[2] for line in lines), kinds.pop()) if len(kinds) == 1 else (None, None)
    return costs, rest


def attribution(
    log: JourneyLog,
    goal: str | Sequence[str],
    *,
    by: str = "channel",
    touches: Collection[str] | None = None,
    window: Duration | None = "30d",
    visit_gap: Duration | None = "30m",
    goal_touch: bool | None = None,
    half_life: Duration = "7d",
    position: tuple[float, ...] = (0.4, 0.2, 0.4),
    direct: Collection[str] = DIRECT,
    models: Collection[str] = MODELS,
    order: int | None = None,
    level: float | None = 0.95,
    spend: Any = None,
) -> Attribution:
    """Credit conversions, and their value, to the channels that came before them, by several models side by side.

    A path is the touches of one customer since the conversion before, as far as they lie within the window; touches
    that lead to none make paths without a conversion. Every touch is in exactly one path. Credits say how a model shares
    out what happened; they are no effects.

    Parameters
    ----------
    log
        A journey log; use ``log.where(...)`` for a part of it.
    goal
        The touchpoint that is a conversion, or several, any of them; every event there is one.
    by
        What names the channel of a touch: ``channel``, ``channel_group``, ``source``, ``medium``, ``campaign``,
        ``touchpoint`` or another coded attribute. Events without it are no touches.
    touches
        Touchpoints whose events are touches; None for all but the goal.
    window
        Longest time from a touch to the conversion; None for no limit.
    visit_gap
        Touches of one channel that follow each other without a longer gap are one; None counts every event.
    goal_touch
        Whether the goal's own channel is the last touch of the path. None: yes where ``by`` says what brought the customer
        (source, medium, campaign, channel group), no where it says where the goal was reached.
    half_life
        Time decay: a touch counts half as much as one so much later.
    position
        Position: shares of the first touch, of all between, and of the last.
    direct
        Names that the model ``last_non_direct`` passes over if there is another touch.
    models
        Which of first, last, last_non_direct, linear, position, time_decay, markov, shapley.
    order
        Order of the Markov chain, 1 to 4; None takes the one with the lowest BIC.
    level
        Coverage of the intervals; None for none (faster).
    spend
        What advertising cost: a table with ``channel`` and ``amount``, and ``day``, ``campaign`` and ``currency`` where known.

    Returns
    -------
    Attribution
        See the class for the columns of its table.

    Raises
    ------
    UnknownNameError
        If a touchpoint, the attribute or a model does not exist; it names the nearest.
    UnitError
        If a duration is none.
    UsageError
        If there is no goal, ``position`` is no three shares, or ``by`` has more than 1,000 channels.

    Examples
    --------
    >>> from sojourn.testing import log_of
    >>> log = log_of('''
    ...     ann  09:00  Ad     social
    ...     ann  11:00  Visit  web
    ...     ann  11:05  Order  web
    ...     bob  10:00  Ad     social
    ...     eve  10:00  Visit  web
    ...     eve  10:05  Order  web
    ... ''')
    >>> attribution(log, "Order", models=["first", "linear"], level=None).table.select(
    ...     ["model", "channel", "conversions"]).to_pylist()[:2]
    [{'model': 'first', 'channel': 'social', 'conversions': 1.0}, {'model': 'first', 'channel': 'web', 'conversions': 1.0}]
    """
    goals = names_in(goal)
    names = log.vocabulary(by)
    first, last = (None, None) if spend is None else (log.extent.first, log.extent.last)
    spec = AttributionSpec(
        tuple(dict.fromkeys(log.touchpoints[log.touchpoints.code(g)] for g in goals)),
        names.attribute,
        None if touches is None else tuple(_texts("touches", touches)),
        _duration(window),
        _duration(visit_gap),
        goal_touch,
        timedelta(microseconds=microseconds(half_life)),
        tuple(position),
        tuple(_texts("direct", direct)),
        tuple(dict.fromkeys(_texts("models", models))),
        order,
        level,
        ()
        if spend is None
        else spend_sums(spend, by, first.date() if first else None, last.date() if last else None),
    )
    return answer(log, spec)


def _duration(duration: Duration | None) -> timedelta | None:
    return None if duration is None else timedelta(microseconds=microseconds(duration))


def _texts(what: str, given: Collection[str]) -> Collection[str]:
    if isinstance(given, str):
        raise UsageError(
            f"{what} must be a list of names, got the text {given!r}.", hint=f"Write [{given!r}]."
        )
    return given


def _examples(names: tuple[str, ...]) -> tuple[Spec[AttributionTally, Attribution], ...]:
    a, b, c = (names * 3)[:3]
    return (
        AttributionSpec((c,)),
        AttributionSpec((c,), by="touchpoint", visit_gap=None, window=None, order=1),
        AttributionSpec((a, b), by="touchpoint", touches=(c,), window=timedelta(hours=1), goal_touch=True),
        AttributionSpec(
            (c,),
            half_life=timedelta(minutes=5),
            position=(0.5, 0.0, 0.5),
            direct=("web",),
            models=("last_non_direct", "position", "time_decay"),
            level=0.8,
            spend=(("app", "EUR", 12.5),),
        ),
    )


ANALYSIS: Final = Analysis(attribution, _examples)
