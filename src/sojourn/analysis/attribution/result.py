"""The result: credits by model and channel, how far the models disagree, and what they rest on."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import pyarrow as pa

from sojourn.analysis.attribution.credits import Credits
from sojourn.analysis.attribution.spending import Sums
from sojourn.analysis.seam import Estimate
from sojourn.analysis.stats.pathset import PathSet
from sojourn.analysis.stats.removal import Fit
from sojourn.results import Result

COMPUTED: Final = "computed"


@dataclass(frozen=True, slots=True)
class Money:
    """What conversions were worth: the sum, or why it cannot be told.

    Attributes
    ----------
    value
        Sum over the conversions with a touch; None if it cannot be computed.
    currency
        Of the value; None where none is named.
    status
        ``computed``, or why not.
    """

    value: float | None
    currency: str | None
    status: str


@dataclass(frozen=True, repr=False)
class Attribution(Result):
    """Conversions and value, credited to channels by every model.

    A credit says how a model shares out what happened. It is no effect: it does not say what would not have happened
    without the channel. Only an experiment, or what one knows of the causes, can say that.

    One row of `table` is one model and channel, models in the order asked for, most credit first:

    - ``model``, ``channel``;
    - ``conversions``, ``low``, ``high``: credited conversions with their interval;
    - ``share``, ``share_low``, ``share_high``: of all conversions with a touch;
    - ``value``, ``value_low``, ``value_high``: credited value; null if it cannot be computed;
    - ``paths``, ``converted``: paths that the channel occurs in, and those of them that ended in a conversion;
    - ``cost``, ``cost_currency``: what the channel cost; null if that is not known, or in several currencies;
    - ``roas``: value divided by cost, where both are in one currency.

    The credits of every model add up to `conversions` and to `value`; none is negative. Intervals are percentiles of a
    bootstrap over customers; they are null below ten conversions.
    """

    spec: Any
    customers: int | None
    """Customers asked about; None if paths came without customers."""
    status: str
    """``computed``, or why there are no credits."""
    conversions: int
    """Conversions with at least one touch: what the credits add up to."""
    without_touch: int
    """Conversions that no touch came before; nobody is credited with them."""
    money: Money
    """What the conversions with a touch were worth."""
    paths: int
    """Paths with at least one touch, with and without conversion."""
    channels: tuple[str, ...]
    """Every channel of a path."""
    order: int | None
    """Order of the Markov chain; None without that model."""
    orders: tuple[Fit, ...]
    """The orders that it was chosen from; empty if it was given."""
    draws: int
    """Draws behind the intervals."""
    unmatched_spend: Sums
    """Name, currency and amount of spend that belongs to no channel of the paths."""
    removal: pa.Table
    """One row per channel, by the Markov model: ``channel``, ``effect`` (share of the conversions that the chain loses without
    it) and ``value_effect`` (share of the value); the strongest first."""
    _table: pa.Table

    @property
    def table(self) -> pa.Table:
        """One row per model and channel; see the class."""
        return self._table

    @property
    def value(self) -> float | None:
        """What the conversions with a touch were worth; None if it cannot be computed."""
        return self.money.value

    @cached_property
    def disagreement(self) -> pa.Table:
        """How far the models are apart, one row per channel, the widest first: ``channel``, ``lowest``, ``lowest_model``,
        ``highest``, ``highest_model`` (shares of the conversions, and who gives them) and ``spread`` (their difference).
        """
        shares: dict[str, list[tuple[float, str]]] = {channel: [] for channel in self.channels}
        for row in self.table.select(["model", "channel", "share"]).to_pylist():
            shares[row["channel"]].append((row["share"], row["model"]))
        rows = []
        for channel, given in shares.items():
            if given:
                # The first model that gives so much is named.
                low, high = (choose(given, key=lambda g: round(g[0], 9)) for choose in (min, max))
                rows.append((channel, *low, *high, high[0] - low[0]))
        rows.sort(key=lambda row: (-round(row[-1], 9), row[0]))
        columns = list(zip(*rows, strict=True)) or [()] * len(_DISAGREEMENT)
        arrays = [pa.array(c, f.type) for c, f in zip(columns, _DISAGREEMENT, strict=True)]
        return pa.table(arrays, schema=_DISAGREEMENT)

    def headline(self) -> str:
        """Counts in one line."""
        if self.status != COMPUTED:
            return f"Attribution {self.status}"
        models = len(self.spec.models)
        return (
            f"Attribution: {self.conversions:,} conversions credited to {len(self.channels)} channels by "
            f"{models} model{'s' * (models != 1)}; credit, not effect"
        )

    def estimates(self) -> tuple[Estimate, ...]:
        """None: credits are shares of one sum, and do not compare like shares of customers."""
        return ()


_DISAGREEMENT: Final = pa.schema(
    [
        ("channel", pa.string()),
        ("lowest", pa.float64()),
        ("lowest_model", pa.string()),
        ("highest", pa.float64()),
        ("highest_model", pa.string()),
        ("spread", pa.float64()),
    ]
)
_SCHEMA: Final = pa.schema(
    [
        ("model", pa.string()),
        ("channel", pa.string()),
        *((name, pa.float64()) for name in ("conversions", "low", "high")),
        *((name, pa.float64()) for name in ("share", "share_low", "share_high")),
        *((name, pa.float64()) for name in ("value", "value_low", "value_high")),
        ("paths", pa.int64()),
        ("converted", pa.int64()),
        ("cost", pa.float64()),
        ("cost_currency", pa.string()),
        ("roas", pa.float64()),
    ]
)
_REMOVAL: Final = pa.schema(
    [("channel", pa.string()), ("effect", pa.float64()), ("value_effect", pa.float64())]
)

NO_CREDITS: Final = _SCHEMA.empty_table()
NO_REMOVAL: Final = _REMOVAL.empty_table()


def credit_table(
    paths: PathSet,
    models: tuple[str, ...],
    credits_: Credits,
    money: Money,
    costs: Mapping[str, tuple[float | None, str | None]],
) -> pa.Table:
    """The rows of :class:`Attribution`."""
    count, total = len(paths.names), float(paths.outcomes[:, 0].sum())
    met, converted = paths.presence()
    nothing = np.full(count, np.nan)
    rows = []
    for place, model in enumerate(models):
        conversions, value = credits_.given[place]
        low, high = np.full((2, 3, count), np.nan) if credits_.bounds is None else credits_.bounds[:, place]
        worth = (value, low[1], high[1]) if money.value is not None else (nothing,) * 3
        # Equal credits may differ in their last digits.
        order = sorted(range(count), key=lambda c: (-round(conversions[c], 9), paths.names[c]))
        for c in order:
            cost, currency = costs.get(paths.names[c], (None, None))
            both = cost is not None and cost > 0 and money.value is not None and currency == money.currency
            rows.append((
                model, paths.names[c],
                conversions[c], low[0, c], high[0, c],
                conversions[c] / total, low[2, c], high[2, c],
                *(w[c] for w in worth),
                int(met[c]), int(converted[c]),
                cost, currency, value[c] / cost if both else None,
            ))  # fmt: skip
    columns = zip(*rows, strict=True)
    arrays = [pa.array(c, f.type, from_pandas=True) for c, f in zip(columns, _SCHEMA, strict=True)]
    return pa.table(arrays, schema=_SCHEMA)


def removal_table(paths: PathSet, credits_: Credits, money: Money) -> pa.Table:
    """The rows of :attr:`Attribution.removal`."""
    if credits_.removal is None:
        return NO_REMOVAL
    effects, worth = credits_.removal
    order = sorted(range(len(paths.names)), key=lambda c: (-round(effects[c], 9), paths.names[c]))
    return pa.table(
        [
            pa.array([paths.names[c] for c in order], pa.string()),
            pa.array(effects[order]),
            pa.array(worth[order]) if money.value is not None else pa.nulls(len(order), pa.float64()),
        ],
        schema=_REMOVAL,
    )
