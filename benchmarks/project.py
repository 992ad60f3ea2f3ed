"""A project of 10 million events, built whole and after 1 % new events: ``python benchmarks/project.py [EVENTS]``.

The exports are two systems that know people by different ids: pages by a cookie and, after a login, a user; orders by a
user and an e-mail. A full build reads, cleans, masks, joins and sorts everything; the second build reads the new file,
joins it to who was known, and changes the journeys of those it concerns. Both logs are compared file by file.
"""

import shutil
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sojourn.project.build import build

EVENTS = 10_000_000
CHUNK = 1_000_000
FOLDER = Path(__file__).parent.parent / "out/bench"
PROJECT = """
sojourn: project/1
sources:
  - name: web
    files: web-*.parquet
    columns: {timestamp: time, touchpoint: page}
    identifiers: {cookie: cookie, user: user}
    constants: {channel: web}
  - name: shop
    files: shop-*.parquet
    columns: {timestamp: time, touchpoint: event, value: amount}
    identifiers: {user: user, email: email}
    constants: {channel: shop}
"""


def names(prefix, numbers):
    return pc.binary_join_element_wise(prefix, pc.utf8_lpad(pa.array(numbers).cast(pa.string()), 8, "0"), "")


def write_web(path, events, customers, seed):
    rng = np.random.default_rng(seed)
    pages = pa.array([f"page {i}" for i in range(40)])
    writer = None
    for start in range(0, events, CHUNK):
        n = min(CHUNK, events - start)
        who = rng.integers(0, customers, n)
        table = pa.table({
            "time": pa.array(rng.integers(1_700_000_000, 1_760_000_000, n) * 1_000_000).cast(pa.timestamp("us", "UTC")),
            "page": pages.take(pa.array((rng.zipf(1.3, n) % 40).astype(np.int32))),
            "cookie": names("cookie", who * 2 + rng.integers(0, 2, n)),
            "user": pc.if_else(pa.array(rng.random(n) < 0.3), names("u", who), pa.scalar(None, pa.string())),
        })  # fmt: skip
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    writer.close()


def write_shop(path, events, customers, seed):
    rng = np.random.default_rng(seed)
    who = rng.integers(0, customers, events)
    table = pa.table({
        "time": pa.array(rng.integers(1_700_000_000, 1_760_000_000, events) * 1_000_000).cast(pa.timestamp("us", "UTC")),
        "event": pa.array(["Order placed", "Order returned"]).take(pa.array((rng.random(events) < 0.1).astype(np.int8))),
        "amount": pa.array(np.round(rng.gamma(2, 20, events), 2)),
        "user": names("u", who),
        "email": pc.binary_join_element_wise(names("p", who), "mail.example", "@"),
    })  # fmt: skip
    pq.write_table(table, path)


def timed(project, **options):
    wall, processor = time.perf_counter(), time.process_time()
    told = build(str(project), **options)
    return time.process_time() - processor, time.perf_counter() - wall, told


def content(folder):
    return {p.relative_to(folder): p.read_bytes() for p in sorted(folder.rglob("*.*"))}


def main(events):
    customers = max(10, events // 20)
    FOLDER.mkdir(parents=True, exist_ok=True)
    print(f"{events:,} events, {customers:,} customers")
    print(
        "| 1 % new events of | full, CPU s | up to date, CPU s | share | full, s | up to date, s | share | same bytes |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for what, who in (
        ("(warm-up)", customers),
        ("random customers", customers),
        ("1 % of customers", customers // 100),
    ):
        size = events // 100 if what == "(warm-up)" else events
        with tempfile.TemporaryDirectory(dir=FOLDER) as scratch:
            place = Path(scratch)
            (place / "sojourn.yaml").write_text(PROJECT)
            write_web(place / "web-1.parquet", size * 9 // 10, customers, 1)
            write_shop(place / "shop-1.parquet", size // 10, customers, 2)
            build(str(place / "sojourn.yaml"))
            write_web(place / "web-2.parquet", size // 100, max(1, who), 3)
            *quick, told = timed(place / "sojourn.yaml")
            assert told["build"] == "update", told
            kept = content(place / "sojourn-data" / "log")
            shutil.rmtree(place / "sojourn-data")
            *whole, _ = timed(place / "sojourn.yaml")
            same = kept == content(place / "sojourn-data" / "log")
        if what != "(warm-up)":
            figures = " | ".join(
                f"{w:.1f} | {q:.2f} | {q / w:.1%}" for w, q in zip(whole, quick, strict=True)
            )
            print(f"| {what} | {figures} | {'yes' if same else 'NO'} |", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS)
