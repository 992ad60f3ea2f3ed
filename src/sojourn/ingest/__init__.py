"""Files in, clean events out: sources → dialects → plans → cleaning → whoever takes the batches."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sojourn.events.quality import Quality
from sojourn.ingest.opening import opening
from sojourn.ingest.pouring import Builder, Cleaning, pour
from sojourn.sources.source import Limits


def ingest(
    sources: Sequence[Any],
    builder: Builder,
    *,
    now_us: int,
    columns: Mapping[str, str] | None = None,
    timezone: str = "UTC",
    keep_duplicates: bool = False,
    folder: Path | None = None,
    memory_limit: int | None = None,
    threads: int | None = None,
    limits: Limits | None = None,
) -> Quality:
    """Read sources, clean their rows, and hand them to a builder: opening and pouring in one.

    Parameters
    ----------
    sources, columns, folder, memory_limit, threads, limits
        See :func:`sojourn.ingest.opening.opening`.
    builder
        See :func:`sojourn.ingest.pouring.pour`.
    now_us, timezone, keep_duplicates
        See :class:`sojourn.ingest.pouring.Cleaning`.

    Returns
    -------
    Quality
        The fate of every row. Repeats are found later, by the builder; add them with
        :meth:`~sojourn.events.quality.Quality.with_counts`.
    """
    opened = opening(
        sources, columns=columns, folder=folder, memory_limit=memory_limit, threads=threads, limits=limits
    )
    with opened as tables:
        return pour(tables, builder, Cleaning(now_us, timezone, keep_duplicates))
