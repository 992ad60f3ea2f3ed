"""The files the documentation speaks of: clicks, orders, tickets and counter visits of 300 customers of a small shop."""

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

_PAGES = ("home", "category", "product", "cart", "checkout")
_SECOND = 1_000_000
_HOUR = 3_600 * _SECOND
_DAY = 24 * _HOUR
_START = 1_772_323_200 * _SECOND  # 1 March 2026


def write_files(folder: Path, customers: int = 300, seed: int = 4) -> None:
    """Write clicks.csv, orders.parquet, tickets.jsonl and visits.csv."""
    rng = np.random.default_rng(seed)
    clicks, orders, tickets = [], [], []
    for customer in range(customers):
        name = f"C{customer:04d}"
        moment, bought = _browse(rng, name, clicks)
        if bought:
            orders.append((name, moment, float(rng.integers(20, 120)), "EUR"))
            moment += int(rng.integers(1, 5)) * _DAY
        if rng.random() < (0.3 if bought else 0.1):
            solved = moment + int(rng.integers(1, 72)) * _HOUR
            tickets.append((name, moment, "ticket opened", None))
            tickets.append((name, solved, "ticket solved", int(rng.integers(1, 6))))
    _write_clicks(folder / "clicks.csv", clicks)
    _write_orders(folder / "orders.parquet", orders)
    _write_tickets(folder / "tickets.jsonl", tickets)
    _write_visits(folder / "visits.csv", tickets)


def _browse(rng: np.random.Generator, name: str, clicks: list[tuple]) -> tuple[int, bool]:
    """Add the clicks of one customer; give the moment after them, and whether the customer then buys."""
    moment = _START + int(rng.integers(0, 60 * _DAY))
    depths = 1 + rng.binomial(len(_PAGES) - 1, 0.7)
    for page in _PAGES[:depths]:
        for _ in range(int(rng.integers(1, 3))):
            clicks.append((name, moment, page, rng.choice(["web", "app"])))
            moment += int(rng.integers(5, 300)) * _SECOND
    return moment, depths == len(_PAGES) and rng.random() < 0.7


def _stamps(microseconds: tuple[int, ...]) -> pa.Array:
    return pa.array(microseconds, pa.int64()).cast(pa.timestamp("us", "UTC"))


def _write_clicks(path: Path, clicks: list[tuple]) -> None:
    ids, times, pages, channels = zip(*clicks, strict=True)
    table = pa.table({"customer_id": ids, "time": _stamps(times), "page": pages, "channel": channels})
    pyarrow.csv.write_csv(table, path)


def _write_orders(path: Path, orders: list[tuple]) -> None:
    ids, times, totals, currencies = zip(*orders, strict=True)
    columns = {
        "customer_id": ids,
        "ordered_at": _stamps(times),
        "event": ["purchase"] * len(ids),
        "total": totals,
        "currency": currencies,
    }
    pq.write_table(pa.table(columns), path)


def _write_tickets(path: Path, tickets: list[tuple]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for name, moment, event, csat in tickets:
            line = {"customer_id": name, "created_at": moment // _SECOND, "event": event, "channel": "phone"}
            file.write(json.dumps(line | ({"csat": csat} if csat else {})) + "\n")


def _write_visits(path: Path, tickets: list[tuple]) -> None:
    """The counter's list: who came, with the day in one column and the time of day in another."""
    lines = ["Member,start_day,start_clock,Desk"]
    for name, moment, *_ in tickets:
        day, clock = str(np.datetime64(moment, "us")).split("T")
        lines.append(f"{name},{day},{clock[:5]},{'north' if moment % 2 else 'south'}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
