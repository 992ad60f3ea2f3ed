"""Links: two identifiers were seen together, how often, when and where."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sojourn.identity.nodes import Keys, Nodes, keys_of

Longs = NDArray[np.int64]
NO_TIME: Final = int(np.iinfo(np.int64).min)
"""The time of a link that nobody dated, such as a row of a table of contacts."""


@dataclass(frozen=True)
class Links:
    """Distinct links of each source, sorted by key.

    Attributes
    ----------
    a, b
        Keys of the two identifiers, the smaller first.
    first, last
        When they were first and last seen together, µs UTC, or :data:`NO_TIME`.
    count
        How often.
    source
        Place of the source in `sources`.
    probability
        How sure the link is: 1 where both were seen together, less where a model found it.
    sources
        Names of the sources, sorted.
    """

    a: Keys
    b: Keys
    first: Longs
    last: Longs
    count: Longs
    source: NDArray[np.int32]
    probability: NDArray[np.float32]
    sources: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.a)

    @classmethod
    def none(cls) -> Self:
        """No links."""
        keys, longs = np.empty(0, np.uint64), np.empty(0, np.int64)
        return cls(keys, keys, longs, longs, longs, np.empty(0, np.int32), np.empty(0, np.float32), ())

    @classmethod
    def of_pairs(
        cls,
        a: Keys,
        b: Keys,
        source: str,
        times: Longs | None = None,
        probability: NDArray[np.float32] | None = None,
    ) -> Self:
        """Links of one source from pairs of keys as they come; a link of a key with itself is passed over."""
        n = len(a)
        at = np.full(n, NO_TIME) if times is None else times
        sure = np.ones(n, np.float32) if probability is None else probability
        two = np.flatnonzero(a != b)
        return cls._distinct(
            np.minimum(a, b)[two], np.maximum(a, b)[two], at[two], at[two], np.ones(len(two), np.int64),
            np.zeros(len(two), np.int32), sure[two], (source,),
        )  # fmt: skip

    @classmethod
    def merge(cls, parts: Iterable["Links"]) -> Self:
        """The links of all parts; counts add up, whatever the order and the batches."""
        given = [part for part in parts if len(part)]
        if not given:
            return cls.none()
        names = tuple(sorted({name for part in given for name in part.sources}))
        new = {name: k for k, name in enumerate(names)}
        source = [np.array([new[name] for name in part.sources], np.int32)[part.source] for part in given]

        def joined(field: str) -> NDArray[np.generic]:
            return np.concatenate([getattr(part, field) for part in given])

        return cls._distinct(
            joined("a"), joined("b"), joined("first"), joined("last"), joined("count"), np.concatenate(source),
            joined("probability"), names,
        )  # fmt: skip

    @classmethod
    def _distinct(
        cls,
        a: NDArray[np.generic],
        b: NDArray[np.generic],
        first: NDArray[np.generic],
        last: NDArray[np.generic],
        count: NDArray[np.generic],
        source: NDArray[np.int32],
        probability: NDArray[np.generic],
        sources: tuple[str, ...],
    ) -> Self:
        order = np.lexsort((source, b, a))
        a, b, source = a[order], b[order], source[order]
        new = np.ones(len(a), np.bool_)
        new[1:] = (a[1:] != a[:-1]) | (b[1:] != b[:-1]) | (source[1:] != source[:-1])
        start = np.flatnonzero(new)
        if not len(start):
            return cls.none()
        # Undated links come last among the earliest, so that any date wins.
        early = first[order].astype(np.int64)
        early = np.minimum.reduceat(np.where(early == NO_TIME, np.iinfo(np.int64).max, early), start)
        return cls(
            a=a[start].astype(np.uint64, copy=False),
            b=b[start].astype(np.uint64, copy=False),
            first=np.where(early == np.iinfo(np.int64).max, NO_TIME, early),
            last=np.maximum.reduceat(last[order].astype(np.int64), start),
            count=np.add.reduceat(count[order].astype(np.int64), start),
            source=source[start],
            probability=np.maximum.reduceat(probability[order].astype(np.float32), start),
            sources=sources,
        )

    def keep(self, rows: NDArray[np.bool_]) -> "Links":
        """The links for which `rows` is true."""
        return Links(
            self.a[rows], self.b[rows], self.first[rows], self.last[rows], self.count[rows], self.source[rows],
            self.probability[rows], self.sources,
        )  # fmt: skip


def gather(
    identifiers: Sequence[tuple[str, pa.Array]], source: str, times: Longs | None = None
) -> tuple[Nodes, Links]:
    """Nodes and links of a batch of rows: every two identifiers in one row are linked.

    Parameters
    ----------
    identifiers
        Type and column, for each column of identifiers; normalised strings, null where a row has none. Several
        columns may have the same type.
    source
        Where the rows come from, for the evidence.
    times
        µs UTC of each row, :data:`NO_TIME` where it has none.

    Examples
    --------
    >>> nodes, links = gather([("user", pa.array(["7", "8"])), ("email", pa.array(["ann@x.org", None]))], "crm.csv")
    >>> len(nodes), len(links), links.sources
    (3, 1, ('crm.csv',))
    """
    keys, valid = [], []
    for type_, column in identifiers:
        keys.append(keys_of(type_, pc.fill_null(column, "")))
        valid.append(pc.is_valid(column).to_numpy(zero_copy_only=False))
    parts = []
    for i, j in combinations(range(len(keys)), 2):
        both = np.flatnonzero(valid[i] & valid[j])
        if len(both):
            at = None if times is None else times[both]
            parts.append(Links.of_pairs(keys[i][both], keys[j][both], source, at))
    return Nodes.of(identifiers), Links.merge(parts)
