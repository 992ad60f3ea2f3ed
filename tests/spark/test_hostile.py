"""Data frames and sessions as they come: odd names and types, failing frames, interrupts, sessions that ended."""

import datetime as dt
import decimal
import os
import signal
import threading
import time
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from standalone import PATIENCE_S

import sojourn as sj
from sojourn.errors import EngineError, LimitError, OutputError, SourceError, UnknownNameError, UsageError
from sojourn.spark import cleaning
from sojourn.spark.faults import on_driver
from sojourn.spark.session import session

FIRST_US, HOUR_US = 1_750_000_000_000_000, 3_600_000_000


def events(count=400, **more):
    rng = np.random.default_rng(3)
    when = FIRST_US + rng.integers(0, 50, count) * HOUR_US
    return pa.table(
        {
            "customer_id": [f"c{i}" for i in rng.integers(0, 7, count)],
            "timestamp": pa.array(when, pa.timestamp("us", "UTC")),
            "touchpoint": [f"t{i}" for i in rng.integers(0, 5, count)],
            **more,
        }
    )


def everything(log):
    """What a log holds, and what became of the rows, but for the lines of examples, which a data frame has not."""
    examples = [(e["reason"], e["value"]) for s in log.quality["sources"] for e in s["examples"]]
    counts = {k: v for k, v in log.quality.items() if k != "sources"}
    names = {k: tuple(v.names) for k, v in log.vocabularies.items()}
    return log.extent, log.kinds, names, counts, examples, sj.transitions(log).table.to_pydict()


def with_odd_names_and_values():
    count = 400
    table = events(
        count,
        amount=pa.array([decimal.Decimal("12.50")] * count, pa.decimal128(10, 2)),
        born=pa.array([dt.date(2000, 1, 1)] * count),
        struct=pa.array([{"a": i, "b": {"c": str(i)}} for i in range(count)]),
        list=pa.array([[i, i + 1] for i in range(count)]),
        map=pa.array([[("k", i)] for i in range(count)], pa.map_(pa.string(), pa.int64())),
        nothing=pa.nulls(count, pa.string()),
    )
    return table.rename_columns(
        ["client.id", "时间", 'what\'s "this"?', " ", "`a`.b", *table.column_names[5:]]
    )


def with_unreadable_times():
    odd = [f"nonsense {i}" if i % 50 == 3 else f"2025-06-01 10:{i % 60:02d}" for i in range(400)]
    return events().set_column(1, "timestamp", pa.array(odd))


@pytest.mark.parametrize(
    "table",
    [with_odd_names_and_values(), with_unreadable_times()],
    ids=["odd names and values", "unreadable times"],
)
def test_odd_frames_are_read_as_on_one_machine(table, spark):
    first, second, third = table.column_names[:3]
    columns = {"customer_id": first, "timestamp": second, "touchpoint": third}
    there = sj.read(spark.createDataFrame(table), columns=columns, shards=2)
    assert everything(there) == everything(sj.read(table, columns=columns))
    assert not any(e["line"] for e in there.quality["sources"][0]["examples"])


def test_columns_of_one_name_are_told_by_their_place(spark):
    frame = spark.createDataFrame(events())
    twice = frame.select("customer_id", "timestamp", "touchpoint", frame["touchpoint"])
    here = sj.read(events().append_column("touchpoint", events()["touchpoint"]))
    assert everything(sj.read(twice, shards=1)) == everything(here)


def test_many_partitions_with_hardly_a_row(spark):
    few = events(10)
    log = sj.read(spark.createDataFrame(few).repartition(12), shards=4)
    assert log.extent == sj.read(few).extent


def test_ties_keep_the_order_of_files_and_row_groups(spark, tmp_path, monkeypatch):
    monkeypatch.setattr(cleaning, "ROWS_OF_A_PIECE", 100)
    same_time = pa.array(np.full(400, FIRST_US), pa.timestamp("us", "UTC"))
    table = events(note=[str(i) for i in range(400)]).set_column(1, "timestamp", same_time)
    files = [tmp_path / "b.parquet", tmp_path / "a.parquet"]
    for path, part in zip(files, (table.slice(0, 250), table.slice(250)), strict=True):
        pq.write_table(part, path, row_group_size=50)
    assert everything(sj.read(files, engine=spark, shards=2)) == everything(sj.read(files))


def test_a_file_and_a_frame_become_one_log(spark, tmp_path):
    pq.write_table(events(), tmp_path / "a.parquet")
    more = events(100)
    both = sj.read([tmp_path / "a.parquet", spark.createDataFrame(more)], shards=2)
    assert everything(both) == everything(sj.read([tmp_path / "a.parquet", more]))


def test_choices_are_those_of_one_machine(spark):
    table, choice = with_unreadable_times(), {"keep_duplicates": True, "timezone": "Europe/Berlin"}
    there = sj.read(spark.createDataFrame(table), shards=1, **choice)
    assert everything(there) == everything(sj.read(table, **choice))


def test_a_frame_that_fails_says_why(spark):
    from pyspark.sql import functions as F  # noqa: N812

    bad = F.when(F.col("customer_id") == "c3", F.raise_error(F.lit("the lake is dry")))
    frame = spark.createDataFrame(events()).withColumn("touchpoint", bad.otherwise(F.col("touchpoint")))
    with pytest.raises(EngineError, match="the lake is dry"):
        sj.read(frame, shards=2)


def test_an_interrupt_leaves_no_job_running(spark):
    from pyspark.sql import functions as F  # noqa: N812

    slow = F.udf(lambda name: time.sleep(0.2) or name)("touchpoint")
    frame = spark.createDataFrame(events()).repartition(2).withColumn("touchpoint", slow)
    context, over = spark.sparkContext, threading.Event()

    def interrupt():
        while not over.wait(0.05) and not context.statusTracker().getActiveJobsIds():
            pass
        if not over.is_set():
            os.kill(os.getpid(), signal.SIGINT)

    def read():
        interrupting = threading.Thread(target=interrupt)
        interrupting.start()
        try:
            sj.read(frame, shards=2)
        finally:
            over.set()  # or a later test were interrupted
            interrupting.join()

    with pytest.raises(KeyboardInterrupt):
        read()
    until = time.monotonic() + PATIENCE_S
    while (running := context.statusTracker().getActiveJobsIds()) and time.monotonic() < until:
        time.sleep(0.1)
    assert not running


def test_an_interrupt_is_none_less_for_an_error_that_spark_raises_on_the_way(spark):
    from pyspark.errors import PySparkException

    def interrupted():
        try:
            raise KeyboardInterrupt
        finally:
            raise PySparkException("Job 0 cancelled as part of cancellation of all jobs")

    with pytest.raises(KeyboardInterrupt), on_driver():
        interrupted()


@pytest.mark.parametrize(
    "report", ["", "Job 3 cancelled because SparkContext was shut down", "OutOfMemoryError: heap"]
)
def test_want_of_memory_says_what_to_give(report, spark):
    from pyspark.errors import PySparkException

    error = PySparkException(report) if report else ConnectionRefusedError()
    with pytest.raises(EngineError, match="too little memory") as caught, on_driver():
        raise error
    assert "spark.driver.memory" in caught.value.hint


def test_more_than_the_driver_takes_is_told_with_both_sizes(contexts):
    from pyspark.errors import PySparkException

    report = "Total size of serialized results of 2 tasks (11.5 MiB) is bigger than spark.driver.maxResultSize (10.0 MiB)"
    with pytest.raises(LimitError, match=r"more than 11\.5 MiB.*lets the driver take 10\.0 MiB"), on_driver():
        raise PySparkException(f"Job aborted due to stage failure: {report}")


def test_a_folder_that_cannot_be_written_is_refused_before_anything_is_read(spark, tmp_path):
    from pyspark.sql import functions as F  # noqa: N812

    (tmp_path / "mine").write_text("mine")
    failing = spark.createDataFrame(events(10)).withColumn("touchpoint", F.raise_error(F.lit("computed")))
    for folder in (tmp_path, tmp_path / "mine", "/dev/full"):
        with pytest.raises(OutputError):
            sj.read(failing, folder=folder)
    assert (tmp_path / "mine").read_text() == "mine"


def test_shards_must_be_a_power_of_two(spark):
    with pytest.raises(UsageError, match="power of two"):
        sj.read(spark.createDataFrame(events(10)), shards=3)


def test_a_session_of_spark_connect_is_refused(contexts):
    remote = type("SparkSession", (), {"__module__": "pyspark.sql.connect.session", "createDataFrame": None})
    with pytest.raises(UsageError, match="Spark Connect"):
        session(remote())


def test_a_session_that_was_stopped_is_refused(contexts):
    stopped = SimpleNamespace(createDataFrame=None, sparkContext=None)
    with pytest.raises(UsageError, match="stopped"):
        session(stopped)


def test_a_column_that_python_cannot_hold_is_left_out(spark):
    table = events()
    frame = spark.createDataFrame(table.to_pandas())
    with_age = frame.selectExpr("customer_id", "INTERVAL '1' YEAR AS age", "timestamp", "touchpoint")
    assert everything(sj.read(with_age)) == everything(sj.read(table))
    with pytest.raises(SourceError, match="no columns that can be read"):
        sj.read(with_age.select("age"))


def test_a_stream_is_refused(spark):
    with pytest.raises(SourceError, match="is a stream") as caught:
        sj.read(spark.readStream.format("rate").load())
    assert "Write the stream to a table" in caught.value.hint


def test_a_table_that_is_not_there_is_an_unknown_name(spark):
    with pytest.raises(UnknownNameError, match=r"no table or view 'nowhere\.events'"):
        sj.read("table:nowhere.events", engine=spark)
