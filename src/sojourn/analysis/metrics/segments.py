"""Customers given to groups by somebody else: segments, test arms, personas."""

from collections.abc import Mapping
from dataclasses import InitVar, dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.analysis.members import Members


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
    members: InitVar[Members]

    def __post_init__(self, members: Members) -> None:
        object.__setattr__(self, "_members", members)

    @classmethod
    def of(cls, members: Mapping[str, str] | Members) -> "Segments":
        """Segments of the customers named; all others are in none."""
        found = Members.of(members)
        return cls(found.names, found)

    def codes(self, customers: pa.Array) -> NDArray[np.int32]:
        """The code of each customer's segment; −1 for none."""
        found: NDArray[np.int32] = self._members.codes(customers)  # type: ignore[attr-defined]
        return found
