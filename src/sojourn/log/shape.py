"""Rows of some buckets become journeys: customers numbered, events sorted, repeats dropped."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.events.schema import ORIGIN, Kind
from sojourn.log.attributes import flat_of, missing, stored_form, turned
from sojourn.log.journeys import Flat
from sojourn.log.kernels.gather import kept_offsets, picked_codes
from sojourn.log.kernels.numbering import number_rows
from sojourn.log.kernels.ordering import counting_sort, order_ties, sort_within
from sojourn.log.layout import hashes_of
from sojourn.log.names import Codes
from sojourn.log.repeats import equal_rows, repeated_ids
from sojourn.log.spill import Rows
from sojourn.log.strings import string_buffers

Columns = Mapping[str, Flat | pa.Array]


@dataclass(frozen=True, slots=True)
class Form:
    """How a log stores its events.

    Attributes
    ----------
    kinds
        Every attribute in the order of the columns.
    codes
        Per coded attribute: the code in the log of every provisional code; the last entry is that of −1.
    """

    kinds: Mapping[str, Kind]
    codes: Mapping[str, Codes]

    @property
    def has_origin(self) -> bool:
        """Whether every event says where it was read."""
        return all(name in self.kinds for name in ORIGIN)


@dataclass(frozen=True, slots=True)
class Shaped:
    """Journeys of some customers, and the repeats that were dropped from them per source and reason."""

    customers: pa.Array
    offsets: NDArray[np.int32]
    columns: Columns
    dropped: Mapping[int, Counter[str]]


def shape(arrived: Sequence[Rows], form: Form) -> Shaped:
    """Sort rows by customer, time and origin, drop repeats, and make journeys of them."""
    rows = pa.concat_tables([_unified(r.batch, form.kinds) for r in arrived], promote_options="default")
    ids = rows.column("customer_id").combine_chunks()
    numbers, firsts = _customers(ids)
    order, offsets = counting_sort(numbers, len(firsts))
    columns = {name: _flat(rows, name, kind) for name, kind in form.kinds.items()}
    sort_within(offsets, order, columns["timestamp"])
    if form.has_origin:
        files = form.codes["origin_file"][columns["origin_file"]]
        order_ties(offsets, order, columns["timestamp"], files, columns["origin_row"])
    keep, dropped = _without_repeats(arrived, columns, form, order, offsets)
    if dropped:
        offsets, _, places = kept_offsets(offsets, keep)
        order = order[places]
    sorted_columns: dict[str, Flat | pa.Array] = {}
    for name, flat in columns.items():
        if name in form.codes:
            sorted_columns[name] = picked_codes(flat, form.codes[name], order)
        else:
            sorted_columns[name] = flat[order] if isinstance(flat, np.ndarray) else flat.take(pa.array(order))
    return Shaped(ids.take(pa.array(firsts)), offsets, sorted_columns, dropped)


def join(parts: Sequence[Shaped], kinds: Mapping[str, Kind]) -> Shaped:
    """Journeys of different customers, one part after the other."""
    if len(parts) == 1:
        return parts[0]
    starts = np.cumsum([0] + [int(part.offsets[-1]) for part in parts])
    offsets = np.concatenate(
        [np.zeros(1, np.int64), *(p.offsets[1:] + start for p, start in zip(parts, starts, strict=False))]
    )
    columns: dict[str, Flat | pa.Array] = {}
    for name, kind in kinds.items():
        pieces = [part.columns[name] for part in parts]
        if kind is Kind.TEXT:
            columns[name] = pa.concat_arrays(pieces) if pieces else missing(0, kind)
        else:
            columns[name] = np.concatenate(pieces) if pieces else missing(0, kind)
    customers = pa.concat_arrays([p.customers for p in parts]) if parts else pa.array([], pa.string())
    dropped: dict[int, Counter[str]] = {}
    for part in parts:
        add_drops(dropped, part.dropped)
    return Shaped(customers, offsets.astype(np.int32), columns, dropped)


def add_drops(dropped: dict[int, Counter[str]], more: Mapping[int, Counter[str]]) -> None:
    """Count further drops, in place."""
    for source, reasons in more.items():
        dropped.setdefault(source, Counter()).update(reasons)


def _unified(batch: pa.RecordBatch, kinds: Mapping[str, Kind]) -> pa.Table:
    """Rows of one source in the types of the log."""
    names = batch.schema.names
    columns = [turned(batch.column(n), kinds[n]) if n in kinds else batch.column(n) for n in names]
    return pa.Table.from_arrays(columns, names=names)


def _customers(ids: pa.Array) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Number the customers in order of their hash, so that the order does not depend on who arrived first."""
    offsets, letters = string_buffers(ids)
    hashes = hashes_of(ids)
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
        return missing(rows.num_rows, kind)
    column = rows.column(name).combine_chunks()
    if kind is Kind.CODE and column.null_count:
        column = column.fill_null(-1)
    elif kind is not Kind.CODE:
        column = stored_form(column, kind)
    return flat_of(column, kind)


def _without_repeats(
    arrived: Sequence[Rows],
    columns: Columns,
    form: Form,
    order: NDArray[np.int32],
    offsets: NDArray[np.int32],
) -> tuple[NDArray[np.bool_], dict[int, Counter[str]]]:
    """Which places of the order to keep, and what was dropped per source."""
    lengths = [r.batch.num_rows for r in arrived]
    sources = np.repeat([r.source for r in arrived], lengths)
    keep = np.ones(len(order), np.bool_)
    dropped: dict[int, Counter[str]] = {}

    def drop(repeats: NDArray[np.bool_], reason: str) -> None:
        np.logical_and(keep, ~repeats, out=keep)
        for source, count in enumerate(np.bincount(sources[order[repeats]]).tolist()):
            if count:
                dropped.setdefault(source, Counter())[reason] += count

    def values(name: str, places: NDArray[np.int64]) -> Flat | pa.Array:
        flat = columns[name]
        if isinstance(flat, np.ndarray):
            return form.codes[name][flat[order[places]]] if name in form.codes else flat[order[places]]
        return flat.take(pa.array(order[places]))

    if "message_id" in form.kinds:
        drop(repeated_ids(offsets, values("message_id", np.arange(len(order)))), "repeated_message_id")
    if any(r.compare for r in arrived):
        compared = np.repeat([r.compare for r in arrived], lengths)[order]
        times = columns["timestamp"][order]
        drop(equal_rows(offsets, times, keep & compared, form.kinds, values), "equal_row")
    return keep, dropped
