"""Attribution of the same paths by Sojourn and by ChannelAttribution, in one run.

``python benchmarks/attribution.py [PATHS]`` (500,000 paths of 12 channels by default) writes paths drawn from a chain with
known transitions, lets both give first, last, linear and Markov (order 1) credit for conversions and value, each in a
process of its own that has answered on a tiny file before, and prints seconds, their ratio and how far the answers are
apart. Sojourn solves the chain; ChannelAttribution simulates it until its own estimate of the error is below ``conv_par``:
0.05 is its default, 0.005 brings it closer to the solution.
"""

import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as csv
from contending import OURS, PEERS, SCRATCH, contend

CHANNELS = 12


def paths(count: int, seed: int = 3, draw: int | None = None) -> pa.Table:
    """Paths of customers, one row each, drawn from a chain; every seventh or so ends in a conversion.

    The seed makes the chain; draws with different numbers are different customers of the same chain.
    """
    rng = np.random.default_rng(seed)
    start = rng.dirichlet(np.full(CHANNELS, 1.5))
    moves = rng.dirichlet(np.full(CHANNELS, 0.8), CHANNELS)
    ends, wins = rng.uniform(0.2, 0.4, CHANNELS), rng.uniform(0.05, 0.35, CHANNELS)
    if draw is not None:
        rng = np.random.default_rng([seed, draw])
    state = rng.choice(CHANNELS, count, p=start)
    names = np.array([f"channel {i}" for i in range(CHANNELS)], object)
    text, won = names[state], np.zeros(count, bool)
    alive = np.arange(count)
    while len(alive):
        over = rng.random(len(alive)) < ends[state[alive]]
        won[alive[over]] = rng.random(over.sum()) < wins[state[alive[over]]]
        alive = alive[~over]
        steps = np.cumsum(moves, axis=1)[state[alive]]
        state[alive] = (rng.random((len(alive), 1)) > steps).sum(axis=1).clip(max=CHANNELS - 1)
        text[alive] = text[alive] + " > " + names[state[alive]]
    value = np.where(won, rng.integers(10, 200, count), 0).astype(float)
    return pa.table(
        {
            "path": pa.array(text),
            "total_conversions": won.astype(np.int64),
            "total_conversion_value": value,
            "total_null": (~won).astype(np.int64),
        }
    )


def _file(count: int) -> Path:
    path = SCRATCH / f"paths-{count}.csv"
    if not path.exists():
        csv.write_csv(paths(count), path)
    return path


def furthest(ours: dict, theirs: dict) -> dict[str, float]:
    """Per model, the largest difference of a channel's share of the conversions."""
    total = sum(ours["last"].values())
    return {
        model: max(abs(credit - given.get(c, 0.0)) for c, credit in ours[model.split(",")[0]].items()) / total
        for model, given in theirs.items()
    }


def main() -> None:
    SCRATCH.mkdir(parents=True, exist_ok=True)
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500_000
    path, tiny = _file(count), _file(2_000)
    ours = contend("sojourn_attribution.py", [path, tiny], OURS)
    theirs = contend("channel_attribution.py", [path, tiny], PEERS)
    for failed in (result for result in (ours, theirs) if "failed" in result):
        sys.exit(failed["failed"])
    print(f"{count:,} paths, {CHANNELS} channels; seconds of wall clock and of processor\n")
    print(
        "| step | Sojourn | ChannelAttribution | ratio | processor | processor | ratio |\n|---|--:|--:|--:|--:|--:|--:|"
    )
    for step, peer, name in (
        ("rules", "rules", "first, last, linear"),
        ("markov", "markov", "Markov, conv_par 0.05"),
        ("both", "both", "all four, conv_par 0.05"),
        ("markov", "closer", "Markov, conv_par 0.005"),
    ):
        a, b = ours["steps"][step], theirs["steps"][peer]
        c, d = ours["answer"]["cpu"][step], theirs["answer"]["cpu"][peer]
        print(f"| {name} | {a:.3f} | {b:.2f} | {b / a:.1f} | {c:.3f} | {d:.2f} | {d / c:.1f} |")
    print(
        f"\nSojourn, seven models with 95 % intervals: {ours['answer']['cpu']['intervals']:.2f} s of processor"
    )
    apart = furthest(ours["answer"]["credits"], theirs["answer"]["credits"])
    print("Largest difference of a channel's share:", {m: float(f"{d:.1g}") for m, d in apart.items()})


if __name__ == "__main__":
    main()
