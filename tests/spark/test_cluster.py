"""The fixtures themselves: what runs where, an executor killed in the middle, and nothing left behind."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pyarrow as pa
import pytest
from standalone import PATIENCE_S

SLOW_TASK_S = 0.5
TASKS = 8

LEFT_ALONE = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from standalone import Host, standalone
with standalone(Path(sys.argv[2]), hosts=[Host()]) as machines:
    print(machines.workers[0].pid, flush=True)
    time.sleep(3600)
"""


def slow_squares(spark):
    pause = SLOW_TASK_S

    def squares(batches):
        import time

        for batch in batches:
            time.sleep(pause)
            numbers = batch.column(0).to_numpy()
            yield pa.RecordBatch.from_arrays([pa.array(numbers * numbers)], names=["square"])

    return spark.range(0, 100, 1, TASKS).mapInArrow(squares, "square long").toArrow()


def where_python_runs(spark):
    def parents(batches):
        import psutil

        for _ in batches:
            yield pa.RecordBatch.from_pydict({"pid": [parent.pid for parent in psutil.Process().parents()]})

    return set(spark.range(0, 4, 1, 4).mapInArrow(parents, "pid long").toArrow()["pid"].to_pylist())


def runs(process):
    """Whether a process is alive: one that nobody has asked about yet is listed, too."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def listens_on(process):
    """The addresses a process waits at; none of one that has ended since it was listed."""
    try:
        connections = process.net_connections("inet")
    except psutil.NoSuchProcess:
        return set()
    return {one.laddr.ip for one in connections if one.status == psutil.CONN_LISTEN}


def test_local_tasks_run_below_this_process(spark):
    assert spark.sparkContext.defaultParallelism == 2
    assert os.getpid() in where_python_runs(spark)


def test_tasks_of_the_cluster_run_below_its_workers(cluster, machines):
    where = where_python_runs(cluster)
    assert os.getpid() in where  # the cluster was started by the tests
    assert {worker.pid for worker in machines.workers} & where
    assert len(machines.executors()) == 2


def test_listening_sockets_are_on_loopback_only(cluster, machines):
    del cluster
    processes = [psutil.Process(), *psutil.Process().children(recursive=True)]
    addresses = {address for process in processes for address in listens_on(process)}
    assert machines.url.startswith("spark://127.0.0.1:")
    assert {address.removeprefix("::ffff:") for address in addresses} == {"127.0.0.1"}


def test_an_executor_killed_in_the_middle_changes_nothing(cluster, machines):
    before = {executor.pid for executor in machines.executors()}
    answer = machines.answer_with_an_executor_killed(cluster, lambda: slow_squares(cluster))
    assert answer["square"].to_pylist() == [n * n for n in range(100)]
    assert before - {executor.pid for executor in machines.executors()}


def test_a_job_that_is_over_too_soon_is_no_proof(cluster, machines):
    with pytest.raises(AssertionError, match="over before"):
        machines.answer_with_an_executor_killed(
            cluster, lambda: cluster.range(3).count(), completed=100, attempts=2
        )


def test_a_cluster_dies_with_the_process_that_started_it(contexts, tmp_path):
    del contexts  # skips where there is no Java
    command = [sys.executable, "-c", LEFT_ALONE, str(Path(__file__).parent), str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as tests:
        try:
            worker = int(tests.stdout.readline())
            started = psutil.Process(tests.pid).children(recursive=True)
        finally:
            tests.kill()
    assert worker in {process.pid for process in started}
    until = time.monotonic() + PATIENCE_S
    while any(map(runs, started)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not list(filter(runs, started))
