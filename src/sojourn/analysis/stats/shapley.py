"""Shapley values of channels, by counts of coalitions.

The game: a coalition S of channels earns the conversions of all paths that touch no channel outside S,
v(S) = Σ conversions(T) over the sets T ⊆ S. It is monotone, so no share is negative, and it is a sum of one game per set
of channels in which that set earns its conversions only when complete. The Shapley value of such a game gives each of its
members an equal part (symmetry and null player), and the values of a sum of games add up (additivity). So

    φ(c) = Σ conversions(T) / |T|  over the sets T that hold c

is the exact Shapley value, for any number of channels, and nothing has to be sampled: Zhao, Mahboobi and Bagheri, "Shapley
Value Methods for Attribution Modeling in Online Advertising" (2018), arXiv:1804.05327, theorem 1.
"""

import numpy as np
from numpy.typing import NDArray

from sojourn.log.kernels.sharing import share_distinct

Numbers = NDArray[np.float64]


def shapley(edges: NDArray[np.int64], codes: NDArray[np.int32], earned: Numbers, channels: int) -> Numbers:
    """The Shapley value of every channel in the game above.

    Parameters
    ----------
    edges, codes
        Paths of channels: path ``i`` is ``codes[edges[i]:edges[i + 1]]``; its coalition is the set of its codes.
    earned
        Shape (paths, kinds): what the paths earn, one game per column.
    channels
        How many there are.

    Returns
    -------
    numpy.ndarray
        float64, shape (kinds, channels); every row adds up to what the paths earn.

    Examples
    --------
    >>> one, both = [0, 0], [1, 0]
    >>> codes = np.array([*one, *both], np.int32)
    >>> shapley(np.array([0, 2, 4]), codes, np.array([[6.0], [4.0]]), 3).tolist()
    [[8.0, 2.0, 0.0]]
    """
    return share_distinct(edges, codes, earned, channels)
