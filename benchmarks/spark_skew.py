"""Lopsided data on Spark's default settings: ``python benchmarks/spark_skew.py [CASE…] [--millions N]``.

Four tables of N million events (20 unless given), each read by two cores with the heap that Spark gives by default, in a
process of its own: half of all events are one customer's; half fall on one day; a million distinct names; the same names with
a taxonomy that folds them. And two refusals: the one customer with little memory per task. The table shows the wall-clock of
reading and of one question after it, the highest memory of a Python worker and of the JVM, and whether the answer and the
account of the rows are those of one machine.
"""

import argparse
import json
import os
import pickle
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import psutil
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from events import SCHEMA, chunks

import sojourn as sj

SCRATCH = Path(__file__).parent.parent / "out/bench"
DAY_US = 86_400_000_000
NAMES = 1_000_000
FOLDED = {"rules": [{"when": {"touchpoint": ["page *"]}, "touchpoint": "Page"}]}


def one_customer(table: pa.Table, rng: np.random.Generator) -> pa.Table:
    heavy = pa.array(rng.random(table.num_rows) < 0.5)
    return table.set_column(0, "customer_id", pc.if_else(heavy, "the one", table["customer_id"]))


def one_day(table: pa.Table, rng: np.random.Generator) -> pa.Table:
    heavy = rng.random(table.num_rows) < 0.5
    first = 1_750_000_000_000_000 // DAY_US * DAY_US
    when = np.where(
        heavy, first + rng.integers(0, DAY_US, table.num_rows), table["timestamp"].cast("int64").to_numpy()
    )
    return table.set_column(1, "timestamp", pa.array(when).cast(SCHEMA.field(1).type))


def many_names(table: pa.Table, rng: np.random.Generator) -> pa.Table:
    names = pa.array(rng.integers(0, NAMES, table.num_rows)).cast(pa.string())
    return table.set_column(2, "touchpoint", pc.binary_join_element_wise("page", names, " "))


CASES = {
    "even": (lambda table, _: table, {}),
    "one customer": (one_customer, {}),
    "one day": (one_day, {}),
    "a million names": (many_names, {}),
    "a million names, folded": (many_names, {"taxonomy": FOLDED}),
    "one customer, 500 MB a task": (one_customer, {"memory_limit": 500_000_000}),
}


def table_of(case: str, millions: int) -> Path:
    lopsided = CASES[case][0]
    path = SCRATCH / f"skew-{lopsided.__name__.strip('<>')}-{millions}m.parquet"
    if not path.exists():
        rng = np.random.default_rng(7)
        SCRATCH.mkdir(parents=True, exist_ok=True)
        with pq.ParquetWriter(path, SCHEMA) as writer:
            for table in chunks(millions * 1_000_000):
                writer.write_table(lopsided(table, rng))
    return path


def answer(path: str, case: str, engine: str, target: str) -> None:
    """Read and ask in this process, and leave what was found."""
    limits = CASES[case][1]
    if engine == "local":
        limits = {k: v for k, v in limits.items() if k != "memory_limit"}
    found: dict[str, object] = {}
    begun = time.perf_counter()
    try:
        log = sj.read(path, engine=engine, **limits)
        found["read"] = time.perf_counter() - begun
        table = sj.transitions(log).table
        found |= {"table": table.to_pydict(), "quality": dict(log.quality), "extent": log.extent}
        found["asked"] = time.perf_counter() - begun - found["read"]
    except sj.SojournError as error:
        found |= {"error": f"{type(error).__name__}: {error}", "after": time.perf_counter() - begun}
    Path(target).write_bytes(pickle.dumps(found))


def highest(process: psutil.Popen, peaks: dict[tuple[int, str], int]) -> None:
    """Note the high-water marks of a process and all it started until it ends."""
    while process.poll() is None:
        for each in [process, *process.children(recursive=True)]:
            try:
                lines = Path(f"/proc/{each.pid}/status").read_text().splitlines()
                mark = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))
            except (OSError, StopIteration, psutil.Error):
                continue
            name = (
                "jvm" if lines[0].split()[1] == "java" else "driver" if each.pid == process.pid else "worker"
            )
            peaks[each.pid, name] = mark
        time.sleep(0.1)


def run(path: Path, case: str, engine: str) -> tuple[dict, dict[str, int]]:
    target = SCRATCH / f"skew-answer-{engine}.pickle"
    target.unlink(missing_ok=True)
    environment = {
        **os.environ,
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_SUBMIT_ARGS": "--master local[2] --conf spark.ui.enabled=false"
        " --conf spark.driver.host=127.0.0.1 pyspark-shell",
    }
    order = [sys.executable, __file__, "--answer", json.dumps([str(path), case, engine, str(target)])]
    process = psutil.Popen(order, env=environment, stderr=subprocess.PIPE, text=True)
    peaks: dict[tuple[int, str], int] = {}
    watch = threading.Thread(target=highest, args=(process, peaks))
    watch.start()
    complaints = process.stderr.read()
    watch.join()
    if not target.exists():
        raise SystemExit(complaints)
    marks: dict[str, int] = {}
    for (_, name), mark in peaks.items():
        marks[name] = max(mark, marks.get(name, 0))
    return pickle.loads(target.read_bytes()), marks


def alike(a: dict, b: dict) -> bool:
    return all(a[key] == b[key] for key in ("table", "quality", "extent"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*", default=list(CASES))
    parser.add_argument("--millions", type=int, default=20)
    parser.add_argument("--answer")
    chosen = parser.parse_args()
    if chosen.answer:
        answer(*json.loads(chosen.answer))
        return
    print("| case | read, s | asked, s | worker, GB | JVM, GB | driver, GB | |")
    print("|---|---|---|---|---|---|---|")
    for case in chosen.cases:
        path = table_of(case, chosen.millions)
        there, marks = run(path, case, "spark")
        memory = " | ".join(f"{marks.get(name, 0) / 1e9:.1f}" for name in ("worker", "jvm", "driver"))
        if "error" in there:
            print(f"| {case} | {there['after']:.0f} | | {memory} | {there['error']} |", flush=True)
            continue
        here, _ = run(path, case, "local")
        verdict = "as on one machine" if alike(here, there) else "DIFFERS"
        print(f"| {case} | {there['read']:.0f} | {there['asked']:.1f} | {memory} | {verdict} |", flush=True)


if __name__ == "__main__":
    main()
