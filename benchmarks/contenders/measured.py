"""What every contender prints: seconds per step, peak memory, and an answer that must agree with the others."""

import json
import resource
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

steps: dict[str, float] = {}
_peak = 0.0


def _resident_mb() -> float:
    """Memory of this process alone: files that are mapped are the system's to take back."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("RssAnon"):
            return int(line.split()[1]) / 1024
    return 0.0


def _watch() -> None:
    global _peak  # noqa: PLW0603  (one number, one writer)
    while True:
        _peak = max(_peak, _resident_mb())
        time.sleep(0.02)


threading.Thread(target=_watch, daemon=True).start()


@contextmanager
def warming_up():
    """The same work on a tiny file first: what a library loads or compiles at first use is not what is compared."""
    yield
    steps.clear()


@contextmanager
def step(name: str):
    """Time a step; of repeated steps the fastest counts."""
    start = time.perf_counter()
    yield
    seconds = time.perf_counter() - start
    steps[name] = min(seconds, steps.get(name, seconds))


def report(answer: dict[str, float]) -> None:
    """Print the measurements as one JSON line."""
    whole = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    json.dump(
        {"steps": steps, "peak_mb": _peak, "peak_mb_with_mapped_files": whole, "answer": answer}, sys.stdout
    )
    print()
