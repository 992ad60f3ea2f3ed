"""A shard of an old log and further journeys of some of its customers, or of new ones, become one shard.

What did not change is copied; only customers who have old and new events are searched for repeats.
"""

from collections.abc import Collection
from typing import cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sojourn.errors import LimitError, LogError
from sojourn.events.schema import Kind
from sojourn.log.attributes import flat_of, missing, turned
from sojourn.log.journeys import Flat
from sojourn.log.kernels.gather import kept_offsets
from sojourn.log.kernels.weaving import (
    gather,
    gather_codes,
    gather_letters,
    gathered_lengths,
    weave,
)
from sojourn.log.repeats import equal_rows, repeated_ids
from sojourn.log.shape import Form, Shaped
from sojourn.log.shard import to_batch
from sojourn.log.stretch import Stretch, find
from sojourn.log.strings import string_buffers

Places = NDArray[np.int32]


def woven(old: Stretch, new: Shaped, form: Form, *, uncompared: Collection[int]) -> pa.RecordBatch:
    """The shard of those who stay and of the new journeys.

    Parameters
    ----------
    old
        Customers of the old log.
    new
        Journeys in the form of the new log.
    form
        How the new log stores events; ``codes`` has the new code of every old one.
    uncompared
        Codes of the sources (``origin_file``) whose equal rows are no repeats.
    """
    events = int(old.offsets[-1] - old.offsets[0]) + int(new.offsets[-1])
    if events >= 2**31 - len(old.columns["timestamp"]):
        raise LimitError("A shard of the journey log would hold more than 2,147,483,647 events.")
    both = _Both(old, new, form)
    times = both.old["timestamp"], new.columns["timestamp"]
    files = form.codes["origin_file"][both.old["origin_file"]], new.columns["origin_file"]
    rows = both.old["origin_row"], new.columns["origin_row"]
    found, slots = find(old, new.customers)
    places, offsets, customers, mixed = weave(
        old.keep,
        old.offsets,
        times[0],
        files[0],
        rows[0],
        found,
        slots,
        new.offsets,
        times[1],
        files[1],
        rows[1],
    )
    if len(mixed):
        keep = _without_repeats(both, places, offsets, mixed, uncompared)
        if not keep.all():
            offsets, _, kept = kept_offsets(offsets, keep)
            places = places[kept]
    columns = {name: both.values(name, places) for name in form.kinds}
    ids = pa.concat_arrays([old.customers, new.customers]).take(pa.array(customers))
    return to_batch(ids, offsets, columns, form.kinds)


class _Both:
    """Old columns in their new form, and new ones behind them."""

    def __init__(self, old: Stretch, new: Shaped, form: Form) -> None:
        count = len(old.columns["timestamp"])
        self.form = form
        self.new = new.columns
        self.old: dict[str, Flat | pa.Array] = {}
        for name, kind in form.kinds.items():
            if name in old.columns:
                self.old[name] = flat_of(turned(_of_stayers(old, name, kind), kind), kind)
            else:
                self.old[name] = missing(count, kind)

    def values(self, name: str, places: Places) -> Flat | pa.Array:
        """The values of an attribute at some places."""
        old, new = self.old[name], self.new[name]
        if self.form.kinds[name] is Kind.TEXT:
            return _gathered_text(old, new, places)
        if name not in self.form.codes:
            return gather(old, new, places)
        codes, lost = gather_codes(old, self.form.codes[name], new, places)
        if lost:
            raise LogError(
                f"{lost:,} events have a {name} that is not among the names given.",
                hint="Build the log again from its sources.",
            )
        return codes


def _of_stayers(old: Stretch, name: str, kind: Kind) -> pa.Array:
    """A column; where text becomes numbers or times again, only of those who stay: others may have had real text."""
    values = old.columns[name]
    if kind is Kind.TEXT or not pa.types.is_string(values.type):
        return values
    stays = np.zeros(len(values), np.bool_)
    stays[old.offsets[0] : old.offsets[-1]] = np.repeat(old.keep, np.diff(old.offsets))
    return pc.if_else(pa.array(stays), values, pa.scalar(None, pa.string()))


def _gathered_text(old: pa.Array, new: pa.Array, places: Places) -> pa.Array:
    ends = gathered_lengths(string_buffers(old)[0], string_buffers(new)[0], places)
    if ends[-1] >= 2**31:
        raise LimitError("The text of a shard of the journey log is larger than 2,147,483,647 bytes.")
    letters = gather_letters(*string_buffers(old), *string_buffers(new), places, int(ends[-1]))
    known = None
    if old.null_count or new.null_count:
        valid = gather(_known(old), _known(new), places)
        known = pa.py_buffer(np.packbits(valid, bitorder="little"))
    return pa.Array.from_buffers(
        pa.string(), len(places), [known, pa.py_buffer(ends.astype(np.int32)), pa.py_buffer(letters)]
    )


def _known(texts: pa.Array) -> NDArray[np.bool_]:
    return cast("NDArray[np.bool_]", texts.is_valid().to_numpy(zero_copy_only=False))


def _without_repeats(
    both: _Both, places: Places, offsets: NDArray[np.int32], mixed: Places, uncompared: Collection[int]
) -> NDArray[np.bool_]:
    """Which events to keep; only customers with old and new events can have new repeats."""
    lengths = offsets[mixed + 1] - offsets[mixed]
    ends = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    where = np.arange(ends[-1]) + np.repeat(offsets[mixed] - ends[:-1], lengths)
    some = places[where]
    repeats = np.zeros(len(some), np.bool_)
    if "message_id" in both.form.kinds:
        repeats |= repeated_ids(ends, both.values("message_id", some))
    files = both.values("origin_file", some)
    eligible = ~repeats & ~np.isin(files, list(uncompared)) if uncompared else ~repeats
    times = both.values("timestamp", some)
    repeats |= equal_rows(
        ends, times, eligible, both.form.kinds, lambda name, at: both.values(name, some[at])
    )
    keep = np.ones(len(places), np.bool_)
    keep[where[repeats]] = False
    return keep
