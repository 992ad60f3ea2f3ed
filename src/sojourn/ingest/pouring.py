"""Rows of planned tables, cleaned and handed on batch by batch; the fate of every one is counted."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, Protocol, cast

import duckdb
import numpy as np
import pyarrow as pa

from sojourn.errors import LimitError, SourceError
from sojourn.events.cleaning import (
    BLANK,
    FATE,
    FATES,
    KEPT,
    LINK,
    MARKS,
    NO_NAME,
    Projection,
    clean_name,
    projection,
)
from sojourn.events.expressions import col, lit
from sojourn.events.plan import ID_PREFIX, Plan
from sojourn.events.quality import EXAMPLES_PER_REASON, Example, Quality, SourceQuality
from sojourn.ingest.opening import Opened
from sojourn.sources.source import RawTable

ROW: Final = "origin_row"
_BATCH_ROWS: Final = 250_000
_REJECTED: Final = FATES.index("rejected_line")


class Builder(Protocol):
    """What takes the clean events: the builder of a journey log, a store of events, or a collector in a test."""

    def add(self, batch: pa.RecordBatch, *, source: int, compare_rows: bool) -> None:
        """Take a batch of canonical columns, rows in file order."""
        ...


class LinkTaker(Builder, Protocol):
    """What also takes the rows that tell who is who."""

    def link(self, batch: pa.RecordBatch, *, source: int) -> None:
        """Take the ``id_<type>`` columns and the times (which may be missing) of rows that are no events."""
        ...


@dataclass(frozen=True, slots=True)
class Cleaning:
    """Choices about the rows.

    Attributes
    ----------
    now_us
        The present, in microseconds since 1970 UTC: what lies more than a day after it is impossible.
    timezone
        IANA name of the zone of times that name none.
    keep_duplicates
        Do not ask the builder to drop rows that are equal in every column.
    dataset
        The batches are for a dataset of events, not for a log: they always have ``id_<type>`` columns, and an
        ``origin_row`` with the number of each row in its file.
    """

    now_us: int
    timezone: str = "UTC"
    keep_duplicates: bool = False
    dataset: bool = False


def pour(opened: Opened, builder: Builder, cleaning: Cleaning) -> Quality:
    """Clean the rows of all tables and hand them to a builder, table by table.

    Parameters
    ----------
    builder
        Receives batches with ``timestamp`` (int64 µs UTC), ``touchpoint`` and every further role and property the source
        has; and with ``customer_id`` (string) if the tables are to be read directly, else with ``id_<type>`` columns. It
        needs a method ``link`` if there are rows that tell who is who.
    """
    return Quality(tuple(pour_one(opened, i, builder, cleaning) for i in range(len(opened.tables))))


def pour_one(opened: Opened, index: int, builder: Builder, cleaning: Cleaning) -> SourceQuality:
    """Clean the rows of one table and hand them to a builder, or count them where the table is not read."""
    table, use = opened.tables[index], opened.plans[index]
    if index in opened.copies:
        return _counted(table, use, "repeated_file")
    if use.use == "aside":
        return _counted(table, use, "set_aside" if table.aside else "unusable_table")
    return pour_table(opened, index, builder, cleaning)


def pour_table(opened: Opened, index: int, builder: Builder, cleaning: Cleaning) -> SourceQuality:
    """Clean the rows of one table and hand them to a builder."""
    table, use = opened.tables[index], opened.plans[index]
    link = lit(True) if use.use == "links" else col(table.link_when) if table.link_when else None
    compiled = projection(
        opened.looks[index],
        table.types,
        use.roles,
        timezone=cleaning.timezone,
        now_us=cleaning.now_us,
        rejected=col(table.reject_when) if table.reject_when else None,
        blank=col(table.blank_when) if table.blank_when else None,
        link=link,
        unread=col(table.unread_when) if table.unread_when else None,
        identifiers=use.id_columns if cleaning.dataset or not opened.direct else None,
        written_out=table.positions,
    )
    compare = not (cleaning.keep_duplicates or table.positions)
    return _Run(table, use, compiled, builder, index, compare, cleaning.dataset).quality()


def _counted(table: RawTable, use: Plan, reason: str) -> SourceQuality:
    """A table that is not read: its rows are counted under the reason."""
    rows = sum(batch.num_rows for batch in _batches(table.scan(), table.label)) + table.rejected().count
    return SourceQuality(
        table.label,
        table.format,
        rows,
        {reason: rows} if rows else {},
        mapping=use.roles.to_dict(),
        dialect=table.dialect,
        note=use.reason or table.note,
    )


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
    plan: Plan
    compiled: Projection
    builder: Builder
    index: int
    compare_rows: bool
    numbered: bool

    def __post_init__(self) -> None:
        self.seen = 0
        self.nameless = 0
        self.fates = np.zeros(len(FATES), np.int64)
        self.marks = np.zeros(len(self.compiled.marks), np.int64)
        self.examples: dict[str, list[Example]] = {}

    @property
    def _joins(self) -> bool:
        return "customer_id" not in self.compiled.names

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
            mapping=self.plan.roles.to_dict(),
            examples=tuple(e for some in self.examples.values() for e in some),
            dialect=self.table.dialect,
            identifiers=self.plan.identifiers if self.plan.id_columns and self._joins else {},
            note=self.table.note,
        ).with_counts(dropped=dropped, repaired=repaired)

    def _raw_time(self) -> list[Any]:
        """The time as written, for the examples of times that cannot be read; only where it is text anyway."""
        match = self.plan.roles.get("timestamp")
        text = match is not None and self.table.types[match.column] == "VARCHAR"
        return [col(match.column)] if match and text else []

    def _take(self, batch: pa.RecordBatch) -> None:
        fate = batch.column(FATE).to_numpy(zero_copy_only=False)
        counts = np.bincount(fate, minlength=len(FATES))
        self.fates += counts
        if counts[LINK] and self._joins:  # where one column names everybody there is nothing to link
            ids = [n for n in self.compiled.names if n.startswith(ID_PREFIX) or n == "timestamp"]
            rows = batch.filter(pa.array(fate == LINK)).select(ids)
            cast("LinkTaker", self.builder).link(rows, source=self.index)
        if counts[KEPT] != batch.num_rows:
            self._note_examples(batch, fate, counts)
            batch = batch.filter(pa.array(fate == KEPT))
        rows = np.flatnonzero(fate == KEPT) + (self.table.first_line + self.seen) if self.numbered else None
        self.seen += len(fate)
        if self.compiled.marks:
            bits = batch.column(MARKS).to_numpy(zero_copy_only=False)
            self.marks += [np.count_nonzero(bits & (1 << bit)) for bit in range(len(self.marks))]
        if batch.num_rows:
            clean = self._canonical(batch)
            if rows is not None:
                clean = clean.append_column(ROW, pa.array(rows, pa.int64()))
            self.builder.add(clean, source=self.index, compare_rows=self.compare_rows)

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
            if code in {KEPT, BLANK, LINK} or len(self.examples.get(reason, ())) >= EXAMPLES_PER_REASON:
                continue
            for row in np.flatnonzero(fate == code)[:EXAMPLES_PER_REASON]:
                line = self.table.first_line + self.seen + int(row)
                self._example(Example.of(line, reason, self._value(batch, int(row), int(code))))

    def _value(self, batch: pa.RecordBatch, row: int, code: int) -> object:
        """The value that decided the row's fate."""
        if code == _REJECTED:
            return batch.column("sojourn:text")[row].as_py()
        if FATES[code] == "missing_customer":
            ids = [n for n in self.compiled.names if n == "customer_id" or n.startswith(ID_PREFIX)]
            return next((v for n in ids if (v := batch.column(n)[row].as_py())), None)
        if FATES[code] == "unparsable_time" and "sojourn:time" in batch.schema.names:
            return batch.column("sojourn:time")[row].as_py()
        if FATES[code] == "impossible_time":
            return str(np.datetime64(batch.column("timestamp")[row].as_py(), "us"))
        return None

    def _example(self, example: Example) -> None:
        kept = self.examples.setdefault(example.reason, [])
        if len(kept) < EXAMPLES_PER_REASON:
            kept.append(example)
