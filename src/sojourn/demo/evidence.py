"""Which ids in the files are truly one person's, and which of them the files allow to be joined."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from sojourn.demo.sheet import Flags, Ints, Sheet

SEPARATOR: Final = "\x1f"


def identity_truth(sheets: Sequence[tuple[Sheet, Flags]], names: pa.Array) -> pa.Table:
    """The truth about every identifier that a usable row carries.

    Parameters
    ----------
    sheets
        Clean sheets, and which of their rows stay usable.
    names
        Name of every person, machines after the customers; rows of −1 belong to staff.

    Returns
    -------
    pyarrow.Table
        One row per identifier and person: ``kind``, ``id`` (normal form), ``person``, ``shared_by`` (how many persons'
        rows carry it), and ``joinable``: whether rows lead from it to most of the other ids of its person without
        passing through a shared one.
    """
    kinds, ids, who, row = _occurrences(sheets)
    encoded = pc.binary_join_element_wise(kinds, ids, SEPARATOR).dictionary_encode()
    code = encoded.indices.to_numpy().astype(np.int64)
    pair, where = np.unique(code * (len(names) + 1) + who + 1, return_inverse=True)
    owned, person = pair // (len(names) + 1), pair % (len(names) + 1) - 1
    shared_by = np.bincount(owned)[owned]
    joinable = _joinable(where, row, person, shared_by)
    kind_and_id = pc.split_pattern(encoded.dictionary.take(pa.array(owned)), SEPARATOR)
    table = pa.table({
        "kind": pc.list_element(kind_and_id, 0),
        "id": pc.list_element(kind_and_id, 1),
        "person": pc.fill_null(names.take(pa.array(person, mask=person < 0)), "staff"),
        "shared_by": shared_by,
        "joinable": joinable,
    })  # fmt: skip
    return table.sort_by([("person", "ascending"), ("kind", "ascending"), ("id", "ascending")])


def _occurrences(sheets: Sequence[tuple[Sheet, Flags]]) -> tuple[pa.Array, pa.Array, Ints, Ints]:
    """Kind, id, person and row of every id in a usable row."""
    kinds, ids, who, rows, first = [], [], [], [], 0
    for sheet, usable in sheets:
        for kind, column in sheet.ids:
            here = np.flatnonzero(usable & column.is_valid().to_numpy(zero_copy_only=False))
            kinds.append(pa.repeat(pa.scalar(kind), len(here)))
            ids.append(column.take(pa.array(here)))
            who.append(sheet.who[here])
            rows.append(first + here)
        first += sheet.size
    return pa.concat_arrays(kinds), pa.concat_arrays(ids), np.concatenate(who), np.concatenate(rows)


def _joinable(where: Ints, row: Ints, person: Ints, shared_by: npt.NDArray[np.int64]) -> Flags:
    """Whether each id belongs to the largest group of ids of its person that rows connect."""
    own = shared_by == 1
    joins = own[where]
    rows, first = np.unique(row[joins], return_inverse=True)
    nodes = len(person) + len(rows)
    ends = (where[joins], len(person) + first)
    edges = coo_matrix((np.ones(len(first), np.int8), ends), shape=(nodes, nodes))
    group = connected_components(edges, directed=False)[1][: len(person)]
    size = np.bincount(group[own], minlength=int(group.max(initial=0)) + 1)[group]
    mine = np.flatnonzero(own)
    best = mine[np.lexsort((group[mine], -size[mine], person[mine]))]
    _, first = np.unique(person[best], return_index=True)
    chosen = np.full(int(person.max(initial=0)) + 2, -1, np.int64)
    chosen[person[best[first]] + 1] = group[best[first]]
    return np.asarray(own & (size > 1) & (group == chosen[person + 1]), np.bool_)
