"""The name of each customer: the smallest value of the strongest type it has."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sojourn.identity.resolve import Resolution


def labels(resolution: Resolution) -> pa.Array:
    """Label of every customer, different for different customers and the same in every build.

    A value of the type ``user`` is the label as it stands; any other is written ``type:value``, and so is a user whose
    value could be mistaken for that.

    Examples
    --------
    >>> from sojourn.identity.links import gather
    >>> from sojourn.identity.resolve import resolve
    >>> columns = [("user", pa.array(["7", None])), ("email", pa.array(["ann@x.org", "bob@x.org"]))]
    >>> sorted(labels(resolve(*gather(columns, "crm.csv"))).to_pylist())
    ['7', 'email:bob@x.org']
    """
    nodes, customer = resolution.nodes, resolution.customer
    if not len(nodes):
        return pa.array([], pa.string())
    names = [resolution.rules.kind(name) for name in nodes.types]
    rank = np.array([kind.priority for kind in names], np.int32)[nodes.code]
    strongest = np.full(resolution.customers, np.iinfo(np.int32).max, np.int32)
    np.minimum.at(strongest, customer, rank)
    candidates = np.flatnonzero(rank == strongest[customer])
    several = np.bincount(customer[candidates], minlength=resolution.customers)[customer[candidates]] > 1
    chosen = np.empty(resolution.customers, np.int64)
    chosen[customer[candidates[~several]]] = candidates[~several]
    tied = candidates[several]
    if len(tied):
        # Types are sorted by name, so the code orders them.
        table = pa.table(
            {"customer": customer[tied], "code": nodes.code[tied], "value": nodes.value.take(pa.array(tied))}
        )
        order = pc.sort_indices(
            table, sort_keys=[(name, "ascending") for name in table.column_names]
        ).to_numpy()
        in_order = tied[order]
        first = np.ones(len(order), np.bool_)
        first[1:] = customer[in_order[1:]] != customer[in_order[:-1]]
        chosen[customer[in_order[first]]] = in_order[first]
    value = nodes.value.take(pa.array(chosen))
    kind = pa.DictionaryArray.from_arrays(
        pa.array(nodes.code[chosen].astype(np.int32)), pa.array(nodes.types)
    ).cast(pa.string())
    plain = pc.and_(pc.equal(kind, "user"), pc.invert(pc.match_substring_regex(value, "^[a-z][a-z0-9_]*:")))
    return pc.if_else(plain, value, pc.binary_join_element_wise(kind, value, ":"))
