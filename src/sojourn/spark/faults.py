"""What goes wrong in a worker, told on the driver as it would be told on a laptop."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from sojourn import errors
from sojourn.errors import EngineError, LimitError, OutputError, SojournError

_BEGIN: Final = "<<sojourn "
_END: Final = " sojourn>>"
_LONGEST: Final = 20_000
_TAG: Final = "sojourn"
_WANT_OF_MEMORY: Final = ("OutOfMemoryError", "SparkContext was shut down")
_TOO_MUCH: Final = re.compile(
    r"results of \d+ tasks \(([^)]+)\) is bigger than spark\.driver\.maxResultSize \(([^)]+)\)"
)
_KINDS: Final[dict[str, type[SojournError]]] = {
    name: kind
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, SojournError)
}
_MISSING: Final = re.compile(r"No module named '?([\w.]+)")


@contextmanager
def in_worker() -> Iterator[None]:
    """Errors raised on purpose leave the worker in a form that :func:`on_driver` finds in Spark's report."""
    try:
        yield
    except SojournError as error:
        told = {
            "class": type(error).__name__,
            "message": error.message[:_LONGEST],
            "hint": error.hint[:_LONGEST],
            "context": {k: v for k, v in error.context.items() if isinstance(v, str | int | float)},
        }
        raise RuntimeError(f"{_BEGIN}{json.dumps(told)}{_END}") from error


def unshared(kind: type[SojournError], does: str, path: Path, error: OSError | None = None) -> SojournError:
    """What a worker raises about a path that it cannot use, most often because only the driver has it.

    >>> print(unshared(errors.SourceError, "find", Path("/data/clicks.csv")))
    A worker of Spark cannot find /data/clicks.csv. Keep it on storage that the driver and every worker see under the same path.
    """
    why = f": {error.strerror or error}" if error else ""
    return kind(
        f"A worker of Spark cannot {does} {path}{why}.",
        hint="Keep it on storage that the driver and every worker see under the same path"
        + (" and may write to." if kind is OutputError else "."),
        context={"file": str(path)},
    )


@contextmanager
def on_driver() -> Iterator[None]:
    """Raise again what a worker raised on purpose; anything else that Spark reports is an :class:`EngineError`.

    Jobs that run when the user interrupts are cancelled: Spark's own handler leaves them running.
    """
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    active = SparkSession.getActiveSession()
    context = active.sparkContext if active is not None else None
    if context is not None:
        context.addJobTag(_TAG)
    try:
        yield
    except (PySparkException, Py4JError, ConnectionError, KeyboardInterrupt) as error:
        if _interrupted(error):
            if context is not None:
                context.cancelJobsWithTag(_TAG)
            raise KeyboardInterrupt from error
        raise _told(error) from error
    finally:
        if context is not None:
            with suppress(AttributeError, Py4JError, OSError):  # where Spark is gone there is no tag
                context.removeJobTag(_TAG)


def _interrupted(error: BaseException | None) -> bool:
    """Whether the user interrupted: Spark, tidying up, may have raised something else on the way."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__context__
    return error is not None


def _told(error: BaseException) -> SojournError:
    report = str(error)
    start = report.find(_BEGIN)
    if start >= 0:
        try:
            told = json.loads(report[start + len(_BEGIN) : report.index(_END, start)])
            kind = _KINDS[told["class"]]
            return kind(str(told["message"]), hint=str(told["hint"]), context=told["context"])
        except (ValueError, KeyError, TypeError):
            pass  # cut off on the way, or a text of somebody else's: then it is told as any other
    if too_much := _TOO_MUCH.search(report):
        return LimitError(
            f"What was counted takes more than {too_much[1]}; spark.driver.maxResultSize lets the driver take {too_much[2]}.",
            hint="Give more (--conf spark.driver.maxResultSize=4g, and the driver as much memory), fold names by a taxonomy "
            "when reading (taxonomy=, --taxonomy), or ask about a part of the customers (log.where).",
            context={"report": report[:_LONGEST]},
        )
    if isinstance(error, ConnectionError) or any(word in report for word in _WANT_OF_MEMORY):
        return EngineError(
            "The Java process of Spark has too little memory for this, or ended in the middle of it.",
            hint="Give it more (--conf spark.driver.memory=4g, spark.executor.memory), make more "
            "and smaller shards (shards=), or fold names by a taxonomy, if there are very many.",
            context={"report": report[:_LONGEST]},
        )
    if lacking := _MISSING.search(report):
        return EngineError(
            f"The workers of Spark cannot import {lacking[1]}.",
            hint="Install sojourn[spark] in the Python that PYSPARK_PYTHON names on every worker.",
            context={"report": report[:_LONGEST]},
        )
    return EngineError(
        f"Spark could not finish: {_reason(report)}",
        hint='Spark\'s log has its whole report; in Python, so has the error: `error.context["report"]`.',
        context={"report": report[:_LONGEST]},
    )


def _reason(report: str) -> str:
    """The line of a report that says most: the last cause, else the first line."""
    lines = [line.strip() for line in report.splitlines() if line.strip()]
    causes = [line for line in lines if line.startswith("Caused by:")]
    errors_ = [line for line in lines if "Error:" in line or "Exception:" in line]
    chosen = (causes or errors_ or lines or ["no reason was given"])[-1 if causes or errors_ else 0]
    return chosen.removeprefix("Caused by:").strip()[:300]
