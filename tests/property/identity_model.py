"""Identity resolution as its documentation says it, with sets and loops, for small cases."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import combinations

from sojourn.identity.nodes import Identifier


@dataclass(eq=False)
class Component:
    members: set
    counts: Counter = field(default_factory=Counter)


class Model:
    def __init__(self, identifiers, links, rules, place):
        """`links` maps a pair (frozenset of two) to (count, first)."""
        self.rules, self.place, self.links = rules, place, dict(links)
        self.of = {i: Component({i}, Counter([i.type])) for i in identifiers}
        self.shared, self.fixed = set(), set()

    def rank(self, identifier: Identifier) -> int:
        return self.rules.kind(identifier.type).priority

    def resolve(self, forced=(), cut=()):
        for pair in forced:
            one, other = pair
            self.fixed |= set(pair)
            if self.of[one] is not self.of[other]:
                counts = self.of[one].counts | self.of[other].counts
                self.unite(one, other).counts = counts
        groups = {i for i in self.of if not self.rules.kind(i.type).merges}
        links = {p: v for p, v in self.links.items() if p not in cut and not p & groups}
        for level in sorted({self.rank(i) for i in self.of}):
            self.level(level, {p: v for p, v in links.items() if max(map(self.rank, p)) == level})
        return {frozenset(c.members) for c in self.of.values()}

    def unite(self, a, b):
        x, y = self.of[a], self.of[b]
        if x is not y:
            x.members |= y.members
            x.counts = x.counts + y.counts
            for member in y.members:
                self.of[member] = x
        return x

    def level(self, level, links):
        self.now = level
        strong = {
            v: {
                next(iter(p - {v})): n
                for p, (n, _) in links.items()
                if v in p and self.rank(next(iter(p - {v}))) < level
            }
            for v in self.of
            if self.rank(v) == level
        }
        kept = set(links)
        for v, ends in strong.items():
            kept -= {frozenset({v, u}) for u in ends if u in self.shared}
            kept -= self.judged_out(v, {u: n for u, n in ends.items() if u not in self.shared})
        kept = {p for p in kept if not p & self.shared}
        kept -= self.hubs(strong, kept)
        self.join(kept, links)

    def most(self, comps):
        return max(
            (sum(1 for c in comps if c.counts[t]) for t in {t for c in comps for t in c.counts}), default=0
        )

    def exclusive(self, t):
        return self.rules.kind(t).exclusive and self.rules.kind(t).priority < self.now

    def judged_out(self, v, ends):
        comps = {self.of[u] for u in ends}
        conflict = any(
            sum(1 for c in comps if c.counts[t]) > 1 for c in comps for t in c.counts if self.exclusive(t)
        )
        if len(comps) < 2 or not (conflict or self.most(comps) > self.rules.kind(v.type).shared_beyond):
            return set()
        weight = Counter()
        for u, n in ends.items():
            weight[self.of[u]] += n
        if v in self.fixed:
            chosen = self.of[v]
        else:
            chosen = next(
                (c for c in comps if weight[c] >= self.rules.dominance * sum(weight.values())), None
            )
            if chosen is None:
                self.shared.add(v)
        return {frozenset({v, u}) for u in ends if self.of[u] is not chosen}

    def hubs(self, strong, kept):
        touched = {v: {self.of[u] for u in ends if frozenset({v, u}) in kept} for v, ends in strong.items()}
        others = {}
        for comps in touched.values():
            for x, y in combinations(comps, 2):
                others.setdefault(x, set()).add(y)
                others.setdefault(y, set()).add(x)
        hub = {c for c, near in others.items() if self.most(near) > self.rules.bridges}
        out = set()
        for v, comps in touched.items():
            if len(comps) < 2 or not comps & hub:
                continue
            strength = {c: min(self.rank(m) for m in c.members) for c in comps}
            best_hub = min(strength[c] for c in comps & hub)
            best_other = min((strength[c] for c in comps - hub), default=10**9)
            top = [c for c in comps & hub if strength[c] == best_hub]
            stays = {top[0]} if best_hub < best_other and len(top) == 1 else comps - hub
            out |= {
                frozenset({v, u}) for u in strong[v] if frozenset({v, u}) in kept and self.of[u] not in stays
            }
        return out

    def over(self, counts):
        limits = {t: self.rules.kind(t).per_customer for t in counts}
        return any(limits[t] and counts[t] > limits[t] for t in counts)

    def join(self, kept, links):
        edges = {p: frozenset(self.of[i] for i in p) for p in kept}
        edges = {p: e for p, e in edges.items() if len(e) == 2}
        bad = set()
        for cluster in clusters(edges.values()):
            both = any(
                self.exclusive(t) and sum(1 for c in cluster if c.counts[t]) > 1
                for c in cluster
                for t in c.counts
            )
            if both or self.over(sum((c.counts for c in cluster), Counter())):
                bad |= cluster
        settled = {p for p, e in edges.items() if e & bad}
        for p in set(edges) - settled:
            self.unite(*p)
        self.settle({p: edges[p] for p in settled}, links, bad)

    def settle(self, edges, links, comps):
        exclusive = sorted(
            (self.rules.kind(t).priority, t) for t in {i.type for i in self.of} if self.exclusive(t)
        )
        for _, t in exclusive:
            label = nearest(comps, list(edges.values()), {c for c in comps if c.counts[t]})
            edges = {
                p: e
                for p, e in edges.items()
                if len({label.get(c) for c in e}) == 1 and label.get(next(iter(e))) != "tie"
            }
        rank = lambda p: sorted(p, key=lambda i: (self.rank(i), self.place(i)))  # noqa: E731

        def order(p):
            low, high = sorted(p, key=self.place)
            weak, strong = (low, high) if self.rank(low) >= self.rank(high) else (high, low)
            return (-links[p][0], links[p][1], self.place(weak), self.place(strong))

        for p in sorted(edges, key=order):
            x, y = (self.of[i] for i in rank(p))
            if x is not y and not any(
                x.counts[t]
                and y.counts[t]
                and (self.exclusive(t) or self.over({t: x.counts[t] + y.counts[t]}))
                for t in x.counts
            ):
                self.unite(*p)


def clusters(edges):
    found = []
    for edge in edges:
        touching = [c for c in found if c & edge]
        found = [c for c in found if not c & edge] + [set(edge).union(*touching)]
    return found


def nearest(comps, edges, sources):
    """Label of each component: its nearest source, "tie", or nothing."""
    label = {c: c for c in sources}
    frontier = set(sources)
    while frontier:
        seen = {}
        for v in frontier:
            if label[v] == "tie":
                continue
            for e in edges:
                if v in e:
                    (w,) = e - {v}
                    if w not in label:
                        seen.setdefault(w, set()).add(label[v])
        label |= {w: next(iter(ls)) if len(ls) == 1 else "tie" for w, ls in seen.items()}
        frontier = set(seen)
    return label
