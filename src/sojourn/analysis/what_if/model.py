"""What the model of the journey says about a change of one step, and how sure that is."""

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.stats.semi_markov import Chain, Numbers, moved
from sojourn.analysis.what_if.counts import EXACT, GROUPS, States, WhatIfTally
from sojourn.log.kernels.stepping import PHASES

MEASURES: Final = ("conversions", "value", "contacts", "emotion", "duration_s")
FEWEST_CUSTOMERS: Final = 200
FEWEST_MOVES: Final = 30
_LEAST_IN_VISIT: Final = 0.05
_FEWEST_WAITS: Final = 100
_REACHED: Final = PHASES - 1
_CLEAR: Final = 1.96
_CLEAR_OF_MANY: Final = 3.1
"""The same level for the best of some thirty cuts (Šidák)."""

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Shape:
    """The moves of the model: rows are states by phase, columns the next state within the visit, after a gap, and the end.

    Attributes
    ----------
    targets
        The row that each move leads to, −1 = the end.
    converts, contacts
        Moves that reach the goal for the first time, and that turn to support from elsewhere.
    goal
        Which states are success.
    called
        Which states are a contact with support.
    """

    targets: NDArray[np.int64]
    converts: Flags
    contacts: Flags
    goal: Flags
    called: Flags

    @property
    def number(self) -> int:
        """Number of states."""
        return len(self.goal)

    @property
    def phase(self) -> NDArray[np.int64]:
        """The phase of each row, as a column."""
        return (np.arange(len(self.targets)) % PHASES)[:, None]


def shape_of(states: States) -> Shape:
    """The moves of a model with these states."""
    number = states.number
    state, phase = np.divmod(np.arange(number * PHASES), PHASES)
    to = np.concatenate([np.arange(number), np.arange(number), [0]])
    apart = np.concatenate([np.zeros(number, bool), np.ones(number, bool), [False]])
    goal = np.array([*(name in states.goals for name in states.names), False], np.bool_)
    called = states.called()
    later = np.where(apart, np.minimum(phase[:, None] + 1, _REACHED - 1), phase[:, None])
    reached = (phase[:, None] == _REACHED) | goal[to]
    targets = to * PHASES + np.where(reached, _REACHED, later)
    targets[:, -1] = -1
    converts = goal[to] & (phase[:, None] < _REACHED) & (targets >= 0)
    contacts = called[to] & ~called[state][:, None] & (targets >= 0)
    return Shape(targets, converts, contacts, goal, called)


@dataclass(frozen=True, slots=True)
class Sample:
    """The counts of some customers, and how much more customers there are in all."""

    chain: Chain
    seconds: Numbers
    worth: Numbers
    scale: float

    def totals(self, shape: Shape, flows: Numbers) -> Numbers:
        """Customers with the goal, value, contacts, sum of feelings, seconds and events, if moves are made so often.

        They are of all customers: those of a part are scaled up.
        """
        visits = flows.sum(axis=1)
        begins = self.chain.starts.reshape(-1, PHASES).sum(axis=1)
        value, feeling = visits @ self.worth
        events = visits.sum()
        totals = np.array([
            begins[shape.goal].sum() + flows[shape.converts].sum(),
            value,
            begins[shape.called].sum() + flows[shape.contacts].sum(),
            feeling,
            (flows * self.seconds).sum(),
            events,
        ])  # fmt: skip
        return totals * self.scale


def samples_of(tally: WhatIfTally, shape: Shape) -> list[Sample]:
    """Everybody, then everybody but each group of customers that is not empty."""
    everybody = tally.customers
    out = [g for g in range(GROUPS) if tally.rows[g]]
    whole = [tally.starts.sum(axis=0), tally.steps.sum(axis=0), tally.sums.sum(axis=0)]
    found = [_sample(shape, whole[0], whole[1], whole[2], everybody, everybody)]
    for g in out:
        rest = everybody - int(tally.rows[g])
        found.append(
            _sample(
                shape, whole[0] - tally.starts[g], whole[1] - tally.steps[g], whole[2] - tally.sums[g], rest, everybody
            )
        )  # fmt: skip
    return found


def _sample(
    shape: Shape,
    starts: NDArray[np.int64],
    steps: NDArray[np.int64],
    sums: NDArray[np.int64],
    customers: int,
    everybody: int,
) -> Sample:
    counts = steps[:, :, 0].astype(np.float64)
    seconds = np.divide(steps[:, :, 1] / 1000, counts, out=np.zeros_like(counts), where=counts > 0)
    visits = counts.sum(axis=1, keepdims=True)
    worth = np.divide(sums / EXACT, visits, out=np.zeros(sums.shape), where=visits > 0)
    scale = everybody / customers if customers else 0.0
    return Sample(chain_of(shape, starts, counts), seconds, worth, scale)


def chain_of(shape: Shape, starts: NDArray[np.int64], counts: Numbers) -> Chain:
    """The chain of counted steps; who begins with a success has reached it."""
    begins = np.zeros((shape.number, PHASES))
    begins[np.arange(shape.number), np.where(shape.goal, _REACHED, 0)] = starts
    return Chain(begins.ravel(), counts, shape.targets)


class Scenario(Protocol):
    """One change of one step."""

    def totals(self, part: int, sample: Sample) -> Numbers:
        """The totals after the change, like :meth:`Sample.totals`; ``part`` is the place of the sample."""
        ...


@dataclass(frozen=True, slots=True)
class OtherSteps:
    """Some customers make other moves from a step, like those who make them today."""

    shape: Shape
    giving: Flags
    taking: Flags
    share: float

    def totals(self, part: int, sample: Sample) -> Numbers:  # noqa: ARG002
        """The totals after the change."""
        if not self.share:
            return sample.totals(self.shape, sample.chain.counts)
        found = moved(sample.chain.probabilities(), self.giving, self.taking, self.share)
        return sample.totals(self.shape, sample.chain.flows(found))


def less_drop_off(shape: Shape, state: int, share: float, counts: Numbers) -> OtherSteps | str:
    """Customers who leave here before the goal go on instead, like those who go on today; or why that cannot be said.

    To leave is to end the visit, where at least one in twenty goes on within it; else to end the journey.
    """
    rows = np.arange(state * PHASES, state * PHASES + _REACHED)
    here = np.zeros((len(shape.targets), 1), np.bool_)
    here[rows] = True
    giving = here & leaving(shape, state, counts)
    taking = here & ~giving
    if counts[giving].sum() < FEWEST_MOVES or counts[taking].sum() < FEWEST_MOVES:
        return "few_leave"
    return OtherSteps(shape, giving, taking, share)


def leaving(shape: Shape, state: int, counts: Numbers) -> Flags:
    """Which columns are leaving, before the goal: after a gap and at the end; or only at the end, if hardly anybody goes on within the visit."""
    rows = counts[state * PHASES : state * PHASES + _REACHED]
    column = np.arange(2 * shape.number + 1)
    inside = rows[:, column < shape.number].sum()
    within = inside >= max(FEWEST_MOVES, _LEAST_IN_VISIT * rows.sum())
    return column >= (shape.number if within else 2 * shape.number)


def fewer_contacts(shape: Shape, state: int, share: float, counts: Numbers) -> OtherSteps | str:
    """Customers who turn to support next do instead what the others do; or why that cannot be said."""
    here = np.zeros((len(shape.targets), 1), np.bool_)
    here[state * PHASES : (state + 1) * PHASES] = True
    giving, taking = here & shape.contacts, here & ~shape.contacts
    if counts[giving].sum() < FEWEST_MOVES or counts[taking].sum() < FEWEST_MOVES:
        return "few_contacts"
    return OtherSteps(shape, giving, taking, share)


@dataclass(frozen=True, slots=True)
class ShorterWaits:
    """Customers wait less for what comes next, and do what those do who wait that long today.

    Attributes
    ----------
    shape
        The moves of the model.
    parts
        What came after waits, float64, shape (parts, WAIT_BINS, AFTER); the first part is everybody, the others leave a group out.
    edges
        Bins at which a class of waits begins.
    next_state
        The state that is waited for.
    share
        By how much every wait is shorter.
    """

    shape: Shape
    parts: Numbers
    edges: NDArray[np.int64]
    next_state: int
    share: float

    def totals(self, part: int, sample: Sample) -> Numbers:
        """The totals after the change."""
        counts = self.parts[part]
        classes = np.add.reduceat(counts, self.edges, axis=0)
        n = classes[:, :1]
        each = np.divide(classes[:, 1:], n, out=np.zeros_like(classes[:, 1:]), where=n > 0)
        after = np.add.reduceat(_shortened(counts[:, 0], self.share), self.edges)
        reached, value, feeling, contacts, events, ms = (after - n[:, 0]) @ each
        gains = np.array([reached, value / EXACT, contacts, feeling / EXACT, ms / 1000, events])
        return sample.totals(self.shape, sample.chain.counts) + gains * sample.scale


def _shortened(n: Numbers, share: float) -> Numbers:
    """A histogram of waits, each shorter by a share; between two bins it is divided."""
    if share >= 1:
        return np.where(np.arange(len(n)) == 0, n.sum(), 0.0)
    place = np.maximum(np.arange(len(n)) + 2 * np.log2(1 - share), 0.0)
    low = np.floor(place).astype(np.int64)
    up = np.minimum(low + 1, len(n) - 1)
    found = np.zeros(len(n))
    np.add.at(found, low, n * (low + 1 - place))
    np.add.at(found, up, n * (place - low))
    return found


def shorter_wait(
    tally: WhatIfTally, shape: Shape, state: int, place: int, share: float
) -> ShorterWaits | str:
    """Shorter waits for what most often comes next after a state; or why that cannot be said.

    Refused unless longer waits go with fewer conversions (Cochran–Armitage test for trend, 5 %) over bins of half an
    octave. Only cuts between classes that differ clearly are kept (recursive partitioning; Breiman et al. 1984), so
    that customers are not moved between classes that differ by chance.
    """
    by_next = tally.waits[place, :, :, :, 0].sum(axis=(1, 2))
    by_next[state] = 0
    chosen = int(by_next.argmax())
    groups = tally.waits[place, chosen].astype(np.float64)
    whole = groups.sum(axis=0)
    n = whole[:, 0].sum()
    if n < _FEWEST_WAITS:
        return "few_waits"
    edges = _edges(whole[:, 0])
    classes = np.add.reduceat(whole, edges, axis=0)
    if not _falls(classes[:, 0], classes[:, 1]):
        return "no_relation"
    edges = _unlike(edges, classes[:, 0], classes[:, 1])
    if len(edges) < 2:
        return "no_relation"
    parts = np.concatenate([whole[None], whole - groups[tally.rows > 0]])
    return ShorterWaits(shape, parts, edges, chosen, share)


def _edges(n: Numbers) -> NDArray[np.int64]:
    """Where the class of each filled bin begins: in the middle between it and the filled bin before."""
    filled = np.flatnonzero(n)
    return np.concatenate([np.zeros(1, np.int64), (filled[1:] + filled[:-1] + 1) // 2])


def _unlike(edges: NDArray[np.int64], n: Numbers, hits: Numbers) -> NDArray[np.int64]:
    """The classes that differ: cut where those who waited longer succeed most clearly less, then each side again."""
    n_before, hits_before = (np.concatenate([[0.0], np.cumsum(x)]) for x in (n, hits))
    kept, sides = [0], [(0, len(edges))]
    while sides:
        low, high = sides.pop()
        cut = np.arange(low + 1, high)
        if not len(cut):
            continue
        quick, slow = n_before[cut] - n_before[low], n_before[high] - n_before[cut]
        share = (hits_before[high] - hits_before[low]) / (n_before[high] - n_before[low])
        spread = np.sqrt(max(share * (1 - share), 1e-9) * (1 / quick + 1 / slow))
        falls = (hits_before[cut] - hits_before[low]) / quick - (hits_before[high] - hits_before[cut]) / slow
        clear = np.where(np.minimum(quick, slow) >= FEWEST_MOVES, falls / spread, 0.0)
        best = int(clear.argmax())
        if clear[best] > _CLEAR_OF_MANY:
            kept.append(int(cut[best]))
            sides += [(low, int(cut[best])), (int(cut[best]), high)]
    found: NDArray[np.int64] = edges[np.sort(np.array(kept))]
    return found


def _falls(n: Numbers, hits: Numbers) -> bool:
    total, share = n.sum(), hits.sum() / n.sum()
    rank = np.arange(len(n))
    centred = rank - (rank @ n) / total
    variance = share * (1 - share) * (n @ centred**2)
    return bool(variance > 0 and centred @ hits / np.sqrt(variance) < -_CLEAR)


@dataclass(frozen=True, slots=True)
class BackTest:
    """What the model of earlier customers foretells for later ones, both followed for the same time.

    Attributes
    ----------
    customers
        Later customers.
    foretold, happened
        Share of them who reach the goal, by the model from where they began, and in truth.
    trained_until_us
        Until when the earlier customers were followed, µs; no later customer began before the earlier did.
    """

    customers: int
    foretold: float
    happened: float
    trained_until_us: int

    @property
    def error(self) -> float:
        """Foretold minus happened."""
        return self.foretold - self.happened


def back_test(tally: WhatIfTally, shape: Shape, window: tuple[int, int] | None) -> BackTest | None:
    """Train on who began in the first third of the time, foretell who began in the second; None below 200 on either side."""
    (train, _, train_steps), (n, starts, steps) = tally.earlier, tally.later
    if window is None or min(int(train), int(n)) < FEWEST_CUSTOMERS:
        return None
    counts = train_steps[:, :, 0].astype(np.float64)
    seen = counts.sum(axis=1).reshape(-1, PHASES).sum(axis=1) > 0
    chain = chain_of(shape, np.where(seen, starts, 0), counts)
    flows = chain.flows(chain.probabilities())
    begun = chain.starts.reshape(-1, PHASES).sum(axis=1)
    share = (begun[shape.goal].sum() + flows[shape.converts].sum()) / begun.sum()
    happened = (starts[shape.goal].sum() + steps[:, :, 0][shape.converts].sum()) / int(n)
    third = max((window[1] - window[0]) // 3, 1)
    return BackTest(int(n), float(share), float(happened), window[0] + 2 * third)
