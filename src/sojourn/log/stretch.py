"""Neighbouring customers of a stored log: finding them, and looking at all that is stored, the origin included."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.log.kernels.weaving import find_rows
from sojourn.log.layout import Hashes, hashes_of
from sojourn.log.strings import string_buffers

Places = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Customers of an old log, in order of their hash, some of whom stay.

    Attributes
    ----------
    customers, hashes, offsets
        As in a shard.
    columns
        Flat columns as the old log stored them, by attribute.
    keep
        Who stays.
    """

    customers: pa.Array
    hashes: Hashes
    offsets: NDArray[np.int32]
    columns: dict[str, pa.Array]
    keep: NDArray[np.bool_]

    def part(self, first: int, end: int) -> "Stretch":
        """Some neighbours; the columns stay whole."""
        return Stretch(
            self.customers.slice(first, end - first),
            self.hashes[first:end],
            self.offsets[first : end + 1],
            self.columns,
            self.keep[first:end],
        )


def stretch_of(shard: pa.RecordBatch) -> Stretch:
    """All customers of a shard, who stay."""
    customers = shard.column(0)
    return Stretch(
        customers,
        hashes_of(customers),
        shard.column(1).offsets.to_numpy(),
        {name: shard.column(name).values for name in shard.schema.names[1:]},
        np.ones(len(customers), np.bool_),
    )


def connected(stretches: Sequence[Stretch]) -> Stretch:
    """Neighbouring stretches of one log as one."""
    if len(stretches) == 1:
        return stretches[0]
    cut = [(int(s.offsets[0]), int(s.offsets[-1]) - int(s.offsets[0])) for s in stretches]
    lengths = np.concatenate([np.diff(s.offsets) for s in stretches])
    names = stretches[0].columns
    return Stretch(
        pa.concat_arrays([s.customers for s in stretches]),
        np.concatenate([s.hashes for s in stretches]),
        np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32),
        {
            n: pa.concat_arrays([s.columns[n].slice(*c) for s, c in zip(stretches, cut, strict=True)])
            for n in names
        },
        np.concatenate([s.keep for s in stretches]),
    )


def find(stretch: Stretch, wanted: pa.Array) -> tuple[Places, Places]:
    """The place of each wanted customer (−1 if not there), and the place before which it lies or would."""
    return find_rows(
        stretch.hashes, *string_buffers(stretch.customers), hashes_of(wanted), *string_buffers(wanted)
    )
