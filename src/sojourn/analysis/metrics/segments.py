"""Customers given to groups by somebody else: segments, test arms, personas."""

from collections.abc import Mapping
from dataclasses import InitVar, dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray


@dataclass(frozen=True)
class Segments:
    """Customer → segment.

    Attributes
    ----------
    names
        The segments, in order of code.

    Examples
    --------
    >>> found = Segments.of({"ann": "loyal", "bob": "new"})
    >>> found.names, found.codes(pa.array(["bob", "eve", "ann"])).tolist()
    (('loyal', 'new'), [1, -1, 0])
    """

    names: tuple[str, ...]
    members: InitVar[Mapping[str, str]]

    def __post_init__(self, members: Mapping[str, str]) -> None:
        place = {name: code for code, name in enumerate(self.names)}
        object.__setattr__(self, "_ids", pa.array(list(members), pa.string()))
        object.__setattr__(
            self, "_codes", np.array([*(place[name] for name in members.values()), -1], np.int32)
        )

    @classmethod
    def of(cls, members: Mapping[str, str]) -> "Segments":
        """Segments of the customers named; all others are in none."""
        return cls(tuple(sorted(set(members.values()))), members)

    def codes(self, customers: pa.Array) -> NDArray[np.int32]:
        """The code of each customer's segment; −1 for none."""
        places = pc.index_in(customers, value_set=self._ids).fill_null(-1).to_numpy()  # type: ignore[attr-defined]
        found: NDArray[np.int32] = self._codes[places]  # type: ignore[attr-defined]
        return found
