"""Removal effects: how much less a Markov chain of paths earns if one channel takes nobody further.

The chain of order k is in the state of the last k touches of a path (fewer at its beginning); from there it goes on to the
next touch, to a conversion or to the end without one, with the shares counted in the paths (the maximum-likelihood
chain). The removal effect of a channel is the share of what the chain earns that is lost when every path ends without a
conversion as soon as it touches the channel: Anderl, Becker, von Wangenheim and Schumann, "Mapping the customer journey",
International Journal of Research in Marketing 33 (2016) 457-474. It is found by solving linear equations, not by simulation.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.stats.pathset import PathSet
from sojourn.log.kernels.contexts import number_pairs, rewards_without, sum_entries, visits_without

Numbers = NDArray[np.float64]
Codes = NDArray[np.int32]

MOST_ORDERS: Final = 4
LARGEST: Final = 5_000_000
"""Chains of order 2 and above with more channels times transitions are not tried when the order is chosen."""
_TOLERANCE: Final = 1e-14
_MOST_SWEEPS: Final = 100_000


@dataclass(frozen=True, slots=True)
class Chain:
    """The states of the paths in some order k, without counts.

    Attributes
    ----------
    order, channels
        k, and the number of channels.
    symbols
        int32 per state: the channel of its last touch.
    sources, targets
        int32 per transition that occurs: its states; the source ``len(symbols)`` is the beginning of a path.
    entered
        int32 per touch of the paths: the transition that leads to it.
    lasts
        int32 per path: the state it ends in.
    """

    order: int
    channels: int
    symbols: Codes
    sources: Codes
    targets: Codes
    entered: Codes
    lasts: Codes

    def flows(self, paths: PathSet, outcomes: Numbers) -> "Flows":
        """The chain's counts, with other outcomes of the same paths."""
        passed = sum_entries(paths.edges, self.entered, outcomes[:, 0] + outcomes[:, 2], len(self.sources))
        ends = [np.bincount(self.lasts, weights=o, minlength=len(self.symbols)) for o in outcomes.T]
        return Flows(passed, np.stack(ends[:2]), np.asarray(ends[0] + ends[2], np.float64))


@dataclass(frozen=True, slots=True)
class Flows:
    """Counts of a chain.

    Attributes
    ----------
    passed
        float64 per transition.
    earned
        float64, shape (2, states): conversions, and their value, of the paths that end in a state.
    ended
        float64 per state: paths that end in it.
    """

    passed: Numbers
    earned: Numbers
    ended: Numbers


def chains(paths: PathSet) -> "tuple[Chain, ...]":
    """The chains of orders 1 to :data:`MOST_ORDERS`, as far as they are no larger than :data:`LARGEST`."""
    found = []
    for order in range(1, MOST_ORDERS + 1):
        chain = chain_of(paths, order)
        if order > 1 and chain.channels * len(chain.sources) > LARGEST:
            break
        found.append(chain)
    return tuple(found)


def chain_of(paths: PathSet, order: int) -> Chain:
    """The states of the paths in this order."""
    width = len(paths.names)
    states, symbols = paths.codes, np.arange(width, dtype=np.int32)
    for _ in range(order - 1):
        # The last k touches are decided by the last k - 1 before, and the touch itself.
        states, firsts = number_pairs(paths.edges, states, paths.codes, width)
        symbols = paths.codes[firsts]
    entered, firsts = number_pairs(paths.edges, states, states, max(len(symbols), 1))
    begins = np.zeros(len(paths.codes), np.bool_)
    begins[paths.edges[:-1]] = True
    before = np.roll(states, 1)[firsts]
    sources = np.where(begins[firsts], len(symbols), before).astype(np.int32)
    return Chain(order, width, symbols, sources, states[firsts], entered, states[paths.edges[1:] - 1])


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a chain of some order describes the paths.

    Attributes
    ----------
    order, states
        Of the chain.
    log_likelihood
        Of all paths, natural logarithm.
    bic
        −2 · log-likelihood + states · (channels + 1) · ln(transitions): lower is better (Katz 1981, Technometrics 23,
        243-249). Every state that occurs may go on to every channel or to either end.
    """

    order: int
    states: int
    log_likelihood: float
    bic: float


def fit_of(chain: Chain, paths: PathSet) -> Fit:
    """Log-likelihood and BIC of a chain."""
    flows = chain.flows(paths, paths.outcomes)
    converted, without = flows.earned[0], flows.ended - flows.earned[0]
    out = np.append(_left(chain, flows), flows.ended.sum())
    counts = np.concatenate([flows.passed, converted, without])
    places = np.arange(len(chain.symbols))
    totals = out[np.concatenate([chain.sources, places, places])]
    some = counts > 0
    likelihood = float((counts[some] * np.log(counts[some] / totals[some])).sum())
    penalty = len(chain.symbols) * (chain.channels + 1) * np.log(counts.sum())
    return Fit(chain.order, len(chain.symbols), likelihood, float(penalty - 2 * likelihood))


def _left(chain: Chain, flows: Flows) -> Numbers:
    """How often every state is left, for another or for the end."""
    inner = chain.sources < len(chain.symbols)
    passed = np.bincount(chain.sources[inner], weights=flows.passed[inner], minlength=len(chain.symbols))
    return np.asarray(passed + flows.ended)


class Removal:
    """Removal effects of the channels of a chain, for the counts it was made with and for others near them.

    Parameters
    ----------
    chain, flows
        The chain and its counts.

    Attributes
    ----------
    effects
        float64, shape (2, channels): the share of conversions, and of value, lost without a channel; 0 … 1. A row is
        all 0 where nothing is earned at all.
    """

    def __init__(self, chain: Chain, flows: Flows, *, redrawn: bool = True) -> None:
        self._chain = chain
        if chain.order == 1:
            self.effects = _exact_effects(chain, flows)
        else:
            self._slopes = _Slopes(chain, flows, redrawn=redrawn)
            self.effects = self._slopes.effects(flows)

    def again(self, flows: Flows) -> Numbers:
        """The effects with other counts; above order 1 to first order of the change."""
        return _exact_effects(self._chain, flows) if self._chain.order == 1 else self._slopes.effects(flows)


def _exact_effects(chain: Chain, flows: Flows) -> Numbers:
    """Order 1: a path that would earn h from its first touch of a channel on is lost, effect = P(touched) · h / p.

    With N the inverse of I − Q, a path is in the channel N[start, c] times on average, and once it has been there N[c, c]
    times: it gets there at all with their quotient. One inverse serves all channels.
    """
    states = len(chain.symbols)
    left = np.maximum(_left(chain, flows), 1e-300)
    inner = chain.sources < states
    moves = np.zeros((states, states))
    moves[chain.sources[inner], chain.targets[inner]] = flows.passed[inner] / left[chain.sources[inner]]
    starts = _starts(chain, flows)
    visits = np.linalg.inv(np.eye(states) - moves)
    later = visits @ (flows.earned / left).T
    seen = starts @ visits
    lost = (seen / np.diag(visits))[:, None] * later
    return _shares(lost.T, starts @ later)


def _starts(chain: Chain, flows: Flows) -> Numbers:
    begin = chain.sources == len(chain.symbols)
    return np.asarray(
        np.bincount(
            chain.targets[begin],
            weights=flows.passed[begin] / max(flows.passed[begin].sum(), 1e-300),
            minlength=len(chain.symbols),
        )
    )


def _shares(lost: Numbers, earned: Numbers) -> Numbers:
    some = earned > 0
    return np.where(some[:, None], np.clip(lost / np.where(some, earned, 1.0)[:, None], 0.0, 1.0), 0.0)


class _Slopes:
    """What chains of higher order earn without each channel, and how that changes with the counts.

    What is earned without a channel is linear in each state's shares: its slope in the count of a transition s → t is
    visits(s) · (later(t) − later(s)) / left(s), all of them without the channel. No equations are solved again.
    """

    def __init__(self, chain: Chain, flows: Flows, *, redrawn: bool) -> None:
        self._chain, self._flows, self._redrawn = chain, flows, redrawn
        states = len(chain.symbols)
        left = _left(chain, flows)
        safe = np.maximum(left, 1e-300)
        inner = np.flatnonzero(chain.sources < states)
        inner = inner[np.argsort(chain.sources[inner], kind="stable")]
        rows = np.concatenate([[0], np.cumsum(np.bincount(chain.sources[inner], minlength=states))]).astype(
            np.int64
        )
        shares = flows.passed[inner] / safe[chain.sources[inner]]
        targets = chain.targets[inner]
        starts = _starts(chain, flows)
        self._rates = []
        self._later = []
        self._kept = np.zeros((chain.channels + 1, 2))
        for channel in range(chain.channels + 1):  # the last one is none
            barred = chain.symbols == channel
            arguments = (barred, _TOLERANCE, _MOST_SWEEPS)
            later = np.stack(
                [rewards_without(rows, targets, shares, r / safe, *arguments) for r in flows.earned]
            )
            self._kept[channel] = later @ starts
            if redrawn:
                visits = visits_without(rows, targets, shares, starts, *arguments)
                begun = max(flows.passed[chain.sources == states].sum(), 1e-300)
                self._rates.append(np.append(visits / safe, 1.0 / begun).astype(np.float32))
                self._later.append(np.append(later, self._kept[channel][:, None], axis=1).astype(np.float32))

    def effects(self, flows: Flows) -> Numbers:
        """The effects with these counts."""
        kept = self._kept.copy()
        if flows is not self._flows and self._redrawn:
            kept += self._change(flows)
        return _shares(kept[-1][:, None] - kept[:-1].T, kept[-1])

    def _change(self, flows: Flows) -> Numbers:
        chain, states = self._chain, len(self._chain.symbols)
        passed = flows.passed - self._flows.passed
        earned = flows.earned - self._flows.earned
        begun = passed[chain.sources == states].sum()
        left = np.append(_left(chain, flows) - _left(chain, self._flows), begun)
        change = np.zeros_like(self._kept)
        for channel, (rates, later) in enumerate(zip(self._rates, self._later, strict=True)):
            into = passed * rates[chain.sources]  # the rate of a state of the channel itself is 0
            for kind in (0, 1):
                went = into @ later[kind][chain.targets]
                change[channel, kind] = went + earned[kind] @ rates[:-1] - left @ (rates * later[kind])
        return change
