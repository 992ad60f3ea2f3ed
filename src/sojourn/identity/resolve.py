"""Which identifiers are one customer: links are accepted from the strongest identifiers to the weakest, within limits.

The algorithm works level by level: identifiers of one priority at a time, strongest first. At each level

1.  every identifier of the level is *judged* by the components of stronger identifiers that it is linked to. If they hold
    more values of one type than it may be shared with, or two values of an exclusive type, they are different people: it
    belongs to the one with nearly all of what was seen, else it is **shared** and joins nobody;
2.  components that its identifiers would join with too many others (a support agent's own e-mail, on hundreds of orders)
    lose these identifiers to the other side;
3.  all remaining links of the level are joined at once. Where that would join two stronger values of an exclusive type,
    each identifier goes to the nearest of them, and between two as near to neither (**contested**);
4.  where limits are passed, links are joined one by one (surest, most often seen, oldest first), each only if it
    fits (**limit**).

No step depends on the order of links, nodes, files or batches.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sojourn.errors import UsageError
from sojourn.identity.corrections import Corrections
from sojourn.identity.kernels import graph
from sojourn.identity.links import Links
from sojourn.identity.nodes import Identifier, Nodes
from sojourn.identity.rules import Rules

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Flags = NDArray[np.bool_]
NO_RULES: Final = Rules()
NO_CORRECTIONS: Final = Corrections()


class Verdict(IntEnum):
    """What became of a link."""

    ACCEPTED = 0
    SHARED = 1
    """One end is shared by several people."""
    CONTESTED = 2
    """It would make two people one."""
    LIMIT = 3
    """The customer would have more identifiers of a type than the limit."""
    SPLIT = 4
    """Somebody said that the two have nothing to do with each other."""
    GROUP = 5
    """One end names a company or group, not a person."""
    UNSURE = 6
    """A model found it, and it is less sure than the rules ask for."""


@dataclass(frozen=True, eq=False)
class Resolution:
    """Which identifiers are one customer.

    Attributes
    ----------
    nodes
        The identifiers.
    rules
        The rules that were applied.
    customer
        Customer of each identifier, numbered from 0; an identifier that joins nobody is a customer of its own.
    customers
        Number of customers.
    shared
        Whether each identifier is shared by several people.
    people
        With how many different people each identifier was seen, of those stronger than it.
    verdict
        What became of each link, as a :class:`Verdict`.
    linked
        Place of the first of all identifiers that each is linked with, directly or through others, whatever became of
        the links. What is said of an identifier depends on these alone, and on corrections.
    """

    nodes: Nodes
    rules: Rules
    customer: Ints
    customers: int
    shared: Flags
    people: Ints
    verdict: NDArray[np.uint8]
    linked: Ints

    def of(self, identifier: Identifier) -> int:
        """Customer of an identifier, −1 where it is not known."""
        place = self.nodes.place(identifier)
        return int(self.customer[place]) if place >= 0 else -1


def resolve(
    nodes: Nodes, links: Links, rules: Rules = NO_RULES, corrections: Corrections = NO_CORRECTIONS
) -> Resolution:
    """Resolve identifiers into customers.

    Parameters
    ----------
    nodes
        All identifiers.
    links
        Which of them were seen together.
    rules
        Limits and priorities.
    corrections
        What people said; a link statement overrides every rule, a split statement every link.

    Raises
    ------
    UsageError
        If a link names an identifier that is not among the nodes.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from sojourn.identity.links import gather
    >>> nodes, links = gather([
    ...     ("user", pa.array(["7", None, "8"])),
    ...     ("email", pa.array(["ann@x.org", "ann@x.org", "bob@x.org"])),
    ...     ("cookie", pa.array([None, "c1", None])),
    ... ], "crm.csv")
    >>> found = resolve(nodes, links)
    >>> found.customers, found.of(Identifier("cookie", "c1")) == found.of(Identifier("user", "7"))
    (2, True)
    """
    work = _Work(nodes, links, rules)
    work.correct(corrections)
    for level in range(work.levels):
        work.join(level)
    return work.conclude()


class _Work:
    """The state of one resolution."""

    def __init__(self, nodes: Nodes, links: Links, rules: Rules) -> None:
        self.nodes, self.rules = nodes, rules
        new = np.ones(len(links), np.bool_)
        new[1:] = (links.a[1:] != links.a[:-1]) | (links.b[1:] != links.b[:-1])
        self.pair = np.cumsum(new) - 1  # of each link, which may come from several sources
        first = np.flatnonzero(new)
        a, b = nodes.places(links.a[first]), nodes.places(links.b[first])
        if len(a) and min(a.min(), b.min()) < 0:
            raise UsageError("A link names an identifier that is not among the nodes.")
        kinds = [rules.kind(name) for name in nodes.types]
        ranks = {p: k for k, p in enumerate(sorted({kind.priority for kind in kinds}))}
        self.levels = len(ranks)
        self.exclusive = np.array([kind.exclusive for kind in kinds], np.bool_)
        self.rank = np.array([ranks[kind.priority] for kind in kinds], np.int16)
        level = self.rank[nodes.code]
        swap = level[a] < level[b]
        self.weak, self.strong = np.where(swap, b, a), np.where(swap, a, b)
        self.level = level
        self.limits = np.array([kind.per_customer for kind in kinds], np.uint8)
        self.beyond = np.array([kind.shared_beyond for kind in kinds], np.int32)[nodes.code]
        self.seen = np.add.reduceat(links.count, first) if len(first) else np.empty(0, np.int64)
        self.since = np.minimum.reduceat(links.first, first) if len(first) else np.empty(0, np.int64)
        self.sure = np.maximum.reduceat(links.probability, first) if len(first) else np.empty(0, np.float32)
        self.parent = np.arange(len(nodes), dtype=np.int32)
        self.counts = np.zeros((len(nodes), len(kinds)), np.uint8)
        self.counts[np.arange(len(nodes)), nodes.code] = 1
        self.best = level.copy()
        self.shared = np.zeros(len(nodes), np.bool_)
        self.fixed = np.zeros(len(nodes), np.bool_)
        self.people = np.zeros(len(nodes), np.int32)
        self.verdict = np.zeros(len(first), np.uint8)
        groups = np.array([not kind.merges for kind in kinds], np.bool_)[nodes.code]
        self.verdict[self.sure < rules.least_probability] = Verdict.UNSURE
        self.verdict[groups[a] | groups[b]] = Verdict.GROUP
        self.joins = ~groups

    def correct(self, corrections: Corrections) -> None:
        """Take out what was split, and join what was linked, whatever the limits."""
        for statement in corrections.standing():
            assert statement.identifier is not None
            one = self.nodes.place(statement.identifier)
            other = self.nodes.place(statement.other) if statement.other else -1
            if one < 0 or (statement.other and other < 0):
                continue
            if statement.says == "link":
                ends = np.array([one], np.int32), np.array([other], np.int32)
                self._unite(*ends, np.zeros(1, np.int64), -1, together=True)
                self.fixed[[one, other]] = True
                continue
            touched = (self.weak == one) | (self.strong == one)
            if other >= 0:
                touched &= (self.weak == other) | (self.strong == other)
            self.verdict[touched] = Verdict.SPLIT

    def join(self, level: int) -> None:
        """Accept the links whose weaker end has this level."""
        rows = np.flatnonzero((self.verdict == 0) & (self.level[self.weak] == level))
        if not len(rows):
            return
        self._judge(level, rows[self.level[self.strong[rows]] < level])
        stops = self.shared[self.weak[rows]] | self.shared[self.strong[rows]]
        self.verdict[rows[stops & (self.verdict[rows] == 0)]] = Verdict.SHARED
        rows = rows[self.verdict[rows] == 0]
        before = self.parent.copy(), self.counts.copy(), self.best.copy()
        over = self._unite(self.weak, self.strong, rows, level)
        if over.any():
            bad = over[graph.roots(self.parent)[self.weak[rows]]]
            self.parent, self.counts, self.best = before
            self._unite(self.weak, self.strong, rows[~bad], level)
            self._settle(rows[bad], level)

    def _apart(self, level: int) -> Flags:
        """Types whose values this level cannot join: the exclusive ones that are stronger."""
        return self.exclusive & (self.rank < level)

    def _unite(self, a: Ints, b: Ints, rows: Longs, level: int, *, together: bool = False) -> Flags:
        over = np.zeros(len(self.parent), np.bool_)
        graph.unite_counting(
            self.parent, self.counts, self.best, self.limits, self._apart(level), over, a, b, rows, together
        )
        return over

    def _judge(self, level: int, rows: Longs) -> None:
        if not len(rows):
            return
        members = np.flatnonzero((self.level == level) & self.joins).astype(np.int32)
        start, rows = graph.grouped(self.weak, rows, len(self.nodes))
        graph.judge(
            members, start, rows, self.strong, self.seen, self.parent, self.counts, self._apart(level), self.beyond,
            self.fixed, self.rules.dominance, self.shared, self.people, self.verdict, int(Verdict.SHARED),
            int(Verdict.CONTESTED),
        )  # fmt: skip
        pairs = graph.bridges(members, start, rows, self.strong, self.parent, self.verdict)
        if len(pairs[0]):
            both = np.unique((pairs[0].astype(np.int64) << 32) | pairs[1])
            hub = np.zeros(len(self.nodes), np.bool_)
            left, right = (both >> 32).astype(np.int32), (both & 0xFFFFFFFF).astype(np.int32)
            graph.hubs(left, right, self.counts, self.rules.bridges, hub)
            if hub.any():
                graph.leave_hubs(
                    members, start, rows, self.strong, self.parent, self.best, hub, self.verdict,
                    int(Verdict.CONTESTED),
                )  # fmt: skip

    def _settle(self, rows: Longs, level: int) -> None:
        """Accept what can be accepted of links that together would pass a limit."""
        root = graph.roots(self.parent)
        ids, ends = np.unique(
            np.concatenate([root[self.weak[rows]], root[self.strong[rows]]]), return_inverse=True
        )
        a, b = ends[: len(rows)].astype(np.int32), ends[len(rows) :].astype(np.int32)
        for column in sorted(
            np.flatnonzero(self._apart(level)), key=lambda t: (self.rank[t], self.nodes.types[t])
        ):
            source = self.counts[ids, column] > 0
            if source.sum() < 2:
                continue
            open_ = np.flatnonzero(self.verdict[rows] == 0)
            end, other = np.concatenate([a[open_], b[open_]]), np.concatenate([b[open_], a[open_]])
            start, order = graph.grouped(end, np.arange(len(end)), len(ids))
            label = graph.nearest(start, other[order], source)
            apart = (label[a[open_]] != label[b[open_]]) | (label[a[open_]] == -2)
            self.verdict[rows[open_[apart]]] = Verdict.CONTESTED
        rows = rows[self.verdict[rows] == 0]
        order = np.lexsort(
            (self.strong[rows], self.weak[rows], self.since[rows], -self.seen[rows], -self.sure[rows])
        )
        graph.unite_within(
            self.parent,
            self.counts,
            self.best,
            self.limits,
            self._apart(level),
            self.weak,
            self.strong,
            rows[order],
        )

    def conclude(self) -> Resolution:
        """Number the customers and give every link its verdict."""
        customer = graph.numbered(graph.roots(self.parent))
        one = customer[self.weak] == customer[self.strong]
        verdict = self.verdict
        verdict[one & ((verdict == Verdict.CONTESTED) | (verdict == Verdict.SHARED))] = Verdict.ACCEPTED
        verdict[~one & (verdict == Verdict.ACCEPTED)] = Verdict.LIMIT
        customers = int(customer.max()) + 1 if len(customer) else 0
        linked = np.arange(len(self.nodes), dtype=np.int32)
        graph.unite(linked, self.weak, self.strong)
        return Resolution(
            self.nodes, self.rules, customer, customers, self.shared, self.people, verdict[self.pair],
            graph.roots(linked),
        )  # fmt: skip
