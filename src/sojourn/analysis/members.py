"""Who belongs to which group, where somebody else says so: segments, personas, arms of a test."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sojourn.log.journeys import frozen
from sojourn.log.kernels.weaving import find_rows
from sojourn.log.layout import Hashes, hashes_of
from sojourn.log.strings import string_buffers


@dataclass(frozen=True, eq=False)
class Members:
    """A group for each of some customers.

    Attributes
    ----------
    customers
        Customer ids, Arrow string array, each once, in the order of their hashes.
    groups
        int32, one entry per id: the place of its group in ``names``.
    names
        Names of the groups, in alphabetical order.

    Examples
    --------
    >>> found = Members.of({"ann": "loyal", "bob": "new"})
    >>> found.names, found.codes(pa.array(["bob", "eve", "ann"])).tolist()
    (('loyal', 'new'), [1, -1, 0])
    """

    customers: pa.Array
    groups: NDArray[np.int32]
    names: tuple[str, ...]

    @classmethod
    def of(cls, given: "Mapping[str, str] | Members") -> "Members":
        """The groups of the customers named; all others are in none."""
        if isinstance(given, Members):
            return given
        return cls.told(pa.array(list(given), pa.string()), pa.array(list(given.values()), pa.string()))

    @classmethod
    def told(cls, customers: pa.Array, groups: pa.Array) -> "Members":
        """The same from ids, each once, and the name of each one's group."""
        encoded = groups.dictionary_encode()
        names = encoded.dictionary.to_pylist()
        order = sorted(range(len(names)), key=names.__getitem__)
        rank = np.zeros(len(names), np.int32)
        rank[order] = np.arange(len(names), dtype=np.int32)
        place = _by_hash(customers)
        codes = rank[encoded.indices.to_numpy()[place]] if len(names) else np.zeros(0, np.int32)
        return cls(customers.take(pa.array(place)), frozen(codes), tuple(names[i] for i in order))

    def codes(self, customers: pa.Array) -> NDArray[np.int32]:
        """The code of each customer's group, −1 for none; takes as long as there are customers asked for, not members."""
        if not len(self.customers) or not len(customers):
            return np.full(len(customers), -1, np.int32)
        known = self._hashes, *string_buffers(self.customers)
        places, _ = find_rows(*known, hashes_of(customers), *string_buffers(customers))
        return np.append(self.groups, np.int32(-1))[places]

    @cached_property
    def _hashes(self) -> Hashes:
        return hashes_of(self.customers)


def _by_hash(customers: pa.Array) -> NDArray[np.int64]:
    """The places of ids in the order of their hashes; where two are equal, of their letters."""
    if not len(customers):
        return np.zeros(0, np.int64)
    hashes = hashes_of(customers)
    order = np.argsort(hashes, kind="stable")
    if bool((np.diff(hashes[order]) == 0).any()):
        lettered = pc.sort_indices(customers).to_numpy().astype(np.int64)
        order = lettered[np.argsort(hashes[lettered], kind="stable")]
    return order
