"""What every model gives to every channel, with intervals."""

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Final, cast

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.attribution.rules import Rules
from sojourn.analysis.attribution.sample import Draw, Sample
from sojourn.analysis.stats.pathset import PathSet
from sojourn.analysis.stats.removal import Chain, Fit, Removal, chain_of, chains, fit_of
from sojourn.analysis.stats.shapley import shapley
from sojourn.log.kernels.sharing import share_out

Numbers = NDArray[np.float64]

DRAWS: Final = 200
"""Draws of the bootstrap."""
_FEWEST_DRAWS: Final = 50
_WORK: Final = 1e10
"""So many elementary steps may the draws take together before there are fewer of them."""
FEWEST_CONVERSIONS: Final = 10
"""Below it a bootstrap says nothing, and intervals are null."""
_DRAWS_AT_ONCE: Final = 8
"""So many threads draw: each holds the counts of all paths."""
_THREADED: Final = 200
"""With so many transitions, arrays are large enough for several threads to be used."""
_RULE: Final = {"first": 0, "last": 1, "last_non_direct": 2, "linear": 3, "position": 4}


@dataclass(frozen=True, slots=True)
class Credits:
    """What the models give.

    Attributes
    ----------
    given
        float64, shape (models, 2, channels): conversions and value.
    bounds
        float64, shape (2, models, 3, channels): low and high of conversions, value, and share of the conversions; None
        without intervals.
    draws
        How many draws the bounds rest on.
    removal
        float64, shape (2, channels): removal effects on conversions and on value; None without the Markov model.
    order
        Of the Markov chain.
    fits
        Every order that was compared, if it was chosen.
    """

    given: Numbers
    bounds: Numbers | None
    draws: int
    removal: Numbers | None
    order: int | None
    fits: tuple[Fit, ...]


def credits_of(sample: Sample, rules: Rules) -> Credits:
    """Apply the models to what was observed, and to draws of it."""
    paths, observed = sample.paths, sample.observed()
    interval = rules.level is not None and observed.outcomes[:, 0].sum() >= FEWEST_CONVERSIONS
    chain, fits = _chain(paths, rules)
    bounds, draws = None, 0
    with _one_thread(chain):
        removal = (
            None if chain is None else Removal(chain, chain.flows(paths, observed.outcomes), redrawn=interval)
        )
        given = _give(paths, observed, rules, None if removal is None else removal.effects)
        if interval and rules.level is not None:
            draws = _affordable(sample, chain)
            shares = given[:, :1] / observed.outcomes[:, 0].sum()
            estimates = np.concatenate([given, shares], axis=1)
            low, high = _bounds(sample, rules, chain, removal, draws, rules.level)
            bounds = np.stack([np.minimum(low, estimates), np.maximum(high, estimates)])
    return Credits(
        given,
        bounds,
        draws,
        None if removal is None else removal.effects,
        None if chain is None else chain.order,
        fits,
    )


def _chain(paths: PathSet, rules: Rules) -> tuple[Chain | None, tuple[Fit, ...]]:
    """The Markov chain of the order asked for, or of the one that describes the paths best for its size."""
    if "markov" not in rules.models:
        return None, ()
    if rules.order is not None:
        return chain_of(paths, rules.order), ()
    tried = chains(paths)
    fits = tuple(fit_of(chain, paths) for chain in tried)
    return tried[int(np.argmin([fit.bic for fit in fits]))], fits


def _one_thread(chain: Chain | None) -> AbstractContextManager[object]:
    """Small matrices are worked on faster by one thread, and the same way on every machine."""
    if chain is None or len(chain.sources) < _THREADED:
        return nullcontext()
    from threadpoolctl import threadpool_limits

    return cast("AbstractContextManager[object]", threadpool_limits(1, "blas"))


def _give(paths: PathSet, draw: Draw, rules: Rules, effects: Numbers | None) -> Numbers:
    """Credits, shape (models, 2, channels)."""
    earned = np.ascontiguousarray(draw.outcomes[:, :2])
    given = np.zeros((len(rules.models), 2, len(paths.names)))
    direct = {name.casefold() for name in rules.direct}
    wanted = np.array([name.casefold() not in direct for name in paths.names], np.bool_)
    shared = share_out(paths.edges, paths.codes, earned, wanted, np.array(rules.position, np.float64))
    for place, model in enumerate(rules.models):
        if model in _RULE:
            given[place] = shared[_RULE[model]]
        elif model == "shapley":
            given[place] = shapley(paths.edges, paths.codes, earned, len(paths.names))
        elif model == "time_decay" and draw.faded is not None:
            given[place] = draw.faded
        elif model == "markov" and effects is not None:
            totals = effects.sum(axis=1)
            safe = np.where(totals > 0, totals, 1.0)
            given[place] = effects / safe[:, None] * earned.sum(axis=0)[:, None]
    return given


def _affordable(sample: Sample, chain: Chain | None) -> int:
    """How many draws the data allow: 200, fewer for very many paths or very large chains."""
    work = sample.work + 8.0 * len(sample.paths.codes)
    if chain is not None:
        work += 2.0 * chain.channels**3 if chain.order == 1 else 20.0 * chain.channels * len(chain.sources)
    return int(np.clip(_WORK / max(work, 1.0), _FEWEST_DRAWS, DRAWS))


def _bounds(
    sample: Sample, rules: Rules, chain: Chain | None, removal: Removal | None, draws: int, level: float
) -> Numbers:
    """Percentiles of the credits over the draws, and of their shares of a draw's conversions."""
    paths = sample.paths
    found = np.empty((draws, len(rules.models), 3, len(paths.names)))

    def fill(number: int) -> None:
        draw = sample.redraw(number)
        effects = None
        if chain is not None and removal is not None:
            effects = removal.again(chain.flows(paths, draw.outcomes))
        found[number, :, :2] = _give(paths, draw, rules, effects)
        total = draw.outcomes[:, 0].sum()
        found[number, :, 2] = found[number, :, 0] / total if total > 0 else np.nan

    with ThreadPoolExecutor(min(os.cpu_count() or 1, _DRAWS_AT_ONCE)) as pool:
        list(pool.map(fill, range(draws)))
    return np.asarray(np.nanquantile(found, [(1 - level) / 2, (1 + level) / 2], axis=0))
