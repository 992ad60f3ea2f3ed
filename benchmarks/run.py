"""Run all contenders on the same files and print a table: ``python benchmarks/run.py SIZE...`` (million events)."""

import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
OURS = ROOT / ".venv/bin/python"
PEERS = ROOT / ".venv-peers/bin/python"
SCRATCH = ROOT / "out/bench"
LARGEST_FOR_PEERS = 10


def contend(script: str, path: Path, python: Path = OURS, tiny: Path | None = None) -> dict:
    """One contender in a process of its own, which answers on a tiny file before."""
    environment = {
        **os.environ,
        "RETENTIONEERING_NO_TRACK": "1",
        "PYTHONWARNINGS": "ignore",
        "PYTHONPATH": str(HERE / "contenders"),
    }
    done = subprocess.run(
        [python, HERE / "contenders" / script, path, tiny or _warm_up(path.suffix)],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    if done.returncode:
        return {
            "failed": done.stderr.strip().splitlines()[-1]
            if done.stderr.strip()
            else f"exit {done.returncode}"
        }
    return json.loads(done.stdout.strip().splitlines()[-1])


def compare(size: int) -> dict:
    """Every contender on one size."""
    path = SCRATCH / f"events-{size}m.parquet"
    if not path.exists():
        subprocess.run([OURS, HERE / "events.py", path, str(size * 1_000_000)], check=True)
    results = {"sojourn": contend("sojourn_log.py", path)}
    if size <= LARGEST_FOR_PEERS:
        results["duckdb"] = contend("duckdb_window.py", path)
        results["pm4py"] = contend("pm4py_dfg.py", path, PEERS)
        results["retentioneering"] = contend("retentioneering_graph.py", path, PEERS)
        csv = path.with_suffix(".csv")
        if not csv.exists():
            subprocess.run([OURS, HERE / "events.py", csv, str(size * 1_000_000)], check=True)
        results["sojourn, CSV"] = contend("sojourn_log.py", csv)
        results["duckdb, CSV read and sort"] = contend("duckdb_csv.py", csv)
    return results


def seconds(result: dict, step: str) -> float | None:
    return result.get("steps", {}).get(step)


def table(size: int, results: dict) -> list[str]:
    """A Markdown table of one size, ratios to Sojourn."""
    ours = results["sojourn"]
    lines = [
        f"### {size} million events",
        "",
        "| contender | file → answer, s | ratio | log → answer, s | ratio | peak memory, MB |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for name, result in results.items():
        if "failed" in result:
            lines.append(f"| {name} | failed: {result['failed'][:80]} | | | | |")
            continue
        base = results["duckdb, CSV read and sort"] if name == "sojourn, CSV" else ours
        cells = [f"{result['steps']['from file']:.2f}", _ratio(result, base, "from file")]
        warm = seconds(result, "from log")
        cells += [f"{warm:.3f}" if warm else "", _ratio(result, ours, "from log")]
        lines.append(f"| {name} | " + " | ".join([*cells, f"{result['peak_mb']:,.0f}"]) + " |")
    memory = seconds(ours, "memory")
    if memory:
        lines.append(
            f"| a plain read of the bytes touched | | | {memory:.3f} | {memory / ours['steps']['from log']:.2f} | |"
        )
    return [*lines, ""]


def _ratio(result: dict, base: dict, step: str) -> str:
    mine, theirs = seconds(result, step), seconds(base, step)
    return f"{mine / theirs:.1f}" if mine and theirs else ""


def main() -> None:
    SCRATCH.mkdir(parents=True, exist_ok=True)
    sizes = [int(a) for a in sys.argv[1:]] or [1, 10]
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    libraries = ", ".join(f"{name} {version(name)}" for name in ("duckdb", "numba", "numpy", "pyarrow"))
    lines = [f"Measured {datetime.now(UTC):%Y-%m-%d} by `make bench` on {machine}; {libraries}.", ""]
    everything = {}
    for size in sizes:
        everything[size] = compare(size)
        lines += table(size, everything[size])
        print("\n".join(table(size, everything[size])), flush=True)
    for small, large in pairwise(sizes):
        a, b = everything[small]["sojourn"], everything[large]["sojourn"]
        if "steps" in a and "steps" in b:
            lines.append(
                f"From {small} to {large} million events, Sojourn takes "
                f"{b['steps']['from file'] / a['steps']['from file']:.1f} times as long from the file and "
                f"{b['steps']['from log'] / a['steps']['from log']:.1f} times from the log."
            )
            print(lines[-1])
    (SCRATCH / "results.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (SCRATCH / "results.json").write_text(json.dumps(everything, indent=1), encoding="utf-8")


def _warm_up(suffix: str) -> Path:
    path = SCRATCH / f"warm-up{suffix}"
    if not path.exists():
        subprocess.run([OURS, HERE / "events.py", path, "10000"], check=True)
    return path


if __name__ == "__main__":
    main()
