"""The same question on one Spark session, to Sojourn and to Spark SQL: ``python benchmarks/spark.py [MILLIONS…] [--runs N]``.

Which touchpoint directly follows which, how often, and after how long (mean and median)? Asked from a Parquet file whose rows
are in no order, and asked again of what the session holds by then: the journey log, or the cached events. Every way is warmed
up on a tiny file, then each asks in turn, N times over (3 unless given); the table shows the median and the range of the
wall-clock, and the processor time of the session (its JVM and all Python workers). Answers are compared.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).parent / "contenders"))

import spark_sql

import sojourn as sj

HERE = Path(__file__).parent
SCRATCH = HERE.parent / "out/bench"
TINY = 10_000
SETTINGS = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": "4g",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "8",
}


class Sojourn:
    """Reads the file with the workers of the session; the log stays with them."""

    def __init__(self, spark) -> None:
        self.spark = spark

    def from_file(self, path: str):
        self.log = sj.read(path, engine=self.spark)
        return self.again()

    def again(self):
        return sj.transitions(self.log).table

    def release(self) -> None:
        self.log = None
        self.spark.catalog.clearCache()


class SparkSql:
    """One query over the file; to ask again, over the same events in the cache of the session."""

    def __init__(self, spark, median: str) -> None:
        self.spark, self.median = spark, median

    def from_file(self, path: str):
        self.path = path
        self.cached = None
        return spark_sql.transitions(spark_sql.events(self.spark, path), self.median)

    def again(self):
        return spark_sql.transitions(self.cached, self.median)

    def prepare(self) -> None:
        """Fill the cache; the time is not the question's."""
        self.cached = spark_sql.events(self.spark, self.path).cache()
        self.cached.count()

    def release(self) -> None:
        if self.cached is not None:
            self.cached.unpersist(blocking=True)


def processor_seconds() -> float:
    """Of this process, the JVM and the Python workers, with those of their children that have ended."""
    total = 0.0
    for process in [psutil.Process(), *psutil.Process().children(recursive=True)]:
        try:
            total += sum(process.cpu_times()[:4])
        except psutil.NoSuchProcess:
            continue
    return total


def timed(question: Callable[[], pa.Table]) -> tuple[pa.Table, float, float]:
    begun, used = time.perf_counter(), processor_seconds()
    answer = question()
    return answer, time.perf_counter() - begun, processor_seconds() - used


def comparable(table: pa.Table) -> dict[tuple[str, str], tuple[float, ...]]:
    """Pair → count, mean and median; starts and ends of journeys, which only Sojourn tells, are left out."""
    columns = ["source", "target", "count", "mean_s", "median_s"]
    rows = zip(*(table[name].to_pylist() for name in columns), strict=True)
    return {(source, target): numbers for source, target, *numbers in rows if source and target}


def same(ours: pa.Table, theirs: pa.Table) -> None:
    """Stop if two answers differ: in any count, in a mean by 1e-9 of it, in a median by 2 % (ours is within 1.6 %)."""
    a, b = comparable(ours), comparable(theirs)
    assert a.keys() == b.keys(), f"{len(a)} pairs here, {len(b)} there"
    for pair, (count, mean, middle) in a.items():
        other_count, other_mean, other_middle = b[pair]
        assert count == other_count, (pair, count, other_count)
        assert abs(mean - other_mean) <= 1e-9 * abs(mean), (pair, mean, other_mean)
        assert abs(middle - other_middle) <= max(0.02 * other_middle, 0.001), (pair, middle, other_middle)


def events(millions: str) -> Path:
    path = SCRATCH / ("warm-up.parquet" if not millions else f"events-{millions}m.parquet")
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        count = int(float(millions) * 1_000_000) if millions else TINY
        subprocess.run([sys.executable, HERE / "events.py", path, str(count)], check=True)
    return path


def session():
    """Two cores in this process, everything on loopback."""
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    builder = SparkSession.builder.appName("benchmark").master("local[2]")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    spark = builder.config("spark.local.dir", tempfile.mkdtemp(prefix="spark-")).getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    return spark


def rounds(contenders: dict, path: str, runs: int) -> dict[tuple[str, str], list[tuple[float, float]]]:
    """Every contender in turn, `runs` times over; what it took from the file and asked again."""
    took: dict[tuple[str, str], list[tuple[float, float]]] = {}
    ours: pa.Table | None = None
    for _ in range(runs):
        for name, contender in contenders.items():
            answer, *cost = timed(lambda c=contender: c.from_file(path))
            took.setdefault((name, "from the file"), []).append(tuple(cost))
            if hasattr(contender, "prepare"):
                contender.prepare()
            again, *cost = timed(contender.again)
            took.setdefault((name, "asked again"), []).append(tuple(cost))
            contender.release()
            ours = answer if ours is None else ours
            print(
                name,
                [f"{figures[-1][0]:.1f} s" for (n, _), figures in took.items() if n == name],
                file=sys.stderr,
            )
            for table in (answer, again):
                same(ours, table)
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", nargs="*", default=["1"], help="million events")
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    sj.remember(0)  # what is asked again is counted again
    spark = session()
    contenders = {
        "Sojourn": Sojourn(spark),
        "Spark SQL, exact median": SparkSql(spark, "exact"),
        "Spark SQL, approximate median": SparkSql(spark, "approximate"),
    }
    rounds(contenders, str(events("")), 1)
    print("| million events | | | seconds (range) | processor seconds |\n|--:|---|---|--:|--:|")
    for millions in given.sizes:
        for (name, what), costs in rounds(contenders, str(events(millions)), given.runs).items():
            wall, used = zip(*costs, strict=True)
            seconds = f"{statistics.median(wall):.2f} ({min(wall):.2f} to {max(wall):.2f})"
            print(f"| {millions} | {name} | {what} | {seconds} | {statistics.median(used):.1f} |", flush=True)
    spark.stop()


if __name__ == "__main__":
    main()
