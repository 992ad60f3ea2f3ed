"""What a new customer costs, and what comes back for the money: spend tables, or the cost of events."""

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sojourn.analysis.metrics.cells import Cells, Numbers
from sojourn.analysis.metrics.facts import Facts
from sojourn.analysis.metrics.figures import Figures, means, none
from sojourn.analysis.metrics.goals import NO_GOAL, NO_VALUES
from sojourn.analysis.metrics.money import SEVERAL, currencies
from sojourn.analysis.metrics.periods import first_days, local_day_numbers, periods_of_days
from sojourn.analysis.metrics.whole import Whole
from sojourn.analysis.stats.proportions import wilson

NO_SPEND: Final = "neither a spend table nor events with a cost are there"
NO_COST: Final = "nothing was spent there"
APART: Final = "the days of the spend table and of the events do not meet"
_BY_CHANNEL: Final = ("channel", "source", "medium", "channel_group", "media")
_MOST_DAYS: Final = 1 << 40


@dataclass(frozen=True, slots=True)
class _Outlay:
    """What was spent per cell, within which local days, and in which currencies (None where several meet)."""

    amount: Numbers
    first_day: int
    last_day: int
    several: NDArray[np.bool_]
    currency: list[str | None]
    method: str


def cac(whole: Whole, cells: Cells) -> Figures:
    """What was spent by the customers who reached their first goal in the same days."""
    if not whole.has_goal:
        return none(len(cells), NO_GOAL)
    outlay = _outlay(whole, cells)
    if isinstance(outlay, str):
        return none(len(cells), outlay)
    firsts = _within(whole, whole.once(_first_goals), outlay)
    (new,) = cells.sums(cells.places(firsts), None)
    low, high = wilson(new.astype(np.int64), np.maximum(cells.customers, 1))
    count = np.maximum(cells.customers, 1)
    with np.errstate(divide="ignore"):
        figures = Figures(
            outlay.amount / np.maximum(new, 1), outlay.amount / (count * high),
            np.where(low > 0, outlay.amount / (count * np.maximum(low, 1e-300)), np.nan),
            new.astype(np.int64), [""] * len(cells), method=outlay.method,
        )  # fmt: skip
    return _finished(figures.without(new == 0, "no customer was won"), outlay)


def roas(whole: Whole, cells: Cells) -> Figures:
    """All money that came in on the days in which money was spent, by what was spent."""
    outlay = _outlay(whole, cells)
    if isinstance(outlay, str):
        return none(len(cells), outlay)
    paid = _within(whole, whole.money, outlay)
    places = cells.places(paid)
    several, names = currencies(cells, places, paid["currency"], whole.vocabularies)
    total, squares = cells.customer_moments(paid, "value")
    mean = means(cells.customers, total, squares, method="", nobody=NO_VALUES)
    with np.errstate(divide="ignore", invalid="ignore"):
        each = cells.customers / outlay.amount
        figures = Figures(mean.value * each, mean.low * each, mean.high * each, cells.customers,
                          list(mean.reason), method=outlay.method)  # fmt: skip
    (n,) = cells.sums(places, None)
    other = np.array(
        [a is not None and b is not None and a != b for a, b in zip(names, outlay.currency, strict=True)],
        np.bool_,
    )
    found = figures.without(n == 0, NO_VALUES).without(several | other, SEVERAL)
    return replace(_finished(found, outlay), currency=None)


def _finished(figures: Figures, outlay: _Outlay) -> Figures:
    found = figures.without(outlay.amount <= 0, NO_COST).without(outlay.several, SEVERAL)
    found = replace(found, n=np.where(outlay.amount > 0, found.n, 0))
    return replace(
        found, currency=[None if why else c for why, c in zip(found.reason, outlay.currency, strict=True)]
    )


def _first_goals(whole: Whole) -> Facts:
    """The first goal event of every customer."""
    goals = whole.goals
    order = np.lexsort((goals["time"], goals["customer"]))
    _, firsts = np.unique(goals["customer"][order], return_index=True)
    return goals.take(order[firsts])


def _within(whole: Whole, facts: Facts, outlay: _Outlay) -> Facts:
    if outlay.last_day >= _MOST_DAYS:
        return facts
    days = local_day_numbers(facts["time"], whole.timezone)
    return facts.take((days >= outlay.first_day) & (days <= outlay.last_day))


def _outlay(whole: Whole, cells: Cells) -> _Outlay | str:
    """What was spent per cell, or why that is not known."""
    if whole.bounds is None:
        return NO_SPEND
    if whole.spend is not None and whole.spend.table.num_rows:
        return _of_tables(whole, cells, whole.spend.table)
    if not len(whole.costs):
        return NO_SPEND
    places = cells.places(whole.costs)
    (amount,) = cells.sums(places, whole.costs["cost"])
    several, names = currencies(cells, places, whole.costs["currency"], whole.vocabularies)
    return _Outlay(amount, 0, _MOST_DAYS, several, names, "cost of events")


def _of_tables(whole: Whole, cells: Cells, table: pa.Table) -> _Outlay | str:
    assert whole.bounds is not None  # asked by the caller
    days = table.column("day").cast(pa.int32()).to_numpy().astype(np.int64)
    own = local_day_numbers(np.array(whole.bounds), whole.timezone)
    first, last = max(int(days.min()), int(own[0])), min(int(days.max()), int(own[1]))
    if first > last:
        return APART
    inside = (days >= first) & (days <= last)
    places = np.where(inside, _table_places(whole, cells, table, days), -1)
    amounts = table.column("amount").to_numpy()
    order = np.argsort(amounts, kind="stable")
    (amount,) = cells.sums(places[order], amounts[order])
    named = table.column("currency").combine_chunks().dictionary_encode()
    codes = named.indices.fill_null(-1).to_numpy().astype(np.int32)
    names = named.dictionary.to_pylist()
    told: list[str | None] = [None] * len(cells)
    several = np.zeros(len(cells), np.bool_)
    for pair in np.unique(places[places >= 0] * (len(names) + 1) + codes[places >= 0] + 1).tolist():
        cell, code = divmod(pair, len(names) + 1)
        if code:
            several[cell] |= told[cell] is not None
            told[cell] = names[code - 1]
    span = " to ".join(d.isoformat() for d in first_days(np.array([first, last]), "day"))
    return _Outlay(amount, first, last, several, told, f"spend tables, {span}")


def _table_places(whole: Whole, cells: Cells, table: pa.Table, days: NDArray[np.int64]) -> NDArray[np.int64]:
    """The cell of every row of a spend table; a group is met by its name, in any case."""
    groups = _table_groups(cells, table)
    periods: NDArray[Any] = np.zeros(len(days), np.int64)
    if whole.every is not None:
        periods = periods_of_days(days, whole.every)
    return cells.places_of(groups, periods)


def _table_groups(cells: Cells, table: pa.Table) -> NDArray[np.int64]:
    where = cells.dimension
    if not where.name:
        return np.zeros(table.num_rows, np.int64)
    if where.attribute != "campaign" and where.attribute not in _BY_CHANNEL:
        return np.full(table.num_rows, -1, np.int64)
    column = table.column("campaign" if where.attribute == "campaign" else "channel")
    names = pa.array([name.casefold() for name in where.names], pa.string())
    found = pc.index_in(pc.utf8_lower(column), value_set=names).fill_null(-1)
    return np.asarray(found.to_numpy(), np.int64)
