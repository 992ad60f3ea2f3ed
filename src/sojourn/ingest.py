"""Files in, clean events out: sources → roles → cleaning → the builder of the journey log."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, Final, Protocol

import duckdb
import numpy as np
import pyarrow as pa

from sojourn.errors import LimitError, SourceError
from sojourn.events.cleaning import (
    BLANK,
    FATE,
    FATES,
    KEPT,
    MARKS,
    NO_NAME,
    Projection,
    clean_name,
    projection,
)
from sojourn.events.expressions import col
from sojourn.events.looks import look_at
from sojourn.events.quality import EXAMPLES_PER_REASON, Example, Quality, SourceQuality
from sojourn.events.roles import Roles, TableLooks, infer_roles
from sojourn.sources.files import Named, open_file, repeats, resolve
from sojourn.sources.frames import is_frame, open_frame
from sojourn.sources.source import Limits, RawTable, Workspace, workspace

_BATCH_ROWS: Final = 250_000
_MOST_VALUES: Final = 2_000
_REJECTED: Final = FATES.index("rejected_line")


class Builder(Protocol):
    """What takes the clean events: the builder of a journey log, or a collector in a test."""

    def add(self, batch: pa.RecordBatch, *, source: int, compare_rows: bool) -> None:
        """Take a batch of canonical columns, rows in file order."""
        ...


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
    """Read sources, clean their rows, and hand them to the builder of a log.

    Parameters
    ----------
    sources
        Files, folders, globs, ``FORMAT:PATH``, or tables in memory; together they become one log.
    builder
        Receives batches with ``customer_id`` (string), ``timestamp`` (int64 µs UTC), ``touchpoint`` and every further
        role and property the source has.
    now_us
        The present, in microseconds since 1970 UTC: what lies more than a day after it is impossible.
    columns
        Role → column, where inference should not decide.
    timezone
        IANA name of the zone of times that name none.
    keep_duplicates
        Do not ask the builder to drop rows that are equal in every column.
    folder, memory_limit, threads, limits
        See :func:`sojourn.sources.source.workspace`.

    Returns
    -------
    Quality
        The fate of every row. Repeats are found later, by the builder; add them with
        :meth:`~sojourn.events.quality.Quality.with_counts`.

    Raises
    ------
    InputError
        If a source cannot be used.
    UsageError
        If `columns` names a role or column that does not exist.
    """
    with workspace(folder=folder, memory_limit=memory_limit, threads=threads, limits=limits) as space:
        opened, copies = _open_all(sources, space)
        if not opened:
            raise SourceError("No source was given.", hint="Name a file, a folder or a table.")
        looks = [_looks(table) for table in opened]
        unique = [i for i in range(len(opened)) if i not in copies]
        roles = dict(zip(unique, infer_roles([looks[i] for i in unique], columns), strict=True))
        qualities = []
        for i, table in enumerate(opened):
            if i in copies:
                qualities.append(_repeated(table, roles[copies[i]]))
                continue
            compiled = projection(
                looks[i],
                table.types,
                roles[i],
                timezone=timezone,
                now_us=now_us,
                rejected=col(table.reject_when) if table.reject_when else None,
                blank=col(table.blank_when) if table.blank_when else None,
                written_out=table.positions,
            )
            compare = not (keep_duplicates or table.positions)
            run = _Run(table, roles[i], compiled, builder, i, compare)
            qualities.append(run.quality())
        return Quality(tuple(qualities))


def _open_all(sources: Sequence[Any], space: Workspace) -> tuple[list[RawTable], dict[int, int]]:
    """All tables in the order given, and which files repeat an earlier one."""
    entries: list[Named | Any] = []
    for source in sources:
        if is_frame(source):
            entries.append(source)
        elif isinstance(source, str | PathLike):
            entries += resolve([source])
        else:
            remedy = "pyarrow.Table.from_pylist(rows)" if isinstance(source, Mapping) else ""
            raise SourceError(
                f"An object of type {type(source).__name__} is not something that can be read.",
                hint="Give a path as text, or a table that speaks the Arrow interface (pandas, Polars, Arrow)"
                + (f"; {remedy} makes one of a list of records." if remedy else "."),
            )
    files = [i for i, e in enumerate(entries) if isinstance(e, Named)]
    copies = {files[a]: files[b] for a, b in repeats([entries[i] for i in files]).items()}
    tables = []
    for i, entry in enumerate(entries):
        if isinstance(entry, Named):
            tables += open_file(entry, space)
        else:
            tables.append(open_frame(entry, f"table {i + 1}", space))
    return tables, copies


def _looks(table: RawTable) -> TableLooks:
    most = _MOST_VALUES if len(table.types) <= 100 else _MOST_VALUES // 10
    looks = tuple(look_at(name, table.sample.column(name), most=most) for name in table.types)
    return TableLooks(table.label, looks, table.roles, table.note)


def _repeated(table: RawTable, roles: Roles) -> SourceQuality:
    rows = sum(batch.num_rows for batch in _batches(table.scan(), table.label)) + table.rejected().count
    return SourceQuality(table.label, table.format, rows, {"repeated_file": rows}, mapping=roles.to_dict())


def _batches(relation: duckdb.DuckDBPyRelation, label: str) -> Iterator[pa.RecordBatch]:
    """The rows of a scan; what the engine cannot read or hold becomes an error with the file's name."""
    try:
        yield from relation.to_arrow_reader(_BATCH_ROWS)
    except duckdb.OutOfMemoryException as error:
        raise LimitError(
            f"{label} needs more memory than it may use.",
            hint="Raise the limit with --memory-limit, or keep only the columns that matter.",
            context={"file": label},
        ) from error
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        raise SourceError(
            f"{label} cannot be read to its end: {str(error).strip().splitlines()[0]}",
            hint="It may be damaged; export it again.",
            context={"file": label},
        ) from error


def _read_ahead(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The same batches, the next one being read while the last is worked on."""
    with ThreadPoolExecutor(1) as reader:
        coming = reader.submit(next, batches, None)
        while (batch := coming.result()) is not None:
            coming = reader.submit(next, batches, None)
            yield batch


@dataclass
class _Run:
    """One source on its way to the builder, and the counts of what happened to its rows."""

    table: RawTable
    roles: Roles
    compiled: Projection
    builder: Builder
    index: int
    compare_rows: bool

    def __post_init__(self) -> None:
        self.seen = 0
        self.nameless = 0
        self.fates = np.zeros(len(FATES), np.int64)
        self.marks = np.zeros(len(self.compiled.marks), np.int64)
        self.examples: dict[str, list[Example]] = {}

    def quality(self) -> SourceQuality:
        """Send all rows and tell their fate."""
        extra = [col(self.table.reject_text).alias("sojourn:text")] if self.table.reject_text else []
        extra += [e.alias("sojourn:time") for e in self._raw_time()]
        relation = self.table.scan().select(*self.compiled.expressions, *extra)
        for batch in _read_ahead(_batches(relation, self.table.label)):
            self._take(batch)
        rejected = self.table.rejected()
        for line in rejected.first[:EXAMPLES_PER_REASON]:
            self._example(Example.of(line.line, "rejected_line", f"{line.reason}: {line.text}"))
        dropped = {FATES[i]: int(n) for i, n in enumerate(self.fates) if n and i not in {KEPT, BLANK}}
        if rejected.count:
            dropped["rejected_line"] = dropped.get("rejected_line", 0) + rejected.count
        kept = int(self.fates[KEPT])
        repaired = {rule: int(n) for rule, n in zip(self.compiled.marks, self.marks, strict=True)}
        repaired |= dict.fromkeys(self.compiled.always, kept) | {"missing_touchpoint": self.nameless}
        return SourceQuality(
            self.table.label,
            self.table.format,
            kept + sum(dropped.values()),
            mapping=self.roles.to_dict(),
            examples=tuple(e for some in self.examples.values() for e in some),
        ).with_counts(dropped=dropped, repaired=repaired)

    def _raw_time(self) -> list[Any]:
        """The time as written, for the examples of times that cannot be read; only where it is text anyway."""
        match = self.roles.get("timestamp")
        assert match is not None
        return [col(match.column)] if self.table.types[match.column] == "VARCHAR" else []

    def _take(self, batch: pa.RecordBatch) -> None:
        fate = batch.column(FATE).to_numpy(zero_copy_only=False)
        counts = np.bincount(fate, minlength=len(FATES))
        self.fates += counts
        if counts[KEPT] != batch.num_rows:
            self._note_examples(batch, fate, counts)
            batch = batch.filter(pa.array(fate == KEPT))
        self.seen += len(fate)
        if self.compiled.marks:
            bits = batch.column(MARKS).to_numpy(zero_copy_only=False)
            self.marks += [np.count_nonzero(bits & (1 << bit)) for bit in range(len(self.marks))]
        if batch.num_rows:
            self.builder.add(self._canonical(batch), source=self.index, compare_rows=self.compare_rows)

    def _canonical(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        names = list(self.compiled.names)
        arrays = [self._named(batch.column(n)) if n == "touchpoint" else batch.column(n) for n in names]
        zeros = pa.array(np.zeros(batch.num_rows, np.int32))
        for role, value in self.compiled.constants.items():
            names.append(role)
            arrays.append(pa.DictionaryArray.from_arrays(zeros, pa.array([value], pa.string())))
        return pa.RecordBatch.from_arrays(arrays, names=names)

    def _named(self, touchpoints: pa.Array) -> pa.Array:
        """Touchpoints as a dictionary, those that are missing under one name of their own."""
        coded = touchpoints.dictionary_encode()
        spellings = coded.dictionary.to_pylist()
        nameless = [i for i, s in enumerate(spellings) if not clean_name(s)]
        if not nameless and not coded.null_count:
            return coded
        codes = coded.indices.fill_null(len(spellings)).to_numpy(zero_copy_only=False)
        counts = np.bincount(codes, minlength=len(spellings) + 1)
        self.nameless += int(counts[nameless].sum() + counts[-1])
        for i in nameless:
            spellings[i] = NO_NAME
        return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array([*spellings, NO_NAME], pa.string()))

    def _note_examples(self, batch: pa.RecordBatch, fate: np.ndarray, counts: np.ndarray) -> None:
        for code in np.flatnonzero(counts):
            reason = FATES[code]
            if code in {KEPT, BLANK} or len(self.examples.get(reason, ())) >= EXAMPLES_PER_REASON:
                continue
            for row in np.flatnonzero(fate == code)[:EXAMPLES_PER_REASON]:
                line = self.table.first_line + self.seen + int(row)
                self._example(Example.of(line, reason, self._value(batch, int(row), int(code))))

    def _value(self, batch: pa.RecordBatch, row: int, code: int) -> object:
        """The value that decided the row's fate."""
        if code == _REJECTED:
            return batch.column("sojourn:text")[row].as_py()
        if FATES[code] == "missing_customer":
            return batch.column("customer_id")[row].as_py()
        if FATES[code] == "unparsable_time" and "sojourn:time" in batch.schema.names:
            return batch.column("sojourn:time")[row].as_py()
        if FATES[code] == "impossible_time":
            return str(np.datetime64(batch.column("timestamp")[row].as_py(), "us"))
        return None

    def _example(self, example: Example) -> None:
        kept = self.examples.setdefault(example.reason, [])
        if len(kept) < EXAMPLES_PER_REASON:
            kept.append(example)
