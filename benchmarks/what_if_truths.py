"""How near a scenario of the demo company comes to the world without the pain, seed by seed.

`python benchmarks/what_if_truths.py [seeds] [customers]`: the drop-off at the size guide on phones, which ends half the visits that open
it, is brought down to what it is on other devices; and the wait for the first reply in the chat, which takes more than a day in two
of five chats, is made shorter by 99 %, to minutes as in all other chats. The truth is the same customers, with the same luck, without the fault.
"""

import sys

import numpy as np

import sojourn as sj
from sojourn.demo.company import simulate
from sojourn.demo.effects import effects
from sojourn.demo.ledger import ledger
from sojourn.log.selection import CustomersWith


def size_guide(log):
    """Fewer phone visits that end at the size guide."""
    phones, others = (log.where(CustomersWith("device", d)) for d in (("phone",), ("desktop", "tablet")))
    ends = [
        {row["touchpoint"]: row["ends_share"] for row in sj.emotion(part).table.to_pylist()}["Size guide"]
        for part in (phones, others)
    ]
    change = {"touchpoint": "Size guide", "less_drop_off": 1 - ends[1] / ends[0]}
    return sj.what_if(phones, goal="Order placed", change=change, emotions={})


def first_reply(log):
    """Quicker replies in the chat."""
    change = {"touchpoint": "Ticket opened", "shorter_wait": 0.99}
    return sj.what_if(log, goal="Order placed", change=change, emotions={})


SCENARIOS = {"size_guide_phone": size_guide, "slow_chat_reply": first_reply}


def main(seeds, customers):
    found = {cause: [] for cause in SCENARIOS}
    for seed in range(1, seeds + 1):
        company = simulate(customers, seed)
        log = sj.read(ledger(company))
        true = {e.cause.id: e for e in effects(company) if e.goal == "purchase"}
        for cause, scenario in SCENARIOS.items():
            result = scenario(log)
            row, effect = result.table.to_pylist()[0], true[cause]
            lived = int(effect.reached_without.sum()) - int(effect.reached.sum())
            if row["status"] != "computed":
                print(f"seed {seed} {cause}: lived {lived}, {row['status']}")
                continue
            found[cause].append(
                (row["difference"], lived, row["low"] <= lived <= row["high"], result.back_test.error)
            )
            print(f"seed {seed} {cause}: {row['amount']:.0%} less, foretold {row['difference']:.0f} more orders "
                  f"({row['low']:.0f} to {row['high']:.0f}), lived {lived}, back-test {result.back_test.error:+.3f}")  # fmt: skip
    for cause, rows in found.items():
        foretold, lived, covered, tested = np.array(rows).T
        distance = np.median(np.abs(foretold - lived) / lived)
        print(f"\n{cause}, {len(rows)} of {seeds} seeds: foretold / lived {foretold.sum() / lived.sum():.2f}; lived within the "
              f"interval {covered.mean():.0%}; median distance {distance:.0%}; mean size of the back-test error {np.abs(tested).mean():.3f}")  # fmt: skip


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:]]
    main(*(given + [20, 4_000][len(given) :]))
