"""The three files the documentation speaks of: clicks, orders and tickets of 300 customers of a small shop."""

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

_PAGES = ("home", "category", "product", "cart", "checkout")
_DAY = 86_400_000_000
_START = 1_772_323_200_000_000  # 1 March 2026


def write_files(folder: Path, customers: int = 300, seed: int = 4) -> None:
    """Write clicks.csv, orders.parquet and tickets.jsonl."""
    rng = np.random.default_rng(seed)
    clicks, orders, tickets = [], [], []
    for customer in range(customers):
        name = f"C{customer:04d}"
        moment = _START + int(rng.integers(0, 60 * _DAY))
        bought = False
        for depth in range(1 + rng.binomial(4, 0.7)):
            for _ in range(int(rng.integers(1, 3))):
                clicks.append((name, moment, _PAGES[depth], rng.choice(["web", "app"])))
                moment += int(rng.integers(5, 300)) * 1_000_000
            bought = depth == 4 and rng.random() < 0.7
        if bought:
            orders.append((name, moment, float(rng.integers(20, 120)), "EUR"))
            moment += int(rng.integers(1, 5)) * _DAY
        if rng.random() < (0.3 if bought else 0.1):
            tickets.append((name, moment, "ticket opened", "phone", None))
            tickets.append(
                (
                    name,
                    moment + int(rng.integers(1, 72)) * 3_600_000_000,
                    "ticket solved",
                    "phone",
                    int(rng.integers(1, 6)),
                )
            )
    stamp = pa.timestamp("us", "UTC")
    ids, times, pages, channels = zip(*clicks, strict=True)
    table = pa.table(
        {
            "customer_id": ids,
            "time": pa.array(times, pa.int64()).cast(stamp),
            "page": pages,
            "channel": channels,
        }
    )
    pyarrow.csv.write_csv(table, folder / "clicks.csv")
    ids, times, totals, currencies = zip(*orders, strict=True)
    pq.write_table(
        pa.table(
            {
                "customer_id": ids,
                "ordered_at": pa.array(times, pa.int64()).cast(stamp),
                "event": ["purchase"] * len(ids),
                "total": totals,
                "currency": currencies,
            }
        ),
        folder / "orders.parquet",
    )
    with (folder / "tickets.jsonl").open("w", encoding="utf-8") as file:
        for name, moment, event, channel, csat in tickets:
            line = {
                "customer_id": name,
                "created_at": moment // 1_000_000,
                "event": event,
                "channel": channel,
            }
            file.write(json.dumps(line | ({"csat": csat} if csat else {})) + "\n")
