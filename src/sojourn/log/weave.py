"""A shard of an old log and further journeys of some of its customers, or of new ones, become one shard.

What did not change is copied; only customers who have old and new events are searched for repeats.
"""

from collections.abc import Collection
from typing import NamedTuple, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sojourn.errors import LimitError, LogError
from sojourn.events.schema import Kind
from sojourn.log.attributes import flat_of, missing, turned
from sojourn.log.journeys import Flat
from sojourn.log.kernels.weaving import (
    gather,
    gather_codes,
    gather_letters,
    gather_offsets,
    places_at,
    runs_of,
    weave,
    without,
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
    starts, ends, offsets, customers, mixed = weave(
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
    runs = Runs(starts, ends)
    if len(mixed):
        repeats = _repeats(both, runs, offsets, mixed, uncompared)
        if len(repeats):
            offsets = offsets - np.searchsorted(repeats, offsets).astype(np.int32)
            runs = Runs(*without(*runs, repeats))
    columns = {name: both.values(name, runs) for name in form.kinds}
    ids = pa.concat_arrays([old.customers, new.customers]).take(pa.array(customers))
    return to_batch(ids, offsets, columns, form.kinds)


class Runs(NamedTuple):
    """Runs of neighbouring rows, old rows first and new ones behind them.

    Attributes
    ----------
    starts
        The first row of each run.
    ends
        How many rows the runs have together, up to the end of each.
    """

    starts: Places
    ends: Places


class _Both:
    """Old columns in their new form, and new ones behind them."""

    def __init__(self, old: Stretch, new: Shaped, form: Form) -> None:
        self.edge = count = len(old.columns["timestamp"])
        self.form = form
        self.new = new.columns
        self.old: dict[str, Flat | pa.Array] = {}
        for name, kind in form.kinds.items():
            if name in old.columns:
                self.old[name] = flat_of(turned(_of_stayers(old, name, kind), kind), kind)
            else:
                self.old[name] = missing(count, kind)

    def values(self, name: str, runs: Runs) -> Flat | pa.Array:
        """The values of an attribute in some runs."""
        old, new = self.old[name], self.new[name]
        if self.form.kinds[name] is Kind.TEXT:
            return _gathered_text(old, new, runs)
        # numpy asks for large pages, which the compiled allocation does not
        out = np.empty(_rows(runs), old.dtype)
        codes = self.form.codes.get(name)
        if codes is None or np.array_equal(codes[:-1], np.arange(len(codes) - 1)):
            gather(old, new, *runs, out)
        elif lost := gather_codes(old, codes, new, *runs, out):
            raise LogError(
                f"{lost:,} events have a {name} that is not among the names given.",
                hint="Build the log again from its sources.",
            )
        return out

    def at(self, name: str, places: Places) -> Flat | pa.Array:
        """The values of an attribute in some rows."""
        return self.values(name, Runs(*runs_of(places, self.edge)))


def _of_stayers(old: Stretch, name: str, kind: Kind) -> pa.Array:
    """A column; where text becomes numbers or times again, only of those who stay: others may have had real text."""
    values = old.columns[name]
    if kind is Kind.TEXT or not pa.types.is_string(values.type):
        return values
    stays = np.zeros(len(values), np.bool_)
    stays[old.offsets[0] : old.offsets[-1]] = np.repeat(old.keep, np.diff(old.offsets))
    return pc.if_else(pa.array(stays), values, pa.scalar(None, pa.string()))


def _gathered_text(old: pa.Array, new: pa.Array, runs: Runs) -> pa.Array:
    here, there = string_buffers(old), string_buffers(new)
    rows = _rows(runs)
    ends = np.empty(rows + 1, np.int64)
    gather_offsets(here[0], there[0], *runs, ends)
    if ends[-1] >= 2**31:
        raise LimitError("The text of a shard of the journey log is larger than 2,147,483,647 bytes.")
    letters = np.empty(ends[-1], np.uint8)
    gather_letters(*here, *there, *runs, letters)
    known = None
    if old.null_count or new.null_count:
        valid = np.empty(rows, np.bool_)
        gather(_known(old), _known(new), *runs, valid)
        known = pa.py_buffer(np.packbits(valid, bitorder="little"))
    return pa.Array.from_buffers(
        pa.string(), rows, [known, pa.py_buffer(ends.astype(np.int32)), pa.py_buffer(letters)]
    )


def _rows(runs: Runs) -> int:
    return int(runs.ends[-1]) if len(runs.ends) else 0


def _known(texts: pa.Array) -> NDArray[np.bool_]:
    return cast("NDArray[np.bool_]", texts.is_valid().to_numpy(zero_copy_only=False))


def _repeats(
    both: _Both, runs: Runs, offsets: NDArray[np.int32], mixed: Places, uncompared: Collection[int]
) -> NDArray[np.int32]:
    """Which rows to leave out; only customers with old and new events can have new repeats."""
    lengths = offsets[mixed + 1] - offsets[mixed]
    ends = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    where = np.arange(ends[-1], dtype=np.int32) + np.repeat(offsets[mixed] - ends[:-1], lengths)
    some = places_at(*runs, where)
    repeats = np.zeros(len(some), np.bool_)
    if "message_id" in both.form.kinds:
        repeats |= repeated_ids(ends, both.at("message_id", some))
    eligible = ~repeats
    if uncompared:
        eligible &= ~np.isin(both.at("origin_file", some), list(uncompared))
    times = both.at("timestamp", some)
    repeats |= equal_rows(ends, times, eligible, both.form.kinds, lambda name, at: both.at(name, some[at]))
    return where[repeats]
