"""Does a check find the errors planted in the true map of the demo company, and does the score fall with them?

    python benchmarks/map_truths.py [--draws 200] [--customers 4000] [--log FOLDER]

The true map is drawn from the company of seed 7 with 20,000 customers. It is checked against a company of another seed, or
against a journey log that was read from the demo's exports. Printed are the score of the true map; the score with 1, 3
and 10 errors, how often more errors did not score lower, how many errors are among the proposals, how many proposals
are about no error, and the score after accepting all; then recall by kind of error.
"""

import argparse
import sys
from collections import Counter
from pathlib import Path

import numpy as np

import sojourn as sj

sys.path.insert(0, str(Path(__file__).parents[1] / "tests/unit/journeymap"))
from planted_errors import planted

from sojourn.company_map import true_map
from sojourn.demo.company import simulate
from sojourn.demo.ledger import ledger
from sojourn.journeymap.conform import check
from sojourn.journeymap.conform.facts import gather
from sojourn.journeymap.proposals import accept

STEPS = (1, 3, 10)


def told(found):
    return {(d.kind, d.id) for d in found.deviations if d.commands}


def mended(jmap, log):
    """The map after accepting proposals until there are none, and how many rounds that took."""
    rounds = 0
    while (found := check(jmap, log)).proposals and rounds < 4:
        jmap = accept(jmap, found.proposals)
        rounds += 1
    return found.score, rounds


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--draws", type=int, default=200)
    parser.add_argument("--customers", type=int, default=4_000)
    parser.add_argument("--seed", type=int, default=8)
    parser.add_argument("--log")
    given = parser.parse_args()
    jmap = true_map(simulate(20_000, 7))
    log = sj.read(given.log) if given.log else sj.read(ledger(simulate(given.customers, given.seed)))
    whole = check(jmap, log)
    print(
        f"true map: {len(jmap.touchpoints)} touchpoints, {len(jmap.flow)} flows; {whole.customers:,} customers"
    )
    print(
        "score",
        round(whole.score, 4),
        {p.name: p.value and round(p.value, 4) for p in whole.parts},
        len(whole.deviations),
        "deviations",
    )
    known, truth = told(whole), gather(jmap, log)
    scores = {step: [] for step in (0, *STEPS)}
    after, rounds, false, proposals, hits, tries = [], [], Counter(), Counter(), Counter(), Counter()
    of_step = {step: [0, 0] for step in STEPS}
    risen, repaired = 0, mended(jmap, log)[0]
    for seed in range(given.draws):
        maps, errors = planted(truth, seed, max(STEPS))
        last = whole.score
        scores[0].append(last)
        for step in STEPS:
            found = check(maps[step], log)
            scores[step].append(found.score)
            risen += found.score >= last
            last = found.score
            seen, wanted = told(found), {(kind, identifier) for _, kind, identifier in errors[:step]}
            of_step[step][0] += len(seen & wanted)
            of_step[step][1] += len(wanted)
            proposals[step] += len(seen - known)
            false[step] += len(seen - wanted - known)
            if step == max(STEPS):
                for name, kind, identifier in errors:
                    tries[name] += 1
                    hits[name] += (kind, identifier) in seen
                score, took = mended(maps[step], log)
                after.append(score)
                rounds.append(took)
    print(f"{given.draws} draws; {risen} of {given.draws * len(STEPS)} steps did not fall")
    for step in (0, *STEPS):
        line = f"{step:3} errors: score {np.mean(scores[step]):.4f} ({min(scores[step]):.4f} to {max(scores[step]):.4f})"
        if step:
            hit, of = of_step[step]
            line += f"  found {hit}/{of} = {hit / of:.3f}  false {false[step]}/{proposals[step]}"
        print(line)
    print(
        f"accepted: {np.mean(after):.4f} (at least {min(after):.4f}), true map mended {repaired:.4f}; rounds {max(rounds)}"
    )
    for name in sorted(tries):
        print(f"  {name:20} {hits[name]}/{tries[name]}")


if __name__ == "__main__":
    main()
