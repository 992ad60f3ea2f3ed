"""Attribution beside the truth: ``python benchmarks/attribution_truths.py [SEEDS] [CUSTOMERS]`` (5 and 4,000 by default).

The demo company knows what each channel truly brought: the orders of the real world minus those of the same people, with the
same luck, in the world without the channel. The models see what a perfect reader of the exports sees. Printed are shares
of the orders, means over the seeds, and by how much each model is off on average. Then: in how many samples of 2,000 paths of
a known chain the 95 % interval of a channel's share holds what the model gives on 500,000 of them.
"""

import sys

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attribution import paths

import sojourn as sj
from sojourn.demo.company import simulate
from sojourn.demo.effects import effects
from sojourn.demo.ledger import ledger

BROUGHT = {
    "Instagram ad clicked": "instagram_ads",
    "Search ad clicked": "search_ads",
    "Friend's tip": "friends_tip",
    "Store purchase": "store",
}


def truth_and_credits(seed: int, customers: int) -> dict[str, dict[str, float]]:
    """Shares of all orders by channel: what each truly brought, and what each model gives."""
    company = simulate(customers, seed)
    found = {effect.cause.id: effect for effect in effects(company) if effect.cause.role == "channel"}
    orders = next(iter(found.values())).reached.sum()
    shares = {
        "truth": {c: float(e.reached.sum() - e.reached_without.sum()) / orders for c, e in found.items()}
    }
    table = ledger(company)
    names = pc.index_in(table["what"].combine_chunks(), pa.array(list(BROUGHT)))
    table = table.append_column("source", pa.array(list(BROUGHT.values())).take(names))
    result = sj.attribution(sj.read(table), "Order placed", by="source", level=None)
    for row in result.table.to_pylist():
        shares.setdefault(row["model"], {})[row["channel"]] = row["conversions"] / orders
    return shares


def coverage(samples: int = 100, size: int = 2_000) -> dict[str, float]:
    """Per model, the share of the intervals that hold the share of the large sample."""

    def shares(table: pa.Table, level: float | None) -> list[dict]:
        return sj.attribute_paths(table, order=1, level=level).table.to_pylist()

    truth = {(row["model"], row["channel"]): row["share"] for row in shares(paths(500_000, draw=0), None)}
    held: dict[str, list[bool]] = {}
    for draw in range(1, samples + 1):
        for row in shares(paths(size, draw=draw), 0.95):
            right = truth[row["model"], row["channel"]]
            held.setdefault(row["model"], []).append(row["share_low"] <= right <= row["share_high"])
    return {model: float(np.mean(found)) for model, found in held.items()}


def main() -> None:
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    customers = int(sys.argv[2]) if len(sys.argv) > 2 else 4_000
    runs = [truth_and_credits(seed, customers) for seed in range(1, seeds + 1)]
    print(f"{seeds} companies of {customers:,} customers; per cent of the orders\n")
    print("| | " + " | ".join(BROUGHT.values()) + " | mean error |\n|---|" + "--:|" * (len(BROUGHT) + 1))
    truth = np.array([[run["truth"][c] for c in BROUGHT.values()] for run in runs])
    for name in runs[0]:
        given = np.array([[run[name].get(c, 0.0) for c in BROUGHT.values()] for run in runs])
        off = "" if name == "truth" else f"{100 * np.abs(given - truth).mean():.1f}"
        print(f"| {name} | " + " | ".join(f"{100 * v:.1f}" for v in given.mean(axis=0)) + f" | {off} |")
    print("\nIntervals that hold the truth, %:", {m: round(100 * v, 1) for m, v in coverage().items()})


if __name__ == "__main__":
    main()
