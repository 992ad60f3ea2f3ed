"""All contenders on the same files: ``python benchmarks/run.py [SIZE…] [--resume] [--docs] [--only QUESTION,…]``.

Sizes are in million events. What each contender took is kept in ``out/bench/results.json`` as soon as it is known; with
``--resume`` only what is missing there or failed is measured. Tables go to ``out/bench/results.md``, and with ``--docs`` to
``docs/reference/benchmarks.md``, between its two markers.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from contending import HERE, OURS, PEERS, ROOT, SCRATCH, contend
from figures import CSV, READ, SOJOURN
from tables import NAMES, everything

sys.path.insert(0, str(HERE / "contenders"))
from questions import QUESTIONS

RESULTS = SCRATCH / "results.json"
PAGE = ROOT / "docs/reference/benchmarks.md"
BEGIN, END = "<!-- made by `make bench` -->", "<!-- end of what `make bench` makes -->"
RUNS, LIMIT_S = 3, 400
PATIENCE_S, PATIENCE_WITH_OURS_S = 12, 80
LARGEST_FOR_PEERS = 10

CONTENDERS = {
    "DuckDB": ("duckdb_sql.py", OURS, tuple(QUESTIONS)),
    "chDB": ("chdb_sql.py", PEERS, ("transitions", "paths", "funnel", "visits", "exits", "rhythm")),
    "pm4py": ("pm4py_frame.py", PEERS, ("transitions", "paths", "exits")),
    "retentioneering": ("retentioneering_stream.py", PEERS, ("transitions", "funnel, any time", "visits", "steps")),
    "ChannelAttribution": ("channel_attribution_log.py", PEERS, ("attribution",)),
}  # fmt: skip
"""Name → script, environment, and the questions that it answers."""


def events(size: str, suffix: str = ".parquet") -> Path:
    """A file of generated events, made if it is not there; the size `warm-up` is a hundredth of a million."""
    path = SCRATCH / (f"warm-up{suffix}" if size == "warm-up" else f"events-{size}m{suffix}")
    if not path.exists():
        count = 10_000 if size == "warm-up" else int(size) * 1_000_000
        subprocess.run([OURS, HERE / "events.py", path, str(count)], check=True)
    return path


def plan(size: str, wanted: set[str]):
    """Every (question, contender, script, environment, file, tiny file) of one size; Sojourn's build comes first."""
    small = int(size) <= LARGEST_FOR_PEERS
    file, tiny = events(size), events("warm-up")
    yield READ, SOJOURN, "sojourn_build.py", OURS, file, tiny
    for question in (q for q in QUESTIONS if q in wanted):
        logs = (Path(f"{path}.log") for path in (file, tiny))
        yield question, SOJOURN, "sojourn_log.py", OURS, *logs
        for name, (script, python, answers) in CONTENDERS.items():
            if small and question in answers:
                yield question, name, script, python, file, tiny
    if small and CSV in wanted:
        files = events(size, ".csv"), events("warm-up", ".csv")
        yield CSV, SOJOURN, "sojourn_build.py", OURS, *files
        yield CSV, "DuckDB", "duckdb_csv.py", OURS, *files


def measure(sizes: list[str], wanted: set[str], results: dict, resume: bool) -> None:
    """Ask every contender, one after the other, and keep each result at once."""
    for size in sizes:
        kept = results["sizes"].setdefault(size, {})
        for question, name, script, python, file, tiny in plan(size, wanted):
            known = kept.setdefault(question, {}).get(name, {"failed": "not asked"})
            there = script != "sojourn_build.py" or Path(f"{file}.log").exists()
            if resume and "failed" not in known and there:
                continue
            patience = PATIENCE_WITH_OURS_S if name == SOJOURN else PATIENCE_S
            found = contend(script, [question, file, tiny, RUNS, patience], python, LIMIT_S)
            kept[question][name] = {**found, "date": f"{datetime.now(UTC):%Y-%m-%d}"}
            RESULTS.write_text(json.dumps(results), encoding="utf-8")
            print(size, question, name, _brief(found), file=sys.stderr, flush=True)


def profile(sizes: list[str], resume: bool) -> dict:
    """Every registered analysis, timed by the benchmark next to this one; sizes that it knows are not timed again."""
    path = SCRATCH / "analyses.json"
    known = json.loads(path.read_text(encoding="utf-8"))["sizes"] if path.exists() and resume else {}
    missing = [size for size in sizes if not set(NAMES) <= set(known.get(size, {}))]
    if missing:
        subprocess.run([OURS, HERE / "profile_analyses.py", *missing], check=False, stdout=subprocess.DEVNULL)
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"sizes": {}}


def machine() -> str:
    """What ran, in words."""
    processors = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    model = next((line.partition(":")[2].strip() for line in processors if line.startswith("model name")), "")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores ({model}), {memory:.0f} GiB of memory, Python {platform.python_version()}"


def publish(text: str) -> None:
    """Put the tables between the markers of the page in the documentation."""
    before, begin, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise SystemExit(f"{PAGE} has no markers to write between.")
    PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{after}", encoding="utf-8")


def _brief(found: dict) -> str:
    return found.get("failed") or json.dumps({name: step["s"] for name, step in found["steps"].items()})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", nargs="*", default=["1", "10"], help="million events")
    parser.add_argument("--resume", action="store_true", help="measure only what is missing or failed")
    parser.add_argument("--docs", action="store_true", help="write the tables into the documentation")
    parser.add_argument("--only", default="", help="questions, separated by semicolons")
    given = parser.parse_args()
    SCRATCH.mkdir(parents=True, exist_ok=True)
    wanted = set(filter(None, given.only.split(";"))) or {*QUESTIONS, CSV}
    kept = given.resume or given.only
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if kept and RESULTS.exists() else {"sizes": {}}
    results["machine"] = machine()
    measure(given.sizes, wanted, results, given.resume)
    analyses = profile(given.sizes, given.resume) if not given.only else {"sizes": {}}
    text = everything(results, analyses, given.sizes)
    (SCRATCH / "results.md").write_text(text, encoding="utf-8")
    print(text)
    if given.docs:
        publish(text)


if __name__ == "__main__":
    main()
