"""Identity resolution side by side with connected components of scipy, on the same links in one run.

    python benchmarks/identity.py [million links]

scipy answers the plain question (which nodes hang together); `resolve` also applies limits, finds shared identifiers and
keeps a verdict for every link. The union-find inside is measured by itself as well.
"""

import sys
import time

import numpy as np
import pyarrow as pa
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from sojourn.identity.kernels import graph
from sojourn.identity.links import Links
from sojourn.identity.nodes import Nodes, keys_of
from sojourn.identity.resolve import resolve


def tangle(links: int) -> tuple[Nodes, Links]:
    """People with a user id, two e-mails, four cookies and orders; one cookie in a thousand is a shared tablet."""
    people = max(links // 8, 1)
    dice = np.random.default_rng(7)

    def ids(prefix: str, numbers: np.ndarray) -> pa.Array:
        return pa.array(np.char.add(prefix, numbers.astype("U10")))

    users, emails = ids("U", np.arange(people)), ids("e", np.arange(2 * people))
    cookies, orders = ids("c", np.arange(4 * people)), ids("o", np.arange(2 * people))
    key = {
        "user": keys_of("user", users), "email": keys_of("email", emails), "cookie": keys_of("cookie", cookies),
        "order": keys_of("order", orders),
    }  # fmt: skip
    who = np.arange(people)
    tablets = dice.integers(0, max(people // 1000, 1), people // 20)
    pairs = [
        (key["user"][who], key["email"][2 * who]),
        (key["user"][who], key["email"][2 * who + 1]),
        *((key["email"][2 * who + k % 2], key["cookie"][4 * who + k]) for k in range(4)),
        (key["order"][2 * who], key["email"][2 * who]),
        (key["order"][2 * who + 1], key["cookie"][4 * who]),
        (key["user"][dice.integers(0, people, people // 20)], key["cookie"][4 * tablets]),
    ]
    a, b = (np.concatenate([pair[k] for pair in pairs]) for k in (0, 1))
    nodes = Nodes.of([("user", users), ("email", emails), ("cookie", cookies), ("order", orders)])
    return nodes, Links.of_pairs(a, b, "made")


def timed(work):
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def main() -> None:
    millions = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    resolve(*tangle(1000))  # compiled before it is measured
    nodes, links = tangle(int(millions * 1_000_000))
    a, b = nodes.places(links.a), nodes.places(links.b)
    print(f"{len(links):,} links, {len(nodes):,} identifiers")
    ours, theirs, full = [], [], []
    for _ in range(3):
        seconds, found = timed(lambda: components(len(nodes), a, b))
        ours.append(seconds)
        seconds, known = timed(lambda: by_scipy(len(nodes), a, b))
        theirs.append(seconds)
        assert found == known
        seconds, resolution = timed(lambda: resolve(nodes, links))
        full.append(seconds)
    print("| what | best of 3, s | relative to scipy |\n|---|---:|---:|")
    for name, seconds in (
        ("scipy.sparse.csgraph.connected_components", min(theirs)),
        ("union-find alone", min(ours)),
        ("resolve: limits, shared identifiers, verdicts", min(full)),
    ):
        print(f"| {name} | {seconds:.2f} | {seconds / min(theirs):.2f} |")
    shared = int(resolution.shared.sum())
    print(f"\n{known:,} components; {resolution.customers:,} customers, {shared:,} shared identifiers")


def components(count: int, a: np.ndarray, b: np.ndarray) -> int:
    parent = np.arange(count, dtype=np.int32)
    graph.unite(parent, a, b)
    return int(graph.numbered(graph.roots(parent)).max()) + 1


def by_scipy(count: int, a: np.ndarray, b: np.ndarray) -> int:
    matrix = coo_array((np.ones(len(a), np.bool_), (a, b)), shape=(count, count))
    return int(connected_components(matrix, directed=False)[0])


if __name__ == "__main__":
    main()
