"""What a cluster pays for a log, per event: ``python benchmarks/spark_costs.py [MILLIONS…] [--events N] [--cores N]``.

Builds logs of some sizes on ``local[2]`` and takes them apart into steps: read and clean, bring together and build, write, and one
analysis (`transitions`). Bytes are those of Spark's own stage metrics (its event log) and of its cache; processor seconds are those of
the session's processes, Python workers included, which Spark's `executorCpuTime` leaves out, read at the times at which its stages
ended. A line through the sizes gives what an event and what a session costs; the last table carries it to more events on more cores.
Of large logs, whose tasks cut their rows into thousands of shards, the same steps are then measured in this process, without Spark, with
as many shards as there can be. `--tallies N…` prints what every analysis sends to the driver instead,
for logs of so many customers of the demo company.
"""

import argparse
import json
import os
import pickle
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from threading import Event, Thread

import numpy as np
import psutil

sys.path.insert(0, str(Path(__file__).parent))

import sojourn as sj

EVERY_S = 0.2
STEPS = ("read and clean", "build", "write", "transitions, held", "transitions, stored")
NAMES = ("Page: Product", "Cart", "Order completed", "Parcel delivered", "Support replied")
"""Touchpoints that the examples of analyses ask about."""


@dataclass
class Meter:
    """Processor seconds of this process and all below it, over time; its own are left out."""

    looks: list[tuple[float, float, float]] = field(default_factory=list)
    """Time, seconds of the Java process, seconds of Python."""

    @contextmanager
    def running(self):
        over = Event()
        thread = Thread(target=self._run, args=(over,))
        thread.start()
        try:
            yield self
        finally:
            over.set()
            thread.join()

    def _run(self, over: Event) -> None:
        while not over.is_set():
            self._look()
            over.wait(EVERY_S)
        self._look()

    def _look(self) -> None:
        java = other = 0.0
        for process in [psutil.Process(), *psutil.Process().children(recursive=True)]:
            try:
                used = sum(process.cpu_times()[:4])
                java, other = (java + used, other) if process.name() == "java" else (java, other + used)
            except psutil.NoSuchProcess:
                continue
        self.looks.append((time.time(), java, other - time.thread_time()))

    def between(self, begin: float, end: float) -> np.ndarray:
        """Seconds of the Java process, and of Python."""
        times, *columns = np.array(self.looks).T
        return np.array([np.interp(end, times, c) - np.interp(begin, times, c) for c in columns])


@dataclass
class Stage:
    """What Spark says of a stage that has ended."""

    tasks: int
    begin: float
    end: float
    shuffled: int
    spilled: int


def stages(folder: Path, since: float) -> list[Stage]:
    """The stages of the one application whose event log is in a folder."""
    found = []
    (file,) = folder.iterdir()
    for line in file.read_text().splitlines():
        told = json.loads(line)
        if told["Event"] != "SparkListenerStageCompleted":
            continue
        info = told["Stage Info"]
        value = {a["Name"]: a.get("Value", 0) for a in info["Accumulables"]}
        begin, end = info["Submission Time"] / 1e3, info["Completion Time"] / 1e3
        if begin >= since:
            shuffled = int(value.get("internal.metrics.shuffle.write.bytesWritten", 0))
            spilled = int(value.get("internal.metrics.diskBytesSpilled", 0))
            found.append(Stage(info["Number of Tasks"], begin, end, shuffled, spilled))
    return sorted(found, key=lambda stage: stage.end)


def held_bytes(spark) -> int:
    """What the cache of the session takes, in memory and on disk."""
    kept = spark.sparkContext._jsc.sc().getRDDStorageInfo()  # noqa: SLF001  (no other way from Python)
    return sum(rdd.memSize() + rdd.diskSize() for rdd in kept)


def stored_bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def again(log, meter: Meter) -> np.ndarray:
    """One analysis, warm."""
    sj.transitions(log)
    begin = time.time()
    sj.transitions(log)
    end = time.time()
    time.sleep(2 * EVERY_S)
    return meter.between(begin, end)


def costs(spark, path: str, events: Path, meter: Meter) -> dict:
    """Bytes and seconds of one log."""
    begin = time.time()
    log = sj.read(path, engine=spark)
    end = time.time()
    time.sleep(2 * EVERY_S)
    done = stages(events, begin)
    cleaned = max(done, key=lambda stage: stage.shuffled)
    found = {
        "source": Path(path).stat().st_size,
        "shuffle": cleaned.shuffled,
        "spilled": sum(stage.spilled for stage in done),
        "held": held_bytes(spark),
        "shards": log.engine.partitions,
        "read and clean": meter.between(begin, cleaned.end),
        "build": meter.between(cleaned.end, end),
    }
    found["transitions, held"] = again(log, meter)
    log.engine.let_go()
    with tempfile.TemporaryDirectory() as passing:
        begin = time.time()
        log = sj.read(path, engine=spark, folder=Path(passing) / "log")
        end = time.time()
        time.sleep(2 * EVERY_S)
        wrote = stages(events, begin)[-1]
        found |= {
            "stored": stored_bytes(Path(passing)),
            "write": meter.between(wrote.begin, end),
            "transitions, stored": again(log, meter),
        }
    return found


def line(millions: list[float], seconds: list[float]) -> tuple[float, float]:
    """Seconds per million events, and seconds however few there are; never below nothing."""
    slope, fixed = np.polyfit(millions, seconds, 1) if len(millions) > 1 else (seconds[0] / millions[0], 0.0)
    return float(slope), max(float(fixed), 0.0)


def print_bytes(sizes: list[float], found: list[dict]) -> None:
    print("| million events | shards | source | shuffle | held | stored log |\n|--:|--:|--:|--:|--:|--:|")
    for millions, cost in zip(sizes, found, strict=True):
        each = (f"{cost[name] / millions / 1e6:.1f}" for name in ("source", "shuffle", "held", "stored"))
        print(f"| {millions:g} | {cost['shards']} | {' | '.join(each)} |")


def print_seconds(sizes: list[float], found: list[dict]) -> dict[str, float]:
    """The table of processor seconds; gives seconds per 10⁸ events of every step."""
    heads = " | ".join(f"{millions:g} m" for millions in sizes)
    print(
        f"\n| step | {heads} | of it Java | fixed | per 10⁸ events | range |\n|---|{'--:|' * (len(sizes) + 4)}"
    )
    rates = {}
    for step in STEPS:
        both = [cost[step] for cost in found]
        totals = [float(pair.sum()) for pair in both]
        slope, fixed = line(sizes, totals)
        points = list(zip(sizes, totals, strict=True))
        between = [(b - a) / (n - m) * 100 for (m, a), (n, b) in pairwise(points)]
        rates[step] = slope * 100
        seconds = " | ".join(f"{total:.1f}" for total in totals)
        spread = f"{min(between):.0f} to {max(between):.0f}" if between else "–"
        print(
            f"| {step} | {seconds} | {both[-1][0] / totals[-1]:.0%} | {fixed:.1f} | {slope * 100:.0f} | {spread} |"
        )
    return rates


def print_projection(rates: dict[str, float], each: dict[str, float], events: float, cores: int) -> None:
    print(
        f"\n| step | processor hours for {events:.0e} events | minutes on {cores} cores, all busy |\n|---|--:|--:|"
    )
    for step, rate in rates.items():
        seconds = rate * events / 1e8
        print(f"| {step} | {seconds / 3600:.1f} | {seconds / cores / 60:.1f} |")
    print("\n| bytes | |\n|---|--:|")
    for name, size in each.items():
        print(f"| {name} | {size * events / 1e12:.2f} TB |")


def session(events: Path):
    """Two cores in this process; Spark writes down what its stages did."""
    from spark import session as started

    settings = {
        "spark.eventLog.enabled": "true",
        "spark.eventLog.dir": events.as_uri(),
        "spark.eventLog.compress": "false",
        "spark.eventLog.rolling.enabled": "false",
    }
    options = " ".join(f"--conf {name}={value}" for name, value in settings.items())
    os.environ["PYSPARK_SUBMIT_ARGS"] = f"{options} pyspark-shell"
    return started()


def cut_up(path: str, shards: int) -> tuple[float, float, int, int]:
    """One task's rows cut into so many shards, and built as one: seconds of both, parcels, and their bytes after LZ4."""
    import pyarrow as pa

    from sojourn.ingest.opening import opening
    from sojourn.ingest.pouring import Cleaning
    from sojourn.spark.cleaning import Piece, Recipe, sent
    from sojourn.spark.reading import TASK_MEMORY
    from sojourn.spark.scattering import Address
    from sojourn.spark.shaping import Shaping

    with opening([path]) as opened:
        named, table = opened.entries[0]
        cleaning = Cleaning(time.time_ns() // 1000, "UTC", False, dataset=False)
        recipe = Recipe(opened.looks[0], opened.plans[0], cleaning, None, shards)
    begin = time.process_time()
    parcels = [b for b in sent(recipe, Address(0, 0), Piece(named, table).open) if not b.column(2)[0].as_py()]
    cleaned = time.process_time()
    alike = (b.set_column(0, b.schema.field(0), pa.array([0], pa.int32())) for b in parcels)
    for _ in Shaping(TASK_MEMORY)(alike):
        pass
    built = time.process_time()
    packed = sum(len(pa.compress(b.column(3)[0].as_buffer(), "lz4_raw")) for b in parcels)
    return cleaned - begin, built - cleaned, len(parcels), packed


def print_cut_up(path: str, millions: float) -> dict[str, float]:
    """The table of one task's rows in few and in many shards; gives seconds per 10⁸ events that many shards add, and the factor of bytes."""
    from sojourn.spark.reading import MOST_SHARDS

    cut_up(path, 1)  # warm up
    found = [cut_up(path, shards) for shards in (4, MOST_SHARDS)]
    print(
        f"\n| {millions:g} million events in one task | parcels | bytes an event | read and clean | build |"
    )
    print("|---|--:|--:|--:|--:|")
    for shards, (clean, build, parcels, size) in zip((4, MOST_SHARDS), found, strict=True):
        print(
            f"| {shards} shards | {parcels:,} | {size / millions / 1e6:.1f} | {clean:.1f} s | {build:.1f} s |"
        )
    few, many = found
    added = [(b - a) / millions * 100 for a, b in zip(few[:2], many[:2], strict=True)]
    return {"read and clean": added[0], "build": added[1], "shuffle": many[3] / few[3]}


def on_spark(sizes: list[float], events: float, cores: int) -> None:
    from spark import events as made

    with tempfile.TemporaryDirectory() as passing:
        folder = Path(passing)
        spark = session(folder)
        with Meter().running() as meter:
            costs(
                spark, str(made(f"{min(sizes):g}")), folder, meter
            )  # warm up: a virtual machine compiles what it repeats
            found = [costs(spark, str(made(f"{millions:g}")), folder, meter) for millions in sizes]
        spark.stop()
    print_bytes(sizes, found)
    rates = print_seconds(sizes, found)
    middle = sorted(sizes)[len(sizes) // 2]
    many = print_cut_up(str(made(f"{middle:g}")), middle)
    each = {name: found[-1][name] / sizes[-1] / 1e6 for name in ("source", "shuffle", "held", "stored")}
    each["shuffle"] *= many["shuffle"]
    rates = {step: rate + many.get(step, 0.0) for step, rate in rates.items()}
    print_projection(rates, each, events, cores)


def tallies(customers: list[int]) -> None:
    """Bytes of the tally of every example question, over logs of the demo company."""
    from sojourn.analysis.seam import ANALYSES
    from sojourn.demo.company import simulate
    from sojourn.demo.ledger import ledger

    sizes: dict[tuple[str, int], list[int]] = {}
    extents = []
    for n in customers:
        log = sj.read(ledger(simulate(n, seed=7)).drop_columns(["what"]))
        extents.append(log.extent)
        for name in ANALYSES:
            for number, spec in enumerate(ANALYSES[name].examples(NAMES)):
                tally = log.reduce(spec.measure)
                sizes.setdefault((name, number), []).append(len(pickle.dumps(tally)))
    heads = " | ".join(f"{e.customers:,} customers, {e.events:,} events" for e in extents)
    print(f"| analysis | question | {heads} | growth |\n|---|--:|{'--:|' * (len(extents) + 1)}")
    for (name, number), found in sizes.items():
        each = " | ".join(f"{size:,}" for size in found)
        print(f"| {name} | {number} | {each} | {found[-1] / found[0]:.2f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", nargs="*", type=float, default=[1, 3, 10], help="million events")
    parser.add_argument("--events", type=float, default=1e10)
    parser.add_argument("--cores", type=int, default=100)
    parser.add_argument("--tallies", nargs="+", type=int, metavar="CUSTOMERS")
    given = parser.parse_args()
    sj.remember(0)
    if given.tallies:
        tallies(given.tallies)
    else:
        on_spark(given.sizes, given.events, given.cores)


if __name__ == "__main__":
    main()
