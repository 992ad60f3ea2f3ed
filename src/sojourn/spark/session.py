"""The Spark session that work is done in: the one that runs, else one of this process."""

import os
import sys
from typing import Any, Final

from sojourn.errors import EngineError, MissingExtraError, UsageError

_QUIET: Final = {"spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR"}
"""Sojourn shows progress itself, and tells what went wrong itself."""


def is_spark_frame(given: object) -> bool:
    """Whether an object is a data frame of Spark; asks without importing Spark."""
    return type(given).__module__.startswith("pyspark.sql") and hasattr(given, "mapInArrow")


def session(given: Any = None) -> Any:
    """A Spark session: the one given, the one that is active, else a new one as Spark's own settings say.

    Settings come from where Spark takes them: ``spark-submit``, ``PYSPARK_SUBMIT_ARGS``, ``spark-defaults.conf``. Without
    any, it runs on all cores of this machine.

    Raises
    ------
    MissingExtraError
        If PySpark is not installed.
    UsageError
        If the object given is no session, one that was stopped, or one of Spark Connect.
    EngineError
        If Spark does not start.
    """
    try:
        import pandas  # noqa: F401, ICN001  (Spark wants it beside Arrow and says so late)
        from pyspark import SparkConf
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise MissingExtraError.needing(error.name or "pyspark", "spark", "The engine 'spark'") from error
    if given is not None:
        if not hasattr(given, "createDataFrame"):
            raise UsageError(
                f"A Spark session is needed, got a {type(given).__name__}.",
                hint="Give engine='spark', or the session itself.",
            )
        return usable(given)
    active = SparkSession.getActiveSession()
    if active is not None:
        return usable(active)
    # Workers on this machine must be the Python that has Sojourn; a cluster's own setting stays.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        builder = SparkSession.builder
        chosen = SparkConf()  # what spark-submit and the settings of this machine say
        for name, value in {"spark.app.name": "sojourn", **_QUIET}.items():
            if not chosen.contains(name):
                builder = builder.config(name, value)
        return builder.getOrCreate()
    except (PySparkException, OSError) as error:
        raise EngineError(
            f"Spark does not start: {str(error).strip().splitlines()[0]}",
            hint="It needs Java 17 or later; install one (Debian: openjdk-17-jre-headless) or set JAVA_HOME. Where Java is "
            "there, it printed above which of Spark's settings (PYSPARK_SUBMIT_ARGS, spark-defaults.conf) it does not take.",
        ) from error


def usable(spark: Any) -> Any:
    """The session, if jobs can be given to it.

    Raises
    ------
    UsageError
        If it was stopped, or is one of Spark Connect.
    """
    from py4j.protocol import Py4JError

    if type(spark).__module__.startswith("pyspark.sql.connect"):
        raise UsageError(
            "A session of Spark Connect only takes queries; Sojourn also sends it work of its own and cancels it.",
            hint="Use a session in the program itself: SparkSession.builder.master(…), or spark-submit.",
        )
    try:
        spark.sparkContext.defaultParallelism  # noqa: B018  (asks the Java process)
    except (AttributeError, Py4JError, OSError) as error:
        raise UsageError(
            "This Spark session was stopped, or its Java process ended; what it held is gone.",
            hint="Start a session (SparkSession.builder.getOrCreate()) and read the data again, or keep the log in a folder.",
        ) from error
    return spark
