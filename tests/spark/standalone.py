"""A standalone Spark cluster on this machine: a master and workers, each a process of its own, ended by their ids."""

import ctypes
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

import psutil

LOOPBACK = "127.0.0.1"
MASTER = "org.apache.spark.deploy.master.Master"
WORKER = "org.apache.spark.deploy.worker.Worker"
EXECUTOR = "CoarseGrainedExecutorBackend"
PATIENCE_S = 240
ATTEMPTS = 20
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Host:
    """Where a worker runs: its address, and the command, if any, that another command runs within."""

    address: str = LOOPBACK
    within: tuple[str, ...] = ()


@dataclass(frozen=True)
class Standalone:
    """The address of a running master, and the processes of its workers."""

    url: str
    workers: tuple[psutil.Process, ...]

    def executors(self) -> list[psutil.Process]:
        """The JVMs that run tasks now."""
        return [
            child for worker in self.workers for child in worker.children() if EXECUTOR in _command(child)
        ]

    def complete(self, spark: Any) -> None:
        """Wait until a session has an executor on each worker: it starts before they do, and while those of another end."""
        until = time.monotonic() + PATIENCE_S
        told = spark.sparkContext._jsc.sc()
        while not len(self.workers) == len(self.executors()) == told.getExecutorMemoryStatus().size() - 1:
            assert time.monotonic() < until, f"{len(self.executors())} executors, {len(self.workers)} workers"
            time.sleep(0.05)

    def answer_with_an_executor_killed(
        self, spark: Any, job: Callable[[], Any], *, completed: int = 1, attempts: int = ATTEMPTS
    ) -> Any:
        """Run a job of several tasks, and kill the JVM of one executor while tasks of it run.

        A job that is over before that is run again: on a busy machine nobody may have looked in time.

        Parameters
        ----------
        spark
            The session that the job uses.
        job
            What starts the job and waits for its answer.
        completed
            The executor is killed as soon as a stage has completed this many tasks and still runs others.
        attempts
            How often the job is run at most.
        """
        for _ in range(attempts):
            answer, in_the_middle = self._answer_and_kill(spark, job, completed)
            if in_the_middle:
                return answer
        raise AssertionError("the job was over before an executor could be killed")

    def _answer_and_kill(self, spark: Any, job: Callable[[], Any], completed: int) -> tuple[Any, bool]:
        killed: list[int] = []

        def kill() -> None:
            tracker = spark.sparkContext.statusTracker()
            while not killed:
                stages = (tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds())
                if any(s and s.numCompletedTasks >= completed and s.numActiveTasks for s in stages):
                    victim = self.executors()[0]
                    victim.kill()
                    killed.append(victim.pid)
                time.sleep(0.02)

        killer = Thread(target=kill)
        killer.start()
        try:
            answer = job()
        finally:
            in_the_middle = bool(killed)
            killed.append(0)  # ends the thread
            killer.join()
        return answer, in_the_middle


@contextmanager
def standalone(
    folder: Path, *, hosts: Sequence[Host] = (Host(), Host()), address: str = LOOPBACK, memory: str = "600m"
) -> Iterator[Standalone]:
    """A master at an address, and a worker of one core on each host; afterwards none of their processes is left."""
    started: list[subprocess.Popen[bytes]] = []
    try:
        started.append(_started(folder / "master.log", MASTER, Host(address)))
        url = _said(started[0], folder / "master.log", r"Starting Spark master at (spark://[\w.:]+)")
        for number, host in enumerate(hosts):
            options = ["--cores", "1", "--memory", memory, "--work-dir", str(folder / f"work-{number}"), url]
            started.append(_started(folder / f"worker-{number}.log", WORKER, host, *options))
        for number in range(len(hosts)):
            _said(
                started[1 + number], folder / f"worker-{number}.log", r"Successfully registered with master"
            )
        yield Standalone(url, tuple(psutil.Process(process.pid) for process in started[1:]))
    finally:
        end(started)


def end(started: list[subprocess.Popen[bytes]]) -> None:
    """Kill processes and all that descends from them, and wait until they are gone."""
    family = [one for process in started for one in _family(process.pid)]
    for process in family:
        with _gone_is_fine():
            process.kill()
    for popen in started:
        popen.wait(PATIENCE_S)
    _, alive = psutil.wait_procs(family, PATIENCE_S)
    assert not alive, f"still running: {alive}"


def _started(log: Path, role: str, host: Host, *options: str) -> subprocess.Popen[bytes]:
    import pyspark

    home = Path(pyspark.__file__).parent
    ports = ["--host", host.address, "--port", "0", "--webui-port", "0"]
    # What Python workers print goes through the executors, which inherit all this from their worker.
    environment = os.environ | {
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": host.address,
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_MASTER_OPTS": "-Dspark.master.rest.enabled=false",  # its port would be a fixed one
    }
    with log.open("wb") as file:
        return subprocess.Popen(
            [*host.within, str(home / "bin" / "spark-class"), role, *ports, *options],
            env=environment | {"PYSPARK_PYTHON": sys.executable},
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C reaches the tests, which end the cluster in order
            preexec_fn=_die_with_the_tests,  # noqa: PLW1509  (one system call, no lock)
        )


def _die_with_the_tests() -> None:
    """Ask the kernel to end this process with its parent, even when that is killed: no master outlives the tests."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _said(process: subprocess.Popen[bytes], log: Path, pattern: str) -> str:
    """Wait for a line in a log; what its group matched, or all of it."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and process.poll() is None:
        found = re.search(pattern, log.read_text(errors="replace"))
        if found:
            return found[found.re.groups]
        time.sleep(0.05)
    raise AssertionError(f"no {pattern!r} in {log.name}:\n{log.read_text(errors='replace')[-3000:]}")


def _family(pid: int) -> list[psutil.Process]:
    with _gone_is_fine():
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    return []


def _command(process: psutil.Process) -> str:
    with _gone_is_fine():
        return " ".join(process.cmdline())
    return ""


@contextmanager
def _gone_is_fine() -> Iterator[None]:
    try:
        yield
    except psutil.NoSuchProcess:
        return
