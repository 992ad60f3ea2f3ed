"""How near the feelings of touchpoints come to the true ones of the demo company, seed by seed.

`python benchmarks/emotion_truths.py [seeds] [customers]` prints per seed the mean absolute error of observed, inferred and all
touchpoints, the share of intervals that cover the truth, and the error of leaving rated touchpoints out, beside always
saying the mean. Three ways of making it harder follow, over all seeds: names that say nothing, no texts, no ratings.
"""

import sys

import numpy as np
import pyarrow as pa

import sojourn as sj
from sojourn.demo.company import simulate
from sojourn.demo.ledger import ledger
from sojourn.demo.touchpoints import Touch

CALLED = np.array([touch.called for touch in Touch])


def truths(company):
    touch = company.events["touchpoint"].to_numpy().astype(int)
    names, code = np.unique(CALLED[touch], return_inverse=True)
    felt = company.events["emotion"].to_numpy().astype(float)
    return dict(zip(names.tolist(), np.bincount(code, felt) / np.bincount(code), strict=True))


def hidden(table):
    """The same events under names that say nothing."""
    names = {name: f"Step {i:02}" for i, name in enumerate(sorted(set(table["touchpoint"].to_pylist())))}
    column = pa.array([names[name] for name in table["touchpoint"].to_pylist()])
    return table.set_column(table.column_names.index("touchpoint"), "touchpoint", column), names


def compared(result, truth):
    """Error, mean error of the mean of all rated touchpoints, and whether the interval covers, by basis."""
    rows = result.table.to_pylist()
    rated = [row["rating_mean"] for row in rows if row["ratings"] >= 2]
    mean = float(np.mean(rated)) if rated else 0.0
    return {
        row["touchpoint"]: (
            row["basis"],
            abs(row["score"] - truth[row["touchpoint"]]),
            abs(mean - truth[row["touchpoint"]]),
            row["low"] <= truth[row["touchpoint"]] <= row["high"],
        )
        for row in rows
    }


def line(label, found, bases=("observed", "inferred", "assumed")):
    """Errors, baseline and coverage of the touchpoints of some bases."""
    own = [row for row in found if row[0] in bases]
    if not own:
        return f"{label:>10}       –"
    _, error, baseline, covered = (np.array([row[i] for row in own]) for i in range(4))
    return f"{label:>10} {len(own):4d} touchpoints  error {error.mean():.3f}  the mean {baseline.mean():.3f}  covered {covered.mean():.3f}"


def main(seeds, customers):
    every, hard = [], {"no names": [], "no texts": [], "no ratings": []}
    for seed in range(1, seeds + 1):
        company = simulate(customers, seed)
        table, truth = ledger(company), truths(company)
        result = sj.emotion(sj.read(table))
        found = list(compared(result, truth).values())
        every += found
        fit = result.calibration
        print(f"seed {seed}: left out one by one, {fit.touchpoints} rated touchpoints: error {fit.error:.3f}, "
              f"the mean {fit.baseline_error:.3f}, correlation {fit.correlation:.2f}")  # fmt: skip
        for basis in ("observed", "inferred", "assumed"):
            if any(row[0] == basis for row in found):
                print(line(basis, found, (basis,)))
        print(line("all", found))
        nameless, names = hidden(table)
        by_step = {names[name]: feeling for name, feeling in truth.items()}
        hard["no names"] += compared(sj.emotion(sj.read(nameless)), by_step).values()
        hard["no texts"] += compared(sj.emotion(sj.read(table.drop_columns(["text"]))), truth).values()
        hard["no ratings"] += compared(
            sj.emotion(sj.read(table.drop_columns(["score", "scale"]))), truth
        ).values()
    print(f"\nall {seeds} seeds, {customers:,} customers each")
    for basis in ("observed", "inferred"):
        print(line(basis, every, (basis,)))
    print(line("all", every))
    for label, found in hard.items():
        print(label)
        for basis in ("observed", "inferred", "assumed"):
            if any(row[0] == basis for row in found):
                print(line(basis, found, (basis,)))
        print(line("all", found))


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:]]
    main(*(given + [20, 4_000][len(given) :]))
