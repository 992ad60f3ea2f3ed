"""Segments against planted kinds of customers and the demo's personas; association rules beside counting every candidate.

    python benchmarks/segment_truths.py [--customers 4000] [--seeds 20] [--groceries FILE]

The planted kinds are those of ``tests/unit/analysis/planted_customers.py``. The personas differ in hidden traits; how well
they could be told at all is measured by a boosted tree that learns them from four fifths of the customers, with the same
features. Times are of the processor.
"""

import argparse
import gzip
import sys
import time
from itertools import combinations
from pathlib import Path

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import cross_val_predict
from threadpoolctl import threadpool_limits

import sojourn as sj
from sojourn.analysis.stats.agreement import adjusted_rand
from sojourn.demo.company import simulate
from sojourn.demo.ledger import ledger

ROOT = Path(__file__).parents[1]
GROCERIES = ROOT.parent / "shared/data/groceries/groceries.csv.gz"
GOAL = "Order placed"
sys.path.insert(0, str(ROOT / "tests/unit/analysis"))

from planted_customers import agreement, planted  # noqa: E402

WAYS = [("kmeans", "features"), ("hierarchical", "features"), ("kmeans", "paths"), ("hierarchical", "paths")]


def planted_kinds(seeds):
    print("Five planted kinds of 500 customers: groups found and adjusted Rand index, per seed")
    for method, on in WAYS:
        cells = []
        for seed in range(1, seeds + 1):
            log, truth = planted(seed=seed)
            found = sj.segments(log, method, on=on)
            cells.append(f"{found.groups}: {agreement(found, truth):.3f}")
        print(f"  {method:12} {on:9} {'  '.join(cells)}")


def persona_bound(values, personas):
    """Adjusted Rand index of personas foretold by a model that is told those of four fifths of the customers."""
    model = HistGradientBoostingClassifier(max_depth=3, learning_rate=0.05, random_state=1)
    with threadpool_limits(1):  # a small tree on many threads waits for itself
        foretold = cross_val_predict(model, values, personas, cv=5)
    return adjusted_rand(foretold.astype(np.int32), personas), float((foretold == personas).mean())


def personas(customers, seeds):
    print(
        f"Personas of the demo, {customers:,} customers: adjusted Rand index of segments, and what is attainable"
    )
    rows = []
    for seed in range(1, seeds + 1):
        company = simulate(customers, seed)
        log = sj.read(ledger(company))
        matrix = sj.features(log, goal=GOAL).matrix
        who = np.array([int(c[1:]) for c in matrix.customers.to_pylist()])
        truth = company.people.persona[who].astype(np.int32)
        bought = matrix.column("reached") > 0
        found = sj.segments(log, goal=GOAL)
        labels = found.assignment["segment"].to_numpy().astype(np.int32)
        bound, accuracy = persona_bound(matrix.values, truth)
        bound_bought, _ = persona_bound(matrix.values[bought], truth[bought])
        index = adjusted_rand(labels, truth)
        index_bought = adjusted_rand(labels[bought], truth[bought])
        rows.append((index, bound, index_bought, bound_bought))
        print(
            f"  seed {seed}: {found.groups} groups, all {index:.3f} (supervised {bound:.3f}, right {accuracy:.0%}), "
            f"buyers {index_bought:.3f} (supervised {bound_bought:.3f})"
        )
    mean = np.mean(rows, axis=0)
    print(
        f"  mean: all {mean[0]:.3f} (supervised {mean[1]:.3f}), buyers {mean[2]:.3f} (supervised {mean[3]:.3f})"
    )


def every_candidate(baskets, min_support, min_confidence):
    """Level by level, every candidate of frequent sets counted in every basket (Apriori)."""
    rows = [frozenset(b) for b in baskets]
    least = np.ceil(min_support * len(rows))
    known, level = {}, [frozenset([x]) for x in {x for r in rows for x in r}]
    while level:
        size = len(level[0])
        counts = {candidate: sum(candidate <= row for row in rows) for candidate in level}
        frequent = {c: n for c, n in counts.items() if n >= least}
        known |= frequent
        level = list({a | b for a, b in combinations(frequent, 2) if len(a | b) == size + 1})
        level = [c for c in level if all(c - {x} in frequent for x in c)]
    return sum(n >= min_confidence * known[c - {x}] for c, n in known.items() if len(c) > 1 for x in c)


def groceries(path):
    if not path.exists():
        print(f"Groceries: {path.name} is not there")
        return
    with gzip.open(path, "rt", encoding="utf-8") as file:
        baskets = [line.rstrip("\n").split(",") for line in file]
    sj.basket_rules(baskets)
    for support, confidence in ((0.006, 0.25), (0.001, 0.8)):
        start = time.process_time()
        found = sj.basket_rules(baskets, min_support=support, min_confidence=confidence, longest=10)
        ours = time.process_time() - start
        print(f"Groceries at {support:g} and {confidence:g}: {found.table.num_rows} rules in {ours:.3f} s")
        if support > 0.005:
            start = time.process_time()
            counted = every_candidate(baskets, support, confidence)
            theirs = time.process_time() - start
            print(
                f"  counting every candidate: {counted} rules in {theirs:.1f} s, {theirs / ours:.0f} times as long"
            )


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--customers", type=int, default=4_000)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--groceries", type=Path, default=GROCERIES)
    options = parser.parse_args()
    planted_kinds(options.seeds)
    personas(options.customers, options.seeds)
    groceries(options.groceries)


if __name__ == "__main__":
    main()
