"""Counts by integer key that merge without losing order: the common tally of most analyses."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sojourn.log.kernels.sparse import merge_sorted


@dataclass(frozen=True, slots=True)
class SparseCounts:
    """Rows of whole numbers by key.

    Attributes
    ----------
    keys
        int64, shape (k,), strictly rising.
    counts
        int64, shape (k, c): c counts per key.

    Examples
    --------
    >>> a = SparseCounts(np.array([1, 4]), np.array([[10], [1]]))
    >>> b = SparseCounts(np.array([4, 9]), np.array([[2], [5]]))
    >>> (a + b).keys.tolist(), (a + b).counts.ravel().tolist()
    ([1, 4, 9], [10, 3, 5])
    """

    keys: NDArray[np.int64]
    counts: NDArray[np.int64]

    def __add__(self, other: "SparseCounts") -> "SparseCounts":
        return SparseCounts(*merge_sorted(self.keys, self.counts, other.keys, other.counts))

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, SparseCounts)
            and np.array_equal(self.keys, other.keys)
            and np.array_equal(self.counts, other.counts)
        )

    __hash__ = None  # type: ignore[assignment]
