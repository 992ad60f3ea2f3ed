"""Absorbing semi-Markov chains: what is expected to happen until nothing follows."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Chain:
    """States, and the moves between them that were seen.

    A move leads from state i through its column j to the state ``targets[i, j]``, or out of the chain (−1). Several columns of a
    state may lead to the same state, for moves of different kinds.

    Attributes
    ----------
    starts
        How many rows begin in each state; shape (n,).
    counts
        How often each move was made; shape (n, m).
    targets
        The state each move leads to, −1 = out; integers, shape (n, m).

    Examples
    --------
    From state 0 half go on to state 1 and half leave; from state 1 one in three goes back:

    >>> chain = Chain(np.array([6.0, 0.0]), np.array([[4.0, 4.0], [2.0, 2.0]]), np.array([[1, -1], [0, -1]]))
    >>> chain.flows(chain.probabilities()).tolist()
    [[4.0, 4.0], [2.0, 2.0]]
    """

    starts: Numbers
    counts: Numbers
    targets: NDArray[np.int64]

    def probabilities(self) -> Numbers:
        """Of each move, given its state; 0 where a state was never left."""
        left = self.counts.sum(axis=1, keepdims=True)
        found: Numbers = np.divide(self.counts, left, out=np.zeros_like(self.counts), where=left > 0)
        return found

    def flows(self, probabilities: Numbers) -> Numbers:
        """Expected number of each move, if moves were made with these probabilities; shape (n, m).

        The expected visits v of states solve ``v = starts + v·Q`` (Kemeny & Snell 1960, *Finite Markov Chains*, theorem
        3.2.4). With the probabilities that were seen, the flows are the counts.

        Raises
        ------
        numpy.linalg.LinAlgError
            If some states could never be left again.
        """
        used = np.flatnonzero((self.starts > 0) | (self.counts.sum(axis=1) > 0))
        place = np.full(len(self.starts) + 1, -1)
        place[used] = np.arange(len(used))
        rows, columns = np.nonzero(probabilities[used] > 0)
        targets = place[self.targets[used][rows, columns]]
        stays = targets >= 0
        inner = np.zeros((len(used), len(used)))
        np.add.at(inner, (rows[stays], targets[stays]), probabilities[used][rows[stays], columns[stays]])
        visits = np.zeros(len(self.starts))
        visits[used] = np.linalg.solve((np.eye(len(used)) - inner).T, self.starts[used])
        found: Numbers = visits[:, None] * probabilities
        return found


def moved(
    probabilities: Numbers, giving: NDArray[np.bool_], taking: NDArray[np.bool_], share: float
) -> Numbers:
    """A share of the probability of some moves given to others of the same state, in proportion to what these have.

    Parameters
    ----------
    giving, taking
        Which moves lose and gain, shape (n, m); a state without moves to gain keeps its own.
    share
        0 … 1.

    Examples
    --------
    >>> p = np.array([[0.5, 0.25, 0.25]])
    >>> moved(p, np.array([[False, False, True]]), np.array([[True, True, False]]), 0.4).round(3).tolist()
    [[0.567, 0.283, 0.15]]
    """
    gains = (probabilities * taking).sum(axis=1, keepdims=True)
    freed = share * (probabilities * giving).sum(axis=1, keepdims=True) * (gains > 0)
    ratio = np.divide(freed, gains, out=np.zeros_like(gains), where=gains > 0)
    lost = np.where(giving & (gains > 0), share * probabilities, 0.0)
    return probabilities - lost + np.where(taking, ratio * probabilities, 0.0)


def jackknife(value: Numbers, without: Numbers, chance: Numbers | None = None) -> tuple[Numbers, Numbers]:
    """The 95 % interval of estimates from what they are without each of g groups of customers.

    The delete-a-group jackknife (Kott 2001, *Journal of Official Statistics* 17): groups of about equal size, made
    without regard to what is estimated; Student's t with g − 1 degrees of freedom.

    Parameters
    ----------
    value
        Estimates, shape (k,).
    without
        The same without each group, shape (g, k), g ≥ 2.
    chance
        Variance of what is estimated itself, where that is not a mean but what would happen; shape (k,).
    """
    from scipy.special import stdtrit

    g = len(without)
    variance = (g - 1) / g * ((without - without.mean(axis=0)) ** 2).sum(axis=0)
    half = stdtrit(g - 1, 0.975) * np.sqrt(variance if chance is None else variance + chance)
    return value - half, value + half
