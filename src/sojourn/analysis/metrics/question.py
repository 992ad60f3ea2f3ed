"""The question: how are we doing, in everything that customers' events can say, by group and over time?"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, Final, get_args

import numpy as np
import pyarrow as pa

from sojourn.analysis.members import Members
from sojourn.analysis.metrics.cells import Cells
from sojourn.analysis.metrics.definitions import DEFAULTS, Definition, Definitions
from sojourn.analysis.metrics.dictionary import METRICS, Unit
from sojourn.analysis.metrics.dimensions import OVERALL, SEGMENT, Dimension, dimension
from sojourn.analysis.metrics.facts import MetricsTally
from sojourn.analysis.metrics.figures import Figures
from sojourn.analysis.metrics.goals import (
    aov,
    contact_rate,
    contacts_per_order,
    conversion,
    first_contact_resolution,
    repeat_rate,
    revenue,
    revenue_per_customer,
)
from sojourn.analysis.metrics.lifetimes import cancellation_rate, churn, time_to_first_value
from sojourn.analysis.metrics.periods import Every
from sojourn.analysis.metrics.picking import Asked, pick
from sojourn.analysis.metrics.ratings import (
    answerable,
    chosen,
    rating_metric,
    response_rate,
    satisfaction_index,
)
from sojourn.analysis.metrics.rows import COMPUTED, Rows
from sojourn.analysis.metrics.segments import Segments
from sojourn.analysis.metrics.spending import cac, roas
from sojourn.analysis.metrics.whole import Whole, whole
from sojourn.analysis.seam import Analysis, Estimate, Spec, answer, names_in
from sojourn.analysis.stats.zones import check_zone
from sojourn.errors import UsageError
from sojourn.events.spend import Spend
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys
from sojourn.log.vocabulary import Vocabulary
from sojourn.results import Result, spec_dict

_EVERYWHERE: Final[Mapping[str, Callable[[Whole, Cells], Figures]]] = {
    "conversion": conversion,
    "repeat_rate": repeat_rate,
    "aov": aov,
    "revenue": revenue,
    "revenue_per_customer": revenue_per_customer,
    "contact_rate": contact_rate,
    "first_contact_resolution": first_contact_resolution,
    "cac": cac,
    "roas": roas,
}
_OF_CUSTOMERS: Final[Mapping[str, Callable[[Whole, Cells], Figures]]] = {
    "contacts_per_order": contacts_per_order,
    "satisfaction_index": satisfaction_index,
}
_OF_WHOLE_JOURNEYS: Final[Mapping[str, Callable[[Whole, Cells], Figures]]] = {
    "time_to_first_value": time_to_first_value,
    "churn": churn,
    "cancellation_rate": cancellation_rate,
}
_TOUCHPOINT: Final = "touchpoint"


@dataclass(frozen=True, repr=False)
class Metrics(Result):
    """The metrics of a log.

    One row of `table` is one metric in one group, and in one period where time is divided: ``metric``, ``dimension``
    (``""`` for everybody), ``group``, ``start`` (first day of the period; null where time is not divided), ``value``, ``low``, ``high``
    (95 %; null where the value is a plain count or rests on one observation), ``n`` (what the value rests on, as its definition
    says), ``unit``, ``currency`` (of money, where it is known), ``method`` (how it was counted), ``status``
    (``"computed"``, or ``"cannot be computed: "`` and the reason). A metric of everybody always has a row; a group has
    one where something is counted there.
    """

    spec: "MetricsSpec"
    customers: int
    """Customers counted."""
    answerable: tuple[str, ...]
    """Touchpoints where some customers rate and some do not, so that it can be seen who answers."""
    _table: pa.Table
    _estimates: tuple[Estimate, ...]

    @property
    def table(self) -> pa.Table:
        """One row per metric, group and period; see the class."""
        return self._table

    def headline(self) -> str:
        """Counts in one line."""
        known = sum(s == COMPUTED for s in self._table.column("status").to_pylist())
        return f"Metrics: {known:,} of {self._table.num_rows:,} computed, of {self.customers:,} customers"

    def estimates(self) -> tuple[Estimate, ...]:
        """Every share and mean, by metric, dimension, group and first day of the period."""
        return self._estimates

    def to_dict(self) -> dict[str, Any]:
        """Plain values; of spend tables the names of their sources."""
        spend = self.spec.spend
        told = spec_dict(replace(self.spec, spend=None))
        rows = [row | {"start": row["start"] and row["start"].isoformat()} for row in self._table.to_pylist()]
        return {
            "result": type(self).__name__,
            "spec": told | {"spend": None if spend is None else list(spend.sources)},
            "rows": rows,
        }


@dataclass(frozen=True, slots=True)
class MetricsSpec:
    """The parameters of :func:`metrics`.

    Attributes
    ----------
    goals, by, every, timezone, definitions, segments, stages, spend
        As there; ``stages`` as pairs of touchpoint and stage.
    """

    goals: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    every: Every | None = None
    timezone: str = "UTC"
    definitions: Definitions = DEFAULTS
    segments: Segments | None = None
    stages: tuple[tuple[str, str], ...] = ()
    spend: Spend | None = None

    def __post_init__(self) -> None:
        if self.every is not None and self.every not in get_args(Every):
            raise UsageError(
                f"every must be 'day', 'week' or 'month', got {self.every!r}.", hint='Write every="month".'
            )
        check_zone(self.timezone)

    def measure(self, journeys: Journeys) -> MetricsTally:
        """Pick the facts of complete customers."""
        asked = Asked(
            self.goals,
            (*self._dimensions(journeys.vocabularies), *self._hidden(journeys.vocabularies)),
            self.every,
            self.timezone,
            self.definitions,
            self.segments,
            dict(self.stages),
        )
        return MetricsTally((pick(journeys, asked),))

    def _dimensions(self, vocabularies: Mapping[str, Vocabulary]) -> tuple[Dimension, ...]:
        names = dict.fromkeys((OVERALL, *self.by))
        return tuple(dimension(name, vocabularies, self.segments, dict(self.stages)) for name in names)

    def _hidden(self, vocabularies: Mapping[str, Vocabulary]) -> tuple[Dimension, ...]:
        """Touchpoints, which tell who could have answered, where they are not asked for anyway."""
        if _TOUCHPOINT in self.by or self.every is not None:
            return ()
        return (dimension(_TOUCHPOINT, vocabularies, None, {}),)

    def conclude(self, tally: MetricsTally, vocabularies: Mapping[str, Vocabulary]) -> Metrics:
        """Every metric in every cell."""
        facts = whole(
            tally, vocabularies, has_goal=bool(self.goals), every=self.every, timezone=self.timezone,
            definitions=self.definitions, spend=self.spend,
        )  # fmt: skip
        divided = self.every is not None
        cells = [
            Cells.of(where, tally, facts.people, divided=divided) for where in self._dimensions(vocabularies)
        ]
        touchpoints = [
            Cells.of(where, tally, facts.people, divided=False) for where in self._hidden(vocabularies)
        ]
        touchpoints = touchpoints or [c for c in cells if c.dimension.name == _TOUCHPOINT]
        asked = tuple(_metrics(facts, None if divided else touchpoints[0]))
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            found = tuple(pool.map(lambda own: [of(own) for _, _, of in asked], cells))
        rows = Rows(self.every)
        for (name, unit, _), several in zip(asked, zip(*found, strict=True), strict=True):
            for own, figures in zip(cells, several, strict=True):
                if figures is not None:
                    rows.add(name, unit, own, figures)
        names = vocabularies[_TOUCHPOINT].names
        open_to = tuple(names[code] for code in np.flatnonzero(answerable(facts)))
        return Metrics(self, tally.customers, open_to, rows.table(), tuple(rows.estimates))


def _metrics(
    facts: Whole, touchpoints: Cells | None
) -> Iterator[tuple[str, Unit, Callable[[Cells], Figures | None]]]:
    """Every metric in the order of reports: its name, its unit, and its figures in the cells of a dimension."""
    ratings = {definition.metric: (definition, own) for definition, own in chosen(facts)}
    counted = {**_EVERYWHERE, **_OF_CUSTOMERS, **_OF_WHOLE_JOURNEYS}
    for name in (*(n for n in ratings if n not in METRICS), *METRICS):
        if name in ratings:
            definition, own = ratings[name]
            yield name, definition.unit, partial(rating_metric, definition, own)
        elif name in counted:
            yield name, METRICS[name].unit, partial(_where_it_applies, name, counted[name], facts)
        elif name == "response_rate":
            yield name, METRICS[name].unit, partial(_answers, facts, touchpoints)


def _where_it_applies(
    name: str, of: Callable[[Whole, Cells], Figures], facts: Whole, cells: Cells
) -> Figures | None:
    if name in _OF_WHOLE_JOURNEYS and cells.divided:
        return None
    return of(facts, cells) if name in _EVERYWHERE or cells.of_customers else None


def _answers(facts: Whole, touchpoints: Cells | None, cells: Cells) -> Figures | None:
    if touchpoints is None or cells.dimension.name not in (OVERALL, _TOUCHPOINT):
        return None
    return response_rate(facts, cells, touchpoints)


def metrics(
    log: JourneyLog,
    *,
    goal: str | Iterable[str] = (),
    by: str | Sequence[str] | None = None,
    every: Every | None = None,
    timezone: str = "UTC",
    segments: Mapping[str, str] | Members | None = None,
    stages: Mapping[str, str] | None = None,
    spend: Spend | None = None,
    definitions: Definitions | None = None,
) -> Metrics:
    """Experience and business metrics, of everybody, by group, and over time.

    Parameters
    ----------
    log
        A journey log; use ``log.where(...)`` for a part of it.
    goal
        Touchpoints that count as success, any of them; without one the metrics of the goal cannot be computed.
    by
        One or more dimensions: a coded attribute of events (``"touchpoint"``, ``"stage"``, ``"channel"``, ``"device"``,
        ``"campaign"``, …: an event counts in the group of its own value), ``"first_"`` and such an attribute
        (``"first_channel"``: a customer counts in the group of the first value), or ``"segment"``.
    every
        Divide time into calendar days, weeks or months; everything is then counted within each of them.
    timezone
        Whose calendar counts.
    segments
        Customer → segment, for the dimension ``"segment"``; whoever is not named is in none.
    stages
        Touchpoint → stage, for the dimension ``"stage"``, instead of what the log says.
    spend
        What advertising cost (:func:`sojourn.read_spend`); the ``cost`` of events counts where it is None.
    definitions
        What may be chosen: which ratings count how, what a contact is, how long a silence is a loss.

    Returns
    -------
    Metrics
        See the class for the columns of its table; ``docs/reference/metrics.md`` defines every metric.

    Raises
    ------
    UnknownNameError
        If a goal is not a touchpoint, or a dimension not an attribute of the log.
    UnitError
        If there is no such time zone.
    UsageError
        If ``every`` is none of the three, or there are too many cells to count.

    Examples
    --------
    >>> from sojourn.testing import log_of
    >>> log = log_of('''
    ...     ann  09:00  Home   web
    ...     ann  09:05  Order  web  30
    ...     bob  10:00  Home   app
    ... ''')
    >>> found = metrics(log, goal="Order", by="first_channel").table.to_pylist()
    >>> [(r["group"], r["value"], r["n"]) for r in found if r["metric"] == "conversion"]
    [('', 0.5, 2), ('app', 0.0, 1), ('web', 1.0, 1)]
    """
    spec = MetricsSpec(
        names_in(goal),
        names_in(by, "by"),
        every,
        timezone,
        definitions or DEFAULTS,
        None if segments is None else Segments.of(segments),
        tuple((stages or {}).items()),
        spend,
    )
    return answer(log, spec)


def _examples(names: tuple[str, ...]) -> tuple[Spec[MetricsTally, Metrics], ...]:
    day = {
        "day": [date(2011, 3, 27)],
        "channel": ["web"],
        "campaign": [None],
        "amount": [10.0],
        "currency": ["EUR"],
    }
    bought = Spend(pa.table({**day, "day": pa.array(day["day"], pa.date32())}), ("example",))
    own = Definitions(ratings=(Definition("csat", "csat_1_7", "mean"),), contacts=(names[-2],))
    return (
        MetricsSpec(),
        MetricsSpec(
            (names[0],), ("touchpoint", "first_channel", SEGMENT, "stage"), spend=bought,
            segments=Segments.of({"everyone": "a", "c1": "b"}),
            stages=tuple((name, f"S{i % 2}") for i, name in enumerate(names)),
        ),
        MetricsSpec((names[2],), ("channel",), "day", "America/St_Johns", own),
    )  # fmt: skip


ANALYSIS: Final = Analysis(metrics, _examples)
