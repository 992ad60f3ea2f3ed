"""Which customer each event belongs to: by the strongest identifier it carries, and on shared devices by time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from sojourn.identity.kernels.nearest import nearest_in_time
from sojourn.identity.links import NO_TIME
from sojourn.identity.resolve import Resolution
from sojourn.units import Duration, microseconds

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
WINDOW: Final = "30m"
"""How long before and after somebody identified on a shared device what happens there is theirs."""


class Assigned(NamedTuple):
    """What the identifiers of each event say.

    Attributes
    ----------
    customer
        Customer of the strongest identifier that is not shared; −1 where there is none.
    shared
        Place of the strongest shared identifier among the nodes; −1 where there is none.
    """

    customer: Ints
    shared: Ints


def assign(resolution: Resolution, identifiers: Sequence[Ints]) -> Assigned:
    """Say for each event what its identifiers say by themselves.

    Parameters
    ----------
    resolution
        Who is who.
    identifiers
        Columns of places among the nodes (:meth:`~sojourn.identity.nodes.Nodes.places`), −1 where an event has none.

    Notes
    -----
    The strongest identifier decides, even where a weaker one belongs to somebody else. Names of groups count last.
    """
    nodes, rules = resolution.nodes, resolution.rules
    kinds = [rules.kind(name) for name in nodes.types]
    order = sorted(range(len(kinds)), key=lambda k: (not kinds[k].merges, kinds[k].priority, kinds[k].name))
    strength = np.empty(len(kinds), np.int64)
    strength[order] = np.arange(len(kinds))
    count = len(identifiers[0]) if identifiers else 0
    none = np.iinfo(np.int64).max
    own, common = np.full(count, none), np.full(count, none)
    for places in identifiers:
        known = np.flatnonzero(places >= 0)
        place = places[known].astype(np.int64)
        # Strength in the high bits, the place in the low ones: the minimum is the strongest, without regard to columns.
        key = strength[nodes.code[place]] << 40 | place
        shared = resolution.shared[place]
        np.minimum.at(own, known[~shared], key[~shared])
        np.minimum.at(common, known[shared], key[shared])
    mask = (1 << 40) - 1
    customer, of_shared = np.full(count, -1, np.int32), np.full(count, -1, np.int32)
    found = own < none
    customer[found] = resolution.customer[own[found] & mask]
    found = common < none
    of_shared[found] = common[found] & mask
    return Assigned(customer, of_shared)


@dataclass(frozen=True)
class Anchors:
    """When somebody identified on a shared device: sorted by node, time and customer, without repetition."""

    node: Ints
    time: Longs
    customer: Ints

    def __len__(self) -> int:
        return len(self.node)

    @classmethod
    def of(
        cls, resolution: Resolution, identifiers: Sequence[Ints], times: Longs, assigned: Assigned
    ) -> Self:
        """Anchors of a batch: its events that carry both a shared identifier and one that tells who it is."""
        node, time, customer = [], [], []
        for places in identifiers:
            rows = np.flatnonzero((places >= 0) & (assigned.customer >= 0) & (times != NO_TIME))
            rows = rows[resolution.shared[places[rows]]]
            node.append(places[rows])
            time.append(times[rows])
            customer.append(assigned.customer[rows])
        return cls._sorted(node, time, customer)

    @classmethod
    def merge(cls, parts: Iterable["Anchors"]) -> Self:
        """Anchors of all batches."""
        given = list(parts)
        return cls._sorted([p.node for p in given], [p.time for p in given], [p.customer for p in given])

    @classmethod
    def _sorted(cls, node: list[Ints], time: list[Longs], customer: list[Ints]) -> Self:
        if not node:
            return cls(np.empty(0, np.int32), np.empty(0, np.int64), np.empty(0, np.int32))
        n, t, c = np.concatenate(node), np.concatenate(time), np.concatenate(customer)
        order = np.lexsort((c, t, n))
        n, t, c = n[order], t[order], c[order]
        new = np.ones(len(n), np.bool_)
        new[1:] = (n[1:] != n[:-1]) | (t[1:] != t[:-1]) | (c[1:] != c[:-1])
        return cls(n[new], t[new], c[new])


def attribute(
    resolution: Resolution, assigned: Assigned, times: Longs, anchors: Anchors, window: Duration = WINDOW
) -> Ints:
    """Customer of each event; −1 where it carries no identifier at all.

    Events that carry only shared identifiers belong to whoever identified on the strongest of them nearest in time,
    before or after, within the window; between two as near, to the one before. Otherwise they are a customer of their
    own: the shared identifier's, labelled ``type:value``.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from sojourn.identity.links import gather
    >>> from sojourn.identity.nodes import keys_of
    >>> from sojourn.identity.resolve import resolve
    >>> users, tablet = pa.array([str(k) for k in range(9)]), pa.array(["tablet"] * 9)
    >>> found = resolve(*gather([("user", users), ("cookie", tablet)], "shop.csv"))
    >>> at = np.arange(9) * 3_600_000_000
    >>> columns = [found.nodes.places(keys_of(*column)) for column in (("user", users), ("cookie", tablet))]
    >>> anchors = Anchors.of(found, columns, at, assign(found, columns))
    >>> later = assign(found, [columns[1][:2]])
    >>> mine = attribute(found, later, np.array([at[3] - 60_000_000, at[8] + 7_200_000_000]), anchors)
    >>> mine[0] == found.customer[columns[0][3]], mine[1] == found.customer[columns[1][0]]
    (np.True_, np.True_)
    """
    open_ = (assigned.customer < 0) & (assigned.shared >= 0)
    start = np.searchsorted(anchors.node, np.arange(len(resolution.nodes) + 1))
    nearest = nearest_in_time(
        np.where(open_ & (times != NO_TIME), assigned.shared, -1).astype(np.int32),
        times,
        start,
        anchors.time,
        anchors.customer,
        microseconds(window),
    )
    alone = np.where(
        open_, resolution.customer[np.maximum(assigned.shared, 0)] if len(resolution.nodes) else -1, -1
    )
    result = np.where(nearest >= 0, nearest, alone)
    return np.where(assigned.customer >= 0, assigned.customer, result).astype(np.int32)
