"""The main job on large files: one Parquet file in, report, map and log out.

    python benchmarks/whole_report.py [1 10 100]

Generates the events of the demo company (million events; default 1 and 10) and runs `sojourn analyze` on them in a process
of its own. Prints seconds by the clock and by the processors, and the peak memory that the largest process held for itself:
files that are mapped are the system's to take back.
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from company_events import write

PROGRAM = "from sojourn.cli.main import run; run()"


def measure(millions, folder):
    file = Path(folder, f"events_{millions}.parquet")
    events = write(file, millions)
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
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as child:
        peak = watched(child)
    if child.returncode:
        raise SystemExit(f"{millions} million events: exit {child.returncode}")
    seconds = time.perf_counter() - started
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    print(f"| {events:,} | {seconds:.0f} | {processor:.0f} | {peak / 1e6:.1f} |", flush=True)


def watched(child):
    """The most kB that the process or one of those it began ever held for itself, seen every 50 ms."""
    peak = 0
    while child.poll() is None:
        for process in (child.pid, *begun_by(child.pid)):
            try:
                status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
            except (FileNotFoundError, ProcessLookupError):
                continue
            held = [int(line.split()[1]) for line in status.splitlines() if line.startswith("RssAnon")]
            peak = max(peak, *held, 0)
        time.sleep(0.05)
    return peak


def begun_by(process):
    """The processes that the threads of a process began."""
    return [
        int(child)
        for told in Path(f"/proc/{process}/task").glob("*/children")
        for child in told.read_text(encoding="ascii").split()
    ]


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
