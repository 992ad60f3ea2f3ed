"""Every registered analysis over one log of the demo company's events, cold and warm: seconds, processor, memory.

    python benchmarks/profile_analyses.py [SIZE…] [--only NAME,NAME…] [--folder FOLDER]

SIZE is in million events (default 1 and 10). Events and logs are made where ``out/bench`` (or FOLDER) has none yet.
Each analysis runs in a process of its own, asked what a report asks. *Cold* is the first answer of a new process, the
log's files not being in the system's memory, kernels compiled before; *warm* is every further answer. Memory is what
the process alone holds beyond what it held before it was asked: files that are mapped are the system's to take back.
Prints a Markdown table and leaves all figures in ``out/bench/analyses.json``.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import threading
import time
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

from company_events import write

ROOT = Path(__file__).parent.parent
SCRATCH = ROOT / "out/bench"
RESULTS = SCRATCH / "analyses.json"
COMPILING = "0.05"
"""The size that compiles what is not compiled yet."""
REPEATS = 3
LONG_S = 20.0
"""An analysis that takes longer is asked once more, not so many times as the others."""
GOAL = "Order placed"
FUNNEL = ["Page: Landing", "Page: Product", "Cart", "Checkout", GOAL]
SURVEYS = ["Satisfaction survey answered", "Effort survey answered", "NPS survey answered"]
CHANGES = [
    {"touchpoint": "Cart", "less_drop_off": 0.2},
    {"touchpoint": "Ticket opened", "fewer_contacts": 0.2},
    {"touchpoint": "Parcel shipped", "shorter_wait": 0.5},
]


def questions():
    """Name of an analysis → what a report asks of it."""
    from sojourn.analysis.attribution.question import attribution
    from sojourn.analysis.consistency import consistency
    from sojourn.analysis.correlations import correlations
    from sojourn.analysis.drivers.question import drivers
    from sojourn.analysis.emotion.question import emotion
    from sojourn.analysis.exits import exits
    from sojourn.analysis.features.question import features
    from sojourn.analysis.funnel import funnel
    from sojourn.analysis.lifetime_value import lifetime_value
    from sojourn.analysis.metrics import metrics
    from sojourn.analysis.moments_of_truth import moments_of_truth
    from sojourn.analysis.pain_points import pain_points
    from sojourn.analysis.paths import paths
    from sojourn.analysis.precedence import precedence
    from sojourn.analysis.response_bias import response_bias
    from sojourn.analysis.retention import retention
    from sojourn.analysis.rhythm import rhythm
    from sojourn.analysis.rules import rules
    from sojourn.analysis.seam import ANALYSES
    from sojourn.analysis.segments.question import segments
    from sojourn.analysis.steps import steps
    from sojourn.analysis.suspects import suspects
    from sojourn.analysis.touches import touches
    from sojourn.analysis.touchpoints import touchpoints
    from sojourn.analysis.transitions import transitions
    from sojourn.analysis.trends import trends
    from sojourn.analysis.visits import visits
    from sojourn.analysis.voice.question import voice
    from sojourn.analysis.what_if.question import what_if
    from sojourn.demo.touchpoints import Touch

    stages = {touch.called: touch.stage for touch in Touch}

    def placed(log):
        return {name: stage for name, stage in stages.items() if name in log.touchpoints.names}

    asked = {
        "transitions": transitions,
        "paths": lambda log: paths(log, top=50),
        "funnel": lambda log: funnel(log, FUNNEL),
        "visits": lambda log: visits(log, "30m"),
        "steps": lambda log: steps(log, size=10),
        "exits": exits,
        "touches": lambda log: touches(log, "channel", goal=GOAL),
        "touchpoints": touchpoints,
        "precedence": precedence,
        "rhythm": lambda log: rhythm(log, "Europe/Berlin"),
        "retention": lambda log: retention(log, period="month", timezone="Europe/Berlin"),
        "features": lambda log: features(log, goal=GOAL),
        "segments": lambda log: segments(log, goal=GOAL, until="goal"),
        "rules": lambda log: rules(log, ordered=True, longest=2, min_support=0.02, min_confidence=0.3),
        "correlations": lambda log: correlations(log, goal=GOAL),
        "drivers": lambda log: drivers(log, goal=GOAL, landmark="7d"),
        "suspects": suspects,
        "attribution": lambda log: attribution(log, GOAL, by="channel", window="30d"),
        "pain_points": lambda log: pain_points(log, GOAL),
        "moments_of_truth": lambda log: moments_of_truth(log, GOAL),
        "metrics": lambda log: metrics(
            log, goal=GOAL, by=("touchpoint", "stage", "channel", "device", "first_channel"), stages=placed(log)
        ),
        "response_bias": lambda log: response_bias(log, touchpoints=SURVEYS, goal=GOAL),
        "lifetime_value": lambda log: lifetime_value(log, horizon="365d"),
        "trends": lambda log: trends(
            log, every="week", touchpoints=log.touchpoints.names[:40], goal=GOAL, contacts=["Ticket opened"]
        ),
        "consistency": lambda log: consistency(log, goal=GOAL),
        "emotion": lambda log: emotion(log, by="channel", stages=placed(log)),
        "what_if": lambda log: what_if(log, goal=GOAL, change=CHANGES),
        "voice": voice,
    }  # fmt: skip
    if set(asked) != set(ANALYSES):
        raise SystemExit(f"asked of none, or asked and not registered: {set(asked) ^ set(ANALYSES)}")
    return asked


def ask(name, folder, repeats):
    """What one analysis takes, in this process; the first line printed says that it is about to be asked."""
    from sojourn.analysis.answered import remember
    from sojourn.log.store import open_log

    remember(0)
    question = questions()[name]
    log = open_log(folder, verify=False)
    print("ready", flush=True)
    sys.stdin.readline()
    seconds, processor = [], []
    while len(seconds) <= repeats:
        before, started = time.process_time(), time.perf_counter()
        question(log)
        seconds.append(round(time.perf_counter() - started, 4))
        processor.append(time.process_time() - before)
        if len(seconds) > 1 and seconds[0] > LONG_S:
            break
    print(json.dumps({"cold_s": seconds[0], "warm_s": seconds[1:], "cpu_s": round(min(processor[1:]), 4)}))


def forget(folder):
    """Ask the system to drop the files of a log from its memory."""
    for file in folder.rglob("*.arrow"):
        handle = os.open(file, os.O_RDONLY)
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(handle)


class Watch(threading.Thread):
    """Follows the memory that a process holds for itself."""

    def __init__(self, process):
        super().__init__(daemon=True)
        self.process, self.begin, self.peak = process, 0.0, 0.0
        self.begin = self.now()
        self.start()

    def now(self):
        try:
            status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        except (FileNotFoundError, ProcessLookupError):
            return 0.0
        return next((int(x.split()[1]) / 1024 for x in status.splitlines() if x.startswith("RssAnon")), 0.0)

    def run(self):
        while self.process.poll() is None:
            self.peak = max(self.peak, self.now())
            time.sleep(0.005)


def measure(name, folder, repeats=REPEATS):
    """The figures of one analysis, asked in a process of its own."""
    command = [sys.executable, __file__, "--ask", name, "--folder", str(folder), "--repeats", str(repeats)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:  # fmt: skip
        if child.stdout.readline().strip() != "ready":
            return {"failed": (child.stderr.read().strip().splitlines() or ["no answer"])[-1]}
        forget(folder)
        watch = Watch(child)
        told, errors = child.communicate("go\n")
    if child.returncode:
        return {"failed": (errors.strip().splitlines() or [f"exit {child.returncode}"])[-1][:200]}
    return {**json.loads(told.splitlines()[-1]), "peak_mb": round(watch.peak - watch.begin, 1)}


def log_of(size, place):
    """The folder of the log of so many million events, made if it is not there, and what making it took."""
    folder, facts = place / f"company-{size}-log", place / f"company-{size}-log.json"
    if not (folder / "manifest.json").exists():
        file = place / f"company-{size}.parquet"
        if not file.exists():
            write(file, float(size))
        command = [sys.executable, __file__, "--build", str(file), "--folder", str(folder)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
            watch = Watch(child)
            told, _ = child.communicate()
        if child.returncode:
            raise SystemExit(f"the log of {size} million events could not be made")
        taken = {**json.loads(told.splitlines()[-1]), "peak_mb": round(watch.peak, 1)}
        facts.write_text(json.dumps(taken), encoding="utf-8")
    return folder, json.loads(facts.read_text(encoding="utf-8")) if facts.exists() else {}


def build(file, folder):
    """Make a log of a file, in this process."""
    from sojourn.assembling import write_log
    from sojourn.log.store import open_log

    before, started = time.process_time(), time.perf_counter()
    write_log(
        [str(file)], str(folder), columns={}, timezone="UTC", keep_duplicates=False, memory_limit=8_000_000_000
    )  # fmt: skip
    taken = {"s": time.perf_counter() - started, "cpu_s": time.process_time() - before}
    extent = open_log(folder, verify=False).extent
    print(json.dumps({**taken, "events": extent.events, "customers": extent.customers}))


def table(sizes):
    """Markdown: an analysis per row, sizes side by side, and how it grows from one size to the next."""
    order = sorted(sizes, key=float)
    head = ["analysis"]
    for size in order:
        head += [f"{size} M: cold, s", "warm, s", "spread, s", "processor, s", "memory, MB"]
    head += [f"{a} → {b} M" for a, b in pairwise(order)]
    lines = ["| " + " | ".join(head) + " |", "|---" + "|--:" * (len(head) - 1) + "|"]
    for name in sizes[order[0]]:
        cells, best = [name], []
        for size in order:
            found = sizes[size].get(name, {"failed": "not asked"})
            if "failed" in found:
                cells += [found["failed"][:60], "", "", "", ""]
                best.append(None)
                continue
            warm = found["warm_s"]
            best.append(min(warm))
            spread = f"{max(warm) - min(warm):.3f}" if len(warm) > 1 else ""
            cells += [f"{found['cold_s']:.2f}", f"{min(warm):.3f}", spread, f"{found['cpu_s']:.2f}", f"{found['peak_mb']:,.0f}"]  # fmt: skip
        cells += [f"{b / a:.1f}" if a and b else "" for a, b in pairwise(best)]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def machine():
    """What ran: processor, memory, versions."""
    processors = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    model = next((x.split(":")[1].strip() for x in processors.splitlines() if x.startswith("model name")), "")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    libraries = ", ".join(f"{name} {version(name)}" for name in ("numba", "numpy", "pyarrow"))
    return (
        f"{os.cpu_count()} cores ({model}), {memory:.0f} GiB, Python {platform.python_version()}; {libraries}"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", nargs="*", default=["1", "10"])
    parser.add_argument("--only", default="")
    parser.add_argument("--folder", type=Path, default=SCRATCH)
    parser.add_argument("--ask")
    parser.add_argument("--build", type=Path)
    parser.add_argument("--repeats", type=int, default=REPEATS)
    given = parser.parse_args()
    if given.build:
        return build(given.build, given.folder)
    if given.ask:
        return ask(given.ask, given.folder, given.repeats)
    SCRATCH.mkdir(parents=True, exist_ok=True)
    names = [name for name in given.only.split(",") if name] or list(questions())
    results = (
        json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {"sizes": {}, "builds": {}}
    )
    results["machine"] = machine()
    compiling, _ = log_of(COMPILING, given.folder)
    for name in names:
        measure(name, compiling, repeats=1)
    for size in given.sizes:
        folder, results["builds"][size] = log_of(size, given.folder)
        for name in names:
            results["sizes"].setdefault(size, {})[name] = found = measure(name, folder)
            print(size, name, json.dumps(found), file=sys.stderr, flush=True)
            RESULTS.write_text(json.dumps(results, indent=1), encoding="utf-8")
    asked = {size: results["sizes"][size] for size in given.sizes}
    print(f"{results['machine']}; best of {REPEATS} answers, spread from best to worst.\n\n{table(asked)}")
    return print("median growth: " + growth(asked)) if len(asked) > 1 else None


def growth(sizes):
    """The middle of how much longer the analyses take on the next size."""
    order = sorted(sizes, key=float)
    told = []
    for a, b in pairwise(order):
        ratios = [min(sizes[b][n]["warm_s"]) / min(sizes[a][n]["warm_s"]) for n in sizes[a] if "warm_s" in sizes[a][n] and "warm_s" in sizes[b].get(n, {})]  # fmt: skip
        told.append(f"{a} → {b} M {statistics.median(ratios):.1f}")
    return ", ".join(told)


if __name__ == "__main__":
    main()
