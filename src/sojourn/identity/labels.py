"""The name of each customer: the smallest value of the strongest type it has."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

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
    return _labels(resolution, np.arange(len(resolution.nodes)), resolution.customer, resolution.customers)


def label_of(resolution: Resolution, customer: int) -> str:
    """Label of one customer."""
    places = np.flatnonzero(resolution.customer == customer)
    return str(_labels(resolution, places, np.zeros(len(places), np.int32), 1)[0])


def _labels(
    resolution: Resolution, places: NDArray[np.int64], customer: NDArray[np.int32], customers: int
) -> pa.Array:
    """Labels of customers numbered from 0, from the places of all their identifiers."""
    nodes = resolution.nodes
    if not customers:
        return pa.array([], pa.string())
    names = [resolution.rules.kind(name) for name in nodes.types]
    rank = np.array([kind.priority for kind in names], np.int32)[nodes.code[places]]
    strongest = np.full(customers, np.iinfo(np.int32).max, np.int32)
    np.minimum.at(strongest, customer, rank)
    candidates = np.flatnonzero(rank == strongest[customer])
    several = np.bincount(customer[candidates], minlength=customers)[customer[candidates]] > 1
    chosen = np.empty(customers, np.int64)
    chosen[customer[candidates[~several]]] = places[candidates[~several]]
    tied = candidates[several]
    if len(tied):
        # Types are sorted by name, so the code orders them.
        table = pa.table(
            {
                "customer": customer[tied],
                "code": nodes.code[places[tied]],
                "value": nodes.value.take(pa.array(places[tied])),
            }
        )
        order = pc.sort_indices(
            table, sort_keys=[(name, "ascending") for name in table.column_names]
        ).to_numpy()
        in_order = tied[order]
        first = np.ones(len(order), np.bool_)
        first[1:] = customer[in_order[1:]] != customer[in_order[:-1]]
        chosen[customer[in_order[first]]] = places[in_order[first]]
    value = nodes.value.take(pa.array(chosen))
    kind = pa.DictionaryArray.from_arrays(
        pa.array(nodes.code[chosen].astype(np.int32)), pa.array(nodes.types)
    ).cast(pa.string())
    plain = pc.and_(pc.equal(kind, "user"), pc.invert(pc.match_substring_regex(value, "^[a-z][a-z0-9_]*:")))
    return pc.if_else(plain, value, pc.binary_join_element_wise(kind, value, ":"))
