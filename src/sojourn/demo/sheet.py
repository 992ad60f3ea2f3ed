"""One export before it is written: its columns, what a reader finds in its rows, and whose they are."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Found:
    """Events that a reader finds in rows: a row may hold none (it says who is who) or several (a ticket).

    Attributes
    ----------
    row
        Number of the row that each event stands in.
    name
        The touchpoint's name after reading.
    """

    row: Ints
    name: pa.Array


@dataclass(frozen=True, slots=True)
class Sheet:
    """One export before it takes the form of its system.

    Attributes
    ----------
    columns
        Arrow arrays of one length; a dot in a name means nesting where the system nests.
    who
        Customer of each row; customers from ``people.count`` on are machines.
    found
        The events in the rows.
    ids
        Kind of identifier and the ids of that kind, one per row or null, in normal form. A kind may come twice.
    time
        Column with the time; empty where rows have none, or several.
    customer
        Columns that name the customer; a row without any of them is nobody's. Empty where every row has an id.
    event, message
        Columns with the name and the id of the event; empty where the system has none.
    resent
        Columns that differ when a message is delivered again.
    firm
        Rows that lose neither customer nor time, nor change their name.
    folded
        Rows are lines that together make an event: a line repeated would be bought twice, so none is.
    """

    name: str
    columns: dict[str, pa.Array]
    who: Ints
    found: Found
    ids: tuple[tuple[str, pa.Array], ...]
    time: str = ""
    customer: tuple[str, ...] = ()
    event: str = ""
    message: str = ""
    resent: dict[str, pa.Array] | None = None
    firm: Flags | None = None
    folded: bool = False

    @property
    def size(self) -> int:
        """Number of rows."""
        return len(self.who)


def each(names: pa.Array) -> Found:
    """One event per row; rows whose name is null hold none."""
    rows = np.flatnonzero(names.is_valid().to_numpy(zero_copy_only=False))
    return Found(rows, names.take(pa.array(rows)))
