"""Which model of purchases a log allows, what it foretells for every buyer, and how well it would have foretold."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.lifetime_value.buying import Buying, Rhythm
from sojourn.analysis.stats.purchases.beta_bernoulli import BetaBernoulli
from sojourn.analysis.stats.purchases.beta_geometric import BetaGeometric
from sojourn.analysis.stats.purchases.fitting import Fit, delta_error
from sojourn.analysis.stats.purchases.gamma_gamma import GammaGamma
from sojourn.analysis.stats.purchases.history import Histories
from sojourn.analysis.stats.purchases.pareto import ParetoGamma

Model = Literal["bg_nbd", "mbg_nbd", "pareto_nbd", "bg_bb", "sbg"]
Unit = Literal["day", "week"]
Numbers = NDArray[np.float64]
Purchases = BetaGeometric | ParetoGamma | BetaBernoulli

FEWEST_BUYERS: Final = 100
FEWEST_REPEATERS: Final = 30
SHORTEST_HOLDOUT_DAYS: Final = 28
FEW_SKIPS: Final = 0.02
"""Where fewer opportunities than this were skipped, purchases are contracts: kept or ended."""
FAR: Final = 0.25
"""A total foretold for the holdout that is off by more than this share is a doubt."""
WRONG: Final = 2.0
"""A model whose total is off by more than this factor is refused."""
DEPENDENT: Final = 0.2
"""The Gamma-Gamma model takes value and frequency as independent; a larger correlation is a doubt."""

NOBODY_LEAVES: Final = 0.99
"""Above this mean probability of being alive, leaving cannot be told from buying rarely."""

_UNIT_DAYS: Final = {"day": 1.0, "week": 7.0}
_YEAR: Final = 365.25
_Z: Final = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Bounded:
    """A number with its 95 % interval from the uncertainty of the parameters; None where that is not known."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Holdout:
    """How well a model of the first half of the time foretells the second.

    Attributes
    ----------
    days
        Length of the second half.
    customers
        Buyers of the first half.
    foretold, happened
        Their purchases in the second half.
    rmse, baseline_rmse
        Root mean squared error per buyer; the baseline lets everybody go on at their own rate of the first half.
    """

    days: int
    customers: int
    foretold: float
    happened: int
    rmse: float
    baseline_rmse: float


@dataclass(frozen=True, slots=True)
class Fitted:
    """Models fitted to all buyers, and what they say. Arrays have one entry per buyer.

    Attributes
    ----------
    model, purchase_fit
        The model of purchases and its parameters.
    value_model, value_fit
        ``gamma_gamma``, or ``own_mean`` where a buyer's own mean value stands for the future; None without values.
    alive_model
        Where the probability of still being a customer comes from: the MBG/NBD instead of the BG/NBD.
    alive, purchases, purchase_value, value
        See :attr:`sojourn.analysis.lifetime_value.LifetimeValue.per_customer`; NaN where not known.
    alive_share
        Mean of ``alive``.
    expected_purchases, mean_value
        Per buyer; the value is None where it is not known.
    correlation
        Of the number of repeat purchases and their mean value, over buyers with both; None with fewer than 30.
    holdout
        None where the log is too short or too small for one.
    doubts
        Any of ``holdout_far``, ``no_better_than_own_rate``, ``value_depends_on_frequency``, ``rhythm_ignored``,
        ``first_half_unsettled``, ``nobody_leaves``.
    """

    model: Model
    purchase_fit: Fit
    value_model: str | None
    value_fit: Fit | None
    alive_model: Model
    alive: Numbers
    purchases: Numbers
    purchase_value: Numbers
    value: Numbers
    alive_share: float
    expected_purchases: Bounded
    mean_value: Bounded | None
    correlation: float | None
    holdout: Holdout | None
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something cannot be computed.

    Attributes
    ----------
    code
        ``few_buyers``, ``no_rhythm``, ``no_maximum``, ``does_not_fit``, ``no_values`` or ``currencies``.
    text
        The same in a sentence.
    """

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """What was fitted, or why not, and why there are no values."""

    rhythm: Rhythm
    fitted: Fitted | None
    refusal: Refusal | None
    no_value: Refusal | None


@dataclass(frozen=True, slots=True)
class _Task:
    """One model on one set of buyers."""

    name: Model
    model: Purchases
    rows: Histories
    row_of: NDArray[np.int64]
    unit_days: float
    """Days of one unit of the histories' times."""


def outlook(
    buying: Buying,
    wanted: Model | None,
    horizon_days: float,
    discount: float,
    unit: Unit,
    no_value: Refusal | None,
) -> Outlook:
    """Choose a model, test it on the second half of the time, fit it to all buyers and look ahead.

    Parameters
    ----------
    wanted
        The model; None chooses ``mbg_nbd``, or where purchases keep a rhythm ``bg_bb``, or ``sbg`` if next to none of
        them is skipped.
    no_value
        Why values cannot be computed, if so.
    """
    rhythm = buying.rhythm()
    repeaters = int((buying.counts > 1).sum())
    if len(buying.counts) < FEWEST_BUYERS or repeaters < FEWEST_REPEATERS:
        reason = (
            f"a model needs {FEWEST_BUYERS} buyers and {FEWEST_REPEATERS} with purchases on several days; "
            f"there are {len(buying.counts)} and {repeaters}"
        )
        return Outlook(rhythm, None, Refusal("few_buyers", reason), None)
    name = wanted or _by_rhythm(rhythm)
    if name in {"bg_bb", "sbg"} and not rhythm.fixed:
        return Outlook(
            rhythm, None, Refusal("no_rhythm", f"purchases keep no rhythm, which {name} needs"), None
        )
    task = _task(buying, name, rhythm, unit)
    fit = task.model.fit(task.rows)
    if fit.problem:
        return Outlook(rhythm, None, Refusal("no_maximum", f"{name}: {fit.problem}"), None)
    tested = _holdout(buying, name, rhythm, unit)
    if (
        isinstance(tested, Holdout)
        and not 1 / WRONG <= (tested.foretold + 1) / (tested.happened + 1) <= WRONG
    ):
        reason = (
            f"{name} does not fit: fitted to the first half of the time it foretells {tested.foretold:,.0f} purchases "
            f"in the second, and {tested.happened:,} happened"
        )
        return Outlook(rhythm, None, Refusal("does_not_fit", reason), None)
    return _look_ahead(buying, task, fit, rhythm, tested, horizon_days, discount, no_value)


def _by_rhythm(rhythm: Rhythm) -> Model:
    if not rhythm.fixed:
        return "mbg_nbd"
    return "sbg" if rhythm.skipped <= FEW_SKIPS else "bg_bb"


def _task(buying: Buying, name: Model, rhythm: Rhythm, unit: Unit) -> _Task:
    models: dict[str, Purchases] = {
        "bg_nbd": BetaGeometric(modified=False),
        "mbg_nbd": BetaGeometric(modified=True),
        "pareto_nbd": ParetoGamma(),
        "bg_bb": BetaBernoulli(),
        "sbg": BetaBernoulli(skips=False),
    }
    if name in {"bg_bb", "sbg"}:
        return _Task(name, models[name], *buying.in_periods(rhythm, skips=name == "bg_bb"), rhythm.period)
    return _Task(name, models[name], *buying.in_time(_UNIT_DAYS[unit]), _UNIT_DAYS[unit])


def _look_ahead(
    buying: Buying,
    task: _Task,
    fit: Fit,
    rhythm: Rhythm,
    tested: Holdout | str | None,
    horizon_days: float,
    discount: float,
    no_value: Refusal | None,
) -> Outlook:
    horizon = horizon_days / task.unit_days
    rate = float(np.log1p(discount)) / _YEAR * task.unit_days
    rows, of, weight = task.rows, task.row_of, task.rows.weight
    buyers = rows.customers
    purchases = task.model.expected(fit.values, rows, horizon)
    alive_model, alive = _alive(task, fit)
    worth = _values(buying, contract=rhythm.fixed and task.name in {"bg_bb", "sbg"})
    if worth is None and no_value is None:
        no_value = Refusal("no_values", "no purchase carries a value")
    discounted = task.model.expected(fit.values, rows, horizon, rate)[of]
    mean_value = None
    each = np.full(len(of), np.nan)
    if worth is not None and no_value is None:
        each = worth.each
        mass = np.bincount(of, weights=each, minlength=len(rows))

        def total(parameters: Numbers) -> float:
            return float(task.model.expected(parameters, rows, horizon, rate) @ mass) / buyers

        mean_value = _bounded(total(fit.values), delta_error(total, fit), worth.relative_error(discounted))
    expected = _bounded(
        float(weight @ purchases) / buyers,
        delta_error(lambda p: float(weight @ task.model.expected(p, rows, horizon)) / buyers, fit),
    )
    correlation = worth.correlation if worth is not None and no_value is None else None
    fitted = Fitted(
        task.name, fit,
        worth.model if worth is not None and no_value is None else None,
        worth.fit if worth is not None and no_value is None else None,
        alive_model, alive, purchases[of], each, discounted * each, float(alive.mean()),
        expected, mean_value, correlation, tested if isinstance(tested, Holdout) else None,
        _doubts(task, rhythm, tested, worth if no_value is None else None, float(alive.mean())),
    )  # fmt: skip
    return Outlook(rhythm, fitted, None, no_value)


def _alive(task: _Task, fit: Fit) -> tuple[Model, Numbers]:
    """Per buyer; of the MBG/NBD instead of the BG/NBD, for which nobody leaves after a first purchase."""
    if task.name == "bg_nbd":
        modified = BetaGeometric(modified=True)
        other = modified.fit(task.rows)
        if other.problem is None:
            return "mbg_nbd", modified.alive(other.values, task.rows)[task.row_of]
    return task.name, task.model.alive(fit.values, task.rows)[task.row_of]


def _doubts(
    task: _Task, rhythm: Rhythm, tested: Holdout | str | None, worth: "_Worth | None", alive: float
) -> tuple[str, ...]:
    found = []
    if isinstance(tested, str):
        found.append("first_half_unsettled")
    elif tested is not None:
        off = abs(tested.foretold - tested.happened)
        if off > FAR * tested.happened and off > 3 * np.sqrt(tested.happened):
            found.append("holdout_far")
        if tested.rmse >= tested.baseline_rmse:
            found.append("no_better_than_own_rate")
    if worth is not None and worth.model == "gamma_gamma" and abs(worth.correlation or 0.0) > DEPENDENT:
        found.append("value_depends_on_frequency")
    if rhythm.fixed and task.name not in {"bg_bb", "sbg"}:
        found.append("rhythm_ignored")
    if alive > NOBODY_LEAVES:
        found.append("nobody_leaves")
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Worth:
    """Value of a future purchase, per buyer."""

    model: str
    fit: Fit | None
    each: Numbers
    error: float
    """Relative standard error of the mean of ``each`` where there is no fit."""
    correlation: float | None
    repeats: Numbers
    mean: Numbers

    def relative_error(self, weights: Numbers) -> float:
        """Of the weighted mean value."""
        if self.fit is None:
            return self.error
        model, sum_ = GammaGamma(), float(weights @ self.each)

        def total(parameters: Numbers) -> float:
            return float(weights @ model.expected(parameters, self.repeats, self.mean))

        return delta_error(total, self.fit) / sum_ if sum_ else 0.0


def _values(buying: Buying, *, contract: bool) -> _Worth | None:
    """The Gamma-Gamma model where it can be fitted and has a mean, else every buyer's own mean."""
    own_n, own = buying.values()
    if not (own_n > 0).any():
        return None
    n, mean = buying.repeat_values()
    used = n > 0
    correlation = None
    if used.sum() >= FEWEST_REPEATERS and np.ptp(n[used]) > 0 and np.ptp(mean[used]) > 0:
        correlation = float(np.corrcoef(n[used], mean[used])[0, 1])
    if not contract and used.sum() >= FEWEST_REPEATERS:
        fit = GammaGamma().fit(n[used], mean[used])
        each = GammaGamma().expected(fit.values, n, mean)
        if fit.problem is None and fit.values[1] > 1 and np.isfinite(each).all():
            return _Worth("gamma_gamma", fit, each, 0.0, correlation, n, mean)
    known = own[own_n > 0]
    typical = float(known.mean())
    error = float(known.std()) / np.sqrt(len(known)) / typical
    return _Worth("own_mean", None, np.where(own_n > 0, own, typical), error, correlation, n, mean)


def _bounded(value: float, error: float, relative: float = 0.0) -> Bounded:
    """An interval that is symmetric in the logarithm."""
    if value <= 0 or not np.isfinite(error):
        return Bounded(value, None, None)
    half = float(np.exp(_Z * np.hypot(error / value, relative)))
    return Bounded(value, value / half, value * half)


def _holdout(buying: Buying, name: Model, rhythm: Rhythm, unit: Unit) -> Holdout | str | None:
    """Fit the first half of the time between the first purchase and the end.

    None where that is too little, the problem of the fit where it has one.
    """
    start = int(buying.first.min())
    cut = start + (buying.end - start) // 2
    early, there = buying.until(cut)
    days = buying.end - cut
    few = len(early.counts) < FEWEST_BUYERS or (early.counts > 1).sum() < FEWEST_REPEATERS
    if few or days < SHORTEST_HOLDOUT_DAYS:
        return None
    task, later = _task(early, name, rhythm, unit), _task(buying, name, rhythm, unit)
    fit = task.model.fit(task.rows)
    if fit.problem:
        return fit.problem
    x = task.rows.frequency[task.row_of]
    happened = later.rows.frequency[later.row_of][there] - x
    age = task.rows.age[task.row_of]
    ahead = np.full(len(x), days / task.unit_days)
    if isinstance(task.model, BetaBernoulli):
        ahead = np.maximum(0.0, later.rows.age[later.row_of][there] - age)
    foretold = np.zeros(len(x))
    for horizon in np.unique(ahead).tolist():
        here = ahead == horizon
        foretold[here] = task.model.expected(fit.values, task.rows, horizon)[task.row_of[here]]
    own_rate = np.divide(x, age, out=np.zeros(len(x)), where=age > 0) * ahead

    def rmse(guess: Numbers) -> float:
        return float(np.sqrt(np.mean((guess - happened) ** 2)))

    return Holdout(days, len(x), float(foretold.sum()), int(happened.sum()), rmse(foretold), rmse(own_rate))
