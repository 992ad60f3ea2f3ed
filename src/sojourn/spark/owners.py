"""Whose every event is, in files that all workers map: what the driver found out about identifiers."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.identity.kernels.keys import directory, places_in
from sojourn.project.mapping import mapped, write_mappable

_KEYS: Final = "keys.arrow"
_LABELS: Final = "labels.arrow"
_ASSIGNED: Final = "assigned.arrow"

Ints = NDArray[np.int32]


@dataclass(frozen=True)
class StoredOwners:
    """Whose every event is; see :class:`sojourn.project.joined.Owners`.

    Attributes
    ----------
    folder
        Where the files are.
    """

    folder: Path

    @staticmethod
    def write(
        labels: pa.Array, assigned: pa.Table, keys: NDArray[np.uint64], customer: Ints, folder: Path
    ) -> "StoredOwners":
        """Write down the ids of customers, whose single events are, and which customer has which key, keys in order."""
        tables: Mapping[str, pa.Table] = {
            _KEYS: pa.table({"key": keys, "customer": customer}),
            _LABELS: pa.table({"customer_id": labels}),
            _ASSIGNED: assigned,
        }
        for name, table in tables.items():
            write_mappable(folder / name, table)
        return StoredOwners(folder)

    @cached_property
    def labels(self) -> pa.Array:
        """The id of every customer."""
        return mapped(self.folder / _LABELS).column(0)

    @cached_property
    def assigned(self) -> pa.Table:
        """Events of shared identifiers, and whose they are."""
        return pa.Table.from_batches([mapped(self.folder / _ASSIGNED)])

    @cached_property
    def _known(self) -> tuple[NDArray[np.uint64], Ints, Ints]:
        table = mapped(self.folder / _KEYS)
        keys = table.column("key").to_numpy()
        return (
            keys,
            np.asarray(directory(keys), np.int32),
            np.append(table.column("customer").to_numpy(), np.int32(-1)),
        )

    def customers(self, keys: NDArray[np.uint64]) -> Ints:
        """The customer of each key of an event, −1 where it was left out."""
        known, starts, customer = self._known
        return customer[np.asarray(places_in(known, starts, np.ascontiguousarray(keys)), np.int32)]
