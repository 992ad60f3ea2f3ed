"""How near a scenario of the demo company comes to the world without the pain, seed by seed.

`python benchmarks/what_if_truths.py [seeds] [customers]`: the drop-off at the size guide on phones, which ends half the visits that open
it, is brought down to what it is on other devices. The truth is the same customers, with the same luck, without the fault.
"""

import sys

import numpy as np

import sojourn as sj
from sojourn.demo.company import simulate
from sojourn.demo.effects import effects
from sojourn.demo.ledger import ledger
from sojourn.log.selection import CustomersWith


def main(seeds, customers):
    foretold, lived, covered, tested = [], [], [], []
    for seed in range(1, seeds + 1):
        company = simulate(customers, seed)
        log = sj.read(ledger(company))
        phones, others = (log.where(CustomersWith("device", d)) for d in (("phone",), ("desktop", "tablet")))
        ends = [
            {row["touchpoint"]: row["ends_share"] for row in sj.emotion(part).table.to_pylist()}["Size guide"]
            for part in (phones, others)
        ]
        amount = 1 - ends[1] / ends[0]
        change = {"touchpoint": "Size guide", "less_drop_off": amount}
        result = sj.what_if(phones, goal="Order placed", change=change, emotions={})
        row = result.table.to_pylist()[0]
        effect = next(e for e in effects(company) if (e.cause.id, e.goal) == ("size_guide_phone", "purchase"))
        truth = int(effect.reached_without.sum()) - int(effect.reached.sum())
        foretold.append(row["difference"])
        lived.append(truth)
        covered.append(row["low"] <= truth <= row["high"])
        tested.append(result.back_test.error)
        print(f"seed {seed}: {amount:.0%} less drop-off, foretold {row['difference']:.0f} more orders "
              f"({row['low']:.0f} to {row['high']:.0f}), lived {truth}, back-test {result.back_test.error:+.3f}")  # fmt: skip
    ratio = np.sum(foretold) / np.sum(lived)
    print(f"\nforetold / lived {ratio:.2f}; lived within the interval {np.mean(covered):.0%}; "
          f"median distance {np.median(np.abs(np.array(foretold) - lived) / lived):.0%}; "
          f"mean size of the back-test error {np.abs(tested).mean():.3f}")  # fmt: skip


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:]]
    main(*(given + [20, 4_000][len(given) :]))
