"""Counts by name: the tally of what is grouped by the values of any attribute."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class NamedCounts:
    """Rows of whole numbers by name.

    Examples
    --------
    >>> a = NamedCounts({"web": np.array([1, 0])})
    >>> sum_ = a + NamedCounts({"app": np.array([2, 2]), "web": np.array([0, 1])})
    >>> {name: counts.tolist() for name, counts in sorted(sum_.counts.items())}
    {'app': [2, 2], 'web': [1, 1]}
    """

    counts: Mapping[str, NDArray[np.int64]]

    def __add__(self, other: "NamedCounts") -> "NamedCounts":
        merged = dict(self.counts)
        for name, counts in other.counts.items():
            merged[name] = merged[name] + counts if name in merged else counts
        return NamedCounts(merged)
