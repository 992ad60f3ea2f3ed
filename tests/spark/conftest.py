"""Spark for the tests: ``spark`` runs in this process (two cores), ``cluster`` on a master and two workers of their own.

A process holds one SparkContext at a time, so all tests here run in one worker and one JVM (see the scheduler in
tests/conftest.py), those on clusters come last, and going over to one stops one context and starts the other in the JVM that
is warm already. ``hosts`` is a cluster whose workers have a network and a private folder of their own each.
"""

import gc
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

sys.path.insert(0, str(Path(__file__).parent))  # the tests here share the module `standalone`

from network import Network, network
from standalone import LOOPBACK, PATIENCE_S, Standalone, standalone

HERE = Path(__file__).parent
OLDEST_JAVA = 17
CUSTOMERS, SEED = 500, 7
SETTINGS = {
    "spark.driver.memory": "1g",
    "spark.executor.memory": "512m",
    "spark.executor.cores": "1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "4",
    "spark.sql.session.timeZone": "Asia/Shanghai",  # not UTC, as on most machines: results must not depend on it
}


def pytest_itemcollected(item: pytest.Item) -> None:
    if item.path.is_relative_to(HERE):
        item.add_marker(pytest.mark.spark)
        # Sockets between Python and the JVM are closed when they are collected, whenever that is.
        item.add_marker(pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"))
        item.add_marker(pytest.mark.filterwarnings("ignore:Exception ignored in. <socket"))


@pytest.hookimpl(trylast=True)  # after the shuffle
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests here in one row, those on the cluster after the others, those on several hosts last."""

    def place(item: pytest.Item) -> tuple[bool, bool, bool]:
        here, needs = item.path.is_relative_to(HERE), getattr(item, "fixturenames", ())
        return here, here and "hosts" in needs, here and "cluster" in needs

    items.sort(key=place)


@dataclass
class Contexts:
    """At most one Spark session at a time, on this master or that."""

    master: str = ""
    session: Any = None
    cleanup: ExitStack = field(default_factory=ExitStack)

    def on(self, master: str, address: str = LOOPBACK) -> Any:
        """The session on a master, started where another one or none runs; its workers find it at the address."""
        from pyspark.sql import SparkSession

        if self.session is None or self.master != master or self._stopped():
            self.stop()
            builder = SparkSession.builder.appName("Sojourn's tests").master(master)
            where = {"spark.driver.host": address, "spark.driver.bindAddress": address}
            for name, value in (SETTINGS | where).items():
                builder = builder.config(name, value)
            self.session, self.master = builder.getOrCreate(), master
            self.session.sparkContext.setLogLevel("OFF")
        return self.session

    def _stopped(self) -> bool:
        context = self.session.sparkContext
        return context._jsc is None or context._jsc.sc().isStopped()

    def stop(self) -> None:
        """Stop what runs; the JVM stays."""
        if self.session is not None:
            self.session.stop()
            self.session = None


@pytest.fixture(scope="package")
def contexts() -> Iterator[Contexts]:
    missing = _missing()
    if missing:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("PYSPARK_DRIVER_PYTHON", sys.executable)
        contexts = Contexts()
        with contexts.cleanup:
            yield contexts
            contexts.stop()
            _end_the_jvm()


@pytest.fixture(scope="package")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The demo company's events in two files, in no order."""
    from sojourn.demo.company import simulate
    from sojourn.demo.ledger import ledger

    events = ledger(simulate(CUSTOMERS, seed=SEED)).drop_columns(["what"])
    events = events.take(np.random.default_rng(1).permutation(events.num_rows))
    folder, half = tmp_path_factory.mktemp("events"), events.num_rows // 2
    paths = [str(folder / name) for name in ("first half.parquet", "second.parquet")]
    for path, part in zip(paths, (events.slice(0, half), events.slice(half)), strict=True):
        pq.write_table(part, path, row_group_size=2_000)
    return paths


@pytest.fixture
def spark(contexts: Contexts) -> Any:
    """A session in this process, on two cores."""
    return contexts.on("local[2]")


@pytest.fixture(scope="package")
def machines(contexts: Contexts, tmp_path_factory: pytest.TempPathFactory) -> Standalone:
    """A master and two workers with a core each, as processes of their own."""
    return contexts.cleanup.enter_context(standalone(tmp_path_factory.mktemp("cluster")))


@pytest.fixture
def cluster(contexts: Contexts, machines: Standalone) -> Any:
    """A session on a master and two workers, each with its executor, also after a test that killed one."""
    session = contexts.on(machines.url)
    machines.complete(session)
    return session


@pytest.fixture(scope="package")
def lan(contexts: Contexts) -> Network:
    """Two hosts of their own, joined with this one by a network that leads nowhere else."""
    missing = Network.missing()
    if missing:
        pytest.skip(missing)
    return contexts.cleanup.enter_context(network(2))


@pytest.fixture(scope="package")
def private(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of which each host has its own: what this process writes there, no worker sees."""
    return tmp_path_factory.mktemp("private")


@pytest.fixture(scope="package")
def racks(
    contexts: Contexts, lan: Network, private: Path, tmp_path_factory: pytest.TempPathFactory
) -> Standalone:
    """A master here, and a worker on each of the other hosts."""
    hosts = [lan.host(name, hides=private) for name in lan.names]
    folder = tmp_path_factory.mktemp("hosts")
    return contexts.cleanup.enter_context(standalone(folder, hosts=hosts, address=lan.address))


@pytest.fixture
def hosts(contexts: Contexts, lan: Network, racks: Standalone) -> Any:
    """A session whose workers are on other hosts."""
    session = contexts.on(racks.url, lan.address)
    racks.complete(session)
    return session


def _missing() -> str:
    """What the tests on Spark lack here, or nothing."""
    if find_spec("pyspark") is None:
        return "PySpark is not installed: make spark"
    java = (
        Path(os.environ["JAVA_HOME"], "bin", "java") if os.environ.get("JAVA_HOME") else shutil.which("java")
    )
    if java is None or not Path(java).exists():
        return f"Spark needs Java {OLDEST_JAVA}: make system"
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', said)
    if version is None or int(version[1]) < OLDEST_JAVA:
        return (
            f"Spark needs Java {OLDEST_JAVA}, not {said.splitlines()[0] if said else 'this one'}: make system"
        )
    return ""


def _end_the_jvm() -> None:
    from pyspark import SparkContext

    gateway = SparkContext._gateway
    if gateway is not None:
        gateway.shutdown()
        gateway.proc.stdin.close()
        gateway.proc.wait(PATIENCE_S)
        gc.collect()
        SparkContext._gateway = SparkContext._jvm = None
