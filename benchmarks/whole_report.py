"""The main job on large files: one Parquet file in, report, map and log out.

    python benchmarks/whole_report.py [1 10]

Generates the events of the demo company (million events; default 1 and 10) and runs `sojourn analyze` on them in a process
of its own. Prints seconds by the clock and by the processors, and the peak memory of the largest process.
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow.parquet as pq

from sojourn.demo.company import simulate
from sojourn.demo.ledger import ledger

PER_MILLION = 44_500
"""Customers of the demo company with a million events."""
PROGRAM = "from sojourn.cli.main import run; run()"


def measure(millions, folder):
    file = Path(folder, f"events_{millions}.parquet")
    table = ledger(simulate(round(millions * PER_MILLION), seed=7)).drop_columns(["what"])
    pq.write_table(table, file)
    events = table.num_rows
    del table
    out = Path(folder, f"out_{millions}")
    command = [
        sys.executable,
        "-c",
        PROGRAM,
        "analyze",
        str(file),
        "--goal",
        "Order placed",
        "--out",
        str(out),
    ]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - started
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    print(f"| {events:,} | {seconds:.0f} | {processor:.0f} | {used.ru_maxrss / 1e6:.1f} |", flush=True)


def main():
    sizes = [float(size) for size in sys.argv[1:]] or [1, 10]
    print("| events | s | s of processor | peak memory, GB |")
    print("|--:|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as folder:
        measure(0.05, folder)  # compiles what is not compiled yet
        for size in sizes:
            measure(size, folder)


if __name__ == "__main__":
    main()
