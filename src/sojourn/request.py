"""What an analysis is asked, and what it needs to answer: the journey log and what advertising cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, Literal

from sojourn import isolation
from sojourn.events.spend import Spend
from sojourn.events.taxonomy.taxonomy import Taxonomy
from sojourn.isolation import Progress
from sojourn.log.journeylog import JourneyLog
from sojourn.log.store import open_log
from sojourn.project.document import excluded
from sojourn.reading import existing_log, write_log_isolated
from sojourn.sources.files import resolve
from sojourn.sources.spend import read_spend_isolated, set_aside_as_spend
from sojourn.spark.named import is_spark_name
from sojourn.spark.reading import TASK_MEMORY, Wishes, opened_on_spark, read_on_spark
from sojourn.spark.session import session

Language = Literal["en", "zh"]
Engine = Literal["local", "spark"]


@dataclass(frozen=True, slots=True)
class Request:
    """The parameters of an analysis; see :func:`sojourn.analyze.analyze`."""

    columns: Mapping[str, str] | None = None
    goal: Sequence[str] = ()
    timezone: str = "UTC"
    language: Language = "en"
    keep_duplicates: bool = False
    memory_limit: int | None = None
    title: str | None = None
    taxonomy: Mapping[str, Any] | None = None
    exclude: Sequence[str] = ()
    spend: Sequence[str | PathLike[str]] = ()
    engine: Engine = "local"


def log_of(
    folder: Path, sources: Sequence[str | PathLike[str]], request: Request, *, progress: Progress | None
) -> JourneyLog:
    """The journey log: opened where it is, or built in its place among the results."""
    existing = existing_log(sources)
    if existing is not None:
        if progress:
            progress("check", 0)
        return opened_on_spark(existing, session()) if request.engine == "spark" else open_log(existing)
    if request.engine == "spark":
        if progress:
            progress("read", 0)
        return read_on_spark(sources, session(), _wishes(request), folder)
    write_log_isolated(
        sources,
        folder,
        columns=request.columns,
        timezone=request.timezone,
        keep_duplicates=request.keep_duplicates,
        taxonomy=request.taxonomy,
        exclude=request.exclude,
        limits=isolation.Limits(request.memory_limit or isolation.default_memory()),
        progress=progress,
    )
    return open_log(folder, verify=False)  # written a moment ago, by this program


def _wishes(request: Request) -> Wishes:
    return Wishes(
        request.columns,
        request.timezone,
        request.keep_duplicates,
        None if request.taxonomy is None else Taxonomy.of(request.taxonomy),
        excluded(request.exclude),
        task_memory=request.memory_limit or TASK_MEMORY,
    )


def spend_of(log: JourneyLog, sources: Sequence[str | PathLike[str]], request: Request) -> Spend | None:
    """What advertising cost: the tables named, else those among the sources; None if there are none."""
    limits = isolation.Limits(request.memory_limit or isolation.default_memory())
    if request.spend:
        return read_spend_isolated(request.spend, limits)
    aside = set_aside_as_spend(log.quality)
    if not aside or existing_log(sources) is not None:
        return None
    files = [source for source in sources if not is_spark_name(source)]
    found = [named.path for named in resolve(files) if named.label in aside] if files else []
    return read_spend_isolated(found, limits, certain=False) if found else None
