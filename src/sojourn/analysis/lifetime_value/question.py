"""What customers will buy and be worth: models of purchases and of their value, fitted to the log."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.analysis.lifetime_value.buying import Buying, Rhythm
from sojourn.analysis.lifetime_value.days import (
    LifetimeTally,
    amounts_of,
    currencies_of,
    in_order,
    one_currency,
)
from sojourn.analysis.lifetime_value.foretelling import Fitted, Model, Outlook, Refusal, Unit, outlook
from sojourn.analysis.seam import Analysis, Estimate, Spec, answer, names_in
from sojourn.analysis.stats.zones import DAY, check_zone, local_day, zone_pieces
from sojourn.errors import UsageError
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys, frozen
from sojourn.log.kernels.daily import days_of_rows
from sojourn.log.vocabulary import Vocabulary
from sojourn.results import Result
from sojourn.units import Duration, microseconds

MODELS: Final = ("bg_nbd", "mbg_nbd", "pareto_nbd", "bg_bb", "sbg")
_FOREVER: Final = 1 << 30


@dataclass(frozen=True, repr=False)
class LifetimeValue(Result):
    """Purchases and value to come, by models fitted to the purchases so far.

    One row of `table` is one fitted parameter: ``model``, ``parameter``, ``value``, ``error`` (standard error from the
    observed information), ``low``, ``high`` (95 %, symmetric in the logarithm). It is empty where no model could be
    fitted; `status` and `reason` say why. `per_customer` holds one row per buyer.

    Several purchases of one day are one. The first purchase makes a buyer; *repeat* purchases follow it. What was bought
    before the log begins is not known: buyers who seem new may not be.
    """

    spec: "LifetimeValueSpec"
    customers: int
    """Customers of the log."""
    buyers: int
    """Customers with a purchase."""
    repeaters: int
    """Buyers with purchases on two days or more."""
    refusal: Refusal | None
    """Why nothing could be computed; None if it could."""
    no_value: Refusal | None
    """Why values could not be, which need more than purchases do."""
    currency: str | None
    """Of the values, where there is one."""
    rhythm: Rhythm
    """How regular purchases are; decides between models in continuous time and in periods."""
    fitted: Fitted | None
    """What was fitted, and how well it foretells; None where nothing was."""
    _table: pa.Table = field(repr=False)
    _ids: pa.Array = field(repr=False)
    _buying: Buying = field(repr=False)

    @property
    def status(self) -> str:
        """``ok``, or ``not_computed``."""
        return "not_computed" if self.refusal else "ok"

    @property
    def reason(self) -> str | None:
        """Why nothing could be computed, in words."""
        return self.refusal.text if self.refusal else None

    @property
    def table(self) -> pa.Table:
        """One row per parameter; see the class."""
        return self._table

    @cached_property
    def per_customer(self) -> pa.Table:
        """One row per buyer, by id.

        ``customer_id``; ``frequency`` (repeat purchases), ``recency_days`` (from the first purchase to the last),
        ``age_days`` (from the first purchase to the end of observation); ``mean_value`` (of repeat purchases; null
        without any); ``alive`` (probability of still being a customer); ``purchases`` (expected within the horizon);
        ``purchase_value`` (expected mean value of a purchase); ``value`` (expected discounted value within the horizon).
        """
        buying, n = self._buying, len(self._ids)
        empty = np.full(n, np.nan)
        first = buying.first
        last = buying.days[buying.stops - 1]
        fit = self.fitted
        columns = {
            "frequency": buying.counts - 1,
            "recency_days": last - first,
            "age_days": buying.end - first,
            "mean_value": pa.array(buying.repeat_values()[1], from_pandas=True),
            "alive": pa.array(fit.alive if fit else empty, from_pandas=True),
            "purchases": pa.array(fit.purchases if fit else empty, from_pandas=True),
            "purchase_value": pa.array(fit.purchase_value if fit else empty, from_pandas=True),
            "value": pa.array(fit.value if fit else empty, from_pandas=True),
        }
        return pa.table({"customer_id": self._ids, **columns})

    def headline(self) -> str:
        """The model and what it foretells, or why nothing could be computed."""
        if self.fitted is None:
            return f"Lifetime value: cannot be computed: {self.reason}"
        fit = self.fitted
        worth = ""
        if fit.mean_value is not None:
            worth = f", worth {fit.mean_value.value:,.2f}{' ' + self.currency if self.currency else ''} each"
        return (
            f"Lifetime value ({fit.model}): {self.buyers:,} buyers, of whom {fit.alive_share:.0%} are still customers; "
            f"{fit.expected_purchases.value:.3g} purchases each within {self.spec.horizon_us / DAY:.0f} days{worth}"
        )

    def estimates(self) -> tuple[Estimate, ...]:
        """The share of buyers with a repeat purchase."""
        share = self.repeaters / self.buyers if self.buyers else None
        return (Estimate((), "repeat_share", self.buyers, share),)


@dataclass(frozen=True, slots=True)
class LifetimeValueSpec:
    """The question: what will customers buy, and what is it worth?

    Attributes
    ----------
    purchase
        Touchpoints that are purchases; None: every event with a positive value.
    model
        One of :data:`MODELS`; None: by the rule of :func:`lifetime_value`.
    horizon_us
        How far ahead, microseconds.
    discount
        A year: 0.10 makes 1.10 in a year worth 1 today.
    unit
        Of the times in the parameters.
    timezone
        Whose calendar makes a day.
    until
        Last day of observation; None: the last day with an event.
    """

    purchase: tuple[str, ...] | None = None
    model: Model | None = None
    horizon_us: int = 365 * DAY
    discount: float = 0.10
    unit: Unit = "week"
    timezone: str = "UTC"
    until: date | None = None

    def __post_init__(self) -> None:
        check_zone(self.timezone)
        if self.model is not None and self.model not in MODELS:
            raise UsageError(f"There is no model {self.model!r}.", hint=f"Choose one of {', '.join(MODELS)}.")
        if self.unit not in {"day", "week"}:
            raise UsageError(f"There is no unit {self.unit!r}.", hint='Choose "day" or "week".')
        if not 0 <= self.discount < 10:
            raise UsageError(
                f"A discount of {self.discount!r} a year is none.", hint="Write 0.10 for ten per cent."
            )

    def measure(self, journeys: Journeys) -> LifetimeTally:
        """List the days of purchase of complete customers."""
        width = len(journeys.vocabularies.get("currency", ())) + 1
        if journeys.events == 0:
            nothing = np.zeros(0, np.int32)
            return LifetimeTally(
                len(journeys), pa.chunked_array([], pa.string()), nothing, nothing, np.zeros(0),
                -_FOREVER, np.zeros(width, np.int64),
            )  # fmt: skip
        times = journeys.flat("timestamp")
        span = slice(journeys.offsets[0], journeys.offsets[-1])
        first_us, last_us = int(times[span].min()), int(times[span].max())
        pieces = zone_pieces(self.timezone, first_us, last_us)
        amounts = amounts_of(journeys)
        wanted = self._wanted(journeys, amounts)
        limit = _FOREVER if self.until is None else (self.until - date(1970, 1, 1)).days
        counts, days, sums = days_of_rows(
            journeys.offsets, times, frozen(wanted), frozen(amounts), *pieces, limit
        )
        bought = counts > 0
        return LifetimeTally(
            len(journeys),
            pa.chunked_array([journeys.customers.filter(pa.array(bought))], pa.string()),
            counts[bought],
            days,
            sums,
            min(limit, local_day(last_us, pieces)),
            currencies_of(journeys, wanted & (amounts > 0), width),
        )

    def conclude(self, tally: LifetimeTally, vocabularies: Mapping[str, Vocabulary]) -> LifetimeValue:
        """Fit, in the order of the customers' ids."""
        ids, buying = in_order(tally)
        currency, problem = one_currency(tally, vocabularies)
        years = self.horizon_us / DAY
        found: Outlook = outlook(buying, self.model, years, self.discount, self.unit, problem)
        return LifetimeValue(
            self,
            tally.customers,
            len(buying.counts),
            int((buying.counts > 1).sum()),
            found.refusal,
            found.refusal or found.no_value,
            currency,
            found.rhythm,
            found.fitted,
            _parameters(found.fitted),
            ids,
            buying,
        )

    def _wanted(self, journeys: Journeys, amounts: NDArray[np.float64]) -> NDArray[np.bool_]:
        if self.purchase is None:
            return np.asarray(amounts > 0)
        names = journeys.touchpoints
        wanted = np.zeros(len(names) + 1, np.bool_)
        wanted[[names.code(name) for name in self.purchase]] = True
        return np.asarray(wanted[journeys.flat("touchpoint")])


_SCHEMA: Final = pa.schema(
    [
        ("model", pa.string()),
        ("parameter", pa.string()),
        ("value", pa.float64()),
        ("error", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
    ]
)


def _parameters(fitted: Fitted | None) -> pa.Table:
    rows: list[dict[str, object]] = []
    fits = (
        []
        if fitted is None
        else [(fitted.model, fitted.purchase_fit), (fitted.value_model, fitted.value_fit)]
    )
    for model, fit in fits:
        if fit is None:
            continue
        columns = (
            fit.names,
            fit.values.tolist(),
            fit.errors.tolist(),
            *(side.tolist() for side in fit.intervals()),
        )
        rows += [dict(zip(_SCHEMA.names, (model, *row), strict=True)) for row in zip(*columns, strict=True)]
    return pa.Table.from_pylist(rows, schema=_SCHEMA)


def lifetime_value(
    log: JourneyLog,
    *,
    purchase: str | tuple[str, ...] | None = None,
    model: Model | None = None,
    horizon: Duration = "365d",
    discount: float = 0.10,
    unit: Unit = "week",
    timezone: str = "UTC",
    until: date | str | None = None,
) -> LifetimeValue:
    """What every customer will buy and be worth, by a model of purchases fitted to the log.

    Parameters
    ----------
    log
        A journey log; use ``log.where(...)`` for a part of it.
    purchase
        Touchpoints that are purchases; every event with a positive value if None.
    model
        ``mbg_nbd``, ``bg_nbd``, ``pareto_nbd`` (purchases at any time), ``bg_bb`` (one opportunity per period, which may be
        skipped) or ``sbg`` (a contract that is kept or ended each period). None: if more than half of the gaps between
        purchases lie within a tenth of their median, purchases keep a rhythm, and it is ``sbg`` where at most 2 % of the
        opportunities between two purchases were skipped, else ``bg_bb``; without a rhythm it is ``mbg_nbd``.
    horizon
        How far to look ahead.
    discount
        A year: 0.10 makes 1.10 in a year worth 1 today.
    unit
        ``"day"`` or ``"week"``: of the times in the parameters.
    timezone
        Whose calendar makes a day; purchases of one day are one.
    until
        Last day of observation, ``"2026-06-30"``; the last day with an event if None.

    Returns
    -------
    LifetimeValue
        See the class for its table, and :attr:`LifetimeValue.per_customer`. Where nothing can be computed, ``status`` is
        ``not_computed`` and ``reason`` says why.

    Raises
    ------
    UnknownNameError
        If a purchase is not a touchpoint of the log.
    UsageError
        If there is no such model or unit, or the discount is none.
    UnitError
        If the horizon has no unit, or there is no such time zone.

    Examples
    --------
    >>> from sojourn.testing import random_log
    >>> lifetime_value(random_log(1)).reason
    'a model needs 100 buyers and 30 with purchases on several days; there are 32 and 13'
    """
    names = None if purchase is None else names_in(purchase, "purchase")
    day = date.fromisoformat(until) if isinstance(until, str) else until
    spec = LifetimeValueSpec(names, model, microseconds(horizon), discount, unit, timezone, day)
    return answer(log, spec)


def _examples(names: tuple[str, ...]) -> tuple[Spec[LifetimeTally, LifetimeValue], ...]:
    return (
        LifetimeValueSpec(),
        LifetimeValueSpec(names[:1], "pareto_nbd", 30 * DAY, 0.0, "day", "Europe/Berlin", date(2026, 3, 29)),
    )


ANALYSIS: Final = Analysis(lifetime_value, _examples)
