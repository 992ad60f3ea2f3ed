"""Why identifiers are one customer: the links that hold it together, and those that were refused."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sojourn.errors import UnknownNameError
from sojourn.identity.corrections import Corrections, Statement
from sojourn.identity.kernels.keys import places
from sojourn.identity.labels import label_of
from sojourn.identity.links import NO_TIME, Links
from sojourn.identity.nodes import Identifier
from sojourn.identity.resolve import NO_CORRECTIONS, Resolution, Verdict

REASONS: Final = {
    Verdict.ACCEPTED: "accepted",
    Verdict.SHARED: "one of them is shared by several people",
    Verdict.CONTESTED: "it would make two people one",
    Verdict.LIMIT: "the customer would have too many identifiers of that type",
    Verdict.SPLIT: "split by hand",
    Verdict.GROUP: "one of them names a company or group",
    Verdict.UNSURE: "less sure than the rules ask for",
}
"""What became of a link, in words."""


SHOWN: Final = 20
"""Refused links that the text form lists."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One link: two identifiers, how often and when they were seen together, and where.

    Attributes
    ----------
    a, b
        The identifiers as ``type:value``.
    count
        How often.
    first, last
        ISO 8601, UTC; empty where the sources give no time.
    sources
        Names of the sources.
    probability
        1 where they were seen together; less where a model found the link.
    verdict
        ``accepted``, ``shared``, ``contested``, ``limit``, ``split``, ``group`` or ``unsure``.
    """

    a: str
    b: str
    count: int
    first: str
    last: str
    sources: tuple[str, ...]
    probability: float
    verdict: str

    def __str__(self) -> str:
        times = f"{self.count:,} time{'s' * (self.count != 1)}"
        when = f", {self.first[:10]}" + (f" to {self.last[:10]}" if self.last[:10] != self.first[:10] else "")
        sure = f", probability {self.probability:.3f}" if self.probability < 1 else ""
        where = f" in {', '.join(self.sources)}" if any(self.sources) else ""
        return f"{self.a} — {self.b}: {times}{when if self.first else ''}{where}{sure}"


@dataclass(frozen=True, slots=True)
class Explanation:
    """Who an identifier is, and by what evidence.

    Attributes
    ----------
    identifier
        What was asked for.
    customer
        Label of its customer.
    identifiers
        All identifiers of the customer, strongest first.
    shared
        With how many people the identifier was seen, if it is shared; otherwise 0.
    holds
        The links that hold the customer together: one fewer than its identifiers, the most often seen first. Where a
        hand joined two parts there are fewer.
    also
        Number of further links among its identifiers.
    refused
        Links of its identifiers that join nothing, with the reason in `verdict`.
    statements
        Corrections that name one of its identifiers and stand, as plain values.
    """

    identifier: str
    customer: str
    identifiers: tuple[str, ...]
    shared: int
    holds: tuple[Evidence, ...]
    also: int
    refused: tuple[Evidence, ...]
    statements: tuple[Statement, ...]

    def to_dict(self) -> dict[str, object]:
        """Plain values, as JSON has them."""
        plain = {name: getattr(self, name) for name in ("identifier", "customer", "shared", "also")}
        return plain | {
            "identifiers": list(self.identifiers),
            "holds": [asdict(e) | {"sources": list(e.sources)} for e in self.holds],
            "refused": [asdict(e) | {"sources": list(e.sources)} for e in self.refused],
            "statements": [s.to_dict() for s in self.statements],
        }

    def __str__(self) -> str:
        lines = [f"{self.identifier} is customer {self.customer}."]
        if self.shared:
            lines.append(f"It is shared by {self.shared} people, so it joins nobody.")
        count = len(self.identifiers)
        lines += [f"{count} identifier{'s' if count > 1 else ''}:", *(f"  {i}" for i in self.identifiers)]
        if self.holds:
            lines += ["Held together by:", *(f"  {e}" for e in self.holds)]
        if self.also:
            lines.append(f"  and {self.also} more links among them")
        if self.refused:
            lines.append("Refused:")
            lines += [f"  {e}: {REASONS[Verdict[e.verdict.upper()]]}" for e in self.refused[:SHOWN]]
        if len(self.refused) > SHOWN:
            lines.append(f"  and {len(self.refused) - SHOWN:,} more")
        for s in self.statements:
            who = " ".join(
                part
                for part in (s.by and f"by {s.by}", s.at and f"on {s.at[:10]}", s.why and f"({s.why})")
                if part
            )
            lines.append(
                f"Corrected: {s.says} {s.identifier}{f' and {s.other}' if s.other else ''} {who}".rstrip()
            )
        return "\n".join(lines)


def explain(
    resolution: Resolution, links: Links, identifier: Identifier, corrections: Corrections = NO_CORRECTIONS
) -> Explanation:
    """Say which identifiers are one customer with this one, and why.

    Parameters
    ----------
    resolution, links, corrections
        What was resolved, from which links, with which corrections.
    identifier
        Any identifier of the customer.

    Raises
    ------
    UnknownNameError
        If it is not known.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from sojourn.identity.links import gather
    >>> from sojourn.identity.resolve import resolve
    >>> nodes, links = gather([("user", pa.array(["7", "7"])), ("email", pa.array(["ann@x.org"] * 2))], "crm.csv")
    >>> print(explain(resolve(nodes, links), links, Identifier("user", "7")))
    user:7 is customer 7.
    2 identifiers:
      user:7
      email:ann@x.org
    Held together by:
      email:ann@x.org — user:7: 2 times in crm.csv
    """
    nodes = resolution.nodes
    place = nodes.place(identifier)
    if place < 0:
        raise UnknownNameError.among("identifier", str(identifier), ())
    members = np.flatnonzero(resolution.customer == resolution.customer[place])
    keys = nodes.key[members]
    inside = np.flatnonzero((places(keys, links.a) >= 0) | (places(keys, links.b) >= 0))
    # Links are sorted by their two keys, so those of one pair from several sources lie together.
    starts = np.ones(len(inside), np.bool_)
    starts[1:] = (np.diff(links.a[inside]) != 0) | (np.diff(links.b[inside]) != 0)
    evidence = []
    for rows in np.split(inside, np.flatnonzero(starts)[1:]) if len(inside) else ():
        a, b = (int(k) for k in nodes.places(np.array([links.a[rows[0]], links.b[rows[0]]])))
        evidence.append((a, b, _evidence(resolution, links, rows, a, b)))
    evidence.sort(key=lambda e: (-e[2].count, -e[2].probability, e[2].a, e[2].b))
    accepted = [e for e in evidence if e[2].verdict == "accepted"]
    tree = _spanning([(a, b) for a, b, _ in accepted])
    strength = {m: (resolution.rules.kind(nodes[m].type).priority, nodes[m]) for m in members.tolist()}
    names = tuple(str(nodes[m]) for m in sorted(strength, key=strength.__getitem__))
    return Explanation(
        identifier=str(identifier),
        customer=label_of(resolution, int(resolution.customer[place])),
        identifiers=names,
        shared=int(resolution.people[place]) if resolution.shared[place] else 0,
        holds=tuple(e[2] for k, e in enumerate(accepted) if k in tree),
        also=len(accepted) - len(tree),
        refused=tuple(e[2] for e in evidence if e[2].verdict != "accepted"),
        statements=tuple(s for s in corrections.standing() if {str(s.identifier), str(s.other)} & set(names)),
    )


def _spanning(edges: Sequence[tuple[int, int]]) -> set[int]:
    """Numbers of the edges that join something new, in their order."""
    parent: dict[int, int] = {}

    def root(x: int) -> int:
        while parent.get(x, x) != x:
            parent[x] = parent.get(parent[x], parent[x])
            x = parent[x]
        return x

    joins = set()
    for k, (a, b) in enumerate(edges):
        if root(a) != root(b):
            parent[root(a)] = root(b)
            joins.add(k)
    return joins


def _evidence(resolution: Resolution, links: Links, rows: NDArray[np.int64], a: int, b: int) -> Evidence:
    dated = rows[links.first[rows] != NO_TIME]
    one, other = sorted((str(resolution.nodes[a]), str(resolution.nodes[b])))
    return Evidence(
        a=one,
        b=other,
        count=int(links.count[rows].sum()),
        first=_time(int(links.first[dated].min())) if len(dated) else "",
        last=_time(int(links.last[dated].max())) if len(dated) else "",
        sources=tuple(sorted({links.sources[s] for s in links.source[rows]})),
        probability=float(links.probability[rows].max()),
        verdict=Verdict(int(resolution.verdict[rows[0]])).name.lower(),
    )


def _time(microseconds: int) -> str:
    return f"{np.datetime64(microseconds, 'us')}Z"
