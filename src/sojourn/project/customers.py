"""The table of customers: who is known by what, kept from build to build, and what of it a change can reach.

Who somebody is depends on the identifiers that theirs are linked with, directly or through others, and on no others.
So a build that reads new files resolves only the groups of linked identifiers that these files touch, and takes over the
rest from here.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sojourn.identity.kernels.keys import places
from sojourn.identity.nodes import distinct
from sojourn.project.changes import Known
from sojourn.project.parts import FILE, KEY, ROW
from sojourn.project.people import People
from sojourn.project.store import Store

Keys = NDArray[np.uint64]
Flags = NDArray[np.bool_]

_TYPE: Final = pa.dictionary(pa.int32(), pa.string())
_ORDER: Final = [(FILE, "ascending"), (ROW, "ascending")]


@dataclass(frozen=True, slots=True)
class Customers:
    """Everybody after a build.

    Attributes
    ----------
    table
        One row per identifier, in the order of their keys: ``customer_id``, ``type``, ``value``, ``shared``, ``key``,
        and ``linked``, the smallest key of all identifiers that it is linked with, whatever became of the links.
    assigned
        As in :class:`~sojourn.project.people.People`.
    """

    table: pa.Table
    assigned: pa.Table

    @classmethod
    def of(cls, people: People) -> "Customers":
        """The table of some people."""
        resolution = people.resolution
        nodes = resolution.nodes
        types = pa.DictionaryArray.from_arrays(
            pa.array(nodes.code.astype(np.int32)), pa.array(nodes.types, pa.string())
        )
        table = pa.table(
            {
                "customer_id": people.labels.take(pa.array(resolution.customer)),
                "type": types,
                "value": nodes.value,
                "shared": resolution.shared,
                "key": nodes.key,
                "linked": nodes.key[resolution.linked],
            }
        )
        return cls(table, people.assigned)

    @classmethod
    def load(cls, store: Store) -> "Customers":
        """The table that the last build left."""
        table = pq.read_table(store.customers, read_dictionary=["type"]).combine_chunks()
        return cls(_keys_as(table, np.uint64), pq.read_table(store.assigned))

    def save(self, store: Store) -> None:
        """Write the table; keys with a sign, as the events have them, which every reader of Parquet can join."""
        for path, content in (
            (store.customers, _keys_as(self.table, np.int64)),
            (store.assigned, self.assigned),
        ):
            temporary = path.with_name(f".{path.name}.new")
            # Values and keys hardly repeat and hardly shrink: what would be gained in space is not worth the time.
            pq.write_table(
                content, temporary, compression="none", use_dictionary=["type"], write_statistics=False
            )
            temporary.replace(path)

    @property
    def keys(self) -> Keys:
        """The keys of all identifiers, in order."""
        return np.asarray(self.table["key"].to_numpy())

    def reached(self, keys: Keys) -> Flags:
        """Which identifiers are linked, directly or through others, with any of those that have these keys."""
        linked = self.table["linked"].to_numpy()
        at = places(self.keys, keys)
        return np.asarray(places(distinct(linked[at[at >= 0]]), linked) >= 0)

    def only(self, rows: Flags) -> "Customers":
        """Some of the identifiers, and the events for which they are the strongest."""
        table = self.table.filter(pa.array(rows))
        mine = places(table["key"].to_numpy(), self.assigned[KEY].to_numpy().view(np.uint64)) >= 0
        return Customers(table, self.assigned.filter(pa.array(mine)))

    @property
    def known(self) -> Known:
        """Who an identifier belongs to."""
        coded = self.table["customer_id"].combine_chunks().dictionary_encode()
        return Known(self.keys, coded.indices.to_numpy().astype(np.int32), coded.dictionary)

    def replaced(self, rows: Flags, other: "Customers") -> "Customers":
        """The table with some of its identifiers taken out and all of another table put in."""
        kept = np.flatnonzero(~rows)
        both = np.concatenate([self.keys[kept], other.keys])
        place = np.concatenate([kept, len(rows) + np.arange(other.table.num_rows)])
        order = pa.array(place[np.argsort(both, kind="stable")])
        columns = {
            name: pa.concat_arrays([_one(self.table[name]), _one(other.table[name])]).take(order)
            for name in self.table.column_names
            if name != "type"
        }
        types = pa.chunked_array([_one(self.table["type"]), _one(other.table["type"])], _TYPE)
        columns["type"] = _in_order(types.unify_dictionaries().combine_chunks().take(order))
        gone = places(self.keys[rows], self.assigned[KEY].to_numpy().view(np.uint64)) >= 0
        assigned = pa.concat_tables([self.assigned.filter(pa.array(~gone)), other.assigned])
        return Customers(pa.table(columns).select(self.table.column_names), assigned.sort_by(_ORDER))


def _one(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)


def _in_order(types: pa.DictionaryArray) -> pa.DictionaryArray:
    """The same types with a dictionary of those that occur, sorted, as a table made at once has it."""
    codes = types.indices.to_numpy()
    names = types.dictionary.to_pylist()
    met = sorted(names[code] for code in np.flatnonzero(np.bincount(codes, minlength=len(names))))
    new = np.array([met.index(name) if name in met else -1 for name in names], np.int32)
    return pa.DictionaryArray.from_arrays(
        pa.array(new[codes] if len(codes) else codes), pa.array(met, pa.string())
    )


def _keys_as(table: pa.Table, kind: type[np.uint64] | type[np.int64]) -> pa.Table:
    """The table with the bits of its keys read as numbers of a type."""
    for name in ("key", "linked"):
        place = table.schema.get_field_index(name)
        table = table.set_column(place, name, pa.array(table[name].to_numpy().view(kind)))
    return table
