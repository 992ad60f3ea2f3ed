"""Rows of some buckets become journeys: customers numbered, events sorted, repeats dropped."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.events.schema import Kind
from sojourn.log.journeys import Flat
from sojourn.log.kernels.gather import kept_offsets
from sojourn.log.kernels.hashing import combine, hash_strings
from sojourn.log.kernels.numbering import number_rows
from sojourn.log.kernels.ordering import counting_sort, mark_repeats, sort_within, tied_rows
from sojourn.log.shard import to_batch
from sojourn.log.spill import Rows
from sojourn.log.strings import string_buffers

_NO_TIME = np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True)
class Shaped:
    """Journeys of some customers, and the repeats that were dropped from them per source and reason."""

    customers: pa.Array
    offsets: NDArray[np.int32]
    columns: Mapping[str, Flat | pa.Array]
    dropped: Mapping[int, Counter[str]]


def shape(arrived: Sequence[Rows], kinds: Mapping[str, Kind]) -> Shaped:
    """Sort rows by customer and time, drop repeats, and make journeys of them."""
    rows = pa.concat_tables([pa.Table.from_batches([r.batch]) for r in arrived], promote_options="default")
    ids = rows.column("customer_id").combine_chunks()
    numbers, firsts = _customers(ids)
    order, offsets = counting_sort(numbers, len(firsts))
    times = _flat(rows, "timestamp", Kind.TIME)
    sort_within(offsets, order, times)
    keep, dropped = _without_repeats(arrived, rows, kinds, order, offsets, times)
    if dropped:
        offsets, _, places = kept_offsets(offsets, keep)
        order = order[places]
    columns: dict[str, Flat | pa.Array] = {}
    for name, kind in kinds.items():
        flat = _flat(rows, name, kind)
        columns[name] = flat[order] if isinstance(flat, np.ndarray) else flat.take(pa.array(order))
    return Shaped(ids.take(pa.array(firsts)), offsets, columns, dropped)


def join(parts: Sequence[Shaped], kinds: Mapping[str, Kind]) -> pa.RecordBatch:
    """Journeys of different customers, one part after the other, as one shard."""
    starts = np.cumsum([0] + [int(part.offsets[-1]) for part in parts])
    offsets = np.concatenate(
        [np.zeros(1, np.int64), *(p.offsets[1:] + start for p, start in zip(parts, starts, strict=False))]
    )
    columns: dict[str, Flat | pa.Array] = {}
    for name, kind in kinds.items():
        pieces = [part.columns[name] for part in parts]
        columns[name] = pa.concat_arrays(pieces) if kind is Kind.TEXT else np.concatenate(pieces)
    customers = pa.concat_arrays([part.customers for part in parts])
    return to_batch(customers, offsets.astype(np.int32), columns, kinds)


def _customers(ids: pa.Array) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Number the customers in order of their hash, so that the order does not depend on who arrived first."""
    offsets, letters = string_buffers(ids)
    hashes = hash_strings(offsets, letters)
    numbers, firsts = number_rows(offsets, letters, hashes)
    keys = hashes[firsts]
    by_hash = np.argsort(keys, kind="stable")
    same = np.flatnonzero(keys[by_hash][1:] == keys[by_hash][:-1])
    if len(same):  # two ids with one hash: their bytes decide
        names = ids.take(pa.array(firsts)).to_pylist()
        by_hash = np.array(sorted(range(len(names)), key=lambda i: (int(keys[i]), names[i])))
    rank = np.empty(len(firsts), np.int32)
    rank[by_hash] = np.arange(len(firsts), dtype=np.int32)
    return rank[numbers], firsts[by_hash]


def _flat(rows: pa.Table, name: str, kind: Kind) -> Flat | pa.Array:
    """A column as one flat array, missing values as the log stores them."""
    if name not in rows.column_names:
        return _missing(rows.num_rows, kind)
    column = rows.column(name).combine_chunks()
    if kind is Kind.TEXT:
        return column if pa.types.is_string(column.type) else column.cast(pa.string())
    if column.null_count:
        column = column.fill_null({Kind.CODE: -1, Kind.NUMBER: float("nan"), Kind.TIME: _NO_TIME}[kind])
    return column.to_numpy()


def _missing(count: int, kind: Kind) -> Flat | pa.Array:
    if kind is Kind.TEXT:
        return pa.nulls(count, pa.string())
    if kind is Kind.CODE:
        return np.full(count, -1, np.int32)
    return np.full(count, np.nan) if kind is Kind.NUMBER else np.full(count, _NO_TIME)


def _without_repeats(
    arrived: Sequence[Rows],
    rows: pa.Table,
    kinds: Mapping[str, Kind],
    order: NDArray[np.int32],
    offsets: NDArray[np.int32],
    times: NDArray[np.int64],
) -> tuple[NDArray[np.bool_], dict[int, Counter[str]]]:
    """Which places of the order to keep, and what was dropped per source."""
    keep = np.ones(len(order), np.bool_)
    dropped: dict[int, Counter[str]] = {}
    lengths = [r.batch.num_rows for r in arrived]
    sources = np.repeat([r.source for r in arrived], lengths)
    if "message_id" in rows.column_names:
        ids = rows.column("message_id").combine_chunks()
        known = ids.is_valid().to_numpy(zero_copy_only=False)[order]
        repeats = np.zeros(len(order), np.bool_)
        mark_repeats(offsets, _fingerprint(ids)[order], known, repeats)
        _drop(repeats, "repeated_message_id", sources[order], keep, dropped)
    tied = tied_rows(offsets, order, times)
    if tied.any():
        tied &= keep & np.repeat([r.compare for r in arrived], lengths)[order]
        repeats = np.zeros(len(order), np.bool_)
        mark_repeats(offsets, _row_fingerprints(rows, kinds, order, tied), tied, repeats)
        _drop(repeats, "equal_row", sources[order], keep, dropped)
    return keep, dropped


def _drop(
    repeats: NDArray[np.bool_],
    reason: str,
    sources: NDArray[np.int32],
    keep: NDArray[np.bool_],
    dropped: dict[int, Counter[str]],
) -> None:
    keep &= ~repeats
    for source, count in enumerate(np.bincount(sources[repeats]).tolist()):
        if count:
            dropped.setdefault(source, Counter())[reason] += count


def _row_fingerprints(
    rows: pa.Table, kinds: Mapping[str, Kind], order: NDArray[np.int32], wanted: NDArray[np.bool_]
) -> NDArray[np.uint64]:
    """64 bits over every column of the wanted rows (two different rows share them once in 2**64 pairs)."""
    places = np.flatnonzero(wanted)
    picked = order[places]
    mixed = np.zeros(len(picked), np.uint64)
    for name in kinds:
        if name not in rows.column_names:
            continue
        flat = _flat(rows, name, kinds[name])
        if isinstance(flat, np.ndarray):
            values = flat[picked].astype(np.float64 if kinds[name] is Kind.NUMBER else np.int64, copy=False)
            combine(mixed, values.view(np.uint64))
        else:
            combine(mixed, _fingerprint(flat.take(pa.array(picked))))
    out = np.zeros(len(order), np.uint64)
    out[places] = mixed
    return out


def _fingerprint(values: pa.Array) -> NDArray[np.uint64]:
    """A hash per text; null and "" differ."""
    missing = ~values.is_valid().to_numpy(zero_copy_only=False)
    hashes = hash_strings(*string_buffers(values.fill_null("")))
    hashes[missing] = 0
    return hashes
