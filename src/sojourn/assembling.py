"""From open sources to the shards of a journey log: directly where one column names the customer, else joined."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from sojourn.errors import LimitError, OutputError, SourceError
from sojourn.events.cleaning import clean_name
from sojourn.events.quality import Quality
from sojourn.events.taxonomy.classify import Classifier
from sojourn.events.taxonomy.taxonomy import BUILT_IN, Taxonomy
from sojourn.ingest.opening import Opened, opening
from sojourn.ingest.pouring import Builder, Cleaning, pour
from sojourn.isolation import Progress
from sojourn.log.build import Built, LogBuilder
from sojourn.log.intake import buffered
from sojourn.log.store import writing
from sojourn.project.joined import Joined, fate
from sojourn.project.once import fill, join
from sojourn.project.people import People

_SHOWN_NAMES: Final = 3


def assemble(
    sources: Sequence[Any],
    folder: Path,
    *,
    columns: Mapping[str, str] | None,
    timezone: str,
    keep_duplicates: bool,
    taxonomy: Taxonomy | None,
    exclude: frozenset[str],
    memory_limit: int | None,
    store: Any = None,
    progress: Progress | None = None,
) -> tuple[Built, Quality]:
    """Sources through cleaning into the shards of a log, and the fate of every row."""
    builder = LogBuilder(clean_name, folder, buffered(memory_limit))
    cleaning = Cleaning(time.time_ns() // 1000, timezone, keep_duplicates)
    counting = _Counting(builder, progress) if progress else builder
    joined: Joined[People] | None = None
    try:
        with opening(
            sources,
            columns=columns,
            folder=folder,
            memory_limit=None if memory_limit is None else memory_limit // 2,
        ) as opened:
            if opened.direct and not exclude:
                rules = rules_of(taxonomy, opened)
                placed = Placing(counting, Classifier(rules)) if rules else counting
                quality = pour(opened, placed, cleaning)
            else:
                joined, quality = join(
                    opened, replace(cleaning, dataset=True), taxonomy or BUILT_IN, folder / "events", exclude
                )
        if not quality.rows_kept:
            raise nothing_usable(quality)
        if joined is not None:
            fill(counting, joined)
        if progress:
            progress("sort", quality.rows_kept)
        built = builder.finish(store) if store else builder.finish()
    except duckdb.OutOfMemoryException as error:
        raise LimitError(
            "The data needs more memory than the limit allows.",
            hint="Raise the limit (--memory-limit, memory_limit=) or free space in the temporary folder.",
        ) from error
    except OSError as error:
        if isinstance(error, OutputError):
            raise
        raise OutputError(
            f"Cannot write while reading: {error.strerror or error}.", hint="Free space on the disk."
        ) from error
    if joined is not None:
        return built, fate(built, joined)
    for source in range(len(quality.sources)):
        quality = quality.with_counts(
            source, dropped=built.dropped.get(source), repaired=built.repaired.get(source)
        )
    return built, quality


def write_log(
    sources: Sequence[Any],
    target: str,
    *,
    columns: Mapping[str, str],
    timezone: str,
    keep_duplicates: bool,
    taxonomy: Mapping[str, Any] | None = None,
    exclude: Sequence[str] = (),
    memory_limit: int,
    progress: Progress | None = None,
) -> None:
    """Read sources and leave a journey log in ``target``; arguments are plain values, rules of traffic have their own names."""
    with writing(Path(target)) as new:
        built, quality = assemble(
            sources,
            new.spill,
            columns=columns,
            timezone=timezone,
            keep_duplicates=keep_duplicates,
            taxonomy=None if taxonomy is None else Taxonomy.of(taxonomy),
            exclude=frozenset(exclude),
            memory_limit=memory_limit,
            store=new.store,
            progress=progress,
        )
        new.commit(built, quality.to_dict())


def nothing_usable(quality: Quality) -> SourceError:
    """The error that tells that no row could be used, and why."""
    names = listed([source.name for source in quality.sources])
    if not quality.rows_in:
        return SourceError(
            f"{names} has a header and no rows.",
            hint="Export it again with its data.",
            context={"file": names},
        )
    reasons = ", ".join(f"{reason} {n:,}" for reason, n in quality.dropped.items())
    example = next((e for s in quality.sources for e in s.examples), None)
    where = f"line {example.line}: " if example and example.line else ""
    shown = f" For example {where}{example.value}" if example and example.value else ""
    return SourceError(
        f"Not one of the {quality.rows_in:,} rows of {names} can be used ({reasons}).{shown}",
        hint="Name the right columns with --column ROLE=NAME (columns= in Python).",
        context={"file": names, "dropped": quality.dropped},
    )


def rules_of(taxonomy: Taxonomy | None, opened: Opened) -> Taxonomy | None:
    """The taxonomy to put events through: None where there are no rules, and no addresses of pages to be folded."""
    names = (
        look.values
        for looks, found in zip(opened.looks, opened.plans, strict=True)
        if (match := found.roles.get("touchpoint")) and match.column
        for look in [looks.look(match.column)]
    )
    if taxonomy is None and not any(v.startswith(("/", "http")) for values in names for v in values):
        return None
    return taxonomy or BUILT_IN


@dataclass(frozen=True, slots=True)
class Placing:
    """Passes batches on to a builder with touchpoints, stages and channels by the taxonomy."""

    builder: Builder
    classifier: Classifier

    def add(self, batch: pa.RecordBatch, *, source: int, compare_rows: bool) -> None:
        """Take a batch; see :class:`sojourn.ingest.pouring.Builder`."""
        self.builder.add(self.classifier.apply(batch), source=source, compare_rows=compare_rows)


class _Counting:
    """Passes batches on to a builder and reports how many rows went by."""

    def __init__(self, builder: LogBuilder, progress: Progress) -> None:
        self._builder = builder
        self._progress = progress
        self._rows = 0

    def add(self, batch: pa.RecordBatch, *, source: int, compare_rows: bool) -> None:
        self._builder.add(batch, source=source, compare_rows=compare_rows)
        self._rows += batch.num_rows
        self._progress("read", self._rows)


def listed(names: Sequence[str]) -> str:
    """The first of some names, and how many more there are."""
    more = len(names) - _SHOWN_NAMES
    return ", ".join(names[:_SHOWN_NAMES]) + (f" and {more} more" if more > 0 else "")
